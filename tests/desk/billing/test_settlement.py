"""Month end: every charge is on one invoice, closed once, and what is printed adds up (D28, R8)."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from deskterm.desk.billing import filing, month_end
from deskterm.desk.errors import Refused
from deskterm.desk.lead import backlog
from deskterm.desk.packs import packs
from deskterm.desk.steps.billing import to_invoice
from deskterm.desk.tickets import tickets
from deskterm.locale import figures
from deskterm.models.money.invoice import InvoiceLine, Payer, vat_of
from deskterm.models.money.invoice import settlement as added_up
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks import rome

MARCH = "2026-03"


@pytest.fixture
def zaupa(office):
    """Under contract at 54.00 an hour: ninety cents a minute."""
    return office.customer()


def worked(office, customer, day, minutes=10, *, hour="09:00", kind="call"):
    """A contact that ended and was filed on that day; its report's number."""
    office.at(f"{day} {hour}")
    code = office.ticket(customer)
    office.clock.at += minutes * 60
    filed = filing.log(
        office.desk,
        code,
        kind=kind,
        started_at=office.clock.at - minutes * 60,
        ended_at=office.clock.at,
        outcome="solved",
        reason="setup",
    )
    return filed.report.number if filed.report else None


def on_the_first(office, month="2026-04"):
    return office.at(f"{month}-01 08:30").desk


def only(month):
    (found,) = month.settlements
    return found


@pytest.mark.rule("D28")
def test_a_customers_month_is_the_sum_of_its_reports_and_vat_on_the_sum(office, zaupa):
    first = worked(office, zaupa, "2026-03-03", 10)
    second = worked(office, zaupa, "2026-03-20", 7)
    found = only(month_end.of_month(on_the_first(office), MARCH))
    assert (found.customer.code, found.customer.name) == (zaupa, "Ferramenta Zaupa")
    assert [(line.report, line.minutes, line.net_cents, line.rule) for line in found.lines] == [
        (first, 10, 900, "D28"),
        (second, 7, 630, "D28"),
    ]
    assert (found.minutes, found.net_cents, found.vat_rate) == (17, 1530, "22.00")
    assert (found.vat_cents, found.gross_cents) == (337, 1867)  # 336.6 cents, half a cent up


@pytest.mark.rule("D28")
def test_what_a_carnet_paid_is_not_invoiced_again(office, zaupa):
    office.carnet(zaupa, 15)
    worked(office, zaupa, "2026-03-03", 28)
    worked(office, office.customer("Officine Verdi"), "2026-03-04", 3)
    found = only(month_end.of_month(on_the_first(office), MARCH))
    assert (found.minutes, found.net_cents) == (13, 1170)


def test_customers_stand_by_name(office, zaupa):
    for name in ("officine Verdi", "Acqua e Sale srl"):
        worked(office, office.customer(name), "2026-03-05")
    worked(office, zaupa, "2026-03-03")
    month = month_end.of_month(on_the_first(office), MARCH)
    names = [found.customer.name for found in month.settlements]
    assert names == ["Acqua e Sale srl", "Ferramenta Zaupa", "officine Verdi"]
    assert (month.net_cents, month.vat_cents, month.gross_cents) == (2700, 594, 3294)


def test_looking_changes_nothing(office, zaupa):
    worked(office, zaupa, "2026-03-03")
    desk = on_the_first(office)
    assert month_end.of_month(desk, MARCH) == month_end.of_month(desk, MARCH)
    assert only(month_end.of_month(desk, MARCH)).at is None


def test_a_closed_month_is_frozen_with_who_and_when(office, zaupa):
    worked(office, zaupa, "2026-03-03")
    desk = on_the_first(office)
    seen = only(month_end.of_month(desk, MARCH))
    closed = only(month_end.close(desk, MARCH))
    assert (closed.at, closed.by) == (rome("2026-04-01 08:30"), "luca")
    assert msgspec.structs.replace(closed, at=None, by="") == seen
    with desk.write() as conn:
        conn.execute("UPDATE customer SET name = 'Altra ragione sociale'")
    assert only(month_end.of_month(desk, MARCH)) == closed
    assert packs.check(desk) == ()


def test_closed_again_it_says_what_stands_and_tells_nobody(office, zaupa):
    worked(office, zaupa, "2026-03-03")
    desk = on_the_first(office)
    closed = month_end.close(desk, MARCH)
    events = happened(desk)
    office.at("2026-04-02 09:00")
    assert month_end.close(desk, MARCH) == closed
    assert happened(desk) == events == ["month_settled"]


def happened(desk):
    with desk.read() as conn:
        rows = conn.execute("SELECT deed FROM event WHERE deed = 'month_settled'").fetchall()
    return [row["deed"] for row in rows]


def test_the_last_second_of_the_month_is_romes(office, zaupa):
    inside = worked(office, zaupa, "2026-03-31", 10, hour="23:49")
    outside = worked(office, zaupa, "2026-03-31", 10, hour="23:50")
    office.at("2026-04-01 00:00")
    assert [line.report for line in only(month_end.of_month(office.desk, MARCH)).lines] == [inside]
    month_end.close(office.desk, MARCH)
    (line,) = only(month_end.of_month(office.desk, "2026-04")).lines
    assert (line.report, line.earlier) == (outside, False)


