"""A call outside the telephone's hours is said to be outside them, as the book says, wherever it comes in."""

from contextlib import closing

import pytest
from deskterm.desk.context import open_desk
from deskterm.locale import speaking
from deskterm.screens.request import words
from deskterm.screens.request.words import RequestDraft

from tests.clocks import rome
from tests.commands.ricni import LOGGED, empty, home, ricni

__all__ = ["empty", "home", "ricni"]

NIGHT, DAY = "2026-03-02T22:13", "2026-03-02T09:13"
SAID = "2 Mar 2026 22:13 is outside the telephone's hours (C1)"


def typed(ricni, at, channel="phone", lang="en"):
    request = ("--customer", "C001", "--channel", channel, "--subject", "Nejde to")
    return ricni("ticket", "add", *request, at=at, lang=lang).err.replace("\xa0", " ")


def test_a_request_by_telephone_at_night_is_taken_in_and_said_to_be_outside_the_hours(ricni):
    assert SAID in typed(ricni, NIGHT)
    assert "02/03/2026 22:13 è fuori dall'orario del telefono (C1)" in typed(ricni, NIGHT, lang="it")
    assert "hours" not in typed(ricni, DAY)
    assert "hours" not in typed(ricni, NIGHT, "mail")  # a mail has no hours to keep


def test_a_call_that_is_started_or_entered_is_said_to_be_outside_them(ricni):
    ticket = ricni.asked("--field", "product=ucto")
    assert SAID in ricni("call", "start", ticket, at=NIGHT).err
    ricni("call", "stop", at="2026-03-02T22:20")
    times = ("--start", "2026-03-03T21:00", "--end", "2026-03-03T21:10", *LOGGED)
    assert "3 Mar 2026 21:00 is outside" in ricni("call", "log", ticket, *times, at="2026-03-04T09:00").err


def test_in_the_hours_of_ones_own_calls_and_on_remote_work_nothing_is_said(ricni):
    ticket = ricni.asked("--field", "product=ucto")
    times = ("--start", "2026-03-03T21:00", "--end", "2026-03-03T21:10", *LOGGED)
    assert "outside" not in ricni("call", "log", ticket, *times, "--outbound", at="2026-03-04T09:00").err
    assert "outside" not in ricni("call", "start", ticket, at="2026-03-04T09:30").err


def test_who_rings_is_told_with_it_for_people_and_for_programs(ricni):
    assert SAID in ricni.said("ring", "+420601111222", at=NIGHT)
    assert ricni("ring", "+420601111222", "--json", at=NIGHT).json["out_of_hours"] == "C1"
    assert ricni("ring", "+420601111222", "--json", at=DAY).json["out_of_hours"] is None


@pytest.mark.parametrize(("at", "is_told"), [(NIGHT, True), (DAY, False)])
def test_the_form_of_a_request_says_it_too(ricni, at, is_told):
    draft = RequestDraft(channel="phone", customer="C001", values={"subject": "Nejde to"})
    with closing(open_desk(ricni.desk, clock=lambda: rome(at.replace("T", " ")))) as desk, speaking("en"):
        said = words.outcome(desk.service, words.outlook(desk, draft), desk.now()).plain
    assert ("outside the telephone's hours (C1)" in said) is is_told
