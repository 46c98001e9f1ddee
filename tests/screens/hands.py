"""A technician's hands on the keyboard, for tests of the screens."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.screens.conftest import settle, text


async def press(pilot, *keys: str) -> None:
    """Press keys, each when the desk has answered the one before."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def write(pilot, words: str) -> None:
    """Type a text."""
    await pilot.press(*("space" if letter == " " else letter for letter in words))
    await settle(pilot)


async def until(pilot, holds: Callable[[], bool], *, seconds: float = 5) -> None:
    """Wait for what a change of the desk brings to the screen."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"it never came:\n{text(pilot.app)}"
        await pilot.pause(0.02)
    await settle(pilot)
