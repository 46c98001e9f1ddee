"""A sign for what a colour says, so that nothing depends on seeing it; without Textual."""

from __future__ import annotations

SIGNS = {"warn": "!", "late": "!!"}  # money or lateness is near, or has come


def signed(text: str, tone: str) -> str:
    """`! 2 a rischio`: a text behind the sign of its tone, where it has one."""
    sign = SIGNS.get(tone, "")
    return f"{sign} {text}" if sign and text else text
