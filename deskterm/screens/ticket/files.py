"""Attachments: listed with what they are, written to a folder of the technician's, opened on purpose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar

from msgspec import Struct
from textual.binding import Binding, BindingType

from deskterm.desk.context import Desk
from deskterm.desk.tickets import tickets
from deskterm.locale import file_words, t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Attachment, Message
from deskterm.widgets.dialogs.boxes import Ask, Choose, Confirm
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.part import Host, Part


class Saved(Struct, frozen=True, kw_only=True):
    """Where files were written; `failed` is the system's reason when they could not be."""

    where: str
    failed: str = ""


class HasThread(Host, Protocol):
    """A screen of a ticket, whose messages may carry files."""

    code: str

    @property
    def thread(self) -> Sequence[Message]:
        """Its messages."""


T = TypeVar("T", bound=Host)
Tell = Callable[[str, Sequence[Message]], None]


class Opened(NamedTuple):
    """The file to be opened, where that and not saving was asked for."""

    files: tuple[Attachment, ...]


class WhichFile(Choose):
    """One of the files, or all: Enter saves, F6 opens."""

    KEYS = "files"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f6", "open", show=False, priority=True)]

    def action_open(self) -> None:
        """The file under the cursor is to be opened."""
        row = self.query_one(WindowList).row
        if row is None:
            self.say_nothing()
            return
        self.dismiss(Opened(self._options[int(str(row.key))][0]))


class Files(Part[T]):
    """The attachments of a ticket or a mail, written where the technician wants them, or opened."""

    def action_attachments(self) -> None:
        """List the attachments; the one chosen is saved, or opened."""
        self.mails(self._list)

    def mails(self, tell: Tell) -> None:
        """Tell what is in front by its name, and its messages."""
        raise NotImplementedError

    def _list(self, name: str, mails: Sequence[Message]) -> None:
        found = tuple(file for message in mails for file in message.attachments)
        if not found:
            cut = " ".join(told for message in mails for told in file_words.cut(message))
            self.shell.say(cut or t("ticket.files.none"))
            return
        options: list[tuple[Any, ...]] = [((one,), one.name, _beside(one)) for one in found]
        if len(found) > 1:
            options.append((found, t("ticket.files.all")))
        self.show(WhichFile(t("ticket.files.title", code=name), options), self._chosen)

    def _chosen(self, chosen: tuple[Attachment, ...] | Opened | None) -> None:
        if isinstance(chosen, Opened):
            self._open(chosen.files)
        elif chosen is not None:
            numbers = tuple(one.id for one in chosen)
            box = Ask(t("ticket.files.where"), value=str(default_folder()))
            self.show(box, lambda typed: self.save(numbers, typed) if typed else None)

    def save(self, chosen: tuple[int, ...], typed: str) -> None:
        """Write these into a folder, and say where they are or why not."""

        def saved(answer: Saved) -> None:
            key = "ticket.files.failed" if answer.failed else "ticket.files.saved"
            told = t(key, where=answer.where, why=answer.failed)
            self.shell.say(told, how="error" if answer.failed else "information")

        self.ask(save_all, self.desk, chosen, Path(typed).expanduser(), done=saved)

    def _open(self, files: tuple[Attachment, ...]) -> None:
        """Open one; what could do harm only once somebody says so who has read why."""
        if len(files) > 1:
            self.shell.say(t("ticket.files.one_by_one"))
            return
        (file,) = files
        go = partial(self.ask, open_one, self.desk, file.id, done=self._opened)
        why = file_words.warning(file)
        if not why:
            go()
            return
        title = t("ticket.files.sure", name=file.name)
        self.show(Confirm(title, t("ticket.files.sure_why", why=why)), lambda yes: go() if yes else None)

    def _opened(self, name: str) -> None:
        self.shell.say(t("ticket.files.opened", name=name))


class ThreadFiles(Files[HasThread]):
    """The attachments of a ticket's thread."""

    def mails(self, tell: Tell) -> None:
        """The ticket's code and its thread."""
        tell(short(self.screen.code), self.screen.thread)


def _beside(file: Attachment) -> str:
    """`PDF · 120 kB · in «Fwd: fattura»`; one that is asked about has its sign in front, and why behind."""
    told = file_words.told(file)
    return f"! {told.beside()} · {told.warning}" if told.warning else told.beside()


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


def open_one(desk: Desk, number: int) -> str:
    """Hand a copy of an attachment to the command of the settings; its name. Raises Refused."""
    from deskterm.mail.viewing import open_with_command

    file, content = tickets.attachment(desk, number)
    open_with_command(file.name, content)
    return file.name
