"""The desk's calendar of terms: which hold, which are to come and what they change, which were withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deskterm.commands.answers import terms_diff, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.line import Line
from deskterm.desk.terms import adoption
from deskterm.locale import t, tn
from deskterm.models.records.desk import InForce
from deskterm.models.terms.service import Service

Facts = dict[str, Any]


def facts(line: Line) -> Facts:
    """Which terms hold at this desk, which are to come, and which never came to hold."""
    coming, before = [], line.desk.service
    for one in adoption.to_come(line.desk):
        coming.append(_adopted(line, one, before))
        before = line.desk.service_of(one.terms_id)
    gone = [withdrawn(line, one) for one in adoption.withdrawn(line.desk)]
    return {
        "in_force": _adopted(line, adoption.in_force(line.desk), line.desk.service),
        "to_come": coming,
        "withdrawn": gone,
    }


def withdrawn(line: Line, one: InForce) -> Facts:
    """Terms that never came to hold: who took them back, when and why."""
    return {
        "file": one.file,
        "version": line.desk.service_of(one.terms_id).provider.version,
        "since": line.stamp(one.since),
        "adopted": line.stamp(one.adopted_at),
        "withdrawn": line.stamp(one.withdrawn_at),
        "by": one.withdrawn_by,
        "why": one.withdrawn_why,
    }


def _adopted(line: Line, one: InForce, before: Service) -> Facts:
    """Terms with what they change of those `before` them."""
    new = line.desk.service_of(one.terms_id)
    return {
        "version": new.provider.version,
        "file": one.file,
        "since": line.stamp(one.since) if one.since else None,
        "held_before": (adoption.held_early(new, one.adopted_at) or None) if not one.since else None,
        "adopted": line.stamp(one.adopted_at),
        "by": one.by,
        "doubts": one.doubts,
        "reason": one.reason,
        "changes": terms_diff.facts(terms_diff.changes(before, new)),
    }


def lines(told: Facts) -> Iterator[str]:
    """The calendar below the page: what holds, what comes with all that it changes; of no desk nothing."""
    if not told:
        return
    yield f"\n{t('page.title.calendar').upper()}"
    yield from _entry(told["in_force"], "since")
    for n, one in enumerate(told["to_come"]):
        yield from _entry(one, "from")
        then = "page.adopted_then" if n else "page.adopted_by"
        who = t(then, when=wording.moment(one["adopted"]), who=one["by"], version=one["version"])
        yield output.wrap(who, "    ")
        yield from terms_diff.lines(terms_diff.read(one["changes"]), "    ")
    yield "" if told["to_come"] else output.wrap(t("page.nothing_to_come"), "  ")
    for one in told["withdrawn"]:
        when, gone = (wording.moment(one[name]) for name in ("since", "withdrawn"))
        text = t("page.withdrawn", file=one["file"], when=when, gone=gone, who=one["by"], why=one["why"])
        yield output.wrap(text, "  ")


def _entry(one: Facts, how: str) -> Iterator[str]:
    """From when on terms hold, and their file."""
    begun = t(f"page.{how}", when=wording.moment(one["since"])) if one["since"] else t("page.since_ever")
    yield output.wrap(f"{begun}: {one['file']}", "  ")
    if one["held_before"]:
        yield output.wrap(t("page.held_early", day=wording.day(one["held_before"])), "    ")
    if one["doubts"]:
        yield output.wrap(tn("page.doubts", one["doubts"], reason=one["reason"]), "    ")
