"""Facts of a file's own: what they are about, which values they take, who may say them.

A fact is kept as text (`yes`, `10.5`, `2026-01-15`, the id of a choice) and read as its kind. One `of` the
`ticket` is the desk's to say unless channels bring it; one of the `request` comes with it; one of the
`session` is asked at a gate. A fact of the `agreement` holds while the agreement runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from msgspec import field

from deskterm.models.basics.faults import likely
from deskterm.models.terms.checking import meant
from deskterm.models.terms.facts import FACTS, Fact, Kind, number
from deskterm.models.terms.sections import InWords, Label

Of = Literal["customer", "agreement", "device", "ticket", "request", "session"]
OwnKind = Literal["text", "number", "choice", "date", "yes-no"]
KINDS: dict[str, Kind] = {
    "text": "text",
    "number": "number",
    "choice": "word",
    "date": "date",
    "yes-no": "flag",
}
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST = 500  # characters of a text
YES, NO = "yes", "no"
# Columns of lists and files: a fact is one beside them, under its own id.
TAKEN = frozenset(
    "id code name address postcode town province vat tax_code sdi pec"
    " support_code notes language contact_name email phone role plan"
    " contract_name beside"
    " contract_from contract_until rate fee fee_base rate_cents fee_cents fee_base_cents contacts agreement"
    " contact facts pack delivery unverified contract renewed_until packs left stranded usual_fee"
    " activating_until"
    " open_tickets unsure_tickets requests_today fee_rule fee_clause devices projects contestable_until row"
    " done left_out"
    " told mobile subject body channel customer received topic blocking severity fields".split()
)


class FactHint(InWords, frozen=True, kw_only=True):
    """What helps to fill a field in, in the file's languages."""

    it: str
    en: str


class FactTerms(Label, frozen=True, kw_only=True):
    """One fact of the file's own.

    `values`: of a choice. `channels`: by which of them a request brings it. `by`: who may say it, at every
    door; without it the customer by these channels, and whoever works at the desk. `default`: what holds
    while nobody has said it. `needed`: a request by one of its channels lacks it where it is blank, and no
    work passes the gate `at` which it is asked without it. `least` and `most` bound a number.
    """

    of: Of
    kind: OwnKind
    values: tuple[Label, ...] = field(name="value", default=())
    channels: tuple[str, ...] = field(name="from", default=())
    by: tuple[Literal["technician", "lead", "customer"], ...] = ()
    hint: FactHint | None = None
    default: Any = None
    needed: bool = False
    at: Literal["call", "remote", "onsite", "close"] = "close"
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def must(self) -> bool:
        """Whether it must be said: nothing holds while nobody has."""
        return self.needed and self.default is None

    @property
    def customers(self) -> bool:
        """Whether a customer may say it: nobody is named, or they are."""
        return not self.by or "customer" in self.by

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that can be chosen; () where any text, number or day will do."""
        return (YES, NO) if self.kind == "yes-no" else tuple(one.id for one in self.values)

    @property
    def as_fact(self) -> Fact:
        """As conditions know it."""
        return Fact(self.id, KINDS[self.kind], self.en, self.of in {"request", "ticket"})

    def read(self, text: object) -> object:
        """A kept or rehearsed value as its kind; None for what is none."""
        if text is None or text == "":
            return None
        if self.kind == "yes-no":
            return text is True or str(text).casefold() == YES
        if self.kind == "number":
            return number(text)
        if self.kind == "choice" and text not in self.choices:
            return None  # one that the terms had once: what it says, nobody knows any more
        return str(text)

    def fits(self, text: str) -> bool:
        """Whether a value, as it is kept, is one that the fact can have."""
        if self.kind == "number":
            found = number(text)
            return found is not None and self.in_range(found)
        if self.kind == "date":
            return is_day(text)
        if self.kind == "text":
            return 0 < len(text) <= LONGEST
        return text in self.choices

    def in_range(self, value: Decimal) -> bool:
        """Whether a number lies within its bounds, both included."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    @property
    def takes(self) -> str:
        """The values that it takes, as a file writes them, in a few signs."""
        if self.kind == "yes-no":
            return "true | false"
        if self.kind == "number":
            low, high = ("…" if one is None else str(one) for one in (self.least, self.most))
            return f"{low}-{high}"
        return "2026-08-10" if self.kind == "date" else " | ".join(self.choices) or f"1-{LONGEST}"

    @property
    def assumed(self) -> str:
        """The default as it would be kept; "" without one."""
        return "" if self.default is None else written(self.default)


def written(value: object) -> str:
    """A value of a file (`true`, `10`, a day) as it is kept."""
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)


def is_day(text: str) -> bool:
    """Whether the text is a day, ISO."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def unsaid(facts: Iterable[FactTerms], known: Mapping[str, object]) -> tuple[FactTerms, ...]:
    """What must be said and is not, of the customer, the agreement and the ticket that stand behind `known`.

    Of a request only what its channel can bring; of a session and of a device their gates ask.
    """
    return tuple(one for one in facts if one.must and known.get(one.id) is None and _is_there(one, known))


def _is_there(one: FactTerms, known: Mapping[str, object]) -> bool:
    """Whether there is something of which it is said."""
    if one.of == "request":
        return "ticket" in known and (not one.channels or known.get("channel") in one.channels)
    there = {"customer": "customer", "agreement": "contract"}
    return "ticket" in known if one.of == "ticket" else bool(known.get(there.get(one.of, "")))


def declared(raw: Mapping[str, Any]) -> dict[str, Fact]:
    """The facts that a file declares, as far as they can be read: the rest is told where it stands."""
    found = raw.get("fact")
    entries = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return {
        one["id"]: Fact(one["id"], _kind_of(one.get("kind")), "")
        for one in entries
        if isinstance(one.get("id"), str) and one["id"] not in FACTS
    }


def _kind_of(written_kind: object) -> Kind:
    """The kind that is written, or was surely meant: a faulty one is told once, where it stands."""
    return KINDS.get(str(written_kind)) or KINDS[likely(str(written_kind), KINDS, meant.WORDS) or "text"]
