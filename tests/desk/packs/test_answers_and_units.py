"""One ticket, one unit: only the answer uses it up, whichever way it goes; without a pack it is paid once."""

import pytest
from deskterm.desk.agenda import callbacks
from deskterm.desk.billing import filing, month_end, reports, uncovered
from deskterm.desk.errors import Refused
from deskterm.desk.intake import recovery
from deskterm.desk.packs import packs
from deskterm.desk.steps.packs import units
from deskterm.desk.terms import files, rehearsal
from deskterm.desk.tickets import tickets, undo
from deskterm.models.money.billing import bill
from deskterm.models.money.drawing import PackState
from deskterm.models.money.price import Segment

from tests.desk.five import House

MONDAY = "2026-03-02T10:30"


@pytest.fixture
def omnia(tmp_path, watch):
    """Omnia Studio on Monday at half past ten; the customer has no pack yet."""
    watch.set(MONDAY)
    house = House(tmp_path, "omniagest", watch)
    yield house
    house.desk.close()


def portal(house, subject="Errore alla stampa"):
    return house.request("portal", subject=subject, fields={"type": "usage"})


def without_a_unit(house):
    """A request that was held because no pack has a ticket left, and that somebody let in after all."""
    held = portal(house)
    assert (held.outcome, held.rule) == ("held", "O2")
    return recovery.recover(house.desk, held.message).ticket


def worked(house, code, minutes=15, outcome="answer", kind="web"):
    house.watch.passes(60 * minutes)
    now = house.desk.now()
    return filing.log(
        house.desk, code, kind=kind, started_at=now - 60 * minutes, ended_at=now, outcome=outcome
    )


def stands(house, pack):
    found = packs.get(house.desk, pack.id)
    assert packs.check(house.desk) == ()
    return found.left, found.reserved


def charged(house):
    """What the customer's reports come to, in cents."""
    return sum(one.net_cents for one in reports.reports(house.desk))


@pytest.mark.rule("O2", "A12")
def test_a_ticket_without_a_unit_is_charged_once_however_many_answers_it_takes(omnia, watch):
    code = without_a_unit(omnia)
    first = worked(omnia, code)
    watch.passes(900)
    second = worked(omnia, code)
    assert (first.bill.mode, first.bill.net_cents, first.report.net_cents) == ("ticket", 2500, 2500)
    assert (second.bill.mode, second.bill.rule, second.bill.net_cents) == ("included", "O2", 0)
    assert second.report is None
    tickets.answer(omnia.desk, code, text="Ecco.")
    tickets.close(omnia.desk, code)
    tickets.reopen(omnia.desk, code)
    omnia.tickets_sold(3)
    tickets.answer(omnia.desk, code, text="E ancora.")
    assert charged(omnia) == 2500
    (month,) = month_end.of_month(omnia.desk, "2026-03").settlements
    assert (month.net_cents, len(month.lines)) == (2500, 1)


@pytest.mark.rule("O2")
def test_an_answer_in_writing_without_a_unit_asks_how_it_is_paid(omnia):
    code = without_a_unit(omnia)
    assert ("wanting", "O2") in [(one.do, one.rule) for one in tickets.why(omnia.desk, code)]
    found = uncovered.owed(omnia.desk, code)
    assert (found.net_cents, found.rule, found.customer) == (2500, "O2", "Rossi Impianti")
    with pytest.raises(Refused) as refused:
        tickets.answer(omnia.desk, code, text="Ecco.")
    assert (refused.value.code, refused.value.rule) == ("unit_owed", "O2")
    assert "25.00 euro" in str(refused.value)
    assert tickets.get(omnia.desk, code).answered_at is None
    assert "answer" not in [one.kind for one in tickets.thread(omnia.desk, code)]


