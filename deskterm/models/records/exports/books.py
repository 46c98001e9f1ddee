"""What a firm's plain-text accounting is told: entries that balance, and the balances that the desk keeps."""

from __future__ import annotations

from deskterm.models.records.base import Record

MONEY = "money"  # the currency in force, in minor units; beside it the units of packs: minute, ticket, cent

Account = tuple[str, ...]  # ("Assets", "Receivable", "C001")


class Posting(Record, frozen=True, kw_only=True):
    """An amount on an account, in money or in a unit of packs."""

    account: Account
    amount: int
    unit: str = MONEY


class DoubleEntry(Record, frozen=True, kw_only=True):
    """Something that was booked on a day; its postings add up to nothing in each unit."""

    day: str  # ISO
    ref: str  # report, pack or month
    payee: str
    text: str
    postings: tuple[Posting, ...]


class Books(Record, frozen=True, kw_only=True):
    """The entries from one day to another, and what each account holds by the desk's own sums afterwards."""

    title: str
    first: str
    last: str
    entries: tuple[DoubleEntry, ...]
    balances: tuple[Posting, ...]

    @property
    def accounts(self) -> dict[Account, str]:
        """Every account with its unit, in their order."""
        found = [one for entry in self.entries for one in entry.postings]
        return dict(sorted({one.account: one.unit for one in (*found, *self.balances)}.items()))
