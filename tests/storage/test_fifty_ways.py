"""Fifty ways to tamper from a shell, guards dropped and put back: `doctor` names each, with its row."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from deskterm.desk.billing import month_end
from deskterm.desk.context import open_desk
from deskterm.desk.packs import packs
from deskterm.desk.upkeep import chain
from deskterm.locale import t
from deskterm.storage.database import FILE
from deskterm.storage.engine import sealing
from deskterm.storage.engine.sealed_rows import BY_NUMBER, PLACES

from tests.clocks import rome
from tests.screens.demo_desk import Clock, _original

KEYS = {one.table: one.key[0] for one in PLACES}
FILED = "SELECT max(id) FROM session WHERE state = 'filed'"
GROUP = "SELECT max(id) FROM contact_group WHERE filings > 0"
TICKET = "SELECT max(id) FROM ticket WHERE due_at IS NOT NULL"


# On which neither money nor a promise rests: who is at what just now, what is kept twice to be found quickly,
# what says of itself what it is.
NOT_SEALED = frozenset(
    (
        *("_sqlite_migrations", "sqlite_sequence", "link", "seal"),
        *("identity", "ticket_count", "known", "find_place", "find_part", "find_due", "find_unclean"),
        *("appointment", "callback", "claim", "credential", "device", "draft", "project", "ringing"),
        *("canned", "brought", "hook", "hook_left", "mail_account", "mail_fetch", "mail_folder"),
        *("mail_reference", "outgoing", "report_to_mail"),
    )
)


def test_every_table_is_sealed_or_named_as_one_that_needs_no_seal(standing):
    with closing(sqlite3.connect(standing[0] / FILE)) as conn:
        rows = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    tables = {name for (name,) in rows if not name.startswith(("find_ticket", "find_aside", "find_card"))}
    assert tables - set(KEYS) == NOT_SEALED


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """The demo's desk with its March closed, whose chain holds; and the head that its lead was sent."""
    folder = tmp_path_factory.mktemp("fifty") / "desk"
    shutil.copytree(_original(), folder)
    clock = Clock()
    desk = open_desk(folder, who="marta", clock=clock)
    clock.at = rome("2026-04-02T10:00")
    month_end.close(desk, "2026-03")
    packs.adjust(desk, 10, -30, note="conteggio di marzo")
    assert chain.faults(desk) == ()
    assert packs.check(desk) == ()
    head = chain.head(desk)
    desk.close()
    return folder, head


def changed(table, sets, row=""):
    """One row that says something else."""
    key = KEYS[table]
    return table, row or f"SELECT max({key}) FROM {table}", f"UPDATE {table} SET {sets} WHERE {key} = :row"


def deleted(table, row=""):
    """One row that is gone."""
    key = KEYS[table]
    return table, row or f"SELECT max({key}) FROM {table}", f"DELETE FROM {table} WHERE {key} = :row"


def added(table, columns, values):
    """One row more, numbered behind the others."""
    statement = f"INSERT INTO {table} (id, {columns}) VALUES (:row, {values})"
    return table, f"SELECT max(id) + 1 FROM {table}", statement


def added_setting():
    return "setting", "SELECT 'may.settle'", "INSERT INTO setting (name, value) VALUES (:row, 'luca')"


