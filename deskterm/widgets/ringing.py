"""Who rings now: the card stays over whatever is there until it is answered, or has stood long enough."""

from __future__ import annotations

import shlex
import subprocess
import threading
from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from deskterm.desk.errors import DeskError
from deskterm.locale import moments, t
from deskterm.settings import for_others

if TYPE_CHECKING:
    from deskterm.desk.intake.by_phone import Ringing, WhoRings
    from deskterm.widgets.ring_card import CardWords
    from deskterm.widgets.watch import Rang


class _Ring:
    """A call that rings, what the card says of it, and since when it stands there (seconds UTC)."""

    def __init__(self, ringing: Ringing, told: CardWords, since: int) -> None:
        self.ringing, self.told, self.since = ringing, told, since

    @property
    def called(self) -> str:
        """What is looked for: the number, else the name."""
        return self.ringing.phone or self.ringing.name


class Rings:
    """The calls that ring, the newest on the card; F2 takes that one up, and the others stay."""

    def __init__(self, app: Any, dial: str = "") -> None:
        """`dial`: the command that calls a number, with `{number}` in it; "" copies it."""
        self._app, self._dial = app, dial
        self._ringing: list[_Ring] = []
        self._taken: _Ring | None = None
        self._taken_at = 0

    def hear(self, news: Rang) -> None:
        """What the watch has seen: a new call, or calls that ring no more."""
        if news.found:
            self.show(news.found, news.told)
        elif news.quiet:
            self.quiet(news.quiet)
        else:
            self.missed(news.over)

    def show(self, found: WhoRings, told: CardWords) -> None:
        """Somebody rings: the newest is on the card, and names the ones before."""
        from deskterm.desk.intake import by_phone

        new = _Ring(found.ringing, told, found.ringing.at)
        self._ringing = [one for one in self._ringing if one.called != new.called] + [new]
        self._stand()
        number = found.ringing.number

        def seen() -> None:
            with suppress(DeskError):  # who rang it then prints the card as well
                by_phone.on_screen(self._app.desk, number)

        self._app.hands.give(seen)

    def tick(self, now: int) -> None:
        """A second has passed: go with whoever changes the page, and away in the end."""
        if not self._ringing:
            return
        from deskterm.widgets.ring_card import SECONDS

        for gone in [one for one in self._ringing if now - one.since > SECONDS]:
            self._ringing.remove(gone)
            at = moments.time_of(gone.ringing.at, self._app.desk.service.tz)
            self._app.say(t("widgets.ring.gone", who=gone.told.name, at=at), how="warning")
        self._stand()

    def answer(self, instead_of: str = "") -> str:
        """The number, or the name, that rings now, taken off the card; "" where none does.

        `instead_of`: whom F2 took up before, still unanswered: they ring on beside the others.
        """
        if not self._ringing:
            return ""
        new, before = self._ringing.pop(), self._taken
        if before is not None and before.called == instead_of:
            before.since = self._app.desk.now()
            self._ringing.insert(0, before)  # after all the others: F2 goes round
            self._note(before, taken=False)
        self._taken, self._taken_at = new, self._app.desk.now()
        self._note(new, taken=True)
        self._stand()
        return new.called

    def answered(self, number: str) -> int | None:
        """When F2 took up the call of this number, where that is who was taken up last; else None."""
        here = self._taken is not None and bool(number) and self._taken.called == number
        return self._taken_at if here else None

    @property
    def name(self) -> str:
        """The name that the exchange gave the call that was taken up last."""
        return self._taken.ringing.name if self._taken is not None else ""

    def put_back(self) -> None:
        """Whom F2 took up last was not answered after all: they ring on."""
        if self._taken is not None:
            self._taken.since = self._app.desk.now()
            self._ringing.append(self._taken)
            self._note(self._taken, taken=False)
            self._taken = None
            self._stand()

    def _note(self, one: _Ring, *, taken: bool) -> None:
        """Keep that it was taken up, or that it rings on: what nobody takes up was missed."""
        from deskterm.desk.intake import by_phone

        def noted() -> None:
            with suppress(DeskError):  # it is then promised a call too many, rather than one too few
                by_phone.take_up(self._app.desk, one.ringing.number, taken)

        self._app.hands.give(noted)

    def missed(self, numbers: Collection[int]) -> None:
        """Whoever rang so gave up, and is to be called back: their card goes."""
        gone = [one for one in self._ringing if one.ringing.number in numbers]
        if gone:
            self._ringing = [one for one in self._ringing if one not in gone]
            self._app.say(t("widgets.ring.missed", who=gone[-1].told.name), how="warning")
            self._stand()

    def silence(self) -> bool:
        """The call on the card is nobody's here; whether there was one."""
        if not self._ringing:
            return False
        from deskterm.desk.intake import by_phone

        number = self._ringing.pop().ringing.number
        self._stand()

        def silenced() -> None:
            with suppress(
                DeskError
            ):  # the other screens of this technician then show it until its time is up
                by_phone.silence(self._app.desk, number)

        self._app.hands.give(silenced)
        return True

    def quiet(self, numbers: Collection[int]) -> None:
        """Silenced at another screen of the same technician: its card goes here too, without a word."""
        self._ringing = [one for one in self._ringing if one.ringing.number not in numbers]
        self._stand()

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
                words,
                stdin=nothing,
                stdout=nothing,
                stderr=nothing,
                start_new_session=True,
                env=for_others(),
            )
        except (OSError, ValueError) as error:
            self._app.say(t("widgets.ring.undialled", command=self._dial, detail=str(error)), how="error")
            return
        threading.Thread(target=process.wait, name="dial", daemon=True).start()
        self._app.say(t("widgets.ring.dialled", phone=phone))

    def _stand(self) -> None:
        from deskterm.widgets.ring_card import RingCard, card_text

        if self._app._exit or not self._app._screen_stack:
            return  # the program ends, and no page is left for a card to lie on
        if not self._ringing:
            self._put_away()
            return
        *before, newest = self._ringing
        told = card_text(newest.told, self._app.size.width - 2, [one.told for one in reversed(before)])
        here = [card for card in self._app.screen.query(RingCard) if not card.going]
        for card in here:
            card.tell(told)
        if not here:
            self._put_away()
            self._app.screen.mount(RingCard(told))

    def _put_away(self) -> None:
        from deskterm.widgets.ring_card import RingCard

        for screen in self._app.screen_stack:
            for card in screen.query(RingCard):
                card.go()
