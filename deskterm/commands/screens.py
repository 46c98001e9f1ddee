"""Opening the screens from the line; the only place behind the commands that knows they exist."""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from functools import partial
from importlib import import_module

from deskterm import curtain
from deskterm.commands.line import Line
from deskterm.desk.errors import DeskError, DeskTrouble


def open_screens(line: Line) -> int:
    """Open the desk's screens and return their exit code. Raises DeskTrouble without a terminal."""
    if not curtain.has_terminal():
        raise DeskTrouble("no_terminal")
    if not curtain.can_draw():
        raise DeskTrouble("term_cannot_draw", term=os.environ.get("TERM", ""))
    desk = line.desk
    desk.clock = line.clock_of(desk, running=True)
    gc.disable()  # nothing that a start makes is garbage; the screens switch it on again
    first_page = import_module("deskterm.screens.first_page").first_page
    with curtain.drawn(partial(first_page, desk)):
        code: int = import_module("deskterm.app").run_app(desk, theme=line.set.theme, keymap=line.set.keys)
    with suppress(DeskError):
        import_module("deskterm.desk.claims").leave(desk)
    return code
