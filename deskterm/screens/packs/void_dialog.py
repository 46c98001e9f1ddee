"""Taking back what was filed, from wherever it is in front: first what that means, then why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from deskterm.desk.billing import void_words, voiding
from deskterm.locale import t
from deskterm.locale.figures import money
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.money import Voiding
from deskterm.widgets.dialogs.boxes import Ask
from deskterm.widgets.keys import Keys
from deskterm.widgets.part import Host

Then = Callable[[Voiding], Any]


def ask_why(host: Host, group_id: int, then: Then) -> None:
    """Say what voiding a contact means, and ask why; `then` receives what was done."""
    host.ask(
        voiding.ahead, host.desk, group_id, done=partial(_ask, host, then), latest="void", keys=Keys.WAIT
    )


def _ask(host: Host, then: Then, found: Voiding) -> None:
    told = [t("voids.of", code=short(found.ticket), customer=found.customer)] if found.customer else []
    told += [*void_words.said(found, money), t("voids.anew", group=found.group_id)]
    host.show(Ask(t("voids.title"), "\n".join(told), hint=t("voids.why")), partial(_void, host, then, found))


def _void(host: Host, then: Then, found: Voiding, why: str | None) -> None:
    if why:
        host.do(voiding.void, host.desk, [found.group_id], why=why, done=partial(_done, host, then))


def _done(host: Host, then: Then, done: tuple[Voiding, ...]) -> None:
    for one in done:
        host.shell.say(t("voids.said_done", code=short(one.ticket)))
        then(one)
