"""What a request may say of itself, and what follows from it: the channel's own, the season, days since.

From outside come only the fields that its channel's terms declare. What the desk knows (agreement, plan,
severity, what a pack holds) no request can say: it is set aside under its name, and a person reads it. Rows
that were taken in before are read by the same rule. Prose is no claim: beside what the desk knows a line of a
text counts only where what stands behind its colon could be a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from deskterm.models.basics.identity import is_phone
from deskterm.models.basics.text import bare_subject
from deskterm.models.records.request import PLACES
from deskterm.models.rules.priority import severity_of
from deskterm.models.rules.seasons import season_of
from deskterm.models.terms.conditions import all_of
from deskterm.models.terms.facts import FACTS, FIELDS, Facts, given, number, word
from deskterm.models.terms.own_facts import FactTerms
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service

HOUR = 3600
Own = Mapping[str, FactTerms]
OWN = tuple(PLACES)  # every request says these, by any channel
CLAIMED = frozenset(FACTS) - frozenset(FIELDS)  # what no request can say
MOST_CLAIMS = 100  # lines of a text that are looked at as claims
DECIDED = frozenset("trust tier lane quota list_rate fee_cents due_at confirmed".split())
_LINE = re.compile(r"^[ \t>*•-]*([^\W\d_][\w '’/-]{1,60}?)[ \t]*[:=][ \t]*(\S[^\r\n]{0,200})", re.MULTILINE)
_SHORT = 3  # words that a value has at the most


class _Asked(NamedTuple):
    """What was asked last: of one request the terms ask the same several times in a row."""

    service: Service | None
    facts: Facts
    stood: Facts  # what they were then: whoever asks may change them
    at: int
    found: Facts


_asked = [_Asked(None, {}, {}, 0, {})]


class Parted(Struct, frozen=True):
    """The fields that came with a request: those that its channel takes, and the others."""

    taken: dict[str, Any]
    aside: dict[str, Any]


def declared(channel: Channel) -> tuple[str, ...]:
    """The fields that a request by this channel may bring: the vocabulary's, then the file's own."""
    named = (*OWN, *channel.need, *channel.nice, *(("type",) if channel.types else ()))
    return tuple(dict.fromkeys([*(name for name in FIELDS if name in named), *named]))


def parted(channel: Channel | None, said: Mapping[str, Any], own: Own, *, typed: bool) -> Parted:
    """`said` divided; a type that the channel's form does not offer is none. Blank values are left out.

    None: a channel that the terms have no more; it declares nothing. Of the file's `own` facts a value that
    they cannot have is set aside as well, and what is not the customer's to say, unless somebody at the desk
    `typed` it: who that may be is asked as it is typed.
    """
    known = declared(channel) if channel else OWN
    told = {name: value for name, value in said.items() if value not in (None, "")}
    aside = {one: told[one] for one in told if one not in known or not _is_offered(channel, one, told[one])}
    aside |= {one: told[one] for one in told if one in own and not own[one].fits(str(told[one]))}
    aside |= {one: told[one] for one in told if not typed and one in own and not own[one].customers}
    return Parted({name: told[name] for name in told if name not in aside}, aside)


def claimed(service: Service, channel: Channel, text: str) -> dict[str, str]:
    """What a text claims by the names of facts, to be told and never believed."""
    brought = set(declared(channel))
    by_label = {word(said): one for one in service.facts if one.id not in brought for said in one.every}
    found: dict[str, str] = {}
    for _, match in zip(range(MOST_CLAIMS), _LINE.finditer(text), strict=False):
        value = match[2].strip()
        name = re.sub(r"[ -]+", "_", match[1].strip().lower())
        own = by_label.get(word(match[1]))
        if name in CLAIMED or (name not in brought and (name in _named(service) and _is_short(value))):
            found.setdefault(name, value)
        elif own is not None and _could_be(own, value):
            found.setdefault(own.id, value)
    return found


def _named(service: Service) -> frozenset[str]:
    """The names that a request by another channel, or a person at the desk, says values of."""
    return DECIDED | {*FIELDS} | {*service.own_facts}


def _is_short(value: str) -> bool:
    return len(value.split()) <= _SHORT and not value.endswith((".", "?", "!", ","))


def _could_be(one: FactTerms, value: str) -> bool:
    """Whether this could be a value of a fact that was called by its label: a word of everyday use."""
    if one.kind == "choice":
        return word(value) in {word(said) for label in one.values for said in (label.id, *label.every)}
    if one.kind == "number":
        return number(value.replace(",", ".")) is not None
    return _is_short(value) and (one.kind != "yes-no" or " " not in value)


def _is_offered(channel: Channel | None, name: str, value: object) -> bool:
    return name != "type" or channel is None or not channel.types or str(value) in channel.types


def with_derived(service: Service, facts: Facts, at: int) -> Facts:
    """`facts` at the instant `at` with what follows from them; what is said outright stays as it is said."""
    last = _asked[0]
    if last.facts is facts and last.at == at and last.service is service and last.stood == facts:
        return last.found
    found = _with_derived(service, facts, at)
    unsaid = {name: value for name, value in service.assumed.items() if found.get(name) in (None, "")}
    if not found.get("severity") and (severity := severity_of(service, facts)):
        unsaid["severity"] = severity
    found = {**found, **unsaid} if unsaid else found
    _asked[0] = _Asked(service, facts, dict(facts), at, found)
    return found


def _with_derived(service: Service, facts: Facts, at: int) -> Facts:
    derived = _of_time(service, facts, at)
    if len(service.products) == 1:
        derived["product"] = service.products[0].id
    channel = service.channel(str(facts.get("channel") or facts.get("kind") or ""))
    if channel is None:
        return derived | dict(facts)
    if facts.get("subject"):
        derived["subject"] = bare_subject(str(facts["subject"]))
    derived |= {"channel": channel.id, "kind": channel.kind}
    derived |= {"signed_in": channel.signed_in, "customer": channel.signed_in}
    derived |= {"available": available(service, channel, facts, at)}
    derived |= {"missing": missing_in(channel, facts)}
    return derived | {name: value for name, value in facts.items() if name not in {"channel", "subject"}}


def available(service: Service, channel: Channel, facts: Facts, at: int) -> bool:
    """Whether the channel may be used: its conditions hold and its hours are running."""
    in_hours = not channel.open or service.calendar(channel.open).is_open(at)
    return in_hours and all_of(channel.when, facts, lambda name: service.calendar(name).is_open(at))


def missing_in(channel: Channel, values: Facts) -> tuple[str, ...]:
    """The fields that the channel needs and that `values` lacks, in the file's order.

    A telephone number that nobody can call is missing, and so is a type that the channel does not offer.
    """
    return tuple(name for name in channel.need if not _is_told(channel, name, values))


def _is_told(channel: Channel, name: str, values: Facts) -> bool:
    if name not in FACTS:  # of one of the terms' own facts a no and a zero are told too
        return values.get(name) not in (None, "")
    if not given(values, name):
        return False
    if name == "phone":
        return is_phone(str(values[name]))
    return _is_offered(channel, name, values[name])


def local_day(service: Service, at: int) -> date:
    """The day that the service's calendar shows at an instant."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(service.tz)).date()


def day_of(value: object) -> date | None:
    """A fact's value as a day; None when it is none."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _of_time(service: Service, facts: Facts, at: int) -> dict[str, object]:
    derived: dict[str, object] = {}
    if service.seasons:
        derived["season"] = season_of(service, local_day(service, at))
    if delivered := day_of(facts.get("last_delivery")):
        derived["days_since_delivery"] = (local_day(service, at) - delivered).days
    if facts.get("adhesion"):
        since = instant_of(service, str(facts["adhesion"]))
        derived |= {} if since is None else {"hours_since_adhesion": (at - since) // HOUR}
    return derived


def instant_of(service: Service, text: str) -> int | None:
    """An ISO day (its beginning) or time as an instant; without an offset it is the service's."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int((found if found.tzinfo else found.replace(tzinfo=ZoneInfo(service.tz))).timestamp())
