"""What is typed in with a request must mean something: a number to call, an hour, a topic that there is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from deskterm.desk.errors import NotFound, Refused, near
from deskterm.desk.hearing import sentence
from deskterm.locale import language
from deskterm.models.basics.faults import likely
from deskterm.models.basics.identity import is_phone
from deskterm.models.records.request import IncomingRequest
from deskterm.models.rules.derived_facts import CLAIMED, declared
from deskterm.models.said import said
from deskterm.models.said.words import Unclear
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service

MIDNIGHT = "24:00"
OPTIONS = ("severity", "topic", "blocking", "customer", "channel")  # said outright, not as a field
MISSED = "missed"  # in what is kept of a message: a call that nobody answered
HOURS = ("reachable_from", "reachable_to")


def check(
    service: Service,
    channel: Channel,
    *,
    own: Mapping[str, str],
    topic: str,
    severity: str,
    fields: Mapping[str, Any],
) -> None:
    """Refuse what cannot be meant, naming what could. What is blank is only missing. `own`: said outright.

    Raises Refused for a field that the channel has not, and for a number or an hour that is none, NotFound
    for a topic, a type or a severity that the terms have not.
    """
    check_fields(channel, fields, own)
    check_phone(own["phone"])
    check_severity(service, severity)
    for name in HOURS:
        text = str(fields.get(name) or "")
        if any(one.isdigit() for one in text):  # other words, `after lunch`, are for people
            time_of_day(text)
    topics = tuple(one.id for one in service.topics)
    for name, known in ((topic, topics), (str(fields.get("type") or ""), channel.types)):
        if name and known and name not in known:
            like = near(name, (one for one in service.topics if one.id in known))
            raise NotFound("no_topic", like=like, name=name, known=", ".join(known))


def check_fields(channel: Channel, fields: Mapping[str, Any], own: Mapping[str, str]) -> None:
    """Refuse a field that the channel's terms do not declare, naming those that they do (`severity=C`).

    `own`: what was said outright; Refused too where a field says otherwise. A type that the form does not
    offer is refused by `check`.
    """
    known = declared(channel)
    for name, value in fields.items():
        if not str(value).strip():
            continue
        if name not in known:
            like = likely(name, known) if _no_field(name) == "no_field" else ""
            raise Refused(
                _no_field(name),
                like=like,
                name=name,
                channel=channel.said(language()),
                known=", ".join(known),
            )
        if own.get(name, "").strip() not in ("", str(value).strip()):
            raise Refused("field_twice", name=name)


def _no_field(name: str) -> str:
    if name in OPTIONS:
        return "field_is_option"
    return "field_is_known" if name in CLAIMED else "no_field"


def as_message(request: IncomingRequest, who: str, *, missed: bool = False) -> dict[str, Any]:
    """A request as the message that is kept of it; `who` stands for a person whom it does not name.

    `missed`: it is a call that nobody answered; whoever takes it up owes a call.
    """
    return {
        "direction": "in",
        "kind": "typed",
        "customer_id": request.customer.id if request.customer else None,
        "channel": request.channel.id,
        "from_name": request.contact or who,
        "from_address": request.email,
        "subject": request.subject,
        "body": request.body,
        "received_at": request.received_at,
        "trust": "verified",
        "trust_reason": "typed",
        "given": json.dumps(_given(request) | ({MISSED: True} if missed else {}), ensure_ascii=False),
    }


def _given(request: IncomingRequest) -> dict[str, Any]:
    """What a request says beside its words: kept for whoever makes a ticket of it later."""
    said = {"phone": request.phone, "topic": request.topic, "blocking": request.blocking}
    said |= {"severity": request.severity, "fields": request.fields}
    return {"contact": request.contact} | {name: value for name, value in said.items() if value}


def check_severity(service: Service, name: str) -> None:
    """Refuse a severity that the terms have not. Raises NotFound naming those that there are."""
    known = [label.id for label in service.severities]
    if name and name not in known:
        like = near(name, service.severities)
        raise NotFound("no_severity", like=like, name=name, known=", ".join(known))


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
