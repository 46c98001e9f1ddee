"""Customers: added, corrected, found by whatever the caller says (D1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.customers import details
from deskterm.desk.errors import Refused
from deskterm.desk.steps.customer_of import PUBLIC_DOMAINS, the_customer
from deskterm.desk.steps.facts import day_bounds, day_of, has_contract
from deskterm.desk.steps.packs.what_comes import Coming, coming
from deskterm.desk.steps.trust.present_address import REDIRECTED, Redirected, redirect
from deskterm.models.basics.faults import likely
from deskterm.models.basics.fiscal import NUMBERS, Wrong, of_customer, wrong
from deskterm.models.basics.identity import (
    ascii_domain,
    email_key,
    phone_key,
    phone_keys,
    vat_key,
)
from deskterm.models.basics.text import clean
from deskterm.models.money.pack_use import may_draw
from deskterm.models.records.agreements import Agreement
from deskterm.models.records.base import Record
from deskterm.models.records.customer import Contact, Customer
from deskterm.models.records.money import Pack
from deskterm.models.records.ticket import Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.service import Service
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

# What stands on the card itself.
WRITTEN = (
    *("name", "address", "postcode", "town", "province", "vat", "tax_code", "sdi", "pec"),
    *("support_code", "notes", "language"),
)
OWN_KEYS = ("vat", "tax_code", "support_code")  # by which the customer, and no one person, is found


class PersonSet(Record, frozen=True, kw_only=True):
    """What became of a person who was written on a card."""

    differs: bool
    redirected: Redirected = Redirected()  # what had not left for the address that was corrected


class Card(Record, frozen=True, kw_only=True):
    """What a technician must see of a customer in one look while the telephone rings."""

    customer: Customer
    contract_ok: bool
    packs: tuple[Pack, ...]
    then: dict[int, Coming]  # what the end of each brings, by its number
    left: int  # in the packs that are valid today and on which work may draw, in their unit
    open_tickets: tuple[Ticket, ...]
    last_sessions: tuple[Session, ...]
    requests_today: int
    under: Agreement | None = None  # the agreement of which the customer's record speaks, where it runs
    beside: tuple[Agreement, ...] = ()  # of other names, that run today beside it
    of_ticket: bool = False  # `under` is the one that holds for a ticket, of several or of none that do
    stranded: tuple[Pack, ...] = ()  # that hold something on which no work draws under these terms
    unverified: tuple[Wrong, ...] = ()  # VAT, tax and SDI codes on the card that fail their check


def add(
    desk: Desk,
    *,
    name: str,
    code: str = "",
    address: str = "",
    postcode: str = "",
    town: str = "",
    province: str = "",
    vat: str = "",
    tax_code: str = "",
    sdi: str = "",
    pec: str = "",
    support_code: str = "",
    notes: str = "",
    language: str = "",
    contacts: Sequence[dict[str, str]] = (),
    plan: str = "",
    contract_from: str = "",
    contract_until: str = "",
    fee_cents: int | None = None,
    fee_base_cents: int | None = None,
    rate_cents: int | None = None,
    agreed: Mapping[str, str] | None = None,
    unverified: bool = False,
) -> Customer:
    """Add a customer. `contacts` are {name, email, phone, role}; a contract begins `contract_from` (ISO day).

    `agreed`: facts that hold as long as the contract. `language`: that of our letters, else the terms'.
    Raises Refused for a blank name, a code that is taken, an unknown language, a contract that ends early,
    money without one, a wrong number (kept and marked with `unverified`).
    """
    if not name.strip():
        raise Refused("customer_needs_name")
    terms = {"starts_on": contract_from, "ends_on": contract_until, "plan": plan}
    money = {"fee_cents": fee_cents, "rate_cents": rate_cents, "fee_base_cents": fee_base_cents}
    agreement = _agreement({**terms, "facts": dict(agreed or {}), **money})
    with desk.write() as conn:
        code = _free_code(conn, code)
        place = {"address": address, "postcode": postcode, "town": town, "province": province, "pec": pec}
        numbers = {"vat": vat, "tax_code": tax_code, "sdi": sdi, "support_code": support_code}
        cleaned = _cleaned(desk, place | numbers, notes, language, keep=unverified)
        number = customer_rows.insert(conn, code=code, name=clean(name).strip(), details=cleaned)
        _add_keys(conn, number, cleaned)
        for person in contacts:
            _add_contact(conn, number, _with_role(desk.service, person, keep=unverified))
        if agreement:
            _begin(desk, number, agreement)
        desk.record(conn, "customer_added", target=code, after={"name": clean(name)} | _doubtful(cleaned))
        return customer_rows.card(conn, number, day_of(desk.now(), desk.service.tz))


def _cleaned(
    desk: Desk, texts: Mapping[str, str], notes: str, language: str, *, keep: bool
) -> dict[str, str]:
    """What stands on a new card, each in the form in which it is kept."""
    told = {key: clean(value).strip() for key, value in texts.items()}
    spoken = _language(desk.service, language or desk.service.provider.language)
    return details.checked(told, keep=keep) | {"notes": clean(notes, lines=True), "language": spoken}


def _agreement(given: dict[str, Any]) -> dict[str, Any]:
    """What a new card says of its agreement, {} without one. Raises Refused for money without one."""
    if given["starts_on"] or given["ends_on"] or given["plan"]:
        return given if given["starts_on"] else {k: value for k, value in given.items() if k != "starts_on"}
    if any(value not in (None, "", {}) for value in given.values()):
        raise Refused("agreed_without_agreement")
    return {}


def _doubtful(texts: Mapping[str, str]) -> dict[str, Any]:
    """Which of the numbers were kept although they fail the check, for the event."""
    found = [field for field in NUMBERS if wrong(field, texts.get(field, ""))]
    return {"unverified": found} if found else {}


def _begin(desk: Desk, number: int, agreement: Mapping[str, Any]) -> None:
    from deskterm.desk.customers import agreements  # who reads cards needs none of it

    agreements.begin(desk, number, agreement)


def _free_code(conn: Connection, code: str) -> str:
    """The code that was asked for, or the next one. Raises Refused for one that is taken."""
    wanted = clean(code).strip().upper() or _next_code(conn)
    if customer_rows.by_code(conn, wanted) is not None:
        raise Refused("customer_code_taken", code=wanted)
    return wanted


def _next_code(conn: Connection) -> str:
    digits = customer_rows.last_code(conn)[1:]
    return f"C{int(digits) + 1 if digits.isdigit() else 1:03d}"


def _add_keys(conn: Connection, number: int, texts: dict[str, str]) -> None:
    for name in ("vat", "tax_code"):
        if texts[name]:
            customer_rows.add_key(conn, "vat", vat_key(texts[name]), number)
    if texts["support_code"]:
        customer_rows.add_key(conn, "code", texts["support_code"].upper(), number)


def _language(service: Service, text: str) -> str:
    """One of the languages of the terms, by its name as the file writes it or small."""
    named = {one.lower(): one for one in service.languages}
    word = text.strip().lower()
    if word not in named:
        like = likely(text, named.values())
        raise Refused("no_language", like=like, name=text, known=", ".join(named.values()))
    return named[word]


def languages(desk: Desk) -> tuple[str, ...]:
    """The languages in which customers are written to."""
    with desk.read() as conn:
        return customer_rows.languages(conn)


def is_known(desk: Desk, code: str) -> bool:
    """Whether there is a customer with this code."""
    with desk.read() as conn:
        return customer_rows.by_code(conn, clean(code)) is not None


def change(desk: Desk, code: str, given: Mapping[str, str], *, unverified: bool = False) -> bool:
    """Correct name, town, VAT, tax, SDI or support code, notes, language; whether anything differs.

    Raises Refused for a number that is wrong, unless it is kept on purpose (`unverified`).
    """
    with desk.write() as conn:
        number = the_customer(conn, code)
        card = customer_rows.card(conn, number, day_of(desk.now(), desk.service.tz))
        texts = {
            name: clean(text, lines=name == "notes").strip() for name, text in given.items() if name != "code"
        }
        if not texts.get("name", card.name):
            raise Refused("customer_needs_name")
        if "language" in texts:
            texts["language"] = _language(desk.service, texts["language"])
        texts = {name: text for name, text in texts.items() if getattr(card, name) != text}
        new = {
            name: text
            for name, text in details.checked(texts, keep=unverified).items()
            if getattr(card, name) != text
        }
        if not new:
            return False
        customer_rows.update(conn, number, **new)
        customer_rows.drop_own_keys(conn, number)
        _add_keys(conn, number, {key: new.get(key, getattr(card, key)) for key in OWN_KEYS})
        before = {name: getattr(card, name) for name in new}
        after = new | _doubtful(new)
        desk.record(conn, "customer_changed", target=card.code, before=before, after=after)
        return True


def put_right(
    desk: Desk, code: str, own: Mapping[str, str], facts: Mapping[str, str], *, unverified: bool = False
) -> None:
    """Correct what is on a card (WRITTEN) and the facts that the terms ask about, both or none.

    Raises Refused as `change` and the facts do.
    """
    from deskterm.desk.customers import profile  # who reads cards needs none of it

    with desk.write():
        if own:
            change(desk, code, own, unverified=unverified)
        if facts:
            profile.set_facts(desk, code, dict(facts))


def set_contact(
    desk: Desk,
    code: str,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    role: str = "",
    unverified: bool = False,
) -> PersonSet:
    """Add a person, or correct the one of that name or address; what is blank stays.

    Letters that wait for an address that is corrected, and stands on the card no more, go to the new one.
    A role of the terms may be given by its id or by its words (I23); any other is kept as it is.
    Raises Refused for an address or a number that is none, unless it is kept on purpose (`unverified`).
    """
    given = {"name": name, "email": email, "phone": phone, "role": role_of(desk.service, role)}
    given = {key: clean(text).strip() for key, text in given.items()}
    if not (given["name"] or given["email"]):
        raise Refused("contact_needs_name")
    details.check_person(given, keep=unverified)
    with desk.write() as conn:
        number = the_customer(conn, code)
        card = customer_rows.card(conn, number, day_of(desk.now(), desk.service.tz))
        person = _same_person(card.contacts, given)
        if person is None:
            _add_contact(conn, number, given)
            desk.record(conn, "contact_added", target=card.code, after=given)
            return PersonSet(differs=True)
        new = {key: text for key, text in given.items() if text and getattr(person, key) != text}
        if new.get("name", "").casefold() == person.name.casefold():
            new.pop("name", None)  # written small or large, it is the same
        if not new:
            return PersonSet(differs=False)
        customer_rows.update_contact(conn, person.id, **new)
        customer_rows.drop_keys(conn, person.id)
        for one in customer_rows.card(conn, number, "").contacts:  # others may have the very same ones
            words = {"email": one.email, "phone": one.phone}
            _contact_keys(conn, number, one.id, words)
        redirected = _redirected(desk, conn, person, new.get("email", ""))
        before = {key: getattr(person, key) for key in new}
        after: dict[str, Any] = new | {"id": person.id}
        after |= {REDIRECTED: list(redirected.letters)} if redirected.letters else {}
        desk.record(conn, "contact_changed", target=card.code, before=before, after=after)
        return PersonSet(differs=True, redirected=redirected)


def _redirected(desk: Desk, conn: Connection, person: Contact, to: str) -> Redirected:
    """An address of a person was corrected: what waits for the former one, if that is nobody's any more."""
    was = email_key(person.email)
    if not to or not was or was == email_key(to):
        return Redirected()
    customer_rows.keep_former_address(conn, person, was, desk.now())
    if person.customer_id in customer_rows.by_key(conn, "email", was):
        return Redirected()
    return redirect(conn, (was,), to, customer=person.customer_id)


