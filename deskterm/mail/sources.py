"""Where mails lie as files: `.eml`, mbox, Maildir, folders of them, standard input.

Each item gives `(source, raw, "")` or `(source, None, code)`; a broken one never stops the rest. Codes:
`empty`, `too-large`, `not-found`, `permission`, `not-a-file`, `io-error`.
"""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from deskterm.mail.reading.limits import MAIL_BYTES
from deskterm.models.basics.text import clean

Item = tuple[str, bytes | None, str]

CHUNK = 1 << 20  # bytes of a line read at once

_DATED = re.compile(rb"From (?:-|\S+) .{0,60}\d\d:\d\d.{0,40}\d{4}")
_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]{1,100}[ \t]*:|>?From ")
_ESCAPED = re.compile(rb">+From ")
_FOLDERS = ("new", "cur")


def messages(path: Path | str) -> Iterator[Item]:
    """Every mail under `path`, in a steady order; `-` is standard input."""
    if str(path) == "-":
        yield from _stream(sys.stdin.buffer, "-")
        return
    path = Path(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            yield from _folder(path)
        elif stat.S_ISREG(mode):
            yield from _file(path)
        else:
            yield _label(path), None, "not-a-file"
    except OSError as error:
        yield _label(path), None, _code(error)


def _folder(path: Path) -> Iterator[Item]:
    """A Maildir's mails, the new ones after those already seen; else the mail files anywhere below."""
    boxes = [path / name for name in reversed(_FOLDERS) if (path / name).is_dir()]
    if boxes:
        found = [file for box in boxes for file in sorted(box.iterdir()) if not file.name.startswith(".")]
    else:
        found = sorted(file for file in path.rglob("*") if file.suffix.lower() in (".eml", ".mbox", ".mbx"))
    for file in found:
        try:
            if not file.is_dir():
                yield from _message(file) if boxes else _file(file)
        except OSError as error:
            yield _label(file), None, _code(error)


def _file(path: Path) -> Iterator[Item]:
    if path.suffix.lower() == ".eml":
        yield from _message(path)
        return
    with path.open("rb") as stream:
        yield from _stream(stream, _label(path))


def _message(path: Path) -> Iterator[Item]:
    """One file that is one mail; its size is looked at before its bytes."""
    if path.stat().st_size > MAIL_BYTES:
        yield _label(path), None, "too-large"
        return
    with path.open("rb") as stream:
        yield _item(_label(path), stream.read(MAIL_BYTES + 1))


def _item(label: str, raw: bytes) -> Item:
    if len(raw) > MAIL_BYTES:
        return label, None, "too-large"
    return (label, raw, "") if raw.strip() else (label, None, "empty")


def _stream(stream: BinaryIO, label: str) -> Iterator[Item]:
    """An mbox if it begins like one, else one mail."""
    lines = _lines(stream)
    first = next(lines, b"")
    while first and not first.strip():
        first = next(lines, b"")
    if first.startswith((b"From ", b"\xef\xbb\xbfFrom ")):
        yield from _mbox(lines, label)
    else:
        mail = _Collected()
        for line in chain((first,), lines):
            mail.add(line)
        yield mail.item(label)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines, or pieces of overlong ones."""
    while line := stream.readline(CHUNK):
        yield line


class _Collected:
    """The lines of one mail, up to the size that is read at all."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.size = 0

    def add(self, line: bytes) -> None:
        """Keep a line, unless there are too many bytes already."""
        self.size += len(line)
        if self.size <= MAIL_BYTES:
            self.lines.append(line)
        else:
            self.lines.clear()

    def item(self, label: str) -> Item:
        """What was collected."""
        return (label, None, "too-large") if self.size > MAIL_BYTES else _item(label, b"".join(self.lines))


def _mbox(lines: Iterator[bytes], label: str) -> Iterator[Item]:
    """The mails of an mbox after its first line, one at a time; a quoted `>From ` loses its mark.

    A mail starts at `From `, after an empty line or with a date in it, before something like a header.
    """
    number, mail, blank = 1, _Collected(), False
    held: bytes | None = None  # a line that starts a mail if a header follows it
    for line in lines:
        if held is not None:
            if _HEADER.match(line):
                yield mail.item(f"{label}:{number}")
                number, mail = number + 1, _Collected()
            else:
                mail.add(held)
            held = None
        if line.startswith(b"From ") and (blank or _DATED.match(line)):
            held, blank = line, False
            continue
        mail.add(line[1:] if _ESCAPED.match(line) else line)
        blank = not line.strip()
    if held is not None:
        mail.add(held)
    yield mail.item(f"{label}:{number}")


def _label(path: Path) -> str:
    return clean(str(path))


def _code(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "not-found"
    return "permission" if isinstance(error, PermissionError) else "io-error"
