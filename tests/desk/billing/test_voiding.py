"""A filing that was wrong is taken back whole: packs, bill and report, with who, when and why (law 5, R7)."""

import pytest
from deskterm.desk.billing import agreed_prices, filing, month_end, reports, voiding
from deskterm.desk.calls import contacts as calls_contacts
from deskterm.desk.errors import Refused
from deskterm.desk.lead import backlog
from deskterm.desk.packs import packs
from deskterm.desk.terms import rehearsal
from deskterm.desk.tickets import tickets

from tests.desk.billing.test_agreed_prices import firm  # noqa: F401  # a fixture
from tests.desk.billing.test_settlement import MARCH, on_the_first, only, worked
from tests.desk.packs.test_over_time import CARRIED, opened
from tests.desk.packs.test_ticket_units import omnia, portal, stands  # noqa: F401  # a fixture
from tests.desk.packs.test_ticket_units import worked as answered

WHY = "registrata al cliente sbagliato"
APRIL = "2026-04"


@pytest.fixture
def zaupa(office):
    """Under contract at 54.00 an hour: ninety cents a minute."""
    return office.customer()


def group_of(office, number):
    return reports.get(office.desk, number).group_id


def sound(office):
    assert packs.check(office.desk) == ()


def test_before_the_month_is_closed_a_void_contact_goes_to_no_bill(office, zaupa):
    wrong, right = worked(office, zaupa, "2026-03-03", 40), worked(office, zaupa, "2026-03-20", 7)
    (done,) = voiding.void(office.desk, [group_of(office, wrong)], why=WHY)
    assert (done.reports, done.open_cents, done.credited, done.back) == ((wrong,), 3600, (), ())
    found = only(month_end.of_month(on_the_first(office), MARCH))
    assert [(line.report, line.net_cents) for line in found.lines] == [(right, 630)]
    assert (found.net_cents, found.vat_cents, found.corrections) == (630, 139, ())
    sound(office)


def test_its_report_keeps_its_number_and_says_that_it_is_void(office, zaupa):
    wrong = worked(office, zaupa, "2026-03-03", 40)
    voiding.void(office.desk, [group_of(office, wrong)], why=f" {WHY}\n")
    found = reports.get(office.desk, wrong)
    assert (found.void.by, found.void.why, found.void.at) == ("luca", WHY, office.clock.at)
    assert found.billed_minutes == 40  # as it was printed
    following = worked(office, zaupa, "2026-03-04", 10)
    assert (wrong, following) == ("R2026-0001", "R2026-0002")
    assert reports.get(office.desk, following).void is None
    sound(office)


def test_the_work_waits_to_be_filed_again_and_costs_what_it_then_is(office, zaupa):
    wrong = worked(office, zaupa, "2026-03-03", 40)
    (done,) = voiding.void(office.desk, [group_of(office, wrong)], why=WHY)
    (waiting,) = calls_contacts.unfiled(office.desk)
    assert (waiting.group_id, waiting.ended_at - waiting.started_at) == (done.anew, 2400)
    filed = filing.file(office.desk, done.anew, outcome="solved", reason="setup")
    assert (filed.report.number, filed.bill.billed_minutes, filed.bill.net_cents) == ("R2026-0002", 40, 3600)
    assert only(month_end.of_month(on_the_first(office), MARCH)).net_cents == 3600
    sound(office)


def test_what_a_pack_gave_comes_back_by_movements_that_name_what_they_take_back(office, zaupa):
    pack = office.carnet(zaupa, 600).id
    wrong = worked(office, zaupa, "2026-03-03", 40)
    assert packs.get(office.desk, pack).left == 560
    (done,) = voiding.void(office.desk, [group_of(office, wrong)], why=WHY)
    assert [(one.pack_id, one.units, one.over) for one in done.back] == [(pack, 40, False)]
    sold, drawn, back = packs.ledger(office.desk, pack)
    assert [(one.kind, one.amount, one.left) for one in (sold, drawn, back)] == [
        ("sold", 600, 600),
        ("drawn", -40, 560),
        ("drawn", 40, 600),
    ]
    assert (back.of, back.report, back.note, drawn.void) == (drawn.id, wrong, WHY, True)
    sound(office)


def test_pack_and_invoice_in_one_contact_come_back_both(office, zaupa):
    pack = office.carnet(zaupa, 15).id
    wrong = worked(office, zaupa, "2026-03-03", 28)  # 15 from the pack, 13 at 90 cents
    (done,) = voiding.void(office.desk, [group_of(office, wrong)], why=WHY)
    assert ([one.units for one in done.back], done.open_cents) == ([15], 1170)
    assert packs.get(office.desk, pack).left == 15
    assert month_end.of_month(on_the_first(office), MARCH).settlements == ()
    sound(office)


