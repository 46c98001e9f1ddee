"""What stands on a work report that was frozen, read without a desk."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from deskterm.models.records.money import time_of

PRINTED = ("consent", "request_mail", "backup_confirmed", "backup_unit", "client_closed_software")


def first_language(frozen: Mapping[str, Any]) -> str:
    """The own language of the terms on the day of issue: in it is read what lacks in another."""
    return str(frozen["provider"].get("language", ""))


def evidence(frozen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was told at the gates of this work and is printed: consent, backup, the mail of request."""
    return [one for one in frozen.get("answers", ()) if one["fact"] in PRINTED]


def time_of_part(bill: Mapping[str, Any]) -> Decimal:
    """The minutes that a frozen bill, or one of its prices, charged."""
    return time_of(bill["billed_minutes"], sum(part.get("excess", 0) for part in bill.get("settle", ())))
