"""A file that came with a message in words: what it says it is, what it is, how big, in what it lay."""

from __future__ import annotations

from typing import NamedTuple

from deskterm.locale import has, t
from deskterm.models.files import file_kinds
from deskterm.models.records.ticket import Attachment, Message


class FileTold(NamedTuple):
    """What is said of a file beside its name; `warning` is why one looks twice; "" where none does."""

    kind: str
    size: str
    within: str
    warning: str

    def beside(self) -> str:
        """`PDF · 120 kB · in «Fwd: fattura»`."""
        return " · ".join(part for part in (self.kind, self.size, self.within) if part)


def told(file: Attachment) -> FileTold:
    """A file in words of the language in force."""
    return FileTold(kind(file), size(file.size), within(file.within), warning(file))


def kind(file: Attachment) -> str:
    """What it says it is; where its bytes are something else, what they are."""
    is_so = file_kinds.base(file.found)
    if file.differs and is_so:
        return t(f"files.kind.{is_so}")
    return t(f"files.kind.{file.told or is_so or 'unknown'}")


def warning(file: Attachment) -> str:
    """Why somebody is asked before it is opened: what it is, what it only says it is."""
    code = file.danger
    if not code:
        return ""
    how, _, what = code.partition(".")
    said = t(f"files.kind.{file.told}") if file.told else ""
    why = [
        t(
            f"files.danger.{how}",
            ending=file_kinds.ending(file.name),
            kind=t(f"files.kind.{what or 'unknown'}"),
        )
    ]
    if what:
        why.append(t(f"files.harm.{what}"))
    if file.differs:
        is_so = file_kinds.base(file.found)
        differs = t(
            "files.differs" if is_so else "files.differs_unknown",
            said=said,
            kind=t(f"files.kind.{is_so or 'unknown'}"),
        )
        why = [differs, *(one for one in why if how != "differs")]
    return "; ".join(why)


def within(lay_in: tuple[str, ...]) -> str:
    """In what it lay, from the outside in: `in «Fwd: fattura», in winmail.dat`; "" for the mail itself."""
    found = []
    for one in lay_in:
        sort, _, name = one.partition(":")
        found.append(t(f"files.within.{sort}" if name else f"files.within.{sort}_unnamed", name=name))
    return ", ".join(found)


def size(number: int) -> str:
    """A file's size for people, in decimal units: `7 B`, `12 kB`, `3 MB`."""
    for unit in ("B", "kB", "MB"):
        if number < 1_000 or unit == "MB":
            return f"{number} {unit}"
        number = round(number / 1_000)
    raise AssertionError("unreachable")


def cut(message: Message) -> list[str]:
    """Of a mail that is not whole here: why, what it had, where all of it is; nothing of any other."""
    found = message.cut
    if found is None:
        return []
    why = t(f"reasons.{found.why}") if has(f"reasons.{found.why}") else found.why
    told = [t("files.cut", why=why)]
    if found.files:
        told.append(t("files.cut_had", names=", ".join(found.files)))
    if not found.is_elsewhere:
        told.append(t("files.cut_raw", number=message.id))
    elif message.source not in ("", "-"):
        told.append(t("files.cut_where", source=message.source))
    return told
