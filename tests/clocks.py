"""The clock of a test: local times of Rome as instants, and a desk's clock that is moved by hand."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def rome(wall: str, fold: int = 0) -> int:
    """The instant of a Roman wall clock, `2026-03-02 11:59`; `fold=1`: the second time it shows it."""
    return int(datetime.fromisoformat(wall).replace(tzinfo=ROME, fold=fold).timestamp())


class Watch:
    """A desk's clock, moved by hand."""

    def __init__(self, text: str) -> None:
        self.at = rome(text)

    def __call__(self) -> int:
        return self.at

    def set(self, text: str) -> None:
        self.at = rome(text)

    def passes(self, seconds: int) -> None:
        self.at += seconds