def test_two_packs_get_back_each_what_it_gave(office, zaupa):
    first = office.carnet(zaupa, 10, expires_on="2026-06-30").id
    second = office.carnet(zaupa, 60, expires_on="2026-12-31").id
    wrong = worked(office, zaupa, "2026-03-03", 28)
    assert [packs.get(office.desk, one).left for one in (first, second)] == [0, 42]
    (done,) = voiding.void(office.desk, [group_of(office, wrong)], why=WHY)
    assert [(one.pack_id, one.units) for one in done.back] == [(first, 10), (second, 18)]
    assert [packs.get(office.desk, one).left for one in (first, second)] == [10, 60]
    sound(office)


def test_after_the_month_is_closed_the_next_bill_credits_it_with_its_reference(office, zaupa):
    wrong = worked(office, zaupa, "2026-03-03", 40)
    march = only(month_end.close(on_the_first(office), MARCH))
    office.at("2026-04-03 10:00")
    (done,) = voiding.void(office.desk, [group_of(office, wrong)], why=WHY)
    assert [(one.month, one.net_cents) for one in done.credited] == [(MARCH, 3600)]
    assert (done.open_cents, backlog.figures(office.desk).to_invoice_cents) == (0, -3600)
    other = worked(office, zaupa, "2026-04-07", 10)
    april = only(month_end.close(on_the_first(office, "2026-05"), APRIL))
    assert [(line.report, line.net_cents) for line in april.lines] == [(other, 900)]
    (credit,) = april.corrections
    assert (credit.month, credit.report, credit.net_cents, credit.reason) == (MARCH, wrong, 3600, WHY)
    assert (april.net_cents, april.vat_cents, april.gross_cents) == (-2700, -594, -3294)
    assert only(month_end.of_month(office.desk, MARCH)) == march  # nothing of the closed month changes
    assert backlog.figures(office.desk).to_invoice_cents == 0
    sound(office)


def test_a_month_may_hold_nothing_but_a_correction_of_the_one_before(office, zaupa):
    wrong = worked(office, zaupa, "2026-03-03", 10)
    month_end.close(on_the_first(office), MARCH)
    voiding.void(office.desk, [group_of(office, wrong)], why=WHY, anew=False)
    april = only(month_end.close(on_the_first(office, "2026-05"), APRIL))
    assert (april.lines, april.net_cents, april.vat_cents, april.gross_cents) == ((), -900, -198, -1098)
    assert month_end.of_month(on_the_first(office, "2026-06"), "2026-05").settlements == ()
    sound(office)


def test_what_is_filed_anew_after_the_month_stands_beside_the_credit(office, zaupa):
    wrong = worked(office, zaupa, "2026-03-03", 40)
    month_end.close(on_the_first(office), MARCH)
    (done,) = voiding.void(office.desk, [group_of(office, wrong)], why=WHY)
    again = filing.file(office.desk, done.anew, outcome="solved", reason="setup").report.number
    april = only(month_end.close(on_the_first(office, "2026-05"), APRIL))
    assert [line.report for line in april.lines] == [again]
    assert (april.net_cents, april.gross_cents) == (0, 0)
    sound(office)


def test_a_correction_is_corrected_like_any_filing(office, zaupa):
    wrong = worked(office, zaupa, "2026-03-03", 40)
    month_end.close(on_the_first(office), MARCH)
    (done,) = voiding.void(office.desk, [group_of(office, wrong)], why=WHY)
    filing.file(office.desk, done.anew, outcome="solved", reason="setup")
    month_end.close(on_the_first(office, "2026-05"), APRIL)
    (again,) = voiding.void(office.desk, [done.anew], why="ancora sbagliata", anew=False)
    assert [one.month for one in again.credited] == [APRIL]
    may = only(month_end.close(on_the_first(office, "2026-06"), "2026-05"))
    assert [(one.month, one.net_cents) for one in may.corrections] == [(APRIL, 3600)]
    assert may.net_cents == -3600
    sound(office)


def test_what_is_void_is_not_voided_twice_nor_what_was_never_filed(office, zaupa):
    wrong = worked(office, zaupa, "2026-03-03", 10)
    (done,) = voiding.void(office.desk, [group_of(office, wrong)], why=WHY)
    for group, code in ((group_of(office, wrong), "void_already"), (done.anew, "nothing_to_void")):
        with pytest.raises(Refused) as refusal:
            voiding.void(office.desk, [group], why=WHY)
        assert refusal.value.code == code
    with pytest.raises(Refused) as refusal:
        voiding.void(office.desk, [done.anew], why="  ")
    assert refusal.value.code == "void_without_reason"


def test_units_that_come_back_to_a_pack_that_is_over_are_told(office, zaupa):
    pack = office.carnet(zaupa, 600, expires_on="2026-03-31").id
    wrong = worked(office, zaupa, "2026-03-30", 40)
    office.at("2026-04-02 09:00")
    packs.expire(office.desk)
    assert packs.get(office.desk, pack).left == 0
    (done,) = voiding.void(office.desk, [group_of(office, wrong)], why=WHY)
    assert [(one.units, one.over, one.expires_on) for one in done.back] == [(40, True, "2026-03-31")]
    assert packs.get(office.desk, pack).left == 600  # as on its last day, while the work waits
    packs.expire(office.desk)
    filed = filing.file(office.desk, done.anew, outcome="solved", reason="setup")
    assert [part.to for part in filed.bill.settle] == [f"pack:{pack}"]
    packs.expire(office.desk)
    assert packs.get(office.desk, pack).left == 0
    sound(office)


