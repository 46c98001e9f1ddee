"""What the desk does while its mailboxes are read: it takes in, knows how far, and lets one program read.

Which program that is stands in the desk with the process that holds it and until when, by the machine's
clock: who has died or been silent too long holds nothing.
"""

from __future__ import annotations

import json
from contextlib import suppress

from msgspec import structs

from deskterm.clock import machine_clock
from deskterm.desk.context import Desk, by_itself
from deskterm.desk.errors import Busy, DeskError, Refused
from deskterm.desk.intake import receive
from deskterm.desk.intake.receive import Received
from deskterm.desk.steps import due_words
from deskterm.desk.steps.work import process
from deskterm.desk.steps.work.process import Process
from deskterm.desk.upkeep import mail_states, mail_trust
from deskterm.locale import t
from deskterm.models.records.mail_accounts import CHANGED, FolderPlace, MailAccount
from deskterm.models.records.mails import ParsedMail
from deskterm.storage.database import Connection, Row
from deskterm.storage.post import accounts as account_rows
from deskterm.storage.post import progress as progress_rows
from deskterm.storage.tickets import messages as message_rows

HELD = 180  # seconds for which a program holds a mailbox without saying so again
SAID = 60  # seconds after which it says so again, and that nothing new has come


class MailTaking:
    """The desk's side of reading one mailbox, for one program."""

    def __init__(self, desk: Desk, account: MailAccount) -> None:
        self.desk, self.account = desk, account
        self._held_until = 0
        self._told: tuple[str, int] = ("?", 0)  # what was last noted of how it goes, and when
        self._pauses = False  # it stands in the desk that it is tried again later

    def now(self) -> int:
        """The desk's time."""
        return self.desk.now()

    def begin(self) -> None:
        """Be the program that reads this mailbox. Raises Busy while another living one does, or as `hold`."""
        self._pauses = False
        with by_itself(), self.desk.write() as conn:
            self._check_settings(conn)
            row = progress_rows.state(conn, self.account.number)
            holder = mail_states.holder(row)
            if holder is not None and holder != process.this() and mail_states.holds(row, holder):
                raise self._elsewhere(row, holder)
            self._hold(conn)

    def _elsewhere(self, row: Row | None, holder: Process) -> Busy:
        """That another program reads it; or that it waits there after a fault, which and until when."""
        said = {"name": self.account.name, "holder": mail_states.called(holder)}
        if row is None or not row["fault"] or row["next_at"] is None:
            return Busy("mail_elsewhere", **said)
        told = t(f"errors.{row['fault']}", **json.loads(row["detail"] or "{}"))
        when = due_words.moment(row["next_at"], self.desk.service.tz)
        return Busy("mail_elsewhere_waits", **said, told=told, when=when)

    def hold(self) -> None:
        """Go on being that program, by the same settings.

        Raises Busy where another has taken over, Refused where the mailbox was changed or taken away: by what
        holds no more nothing is asked of a server, taken in or moved.
        """
        with self.desk.read() as conn:
            self._check_settings(conn)
        if self._held_until - machine_clock() > HELD - SAID:
            return
        with by_itself(), self.desk.write() as conn:
            self._check_held(conn)
            self._hold(conn)

    def end(self) -> None:
        """Let others read it. A desk that cannot be written to hears of it by the time that has passed."""
        with suppress(DeskError), by_itself(), self.desk.write() as conn:
            if mail_states.holder(progress_rows.state(conn, self.account.number)) == process.this():
                nobody: dict[str, None] = dict.fromkeys(("host", "boot_id", "pid", "born", "lease_until"))
                progress_rows.put_state(conn, self.account.number, **nobody)

    def place(self, folder: str, uidvalidity: int) -> FolderPlace:
        """How far a folder has been read; from the start where the server has numbered it anew."""
        with self.desk.read() as conn:
            found = progress_rows.place(conn, self.account.number, folder)
        if found is None or found.uidvalidity != uidvalidity:
            return FolderPlace(folder=folder, uidvalidity=uidvalidity)
        return found

    def known(self, digest: str, place: FolderPlace) -> Received | None:
        """The message that these very bytes are already; None where the desk has them not."""
        with self.desk.read() as conn:
            found = message_rows.by_digest(conn, digest)
        if found is None:
            return None
        source = f"{self.account.name}/{place.folder}/{place.last_uid}"
        return Received(outcome="duplicate", reason="duplicate", message=found.id, source=source)

    def believed(self) -> dict[str, frozenset[str]]:
        """The servers and the providers of certified post that the desk believes, as a reader is told."""
        return mail_trust.believed(self.desk)

    def take(self, mail: ParsedMail, place: FolderPlace) -> Received:
        """Take a mail in and note its place, in one transaction. Raises Busy where another took over."""
        source = f"{self.account.name}/{place.folder}/{place.last_uid}"
        with by_itself(), self.desk.write() as conn:
            self._check_held(conn)
            found = receive.receive_mail(self.desk, mail, source=source, channel=self.account.channel)
            progress_rows.put_place(conn, self.account.number, place, at=self.desk.now())
            return found

    def reach(self, place: FolderPlace) -> None:
        """Note how far a folder is read and marked."""
        with by_itself(), self.desk.write() as conn:
            self._check_held(conn)
            if progress_rows.place(conn, self.account.number, place.folder) != place:
                progress_rows.put_place(conn, self.account.number, place, at=self.desk.now())

    def well(self) -> None:
        """A round is done. Said at most once a minute while nothing changes."""
        self._pauses = False
        at = self.desk.now()
        if self._told[0] == "" and abs(at - self._told[1]) < SAID:
            return
        self._note(fetched_at=at, tried_at=at, next_at=None, failures=0, fault="", detail="")
        self._told = "", at

    def failed(self, error: DeskError, *, failures: int = 1, pause: float | None = None) -> None:
        """Something is wrong; it will be tried again after so many seconds, or by nobody."""
        at = self.desk.now()
        next_at = None if pause is None else at + round(pause)
        values = {name: str(value) for name, value in error.values.items()}
        told = {"fault": error.code, "detail": json.dumps(values, ensure_ascii=False)}
        self._pauses = self._note(tried_at=at, next_at=next_at, failures=failures, **told)
        self._told = error.code, at

    def hurried(self) -> bool:
        """Whether a wait is over before its time.

        Somebody asked for mail, tried by hand what failed, or changed the mailbox.
        """
        with suppress(DeskError), self.desk.read() as conn:
            if account_rows.by_name(conn, self.account.name) != self.account:
                return True
            row = progress_rows.state(conn, self.account.number)
            if row is None:
                return False
            if row["next_at"] is not None and row["next_at"] <= self.now():
                self._told = "?", 0  # that it was done is noted, so that it is asked for no more
                return True
            return self._pauses and not row["fault"]
        return False

    def _note(self, **values: object) -> bool:
        """Whether it stands in the desk now."""
        with suppress(DeskError), by_itself(), self.desk.write() as conn:
            progress_rows.put_state(conn, self.account.number, **values)
            return True
        return False

    def _hold(self, conn: Connection) -> None:
        until = machine_clock() + HELD
        me = structs.asdict(process.this())
        progress_rows.put_state(conn, self.account.number, lease_until=until, **me)
        self._held_until = until

    def _check_settings(self, conn: Connection) -> None:
        if account_rows.by_name(conn, self.account.name) != self.account:
            raise Refused(CHANGED, name=self.account.name)

    def _check_held(self, conn: Connection) -> None:
        self._check_settings(conn)
        holder = mail_states.holder(progress_rows.state(conn, self.account.number))
        if holder != process.this():
            told = mail_states.called(holder) if holder else "-"
            raise Busy("mail_elsewhere", name=self.account.name, holder=told)
