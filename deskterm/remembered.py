"""What was chosen on the screens, for their next start: colours (`M`) and language (`L`).

It lies in the state folder, never in the user's own `config.toml`. What was said last holds: a choice stands
until the settings say something else than they said when it was made, and a flag or a variable of the
environment, said for one start, is stronger than both.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from deskterm.settings import ENVIRONMENT, Settings, state_folder

SPOKEN = ("flag", *ENVIRONMENT.values())


def file() -> Path:
    """Where the choices lie."""
    return state_folder() / "screens.json"


def chosen(name: str, settings: Settings) -> str:
    """The theme or the language to start with: "" for the default."""
    told = str(getattr(settings, name) or "")
    if settings.origin.get(name) in SPOKEN:
        return told
    one = _read().get(name)
    if isinstance(one, dict) and one.get("over") == told and isinstance(one.get("chosen"), str):
        return str(one["chosen"])
    return told


def keep(name: str, value: str, settings: Settings) -> str:
    """Remember a choice; "" when it is kept, else why it could not be."""
    over = "" if settings.origin.get(name) in SPOKEN else str(getattr(settings, name) or "")
    choices = _read() | {name: {"chosen": value, "over": over}}
    path = file()
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(choices), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        return error.strerror or type(error).__name__
    return ""


def _read() -> dict[str, Any]:
    """What was kept; {} where nothing was, or where it cannot be read: then it is chosen anew."""
    try:
        found = json.loads(file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
