"""The terms of Contabilità in Cloud as they are lived: what is left out, what letters say, when one calls."""

from __future__ import annotations

import pytest
from deskterm.desk.letters import letters
from deskterm.desk.tickets import tickets


@pytest.fixture
def cloud(live):
    return live("contabilita-in-cloud", "2026-03-03T10:00", plan="ADVANCED")


@pytest.mark.rule("T14")
@pytest.mark.parametrize("topic", ["configuration", "installation", "api", "hardware", "initial-setup"])
def test_configuration_and_installation_are_left_out_too_and_the_triage_says_so(cloud, topic):
    code = cloud.request("chat", f"Su {topic}").ticket
    told = cloud.said("ticket", "triage", code, "--topic", topic, "--preview")
    assert "T14" in told and "configurazione, installazione" in told
    cloud.line("ticket", "triage", code, "--topic", topic)
    assert tickets.get(cloud.desk, code).scope == "out"


@pytest.mark.rule("T10", "T9", "T12")
def test_the_letter_for_a_booked_call_says_what_helps(cloud):
    cloud.request("chat")
    (letter,) = cloud.letters("acknowledgement")
    assert "descriva il problema in poche parole precise" in letter
    assert "tenga acceso e a portata di mano" in letter and "la linea sia libera" in letter


@pytest.mark.rule("T17", "T13")
def test_who_asks_for_something_else_is_pointed_to_the_information_sheet(cloud):
    code = cloud.request("chat").ticket
    cloud.line("ticket", "triage", code, "--topic", "other")
    assert "https://contabilita-in-cloud.example/documento-informativo" in letters.proposal(cloud.desk, code)


@pytest.mark.rule("T8", "T7")
@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-03-06T11:59", True),
        ("2026-03-06T12:01", False),
        ("2026-03-05T17:29", True),
        ("2026-03-05T08:29", False),
    ],
)
def test_nobody_is_called_outside_the_hours_of_the_telephone(cloud, at, open_):
    code = cloud.request("chat").ticket
    cloud.at(at)
    told = cloud.line("call", "start", code, "--outbound", code=None)
    assert (told.code == 0) is open_
    assert ("(T7)" in told.err) is not open_


@pytest.mark.rule("T2")
def test_a_call_books_nothing_and_without_an_open_ticket_nobody_is_assisted_by_phone(cloud):
    typed = ("--customer", "C001", "--channel", "phone", "--subject", "Fatture", "--body", "Non invia.")
    assert "T2" in cloud.said("ticket", "add", *typed, code=None)
    code = cloud.request("chat").ticket
    cloud.line("ticket", "close", code, "--why", "fatto")
    assert "(T2)" in cloud.line("call", "start", code, code=1).err
    again = cloud.request("chat", "Un'altra").ticket
    cloud.line("call", "start", again)


@pytest.mark.rule("T4")
@pytest.mark.parametrize(
    ("left_out", "named"),
    [("contact", "referente"), ("phone", "recapito telefonico"), ("body", "esposizione del problema")],
)
def test_a_chat_that_lacks_one_of_its_three_things_is_asked_back_for_it(cloud, left_out, named):
    cloud.line("customer", "add", "Bar Centrale", "--plan", "ADVANCED", "--from", "2026-01-01")
    told = {"contact": "Piero Neri", "phone": "0445 000777", "body": "Non invia."}
    del told[left_out]
    typed = [word for name, value in told.items() for word in (f"--{name}", value)]
    got = cloud.line("ticket", "add", "--customer", "C002", "--channel", "chat", *typed, "--json").json
    assert named in cloud.said("ticket", "show", got["code"])
    assert ("T4", "clarify") in cloud.decided(got["code"])


@pytest.mark.rule("T9")
def test_who_left_no_number_is_not_called(cloud):
    cloud.line("customer", "add", "Bar Centrale", "--plan", "ADVANCED", "--from", "2026-01-01")
    typed = ("--channel", "chat", "--contact", "Piero Neri", "--body", "Non invia.")
    code = cloud.line("ticket", "add", "--customer", "C002", *typed, "--json").json["code"]
    refused = cloud.line("call", "start", code, "--outbound", code=1)
    assert "(T9)" in refused.err


@pytest.mark.rule("T11")
def test_a_call_that_is_answered_in_writing_is_answered_when_it_is_written(cloud):
    code = cloud.request("chat").ticket
    cloud.line("call", "start", code, "--outbound")
    cloud.minutes(3)
    cloud.line("call", "stop")
    told = cloud.said("call", "file", "1", "--outcome", "answered-in-writing", "--reason", "usage")
    assert "scrive" in told or "scritt" in told
    assert tickets.get(cloud.desk, code).answered_at is None
    tickets.answer(cloud.desk, code, text="Dal menu Fatture.")
    assert tickets.get(cloud.desk, code).answered_at is not None
