"""`deskterm`: the way in, for screens and line commands."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from deskterm import __version__, streams
from deskterm.commands.frame import interrupts


def main() -> None:
    """Run the command line and end the process with its exit code."""
    interrupts.leave_to_the_system()
    os.umask(0o077)
    streams.stand()
    if sys.argv[1:] == ["--version"] and streams.answers_are_heard():
        with suppress(OSError):
            sys.stdout.write(f"deskterm {__version__}\n")
        if streams.failure() is None:
            return
    if shell := os.environ.get("_DESKTERM_COMPLETE"):
        from deskterm.commands.papers import tab

        with suppress(OSError):
            tab.main(shell, sys.argv[1:])
        if streams.failure() is not None:
            streams.let_go(sys.stdout)
        return
    from deskterm.commands.frame.run import run

    raise SystemExit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
