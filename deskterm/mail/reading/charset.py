"""Bytes to text, only through encodings that can do no more than that (S6)."""

from __future__ import annotations

import re

_NAMED = {
    "ascii": "ascii",
    "us-ascii": "ascii",
    "ansi-x3.4-1968": "ascii",
    "utf-8": "utf-8",
    "utf8": "utf-8",
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

    Without a charset: UTF-8 if it is, else Windows-1252. A charset that is not allowed: Latin-1.
    """
    name = codec(charset) if charset else "ascii"
    if not name:
        return data.decode("latin-1"), "charset-unknown"
    if name == "ascii":
        return _guess(data), ""
    try:
        return data.decode(name), ""
    except (UnicodeError, ValueError):
        defect = "" if name == "cp1252" else "charset-wrong"
        return _mend(data, name), defect


def _guess(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _western(data)


def _mend(data: bytes, name: str) -> str:
    """Text of data that is not wholly in its encoding: with marks if a little is wrong, else Western."""
    if name == "cp1252":
        return _western(data)
    text = data.decode(name, "replace")
    foreign = sum(character > "\x7f" for character in text)
    return _western(data) if name == "utf-8" and text.count("\ufffd") * 2 > foreign else text


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
