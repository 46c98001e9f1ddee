"""What work on a request would cost, before it begins: for triage, and for the sentence to the customer.

A kind of work is free for so many seconds, or from the beginning of the contact it has its price; beside it
stand the fixed amounts (a call-out, an opening, kilometres) that hold for all that is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, facts, own_facts
from deskterm.desk.steps.customer_of import the_customer
from deskterm.locale import figures, language, t, works
from deskterm.locale.moments import length, time_of
from deskterm.models.money import extras, multipliers
from deskterm.models.money.drawing import footing
from deskterm.models.money.earlier import earlier, key
from deskterm.models.money.extras import Fixed
from deskterm.models.money.price import BY_HAND, COSTS, awaited, money_starts, price_for
from deskterm.models.money.tariff import hourly_rate
from deskterm.models.rules.derived_facts import with_derived
from deskterm.models.terms.conditions import PACK_LEFT
from deskterm.models.terms.facts import Facts, number
from deskterm.models.terms.money_sections import ACTS, Multiplier, Price
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows

KINDS = ("call", "remote")  # the work that most requests need
AHEAD = 2 * 3600  # seconds within which another hour's price is told before the work begins


class Cost(Struct, frozen=True, kw_only=True):
    """The price of a kind of work; `free`: so many first seconds cost nothing. `fixed` comes beside it.

    `hours`: in words, what the time is worth more or less at its hours, now and within `AHEAD`. `packs`:
    the customer holds what it settles with. `first`: the price that so many first contacts have, with
    how many of them are left. `awaited`: what must be said before the whole can be told, by name.
    """

    kind: str
    price: Price
    free: int = 0
    fixed: tuple[Fixed, ...] = ()
    hours: tuple[str, ...] = ()
    packs: bool = False
    first: tuple[Price, int] | None = None
    awaited: tuple[str, ...] = ()

    @property
    def paid(self) -> bool:
        """Whether it costs money sooner or later."""
        return bool(self.fixed) or (self.price.mode in COSTS and self.price.mode != "ticket")


def of_kind(service: Service, known: Facts, kind: str, at: int) -> Cost | None:
    """What a contact of this kind would cost if it began at `at`; None where the terms have no price."""
    asked = {**known, "session": kind, "reason": "", "outcome": ""}
    found = money_starts(service, asked, at)
    begins = price_for(service, {**asked, "seconds": 1}, at)
    first = (begins, _first_left(begins, known)) if begins and begins.first else None
    awaited = _awaited(service, asked, kind, at)
    if found is not None:
        worked = {**asked, "seconds": found[0] + 1}
        return Cost(
            kind=kind,
            price=found[1],
            free=found[0],
            fixed=fixed_amounts(service, worked, at),
            hours=tuple(hours_ahead(service, asked, found[1], at)),
            packs=any(draws_on(service, found[1], with_derived(service, worked, at), at)),
            first=first,
            awaited=awaited,
        )
    fixed = fixed_amounts(service, {**asked, "seconds": 1}, at)
    return Cost(kind=kind, price=begins, fixed=fixed, first=first, awaited=awaited) if begins else None


def _awaited(service: Service, known: Facts, kind: str, at: int) -> tuple[str, ...]:
    """What must be said before the work begins; what is asked with the work itself is known by its end."""
    found = awaited(service, known, [kind], at)
    return tuple(own_facts.name(one) for one in found if one.of != "session")


def draws_on(service: Service, price: Price, known: Facts, at: int) -> Iterator[str]:
    """The kinds of pack that such work would draw on: those of its price of which the customer holds some."""
    for kind, _ in footing(service, price, known, at):
        terms, held = service.pack(kind), number(known.get(f"{PACK_LEFT}:{kind}"))
        if terms is not None and held is not None:
            may_owe = terms.limit if terms.overdraw == "below" else 0
            if held + may_owe > 0:
                yield kind


def _first_left(price: Price, known: Facts) -> int:
    return price.first - earlier(known).first.get(key(price), 0)


def hours_ahead(
    service: Service, known: Facts, price: Price, at: int, *, named: bool = True
) -> Iterator[str]:
    """What the hours of work that begins at `at` make of its price: `dalle 16:00 ×1,5 sera (B13)`.

    A factor that holds is told with its end, where that comes within `AHEAD`; the next one from when it does.
    """
    found = multipliers.ahead(service, with_derived(service, known, at), at, AHEAD)
    for place, (begin, factor) in enumerate(found[:2]):
        ends = found[place + 1][0] if place + 1 < len(found) else None
        when = "from" if place else "until" if ends else "now"
        words = _factor(factor, price, named) if factor is not None else ""
        if factor is not None and words:
            clock = time_of(begin if place else ends or at, service.tz)
            yield t(f"cost.hours.{when}", at=clock, factor=words, rule=factor.id)


def _factor(one: Multiplier, price: Price, named: bool) -> str:
    """`×1,5 sera`; of what counts before rounding, `minuti ×1,5`; `named`: with the terms' word for it.

    "" where it does nothing to such a price.
    """
    told = [
        t(f"cost.hours.{key}", **{key: figures.number(getattr(one, key))})
        for key, modes in ACTS.items()
        if getattr(one, key) != 1 and price.mode in modes
    ]
    return " ".join([*told, *([one.said(language())] if named else [])]) if told else ""


def fixed_amounts(service: Service, known: Facts, at: int) -> tuple[Fixed, ...]:
    """The fixed amounts of a contact that began at `at`, those whose number nobody knows yet among them.

    What is asked when the work is over is not known before it, whatever the terms take for it meanwhile.
    """
    own = service.own_facts.values()
    later = {fact.id for fact in own if (fact.of, fact.at) == ("session", "close")}
    all_known = with_derived(service, known, at)
    told = {name: value for name, value in all_known.items() if name not in later}
    return tuple(extras.ahead(service, told, at))


def ahead(service: Service, known: Facts, at: int) -> tuple[Cost, ...]:
    """What the usual kinds of work on a request would cost, and those that bear a fixed amount."""
    found = (of_kind(service, known, kind, at) for kind in (*KINDS, *_with_amounts(service)))
    return tuple(cost for cost in found if cost is not None)


def each_of_customer(desk: Desk, code: str) -> tuple[str, ...]:
    """What each kind of work would cost a customer now, in words with the rules: () without prices.

    One for all kinds that cost the same; the telephone's first.
    """
    with desk.read() as conn:
        day = facts.day_of(desk.now(), desk.service.tz)
        customer = customer_rows.card(conn, the_customer(conn, code), day)
        customer = facts.under(desk, conn, desk.service, customer, {}, at=desk.now())
        known = facts.of_customer(desk, conn, customer, desk.now())
        known |= facts.charged_before(conn, desk.service, customer.id, desk.now())
    found = (of_kind(desk.service, known, kind, desk.now()) for kind in _priced(desk.service))
    return _each(tuple(cost for cost in found if cost is not None), known)


def _priced(service: Service) -> tuple[str, ...]:
    """The kinds of work of which the price list speaks, the usual ones first."""
    named = {
        kind for price in service.prices for one in price.when if one.fact == "session" for kind in one.words
    }
    more = [*(kind for kind in ("training",) if kind in named), *_with_amounts(service)]
    return (*KINDS, *dict.fromkeys(more))


def _with_amounts(service: Service) -> tuple[str, ...]:
    """The kinds of work, beside the usual ones, of which a fixed amount speaks: a call-out on site."""
    when = (condition for one in service.extras for condition in one.when)
    said = (word for condition in when if condition.fact == "session" for word in condition.words)
    return tuple(kind for kind in dict.fromkeys(said) if kind not in KINDS)


def of_contact(desk: Desk, code: str, kind: str, seconds: int, at: int) -> str:
    """How the price of a contact counts that began at `at` and lasted so long; "" where it has none."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        known = facts.of_ticket(desk, conn, ticket, at=at)
    service = desk.service_of(ticket.terms_id)
    price = price_for(service, {**known, "session": kind, "seconds": seconds}, at)
    return amount(price, known) if price else ""


