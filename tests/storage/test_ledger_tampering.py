"""Hands in the till: what the guards refuse, and what the proof finds when they were taken away (S19)."""

import sqlite3

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.packs import packs
from deskterm.locale import LANGUAGES, choose, language
from deskterm.storage import database, guards

from tests.desk.money_kit import Office


@pytest.fixture
def office(tmp_path):
    """A desk where a carnet of fifteen minutes paid a part of twenty-eight, and another was corrected."""
    office = Office(tmp_path / "desk")
    customer = office.customer()
    office.carnet(customer, 15)
    timer.start(office.desk, office.ticket(customer))
    session = timer.stop(office.at("28:00").desk)
    filing.file(office.desk, session.group_id, outcome="solved", reason="setup")
    second = office.carnet(customer, 600)
    packs.adjust(office.desk, second.id, -30, note="conteggio di febbraio")
    assert packs.check(office.desk) == ()
    yield office
    office.desk.close()


@pytest.fixture(params=[True, False], ids=["recursive-triggers", "shell-defaults"])
def shell(office, request):
    """Somebody at the file with the bare sqlite3 shell."""
    conn = sqlite3.connect(office.desk.folder / database.FILE, isolation_level=None)
    conn.execute(f"PRAGMA recursive_triggers={int(request.param)}")
    yield conn
    conn.close()


MOVEMENT = "id, op_id, pack_id, at, kind, amount, left_over, ticket_id, report, by, note, prev_hash, hash"

REFUSED = {
    "a movement changed": "UPDATE movement SET amount = -1 WHERE kind = 'drawn'",
    "a movement deleted": "DELETE FROM movement WHERE kind = 'drawn'",
    "a movement replaced": f"INSERT OR REPLACE INTO movement ({MOVEMENT}) SELECT id, op_id, pack_id, at,"
    " kind, -1, left_over, ticket_id, report, by, note, prev_hash, hash FROM movement WHERE kind = 'drawn'",
    "a movement replaced by its operation": f"REPLACE INTO movement ({MOVEMENT}) SELECT 99, op_id, pack_id,"
    " at, kind, -1, left_over, ticket_id, report, by, note, 'x', 'y' FROM movement WHERE kind = 'drawn'",
    "a movement upserted": f"INSERT INTO movement ({MOVEMENT}) SELECT {MOVEMENT} FROM movement WHERE id = 1"
    " ON CONFLICT (id) DO UPDATE SET amount = 1",
    "a movement that the balance does not follow": f"INSERT INTO movement ({MOVEMENT}) VALUES"
    " (99, 'x', 2, 0, 'adjusted', 60, 630, NULL, NULL, 'x', '', 'x', 'y')",
    "a report changed": "UPDATE report SET net_cents = 0",
    "a report deleted": "DELETE FROM report",
    "a charge changed": "UPDATE charge SET net_cents = 0",
    "a charge deleted": "DELETE FROM charge WHERE destination = 'invoice'",
    "a filed session shortened": "UPDATE session SET ended_at = started_at + 60",
    "a filed session deleted": "DELETE FROM session",
    "a pack resized": "UPDATE pack SET size = 6000",
    "a pack given a longer life": "UPDATE pack SET expires_on = '2099-12-31'",
    "a pack deleted": "DELETE FROM pack",
    "an event rewritten": "UPDATE event SET by = 'nobody'",
}


@pytest.mark.parametrize("way", REFUSED)
def test_the_guards_refuse(office, shell, way):
    with pytest.raises(sqlite3.DatabaseError):
        shell.execute(REFUSED[way])
    assert packs.check(office.desk) == ()


