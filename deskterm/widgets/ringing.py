"""Who rings now: the card stays over whatever is there until it is answered, or has stood long enough."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from deskterm.desk.errors import DeskError

if TYPE_CHECKING:
    from textual.content import Content

    from deskterm.desk.intake.by_phone import WhoRings


class Rings:
    """The card that stands, and the number that F2 takes up."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._found: WhoRings | None = None
        self._told: Content | None = None

    def show(self, found: WhoRings, told: Content) -> None:
        """Somebody rings: the newest takes the place of the one before."""
        from deskterm.desk.intake import by_phone

        self._found, self._told = found, told
        self._stand()
        number = found.ringing.number

        def seen() -> None:
            with suppress(DeskError):  # who rang it then prints the card as well
                by_phone.on_screen(self._app.desk, number)

        self._app.hands.give(seen)

    def tick(self, now: int) -> None:
        """A second has passed: go with whoever changes the page, and away in the end."""
        from deskterm.widgets.ring_card import SECONDS

        if self._found is None:
            return
        if now - self._found.ringing.at > SECONDS:
            self._put_away()
            self._found = None
        else:
            self._stand()

    def answer(self) -> str:
        """The number, or the name, that rings now, and the card goes; "" where none does."""
        found, self._found = self._found, None
        self._put_away()
        return (found.ringing.phone or found.ringing.name) if found else ""

    def _stand(self) -> None:
        from deskterm.widgets.ring_card import RingCard

        if self._told is None:
            return
        here = [card for card in self._app.screen.query(RingCard) if not card.going]
        for card in here:
            card.tell(self._told)
        if not here:
            self._put_away()
            self._app.screen.mount(RingCard(self._told))

    def _put_away(self) -> None:
        from deskterm.widgets.ring_card import RingCard

        for screen in self._app.screen_stack:
            for card in screen.query(RingCard):
                card.go()
