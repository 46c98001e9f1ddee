"""The files that came with messages, as facts for other programs and as lines for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deskterm.locale import file_words, t
from deskterm.models.records.ticket import Attachment, Message

Facts = dict[str, Any]


def facts(one: Attachment) -> Facts:
    """A file that came with a message: what it says it is, what its bytes are, in what it lay."""
    told = file_words.told(one)
    return {
        "id": one.id,
        "name": one.name,
        "media_type": one.media_type,
        "size": one.size,
        "kind": one.told,
        "true_kind": one.found,
        "within": [name.partition(":")[2] for name in one.within],
        "danger": one.danger,
        "told": told.beside(),
        "warning": told.warning,
    }


def cut(one: Message) -> Facts | None:
    """Of a mail that is not whole here: why, what it had, where all of it is; None of any other."""
    if one.cut is None:
        return None
    whole = one.source if one.cut.is_elsewhere else None
    told = "\n".join(file_words.cut(one))
    return {"reason": one.cut.why, "files": list(one.cut.files), "whole_in": whole or None, "told": told}


def line(row: Mapping[str, Any]) -> str:
    """`[allegato 5: fattura.pdf.exe, programma · 12 kB]`, and beneath it why one looks twice."""
    told = t("commands.attachment", id=row["id"], name=row["name"], told=row["told"])
    return f"{told}\n  {_warned(row)}" if row["warning"] else told


def listed(rows: Sequence[Mapping[str, Any]], nothing: str) -> str:
    """All of a ticket: the number and name of each, beneath them what it is and why one looks twice."""
    lines: list[str] = []
    for row in rows:
        lines += [f"{row['id']}  {row['name']}", f"   {row['told']}"]
        lines += [f"   {_warned(row)}"] if row["warning"] else []
    return "\n".join(lines) or nothing


def _warned(row: Mapping[str, Any]) -> str:
    return f"! {row['warning']}"
