"""Compressed mails, as Dovecot's Maildir keeps them (flag Z) and exports are: gzip, bzip2, xz.

Found by their first bytes, whatever the file is called. No more is unpacked than is read.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from io import BufferedReader, RawIOBase
from typing import BinaryIO, cast

MEMORY = 128 << 20  # bytes that unpacking an xz may take
MAGIC = 8  # first bytes by which a packing is known

_GZIP, _BZIP2, _XZ = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00"
_UNKNOWN = (b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"Dovecot-")  # zstd, lz4, Dovecot's own lz4


class PackedUnknown(Exception):
    """Compressed in a way that nothing here unpacks."""


class PackedBadly(Exception):
    """Compressed, and damaged or made to hurt."""


def unpacked(stream: BinaryIO) -> BinaryIO:
    """The stream itself, or what it holds unpacked. Raises PackedUnknown; reading may raise PackedBadly."""
    held = BufferedReader(cast(RawIOBase, stream)) if not hasattr(stream, "peek") else stream
    first = held.peek(MAGIC)[:MAGIC]
    if first.startswith(_UNKNOWN):
        raise PackedUnknown
    if first.startswith(_GZIP):
        return _guarded(gzip.GzipFile(fileobj=held))
    if first.startswith(_BZIP2) and first[3:4].isdigit():
        return _guarded(bz2.BZ2File(held))
    if first.startswith(_XZ):
        return _guarded(_Xz(held))
    return held


def _guarded(inside: object) -> BinaryIO:
    return cast(BinaryIO, BufferedReader(_Guarded(inside), 1 << 16))


class _Guarded(RawIOBase):
    """A stream whose faults of packing are one fault."""

    def __init__(self, inside: object) -> None:
        self._inside = inside

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Bytes unpacked into `buffer`."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data: bytes = self._inside.read(len(view))  # type: ignore[attr-defined]
        except (EOFError, OSError, zlib.error, lzma.LZMAError, ValueError):
            raise PackedBadly from None
        view[: len(data)] = data
        return len(data)


class _Xz:
    """What an xz holds, within a limit of memory, which LZMAFile has not."""

    def __init__(self, stream: object) -> None:
        self._stream = stream
        self._way = lzma.LZMADecompressor(memlimit=MEMORY)

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""
        while not self._way.eof:
            more = self._stream.read(1 << 16) if self._way.needs_input else b""  # type: ignore[attr-defined]
            if self._way.needs_input and not more:
                raise EOFError
            if data := self._way.decompress(more, size):
                return data
        return b""
