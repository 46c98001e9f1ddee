"""A page for readers, walked as it is printed: its lines typed into a real bash, its keys on the screens.

In a page a block ```sh holds lines to type, and a block ```text after it what they answer, where … stands for
anything. `<kbd>` is a key, or a text to type, on the screens that `deskterm` or `deskterm demo` opened.
A picture shows the screen as it is at that place of the page; a call's clock is let run to a time in bold.
"""

from __future__ import annotations

import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
STEP = re.compile(
    r"^```(?P<kind>sh|text)\n(?P<block>.*?)^```$|<kbd>(?P<key>[^<]+)</kbd>|!\[[^\]]*\]\((?P<picture>[^)]+)\)"
    r"|\*\*(?P<time>\d+:\d\d)\*\*",
    re.MULTILINE | re.DOTALL,
)
HERE_DOCUMENT = re.compile(r"<<-?\s*['\"]?(\w+)['\"]?")
PLAIN = ("bash", "--noprofile", "--norc")
OPENS_SCREENS = ("deskterm", "deskterm demo")
KEYS = {
    "Invio": "enter",
    "Enter": "enter",
    "Esc": "escape",
    "↓": "down",
    "↑": "up",
    "→": "right",
    "Tab": "tab",
}


@dataclass(frozen=True)
class Step:
    """One thing that a reader does or sees: `sh`, `text`, `key`, `picture`; or the `time` waited for."""

    kind: str
    what: str


def steps(text: str) -> Iterator[Step]:
    """What a page has its reader do and see, in order."""
    for found in STEP.finditer(text):
        if found["kind"]:
            yield Step(found["kind"], found["block"])
        else:
            kind = next(kind for kind in ("key", "picture", "time") if found[kind])
            yield Step(kind, found[kind])


def section(page: str, title: str) -> str:
    """The part of a page under a heading."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def lines_of(block: str) -> Iterator[str]:
    """What is typed at one prompt: a line, with those that continue it and its here-document."""
    waiting, end = "", ""
    for line in block.splitlines():
        waiting += line + "\n"
        if end:
            end = "" if line == end else end
        elif found := HERE_DOCUMENT.search(line):
            end = found[1]
        if not end and not line.endswith("\\"):
            if waiting.strip():
                yield waiting
            waiting = ""
    if waiting.strip():
        raise ValueError(f"the block ends within {waiting!r}")


def keys_of(told: str) -> list[str]:
    """The names that Textual has for a key of a page; a text to type, letter by letter."""
    if told in KEYS:
        return [KEYS[told]]
    if re.fullmatch(r"F\d+", told):
        return [told.lower()]
    if re.fullmatch(r"Ctrl\+\w", told):
        return [f"ctrl+{told[-1].lower()}"]
    return [{" ": "space"}.get(letter, letter) for letter in told]


class Bash:
    """A bash in an empty home, with `deskterm` on its PATH and the language of the page."""

    def __init__(
        self, home: Path, language: str, *, shell: Sequence[str] = PLAIN, before: Path | None = None
    ) -> None:
        self.env = {
            "HOME": str(home),
            "PATH": f"{f'{before}:' if before else ''}{BIN}:/usr/bin:/bin:/usr/sbin:/sbin",
            "LANG": {"it": "it_IT.UTF-8", "en": "en_GB.UTF-8"}[language],
            "COLUMNS": "80",
        }
        self.process = subprocess.Popen(
            list(shell),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=home,
            env=self.env,
            text=True,
        )

    def __enter__(self) -> Bash:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()

    def type(self, line: str) -> tuple[int, str]:
        """Type a line; its exit code and all it said."""
        mark = uuid.uuid4().hex
        self.process.stdin.write(f"{{ {line}\n}} </dev/null\necho {mark} $?\n")
        self.process.stdin.flush()
        said = ""
        for got in self.process.stdout:
            before, found, code = got.partition(mark)
            said += before
            if found:
                return int(code), said
        raise AssertionError(f"bash ended at {line!r}:\n{said}")

    def environment(self) -> Mapping[str, str]:
        """What is exported now, and where bash stands."""
        _, said = self.type("env -0 | base64 -w0; echo; pwd")
        from base64 import b64decode

        told, folder = said.strip().splitlines()
        pairs = (pair.partition("=") for pair in b64decode(told).decode().split("\0") if pair)
        return {name: value for name, _, value in pairs} | {"PWD": folder}


def as_printed(printed: str, said: str) -> None:
    """Check that what a page prints was said, line for line and in order; … stands for anything."""
    left = [re.sub(r"\s+", " ", line).strip() for line in said.splitlines()]
    for line in printed.splitlines():
        wanted = re.sub(r"\s+", " ", line).strip()
        pattern = ".*".join(map(re.escape, wanted.split("…")))
        place = next((at for at, got in enumerate(left) if re.fullmatch(pattern, got)), None)
        assert place is not None, f"the page says {line!r}; what came was:\n{said}"
        del left[: place + 1]


Screens = Callable[[Mapping[str, str], list[Step]], None]


def walk(text: str, bash: Bash, *, screens: Screens | None = None) -> list[str]:
    """Type every line of a page, and check each answer; the lines that were typed.

    `screens` plays what follows a line that opens them, up to the next line to type; without it nothing is.
    """
    typed, said, doing = [], "", list(steps(text))
    while doing:
        step = doing.pop(0)
        if step.kind == "text":
            as_printed(step.what, said)
        if step.kind != "sh":
            continue
        said = ""
        for line in lines_of(step.what):
            if line.strip() not in OPENS_SCREENS:
                code, told = bash.type(line)
                assert code == 0, f"{line}ended with {code}:\n{told}"
                said += told
            elif screens is not None:
                until = next((at for at, one in enumerate(doing) if one.kind == "sh"), len(doing))
                screens(bash.environment(), doing[:until])
            else:
                continue
            typed.append(line)
    return typed


def in_picture(svg: str) -> list[str]:
    """The lines of the terminal that a picture shows, without blanks."""
    lines: dict[float, list[tuple[float, str]]] = {}
    for found in re.finditer(r'<text [^>]*?x="([\d.]+)" y="([\d.]+)"[^>]*clip-path[^>]*>([^<]*)</text>', svg):
        lines.setdefault(float(found[2]), []).append((float(found[1]), unescape(found[3])))
    told = ("".join(text for _, text in sorted(parts)) for _, parts in sorted(lines.items()))
    return [bare for line in told if (bare := without_blanks(line))]


def without_blanks(line: str) -> str:
    """A line's letters alone: a picture and a terminal pad it each in its own way."""
    return re.sub(r"\s+", "", line.replace("\N{NO-BREAK SPACE}", " "))
