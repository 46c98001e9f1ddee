"""Every word of every screen can be read in every theme: no ink that the paper swallows."""

from __future__ import annotations

import pytest
from deskterm.screens.call.screen import CallScreen
from deskterm.widgets import themes
from textual.screen import ModalScreen

from tests.screens.conftest import settle, strips
from tests.screens.demo_desk import app_at
from tests.screens.hands import press

LEAST = 3.0  # W3C's measure for large text and signs; the words stand far above it
FRAME = " ─│╭╮╰╯▌█▁▂▃▄▅▆▇░▏▎▍▋▊▉"
WAYS = {
    "queue": (),
    "post": ("5",),
    "ticket": ("down", "down", "enter"),
    "decisions": ("down", "down", "enter", "d"),
    "triage": ("down", "down", "enter", "t", "n", "m"),
    "topics": ("down", "down", "enter", "t", "a"),
    "call": ("down", "down", "enter", "f2", "enter"),
    "ring": ("f2", "t", "e", "s", "s"),
    "packs": ("6",),
    "backlog": ("7",),
    "month": ("7", "m"),
    "callbacks": ("f8",),
    "request": ("c", "escape"),
    "help": ("question_mark",),
}


def brightness(color) -> float:
    """Relative luminance of a colour."""
    parts = [part / 255 for part in color.get_truecolor()]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style) -> float:
    one, other = sorted((brightness(style.color), brightness(style.bgcolor)))
    return (other + 0.05) / (one + 0.05)


def on_top(app):
    """The lines of the screen; of a dialog alone where one lies over it."""
    shown = strips(app)
    if isinstance(app.screen, ModalScreen):
        box = app.screen.children[0].region
        return [strip.crop(box.x, box.right) for strip in shown[box.y : box.bottom]]
    return shown


def unreadable(app):
    """Every stretch of text whose colour is too near to what lies behind it."""
    for strip in on_top(app):
        for text, style, _ in strip:
            if text.strip(FRAME) and style and style.color and style.bgcolor and contrast(style) < LEAST:
                yield text, round(contrast(style), 1)


@pytest.mark.parametrize("way", WAYS)
async def test_ink_is_not_paper(tmp_path, way):
    app = app_at(tmp_path / "desk")
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, *WAYS[way])
        assert way != "call" or isinstance(app.screen, CallScreen)
        for theme in themes.NAMES:
            app.theme = theme
            await settle(pilot)
            assert list(unreadable(app)) == [], theme
