"""What a new request needs, and what the terms would make of it, read on a thread that may wait."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, structs
from textual.content import Content

from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.customers import cards
from deskterm.desk.customers.cards import Card
from deskterm.desk.intake import receive
from deskterm.desk.intake.receive import Received
from deskterm.desk.steps import own_facts
from deskterm.desk.steps.intake import booking, doors, persons
from deskterm.locale import language, t
from deskterm.locale.measures import quoted
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.ticket import Decision
from deskterm.models.rules.rules import RuleAction
from deskterm.models.rules.verdicts import Verdict, judge, may_come
from deskterm.models.terms.facts import FIELDS
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service
from deskterm.screens.customer import traits
from deskterm.screens.customer.traits import Known
from deskterm.screens.shared import words
from deskterm.screens.shared.decisions import decided
from deskterm.screens.triage.ruling import field_words
from deskterm.widgets.text.shown import styled
from deskterm.widgets.text.signs import barred, warned

# What every request may say, whatever its channel asks for.
ALWAYS = ("subject", "problem")
OWN = ("subject", "contact", "phone", "email", "problem")  # the others travel as fields of the channel
CHOSEN = ("type", "product")  # one of the service's own words, like a choice among its own facts


class RequestDraft(Struct, frozen=True, kw_only=True):
    """A request as it is being typed."""

    channel: str
    customer: str = ""  # the customer's code
    blocking: bool = False
    values: dict[str, str] = {}

    def value(self, name: str) -> str:
        """What is typed for a field."""
        return self.values.get(name, "").strip()

    @property
    def more(self) -> dict[str, str]:
        """The fields that a request has no place of its own for."""
        return {name: self.value(name) for name in self.values if name not in OWN and self.value(name)}


class Outlook(Struct, frozen=True, kw_only=True):
    """What the terms would say of a draft, and the card of who asks."""

    card: Card | None
    verdict: Verdict
    usable: bool  # the channel's own conditions hold
    known: Known | None = None
    ways: str = ""  # which channels are open to it, where this one is not
    closed: str = ""  # that the telephone keeps other hours, where it is by telephone
    barred: tuple[str, ...] = ()  # fields that are for others to say, and are not asked for here


SAME = {
    "rejected": "reject",
    "clarify": "clarify",
    "unusable": "review",
}  # outcomes that say what a decision says


def fields(channel: Channel) -> tuple[str, ...]:
    """What a channel asks for, in the order of the vocabulary; the text of the problem comes last."""
    asked = {*ALWAYS, *channel.need, *channel.nice}
    own = (name for name in (*channel.need, *channel.nice) if name not in FIELDS)
    return (*(name for name in FIELDS if name in asked and name != "problem"), *own, "problem")


def all_fields(service: Service) -> tuple[str, ...]:
    """What any channel of the service asks for."""
    asked = {name for channel in service.channels for name in fields(channel)}
    own = (one.id for one in service.facts if one.id in asked)
    return (*(name for name in FIELDS if name in asked and name != "problem"), *own)


def chosen(service: Service, field: str) -> bool:
    """Whether a field is chosen, not typed."""
    own = service.own_facts.get(field)
    return field in CHOSEN or (own is not None and bool(own.choices))


def label(service: Service, field: str) -> str:
    """What a field is called on the form."""
    own = service.own_facts.get(field)
    return own_facts.name(own) if own else t(f"request.field.{field}")


def asks_blocking(service: Service) -> bool:
    """Whether the terms make a difference where the customer cannot work."""
    conditions = [c for channel in service.channels for c in channel.when]
    conditions += [c for rule in service.rules for c in rule.when]
    return any(c.fact == "blocking" for c in conditions)


def hint(service: Service, field: str) -> str:
    """What a field that is typed is like."""
    own = service.own_facts.get(field)
    return own_facts.hint(own) if own else t(f"fields.{field}")


def options(service: Service, channel: Channel, field: str) -> list[tuple[str, str]]:
    """The service's own words for a field that is chosen, not typed."""
    if own := service.own_facts.get(field):
        return [(one, own_facts.told(own, one)) for one in own.choices]
    if field == "product":
        return [(one.id, _word(one)) for one in service.products]
    return [(one.id, _word(one)) for one in service.topics if not channel.types or one.id in channel.types]


def _word(label: Any) -> str:
    return str(label.said(language()))


