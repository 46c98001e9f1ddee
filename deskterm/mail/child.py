"""The process in which mails are read: little memory, no files to write, one mail at a time (S5).

Started by `mail.sandbox`. On its pipes each message is four bytes of length, then MessagePack.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
from contextlib import suppress
from typing import Any, BinaryIO

from msgspec import Struct, msgpack, structs

from deskterm.mail.reading.parse import outline, parse
from deskterm.models.records.mails import ParsedMail

LENGTH = struct.Struct(">I")


class MailToRead(Struct, frozen=True, kw_only=True):
    """One mail to read, and what `parse` needs to know."""

    raw: bytes
    now: int
    at: int | None = None  # when its file or its server says that it came
    seconds: float = 0  # of processor time that it may take; 0: no limit
    trusted_servers: frozenset[str] = frozenset()
    beneath: frozenset[str] = frozenset()
    pec_providers: frozenset[str] = frozenset()
    failed: str = ""  # why it could not be read before: now only its headers


def main(megabytes: int) -> None:
    """Answer requests until the pipe ends, or until memory ran out once."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "r+b") as nowhere:  # noqa: PTH123  what a library prints must not reach the pipe
        os.dup2(nowhere.fileno(), 0)
        os.dup2(nowhere.fileno(), 1)
    _limit(megabytes)
    while request := _next(requests):
        mail = _read(request)
        _allow(0)
        _answer(answers, mail)
        if "memory" in mail.defects:
            return


def _read(request: MailToRead) -> ParsedMail:
    _allow(request.seconds)
    known: dict[str, Any] = {
        "now": request.now,
        "at": request.at,
        "trusted_servers": request.trusted_servers,
        "beneath": request.beneath,
        "pec_providers": request.pec_providers,
    }
    if request.failed:
        return outline(request.raw, request.failed, **known)
    return parse(request.raw, **known)


def _allow(seconds: float) -> None:
    """End this process once so much processor time is gone; 0 takes the limit away.

    A machine that is busy with other things takes nothing of it.
    """
    with suppress(AttributeError, OSError):  # a system without such a clock
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit(megabytes: int) -> None:
    """Set what the system will grant this process; systems without such limits still have the time limit."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def _next(stream: BinaryIO) -> MailToRead | None:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return msgpack.decode(stream.read(LENGTH.unpack(head)[0]), type=MailToRead)


def _answer(stream: BinaryIO, mail: ParsedMail) -> None:
    data = msgpack.encode(structs.replace(mail, raw=b""))
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
