"""The gateway to the files that came with messages: the same bytes are kept once, with what they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from deskterm.models.files import file_kinds
from deskterm.models.records.mails import ParsedAttachment
from deskterm.models.records.ticket import Attachment
from deskterm.storage.database import Connection, Row

LISTED = "SELECT attachment.*, file.found FROM attachment JOIN file ON file.digest = attachment.digest"


def attach(
    conn: Connection,
    message: int,
    *,
    name: str,
    media_type: str,
    content: bytes,
    within: tuple[str, ...] = (),
) -> None:
    """Keep a file that came with a message, and look at what its bytes are.

    `within`: the mails and packs in which it lay, from the outside in (`mail:SUBJECT`, `pack:NAME`, `text:`).
    """
    digest = hashlib.sha256(content).hexdigest()
    conn.execute(
        "INSERT INTO file (digest, size, content, found) VALUES (?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
        (digest, len(content), content, file_kinds.found(content)),
    )
    conn.execute(
        "INSERT INTO attachment (message_id, name, media_type, size, digest, within)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (message, name, media_type, len(content), digest, json.dumps(within, ensure_ascii=False)),
    )


def attach_all(conn: Connection, message: int, files: Iterable[ParsedAttachment]) -> None:
    """Keep the files of a mail that was read."""
    for file in files:
        name, kind, within = file.name, file.media_type, file.within
        attach(conn, message, name=name, media_type=kind, content=file.content, within=within)


def attachment(conn: Connection, attachment_id: int) -> tuple[Attachment, bytes] | None:
    """One attachment with its bytes."""
    row = conn.execute(
        "SELECT attachment.*, file.found, file.content FROM attachment"
        " JOIN file ON file.digest = attachment.digest WHERE attachment.id = ?",
        (attachment_id,),
    ).fetchone()
    return (_attachment(row), row["content"]) if row else None


def of_message(conn: Connection, message: int) -> tuple[Attachment, ...]:
    """The files that came with a message, in their order."""
    rows = conn.execute(f"{LISTED} WHERE message_id = ? ORDER BY attachment.id", (message,)).fetchall()
    return tuple(_attachment(row) for row in rows)


def digests(conn: Connection, message: int) -> list[str]:
    """The digests of the files that came with a message, in their order."""
    rows = conn.execute("SELECT digest FROM attachment WHERE message_id = ? ORDER BY id", (message,))
    return [row[0] for row in rows]


def _attachment(row: Row) -> Attachment:
    return Attachment(
        id=row["id"],
        message_id=row["message_id"],
        name=row["name"],
        media_type=row["media_type"],
        size=row["size"],
        digest=row["digest"],
        found=row["found"],
        within=tuple(json.loads(row["within"])),
    )
