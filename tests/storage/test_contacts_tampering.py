"""Hands at what was cancelled and at what was agreed: what the guards refuse, what the proof finds (S19)."""

import sqlite3

import pytest
from deskterm.desk.billing import agreed_prices, cancel
from deskterm.desk.packs import packs
from deskterm.storage import database

from tests.desk.billing.test_agreed_prices import Firm
from tests.storage.test_ledger_tampering import without_guards


@pytest.fixture
def firm(tmp_path):
    """One contact at an agreed price, and one that was cancelled."""
    firm = Firm(tmp_path / "desk")
    group, _ = firm.filed(firm.ticket())
    agreed_prices.agree(firm.desk, group, net_cents=35_000, who="Anna Rossi")
    cancel.cancel(firm.desk, firm.worked(firm.ticket("Altro"), "200:00", "260:00"), why="per sbaglio")
    assert packs.check(firm.desk) == ()
    yield firm
    firm.desk.close()


@pytest.fixture
def shell(firm):
    """Somebody at the file with the bare sqlite3 shell."""
    conn = sqlite3.connect(firm.desk.folder / database.FILE, isolation_level=None)
    yield conn
    conn.close()


REFUSED = {
    "a price lowered": "UPDATE agreed_price SET net_cents = 1",
    "a price deleted": "DELETE FROM agreed_price",
    "a price replaced": "REPLACE INTO agreed_price SELECT group_id, part, 1, agreed_with, agreed_on,"
    " note, at, by FROM agreed_price",
    "a reason rewritten": "UPDATE cancelled_contact SET why = 'prova'",
    "a cancelled contact hidden from the lead": "UPDATE cancelled_contact SET billable = 0",
    "its trace deleted": "DELETE FROM cancelled_contact",
    "its trace replaced": "REPLACE INTO cancelled_contact SELECT group_id, at, by, 'prova', 0, 0, 0, 0, rule"
    " FROM cancelled_contact",
    "its time shortened": "UPDATE session SET ended_at = started_at WHERE group_id ="
    " (SELECT group_id FROM cancelled_contact)",
}


@pytest.mark.parametrize("way", REFUSED)
def test_the_guards_refuse(firm, shell, way):
    with pytest.raises(sqlite3.DatabaseError):
        shell.execute(REFUSED[way])
    assert packs.check(firm.desk) == ()


FOUND = {
    "a price lowered": ("UPDATE agreed_price SET net_cents = 1", "agreed"),
    "a trace deleted": ("DELETE FROM cancelled_contact", "cancelled"),
}


@pytest.mark.parametrize("way", FOUND)
def test_the_proof_finds_what_was_done_without_guards(firm, shell, way):
    statement, code = FOUND[way]
    guards = without_guards(shell)
    shell.execute(statement)
    for guard in guards:
        shell.execute(guard)
    assert [fault.code for fault in packs.check(firm.desk)] == [code]
    assert all(str(fault) for fault in packs.check(firm.desk))


def test_a_contact_that_was_charged_cannot_be_made_a_cancelled_one_unseen(firm, shell):
    shell.execute("UPDATE contact_group SET mode = 'cancelled' WHERE net_cents > 0")
    assert "cancelled" in [fault.code for fault in packs.check(firm.desk)]
