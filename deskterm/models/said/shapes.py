"""How things are said, as patterns that are read once they are asked for.

A command, or a screen, hears few of all the days, times and amounts that may be said; reading the patterns
of all of them takes a tenth of its start.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Shape:
    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, found)  # from now on at hand
        return found


def shape(text: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but read at the first question."""
    return cast("re.Pattern[str]", _Shape(text, flags))
