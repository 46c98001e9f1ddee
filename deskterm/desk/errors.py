"""What a deed answers when it cannot be done; the words are in the catalogue `errors`."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from deskterm.locale import t
from deskterm.models.basics.faults import likely

if TYPE_CHECKING:
    from deskterm.models.terms.money_sections import PackTerms
    from deskterm.models.terms.sections import Channel, Label


class DeskError(Exception):
    """Base: `code` names the sentence `errors.<code>`, `values` fill it, `rule` is the clause behind it.

    `like`: the word that was meant, where what was said is surely a slip for it; told behind the sentence.
    """

    def __init__(self, code: str, /, *, rule: str = "", like: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.rule = rule
        self.like = like

    def __str__(self) -> str:
        told = t(f"errors.{self.code}", **self.values)
        return f"{told} {t('errors.did_you_mean', names=self.like)}" if self.like else told


class Refused(DeskError):
    """The desk or the terms say no; nothing has changed."""


class NotFound(Refused):
    """The thing named does not exist."""


class Busy(DeskError):
    """Another process holds the desk; the same call may succeed a moment later."""


class ServerAway(Busy):
    """A mail server does not answer, or not now; the same call may succeed later."""


class DeskTrouble(DeskError):
    """The desk's file or a configuration cannot be used as it is."""


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ELOOP),
    *(errno.ENAMETOOLONG, errno.ETXTBSY),
}
SILENT = {
    *(errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENXIO, errno.ENODEV, errno.ESTALE),
    *(errno.ETIMEDOUT, errno.EAGAIN, errno.EBUSY),
}
# Troubles that pass: the same call may succeed once there is room, or the disk answers.
PASSING = {"store_full", "store_io", "system_full", "system_silent"}
# Where the machine lets nobody write or read: the call was right, the place is not.
FORBIDDING = {
    "system_forbidden",
    *(f"store_{code}" for code in ("read_only", "read_only_older", "log_left", "not_ours")),
}


def of_system(error: OSError) -> DeskTrouble | None:
    """What the machine refuses, in the desk's words; None for an error that may be a fault of ours."""
    kinds = (("system_full", FULL), ("system_forbidden", FORBIDDEN), ("system_silent", SILENT))
    code = next((code for code, numbers in kinds if error.errno in numbers), "")
    if not code:
        return None
    return DeskTrouble(code, path=str(error.filename or "-"), detail=error.strerror or str(error))


def near(said: str, labels: Iterable[Label | Channel | PackTerms]) -> str:
    """The id of the word of the terms that `said` is a slip for, by its id or in any language, or ""."""
    if not said.strip():
        return ""
    known = {word: one.id for one in labels for word in (one.id, *one.every) if word}
    return known.get(likely(said, known), "")


def passes(error: Exception) -> bool:
    """Whether the same may succeed a moment later, or once there is room."""
    trouble = of_system(error) if isinstance(error, OSError) else error
    return isinstance(trouble, Busy) or (isinstance(trouble, DeskTrouble) and trouble.code in PASSING)
