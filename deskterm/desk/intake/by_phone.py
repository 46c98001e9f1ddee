"""What comes by telephone: a call that rings, a request that is told."""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.desk.agenda import caller
from deskterm.desk.agenda.caller import Matter
from deskterm.desk.billing import estimates
from deskterm.desk.context import Desk
from deskterm.desk.customers import cards, search
from deskterm.desk.customers.cards import Card
from deskterm.desk.customers.search import Hit
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.intake.receive import Received
from deskterm.desk.steps import customer_language
from deskterm.desk.steps.customer_of import the_customer
from deskterm.locale import language, t
from deskterm.locale.measures import quoted
from deskterm.models.basics.dialled import number_of
from deskterm.models.basics.identity import is_phone, readable, spelled_as, whole_of
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.customer import Contact
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service
from deskterm.storage.house import rings as ring_rows

FRESH = 120  # seconds after which a ring is no news to a screen any more


class Ringing(Record, frozen=True, kw_only=True):
    """A call that rings at a technician: from which number, and the name that the exchange gave it.

    The number is blank where it is withheld.
    """

    number: int
    at: int
    phone: str
    name: str = ""
    shown: bool = False  # on an open screen of this technician

    @property
    def is_over(self) -> bool:
        """Whether nobody waits for an answer any more: the call was missed."""
        return self.at == ring_rows.OVER

    @property
    def is_silenced(self) -> bool:
        """Whether this technician does not want to see it any more, at none of their screens."""
        return self.at == ring_rows.SILENCED


class WhoRings(Record, frozen=True, kw_only=True):
    """Who it may be, the likeliest first, and everything about them where the number is theirs alone."""

    ringing: Ringing
    hits: tuple[Hit, ...]  # whose number it is; else who is near by the name, and never a fact
    card: Card | None = None
    matters: tuple[Matter, ...] = ()
    costs: tuple[str, ...] = ()  # what each kind of work costs from now on
    talking: tuple[str, ...] = ()  # colleagues who work with them at this moment

    @property
    def known(self) -> tuple[Hit, ...]:
        """Whose number it is."""
        return tuple(one for one in self.hits if not one.near)


def ring(desk: Desk, phone: str, *, name: str = "") -> Ringing:
    """Somebody rings at this technician; an open screen of theirs shows it.

    `phone` as the exchange hands it over, or the words that stand for one that is withheld: then it is blank.
    Raises Refused for no number.
    """
    given, name = clean(phone).strip(), clean(name).strip()
    if not (given or name):
        raise Refused("ring_needs_number")
    phone = number_of(given)
    with desk.write() as conn:
        now, hits = desk.now(), search.numbered(desk, phone)
        phone = as_known(hits, phone)
        number = ring_rows.put(conn, desk.who, at=now, phone=phone, name=name, fresh_since=now - FRESH)
        known = [one.customer.code for one in hits]
        after = {"customers": known}
        desk.record(conn, "rang", target=known[0] if len(known) == 1 else "", after=after)
    return Ringing(number=number, at=desk.now(), phone=phone, name=name)


def as_known(hits: Iterable[Hit], phone: str) -> str:
    """A number as the card of whose it is spells it, whole where its end alone was told.

    An unknown one as people write it.
    """
    known = [one.contact.phone for one in hits if one.contact is not None]
    found = spelled_as(readable(phone), known)
    return found if found in known else whole_of(phone, known) or found


def since(desk: Desk, number: int) -> tuple[Ringing, ...]:
    """The calls that rang at this technician after the one of this number, in their order."""
    with desk.read() as conn:
        rows = ring_rows.after(conn, desk.who, number)
    return tuple(
        Ringing(number=row.number, at=row.at, phone=row.phone, name=row.name, shown=row.shown) for row in rows
    )


def newest(desk: Desk) -> int:
    """The number of the last call that rang at this technician; 0 where none ever did."""
    with desk.read() as conn:
        return ring_rows.newest(conn, desk.who)


def on_screen(desk: Desk, number: int) -> None:
    """A screen shows the ring of this number; whoever waits for it hears so."""
    with desk.write() as conn:
        ring_rows.show(conn, desk.who, number)


