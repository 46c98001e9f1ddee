"""Who is meant by what is typed or heard: the likeliest first, and somebody near before nobody (D1).

A number in any spelling and any part of it, words in any order, without accents and apostrophes, one letter
wrong, the number of a ticket. Whoever is named whole (a code, a number, an address) is alone in the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from msgspec import Struct, structs

from deskterm.desk.context import Desk
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.facts import day_of
from deskterm.models.basics.folding import code_words, is_number, name_words, slips, terms
from deskterm.models.basics.identity import PART, SHORTEST, bare_number, email_key, is_phone, kept_as, numbers
from deskterm.models.basics.search_words import (
    CODE,
    LEFT,
    MAIL,
    NAME,
    PERSON,
    PHONE,
    TOWN,
    beyond_first_names,
    told_apart,
)
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.customer import Contact, Customer
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.customers import search as search_rows
from deskterm.storage.customers.search import Place
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows

ENOUGH = 60  # customers who are looked at for one word: whoever types on has fewer
SHOWN = 24  # of those who have every word of several that are common
CROWD = 150  # of a word that many have, how many are asked whether they have the other words too
MANY = 4_000  # the same where none of those has
FEW = 3  # where one word finds fewer, those who are one letter away stand below them
BEGINS, HOLDS, NEAR = 1, 2, 3  # how a word fits, after the word itself
BY = {CODE: "code", NAME: "name", PERSON: "person", PHONE: "phone", LEFT: "left", MAIL: "mail", TOWN: "town"}
_TICKET = re.compile(r"(?:tk)?\s*0*([1-9]\d{0,6})", re.IGNORECASE)

Fit = tuple[int, int]  # how well a word fits, and where it stands


class Hit(Record, frozen=True, kw_only=True):
    """A customer who may be meant, who of them, and by what they were found."""

    customer: Customer
    contact: Contact | None = None  # None where nothing says which person it is
    by: str = "name"  # code name person phone left mail town ticket
    near: bool = False  # one letter is otherwise, or a word that is no name (srl) is missing
    ticket: str = ""  # the one whose number was typed


class _Term(Struct):
    """Who fits one word; `all` when nobody else does."""

    word: str
    fits: dict[int, Fit]
    all: bool


class _Ranked(Struct):
    number: int
    fit: Fit
    slipped: int = 0  # words that are a letter otherwise
    missing: int = 0
    ticket: str = ""

    @property
    def near(self) -> bool:
        """Whether it is not as it was typed."""
        return bool(self.slipped or self.missing)


def hits(desk: Desk, text: str, *, limit: int = 20) -> tuple[Hit, ...]:
    """Who may be meant, at most `limit`, with those who are one letter away where few are found."""
    text = clean(text).strip()
    words = terms(text)
    if not words:
        return ()
    day = day_of(desk.now(), desk.service.tz)
    with desk.read() as conn:
        found = _whole(conn, text) or _in_order(conn, _likely(conn, text, words))
        near = {word: slips(word) if any(one.near for one in found) else () for word in words}
        made = (_hit(conn, one, text, near, day) for one in found)
        return tuple(
            islice((one for one in made if not one.near or _more_than_a_first_name(one, near)), limit)
        )


def find(desk: Desk, text: str, *, limit: int = 20, near: bool = False) -> tuple[Customer, ...]:
    """The customers who fit what is typed as it stands; with `near` also those who are only near."""
    return tuple(one.customer for one in hits(desk, text, limit=limit) if near or not one.near)


def numbered(desk: Desk, phone: str, *, limit: int = 6) -> tuple[Hit, ...]:
    """Whose number it is, for who rings: an exchange mistypes none, so nobody is near."""
    if not is_phone(phone):
        return ()
    return tuple(
        one for one in hits(desk, phone, limit=limit) if not one.near and one.by in ("phone", "left")
    )


def named(desk: Desk, name: str, *, limit: int = 6) -> tuple[Hit, ...]:
    """Who may be the one whom the exchange names so: all near, for a name is no number.

    A first name alone, a legal form alone, a town alone is nobody's.
    """
    words = {word: (word, *slips(word)) for word in terms(clean(name))}
    found = hits(desk, name, limit=limit) if words and not is_number(name) else ()
    kept = (one for one in found if one.by not in ("ticket", "town") and _likely_meant(one.customer, words))
    return tuple(structs.replace(one, near=True) for one in kept)


def person(desk: Desk, code: str, text: str) -> Contact | None:
    """The person of this customer whom the words name, or who left the number with a ticket."""
    words = {word: slips(word) for word in terms(clean(text))}
    with desk.read() as conn:
        number = the_customer(conn, code)
        customer = customer_rows.card(conn, number, day_of(desk.now(), desk.service.tz))
        if not is_number(text):
            return _who(customer, words)
        return _who(customer, words) or _with_pieces(customer, text) or _who_left(conn, number, words)


def same_number(one: str, other: str) -> bool:
    """Whether two telephone numbers are one, however each is written."""
    return bool(set(numbers(one)) & set(numbers(other)))


# Whole: a code, an address, a number


def _whole(conn: Connection, text: str) -> list[_Ranked]:
    """Whom a whole key names; a card's before a ticket's."""
    ticket = _ticket(conn, text)
    if ticket is not None and not text[0].isdigit():
        return [ticket]
    address = email_key(text)
    if address:
        return [_Ranked(one, (0, MAIL)) for one in customer_rows.by_key(conn, "email", address)]
    return _with_code(conn, text) or _with_number(conn, text)


def _with_code(conn: Connection, text: str) -> list[_Ranked]:
    sought = {*code_words(text)[:1], *(digits for digits in numbers(text) if len(digits) >= SHORTEST)}
    found = (one for word in sought for one in search_rows.beginning(conn, word, ENOUGH) if one.word == word)
    owners = dict.fromkeys(one.customer_id for one in found if one.field == CODE)
    return [_Ranked(one, (0, CODE)) for one in owners if sought & _codes(customer_rows.card(conn, one, ""))]


def _codes(card: Customer) -> set[str]:
    texts = (card.code, card.vat, card.tax_code, card.support_code)
    return {*("".join(code_words(text)[:1]) for text in texts), *numbers(card.vat)} - {""}


def _with_number(conn: Connection, text: str) -> list[_Ranked]:
    """Whose telephone it is, also where a switchboard has dropped the zero before it."""
    if not is_number(text) or len(bare_number(text)) < SHORTEST:
        return []
    digits = bare_number(text)
    places = [
        one
        for word in kept_as(digits)
        for one in search_rows.beginning(conn, word, ENOUGH)
        if one.word == word
    ]
    for field in (PHONE, LEFT):
        owners = dict.fromkeys(one.customer_id for one in places if one.field == field)
        if owners:
            return [_Ranked(one, (0, field)) for one in owners]
    return []


def _ticket(conn: Connection, text: str) -> _Ranked | None:
    typed = _TICKET.fullmatch(text)
    found = ticket_rows.by_code(conn, f"TK{int(typed[1]):06d}" if typed else text)
    if found is None or found.customer_id is None:
        return None
    return _Ranked(found.customer_id, (0, CODE), ticket=found.code)


# Word by word


def _likely(conn: Connection, text: str, words: Sequence[str]) -> list[_Ranked]:
    """A ticket of that number, who has every word, who nearly has: one word a letter otherwise, no form."""
    asked = [_term(conn, word) for word in words]
    found = {one.number: one for one in _with_all(conn, asked)}
    if not found or (len(found) < FEW and len(asked) == 1):
        _reach(conn, asked)
        for one in _with_all(conn, asked):
            found.setdefault(one.number, one)
    if not found and is_number(text):
        found = {one.number: one for one in _in_pieces(conn, text)}
    needed = set(told_apart(words))
    if not found and 0 < len(needed) < len(asked):
        some = _with_all(conn, [term for term in asked if term.word in needed])
        found = {one.number: _ranked(one.number, asked) for one in some}
    ticket = _ticket(conn, text)
    return (
        [ticket, *(one for one in found.values() if one.number != ticket.number)]
        if ticket
        else [*found.values()]
    )


def _in_pieces(conn: Connection, text: str) -> list[_Ranked]:
    """Whose number has the pieces that were typed, in their order: `0444 33` is in 0444 000330."""
    pieces = re.findall(r"\d+", text)
    longest = max(pieces, key=len)
    if len(pieces) < 2 or len(longest) < PART:
        return []
    places = search_rows.beginning(conn, longest, CROWD) + search_rows.holding(conn, longest, CROWD)
    told = re.compile(r"\d*".join(pieces))
    fitting = (one for one in places if told.search(one.word))
    return [
        _Ranked(number, (HOLDS, one.field)) for number, one in {p.customer_id: p for p in fitting}.items()
    ]


def _term(conn: Connection, word: str) -> _Term:
    places = search_rows.beginning(conn, word, ENOUGH)
    if len(places) < ENOUGH:
        places += search_rows.holding(conn, word, ENOUGH)
    return _Term(word, _best(places, word), len(places) < ENOUGH)


def _best(places: Iterable[Place], word: str) -> dict[int, Fit]:
    best: dict[int, Fit] = {}
    for one in places:
        fit = (_level(one.word, word), one.field)
        best[one.customer_id] = min(fit, best.get(one.customer_id, fit))
    return best


def _level(word: str, sought: str) -> int:
    if word == sought:
        return 0
    if word.startswith(sought):
        return BEGINS
    return HOLDS if len(sought) >= PART and sought in word else NEAR


def _reach(conn: Connection, asked: Iterable[_Term]) -> None:
    """Let words that are one letter away fit too."""
    for term in asked:
        if term.all:
            near = search_rows.near(conn, slips(term.word), ENOUGH)
            for number, fit in _best(near, term.word).items():
                term.fits.setdefault(number, fit)


def _with_all(conn: Connection, asked: Sequence[_Term]) -> list[_Ranked]:
    """Who fits every word: from the word that the fewest have, the others are looked up."""
    sure = sorted((term for term in asked if term.all), key=lambda term: len(term.fits))
    if sure:
        numbers_of = set(sure[0].fits).intersection(*(term.fits for term in sure[1:]))
    elif len(asked) == 1:
        numbers_of = set(asked[0].fits)
    else:
        rarest = sorted((term.word for term in asked), key=len, reverse=True)
        places = search_rows.both(conn, rarest, SHOWN, CROWD) or search_rows.both(conn, rarest, SHOWN, MANY)
        numbers_of = {one.customer_id for one in places}
    crowds = [term for term in asked if not term.all and len(asked) > 1]
    if crowds and numbers_of:
        _look_up(conn, crowds, numbers_of)
    every = (_ranked(one, asked) for one in numbers_of if all(one in term.fits for term in asked))
    return [one for one in every if one.slipped <= 1]


def _look_up(conn: Connection, crowds: Iterable[_Term], numbers_of: set[int]) -> None:
    """Which of these have the words that many have: as beginnings, and only where none has so, inside."""
    for term in crowds:
        places = search_rows.of_these(conn, numbers_of, term.word)
        if not places:
            every = search_rows.places_of(conn, numbers_of)
            places = [one for one in every if _level(one.word, term.word) < NEAR]
        term.fits |= _best(places, term.word)


def _ranked(number: int, asked: Sequence[_Term]) -> _Ranked:
    fits = [term.fits[number] for term in asked if number in term.fits]
    level, field = sum(fit[0] for fit in fits), min(fit[1] for fit in fits)
    slipped = sum(fit[0] == NEAR for fit in fits)
    return _Ranked(number, (level, field), slipped=slipped, missing=len(asked) - len(fits))


def _in_order(conn: Connection, found: Sequence[_Ranked]) -> list[_Ranked]:
    """The surest first; of two alike the one with something open, then by name."""
    names = customer_rows.names(conn, [one.number for one in found])
    waiting = ticket_rows.with_open(conn, list(names))

    def place(one: _Ranked) -> tuple[object, ...]:
        alive = one.number not in waiting
        return (not one.ticket, one.near, one.missing, one.fit, alive, names[one.number].casefold())

    return sorted(found, key=place)


# Who of them


def _hit(conn: Connection, one: _Ranked, text: str, words: Mapping[str, tuple[str, ...]], day: str) -> Hit:
    customer = customer_rows.card(conn, one.number, day)
    person = _who(customer, words) or _with_pieces(customer, text)
    by = "ticket" if one.ticket else BY.get(one.fit[1], "name")
    if person is None and by == "left":
        person = _who_left(conn, one.number, words)
    return Hit(customer=customer, contact=person, by=by, near=one.near, ticket=one.ticket)


def _more_than_a_first_name(hit: Hit, words: Mapping[str, tuple[str, ...]]) -> bool:
    return hit.by not in ("person", "mail") or _likely_meant(hit.customer, words)


def _likely_meant(customer: Customer, words: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether more than a first name nearly fits, of words that tell one from another."""
    sought = told_apart(words)
    if not sought or all(word.isdigit() for word in sought):
        return bool(sought)
    card, people = structs.asdict(customer), map(structs.asdict, customer.contacts)
    own = beyond_first_names(card, people)
    return any(one.startswith((word, *words[word])) for one in own for word in sought)


