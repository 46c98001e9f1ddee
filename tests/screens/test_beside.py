"""Two technicians at one ticket: each sees the other there, and no customer is answered twice unawares."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.queue import looking
from deskterm.desk.tickets import tickets
from deskterm.storage.file.in_front import FOLDER
from deskterm.widgets.text.editor import Editor

from tests.screens.conftest import settle, text, until
from tests.screens.counter import Counter, Empty, opened, press, still
from tests.screens.hands import write
from tests.screens.said import line, shown

# Another program of a colleague's: it has a ticket in front, writes when it is told to, and is killed.
COLLEAGUE = """
import sys
from pathlib import Path
from deskterm.desk.context import open_desk
from deskterm.desk.queue import looking
desk = open_desk(Path(sys.argv[1]), who="marta")
for row in sys.stdin:
    looking.show(desk, {sys.argv[2]: row.strip() == "writes"})
    print("shown", flush=True)
"""
LOOKS, WRITES = "anche marta lo sta guardando", "marta sta scrivendo una risposta"


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


class Marta:
    """The colleague's program."""

    def __init__(self, counter, code) -> None:
        ask = [sys.executable, "-c", COLLEAGUE, str(counter.folder), code]
        self.process = subprocess.Popen(ask, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def does(self, what: str) -> None:
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "shown\n"

    def dies(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def marta(counter):
    code = counter.taken("C001")
    colleague = Marta(counter, code)
    yield colleague
    colleague.dies()


async def test_phone_fault_27_who_looks_at_the_same_ticket_or_writes_about_it_is_seen_until_they_are_gone(
    counter, marta, record_property
):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        assert shown(pilot.app) == ""
        marta.does("looks")
        record_property("seen", await until(pilot, lambda: f"» {LOOKS}" in line(pilot.app)))
        marta.does("writes")
        await until(pilot, lambda: f"» {WRITES}" in line(pilot.app))
        assert LOOKS not in line(pilot.app)
        await press(pilot, "r")
        assert f"· {WRITES}" in text(pilot.app)  # before one types
        await press(pilot, "escape")
        marta.dies()
        record_property("gone", await until(pilot, lambda: shown(pilot.app) == ""))
        assert "Nessuna chiamata in corso" in await still(pilot)
    assert not (counter.folder / FOLDER).exists()


async def test_phone_fault_27_on_another_ticket_nobody_is_named(counter, marta):
    other = counter.taken("C002")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", other)
        marta.does("looks")
        await until(pilot, lambda: bool(pilot.app.colleagues._lookers))
        assert shown(pilot.app) == ""


async def test_phone_fault_27_a_colleague_sees_what_is_in_front_here_a_letter_beneath_a_call_too(counter):
    code = counter.taken("C001")
    colleague = counter.colleague()
    here = lambda: [(one.who, one.ticket, one.writes) for one in looking.others(colleague)]  # noqa: E731
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await until(pilot, lambda: here() == [("luca", code, False)])
        await press(pilot, "r")
        await until(pilot, lambda: here() == [("luca", code, True)])
        await press(pilot, "f2")
        await until(pilot, lambda: here() == [("luca", code, True)])
        await press(pilot, "escape", "escape", "escape")
        assert isinstance(pilot.app.screen, Empty)
        await until(pilot, lambda: here() == [])
        await opened(pilot, "ticket", code)
        await until(pilot, lambda: here() == [("luca", code, False)])
    end = time.monotonic() + 5
    while here() and time.monotonic() < end:
        time.sleep(0.01)
    assert here() == []
    colleague.close()


async def test_phone_fault_27_looking_changes_nothing_at_the_desk_and_idle_screens_stay_idle(counter, marta):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        loads = []
        load, pilot.app.screen.load = pilot.app.screen.load, lambda: (loads.append(1), load())
        before = counter.desk.changed()
        for what in ("looks", "writes", "looks"):
            marta.does(what)
            await until(pilot, lambda what=what: (WRITES if what == "writes" else LOOKS) in line(pilot.app))
        await settle(pilot)
        assert loads == [] and counter.desk.changed() == before


async def test_phone_fault_27_who_was_answered_meanwhile_is_answered_again_only_by_another_key(counter):
    code = counter.taken("C001")
    marta = open_desk(counter.folder, who="marta", clock=lambda: counter.now)
    answers = lambda: [one.body for one in tickets.thread(counter.desk, code) if one.kind == "answer"]  # noqa: E731
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r")
        await write(pilot, "la mia risposta")
        tickets.answer(marta, code, text="Buongiorno, si stampa di nuovo da F7.")
        seen = await press(pilot, "f9")
        assert "marta ha già scritto" in seen and "si stampa di nuovo da F7" in seen
        await press(pilot, "f9", "enter")
        assert len(answers()) == 1 and "La bozza resta" in shown(pilot.app)
        await press(pilot, "r")
        assert "la mia risposta" in pilot.app.screen.query_one(Editor).text
        await press(pilot, "f9")  # by now the other one has been seen
        assert len(answers()) == 2
        await press(pilot, "r")
        await write(pilot, "ancora io")
        tickets.answer(marta, code, text="Aggiungo: serve riavviare.")
        assert "serve riavviare" in await press(pilot, "f9")
        await press(pilot, "i")
        assert len(answers()) == 4 and "ancora io" in answers()[-1]
    marta.close()
