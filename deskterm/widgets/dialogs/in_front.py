"""A dialog comes in front: for the first time, or again after what lay over it."""

from __future__ import annotations

from typing import Any

from textual.app import App

from deskterm.widgets.status.line import draw


def in_front(app: App[Any]) -> None:
    """Say at once what was said meanwhile, and show the screen beneath as the desk is now.

    The desk may have changed while another screen of it lay over both.
    """
    beneath = getattr(app, "desk_screen", None)
    if beneath is not None:
        with beneath.shell.typing.asking():
            beneath.freshen()
    draw(app)
