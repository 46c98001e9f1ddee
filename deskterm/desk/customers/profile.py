"""What is known of a customer beyond the card: facts that the terms ask about, devices, deliveries.

Facts are stored as they are written (`yes`, `2026-01-15`, `A:4 B:8`) and read as their kind says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from deskterm.desk import hearing
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import own_facts
from deskterm.desk.steps.customer_facts import known, numbered, running_on
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.gates import unsaid
from deskterm.desk.steps.gates.unsaid import Unsaid
from deskterm.locale import figures, t
from deskterm.models.basics.faults import nearest
from deskterm.models.basics.text import clean
from deskterm.models.rules.periods import last_day
from deskterm.models.said.words import Unclear
from deskterm.models.terms.customer_facts import of_customer, read_fact, read_facts
from deskterm.models.terms.facts import FACTS, FIXED, number
from deskterm.models.terms.service import Service
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.customers import profile as profile_rows
from deskterm.storage.database import Connection

TIMED = re.compile(r"\d{2}:\d{2}")
OF_AGREEMENT = frozenset("contract contract_from contract_until plan rate fee fee_base".split())


def set_facts(desk: Desk, customer: str, given: Mapping[str, str]) -> dict[str, object]:
    """Write several facts, all or none; the facts as they stand now. Raises Refused naming what is wrong."""
    written = {name: written_fact(desk, name, value) for name, value in given.items()}
    with desk.write() as conn:
        number_ = the_customer(conn, customer)
        before = known(desk, conn, number_)
        _checkchoices_of(desk, written, before)
        own = desk.service.own_facts
        own_facts.check_speaker(desk, conn, (own[name] for name in written if name in own))
        for name, value in written.items():
            _put(desk, conn, number_, name, value)
        old = {name: before.get(name, "") for name in written}
        desk.record(conn, "customer_facts_set", target=customer.upper(), before=old, after=written)
        return read_facts(known(desk, conn, number_), own)


def _put(desk: Desk, conn: Connection, customer_id: int, name: str, value: str) -> None:
    """Write a fact where it stands: in the agreement that runs, if that holds it, else with the customer."""
    today = day_of(desk.now(), desk.service.tz)
    running = running_on(conn, customer_id, today)
    own = desk.service.own_facts.get(name)
    agreed = own is not None and own.of == "agreement"
    if agreed:
        _check_one(conn, customer_id, name, today)
    if agreed and running is None:
        raise Refused("fact_needs_agreement", name=own_facts.name(own) if own else name)
    if running is None or not (agreed or name in running.facts):
        profile_rows.put_fact(conn, customer_id, name, value)
        return
    held = {key: text for key, text in (running.facts | {name: value}).items() if text}
    agreement_rows.update(conn, running.id, facts=held)


def _check_one(conn: Connection, customer_id: int, name: str, today: str) -> None:
    """Refuse to guess in which of several agreements a fact is to be written."""
    runs = [one for one in agreement_rows.of_customer(conn, customer_id) if one.runs_on(today)]
    if len(runs) > 1:
        code = customer_rows.card(conn, customer_id, "").code
        raise Refused("fact_which_agreement", code=code, name=name, which=numbered(runs))


def _checkchoices_of(desk: Desk, written: Mapping[str, str], before: Mapping[str, str]) -> None:
    """What is chosen when signing up is not changed later on its own (M8)."""
    terms = desk.service.sign_up
    for choice in terms.choices if terms else ():
        if terms and choice.fact in written and before.get(terms.fact) and terms.fact not in written:
            raise Refused("chosen_at_sign_up", rule=choice.rule, name=choice.fact, fact=terms.fact)


def facts(desk: Desk, customer: str) -> dict[str, object]:
    """The facts of the customer with this code, each of its kind."""
    with desk.read() as conn:
        return read_facts(known(desk, conn, the_customer(conn, customer)), desk.service.own_facts)


def own(desk: Desk, customer: str, *, apart: bool = False) -> tuple[tuple[str, str], ...]:
    """What is known of the customer among the terms' own facts, each with its name, in words.

    Where several agreements run, what one of them says is not the customer's: it stands with the agreement.
    `apart`: it does so anyhow.
    """
    with desk.read() as conn:
        number_, today = the_customer(conn, customer), day_of(desk.now(), desk.service.tz)
        several = apart or sum(one.runs_on(today) for one in agreement_rows.of_customer(conn, number_)) > 1
    of = desk.service.own("customer") if several else desk.service.own("customer", "agreement")
    return tuple(own_facts.lines(of, written(desk, customer))) if of else ()


def to_say(desk: Desk, customer: str) -> tuple[Unsaid, ...]:
    """What must be said of the customer and of the agreements that run, and nobody has said."""
    with desk.read() as conn:
        return unsaid.of_customer(desk, conn, the_customer(conn, customer))


def written(desk: Desk, customer: str) -> dict[str, str]:
    """The facts of the customer with this code as they are written."""
    with desk.read() as conn:
        return known(desk, conn, the_customer(conn, customer))


def deliver(desk: Desk, customer: str, *, what: str, on: str = "") -> str:
    """Note that something was delivered on a day (today, if none is given). Returns the day.

    From then the customer may object for so many days as the terms say (I14).
    """
    today = day_of(desk.now(), desk.service.tz)
    day = iso_day(on) if on else today
    if day > today:
        raise Refused("delivered_in_future", day=figures.day(date.fromisoformat(day)))
    if not what.strip():
        raise Refused("delivery_needs_name")
    with desk.write() as conn:
        number_ = the_customer(conn, customer)
        profile_rows.deliver(
            conn, number_, what=clean(what).strip(), delivered_on=day, at=desk.now(), by=desk.who
        )
        desk.record(conn, "delivered", target=customer.upper(), after={"what": clean(what), "on": day})
    return day


def contestable_until(desk: Desk, customer: str) -> str:
    """The last day on which the customer may object to the last delivery; "" where no term runs (I14)."""
    period = desk.service.contest
    with desk.read() as conn:
        today = day_of(desk.now(), desk.service.tz)
        latest = profile_rows.last_delivery(conn, the_customer(conn, customer), today)
    if period is None or not latest:
        return ""
    return last_day(period, date.fromisoformat(latest)).isoformat()


def written_fact(desk: Desk, name: str, value: str, service: Service | None = None) -> str:
    """A value as it is kept, by the terms of the desk or older ones. Raises Refused with the nearest word."""
    text = " ".join(clean(value).split())
    if name in OF_AGREEMENT:
        raise Refused("fact_of_agreement", name=name)
    service = service or desk.service
    among = of_customer(service.own_facts)
    if name not in among:
        raise Refused("no_fact", name=name, near=nearest(name, among), known=", ".join(among))
    if own := service.own_facts.get(name):
        return own_facts.written(desk, own, value)
    if not text:
        return ""
    kind = FACTS[name].kind
    if kind == "date":
        return _moment(desk, text)
    if kind == "flag":
        return _flag(name, text)
    if kind == "number":
        _check_number(service, name, text)
        return text
    return _words(name, text, choices_of(service, name))


def choices_of(service: Service, name: str) -> tuple[str, ...]:
    """The words that a fact can have; () where any will do."""
    own = {"fees": service.entitlements, "product": service.products}
    return FIXED.get(name) or tuple(label.id for label in own.get(name, ()))


def _words(name: str, text: str, known: Sequence[str]) -> str:
    """One of the known words, or several of them where the fact is a list."""
    read = read_fact(name, text)
    for word in read if isinstance(read, tuple) else (text,):
        if known and word not in known:
            near, all_ = nearest(word, known), ", ".join(known)
            raise Refused("fact_word", name=name, value=word, near=near, known=all_)
    return text


def _flag(name: str, text: str) -> str:
    if said := own_facts.yes_or_no(text):
        return said
    raise Refused("fact_value", name=name, value=text, known=f"{t('formats.yes')}, {t('formats.no')}")


def _moment(desk: Desk, text: str) -> str:
    """A day, or a day with its time, as people say it or ISO. Raises Refused with both readings of two."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _day(desk, text)
    return moment.isoformat(timespec="minutes") if TIMED.search(text) else moment.date().isoformat()


def _day(desk: Desk, text: str) -> str:
    try:
        return hearing.day(desk, text, "any")
    except Unclear as error:
        raise Refused("unclear", why=hearing.sentence(error)) from None


def iso_day(text: str) -> str:
    """A day as it is kept. Raises Refused for what is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused("bad_day", day=text) from None


def _check_number(service: Service, name: str, text: str) -> None:
    """One number, or one for each severity that the terms know (`A:4 B:8`)."""
    read = read_fact(name, text)
    severities = tuple(label.id for label in service.severities)
    for key in read if isinstance(read, dict) and severities else ():
        if key not in severities:
            near, all_ = nearest(key, severities), ", ".join(severities)
            raise Refused("fact_word", name=name, value=key, near=near, known=all_)
    values = read.values() if isinstance(read, dict) else (read,)
    if not all(isinstance(one, Decimal) and number(one) is not None and one > 0 for one in values):
        example = " ".join(f"{one}:8" for one in severities)
        raise Refused("fact_value", name=name, value=text, known=", ".join(filter(None, ("8", example))))