def hours_of_contact(desk: Desk, code: str, kind: str, seconds: int, at: int) -> tuple[str, ...]:
    """What the hours make of such a contact's price from now on, in few words with the rules."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        known = facts.of_ticket(desk, conn, ticket, at=at)
    service, asked = desk.service_of(ticket.terms_id), {**known, "session": kind, "seconds": seconds}
    price = price_for(service, asked, at)
    return tuple(hours_ahead(service, asked, price, desk.now(), named=False)) if price else ()


def fixed_of_contact(desk: Desk, code: str, kind: str, seconds: int, at: int) -> tuple[str, str]:
    """The fixed amounts of such a contact in words, and their rules; "" where it bears none."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        known = facts.of_ticket(desk, conn, ticket, at=at)
    found = fixed_amounts(
        desk.service_of(ticket.terms_id), {**known, "session": kind, "seconds": seconds}, at
    )
    rules = dict.fromkeys(one.extra.id for one in found)
    return " + ".join(map(_amount_of, found)), ", ".join(rules)


def told(costs: tuple[Cost, ...], known: Facts) -> str:
    """Costs in words with their rules; the kinds are named where they differ. "" where nothing is known."""
    return ", ".join(_each(costs, known))


def _each(costs: tuple[Cost, ...], known: Facts) -> tuple[str, ...]:
    said = {cost.kind: _whole(cost, known) for cost in costs}
    if len(set(said.values())) <= 1:
        return tuple(said.values())[:1]
    kinds = {text: [works.in_price(kind) for kind in said if said[kind] == text] for text in said.values()}
    return tuple(t("cost.of_kind", kind=", ".join(alike), cost=text) for text, alike in kinds.items())


