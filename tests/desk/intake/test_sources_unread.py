"""What could not be read leaves its trace at the desk, once, and is gone when it can be read after all."""

import pytest
from deskterm.desk.errors import Refused
from deskterm.desk.intake import recovery, unread
from deskterm.desk.lead import backlog

FAULTS = ["empty", "permission", "io-error", "not-found", "compressed", "unpacked-badly", "not-a-file"]


def waiting(house) -> list[tuple[str, str]]:
    return [(one.subject, one.reason) for one in recovery.pending(house.desk)]


@pytest.mark.parametrize("reason", FAULTS)
def test_the_lead_and_the_technician_see_it_among_what_was_set_aside(delta, reason):
    unread.note(delta.desk, "/posta/cur/7", reason)
    assert waiting(delta) == [("/posta/cur/7", reason)]
    assert [one.subject for one in backlog.figures(delta.desk).rejected] == ["/posta/cur/7"]
    assert recovery.pending_counts(delta.desk) == {"unreadable": 1}


def test_the_same_file_in_the_same_state_is_told_once(delta, watch):
    first = unread.note(delta.desk, "/posta/cur/7", "permission", state="1")
    watch.passes(90_000)
    again = unread.note(delta.desk, "/posta/cur/7", "permission", state="1")
    assert (first.message, first.unread) == (again.message, again.unread)
    assert len(waiting(delta)) == 1


@pytest.mark.parametrize(
    ("source", "reason", "state"), [("b", "empty", "1"), ("a", "io-error", "1"), ("a", "empty", "2")]
)
def test_another_file_another_fault_and_a_changed_file_are_new(delta, source, reason, state):
    unread.note(delta.desk, "a", "empty", state="1")
    unread.note(delta.desk, source, reason, state=state)
    assert len(waiting(delta)) == 2


def test_what_a_person_let_go_does_not_come_back_with_every_look(delta):
    found = unread.note(delta.desk, "a", "empty", state="1")
    recovery.dismiss(delta.desk, found.message)
    unread.note(delta.desk, "a", "empty", state="1")
    assert waiting(delta) == []


def test_it_is_gone_when_the_source_can_be_read(delta):
    unread.note(delta.desk, "a", "permission", state="1")
    unread.note(delta.desk, "b", "permission", state="1")
    unread.read_after_all(delta.desk, "a")
    assert unread.sources(delta.desk) == {"b"}
    assert waiting(delta) == [("b", "permission")]


@pytest.mark.parametrize("source", ["/posta", "/posta:1", "/posta/cur/7", "/posta/a.mbox:12"])
def test_what_is_read_opens_its_mailbox_and_the_folders_above_it(source):
    assert unread.opened_by(source, frozenset({"/posta", "/posta2", "/altra"})) == ("/posta",)


def test_there_is_nothing_in_it_to_make_a_ticket_of(delta):
    found = unread.note(delta.desk, "a", "empty")
    with pytest.raises(Refused, match="a"):
        recovery.recover(delta.desk, found.message, customer="C001")
