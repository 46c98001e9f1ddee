"""A connection to an IMAP server that believes nothing before TLS stands, and no size that it is told (S11).

Refused: a greeting that says we are logged in already, whatever comes in clear behind the answer to STARTTLS,
a literal or an answer without end, a server that gives a byte now and then. No secret is asked for here.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import Any

from deskterm.mail.reading.limits import MAIL_BYTES

SECONDS = 30.0  # until a server that says nothing is taken for gone
COMMAND_SECONDS = 600.0  # for one command and the whole answer to it, be it a mail, however it comes
FAREWELL_SECONDS = 5.0  # for the answer to LOGOUT
LINE_BYTES = 16 << 20  # a search among a million messages
LITERAL_BYTES = MAIL_BYTES + (1 << 20)
ANSWER_BYTES = 96 << 20  # what may come between two commands
CHUNK = 1 << 16
LOOK = 0.5  # seconds between two looks at whether to stop

imaplib.Commands.setdefault("IDLE", ("SELECTED",))


class Deceived(Exception):
    """The server did what no honest one does; `code`: errors.CODE names it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Endless(TimeoutError):
    """Bytes come, or are taken, now and then, and the answer to one command does not end."""


class Client(imaplib.IMAP4):
    """As imaplib's, with a buffer of its own: what waits in it is known, and a wait can be broken off.

    Raises Deceived, Endless, and what imaplib, ssl and the socket raise.
    """

    def __init__(self, host: str, port: int, *, security: str, context: ssl.SSLContext) -> None:
        self.security, self.context = security, context
        self._buffer = bytearray()
        self._greeted = False
        self._left = ANSWER_BYTES
        self._until = time.monotonic() + COMMAND_SECONDS
        self.endless = False  # no answer was waited for to its end: nothing more is asked
        super().__init__(host, port, SECONDS)
        try:
            if security == "starttls":
                self._begin_tls()
        except BaseException:
            self.shutdown()
            raise

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        """Connect; with `tls` nothing is said before the certificate was verified."""
        self.host, self.port = host, port
        sock = socket.create_connection((host, port), timeout)
        try:
            if self.security == "plain" and not ip_address(sock.getpeername()[0]).is_loopback:
                raise Deceived("mail_not_here")
            wrapped = self.security == "tls"
            self.sock: Any = self.context.wrap_socket(sock, server_hostname=host) if wrapped else sock
        except BaseException:
            sock.close()
            raise

    def _connect(self) -> None:
        super()._connect()  # type: ignore[misc]  # imaplib's own, in no stub
        self._greeted = True

    def _get_capabilities(self) -> None:
        """The first question of all: whoever says before it who we are is not answered."""
        if not self._greeted and self.state != "NONAUTH":
            raise Deceived("mail_greeting")
        super()._get_capabilities()  # type: ignore[misc]  # as above

    def _begin_tls(self) -> None:
        if "STARTTLS" not in self.capabilities:
            raise Deceived("mail_no_starttls")
        kind, _ = self._simple_command("STARTTLS")
        if kind != "OK":
            raise Deceived("mail_no_starttls")
        if self._buffer:
            raise Deceived("mail_injected")
        self.sock = self.context.wrap_socket(self.sock, server_hostname=self.host)
        self.untagged_responses.clear()  # what was said in clear is forgotten
        self.look_up_capabilities()

    def look_up_capabilities(self) -> None:
        """Ask anew what the server can do: it says more once one has logged in."""
        self._get_capabilities()

    def _command(self, name: str, *args: Any) -> Any:
        """Begin a command: it and its answer have their limits, whatever the server asks back in between."""
        seconds = FAREWELL_SECONDS if name == "LOGOUT" else COMMAND_SECONDS
        self._left, self._until = ANSWER_BYTES, time.monotonic() + seconds
        return super()._command(name, *args)  # type: ignore[misc]  # imaplib's own, in no stub

    def send(self, data: Any) -> None:
        """Send a command, or a piece of one."""
        for at in range(0, len(data), CHUNK):
            with self._patience(SECONDS):
                self.sock.sendall(data[at : at + CHUNK])

    def read(self, size: int) -> bytes:
        """A literal of so many bytes."""
        if size > LITERAL_BYTES:
            raise Deceived("mail_flood")
        while len(self._buffer) < size:
            self._receive(SECONDS)
        return self._take(size)

    def readline(self) -> bytes:
        """A line."""
        looked = 0
        while (end := self._buffer.find(b"\n", looked)) < 0:
            looked = len(self._buffer)
            if looked > LINE_BYTES:
                raise Deceived("mail_flood")
            self._receive(SECONDS)
        return self._take(end + 1)

    def shutdown(self) -> None:
        """Close the connection, whatever became of it."""
        with suppress(OSError, AttributeError):
            self.sock.close()

    def wait_for_news(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        """IDLE: wait until the folder has something new, or to be stopped. Whether something came."""
        until = time.monotonic() + seconds
        tag = self._command("IDLE")
        while self._get_response() is not None:
            if self.tagged_commands[tag]:
                raise self.error("IDLE refused")
        self.untagged_responses.pop("EXISTS", None)
        came = False
        while not came and time.monotonic() < until and not stopped():
            if b"\n" in self._buffer or self._receive(LOOK, patient=True):
                while b"\n" in self._buffer:
                    self._get_response()
                came = "EXISTS" in self.untagged_responses
            self._until = time.monotonic() + COMMAND_SECONDS
        self._left, self._until = ANSWER_BYTES, time.monotonic() + COMMAND_SECONDS
        self.send(b"DONE\r\n")
        self._command_complete("IDLE", tag)
        return came

    def _take(self, size: int) -> bytes:
        found = bytes(self._buffer[:size])
        del self._buffer[:size]
        return found

    @contextmanager
    def _patience(self, seconds: float) -> Iterator[None]:
        """The next bytes have so long. Raises Endless where the time of the whole command is over."""
        left = self._until - time.monotonic()
        self.sock.settimeout(max(0.001, min(seconds, left)))
        try:
            if left <= 0:
                raise TimeoutError
            yield
        except TimeoutError:
            if time.monotonic() < self._until:
                raise
            self.endless = True
            raise Endless from None

    def _receive(self, seconds: float, *, patient: bool = False) -> bool:
        """Whether more came. One that is not `patient` takes a server that says nothing for gone."""
        try:
            with self._patience(seconds):
                data = self.sock.recv(CHUNK)
        except TimeoutError:
            if patient and not self.endless:
                return False
            raise
        if not data:
            raise self.abort("EOF")
        self._left -= len(data)
        if self._left < 0:
            raise Deceived("mail_flood")
        self._buffer += data
        return True
