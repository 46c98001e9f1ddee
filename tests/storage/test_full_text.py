"""The index of all words follows every change of a row, forgets what is deleted, is mended when harmed."""

import random
from contextlib import closing
from pathlib import Path

import pytest
from deskterm.desk.context import make_desk, open_desk
from deskterm.desk.errors import DeskTrouble
from deskterm.desk.intake.receive import receive_request
from deskterm.desk.terms import files
from deskterm.desk.tickets import find
from deskterm.desk.upkeep import care, upkeep, word_index
from deskterm.storage.database import FILE, connect
from deskterm.storage.engine import full_text

from tests.clocks import Watch
from tests.desk.conftest import furnish

NAME = "Spinazzolato"


@pytest.fixture
def desk(tmp_path):
    desk = furnish(tmp_path / "desk", Watch("2026-03-02T09:00"))
    yield desk
    desk.close()


def ask(desk, number, body="Esce vuota."):
    received = receive_request(
        desk, channel="mail", customer="C001", subject=f"Stampa numero {number}", body=body
    )
    return received.ticket


def words_of(conn, found):
    """Every word of the index with its row and column, as they stand in it."""
    rows = conn.execute(f"SELECT term, doc, col, offset FROM {found.table}_terms")
    return {tuple(row) for row in rows}


CHANGES = (
    "UPDATE ticket SET subject = subject || ' {word}' WHERE id = {n}",
    "UPDATE ticket SET contact_name = '{word}' WHERE id = {n}",
    'UPDATE ticket SET fields = \'{{"problem": "{word}"}}\' WHERE id = {n}',
    "INSERT INTO message (ticket_id, direction, kind, body, received_at)"
    " VALUES ({n}, 'in', 'mail', '{word}', 1)",
    "INSERT INTO message (ticket_id, direction, kind, body, received_at)"
    " VALUES (NULL, 'in', 'mail', '{word}', 1)",
    "INSERT INTO message (ticket_id, direction, kind, body, received_at, automatic)"
    " VALUES ({n}, 'out', 'receipt', '{word}', 1, 'replied')",
    "UPDATE message SET body = '{word}' WHERE id = {m}",
    "UPDATE message SET ticket_id = {n} WHERE id = {m}",
    "UPDATE message SET ticket_id = NULL WHERE id = {m}",
    "INSERT INTO file (digest, size, content) VALUES ('{word}', 1, x'00')"
    "; INSERT INTO attachment (message_id, name, media_type, size, digest)"
    " VALUES ({m}, '{word}.pdf', 'application/pdf', 1, '{word}')",
    "UPDATE attachment SET name = '{word}' WHERE id % 3 = 0",
    "DELETE FROM attachment WHERE id % 5 = 0",
    "INSERT INTO contact_group (ticket_id, note) VALUES ({n}, '{word}')",
    "UPDATE contact_group SET filings = 1, filed_at = 1 WHERE id % 2 = 0",
    "UPDATE contact_group SET note = '{word}'",
    "UPDATE customer SET name = name || ' {word}' WHERE id = {n} % 3 + 1",
    "UPDATE customer SET notes = '{word}' WHERE id = {n} % 3 + 1",
    "UPDATE contact SET name = '{word}' WHERE customer_id = {n} % 3 + 1",
    "INSERT INTO contact (customer_id, name) VALUES ({n} % 3 + 1, '{word}')",
)


@pytest.mark.parametrize("seed", range(4))
def test_however_rows_change_the_index_is_what_it_would_be_read_anew(desk, seed):
    chance = random.Random(seed)
    for number in range(6):
        ask(desk, number)
    for turn in range(40):
        with desk.store.tx() as conn:
            newest = conn.execute("SELECT max(id) FROM message").fetchone()[0]
            for step in range(chance.randrange(1, 5)):
                change = chance.choice(CHANGES).format(
                    word=f"parola{turn}x{step}", n=chance.randrange(1, 7), m=chance.randrange(1, newest + 1)
                )
                for statement in change.split("; "):
                    conn.execute(statement)
    with desk.store.tx() as conn:
        kept = [words_of(conn, one) for one in full_text.EVERY]
        assert full_text.faults(conn) == ()
        full_text.build(conn)
        assert kept == [words_of(conn, one) for one in full_text.EVERY]
    assert all(kept)


def test_whoever_changes_a_row_by_hand_is_caught_up_with_at_the_next_deed(desk):
    code = ask(desk, 1)
    with closing(connect(desk.folder / FILE)) as conn:
        conn.execute("UPDATE ticket SET subject = 'Telefax muto'")
    ask(desk, 2)
    assert [one.code for one in find.found(desk, "telefax")] == [code]


def lying(folder: Path) -> int:
    """How often the name stands in any of the desk's files, whole or as the index keeps it."""
    end = NAME.lower()[-8:].encode()
    return sum(path.read_bytes().lower().count(end) for path in folder.iterdir() if path.is_file())


def test_a_word_that_was_deleted_lies_in_no_page_of_the_file(desk):
    for number in range(300):
        ask(desk, number, f"Il signor {NAME} numero {number}.")
    assert lying(desk.folder) >= 300
    with desk.store.tx() as conn:
        conn.execute("UPDATE message SET body = '' WHERE body LIKE '%' || ? || '%'", (NAME,))
        conn.execute("UPDATE ticket SET excerpt = ''")
        full_text.forget(conn)
    assert find.found(desk, NAME) == ()
    for _ in range(50):
        upkeep.keep_up(desk)
    with desk.read() as conn:
        assert full_text.is_clean(conn)
    folder = desk.folder
    desk.close()
    with closing(connect(folder / FILE)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert lying(folder) == 0


def test_doctor_tells_an_index_that_has_parted_from_its_rows_and_mends_it(desk):
    for number in range(3):
        ask(desk, number)
    with closing(connect(desk.folder / FILE)) as conn:
        conn.execute("DELETE FROM find_ticket_docsize WHERE id = 2")
    assert [one.ok for one in care.examine(desk.folder) if one.name == "search"] == [False]
    care.index_words(desk.folder)
    assert [one.ok for one in care.examine(desk.folder) if one.name == "search"] == [True]
    assert word_index.faults(desk) == ()
    assert len(find.found(desk, "stampa numero")) == 3


def test_without_full_text_search_no_desk_is_made_or_opened_and_the_cure_is_said(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(full_text, "is_there", lambda conn: False)
    with pytest.raises(DeskTrouble, match="FTS5") as told:
        open_desk(desk.folder)
    assert "pip install pysqlite3-binary" in str(told.value)
    with pytest.raises(DeskTrouble, match="FTS5"):
        make_desk(tmp_path / "new", files.text_of("delta-system"), "delta-system.toml")
    assert not (tmp_path / "new" / FILE).exists()


def test_a_common_word_is_weighed_among_the_newest_alone(desk, monkeypatch):
    codes = [ask(desk, number) for number in range(12)]
    monkeypatch.setattr(full_text, "WEIGHED", 5)
    found = [one.code for one in find.found(desk, "stampa", limit=20)]
    assert sorted(found) == sorted(codes[-5:])
