"""`doctor --seal` tells the head of the chain; `doctor --against` shows whether it is still the one kept."""

import re
import sqlite3
from contextlib import closing

import pytest
from deskterm.storage.database import FILE


@pytest.fixture
def office(line):
    line("customer", "add", "Bar Centrale", "--email", "bar@centrale.example")
    return line


def sealed(line):
    return line("doctor", "--seal").out.strip()


def check(answer, name):
    return next(one for one in answer.json["checks"] if one["name"] == name)


def test_the_head_is_one_line_for_a_letter_or_a_paper(office):
    told = office("doctor", "--seal")
    assert re.fullmatch(r"\d+(-[A-Z2-7]{4}){6}\n", told.out)
    assert "--against" in told.err
    facts = office("doctor", "--seal", "--json").json
    assert facts["head"] == told.out.strip()
    assert facts["head"].startswith(f"{facts['deed']}-")


def test_the_head_that_was_kept_stands_in_the_chain_that_went_on(office):
    head = sealed(office)
    office("customer", "add", "Forno Rossi", "--email", "forno@rossi.example")
    assert sealed(office) != head
    answer = office("doctor", "--against", head, "--json")
    assert check(answer, "heads")["ok"]
    assert check(answer, "chain")["ok"]


def test_every_head_in_a_file_is_asked_about(office, tmp_path):
    kept = tmp_path / "teste.txt"
    first = sealed(office)
    office("customer", "add", "Forno Rossi", "--email", "forno@rossi.example")
    kept.write_text(f"2 marzo: {first}\n3 marzo: {sealed(office)}\n")
    assert "2" in check(office("doctor", "--against", str(kept), "--json"), "heads")["detail"]
    other = first[:-4] + ("AAAA" if first[-4:] != "AAAA" else "BBBB")
    kept.write_text(f"2 marzo: {other}\n3 marzo: {sealed(office)}\n")
    answer = office("doctor", "--against", str(kept), "--json", code=1)
    assert other in check(answer, "heads")["detail"]


def test_what_is_no_head_is_refused_with_how_one_looks(office, tmp_path):
    assert "--seal" in office("doctor", "--against", "12-ABC", code=1).err
    (tmp_path / "vuoto.txt").write_text("niente\n")
    assert "--seal" in office("doctor", "--against", str(tmp_path / "vuoto.txt"), code=1).err


def test_a_chain_that_does_not_hold_has_no_head(office):
    with closing(sqlite3.connect(office.desk / FILE, isolation_level=None)) as shell:
        shell.execute("DROP TRIGGER link_stays")
        shell.execute("UPDATE link SET hash = x'00' WHERE id = 1")
    told = office("doctor", "--seal", code=1)
    assert told.out == ""
    assert "1" in told.err


def test_doctor_names_a_row_that_another_program_changed(office):
    with closing(sqlite3.connect(office.desk / FILE, isolation_level=None)) as shell:
        shell.execute("UPDATE customer SET name = 'Altra Ditta'")
    answer = office("doctor", code=1)
    assert "cliente 1" in answer.out


def test_a_copy_put_back_is_no_meddling(office, tmp_path):
    office("backup", str(tmp_path / "copia.sqlite"))
    office("restore", str(tmp_path / "copia.sqlite"))
    assert check(office("doctor", "--json"), "chain")["state"] == "ok"
    assert check(office("doctor", "--json"), "chain")["ok"]
