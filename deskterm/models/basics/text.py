"""Text from outside, made harmless once, at intake (law 6; safety S1, S3).

`clean` takes out whatever can steer a terminal, hide or reorder what is read: control and format
characters, bidirectional overrides, lone surrogates, invisible fillers, piles of accents.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MARK = "\ufffd"  # stands where something unreadable stood
CUT = "…"  # the last character of a text that was cut
LINE_LIMIT = 1_000  # characters of a subject, a name, a file name
TEXT_LIMIT = 200_000  # characters of a body
REPLY = "Re:"  # in front of the subject of what answers a mail
MARKS_TOGETHER = 4  # accents on one letter; more climb over the lines above

# letters that show nothing: Hangul and Khmer fillers, the empty Braille cell, the grapheme joiner
_HIDDEN = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u034f")
_VARIATIONS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x180B, 0x180F))
_ACCENTS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0e31-\u0e4e\u1ab0-\u1aff"
_ACCENTS += "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILE = re.compile(f"([{_ACCENTS}]{{{MARKS_TOGETHER}}})[{_ACCENTS}]+")
_WESTERN = " -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
_PLAIN_LINE = re.compile(f"[{_WESTERN}]*")
_PLAIN_TEXT = re.compile(f"[{_WESTERN}\n\t]*")
_MARKS = re.compile(f"{MARK}{{2,}}")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

_PREFIX = re.compile(
    r"(?:re|r|i|fwd?|rif|aw|wg|sv|vs|tr|rv|enc|res|odp|antw|risposta|inoltro|inoltrato|fw"
    r"|posta certificata|anomalia messaggio)\.?\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s*[:：]\s*",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"(?:i|fwd?|fw|inoltro|inoltrato|wg|tr|rv|enc|doorst|vb|vl)\.?\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]",
    re.IGNORECASE,
)
# «SOLLECITO: », «2° sollecito - », «Secondo sollecito: », «Reminder: »
_REMINDER = re.compile(
    r"(?:(?:primo|secondo|terzo|ultimo|first|second|third|last|\d{1,2}\s*[°ºª^.]?)\s+)?"
    r"(?:sollecit[oi]|sollecita|reminder|promemoria)\s*(?:n\.?\s*)?\d{0,2}\s*[:：–—-]+\s*",
    re.IGNORECASE,
)
_TAG = re.compile(r"\[#([A-Z]{1,6}[0-9]{3,12})-([a-z0-9]{4,32})\]", re.IGNORECASE)
_PLACEHOLDERS = frozenset(
    ("senza oggetto", "nessun oggetto", "oggetto assente", "no subject", "without subject")
)


# Where a line may break, and what joins letters: left out, but marked where an address could hide one.
_HINTS = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u034f"
_LEFT_OUT = str.maketrans("", "", _HINTS)
_HINT = re.compile(f"[{_HINTS}]")
# Beside a letter or what an address is made of a hint may hide one; beside anything else it hides nothing.
_BESIDE = rf"[\w@.:/%+\-{_HINTS}]"
_AT_EDGE = re.compile(f"(?<!{_BESIDE})[{_HINTS}]+|[{_HINTS}]+(?!{_BESIDE})")
_BLANKS = re.compile(r"(\s+)")
_ADDRESS = re.compile(r"@|://|www\.", re.IGNORECASE)


class Tag(NamedTuple):
    """Our own thread tag: a ticket's code and the random token that belongs to it."""

    code: str
    token: str

    @property
    def written(self) -> str:
        """As it stands in our letters."""
        return f"[#{self.code}-{self.token}]"


class _Table(dict[int, str | None]):
    """What `str.translate` puts for each code point; filled as code points are met."""

    def __missing__(self, point: int) -> str | None:
        self[point] = shown = _replacement(point)
        return shown


def _replacement(point: int) -> str | None:
    character = chr(point)
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if any(first <= point <= last for first, last in _VARIATIONS):
        return None
    if category[0] == "C" or category in ("Zl", "Zp") or character in _HIDDEN:
        return MARK
    return character


