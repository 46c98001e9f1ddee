"""Requests of another team wait with it; what is put off has no time running; both come back by triage."""

import pytest
from deskterm.desk.agenda import projects
from deskterm.desk.queue import queue
from deskterm.desk.steps.tickets import due
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets, undo
from deskterm.desk.triage import triage

from tests.clocks import rome
from tests.desk.five import House
from tests.models.terms_kit import check_service

OCTOBER, MAY = "2026-10-05T10:00", "2026-05-04T10:00"


@pytest.fixture
def istes(tmp_path, watch):
    watch.set(OCTOBER)
    house = House(tmp_path, "istes", watch).knows(target_hours="24")
    yield house
    house.desk.close()


def waits_with(desk, code):
    ticket = tickets.get(desk, code)
    return ticket.state, ticket.wait_reason, ticket.due_at


@pytest.mark.rule("I13")
def test_a_mail_to_the_research_address_waits_with_research_and_no_time_runs(istes):
    code = istes.request("research", "Nuova etichetta").ticket
    assert waits_with(istes.desk, code) == ("vendor", "team:research", None)
    assert ("route", "I13") in [(one.do, one.rule) for one in tickets.why(istes.desk, code)]
    assert queue.take_next(istes.desk) is None
    assert [one.code for one in queue.rows(istes.desk, "waiting")] == [code]
    assert queue.take(istes.desk, code).ticket.state == "taken"  # whoever works on it takes it


@pytest.mark.rule("I13")
def test_a_customisation_leaves_the_queue_with_its_promise_and_comes_back_when_it_was_none(istes):
    code = istes.mail().ticket
    assert tickets.get(istes.desk, code).due_at is not None
    triage.triage(istes.desk, code, topic="customisation")
    assert waits_with(istes.desk, code) == ("vendor", "team:research", None)
    triage.triage(istes.desk, code, topic="own-fault", severity="A")
    state, reason, due_at = waits_with(istes.desk, code)
    assert (state, due_at) == ("queued", tickets.get(istes.desk, code).received_at + 24 * 3600)
    assert reason == ""


@pytest.mark.rule("I13")
def test_a_project_of_research_rests_between_its_steps_like_any_other(istes):
    code = istes.mail().ticket
    triage.triage(istes.desk, code, topic="customisation")
    projects.open_(istes.desk, code)
    assert tickets.get(istes.desk, code).state == "parked"


@pytest.mark.rule("I12", "I13")
def test_what_was_put_off_goes_to_its_team_when_the_season_is_over(istes, watch):
    watch.set(MAY)
    code = istes.mail().ticket
    triage.triage(istes.desk, code, topic="customisation")
    assert tickets.get(istes.desk, code).until == rome("2026-09-01T00:00")
    watch.set("2026-09-01T08:00")
    queue.wake(istes.desk)
    assert waits_with(istes.desk, code)[:2] == ("vendor", "team:research")


@pytest.fixture
def put_off(tmp_path, watch):
    """A firm that puts customisations off and promises their answer all the same."""
    text = files.text_of("istes").replace(', "channel!=research", "topic!=customisation"', "")
    watch.set(MAY)
    house = House(tmp_path, "istes", watch, text=text).knows(target_hours="24")
    yield house
    house.desk.close()


@pytest.mark.rule("I12")
def test_what_is_put_off_is_never_late_until_its_day_and_its_time_counts_from_then(put_off, watch):
    code = put_off.mail().ticket
    ticket, _ = triage.triage(put_off.desk, code, topic="customisation")
    assert (ticket.state, ticket.due_at) == ("parked", rome("2026-09-02T00:00"))
    watch.set("2026-08-30T10:00")
    assert queue.figures(put_off.desk).breached == 0
    again, _ = triage.triage(put_off.desk, code, topic="own-fault", severity="A")  # it was no customisation
    assert (again.state, again.until) == ("queued", None)
    assert again.due_at == again.received_at + 24 * 3600
    undo.undo(put_off.desk)
    assert tickets.get(put_off.desk, code).due_at == rome("2026-09-02T00:00")
    assert due.questions_of(tickets.get(put_off.desk, code))


def test_a_channel_names_a_team_that_there_is():
    text = files.text_of("istes").replace('team = "research", rule', 'team = "reserch", rule')
    (fault,) = check_service(text)
    assert fault.path == "channel[4].team"
