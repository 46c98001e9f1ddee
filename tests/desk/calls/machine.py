"""A machine whose clocks a test moves: the one on the wall, the one since boot, the one that sleeps."""

from __future__ import annotations

from deskterm.clock import Boot


class Machine:
    """A desk's clock; `pass_time` moves all three, a jump only the one that people read."""

    def __init__(self, wall: int) -> None:
        self.wall, self.boot_ms, self.awake_ms, self.boots = wall, 5_000_000, 5_000_000, 1

    def __call__(self) -> int:
        return self.wall

    def boot(self) -> Boot:
        """Where the clocks stand that nobody sets."""
        return Boot("desk-1", f"boot-{self.boots}", self.boot_ms, self.awake_ms)

    def pass_time(self, seconds: int, *, jump: int = 0) -> None:
        """The machine runs."""
        self.wall += seconds + jump
        self.boot_ms += seconds * 1000
        self.awake_ms += seconds * 1000

    def sleep(self, seconds: int) -> None:
        """The machine sleeps."""
        self.wall += seconds
        self.boot_ms += seconds * 1000

    def restart(self) -> None:
        """The machine is started anew."""
        self.boots, self.boot_ms, self.awake_ms = self.boots + 1, 30_000, 30_000
