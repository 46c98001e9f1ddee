"""`deskterm export accounting`: a file for beancount or hledger, named after its period."""

import pytest

from tests.documents import programs


@pytest.fixture
def folder(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line("pack", "sell", "C001", "--size", "10h", "--net", "540", at="2026-02-03T09:00")
    return tmp_path


def test_the_file_is_named_after_its_period_and_told(line, folder):
    told = line("export", "accounting", "--json", at="2026-02-05T09:00").json
    (name,) = told["files"]
    assert name == "contabilita-2026-02-03-2026-02-05.beancount"
    assert (told["format"], told["from"], told["to"], told["entries"]) == (
        "beancount",
        "2026-02-03",
        "2026-02-05",
        2,
    )
    assert programs.beancount(folder / name) == ""
    assert (folder / name).stat().st_mode & 0o777 == 0o600


def test_what_is_there_stays(line, folder):
    (folder / "libro.journal").write_text("mio\n")
    refused = line("export", "accounting", "--format", "hledger", "--out", "libro.journal", code=1)
    assert "libro.journal" in refused.err
    assert (folder / "libro.journal").read_text() == "mio\n"


def test_it_may_go_to_another_program(line, folder):
    told = line.process("export", "accounting", "--format", "hledger", "--out", "-", at="2026-02-05T09:00")
    assert "Liabilities:Packs:C001:P1  -600 MINUTE" in told.out
    assert list(folder.glob("*.journal")) == []


def test_a_period_that_ends_before_it_begins_is_refused(line, folder):
    refused = line("export", "accounting", "--from", "2026-02-04", "--to", "2026-02-03", code=1)
    assert "2026-02-03" in refused.err