def _who(customer: Customer, words: Mapping[str, tuple[str, ...]]) -> Contact | None:
    """The person whom the words, or those one letter away, name by number, name or address; None for none."""
    fitting = [
        (sum(_fits(person, word, near) for word, near in words.items()), person)
        for person in customer.contacts
    ]
    best = max((count for count, _ in fitting), default=0)
    return next((person for count, person in fitting if count == best), None) if best else None


def _with_pieces(customer: Customer, text: str) -> Contact | None:
    """The person whose number has the pieces that were typed, in their order."""
    if not is_number(text):
        return None
    told = re.compile(r"\d*".join(re.findall(r"\d+", text)))
    return next((one for one in customer.contacts if any(map(told.search, numbers(one.phone)))), None)


def _fits(person: Contact, word: str, near: tuple[str, ...]) -> bool:
    if word.isdigit():
        return any(word in number or number == f"0{word}" for number in numbers(person.phone))
    own = (*name_words(person.name), *name_words(person.email.rpartition("@")[0]))
    return any(one.startswith((word, *near)) for one in own)


def _who_left(conn: Connection, number: int, words: Iterable[str]) -> Contact | None:
    """Who stands on the newest ticket that carries the number."""
    for ticket in ticket_rows.with_phone(conn, number):
        if any(word in digits for word in words for digits in numbers(ticket.contact_phone)):
            return Contact(
                id=0,
                customer_id=number,
                name=ticket.contact_name,
                email=ticket.contact_email,
                phone=ticket.contact_phone,
            )
    return None
