"""A contact filed piece by piece costs what it costs filed at once, whatever its packs hold (A6, law 5)."""

import shutil
import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import contacts
from deskterm.desk.context import make_desk
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.models.basics.money import rounded
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.desk.money_kit import NINE, HandClock
from tests.models.terms_kit import text

PACKS = """
pack = [
  { id = "hours", unit = "minute", it = "Carnet", en = "Pack" },
  { id = "pool", unit = "minute", it = "Monte ore", en = "Pool" },
  { id = "strict", unit = "minute", it = "Intero", en = "Whole", overdraw = "whole" },
  { id = "wallet", unit = "cent", it = "Borsellino", en = "Wallet" },
  { id = "tickets", unit = "ticket", it = "Ticket", en = "Tickets" } ]
"""
FREE = '{ id = "X1", when = ["seconds<=300"], mode = "included" }, '
PRICES = {
    "by the minute": 'mode = "time", rate = 54, step = 1, settle = ["pack:hours", "invoice"]',
    "by quarters, an hour at least": 'mode = "time", rate = 47, step = 15, minimum = 60, settle ='
    ' ["pack:hours", "pack:wallet", "invoice"]',
    "out of a wallet": 'mode = "time", rate = 37, step = 1, settle = ["pack:wallet", "invoice"]',
    "by the scatto": 'mode = "unit", unit = "20:00", price = 40, settle = ["invoice"]',
    "by the scatto behind a pool": 'mode = "unit", unit = "20:00", price = 40, settle = ["pack:pool",'
    ' "invoice"]',
    "by odd units behind a pool and a wallet": 'mode = "unit", unit = "1:30", price = 3.33, beyond = "2:00",'
    ' settle = ["pack:pool", "pack:hours", "pack:wallet", "invoice"]',
    "by the ticket": 'mode = "ticket", price = 25, settle = ["pack:tickets", "invoice"]',
    "by the ticket or out of a wallet": 'mode = "ticket", price = 25, settle = ["pack:tickets",'
    ' "pack:wallet", "invoice"]',
    "weighed": 'mode = "time", rate = 54, weight = 1.5, step = 1, settle = ["pack:hours", "invoice"]',
    "a pack left whole": 'mode = "time", rate = 54, step = 1, settle = ["pack:strict", "invoice"]',
}
SIZES = {"hours": 90, "pool": 90, "strict": 90, "wallet": 9000, "tickets": 2}


class Firm:
    """A desk whose terms have this one price, and customers who are alike but for how they are filed."""

    def __init__(self, price):
        self.folder, self.clock = Path(tempfile.mkdtemp()), HandClock()
        prices = f'{FREE}{{ id = "X2", report = true, {price} }}'
        terms = text(price=prices, timer='merge_gap = "10:00", together = ["call"]')
        before, _, after = terms.partition("team = [")
        terms = before.partition("pack = [")[0] + PACKS + "team = [" + after
        self.desk = make_desk(self.folder / "desk", terms, "prova.toml", who="luca", clock=self.clock)

    def contact(self, held):
        """A new customer with these packs; the customer, the ticket and the packs."""
        self.clock.at = NINE - 7200
        customer = cards.add(self.desk, name="Ferramenta Zaupa").code
        owned = [self.sold(customer, kind, share) for kind, share in held]
        ticket = receive.receive_request(self.desk, channel="mail", customer=customer, subject="Registro IVA")
        return customer, ticket.ticket, owned

    def sold(self, customer, kind, percent):
        size = max(1, SIZES[kind] * percent // 100)
        return packs.sell(self.desk, customer, kind=kind, size=size, expires_on="").id

    def enter(self, ticket, start, end):
        self.clock.at = NINE + end
        return filing.enter(self.desk, ticket, kind="call", started_at=NINE + start, ended_at=NINE + end)

    def file(self, group):
        return filing.file(self.desk, group, price="X2" if self.undecided(group) else "")

    def undecided(self, group):
        return filing.preview(self.desk, group).undecided

    def left(self, owned):
        return [packs.get(self.desk, number).left for number in owned]


@pytest.fixture(params=list(PRICES), ids=list(PRICES), scope="module")
def firm(request):
    found = Firm(PRICES[request.param])
    found.price = request.param
    yield found
    found.desk.close()
    shutil.rmtree(found.folder)


held = st.lists(st.tuples(st.sampled_from(list(SIZES)), st.integers(1, 100)), max_size=4)
stretches = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 3000)), min_size=1, max_size=5)
QUICK = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def times(parts):
    """Stretches with a gap before each, as starts and ends after nine."""
    found, at = [], 0
    for gap, length in parts:
        found.append((at + gap, at + gap + length))
        at += gap + length
    return found


def charged(bill, owned):
    """What a bill came to, its packs by their place among the customer's."""
    places = {f"pack:{number}": place for place, number in enumerate(owned)}
    parts = {places.get(part.to, part.to): (part.units, part.net_cents) for part in bill.settle}
    return parts, (bill.billed_minutes, bill.units, bill.net_cents, bill.seconds)


@pytest.mark.rule("A6", "A7")
@QUICK
@given(parts=stretches, packed=held)
def test_filed_after_each_stretch_or_only_at_the_end_it_costs_the_same(firm, parts, packed):
    _, once, whole = firm.contact(packed)
    groups = {firm.enter(once, *stretch).group_id for stretch in times(parts)}
    at_once = firm.file(groups.pop())
    assert not groups
    _, again, pieces = firm.contact(packed)
    done = [firm.file(firm.enter(again, *stretch).group_id) for stretch in times(parts)]
    together = contacts.group(firm.desk, done[-1].session.group_id).bill
    assert done[-1].whole.settle == together.settle
    assert packs.check(firm.desk) == ()
    for filed in done:
        assert filed.bill.net_cents >= 0 and filed.bill.billed_minutes >= 0
    assert sum(filed.bill.net_cents for filed in done) == together.net_cents
    if firm.price != "a pack left whole":  # what it gave for the first stretch is not taken back
        assert charged(together, pieces) == charged(at_once.whole, whole)
        assert firm.left(pieces) == firm.left(whole)


@QUICK
@given(parts=stretches, packed=held, later=held)
def test_packs_that_are_bought_in_between_pay_only_for_what_comes_after(firm, parts, packed, later):
    """What was filed stays as it was; minutes of packs and minutes that were paid make the whole price."""
    customer, ticket, owned = firm.contact(packed)
    first, *others = times(parts)
    group = firm.enter(ticket, *first).group_id
    before = firm.file(group).bill
    owned += [firm.sold(customer, kind, percent) for kind, percent in later]
    left = firm.left(owned)
    for stretch in others:
        firm.file(firm.enter(ticket, *stretch).group_id)
    bill = contacts.group(firm.desk, group).bill
    assert packs.check(firm.desk) == ()
    assert all(now <= then for now, then in zip(firm.left(owned), left, strict=True))
    grown = {part.to: part for part in bill.settle}
    assert all(grown[part.to].net_cents >= part.net_cents for part in before.settle)
    assert bill.billed_minutes == sum(part.minutes for part in bill.settle)
    if firm.price == "by the minute" and bill.billable:
        paid = grown["invoice"].minutes if "invoice" in grown else 0
        assert bill.billed_minutes == -(-bill.seconds // 60)
        assert bill.net_cents == rounded(Fraction(5400 * paid, 60))
