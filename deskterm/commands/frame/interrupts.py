"""Ctrl+C while the program loads: Python's import may swallow an interrupt, and go on as if none had come."""

from __future__ import annotations

import signal


def leave_to_the_system() -> None:
    """Until `heed`, Ctrl+C ends the process as other signals do: nothing has begun that it could harm."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def heed() -> None:
    """From now on Ctrl+C is a KeyboardInterrupt: what was begun is ended in its own way."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
