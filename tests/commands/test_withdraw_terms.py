"""Terms that are to come can be withdrawn before their day; what was adopted stays in the history."""

import sqlite3

import pytest
from deskterm.storage import database

from tests.commands.conftest import ask
from tests.commands.test_adopt import FROM, SHORTER, coming
from tests.models.terms_kit import otherwise

__all__ = ["coming"]

BEFORE, DAY = "2026-03-15T09:00", "2026-04-01T09:00"
WHY = ("--why", "Prezzi da rivedere")


@pytest.fixture
def april(line, coming):
    line("service", "adopt", coming, at="2026-03-02T09:00")
    return line


def shown(line, at):
    return line("service", "show", "--json", at=at).json


@pytest.mark.rule("M17")
def test_withdrawn_terms_never_hold_and_who_and_why_stays(april):
    told = april("service", "withdraw", *WHY, at=BEFORE)
    assert "01/04/2026" in told.out and "aprile.toml" in told.out
    assert shown(april, BEFORE)["to_come"] == []
    assert ask(april, DAY)["due_at"].startswith("2026-04-03T09:00")  # 48 hours, as before
    after = shown(april, DAY)
    assert after["in_force"]["since"] is None
    (gone,) = after["withdrawn"]
    assert (gone["by"], gone["why"], gone["since"][:10], gone["withdrawn"][:10]) == (
        *("zen", "Prezzi da rivedere"),
        *("2026-04-01", "2026-03-15"),
    )
    page = " ".join(april("service", "show", at=DAY).out.split())
    assert "Ritirate: " in page and "Prezzi da rivedere" in page
    assert "Withdrawn: " in " ".join(april("service", "show", at=DAY, lang="en").out.split())


def test_what_holds_already_is_not_withdrawn(april):
    assert "se ne adottano altre" in april("service", "withdraw", *WHY, at=DAY, code=1).err
    assert shown(april, DAY)["in_force"]["file"].endswith("aprile.toml")


def test_without_a_reason_nothing_is_withdrawn(april):
    april("service", "withdraw", at=BEFORE, code=2)
    assert "motivo" in april("service", "withdraw", "--why", " ", at=BEFORE, code=None).err
    assert len(shown(april, BEFORE)["to_come"]) == 1


def test_of_several_the_day_says_which(april, tmp_path):
    later = tmp_path / "giugno.toml"
    june = (FROM[0], FROM[1].replace("2026-04-01", "2026-06-01"))
    later.write_text(otherwise("delta-system", SHORTER, june).text, encoding="utf-8")
    april("service", "adopt", later, "--anyway", "prova", at=BEFORE)
    refused = april("service", "withdraw", *WHY, at=BEFORE, code=1).err
    assert "01/04/2026" in refused and "01/06/2026" in refused
    assert "01/05/2026" in april("service", "withdraw", *WHY, "--from", "2026-05-01", at=BEFORE, code=1).err
    april("service", "withdraw", *WHY, "--from", "2026-04-01", at=BEFORE)
    assert [one["since"][:10] for one in shown(april, BEFORE)["to_come"]] == ["2026-06-01"]


def test_they_may_be_adopted_again_and_a_trial_withdraws_nothing(april, coming):
    april("service", "withdraw", *WHY, "--dry-run", at=BEFORE)
    assert len(shown(april, BEFORE)["to_come"]) == 1
    april("service", "withdraw", *WHY, at=BEFORE)
    april("service", "adopt", coming, at="2026-03-20T09:00")
    assert ask(april, DAY)["due_at"].startswith("2026-04-02T09:00")


def test_behind_the_desk_nothing_that_holds_is_withdrawn_and_nothing_comes_back(april):
    april("service", "withdraw", *WHY, at=BEFORE)
    conn = sqlite3.connect(april.desk / database.FILE)
    for step in (
        "DELETE FROM terms_withdrawn",
        "UPDATE terms_withdrawn SET why = ''",
        "INSERT INTO terms_withdrawn SELECT id, 1, 'zen', 'x' FROM terms_in_force WHERE since = 0",
    ):
        with pytest.raises(sqlite3.DatabaseError):
            conn.execute(step)
    conn.close()
