"""Where an answer cannot be written, or there is no room, cause and cure are told; nothing done is lost."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.customers import cards

from tests.commands.conftest import ROOT, Line, environment
from tests.disks import fill, small_disk  # noqa: F401

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
READS = (
    "--version",
    "--help",
    "queue",
    "ticket list",
    "ticket show TK000001",
    "ticket why TK000001",
    "ticket history TK000001",
    "customer list",
    "customer show C001",
    "agreement list C001",
    "pack list",
    "report list",
    "settle 2026-03",
    "backlog",
    "callback list",
    "appointment list",
    "project list",
    "access list",
    "claim list",
    "mail pending",
    "call list",
    "technician list",
    "service list",
    "service show istes",
    "doctor",
    "paths",
    "keys",
    "completion bash",
)


def some(all_, nth):
    """Every nth of them at every run, the others as a trial."""
    return [
        one if place % nth == 0 else pytest.param(one, marks=pytest.mark.trial)
        for place, one in enumerate(all_)
    ]


def shell(line, command, streams, **env):
    """A command as a shell starts it, with its streams turned where the test wants them."""
    words = [sys.executable, "-m", "deskterm", *line.arguments(command.split(), "2026-03-02T09:00", "it")]
    return subprocess.run(
        ["bash", "-c", f'"$@" {streams}', "bash", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(line.home) | env,
        timeout=60,
        check=False,
    )


@pytest.fixture
def worked(line):
    """A desk with a ticket, where no crash was ever reported."""
    line("ticket", "add", "--customer", "C001", "--subject", "Stampa", "--body", "Vuota.")
    yield line
    assert not (line.home / ".local" / "state" / "deskterm").exists()


@pytest.mark.parametrize("command", some(READS, 5))
def test_an_answer_that_cannot_be_written_is_no_bug(worked, command):
    for env in ({}, {"PYTHONUNBUFFERED": "1"}):
        told = shell(worked, command, ">/dev/full", **env)
        assert told.returncode == 1, told
        assert told.stderr.count("\n") == 1
        assert "liberare spazio" in told.stderr and "non è cambiato nulla" in told.stderr


def test_what_was_done_before_the_answer_failed_is_told_and_stays(worked):
    told = shell(worked, "customer add Rossi", ">/dev/full")
    assert told.returncode == 1
    assert "registrato e resta" in told.stderr
    assert [one["name"] for one in worked("customer", "list", "--json").lines].count("Rossi") == 1


def test_a_list_longer_than_the_pipes_room_fails_in_its_middle(worked):
    desk = open_desk(worked.desk)
    for number in range(60):
        cards.add(desk, name=f"Cliente {number} {'x' * 250}")
    desk.close()
    told = shell(worked, "customer list --json", ">/dev/full")
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize("command", ["customer add Rossi", "--version", "demo", ""])
def test_with_no_standard_output_nothing_is_done(worked, command):
    told = shell(worked, command, ">&-")
    assert told.returncode == 1, told
    assert "/dev/null" in told.stderr
    assert "Rossi" not in worked("customer", "list").out


@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full"])
def test_without_standard_error_the_exit_code_speaks(worked, streams):
    refused = shell(worked, "ticket show TK999999", streams)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert shell(worked, "customer add Rossi", streams).returncode == 0
    assert "Rossi" in worked("customer", "list").out


def test_a_closed_standard_input_reads_as_empty(worked):
    told = shell(worked, "ticket add --customer C001 --subject Cassa --body -", "<&-")
    assert told.returncode == 0, told


def test_all_streams_closed_never_write_into_the_desk(worked):
    told = shell(worked, "customer add Rossi", "<&- >&- 2>&-")
    assert told.returncode == 1
    assert worked("doctor", "--json").json["ok"] is True


@pytest.fixture
def sealed_home(tmp_path):
    """A home in which nothing can be written, not even by root: a file lies where folders should be made."""
    home = tmp_path / "sealed"
    home.mkdir()
    (home / ".local").write_text("")
    return home


def test_a_demo_without_a_place_says_where_and_what_to_do(tmp_path, sealed_home):
    words = [sys.executable, "-m", "deskterm", "--lang", "it", "demo"]
    told = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(sealed_home),
        timeout=60,
        check=False,
    )
    assert told.returncode == 1, told
    assert ".local" in told.stderr and "scegliere un'altra cartella" in told.stderr


@pytest.fixture
def full_disk(line, small_disk):  # noqa: F811
    """The desk on a disk of its own, to be filled."""
    folder = small_disk / "desk"
    shutil.copytree(line.desk, folder)
    there = Line(folder, line.home)
    there("ticket", "add", "--customer", "C001", "--subject", "Stampa", "--body", "Vuota.")
    return there, small_disk


DEEDS = (
    *READS,
    "next",
    "customer add Rossi",
    "ticket note TK000001 ricontrollato",
    "ticket take TK000001",
    "pack sell C001 --size 1h",
    "call start TK000001",
    "call stop",
    "undo",
    "settle 2026-02 --commit",
    "backup",
    "technician add zen",
    "init --service istes",
    "ticket add --customer C001 --subject Cassa --body Ferma.",
)


@pytest.mark.parametrize("left", [0, 4096, 40_000, 70_000, 150_000])
def test_no_command_ends_as_a_bug_on_a_full_disk(full_disk, left):
    line, disk = full_disk
    ballast = fill(disk, left)
    codes = {}
    for command in DEEDS:
        told = line(*command.split(), code=None)
        codes[command] = told.code
        assert told.code in (0, 1, 2, 3), (command, told)
        if told.code == 3:
            assert "spazio" in told.err, (command, told)
    assert left or codes["customer add Rossi"] == 3
    ballast.unlink()
    assert line("doctor", "--json", code=None).json["checks"][1]["ok"] is True
    there = [one["name"] for one in line("customer", "list", "--json").lines]
    assert there.count("Rossi") == (1 if codes["customer add Rossi"] == 0 else 0)
    line("customer", "add", "Bianchi")


def test_the_doctor_tells_a_disk_that_runs_full(full_disk):
    line, disk = full_disk
    fill(disk, 300_000)
    told = line.process("doctor", code=1)
    assert "spazio sul disco" in told.out and "una copia non ci sta" in " ".join(told.out.split())
