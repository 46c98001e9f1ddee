"""A ticket becomes another customer's: its unit goes back, what was filed stays as it was filed."""

import pytest
from deskterm.desk.billing import filing, uncovered
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.packs import packs
from deskterm.desk.terms import rehearsal
from deskterm.desk.tickets import tickets, undo

from tests.clocks import rome
from tests.desk.five import House, yes


@pytest.fixture
def omnia(tmp_path, watch):
    """Omnia Studio; two customers with a pack of three tickets each."""
    watch.set("2026-03-02T10:30")
    house = House(tmp_path, "omniagest", watch).knows(phone_contract="yes")
    cards.add(house.desk, code="C002", name="Studio Bianchi")
    house.tickets_sold(3)
    packs.sell(house.desk, "C002", kind="tickets", size=3)
    house.code = house.request("portal", fields={"type": "usage"}).ticket
    yield house
    assert packs.check(house.desk) == ()
    house.desk.close()


def stand(house):
    """What is left and what is put aside, in both packs."""
    return [(pack.left, pack.reserved) for pack in (packs.get(house.desk, number) for number in (1, 2))]


@pytest.mark.rule("O2", "A12")
def test_a_ticket_of_another_customer_gives_the_unit_back_and_takes_one_of_theirs(omnia):
    assert stand(omnia) == [(2, 1), (3, 0)]
    tickets.set_customer(omnia.desk, omnia.code, "C002")
    assert stand(omnia) == [(3, 0), (2, 1)]
    tickets.answer(omnia.desk, omnia.code, text="Faccia così.")
    assert stand(omnia) == [(3, 0), (2, 0)]


def test_taking_the_change_back_gives_each_pack_its_own_again(omnia):
    tickets.set_customer(omnia.desk, omnia.code, "C002")
    assert stand(omnia) == [(3, 0), (2, 1)]
    undo.undo(omnia.desk)
    assert stand(omnia) == [(2, 1), (3, 0)]


def test_a_unit_that_is_used_up_keeps_its_ticket_and_says_the_way_out(omnia):
    tickets.answer(omnia.desk, omnia.code, text="Faccia così.")
    with pytest.raises(Refused) as refused:
        tickets.set_customer(omnia.desk, omnia.code, "C002")
    assert refused.value.code == "unit_spent"
    assert "Rossi Impianti" in str(refused.value)
    assert "pack adjust" in str(refused.value)
    assert stand(omnia) == [(2, 0), (3, 0)]


def test_what_was_given_free_may_go_to_anybody(omnia):
    uncovered.give(omnia.desk, omnia.code, why="scuse")
    tickets.set_customer(omnia.desk, omnia.code, "C002")
    assert stand(omnia) == [(3, 0), (3, 0)]


# What was filed for one customer


def worked(desk, watch, code, start, end):
    began, ended = (rome(f"2026-03-03T{clock}") for clock in (start, end))
    watch.at = ended
    work = {"kind": "remote", "started_at": began, "ended_at": ended, "answers": {"consent": yes("Anna")}}
    return filing.log(desk, code, **work, outcome="solved", reason="other")


@pytest.fixture
def delta(tmp_path, watch):
    watch.set("2026-03-03T09:00")
    house = House(tmp_path, "delta-system", watch)
    terms = {"plan": "standard", "contract_from": "2026-01-01", "contract_until": "2026-12-31"}
    cards.add(house.desk, code="C002", name="Studio Bianchi", **terms)
    house.code = house.mail().ticket
    yield house
    assert packs.check(house.desk) == ()
    house.desk.close()


def month(house):
    return rehearsal.month(house.desk, house.desk.service, "2026-03")


@pytest.mark.rule("A6")
def test_what_is_done_for_another_customer_is_a_contact_of_its_own(delta, watch):
    first = worked(delta.desk, watch, delta.code, "09:20", "09:40")
    tickets.reopen(delta.desk, delta.code)
    tickets.set_customer(delta.desk, delta.code, "C002", keep=True)
    second = worked(delta.desk, watch, delta.code, "09:45", "09:49")
    assert second.session.group_id != first.session.group_id
    assert (first.bill.billed_minutes, second.whole.seconds) == (20, 240)
    assert [one.differs for one in month(delta).work] == [False, False]
    assert {one.customer_id for one in month(delta).work} == {1, 2}


@pytest.mark.rule("A6")
def test_what_was_going_on_when_the_customer_changed_leaves_the_filed_contact(delta, watch):
    first = worked(delta.desk, watch, delta.code, "09:20", "09:40")
    tickets.reopen(delta.desk, delta.code)
    going = timer.start(delta.desk, delta.code, kind="remote", answers={"consent": yes("Anna")})
    assert going.group_id == first.session.group_id
    tickets.set_customer(delta.desk, delta.code, "C002", keep=True)
    assert timer.running(delta.desk).session.group_id != first.session.group_id
    watch.passes(240)
    timer.stop(delta.desk)


# Going on with a contact


@pytest.fixture
def istes(tmp_path, watch):
    watch.set("2026-03-03T08:00")
    house = House(tmp_path, "istes", watch).knows(deployment="on-premise")
    house.code = house.mail().ticket
    watch.set("2026-03-03T09:05")
    timer.start(house.desk, house.code)
    watch.passes(300)
    house.group = timer.stop(house.desk).group_id
    yield house
    house.desk.close()


def ends(house, watch, minutes):
    watch.passes(60 * minutes)
    session = timer.stop(house.desk)
    return filing.file(house.desk, session.group_id, outcome="solved", reason="other")


@pytest.mark.rule("A6", "I25")
def test_days_after_it_was_filed_a_contact_is_over_and_a_new_one_has_its_own_unit(istes, watch):
    first = filing.file(istes.desk, istes.group, outcome="follow-up", reason="other")
    watch.set("2026-03-06T09:00")
    assert timer.resume(istes.desk, istes.group).group_id != istes.group
    second = ends(istes, watch, 14)
    assert (first.bill.net_cents, second.bill.net_cents) == (4000, 4000)


@pytest.mark.rule("A6")
def test_within_the_gap_a_filed_contact_goes_on(istes, watch):
    filing.file(istes.desk, istes.group, outcome="follow-up", reason="other")
    watch.passes(300)
    assert timer.resume(istes.desk, istes.group).group_id == istes.group
    assert ends(istes, watch, 14).bill.net_cents == 0  # five minutes and fourteen are one unit


def test_what_rests_unfiled_goes_on_whenever_it_is(istes, watch):
    watch.set("2026-03-06T09:00")
    assert timer.resume(istes.desk, istes.group).group_id == istes.group
