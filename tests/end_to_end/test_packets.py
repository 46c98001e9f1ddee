"""The acts of a shift, each sent as one packet to a real terminal, at three speeds: they come to the same."""

from __future__ import annotations

import time
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


@pytest.mark.trial
@pytest.mark.parametrize("time", range(5))
@pytest.mark.parametrize("between", SPEEDS)
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_every_act_at_every_speed_comes_to_what_it_should(tmp_path, act: Act, between: float, time: int):
    del time
    sent(tmp_path, act, between)
