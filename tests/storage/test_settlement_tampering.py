"""Hands at a closed month: what the guards refuse, and what the proof finds without them (S19)."""

import sqlite3

import pytest
from deskterm.desk.billing import filing, month_end
from deskterm.desk.calls import timer
from deskterm.desk.packs import packs
from deskterm.storage import database

from tests.desk.money_kit import Office
from tests.storage.test_ledger_tampering import without_guards


@pytest.fixture
def office(tmp_path):
    """March is closed for two customers; the first has a charge of April that waits, and a carnet."""
    office = Office(tmp_path / "desk")
    first, second = office.customer(), office.customer("Officine Verdi")
    office.carnet(first, 5)
    for customer, day in ((first, "2026-03-10"), (second, "2026-03-11"), (first, "2026-04-01")):
        office.at(f"{day} 09:00")
        session = timer.start(office.desk, office.ticket(customer))
        office.clock.at += 1200
        timer.stop(office.desk)
        filing.file(office.desk, session.group_id, outcome="solved", reason="setup")
    month_end.close(office.desk, "2026-03")
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


COLUMNS = (
    "id, customer_id, period, at, by, minutes, units, net_cents, vat_rate, vat_cents, gross_cents, frozen,"
    " prev_hash, hash"
)
OTHERS = COLUMNS.replace("net_cents", "0").replace("gross_cents", "vat_cents")

REFUSED = {
    "a settlement changed": "UPDATE settlement SET vat_rate = '4'",
    "a settlement deleted": "DELETE FROM settlement",
    "a settlement replaced": f"INSERT OR REPLACE INTO settlement ({COLUMNS}) SELECT {OTHERS} FROM settlement",
    "a month closed twice for a customer": f"REPLACE INTO settlement ({COLUMNS}) SELECT 9, customer_id,"
    " period, at, by, 0, 0, 0, vat_rate, 0, 0, frozen, 'x', 'y' FROM settlement WHERE id = 1",
    "a line moved": "UPDATE settlement_line SET settlement_id = 2",
    "a line taken off": "DELETE FROM settlement_line",
    "a charge settled twice": "REPLACE INTO settlement_line SELECT charge_id, 2 FROM settlement_line",
    "a carnet's charge put on the invoice": "INSERT INTO settlement_line SELECT id, 1 FROM charge"
    " WHERE destination LIKE 'pack:%'",
    "a charge that does not exist": "INSERT INTO settlement_line VALUES (99, 1)",
}


@pytest.mark.parametrize("way", REFUSED)
def test_the_guards_refuse(office, shell, way):
    with pytest.raises(sqlite3.DatabaseError):
        shell.execute(REFUSED[way])
    assert packs.check(office.desk) == ()


FOUND = {
    "a cheaper settlement": (
        "UPDATE settlement SET net_cents = 0, gross_cents = vat_cents",
        "settlement_sum",
    ),
    "a settlement printed anew": (
        "UPDATE settlement SET frozen = replace(frozen, 'Verdi', 'Rossi')",
        "settlement_seal",
    ),
    "another month": ("UPDATE settlement SET period = '2026-02'", "settlement_sum"),
    "another name under it": ("UPDATE settlement SET by = 'nobody'", "settlement_sum"),
    "a settlement gone": ("DELETE FROM settlement WHERE id = 2", "settlement_count"),
    "the first settlement gone": ("DELETE FROM settlement WHERE id = 1", "settlement_seal"),
    "a line that leaves": ("DELETE FROM settlement_line WHERE settlement_id = 1", "settlement_sum"),
    "a line that comes": (
        "INSERT INTO settlement_line SELECT max(id), 1 FROM charge",
        "settlement_sum",
    ),
    "a charge made cheaper afterwards": (
        "UPDATE charge SET net_cents = 1 WHERE destination = 'invoice'",
        "settlement_sum",
    ),
}


@pytest.mark.parametrize("way", FOUND)
def test_the_proof_finds(office, shell, way):
    step, code = FOUND[way]
    kept = without_guards(shell)
    shell.execute(step)
    for statement in kept:
        shell.execute(statement)
    found = packs.check(office.desk)
    assert code in {finding.code for finding in found}
    assert all("{" not in str(finding) for finding in found)
