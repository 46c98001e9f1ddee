"""The doors of a service: which of them are open to a request, and what is said where one is not."""

from __future__ import annotations

from deskterm.desk.errors import Refused
from deskterm.locale import language, t
from deskterm.locale.measures import quoted
from deskterm.models.records.request import IncomingRequest
from deskterm.models.rules import verdicts
from deskterm.models.rules.derived_facts import available
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.service import Service


def check(service: Service, request: IncomingRequest, known: Facts, *, anyhow: bool = False) -> None:
    """Refuse a channel whose conditions do not hold, with its clause and what is open (D11, D24).

    `anyhow`: it is taken in by a closed one too, and looked at.
    """
    if anyhow or verdicts.may_come(service, known, request.received_at):
        return
    clause = service.clause(request.channel.rule, language())
    raise Refused(
        verdicts.CLOSED,
        rule=request.channel.rule,
        channel=request.channel.said(language()),
        clause=f" {quoted(clause)}" if clause else "",
        ways=said_ways(service, known, request.received_at),
    )


def said_ways(service: Service, known: Facts, at: int) -> str:
    """The channels that are open to the same request, as a sentence of its own; "" where none is."""
    ways = ", ".join(
        one.said(language())
        for one in service.channels
        if available(service, one, {**known, "channel": one.id}, at)
    )
    return f" {t('errors.ways_open', ways=ways)}" if ways else ""