@at_one_moment
def outlook(desk: Desk, draft: RequestDraft) -> Outlook:
    """Ask the terms about a draft; nothing is written."""
    channel, at = receive.the_channel(desk, draft.channel), desk.now()
    card = cards.card(desk, draft.customer) if draft.customer else None
    request = IncomingRequest(
        channel=channel,
        customer=card.customer if card else None,
        subject=draft.value("subject"),
        body=draft.value("problem"),
        received_at=at,
        contact=draft.value("contact"),
        phone=draft.value("phone"),
        email=draft.value("email"),
        blocking=draft.blocking,
        typed=True,
    )
    with desk.read() as conn:
        others = own_facts.barred(desk, conn, desk.service.own("request", "ticket"), heard=True)
        barred = tuple(one.id for one in others)
        said = {name: value for name, value in draft.more.items() if name not in barred}
        request = structs.replace(request, fields=own_facts.as_kept(desk, said, strict=False))
        known = booking.facts_of(desk, conn, persons.completed(desk.service, request))
    usable = may_come(desk.service, known, at)
    ways = "" if usable else doors.said_ways(desk.service, known, at)
    more = traits.known(desk, draft.customer) if card else None
    verdict = judge(desk.service, channel, known, at)
    closed = doors.said_out_of_hours(desk.service, at, channel)
    return Outlook(
        card=card, verdict=verdict, usable=usable, known=more, ways=ways, closed=closed, barred=barred
    )


def submit(desk: Desk, draft: RequestDraft) -> Received:
    """Take the request in. Raises Refused where the channel may not be used."""
    return receive.receive_request(
        desk,
        channel=draft.channel,
        customer=draft.customer or None,
        subject=draft.value("subject"),
        body=draft.value("problem"),
        contact=draft.value("contact"),
        phone=draft.value("phone"),
        email=draft.value("email"),
        blocking=draft.blocking,
        fields=draft.more,
    )


# In words


def needed(service: Service, channel: Channel) -> str:
    """The rule behind what a channel needs."""
    return service.need_rule or channel.rule


def missing(service: Service, channel: Channel, names: tuple[str, ...]) -> Content:
    """What is still to be filled in."""
    if not names:
        return styled((t("request.complete"), "$text-success"))
    rule = needed(service, channel)
    told = t("request.missing", fields=field_words(service, names))
    return styled(warned(f"{told} ({rule})" if rule else told))


def outcome(service: Service, found: Outlook, now: int) -> Content:
    """What would become of it: the outcome, what the terms say, the first clause, and the promise."""
    verdict = found.verdict
    word = "unusable" if not found.usable else _outcome(found)
    told = t(f"request.would.{word}")
    sign = {"queued": (told, "bold $text-success"), "clarify": warned(told)}
    same = [one.rule for one in verdict.actions if one.do == SAME.get(word)]
    parts: list[Any] = [sign.get(word) or barred(told), f" ({', '.join(same)})" if any(same) else ""]
    for action in verdict.actions:
        if action.do != SAME.get(word):
            parts.append(f" · {decided(service, _decision(action), now)}")
    for promise in verdict.promises if word == "queued" else ():
        due, soft = words.moment(promise.due_at, now, service.tz), promise.soft_due_at or promise.due_at
        values = {"of": t(f"promise.of.{promise.metric}"), "due": due}
        values |= {"soft": words.moment(soft, now, service.tz)}
        told = t("promise.open" if soft == promise.due_at else "promise.soft", **values)
        parts.append(f" · {told} ({promise.rule})")
    if found.closed:
        parts += [" · ", warned(found.closed)]
    first = next((one for one in verdict.actions if one.do == SAME.get(word)), None)
    rule = first.rule if first else verdict.actions[0].rule if verdict.actions else ""
    clause = service.clause(rule, language())
    return styled(*parts, (f" {quoted(clause)}" if clause else "", "$text-muted"), found.ways)


def _outcome(found: Outlook) -> str:
    """A request of nobody waits for somebody to say whose it is, unless the terms turn it away."""
    word = found.verdict.outcome
    return "held" if found.card is None and word in ("queued", "clarify") else word


def _decision(action: RuleAction) -> Decision:
    return Decision(do=action.do, rule=action.rule, detail=dict(action.detail))


def received(service: Service, answer: Received, names: tuple[str, ...]) -> Content:
    """What became of a request, by which rule and in which words of the terms."""
    rule = f" ({answer.rule})" if answer.rule else ""
    became = "to_ask" if answer.reason == "to_ask" else answer.outcome
    made: list[Any] = [(f"{t(f'request.became.{became}')}{rule}", "bold")]
    if answer.ticket:
        made.append(f" · {short(answer.ticket)}")
    if answer.outcome == "clarify" and names:
        asked = "asked" if answer.reason == "asked_back" else "ask_for"
        made.append(f"\n{t(f'request.{asked}', fields=field_words(service, names))}")
    clause = service.clause(answer.rule, language()) if answer.rule else ""
    if clause:
        made.append((f"\n{quoted(clause)}", "$text-muted"))
    if answer.not_taken:
        made.append(f"\n{t('request.not_taken', fields=', '.join(answer.not_taken))}")
    if not answer.ticket:
        made.append(f"\n{t('request.kept')}")
    return styled(*made, lines=True)
