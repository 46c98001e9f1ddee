"""What is typed in with a request must mean something: a number to call, an hour, a topic that there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskterm.desk.errors import NotFound, Refused
from deskterm.models.identity import is_phone
from deskterm.models.sections import Channel
from deskterm.models.terms import Service
from deskterm.models.values import TimeOfDay

HOURS = ("reachable_from", "reachable_to")


def check(service: Service, channel: Channel, *, phone: str, topic: str, fields: Mapping[str, Any]) -> None:
    """Refuse what cannot be meant, naming what could. What is blank is only missing.

    Raises Refused for a number or an hour that is none, NotFound for a topic or type that the terms have not.
    """
    check_phone(phone)
    for name in HOURS:
        text = str(fields.get(name) or "")
        if any(one.isdigit() for one in text):  # other words, `after lunch`, are for people
            time_of_day(text)
    topics = tuple(one.id for one in service.topics)
    for name, known in ((topic, topics), (str(fields.get("type") or ""), channel.types)):
        if name and known and name not in known:
            raise NotFound("no_topic", name=name, known=", ".join(known))


def check_phone(text: str) -> None:
    """Refuse a telephone number that nobody can call."""
    if text.strip() and not is_phone(text):
        raise Refused("bad_phone", text=text)


def time_of_day(text: str) -> str:
    """A time of day as `08:30`, from `8:30` or `8.30` too; "" for a blank text. Raises Refused."""
    found = or_blank(text)
    if text.strip() and not found:
        raise Refused("bad_time_of_day", text=text)
    return found


def or_blank(text: str) -> str:
    """As `time_of_day`; "" also where it is none."""
    hours, _, minutes = text.strip().replace(".", ":").partition(":")
    if not (hours.isdigit() and (minutes or "00").isdigit()):
        return ""
    told = f"{int(hours):02d}:{int(minutes or 0):02d}"
    try:
        TimeOfDay.read(told)
    except ValueError:
        return ""
    return told
