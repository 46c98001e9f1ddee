"""What is typed into a search of texts, as the words that are looked for.

Italian words change at their end: of a longer word its beginning is looked for (`stampante` finds stampanti),
of words that only hold a sentence together nothing, where others stand beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from deskterm.models.basics.folding import APOSTROPHES, folded

MOST = 6  # words of one question that are looked for
PART = 3  # letters of a part within a word that is looked for
LONGEST = 40  # letters of a word that are looked at
TYPED = 800  # letters of what is typed that are looked at
LONG = 5  # letters from which a word may end otherwise
ENDING = 2  # letters that an ending has at most
NEAR = 120  # signs of an excerpt

_WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*")
_APART = re.compile(f"[{APOSTROPHES}]")
_PIECE = re.compile(r"[^\W_]+")
# What an apostrophe leaves of an article or a preposition: `dell’ufficio`, `l'archivio`, `c'è`.
_ELIDED = frozenset(
    "l d c m t s n v un all dall dell nell sull coll quell quest bell sant tutt mezz com dov quand".split()
)
_HOLDS_TOGETHER = frozenset(
    "a ad al allo alla ai agli alle da dal dallo dalla dai dagli dalle di del dello della dei degli delle in"
    " nel nello nella nei negli nelle su sul sullo sulla sui sugli sulle con col coi per tra fra il lo la i"
    " gli le un uno una e ed o che chi cui non si ci ne mi ti vi se come dopo prima ma piu era sono ho ha"
    " hanno c l d n"
    " buongiorno buonasera salve ciao grazie saluti cordiali distinti gentile spett"
    " the an of to on at for and or is are was it not with from".split()
)

Phrase = tuple[str, ...]


class Term(NamedTuple):
    """One word that is looked for: any of these phrases; `open`: the last word of each may go on."""

    phrases: tuple[Phrase, ...]
    open: bool

    def fits(self, words: Sequence[str], at: int) -> bool:
        """Whether one of its phrases stands at this place among the words of a text."""
        return any(self._stands(phrase, words[at : at + len(phrase)]) for phrase in self.phrases)

    def _stands(self, phrase: Phrase, words: Sequence[str]) -> bool:
        *whole, last = phrase
        return (
            len(words) == len(phrase)
            and list(words[:-1]) == whole
            and (words[-1].startswith(last) if self.open else words[-1] == last)
        )


def terms(text: str, *, typing: bool = False, most: int = MOST) -> tuple[Term, ...]:
    """The words that are looked for, each once, the first `most`; while `typing` the last may go on."""
    found = [_APART.split(one[0][:LONGEST]) for one in _WORD.finditer(folded(text[:TYPED]))]
    telling = [pieces for pieces in found if not _is_glue(pieces)]
    kept = (telling or found)[:most]
    last = found[-1] if found and typing and not text[-1:].isspace() else None
    made = (_term(pieces, unended=pieces is last) for pieces in kept)
    return tuple(dict.fromkeys(made))


def _is_glue(pieces: Sequence[str]) -> bool:
    return len(pieces) == 1 and pieces[0] in _HOLDS_TOGETHER


def _term(pieces: list[str], *, unended: bool) -> Term:
    while len(pieces) > 1 and pieces[0] in _ELIDED:
        pieces = pieces[1:]
    if len(pieces) > 1:  # a name that has an apostrophe within, written with it or without
        return Term((tuple(pieces), ("".join(pieces),)), open=True)
    (word,) = pieces
    if any(sign.isdigit() for sign in word):
        return Term(((word,),), open=unended)
    if len(word) > LONG:
        return Term(((word[: max(LONG, len(word) - ENDING)],),), open=True)
    if len(word) == LONG and not unended:
        return Term(((word[:-1],),), open=True)
    return Term(((word,),), open=unended)


def apart(term: Term, is_word: Callable[[str], bool], begins: Callable[[str], bool]) -> Term:
    """A word that stands nowhere, as one that has an apostrophe within: `liva` is l'IVA, `dangelo` D'Angelo.

    `is_word` and `begins`: whether a whole word stands anywhere, and one that begins so.
    """
    if len(term.phrases) > 1 or begins(term.phrases[0][-1]):
        return term
    (word,) = term.phrases[0]
    cuts = ((word[:at], word[at:]) for at in range(1, len(word)))
    found = tuple(cut for cut in cuts if is_word(cut[0]) and begins(cut[1]))
    return Term(found, term.open) if found else term


def inside(term: Term, texts: Iterable[str]) -> Term:
    """A word that nothing begins with, as those of these texts that it stands within: `ampa` is stampa."""
    (word,) = term.phrases[0] if len(term.phrases) == 1 == len(term.phrases[0]) else ("",)
    if len(word) < PART or any(sign.isdigit() for sign in word):
        return term
    found = dict.fromkeys(
        one for text in texts if word in folded(text) for one, _ in _words(text) if word in one
    )
    return Term(tuple((one,) for one in list(found)[:MOST]), open=False) if found else term


def levels(asked: Sequence[Term]) -> Iterator[tuple[tuple[Term, ...], ...]]:
    """What is asked, always less strictly: every word, all but one, any two, any one."""
    for count in dict.fromkeys((len(asked), len(asked) - 1, 2, 1)):
        if 0 < count <= len(asked):
            yield tuple(combinations(asked, count))


def found_in(asked: Sequence[Term], text: str) -> int:
    """How many of the words stand in a text."""
    words = [one for one, _ in _words(text)]
    return sum(any(term.fits(words, at) for at in range(len(words))) for term in asked)


def excerpt(asked: Sequence[Term], text: str, *, near: int = NEAR) -> str:
    """The part of a text around the words, on one line: where most of them stand close together."""
    text = " ".join(text.split())
    marked = _words(text)
    words = [one for one, _ in marked]
    places = [
        (marked[at][1], number)
        for at in range(len(words))
        for number, term in enumerate(asked)
        if term.fits(words, at)
    ]
    start = max(
        (begin for begin, _ in places),
        key=lambda begin: (len({number for at, number in places if begin <= at < begin + near}), -begin),
        default=0,
    )
    return _cut(text, start, near)


def _cut(text: str, start: int, near: int) -> str:
    """So many signs from a little before a place, from one word's beginning to another's end."""
    begin = max(0, min(start - near // 4, len(text) - near))
    if begin:
        begin = text.rfind(" ", 0, begin + 1) + 1 or begin
    end = begin + near
    if end < len(text):
        end = max(text.rfind(" ", start + 1, end), start + 1)
    return f"{'…' if begin else ''}{text[begin:end].strip()}{'…' if end < len(text) else ''}"


def _words(text: str) -> list[tuple[str, int]]:
    """The words of a text as they are compared, each with where it begins."""
    return [(folded(one[0]), one.start()) for one in _PIECE.finditer(text)]
