"""What a shell offers at a Tab: commands, options, and the names at the desk.

A Tab must not be felt, so nothing heavy is imported: the command tree is read from a table that is printed
with the handbook (`deskterm/locale/it/tab.tsv`), and the desk is looked at by `deskterm.desk.upkeep.names`.

The shell tells in _DESKTERM_COMPLETE which one it is, and the words so far as arguments, bash the line
itself, for it divides in a way of its own. Each line of the answer is a word, a tab and what it is; one that
begins with the sign FILES leaves the rest to the shell's own completion of paths.
"""

from __future__ import annotations

import os
import sys

FILES = "\x1f"
TABLE = os.path.join(os.path.dirname(__file__), "..", "..", "locale")  # noqa: PTH118, PTH120
BREAKS = "=:@"  # where bash divides a word that is not quoted
SAFE = "_-./,+%"
Offer = tuple[str, str]


def main(shell: str, words: list[str]) -> None:
    """Write what can stand where the line ends; on any trouble nothing."""
    try:
        if shell == "bash":
            raw, words = divided(words[0])
            offers = [(_for_bash(word, raw), "") for word, _ in offered(words)]
        else:
            *before, typed = words or [""]
            offers = offered([*before, _bare(typed)[0]])
        sys.stdout.buffer.write("".join(f"{word}\t{told}\n" for word, told in offers).encode())
        sys.stdout.flush()
    except Exception:  # a Tab says nothing
        return


def offered(words: list[str]) -> list[Offer]:
    """What can stand in the place of the last word, behind the others."""
    line = _Line(words[:-1])
    tree, typed = line.tree, words[-1]
    if line.waiting:
        return _values(line, line.waiting, typed)
    if typed.startswith("-") and not line.only_words:
        name, equals, start = typed.partition("=")
        if equals:
            kind = tree.option(line.path, name)
            return [(f"{name}={word}", told) for word, told in _values(line, kind, start)]
        return [one for one in tree.options(line.path) if one[0].startswith(typed) and one[0] not in words]
    verbs = tree.verbs(line.path)
    if verbs:
        return [one for one in verbs if one[0].startswith(typed)]
    places = tree.places(line.path)
    if not places or (line.place >= len(places) and not places[-1].startswith("*")):
        return []
    return _values(line, places[min(line.place, len(places) - 1)].lstrip("*"), typed)


class _Tree:
    """The command tree as it is printed: what stands below a path of verbs."""

    def __init__(self, language: str) -> None:
        with open(f"{TABLE}/{language}/tab.tsv", encoding="utf-8") as stream:  # noqa: PTH123
            rows = [row.rstrip("\n").split("\t") for row in stream]
        self._verbs: dict[str, list[Offer]] = {}
        self._options: dict[str, list[Offer]] = {}
        self._kinds: dict[tuple[str, str], str] = {}
        self._places: dict[str, list[str]] = {}
        for sort, path, name, kind, told in rows:
            if sort == "verb":
                self._verbs.setdefault(path, []).append((name, told))
            elif sort == "place":
                self._places.setdefault(path, []).append(kind)
            else:
                self._options.setdefault(path, []).append((name, told))
                self._kinds[path, name] = kind

    def verbs(self, path: str) -> list[Offer]:
        return self._verbs.get(path, [])

    def options(self, path: str) -> list[Offer]:
        return self._options.get(path, [])

    def places(self, path: str) -> list[str]:
        return self._places.get(path, [])

    def option(self, path: str, name: str) -> str:
        """The kind of an option's value, of the command or of every command; "" for a switch."""
        return self._kinds.get((path, name)) or self._kinds.get(("", name), "")


