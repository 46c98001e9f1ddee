"""What the program needs no longer is given back while nobody types, so that no key waits for it.

A page that is closed leaves some ten thousand objects that hold each other. Python looks for such when it
likes, among all that is old: 20 to 35 ms, in the middle of whatever is painted then.
"""

from __future__ import annotations

import gc
from typing import Any

from deskterm.widgets.work import once

STILL = 0.12  # seconds since the last key
WAITING = 4  # generations of the middle age since the last look; below that nothing to speak of is held
LATEST = 100  # of them, after which Python looks all the same: somebody who never stops typing


class Sweep:
    """Looks for what nothing holds any more, at moments of its own."""

    def __init__(self, app: Any) -> None:
        self._app, self._coming = app, False
        self._before = gc.get_threshold()

    def begin(self) -> None:
        """Once the first paint is over: what stands by then stays, and is not looked at again."""
        if not gc.get_freeze_count():  # whoever runs several of us has done it
            gc.freeze()
        young, middle, old = self._before = gc.get_threshold()
        gc.set_threshold(young, middle, max(old, LATEST))
        gc.enable()

    def end(self) -> None:
        """The program ends: Python looks again when it likes."""
        gc.set_threshold(*self._before)

    def pressed(self) -> None:
        """A key has come: look once no more come and what it asked for is painted."""
        if not self._coming:
            self._coming = True
            once(self._app, STILL, self._look)

    def _look(self) -> None:
        if not self._app.typing.rests(STILL):
            once(self._app, STILL, self._look)
            return
        self._coming = False
        if gc.get_count()[2] >= WAITING:
            gc.collect()