_LINE_TABLE = _Table({9: " ", 10: " ", 13: " "})
_TEXT_TABLE = _Table({9: "\t", 10: "\n"})


def clean(text: str, *, lines: bool = False, limit: int | None = None) -> str:
    """`text` with nothing left that could steer a terminal or hide what it says.

    One line by default: line ends and tabs become spaces. With `lines` they stay, as `\\n` and `\\t`.
    Longer than `limit` characters (1,000, or 200,000 with `lines`) it ends in `…`. NFC.
    """
    limit = (TEXT_LIMIT if lines else LINE_LIMIT) if limit is None else limit
    long = len(text) > limit
    if long:
        text = text[: max(limit - 1, 0)]
    if not _is_plain(text, lines):
        text = _replace(text, lines)
        if len(text) > limit:  # NFC may lengthen
            text, long = text[: max(limit - 1, 0)], True
    return text + CUT if long else text


def _is_plain(text: str, lines: bool) -> bool:
    """Whether nothing needs a look: the way of nearly every text, at the speed of C."""
    return (_PLAIN_TEXT if lines else _PLAIN_LINE).fullmatch(text) is not None


def _replace(text: str, lines: bool) -> str:
    if lines:
        text = _BREAKS.sub("\n", text)
    if _HINT.search(text):
        pieces = _BLANKS.split(text)
        text = "".join(
            _AT_EDGE.sub("", piece) if _ADDRESS.search(piece) else piece.translate(_LEFT_OUT)
            for piece in pieces
        )
    text = text.translate(_TEXT_TABLE if lines else _LINE_TABLE)
    text = _PILE.sub(rf"\1{MARK}", text)
    return unicodedata.normalize("NFC", _MARKS.sub(MARK, text))


def is_clean(text: str, *, lines: bool = False) -> bool:
    """Whether `clean` would leave `text` as it is, whatever its length."""
    return clean(text, lines=lines, limit=max(len(text) * 3, 1)) == text


def bare_subject(subject: str) -> str:
    """The subject without reply and forward prefixes and without our own tags; "" is «senza oggetto» (D8)."""
    bare = _TAG.sub(" ", subject[:LINE_LIMIT]).replace(MARK, " ").strip()
    while found := _PREFIX.match(bare):
        bare = bare[found.end() :].lstrip()
    bare = " ".join(bare.split())
    return "" if bare.strip("()[]<>«»\"'*-_. ").casefold() in _PLACEHOLDERS else bare


def is_forward(subject: str) -> bool:
    """Whether a subject was last handed on: «I: R: Stampa», and not «R: I: Stampa»."""
    return _FORWARD.match(_TAG.sub(" ", subject[:LINE_LIMIT]).replace(MARK, " ").strip()) is not None


def subject_key(subject: str) -> str:
    """By what two subjects are the same: neither blanks nor capitals count."""
    return " ".join(subject.split()).casefold()


def subject_shape(subject: str) -> str:
    """A subject without what tells one mail of a machine from its next: each word with a digit is `#`."""
    return " ".join("#" if any(map(str.isdigit, word)) else word for word in subject_key(subject).split())


def reminded_of(subject: str) -> str:
    """The bare subject that a reminder is about (I18); "" for a subject that is no reminder."""
    bare = bare_subject(subject)
    rest = bare
    while found := _REMINDER.match(rest):
        rest = bare_subject(rest[found.end() :])
    return "" if rest == bare else rest


def find_tags(text: str, limit: int = 8) -> tuple[Tag, ...]:
    """Every different one of our thread tags (`[#TK000131-k3x9q2]`), in order, at most `limit`."""
    found = dict.fromkeys(_tag(match) for match in _TAG.finditer(text))
    return tuple(found)[:limit]


def _tag(match: re.Match[str]) -> Tag:
    return Tag(match[1].upper(), match[2].lower())
