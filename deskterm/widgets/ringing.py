"""Who rings now: the card stays over whatever is there until it is answered, or has stood long enough."""

from __future__ import annotations

import shlex
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from deskterm.desk.errors import DeskError
from deskterm.locale import t

if TYPE_CHECKING:
    from textual.content import Content

    from deskterm.desk.intake.by_phone import WhoRings


class Rings:
    """The card that stands, and the number that F2 takes up."""

    def __init__(self, app: Any, dial: str = "") -> None:
        """`dial`: the command that calls a number, with `{number}` in it; "" copies it."""
        self._app, self._dial = app, dial
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

    def call(self, phone: str) -> None:
        """The way out: the number is handed to the command of the settings, or copied."""
        digits = "".join(one for one in phone if one in "+0123456789")
        if not digits:
            return
        if not self._dial:
            self._app.copy_to_clipboard(digits)
            self._app.say(t("widgets.ring.copied", phone=phone))
            return
        nothing = subprocess.DEVNULL
        try:
            words = [word.replace("{number}", digits) for word in shlex.split(self._dial)]
            process = subprocess.Popen(  # the user's own command, no shell between
                words, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
            )
        except (OSError, ValueError) as error:
            self._app.say(t("widgets.ring.undialled", command=self._dial, detail=str(error)), how="warning")
            return
        threading.Thread(target=process.wait, name="dial", daemon=True).start()
        self._app.say(t("widgets.ring.dialled", phone=phone))

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