def test_the_history_tells_it_as_one_deed(office, zaupa):
    pack = office.carnet(zaupa, 15).id
    wrong = worked(office, zaupa, "2026-03-03", 28)
    code = reports.get(office.desk, wrong).ticket
    voiding.void(office.desk, [group_of(office, wrong)], why=WHY)
    event = tickets.history(office.desk, code)[-1]
    assert (event.deed, event.by, event.after["why"]) == ("contact_voided", "luca", WHY)
    assert (event.before["reports"], event.before["net_cents"]) == ([wrong], 1170)
    assert [(one["pack_id"], one["units"]) for one in event.after["back"]] == [(pack, 15)]
    standing = [one for one in tickets.why(office.desk, code) if not one.standing]
    assert [one.do for one in standing if one.point in ("price", "settle", "close")] == ["voided"]


def test_a_price_that_waited_or_was_agreed_waits_anew(firm):  # noqa: F811
    ticket = firm.ticket()
    group, _ = firm.filed(ticket)
    firm.agreed(group, net_cents=15_000)
    assert only(month_end.of_month(on_the_first(firm), MARCH)).net_cents == 15_000
    (done,) = voiding.void(firm.desk, [group], why=WHY)
    assert (done.open_cents, done.waited) == (15_000, False)
    assert agreed_prices.to_price(firm.desk) == ()
    filing.file(firm.desk, done.anew, outcome="solved", reason="setup")
    (waits,) = agreed_prices.to_price(firm.desk)
    assert waits.group_id == done.anew
    (again,) = voiding.void(firm.desk, [done.anew], why="neppure", anew=False)
    assert (again.waited, again.open_cents) == (True, 0)
    assert agreed_prices.to_price(firm.desk) == ()
    assert month_end.of_month(firm.desk, MARCH).settlements == ()
    sound(firm)


def test_work_of_a_month_that_is_over_gives_back_what_would_have_gone_on_in_the_next(tmp_path):
    """Of 120 minutes of March 45 were drawn, 75 went on in April; void, 90 do (the most), and 30 are lost."""
    with opened(tmp_path / "desk", CARRIED) as office:
        who = office.customer()
        office.look("2026-03-05")
        group = office.worked(who, "2026-03-04", 45).session.group_id
        office.look("2026-04-02")
        assert [left for *_, left in office.rows(who)] == [0, 195]
        (done,) = voiding.void(office.desk, [group], why=WHY, anew=False)
        assert [(one.units, one.over) for one in done.back] == [(45, True)]
        office.look("2026-04-03")
        assert [left for *_, left in office.rows(who)] == [0, 210]


def test_the_unit_that_a_ticket_used_is_put_aside_for_it_again(omnia, watch):  # noqa: F811
    code = portal(omnia).ticket
    filed = answered(omnia, watch, code)
    assert stands(omnia) == (2, 0)
    (done,) = voiding.void(omnia.desk, [filed.session.group_id], why=WHY)
    assert stands(omnia) == (2, 1)
    filing.file(omnia.desk, done.anew, outcome="answer")
    assert stands(omnia) == (2, 0)
    (again,) = voiding.void(omnia.desk, [done.anew], why=WHY, anew=False)
    assert (again.anew, stands(omnia)) == (None, (3, 0))


def test_of_a_contact_that_grew_all_its_reports_are_void(office, zaupa):
    first = worked(office, zaupa, "2026-03-03", 10)
    code = reports.get(office.desk, first).ticket
    start = office.clock.at + 120
    office.clock.at = start + 300
    filing.log(
        office.desk,
        code,
        kind="call",
        started_at=start,
        ended_at=start + 300,
        outcome="solved",
        reason="setup",
    )
    (done,) = voiding.void(office.desk, [group_of(office, first)], why=WHY)
    assert done.reports == ("R2026-0001", "R2026-0002")
    assert month_end.of_month(on_the_first(office), MARCH).settlements == ()
    again = filing.file(office.desk, done.anew, outcome="solved", reason="setup")
    assert again.bill.net_cents == done.net_cents
    sound(office)


def test_a_rehearsed_month_knows_nothing_of_what_is_void(office, zaupa):
    wrong = worked(office, zaupa, "2026-03-03", 40)
    worked(office, zaupa, "2026-03-04", 10)
    voiding.void(office.desk, [group_of(office, wrong)], why=WHY, anew=False)
    month = rehearsal.month(on_the_first(office), office.desk.service, MARCH)
    assert [one.differs for one in month.work] == [False]
