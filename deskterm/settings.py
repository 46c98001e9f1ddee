"""What the user has set: flag > environment > file > default, and where things lie; makes nothing.

The file is `config.toml` in the user's configuration folder:

    language = "it"
    technician = "mzen"
    desk = "/srv/deskterm/desk"
    theme = "deskterm-light"
    [keys]
    "queue.take_next" = "f4"
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deskterm.locale import LANGUAGES, t

APP = "deskterm"
ENVIRONMENT = {
    "desk": "DESKTERM_DESK",
    "technician": "DESKTERM_TECHNICIAN",
    "at": "DESKTERM_AT",
    "language": "DESKTERM_LANG",
}
IN_FILE = ("language", "technician", "desk", "theme", "keys")


class SettingsError(ValueError):
    """A setting that cannot be used; `errors.CODE` names the file or variable, the key and the cure."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return t(f"errors.{self.code}", **self.values)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; `origin` says for each where it came from: flag, variable, file or default."""

    desk: Path
    technician: str = ""  # "": the operating system's user
    at: str | None = None
    language: str | None = None  # None: as the system's locale says
    theme: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)


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


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def load(
    *,
    desk: str | None = None,
    technician: str | None = None,
    at: str | None = None,
    language: str | None = None,
) -> Settings:
    """Put flags (the arguments), environment, file and defaults together. Raises SettingsError."""
    flags = {"desk": desk, "technician": technician, "at": at, "language": language}
    file = config_file()
    told = read_file(file)
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for name in ("desk", "technician", "at", "language", "theme", "keys"):
        for source, value in (
            ("flag", flags.get(name)),
            (ENVIRONMENT.get(name, ""), os.environ.get(ENVIRONMENT.get(name, ""))),
            (str(file), told.get(name)),
        ):
            if value:
                values[name], origin[name] = value, source
                break
    _check_language(values.get("language"), origin.get("language", ""))
    values["desk"] = Path(values["desk"]).expanduser() if "desk" in values else default_desk()
    return Settings(**values, origin=origin)


def read_file(path: Path) -> dict[str, Any]:
    """The user's file, read strictly; {} when there is none. Raises SettingsError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("config_unreadable", path=path, detail=_cause(error)) from error
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError("config_syntax", path=path, detail=str(error)) from error
    for key, value in told.items():
        _check_key(path, key, value)
    return told


def _cause(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or "" if isinstance(error, OSError) else error.reason


def _check_key(path: Path, key: str, value: object) -> None:
    if key not in IN_FILE:
        raise SettingsError("config_unknown", path=path, key=key, nearest=nearest(key))
    if key != "keys":
        if not isinstance(value, str):
            raise SettingsError("config_text", path=path, key=key)
        return
    if not isinstance(value, dict):
        raise SettingsError("config_keys", path=path)
    for action, keys in value.items():
        if not isinstance(keys, str):
            raise SettingsError("config_text", path=path, key=f'keys."{action}"')


def _check_language(language: str | None, origin: str) -> None:
    if language and language not in LANGUAGES:
        raise SettingsError("language", language=language, origin=origin, known=" ".join(LANGUAGES))


def nearest(key: str) -> str:
    """The setting whose name is most like `key`."""
    from difflib import get_close_matches

    return get_close_matches(key, IN_FILE, n=1, cutoff=0)[0]
