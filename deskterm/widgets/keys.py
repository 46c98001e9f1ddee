"""What keys do while something is under way."""

from __future__ import annotations

from enum import Enum


class Keys(Enum):
    """What keys do while something is under way."""

    WAIT = "all wait"
    TEXT = "text passes into its field, all others wait"
    MOVE = "the cursor of the list moves on, all others wait"
    GO_ON = "none waits"
