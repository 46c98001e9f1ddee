"""The desk's money and units as double entries, for a firm's plain-text accounting.

What a customer has in packs is owed to them in the packs' own unit. What is charged waits to be invoiced
until a month is closed; then it is due, with its VAT.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.locale import t
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.exports.books import MONEY, Account, Books, DoubleEntry, Posting
from deskterm.storage.database import Connection, Row
from deskterm.storage.house import booked

ALWAYS = 1 << 60
_CODE = re.compile(r"[A-Z0-9][A-Za-z0-9-]*")  # what the programs take as a part of an account's name
INVOICED, WORK, PACKS = "ToInvoice", "Work", "Packs"
VAT = ("Liabilities", "VAT")
OPENING = ("Equity", "Opening")
STAYS = ("Assets", "Liabilities")  # what an account of these holds goes on from one period to the next


def of_period(desk: Desk, first: str = "", last: str = "") -> Books:
    """The entries from one day to another, all where none is named; both days count. Raises Refused."""
    if first and last and last < first:
        raise Refused("bad_period", first=first, last=last)
    today = _day(desk, desk.now())
    high = _midnight_after(desk, last) if last and last < today else None
    with desk.read() as conn:
        book = _Book(desk, conn)
        found = sorted(book.entries(high or ALWAYS), key=lambda one: one.day)
        balances = tuple(book.balances(high))
    before = [one for one in found if first and one.day < first]
    entries = [one for one in found if not first or one.day >= first]
    begun = first or (entries[0].day if entries else today)
    ended = max(last if high else today, *(one.day for one in entries), begun)
    opening = _opening(before, begun)
    return Books(
        title=desk.service.name,
        first=begun,
        last=ended,
        entries=(*opening, *entries),
        balances=balances,
    )


def _day(desk: Desk, at: int) -> str:
    return local(at, desk.service.tz).date().isoformat()


def _midnight_after(desk: Desk, day: str) -> int:
    after = date.fromisoformat(day) + timedelta(days=1)
    return int(datetime.combine(after, datetime.min.time(), ZoneInfo(desk.service.tz)).timestamp())


def _opening(before: Iterable[DoubleEntry], day: str) -> Iterator[DoubleEntry]:
    """What was there when the period began, against the opening."""
    held: Counter[tuple[Account, str]] = Counter()
    for entry in before:
        for one in entry.postings:
            if one.account[0] in STAYS:
                held[one.account, one.unit] += one.amount
    standing = [Posting(account=of, unit=unit, amount=n) for (of, unit), n in sorted(held.items()) if n]
    for unit in sorted({one.unit for one in standing}):
        own = [one for one in standing if one.unit == unit]
        rest = Posting(account=_of_unit(OPENING, unit), unit=unit, amount=-sum(one.amount for one in own))
        yield DoubleEntry(day=day, ref="", payee="", text=t("books.opening"), postings=(*own, rest))


def _of_unit(account: Account, unit: str) -> Account:
    """An account holds one unit: that of packs has a name of its own."""
    return account if unit == MONEY else (*account, unit.title())


class _Book:
    """What a desk holds, as entries: each customer under their code."""

    def __init__(self, desk: Desk, conn: Connection) -> None:
        self.desk, self.conn = desk, conn
        rows = booked.customers(conn)
        self.names = {row["id"]: row["name"] for row in rows}
        self.codes = {
            row["id"]: row["code"] if _CODE.fullmatch(row["code"]) else f"Id-{row['id']}" for row in rows
        }

    def entries(self, high: int) -> Iterator[DoubleEntry]:
        for row in booked.movements(self.conn, high):
            yield from self._moved(row)
        for row in booked.charges(self.conn, high):
            yield self._charged(row, "charged", 1)
        for row in booked.taken_back(self.conn, high):
            yield self._charged(row, "voided", -1)
        for row in booked.settlements(self.conn, high):
            yield self._settled(row)

    def balances(self, high: int | None) -> Iterator[Posting]:
        """What the desk itself says that the accounts hold, by sums of its own."""
        for row in booked.left_in_packs(self.conn, high):
            yield Posting(account=self._pack(row, row["id"]), unit=row["unit"], amount=-row["amount"])
        until = high or ALWAYS
        open_ = {row["customer_id"]: row["amount"] for row in booked.to_invoice(self.conn, until)}
        due = booked.billed(self.conn, until)
        for one in sorted(open_.keys() | {row["customer_id"] for row in due}):
            yield Posting(account=self._to_invoice(one, WORK), amount=open_.get(one, 0))
        for row in due:
            yield Posting(account=self._due(row["customer_id"]), amount=row["amount"])
        if due:
            yield Posting(account=VAT, amount=-sum(row["vat"] for row in due))

    def _due(self, customer_id: int) -> Account:
        return ("Assets", "Receivable", self.codes[customer_id])

    def _to_invoice(self, customer_id: int, what: str) -> Account:
        return ("Assets", INVOICED, self.codes[customer_id], what)

    def _pack(self, row: Row, number: int) -> Account:
        return ("Liabilities", PACKS, self.codes[row["customer_id"]], f"P{number}")

    def _entry(self, row: Row, ref: str, text: str, *postings: Posting) -> DoubleEntry:
        payee = self.names[row["customer_id"]]
        stands = tuple(one for one in postings if one.amount)
        return DoubleEntry(day=_day(self.desk, row["at"]), ref=ref, payee=payee, text=text, postings=stands)

    def _moved(self, row: Row) -> Iterator[DoubleEntry]:
        """What went in or out of a pack, and the price of one that was sold or whose sale is void."""
        brought = row["op_id"].startswith("opening:")
        kind, ref = "brought" if brought else row["kind"], row["report"] or f"P{row['pack_id']}"
        text = t(f"books.{kind}", number=row["id"])
        against = _of_unit(("Equity", "Units", kind.title()), row["unit"])
        pack = self._pack(row, row["pack_id"])
        yield self._entry(
            row,
            ref,
            text,
            Posting(account=pack, unit=row["unit"], amount=-row["amount"]),
            Posting(account=against, unit=row["unit"], amount=row["amount"]),
        )
        sign = 1 if kind == "sold" else -1 if row["of"] == "sold" else 0
        if sign and row["net_cents"]:
            price = sign * row["net_cents"]
            yield self._entry(
                row,
                ref,
                text,
                Posting(account=self._to_invoice(row["customer_id"], PACKS), amount=price),
                Posting(account=("Income", PACKS), amount=-price),
            )

    def _charged(self, row: Row, what: str, sign: int) -> DoubleEntry:
        cents = sign * row["net_cents"]
        waits = Posting(account=self._to_invoice(row["customer_id"], WORK), amount=cents)
        return self._entry(
            row, row["ref"], t(f"books.{what}"), waits, Posting(account=("Income", WORK), amount=-cents)
        )

    def _settled(self, row: Row) -> DoubleEntry:
        """A customer's month: what waited is due, with its VAT, less what was credited."""
        whose = row["customer_id"]
        rest = row["net_cents"] - row["charged"] + row["credited"] + row["corrected"]
        return self._entry(
            row,
            row["period"],
            t("books.settled", number=row["id"]),
            Posting(account=self._due(whose), amount=row["gross_cents"]),
            Posting(account=self._to_invoice(whose, WORK), amount=-row["charged"]),
            Posting(account=self._to_invoice(whose, PACKS), amount=-rest),
            Posting(account=("Income", "Credits"), amount=row["credited"]),
            Posting(account=("Income", "Corrections"), amount=row["corrected"]),
            Posting(account=VAT, amount=-row["vat_cents"]),
        )
