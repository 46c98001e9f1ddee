"""A technician's hands on the keyboard, for tests of the screens."""

from __future__ import annotations

from tests.screens.conftest import settle, until

__all__ = ["press", "until", "write"]


async def press(pilot, *keys: str) -> None:
    """Press keys, each when the desk has answered the one before."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def write(pilot, words: str) -> None:
    """Type a text."""
    await pilot.press(*("space" if letter == " " else letter for letter in words))
    await settle(pilot)
