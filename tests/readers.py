"""One process that reads mails for all the tests of a run, as one does for a whole morning of a desk.

Starting it takes longer than what most of them have it read. Whoever tries the reader itself has its own.
"""

from __future__ import annotations

import atexit
from subprocess import Popen

import pytest
from deskterm.mail.sandbox import Reader

READY = Reader._ready
_spare: dict[int, tuple[Popen[bytes], int]] = {}  # by the megabytes each may fill, with how many mails left


def read_by_one(patched: pytest.MonkeyPatch) -> None:
    """A reader begins with the process that the last one has left in good health."""
    patched.setattr(Reader, "_ready", _ready)
    patched.setattr(Reader, "__exit__", _left)


def _ready(reader: Reader) -> Popen[bytes]:
    if reader._child is None and reader.megabytes in _spare:
        child, left = _spare.pop(reader.megabytes)
        if child.poll() is None:
            reader._child, reader._left = child, left
        else:
            _end(child)
    return READY(reader)


def _left(reader: Reader, *_: object) -> None:
    if reader._child is None or reader.megabytes in _spare or reader._child.poll() is not None:
        reader.close()
        return
    _spare[reader.megabytes] = (reader._child, reader._left)
    reader._child = None


def _end(child: Popen[bytes]) -> None:
    reader = Reader()
    reader._child = child
    reader.close()


@atexit.register
def _end_all() -> None:
    while _spare:
        _end(_spare.popitem()[1][0])
