"""What the program says, one thing at a time: the gravest first, and nothing goes unread.

An answer to a key takes the place of the one before. What falls due, and what a colleague did, waits until
the line is free; what is due stays in it until it has been dealt with. A key takes away only what has stood
for as long as somebody who looks elsewhere needs; what was done leaves by itself in the end.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from deskterm.widgets.text.plain import LINE_LIMIT, plain

Kind = Literal["error", "warning", "due", "done", "information", "colleague", "beside"]

RANKS: dict[Kind, int] = {"error": 0, "warning": 0, "due": 1, "done": 2, "information": 2, "colleague": 3}
# Seconds for which each stands whatever is typed.
STAYS: dict[Kind, float] = {"error": 8, "warning": 8, "due": 6, "done": 4, "information": 4, "colleague": 6}
PASSING: frozenset[Kind] = frozenset({"done", "information"})
LINGERS = 90.0  # seconds after which what was only said leaves without a key: it is of another moment
# A sign says what a colour says; each is in the fonts of consoles too.
SIGNS: dict[Kind, str] = {
    "error": "✗",
    "warning": "!",
    "due": "◆",
    "done": "✓",
    "information": "",
    "colleague": "»",
    "beside": "»",
}
KEPT = 50  # of what was said, to be read again


@dataclass(eq=False)
class Word:
    """One thing that is said; `at` by the desk's clock, `action` whose key is told beside it.

    `where`: the screens and tickets on which something that is due is dealt with.
    """

    text: str
    kind: Kind
    at: int = 0
    action: str = ""
    where: frozenset[str] = frozenset()
    since: float | None = None  # when it came into the line
    fresh: bool = True  # nobody has gone on since it could be read
    passed: bool = False  # somebody has gone on before it could be read: then it leaves as soon as it was
    before: int = 0  # how many of its kind came just before it, and were not read
    over: bool = False  # somebody has dealt with it

    @property
    def sign(self) -> str:
        """What stands before it."""
        return SIGNS[self.kind]


Key = tuple[object, ...]


class Saying:
    """What is said, what waits to be said, and what was said; only the interface's thread comes here."""

    def __init__(self, told: Callable[[], None], clock: Callable[[], float] = time.monotonic) -> None:
        """`told` hears that the line may stand otherwise now."""
        self.clock = clock
        self.kept: deque[Word] = deque(maxlen=KEPT)
        self._told = told
        self._answer: Word | None = None
        self._due: dict[Key, Word] = {}
        self._other: Word | None = None
        self._beside: Word | None = None
        self._writes = False
        self._shown: Word | None = None
        self._stood: tuple[Word, str, str] | None = None

    # What is said

    def answer(self, text: str, kind: Kind, *, at: int, action: str = "") -> None:
        """What came of a key, in the place of what came of the one before."""
        self._answer = self._keep(Word(_line(text), kind, at, action))
        self._look()

    def unsay(self, text: str) -> None:
        """This answer holds no more."""
        if self._answer is not None and text == self._answer.text:
            self._answer = None
            self._look()

    def settled(self) -> None:
        """A deed was done: why an earlier key did nothing holds no more."""
        if self._answer is not None and self._answer.kind not in ("done", "due"):
            self._answer = None
            self._look()

    def due(self, key: Key, word: Word) -> None:
        """Something is due, said once for each `key`; with other words it goes on where it stands."""
        word.text = _line(word.text)
        if (known := self._due.get(key)) is not None:
            known.text, known.at = word.text, word.at
        else:
            self._due[key] = self._keep(word)
        self._look()

    def passed(self, key: Key) -> None:
        """It fell due where somebody saw it: there is nothing to say."""
        self._due.setdefault(key, Word("", "due", over=True))

    def only(self, about: str, keys: Collection[Key]) -> None:
        """Of the due things whose key begins with `about` these are left; the others are dealt with."""
        for key in [one for one in self._due if one[0] == about and one not in keys]:
            del self._due[key]
        self._look()

    def dealt_with(self, names: Collection[str]) -> None:
        """One has come to these screens and tickets: what is due there needs no more words."""
        for word in self._due.values():
            word.over = word.over or not word.where.isdisjoint(names)
        self._look()

    def colleague(self, text: str, *, at: int) -> None:
        """What a colleague did: the newest at once, with how many stood there too short a time to be read."""
        old, word = self._other, self._keep(Word(_line(text), "colleague", at))
        if old is not None and old.text != word.text:
            word.before = old.before + (not self.has_stood(old))
        self._other = word
        self._look()

    def beside(self, text: str, *, writes: bool = False) -> None:
        """Who is at the same ticket now, while nothing else is said; "" for nobody. It is kept nowhere.

        Who `writes` a letter about it now comes before what colleagues did, and stands with everything else.
        """
        self._writes = writes
        if text != (self._beside.text if self._beside else ""):
            self._beside = Word(text, "beside") if text else None
        self._look()

    # What is read

    @property
    def shown(self) -> Word | None:
        """What stands in the line."""
        return self._shown

    @property
    def with_it(self) -> str:
        """Who writes a letter about the same ticket, to be told in one line with what stands there; or ""."""
        beside = self._beside
        return beside.text if beside is not None and self._writes and self._shown is not beside else ""

    def pressed(self) -> None:
        """Somebody goes on: what has stood long enough was read."""
        word = self._shown
        if word is None or not word.fresh:
            return
        if self.has_stood(word):
            self._end(word)
            self._look()
        elif word is self._answer:
            word.passed = True

    def tick(self) -> None:
        """Time has passed: what has stood long enough makes room for what waits."""
        word = self._shown
        if word is not None and word.fresh and self.has_stood(word):
            others = len(list(self._fresh())) > 1 or (self._writes and word.kind in PASSING)
            lingers = word.kind in PASSING and self.clock() - (word.since or 0) >= LINGERS
            if others or lingers or word.passed:
                self._end(word)
        self._look()

    def clear(self) -> None:
        """Nothing is said any more."""
        self._answer = self._beside = self._other = None
        self._due.clear()
        self._look()

    def _keep(self, word: Word) -> Word:
        if self.kept and (self.kept[-1].text, self.kept[-1].kind) == (word.text, word.kind):
            self.kept.pop()
        self.kept.append(word)
        return word

    def has_stood(self, word: Word) -> bool:
        """Whether somebody who looked elsewhere has had the time to read it."""
        return word.since is not None and self.clock() - word.since >= STAYS.get(word.kind, 0)

    def _end(self, word: Word) -> None:
        word.fresh = False
        if word is self._answer:
            self._answer = None
        elif word is self._other:
            self._other = None

    def _fresh(self) -> Iterator[Word]:
        if self._answer is not None:
            yield self._answer
        yield from (word for word in self._due.values() if word.fresh and not word.over)
        if self._other is not None:
            yield self._other

    def _look(self) -> None:
        fresh = list(self._fresh())
        standing = [word for word in self._due.values() if not word.over]
        if fresh:
            word: Word | None = min(fresh, key=lambda one: RANKS[one.kind])
            if word is not None and word.kind == "colleague" and self._writes and self._beside is not None:
                word = self._beside
        else:
            word = standing[-1] if standing else self._beside
        gone = self._shown if self._shown is self._answer and word is not self._answer else None
        if gone is not None and self.has_stood(gone):
            self._end(gone)  # it was read, and is not said again when what came over it has gone
        if word is not None and word.since is None:
            word.since = self.clock()
        self._shown = word
        stands = (word, word.text, self.with_it) if word is not None else None
        if stands != self._stood:
            self._stood = stands
            self._told()


def _line(text: str) -> str:
    """In one line, the paragraphs set off."""
    parts = (line.strip() for line in plain(text[:LINE_LIMIT], lines=True).splitlines())
    return " · ".join(part for part in parts if part)
