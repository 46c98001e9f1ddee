"""What terms decide of a request, of work, at a gate, and of a queue: asked without a desk.

The desk asks the same functions of the engine; what is put together here is the order in which it asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from deskterm.models.basics.faults import nearest
from deskterm.models.basics.identity import find_phone
from deskterm.models.basics.money import in_euro
from deskterm.models.basics.text import bare_subject
from deskterm.models.money.billing import bills
from deskterm.models.money.drawing import PackState
from deskterm.models.money.pack_use import least_left
from deskterm.models.money.price import Segment
from deskterm.models.money.told import reckoned
from deskterm.models.records.money import Bill
from deskterm.models.rehearsal import events as lines
from deskterm.models.rehearsal.events import BadEvent, Event, PastRequest
from deskterm.models.rehearsal.purse import read_purse
from deskterm.models.rules import order
from deskterm.models.rules.derived_facts import CLAIMED, declared
from deskterm.models.rules.due import no_promise
from deskterm.models.rules.rules import RuleAction, actions
from deskterm.models.rules.verdicts import WITHOUT_PROMISE, Verdict, about, judge
from deskterm.models.terms.conditions import PACK_LEFT
from deskterm.models.terms.facts import FIELDS, given, number
from deskterm.models.terms.own_facts import written
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service

Answer = dict[str, Any]
MOST_IN_A_PACK = 10**9
MOST_STRANGERS = 100


class Rehearsal:
    """Terms to ask. `now` is the instant of questions that name none; clauses are told in `language`.

    `strangers` counts the words that the terms do not know, so that a slip of the pen is noticed.
    """

    def __init__(self, service: Service, language: str, now: int) -> None:
        self.service = service
        self.zone = ZoneInfo(service.tz)
        self.now = now
        self.strangers: dict[tuple[str, str], int] = {}
        self._keys: dict[str, tuple[str, ...]] = {}  # of a key that no line has, those that stand there
        self._clauses = {rule: service.clause(rule, language) for rule in service.clauses}
        self._topics = frozenset(topic.id for topic in service.topics)
        self._severities = frozenset(label.id for label in service.severities)
        self._plans = frozenset(plan.id for plan in service.plans)

    def near(self, sort: str, word: str) -> str:
        """What stands nearest to a stranger of a sort; of a fact's value all that it can be."""
        own = self.service.own_facts.get(word.partition("=")[0])
        if sort == "value" and own:
            return own.takes
        if sort == "key":
            return nearest(word.rpartition(".")[2], self._keys[word])
        return nearest(word, self._known(sort))

    def _known(self, sort: str) -> list[str]:
        """The words of a sort (`fact`, `topic`, `severity`, `field`) that the terms know."""
        words = {"topic": self._topics, "severity": self._severities, "fact": self.service.vocabulary}
        words["field"] = words["aside"] = FIELDS
        words["plan"] = self._plans
        return sorted(words.get(sort, ()))

    def answer(self, line: bytes) -> Answer:
        """The decision on one line; keys that its event has not are counted. Raises BadEvent."""
        event = lines.read(line)
        for found in lines.unknown_keys(line):
            self._keys[found.path] = found.known
            is_fact = found.single and found.name in self.service.vocabulary
            self._meet("key_fact" if is_fact else "key", found.path, ())
        return self.decide(event)

    def decide(self, event: Event) -> Answer:
        """The decision on one event. Raises BadEvent."""
        try:
            match event:
                case lines.RequestEvent():
                    return self._request(event)
                case lines.SessionEvent():
                    return self._session(event)
                case lines.GateEvent():
                    return self._gate(event)
                case lines.QueueEvent():
                    return self._queue(event)
                case _:
                    assert_never(event)
        except BadEvent:
            raise
        except (ValueError, ArithmeticError, RecursionError) as error:
            raise BadEvent("unanswerable", detail=str(error)) from error

    def verdict(self, request: PastRequest) -> tuple[Verdict, int]:
        """What the terms say of a request, and the instant at which it arrived. Raises BadEvent."""
        verdict, at, _ = self._judged(request)
        return verdict, at

    def _judged(self, request: PastRequest) -> tuple[Verdict, int, dict[str, Any]]:
        """The verdict, when the request arrived, and what was known of it."""
        channel = self.service.channel(request.channel)
        if channel is None:
            words = sorted({item.id for item in self.service.channels})
            near = nearest(request.channel, words)
            raise BadEvent("channel", word=request.channel, near=near, words=", ".join(words))
        at = lines.instant(request.received, self.zone, "received")
        known = self._request_facts(request, channel)
        return judge(self.service, channel, known, at, request.topics or ()), at, known

    def _request(self, event: PastRequest) -> Answer:
        verdict, at, known = self._judged(event)
        promise = verdict.promise
        without = verdict.outcome in WITHOUT_PROMISE
        return {
            "id": event.id,
            "outcome": verdict.outcome,
            "actions": self._actions(verdict.actions),
            "missing": verdict.missing,
            "tier": verdict.tier,
            "lane": verdict.lane,
            "soft_due": self._stamp(promise.soft_due_at) if promise else None,
            "due": self._stamp(promise.due_at) if promise else None,
            "due_rule": promise.rule if promise else "" if without else no_promise(self.service, known, at),
            **self._promises(verdict),
            **({"severity": event.severity or verdict.severity} if self.service.priority else {}),
        }

    def _promises(self, verdict: Verdict) -> Answer:
        """All that is promised, in the file's order; nothing more under terms that promise one thing."""
        if self.service.schema == 1:
            return {}
        return {
            "promises": [
                {
                    "of": one.metric,
                    "soft_due": self._stamp(one.soft_due_at),
                    "due": self._stamp(one.due_at),
                    "due_rule": one.rule,
                    "kept": one.kept,
                }
                for one in verdict.promises
            ]
        }

    def _session(self, event: lines.SessionEvent) -> Answer:
        segments = [self._segment(stretch, place) for place, stretch in enumerate(event.segments)]
        known = self._facts(event.facts, event.customer)
        if event.topic:
            known |= about(self.service, self._known_topic(event.topic))
        if event.deployment:
            known["deployment"] = event.deployment
        if event.packs is not None or event.agreement is not None:
            return {"id": event.id, **self._over_time(event, segments, known)}
        said = known.get(PACK_LEFT)
        packs = self._packs(said)
        kinds = said if isinstance(said, dict) else () if said is None else [pack.kind for pack in packs]
        known = {f"{PACK_LEFT}:{one.kind}": one.left for one in packs if one.kind in kinds} | known
        known[PACK_LEFT] = least_left((pack.kind, pack.left) for pack in packs)
        names = {f"pack:{pack.id}": f"pack:{pack.kind}" for pack in packs}
        prices = bills(self.service, segments, known, packs)
        return {"id": event.id, "contacts": [self._contact(price, names) for price in prices]}

    def _over_time(self, event: lines.SessionEvent, segments: list[Segment], known: dict[str, Any]) -> Answer:
        """What work costs with packs that have their days; and what they hold when it is over."""
        purse = read_purse(self.service, self.zone, event, known)
        prices = purse.bills(segments, known)
        contacts = [self._contact(price, purse.names()) for price in prices]
        return {"contacts": contacts, "packs": purse.told()}

    def _contact(self, price: Bill, names: Mapping[str, str]) -> Answer:
        """One contact's price; where several prices hold for its kinds of work, each under `parts`."""
        parts = {"parts": [self._contact(part, names) for part in price.parts]} if price.parts else {}
        return parts | {
            "seconds": price.seconds,
            "billable": price.billable,
            "billed_minutes": _minutes(price.time),
            "units": price.units,
            "net": in_euro(price.net_cents),
            "mode": price.mode,
            "rule": price.rule,
            "clause": self._clauses.get(price.rule, ""),
            "report": price.report,
            "lines": [reckoned(line) for line in price.lines],
            "settle": [
                {
                    "to": names.get(part.to, part.to),
                    "minutes": _minutes(part.time),
                    "units": part.units,
                    "net": in_euro(part.net_cents),
                }
                for part in price.settle
            ],
        }

    def _gate(self, event: lines.GateEvent) -> Answer:
        at = self.now if event.time is None else lines.instant(event.time, self.zone, "time")
        known = self._facts(event.facts, event.customer)
        topics = known.get("topics")
        if isinstance(topics, list) and topics and not given(known, "topic"):
            known |= about(self.service, str(topics[0]))
        elif given(known, "topic") and "line" not in known:
            known |= about(self.service, str(known["topic"]))
        return {"id": event.id, "actions": self._actions(actions(self.service, event.at, known, at))}

    def _queue(self, event: lines.QueueEvent) -> Answer:
        waiting, aside = [], []
        for number_in_list, request in enumerate(event.requests):
            verdict, at = self.verdict(request)
            if verdict.waits:
                severity = request.severity or verdict.severity
                rank = order.rank(self.service, lane=verdict.lane, tier=verdict.tier, severity=severity)
                waiting.append((rank, at, number_in_list))
            else:
                aside.append({"id": request.id, "outcome": verdict.outcome})
        ids = [event.requests[place].id for _, _, place in sorted(waiting)]
        return {"id": event.id, "order": ids, "aside": aside}

    def _request_facts(self, request: PastRequest, channel: Channel) -> dict[str, Any]:
        known = self._facts(request.facts, request.customer)
        subject = request.subject or ""
        known |= {
            "channel": channel.id,
            "kind": channel.kind,
            "subject": bare_subject(subject) if channel.kind == "email" else subject,
            "problem": request.body or "",
            "thread": request.in_thread or known.get("thread", False),
            "vague": request.vague or known.get("vague", False),
            "blocking": request.blocking or known.get("blocking", False),
        }
        fields = request.fields or {}
        for name, value in fields.items():
            if sort := self._is_aside(channel, name):
                self._meet(sort, name, ())
                continue
            said = self._said(name, value)
            if given({name: said}, name) or name not in known:
                known[name] = said
        if channel.kind == "email" and "phone" not in known and request.body:
            known["phone"] = find_phone(request.body)
        if request.severity:
            self._meet("severity", request.severity, self._severities)
            known["severity"] = request.severity
        if request.topics:
            for topic in request.topics:
                self._known_topic(topic)
            known |= {**about(self.service, request.topics[0]), "topics": request.topics}
        return known

    def _is_aside(self, channel: Channel, name: str) -> str:
        """Why a request cannot say something, as the desk's own doors refuse it; "" where it can.

        `field`: the desk knows it, `customer` or `facts` may say it. `aside`: a fact of the file's own that
        does not come by this channel, or that is not the customer's to say.
        """
        if name in CLAIMED:
            return "field"
        own = self.service.own_facts.get(name)
        if own is None:
            return ""
        brought = own.of in {"request", "ticket"} and own.customers and name in declared(channel)
        return "" if brought else "aside"

    def _facts(self, facts: Mapping[str, Any] | None, customer: Mapping[str, Any] | None) -> dict[str, Any]:
        known = dict(facts or {})
        if customer is not None:
            known |= {**customer, "customer": True}
            self._check_agreed(known)
            if customer.get("contract") is False:
                known |= {"plan": "", "rate": None}  # a plan and a rate are those of a valid agreement
        return {name: self._said(name, value) for name, value in known.items()}

    def _check_agreed(self, known: dict[str, Any]) -> None:
        """Count a plan that the terms do not declare; leave out a rate below zero: no agreement has one."""
        plan, rate = known.get("plan"), number(known.get("rate"))
        if plan and self._plans:
            self._meet("plan", str(plan), self._plans)
        if rate is not None and rate < 0:
            self._meet("rate", f"rate={known['rate']}", ())
            known["rate"] = None

    def _said(self, name: str, value: Any) -> Any:
        """A fact as its kind; what one of the terms' own cannot be is counted, and left out."""
        self._meet("fact", name, self.service.vocabulary)
        own = self.service.own_facts.get(name)
        if own is None or value is None or value == "":
            return value
        text = written(value)
        if own.fits(text):
            return own.read(text)
        self._meet("value", f"{name}={text}", ())
        return None

    def _known_topic(self, topic: str) -> str:
        self._meet("topic", topic, self._topics)
        return topic

    def _meet(self, sort: str, word: str, known: Iterable[str]) -> None:
        """Count a word that the terms do not know."""
        if word not in known and ((sort, word) in self.strangers or len(self.strangers) < MOST_STRANGERS):
            self.strangers[sort, word] = self.strangers.get((sort, word), 0) + 1

    def _segment(self, stretch: lines.Stretch, place: int) -> Segment:
        kinds = self.service.session_kinds
        if stretch.kind not in kinds:
            near = nearest(stretch.kind, kinds)
            raise BadEvent("kind", word=stretch.kind, near=near, words=", ".join(kinds))
        start = lines.instant(stretch.start, self.zone, f"segments[{place}].start", charged=True)
        end = lines.instant(stretch.end, self.zone, f"segments[{place}].end", charged=True)
        if end < start:
            raise BadEvent("backwards", start=stretch.start, end=stretch.end)
        return Segment(stretch.kind, start, end)

    def _packs(self, left: object) -> list[PackState]:
        """What is paid in advance: a number that stands for the packs of every kind, or a number by kind.

        A pack that may owe is there only where it is spoken of: nobody owes on a pack that was never sold.
        """
        by_kind = left if isinstance(left, dict) else {pack.id: left for pack in self.service.packs}
        return [
            PackState(place, pack.id, pack.unit, _amount(by_kind.get(pack.id), owes=pack.overdraw == "below"))
            for place, pack in enumerate(self.service.packs, start=1)
            if pack.overdraw != "below" or by_kind.get(pack.id) is not None
        ]

    def _actions(self, found: Iterable[RuleAction]) -> list[Answer]:
        return [
            {
                "do": action.do,
                "rule": action.rule,
                "clause": self._clauses.get(action.rule, ""),
                "detail": {name: _plain(value) for name, value in action.detail.items()},
            }
            for action in found
        ]

    def _stamp(self, at: int | None) -> str | None:
        return None if at is None else datetime.fromtimestamp(at, self.zone).isoformat(timespec="seconds")


def _plain(value: object) -> object:
    """A written value of the service file (a day) as the text that JSON takes."""
    return str(value) if isinstance(value, str) else value


def _amount(left: object, *, owes: bool) -> int:
    """What a pack holds; below 0 only where it may owe."""
    amount, most = number(left) or Decimal(0), Decimal(MOST_IN_A_PACK)
    return int(max(-most if owes else Decimal(0), min(amount, most)))


def _minutes(time: Decimal) -> int | float:
    """A time that is charged: a whole number where it is one."""
    return int(time) if time == int(time) else float(time)
