"""Customers of another desk with their people: each once, and what is known here wins (law 13)."""

from __future__ import annotations

from collections.abc import Iterator

from deskterm.desk.context import Desk
from deskterm.desk.customers import alike, cards, details
from deskterm.locale import t
from deskterm.models.basics.identity import email_key, phone_key
from deskterm.models.basics.text import clean
from deskterm.models.records.customer import Contact, Customer
from deskterm.models.records.exports.other_desk import BroughtIn, OtherCustomer, OtherPerson, Remark
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.house import brought as brought_rows

Words = dict[str, str]


def bring(desk: Desk, whence: str, one: OtherCustomer) -> BroughtIn:
    """Bring a customer in from the desk `whence`, or the people that they have got since.

    Who is on a card here already is known by an address, or a number with the name; their card keeps what it
    says. A customer who may be two of ours is left out. What is no number or address is kept, and told.
    """
    with desk.write() as conn:
        row = brought_rows.get(conn, whence, "customer", one.key)
        if row is not None:
            code = customer_rows.card(conn, row.own_id, "").code
            more = _people(desk, conn, whence, code, one)
            return BroughtIn(
                kind="customer", key=one.key, code=code, outcome="changed" if more else "same", remarks=more
            )
        people = [words for person in one.people for words in _entries(person)]
        found, by = alike.same_as(desk, {"name": one.name}, people)
        if len(found) > 1:
            detail = f"{one.name}: {', '.join(found)}"
            return BroughtIn(
                kind="customer", key=one.key, outcome="left_out", reason="unclear", detail=detail
            )
        if found:
            return _joined(desk, conn, whence, one, code=found[0], by=by)
        return _added(desk, conn, whence, one, people)


def _added(desk: Desk, conn: Connection, whence: str, one: OtherCustomer, people: list[Words]) -> BroughtIn:
    name = one.name.strip() or one.key
    card = cards.add(desk, name=name, town=one.town, notes=one.notes, contacts=people, unverified=True)
    _keep(desk, conn, whence, one, card)
    for person in one.people:
        brought_rows.keep(conn, whence, "person", person.key, card.id, at=desk.now())
    desk.record(conn, "customer_brought", target=card.code, after={"whence": whence, "key": one.key})
    remarks = tuple(_doubts(people))
    return BroughtIn(kind="customer", key=one.key, code=card.code, outcome="added", remarks=remarks)


def _joined(
    desk: Desk, conn: Connection, whence: str, one: OtherCustomer, *, code: str, by: str
) -> BroughtIn:
    """A customer who has a card here: it gets the people whom it lacks."""
    card = cards.get(desk, code)
    _keep(desk, conn, whence, one, card)
    after = {"whence": whence, "key": one.key, "known_by": by}
    desk.record(conn, "customer_brought", target=card.code, after=after)
    more = _people(desk, conn, whence, code, one)
    known = Remark(code="known", detail=f"{card.name}, {t(f'errors.known_by.{by}')}")
    outcome = "changed" if more else "same"
    return BroughtIn(kind="customer", key=one.key, code=code, outcome=outcome, remarks=(known, *more))


def _keep(desk: Desk, conn: Connection, whence: str, one: OtherCustomer, card: Customer) -> None:
    brought_rows.keep(conn, whence, "customer", one.key, card.id, at=desk.now())


def _people(desk: Desk, conn: Connection, whence: str, code: str, one: OtherCustomer) -> tuple[Remark, ...]:
    """Add the people who were never brought in; who is on the card already only gets what it leaves blank."""
    told: list[Remark] = []
    for person in one.people:
        if brought_rows.get(conn, whence, "person", person.key) is not None:
            continue
        for words in _entries(person):
            card = cards.get(desk, code)
            new = _blank(card, words)
            if new and cards.set_contact(desk, code, **new, unverified=True).differs:
                told += [Remark(code="person", detail=words["name"] or words["email"]), *_doubts([words])]
        number = cards.get(desk, code).id
        brought_rows.keep(conn, whence, "person", person.key, number, at=desk.now())
    return tuple(told)


def _blank(card: Customer, words: Words) -> Words:
    """What of a person the card does not say: all of somebody new, {} where nothing is."""
    there = next((one for one in card.contacts if _is_same(one, words)), None)
    if there is None:
        return words
    new = {name: text for name, text in words.items() if text and not getattr(there, name)}
    return new | {"name": there.name, "email": there.email or words["email"]} if new else {}


def _is_same(one: Contact, words: Words) -> bool:
    email, phone = email_key(words["email"]), phone_key(words["phone"])
    if email and email_key(one.email) == email:
        return True
    if phone and not email and phone_key(one.phone) == phone:
        return True
    return bool(words["name"]) and one.name.casefold() == words["name"].casefold()


def _entries(person: OtherPerson) -> list[Words]:
    """A person as entries of a card, which has one number each."""
    name = clean(person.name).strip()
    first = {"name": name, "email": person.email, "phone": "", "role": person.role}
    first["phone"] = person.phones[0] if person.phones else ""
    more = (
        {"name": f"{name} ({n})", "email": "", "phone": number, "role": ""} for n, number in _others(person)
    )
    return [one for one in (first, *more) if one["name"] or one["email"]]


def _others(person: OtherPerson) -> Iterator[tuple[int, str]]:
    seen = {phone_key(person.phones[0])} if person.phones else set()
    for n, number in enumerate(person.phones[1:], 2):
        if phone_key(number) not in seen:
            seen.add(phone_key(number))
            yield n, number


def _doubts(people: list[Words]) -> Iterator[Remark]:
    for words in people:
        for field, detail in details.person_faults(words):
            yield Remark(code="doubtful", detail=f"{words['name']}, {words[field]}: {detail}")
