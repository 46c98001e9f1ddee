"""Pictures for papers: what a PNG or a JPEG holds, as a PDF can take it in.

A page is white: what is transparent is laid on white when a picture is kept, so that a paper carries whole
colours alone and is the same bytes each time.
"""

from __future__ import annotations

import zlib
from struct import pack, unpack_from

from msgspec import Struct

MOST_BYTES = 1_000_000
MOST_SIDE = 4000  # points of a side
_MOST_SEEN_THROUGH = 1_000_000  # points of a picture that must be laid on white one by one
_PNG = b"\x89PNG\r\n\x1a\n"
_COLOURS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # values of one point, by the kind of PNG
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # marks behind which a JPEG tells its size
_BARE = frozenset((0x01, *range(0xD0, 0xD9)))  # marks without a length


class Picture(Struct, frozen=True, kw_only=True):
    """A picture: `kind` png or jpeg, `colours` values of `bits` each a point; `palette` of indexed ones."""

    kind: str
    width: int
    height: int
    bits: int
    colours: int
    data: bytes
    palette: bytes = b""


class NoPicture(ValueError):
    """What is wrong with a file that should be a picture: a code of `firm.logo`."""


def read(data: bytes) -> Picture:
    """The picture in a file. Raises NoPicture."""
    if len(data) > MOST_BYTES:
        raise NoPicture("big")
    if data.startswith(_PNG):
        found = _png(data)
    elif data.startswith(b"\xff\xd8"):
        found = _jpeg(data)
    else:
        raise NoPicture("kind")
    if not (0 < found.width <= MOST_SIDE and 0 < found.height <= MOST_SIDE):
        raise NoPicture("side")
    return found


def for_paper(data: bytes) -> bytes:
    """The file as it is kept: a PNG that can be seen through on white, any other as it is.

    Raises NoPicture.
    """
    found = read(data)
    if found.kind == "jpeg":
        return data
    raw = _unpacked(found)
    if found.colours in (1, 3):
        return _written(found, found.data, found.palette)
    if found.width * found.height > _MOST_SEEN_THROUGH:
        raise NoPicture("seen_through")
    return _written(_on_white(found, raw), b"", b"")


def _chunks(data: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    at = len(_PNG)
    while at + 8 <= len(data):
        length, name = unpack_from(">L4s", data, at)
        if at + 12 + length > len(data):
            raise NoPicture("damaged")
        found[name] = found.get(name, b"") + data[at + 8 : at + 8 + length]
        at += 12 + length
        if name == b"IEND":
            return found
    raise NoPicture("damaged")


def _png(data: bytes) -> Picture:
    chunks = _chunks(data)
    if len(chunks.get(b"IHDR", b"")) != 13 or b"IDAT" not in chunks:
        raise NoPicture("damaged")
    width, height, bits, kind, _, _, woven = unpack_from(">LLBBBBB", chunks[b"IHDR"])
    if woven or bits > 8 or kind not in _COLOURS:
        raise NoPicture("form")
    palette = chunks.get(b"PLTE", b"") if kind == 3 else b""
    if kind == 3 and (not palette or len(palette) % 3):
        raise NoPicture("damaged")
    if palette and b"tRNS" in chunks:
        palette = _faded(palette, chunks[b"tRNS"])
    return Picture(
        kind="png",
        width=width,
        height=height,
        bits=bits,
        colours=_COLOURS[kind],
        data=chunks[b"IDAT"],
        palette=palette,
    )


def _faded(palette: bytes, clear: bytes) -> bytes:
    """A palette on white, of which some colours can be seen through."""
    found = bytearray(palette)
    for place, alpha in enumerate(clear[: len(palette) // 3]):
        for at in range(3 * place, 3 * place + 3):
            found[at] = _laid(found[at], alpha)
    return bytes(found)


def _laid(value: int, alpha: int) -> int:
    return (value * alpha + 255 * (255 - alpha) + 127) // 255


def _unpacked(one: Picture) -> bytes:
    """The rows of a PNG, each with its filter before it. Raises NoPicture where they are not all there."""
    row = (one.width * one.colours * one.bits + 7) // 8 + 1
    whole = row * one.height
    try:
        raw = zlib.decompressobj().decompress(one.data, whole + 1)
    except zlib.error:
        raise NoPicture("damaged") from None
    if len(raw) != whole or any(kind > 4 for kind in raw[::row]):
        raise NoPicture("damaged")
    return raw


def _on_white(one: Picture, raw: bytes) -> Picture:
    """A picture of 8 bits whose last value tells how much of a point is seen, laid on white."""
    step, length = one.colours, one.width * one.colours
    before, found = bytearray(length), bytearray()
    for start in range(0, len(raw), length + 1):
        before = _plain(raw[start], bytearray(raw[start + 1 : start + 1 + length]), before, step)
        found.append(0)
        for at in range(0, length, step):
            values, alpha = before[at : at + step - 1], before[at + step - 1]
            found += values if alpha == 255 else bytes(_laid(value, alpha) for value in values)
    return Picture(
        kind="png",
        width=one.width,
        height=one.height,
        bits=8,
        colours=step - 1,
        data=zlib.compress(bytes(found), 9),
    )


def _plain(kind: int, row: bytearray, above: bytearray, step: int) -> bytearray:
    """A row without its filter (PNG specification, 9.2)."""
    for at in range(len(row)) if kind else ():
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        near = (left, above[at], (left + above[at]) // 2, _nearest(left, above[at], corner))[kind - 1]
        row[at] = (row[at] + near) & 0xFF
    return row


def _nearest(left: int, above: int, corner: int) -> int:
    aim = left + above - corner
    return min((left, above, corner), key=lambda one: abs(aim - one))


def _written(one: Picture, data: bytes, palette: bytes) -> bytes:
    """A PNG of this picture and of nothing else: no date, no place, no program."""
    kind = 3 if palette else {1: 0, 3: 2}[one.colours]
    head = pack(">LLBBBBB", one.width, one.height, one.bits, kind, 0, 0, 0)
    parts = [(b"IHDR", head), *([(b"PLTE", palette)] if palette else [])]
    parts += [(b"IDAT", data or one.data), (b"IEND", b"")]
    return _PNG + b"".join(
        pack(">L", len(body)) + name + body + pack(">L", zlib.crc32(name + body)) for name, body in parts
    )


def _jpeg(data: bytes) -> Picture:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            break
        mark = data[at + 1]
        if mark in _BARE or mark == 0xFF:
            at += 1 if mark == 0xFF else 2
            continue
        if mark in _FRAMES:
            bits, height, width, colours = unpack_from(">BHHB", data, at + 4)
            if bits != 8 or colours not in (1, 3):
                raise NoPicture("form")
            return Picture(kind="jpeg", width=width, height=height, bits=8, colours=colours, data=data)
        at += 2 + int(unpack_from(">H", data, at + 2)[0])
    raise NoPicture("damaged")
