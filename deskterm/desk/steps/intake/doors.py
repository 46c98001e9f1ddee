"""The doors of a service: which of them are open to a request, and what is said where one is not."""

from __future__ import annotations

from deskterm.desk.errors import Refused
from deskterm.locale import figures, language, t
from deskterm.locale.measures import quoted
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.request import IncomingRequest
from deskterm.models.rules import verdicts
from deskterm.models.rules.derived_facts import available
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.sections import Channel
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


def out_of_hours(service: Service, at: int, channel: Channel | None = None) -> str | None:
    """The rule of the telephone's hours when it is out of them, "" where they have none; None while open.

    `channel`: that number alone, where it is one; else all of the firm's. Other channels keep no hours.
    """
    phones = [one for one in service.channels if one.kind == "phone" and channel in (None, one)]
    names = [one.open for one in phones if one.open]
    if not names or any(service.calendar(name).is_open(at) for name in names):
        return None
    return service.calendars[names[0]].rule


def said_out_of_hours(service: Service, at: int, channel: Channel | None = None) -> str:
    """That a call comes outside the hours, with their rule; "" where it does not."""
    rule = out_of_hours(service, at, channel)
    if rule is None:
        return ""
    said = t("ring.out_of_hours", when=figures.moment(local(at, service.tz)))
    return f"{said} ({rule})" if rule else said


def said_ways(service: Service, known: Facts, at: int) -> str:
    """The channels that are open to the same request, as a sentence of its own; "" where none is."""
    ways = ", ".join(
        one.said(language())
        for one in service.channels
        if available(service, one, {**known, "channel": one.id}, at)
    )
    return f" {t('errors.ways_open', ways=ways)}" if ways else ""
