"""The user's command that opens a file, as the settings say it: `xdg-open {file}`."""

from __future__ import annotations

import shlex

FILE = "{file}"  # where the command gets the file's path


def words(command: str) -> list[str]:
    """The words of a command that opens a file, `{file}` in one of them; none where it is no such command.

    The first word is a program, never the file itself: what came in a mail is handed over, and not run.
    """
    try:
        found = shlex.split(command)
    except ValueError:
        return []
    named = [word for word in found[1:] if FILE in word]
    return found if named and FILE not in found[0] else []
