"""A service's terms: its file, read strictly, with every fault named.

Nothing starts on a half-read file: `read_service` returns a whole `Service` or raises `TermsError` with all
faults found. The words of a file are in `sections`, how a file becomes sections in `reading`, what must fit
together in `checks`.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cached_property, lru_cache
from typing import Literal

from msgspec import structs

from deskterm.models.basics.faults import Fault, TermsError
from deskterm.models.terms.calendar import Calendar
from deskterm.models.terms.checking.checks import check
from deskterm.models.terms.checking.placed import placed
from deskterm.models.terms.facts import FACTS, FIXED, Fact
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.own_facts import FactTerms, Of
from deskterm.models.terms.practice import ProjectTerms
from deskterm.models.terms.reading import beside, read_sheet
from deskterm.models.terms.sections import CalendarTerms, Channel, Label, Outcome
from deskterm.models.terms.sense.blanks import filled
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

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the file speaks, its own first."""
        first = self.provider.language
        return tuple(sorted(self.provider.languages, key=lambda one: one != first))

    def calendar(self, name: str) -> Calendar:
        """The calendar of that name; its table is worked out when it is first asked."""
        return self._built[name]

    def channel(self, id_or_kind: str) -> Channel | None:
        """The channel of that id, else the first of that kind; else the one called so in a language."""
        return self._by_word.get(id_or_kind) or self._by_word.get(id_or_kind.casefold())

    def clause(self, rule_id: str, language: str) -> str:
        """What the rule says in a language, its blanks filled; "" for a rule without a clause."""
        clause = self.clauses.get(rule_id)
        said = "" if clause is None else clause.said(language)
        return filled(self, said, language) if "{" in said or "}" in said else said

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
                return item.said(language)
        return id

    def own(self, *of: Of) -> tuple[FactTerms, ...]:
        """The facts that the file declares of these things, in its order."""
        return tuple(one for one in self.facts if one.of in of)

    def word(self, id: str, language: str) -> str:
        """What the service calls something (`request`, I16); "" where it has no word of its own."""
        return self.label(self.words, id, language) if any(one.id == id for one in self.words) else ""

    def answering(self, outcome: str) -> bool:
        """Whether work that ended so has answered the customer."""
        return any(one.answers or one.resolves for one in self.outcomes if one.id == outcome)

    def resolving(self, outcome: str) -> bool:
        """Whether work that ended so has put right what was asked about."""
        return any(one.resolves for one in self.outcomes if one.id == outcome)

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

    def __repr__(self) -> str:
        """Its name: whole it would fill pages of a log or of a failing test."""
        return f"Service({self.provider.id!r})"

    @cached_property
    def asked(self) -> frozenset[str]:
        """The facts on which any of its rules, promises or prices depends."""
        sections = (self.rules, self.response, self.prices, self.multipliers, self.extras)
        return frozenset(condition.fact for section in sections for one in section for condition in one.when)

    @cached_property
    def vocabulary(self) -> dict[str, Fact]:
        """Every fact that these terms can ask about: the closed vocabulary and the file's own."""
        return FACTS | {one.id: one.as_fact for one in self.facts}

    @cached_property
    def assumed(self) -> dict[str, object]:
        """What holds of the file's own facts while nobody has said them."""
        return {one.id: one.read(one.assumed) for one in self.facts if one.default is not None}

    @cached_property
    def own_facts(self) -> dict[str, FactTerms]:
        """The facts that the file declares, by name."""
        return {one.id: one for one in self.facts}

    @property
    def judges(self) -> bool:
        """Whether requests are served by a severity that somebody has to give them (I19)."""
        return bool(self.severities) and "severity" in self.queue

    @cached_property
    def session_kinds(self) -> tuple[str, ...]:
        """The kinds of work: the six, and the file's own."""
        return (*FIXED["session"], *(one.id for one in self.kinds))

    def gate(self, kind: str) -> Literal["remote", "onsite"] | None:
        """The gate that work of a kind must pass beside the call's; None where there is none."""
        like = self.like(kind)
        return "remote" if like == "remote" else "onsite" if like == "onsite" else None

    def like(self, kind: str) -> str:
        """The one of the six kinds of work that a kind is for timer and gates; itself where nobody says."""
        return next((one.like for one in self.kinds if one.id == kind), kind)

    def spoken(self, kind: str) -> bool:
        """Whether work of this kind is one contact with what was spoken shortly before."""
        return self.like(kind) in self.timer.together

    def turns(self, kind: str) -> tuple[str, ...]:
        """What running work of this kind may turn into (D18)."""
        allowed = self.timer.switch if self.like(kind) == "call" else self.timer.together
        return tuple(one for one in allowed if one != kind)

    @cached_property
    def multiplied_hours(self) -> frozenset[str]:
        """The calendars at whose opening and closing an hour may become worth more or less."""
        conditions = (condition for one in self.multipliers for condition in one.when)
        return frozenset(condition.words[0] for condition in conditions if not condition.fact)

    @cached_property
    def counts_earlier(self) -> bool:
        """Whether what was charged before counts for what a contact costs."""
        by_price = (price.first or price.tiers or price.mode == "day" for price in self.prices)
        return any(by_price) or bool(self.extras)

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
        said = {word.casefold(): one for one in reversed(self.channels) for word in one.every if word}
        return said | kinds | {channel.id: channel for channel in self.channels}


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
        return placed(text, faults)
    values = {name: getattr(sheet, name) for name in sheet.__struct_fields__}
    values["channels"] = tuple(_with_own_fields(channel, sheet) for channel in sheet.channels)
    return Service(**values, text=text, digest=hashlib.sha256(text.encode()).hexdigest())


def _with_own_fields(channel: Channel, sheet: ServiceSheet) -> Channel:
    """A channel with what the file's own facts let it bring, beside the fields that it names itself."""
    named = {*channel.need, *channel.nice}
    brought = [one for one in sheet.facts if channel.id in one.channels and one.id not in named]
    if not brought:
        return channel
    need = (*channel.need, *(one.id for one in brought if one.needed and one.default is None))
    nice = (*channel.nice, *(one.id for one in brought if one.id not in need))
    return structs.replace(channel, need=need, nice=nice)
