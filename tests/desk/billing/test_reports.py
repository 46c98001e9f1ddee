"""Work reports: numbered without gaps, frozen at issue, with the balance before and after (D19, D28)."""

import pytest
from deskterm.desk.billing import filing, reports
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.errors import NotFound
from deskterm.desk.packs import packs

from tests.desk.money_kit import NINE


@pytest.fixture
def zaupa(office):
    return office.customer()


def report_for(office, customer, minutes=10, at="2026-03-03 09:00"):
    office.at(at)
    session = timer.start(office.desk, office.ticket(customer))
    office.clock.at += minutes * 60
    timer.stop(office.desk)
    words = {"outcome": "solved", "reason": "setup", "note": "Parametri IVA corretti"}
    return filing.file(office.desk, session.group_id, **words).report


def test_numbers_follow_each_other_and_begin_again_each_year(office, zaupa):
    days = ("2026-12-30 10:00", "2026-12-31 10:00", "2027-01-01 00:30")
    assert [report_for(office, zaupa, at=day).number for day in days] == [
        "R2026-0001",
        "R2026-0002",
        "R2027-0001",
    ]
    assert packs.check(office.desk) == ()


def test_last_years_work_filed_late_does_not_break_the_row_of_numbers(office, zaupa):
    days = ("2026-12-30 10:00", "2027-01-04 10:00", "2026-12-31 10:00", "2027-01-05 10:00")
    numbers = [report_for(office, zaupa, at=day).number for day in days]
    assert numbers == ["R2026-0001", "R2027-0001", "R2026-0002", "R2027-0002"]
    assert packs.check(office.desk) == ()


def test_the_year_of_a_number_is_that_of_the_wall_clock_in_rome(office, zaupa):
    assert report_for(office, zaupa, at="2026-12-31 23:55").number == "R2027-0001"


def test_a_report_says_the_balance_before_and_after(office, zaupa):
    office.carnet(zaupa, 100)
    office.carnet(zaupa, 100)
    report = report_for(office, zaupa)
    assert (report.before, report.after) == (200, 190)


def test_a_customer_without_a_carnet_has_no_balance_on_the_report(office, zaupa):
    report = report_for(office, zaupa)
    assert (report.before, report.after, report.net_cents) == (None, None, 900)


def test_a_report_holds_all_that_is_printed_on_it(office, zaupa):
    carnet = office.carnet(zaupa, 4)
    number = report_for(office, zaupa).number
    page = reports.printed(office.desk, number)
    assert page["number"] == number
    assert page["customer"]["name"] == "Ferramenta Zaupa"
    assert page["ticket"]["subject"] == "Stampa registro IVA"
    assert (page["by"], page["note"], page["unit"]) == ("luca", "Parametri IVA corretti", "minute")
    assert page["reason"] == {"id": "setup", "it": "Setup", "en": "Setup"}
    assert page["clause"]["it"]
    assert [(item["started_at"], item["ended_at"]) for item in page["sessions"]] == [(NINE, NINE + 600)]
    pack, invoice = page["settle"]
    assert (pack["minutes"], pack["kind"], pack["expires_on"], pack["left"]) == (4, "hours", "2027-03-02", 0)
    assert (invoice["minutes"], invoice["net_cents"]) == (6, 540)
    assert pack["to"] == f"pack:{carnet.id}"


def test_a_report_printed_again_later_says_the_same(office, zaupa):
    office.carnet(zaupa, 100)
    first = report_for(office, zaupa)
    page = reports.printed(office.desk, first.number)
    report_for(office, zaupa, at="2026-03-04 09:00")
    with office.desk.write() as conn:
        conn.execute("UPDATE customer SET name = 'Altra ragione sociale'")
    assert reports.get(office.desk, first.number) == first
    assert reports.printed(office.desk, first.number) == page


def test_what_is_printed_adds_up_to_what_is_charged(office, zaupa):
    office.carnet(zaupa, 17)
    for day in range(3, 8):
        report_for(office, zaupa, minutes=7 + day, at=f"2026-03-0{day} 09:00")
    for report in reports.reports(office.desk):
        assert sum(charge.minutes for charge in report.settle) == report.billed_minutes
        assert sum(charge.net_cents for charge in report.settle) == report.net_cents
        assert report.before - report.after == sum(
            charge.minutes for charge in report.settle if charge.to != "invoice"
        )


def test_reports_are_found_by_customer_ticket_and_time_newest_first(office, zaupa):
    verdi = office.customer("Officine Verdi")
    report_for(office, zaupa, at="2026-03-03 09:00")
    of_verdi = report_for(office, verdi, at="2026-03-04 09:00")
    report_for(office, zaupa, at="2026-03-05 09:00")

    def numbers(**which):
        return [report.number[-1] for report in reports.reports(office.desk, **which)]

    assert numbers() == ["3", "2", "1"]
    assert numbers(customer=verdi) == ["2"]
    assert numbers(ticket=of_verdi.ticket) == ["2"]
    assert numbers(low=NINE + 86_400, high=NINE + 2 * 86_400) == ["2"]
    assert numbers(limit=2) == ["3", "2"]
    assert numbers(before="R2026-0002") == ["1"]


def test_a_number_in_small_letters_is_the_same_report(office, zaupa):
    report_for(office, zaupa)
    assert reports.get(office.desk, "r2026-0001").number == "R2026-0001"


def test_an_unknown_number_is_named(office):
    with pytest.raises(NotFound) as missing:
        reports.get(office.desk, "R2026-0009")
    assert missing.value.values == {"number": "R2026-0009"}


def test_a_report_keeps_the_terms_that_the_customer_came_under(office, zaupa):
    report_for(office, zaupa)
    assert reports.printed(office.desk, "R2026-0001")["provider"]["terms"] == office.desk.service.digest
    assert cards.get(office.desk, zaupa).rate_cents == 5400
