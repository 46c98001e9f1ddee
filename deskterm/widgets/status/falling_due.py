"""What falls due while one works: promises, the minute when a call begins to cost, a desk that is busy."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from deskterm.locale import t
from deskterm.widgets.live import Live
from deskterm.widgets.status.spoken import Word

if TYPE_CHECKING:
    from deskterm.widgets.announced import News
    from deskterm.widgets.status.spoken import Saying

MINUTE = 60  # seconds for which a mark that was passed is news
# Lists of what is promised: who comes to one has seen what is due in it; who stands there is told too.
LISTS = frozenset({"agenda", "callbacks"})


class FallingDue:
    """Says each thing once, and no longer than until it has been dealt with."""

    def __init__(self, spoken: Saying, shell: Any) -> None:
        self._spoken, self._shell = spoken, shell
        self._waits = False

    def promised(self, news: Collection[News]) -> None:
        """What is promised for now; what is not among it any more has been dealt with."""
        at = self._shell.desk.now()
        for about in ("agreed", "promised"):
            self._spoken.only(about, [one.key for one in news if one.key[0] == about])
        for one in news:
            self._spoken.due(one.key, Word(one.text, "due", at, one.action, one.where))

    def waits(self, waiting: bool) -> None:
        """Whether a deed waits behind another process."""
        if waiting == self._waits:
            return
        self._waits = waiting
        if waiting:
            self._spoken.due(("waits",), Word(t("app.waits"), "warning", self._shell.desk.now()))
        else:
            self._spoken.only("waits", ())

    def stands(self, about: str, why: str) -> None:
        """Why the appointments' feed cannot be written or a mailbox not read, until it can: "" again."""
        if why:
            self._spoken.due((about,), Word(why, "error", self._shell.desk.now()))
        else:
            self._spoken.only(about, ())

    def tick(self, now: int) -> None:
        """A second has passed: marks of the running call, and where one stands."""
        self._money(self._shell.running, now)
        self._spoken.dealt_with(self._here() - LISTS)
        self._spoken.tick()

    def arrived(self) -> None:
        """One has come to another screen: what is due there is dealt with, and it was not «here already»."""
        self._spoken.unsay(t("app.here_already"))
        self._spoken.dealt_with(self._here())

    def _here(self) -> set[str]:
        """The screen and the ticket in front; on a call, the one in which it is."""
        screen = self._shell.desk_screen
        if screen is None or screen is not self._shell.screen:
            return set()
        call = self._shell.running
        on_it = screen.NAME == "call" and call is not None and screen.group_id in (None, call.group_id)
        return {screen.NAME, screen.code, _call(call) if on_it and call else ""} - {""}

    def _money(self, call: Live | None, now: int) -> None:
        """The newest mark that the running call has passed, where the call's own screen does not say it."""
        passed = call.passed(now) if call is not None else None
        if call is None or passed is None:
            self._spoken.only("money", ())
            return
        mark, text = passed
        key, where = ("money", call.group_id, mark), frozenset({_call(call)})
        if not where.isdisjoint(self._here()) or call.elapsed(now) - mark > MINUTE:
            self._spoken.passed(key)
        else:
            self._spoken.due(key, Word(text, "due", now, "desk.running", where))
        self._spoken.only("money", [key])


def _call(call: Live) -> str:
    """By which name a call's own screen is known among the places where things are dealt with."""
    return f"call-{call.group_id}"
