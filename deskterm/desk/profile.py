"""What is known of a customer beyond the card: facts that the terms ask about, devices, deliveries.

Facts are stored as they are written (`yes`, `2026-01-15`, `A:4 B:8`) and read as their kind says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from deskterm.desk.context import Desk
from deskterm.desk.customers import the_customer
from deskterm.desk.errors import Refused
from deskterm.desk.facts import day_of
from deskterm.models.facts import FACTS, FIXED, number
from deskterm.models.faults import nearest
from deskterm.models.periods import last_day
from deskterm.models.profile import KNOWN, read_fact
from deskterm.models.text import clean
from deskterm.storage import profile
from deskterm.storage.database import Connection
from deskterm.storage.profile import Delivery, Device

__all__ = ["KNOWN", "Delivery", "Device", "contestable_until", "deliver", "deliveries", "devices", "facts"]

YES = frozenset("yes y true 1 si sì s on x".split())
NO = frozenset("no n false 0 off".split())


def set_fact(desk: Desk, customer: str, name: str, value: str) -> dict[str, object]:
    """Write one fact of the customer with this code; a blank value takes it away."""
    return set_facts(desk, customer, {name: value})


def set_facts(desk: Desk, customer: str, given: Mapping[str, str]) -> dict[str, object]:
    """Write several facts, all or none; the facts as they stand now. Raises Refused naming what is wrong."""
    written = {name: _written(name, value) for name, value in given.items()}
    with desk.write() as conn:
        number_ = the_customer(conn, customer)
        before = profile.facts(conn, number_)
        for name, value in written.items():
            profile.put_fact(conn, number_, name, value)
        old = {name: before.get(name, "") for name in written}
        desk.record(conn, "customer_facts_set", target=customer.upper(), before=old, after=written)
        return of(conn, number_)


def facts(desk: Desk, customer: str) -> dict[str, object]:
    """The facts of the customer with this code, each of its kind."""
    with desk.read() as conn:
        return of(conn, the_customer(conn, customer))


def written(desk: Desk, customer: str) -> dict[str, str]:
    """The facts of the customer with this code as they are written."""
    with desk.read() as conn:
        return profile.facts(conn, the_customer(conn, customer))


def of(conn: Connection, customer_id: int) -> dict[str, object]:
    """The facts of a customer, each of its kind."""
    return {name: read_fact(name, value) for name, value in profile.facts(conn, customer_id).items()}


def devices(desk: Desk, customer: str) -> tuple[Device, ...]:
    """The devices of the customer that were accessed or asked about (M7, M15)."""
    with desk.read() as conn:
        return profile.devices(conn, the_customer(conn, customer))


def deliver(desk: Desk, customer: str, *, what: str, on: str = "") -> str:
    """Note that something was delivered on a day (today, if none is given). Returns the day.

    From then the customer may object for so many days as the terms say (I14).
    """
    today = day_of(desk.now(), desk.service.tz)
    day = _day(on) if on else today
    if day > today:
        raise Refused("delivered_in_future", day=day)
    if not what.strip():
        raise Refused("delivery_needs_name")
    with desk.write() as conn:
        number_ = the_customer(conn, customer)
        profile.deliver(conn, number_, what=clean(what).strip(), delivered_on=day, at=desk.now(), by=desk.who)
        desk.record(conn, "delivered", target=customer.upper(), after={"what": clean(what), "on": day})
    return day


def deliveries(desk: Desk, customer: str) -> tuple[Delivery, ...]:
    """What was delivered to the customer, the latest first."""
    with desk.read() as conn:
        return profile.deliveries(conn, the_customer(conn, customer))


def contestable_until(desk: Desk, customer: str) -> str:
    """The last day on which the customer may object to the last delivery; "" where no term runs (I14)."""
    period = desk.service.contest
    with desk.read() as conn:
        today = day_of(desk.now(), desk.service.tz)
        latest = profile.last_delivery(conn, the_customer(conn, customer), today)
    if period is None or not latest:
        return ""
    return last_day(period, date.fromisoformat(latest)).isoformat()


def _written(name: str, value: str) -> str:
    """A value as it is kept. Raises Refused where the fact or the value is unknown."""
    text = " ".join(clean(value).split())
    if name not in KNOWN:
        raise Refused("no_fact", name=name, near=nearest(name, KNOWN), known=", ".join(KNOWN))
    if not text:
        return ""
    kind = FACTS[name].kind
    if kind == "date":
        return _day(text)
    if kind == "flag":
        return _flag(name, text)
    if name in FIXED and text not in FIXED[name]:
        raise Refused("fact_value", name=name, value=text, known=", ".join(FIXED[name]))
    if kind == "number":
        _check_number(name, text)
    return text


def _flag(name: str, text: str) -> str:
    if text.lower() in YES | NO:
        return "yes" if text.lower() in YES else "no"
    raise Refused("fact_value", name=name, value=text, known="yes, no")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused("bad_day", day=text) from None


def _check_number(name: str, text: str) -> None:
    """One number, or one for each severity (`A:4 B:8`)."""
    read = read_fact(name, text)
    values = read.values() if isinstance(read, dict) else (read,)
    if not all(isinstance(value, Decimal) and number(value) is not None and value >= 0 for value in values):
        raise Refused("fact_value", name=name, value=text, known="8, A:4 B:8")