def role_of(service: Service, text: str) -> str:
    """A role of the terms by its id or its words, as its id; any other as it is."""
    word = text.strip().casefold()
    found = [one.id for one in service.roles if word in (one.id, *map(str.casefold, one.every))]
    return found[0] if found else text


def _with_role(service: Service, person: Mapping[str, str], *, keep: bool) -> dict[str, str]:
    details.check_person(person, keep=keep)
    return {**person, "role": role_of(service, str(person.get("role") or ""))}


def _same_person(people: Sequence[Contact], given: Mapping[str, str]) -> Contact | None:
    email, name, phone = email_key(given["email"]), given["name"].casefold(), phone_key(given["phone"])
    for one in people:
        if (name and one.name.casefold() == name) or (email and email_key(one.email) == email):
            return one
        if phone and not (one.name or one.email) and phone_key(one.phone) == phone:
            return one  # a number without anybody's name
    return None


def _add_contact(conn: Connection, number: int, person: Mapping[str, str]) -> None:
    words = {key: clean(str(person.get(key) or "")).strip() for key in ("name", "email", "phone", "role")}
    _contact_keys(conn, number, customer_rows.add_contact(conn, number, **words), words)


def _contact_keys(conn: Connection, number: int, contact: int, words: Mapping[str, str]) -> None:
    address = email_key(words["email"])
    if address:
        customer_rows.add_key(conn, "email", address, number, contact)
        domain = ascii_domain(address.rpartition("@")[2])
        if domain not in PUBLIC_DOMAINS:
            customer_rows.add_key(conn, "domain", domain, number)
    for key in phone_keys(words["phone"]):
        customer_rows.add_key(conn, "phone", key, number, contact)


