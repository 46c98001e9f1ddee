"""`deskterm demo`: made once, in its own time, never over a desk in earnest."""

from datetime import datetime

import pytest

from tests.commands.conftest import Line


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A demo desk as a fresh user gets it, without a terminal."""
    place = tmp_path_factory.mktemp("demo")
    line = Line(place / "desk", place)
    line.who = "luca"
    line.answer = line.process("demo", "--json", at=None)
    return line


def test_without_a_terminal_it_makes_the_desk_and_says_where(made):
    assert made.answer.json["desk"] == str(made.desk)
    assert made.answer.json["made"] is True
    again = made.process("demo", at=None, lang="it")
    assert str(made.desk) in again.out


def test_it_is_the_morning_of_the_third_of_march(made):
    now = datetime.fromisoformat(made.answer.json["now"])
    assert f"{now:%Y-%m-%d %H}" == "2026-03-03 09"
    rows = made.process("queue", "--json", at=None).lines
    assert len(rows) >= 10
    assert rows[0]["channel"] == "urgent"
    assert all(row["received_at"] < made.answer.json["now"] for row in rows)


@pytest.mark.parametrize(
    ("service", "morning"),
    [
        ("contabilita-in-cloud", "2026-04-15 09:36"),
        ("digital-micro", "2026-05-04 10:05"),
        ("istes", "2026-07-14 10:10"),
        ("omniagest", "2026-06-03 10:20"),
    ],
)
def test_every_service_has_a_morning_of_its_own(tmp_path, service, morning):
    line = Line(tmp_path / "desk", tmp_path)
    made = line("demo", "--service", service, "--json", at=None).json
    assert (made["service"], made["made"]) == (service, True)
    assert f"{datetime.fromisoformat(made['now']):%Y-%m-%d %H:%M}" == morning
    rows = line("queue", "--json", at=None).lines
    assert len(rows) >= 5
    assert all(row["received_at"] < made["now"] for row in rows)


def test_its_time_runs_from_one_command_to_the_next(made):
    code = made.process("queue", "--json", "-n", "1", at=None).lines[0]["code"]
    started = made.process("call", "start", code, "--json", at=None).json
    stopped = made.process("call", "stop", "--json", at=None).json
    assert stopped["started_at"] == started["started_at"]
    assert stopped["started_at"].startswith("2026-03-03T09")
    assert 0 <= stopped["seconds"] < 60


def test_without_a_folder_it_lies_in_the_users_data(home, tmp_path):
    line = Line(tmp_path / "unused", home)
    line.arguments = lambda args, at, lang: list(args)
    desk = line.process("demo", "--json").json["desk"]
    assert desk == str(home / ".local" / "share" / "deskterm" / "demo" / "delta-system")
    assert [path.name for path in (home / ".local" / "share" / "deskterm" / "demo").iterdir()] == [
        "delta-system"
    ]


def test_a_fresh_one_replaces_the_old(made):
    made.process("next", at=None)
    assert made.process("demo", "--fresh", "--json", at=None).json["made"] is True
    assert made.process("ticket", "show", "TK000051", "--json", at=None).json["state"] == "queued"


def test_a_desk_in_earnest_is_never_touched(line):
    before = (line.desk / "desk.sqlite").read_bytes()
    line("demo", code=2)
    line("demo", "--fresh", code=2)
    assert (line.desk / "desk.sqlite").read_bytes() == before


def test_a_story_that_was_left_is_taken_up_where_it_stood(made, monkeypatch):
    from deskterm import clock
    from deskterm.desk.context import open_desk
    from deskterm.desk.demo import demo_desk

    tomorrow = clock.machine_clock() + 86_400
    monkeypatch.setattr("deskterm.desk.demo.demo_desk.machine_clock", lambda: tomorrow)
    desk = open_desk(made.desk)
    try:
        demo_desk.resume(desk)
        now = demo_desk.clock(desk)()
    finally:
        desk.close()
    monkeypatch.undo()
    assert datetime.fromtimestamp(now).astimezone().strftime("%Y-%m-%d") == "2026-03-03"


def test_who_has_a_name_at_another_desk_works_at_the_demo_under_it(made):
    """A name that the user has set is not refused by a demo whose technicians are others."""
    made.process("demo", "--as", "piera", at=None)
    assert made.process("next", "--as", "piera", "--json", at=None).json["taken_by"] == "piera"
    assert "pierra" in made.process("next", "--as", "pierra", at=None, code=1).err


def test_new_terms_are_in_force_at_a_demo_desk_too(made, tmp_path):
    from tests.commands.conftest import ROOT

    text = (ROOT / "data" / "services" / "delta-system.toml").read_text(encoding="utf-8")
    file = tmp_path / "nuove.toml"
    file.write_text(text.replace('name = "Delta System"', 'name = "Delta Sistemi"', 1), encoding="utf-8")
    made.who = "marta"  # who leads there
    made.process("service", "adopt", file, at=None)
    shown = made.process("service", "show", "--json", at=None).json
    assert (shown["provider"], shown["to_come"]) == ("Delta Sistemi", [])


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_help_gives_no_day_of_one_demo_to_all(made, language):
    told = made.process("demo", "--help", at=None, lang=language).out
    assert "2026" not in told and "9:12" not in told
