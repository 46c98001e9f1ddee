"""Other people's changes appear by themselves: one thread looks at the desk four times a second."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.message import Message

from deskterm.desk.errors import DeskError, of_system
from deskterm.locale import t
from deskterm.widgets.announced import BEFORE, Announcer, News

if TYPE_CHECKING:
    from textual.app import App

    from deskterm.desk.context import Desk
    from deskterm.desk.queue.looking import Looker
    from deskterm.widgets.live import Live
    from deskterm.widgets.status.speaking import About

PERIOD = 0.25
MINUTE = 60


class DeskChanged(Message, bubble=False):
    """Somebody, here or in another process, changed the desk; with this technician's running call.

    `paused` is the contact that waits in pause where no call runs. `asked`: after a deed of this program.
    """

    def __init__(self, running: Live | None, paused: Live | None, *, first: bool, asked: bool) -> None:
        super().__init__()
        self.running, self.paused, self.first, self.asked = running, paused, first, asked


class Heard(Message, bubble=False):
    """Something for the line above the keys, by what it is about and what is known of it.

    `promised`: all that this technician has promised for now; `feed`: why the feed of the appointments cannot
    be written, or "" again, and `mailboxes`: the same of what is read there, and of hooks; `did`: what
    colleagues did, and the tickets in hand here; `others`: who has which ticket in front.
    """

    def __init__(self, about: About, *given: Any) -> None:
        super().__init__()
        self.about, self.given = about, given


class Rang(Message, bubble=False):
    """Somebody rings at this technician: who it may be, the card's words; or which are `over` or `quiet`."""

    def __init__(
        self,
        found: Any = None,
        told: Any = None,
        *,
        over: Collection[int] = (),
        quiet: Collection[int] = (),
    ) -> None:
        super().__init__()
        self.found, self.told, self.over, self.quiet = found, told, over, quiet


