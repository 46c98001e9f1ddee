"""A long text cut into lines of a width, by offsets into the text; used on threads that may wait."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len, chop_cells

_WORD = re.compile(r"\S+\s*|\s+")
LONGEST_LINE = 40_000  # characters of one line that are looked at; a longer one is no letter


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """(start, end) of every line of `text` in a window of `width` cells; spaces at a line's end may hang."""
    lines: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        lines += ((start + a, start + b) for a, b in _line(line[:LONGEST_LINE], max(4, width)))
        start += len(line) + 1
    return lines


def _line(line: str, width: int) -> Iterator[tuple[int, int]]:
    if cell_len(line) <= width:
        yield 0, len(line)
        return
    begin = end = room = 0
    for word in _WORD.finditer(line):
        bare = cell_len(word[0].rstrip())
        if end > begin and room + bare > width:
            yield begin, end
            begin, room = end, 0
        if bare > width:
            *full, _ = chop_cells(word[0].rstrip(), width)
            for piece in full:
                yield begin, begin + len(piece)
                begin += len(piece)
            room = cell_len(line[begin : word.end()])
        else:
            room += cell_len(word[0])
        end = word.end()
    if end > begin:
        yield begin, end
