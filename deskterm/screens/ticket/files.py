"""Attachments written to a folder of the technician's."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.tickets import tickets


class Saved(Struct, frozen=True, kw_only=True):
    """Where files were written; `failed` is the system's reason when they could not be."""

    where: str
    failed: str = ""


def default_folder() -> Path:
    """The user's folder for downloads, else the one the program was started in."""
    for name in ("Downloads", "Scaricati"):
        if (Path.home() / name).is_dir():
            return Path.home() / name
    return Path.cwd()


def save_all(desk: Desk, chosen: tuple[int, ...], folder: Path) -> Saved:
    """Write attachments into a folder that exists; nothing there is overwritten (S12)."""
    from deskterm.mail.save import save

    written = folder
    try:
        for number in chosen:
            file, content = tickets.attachment(desk, number)
            written = save(file.name, content, folder)
    except OSError as error:
        return Saved(where=str(folder), failed=error.strerror or str(error))
    return Saved(where=str(written if len(chosen) == 1 else folder))
