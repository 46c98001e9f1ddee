"""Customers are told by a letter that a pack runs low, once at each level, where the terms say so."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps import customer_language
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs import levels_told
from deskterm.locale import language, t
from deskterm.locale.measures import amount
from deskterm.models.records.desk import PROGRAM
from deskterm.models.terms.money_sections import PackTerms
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.money import rounds as round_rows
from deskterm.storage.tickets import messages as message_rows


class _Level(Struct, frozen=True):
    """A level that a customer's packs of a kind have come down to; `last`: their newest movement."""

    customer_id: int
    terms: PackTerms
    level: int
    left: int
    last: int


def due(desk: Desk) -> bool:
    """Whether somebody is to be told."""
    with desk.read() as conn:
        return any(True for _ in _reached(desk, conn))


def tell(desk: Desk) -> int:
    """Write to everybody who is to be told; returns how many letters. Who has no address is handed it."""
    if not any(terms.tell for terms in desk.service.packs):
        return 0
    done = 0
    with desk.write() as conn:
        for one in tuple(_reached(desk, conn)):
            number = _write(desk, conn, one)
            for level in one.terms.warn:
                if level >= one.level:
                    round_rows.reach(conn, levels_told.name(one.terms, level, one.customer_id), one.last)
            after = {"letter": number, "kind": one.terms.id, "level": one.level, "left": one.left}
            code = customer_rows.card(conn, one.customer_id, "").code
            desk.record(conn, "pack_level_told", target=code, after=after)
            done += 1
    return done


def _reached(desk: Desk, conn: Connection) -> Iterator[_Level]:
    """Levels that were reached since units came in last, and that nobody was told of."""
    today = day_of(desk.now(), desk.service.tz)
    for terms in desk.service.packs:
        if not terms.tell or not terms.warn:
            continue
        for customer_id, left in pack_rows.low(conn, terms.id, today, max(terms.warn)):
            level = min(one for one in terms.warn if one >= left)
            told = round_rows.reached(conn, levels_told.name(terms, level, customer_id))
            if told <= movement_rows.last_of_kind(conn, customer_id, terms.id, came=True):
                last = movement_rows.last_of_kind(conn, customer_id, terms.id)
                yield _Level(customer_id, terms, level, left, last)


def _write(desk: Desk, conn: Connection, one: _Level) -> int:
    card = customer_rows.card(conn, one.customer_id, "")
    to = next((person.email for person in card.contacts if person.email), "")
    with customer_language.of_customer(desk, conn, one.customer_id):
        name = one.terms.said(language())
        key = "letters.pack_low" if one.left > 0 else "letters.pack_over"
        said = t(key, name=name, left=amount(one.left, one.terms.unit))
        clause = desk.service.clause(one.terms.rule, language()) if one.terms.rule else ""
        greeting = customer_language.letter("letters.greeting", contact=card.name)
        parts = (greeting, said, clause, t("letters.thanks"))
        body = "\n\n".join(part for part in parts if part)
    return message_rows.insert(
        conn,
        customer_id=one.customer_id,
        direction="out",
        kind="pack_level",
        channel="",
        from_name=PROGRAM,
        from_address=to,
        subject=name,
        body=body,
        received_at=desk.now(),
        rule=one.terms.rule,
        state="outbox" if to else "pending",
        outcome="" if to else "to_hand",
        automatic="generated",
    )
