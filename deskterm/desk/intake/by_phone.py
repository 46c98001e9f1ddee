"""What comes by telephone: a call that rings, one that was missed, a request that is told."""

from __future__ import annotations

from deskterm.desk.agenda import callbacks, caller
from deskterm.desk.agenda.caller import Matter
from deskterm.desk.billing import estimates
from deskterm.desk.context import Desk
from deskterm.desk.customers import cards, search
from deskterm.desk.customers.cards import Card
from deskterm.desk.customers.search import Hit
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.intake.receive import Received
from deskterm.locale import t
from deskterm.models.basics.identity import is_phone
from deskterm.models.basics.text import clean
from deskterm.models.records.agenda import Callback
from deskterm.models.records.base import Record
from deskterm.models.records.customer import Contact
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service
from deskterm.storage.house import rings as ring_rows

FRESH = 120  # seconds after which a ring is no news to a screen any more


class Ringing(Record, frozen=True, kw_only=True):
    """A call that rings at a technician: from which number, and the name that the exchange gave it."""

    number: int
    at: int
    phone: str
    name: str = ""
    shown: bool = False  # on an open screen of this technician


class WhoRings(Record, frozen=True, kw_only=True):
    """Who it may be, the likeliest first, and everything about them where nobody else fits."""

    ringing: Ringing
    hits: tuple[Hit, ...]
    card: Card | None = None
    matters: tuple[Matter, ...] = ()
    costs: tuple[str, ...] = ()  # what each kind of work costs from now on


class Missed(Record, frozen=True, kw_only=True):
    """What became of a missed call: the ticket, and when its customer is called back."""

    received: Received | None
    ticket: str = ""
    callback: Callback | None = None


def ring(desk: Desk, phone: str, *, name: str = "") -> Ringing:
    """Somebody rings at this technician; an open screen of theirs shows it. Raises Refused for no number."""
    phone, name = clean(phone).strip(), clean(name).strip()
    if not (phone or name):
        raise Refused("ring_needs_number")
    with desk.write() as conn:
        number = ring_rows.put(conn, desk.who, at=desk.now(), phone=phone, name=name)
        known = search.find(desk, phone) if phone else ()
        after = {"customers": [one.code for one in known]}
        desk.record(conn, "rang", target=known[0].code if len(known) == 1 else "", after=after)
    return Ringing(number=number, at=desk.now(), phone=phone, name=name)


def last(desk: Desk) -> Ringing | None:
    """The last call that rang at this technician."""
    with desk.read() as conn:
        row = ring_rows.last(conn, desk.who)
    if row is None:
        return None
    return Ringing(number=row.number, at=row.at, phone=row.phone, name=row.name, shown=row.shown)


def on_screen(desk: Desk, number: int) -> None:
    """A screen shows the ring of this number; whoever waits for it hears so."""
    with desk.write() as conn:
        ring_rows.show(conn, desk.who, number)


def who_rings(desk: Desk, ringing: Ringing) -> WhoRings:
    """Whom the number names, else whom the name does."""
    with desk.read():
        hits = search.hits(desk, ringing.phone, limit=6) if ringing.phone else ()
        if not any(not one.near for one in hits) and ringing.name:
            hits = search.hits(desk, ringing.name, limit=6) or hits
        sure = [one for one in hits if not one.near]
        if len(sure) != 1:
            return WhoRings(ringing=ringing, hits=hits)
        code = sure[0].customer.code
        return WhoRings(
            ringing=ringing,
            hits=(sure[0],),
            card=cards.card(desk, code),
            matters=caller.matters(desk, code),
            costs=estimates.each_of_customer(desk, code),
        )


