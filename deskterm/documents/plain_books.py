"""Plain-text accounting: the desk's entries in the syntax of beancount and of hledger, balances asserted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from deskterm.models.basics.currencies import currency, digits
from deskterm.models.records.exports.books import MONEY, Account, Books, Posting

FORMATS = {"beancount": "beancount", "hledger": "journal"}  # and how a file of each ends
COMMODITIES = {"minute": "MINUTE", "ticket": "TICKET", "cent": "CREDIT"}


def text(books: Books, form: str) -> str:
    """All of it, in one of `FORMATS`."""
    lines = _beancount(books) if form == "beancount" else _hledger(books)
    return "\n".join(lines) + "\n"


def _beancount(books: Books) -> Iterator[str]:
    yield f'option "title" "{_quoted(books.title)}"'
    yield f'option "operating_currency" "{currency()}"'
    yield ""
    for account, unit in books.accounts.items():
        yield f"{books.first} open {_name(account)} {_commodity(unit)}"
    for entry in books.entries:
        yield ""
        said = " ".join(filter(None, (entry.ref, entry.text)))
        yield f'{entry.day} * "{_quoted(entry.payee)}" "{_quoted(said)}"'
        yield from (f"  {_name(one.account)}  {_amount(one)}" for one in entry.postings)
    after = (date.fromisoformat(books.last) + timedelta(days=1)).isoformat()
    yield ""
    yield from (f"{after} balance {_name(one.account)}  {_amount(one)}" for one in books.balances)


def _hledger(books: Books) -> Iterator[str]:
    yield f"; {_plain(books.title)}"
    yield "decimal-mark ."
    for unit in sorted({*books.accounts.values(), MONEY}):
        yield f"commodity {_amount(Posting(account=(), amount=0, unit=unit), dotted=True)}"
    for account in books.accounts:
        yield f"account {_name(account)}"
    for entry in books.entries:
        yield ""
        said = " | ".join(filter(None, (_plain(entry.payee), _plain(entry.text))))
        yield f"{entry.day} * ({_plain(entry.ref)}) {said}" if entry.ref else f"{entry.day} * {said}"
        yield from (f"    {_name(one.account)}  {_amount(one)}" for one in entry.postings)
    if books.balances:
        yield ""
        yield f"{books.last} * ="
        for one in books.balances:
            yield f"    {_name(one.account)}  0 {_commodity(one.unit)} = {_amount(one)}"


def _name(account: Account) -> str:
    return ":".join(account)


def _commodity(unit: str) -> str:
    return currency() if unit == MONEY else COMMODITIES[unit]


def _amount(one: Posting, *, dotted: bool = False) -> str:
    """An amount with its decimals; `dotted` always with a mark, as a commodity is declared."""
    places = digits() if one.unit in (MONEY, "cent") else 0
    number = f"{Decimal(one.amount).scaleb(-places):f}"
    return f"{number}{'.' if dotted and '.' not in number else ''} {_commodity(one.unit)}"


def _quoted(words: str) -> str:
    """Words between quotes, as beancount reads them."""
    return " ".join(words.split()).replace("\\", "\\\\").replace('"', '\\"')


def _plain(words: str) -> str:
    """Words of a description, in which a semicolon would begin a remark, and a bracket end a code."""
    kept = "".join(sign for sign in " ".join(words.split()) if sign.isprintable())
    return kept.replace(";", ",").replace("(", "[").replace(")", "]").replace("|", "/")