def get(desk: Desk, code: str) -> Customer:
    """The customer with this code. Raises NotFound naming it."""
    with desk.read() as conn:
        return customer_rows.card(conn, the_customer(conn, code), day_of(desk.now(), desk.service.tz))


def listing(desk: Desk, *, after: str = "", limit: int = 1000) -> tuple[Customer, ...]:
    """Customers by code."""
    with desk.read() as conn:
        numbers = customer_rows.ids(conn, after=after, limit=limit)
        return customer_rows.cards(conn, numbers, day_of(desk.now(), desk.service.tz))


def code_of(desk: Desk, customer_id: int | None) -> str:
    """The code of a customer, by the number that records carry; "" of nobody."""
    if customer_id is None:
        return ""
    with desk.read() as conn:
        return customer_rows.card(conn, customer_id, "").code


def card(desk: Desk, code: str) -> Card:
    """Everything to see of a customer in one look."""
    now = desk.now()
    tz = desk.service.tz
    day = day_of(now, tz)
    with desk.read() as conn:
        number = the_customer(conn, code)
        customer = customer_rows.card(conn, number, day)
        every = pack_rows.valid(conn, number, day)
        valid = tuple(pack for pack in every if may_draw(desk.service, pack.kind, pack.unit))
        running = [one for one in agreement_rows.of_customer(conn, number) if one.runs_on(day)]
        return Card(
            customer=customer,
            contract_ok=has_contract(customer, day),
            packs=valid,
            then={pack.id: found for pack in valid if (found := coming(desk, conn, pack))},
            left=sum(pack.left for pack in valid),
            stranded=tuple(pack for pack in every if pack not in valid and pack.left > 0),
            open_tickets=ticket_rows.open_of_customer(conn, number),
            last_sessions=session_rows.of_customer(conn, number, 3),
            requests_today=ticket_rows.received_between(conn, number, *day_bounds(now, tz)),
            under=next((one for one in running if one.name == customer.agreement), None),
            beside=tuple(one for one in running if one.name != customer.agreement),
            unverified=of_customer(customer),
        )