def missed(desk: Desk, phone: str, *, name: str = "") -> Missed:
    """Promise to call back who rang in vain; a promise that stands already for that number is enough.

    Who is no customer is kept among the strangers, as the terms say. Raises Refused where there is no number.
    """
    if not is_phone(phone):
        raise Refused("ring_needs_number")
    with desk.write():
        hits = [one for one in search.hits(desk, phone) if not one.near and one.by in ("phone", "left")]
        if len(hits) != 1:
            kept = receive.receive_request(
                desk, channel=channels(desk.service, blocking=False)[0].id, subject=t("ring.missed"),
                body=t("ring.missed_body", phone=phone, name=name), contact=name, phone=phone,
            )  # fmt: skip
            return Missed(received=kept, ticket=kept.ticket or "")
        hit = hits[0]
        promised = [one for one in caller.matters(desk, hit.customer.code) if one.call_at is not None]
        same = next((one for one in promised if search.same_number(one.ticket.contact_phone, phone)), None)
        if same is not None:
            return Missed(received=None, ticket=same.ticket.code)
        person = hit.contact or Contact(id=0, customer_id=0, name=name)
        kept = book(
            desk, hit.customer.code, subject=t("ring.missed"), person=person, phone=phone,
            blocking=False, body=t("ring.missed_body", phone=phone, name=person.name or name),
        )  # fmt: skip
        code = kept.ticket or ""
        return Missed(received=kept, ticket=code, callback=callbacks.add(desk, code) if code else None)


def keep_person(desk: Desk, code: str, *, name: str, phone: str = "", language: str = "") -> bool:
    """Keep who rings as a person of this customer, or put their number right; whether anything differs.

    `language`: that of our letters to the customer.
    """
    with desk.write():
        kept = cards.set_contact(desk, code, name=name, phone=phone, unverified=True)
        return (bool(language) and cards.change(desk, code, {"language": language})) or kept


def newcomer(desk: Desk, *, name: str, person: str, phone: str, subject: str, body: str) -> str:
    """A new customer on the telephone, without an agreement until somebody signs one; the ticket's code.

    Raises Refused as adding a customer and booking a call do: both happen, or neither.
    """
    with desk.write():
        who = {"name": person or name, "phone": phone}
        card = cards.add(desk, name=name, contacts=[who], unverified=True)
        kept = book(desk, card.code, subject=subject, person=card.contacts[0], blocking=False, body=body)
        return kept.ticket or ""


def unentitled_rule(service: Service) -> str:
    """The rule by which who has no agreement is not served for free; "" where the terms have none."""
    paid = (price.id for price in service.prices if not any(one.fact == "contract" for one in price.when))
    return next(paid, "")


def channels(service: Service, *, blocking: bool) -> list[Channel]:
    """The channels under which a call may be booked, the fittest first: the telephone's.

    A blocking problem goes by the telephone's first lane, a channel with conditions of its own before one
    without; anything else by its last lane, and by the service's first channel where no telephone will do.
    """
    phones = [channel for channel in service.channels if channel.kind == "phone"]
    if blocking and phones:
        return sorted(phones, key=lambda channel: (channel.lane, not channel.when))
    usable = [channel for channel in service.channels if channel in phones or channel is service.channels[0]]
    return sorted(usable, key=lambda channel: (channel.kind != "phone", -channel.lane))


def book(
    desk: Desk,
    customer: str,
    *,
    subject: str,
    person: Contact | None,
    blocking: bool,
    body: str,
    phone: str = "",
) -> Received:
    """Book what a caller asks for by the first channel that may be used.

    `phone`: the number they call from, where it is not the person's own. Raises Refused where none may be.
    """
    who = person or Contact(id=0, customer_id=0, name="")
    refused: Refused | None = None
    for channel in channels(desk.service, blocking=blocking):
        try:
            received = receive.receive_request(
                desk, channel=channel.id, customer=customer, subject=subject, body=body,
                contact=who.name, phone=phone or who.phone, email=who.email, blocking=blocking,
            )  # fmt: skip
        except Refused as error:
            refused = refused or error
            continue
        if received.ticket:
            return received
    raise refused or Refused("channel_closed", channel="phone")
