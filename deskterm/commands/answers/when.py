"""Conditions of the terms in words: every one of them, in the service's own words where it has some."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from deskterm.commands.answers.own_words import joined, labels, named
from deskterm.locale import figures, has, t
from deskterm.locale.moments import length
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.sections import Label
from deskterm.models.terms.service import Service

# Facts whose words alone say what a line is for.
SCOPED = ("session", "topic", "type", "severity", "deployment", "outcome", "reason", "fees", "kind", "season")


def day(text: str) -> str:
    """A day of every year, or of one."""
    if babels := figures.day_in_words(text):
        return babels
    month, number = figures.month_name(int(text[-5:-3])), int(text[-2:])
    told = t("page.day_first" if number == 1 else "page.day", day=number, month=month)
    return f"{told} {text[:4]}" if len(text) == 10 else told


def conditions(service: Service, when: Sequence[Condition]) -> list[str]:
    """All of the conditions, each in a phrase; of those that say `if` one after the other, one phrase."""
    told: list[str] = []
    begin = t("page.cond.begin")
    for place, condition in enumerate(when):
        phrase = _told(service, condition, first=not place)
        if told and told[-1].startswith(begin) and phrase.startswith(begin):
            told[-1] = t("page.cond.and", first=told[-1], then=phrase.removeprefix(begin).strip())
        else:
            told.append(phrase)
    return told


def _told(service: Service, one: Condition, *, first: bool) -> str:
    if not one.fact:
        calendar = named(service.calendars[one.words[0]]) or one.words[0]
        return t(f"page.cond.{one.op}", calendar=calendar)
    if one.op in {"is", "!"}:
        return _given(service, one)
    if one.op in {"=", "!="}:
        return _among(service, one, first=first)
    return _compared(service, one)


def _given(service: Service, one: Condition) -> str:
    """Whether a fact is there, or true."""
    if one.fact == "contract":
        return t("page.contract" if one.op == "is" else "page.no_contract")
    key = f"page.{'is' if one.op == 'is' else 'not'}.{one.fact}"
    if has(key):
        return t(key)
    if one.kind == "flag" and one.fact in service.own_facts:
        return t("page.cond.own" if one.op == "is" else "page.cond.not_own", what=_fact(service, one))
    if one.kind == "flag":
        return t("page.cond.if" if one.op == "is" else "page.cond.unless", what=_fact(service, one))
    return t("page.cond.with" if one.op == "is" else "page.cond.without", what=_fact(service, one))


def _among(service: Service, one: Condition, *, first: bool) -> str:
    """What a price or a rule is for, in the service's own words, or what it leaves out."""
    words = joined(_words(service, one), "or")
    if one.fact == "plan":
        return t("page.plan" if one.op == "=" else "page.not_plan", plan=words)
    if one.fact == "fees":
        return t("page.with_fee" if one.op == "=" else "page.without_fee", fees=words)
    if one.fact == "channel":
        words = t("page.cond.channel", words=words)
    elif one.fact not in SCOPED:
        key = "page.cond.one" if one.op == "=" else "page.cond.not_one"
        return t(key, what=_fact(service, one), words=words)
    if one.op == "=":
        return words
    if one.fact == "channel":
        return t("page.not_channel", words=joined(_words(service, one), "or"))
    return t(
        "page.except_first" if first and one.fact not in ("channel", "kind") else "page.except", words=words
    )


def _compared(service: Service, one: Condition) -> str:
    """A limit: a length of time, an agreed rate, any other number or day."""
    if one.fact == "seconds" and one.limit is not None:
        if one.op == "<=":
            return t("page.up_to", time=length(int(one.limit)))
        key = {"<": "under", ">": "over", ">=": "from"}[one.op]
        return t(f"page.cond.{key}", time=length(int(one.limit)))
    if one.fact == "rate" and one.text.replace(" ", "") == "rate>=0":
        return t("page.cond.agreed_rate")
    key = {"<": "less", "<=": "most", ">": "more", ">=": "least"}[one.op]
    if one.kind == "date":
        return t(f"page.cond.day.{key}", what=_fact(service, one), day=day(one.words[0]))
    return _limit(service, one, key) or t(
        f"page.cond.{key}", what=_fact(service, one), number=_figure(one.words[0])
    )


def _limit(service: Service, one: Condition, key: str) -> str:
    """A limit of a fact that has a phrase of its own, for this number or for any; "" for the others."""
    pack = service.pack(one.fact.partition(":")[2])
    fact = "pack" if pack else one.fact
    told = {"number": _figure(one.words[0]), "pack": named(pack) if pack else ""}
    for name in (f"page.limit.{fact}.{key}_{one.words[0]}", f"page.limit.{fact}.{key}"):
        if has(name):
            return t(name, **told)
    return ""


def _figure(word: str) -> str:
    """A number as the language writes it."""
    return figures.number(Decimal(word))


def _fact(service: Service, one: Condition) -> str:
    """A fact's name in a sentence."""
    if own := service.own_facts.get(one.fact):
        return named(own)
    if pack := service.pack(one.fact.partition(":")[2]):
        return t("page.pack_left", pack=named(pack))
    keys = [f"page.name.{one.fact}", f"fields.{one.fact}"] if one.kind != "flag" else []
    key = next((key for key in (*keys, f"book.fact.{one.fact}") if has(key)), "")
    return t(key) if key else one.fact


def _words(service: Service, one: Condition) -> list[str]:
    known = _own_words(service).get(one.fact)
    if one.fact == "session":
        return [_kind(service, word) for word in one.words]
    return [_word(one.fact, word) for word in one.words] if known is None else labels(known, one.words)


def _kind(service: Service, word: str) -> str:
    """A kind of work, the file's own by its own name."""
    own = next((kind for kind in service.kinds if kind.id == word), None)
    return _word("session", word) if own is None else named(own)


def _own_words(service: Service) -> dict[str, Sequence[Label]]:
    chosen = {name: fact.values for name, fact in service.own_facts.items() if fact.values}
    return {
        "fees": service.entitlements,
        "topic": service.topics,
        "type": service.topics,
        "severity": service.severities,
        "outcome": service.outcomes,
        "reason": service.reasons,
        "plan": service.plans,
        "product": service.products,
        "line": service.lines,
        "channel": tuple(
            Label(id=way.id, it=way.it, en=way.en, spoken=way.spoken) for way in service.channels
        ),
        "season": tuple(
            Label(id=id, it=one.it, en=one.en, spoken=one.spoken) for id, one in service.seasons.items()
        ),
        **chosen,
    }


def _word(fact: str, word: str) -> str:
    key = f"page.{fact}.{word}"
    return t(key) if has(key) else word