def test_a_month_that_is_not_over_is_looked_at_but_not_closed(office, zaupa):
    worked(office, zaupa, "2026-03-03")
    office.at("2026-03-31 23:59")
    month = month_end.of_month(office.desk, MARCH)
    assert (month.over, month.net_cents, month.first_day_after) == (False, 900, "2026-04-01")
    with pytest.raises(Refused) as refused:
        month_end.close(office.desk, MARCH)
    first = figures.day(date(2026, 4, 1))
    assert refused.value.values == {"month": MARCH, "day": first}
    assert first in str(refused.value)


def test_what_an_earlier_month_left_over_comes_along_and_is_marked(office, zaupa):
    left = worked(office, zaupa, "2026-02-27")
    own = worked(office, zaupa, "2026-03-03")
    found = only(month_end.close(on_the_first(office), MARCH))
    assert [(line.report, line.earlier) for line in found.lines] == [(left, True), (own, False)]
    assert month_end.of_month(office.desk, "2026-02").settlements == ()


def test_what_is_entered_after_the_closing_waits_for_the_next_month(office, zaupa):
    settled = worked(office, zaupa, "2026-03-03")
    month_end.close(on_the_first(office), MARCH)
    late = worked(office, zaupa, "2026-03-30")  # with the clock of a rehearsal
    desk = on_the_first(office, "2026-05")
    assert [line.report for line in only(month_end.close(desk, MARCH)).lines] == [settled]
    assert [(line.report, line.earlier) for line in only(month_end.close(desk, "2026-04")).lines] == [
        (late, True)
    ]
    assert packs.check(desk) == ()


def test_work_that_is_not_filed_is_counted_and_on_no_bill(office, zaupa):
    office.at("2026-03-30 09:00")
    code = office.ticket(zaupa)
    office.at("2026-03-30 10:00")
    start = rome("2026-03-30 09:10")
    filing.enter(office.desk, code, kind="remote", started_at=start, ended_at=start + 900)
    desk = on_the_first(office)
    month = month_end.of_month(desk, MARCH)
    assert (month.unfiled, month.settlements) == (1, ())
    assert month_end.of_month(desk, "2026-02").unfiled == 0


def test_the_ticket_says_why_it_is_on_the_invoice(office, zaupa):
    worked(office, zaupa, "2026-03-03")
    found = only(month_end.close(on_the_first(office), MARCH))
    (decision,) = [one for one in tickets.why(office.desk, found.lines[0].ticket) if one.do == "settled"]
    assert (decision.rule, decision.point) == ("D28", "settle")
    assert decision.detail["month"] == MARCH


def test_the_backlog_counts_all_that_no_settlement_holds(office, zaupa):
    worked(office, zaupa, "2026-02-27")
    worked(office, zaupa, "2026-03-03", 7)
    desk = on_the_first(office)
    worked(office, zaupa, "2026-04-01", 8)
    figures = backlog.figures(desk)
    assert (figures.to_invoice_cents, figures.to_invoice_minutes) == (2250, 25)
    assert figures.to_invoice_cents == month_end.of_month(desk, "2026-04").net_cents
    month_end.close(desk, MARCH)
    assert backlog.figures(desk).to_invoice_cents == 720


def test_the_month_that_waits_is_shown_first(office, zaupa):
    assert month_end.first_shown(on_the_first(office)) == "2026-04"
    worked(office, zaupa, "2026-03-03")
    assert month_end.first_shown(on_the_first(office)) == MARCH
    month_end.close(office.desk, MARCH)
    assert month_end.first_shown(office.desk) == "2026-04"


@pytest.mark.parametrize("text", ["2026-13", "marzo", "2026-3", "9999-12", ""])
def test_what_is_no_month_is_refused(office, text):
    with pytest.raises(Refused, match="2026-03"):
        month_end.of_month(office.desk, text)


@pytest.mark.parametrize(
    ("month", "by", "then"),
    [
        ("2026-03", 1, "2026-04"),
        ("2026-12", 1, "2027-01"),
        ("2026-01", -1, "2025-12"),
        ("2026-05", -14, "2025-03"),
    ],
)
def test_months_are_turned_like_pages(month, by, then):
    assert to_invoice.moved(month, by) == then


# Rounding

LINE = st.builds(
    InvoiceLine,
    charge_id=st.integers(1, 1_000_000),
    report=st.just("R2026-0001"),
    ticket=st.just("TK000001"),
    subject=st.just(""),
    at=st.just(0),
    minutes=st.integers(0, 10_000),
    units=st.integers(0, 100),
    net_cents=st.integers(0, 10_000_000),
    rule=st.just("D28"),
    earlier=st.booleans(),
)
RATES = st.sampled_from(["22.00", "22", "0", "4", "10", "5.5", "100"]).map(Decimal)


@given(st.lists(LINE, max_size=30), RATES)
def test_whatever_was_worked_the_printed_lines_give_the_printed_total(lines, rate):
    found = added_up(MARCH, Payer(id=1, code="C001", name="Zaupa"), lines, rate)
    assert found.net_cents == sum(line.net_cents for line in lines)
    assert found.gross_cents == found.net_cents + found.vat_cents
    exact = found.net_cents * rate / 100
    assert -Decimal("0.5") < found.vat_cents - exact <= Decimal("0.5") or exact == found.vat_cents


@pytest.mark.parametrize(
    ("net", "rate", "vat"),
    [(0, "22", 0), (2, "25", 1), (1, "49.99", 0), (225, "22", 50), (1530, "22.00", 337)],
)
def test_half_a_cent_of_vat_goes_up(net, rate, vat):
    assert vat_of(net, Decimal(rate)) == vat
