"""A mail server on loopback, by aiosmtpd, over real TLS: it takes letters, or does what it is told."""

from __future__ import annotations

import asyncio
import email
import ssl
import warnings
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.mail.servers.dovecot import PASSWORD

USER, TOKEN = "assistenza", "ya29.canarino"
AUTHORITY = trustme.CA()


class Sink:
    """What the server took, and what it is to do with the next letters."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.envelopes: list[tuple[str, tuple[str, ...]]] = []
        self.seen: list[bytes] = []  # every line that came before TLS
        self.heard = bytearray()  # every byte, those within TLS as they were meant
        self.rcpt: dict[str, str] = {}  # by address: what is said instead of 250
        self.mail: dict[str, str] = {}  # by sender
        self.data: list[str] = []  # what is said to the next whole letters; "" takes it, "cut" hangs up
        self.logins = 0
        self.no_null_path = False
        self.hangs_up = ""  # at which recipient
        self.slow = 0.0  # seconds before the answer to a whole letter

    @property
    def letters(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=policy.default) for raw in self.raw]

    async def handle_MAIL(self, server, session, envelope, address, options):
        if told := self.mail.get(address or "<>"):
            return told
        envelope.mail_from = address or "<>"
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.hangs_up:
            server.transport.abort()
        if self.no_null_path and envelope.mail_from == "<>":
            return "550 5.7.1 null path"
        if told := self.rcpt.get(address):
            return told
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        told = self.data.pop(0) if self.data else ""
        await asyncio.sleep(self.slow)
        if told == "lost":  # it hangs up without having kept anything
            server.transport.abort()
            return "421 gone"
        if told and told != "cut":
            return told
        self.raw.append(envelope.content)
        self.envelopes.append((envelope.mail_from, tuple(envelope.rcpt_tos)))
        await asyncio.sleep(self.slow)
        if told == "cut":  # it has the letter, and its answer never comes
            server.transport.abort()
        return f"250 2.0.0 Ok: queued as {len(self.raw):05X}"


class Server(SMTP):
    """aiosmtpd's server, which keeps what came in the clear, and knows XOAUTH2."""

    sink: Sink

    async def auth_XOAUTH2(self, _, args):
        import base64

        told = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        if told == f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01":
            self.sink.logins += 1
            return AuthResult(success=True, handled=False)
        await self.push("334 " + base64.b64encode(b'{"status":"401"}').decode())
        await self._reader.readline()
        return AuthResult(
            success=False, handled=False, message="535 5.7.8 Username and Password not accepted"
        )

    def data_received(self, data):
        if self.transport is not None and self.transport.get_extra_info("ssl_object") is None:
            self.sink.seen.append(data)
        self.sink.heard += data
        super().data_received(data)


class _Controller(Controller):
    def __init__(self, sink: Sink, **given) -> None:
        self._given = given
        super().__init__(sink, hostname="127.0.0.1", port=0, ssl_context=given.pop("implicit", None))

    def factory(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # it sees no TLS that begins with the first byte
            made = Server(self.handler, hostname="sink.example", **self._given)
        made.sink = self.handler
        return made

    def _trigger_server(self):
        """The port is known only now."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def certificate(*names: str, authority: trustme.CA = AUTHORITY) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*(names or ("localhost", "127.0.0.1"))).configure_cert(context)
    return context


@contextmanager
def serving(sink: Sink, *, security: str = "starttls", login: bool = True, names=(), authority=AUTHORITY):
    """The server, at its port, until the end of the block."""

    def authenticate(server, session, envelope, mechanism, data):
        good = (
            isinstance(data, LoginPassword)
            and data.login == USER.encode()
            and data.password == PASSWORD.encode()
        )
        sink.logins += good
        return AuthResult(success=good, handled=False)

    given = {"auth_required": login, "authenticator": authenticate, "auth_require_tls": security != "plain"}
    if security == "starttls":
        given |= {"tls_context": certificate(*names, authority=authority), "require_starttls": True}
    if security == "tls":
        given |= {"implicit": certificate(*names, authority=authority), "auth_require_tls": False}
    made = _Controller(sink, **given)
    made.start()
    try:
        yield made.port
    finally:
        made.stop()
