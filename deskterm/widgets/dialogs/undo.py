"""Undo, offered: the last deed is named before it is taken back."""

from __future__ import annotations

from typing import Any

from deskterm.locale import has, t
from deskterm.locale.moments import moment
from deskterm.widgets.dialogs.boxes import Confirm
from deskterm.widgets.work import Work


def offer_undo(asker: Work) -> None:
    """Name the last deed of this technician and, on yes, take it back."""
    from deskterm.desk.tickets import undo

    def offer(offered: undo.Offer) -> None:
        event = offered.event
        if event is None:
            asker.shell.say(offered.refused or t("app.undo.nothing"))
            return
        what = t("app.undo.text", deed=deed_word(event.deed), target=event.target)
        if offered.refused:
            when = moment(event.at, asker.desk.service.tz)
            what = t("app.undo.older", why=offered.refused, what=what, when=when)
        asker.app.push_screen(Confirm(t("app.undo.title"), what), answered(event))  # type: ignore[attr-defined]

    def answered(event: Any) -> Any:
        done = t("app.undo.done", deed=deed_word(event.deed), target=event.target)

        def answer(yes: bool | None) -> None:
            if yes:
                asker.do(undo.undo, asker.desk, event.id, done=lambda _: asker.shell.say(done))
            else:
                asker.shell.say(t("app.undo.not_done"))

        return answer

    asker.ask(undo.offer, asker.desk, done=offer)


def deed_word(deed: str) -> str:
    """A deed's name for people, where the catalogue has one."""
    key = f"deeds.{deed}"
    return t(key) if has(key) else deed
