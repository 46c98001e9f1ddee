"""smtplib's conversation, with a limit for each whole answer and each whole letter.

A server that says, or takes, a few bytes now and then keeps no single wait from ending, and would hold us for
ever; one that never ends its answer would fill the memory.
"""

from __future__ import annotations

import io
import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from deskterm.desk.errors import Refused
from deskterm.locale import t

WAITS = 5  # times that it may be silent in one answer, as long as it ever may
REPLY_BYTES = 1 << 20  # of one answer
CHUNK = 1 << 16  # bytes handed over at once
SLOWEST = 8192  # bytes of a letter that a server takes in a second
FAREWELL = 5.0  # seconds for the answer to QUIT


class Trickles(smtplib.SMTPServerDisconnected):
    """The server's answer did not end in its time, or it did not take a letter in its time."""


class Smtp(smtplib.SMTP):
    """As smtplib's. `patience`: for how long it may be silent; `whole`: in which time an answer has to end.

    What comes in clear behind the answer to STARTTLS is refused, not only forgotten.
    """

    def __init__(self, host: str, port: int, *, patience: float, **given: Any) -> None:
        self.patience, self.whole = patience, patience * WAITS
        self._until, self._left = 0.0, 0
        super().__init__(host, port, timeout=patience, **given)

    def docmd(self, cmd: str, args: str = "") -> tuple[int, bytes]:
        """A command and its answer. Raises Refused for words that somebody slipped in before TLS."""
        code, words = super().docmd(cmd, args)
        if cmd == "STARTTLS" and code == 220 and self._waits():
            raise Refused("mail_injected", host=self._host)  # type: ignore[attr-defined]  # smtplib has it
        return code, words

    def getreply(self) -> tuple[int, bytes]:
        """An answer. Raises Trickles where it does not end."""
        self._until, self._left = time.monotonic() + self.whole, REPLY_BYTES
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Replies(self))
        with self._limited(self.whole):
            return super().getreply()

    def send(self, s: Any) -> None:
        """Hand bytes over. Raises Trickles where they are not taken in their time."""
        if not isinstance(s, bytes) or self.sock is None:
            super().send(s)
            return
        whole = self.whole + len(s) / SLOWEST
        self._until, self._left = time.monotonic() + whole, 0
        with self._limited(whole):
            for at in range(0, len(s), CHUNK):
                self.sock.settimeout(self.lasts())
                super().send(s[at : at + CHUNK])

    def lasts(self) -> float:
        """For how long the next bytes may be waited for. Raises TimeoutError where the time is over."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(self.patience, left)

    def came(self, size: int) -> None:
        """So many bytes of an answer came. Raises TimeoutError where that are more than one has."""
        self._left -= size
        if self._left < 0:
            raise TimeoutError

    def leave(self) -> None:
        """Say goodbye, if somebody is there to hear it."""
        self.patience = self.whole = FAREWELL
        try:
            self.docmd("QUIT")
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self.close()

    @contextmanager
    def _limited(self, whole: float) -> Iterator[None]:
        """Tell a server that says nothing from one that says, or takes, too little or too much."""
        try:
            yield
        except (OSError, smtplib.SMTPServerDisconnected):
            late = time.monotonic() >= self._until and self._left < REPLY_BYTES
            if not late and self._left >= 0:
                raise
            self.close()
            host = self._host  # type: ignore[attr-defined]  # as above
            words = t("outbox.trickles", seconds=round(whole)) if late else t("errors.mail_flood", host=host)
            raise Trickles(words) from None

    def _waits(self) -> bool:
        if self.sock is None or self.file is None:
            return False
        before = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            return bool(self.file.peek(1))  # a buffered reader
        finally:
            self.sock.settimeout(before)


class SmtpTls(Smtp, smtplib.SMTP_SSL):
    """The same, under TLS from the first byte on."""


class _Replies(io.RawIOBase):
    """What comes on a line, each piece in its time."""

    def __init__(self, line: Smtp) -> None:
        super().__init__()
        self._line = line

    def readable(self) -> bool:
        """It is read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Some bytes. Raises TimeoutError where they, or the end of their answer, do not come."""
        line = self._line
        sock = line.sock
        if sock is None:
            return 0
        if sock.gettimeout() == 0:  # somebody looks whether anything waits
            try:
                return sock.recv_into(buffer)
            except OSError:
                return None
        sock.settimeout(line.lasts())
        size = sock.recv_into(buffer)
        line.came(size)
        sock.settimeout(line.patience)
        return size
