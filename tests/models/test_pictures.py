"""Logos: what a PNG and a JPEG hold is told from their bytes; what can be seen through is laid on white."""

import zlib
from struct import pack

import pytest
from deskterm.models.files.pictures import NoPicture, for_paper, read


def chunk(name, body):
    return pack(">L", len(body)) + name + body + pack(">L", zlib.crc32(name + body))


def png(width, height, kind, rows, *, bits=8, woven=0, more=()):
    head = pack(">LLBBBBB", width, height, bits, kind, 0, 0, woven)
    parts = [(b"IHDR", head), *more, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def jpeg(width, height, colours=3):
    return (
        b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + pack(">HHB", height, width, colours) + b"\0" * 12
    )


def test_a_picture_that_can_be_seen_through_is_laid_on_white():
    """A red point that is whole, one of half, one of nothing: red, pink, white."""
    row = b"\0" + bytes((255, 0, 0, 255, 255, 0, 0, 128, 255, 0, 0, 0))
    made = read(for_paper(png(3, 1, 6, row)))
    assert (made.width, made.height, made.colours, made.bits) == (3, 1, 3, 8)
    assert zlib.decompress(made.data) == b"\0" + bytes((255, 0, 0, 255, 127, 127, 255, 255, 255))


@pytest.mark.parametrize("filter_", range(5))
def test_every_filter_of_a_row_is_taken_away(filter_):
    """Two rows of two grey points; the second row is written through each of the filters of the format."""
    wanted = [bytes((10, 255, 30, 255)), bytes((50, 255, 90, 255))]
    above, plain = wanted
    step, coded = 2, bytearray()
    for at, value in enumerate(plain):
        left = plain[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        aim = left + above[at] - corner
        near = min((left, above[at], corner), key=lambda one: abs(aim - one))
        coded.append((value - (0, left, above[at], (left + above[at]) // 2, near)[filter_]) & 255)
    made = read(for_paper(png(2, 2, 4, b"\0" + above + bytes((filter_,)) + bytes(coded))))
    assert zlib.decompress(made.data) == bytes((0, 10, 30, 0, 50, 90))


def test_a_colour_of_a_palette_that_can_be_seen_through_fades():
    more = ((b"PLTE", bytes((0, 0, 0, 100, 100, 100))), (b"tRNS", bytes((0, 255))))
    made = read(for_paper(png(8, 1, 3, b"\0\xaa", bits=1, more=more)))
    assert made.palette == bytes((255, 255, 255, 100, 100, 100))


def test_what_a_file_says_beside_its_picture_is_not_kept():
    told = png(1, 1, 2, b"\0abc", more=((b"tEXt", b"Author\0Anna Riva"),))
    assert b"Anna" in told and b"Anna" not in for_paper(told)


def test_a_jpeg_tells_its_size_and_goes_in_as_it_is():
    told = jpeg(320, 90)
    assert (read(told).width, read(told).height, read(told).kind) == (320, 90, "jpeg")
    assert for_paper(told) == told


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "kind"),
        (b"GIF89a", "kind"),
        (b"x" * 1_000_001, "big"),
        (png(1, 1, 2, b"\0abc")[:-20], "damaged"),
        (png(2, 1, 2, b"\0abc"), "damaged"),
        (png(1, 1, 2, b"\7abc"), "damaged"),
        (png(1, 1, 2, b"\0abcdef", bits=16), "form"),
        (png(1, 1, 2, b"\0abc", woven=1), "form"),
        (png(5000, 1, 0, b"\0" * 5001), "side"),
        (jpeg(10, 10, colours=4), "form"),
        (jpeg(10, 10)[:12], "damaged"),
    ],
)
def test_what_no_paper_can_carry_is_named(file, code):
    with pytest.raises(NoPicture, match=f"^{code}$"):
        for_paper(file)
