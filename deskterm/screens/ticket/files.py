"""Attachments written to a folder of the technician's."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.tickets import tickets
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Attachment
from deskterm.screens.letter.messages import size
from deskterm.widgets.dialogs.boxes import Ask, Choose
from deskterm.widgets.part import Host, Part


class Saved(Struct, frozen=True, kw_only=True):
    """Where files were written; `failed` is the system's reason when they could not be."""

    where: str
    failed: str = ""


class HasFiles(Host, Protocol):
    """A screen of a ticket whose messages may carry files."""

    code: str

    def attached(self) -> tuple[Attachment, ...]:
        """The attachments of the whole thread."""


class Files(Part[HasFiles]):
    """The attachments of a ticket, written where the technician wants them."""

    def action_attachments(self) -> None:
        """List the attachments; the one chosen is saved."""
        found = self.screen.attached()
        if not found:
            self.shell.say(t("ticket.files.none"))
            return
        options: list[tuple[Any, ...]] = [((one.id,), one.name, size(one.size)) for one in found]
        if len(found) > 1:
            options.append((tuple(one.id for one in found), t("ticket.files.all")))
        self.show(Choose(t("ticket.files.title", code=short(self.screen.code)), options), self._where)

    def _where(self, chosen: tuple[int, ...] | None) -> None:
        if chosen is None:
            return
        box = Ask(t("ticket.files.where"), value=str(default_folder()))
        self.show(box, lambda typed: self.save(chosen, typed) if typed else None)

    def save(self, chosen: tuple[int, ...], typed: str) -> None:
        """Write these into a folder, and say where they are or why not."""

        def saved(answer: Saved) -> None:
            key = "ticket.files.failed" if answer.failed else "ticket.files.saved"
            told = t(key, where=answer.where, why=answer.failed)
            self.shell.say(told, how="error" if answer.failed else "information")

        self.ask(save_all, self.desk, chosen, Path(typed).expanduser(), done=saved)


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
