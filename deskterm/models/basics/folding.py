"""How a name or a number is looked for: small letters without accents, digits without what parts them.

What is kept and what is typed are folded alike: `dal pra` meets Dal Prà, `dangelo` and `d’angelo` D'Angelo,
`+39 (0444) 33` whatever begins with 044433.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from deskterm.models.basics.identity import PART, bare_number

LONGEST = 40  # letters of a word that are looked at
SURE = 5  # letters from which one of them may be wrong: of fewer, Luca would be Lucia
SURE_DIGITS = 8  # digits from which one of them may be wrong
TYPED = 80  # letters of what is typed that are looked at

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i"})
APOSTROPHES = "'’‘ʼ`´′‛＇"
_WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*")
_INITIALS = re.compile(r"\b[^\W\d_](?:\.[^\W\d_]?)+(?!\w)")
_APART = re.compile(f"[{APOSTROPHES}]")
_NO_NUMBER = re.compile(r"[^\d+() ./\-–]")
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"


def folded(text: str) -> str:
    """`text` in small letters, without accents."""
    small = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(sign for sign in small if not unicodedata.combining(sign))


def name_words(text: str) -> tuple[str, ...]:
    """The words by which a name is found: each as a whole, and its pieces around an apostrophe."""
    found = [(("".join(pieces)), *pieces) for pieces in _found(text)]
    return tuple(dict.fromkeys(word[:LONGEST] for words in found for word in words))


def pairs(text: str) -> tuple[str, ...]:
    """Neighbouring words of a name in one, for who types them so: `dalpra`."""
    whole = ["".join(pieces) for pieces in _found(text)]
    joined = (one + other for one, other in pairwise(whole))
    return tuple(dict.fromkeys(word[:LONGEST] for word in joined))


def code_words(text: str) -> tuple[str, ...]:
    """The words by which a code is found: as a whole without what parts it, and its pieces."""
    pieces = [piece for found in _found(text) for piece in found]
    return tuple(dict.fromkeys(word[:LONGEST] for word in ("".join(pieces), *pieces) if word))


def is_number(text: str) -> bool:
    """Whether nothing but digits, and the signs between them, is typed: enough of them to look for."""
    return not _NO_NUMBER.search(text) and sum(one in DIGITS for one in text) >= PART


def terms(text: str) -> tuple[str, ...]:
    """What is typed, word by word; digits with signs or blanks between them are one number."""
    text = re.sub(r"(?i)\bit(?=\s*\d{3})", "", text[:TYPED])
    if is_number(text):
        return (bare_number(text),)
    found: list[str] = []
    for word in _found(text):
        joined = "".join(word)
        if joined.isdigit() and found and found[-1].isdigit():
            joined = found.pop() + joined
        found.append(joined[:LONGEST])
    return tuple(dict.fromkeys(found))


def slips(word: str) -> tuple[str, ...]:
    """Every beginning that one wrong, missing, doubled or swapped letter may have made into `word`."""
    if len(word) < (SURE_DIGITS if word.isdigit() else SURE):
        return ()
    signs = DIGITS if word.isdigit() else ALPHABET
    return tuple(sorted(set(_slips(word, signs))))  # in the order of an index


def _slips(word: str, signs: str) -> Iterator[str]:
    for at in range(len(word)):
        before, after = word[:at], word[at + 1 :]
        yield before + after
        if after:
            yield before + after[0] + word[at] + after[1:]
        for sign in signs:
            yield before + sign + after
            yield before + sign + word[at:]


def _found(text: str) -> Iterator[list[str]]:
    """Words in their order, each as its pieces around an apostrophe; initials with points are one."""
    text = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", text)
    for found in _WORD.finditer(folded(text)):
        yield _APART.split(found[0])
