"""The parameters of Content-Type and Content-Disposition (RFC 2045, 2231), in one pass."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from deskterm.mail.reading.charset import decode
from deskterm.mail.reading.headers import decoded

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)
_CONTINUED = re.compile(r"([^*]+)\*(?:(\d{1,3})(\*)?)?$")
# The backslashes of a path are no signs of quoting: nobody need quote a letter.
_WINDOWS_PATH = re.compile(r"[A-Za-z]:\\(?!\\)|\\\\(?!\\)")
_QUOTED_SIGN = re.compile(r"\\([^A-Za-z0-9])")
_TYPE = re.compile(r"\s*([a-z0-9][a-z0-9!#$&^_.+-]{0,126})/([a-z0-9][a-z0-9!#$&^_.+-]{0,126})", re.IGNORECASE)


def media_type(value: str) -> str:
    """`type/subtype` in lower case; "" where it cannot be read."""
    found = _TYPE.match(value)
    return f"{found[1]}/{found[2]}".lower() if found else ""


def parameters(value: str) -> dict[str, str]:
    """Names in lower case to values: quoting removed, pieces joined, encodings read; first one wins."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for written, quoted in _PARAMETER.findall(value):
        name, text = written.lower(), _unquoted(quoted)
        if found := _CONTINUED.match(name):
            encoded = found[2] is None or bool(found[3])
            pieces.setdefault(found[1], {}).setdefault(int(found[2] or 0), (text, encoded))
        else:
            plain.setdefault(name, decoded(text))
    return plain | {name: _joined(parts) for name, parts in pieces.items()}


def _unquoted(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        text = text[1:].removesuffix('"')
        return text if _WINDOWS_PATH.match(text) else _QUOTED_SIGN.sub(r"\1", text)
    return text


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    charset, data = "", b""
    for position, number in enumerate(sorted(parts)):
        text, encoded = parts[number]
        if encoded and position == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return decode(data, charset)[0]
