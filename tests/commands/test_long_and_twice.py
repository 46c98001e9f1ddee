"""Time that is hard to believe, or that the clocks show twice, is asked about on the line too."""

from __future__ import annotations

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import contacts, doubtful, timer
from deskterm.desk.calls.doubtful import Times
from deskterm.desk.errors import Refused
from deskterm.desk.triage import triage

from tests.commands.conftest import ask
from tests.screens.five import FiveDesk, rome

TOLD = {"outcome": "solved", "reason": "setup"}


@pytest.fixture
def delta(tmp_path) -> FiveDesk:
    return FiveDesk(tmp_path / "desk", "delta-system")


def test_phone_fault_24_a_logged_session_of_more_than_eight_hours_is_asked_about(delta):
    code = delta.taken()
    delta.now = rome("2026-03-04T12:00")
    work = {"kind": "call", "started_at": rome("2026-03-03T10:00"), "ended_at": rome("2026-03-04T11:00")}
    with pytest.raises(Refused) as asked:
        filing.log(delta.desk, code, **work, **TOLD)
    assert asked.value.code == "time_to_confirm"
    assert contacts.groups(delta.desk, code) == (), "refused together, nothing stays"
    assert filing.log(delta.desk, code, **work, **TOLD, confirm=True).bill.billed_minutes == 25 * 60


def test_phone_fault_24_entered_first_and_filed_later_it_is_asked_about_then(delta):
    code = delta.taken()
    delta.now = rome("2026-03-04T12:00")
    long = {"kind": "call", "started_at": rome("2026-03-03T10:00"), "ended_at": rome("2026-03-03T18:00")}
    assert not filing.enter(delta.desk, code, **long).to_confirm, "eight hours are a working day"
    other = delta.taken(subject="Altro")
    long["ended_at"] += 1
    session = filing.enter(delta.desk, other, **long)
    with pytest.raises(Refused):
        filing.file(delta.desk, session.group_id, **TOLD)


def test_phone_fault_24_a_clock_left_on_for_two_days_bills_nothing_silently(delta):
    session = timer.start(delta.desk, delta.taken())
    delta.now += 48 * 3600
    assert timer.running(delta.desk).to_confirm
    timer.stop(delta.desk)
    with pytest.raises(Refused):
        filing.file(delta.desk, session.group_id, **TOLD)
    doubtful.confirm(delta.desk, session.group_id, [Times(ended_at=session.started_at + 240)])
    assert not filing.file(delta.desk, session.group_id, **TOLD).bill.billable


@pytest.mark.parametrize("minutes", [4, 6, 20])
@pytest.mark.parametrize("where", ["reason", "topic"])
def test_phone_fault_24_a_fault_of_our_own_is_charged_only_when_a_person_says_so(tmp_path, minutes, where):
    desk = FiveDesk(tmp_path / "desk", "istes")
    code = desk.taken()
    if where == "topic":
        triage.triage(desk.desk, code, topic="own-fault", severity="C")
    session = timer.start(desk.desk, code, inbound=False)
    desk.now += minutes * 60
    timer.stop(desk.desk)
    told = {"outcome": "solved", "reason": "own-fault" if where == "reason" else "other"}
    with pytest.raises(Refused) as asked:
        filing.file(desk.desk, session.group_id, **told)
    assert asked.value.code == "charge_asked"
    assert not filing.file(desk.desk, session.group_id, **told, price="I3").bill.billable


@pytest.mark.parametrize("end", ["2:30", "25/10 2:30", "2026-10-25T02:30"])
@pytest.mark.parametrize("start", ["2026-10-25T01:50", "25/10 2:50 ora legale"])
def test_phone_fault_24_an_hour_that_the_night_shows_twice_is_asked_back(line, start, end):
    monday = "2026-10-26T09:00"
    code = ask(line, "2026-10-24T09:00")["code"]
    log = ("call", "log", code, "--start", start, "--outcome", "solved")
    refused = line(*log, "--end", end, at=monday, code=2).err
    assert "02:30 ora legale oppure 25 ottobre 2026 02:30 ora solare" in refused
    told = line(*log, "--end", "2:30 ora solare", "--reason", "setup", "--json", at=monday).json
    assert told["seconds"] == (6000 if "01:50" in start else 2400)
