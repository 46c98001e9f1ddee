"""What each file that came is by its bytes, and within which mail or pack it lay.

`file.found` is a kind of `models.files.file_kinds`. `attachment.within` is a JSON list, from the outside in:
`mail:SUBJECT`, `pack:NAME` or `text:`; empty for a file of the mail itself.
"""

from __future__ import annotations

from typing import Any

from deskterm.models.files import file_kinds

TABLES = (
    "ALTER TABLE file ADD COLUMN found TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE attachment ADD COLUMN within TEXT NOT NULL DEFAULT '[]'",
)


def fill(conn: Any) -> None:
    """Look at every file that a desk has already, one at a time."""
    for (digest,) in conn.execute("SELECT digest FROM file").fetchall():
        (content,) = conn.execute("SELECT content FROM file WHERE digest = ?", (digest,)).fetchone()
        conn.execute("UPDATE file SET found = ? WHERE digest = ?", (file_kinds.found(content), digest))
