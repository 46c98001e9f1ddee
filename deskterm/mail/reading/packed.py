"""Files within what Outlook and old programs pack: winmail.dat (TNEF), uuencoded text."""

from __future__ import annotations

import binascii
import logging
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from deskterm.mail.reading.charset import decode

TNEF = frozenset(("application/ms-tnef", "application/vnd.ms-tnef"))
WINMAIL = re.compile(r"win(?:mail|dat)\d*\.dat$", re.IGNORECASE)
LONG_NAME = 0x3707  # PR_ATTACH_LONG_FILENAME
FILES = 100  # opened of one pack

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,250})\r?\n(?=[\x20-\x60])", re.MULTILINE)


class Unpacked(NamedTuple):
    """What a pack held: its files by name, and its own text where it has one."""

    files: tuple[tuple[str, bytes], ...]
    text: str
    rich: bool  # the text is HTML


def is_winmail(kind: str, name: str) -> bool:
    """Whether a part is what Outlook puts all files into."""
    return kind in TNEF or WINMAIL.search(name) is not None


def winmail(data: bytes) -> Unpacked | None:
    """What winmail.dat holds; None where it cannot be opened."""
    from tnefparse import TNEF as Pack

    logging.getLogger("tnefparse").disabled = True
    try:
        pack = Pack(data, do_checksum=False)
        files = [(_named(file), _bytes(file.data)) for file in pack.attachments[:FILES]]
        rich, plain = _text(pack.htmlbody), _text(pack.body)
    except Exception:  # it reads what anybody may have packed
        return None
    return Unpacked(tuple(files), rich or plain, bool(rich))


def _named(file: Any) -> str:
    """Its long name, or the short one; the library itself reads names in UTF-8 alone."""
    long = [one.data for one in file.mapi_attrs if one.name == LONG_NAME]
    return _text(next(filter(None, long), file._name)).strip("\0 ")


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else b"".join(value or ()) if isinstance(value, list) else b""


def _text(value: Any) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return decode(value)[0] if isinstance(value, bytes) else str(value or "")


def uuencoded(data: bytes) -> Iterator[tuple[int, int, str, bytes]]:
    """Each file that stands in a text as uuencoded lines: where it begins and ends, its name, its bytes."""
    for number, found in enumerate(_BEGIN.finditer(data)):
        end = data.find(b"\nend", found.end())
        if end < 0 or number >= FILES:
            return
        content = b"".join(_uu_lines(data[found.end() : end]))
        if content:
            line = data.find(b"\n", end + 1)
            yield found.start(), line + 1 if line >= 0 else len(data), _name(found[1]), content


def _uu_lines(lines: bytes) -> Iterator[bytes]:
    for line in lines.splitlines():
        try:
            yield binascii.a2b_uu(line)
        except binascii.Error:
            continue


def _name(name: bytes) -> str:
    return decode(name.strip())[0]
