"""`--at @FILE`: the time is read from a file at every look, also while somebody is writing it."""

import threading

import pytest
from deskterm.clock import clock_from, parse_instant

ROME = "Europe/Rome"
NINE, TEN = "2026-03-03T09:00", "2026-03-03T10:00"


def at(text):
    return parse_instant(text, ROME)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ora"
    path.write_text(NINE)
    return path


@pytest.fixture
def clock(file):
    found = clock_from(f"@{file}", ROME, running=True)
    assert found() == at(NINE)
    return found


BROKEN = {
    "empty": b"",
    "half written": b"2026-03-",
    "a word": b"dopo pranzo",
    "other bytes": b"\xff\xfe2\x000\x00",
    "an empty line": b"\n2026-03-03T11:00",
    "far too long": b"2" * 100_000,
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_running_clock_keeps_the_last_time_that_it_could_read(clock, file, how):
    file.write_bytes(BROKEN[how])
    assert clock() == at(NINE)
    file.write_text(TEN + "\n")
    assert clock() == at(TEN)


def test_a_running_clock_outlives_its_file(clock, file):
    file.unlink()
    assert clock() == at(NINE)
    file.mkdir()
    assert clock() == at(NINE)
    file.rmdir()
    file.write_text(TEN)
    assert clock() == at(TEN)


def test_a_time_that_is_still_growing_is_not_taken_for_a_shorter_one(clock, file):
    file.write_text("2026-03-03")
    growing = threading.Timer(0.005, file.write_text, [TEN])
    growing.start()
    assert clock() == at(TEN)
    growing.join()


def test_a_clock_that_is_written_all_the_time_never_says_nonsense(clock, file):
    times = [f"2026-03-03T{hour:02}:{minute:02}:00" for hour in range(9, 12) for minute in range(0, 60, 5)]
    known = {at(NINE), *map(at, times)}

    def write():
        for text in times:
            file.write_text(text + "\n")

    writer = threading.Thread(target=write)
    writer.start()
    said = {clock()}
    while writer.is_alive():
        said.add(clock())
    writer.join()
    assert said <= known
    assert clock() == at(times[-1])


@pytest.mark.parametrize("how", [*BROKEN, "missing", "a folder"])
@pytest.mark.parametrize("lang", ["it", "en"])
def test_on_the_line_the_file_and_what_is_wrong_with_it_are_named(line, tmp_path, how, lang):
    path = tmp_path / "ora"
    if how == "a folder":
        path.mkdir()
    elif how != "missing":
        path.write_bytes(BROKEN[how])
    told = line("queue", at=f"@{path}", lang=lang, code=2)
    assert str(path) in told.err and "2026-03-03T09:12" in told.err
    cause = {"other bytes": "UTF-8", "missing": "No such file", "a folder": "directory"}
    line_is = {"it": "prima riga", "en": "first line"}[lang]
    assert cause.get(how, line_is) in told.err
