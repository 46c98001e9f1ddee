"""A request that is typed in is at the desk as it is typed: no Esc and no fall of the program loses it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

import msgspec

from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError
from deskterm.desk.tickets import drafts
from deskterm.desk.tickets.drafts import REQUEST, KeptDraft
from deskterm.locale import t
from deskterm.locale.moments import time_of
from deskterm.screens.request.words import RequestDraft, chosen
from deskterm.screens.shared import words
from deskterm.screens.shared.kept import KeptTyping
from deskterm.widgets.part import Host, Part
from deskterm.widgets.work import refusal

A = TypeVar("A")


class TakesRequests(Host, Protocol):
    """The screen on which a request is typed in."""

    def typed(self) -> RequestDraft | None:
        """The request as it stands; None while the fields are not there."""

    def filled(self) -> dict[str, str]:
        """What the card put in the fields."""

    def begin(self, draft: RequestDraft | None) -> None:
        """Go on with what was begun, or begin."""

    def headline(self, figures: str) -> None:
        """Put it beside the title."""

    def dismiss(self, result: None) -> Any:
        """Close the screen."""


class Drafting(Part[TakesRequests]):
    """What is typed, until it is filed or thrown away."""

    def __init__(self, screen: TakesRequests) -> None:
        super().__init__(screen)
        self._about = ""
        self._warned: RequestDraft | None = None  # what stood there when it was to be thrown away first
        self._kept = KeptTyping(screen, screen.typed, self._put, failed=self._failed)

    def look(self, about: str) -> None:
        """What was begun for this customer, or for nobody yet."""
        self._about = about
        self.ask(drafts.find, self.desk, REQUEST, about, done=self._found)

    def _found(self, found: KeptDraft | None) -> None:
        begun = msgspec.convert(found.fields, RequestDraft) if found is not None else None
        if found is not None:
            when = words.moment(found.saved_at, self.desk.now(), self.desk.service.tz)
            self.screen.headline(t("drafts.own", when=when))
            self.shell.say(t("drafts.goes_on", when=when))
        self.screen.begin(begun)
        if (now := self.screen.typed()) is not None:
            self._kept.take(now, now)

    def typing(self) -> None:
        """Something was typed or chosen."""
        self._kept.typing()

    def left(self) -> None:
        """The screen is closed: what is typed is kept, and that is said."""
        now = self.screen.typed()
        if self._kept.over or now is None:
            return
        self._kept.leave()
        if self._worth(self.desk, now):
            at = time_of(self.desk.now(), self.desk.service.tz)
            self.shell.say(t("drafts.kept", at=at))

    def send(self, desk: Desk, deed: Callable[..., A], *args: Any) -> A:
        """Do the deed that files it, on another thread; the draft is gone with it. Raises what it raises."""
        done: A = self._kept.end(desk, drafts.send, REQUEST, self._about, deed, *args)
        return done

    def action_discard(self) -> None:
        """Throw it away; what was typed at the second time only."""
        now = self.screen.typed()
        if now is not None and self._worth(self.desk, now) and now != self._warned:
            self._warned = now
            self.shell.say(t("drafts.sure"), how="warning")
            return
        thrown = partial(self._kept.end, self.desk, drafts.throw_away, REQUEST, self._about)
        self.do(thrown, done=self._thrown)

    def _thrown(self, _: object) -> None:
        self.shell.say(t("drafts.thrown"))
        self.screen.dismiss(None)

    def _worth(self, desk: Desk, typed: RequestDraft) -> bool:
        """Whether anything was typed: not chosen alone, and not from the card."""
        filled = self.screen.filled()
        typed_in = ((name, value) for name, value in typed.values.items() if not chosen(desk.service, name))
        return any(value.strip() and filled.get(name) != value for name, value in typed_in)

    def _put(self, desk: Desk, typed: RequestDraft) -> None:
        worth = self._worth(desk, typed)  # the page may be gone: nothing is asked of it
        text = f"{typed.value('subject')}\n{typed.value('problem')}".strip() if worth else ""
        fields = msgspec.to_builtins(typed) if worth else None
        drafts.keep(desk, REQUEST, self._about, text, fields)

    def _failed(self, error: DeskError) -> None:
        self.shell.say(refusal(error), how="error")
