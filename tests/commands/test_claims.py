"""On the line: who holds which ticket, and a ticket whose program is gone goes back to its place."""

import pytest

from tests.commands.test_terms_of_five import furnish

STALE = "UPDATE claim SET host = 'altrove', beat_at = ?"


@pytest.fixture
def held(empty):
    """Two tickets, the first one in zen's hand."""
    furnish(empty, "delta-system")
    request = ("--customer", "C001", "--channel", "mail", "--body", "Non va.")
    empty("ticket", "add", *request, "--subject", "Prima", at="2026-03-02T09:00")
    empty("ticket", "add", *request, "--subject", "Seconda", at="2026-03-02T09:01")
    empty("next", at="2026-03-02T09:05")
    return empty


def gone(line):
    """As if screens elsewhere had held it and been silent since ten past nine."""
    from deskterm.clock import parse_instant
    from deskterm.desk.context import open_desk

    desk = open_desk(line.desk)
    with desk.write() as conn:
        conn.execute(STALE, [parse_instant("2026-03-02T09:10", "Europe/Rome")])
    desk.close()


def test_what_is_in_hand_is_listed_with_its_holder_and_age(held):
    (row,) = held("claim", "list", "--json", at="2026-03-02T10:05").lines
    assert (row["ticket"], row["taken_by"], row["state"]) == ("TK000001", "zen", "unattended")
    assert row["taken_at"] == "2026-03-02T09:05:00+01:00"
    assert (row["heartbeat_at"], row["host"] != "", row["pid"] > 0) == (None, True, True)
    assert "senza banco" in held("claim", "list", at="2026-03-02T10:05").out
    assert held("claim", "list", "--stale", "--json", at="2026-03-02T10:05").lines == []


def test_a_stale_one_is_in_the_backlog_and_goes_back_to_its_place(held):
    gone(held)
    assert held("backlog", "--json", at="2026-03-02T09:15").json["stale_tickets"] == []
    assert held("backlog", "--json", at="2026-03-02T09:25").json["stale_tickets"] == ["TK000001"]
    assert "Abbandonati" in held("backlog", at="2026-03-02T09:25").out
    assert "abbandonato" in held("claim", "list", "--stale", at="2026-03-02T09:25").out
    freed = held("claim", "release", "TK000001", "--json", at="2026-03-02T09:25").json
    assert (freed["state"], freed["taken_by"]) == ("queued", None)
    waiting = held("queue", "--json", at="2026-03-02T09:26").lines
    assert [row["code"] for row in waiting] == ["TK000001", "TK000002"]
    assert "rimesso in coda dal responsabile" in held("ticket", "history", "TK000001").out


def test_one_that_is_not_stale_needs_a_reason(held):
    refused = held("claim", "release", "TK000001", at="2026-03-02T09:25", code=1)
    assert "in mano a zen" in refused.err
    assert "--why" in refused.err
    held("claim", "release", "TK000001", "--why", "è in ferie", at="2026-03-02T09:25")
    held("claim", "release", "TK000001", at="2026-03-02T09:25", code=1)
