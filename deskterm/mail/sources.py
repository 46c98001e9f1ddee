"""Where mails lie as files: `.eml`, mbox, Maildir, folders of them, standard input; compressed ones too.

A broken one never stops the rest. Codes of what cannot be read: `empty`, `too-large`, `not-found`,
`permission`, `not-a-file`, `io-error`, `compressed`, `unpacked-badly`; of what the house threw away or is
still writing: `trashed`, `draft`.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from deskterm.mail.boxes import Collected, FoundMail, mails
from deskterm.mail.unpacking import PackedBadly, PackedUnknown, unpacked
from deskterm.models.basics.text import clean

CHUNK = 1 << 20  # bytes of a line read at once
PASSED_OVER = ("trashed", "draft")  # no fault: the house's own doing

_FOLDERS = ("new", "cur")
_FLAGS = re.compile(r"[:;!]2,([A-Za-z]*)$")  # of a Maildir's file; some systems allow no colon in a name
_MAILS = re.compile(r"\.(?:eml|mbox|mbx)(?:\.(?:gz|bz2|xz|zst|lz4))?$", re.IGNORECASE)
_ONE_MAIL = re.compile(r"\.eml(?:\.[a-z0-9]{2,3})?$", re.IGNORECASE)


def messages(path: Path | str) -> Iterator[FoundMail]:
    """Every mail under `path`, in a steady order; `-` is standard input."""
    if str(path) == "-":
        yield from _stream(sys.stdin.buffer, FoundMail("-"))
        return
    path = Path(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            yield from _folder(path)
        elif stat.S_ISREG(mode):
            yield from _file(path)
        else:
            yield _failed(path, "not-a-file")
    except OSError as error:
        yield _failed(path, _code(error))


def _folder(path: Path) -> Iterator[FoundMail]:
    """A Maildir's mails, the new ones after those already seen; else the mail files anywhere below."""
    boxes = [path / name for name in reversed(_FOLDERS) if (path / name).is_dir()]
    closed: list[OSError] = []
    if boxes:
        found = [file for box in boxes for file in _listed(box, closed) if not file.name.startswith(".")]
    else:
        found = sorted(file for file in _below(path, closed) if _MAILS.search(file.name))
    for error in closed:
        yield _failed(Path(error.filename or path), _code(error))
    for file in found:
        try:
            if not file.is_dir():
                yield from _of_maildir(file) if boxes else _file(file)
        except OSError as error:
            yield _failed(file, _code(error))


def _listed(box: Path, closed: list[OSError]) -> list[Path]:
    """The files of a folder; one that cannot be opened is put among the `closed`."""
    try:
        return sorted(box.iterdir())
    except OSError as error:
        closed.append(error)
        return []


def _below(path: Path, closed: list[OSError]) -> Iterator[Path]:
    """The files of a folder and of those within; folders that cannot be opened are put among the `closed`."""
    for folder, _, names in os.walk(path, onerror=closed.append):
        yield from (Path(folder, name) for name in names)


def _of_maildir(file: Path) -> Iterator[FoundMail]:
    """A mail of a Maildir, unless its flags say that it is in the bin or not yet written."""
    flags = _FLAGS.search(file.name)
    letters = flags[1] if flags else ""
    if "T" in letters or "D" in letters:
        yield FoundMail(_label(file), fault="trashed" if "T" in letters else "draft")
    else:
        yield from _file(file, one=True)


def _file(path: Path, *, one: bool = False) -> Iterator[FoundMail]:
    """What a file holds: `one` mail, whatever it begins with, or what its name and its first line say."""
    state = path.stat()
    found = FoundMail(_label(path), at=int(state.st_mtime), state=str(state.st_ctime_ns))
    with path.open("rb") as stream:
        yield from _stream(stream, found, one=one or _ONE_MAIL.search(path.name) is not None)


def _stream(stream: BinaryIO, found: FoundMail, *, one: bool = False) -> Iterator[FoundMail]:
    """An mbox if it begins like one, else one mail; out of its packing."""
    try:
        yield from _mails(unpacked(stream), found, one=one)
    except PackedUnknown:
        yield replace(found, fault="compressed")
    except PackedBadly:
        yield replace(found, fault="unpacked-badly")


def _mails(stream: BinaryIO, found: FoundMail, *, one: bool) -> Iterator[FoundMail]:
    lines = iter(lambda: stream.readline(CHUNK), b"")
    first = next(lines, b"")
    while first and not first.strip():
        first = next(lines, b"")
    if not one and first.startswith((b"From ", b"\xef\xbb\xbfFrom ")):
        yield from mails(first, lines, found)
        return
    mail = Collected()
    mail.add(first)
    for line in lines:
        mail.add(line)
        if mail.is_enough:
            break
    yield mail.found(found)


def _label(path: Path) -> str:
    return clean(str(path))


def _failed(path: Path, code: str) -> FoundMail:
    try:
        state = str(path.lstat().st_ctime_ns)
    except OSError:
        state = ""
    return FoundMail(_label(path), fault=code, state=state)


def _code(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "not-found"
    return "permission" if isinstance(error, PermissionError) else "io-error"
