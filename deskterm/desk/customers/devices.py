"""A customer's devices, and what the terms' own facts say of them."""

from __future__ import annotations

from collections.abc import Mapping

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import own_facts
from deskterm.desk.steps.customer_of import the_customer
from deskterm.models.basics.faults import nearest
from deskterm.models.basics.text import clean
from deskterm.models.records.customer import Device
from deskterm.storage.customers import profile as profile_rows


def listing(desk: Desk, customer: str) -> tuple[Device, ...]:
    """The devices of the customer with this code, by name."""
    with desk.read() as conn:
        return profile_rows.devices(conn, the_customer(conn, customer))


def set_facts(desk: Desk, customer: str, name: str, given: Mapping[str, str]) -> Device:
    """Write facts of a device, all or none; one that is not known yet is added. Raises Refused."""
    called = " ".join(clean(name).split())
    if not called:
        raise Refused("device_needs_name")
    of = {one.id: one for one in desk.service.own("device")}
    for fact in given:
        if not of:
            raise Refused("no_facts_declared", name=fact, of="device")
        if fact not in of:
            raise Refused("no_device_fact", name=fact, near=nearest(fact, of), known=", ".join(of))
    said = {fact: own_facts.written(desk, of[fact], value) for fact, value in given.items()}
    with desk.write() as conn:
        number = the_customer(conn, customer)
        own_facts.check_speaker(desk, conn, (of[fact] for fact in said))
        standing = profile_rows.device(conn, number, called)
        known = standing.facts if standing else {}
        before = {"device": called} | {fact: known.get(fact, "") for fact in said}
        written = profile_rows.put_device_facts(conn, number, called, said)
        after = {"device": called} | said
        desk.record(conn, "device_facts_set", target=customer.upper(), before=before, after=after)
        return written


def told(desk: Desk, device: Device) -> str:
    """A device in a line: `PC cassa: Sorvegliato: sì`."""
    parts = [f"{name} {value}" for name, value in own_facts.lines(desk.service.own("device"), device.facts)]
    return f"{device.name}: {', '.join(parts)}" if parts else device.name
