"""The texts and files of an export, read with the same care as those of a mail: HTML in the child process."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from deskterm.mail.sandbox import Reader
from deskterm.mail.save import safe_name
from deskterm.models.basics.text import clean
from deskterm.models.records.exports.other_desk import LeftOut, OtherFile

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
LATEST = 1 << 33  # the year 2242: no moment of a desk
FILE_BYTES = 64 << 20  # of one attachment
_HEAD = (
    b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n"
)


class Texts:
    """Makes texts readable; what does not fit is gathered in `left`, until somebody takes it."""

    def __init__(self) -> None:
        self.left: list[LeftOut] = []
        self._reader = Reader()
        self._aside: TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()
        if self._aside is not None:
            self._aside.cleanup()

    @property
    def aside(self) -> Path:
        """A folder for what is too much to keep in memory; it goes with the texts."""
        if self._aside is None:
            self._aside = TemporaryDirectory(prefix="deskterm-")
        return Path(self._aside.name)

    def take(self) -> tuple[LeftOut, ...]:
        """What has not fitted since it was asked last."""
        found, self.left = tuple(self.left), []
        return found

    def of_html(self, markup: str, *, key: str, of: str) -> str:
        """The words of a page, as a mail's are shown; of one that cannot be read, its source."""
        if "<" not in markup and "&" not in markup:
            return clean(markup, lines=True).strip()
        mail = self._reader.read(_HEAD + b64encode(markup.encode("utf-8", "replace")), now=0)
        if mail.kind == "unreadable":
            self.left.append(LeftOut(kind="text", key=key, reason="markup", detail=mail.kind_reason, of=of))
            return clean(markup, lines=True)
        return mail.body.strip()

    def file(
        self, name: str, media_type: str, content: bytes | Callable[[], bytes] | None, *, key: str, of: str
    ) -> tuple[OtherFile, ...]:
        """A file of a message; () where its bytes are not in the export, or too many."""
        name = safe_name(name, fallback=f"{key}.bin")
        try:
            found = content() if callable(content) else content
        except (OSError, ValueError):
            found = None
        reason = "no_bytes" if found is None else "too_large" if len(found) > FILE_BYTES else ""
        if found is None or reason:
            self.left.append(LeftOut(kind="file", key=key, reason=reason, detail=name, of=of))
            return ()
        kind = clean(media_type).strip() or "application/octet-stream"
        return (OtherFile(name=name, media_type=kind, content=found),)


def of_path(path: Path) -> bytes:
    """The bytes of a file beside an export, no more of one that is too large than shows it."""
    with path.open("rb") as stream:
        return stream.read(FILE_BYTES + 1)


def of_base64(text: str) -> bytes:
    """The bytes of a file within an export. Raises ValueError."""
    return b64decode(text, validate=True)


def line(value: object) -> str:
    """A value of an export as one clean line; "" for what is none."""
    return "" if value is None else clean(str(value)).strip()


def instant(text: object, zone: str = "UTC") -> int | None:
    """A moment as exports write it, `2021-11-03T11:51:13.790Z` or `2021-11-03 11:51:13`; None for none.

    `zone`: that of a moment without an offset.
    """
    word = str(text or "").strip()
    if not word or word.startswith("0000"):
        return None
    try:
        found = datetime.fromisoformat(word)
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC if zone == "UTC" else ZoneInfo(zone))
    try:
        at = int(found.timestamp())
    except (OverflowError, ValueError):
        return None
    return at if 0 < at < LATEST else None


def address(text: object) -> str:
    """The address of a field that may hold a name alone, which is none."""
    found = parseaddr(line(text))[1]
    return found if "@" in found else ""


def bare_id(text: object) -> str:
    """A Message-ID without its brackets."""
    return line(text).strip("<>").strip()


def grouped(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """The things of each key, in their order."""
    found: dict[K, list[T]] = {}
    for one in things:
        found.setdefault(key(one), []).append(one)
    return found