FOUND = {
    "the balance raised": (["UPDATE pack SET left_over = 900 WHERE id = 2"], "balance"),
    "a guard dropped": (["DROP TRIGGER movement_stays"], "guard"),
    "a guard made to sleep": (
        [
            "DROP TRIGGER movement_stays",
            "CREATE TRIGGER movement_stays BEFORE UPDATE ON movement WHEN 0"
            " BEGIN SELECT RAISE(ABORT, ''); END",
        ],
        "guard",
    ),
    "an accomplice trigger": (
        ["CREATE TRIGGER gift AFTER INSERT ON movement BEGIN UPDATE pack SET left_over = left_over + 1; END"],
        "guard",
    ),
    "an amount changed": (["UPDATE movement SET amount = -1 WHERE kind = 'drawn'"], "seal"),
    "an amount and its balances changed": (
        [
            "UPDATE movement SET amount = -1, left_over = 14 WHERE kind = 'drawn'",
            "UPDATE pack SET left_over = 14 WHERE id = 1",
        ],
        "seal",
    ),
    "the last line cut off": (
        ["DELETE FROM movement WHERE id = 4", "UPDATE pack SET left_over = 600 WHERE id = 2"],
        "count",
    ),
    "a line cut out of the middle": (
        ["DELETE FROM movement WHERE kind = 'drawn'", "UPDATE pack SET left_over = 15 WHERE id = 1"],
        "charge_draw",
    ),
    "two lines that change places": (
        ["UPDATE movement SET id = 99 WHERE id = 3", "UPDATE movement SET id = 3 WHERE id = 4"],
        "seal",
    ),
    "another name under a correction": (["UPDATE movement SET by = 'nobody' WHERE id = 4"], "seal"),
    "a cheaper charge": (["UPDATE charge SET net_cents = 1 WHERE destination = 'invoice'"], "report_sum"),
    "a charge gone": (["DELETE FROM charge WHERE destination = 'invoice'"], "group_sum"),
    "a charge to the carnet gone": (["DELETE FROM charge WHERE destination LIKE 'pack:%'"], "draw_charge"),
    "a report printed anew": (["UPDATE report SET frozen = replace(frozen, '1170', '170')"], "report_seal"),
    "a report gone": (["DELETE FROM report"], "serial"),
    "a report with another total": (["UPDATE report SET net_cents = 1"], "printed"),
    "a carnet made larger": (["UPDATE pack SET size = 900 WHERE id = 2"], "size"),
    "a carnet gone": (["DELETE FROM pack WHERE id = 2"], "no_pack"),
}


@pytest.mark.parametrize("way", FOUND)
def test_the_proof_finds(office, shell, way):
    steps, code = FOUND[way]
    kept = without_guards(shell) if code != "guard" else []
    for step in steps:
        shell.execute(step)
    for statement in kept:
        shell.execute(statement)
    assert code in {finding.code for finding in packs.check(office.desk)}


def without_guards(shell):
    """Take every guard away; their statements, to put them back as if nothing had been."""
    rows = shell.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in rows:
        shell.execute(f"DROP TRIGGER {name}")
    return [sql for _, sql in rows]


def test_a_table_made_anew_without_its_guards_shows_at_the_start(office, shell):
    shell.execute("ALTER TABLE movement RENAME TO old")
    shell.execute("CREATE TABLE movement AS SELECT * FROM old")
    with office.desk.read() as conn:
        assert "movement_stays" in guards.missing_guards(conn)


def test_a_new_desk_has_every_guard(office):
    with office.desk.read() as conn:
        assert guards.missing_guards(conn) == ()
    assert len(guards.expected()) > 15


@pytest.fixture(params=LANGUAGES)
def in_words(request):
    """The language of the sentences, and afterwards the one before."""
    before = language()
    choose(request.param)
    yield
    choose(before)


def test_every_finding_has_its_sentence(office, shell, in_words):
    without_guards(shell)
    for steps, _ in FOUND.values():
        for step in steps:
            if "TRIGGER" not in step:
                shell.execute(step)
    found = packs.check(office.desk)
    assert len({finding.code for finding in found}) >= 6
    assert all("{" not in str(finding) for finding in found)
