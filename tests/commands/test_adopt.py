"""New terms at the line: what comes later follows them, what stands does not."""

import pytest

from tests.commands.conftest import ask
from tests.models.terms_kit import otherwise


@pytest.mark.parametrize("lang", ["it", "en"])
def test_new_terms_are_put_in_force_from_a_file(line, tmp_path, lang):
    file = tmp_path / "nuove.toml"
    file.write_text(otherwise("delta-system", ('target = "48h"', 'target = "24h"')).text, encoding="utf-8")
    before = ask(line, "2026-03-02T09:00")
    said = line("service", "adopt", file, at="2026-03-02T09:05", lang=lang).out
    assert "Delta System" in said
    after = ask(line, "2026-03-02T09:10")
    assert before["due_at"].startswith("2026-03-04T09:00")
    assert after["due_at"].startswith("2026-03-03T09:10")
    assert line("service", "adopt", file, at="2026-03-02T09:15", lang=lang, code=1).err


def test_a_broken_file_changes_nothing(line, tmp_path):
    file = tmp_path / "rotte.toml"
    file.write_text("schema = 1\n", encoding="utf-8")
    assert "rotte.toml" in line("service", "adopt", file, code=2).err
    assert ask(line, "2026-03-02T09:00")["due_at"].startswith("2026-03-04T09:00")


def test_a_session_cites_the_clause_that_its_ticket_came_under(line, tmp_path):
    code = ask(line, "2026-03-02T09:00")["code"]
    span = ("--start", "2026-03-02T09:02", "--end", "2026-03-02T09:12")
    line(
        "call",
        "log",
        code,
        "--kind",
        "call",
        *span,
        "--reason",
        "diagnosis",
        "--outcome",
        "brief",
        at="2026-03-02T09:20",
    )
    old, new = "si conta a consuntivo", "si conta di nuovo a consuntivo"
    file = tmp_path / "nuove.toml"
    file.write_text(otherwise("delta-system", (old, new)).text, encoding="utf-8")
    line("service", "adopt", file, at="2026-03-02T09:30", lang="it")
    (session,) = line("call", "list", "--json", at="2026-03-02T09:40", lang="it").lines
    assert session["rule"] == "D28"
    assert old in session["clause"]
    (report,) = line("report", "list", "--json", at="2026-03-02T09:40", lang="it").lines
    assert old in report["clause"]
