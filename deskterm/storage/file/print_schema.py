"""Print the schema that the migrations make: `data/schema.sql` is this, and a check keeps it so."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from deskterm.storage.file import opening


def schema() -> str:
    """Every table, index and trigger of a new desk, in the order they were made."""
    with tempfile.TemporaryDirectory() as folder:
        store = opening.create(Path(folder))
        with store.read() as conn:
            rows = conn.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
            ).fetchall()
        store.close()
    return "\n\n".join(row["sql"] + ";" for row in rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema())
