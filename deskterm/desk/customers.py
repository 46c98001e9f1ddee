"""Customers: added, brought in from a file, found by whatever the caller says (D1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.facts import day_bounds, day_of, has_contract
from deskterm.models.identity import ascii_domain, email_key, phone_keys, vat_key
from deskterm.models.money import part_of
from deskterm.models.records import Customer, Pack, Record, Session, Ticket
from deskterm.models.terms import Service
from deskterm.models.text import clean
from deskterm.storage import customers, packs, sessions, tickets
from deskterm.storage.database import Connection

# Domains at which everybody has an address say nothing of whose mail it is.
PUBLIC_DOMAINS = frozenset(
    "gmail.com libero.it hotmail.com hotmail.it outlook.com outlook.it yahoo.it yahoo.com virgilio.it tin.it"
    " alice.it tiscali.it pec.it legalmail.it icloud.com live.it".split()
)


class Card(Record, frozen=True, kw_only=True):
    """What a technician must see of a customer in one look while the telephone rings."""

    customer: Customer
    contract_ok: bool
    packs: tuple[Pack, ...]
    left: int  # in the packs that are valid today, in their unit
    open_tickets: tuple[Ticket, ...]
    last_sessions: tuple[Session, ...]
    requests_today: int


def add(
    desk: Desk,
    *,
    name: str,
    code: str = "",
    town: str = "",
    vat: str = "",
    tax_code: str = "",
    support_code: str = "",
    notes: str = "",
    contacts: Sequence[dict[str, str]] = (),
    plan: str = "",
    contract_from: str = "",
    contract_until: str = "",
    fee_cents: int | None = None,
    fee_base_cents: int | None = None,
    rate_cents: int | None = None,
) -> Customer:
    """Add a customer. `contacts` are {name, email, phone, role}; a contract needs `contract_from` (ISO day).

    Raises Refused for a blank name, a code that is taken, dates that end before they begin, a fee alone.
    """
    agreed = bool(contract_from or contract_until or plan)
    _check_card(desk, name, contract_from, contract_until, 0 if agreed else fee_cents or fee_base_cents)
    with desk.write() as conn:
        code = clean(code).strip().upper() or _next_code(conn)
        if customers.by_code(conn, code) is not None:
            raise Refused("customer_code_taken", code=code)
        texts = {"town": town, "vat": vat, "tax_code": tax_code, "support_code": support_code}
        cleaned = {key: clean(value).strip() for key, value in texts.items()}
        cleaned["notes"] = clean(notes, lines=True)
        number = customers.insert(conn, code=code, name=clean(name).strip(), **cleaned)
        _add_keys(conn, number, cleaned)
        for person in contacts:
            _add_contact(conn, number, person)
        if agreed:
            customers.add_agreement(
                conn,
                number,
                plan=clean(plan),
                starts_on=contract_from or day_of(desk.now(), desk.service.tz),
                ends_on=contract_until,
                fee_cents=fee_cents,
                fee_base_cents=fee_base_cents,
                rate_cents=rate_cents,
            )
            _grant(desk, code, contract_until)
        desk.record(conn, "customer_added", target=code, after={"name": clean(name)})
        return customers.card(conn, number, day_of(desk.now(), desk.service.tz))


def _check_card(desk: Desk, name: str, start: str, end: str, lone_fee: int | None) -> None:
    if not name.strip():
        raise Refused("customer_needs_name")
    if end and end < (start or end):
        raise Refused("contract_ends_early", start=start, end=end)
    if lone_fee:
        raise Refused("fee_needs_contract", rule=_fee_rule(desk))


def _fee_rule(desk: Desk) -> str:
    return desk.service.fee.rule if desk.service.fee else ""


def usual_fee(service: Service, customer: Customer) -> int | None:
    """What the yearly fee usually is, in cents: the terms' share of its base (D25); None if unknown."""
    if service.fee is None or customer.fee_base_cents is None:
        return None
    return part_of(customer.fee_base_cents, service.fee.share)


def _grant(desk: Desk, code: str, until: str) -> None:
    """The packs that come with an agreement, without a sale (I24); they end with it."""
    from deskterm.desk import packs

    if until and until < day_of(desk.now(), desk.service.tz):
        return
    for terms in desk.service.packs:
        if terms.grant:
            op_id = f"granted:{code}:{terms.id}:{until}"
            packs.sell(desk, code, kind=terms.id, size=terms.grant, expires_on=until or None, op_id=op_id)


def import_file(desk: Desk, path: Path) -> tuple[Customer, ...]:
    """Add every customer of a TOML file (`[[customer]]`, see data/demo) or of a CSV with the same columns.

    All or none: a fault names the entry and nothing is added.
    """
    entries = read_entries(path)
    with desk.write():
        return tuple(_add_entry(desk, entry, path, place) for place, entry in enumerate(entries, 1))


