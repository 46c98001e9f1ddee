"""An attachment opened on purpose: copied to a private place and handed to the user's own command (S12).

The desk runs nothing that came in a mail. The command is that of the settings (`open = "xdg-open {file}"`),
started without a shell, the file's path one argument. The copy is 0600 and not executable, in a folder that
only its owner enters, and is gone when the desk is closed or the next day.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from deskterm import config, settings
from deskterm.clock import machine_clock
from deskterm.desk.errors import Refused
from deskterm.mail.save import safe_name, save
from deskterm.models.files import open_command

KEPT = 12 * 3600  # seconds after which a copy is not needed any more
_ODD = re.compile(r"[^\w.-]+", re.ASCII)  # whatever a shell of the user's own command could take for more


def open_with_command(name: str, content: bytes) -> Path:
    """Hand a copy to the command of the settings, and say where it lies; it is not waited for.

    Raises Refused where the settings name no command, it cannot be started, or there is no private place.
    """
    words = command()
    place = settings.opened_folder()
    path = _written(place, name, content)
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            [word.replace(open_command.FILE, str(path)) for word in words],
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            start_new_session=True,
            env=settings.for_others(),
        )
    except (OSError, ValueError) as error:
        empty(path.parent)
        detail = getattr(error, "strerror", None) or str(error)
        raise Refused("file_not_opened", command=words[0], detail=detail) from None
    threading.Thread(target=process.wait, name="open", daemon=True).start()
    return path


def command() -> list[str]:
    """The words of the command that opens files, as the settings say now. Raises Refused for none."""
    file = settings.config_file()
    try:
        found, faults = config.read(file)
        if "open" in faults:
            raise faults["open"]
        told = found.get("open", "")
    except config.SettingsError as error:
        values: dict[str, Any] = error.values
        raise Refused(error.code, **values) from None
    words = open_command.words(told) if told else []
    if not words:
        raise Refused("no_open_command", path=str(file))
    return [str(Path(words[0]).expanduser()), *words[1:]] if words[0].startswith("~/") else words


def _written(place: Path, name: str, content: bytes) -> Path:
    """A copy in a new folder of its own, under a name that no program can take for anything but a name."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not stat.S_ISDIR(place.lstat().st_mode):  # a link leads who knows where
            raise Refused("no_private_place", path=str(place))
        place.chmod(0o700)
        tidy()
        folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=place))
        return save(_ODD.sub("_", safe_name(name)).lstrip("-") or "file", content, folder)
    except OSError as error:
        raise Refused("no_place_for_copy", path=str(place), detail=error.strerror or str(error)) from None


def leave() -> None:
    """The desk is closed: what this process opened goes, and what is old."""
    tidy(own=f"{os.getpid()}-")


def tidy(own: str = "") -> None:
    """Take away the copies that nobody needs any more, and those whose name begins so."""
    with suppress(OSError):
        for one in settings.opened_folder().iterdir():
            with suppress(OSError):
                if (own and one.name.startswith(own)) or machine_clock() - one.lstat().st_mtime >= KEPT:
                    empty(one)


def empty(folder: Path) -> None:
    """Take a copy away with its folder."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)
    else:
        folder.unlink(missing_ok=True)
