"""A message being divided by a person: where a part may start, where marks stand, what each part is about."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from deskterm.models.rules.topics import hints

_LINE = re.compile(r"[^\n]*\n?")
_SENTENCE_END = re.compile(r"[.!?…]+[»\"”)]*\s+(?=[«\"“(]?[A-ZÀ-ÖØ-Þ])")
_ITEM = re.compile(r"\s*(?:\d{1,2}\s*[.):°-]|[a-hA-H]\)|[-*•–])\s+\S")
_ENDS = (".", "!", "?", ":", ";", "…", ",")
LONGEST = 20_000  # characters in which sentences are looked for; after that lines will do


class CutPart(NamedTuple):
    """A stretch of the message that is about one topic; `back`: it returns to the customer."""

    start: int
    end: int
    topic: str = ""
    back: bool = False


def starts(text: str) -> list[int]:
    """Offsets at which a part may start: sentences, items of a list, paragraphs, hints."""
    found = {hint.offset for hint in hints(text)}
    before = ""
    for match in _LINE.finditer(text):
        line = match[0]
        if not line.strip():
            before = "" if line else before
            continue
        indent = len(line) - len(line.lstrip())
        if not before or before.endswith(_ENDS) or _ITEM.match(line):
            found.add(match.start() + indent)
        before = line.rstrip()
    for match in _SENTENCE_END.finditer(text[:LONGEST]):
        found.add(match.end())
    return sorted(found) or [0]


class Cutting:
    """The marks that a person has made; nothing here changes the desk."""

    def __init__(self, text: str, topic: str = "") -> None:
        self.text = text
        self.starts = starts(text)
        self.hints = {hint.offset: hint.why for hint in hints(text)}
        self.at = 0
        self._topics: dict[int, str] = {0: topic}
        self._back: set[int] = set()
        self._marks: set[int] = set()

    @property
    def marks(self) -> tuple[int, ...]:
        """Where another topic starts, in order."""
        return tuple(sorted(self._marks))

    @property
    def parts(self) -> tuple[CutPart, ...]:
        """The parts, in order; one when nothing is marked."""
        begins = (0, *self.marks)
        ends = (*self.marks, len(self.text))
        return tuple(
            CutPart(start, end, self._topics.get(start, ""), start in self._back)
            for start, end in zip(begins, ends, strict=True)
        )

    @property
    def cursor(self) -> tuple[int, int]:
        """Start and end of the sentence under the cursor."""
        after = self.at + 1
        return self.starts[self.at], self.starts[after] if after < len(self.starts) else len(self.text)

    @property
    def here(self) -> int:
        """The number of the part under the cursor, from 0."""
        return bisect_right(self.marks, self.cursor[0])

    @property
    def hint(self) -> str:
        """Why another topic may start at the cursor; "" where none seems to."""
        return self.hints.get(self.cursor[0], "")

    @property
    def open_hints(self) -> int:
        """How many hints have no mark yet."""
        return len(self.hints.keys() - self._marks)

    def move(self, by: int) -> bool:
        """Move the cursor by sentences; whether it moved."""
        to = max(0, min(len(self.starts) - 1, self.at + by))
        moved, self.at = to != self.at, to
        return moved

    def move_to(self, offset: int) -> None:
        """Put the cursor on the sentence at an offset."""
        self.at = max(0, bisect_right(self.starts, offset) - 1)

    def next_hint(self) -> bool:
        """Move to the next hint after the cursor, round to the first; whether there is one."""
        if not self.hints:
            return False
        here = self.cursor[0]
        ahead = [offset for offset in sorted(self.hints) if offset > here]
        self.move_to(ahead[0] if ahead else min(self.hints))
        return True

    def mark_hints(self) -> bool:
        """Mark every hint; whether one had no mark yet."""
        fresh = {offset for offset in self.hints if self.text[:offset].strip()} - self._marks
        self._marks |= fresh
        return bool(fresh)

    def to_next_open(self) -> bool:
        """Move to the first part that has no topic and stays here; whether there is one."""
        found = next((part for part in self.parts if not part.topic and not part.back), None)
        if found is not None:
            self.move_to(found.start)
        return found is not None

    def mark(self) -> bool:
        """Mark that another topic starts at the cursor, or take the mark away; False at the beginning."""
        offset = self.cursor[0]
        if not self.text[:offset].strip():
            return False
        self._marks ^= {offset}
        if offset not in self._marks:
            self._topics.pop(offset, None)
            self._back.discard(offset)
        return True

    def clear(self) -> bool:
        """Take all marks away; whether there were any."""
        had = bool(self._marks)
        first = self._topics.get(0, "")
        self._marks.clear()
        self._back.clear()
        self._topics = {0: first}
        return had

    def give_topic(self, topic: str, part: int | None = None) -> None:
        """Say what a part is about (default: the one under the cursor); it is then not sent back."""
        start = self.parts[self.here if part is None else part].start
        self._topics[start] = topic
        self._back.discard(start)

    def send_back(self) -> bool:
        """Let the part under the cursor return to the customer, or keep it; False for the first."""
        if self.here == 0:
            return False
        self._back ^= {self.parts[self.here].start}
        return True
