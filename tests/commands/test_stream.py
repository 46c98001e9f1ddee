"""Lines as they come: whole, in order, and never more of one than is worth keeping."""

import io
import tracemalloc

import pytest
from deskterm.commands.frame.stream import CHUNK, LONGEST, batches


class Pipe(io.RawIOBase):
    """A stream that brings its pieces one at a time."""

    def __init__(self, pieces):
        self.pieces = iter(pieces)

    def read(self, size=-1):
        return next(self.pieces, b"")


def lines(*pieces):
    return [line for batch in batches(Pipe(pieces)) for line in batch]


def test_what_has_arrived_whole_is_handed_on_and_the_rest_waits():
    assert list(batches(Pipe([b"a\nb", b"c\n", b"d"]))) == [[b"a"], [b"bc"], [b"d"]]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_however_the_bytes_come_the_lines_are_the_same(size):
    text = b"\xef\xbb\xbfuno\n\ndue\r\ntre" if size > 2 else b"uno\n\ndue\r\ntre"
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert lines(*pieces) == [b"uno", b"", b"due\r", b"tre"]


def test_a_line_of_the_longest_length_is_kept_and_a_longer_one_is_not():
    long = b"x" * LONGEST
    assert lines(long, b"\n", long, b"x", b"\nnext\n") == [long, None, b"next"]
    assert lines(b"first\n", long, b"xx") == [b"first", None]


def test_an_endless_line_does_not_fill_the_memory():
    pieces = (b"x" * CHUNK for _ in range(20 * LONGEST // CHUNK))
    tracemalloc.start()
    try:
        found = [line for batch in batches(Pipe(pieces)) for line in batch]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == [None]
    assert peak < 4 * LONGEST
