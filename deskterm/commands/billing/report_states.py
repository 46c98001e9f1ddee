"""Where work reports stand, as the list tells it: to issue, issued, sent, confirmed, void."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from deskterm.commands.answers import json
from deskterm.commands.frame.line import Line
from deskterm.desk.calls import contacts
from deskterm.desk.letters import handed_reports
from deskterm.locale import t
from deskterm.models.records.money import REPORT_STATES, Report

TO_ISSUE = "to-issue"
CHOICES = (TO_ISSUE, *REPORT_STATES)
AT_ONCE = 100


def stated(line: Line, found: Iterable[Report], state: str | None) -> Iterator[dict[str, Any]]:
    """Reports with where each stands; of one state, if one is asked for."""
    left = iter(found)
    while page := tuple(islice(left, AT_ONCE)):
        states = handed_reports.states(line.desk, [one.number for one in page])
        for one in page:
            if state in (None, states[one.number]):
                yield json.report(line, one) | {"state": states[one.number]}


def to_issue(line: Line, *, customer: str | None, ticket: str | None) -> Iterator[dict[str, Any]]:
    """The work that waits to be filed, contact by contact: its report is still to be issued."""
    seen: set[int] = set()
    for one in contacts.unfiled(line.desk, everyone=True):
        code = line.code_of(one.customer_id)
        wanted = customer in (None, code) and (ticket is None or ticket.upper() in one.ticket)
        if wanted and one.group_id not in seen:
            seen.add(one.group_id)
            yield {
                "number": None,
                "customer": code,
                "customer_name": one.customer,
                "unsure": one.unsure,
                "ticket": one.ticket,
                "issued_at": None,
                "started_at": line.stamp(one.started_at),
                "by": one.technician,
                "state": TO_ISSUE,
            }


def words(row: Mapping[str, Any]) -> str:
    """Where a report stands, in a word."""
    return t(f"paper.state.{row['state']}")
