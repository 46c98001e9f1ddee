"""A small IMAP server that says what a test tells it to, line by line, and keeps what it hears."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import time


class Scripted:
    """`talk(self, stream)` is run for each connection on a thread; `heard` is every byte that came."""

    def __init__(self, talk, *, context=None):
        self.talk, self.context = talk, context
        self.heard = bytearray()
        self.faults = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.threads = []

    def __enter__(self):
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)  # whoever waits for a connection waits no more
        self.socket.close()
        for thread in self.threads:
            thread.join(5)

    def _accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, client):
        try:
            with client:
                client.settimeout(10)
                if self.context:
                    with self.context.wrap_socket(client, server_side=True) as wrapped:
                        self.talk(self, Stream(self, wrapped))
                else:
                    self._talk_until_tls_is_over(Stream(self, client))
        except (OSError, ssl.SSLError, EOFError):
            return

    def _talk_until_tls_is_over(self, stream):
        try:
            self.talk(self, stream)
        finally:
            stream.sock.close()  # what TLS was begun on, where it was


class Stream:
    """One connection: lines in, lines out."""

    def __init__(self, server, sock):
        self.server, self.sock = server, sock
        self.waiting = bytearray()

    def say(self, text):
        self.sock.sendall(text if isinstance(text, bytes) else text.encode() + b"\r\n")

    def hear(self):
        while b"\r\n" not in self.waiting:
            data = self.sock.recv(65536)
            if not data:
                raise EOFError
            self.server.heard += data
            self.waiting += data
        line, _, rest = bytes(self.waiting).partition(b"\r\n")
        self.waiting = bytearray(rest)
        return line.decode("utf-8", "replace")

    def trickle(self, text, pause=0.15, seconds=60):
        """Say a few bytes at a time, so that nobody's wait for the next ones is ever over, and no more."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.sock.sendall(text[:1] or b"x")
            text = text[1:]
            time.sleep(pause)

    def drain(self):
        """Hear until the other side has gone."""
        while True:
            self.hear()

    def begin_tls(self, context):
        self.sock = context.wrap_socket(self.sock, server_side=True)
        return self


def serving(
    mails,
    *,
    capability="IMAP4rev1 AUTH=PLAIN",
    answers=None,
    uidvalidity=7,
    hello="OK",
    sizes=None,
    heeds=True,
):
    """The talk of a server with these mails (uid -> bytes); `answers`: words of a command -> what is said,
    or what says it, given the connection and the command's tag.

    `sizes`: what it tells of some; `heeds`: it sends no more than the part that it is asked for.
    """

    def talk(server, stream):
        greet(stream, hello, capability)
        while True:
            line = stream.hear()
            tag, _, rest = line.partition(" ")
            upper = rest.upper()
            said = next((text for words, text in (answers or {}).items() if upper.startswith(words)), None)
            if callable(said):
                said(stream, tag)
                continue
            if said is not None:
                stream.say(
                    said.replace(b"{tag}", tag.encode()) if isinstance(said, bytes) else said.format(tag=tag)
                )
                continue
            if upper.startswith("CAPABILITY"):
                stream.say(f"* CAPABILITY {capability}")
            elif upper.startswith("AUTHENTICATE"):
                stream.say("+ ")
                stream.hear()
            elif upper.startswith(("SELECT", "EXAMINE")):
                stream.say(f"* {len(mails)} EXISTS\r\n* OK [UIDVALIDITY {uidvalidity}] ok")
            elif upper.startswith("UID SEARCH"):
                search(stream, upper, mails)
            elif "RFC822.SIZE" in upper:
                measure(stream, upper, mails, sizes or {})
            elif upper.startswith("UID FETCH"):
                give(stream, upper, mails, heeds)
            elif upper.startswith("LOGOUT"):
                stream.say(f"* BYE\r\n{tag} OK out")
                return
            stream.say(f"{tag} OK done")

    return talk


def search(stream, line, mails):
    """The uids from the first that is asked for; the last one where none is left, as RFC 3501 has it."""
    first = int(re.search(r"UID (\d+):", line[4:])[1])
    found = [uid for uid in mails if uid >= first] or list(mails)[-1:]
    stream.say(f"* SEARCH {' '.join(map(str, found))}")


def measure(stream, line, mails, told):
    """How big each is, or is `told` to be."""
    for number, uid in enumerate(asked(line, mails), 1):
        stream.say(f"* {number} FETCH (UID {uid} RFC822.SIZE {told.get(uid) or len(mails[uid])})")


def give(stream, line, mails, heeds):
    """The mails, or the part of each that is asked for."""
    for number, uid in enumerate(asked(line, mails), 1):
        part = re.search(r"<0\.(\d+)>", line)
        raw = mails[uid][: int(part[1])] if part and heeds else mails[uid]
        stream.say(f"* {number} FETCH (UID {uid} BODY[] {{{len(raw)}}}".encode() + b"\r\n" + raw + b")\r\n")


def greet(stream, hello, capability):
    """The first line; behind STARTTLS nobody greets again."""
    if hello:
        stream.say(f"* {hello} [CAPABILITY {capability}] ready")


def asked(line, mails):
    """Which of the mails a command names."""
    found = []
    for part in line.split()[2].split(","):
        low, _, high = part.partition(":")
        found += [uid for uid in mails if int(low) <= uid <= int(high or low)]
    return found
