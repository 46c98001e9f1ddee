"""The user's `config.toml`, read strictly: every fault with its line, its word and the nearest valid one.

A setting with a fault ends what would use it and nothing else, but for the two of `STOPS`.

language = "it"
technician = "mzen"
desk = "/srv/deskterm/desk"
theme = "light"
announce = "5"
agenda = "~/agenda.ics"
dial = "xdg-open tel:{number}"
open = "xdg-open {file}"
catalogues = "~/deskterm-locale"
bell = true
[mail.studio]
password_command = ["pass", "show", "mail/studio"]
[hook]
command = ["/usr/local/bin/tell-the-chat"]
[keys]
"queue.take_next" = "f4"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from deskterm.locale import languages, look_in, t
from deskterm.models.files import open_command, toml_slips

TEXTS = ("language", "technician", "desk", "theme", "announce", "agenda", "dial", "open", "catalogues")
SWITCHES = ("bell",)
MAIL_COMMANDS = ("password_command", "token_command")  # of a mailbox: what prints its secret
IN_MAIL = (*MAIL_COMMANDS, "ca_file")
IN_HOOK = ("command", "kinds", "seconds", "tries")
HOOK = "hook"  # what the one hook is called that has no name
HOOK_NAME = re.compile(r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,23}")
NUMBERS = {"seconds": 600, "tries": 100}  # of a hook, each with the most that it can be
IN_FILE = (*TEXTS, *SWITCHES, "mail", "hook", "keys")
STOPS = ("desk", "technician")  # without these one would work elsewhere, or in another name
SPARED = frozenset(IN_FILE) - frozenset(STOPS)  # each concerns some commands, and has a default
LONGEST = 240  # minutes before an appointment
THEMES = ("dark", "light", "contrast")
SORTS: Mapping[type, str] = {
    str: "text",
    bool: "boolean",
    int: "number",
    float: "number",
    list: "list",
    dict: "table",
}
PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
TWICE = ("overwrite", "declare", "mutate", "immutable", "redefine")  # words of tomllib's own complaints


class SettingsError(ValueError):
    """A setting that cannot be used; `errors.CODE` names the file or variable, the word and the cure."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return t(f"errors.{self.code}", **self.values)


def read(path: Path, catalogues: str = "") -> tuple[dict[str, Any], dict[str, SettingsError]]:
    """What the user's file says, its keys by the names that the screens hear; what cannot be used, why.

    Whoever needs such a setting says so, everybody else goes on without it. Raises SettingsError where the
    file cannot be read, names what nobody knows, or says badly at which desk and in whose name one works. The
    languages that it may name are those of the folder of `catalogues`, else of the one that it says.
    """
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        return {}, {}
    except OSError as error:
        raise SettingsError("config_unreadable", path=path, detail=error.strerror or "") from error
    text = _decoded(path, written)
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _torn(path, text, str(error)) from error
    find_catalogues(catalogues or told.get("catalogues"))
    checked, faults = _Checked(path, text), dict[str, SettingsError]()
    for name in tuple(told):
        try:
            checked.setting(name, told[name])
        except SettingsError as fault:
            concerns = "keys" if fault.code == "config_above" else name
            if concerns not in SPARED or fault.values.get("word") in STOPS:
                raise
            faults.setdefault(concerns, fault)
            del told[name]
    if "keys" in told:
        told["keys"] = _heard(told["keys"])
    return told, faults


def find_catalogues(folder: object) -> None:
    """Look for further languages in this folder, where it is one; what is wrong with it is told elsewhere."""
    with suppress(RuntimeError):
        look_in(Path(folder).expanduser() if isinstance(folder, str) and folder.strip() else None)


def check_catalogues(folder: Path, origin: str) -> None:
    """Refuse a folder of catalogues in which there are none; `origin`: the variable or file that names it."""
    if not any(path.is_dir() for path in (folder.iterdir() if folder.is_dir() else ())):
        raise SettingsError("catalogues", folder=folder, origin=origin)


def check_language(language: str | None, origin: str) -> None:
    """Refuse a language that there is no catalogue of; `origin`: the flag or variable that says it."""
    if language and language not in languages():
        near, known = _like(language, languages()), ", ".join(languages())
        raise SettingsError("language", language=language, origin=origin, near=near, known=known)


def line_of(text: str, *names: str) -> int:
    """The line on which `names` (a key, or one inside a table) begin to be written, from 1.

    The file is read up to each line in turn: what the first readable beginning holds stands on its last line,
    however it is quoted, dotted or continued.
    """
    lines = text.splitlines()
    begun = 1
    for number in range(1, len(lines) + 1):
        try:
            told: Any = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue  # a value that goes on
        for name in names:
            told = told.get(name) if isinstance(told, dict) else None
        if told is not None:
            return begun
        begun = number + 1
    return max(1, len(lines))


