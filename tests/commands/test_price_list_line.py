"""A desk that charges in every way: what its reports and bills show, and what counts later."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.commands.test_terms_of_five import furnish

FIRM = Path(__file__).parents[1] / "data" / "firms" / "tariffario.toml"
SOLVED = ("--outcome", "solved")


@pytest.fixture
def firm(empty):
    furnish(empty, str(FIRM))
    ask(empty, "2026-03-02T09:00")
    return empty


def ask(firm, at, channel="mail", *more):
    told = ("--customer", "C001", "--channel", channel, "--subject", "Stampa", "--body", "Esce vuota.", *more)
    return firm("ticket", "add", *told, "--json", at=at).json["code"]


def work(firm, code, kind, start, end, *more, at=None):
    span = ("--kind", kind, "--start", start, "--end", end)
    return firm("call", "log", code, *span, *SOLVED, *more, "--json", at=at or end).json


def test_a_kind_of_work_of_the_file_s_own_is_timed_logged_priced_and_named(firm):
    firm("ticket", "set", "1", "estimate=sì")
    done = work(firm, "1", "lab", "2026-03-02T10:00", "2026-03-02T11:00")
    assert (done["rule"], done["net"]) == ("P12", "90.00")
    assert "laboratorio" in firm("report", "show", done["report"]).out
    assert "laboratory" in firm("report", "show", done["report"], lang="en").out
    firm("call", "start", "1", "--kind", "Laboratorio", at="2026-03-02T14:00")
    firm("call", "stop", *SOLVED, at="2026-03-02T14:10")
    told = firm("call", "start", "1", "--kind", "labb", at="2026-03-02T15:00", code=None)
    assert told.code
    assert "lab" in told.err


def test_a_call_becomes_a_video_call_in_the_same_contact(firm):
    firm("call", "start", "1", at="2026-03-02T10:00")
    firm("call", "switch", "videochiamata", at="2026-03-02T10:10")
    told = firm("call", "stop", *SOLVED, "--json", at="2026-03-02T10:40").json
    assert told["net"] == "45.00"


def adds_up(told):
    assert sum(Decimal(line["net"]) for line in told["lines"]) == Decimal(told["net"])


def test_a_report_shows_how_its_amount_came_about_and_the_lines_add_up(firm):
    done = work(firm, "1", "remote", "2026-03-02T17:30", "2026-03-02T18:31")
    number = done["report"]["number"] if isinstance(done["report"], dict) else done["report"]
    told = firm("report", "show", number, "--json").json
    adds_up(told)
    assert told["net"] == "97.50"
    out = firm("report", "show", number).out
    assert "arrotondati a 75 min (P5)" in out
    assert "45 min × 1,5, sera = 67,5 min (P6)" in out
    assert "97,5 min × 60,00 €/ora = 97,50 € (P5)" in out
    english = firm("report", "show", number, lang="en").out
    assert "45 min × 1.5, evening = 67.5 min (P6)" in english


def test_a_call_out_is_paid_once_a_day_and_an_opening_once_a_ticket(firm):
    code = ask(firm, "2026-03-02T08:50", "phone")
    first = work(firm, code, "onsite", "2026-03-02T10:00", "2026-03-02T11:00")
    assert first["net"] == "90.00"  # an hour, the call-out, the opening
    second = work(firm, code, "onsite", "2026-03-02T14:00", "2026-03-02T15:00")
    assert second["net"] == "60.00"
    other = work(firm, "1", "onsite", "2026-03-02T16:00", "2026-03-02T17:00")
    assert other["net"] == "60.00"
    tomorrow = work(firm, code, "onsite", "2026-03-03T10:00", "2026-03-03T11:00")
    assert tomorrow["net"] == "85.00"
    for bill in (first, second, other, tomorrow):
        adds_up(bill)


def test_kilometres_and_travel_are_told_with_the_work_and_charged(firm):
    firm("customer", "set", "C001", "zone=far")
    told = ("--answer", "km=50", "--answer", "travel=70")
    done = work(firm, "1", "onsite", "2026-03-02T10:00", "2026-03-02T11:00", *told)
    assert done["net"] == "160.00"  # an hour, the call-out, 30 km, an hour and a half
    out = firm("report", "show", done["report"]).out.replace("\xa0", " ")
    assert "Chilometri: 30 (50 meno 20 che non si pagano) × 0,50 € = 15,00 € (P9)" in out
    assert "Viaggio: 90 min (70, arrotondati per eccesso) × 40,00 €/ora = 60,00 € (P10)" in out


def test_urgency_is_asked_for_with_the_request_and_has_its_price_once(firm):
    code = ask(firm, "2026-03-02T09:30", "mail", "--field", "hurry=today")
    done = work(firm, code, "call", "2026-03-02T10:00", "2026-03-02T11:00")
    assert done["net"] == "140.00"
    assert work(firm, code, "call", "2026-03-02T12:00", "2026-03-02T13:00")["net"] == "60.00"


def test_short_notice_costs_more(firm):
    soon = ask(firm, "2026-03-02T09:30")
    assert work(firm, soon, "onsite", "2026-03-02T10:00", "2026-03-02T11:00")["net"] == "115.00"
    assert work(firm, "1", "onsite", "2026-03-02T12:00", "2026-03-02T13:00")["net"] == "60.00"


def test_remote_work_by_appointment_only(firm):
    firm("customer", "set", "C001", "zone=far")
    refused = firm("call", "start", "1", "--kind", "remote", at="2026-03-03T10:00", code=None)
    assert refused.code and "P13" in refused.err
    when = ("--start", "2026-03-03T10:00", "--minutes", "60", "--kind", "remote")
    firm("appointment", "add", "1", *when, at="2026-03-02T09:30")
    firm("call", "start", "1", "--kind", "remote", at="2026-03-03T10:00")


def test_work_that_is_paid_before_it_begins(firm):
    code = ask(firm, "2026-03-02T09:30", "mail", "--field", "hurry=today")
    refused = firm("call", "start", code, "--kind", "remote", at="2026-03-02T10:00", code=None)
    assert refused.code and "P14" in refused.err and "paid" in refused.err
    firm("call", "start", code, "--kind", "remote", "--answer", "paid=yes", at="2026-03-02T10:00")


def test_work_in_the_laboratory_after_an_estimate_alone(firm):
    span = ("--start", "2026-03-02T10:00", "--end", "2026-03-02T11:00")
    refused = firm("call", "log", "1", "--kind", "lab", *span, *SOLVED, at="2026-03-02T11:00", code=None)
    assert refused.code and "P15" in refused.err
    firm("ticket", "set", "1", "estimate=sì")
    assert work(firm, "1", "lab", "2026-03-02T10:00", "2026-03-02T11:00")["net"] == "90.00"


def test_the_first_answers_of_a_month_are_free_and_training_grows_cheaper(firm):
    for day, net in (("05", "0.00"), ("06", "0.00"), ("09", "12.00")):
        done = work(firm, "1", "mail", f"2026-03-{day}T10:00", f"2026-03-{day}T10:10")
        assert (day, done["net"]) == (day, net)
    assert work(firm, "1", "mail", "2026-04-01T10:00", "2026-04-01T10:10")["net"] == "0.00"
    first = work(firm, "1", "training", "2026-04-02T10:00", "2026-04-02T11:30")
    second = work(firm, "1", "training", "2026-04-03T10:00", "2026-04-03T11:00")
    assert (first["net"], second["net"]) == ("90.00", "52.50")


def test_a_project_by_the_day_grows_from_half_to_whole(firm):
    project = ("--reason", "project")
    first = work(firm, "1", "onsite", "2026-03-03T09:00", "2026-03-03T12:00", *project)
    assert first["net"] == "285.00"  # half a day and the call-out
    second = work(firm, "1", "onsite", "2026-03-03T14:00", "2026-03-03T17:00", *project)
    assert second["net"] == "220.00"
    adds_up(second)
