"""Undo, offered: the last deed is named before it is taken back."""

from __future__ import annotations

from typing import Any

from deskterm.desk.steps.facts import day_of
from deskterm.locale import has, t
from deskterm.locale.moments import moment
from deskterm.models.basics.ticket_numbers import short, short_numbers
from deskterm.models.records.desk import Event
from deskterm.widgets.dialogs.boxes import Confirm
from deskterm.widgets.work import Work


def offer_undo(asker: Work) -> None:
    """Name the last deed of this technician and, on yes, take it back."""
    from deskterm.desk.tickets import undo

    def offer(offered: undo.Offer) -> None:
        event = offered.event
        if event is None:
            asker.shell.say(short_numbers(offered.refused) or t("app.undo.nothing"))
            return
        tz = asker.desk.service.tz
        what, when = t("app.undo.text", deed=_did(event), target=short(event.target)), moment(event.at, tz)
        if offered.refused:
            what = t("app.undo.older", why=short_numbers(offered.refused), what=what, when=when)
        elif day_of(event.at, tz) != day_of(asker.desk.now(), tz):
            what = t("app.undo.dated", what=what, when=when)
        asker.app.push_screen(Confirm(t("app.undo.title"), what), answered(event))  # type: ignore[attr-defined]

    def answered(event: Any) -> Any:
        done = t("app.undo.done", deed=_did(event), target=short(event.target))

        def answer(yes: bool | None) -> None:
            if yes:
                asker.do(undo.undo, asker.desk, event.id, done=lambda _: asker.shell.say(done))
            else:
                asker.shell.say(t("app.undo.not_done"))

        return answer

    asker.ask(undo.offer, asker.desk, done=offer)


def _did(event: Event) -> str:
    """What was done, and to whom a ticket was handed."""
    word = deed_word(event.deed)
    return f"{word} {event.after.get('taken_by') or ''}".rstrip() if event.deed == "handed_over" else word


def deed_word(deed: str) -> str:
    """A deed's name for people, where the catalogue has one."""
    key = f"deeds.{deed}"
    return t(key) if has(key) else deed
