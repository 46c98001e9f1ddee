"""`deskterm man`: the manual page, opened where there is a terminal, else printed for `man -l -`."""

from __future__ import annotations

import shutil
import subprocess
import sys

from deskterm.commands.frame import output
from deskterm.commands.frame.base import command
from deskterm.commands.frame.line import Line
from deskterm.exits import Exit
from deskterm.locale import language


@command("man", json=False)
def man(_line: Line) -> int:
    """Open the manual page."""
    from deskterm.commands.papers import handbook

    reader = shutil.which("man")
    if reader is None and sys.stdout.isatty():
        output.write(handbook.page(language()))
        return int(Exit.DONE)
    page = handbook.man(language())
    if not sys.stdout.isatty():
        output.write(page.removesuffix("\n"))
        return int(Exit.DONE)
    return subprocess.run(
        [str(reader), "-E", "UTF-8", "-l", "-"], input=page.encode(), check=False
    ).returncode
