"""The one who empties the outbox: letter after letter, in the order in which they were written, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from deskterm.desk.context import Desk, by_itself
from deskterm.desk.errors import Busy, DeskError, Refused, passes
from deskterm.desk.keyrings import Secret
from deskterm.desk.letters import handed_reports, outgoing
from deskterm.desk.post import accounts
from deskterm.mail.sending import smtp
from deskterm.mail.sending.compose import CannotBeWritten, compose, domain_of, null_path, recipient
from deskterm.mail.sending.sent_copies import SentCopies
from deskterm.models.records.mail_accounts import CHANGED, MailAccount
from deskterm.models.records.mails import LetterOut, Outgoing

if TYPE_CHECKING:
    from deskterm.mail.accounts.opening import OpenMailbox

STOPPED = "stopped"  # of a letter that somebody withdrew or redirected while the server was asked
PERIOD = 1.0  # seconds between two looks at the desk
ONCE_MORE = 5  # times that what a server has taken is written down, where the desk is busy

SecretOf = Callable[[MailAccount], Secret]


class Run(Struct, kw_only=True):
    """What became of the letters in one go."""

    sent: int = 0
    found: int = 0  # were in doubt, and lie in the folder of what was sent: they have gone
    delayed: int = 0
    failed: int = 0
    doubtful: int = 0
    closed: dict[str, str] = {}  # accounts by name, with what is wrong
    elsewhere: bool = False  # another program sends


def ways_out(desk: Desk) -> tuple[MailAccount, ...]:
    """The mailboxes by which letters can leave."""
    return tuple(one for one in accounts.listing(desk) if one.active and one.smtp_host)


def by_channel(ways: Iterable[MailAccount], channel: str) -> MailAccount:
    """The one by which letters of a channel leave: its own, else the first."""
    found = tuple(ways)
    return next((one for one in found if one.channel == channel), found[0])


def _noted(deed: Callable[..., bool | None], *told: Any, **more: Any) -> bool | str | None:
    """Write down what became of a letter; STOPPED where somebody has said otherwise, which stands."""
    try:
        return deed(*told, **more)
    except Refused:
        return STOPPED


class Postman:
    """Sends for one desk. `secret_of` gives an account's password or token, or refuses in words.

    `own`: what the settings of this machine say by now of each mailbox, by its name (`ca_file`). `forget`: a
    server did not let an account in, and its secret is to be sought anew. With `stop` it ends between two
    letters.
    """

    def __init__(
        self,
        desk: Desk,
        secret_of: SecretOf,
        own: Callable[[], Mapping[str, Mapping[str, Any]]] = dict,
        *,
        forget: Callable[[MailAccount], object] = lambda _: None,
        stop: Event | None = None,
        seconds: float = smtp.SECONDS,
        last: float = smtp.LAST,
    ) -> None:
        self._desk, self._secret_of, self._own, self._refused = desk, secret_of, own, forget
        self._seconds, self._last = seconds, last
        self._servers: dict[int, smtp.Server] = {}
        self._run = Run()
        self._shut: set[int] = set()
        self._copies = SentCopies(desk, self._box)
        self._stop = stop or Event()
        self.handing = False  # a letter is being handed over, and is in doubt until the answer comes

    def due(self, *, anew: bool = False) -> bool:
        """Whether there is something to send now, and a way to send it. `anew`: as for `run`."""
        ways = ways_out(self._desk)
        if not ways:
            return False
        if self._copies.due(ways):
            return True
        if handed_reports.to_leave(self._desk):
            return True
        return (anew or any(self._is_open(one) for one in ways)) and outgoing.due(self._desk)

    def _is_open(self, way: MailAccount) -> bool:
        """Whether a way out works, or it is time to try it again."""
        until: int = outgoing.way_out(self._desk, way.number).get("next_at", 0)
        return until <= self._desk.now()

    def run(self, *, hurry: bool = False, anew: bool = False) -> Run:
        """Send what may go. `hurry`: a person asks, and no pause counts; `anew`: that of no way out does.

        Raises DeskError of a busy desk.
        """
        self._run, self._shut = Run(), set()
        ways = ways_out(self._desk)
        if not ways:
            return self._run
        with by_itself(), outgoing.turn(self._desk) as mine:
            if not mine:
                self._run.elsewhere = True
                return self._run
            try:
                self._reports()
                self._all(ways, hurry, anew=anew)
            finally:
                for server in self._servers.values():
                    server.close()
                self._servers.clear()
        return self._run

    def watch(self, ended: Event, told: Callable[[Run], None], period: float = PERIOD) -> None:
        """Send whatever comes, until `ended`; each go in which something happened is told.

        Who begins asks a server that let nobody in before: that may be why they begin.
        """
        anew = True
        while not ended.is_set():
            try:
                if self.due(anew=anew):
                    run = self.run(anew=anew)
                    if run not in (Run(), Run(elsewhere=True)):
                        told(run)
                anew = False
            except (DeskError, OSError) as error:
                if not passes(error):
                    raise
            ended.wait(period)  # the next look finds it free, or with room

    def _all(self, ways: tuple[MailAccount, ...], hurry: bool, *, anew: bool) -> None:
        left = outgoing.begin(self._desk)
        found = self._copies.settle(ways, anyway=hurry or bool(left))
        self._run.found = len(found)
        self._run.doubtful = sum(one.number not in found for one in left)
        if not hurry and not anew:
            self._shut.update(one.number for one in ways if not self._is_open(one))
        after, held = 0, set[str]()
        while page := outgoing.ready(self._desk, after=after, hurry=hurry):
            for one in page:
                if self._stop.is_set():
                    return
                after = one.number
                way = by_channel(ways, one.channel)
                if way.number not in self._shut and one.to not in held and not self._one(one, way):
                    held.add(one.to)
        self._copies.put(ways, hurry=hurry)

    def _reports(self) -> None:
        """Write the letters of the work reports that leave by themselves."""
        if handed_reports.to_leave(self._desk):
            from deskterm.documents.papers import report_file  # who has none to send makes no paper

            report_file.send_due(self._desk)

    def _one(self, one: Outgoing, way: MailAccount) -> bool:
        """Send one letter; False where later ones to the same address wait behind it."""
        desk = self._desk
        try:
            letter = outgoing.the_letter(desk, one, domain_of(way))
            to = recipient(letter.to)
            if to.lower() in {each.address.lower() for each in accounts.listing(desk)}:
                raise CannotBeWritten("letter_to_ourselves")
            raw = compose(letter, way, at=desk.now(), zone=desk.service.tz)
        except CannotBeWritten as error:
            self._run.failed += _noted(outgoing.failed, desk, one.number, reason=error.code) is not STOPPED
            return True
        server = self._server(way)
        return server is None or self._handed(server, way, letter, to, raw)

    def _handed(self, server: smtp.Server, way: MailAccount, letter: LetterOut, to: str, raw: bytes) -> bool:
        desk, number = self._desk, letter.number
        sender = "" if null_path(letter) else way.address
        try:
            about_to = partial(self._going, letter, way, raw)
            words = server.hand_over(sender, to, raw, about_to=about_to)
        except smtp.Closed as error:
            self._close(way, error.words)
        except smtp.NotNow as error:
            waits = _noted(outgoing.not_taken_yet, desk, number, error.words)
            self._run.delayed += waits is True
            self._run.failed += waits is False
            self._go_on(way, error)
            return False
        except smtp.RefusedForGood as error:
            self._run.failed += _noted(outgoing.failed, desk, number, error.words) is not STOPPED
            self._forget(way)
        except smtp.InDoubt as error:
            outgoing.doubtful(desk, number, error.words)
            self._run.doubtful += 1
            self._go_on(way, error)
        except Refused as error:  # somebody withdrew or redirected it while the server was asked
            if error.code == CHANGED:
                self._drop(way)
                self._shut.add(way.number)
            else:
                self._forget(way)
        else:
            self._written(number, words, copy=bool(way.sent_folder and way.imap_host))
            self._run.sent += 1
        finally:
            self.handing = False
        return True

    def _going(self, letter: LetterOut, way: MailAccount, raw: bytes) -> None:
        if not accounts.holds(self._desk, way):  # changed or taken away: the next go has what holds now
            raise Refused(CHANGED, name=way.name)
        self.handing = True
        outgoing.going(self._desk, letter, way.number, raw)

    def _written(self, number: int, words: str, *, copy: bool) -> None:
        """Write down that the server has it; a busy desk is asked again, for this must not be lost."""
        for left in range(ONCE_MORE, -1, -1):
            try:
                outgoing.sent(self._desk, number, words, copy=copy)
                return
            except Busy:
                if not left:
                    raise

    def _server(self, way: MailAccount) -> smtp.Server | None:
        """The open way out through an account; None where it is closed, which is written down."""
        known = self._servers.get(way.number)
        if known is not None:
            return known
        try:
            secret = self._secret_of(way) if way.smtp_user else Secret("")
            trusted = str(self._own().get(way.name, {}).get("ca_file", ""))
            given = {"seconds": self._seconds, "last": self._last}
            server = smtp.Server(way, secret.reveal, ca_file=trusted, **given)
        except (DeskError, smtp.Closed) as error:
            self._refused(way)
            self._close(way, error.words if isinstance(error, smtp.Closed) else str(error))
            return None
        outgoing.way_out_open(self._desk, way.number)
        self._servers[way.number] = server
        return server

    def _close(self, way: MailAccount, words: str) -> None:
        self._drop(way)
        self._shut.add(way.number)
        self._run.closed = {**self._run.closed, way.name: words}
        outgoing.way_out_closed(self._desk, way.number, words)

    def _go_on(self, way: MailAccount, error: smtp.SendingError) -> None:
        """Behind a letter that was not taken: the next one, or none where each would be held up as long."""
        if error.slow:
            self._close(way, error.words)
        elif isinstance(error, smtp.InDoubt):
            self._drop(way)
        else:
            self._forget(way)

    def _forget(self, way: MailAccount) -> None:
        try:
            self._servers[way.number].forget()
        except smtp.NotNow:
            self._drop(way)

    def _drop(self, way: MailAccount) -> None:
        server = self._servers.pop(way.number, None)
        if server is not None:
            server.close()

    def _box(self, way: MailAccount) -> AbstractContextManager[OpenMailbox]:
        from deskterm.mail.accounts.opening import opened

        return opened(way, partial(self._secret_of, way), self._own().get(way.name, {}))
