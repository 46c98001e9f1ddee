"""The acts of a shift, each sent as one packet to a real terminal, at three speeds: they come to the same."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from tests.clocks import ROME
from tests.end_to_end.terminal import PATIENCE, Terminal, deskterm, key_bytes
from tests.keystrokes import ACTS, Act

# Seconds between two keys: in one packet, as a macro keypad sends them, as over a slow line.
SPEEDS = (0.0, 0.003, 0.03)
EVERY_DAY = ACTS[0], ACTS[2], ACTS[-2]


def tell(clock: Path, now: int) -> None:
    """The desk's time, for a program that runs."""
    clock.write_text(datetime.fromtimestamp(now, ROME).isoformat(), encoding="utf-8")


def sent(folder: Path, act: Act, between: float) -> None:
    """Begin where the act begins, key by key; then its keys, and what must hold."""
    desk = act.furnish(folder / "desk")
    clock = folder / "now"
    tell(clock, desk.now)
    where = ["--desk", str(folder / "desk"), "--as", "luca", "--at", f"@{clock}"]
    with Terminal(deskterm(*where)) as terminal:
        terminal.wait_for("Coda")
        terminal.rest(0.2)
        for key in act.lead:
            if key == "f5":
                desk.now += act.seconds
                tell(clock, desk.now)
                terminal.rest(0.2)
            terminal.send(key)
            terminal.rest(0.2)
        if "f5" not in act.lead:
            desk.now += act.seconds
            tell(clock, desk.now)
            terminal.rest(0.2)
        assert not act.holds(desk.desk, ""), "it holds before anything was done"
        packet = [key_bytes(key) if len(key) > 1 else key.encode() for key in act.packet]
        if not between:
            terminal.write(b"".join(packet))
        for key in packet if between else ():
            terminal.write(key)
            time.sleep(between)
        end = time.monotonic() + PATIENCE
        while not act.holds(desk.desk, terminal.text()):
            assert time.monotonic() < end, f"{act.name}:\n{terminal.text()}"
            time.sleep(0.05)
        terminal.rest(0.2)
        assert act.holds(desk.desk, terminal.text()), terminal.text()
        terminal.send("Ctrl+Q")


@pytest.mark.parametrize("act", EVERY_DAY, ids=lambda act: act.name)
def test_an_act_in_one_packet_comes_to_what_it_should(tmp_path, act: Act):
    sent(tmp_path, act, 0.0)


PARKS, NOTES, HELPS, QUEUE = "che cosa aspetta?", "nota interna", "La richiesta per intero", "1º in coda"


@contextmanager
def in_a_dialog(folder: Path, config: str = "") -> Iterator[Terminal]:
    """A ticket in hand, its page open, and the dialog over it in which one says why it rests."""
    ACTS[4].furnish(folder / "desk").taken(subject="Bolle")
    (home := folder / "config/deskterm").mkdir(parents=True)
    (home / "config.toml").write_text(config, encoding="utf-8")
    where = ["--desk", str(folder / "desk"), "--as", "luca", "--at", "2026-03-03T09:20"]
    with Terminal(deskterm(*where), env={"XDG_CONFIG_HOME": str(folder / "config")}) as terminal:
        terminal.wait_for("Coda")
        for key in ("2", "Enter", "p"):
            terminal.rest(0.2)
            terminal.send(key)
        terminal.wait_for(PARKS)
        terminal.rest(0.2)
        yield terminal


@pytest.mark.parametrize(
    ("packet", "shows"),
    [(b"\x1bm", NOTES), (b"\x1b?", HELPS), (b"\x1bj\x1b[Bm", NOTES), (b"\x1b\x1b1", QUEUE)],
    ids=["a letter", "a sign", "a letter and an arrow", "Esc twice and a digit"],
)
def test_esc_and_a_key_in_one_packet_close_a_dialog_and_do_what_the_key_does(tmp_path, packet, shows):
    with in_a_dialog(tmp_path) as terminal:
        terminal.write(packet)
        assert PARKS not in terminal.wait_for(shows)
        terminal.send("Ctrl+Q")


def test_a_key_that_is_bound_to_alt_is_no_esc(tmp_path):
    with in_a_dialog(tmp_path, '[keys]\n"desk.help" = "alt+h"\n') as terminal:
        terminal.write(b"\x1bh")
        terminal.wait_for("Dappertutto")
        terminal.rest(0.2)
        terminal.send("Esc")
        terminal.wait_for(PARKS)  # it still lay beneath
        terminal.send("Ctrl+Q")


@pytest.mark.trial
@pytest.mark.parametrize("time", range(5))
@pytest.mark.parametrize("between", SPEEDS)
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_every_act_at_every_speed_comes_to_what_it_should(tmp_path, act: Act, between: float, time: int):
    del time
    sent(tmp_path, act, between)
