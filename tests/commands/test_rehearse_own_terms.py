"""A month rehearsed under the terms that held: nothing differs, whatever packs owe or was moved since."""

import pytest
from deskterm.desk.terms import files

from tests.commands.conftest import empty, home, opened_under
from tests.models.agreements_kit import FIRM

__all__ = ["empty", "home"]

KEYS = 'months = 12, overdraw = "split", warn = [120, 0]'
BELOW = 'months = 12, overdraw = "below", limit = 60, warn = [120, 0]'
PRICE = (
    '{ id = "D28", when = ["session=call|remote|training"], mode = "time", rate = "contract",'
    ' list_rate = 60.00, step = 1, settle = ["pack:hours", "invoice"], report = true },'
)
TRIED = "2026-03-31T18:00"


def differing(firm, file):
    """The lines of the month that differ, under a file."""
    told = firm("rehearse", "--from-desk", "2026-03", "--service", file, "--json", at=TRIED).lines
    return [row for row in told if row["differs"]]


def worked(firm, day, minutes):
    asked = ("--customer", "C001", "--channel", "mail", "--subject", day, "--body", "Esce vuota.")
    code = firm("ticket", "add", *asked, "--json", at=f"{day}T08:00").json["code"]
    span = ("--start", f"{day}T10:00", "--end", f"{day}T{10 + minutes // 60}:{minutes % 60:02}")
    done = ("--kind", "remote", "--outcome", "solved", "--reason", "setup")
    return firm("call", "log", code, *span, *done, "--json", at=f"{day}T18:00").json


@pytest.fixture
def owing(empty, tmp_path):
    """A pack of two hours that may go an hour below, worked down to the last minute that may be owed."""
    file = tmp_path / "sotto.toml"
    text = files.text_of("delta-system").replace(KEYS, BELOW).replace("schema = 1", "schema = 2", 1)
    file.write_text(text, encoding="utf-8")
    empty("init", "--service", file, "--anyway", "prova", at="2026-01-02T09:00")
    person = ("--contact", "Ada", "--phone", "0445 000123", "--email", "ada@oro.example")
    empty("customer", "add", "Oro", *person, "--from", "2026-01-01", at="2026-01-02T09:01")
    empty("pack", "sell", "C001", "--size", "2h", at="2026-01-02T09:02")
    nets = [worked(empty, day, 50)["net"] for day in ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05")]
    assert nets[:3] == ["0.00"] * 3 and nets[3] == "20.00"  # 150 minutes, 30 owed: of 50 the pack gives 30
    assert empty("pack", "show", "1", "--json", at=TRIED).json["left"] == -60
    return empty, file


def test_what_a_pack_owes_is_owed_in_a_rehearsal_too(owing):
    firm, file = owing
    assert differing(firm, file) == []


def test_terms_that_let_nobody_owe_would_have_charged_what_was_owed(owing, tmp_path):
    firm, file = owing
    strict = tmp_path / "stretto.toml"
    strict.write_text(file.read_text(encoding="utf-8").replace(BELOW, KEYS), encoding="utf-8")
    total = differing(firm, strict)[-1]
    assert (total["was"]["net"], total["would"]["net"]) == ("20.00", "80.00")


def test_a_condition_on_what_one_pack_holds_sees_it_as_it_is_replayed(owing, tmp_path):
    """Tried: remote work draws double, and who owes pays twice as much. The third finds an hour owed."""
    firm, file = owing
    text = file.read_text(encoding="utf-8").replace(BELOW, BELOW + ", draws = { remote = 2 }")
    dear = PRICE.replace('training"]', 'training", "pack_left:hours<0"]').replace("60.00", "120.00")
    dear = dear.replace('"D28",', '"D28", part = "owing",')
    usual = PRICE.replace('"D28",', '"D28", part = "usual",')
    tried = tmp_path / "altro.toml"
    tried.write_text(text.replace(PRICE, f"{dear}\n  {usual}"), encoding="utf-8")
    total = differing(firm, tried)[-1]
    assert (total["was"]["net"], total["would"]["net"]) == ("20.00", "210.00")


@pytest.fixture
def moved(empty, tmp_path):
    """A contact filed under the agreement that the terms chose; then a person moves its ticket to another."""
    file = opened_under(empty, tmp_path, FIRM, "--plan", "base", "--rate", "50")
    empty(
        "agreement",
        "sign",
        "C001",
        "--name",
        "Server",
        "--from",
        "2026-01-01",
        "--plan",
        "base",
        "--rate",
        "80",
    )
    asked = ("--customer", "C001", "--channel", "mail", "--subject", "Fermo", "--body", "Non va.")
    code = empty("ticket", "add", *asked, "--json", at="2026-03-02T10:00").json["code"]
    times = ("--start", "2026-03-02T11:00", "--end", "2026-03-02T12:00")
    entered = empty("call", "log", code, *times, "--json", at="2026-03-02T13:00").json
    filed = empty("call", "file", entered["group"], "--json", at="2026-03-02T13:00").json
    assert filed["net"] == "50.00"
    other = empty("agreement", "list", "C001", "--json").lines[1]["number"]
    return empty, file, code, other


def test_a_contact_counts_under_the_agreement_by_which_it_was_filed(moved):
    firm, file, code, other = moved
    assert differing(firm, file) == []
    firm("ticket", "agreement", code, other, "--why", "È il server", at="2026-03-03T09:00")
    work = [row for row in differing(firm, file) if row["about"] == "work"]
    assert work == []


def test_other_terms_choose_as_nobody_had_chosen_yet(moved, tmp_path):
    """They would have put the work under the server's agreement; whoever moved the ticket did so later."""
    firm, _, code, _ = moved
    tried = tmp_path / "altre.toml"
    tried.write_text(FIRM.replace('when = ["topic=server"]', 'when = ["channel=mail"]'), encoding="utf-8")
    first = firm("agreement", "list", "C001", "--json").lines[0]["number"]
    firm("ticket", "agreement", code, first, "--why", "Uso", at="2026-03-03T09:00")
    (work,) = [row for row in differing(firm, tried) if row["about"] == "work"]
    assert (work["was"]["net"], work["would"]["net"]) == ("50.00", "0.00")


def test_a_rate_corrected_since_changes_nothing_of_what_was_filed(moved):
    firm, file, *_ = moved
    first = firm("agreement", "list", "C001", "--json").lines[0]["number"]
    firm("agreement", "correct", "C001", "--number", first, "--rate", "60", at="2026-03-03T09:00")
    assert [row for row in differing(firm, file) if row["about"] == "work"] == []
