"""What a call promises, and a call that was missed, on the line."""

import pytest

from tests.commands.conftest import empty, home

__all__ = ["empty", "home"]

NINE = "2026-03-02T09:00"


@pytest.fixture
def delta(empty):
    empty("init", "--service", "delta-system", at="2026-03-02T07:00")
    empty(
        "customer", "add", "Rossi", "--contact", "Ada", "--phone", "0445 000123", "--email", "ada@r.example"
    )
    empty("agreement", "sign", "C001", "--from", "2026-01-01")
    empty("ticket", "add", "--customer", "C001", "--subject", "Registro", "--body", "Vuoto.", at=NINE)
    empty("next", at=NINE)
    empty("call", "start", "TK000001", at=NINE)
    return empty


def stopped(shop, *more, code=0):
    said = ("call", "stop", "--outcome", "appointment", "--promise-at", "2026-03-03T10:00", *more)
    return shop(*said, at="2026-03-02T09:02", code=code)


@pytest.mark.parametrize("tell", [True, False])
def test_the_customer_is_told_of_the_promised_session_where_that_is_said(delta, tell):
    stopped(delta, *(["--promise-tell"] if tell else []))
    outbox = delta("mail", "outbox", "--json", at="2026-03-02T09:05").lines
    assert any(one["kind"] == "appointment" for one in outbox) == tell


def test_it_is_said_who_keeps_the_promised_session_be_it_a_colleague(delta):
    assert "lo tiene zen" in stopped(delta).err
    delta("technician", "add", "zen")
    delta("technician", "add", "luca")
    delta("ticket", "hand-over", "TK000001", "--to", "luca")
    delta("call", "start", "TK000001", at="2026-03-02T09:10")
    ending = ("call", "stop", "--outcome", "appointment", "--promise-at", "2026-03-04T10:00")
    told = delta(*ending, at="2026-03-02T09:12").err
    assert "lo tiene luca (il numero 2 di deskterm appointment)" in " ".join(told.split())


def test_a_closed_hour_is_refused_with_the_next_one(delta):
    told = stopped(delta, "--promise-at", "2026-03-08T10:00", code=1).err
    assert "La prima ora libera: lun 9/3 08:30." in " ".join(told.split())


def test_a_solved_ticket_names_the_appointment_that_stands_and_how_it_is_called_off(delta):
    stopped(delta)
    delta("call", "start", "TK000001", at="2026-03-02T09:30")
    told = delta("call", "stop", "--outcome", "solved", at="2026-03-02T09:31").err
    assert "resta in agenda" in told and "deskterm appointment cancel 1" in told


def test_a_callback_that_is_not_needed_is_ended_and_taken_back(delta):
    delta("callback", "add", "TK000001", at=NINE)
    assert delta("callback", "drop", "1", "--json", at=NINE).json["state"] == "dropped"
    assert delta("callback", "list", "--json", at=NINE).lines == []
    delta("undo", at=NINE)
    assert [one["id"] for one in delta("callback", "list", "--json", at=NINE).lines] == [1]


@pytest.mark.parametrize(("phone", "word"), [("0423000550", "M1"), ("0999123456", "sconosciuti")])
def test_a_missed_call_that_becomes_no_ticket_says_where_it_is_kept_and_what_can_be_done(empty, phone, word):
    empty("init", "--service", "digital-micro", at="2026-03-02T07:00")
    empty("customer", "add", "Teatro", "--contact", "Bruna", "--phone", "0423 000550")
    told = " ".join(empty("ring", phone, "--missed", at=NINE).out.split())
    assert word in told and "deskterm mail recover 1" in told
    kept = empty("ring", phone, "--missed", "--json", at=NINE).json
    assert kept["kept"] and kept["reason"]


def test_the_list_of_callbacks_says_the_hour_that_was_promised_however_late_it_is(delta):
    delta("callback", "add", "TK000001", "--due", "2026-03-02T09:15", at=NINE)
    for later in ("2026-03-02T09:18", "2026-03-02T09:40", "2026-03-02T22:00"):
        told = delta("callback", "list", at=later).out
        assert "09:15" in told and later[-5:] not in told
