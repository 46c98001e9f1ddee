"""A service's terms: its file, read strictly, with every fault named.

Nothing starts on a half-read file: `read_service` returns a whole `Service` or raises `TermsError` with all
faults found. The words of a file are in `sections`, how a file becomes sections in `reading`, what must fit
together in `checks`.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cached_property, lru_cache

from deskterm.models.basics.faults import Fault, TermsError
from deskterm.models.terms.calendar import Calendar
from deskterm.models.terms.checks import check
from deskterm.models.terms.practice import ProjectTerms
from deskterm.models.terms.reading import beside, read_sheet
from deskterm.models.terms.sections import CalendarTerms, Channel, Label, Outcome, PackTerms
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import OpeningHours

KEPT = 16  # texts: the shipped services, and the terms of some years of one desk


class Service(ServiceSheet, frozen=True, kw_only=True, dict=True):
    """The terms in force: the sheet's sections, and what is looked up in them.

    `text` is the file's own text and `digest` its SHA-256, so that a ticket can pin the terms it came under.
    """

    text: str = ""
    digest: str = ""

    @property
    def id(self) -> str:
        """The provider's id."""
        return self.provider.id

    @property
    def name(self) -> str:
        """The provider's name."""
        return self.provider.name

    @property
    def tz(self) -> str:
        """The zone of the service's wall clock."""
        return self.provider.tz

    def calendar(self, name: str) -> Calendar:
        """The calendar of that name; its table is worked out when it is first asked."""
        return self._built[name]

    def channel(self, id_or_kind: str) -> Channel | None:
        """The channel of that id, else the first of that kind."""
        return self._by_word.get(id_or_kind)

    def clause(self, rule_id: str, language: str) -> str:
        """What the rule says, in `it` or `en`; "" for a rule without a clause."""
        clause = self.clauses.get(rule_id)
        return "" if clause is None else clause.it if language == "it" else clause.en

    def pack(self, kind: str) -> PackTerms | None:
        """The terms of a kind of pack."""
        return next((pack for pack in self.packs if pack.id == kind), None)

    def calls_back(self, channel: str) -> bool:
        """Whether requests of a channel (its id) are promised a callback."""
        return self.callback is not None and channel in self.callback.channels

    def label(self, words: tuple[Label, ...], id: str, language: str) -> str:
        """The service's own word for `id` among `words`; the id itself where it has none."""
        for item in words:
            if item.id == id:
                return item.it if language == "it" else item.en
        return id

    def answering(self, outcome: str) -> bool:
        """Whether work that ended so has answered the customer."""
        return any(one.answers for one in self.outcomes if one.id == outcome)

    def outcome(self, id: str) -> Outcome | None:
        """How work may end, by its id."""
        return next((one for one in self.outcomes if one.id == id), None)

    def promising(self, outcome: str) -> str:
        """What work that ended so promises: `callback`, `appointment`, `letter` or ""."""
        found = self.outcome(outcome)
        return found.promises if found else ""

    def project(self, topic: str) -> ProjectTerms | None:
        """How work on a topic is agreed in steps; None where it is not."""
        return next((one for one in self.projects if one.topic == topic), None)

    def ticket_code(self, number: int) -> str:
        """A ticket's number as the terms write it, `TK000131` (O5)."""
        return f"{self.numbering.prefix}{number:0{self.numbering.digits}d}"

    @cached_property
    def asked(self) -> frozenset[str]:
        """The facts on which any of its rules, promises or prices depends."""
        sections = (self.rules, self.response, self.prices)
        return frozenset(condition.fact for section in sections for one in section for condition in one.when)

    @cached_property
    def ticket_pack(self) -> PackTerms | None:
        """The pack of which each ticket uses a unit; None where none counts tickets."""
        return next((pack for pack in self.packs if pack.unit == "ticket" and pack.use), None)

    @cached_property
    def clock(self) -> Calendar:
        """The service's wall clock: a calendar that is always open."""
        return Calendar(CalendarTerms(open=(OpeningHours.read("mon-sun 00:00-24:00"),)), self.tz)

    @cached_property
    def known_seasons(self) -> dict[date, str]:
        """The seasons of days that were asked for before (see `seasons`)."""
        return {}

    @cached_property
    def _built(self) -> dict[str, Calendar]:
        return {name: Calendar(terms, self.tz) for name, terms in self.calendars.items()}

    @cached_property
    def _by_word(self) -> dict[str, Channel]:
        kinds: dict[str, Channel] = {channel.kind: channel for channel in reversed(self.channels)}
        return kinds | {channel.id: channel for channel in self.channels}


def read_service(text: str, file: str = "") -> Service:
    """Read a service file's text; `file` names it in the error. Raises TermsError with all its faults."""
    found = _read(text)
    if isinstance(found, Service):
        return found
    raise TermsError(found, file)


@lru_cache(maxsize=KEPT)
def _read(text: str) -> Service | tuple[Fault, ...]:
    """The service, or its faults; a text is read and checked once in a run, and one that differs anew."""
    sheet, faults = read_sheet(text)
    if sheet is not None:
        faults = (*faults, *beside(check(sheet), faults))
    if sheet is None or faults:
        return faults
    values = {name: getattr(sheet, name) for name in sheet.__struct_fields__}
    return Service(**values, text=text, digest=hashlib.sha256(text.encode()).hexdigest())
