"""Bytes to text, only through encodings that can do no more than that (S6)."""

from __future__ import annotations

import re

_NAMED = {
    "ascii": "ascii",
    "us-ascii": "ascii",
    "ansi-x3.4-1968": "ascii",
    "unknown-8bit": "ascii",
    "x-unknown": "ascii",
    "unknown": "ascii",
    "8bit": "ascii",
    "default": "ascii",
    "unicode": "ascii",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf-8-mac": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "ansi": "cp1252",
    "macintosh": "mac-roman",
    "mac-roman": "mac-roman",
    "x-mac-roman": "mac-roman",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "euc-jp": "euc-jp",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso-2022-jp",
    "euc-kr": "cp949",
    "ks-c-5601-1987": "cp949",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "tis-620": "tis-620",
    "cp437": "cp437",
    "ibm437": "cp437",
    "cp850": "cp850",
    "ibm850": "cp850",
    "cp858": "cp858",
}
_LATIN = re.compile(r"(?:iso-?8859-)(2|3|4|5|6|7|8|9|10|11|13|14|15|16)(?:-[ei])?$")
# Two bytes a letter: a short text in them may well be sound UTF-8 too, so that their own name counts first.
_WIDE = frozenset(("gb18030", "big5", "euc-jp", "cp932", "cp949", "cp1361"))
_UTF16 = (b"\xff\xfe", b"\xfe\xff")  # with one of these a text in it begins
_CUT = (0xC2, 0xC3)  # with these UTF-8 writes western letters; as western ones, Â and Ã, they end no word
_WINDOWS = re.compile(r"(?:windows-|cp|x-cp)(125[0-8]|874|932|949|1361)$")


def codec(charset: str) -> str:
    """The decoder for a charset's name; "" for one that is unknown or not allowed."""
    name = charset.strip().lower().replace("_", "-")[:40]
    if name in _NAMED:
        return _NAMED[name]
    if found := _LATIN.match(name):
        return f"iso8859-{found[1]}"
    if found := _WINDOWS.match(name):
        return f"cp{found[1]}"
    return ""


def decode(data: bytes, charset: str = "") -> tuple[str, str]:
    """The text of `data`, and a defect's code where the charset was not what it said.

    What is sound UTF-8 beyond ASCII is UTF-8, whatever it is called: no other text comes out so by chance.
    Without a charset, or with one that is not known: UTF-8 if it is, else Windows-1252.
    """
    name = codec(charset) if charset else "ascii"
    if name.startswith("utf-16") and b"\0" not in data and not data.startswith(_UTF16):
        name = "ascii"
    if name in _WIDE and (text := _strict(data, name)) is not None:
        return text, ""
    if name != "utf-8" and (text := _utf8(data)) is not None:
        return text, "charset-unknown" if not name else "charset-wrong" if name != "ascii" else ""
    if not name:
        return _guess(data), "charset-unknown"
    if name in ("ascii", "cp1252"):
        return _guess(data) if name == "ascii" else _western(data), ""
    text = _strict(data, name)
    return (text, "") if text is not None else (_mend(data, name), "charset-wrong")


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


def _utf8(data: bytes) -> str | None:
    """The text of sound UTF-8 that says more than ASCII does, or is no wider encoding's; else None."""
    if data.isascii() or data.startswith(_UTF16) or b"\0" in data:
        return None
    return _strict(data, "utf-8")


def _guess(data: bytes) -> str:
    text = _strict(data, "utf-8")
    return text if text is not None else _mend(data, "utf-8")


def _mend(data: bytes, name: str) -> str:
    """Text of data that is not wholly in its encoding: with marks if a little is wrong, else Western."""
    text = data.decode(name, "replace")
    if name != "utf-8":
        return text
    foreign = sum(character > "\x7f" for character in text)
    cut = text.count("\ufffd") == 1 and text.endswith("\ufffd") and data[-1] in _CUT
    return text if cut or text.count("\ufffd") * 2 <= foreign else _western(data)


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