def _decoded(path: Path, written: bytes) -> str:
    """UTF-8, with or without the mark that Windows puts before it, its line ends as TOML has them."""
    try:
        return written.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        word = written.split(b"\n")[line - 1].decode("latin-1").strip()
        raise SettingsError("config_encoding", path=path, line=line, word=word) from None


def _torn(path: Path, text: str, complaint: str) -> SettingsError:
    """What is wrong with a file that is no TOML, on its line."""
    lines = text.splitlines() or [""]
    found = PLACE.search(complaint)
    number = min(int(found[1]), len(lines)) if found and found[1] else len(lines)
    column = int(found[2]) if found and found[2] else len(lines[number - 1]) + 1
    line = lines[number - 1].strip()
    name, equals, value = (part.strip() for part in line.partition("="))
    place = {"path": path, "line": number, "column": column, "word": line}
    if any(word in complaint for word in TWICE):
        name = name.strip("[]\"' ")
        first = toml_slips.first(lines, name, number)
        return SettingsError("config_twice", path=path, line=number, name=name, first=first)
    code, told = toml_slips.slip(line, name, equals, value, IN_FILE)
    return SettingsError(code, **toml_slips.blotted(line, {**place, **told}))


class _Checked:
    """The checks of what a file says, with its text to find the line of a fault."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text

    def fault(self, code: str, *names: str, **values: object) -> SettingsError:
        return SettingsError(code, path=self.path, line=line_of(self.text, *names), **values)

    def setting(self, name: str, value: object) -> None:
        """Raise SettingsError where what one setting says cannot be used."""
        if name not in IN_FILE:
            self.not_above(name, value)
            near = "keys" if isinstance(value, dict) else _like(name, IN_FILE)
            raise self.fault("config_unknown", name, key=name, nearest=near)
        if name == "keys":
            self.keys(value)
        elif name == "mail":
            self.mail(value)
        elif name == "hook":
            self.hooks(value)
        elif name in SWITCHES:
            self.switch(name, value)
        else:
            self.value(name, value)

    def not_above(self, name: str, value: object) -> None:
        """An action of the keys stands below their line, in quotes."""
        from deskterm.actions import BY_ID

        inner = next(iter(value), "") if isinstance(value, dict) else ""
        word = f"{name}.{inner}".rstrip(".")
        if word in BY_ID or any(id.startswith(f"{name}.") for id in BY_ID):
            near = word if word in BY_ID else _like(word, BY_ID)
            raise self.fault("config_above", name, *([inner] if inner else []), word=word, nearest=near)

    def value(self, name: str, value: object) -> None:
        if not isinstance(value, str):
            raise self.fault("config_text", name, key=name, sort=_sort(value), cure=_quoted(name, value))
        if not value.strip():
            raise self.fault("config_empty", name, key=name)
        if name == "language" and value not in languages():
            self.none_of("language", name, value, languages())
        if name == "theme" and value.removeprefix("deskterm-").removeprefix("desk-") not in THEMES:
            self.none_of("theme", name, value, THEMES)
        if name in ("desk", "agenda", "catalogues"):
            self.path_of(name, value)
        if name == "open" and not open_command.words(value):
            raise self.fault("config_open", name, word=value)
        if name == "announce" and not (value.isascii() and value.isdigit() and int(value) <= LONGEST):
            raise self.fault("config_announce", name, word=value, longest=LONGEST)

    def switch(self, name: str, value: object) -> None:
        if not isinstance(value, bool):
            raise self.fault("config_switch", name, key=name)

    def none_of(self, sort: str, name: str, value: str, known: tuple[str, ...]) -> None:
        near = _like(value, known)
        raise self.fault(f"config_{sort}", name, word=value, nearest=near, known=", ".join(known))

    def path_of(self, name: str, value: str) -> None:
        if not value.startswith(("/", "~")):
            raise self.fault("config_relative", name, word=value, nearest=f"~/{value.removeprefix('./')}")
        try:
            Path(value).expanduser()
        except RuntimeError:
            near = "~/" + value.partition("/")[2]
            raise self.fault("config_no_home", name, word=value, nearest=near) from None

    def mail(self, value: object) -> None:
        """What this machine knows of the desk's mailboxes, each in a table of its own."""
        for name, told in value.items() if isinstance(value, dict) else [("", None)]:
            if not isinstance(told, dict):
                raise self.fault("config_mail", "mail", *([name] if name else []))
            for key, said in told.items():
                place = ("mail", name, key)
                if key not in IN_MAIL:
                    raise self.fault("config_unknown", *place, key=key, nearest=_like(key, IN_MAIL))
                if key == "ca_file":
                    self.file_of(place, said)
                else:
                    self.command(place, said)

    def command(self, place: tuple[str, ...], value: object) -> None:
        """A command is a list of words: no shell takes them apart."""
        if not (isinstance(value, list) and value and all(isinstance(w, str) and w for w in value)):
            raise self.fault("config_command", *place, key=place[-1])

    def hooks(self, value: object) -> None:
        """What is told of what happens at a desk: one hook without a name, or each in a table of its own."""
        if not isinstance(value, dict) or not value:
            raise self.fault("config_hook", "hook")
        own = {key: said for key, said in value.items() if not isinstance(said, dict)}
        if own:
            self.hook(("hook",), own)
        for name, told in value.items():
            if isinstance(told, dict):
                if not HOOK_NAME.fullmatch(name) or name == HOOK:
                    raise self.fault("config_hook_name", "hook", name, word=name)
                self.hook(("hook", name), told)

    def hook(self, place: tuple[str, ...], told: Mapping[str, Any]) -> None:
        for key, said in told.items():
            where = (*place, key)
            if key not in IN_HOOK:
                raise self.fault("config_unknown", *where, key=key, nearest=_like(key, IN_HOOK))
            if key == "command":
                self.command(where, said)
            elif key == "kinds":
                self.kinds(where, said)
            elif isinstance(said, bool) or not isinstance(said, int) or not 0 < said <= NUMBERS[key]:
                raise self.fault("config_hook_number", *where, key=key, most=NUMBERS[key])
        if "command" not in told:
            raise self.fault("config_hook", *place)

    def kinds(self, place: tuple[str, ...], value: object) -> None:
        """Kinds of events: a hook that waits for one that there is not would be silent for ever."""
        from deskterm.locale.catalogues import LACKING, keys

        known = {key.removeprefix("deeds.") for key in keys(LACKING, "deeds")}
        known = {key for key in known if "." not in key}
        if not isinstance(value, list) or not value:
            raise self.fault("config_kinds", *place)
        for word in value:
            if not isinstance(word, str) or word not in known:
                near, every = _like(str(word), sorted(known)), ", ".join(sorted(known))
                raise self.fault("config_kind", *place, word=word, nearest=near, known=every)

    def file_of(self, place: tuple[str, ...], value: object) -> None:
        if not isinstance(value, str) or not value.strip():
            cure = _quoted(place[-1], value)
            raise self.fault("config_text", *place, key=place[-1], sort=_sort(value), cure=cure)
        if not value.startswith(("/", "~/")):
            near = f"~/{value.removeprefix('./')}"
            raise self.fault("config_relative", *place, word=value, nearest=near)

    def keys(self, value: object) -> None:
        from deskterm import actions

        if not isinstance(value, dict):
            raise self.fault("config_keys", "keys", sort=_sort(value))
        for id, keys in value.items():
            self.action(id, keys)
        try:
            actions.check_keymap(value)
        except actions.KeymapError as error:
            raise self.fault("config_keymap", "keys", error.id, detail=str(error)) from None

    def action(self, id: str, keys: object) -> None:
        """What stands before and after the equals sign: an action's name in quotes, and a text."""
        from deskterm.actions import BY_ID

        if id in (*TEXTS, *SWITCHES):
            raise self.fault("config_below", "keys", id, word=id)
        if isinstance(keys, dict) and id not in BY_ID:
            inner = next(iter(keys), "")
            near = _like(f"{id}.{inner}", BY_ID)
            names = ("keys", id, inner) if inner else ("keys", id)
            raise self.fault("config_dotted", *names, word=f"{id}.{inner}".rstrip("."), nearest=near)
        if not isinstance(keys, str):
            usual = keys if isinstance(keys, list) else BY_ID[id].keys if id in BY_ID else ("f4",)
            cure = f'"{id}" = "{",".join(map(str, usual))}"'
            raise self.fault("config_text", "keys", id, key=id, sort=_sort(keys), cure=cure)


def _heard(keymap: Mapping[str, str]) -> dict[str, str]:
    """The keymap by the names that the screens hear: `Esc` and `F4` as `escape` and `f4`."""
    from deskterm import keynames

    return {id: ",".join(keynames.normal(key) for key in keys.split(",")) for id, keys in keymap.items()}


def _sort(value: object) -> str:
    return t(f"errors.sort.{SORTS.get(type(value), 'time')}")


def _quoted(name: str, value: object) -> str:
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return f'{name} = "{value}"' if plain else f'{name} = "…"'


def _like(word: str, words: Any) -> str:
    from deskterm.models.basics.faults import nearest

    return nearest(word.lower(), words)