def _whole(cost: Cost, known: Facts) -> str:
    """The price of the time with its rule, then each fixed amount with its own."""
    text = f"{_one(cost, known)} ({cost.price.id})"
    text = ", ".join((text, *cost.hours))
    fixed = " + ".join(map(_fixed, cost.fixed))
    text = t("cost.with_fixed", cost=text, fixed=fixed) if fixed else text
    return t("cost.awaited", cost=text, names=", ".join(cost.awaited)) if cost.awaited else text


def _fixed(one: Fixed) -> str:
    return f"{_amount_of(one)} ({one.extra.id})"


def _amount_of(one: Fixed) -> str:
    """`Chiamata 25,00 €`; of what is not counted yet, its price: `Chilometri 0,50 € l'uno oltre 20`."""
    extra = one.extra
    how: str = "one" if one.cents else extra.per
    how = "each_beyond" if how == "each" and extra.beyond else how
    name = extra.said(language())
    price = figures.money(one.cents or int(extra.price))
    return t(f"cost.fixed.{how}", name=name, price=price, beyond=figures.number(extra.beyond))


def _one(cost: Cost, known: Facts) -> str:
    if cost.price.mode not in COSTS:
        return _among_first(cost, t(f"cost.{cost.price.mode}"))
    if cost.price.mode == "ticket":
        return _among_first(cost, amount(cost.price, known))
    how = "cost.paid"
    if cost.free:  # beyond it the whole contact is charged, or the rest alone (A5)
        how = "cost.rest" if cost.price.beyond else "cost.beyond"
    free = length(cost.free)
    if cost.first and cost.first[0] != cost.price:
        begins, left = cost.first
        free = t("cost.free_first", free=free, left=_left_of(begins, left), rule=begins.id)
    text = t(how, free=free, amount=amount(cost.price, known))
    return _among_first(cost, t("cost.pack_first", cost=text) if cost.packs else text)


def _among_first(cost: Cost, said: str) -> str:
    """With how many of the first contacts are left, where it is they alone that have this price."""
    if cost.first is None or cost.first[0] != cost.price:
        return said
    return t("cost.of_first", cost=said, left=_left_of(*cost.first))


def _left_of(price: Price, left: int) -> str:
    """`2 of 3 left this month`: of the first contacts that a price holds for."""
    return t(f"cost.first_left.{price.within}", left=left, first=price.first)


def amount(price: Price, known: Facts) -> str:
    """How a price counts: `40,00 € ogni 20 minuti iniziati`, `60,00 € l'ora`, a ticket, an agreed price."""
    if price.mode in BY_HAND:
        return t("cost.by_hand")
    if price.mode == "ticket":
        return t("cost.ticket", price=figures.money(price.price)) if price.price else t("cost.one_ticket")
    if price.mode == "unit" and price.unit:
        return t("cost.unit", price=figures.money(price.price or 0), unit=length(price.unit))
    if price.mode == "day":
        return t("cost.day", price=figures.money(price.price or 0))
    hour = t("cost.hour", price=figures.money(hourly_rate(price, known)))
    return hour if price.weight == 1 else t("cost.weighed", cost=hour, weight=figures.number(price.weight))
