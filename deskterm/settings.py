"""What the user has set: flag > environment > file > default, and where things lie; makes nothing.

The file is `config.toml` in the user's configuration folder (`deskterm/config.py`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from deskterm import config
from deskterm.config import SettingsError

APP = "deskterm"
ENVIRONMENT = {
    "desk": "DESKTERM_DESK",
    "technician": "DESKTERM_TECHNICIAN",
    "at": "DESKTERM_AT",
    "language": "DESKTERM_LANG",
    "catalogues": "DESKTERM_CATALOGUES",
}

CONCEALED = ("DESKTERM_MAIL_SECRET_", "DESKTERM_AT")  # no command of the settings gets these variables
FILED = (
    "theme",
    "announce",
    "agenda",
    "dial",
    "open",
    "bell",
    "mail",
    "hook",
    "keys",
)  # what the file alone can say


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; `origin` says for each where it came from: flag, variable, file or default."""

    desk: Path
    technician: str = ""  # "": the operating system's user
    at: str | None = None
    language: str | None = None  # None: as the system's locale says
    catalogues: Path | None = None  # where catalogues of further languages lie
    theme: str = ""
    announce: str = ""  # minutes before an appointment; "": the usual ones
    dial: str = ""  # the command that calls a number, {number} in it; "": it is copied
    open: str = ""  # the command that opens an attachment, {file} in it; "": none is opened
    bell: bool = False  # whether the terminal rings before a call costs (more)
    agenda: Path | None = None  # the feed of this technician's appointments, for a calendar program
    mail: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # of each mailbox, by its name
    hook: Mapping[str, Any] = field(default_factory=dict)  # what is run for what happens, as the file says it
    keys: Mapping[str, str] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, SettingsError] = field(default_factory=dict)  # of the file, by the setting

    @property
    def hooks_named(self) -> frozenset[str] | None:
        """The hooks that the file names; None where what it says of them cannot be used."""
        if "hook" in self.faults:
            return None
        own = any(not isinstance(value, dict) for value in self.hook.values())
        named = (name for name, value in self.hook.items() if isinstance(value, dict))
        return frozenset([*([config.HOOK] if own else []), *named])

    def need(self, name: str) -> None:
        """Raise SettingsError where the file says it and it cannot be used."""
        if name in self.faults:
            raise self.faults[name]


def config_file() -> Path:
    """Where the user's own settings lie."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "config.toml"


def default_desk() -> Path:
    """The desk that is meant when none is named."""
    return _data_folder() / "desk"


def demo_desk(service: str) -> Path:
    """Where the demo desk of a service lies when no folder is named."""
    return _data_folder() / "demo" / service


def state_folder() -> Path:
    """Where a log of our own bugs is left."""
    from platformdirs import user_state_path

    return user_state_path(APP, appauthor=False)


def opened_folder() -> Path:
    """Where attachments lie that are opened on purpose; it is emptied (`mail.viewing`)."""
    return state_folder() / "opened"


def for_others() -> dict[str, str]:
    """Our environment as a command of the settings gets it: no mailbox's password, no clock set by hand."""
    return {name: value for name, value in os.environ.items() if not name.startswith(CONCEALED)}


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def load(
    *,
    desk: str | None = None,
    technician: str | None = None,
    at: str | None = None,
    language: str | None = None,
    with_file: bool = True,
) -> Settings:
    """Put flags (the arguments), environment, file and defaults together. Raises SettingsError.

    What the file says badly and not everybody needs is left out (`faults`).
    `with_file`: False where the file has a fault and what is asked for can do without it.
    """
    flags = {"desk": desk, "technician": technician, "at": at, "language": language}
    file = config_file()
    named = os.environ.get(ENVIRONMENT["catalogues"], "")
    config.find_catalogues(named)
    told, faults = config.read(file, named) if with_file else ({}, {})
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for name in ("desk", "technician", "at", "language", "catalogues", *FILED):
        for source, value in (
            ("flag", flags.get(name)),
            (ENVIRONMENT.get(name, ""), os.environ.get(ENVIRONMENT.get(name, ""))),
            (str(file), told.get(name)),
        ):
            if value:
                values[name], origin[name] = value, source
                break
    config.check_language(values.get("language"), origin.get("language", ""))
    values["desk"] = _folder(values["desk"], origin["desk"]) if "desk" in values else default_desk()
    if "catalogues" in values:
        values["catalogues"] = _folder(values["catalogues"], origin["catalogues"])
        try:
            config.check_catalogues(values["catalogues"], origin["catalogues"])
        except SettingsError as fault:
            if origin["catalogues"] != str(file):
                raise
            faults["catalogues"] = fault
            del values["catalogues"]
    if "agenda" in values:
        values["agenda"] = _folder(values["agenda"], origin["agenda"])
    return Settings(**values, origin=origin, faults=faults)


def anew(told: Settings) -> Settings:
    """The settings, with what the file says by now of mailboxes and hooks.

    For who works on for days: each as it was where the file is in somebody's hands and has a fault there.
    """
    try:
        found, faults = config.read(config_file(), os.environ.get(ENVIRONMENT["catalogues"], ""))
    except SettingsError:
        return told
    return replace(told, **{name: found.get(name, {}) for name in ("mail", "hook") if name not in faults})


def _folder(text: str, origin: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise SettingsError("no_home", word=text, origin=origin) from None
