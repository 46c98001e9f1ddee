"""The file of a PDF: its pages, its fonts and its pictures as objects, and where each begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskterm.documents.faces import stream
from deskterm.documents.lettering import carried, is_western, string
from deskterm.models.files.pictures import Picture

WIDTH, HEIGHT = 5950, 8420  # A4, in tenths of a point


def _title(text: str) -> bytes:
    """A text that no font draws, as the file's title: in Unicode where WinAnsi lacks a letter."""
    return string(text) if is_western(text) else b"<FEFF%s>" % text.encode("utf-16-be").hex().encode()


def file_of(
    pages: Sequence[bytes],
    *,
    title: str,
    language: str,
    used: Mapping[str, Mapping[int, str]],
    pictures: Sequence[Picture] = (),
) -> bytes:
    """The file of these pages: `used` are the glyphs of each font that goes into it, by what they draw."""
    after = 6 + 2 * len(pages)  # the number of the first object behind the pages
    places = {font: after + 5 * n for n, font in enumerate(sorted(used))}
    drawn = {f"P{n}": after + 5 * len(used) + n for n in range(len(pictures))}
    resources = _named_objects(b"Font", {"F1": 3, "F2": 4, **places})
    resources += _named_objects(b"XObject", drawn) if drawn else b""
    kids = b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang %s >>" % string(language),
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Title %s /Producer (deskterm) >>" % _title(title),
    ]
    for n, page in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d]"
            b" /Resources <<%s >> /Contents %d 0 R >>" % (WIDTH // 10, HEIGHT // 10, resources, 7 + 2 * n)
        )
        objects.append(stream(page))
    for font, number in places.items():
        objects += carried(font).objects(used[font], number)
    return _joined([*objects, *map(_picture, pictures)])


def _named_objects(kind: bytes, numbers: Mapping[str, int]) -> bytes:
    """What pages may name: fonts, or pictures."""
    told = b"".join(b" /%s %d 0 R" % (name.encode(), number) for name, number in numbers.items())
    return b" /%s <<%s >>" % (kind, told)


def _picture(one: Picture) -> bytes:
    """A picture as an object; its points are packed as they were in its own file."""
    colours = {1: b"/DeviceGray", 3: b"/DeviceRGB"}[one.colours]
    if one.palette:
        last = len(one.palette) // 3 - 1
        colours = b"[/Indexed /DeviceRGB %d <%s>]" % (last, one.palette.hex().encode())
    how = b"/Filter /DCTDecode"
    if one.kind == "png":
        told = (one.colours, one.bits, one.width)
        how = b"/Filter /FlateDecode /DecodeParms << /Predictor 15"
        how += b" /Colors %d /BitsPerComponent %d /Columns %d >>" % told
    head = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent %d /ColorSpace %s"
    head %= (one.width, one.height, one.bits, colours)
    return b"%s %s /Length %d >>\nstream\n%s\nendstream" % (head, how, len(one.data), one.data)


def _joined(objects: list[bytes]) -> bytes:
    """The file of these objects, the first of which is its catalogue and the fifth what it is called."""
    found, starts = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for n, body in enumerate(objects, 1):
        starts.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n"
    tail += b"<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(found) + tail % (len(objects) + 1, table, len(objects) + 1, len(found))