class _Line:
    """What the words so far mean: which command, how many of its places are taken, which option waits."""

    def __init__(self, words: list[str]) -> None:
        self.told: dict[str, str] = {}
        for name, word in zip(words, words[1:], strict=False):  # noqa: RUF007  # itertools costs a Tab
            if name in ("--lang", "--desk"):
                self.told[name] = word
        for word in words:
            name, equals, value = word.partition("=")
            if equals and name in ("--lang", "--desk"):
                self.told[name] = value
        self.language = self._language()
        self.tree = _Tree(self.language)
        self.path, self.waiting, self.place, self.only_words = "", "", 0, False
        for word in words:
            self._read(word)

    def _read(self, word: str) -> None:
        if self.waiting:
            self.waiting = ""
        elif word == "--":
            self.only_words = True
        elif word.startswith("-") and not self.only_words:
            self.waiting = "" if "=" in word else self.tree.option(self.path, word)
        elif any(word == verb for verb, _ in self.tree.verbs(self.path)):
            self.path = f"{self.path} {word}".strip()
        else:
            self.place += 1

    def _language(self) -> str:
        told = self.told.get("--lang") or os.environ.get("DESKTERM_LANG") or _set_in_file()
        if told in ("it", "en"):
            return told
        first = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
        return "it" if first.lower().startswith("it") else "en"

    def desk(self) -> str:
        """The folder of the desk that is meant."""
        told = self.told.get("--desk") or os.environ.get("DESKTERM_DESK")
        if told:
            return os.path.expanduser(told)  # noqa: PTH111
        if sys.platform == "linux" and not _own_settings():
            data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")  # noqa: PTH111
            return f"{data}/deskterm/desk"
        from deskterm.settings import load

        return str(load().desk)


def _own_settings() -> bool:
    """Whether the user has a file of settings; only then they are read, for that costs a Tab."""
    home = os.path.expanduser("~")  # noqa: PTH111
    folders = (os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config", f"{home}/Library/Application Support")
    return any(os.path.exists(f"{folder}/deskterm/config.toml") for folder in folders)  # noqa: PTH110


def _set_in_file() -> str:
    """The language of the user's own settings, "" where there is none."""
    if not _own_settings():
        return ""
    from deskterm.settings import load

    return load().language or ""


def _values(line: _Line, kind: str, typed: str) -> list[Offer]:
    if kind == "files":
        return [(FILES, "")]
    sort, _, known = kind.partition(":")
    if sort in ("choice", "service"):
        found = [(one, "") for one in known.split("|") if one.startswith(typed)]
        return found or ([(FILES, "")] if sort == "service" else [])
    if kind in ("", "text"):
        return []
    if sort == "languages":
        return _tongues(line, known, typed)
    from deskterm.desk.upkeep.names import live

    return live(line.desk(), kind, typed, line.language)


def _tongues(line: _Line, of: str, typed: str) -> list[Offer]:
    """Languages: those of the terms (`file`), those of which there are catalogues (`program`), or both."""
    from deskterm.desk.upkeep.names import live, tongues

    found = [] if of == "program" else live(line.desk(), "languages", typed, line.language)
    own = [] if of == "file" else tongues(TABLE, _catalogues())
    return list(dict.fromkeys([*found, *((one, "") for one in own if one.startswith(typed))]))


def _catalogues() -> str:
    """The folder of further languages that the environment or the settings name, "" for none."""
    told = os.environ.get("DESKTERM_CATALOGUES", "")
    if told or not _own_settings():
        return told
    from deskterm.settings import load

    return str(load().catalogues or "")


def divided(line: str) -> tuple[str, list[str]]:
    """A line as bash divides it: its last word as typed, empty behind a blank, and every argument bare."""
    raw, words, quote, escaped = "", [], "", False
    for one in line:
        if one in " \t" and not quote and not escaped:
            if raw:
                words.append(raw)
            raw = ""
            continue
        if escaped:
            escaped = False
        elif one == "\\" and quote != "'":
            escaped = True
        elif one == quote:
            quote = ""
        elif one in "'\"" and not quote:
            quote = one
        raw += one
    return raw, [*(_bare(word)[0] for word in words[1:]), _bare(raw)[0]]


def _bare(raw: str) -> tuple[str, str]:
    """A word without its quotes and backslashes, and the quote that is still open."""
    bare, quote, escaped = "", "", False
    for one in raw:
        if escaped:
            bare, escaped = bare + one, False
        elif one == "\\" and quote != "'":
            escaped = True
        elif one == quote:
            quote = ""
        elif one in "'\"" and not quote:
            quote = one
        else:
            bare += one
    return bare, quote


def _for_bash(word: str, raw: str) -> str:
    """A word as bash must find it in the place of `raw`, of which it replaces what follows a division."""
    if word == FILES:
        return word
    quote = _bare(raw)[1]
    if quote == "'":
        return word.replace("'", "'\\''")
    if quote == '"':
        return "".join(f"\\{one}" if one in '\\"$`' else one for one in word)
    cut = max(
        (place + 1 for place, one in enumerate(raw) if one in BREAKS and raw[:place][-1:] != "\\"), default=0
    )
    rest = word[len(_bare(raw[:cut])[0]) :]
    return "".join(one if one.isalnum() or one in SAFE else f"\\{one}" for one in rest)