WAYS = {
    "a filed session ends earlier": changed("session", "ended_at = ended_at - 60", FILED),
    "a filed session began later": changed("session", "started_at = started_at + 60", FILED),
    "another technician under a session": changed("session", "technician = 'nobody'", FILED),
    "another kind of work": changed("session", "kind = 'mail'", FILED),
    "a session that became another contact's": changed("session", "group_id = 1", FILED),
    "a filed session that was never filed": changed("session", "state = 'stopped'", FILED),
    "a filed session deleted": deleted("session", FILED),
    "a filed session invented": added(
        "session",
        "group_id, ticket_id, technician, kind, inbound, started_at, ended_at, state",
        "1, 1, 'luca', 'call', 1, 0, 60, 'filed'",
    ),
    "an event by somebody else": changed("event", "by = 'nobody'"),
    "an event of another day": changed("event", "at = at - 86400"),
    "an event that says something else": changed("event", "after = '{}'"),
    "an event from the middle deleted": deleted("event", "SELECT max(id) - 40 FROM event"),
    "the last event deleted": deleted("event"),
    "an event invented": added("event", "at, by, deed", "0, 'luca', 'taken'"),
    "a decision by another rule": changed("decision", "rule = 'D99'"),
    "a decision turned round": changed("decision", "verdict = 'reject'"),
    "a decision deleted": deleted("decision"),
    "a decision invented": added(
        "decision", "at, point, verdict, rule, terms_id", "0, 'x', 'accept', 'D1', 1"
    ),
    "a message with other words": changed("message", "body = body || ' Grazie.'"),
    "a message from somebody else": changed("message", "from_address = 'altri@altrove.example'"),
    "a message that came earlier": changed("message", "received_at = received_at - 3600"),
    "a message moved to another ticket": changed(
        "message", "ticket_id = 1", "SELECT max(id) FROM message WHERE ticket_id > 1"
    ),
    "an answer rewritten": changed(
        "message", "body = 'x'", "SELECT min(id) FROM message WHERE direction = 'out'"
    ),
    "a message vouched for": changed("message", "trust = 'ours'"),
    "a message deleted": deleted("message"),
    "a raw mail rewritten": changed("raw", "content = x'00'"),
    "a raw mail deleted": deleted("raw"),
    "an attachment under another name": changed("attachment", "name = 'altro.pdf'"),
    "a file with other bytes": changed("file", "content = x'00'"),
    "a ticket due a day later": changed("ticket", "due_at = due_at + 86400", TICKET),
    "a ticket of another customer": changed("ticket", "customer_id = 1", TICKET),
    "a ticket that came later": changed("ticket", "received_at = received_at + 60", TICKET),
    "a ticket answered in time": changed("ticket", "answered_at = received_at", TICKET),
    "a cheaper agreement": changed("agreement", "rate_cents = 1"),
    "an agreement that goes on": changed("agreement", "ends_on = '2099-12-31'"),
    "an agreement of another plan": changed("agreement", "plan = 'SAD'"),
    "an agreement deleted": deleted("agreement"),
    "a contact with fewer minutes": changed("contact_group", "billed_minutes = 1", GROUP),
    "a contact that costs less": changed("contact_group", "net_cents = net_cents - 1", GROUP),
    "a contact with another note": changed("contact_group", "note = 'niente'", GROUP),
    "the terms rewritten": changed("terms", "source = source || char(10) || '# x'"),
    "the terms in force earlier": changed("terms_in_force", "since = since - 86400"),
    "a pack with another price": changed("pack", "net_cents = net_cents + 1"),
    "a pack that lasts longer": changed("pack", "expires_on = '2099-12-31', sold_until = '2099-12-31'"),
    "a pack of somebody else": changed("pack", "customer_id = 1"),
    "a movement by somebody else": changed("movement", "by = 'nobody'"),
    "a movement with another reason": changed("movement", "note = 'altro'"),
    "the last movement deleted": deleted("movement"),
    "a charge lowered": changed("charge", "net_cents = 1"),
    "a charge deleted": deleted("charge"),
    "a line of a charge rewritten": (
        "charge_line",
        "SELECT group_id || ':' || part || ':' || place FROM charge_line LIMIT 1",
        "UPDATE charge_line SET cents = cents + 1 WHERE group_id || ':' || part || ':' || place = :row",
    ),
    "a report issued by somebody else": changed("report", "by = 'nobody'"),
    "a report printed anew": changed("report", "frozen = replace(frozen, 'R2026', 'R2027')"),
    "the last report deleted": deleted("report"),
    "a settlement of another day": changed("settlement", "at = at - 86400"),
    "a settlement deleted": deleted("settlement"),
    "a line taken out of a settlement": deleted("settlement_line"),
    "a customer's name": changed("customer", "name = 'Altra Ditta'"),
    "a customer's VAT number": changed("customer", "vat = '77000010243'"),
    "a person's address": changed("contact", "email = 'altri@altrove.example'"),
    "the counter of the tickets": (
        "counter",
        "SELECT 'ticket'",
        "UPDATE counter SET value = value + 7 WHERE name = :row",
    ),
    "a technician made a lead": changed("technician", "role = 'lead'", "SELECT 'giorgio'"),
    "somebody else who may close a month": added_setting(),
    "a promise put off": (
        "promise",
        "SELECT ticket_id || ':' || since || ':' || metric FROM promise LIMIT 1",
        "UPDATE promise SET due_at = due_at + 60 WHERE ticket_id || ':' || since || ':' || metric = :row",
    ),
}


