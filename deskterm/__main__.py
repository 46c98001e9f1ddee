"""`deskterm`: the way in, for screens and line commands."""

from __future__ import annotations

import os
import sys

from deskterm import __version__


def main() -> None:
    """Run the command line and end the process with its exit code."""
    os.umask(0o077)
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"deskterm {__version__}\n")
        return
    if shell := os.environ.get("_DESKTERM_COMPLETE"):
        from deskterm.commands import tab

        tab.main(shell, sys.argv[1:])
        return
    try:
        from deskterm.commands.run import run
    except KeyboardInterrupt:
        raise SystemExit(130) from None  # Ctrl+C while still loading: as quietly as later

    raise SystemExit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
