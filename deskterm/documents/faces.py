"""The faces that a PDF carries with it: Latin, Greek and Cyrillic letters that WinAnsi lacks.

DejaVu Sans Condensed, regular and bold (`data/fonts`), without the letters that no page needs; what goes into
a file is the outlines of the letters that stand in it. A TrueType file is read as far as that takes (Apple's
and Microsoft's specification: `cmap` format 4, `hmtx`, `loca`, `glyf`).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from struct import calcsize, pack, unpack_from

_HERE = Path(__file__).resolve().parents[1]
_PLACES = (
    _HERE.joinpath("data", "fonts"),
    _HERE.parent.joinpath("data", "fonts"),
)  # in a wheel, in a checkout
KEPT = ("head", "hhea", "hmtx", "maxp", "loca", "glyf")  # what a reader of a PDF wants of a face
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x01, 0x08, 0x20, 0x40, 0x80  # of a part of a composed letter


class Face:
    """A face: the letters that it has, by their glyphs, and how wide each is in thousandths of the size."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._tables = _tables(data)
        self._unit = int(unpack_from(">H", self._tables["head"], 18)[0])
        self._glyphs = _letters(self._tables["cmap"])
        self._wide = self._widths()
        self._places = self._offsets()

    def has(self, letter: str) -> bool:
        """Whether it can draw the letter."""
        return ord(letter) in self._glyphs

    def glyph(self, letter: str) -> int:
        """The number of the letter's drawing."""
        return self._glyphs[ord(letter)]

    def advance(self, letter: str) -> int:
        """How wide a letter is, in thousandths of the size."""
        return self._wide[self._glyphs[ord(letter)]]

    def objects(self, used: Mapping[int, str], first: int) -> list[bytes]:
        """The five objects of the file that draw the glyphs `used`, by number; the first gets `first`."""
        name = b"DSKTRM+" + self.name.encode()
        low, high, up, down = self._box()
        widths = b" ".join(b"%d [%d]" % (glyph, self._wide[glyph]) for glyph in sorted(used))
        outlines = self._cut(used)
        return [
            b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H"
            b" /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (name, first + 1, first + 4),
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDToGIDMap /Identity"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            b" /FontDescriptor %d 0 R /W [%s] >>" % (name, first + 2, widths),
            b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0"
            b" /Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>"
            % (name, low[0], low[1], high[0], high[1], up, down, up, first + 3),
            stream(outlines, b" /Length1 %d" % len(outlines)),
            stream(_to_unicode(used)),
        ]

    def _box(self) -> tuple[tuple[int, int], tuple[int, int], int, int]:
        """The corners that hold every letter, and how high and low the face reaches, in thousandths."""
        sides = unpack_from(">4h", self._tables["head"], 36)
        reach = unpack_from(">2h", self._tables["hhea"], 4)
        left, bottom, right, top, up, down = (one * 1000 // self._unit for one in (*sides, *reach))
        return (left, bottom), (right, top), up, down

    def _widths(self) -> list[int]:
        many = int(unpack_from(">H", self._tables["hhea"], 34)[0])
        glyphs = int(unpack_from(">H", self._tables["maxp"], 4)[0])
        told = unpack_from(f">{2 * many}H", self._tables["hmtx"])[::2]
        wide = [int(one) * 1000 // self._unit for one in told]
        return wide + wide[-1:] * (glyphs - many)

    def _offsets(self) -> list[int]:
        """Where each glyph's drawing begins, and where the last one ends."""
        loca = self._tables["loca"]
        if unpack_from(">h", self._tables["head"], 50)[0]:
            return list(unpack_from(f">{len(loca) // 4}L", loca))
        return [2 * one for one in unpack_from(f">{len(loca) // 2}H", loca)]

    def _drawing(self, glyph: int) -> bytes:
        return self._tables["glyf"][self._places[glyph] : self._places[glyph + 1]]

    def _with_parts(self, used: Iterable[int]) -> set[int]:
        """Glyphs with those that they are composed of."""
        found, waiting = {0}, list(used)
        while waiting:
            glyph = waiting.pop()
            if glyph not in found:
                found.add(glyph)
                waiting += _parts(self._drawing(glyph))
        return found

    def _cut(self, used: Iterable[int]) -> bytes:
        """The face's file with the drawings of these glyphs alone; their numbers stay."""
        kept, drawn, starts = self._with_parts(used), bytearray(), []
        for glyph in range(len(self._places) - 1):
            starts.append(len(drawn))
            if glyph in kept:
                drawn += self._drawing(glyph)
                drawn += bytes(-len(drawn) % 4)
        starts.append(len(drawn))
        head = self._tables["head"]
        changed = {
            "head": head[:50] + pack(">h", 1) + head[52:],  # places are told in four bytes
            "loca": pack(f">{len(starts)}L", *starts),
            "glyf": bytes(drawn),
        }
        return _file({name: changed.get(name, self._tables[name]) for name in KEPT})


@cache
def face(name: str) -> Face:
    """The face of that name, as it is shipped."""
    found = next(path for path in (place.joinpath(f"{name}.ttf") for place in _PLACES) if path.exists())
    return Face(name, found.read_bytes())


def stream(data: bytes, more: bytes = b"") -> bytes:
    """An object of a PDF that holds bytes, packed."""
    packed = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode%s >>\nstream\n%s\nendstream" % (len(packed), more, packed)


def _tables(data: bytes) -> dict[str, bytes]:
    found = {}
    for n in range(unpack_from(">H", data, 4)[0]):
        tag, _, start, length = unpack_from(">4sLLL", data, 12 + 16 * n)
        found[tag.decode("ascii")] = data[start : start + length]
    return found


def _letters(cmap: bytes) -> dict[int, int]:
    """Which glyph draws a letter, from the table of the basic plane (format 4)."""
    tables = (unpack_from(">HHL", cmap, 4 + 8 * n) for n in range(unpack_from(">H", cmap, 2)[0]))
    start = next(at for platform, sort, at in tables if (platform, sort) == (3, 1))
    double = unpack_from(">H", cmap, start + 6)[0]
    ends, begins, deltas, ranges = (start + 14 + n * double + 2 * bool(n) for n in range(4))
    found: dict[int, int] = {}
    for n in range(0, double, 2):
        low, high = unpack_from(">H", cmap, begins + n)[0], unpack_from(">H", cmap, ends + n)[0]
        delta, reach = unpack_from(">H", cmap, deltas + n)[0], unpack_from(">H", cmap, ranges + n)[0]
        for letter in range(low, min(high, 0xFFFE) + 1):
            at = ranges + n + reach + 2 * (letter - low)
            raw = unpack_from(">H", cmap, at)[0] if reach else letter
            glyph = (raw + delta) & 0xFFFF if raw or not reach else 0
            if glyph:
                found[letter] = glyph
    return found


def _parts(drawing: bytes) -> list[int]:
    """The glyphs of which one is composed; [] for one that has its own outline."""
    if not drawing or unpack_from(">h", drawing)[0] >= 0:
        return []
    found, at, flags = [], 10, _MORE
    while flags & _MORE:
        flags, glyph = unpack_from(">HH", drawing, at)
        found.append(glyph)
        at += 8 if flags & _WORDS else 6
        at += 8 if flags & _MATRIX else 4 if flags & _TWO_SCALES else 2 if flags & _SCALE else 0
    return found


def _file(tables: Mapping[str, bytes]) -> bytes:
    """A TrueType file of these tables."""
    named = sorted(tables.items())
    power = len(named).bit_length() - 1
    sizes = (16 << power, power, 16 * len(named) - (16 << power))
    top = pack(">LHHHH", 0x00010000, len(named), *sizes)
    at, rows, body = len(top) + calcsize(">4sLLL") * len(named), b"", b""
    for name, data in named:
        whole = data + bytes(-len(data) % 4)
        check = sum(unpack_from(f">{len(whole) // 4}L", whole)) & 0xFFFFFFFF
        rows += pack(">4sLLL", name.encode(), check, at + len(body), len(data))
        body += whole
    return top + rows + body


def _to_unicode(used: Mapping[int, str]) -> bytes:
    """Which letter each glyph draws, for whoever searches or copies the text."""
    rows = [
        b"<%04X> <%s>" % (glyph, used[glyph].encode("utf-16-be").hex().encode()) for glyph in sorted(used)
    ]
    blocks = [rows[n : n + 100] for n in range(0, len(rows), 100)]
    told = b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(one), b"\n".join(one)) for one in blocks)
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CMapName /Letters def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n%s\nendcmap end end" % told
    )
