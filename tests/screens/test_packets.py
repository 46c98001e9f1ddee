"""What comes in one packet leaves the desk as what is typed slowly: no key is lost, none falls beneath."""

from __future__ import annotations

import asyncio
import json
import random
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest
from deskterm.app import DeskApp
from deskterm.desk.agenda import callbacks
from deskterm.desk.calls import contacts, timer
from deskterm.desk.context import open_desk
from deskterm.screens.callbacks import words as callbacks_words
from deskterm.screens.callbacks.screen import CallbacksScreen
from deskterm.screens.shared.kept import SOON
from deskterm.widgets import typeahead
from textual import events
from textual.keys import _character_to_key

from tests.keystrokes import TWO_THINGS
from tests.laid import lay
from tests.screens.conftest import PATIENCE, settle
from tests.screens.counter import MORNING, ROME, Counter, still

pytestmark = pytest.mark.usefixtures("drawn")

WHERE = ("queue", "ticket", "dialog", "call")
# The shift's acts, as they are typed: what is a word is typed letter by letter.
ACTS = {
    "who rings, from a name": ("f2", "=bianchi", "enter", "enter"),
    "who rings, from a number": ("f2", "=0445 000789", "enter", "enter"),
    "the next ticket": ("f4",),
    "the next ticket twice": ("f4", "f4"),
    "a call filed": ("f5", "enter", "f9"),
    "a note, then stopped": ("=server riavviato", "f5", "f9"),
    "a ticket put to rest": ("p", "=attende il backup", "enter"),
    "an answer begun and left": ("r", "=Buongiorno, provi ora", "escape", "escape"),
    "nobody answered": ("f8", "n", "escape"),
    "help, and on": ("question_mark", "escape", "j", "enter"),
    "triage left again": ("t", "escape", "escape"),
    "a letter split in two topics": ("t", "s", "1", "6", "f9"),
}
LETTERS = (
    *("f2", "f3", "f4", "f5", "f8", "f9", "enter", "escape", "j", "k", "down", "up", "tab"),
    *("p", "t", "r", "n", "2", "1", "=rossi", "=0445", "u", "question_mark", "m", "s", "y"),
)


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A full machine lets keys wait for longer than a person would; here nobody loses patience with Esc."""
    monkeypatch.setattr(typeahead, "LONG", PATIENCE)


def keys_of(act: tuple[str, ...]) -> list[str]:
    return [key for word in act for key in (word[1:] if word.startswith("=") else [word])]


def event(key: str) -> events.Key:
    named = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    return events.Key(named, key if len(key) == 1 else None)


class Busy(Counter):
    """Three wait, two are in hand, one call was promised, and one call runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = MORNING
        lay(folder, "packets", self._furnish)
        self.desk = open_desk(folder, who="luca", clock=lambda: self.now)

    def _furnish(self, folder: Path) -> None:
        super()._furnish(folder)
        self.desk = open_desk(folder, who="luca", clock=lambda: self.now)
        for n, customer in enumerate(("C001", "C002", "C001")):
            self.request(customer, f"In coda {n}", body=TWO_THINGS)
        self.taken("C002", subject="In mano")
        at = int(datetime(2026, 3, 3, 9, 30, tzinfo=ROME).timestamp())
        promised = self.taken("C001", subject="Da richiamare", phone="0445 000123")
        callbacks.add(self.desk, promised, due_at=at)
        timer.start(self.desk, self.taken("C002", subject="Al telefono"))
        self.desk.close()


async def begun(pilot, where: str) -> None:
    """Where the keys find one: in the queue, on a ticket, in a dialog, in a call."""
    await settle(pilot)
    for key in {"ticket": ("2", "enter"), "dialog": ("2", "enter", "h"), "call": ("f3",)}.get(where, ()):
        pilot.app.post_message(event(key))
        await still(pilot)


def waits(timer) -> bool:
    """Whether it is what keeps what is typed, and its moment is still to come."""
    return timer._interval == SOON and timer._task is not None


async def at_rest(pilot) -> str:
    """Wait until all is still and what is typed is at the desk, which it is a moment after a key."""
    await still(pilot)
    while any(waits(timer) for timer in list(pilot.app._timers)):
        await pilot.pause(0.02)
        await still(pilot)
    pilot.app.nudge()  # a draft is marked where it is seen, at the next look at the desk
    return await still(pilot)