class WatchFailed(Message, bubble=False):
    """The watch met an error that is not the desk's own."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Watch(threading.Thread):
    """Polls `desk.changed()` and posts `DeskChanged` to the application."""

    def __init__(
        self, app: App[Any], desk: Desk, announce_before: int = BEFORE, feed: Path | None = None
    ) -> None:
        super().__init__(name="watch", daemon=True)
        self._app, self._desk = app, desk
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()
        self._wake = threading.Event()
        self._ended = False
        self._asked, self._answered = 1, 0
        self._seen: int | None = None
        self._minute = -1
        self._announcer = Announcer(desk, announce_before)
        self._feed, self._feed_fails = feed, False
        self._mail_fails = ""
        self._rang: int | None = None
        self._ringing: set[int] = set()  # what was shown and may still be answered
        self._announced: tuple[News, ...] = ()
        self._read_to: int | None = None  # the newest event that was looked at
        self._mine: frozenset[str] = frozenset()
        self._lookers: tuple[Looker, ...] = ()

    @property
    def calm(self) -> bool:
        """Whether every look that was asked for has been taken."""
        return self._asked == self._answered

    def nudge(self) -> None:
        """Look now."""
        self._asked += 1
        self._wake.set()

    def end(self) -> None:
        """Stop looking."""
        self._ended = True
        self._wake.set()

    def run(self) -> None:
        """The thread's life."""
        while not self._ended:
            asked = self._asked
            try:
                self._look()
                if self._time_brought_something():
                    self._look()
            except DeskError:
                pass  # a busy or missing desk: the next deed says so in words
            except Exception as error:
                if not (isinstance(error, OSError) and of_system(error)):
                    self._post(WatchFailed(error))
                    return
            self._answered = asked
            self._wake.wait(PERIOD)
            self._wake.clear()

    def _look(self) -> None:
        version = self._desk.changed()
        if version != self._seen:
            self._post(self._news())
            self._seen = version
            self._ring()
            self._colleagues()
            self._announce()
            self._keep_feed()
            self._mailboxes()
        self._others()

    def _announce(self) -> None:
        """What is promised for now, where it is not what it was."""
        news = self._announcer.news()
        if news != self._announced:
            self._announced = news
            self._post(Heard("promised", news))

    def _colleagues(self) -> None:
        """What others did since the last look; what was done before the screen stood is no news."""
        from deskterm.desk.tickets import of_colleagues

        known, before = self._read_to, self._mine
        found = of_colleagues.since(self._desk, known)
        self._read_to, self._mine = found.newest, found.mine
        if known is not None and found.events:
            self._post(Heard("did", found.events, before | found.mine))

    def _others(self) -> None:
        """Who else has a ticket before their eyes; no row of the desk is read for it."""
        from deskterm.desk.queue import looking

        lookers = looking.others(self._desk)
        if lookers != self._lookers:
            self._lookers = lookers
            self._post(Heard("others", lookers))

    def _keep_feed(self) -> None:
        """The feed of this technician's appointments, where one is wanted; a failure is said once."""
        if self._feed is None:
            return
        from deskterm.desk.agenda import own_feed
        from deskterm.documents import feed

        try:
            feed.keep(self._feed, own_feed.content(self._desk))
            if self._feed_fails:
                self._post(Heard("feed", ""))
            self._feed_fails = False
        except OSError as error:
            if not self._feed_fails:
                detail = error.strerror or str(error)
                self._post(Heard("feed", t("errors.feed_unwritable", path=str(self._feed), detail=detail)))
            self._feed_fails = True

    def _mailboxes(self) -> None:
        """What is wrong with a mailbox or a hook, said once; "" again where nothing is."""
        from deskterm.desk.upkeep import hooks, mail_states

        found = (("app.mailbox", mail_states.wrong), ("app.hook", hooks.wrong_here))
        said = (t(key, name=name, told=why) for key, wrong in found for name, why in wrong(self._desk))
        told = "; ".join(said)
        if told != self._mail_fails:
            self._mail_fails = told
            self._post(Heard("mailboxes", told))

    def _ring(self) -> None:
        """Show who rings here, each once; what rang before the screen stood is no news."""
        from deskterm.desk.intake import by_phone

        if self._rang is None:
            self._rang = by_phone.newest(self._desk)
            return
        known = by_phone.since(self._desk, min(self._ringing, default=self._rang) - 1)
        if gone := self._ringing & {one.number for one in known if one.is_over}:
            self._post(Rang(over=frozenset(gone)))
        if quiet := self._ringing & {one.number for one in known if one.is_silenced}:
            self._post(Rang(quiet=frozenset(quiet)))
        self._ringing &= {one.number for one in known if not (one.is_over or one.is_silenced)}
        for one in by_phone.since(self._desk, self._rang):
            self._rang = one.number
            self._ringing.add(one.number)
            if self._desk.now() - one.at <= by_phone.FRESH:
                from deskterm.widgets.ring_card import tell

                found = by_phone.who_rings(self._desk, one)
                self._post(Rang(found, tell(self._desk, found)))

    def _time_brought_something(self) -> bool:
        """Once in each minute of the desk: say that we live, wake what has rested, book what is over."""
        from deskterm.desk.intake.missed import book_unanswered
        from deskterm.desk.queue.claims import beat
        from deskterm.desk.upkeep.upkeep import keep_up

        minute = self._desk.now() // MINUTE
        if minute == self._minute:
            return False
        self._minute = minute
        beat(self._desk)
        only_looks = self._desk.before_deed is not None  # at a time to come
        woken = not only_looks and keep_up(self._desk) + book_unanswered(self._desk) > 0
        self._announce()
        return woken

    def _news(self) -> DeskChanged:
        from deskterm.widgets.live import read_live, read_paused

        with self._desk.read():
            running = read_live(self._desk)
            paused = None if running else read_paused(self._desk)
        return DeskChanged(running, paused, first=self._seen is None, asked=not self.calm)

    def _post(self, message: Message) -> None:
        if not self._ended and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._app.post_message, message, context=self._context)
