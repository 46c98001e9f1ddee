"""What is known of a customer when the terms are asked, which agreement is meant, and who may say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import own_facts
from deskterm.desk.steps.facts import day_of
from deskterm.models.basics.faults import likely
from deskterm.models.records.agreements import Agreement
from deskterm.models.terms.facts import word
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import profile as profile_rows
from deskterm.storage.database import Connection


def running_on(conn: Connection, customer_id: int, day: str) -> Agreement | None:
    """The customer's agreement that is valid on a day; of two the later one."""
    found = [one for one in agreement_rows.of_customer(conn, customer_id) if one.runs_on(day)]
    return found[-1] if found else None


def named(found: Iterable[Agreement], name: str) -> list[Agreement]:
    """Those of one name: of each only one runs on a day."""
    return [one for one in found if word(one.name) == word(name)]


def last(conn: Connection, customer_id: int, code: str, name: str | None = None) -> Agreement:
    """The last agreement, of that name where one is given. Raises NotFound naming those that there are."""
    every = agreement_rows.of_customer(conn, customer_id)
    found = every if name is None else named(every, name)
    if not every:
        raise NotFound("no_agreement", code=code.upper())
    if not found:
        names = dict.fromkeys(one.name for one in every if one.name)
        like, which = likely(name or "", names), numbered(every)
        raise NotFound("no_agreement_named", like=like, code=code.upper(), name=name, which=which)
    return found[-1]


def the_agreement(desk: Desk, conn: Connection, customer_id: int, code: str, number: int | None) -> Agreement:
    """The one of that number; without it the one that runs, else the last. Raises NotFound, Refused."""
    newest = last(conn, customer_id, code)
    if number is None:
        today = day_of(desk.now(), desk.service.tz)
        only(conn, customer_id, code, today)
        return running_on(conn, customer_id, today) or newest
    for one in agreement_rows.of_customer(conn, customer_id):
        if one.id == number:
            return one
    raise NotFound("no_agreement_number", code=code.upper(), number=number)


def known(desk: Desk, conn: Connection, customer_id: int) -> dict[str, str]:
    """What is known of a customer today, as it is written."""
    running = running_on(conn, customer_id, day_of(desk.now(), desk.service.tz))
    return profile_rows.facts(conn, customer_id) | (running.facts if running else {})


def may_say(desk: Desk, conn: Connection, wanted: Mapping[str, Any], before: Mapping[str, str]) -> None:
    """Refuse facts that are not for whoever works here to say, unless they stay as they were `before`."""
    own = desk.service.own_facts
    said: Mapping[str, str] = wanted.get("facts") or {}
    changed = (
        own[name]
        for name, value in said.items()
        if name in own and own_facts.written(desk, own[name], value) != before.get(name, "")
    )
    own_facts.check_speaker(desk, conn, changed)


def only(conn: Connection, customer_id: int, code: str, day: str) -> None:
    """Refuse to guess among agreements of several names that run on a day: each is named with its number."""
    found = [one for one in agreement_rows.of_customer(conn, customer_id) if one.runs_on(day)]
    if len({word(one.name) for one in found}) > 1:
        raise Refused("which_agreement", code=code.upper(), which=numbered(found))


def numbered(found: Iterable[Agreement]) -> str:
    """Agreements by number and name, to choose among."""
    return ", ".join(f"{one.id} «{one.name}»" if one.name else str(one.id) for one in found)
