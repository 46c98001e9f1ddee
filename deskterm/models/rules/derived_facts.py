"""What follows from the facts of a request: the channel's own, the season, how long since a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from deskterm.models.basics.identity import is_phone
from deskterm.models.basics.text import bare_subject
from deskterm.models.rules.seasons import season_of
from deskterm.models.terms.conditions import all_of
from deskterm.models.terms.facts import Facts, given
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service

HOUR = 3600


def with_derived(service: Service, facts: Facts, at: int) -> Facts:
    """`facts` at the instant `at` with what follows from them; what is said outright stays as it is said."""
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
    if not given(values, name):
        return False
    if name == "phone":
        return is_phone(str(values[name]))
    return name != "type" or not channel.types or str(values[name]) in channel.types


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
