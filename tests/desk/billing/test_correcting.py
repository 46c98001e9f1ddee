"""What was filed wrongly is filed rightly in one deed, or with its ticket's move to another customer."""

import pytest
from deskterm.desk.billing import filing, month_end, reports, voiding
from deskterm.desk.calls import contacts as calls_contacts
from deskterm.desk.errors import Refused
from deskterm.desk.packs import packs
from deskterm.desk.tickets import filed_anew, tickets
from deskterm.desk.tickets.filed_anew import Anew

from tests.desk.billing.test_settlement import MARCH, on_the_first, only, worked

WHY = "erano venticinque minuti"


@pytest.fixture
def zaupa(office):
    """Under contract at 54.00 an hour: ninety cents a minute."""
    return office.customer()


@pytest.fixture
def verdi(office):
    """Under contract at 60.00 an hour: a euro a minute."""
    return office.customer("Officine Verdi", rate_cents=6000)


def filed(office, customer, day="2026-03-03", minutes=40):
    report = reports.get(office.desk, worked(office, customer, day, minutes))
    return report.group_id, report.ticket


def refused(deed, *args, **words):
    with pytest.raises(Refused) as refusal:
        deed(*args, **words)
    return refusal.value.code


def sound(office):
    assert packs.check(office.desk) == ()


def test_other_minutes_are_charged_in_place_of_the_wrong_ones(office, zaupa):
    pack = office.carnet(zaupa, 60).id
    group, _ = filed(office, zaupa)
    done = filed_anew.correct(office.desk, group, why=WHY, anew=Anew(minutes=25))
    assert (done.bill.billed_minutes, done.report.number, done.session.outcome) == (
        25,
        "R2026-0002",
        "solved",
    )
    assert packs.get(office.desk, pack).left == 35
    assert calls_contacts.unfiled(office.desk) == ()
    assert reports.get(office.desk, "R2026-0001").void.why == WHY
    sound(office)


def test_what_is_corrected_after_the_month_comes_to_the_difference(office, zaupa):
    group, _ = filed(office, zaupa)
    month_end.close(on_the_first(office), MARCH)
    filed_anew.correct(office.desk, group, why=WHY, anew=Anew(minutes=25))
    april = only(month_end.close(on_the_first(office, "2026-05"), "2026-04"))
    assert [line.net_cents for line in april.lines] == [2250]  # 25 minutes at 90 cents
    assert [one.net_cents for one in april.corrections] == [3600]
    assert (april.net_cents, april.vat_cents, april.gross_cents) == (-1350, -297, -1647)
    sound(office)


def test_where_the_new_filing_is_refused_nothing_is_void(office, zaupa):
    group, code = filed(office, zaupa)
    for anew, why in (
        (Anew(outcome="vola"), "no_outcome"),
        (Anew(kind="vola"), "session_kind"),
        (Anew(minutes=100_000), "end_in_future"),
    ):
        assert refused(filed_anew.correct, office.desk, group, why=WHY, anew=anew) == why
    assert reports.get(office.desk, "R2026-0001").void is None
    assert voiding.of_ticket(office.desk, code) == (group,)
    sound(office)


def test_the_wrong_customer_gets_back_what_was_drawn_and_the_right_one_pays(office, zaupa, verdi):
    pack = office.carnet(zaupa, 60).id
    group, code = filed(office, zaupa)
    done = filed_anew.correct(office.desk, group, why="era di Verdi", anew=Anew(customer=verdi))
    assert packs.get(office.desk, pack).left == 60
    assert (done.report.customer, done.bill.net_cents) == ("Officine Verdi", 4000)
    march = month_end.of_month(on_the_first(office), MARCH)
    assert [(one.customer.code, one.net_cents) for one in march.settlements] == [(verdi, 4000)]
    assert tickets.get(office.desk, code).customer == "Officine Verdi"
    sound(office)


def test_a_ticket_that_changes_hands_asks_about_what_was_filed(office, zaupa, verdi):
    _, code = filed(office, zaupa)
    with pytest.raises(Refused) as refusal:
        tickets.set_customer(office.desk, code, verdi)
    assert refusal.value.code == "filed_for_another"
    assert (refusal.value.values["customer"], refusal.value.values["filed"]) == (
        "Ferramenta Zaupa",
        "R2026-0001",
    )
    assert tickets.get(office.desk, code).customer == "Ferramenta Zaupa"
    tickets.set_customer(office.desk, code, verdi, void="era di Verdi")
    (waiting,) = calls_contacts.unfiled(office.desk)
    assert reports.get(office.desk, "R2026-0001").void.why == "era di Verdi"
    again = filing.file(office.desk, waiting.group_id, outcome="solved", reason="setup")
    assert (again.report.customer, again.bill.net_cents) == ("Officine Verdi", 4000)
    sound(office)


def test_what_was_filed_stays_with_the_first_customer_where_somebody_says_so(office, zaupa, verdi):
    _, code = filed(office, zaupa)
    tickets.set_customer(office.desk, code, verdi, keep=True)
    march = month_end.of_month(on_the_first(office), MARCH)
    assert [(one.customer.code, one.net_cents) for one in march.settlements] == [(zaupa, 3600)]
    assert calls_contacts.unfiled(office.desk) == ()


def test_after_the_month_the_first_customer_is_credited_and_the_other_charged(office, zaupa, verdi):
    _, code = filed(office, zaupa)
    month_end.close(on_the_first(office), MARCH)
    tickets.set_customer(office.desk, code, verdi, void="era di Verdi")
    (waiting,) = calls_contacts.unfiled(office.desk)
    filing.file(office.desk, waiting.group_id, outcome="solved", reason="setup")
    april = month_end.close(on_the_first(office, "2026-05"), "2026-04")
    assert [(one.customer.code, one.net_cents) for one in april.settlements] == [
        (zaupa, -3600),
        (verdi, 4000),
    ]
    sound(office)