class Shell(sqlite3.Connection):
    """Somebody at the file with a bare shell, who takes the guards away, and puts them back when done."""

    def begin(self):
        self.execute("PRAGMA synchronous=OFF")
        self.execute("BEGIN")
        rows = self.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        self.guards = dict(rows)
        for name in self.guards:
            self.execute(f"DROP TRIGGER {name}")

    def end(self):
        for statement in self.guards.values():
            self.execute(statement)
        self.execute("COMMIT")


@pytest.fixture
def shell(standing, tmp_path):
    """A shell at a copy of the desk's file, its guards taken away."""
    shutil.copyfile(standing[0] / FILE, tmp_path / FILE)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None, factory=Shell)) as shell:
        shell.begin()
        yield shell


def examined(folder):
    """What `doctor` says of the chain, of the ledger, and beside them."""
    desk = open_desk(folder, who="luca")
    try:
        return chain.faults(desk), tuple(map(str, packs.check(desk))), chain.remarks(desk)
    finally:
        desk.close()


@pytest.mark.parametrize("way", WAYS)
def test_doctor_names_the_row(shell, tmp_path, way):
    table, which, statement = WAYS[way]
    row = shell.execute(which).fetchone()[0]
    done = shell.execute(statement, {"row": row}).rowcount
    shell.end()
    assert done == 1
    faults, _, remarks = examined(tmp_path)
    assert any(fault.startswith(f"{t(f'chain.of.{table}')} {row}:") for fault in faults), faults
    assert len(faults) <= 2  # and no other
    assert remarks


def test_guards_that_were_away_show_although_nothing_else_was_done(shell, tmp_path):
    shell.end()
    faults, ledger, remarks = examined(tmp_path)
    assert (faults, ledger) == ((), ())
    assert "VACUUM" in remarks


BALANCES = {
    "a balance raised": ("UPDATE pack SET left_over = left_over + 60 WHERE id = 10", "balance"),
    "units aside that nobody put aside": ("UPDATE pack SET reserved = 60 WHERE id = 10", "reserved"),
    "every line moved to another pack": ("UPDATE movement SET pack_id = 9 WHERE pack_id = 10", "balance"),
}


@pytest.mark.parametrize("way", BALANCES)
def test_every_balance_is_reckoned_anew_from_its_movements(shell, tmp_path, way):
    statement, code = BALANCES[way]
    shell.execute(statement)
    shell.end()
    _, ledger, _ = examined(tmp_path)
    assert t(f"ledger.{code}", pack=10, has="HAS", sum="SUM").partition("HAS")[0] in "\n".join(ledger)


CHAIN = {
    "a deed of the chain rewritten": "UPDATE link SET at = at + 1 WHERE id = 20",
    "a deed of the chain cut out": "DELETE FROM link WHERE id = 20",
    "a seal rewritten": "UPDATE seal SET digest = x'00112233445566778899aabbccddeeff' WHERE link_id = 20",
    "a seal taken out": "DELETE FROM seal WHERE id = (SELECT min(id) FROM seal WHERE link_id = 20)",
    "the whole chain thrown away": "DELETE FROM link",
    "the end of the chain cut off": "DELETE FROM link WHERE id > 20",
}


@pytest.mark.parametrize("way", CHAIN)
def test_the_chain_itself_is_proved(shell, tmp_path, way):
    shell.execute(CHAIN[way])
    shell.end()
    faults, _, _ = examined(tmp_path)
    assert faults


