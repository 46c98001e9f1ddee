"""Free calls that keep coming: shown to the lead, never billed silently (A6)."""

import re

import pytest
from deskterm.desk.billing import filing, reports
from deskterm.desk.calls import timer
from deskterm.desk.lead import backlog
from deskterm.desk.terms import files

from tests.clocks import rome
from tests.desk.five import House


def brief(office, ticket, start, minutes=4, outcome="brief"):
    """A call of so many minutes from `start`, filed."""
    timer.start(office.at(start).desk, ticket)
    office.clock.at += minutes * 60
    session = timer.stop(office.desk)
    filing.file(office.desk, session.group_id, outcome=outcome, reason="setup")


def flagged(office):
    return backlog.figures(office.desk).short_calls


@pytest.mark.rule("A6")
def test_three_free_calls_in_a_day_are_shown_to_the_lead_and_billed_to_nobody(office):
    zaupa = office.customer()
    first, second = office.ticket(zaupa), office.ticket(zaupa, subject="Password scaduta")
    brief(office, first, "2026-03-03 09:00")
    brief(office, second, "2026-03-03 11:00", 5)
    assert flagged(office) == ()
    brief(office, first, "2026-03-04 08:59", 3)
    (often,) = flagged(office)
    assert (often.customer, often.calls, often.seconds) == ("Ferramenta Zaupa", 3, 720)
    assert (often.ticket, often.last_at) == (first, rome("2026-03-04 08:59"))
    assert reports.reports(office.desk) == ()


@pytest.mark.rule("A6")
def test_a_day_and_a_minute_apart_they_are_not_too_many(office):
    ticket = office.ticket(office.customer())
    for start in ("2026-03-03 09:00", "2026-03-03 11:00", "2026-03-04 09:01"):
        brief(office, ticket, start)
    assert flagged(office) == ()


@pytest.mark.rule("A6")
def test_a_line_that_drops_is_one_call_and_paid_calls_do_not_count(office):
    ticket = office.ticket(office.customer())
    brief(office, ticket, "2026-03-03 09:00", 1)
    brief(office, ticket, "2026-03-03 09:05", 1)
    brief(office, ticket, "2026-03-03 11:00")
    brief(office, ticket, "2026-03-03 12:00", 30)
    assert flagged(office) == ()


def test_the_lead_finds_them_after_a_weekend_and_not_forever(office):
    ticket = office.ticket(office.customer())
    for start in ("2026-03-06 15:00", "2026-03-06 15:30", "2026-03-06 16:00"):
        brief(office, ticket, start)
    office.at("2026-03-09 08:30")
    assert [often.calls for often in flagged(office)] == [3]
    office.at("2026-03-13 16:01")
    assert flagged(office) == ()


def test_customers_are_counted_apart_and_the_most_calls_come_first(office):
    one, other = office.customer(), office.customer("Officine Verdi")
    tickets = [office.ticket(one), office.ticket(other)]
    for ticket, times in zip(tickets, (3, 4), strict=True):
        for n in range(times):
            brief(office, ticket, f"2026-03-03 {9 + n:02}:{20 * tickets.index(ticket):02}")
    assert [(often.customer, often.calls) for often in flagged(office)] == [
        ("Officine Verdi", 4),
        ("Ferramenta Zaupa", 3),
    ]


FREE = {  # services whose calls cost some customers nothing, and what makes it so
    "delta-system": {},
    "digital-micro": {"adhesion": "2025-01-10"},
    "omniagest": {"phone_contract": "yes"},
    "istes": {"deployment": "cloud"},
    "contabilita-in-cloud": {},
}


@pytest.mark.rule("A6")
@pytest.mark.parametrize("service", FREE)
def test_any_firm_that_wants_it_is_told_and_the_others_are_not(tmp_path, watch, service):
    watch.set("2026-03-02T10:30")
    text = files.text_of(service)
    wanted = "flag_calls = 3" in text
    assert wanted == (service == "delta-system")  # the one firm whose included calls have a limit
    if not wanted:
        text = re.sub("^(timer = {|\\[timer\\])", r"\1\nflag_calls = 3\n", text, flags=re.MULTILINE)
        text = text.replace("timer = {\nflag_calls = 3\n", "timer = { flag_calls = 3, ")
    house = House(tmp_path, service, watch, text=text, plan="ADVANCED").knows(**FREE[service])
    if house.desk.service.pack("tickets"):
        house.tickets_sold(3)
    channel = next(one.id for one in house.desk.service.channels if one.kind in ("portal", "chat", "email"))
    subject = "Assistenza telefonica"
    code = house.request(channel, subject=subject, fields=house.form(channel)).ticket
    outcome = house.desk.service.outcomes[0].id if house.desk.service.outcomes else ""
    for _ in range(3):
        session = timer.start(house.desk, code, inbound=False)
        watch.passes(120)
        timer.stop(house.desk)
        done = filing.file(house.desk, session.group_id, outcome=outcome)
        assert done.bill.mode in ("included", "free")
        watch.passes(700)
    (often,) = backlog.figures(house.desk).short_calls
    assert (often.customer, often.calls) == ("Rossi Impianti", 3)
    house.desk.close()