def read_entries(path: Path) -> list[dict[str, Any]]:
    """The entries of a customers' file. Raises Refused naming the file and what is wrong with it."""
    import csv
    import tomllib

    try:
        if path.suffix == ".toml":
            with path.open("rb") as stream:
                entries: list[dict[str, Any]] = tomllib.load(stream).get("customer", [])
            return entries
        with path.open(encoding="utf-8-sig", newline="") as text:
            return [dict(row) for row in csv.DictReader(text)]
    except (OSError, ValueError) as error:
        raise Refused("file_unreadable", path=str(path), detail=str(error)) from None


def _add_entry(desk: Desk, entry: dict[str, Any], path: Path, place: int) -> Customer:
    agreement = entry.get("agreement") or {
        "plan": entry.get("plan", ""),
        "from": entry.get("contract_from", ""),
        "until": entry.get("contract_until", ""),
    }
    people = entry.get("contact") or [
        {
            "name": entry.get("contact_name", ""),
            "email": entry.get("email", ""),
            "phone": entry.get("phone", ""),
        }
    ]
    texts = ("code", "name", "town", "vat", "tax_code", "support_code", "notes")
    try:
        return add(
            desk,
            **{name: str(entry.get(name) or "") for name in texts},
            contacts=[person for person in people if any(person.values())],
            plan=agreement.get("plan", ""),
            contract_from=str(agreement.get("from") or ""),
            contract_until=str(agreement.get("until") or ""),
            fee_cents=agreement.get("fee_cents"),
            fee_base_cents=agreement.get("fee_base_cents"),
            rate_cents=agreement.get("rate_cents"),
        )
    except Refused as error:
        raise Refused("entry_refused", path=str(path), place=place, detail=str(error)) from None


def _next_code(conn: Connection) -> str:
    digits = customers.last_code(conn)[1:]
    return f"C{int(digits) + 1 if digits.isdigit() else 1:03d}"


def _add_keys(conn: Connection, number: int, texts: dict[str, str]) -> None:
    for name in ("vat", "tax_code"):
        if texts[name]:
            customers.add_key(conn, "vat", vat_key(texts[name]), number)
    if texts["support_code"]:
        customers.add_key(conn, "code", texts["support_code"].upper(), number)


def _add_contact(conn: Connection, number: int, person: dict[str, str]) -> None:
    words = {key: clean(str(person.get(key) or "")).strip() for key in ("name", "email", "phone", "role")}
    contact = customers.add_contact(conn, number, **words)
    address = email_key(words["email"])
    if address:
        customers.add_key(conn, "email", address, number, contact)
        domain = ascii_domain(address.rpartition("@")[2])
        if domain not in PUBLIC_DOMAINS:
            customers.add_key(conn, "domain", domain, number)
    for key in phone_keys(words["phone"]):
        customers.add_key(conn, "phone", key, number, contact)


def find(desk: Desk, text: str, *, limit: int = 20) -> tuple[Customer, ...]:
    """Customers by telephone number in any spelling, code, support code, VAT, address or part of a name."""
    text = clean(text).strip()
    if not text:
        return ()
    with desk.read() as conn:
        return customers.cards(conn, _found(conn, text, limit), day_of(desk.now(), desk.service.tz))


def _found(conn: Connection, text: str, limit: int) -> list[int]:
    """The surest way first: an exact key ends the search, a part of a name comes last."""
    exact = customers.by_code(conn, text)
    if exact is not None:
        return [exact]
    keys: list[tuple[str, Iterable[str]]] = [
        ("email", [email_key(text)]),
        ("code", [text.upper()]),
        ("vat", [vat_key(text)]),
        ("phone", phone_keys(text) if sum(character.isdigit() for character in text) >= 6 else ()),
    ]
    for kind, values in keys:
        for value in values:
            found = customers.by_key(conn, kind, value) if value else ()
            if found:
                return list(found[:limit])
    return list(customers.by_name(conn, text, limit))


def get(desk: Desk, code: str) -> Customer:
    """The customer with this code. Raises NotFound naming it."""
    with desk.read() as conn:
        return customers.card(conn, the_customer(conn, code), day_of(desk.now(), desk.service.tz))


def the_customer(conn: Connection, code: str) -> int:
    """The id of the customer with this code. Raises NotFound."""
    number = customers.by_code(conn, clean(code))
    if number is None:
        raise NotFound("no_customer", code=code)
    return number


def listing(desk: Desk, *, after: str = "", limit: int = 1000) -> tuple[Customer, ...]:
    """Customers by code."""
    with desk.read() as conn:
        numbers = customers.ids(conn, after=after, limit=limit)
        return customers.cards(conn, numbers, day_of(desk.now(), desk.service.tz))


def card(desk: Desk, code: str) -> Card:
    """Everything to see of a customer in one look."""
    now = desk.now()
    tz = desk.service.tz
    day = day_of(now, tz)
    with desk.read() as conn:
        number = the_customer(conn, code)
        customer = customers.card(conn, number, day)
        valid = packs.valid(conn, number, day)
        return Card(
            customer=customer,
            contract_ok=has_contract(customer, day),
            packs=valid,
            left=sum(pack.left for pack in valid),
            open_tickets=tickets.open_of_customer(conn, number),
            last_sessions=sessions.of_customer(conn, number, 3),
            requests_today=tickets.received_between(conn, number, *day_bounds(now, tz)),
        )
