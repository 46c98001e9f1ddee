"""What is typed in with a request must mean something: a number to call, an hour, a topic that there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.hearing import sentence
from deskterm.models.basics.identity import is_phone
from deskterm.models.said import said
from deskterm.models.said.words import Unclear
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service

MIDNIGHT = "24:00"
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
    """A time of day as `08:30`, from `8.30` or `3 pm` too; "" for a blank text. Raises Refused."""
    try:
        return _told(text) if text.strip() else ""
    except Unclear as error:
        raise Refused("bad_time_of_day", why=sentence(error)) from None


def time_or_blank(text: str) -> str:
    """As `time_of_day`; "" also where it is none."""
    try:
        return _told(text)
    except Unclear:
        return ""


def _told(text: str) -> str:
    """A time of day; the end of a day is one too."""
    return MIDNIGHT if text.strip() == MIDNIGHT else f"{said.time_of_day(text):%H:%M}"
