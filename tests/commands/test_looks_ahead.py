"""A look at another time (`--at`) reckons what will be there by then, and writes nothing of it."""

import json
import sqlite3
from contextlib import closing

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.terms import files

from tests.clocks import rome
from tests.commands.conftest import ask, opened_under

KEYS = 'months = 12, overdraw = "split", warn = [120, 0]'
CARRIED = (
    'included = { units = 120, every = "month", rule = "D28" },'
    ' rest = { do = "carry", most = 180, rule = "D28" }'
)
JULY = "2026-07-01T08:00"


@pytest.fixture
def included(empty, tmp_path):
    """A desk of March whose only customer has two hours in every month; what is left goes on."""
    text = files.text_of("delta-system").replace(KEYS, CARRIED)
    text = text.replace("vat = 22", "valid_from = 2026-03-01, vat = 22")
    opened_under(empty, tmp_path, text, "--plan", "standard")
    return empty


WITH_FILE = (
    b"From: Ada <ada@rossi.example>\r\nTo: assistenza@digital-micro.example\r\nSubject: Archivio\r\n"
    b"Date: Mon, 02 Mar 2026 09:00:00 +0100\r\nMessage-ID: <1@rossi.example>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nEcco.'
    b"\r\n--x\r\nContent-Type: text/csv\r\n"
    b'Content-Disposition: attachment; filename="clienti.csv"\r\n\r\nnome;cf\r\n--x--\r\n'
)


def written(line):
    """Everything that stands in the desk's file, table by table."""
    with closing(sqlite3.connect(line.desk / "desk.sqlite")) as conn:
        names = [row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: conn.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def an_hour_of_march(line):
    """An hour of remote work on 2 March, entered on that day; from where it was paid."""
    code = ask(line, "2026-03-02T10:00")["code"]
    line(
        *("call", "log", code, "--kind", "remote", "--start", "2026-03-02T10:10", "--outcome", "solved"),
        *("--end", "2026-03-02T11:10", "--reason", "setup"),
        at="2026-03-02T11:20",
    )
    (report,) = line("report", "list", "--json", at="2026-03-02T11:21").lines
    return [(part["to"], part["minutes"]) for part in report["settle"]]


LOOKS = (
    ("customer", "show", "C001"),
    ("queue",),
    ("pack", "list"),
    ("pack", "show", "1"),
    ("ticket", "list"),
    ("backlog",),
    ("settle", "2026-06"),
    ("events",),
    ("find", "Rossi"),
    ("service", "show"),
)


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_whoever_looks_at_july_in_march_writes_nothing_of_it(included, look):
    before = written(included)
    included(*look, at=JULY, code=None)
    assert written(included) == before


def test_what_july_will_hold_is_reckoned_for_whoever_looks(included):
    told = included("pack", "list", "--json", at=JULY).lines
    assert [(one["starts_at"], one["left"]) for one in told if one["left"]] == [("2026-07-01", 300)]
    told = included("pack", "list", "--json").lines
    assert [(one["starts_at"], one["left"]) for one in told] == [("2026-03-01", 120)]


def test_after_a_look_at_july_an_hour_of_march_is_still_paid_from_the_included_ones(included):
    included("customer", "show", "C001", at=JULY)
    included("queue", at=JULY)
    assert an_hour_of_march(included) == [("pack:1", 60)]


def test_after_a_deed_in_april_an_hour_of_march_is_found_again_whatever_the_clock_says(included):
    included("customer", "add", "Verdi", at="2026-04-10T09:00")
    assert an_hour_of_march(included) == [("pack:1", 60)]
    assert [one["left"] for one in included("pack", "list", "--json", at="2026-04-10T09:01").lines] == [180]


def test_a_pack_whose_month_has_not_begun_is_no_expired_one(included):
    included("customer", "add", "Verdi", at="2026-04-01T09:00")
    told = included("pack", "list", "--customer", "C001").out
    assert "non ancora iniziato" in told
    assert "scaduto" not in told


def test_what_rests_until_friday_is_in_the_queue_of_friday_and_rests_on(line):
    code = ask(line, "2026-03-02T10:00")["code"]
    line("ticket", "take", code, at="2026-03-02T10:05")
    parked = ("--until", "2026-03-06T09:00", "--why", "Richiama venerdì")
    line("ticket", "park", code, *parked, at="2026-03-02T10:06")
    assert code in line("queue", at="2026-03-06T10:00").out
    assert code not in line("queue", at="2026-03-02T10:10").out
    line("ticket", "note", code, "Ha richiamato.", at="2026-03-06T10:01")  # somebody works on Friday
    assert "tornato in coda da solo" in line("ticket", "history", code, at="2026-03-06T10:02").out


def test_a_look_of_next_year_deletes_no_file(empty, tmp_path):
    terms = files.text_of("delta-system")
    purged = 'schema = 2\npurge = { rule = "D6", days = 30 }\n'
    opened_under(empty, tmp_path, terms.replace("schema = 2\n", purged, 1))
    mail = tmp_path / "mail.eml"
    mail.write_bytes(WITH_FILE)
    empty("mail", "import", mail)
    code = empty("ticket", "list", "--json").lines[0]["code"]
    empty("ticket", "close", code, "--why", "Risolto", at="2026-03-02T10:00")
    assert "clienti.csv" in empty("ticket", "attachments", code).out
    assert "clienti.csv" not in empty("ticket", "attachments", code, at="2027-01-10T09:00").out
    assert "clienti.csv" in empty("ticket", "attachments", code).out


def test_who_looks_ahead_while_another_works_is_not_held_up(included, monkeypatch):
    """They see the desk as it lies."""
    clock = rome("2026-03-02 09:00")
    monkeypatch.setattr("deskterm.storage.database.WAIT_SECONDS", 0.1)
    desk = open_desk(included.desk, who="zen", clock=lambda: clock)
    with desk.write():
        told = included("pack", "list", "--json", at="2026-04-10T09:00")
    desk.close()
    assert json.loads(told.out.splitlines()[0])["id"] == 1
