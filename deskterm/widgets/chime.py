"""The bell of a call: a minute before it costs money, when it does, and at each unit of its price."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deskterm.widgets.live import Live


class Chime:
    """Strikes once for each mark that the running call passes, where it is `wanted`."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted
        self._last: tuple[int, str, int] | None = None  # contact, kind of work, its seconds at the last look

    def strikes(self, live: Live | None, now: int) -> bool:
        """Whether a mark lies between the last look and `now` (seconds UTC).

        A mark passed unseen, by a call that this program found running, is told by words alone.
        """
        if not self._wanted or live is None or live.paused or live.to_confirm:
            self._last = None
            return False
        before, here = self._last, (live.group_id, live.kind, live.elapsed(now))
        self._last = here
        if before is None or before[:2] != here[:2]:
            return False
        # `money` is the last second before it costs more, `soon` the first of the warning
        passed = (second + 1 if what == "money" else second for second, what in live.marks if second > 0)
        return any(before[2] < second <= here[2] for second in passed)
