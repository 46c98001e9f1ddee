"""Answers that say what is: no emptiness that is not there, no deed that was not done, no way in a circle."""

import pytest

from tests.commands.conftest import ask


@pytest.mark.parametrize(
    "words",
    [
        "queue",
        "ticket list",
        "report list",
        "call list",
        "callback list",
        "customer list",
        "customer find bar",
    ],
)
def test_a_list_of_no_lines_is_refused_and_not_called_empty(line, words):
    ask(line, "2026-03-02T09:00")
    refused = line(*words.split(), "-n", "0", code=2)
    assert refused.out == ""
    assert "da 1 in su" in refused.err


def test_where_nobody_matches_it_is_not_said_that_there_is_nobody(line):
    told = line("customer", "find", "zzz", code=1).out
    assert "Nessun cliente corrisponde a «zzz»" in told
    assert "customer add" not in told


def test_a_file_that_is_no_copy_of_a_desk_is_called_so(line, tmp_path):
    other = tmp_path / "c.csv"
    other.write_text("codice;nome\nC001;Bar\n" * 100)
    for more in ([], ["--dry-run"]):
        told = line("restore", other, *more, code=2).err
        assert "non è la copia di un banco" in told
        assert "not a database" not in told
        assert "deskterm restore" not in told
    assert line("customer", "show", "C001").out


def test_a_damaged_copy_is_called_so_and_an_earlier_one_is_named_as_the_way(line, tmp_path):
    copy = tmp_path / "copia.sqlite"
    line("backup", copy)
    written = bytearray(copy.read_bytes())
    written[4096 : len(written) - 4096] = bytes(len(written) - 8192)
    copy.write_bytes(written)
    told = line("restore", copy, code=2).err
    assert "copia" in told
    assert "Provarne una precedente" in told


@pytest.mark.parametrize("when", ["domani alle 9", "2030-01-01 10:00", "tra un'ora"])
def test_a_request_cannot_have_come_in_the_future(line, when):
    words = ("ticket", "add", "--customer", "C001", "--subject", "Stampa", "--received", when)
    assert "deve ancora venire" in line(*words, code=2).err
    assert line("queue", "--json").out == ""


def test_work_cannot_have_begun_in_the_future(line):
    code = ask(line, "2026-03-02T09:00")["code"]
    times = ("--start", "2026-03-02T10:00", "--end", "2026-03-02T11:00")
    assert "deve ancora venire" in line("call", "log", code, *times, code=2).err


def test_the_example_of_a_field_looks_the_way_of_the_field(line):
    code = ask(line, "2026-03-02T08:00")["code"]
    coming = line("appointment", "add", code, "--start", "boh", code=2).err
    assert "domani alle 15" in coming
    assert "ieri" not in coming
    when = line("ticket", "park", code, "--why", "x", "--until", "bah", code=2).err
    assert "ieri" not in when
    past = line("ticket", "add", "--customer", "C001", "--subject", "x", "--received", "boh", code=2).err
    assert "ieri alle 15" in past
    assert "tra 20" not in past


@pytest.mark.parametrize(
    ("lang", "wrong"), [("it", ("cominciata", "Emessi", "ieri")), ("en", ("ago", "ssued"))]
)
def test_the_help_of_appointments_speaks_of_appointments(line, lang, wrong):
    for verb in ("move", "list", "add"):
        told = line("appointment", verb, "--help", lang=lang).out
        assert not [word for word in wrong if word in told]