async def played(folder, where: str, *packets: list[str], slowly: bool) -> list[tuple[str, str]]:
    """Play packets of keys at a desk of its own; what is on it after each, and what the terminal shows."""
    counter, found = Busy(folder), []
    app = DeskApp(counter.desk)
    app.spoken.clock = lambda: 0.0  # what is said stands for seconds, whoever is the quicker
    async with app.run_test(size=(80, 24)) as pilot:
        await begun(pilot, where)
        for keys in packets:
            for key in keys:
                if pilot.app.return_code is None:
                    pilot.app.post_message(event(key))
                    if slowly:
                        await settle(pilot)
            shown = await at_rest(pilot) if pilot.app.return_code is None else ""
            found.append((on_the_desk(counter), shown))
    return found


def on_the_desk(counter: Counter) -> str:
    """Every ticket, contact, session, promise and event, without the tags that are drawn by lot."""
    with counter.desk.read() as conn:
        tables = {
            table: [dict(row) | {"tag": ""} for row in conn.execute(f"SELECT * FROM {table} ORDER BY 1")]
            for table in ("ticket", "contact_group", "session", "callback", "message", "event")
        }
    return json.dumps(tables, indent=1, default=str)


EACH = [(where, act) for act in ACTS for where in WHERE]


@pytest.mark.parametrize(("where", "act"), EACH[::3])
async def test_phone_fault_14_an_act_in_one_packet_leaves_what_it_leaves_slowly(tmp_path, where, act):
    keys = keys_of(ACTS[act])
    slow = await played(tmp_path / "slow", where, keys, slowly=True)
    fast = await played(tmp_path / "fast", where, keys, slowly=False)
    assert fast[0][0] == slow[0][0]
    assert fast[0][1] == slow[0][1]


@pytest.mark.trial
@pytest.mark.parametrize(("where", "act"), EACH)
async def test_every_act_in_one_packet_leaves_what_it_leaves_slowly_from_everywhere(tmp_path, where, act):
    keys = keys_of(ACTS[act])
    slow = await played(tmp_path / "slow", where, keys, slowly=True)
    assert await played(tmp_path / "fast", where, keys, slowly=False) == slow


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(1_000))
async def test_any_ten_packets_leave_what_their_keys_leave_slowly(tmp_path, seed):
    """Ten thousand packets in all; each goes on where the one before has led."""
    chance = random.Random(seed)
    where = chance.choice(WHERE)
    packets = [
        keys_of(tuple(chance.choice(LETTERS) for _ in range(chance.randint(3, 12)))) for _ in range(10)
    ]
    slow = await played(tmp_path / "slow", where, *packets, slowly=True)
    fast = await played(tmp_path / "fast", where, *packets, slowly=False)
    for at, (quick, calm) in enumerate(zip(fast, slow, strict=True)):
        assert quick == calm, (where, packets[: at + 1])


async def test_a_key_waits_for_the_newer_look_that_overtook_the_one_it_waited_for(tmp_path, monkeypatch):
    """F8 and Enter in one packet while a colleague changes the desk: Enter calls who waits in the list."""
    counter = Busy(tmp_path / "desk")
    first, newer, read = Event(), Event(), callbacks_words.waiting
    asked = iter((first,))

    def slowly(desk):
        assert next(asked, newer).wait(PATIENCE)
        return read(desk)

    monkeypatch.setattr(callbacks_words, "waiting", slowly)
    async with DeskApp(counter.desk).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pilot.app.post_message(event("f8"))
        pilot.app.post_message(event("enter"))
        while not isinstance(pilot.app.screen, CallbacksScreen) or not pilot.app.screen.stands:
            await pilot.pause(0.02)
        pilot.app.screen.desk_changed()
        first.set()
        await pilot.pause(0.2)
        newer.set()
        shown = await still(pilot)
        assert "Mettere in pausa la chiamata" in shown


async def test_letters_that_wait_when_the_program_is_told_to_end_are_in_the_note(tmp_path):
    counter = Busy(tmp_path / "desk")
    async with DeskApp(counter.desk).run_test(size=(80, 24)) as pilot:
        await begun(pilot, "call")
        for key in "etichette":
            pilot.app.post_message(event(key))
        await asyncio.sleep(0)
        pilot.app.exit(return_code=143)
    call = timer.running(counter.desk).session
    assert [one.note for one in contacts.groups(counter.desk, call.ticket)] == ["etichette"]
