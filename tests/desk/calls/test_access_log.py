"""Access to servers is written down for good: who, where, with which account, from when to when."""

import sqlite3

import pytest
from deskterm.desk.calls import access, timer

from tests.clocks import rome
from tests.desk.five import word, yes

SERVER = {"target": word("server"), "temp_account": yes()}
CLIENT = {"target": word("client"), "admin_account": yes()}


@pytest.mark.rule("I7")
def test_a_session_on_a_server_is_logged_from_its_beginning_to_its_end(istes, watch):
    code = istes.mail().ticket
    session = timer.start(istes.desk, code, kind="remote", answers=SERVER, device="SRV01")
    watch.passes(1800)
    timer.stop(istes.desk)
    closed, opened = access.log(istes.desk, customer="C001")
    assert (opened.deed, opened.at, opened.session_id) == ("opened", rome("2026-03-02T09:00"), session.id)
    assert (opened.target, opened.account, opened.device) == ("server", "temporary", "SRV01")
    assert opened.expires_at == rome("2026-03-02T17:00")
    assert (closed.deed, closed.at, closed.by) == ("closed", rome("2026-03-02T09:30"), "luca")


@pytest.mark.rule("I8")
def test_a_client_is_not_a_server(istes, watch):
    timer.start(istes.desk, istes.mail().ticket, kind="remote", answers=CLIENT)
    watch.passes(60)
    timer.stop(istes.desk)
    assert access.log(istes.desk) == ()


def test_a_pause_ends_the_access_and_going_on_begins_another(istes, watch):
    code = istes.mail().ticket
    session = timer.start(istes.desk, code, kind="remote", answers=SERVER)
    watch.passes(60)
    timer.pause(istes.desk)
    watch.passes(60)
    timer.resume(istes.desk, session.group_id)
    assert [line.deed for line in access.log(istes.desk)] == ["opened", "closed", "opened"]


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE access_log SET by = 'nessuno'",
        "DELETE FROM access_log",
        "INSERT OR REPLACE INTO access_log (id, session_id, ticket_id, target, account, deed, at, by)"
        " SELECT id, session_id, ticket_id, target, account, deed, at, 'nessuno' FROM access_log",
        "UPDATE gate_answer SET value = 'no'",
        "DELETE FROM gate_answer",
        "INSERT OR REPLACE INTO gate_answer (id, ticket_id, point, fact, value, at, by)"
        " SELECT id, ticket_id, point, fact, 'no', at, by FROM gate_answer",
    ],
)
def test_neither_the_log_nor_an_answer_can_be_rewritten(istes, attack):
    timer.start(istes.desk, istes.mail().ticket, kind="remote", answers=SERVER)
    with (
        istes.desk.store.tx() as conn,
        pytest.raises(sqlite3.DatabaseError, match=r"append-only|stays|stands"),
    ):
        conn.execute(attack)
    assert [line.by for line in access.log(istes.desk)] == ["luca"]
