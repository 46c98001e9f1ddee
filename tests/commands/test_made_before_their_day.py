"""A desk needs terms from its first day: those that it is made with hold at once, and that is said."""

import pytest

from tests.commands.ricni import FILE, Ricni, empty, home  # noqa: F401  # fixtures

DAY = "2026-04-02T09:00"
BAR = ("customer", "add", "Bar", "--email", "b@bar.example", "--plan", "plus")


@pytest.fixture
def early(empty, tmp_path):  # noqa: F811
    """A desk made in April with terms that say May; what `init` says of it."""
    file = tmp_path / "may.toml"
    text = FILE.read_text(encoding="utf-8")
    file.write_text(text.replace("valid_from = 2026-01-01", "valid_from = 2026-05-01"), encoding="utf-8")
    desk = Ricni(empty.desk, empty.home)
    desk.told = " ".join(desk.said("init", "--service", file, "--anyway", "try", at=DAY).split())
    return desk


def test_init_and_the_page_say_that_they_hold_before_their_day(early):
    assert "These terms say that they hold from 1 May 2026" in early.told
    assert "here they hold at once" in early.told and "deskterm service adopt" in early.told
    shown = " ".join(early.said("service", "show", at=DAY).split())
    assert "They say that they hold from 1 May 2026" in shown and "from its first day" in shown
    assert early("service", "show", "--json", at=DAY).json["in_force"]["held_before"] == "2026-05-01"


def test_promises_and_included_hours_hold_alike_from_the_first_day(early):
    early(*BAR, "--from", "2026-04-01", at=DAY)
    asked = early.said("ticket", "add", "--customer", "C001", "--channel", "mail", "--subject", "x", at=DAY)
    assert "Due       8 Apr 2026 10:30" in asked
    (pack,) = early("pack", "list", "--json", at=DAY).lines
    assert (pack["left"], pack["starts_at"], pack["next"]["day"]) == (120, "2026-04-01", "2026-05-01")
    early("customer", "add", "Caffè", at="2026-05-01T09:00")
    told = early("pack", "list", "--customer", "C001", "--json", at="2026-05-01T09:01").lines
    assert {one["starts_at"] for one in told} == {"2026-04-01", "2026-05-01"}


def test_nothing_is_given_of_months_before_the_desk_was_made(early):
    early(*BAR, "--from", "2026-01-01", at=DAY)
    (pack,) = early("pack", "list", "--json", at=DAY).lines
    assert pack["starts_at"] == "2026-04-01"


def test_terms_whose_day_has_come_are_not_remarked_upon(empty):  # noqa: F811
    desk = Ricni(empty.desk, empty.home)
    assert "These terms say" not in desk.said("init", "--service", FILE, at=DAY)
    assert desk("service", "show", "--json", at=DAY).json["in_force"]["held_before"] is None
