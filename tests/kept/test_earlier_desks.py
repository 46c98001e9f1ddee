"""Desks of earlier versions: opened by the screens and by every daily command, with a copy of what was."""

import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from deskterm.app import DeskApp
from deskterm.desk.context import make_desk, open_desk
from deskterm.desk.queue import queue
from deskterm.desk.terms.files import text_of
from deskterm.models.basics.ticket_numbers import short
from deskterm.storage.database import FILE
from deskterm.storage.schema.versions import NAMES, SCHEMA

from tests.commands.conftest import Line, home  # noqa: F401  # an empty home for every test here
from tests.disks import fill, small_disk  # noqa: F401
from tests.kept.asked import DEMOS, YEAR
from tests.kept.chest import CHEST, EARLIER, unpack
from tests.screens.conftest import calm_surroundings, settle, text, until  # noqa: F401

NAMES_OF_DESKS = (*EARLIER, *DEMOS, YEAR)
DRAWN = ("5252bde", "7bdf613", "31ae445", "155a307", "0aa6aa1", *DEMOS, YEAR)
AT = "2026-07-14T11:00"
REQUEST = ("--subject", "Stampa", "--body", "Vuota.", "--contact", "Anna", "--phone", "0445 000123")
EMPTY = "2923b32"
# Every daily command; whatever the terms refuse is no fault of the desk.
DAILY = (
    "queue",
    "next",
    "ticket list --view hand",
    "ticket show TK000001",
    "ticket why TK000001",
    "ticket history TK000001",
    "ticket note TK000001 ricontrollato",
    "ticket list --search stampa",
    "call list",
    "call show",
    "callback list",
    "appointment list",
    "project list",
    "claim list",
    "access list",
    "mail pending",
    "customer list",
    "customer show C001",
    "agreement list C001",
    "pack list",
    "pack expire",
    "report list",
    "settle 2026-03",
    "backlog",
    "technician list",
    "undo",
    "settle 2026-05 --commit",
    "backup",
)
MAY_BE_REFUSED = {"undo", "call show", "settle 2026-05 --commit"}  # a month is closed by whoever may


class Tolerant(Line):
    """A line at which the terms may refuse (`code=None`); nothing may end in a bug."""

    @staticmethod
    def checked(answer, code):
        assert answer.code != 70, answer
        assert code in (None, answer.code), answer
        return answer


@pytest.fixture(params=NAMES_OF_DESKS)
def kept(request, tmp_path, home):  # noqa: F811
    """A kept desk under its name, and the line at it."""
    return request.param, Tolerant(unpack(request.param, tmp_path / "desk"), home)


def version(path):
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute("PRAGMA user_version").fetchone()[0]


@pytest.fixture(scope="module")
def today(tmp_path_factory):
    """A desk made by today's version."""
    folder = tmp_path_factory.mktemp("today") / "desk"
    make_desk(folder, text_of("istes"), "istes.toml").close()
    return folder


def shape(folder):
    """What a desk's file holds, whatever the order in which its columns came."""
    with closing(sqlite3.connect(folder / FILE)) as conn:
        made = {
            (kind, name): " ".join((sql or "").split()) if kind != "table" else ""
            for kind, name, sql in conn.execute("SELECT type, name, sql FROM sqlite_master")
        }
        for kind, name in list(made):
            if kind == "table":
                columns = conn.execute(f'PRAGMA table_xinfo("{name}")').fetchall()
                made[kind, name] = str(sorted(column[1:] for column in columns))
    return made


def test_every_daily_command_answers_at_a_desk_of_an_earlier_version(kept, today):
    name, line = kept
    line.who = ""  # nobody's name: the system's user works at any desk
    was = version(line.desk / FILE)
    assert was == EARLIER.get(name, (9, ""))[0]
    line("queue", at=AT)
    assert version(line.desk / FILE) == SCHEMA
    (copy,) = (line.desk / "backups").iterdir()
    assert version(copy) == was
    assert shape(line.desk) == shape(today)
    for command in DAILY:
        refused = line(*command.split(), at=AT, code=None).code
        assert refused == 0 or (refused == 1 and (command in MAY_BE_REFUSED or name == EMPTY)), command
    added = line("ticket", "add", "--customer", "C001", *REQUEST, at=AT, code=None)
    assert added.code in (0, 1), added
    work_is_timed(line, added)
    assert line("doctor", "--json", at=AT).json["ok"] is True


def work_is_timed(line, added):
    """A call, begun and stopped, where the terms let one in."""
    code = (added.out + added.err).partition("TK")[2][:6]
    if added.code == 0 and line("call", "start", f"TK{code}", at=AT, code=None).code == 0:
        assert line("call", "stop", at="2026-07-14T11:20").code == 0
        assert line("call", "list", at="2026-07-14T11:21").code == 0


@pytest.mark.parametrize("name", DRAWN)
async def test_the_screens_open_an_earlier_desk(name, tmp_path):
    desk = open_desk(unpack(name, tmp_path / "desk"), who="zen")
    waiting = queue.rows(desk, "queue")
    async with DeskApp(desk).run_test(size=(140, 40)) as pilot:
        await until(pilot, lambda: not waiting or short(waiting[0].code) in text(pilot.app))
        await pilot.press("4")
        await settle(pilot)
        assert pilot.app.return_code is None
    desk.close()


def test_an_earlier_desk_on_a_full_disk_stays_as_it_was_until_there_is_room(small_disk, home):  # noqa: F811
    line = Tolerant(unpack("31ae445", small_disk / "desk"), home)
    ballast = fill(small_disk, 200_000)
    told = line("queue", at=AT, code=3)
    assert "spazio" in told.err
    assert version(line.desk / FILE) == 7
    assert list((line.desk / "backups").iterdir()) == []
    ballast.unlink()
    line("queue", at=AT)
    assert version(line.desk / FILE) == SCHEMA


def test_a_migration_cannot_be_added_without_its_name():
    from deskterm.storage.schema import migrations

    added = [one.name for one in migrations.migrations._migrations]
    assert tuple(added) == NAMES
    assert all(first < second for first, second in pairwise(NAMES) if first[:4] != second[:4])
    with pytest.raises(LookupError, match=r"versions\.NAMES"):
        migrations.step("0099-forgotten")


def test_opening_a_desk_of_today_imports_no_migrations(tmp_path, home):  # noqa: F811
    line = Line(tmp_path / "desk", home)
    line("init", "--service", "istes")
    assert "sqlite_utils" not in line.process("queue", env={"PYTHONPROFILEIMPORTTIME": "1"}).err


def test_the_kept_desks_are_small():
    assert sum(path.stat().st_size for path in CHEST.rglob("*.xz")) < 3_000_000
