"""Events for a rehearsal, generated from a service's own words: every channel, topic and kind of work."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from deskterm.models.terms.facts import FIXED
from deskterm.models.terms.own_facts import FactTerms
from deskterm.models.terms.service import Service

BEGAN = datetime(2026, 1, 1)  # noqa: DTZ001  # local time of whatever service it is
MINUTES = 365 * 24 * 60
SUBJECTS = ("Stampa registro IVA", "", "Re: errore 104", "Assistenza telefonica", "Fattura scartata")
BODIES = ("Da ieri la stampa esce vuota.", "", "Non va. Mi chiami allo 0445 000123, grazie.")
POINTS = ("triage", "call", "remote", "close")


def lines(service: Service, count: int, seed: int = 1) -> Iterator[bytes]:
    """`count` lines: in ten, six requests, two pieces of work, one gate, one queue of five."""
    chance = random.Random(seed)
    makers = [request] * 6 + [session] * 2 + [gate, queue]
    for number in range(count):
        event = makers[number % 10](service, chance, number)
        yield json.dumps(event, ensure_ascii=False).encode() + b"\n"


def request(service: Service, chance: random.Random, number: int) -> dict[str, Any]:
    """A request by any channel, of anybody, about anything."""
    channel = chance.choice(service.channels)
    given = chance.sample(["contact", "phone", "email", "type", "problem"], chance.randrange(6))
    event: dict[str, Any] = {
        "event": "request",
        "id": number,
        "channel": chance.choice((channel.id, channel.kind)),
        "received": moment(chance),
        "subject": chance.choice(SUBJECTS),
        "body": chance.choice(BODIES),
        "in_thread": chance.random() < 0.1,
        "fields": {name: name for name in given},
        "customer": customer(service, chance),
        "topics": some(chance, [topic.id for topic in service.topics]),
        "vague": chance.random() < 0.1,
        "blocking": chance.random() < 0.1,
    }
    if service.severities:
        event["severity"] = chance.choice(service.severities).id
    if service.facts:
        event["fields"] |= {
            one.id: said(one, chance)
            for one in service.facts
            if one.of == "request" and chance.random() < 0.5
        }
    return event


def session(service: Service, chance: random.Random, number: int) -> dict[str, Any]:
    """One to three stretches of work, some of them near each other."""
    at = BEGAN + timedelta(minutes=chance.randrange(MINUTES))
    segments = []
    for _ in range(chance.randint(1, 3)):
        end = at + timedelta(seconds=chance.choice((59, 299, 300, 301, chance.randrange(7200))))
        kind = chance.choice(service.session_kinds)
        segments.append({"kind": kind, "start": f"{at.isoformat()}Z", "end": f"{end.isoformat()}Z"})
        at = end + timedelta(seconds=chance.choice((0, 60, 600, 601, 86400)))
    topic = chance.choice(service.topics).id
    known = customer(service, chance)
    event: dict[str, Any] = {"event": "session", "id": number, "segments": segments}
    event |= {"customer": known, "topic": topic}
    if service.facts:
        event["facts"] = {one.id: said(one, chance) for one in service.facts if chance.random() < 0.5}
        if service.reasons:
            event["facts"]["reason"] = chance.choice(service.reasons).id
    if any(pack.included for pack in service.packs) and chance.random() < 0.5:
        event["agreement"] = {"from": f"2025-{chance.randint(1, 12):02}-01"}
    return event


def said(fact: FactTerms, chance: random.Random) -> Any:
    """Anything that a fact of the file's own may be."""
    match fact.kind:
        case "choice":
            return chance.choice(fact.choices)
        case "number":
            return chance.randint(int(fact.least or 0), min(int(fact.most or 90), 90))
        case "date":
            return f"{chance.randint(2012, 2026)}-06-01"
        case "yes-no":
            return chance.random() < 0.5
    return "x"


def gate(service: Service, chance: random.Random, number: int) -> dict[str, Any]:
    """Any point, with some of the facts that this service's rules ask about there."""
    point = chance.choice(POINTS)
    asked = [one.fact for rule in service.rules if rule.at == point for one in rule.when if one.fact]
    facts: dict[str, Any] = {}
    for name in some(chance, sorted({name for name in asked if ":" not in name})):
        own = service.own_facts.get(name)
        facts[name] = said(own, chance) if own else chance.choice((True, False, 1, "yes"))
    return {"event": "gate", "id": number, "at": point, "facts": facts, "time": moment(chance)}


def queue(service: Service, chance: random.Random, number: int) -> dict[str, Any]:
    """Five requests that wait together."""
    requests = [request(service, chance, place) for place in range(5)]
    for one in requests:
        del one["event"]
    return {"event": "queue", "id": number, "requests": requests}


def customer(service: Service, chance: random.Random) -> dict[str, Any] | None:
    """The facts of a customer, with and without an agreement; now and then nobody."""
    if chance.random() < 0.1:
        return None
    plans = {word for rule in service.rules for one in rule.when if one.fact == "plan" for word in one.words}
    return {
        "contract": chance.random() < 0.7,
        "plan": chance.choice([*sorted(plans), "standard"]),
        "phone_contract": chance.random() < 0.5,
        "code": chance.choice(("AB12", "")),
        "adhesion": chance.choice(("2025-10-01", "")),
        "quick_access": chance.random() < 0.5,
        "deployment": chance.choice(FIXED["deployment"]),
        "rate": chance.choice((None, 45, "54.00")),
        "pack_left": chance.randrange(0, 120),
        "requests_today": chance.randrange(3),
    }


def moment(chance: random.Random) -> str:
    """Any minute of 2026, local."""
    return (BEGAN + timedelta(minutes=chance.randrange(MINUTES))).isoformat()


def some(chance: random.Random, words: list[str]) -> list[str]:
    """Up to two of them."""
    return chance.sample(words, min(len(words), chance.randrange(3)))
