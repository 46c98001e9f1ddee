"""How much of a whole is left, as a bar."""

from __future__ import annotations

EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(part: int, whole: int, width: int) -> str:
    """`part` of `whole` as a bar of `width` cells, to an eighth; something left is never drawn as nothing."""
    if whole <= 0 or part <= 0:
        return "░" * width
    eighths = max(1, min(width * 8, round(width * 8 * part / whole)))
    full, rest = divmod(eighths, 8)
    return ("█" * full + (EIGHTHS[rest] if rest else "")).ljust(width, "░")