def test_a_row_changed_by_a_shell_is_named_although_a_deed_sealed_it_again(standing, tmp_path, shell):
    _, head = standing
    shell.execute("UPDATE customer SET name = 'Altra Ditta' WHERE id = 1")
    shell.end()
    desk = open_desk(tmp_path, who="luca")
    with desk.write() as conn:
        conn.execute("UPDATE customer SET town = 'Schio' WHERE id = 1")
    desk.close()
    faults, _, _ = examined(tmp_path)
    assert len(faults) == 1
    assert faults[0] == t("chain.otherwise", what=t("chain.of.customer"), row=1, link=head.number + 1)


def sealed_anew(shell, table, row):
    """What somebody does who knows how the chain is made: its row is sealed, and all that follows, again."""
    before, number = b"", 0
    place = next(one for one in PLACES if one.table == table)
    for link in shell.execute("SELECT id, kind, at, plan FROM link ORDER BY id").fetchall():
        new = sealing.Link(before)
        seals = shell.execute(
            "SELECT id, place, row, otherwise, salt, digest FROM seal WHERE link_id = ? ORDER BY id", link[:1]
        ).fetchall()
        for number, where, key, otherwise, salt, digest in seals:
            said = digest
            if (where, key) == (place.number, str(row)):
                values = shell.execute(sealing.ASKED[where], (row,)).fetchone()
                said = sealing.digest(BY_NUMBER[where], key, salt, values)
                shell.execute("UPDATE seal SET digest = ? WHERE id = ?", (said, number))
            new.add(where, key, otherwise, said)
        before = new.closed(*link)
        shell.execute("UPDATE link SET hash = ? WHERE id = ?", (before, link[0]))


@pytest.mark.parametrize("way", ["an event by somebody else", "a decision by another rule"])
def test_a_chain_sealed_anew_shows_by_a_head_that_was_kept_elsewhere(standing, shell, tmp_path, way):
    _, head = standing
    table, which, statement = WAYS[way]
    row = shell.execute(which).fetchone()[0]
    shell.execute(statement, {"row": row})
    sealed_anew(shell, table, row)
    shell.end()
    assert examined(tmp_path)[0] == ()  # the chain holds in itself: there is no key
    desk = open_desk(tmp_path, who="luca")
    (anew,) = chain.parted(desk, chain.heads_in(str(head)))
    desk.close()
    assert str(head) in anew


def test_a_chain_that_was_cut_shows_by_the_head_too(standing, shell, tmp_path):
    _, head = standing
    shell.execute("DELETE FROM seal WHERE link_id > 20")
    shell.execute("DELETE FROM link WHERE id > 20")
    shell.execute("UPDATE sqlite_sequence SET seq = 20 WHERE name = 'link'")
    shell.end()
    desk = open_desk(tmp_path, who="luca")
    (shorter,) = chain.parted(desk, (head,))
    desk.close()
    assert "20" in shorter


def test_a_head_may_be_kept_on_paper_and_typed_by_hand(standing):
    folder, head = standing
    by_hand = str(head).lower().replace("-", " ").replace("o", "0").replace("i", "1")
    desk = open_desk(folder, who="luca")
    assert list(chain.parted(desk, chain.heads_in(f"Testa del 2 aprile: {by_hand}."))) == []
    desk.close()
    assert len(str(head)) < 40


def test_words_and_their_salt_can_go_and_the_chain_still_proves_itself(standing, shell, tmp_path):
    _, head = standing
    shell.end()
    desk = open_desk(tmp_path, who="luca")
    with desk.write() as conn:
        conn.execute("UPDATE message SET body = '', from_name = '' WHERE id = 1")
    with desk.write() as conn:  # the guards let a salt go, and nothing else of a seal
        number = "SELECT id FROM seal WHERE place = 3 AND row = '1' ORDER BY id LIMIT 1"
        conn.execute(f"UPDATE seal SET salt = NULL WHERE id = ({number})")
        with pytest.raises(sqlite3.DatabaseError):
            conn.execute(f"UPDATE seal SET salt = x'00' WHERE id = ({number})")
    assert chain.faults(desk) == ()
    assert list(chain.parted(desk, (head,))) == []
    desk.close()
