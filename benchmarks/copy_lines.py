"""Read a rehearsal's lines and write them out again, deciding nothing: what `rehearse` is held against."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
from deskterm.commands.frame.stream import batches, open_lines
from deskterm.models.rehearsal.events import read


def main(path: Path) -> None:
    """Copy a file's events to standard output, through the same reader."""
    encode = msgspec.json.Encoder().encode
    with open_lines(path) as stream:
        for lines in batches(stream):
            events = [encode(read(line)) for line in lines if line and line.strip()]
            sys.stdout.write("".join(f"{event.decode()}\n" for event in events))
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