@pytest.mark.rule("O2")
def test_charging_it_makes_a_work_report_that_the_month_invoices(omnia):
    code = without_a_unit(omnia)
    assert tickets.answer(omnia.desk, code, text="Ecco.", charge=True).state == "answered"
    (report,) = reports.reports(omnia.desk)
    assert (report.net_cents, report.rule, report.billed_minutes) == (2500, "O2", 0)
    assert [(part.to, part.units, part.net_cents) for part in report.settle] == [("invoice", 1, 2500)]
    assert packs.check(omnia.desk) == ()
    tickets.answer(omnia.desk, code, text="E poi.", charge=True)
    assert charged(omnia) == 2500


@pytest.mark.rule("O2")
def test_a_pack_sold_meanwhile_pays_it(omnia):
    code = without_a_unit(omnia)
    pack = omnia.tickets_sold(3)
    assert uncovered.owed(omnia.desk, code) is None
    tickets.answer(omnia.desk, code, text="Ecco.", charge=True)
    assert (stands(omnia, pack), charged(omnia)) == ((2, 0), 0)


@pytest.mark.rule("O2")
def test_a_ticket_may_be_free_with_a_reason_and_gives_back_what_was_put_aside(omnia):
    code = without_a_unit(omnia)
    with pytest.raises(Refused) as blank:
        uncovered.give(omnia.desk, code, why=" ")
    assert blank.value.code == "free_without_reason"
    uncovered.give(omnia.desk, code, why="Errore nostro")
    given = next(one for one in tickets.why(omnia.desk, code) if one.do == "given")
    assert (given.rule, given.detail["why"]) == ("O2", "Errore nostro")
    assert worked(omnia, code).bill.mode == "included"
    tickets.answer(omnia.desk, code, text="Ecco.")
    assert charged(omnia) == 0
    pack = omnia.tickets_sold(3)
    other = portal(omnia, "Altra cosa").ticket
    assert stands(omnia, pack) == (2, 1)
    uncovered.give(omnia.desk, other, why="Errore nostro")
    tickets.answer(omnia.desk, other, text="Ecco.")
    assert stands(omnia, pack) == (3, 0)
    with pytest.raises(Refused) as twice:
        uncovered.give(omnia.desk, other, why="Ancora")
    assert twice.value.code == "no_unit_to_give"


@pytest.mark.rule("O2", "A12")
def test_a_ticket_that_opens_again_after_its_pack_has_expired_asks_how_it_is_paid(omnia, watch):
    pack = omnia.tickets_sold(3, expires_on="2026-03-10")
    code = portal(omnia).ticket
    tickets.close(omnia.desk, code, why="risolto da solo")
    watch.set("2026-03-12T10:30")
    packs.expire(omnia.desk)
    tickets.reopen(omnia.desk, code)
    with pytest.raises(Refused) as refused:
        tickets.answer(omnia.desk, code, text="Ecco.")
    assert refused.value.code == "unit_owed"
    assert packs.get(omnia.desk, pack.id).left == 0


@pytest.mark.rule("O2", "A12")
def test_a_unit_put_aside_in_time_is_drawn_after_its_pack_has_expired(omnia, watch):
    pack = omnia.tickets_sold(3, expires_on="2026-03-10")
    omnia.tickets_sold(5)
    code = portal(omnia).ticket
    watch.set("2026-03-12T10:30")
    packs.expire(omnia.desk)
    filed = worked(omnia, code)
    assert [(part.to, part.units) for part in filed.bill.settle] == [(f"pack:{pack.id}", 1)]
    assert stands(omnia, pack) == (0, 0)


@pytest.mark.rule("O9", "A12")
@pytest.mark.parametrize("outcome", ["ask", "upload", "call-back"])
def test_asking_the_customer_uses_no_unit_and_costs_nothing(omnia, outcome):
    pack = omnia.tickets_sold(3)
    code = portal(omnia).ticket
    asked = worked(omnia, code, outcome=outcome)
    assert (asked.bill.mode, asked.bill.rule, asked.report) == ("included", "O9", None)
    assert (stands(omnia, pack), tickets.get(omnia.desk, code).answered_at) == ((2, 1), None)
    tickets.close(omnia.desk, code, why="rifiutato")
    assert (stands(omnia, pack), charged(omnia)) == ((3, 0), 0)


