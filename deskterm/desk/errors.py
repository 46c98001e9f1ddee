"""What a deed answers when it cannot be done; the words are in the catalogue `errors`."""

from __future__ import annotations

import errno
from typing import Any

from deskterm.locale import t


class DeskError(Exception):
    """Base: `code` names the sentence `errors.<code>`, `values` fill it, `rule` is the clause behind it."""

    def __init__(self, code: str, /, *, rule: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.rule = rule

    def __str__(self) -> str:
        return t(f"errors.{self.code}", **self.values)


class Refused(DeskError):
    """The desk or the terms say no; nothing has changed."""


class NotFound(Refused):
    """The thing named does not exist."""


class Busy(DeskError):
    """Another process holds the desk; the same call may succeed a moment later."""


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
