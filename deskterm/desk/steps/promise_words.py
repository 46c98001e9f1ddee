"""What a ticket promises, one promise after the other, with a sign and in words; how each stands.

`✓ risposta lun 2/3 10:15 (entro lun 2/3 12:30) · soluzione entro mar 3/3 12:30`
"""

from __future__ import annotations

from typing import Literal

from deskterm.desk.steps.due_words import moment
from deskterm.locale import t
from deskterm.locale.moments import span
from deskterm.models.records.promises import HasPromised, Standing, of

Tone = Literal["", "dim", "warn", "late"]


def told(one: Standing, now: int, tz: str) -> tuple[str, Tone]:
    """A promise as it stands, and how pressing it is: red when it was broken, yellow past the soft term."""
    promise, late = one.promise, one.late_by(now)
    soft = promise.soft_due_at
    values = {
        "of": t(f"promise.of.{promise.metric}"),
        "due": moment(promise.due_at, tz),
        "at": moment(one.kept_at, tz) if one.kept_at is not None else "",
        "span": span(late),
        "soft": moment(soft, tz) if soft is not None else "",
    }
    if one.kept_at is not None:
        return t("promise.kept_late" if late else "promise.kept", **values), "late" if late else "dim"
    if one.ended_at is not None:
        return t("promise.broken" if late else "promise.ended", **values), "late" if late else "dim"
    if late:
        return t("promise.late", **values), "late"
    if one.asked_at is not None:
        return t("promise.halted", **values), "dim"
    if soft is None or soft == promise.due_at:
        return t("promise.open", **values), ""
    return t("promise.past_soft" if soft < now else "promise.soft", **values), "warn" if soft < now else ""


def kept_too_late(ticket: HasPromised, now: int, tz: str) -> tuple[str, ...]:
    """The promises that an answer keeps which leaves after they are due: it can still be sent before."""
    found = (one for one in of(ticket) if one.kept_at is not None and one.kept_at > now and one.late_by(now))
    return tuple(told(one, now, tz)[0] for one in found)


def short(metric: str) -> str:
    """What is promised, for a column: `risp.`, `sol.`."""
    return t(f"promise.short.{metric}")