@pytest.mark.rule("O9")
def test_asking_costs_nothing_where_no_pack_has_a_unit_either(omnia):
    code = without_a_unit(omnia)
    assert worked(omnia, code, outcome="ask").bill.net_cents == 0
    assert worked(omnia, code).bill.net_cents == 2500


@pytest.mark.rule("O9", "O3")
def test_work_whose_outcome_is_an_answer_stops_the_clock_when_it_ended(omnia):
    omnia.tickets_sold(3)
    code = portal(omnia).ticket
    worked(omnia, code, outcome="ask")
    assert tickets.get(omnia.desk, code).state == "queued"
    filed = worked(omnia, code)
    ticket = tickets.get(omnia.desk, code)
    assert (ticket.state, ticket.answered_at) == ("answered", filed.session.ended_at)
    assert ticket.taken_by == "luca"
    assert tickets.close(omnia.desk, code).state == "closed"
    with pytest.raises(Refused):
        undo.undo(omnia.desk, tickets.history(omnia.desk, code)[-2].id)


@pytest.mark.rule("T7", "T11")
def test_a_customer_who_was_served_need_not_be_called_back(tmp_path, watch):
    watch.set("2026-03-02T10:00")
    house = House(tmp_path, "contabilita-in-cloud", watch, plan="ADVANCED")
    code = house.request("chat", fields={"problem": "Non stampa"}).ticket
    now = house.desk.now()
    watch.passes(600)
    filing.log(
        house.desk,
        code,
        kind="call",
        inbound=True,
        started_at=now,
        ended_at=now + 600,
        outcome="solved",
        reason="usage",
    )
    (one,) = callbacks.of_ticket(house.desk, code)
    assert (one.state, tickets.get(house.desk, code).state) == ("reached", "answered")
    house.desk.close()


@pytest.mark.rule("O2", "A12")
def test_the_desk_and_the_rehearsal_price_the_same_contact_alike(omnia):
    pack = omnia.tickets_sold(3)
    code = portal(omnia).ticket
    filed = worked(omnia, code)
    stretch = Segment("web", filed.session.started_at, filed.session.ended_at)
    told = bill(omnia.desk.service, [stretch], {"pack_left": 3}, [PackState(pack.id, "tickets", "ticket", 3)])
    assert told == filed.bill
    assert filed.report is not None


@pytest.mark.rule("O2")
def test_the_month_rehearsed_under_the_same_terms_bills_the_same(omnia, watch):
    without = without_a_unit(omnia)
    worked(omnia, without)
    watch.passes(60)
    omnia.tickets_sold(3)
    code = portal(omnia, "Altra domanda").ticket
    worked(omnia, code, outcome="ask")
    worked(omnia, code)
    worked(omnia, code)
    watch.set("2026-04-01T09:00")
    found = rehearsal.month(omnia.desk, omnia.desk.service, "2026-03")
    assert [one for one in found.work if one.differs] == []


@pytest.mark.rule("A12")
def test_a_firm_that_uses_units_at_the_close_asks_then(tmp_path, watch):
    watch.set(MONDAY)
    text = files.text_of("omniagest").replace('burn = "first-answer"', 'burn = "close"')
    house = House(tmp_path, "omniagest", watch, text=text)
    code = without_a_unit(house)
    tickets.answer(house.desk, code, text="Ecco.")
    with pytest.raises(Refused) as refused:
        tickets.close(house.desk, code)
    assert (refused.value.code, charged(house)) == ("unit_owed", 0)
    tickets.close(house.desk, code, charge=True)
    assert charged(house) == 2500
    with house.desk.read() as conn:
        assert units.of_ticket(conn, tickets.get(house.desk, code)).state == "burnt"
    house.desk.close()
