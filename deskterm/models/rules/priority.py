"""The priority of a request from two facts, as a table of the terms has it: a severity, or a tier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from deskterm.models.terms.facts import Facts
from deskterm.models.terms.service import Service

T = TypeVar("T")


def severity_of(service: Service, facts: Facts) -> str:
    """The severity that the table gives; "" without a table, or where one of its facts is not known."""
    terms = service.priority
    return (_cell(service, terms.severity, facts) or "") if terms else ""


def tier_of(service: Service, facts: Facts) -> int | None:
    """The tier that the table gives; None where it gives none."""
    terms = service.priority
    return _cell(service, terms.tier, facts) if terms else None


def _cell(service: Service, table: Mapping[str, Mapping[str, T]], facts: Facts) -> T | None:
    terms = service.priority
    if terms is None:
        return None
    row, column = (str(facts.get(name) or service.assumed.get(name) or "") for name in terms.of)
    return table.get(row, {}).get(column)
