"""Texts that are put into a letter: the desk's own, what the terms give to say, the last similar answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import dumps, loads

from msgspec import field

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound
from deskterm.desk.letters import letters, solved
from deskterm.desk.steps import changes, customer_language, due_words
from deskterm.desk.steps.letters import automatic
from deskterm.locale import language, t
from deskterm.locale.filling import filled
from deskterm.models.basics.faults import nearest
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms.canned import CannedSheet
from deskterm.models.terms.sections import Label
from deskterm.storage.database import Connection
from deskterm.storage.house import canned as canned_rows

SIMILAR = "similar"


class CannedText(Record, frozen=True, kw_only=True):
    """A text of the desk; `en` is "" where there is none. `further`: in each language that its file names."""

    name: str
    title_it: str
    title_en: str
    it: str
    en: str
    further: Mapping[str, str] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """In a language; where it lacks, in the file's first."""
        if self.further:
            return self.further.get(language) or next(iter(self.further.values()))
        return self.en or self.it if language == "en" else self.it

    @property
    def title(self) -> str:
        """What it is called, in the language of the screen."""
        return (language() == "en" and self.title_en) or self.title_it


class ToPutIn(Record, frozen=True, kw_only=True):
    """A text for a letter about one ticket, its blanks filled. `name`: by which it is asked for.

    Of the last similar answer `ticket` is the code, and `at` when it was given.
    """

    name: str
    title: str
    text: str
    ticket: str = ""
    at: int = 0


def load(desk: Desk, sheet: CannedSheet, file: str) -> tuple[CannedText, ...]:
    """These are the desk's texts from now on, in the place of those that stood."""
    with desk.write() as conn:
        texts = [
            (
                one.name,
                clean(one.title),
                clean(one.title_en),
                _cleaned(one.it),
                _cleaned(one.en),
                dumps({name: _cleaned(words) for name, words in one.spoken.items()}, ensure_ascii=False),
            )
            for one in sheet.answers
        ]
        before = [row["name"] for row in canned_rows.listing(conn)]
        canned_rows.replace(conn, texts)
        after = {"names": [one.name for one in sheet.answers]}
        desk.record(conn, "answers_loaded", target=file, before={"names": before}, after=after)
        return _all(conn)


def listing(desk: Desk) -> tuple[CannedText, ...]:
    """The desk's own texts, in the order of their digits."""
    with desk.read() as conn:
        return _all(conn)


def for_ticket(desk: Desk, code: str) -> tuple[ToPutIn, ...]:
    """All that can be put into a letter about a ticket, in its customer's language.

    The similar answer has the first place, with no words where there is none, so that every other text keeps
    its number.
    """
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        own = tuple(_filled(desk, conn, ticket, one) for one in _all(conn))
        return (_similar(desk, code), *own, *_of_terms(desk, conn, ticket))


def text(desk: Desk, code: str, name: str) -> str:
    """One of them by its name. Raises NotFound with the nearest name."""
    found = [one for one in for_ticket(desk, code) if one.text]
    known = [one.name for one in found]
    if name not in known:
        raise NotFound("no_canned", name=name, near=nearest(name, known), known=", ".join(known))
    return next(one.text for one in found if one.name == name)


def _all(conn: Connection) -> tuple[CannedText, ...]:
    names = ("name", "title_it", "title_en", "it", "en")
    return tuple(
        CannedText(**{name: row[name] for name in names}, further=loads(row["further"]))
        for row in canned_rows.listing(conn)
    )


def _cleaned(words: str) -> str:
    return clean(words, lines=True).strip()


def _filled(desk: Desk, conn: Connection, ticket: Ticket, one: CannedText) -> ToPutIn:
    """A text with what the ticket says; the language is the customer's."""
    with customer_language.of_customer(desk, conn, ticket.customer_id):
        words = one.said(language())
        due = due_words.moment(ticket.due_at, desk.service.tz) if ticket.due_at else t("letters.soon")
        if not ticket.due_at:
            words = _without_by(words)
        said = {
            "contact": ticket.contact_name or ticket.customer,
            "customer": ticket.customer,
            "code": ticket.code,
            "subject": ticket.subject,
            "due": due,
            "technician": desk.who,
        }
    return ToPutIn(name=one.name, title=one.title, text=filled(words, said))


def _without_by(words: str) -> str:
    """A text of a ticket without a term: «entro {due}» loses its «entro», for no day follows."""
    by = "|".join(re.escape(one.strip()) for one in t("letters.due_by").split(","))
    return re.sub(rf"\b(?:{by})\s+(?=\{{due\}})", "", words, flags=re.IGNORECASE)


# What the terms give to say


def _of_terms(desk: Desk, conn: Connection, ticket: Ticket) -> tuple[ToPutIn, ...]:
    """What triage decided, what the request lacks, the documents that the terms point to."""
    service, found = desk.service_of(ticket.terms_id), []
    proposed = letters.proposal(desk, ticket.code)
    if proposed:
        found.append(ToPutIn(name="terms", title=t("letters.text.terms"), text=proposed))
    with customer_language.of_customer(desk, conn, ticket.customer_id):
        lacking = automatic.listed(desk.service_of(ticket.terms_id), automatic.missing(desk, conn, ticket))
        papers = [(paper, f"{_word(paper)}: {paper.url}") for paper in service.documents]
        missing = t("letters.lacking", missing=lacking) if lacking else ""
    if missing:
        found.append(ToPutIn(name="missing", title=t("letters.text.missing"), text=missing))
    found += [ToPutIn(name=f"document-{paper.id}", title=_word(paper), text=words) for paper, words in papers]
    return tuple(found)


def _word(label: Label) -> str:
    return label.said(language())


# What was solved before


def _similar(desk: Desk, code: str) -> ToPutIn:
    """The answer to the solved request that is most like this one."""
    for one in solved.like(desk, code, limit=1):
        title = t("letters.text.similar")
        return ToPutIn(name=SIMILAR, title=title, text=one.text, ticket=one.ticket.code, at=one.at)
    return ToPutIn(name=SIMILAR, title=t("letters.text.none"), text="")
