"""The statement of a customer's packs, read and mailed to them."""

from __future__ import annotations

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.packs.balances import since
from deskterm.desk.steps import customer_language
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs.balance_lines import PackStatement, of_pack
from deskterm.desk.steps.packs.movements import said
from deskterm.locale import moments, speaking, t
from deskterm.models.records.base import Record
from deskterm.models.records.customer import Customer
from deskterm.models.records.money import Movement, Pack
from deskterm.storage.attached import attachments
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.tickets import messages as message_rows

KIND = "statement"


class Statement(Record, frozen=True, kw_only=True):
    """A customer's packs from one day to another, both within; those of which there is something to say."""

    customer: Customer
    low: str
    high: str
    packs: tuple[PackStatement, ...]


def of_customer(desk: Desk, customer: str, *, low: str = "", high: str = "") -> Statement:
    """The statement from `low` (ISO; without it from their first movement) to `high` (without it today).

    Raises Refused where the end comes first.
    """
    tz = desk.service.tz
    until = high or day_of(desk.now(), tz)
    if low > until:
        raise Refused("statement_ends_first", low=moments.day(low), high=moments.day(until))
    with desk.read() as conn:
        card = customer_rows.card(conn, the_customer(conn, customer), until)
        with speaking(card.language):
            moved = {pack: _moved(conn, pack) for pack in pack_rows.of_customer(conn, card.id)}
        days = [since(line, tz) for lines in moved.values() for line in lines]
        began = low or min(days, default=until)
        found = (
            of_pack(pack, [(since(line, tz), line) for line in lines], began, until)
            for pack, lines in moved.items()
        )
        return Statement(
            customer=card, low=began, high=until, packs=tuple(one for one in found if one.speaks)
        )


def _moved(conn: Connection, pack: Pack) -> tuple[Movement, ...]:
    """The movements of a pack, the program's own notes in the language in force."""
    lines = movement_rows.of_pack(conn, pack.id)
    return tuple(structs.replace(line, note=said(line.note)) for line in lines)


def send(desk: Desk, found: Statement, file: bytes, *, to: str = "") -> int:
    """Mail a statement with its paper, to the card's first address unless to another; the letter.

    Raises Refused without an address.
    """
    card = found.customer
    address = to or next((one.email for one in card.contacts if one.email), "")
    if not address:
        raise Refused("statement_without_address", code=card.code, customer=card.name)
    with desk.write() as conn, speaking(card.language):
        told = {"low": moments.day(found.low), "high": moments.day(found.high)}
        number = message_rows.insert(
            conn,
            customer_id=card.id,
            direction="out",
            kind=KIND,
            channel="",
            from_name=desk.author,
            from_address=address,
            subject=t("paper.statement.subject", **told),
            body=customer_language.letter("letters.statement", contact=card.name, **told),
            received_at=desk.now(),
            state="outbox",
        )
        name = t("paper.statement.file", code=card.code)
        attachments.attach(conn, number, name=name, media_type="application/pdf", content=file)
        after = {"letter": number, "to": address, "from": found.low, "until": found.high}
        desk.record(conn, "statement_sent", target=card.code, after=after)
        return number
