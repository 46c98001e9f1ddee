"""A desk damaged in many ways: every command answers, or says that the file is damaged and what to do."""

import random

import pytest
from deskterm.storage.database import FILE
from deskterm.storage.file import opening

from tests.commands.conftest import Line, home  # noqa: F401  # an empty home for every test here
from tests.kept.asked import YEAR
from tests.kept.chest import unpack

PAGE = 4096
DAILY = ("queue", "ticket show TK000221", "doctor")
ALL = (
    *DAILY,
    "backlog",
    "customer list",
    "pack list",
    "report list",
    "call list",
    "settle 2026-02",
    "ticket list --search stampa",
    "ticket history TK000221",
    "mail pending",
    "next",
    "ticket note TK000221 visto",
    "customer add Rossi",
    "backup",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of the year's desk, brought up to date."""
    from deskterm.desk.context import open_desk

    folder = unpack(YEAR, tmp_path_factory.mktemp("whole") / "desk")
    open_desk(folder).close()
    return (folder / FILE).read_bytes()


def cut(data, chance):
    return data[: chance.randrange(len(data))]


def page_gone(data, chance):
    at = chance.randrange(len(data) // PAGE) * PAGE
    return data[:at] + bytes(PAGE) + data[at + PAGE :]


def pages_swapped(data, chance):
    one, other = sorted(page * PAGE for page in chance.sample(range(1, len(data) // PAGE), 2))
    first, second = data[one : one + PAGE], data[other : other + PAGE]
    return data[:one] + second + data[one + PAGE : other] + first + data[other + PAGE :]


def byte_of_header(data, chance):
    at = chance.randrange(100)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def noise(data, chance):
    at, length = chance.randrange(len(data)), chance.choice((1, 8, 64))
    return data[:at] + chance.randbytes(length) + data[at + length :]


def noise_in_the_schema(data, chance):
    at = chance.randrange(100, PAGE * 10)
    return data[:at] + chance.randbytes(8) + data[at + 8 :]


def one_bit(data, chance):
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def words_of_the_terms(data, chance):
    """Bytes that are no UTF-8 in the middle of the service file."""
    at = data.index(b"clause") + chance.randrange(1000)
    return data[:at] + b"\xff\xc0\x9d" + data[at + 3 :]


def words_of_the_requests(data, chance):
    """And in what the customers wrote."""
    return data.replace(
        b"succede da stamattina", b"succede da " + chance.choice((b"\xff", b"\xc0")) + b"tamattina"
    )


HARMS = (
    *(cut, page_gone, pages_swapped, byte_of_header, noise, noise_in_the_schema, one_bit),
    *(words_of_the_terms, words_of_the_requests),
)


@pytest.fixture
def harmed(tmp_path, home):  # noqa: F811
    """A desk whose file, or log, holds these bytes."""

    def lie(data, log=None):
        folder = tmp_path / "desk"
        folder.mkdir(mode=0o700, exist_ok=True)
        for path in folder.iterdir():
            if path.is_file():
                path.unlink()
        (folder / FILE).write_bytes(data)
        if log is not None:
            (folder / f"{FILE}-wal").write_bytes(log)
        return Line(folder, home)

    return lie


def answers(line, commands, how):
    """No command ends as a bug; one that the file keeps from answering says what to do."""
    for command in commands:
        told = line(*command.split(), "--json", at="2026-03-03T09:00", code=None)
        assert told.code in (0, 1, 2, 3), (how, command, told)
        if told.code in (2, 3):
            assert any(name in told.err for name in (str(line.desk), "delta-system.toml")), (
                how,
                command,
                told,
            )
    assert not (line.home / ".local" / "state" / "deskterm").exists()


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_six_files_harmed_in_the_same_way(whole, harmed, harm):
    chance = random.Random(harm.__name__)
    for turn in range(6):
        answers(harmed(harm(whole, chance)), DAILY, (harm.__name__, turn))


def test_a_log_of_nonsense_beside_a_whole_file(whole, harmed):
    chance = random.Random(7)
    for size in (0, 1, 32, 100, PAGE + 56, 90_000):
        answers(harmed(whole, chance.randbytes(size)), DAILY, size)


@pytest.mark.trial
@pytest.mark.parametrize("looked_over", [True, False])
def test_six_hundred_harmed_files_and_every_command(whole, harmed, monkeypatch, looked_over):
    if not looked_over:
        monkeypatch.setattr(opening, "LOOK_OVER", 0)  # as if the file were larger than what is looked over
    chance = random.Random(looked_over)
    for turn in range(297):
        harm = HARMS[turn % len(HARMS)]
        answers(harmed(harm(whole, chance)), ALL, (harm.__name__, turn))
