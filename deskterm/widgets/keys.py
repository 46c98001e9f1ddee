"""What keys do while something is under way."""

from __future__ import annotations

from enum import Enum, auto


class Keys(Enum):
    """What keys do while something is under way."""

    WAIT = auto()  # all wait
    TEXT = auto()  # text passes into its field, all others wait
    MOVE = auto()  # the cursor of the list moves on, all others wait
    GO_ON = auto()  # none waits
