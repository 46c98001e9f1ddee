"""Of what a message speaks: where a second topic seems to start (D9, O7), whether it is an earlier one (I18).

Of a second topic it is a hint for a person, who alone decides. Offsets are characters into the text. Quoted
lines and what follows a signature are passed over.
"""

from __future__ import annotations

import re

from deskterm.models.basics.folding import name_words
from deskterm.models.records.base import Record

_OPENERS = (
    r"inoltre|in\s+più|in\s+aggiunta|altra\s+cosa|un['’ ]?\s?altra\s+(?:cosa|domanda|richiesta|questione)"
    r"|altro\s+(?:problema|argomento)|seconda\s+(?:cosa|domanda|richiesta)|secondo\s+(?:problema|punto)"
    r"|(?:ne\s+)?approfitt(?:o|iamo|ando)|già\s+che\s+ci\s+(?:sono|siamo)|oltre\s+a\s+(?:questo|ciò)"
    r"|colgo\s+l['’]occasione|(?:e\s+)?poi\s+(?:volevo|vorrei|c['’]è|avrei|mi)|infine"
    r"|(?:volevo|vorrei)\s+(?:anche|inoltre)|also|besides|another\s+(?:thing|question|issue)|secondly"
)
_OPENER = re.compile(rf"^[\s«\"“*-]*(?:e\s+|ma\s+)?(?:{_OPENERS})\b", re.IGNORECASE)
_POSTSCRIPT = re.compile(r"\bP\.?\s?S\.?(?=[\s:])")
_ITEM = re.compile(r"^\s*(?:\d{1,2}\s*[.):°-]|[a-hA-H]\)|[-*•–])\s+\S")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?…]*[»\"”)]*|\n")
_QUOTE = re.compile(r"^\s*>")
_END = re.compile(
    r"^\s*(?:--\s*$|-{4,}|_{4,}|(?:cordiali|distinti|cari)\s+saluti|(?:un\s+)?saluto|saluti\b|grazie\s+(?:e\s+)?"
    r"(?:mille|buon|anticipat)|da:|from:|il\s.{4,80}ha\s+scritto|inviato\s+da|sent\s+from)",
    re.IGNORECASE,
)
LONGEST = 20_000  # characters that are looked at


class Hint(Record, frozen=True, kw_only=True):
    """A second topic may start at `offset`; `why`: `item` of a list, an `opener`, or a second `question`."""

    offset: int
    why: str


def hints(text: str) -> tuple[Hint, ...]:
    """Every place where another topic seems to start, in order; none for one topic."""
    found: dict[int, str] = {}
    items = 0
    questions = 0
    for start, line in _lines(text[:LONGEST]):
        if _ITEM.match(line):
            items += 1
            if items > 1:
                found.setdefault(start, "item")
        questions = _in_sentences(start, line, questions, found)
    return tuple(Hint(offset=offset, why=found[offset]) for offset in sorted(found))


def _lines(text: str) -> list[tuple[int, str]]:
    """The sender's own lines with their offsets, up to the signature."""
    lines: list[tuple[int, str]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        if lines and _END.match(line):
            break
        if line.strip() and not _QUOTE.match(line):
            lines.append((start, line))
        start += len(line)
    return lines


def _in_sentences(start: int, line: str, questions: int, found: dict[int, str]) -> int:
    """Openers and second questions within a line; returns how many questions there are so far."""
    for match in _POSTSCRIPT.finditer(line):
        if start + match.start() > 0:
            found.setdefault(start + match.start(), "opener")
    for match in _SENTENCE.finditer(line):
        sentence = match[0]
        offset = start + match.start() + len(sentence) - len(sentence.lstrip())
        if offset > 0 and _OPENER.match(sentence):
            found.setdefault(offset, "opener")
        if "?" in sentence:
            questions += 1
            if questions > 1:
                found.setdefault(offset, "question")
    return questions


NEW = 0.4  # of its words, at least two: as many may be new in a request that is sent again
FEW = 4  # words, of which one may be new
# How one greets, thanks and asks after a request: words that say nothing new of it.
_ASKING = frozenset(
    "buongiorno buonasera salve gentili gentile spett egregi ciao grazie saluti cordiali distinti"
    " anticipo sollecito sollecitare sollecitiamo sollecita promemoria notizie novita riscontro risposta"
    " risposte rispondere attesa attendo attendiamo aspetto aspettiamo ancora sempre urgente"
    " urgentemente prima possibile quando scritto inviato mandato mail email richiesta ticket ieri oggi"
    " giorni ore settimana fate sapere nessuno hello dear regards thanks thank you reminder news answer"
    " reply waiting wait still again urgent soon sent wrote request yesterday today days hours week"
    " please.split()".split()
)


# Who writes one of these asks after what was written before, whatever else there is to say.
_AFTER = frozenset(
    "riscrivo riscriviamo riscrivere sollecito sollecitare sollecitiamo sollecita promemoria riscontro"
    " risposta risposte risposto notizie novita reminder answer answered reply replied news".split()
)
TELLING = 3  # words of a subject that say what it is about: «Problema» may be about anything


def is_again(subject: str, text: str, first: str) -> bool:
    """Whether a request under the subject of one that waits is that one, sent again.

    A subject that says what it is about is enough. Under «Problema» the text has to say what the first said,
    or to ask after it.
    """
    telling = sum(len(word) > 2 and not word.isdigit() for word in name_words(subject))
    return telling >= TELLING or not _AFTER.isdisjoint(_words(text)) or says_again(text, first)


def says_again(text: str, first: str) -> bool:
    """Whether `text` says little that `first` has not said; what it quotes is not its own."""
    new = _words(text) - _ASKING
    fresh = new - _words(first)
    return len(fresh) <= (max(2.0, NEW * len(new)) if len(new) > FEW else 1)


def _words(text: str) -> frozenset[str]:
    lines = (line for line in text.splitlines() if not line.lstrip().startswith(">"))
    return frozenset(
        word for line in lines for word in name_words(line) if len(word) > 2 and not word.isdigit()
    )