def take_up(desk: Desk, number: int, taken: bool = True) -> None:
    """The call of this number is answered by this technician; or it was not after all, and rings on."""
    with desk.write() as conn:
        ring_rows.take(conn, desk.who, number, taken)


def silence(desk: Desk, number: int) -> None:
    """The call that rings is nobody's at this desk: no screen of this technician shows it any more."""
    with desk.write() as conn:
        ring_rows.end(conn, desk.who, number, ring_rows.SILENCED)


def who_rings(desk: Desk, ringing: Ringing) -> WhoRings:
    """Whose number it is; else who may be meant by the name, each of them only near."""
    with desk.read():
        sure = search.numbered(desk, ringing.phone)
        if len(sure) != 1:
            name = ringing.name or ("" if is_phone(ringing.phone) else ringing.phone)
            return WhoRings(ringing=ringing, hits=sure or search.named(desk, name))
        code = sure[0].customer.code
        return WhoRings(
            ringing=ringing,
            hits=sure,
            card=cards.card(desk, code),
            matters=caller.matters(desk, code),
            costs=estimates.each_of_customer(desk, code),
            talking=tuple(one.technician for one in caller.talking(desk, code)),
        )


def keep_person(desk: Desk, code: str, *, name: str, phone: str = "", language: str = "") -> bool:
    """Keep who rings as a person of this customer, or put their number right; whether anything differs.

    `language`: that of our letters to the customer.
    """
    with desk.write():
        kept = cards.set_contact(desk, code, name=name, phone=phone, unverified=True).differs
        return (bool(language) and cards.change(desk, code, {"language": language})) or kept


def newcomer(desk: Desk, *, name: str, person: str, phone: str) -> str:
    """A new customer on the telephone, without an agreement until somebody signs one; the ticket's code.

    Raises Refused as adding a customer and booking a call do: both happen, or neither.
    """
    with desk.write() as conn:
        who = {"name": person or name, "phone": phone}
        card = cards.add(desk, name=name, contacts=[who], unverified=True)
        with customer_language.of_customer(desk, conn, card.id):
            subject = t("ring.keep.subject", name=person or name)
        kept = book(desk, card.code, subject=subject, person=card.contacts[0], blocking=False)
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


def said_by_phone(desk: Desk, customer: str) -> str:
    """What stands in a request of which a call gave the subject alone, in the customer's language."""
    with desk.read() as conn, customer_language.of_customer(desk, conn, the_customer(conn, customer)):
        return t("ring.body")


def book(
    desk: Desk,
    customer: str,
    *,
    subject: str,
    person: Contact | None,
    blocking: bool,
    body: str = "",
    phone: str = "",
) -> Received:
    """Book what a caller asks for by the first channel that may be used.

    `body`: what else is known of it; `phone`: the number they call from, where it is not the person's own.
    Raises Refused where none may be, and where the terms turn the request away by each: with their clause.
    """
    body = body or said_by_phone(desk, customer)
    who = person or Contact(id=0, customer_id=0, name="")
    refused: list[Refused] = []
    for channel in channels(desk.service, blocking=blocking):
        try:
            with desk.part():  # what the terms turn away here leaves nothing behind
                received = receive.receive_request(
                    desk, channel=channel.id, customer=customer, subject=subject, body=body,
                    contact=who.name, phone=phone or who.phone, email=who.email, blocking=blocking,
                )  # fmt: skip
                if not received.ticket:
                    raise _turned_away(desk, channel, received)
        except Refused as error:
            refused.append(error)
        else:
            return received
    raise refused[0]


def _turned_away(desk: Desk, channel: Channel, received: Received) -> Refused:
    """What the terms do with a caller's request instead of taking it in, with their clause."""
    clause = desk.service.clause(received.rule, language())
    return Refused(
        "caller_turned_away",
        rule=received.rule,
        channel=channel.said(language()),
        reason=t(f"reasons.{received.reason or 'review'}"),
        clause=f" {quoted(clause)}" if clause else "",
    )
