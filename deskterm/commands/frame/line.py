"""What every line command gets: the settings, the desk when it asks for it, and a way to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deskterm import clock
from deskterm.commands.frame import output
from deskterm.desk.errors import DeskError, DeskTrouble, Refused
from deskterm.exits import say
from deskterm.locale import t
from deskterm.models.basics.text import clean
from deskterm.models.said.words import Unclear
from deskterm.settings import Settings

if TYPE_CHECKING:
    from deskterm.desk.context import Desk
    from deskterm.models.terms.service import Service


opened: list[Path] = []  # the desk at which this process works


@dataclass
class Line:
    """One call of a line command. With `dry_run` whatever is done at the desk comes to nothing.

    One that `reads` sees the desk at one moment, from its first look to the end of its answer. Where it was
    asked for another time (`--at`), what time will have brought by then is reckoned for it and never written.
    """

    settings: Settings | None = None
    json: bool = False
    csv: bool = False
    dry_run: bool = False
    reads: bool = False
    keeps_up: bool = True  # False: the command does itself what time has brought, and tells it
    with_file: bool = True  # False: the user's file has a fault, and the command does without it
    _desk: Desk | None = field(default=None, repr=False)
    _trial: ExitStack | None = field(default=None, repr=False)
    _look: ExitStack = field(default_factory=ExitStack, repr=False)
    _tried: bool = field(default=False, repr=False)
    _codes: dict[int, str] = field(default_factory=dict, repr=False)
    _terms: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def set(self) -> Settings:
        """The settings in force."""
        if self.settings is None:
            raise RuntimeError("settings are read before a command is called")
        return self.settings

    @property
    def desk(self) -> Desk:
        """The desk, opened and kept up at the first look. Raises DeskTrouble when it cannot be."""
        if self._desk is None:
            from deskterm.desk.context import open_desk, who_am_i

            desk = open_desk(self.set.desk, who=self.set.technician)
            opened[:] = [self.set.desk]
            self._look.enter_context(desk.read())
            desk.clock = self.clock_of(desk)
            desk.elsewhen = bool(self.set.at)
            desk.hooks = self.set.hooks_named
            desk.named = self.set.technician not in ("", who_am_i())  # who the screens say sits here
            self._desk = desk
            self._keep_up(desk)
        return self._desk

    def _keep_up(self, desk: Desk) -> None:
        """What time has brought, before anything is read; a desk that cannot be written to is still read."""
        from deskterm.desk.upkeep.upkeep import due, keep_up

        found: tuple[Any, ...] = ()
        with suppress(DeskError):
            found = due(desk) if self.keeps_up else ()
        if self.reads and not found:
            return  # the look goes on: one moment for all that is read
        self._look.close()
        if self.dry_run:
            self._trial = ExitStack()
            self._trial.enter_context(desk.trial())
        with suppress(DeskError):
            if self.dry_run or (self.reads and self.set.at):
                self._reckon(desk, found)
            else:
                keep_up(desk, found)
        if self.reads:
            self._look.enter_context(desk.read())

    def _reckon(self, desk: Desk, found: tuple[Any, ...]) -> None:
        """Do it for this look alone: at its end it comes to nothing. Raises Busy where a deed goes on."""
        from deskterm.desk.context import by_itself
        from deskterm.desk.upkeep.upkeep import for_good, has_come, keep_up, undone

        if not self.dry_run:
            if has_come(desk):
                keep_up(desk, for_good(found))
            with by_itself():  # nobody need be known here to look
                self._look.enter_context(desk.trial())
        keep_up(desk, undone(found))

    def told(self, name: str, value: str) -> None:
        """Take a setting told behind the command; it counts over what was told before."""
        meant: Any = Path(value).expanduser() if name == "desk" else value
        self.settings = replace(self.set, origin={**self.set.origin, name: "flag"}, **{name: meant})

    def go_to(self, folder: Path) -> None:
        """Work at the desk in `folder` from now on."""
        self.done()
        self.settings = replace(self.set, desk=folder)

    def really(self) -> None:
        """Raise Refused where another time was asked for (`--at`), before anything is done at the desk.

        For what leaves for a server, comes from one, or runs a command of the settings: that cannot be
        rehearsed, and happens by the machine's clock alone.
        """
        if self.set.at:
            told = "DESKTERM_AT" if self.set.origin.get("at") == "DESKTERM_AT" else "--at"
            raise Refused("only_now", told=told, at=clean(self.set.at))

    def clock_of(self, desk: Desk, *, running: bool = False) -> clock.Clock:
        """The clock that was asked for, else a demo desk's own, else the machine's."""
        if self.set.at:
            return self.clock(desk.service.tz, running=running)
        from deskterm.desk.demo import demo_desk

        return demo_desk.clock(desk) or clock.machine_clock

    def clock(self, tz: str, *, running: bool = False) -> clock.Clock:
        """The clock that was asked for with --at. Raises DeskTrouble naming a time it cannot read."""
        try:
            chosen = clock.clock_from(self.set.at, tz, running=running)
            chosen()
        except Unclear as error:
            from deskterm.desk.hearing import sentence

            raise DeskTrouble("bad_clock", why=sentence(error)) from None
        except (ValueError, OSError, OverflowError) as error:
            raise DeskTrouble("bad_clock_file", text=str(self.set.at), cause=_cause(error)) from None
        return chosen

    def stamp(self, at: int | None) -> str | None:
        """An instant as people and programs read it: ISO 8601 with the offset of the service's zone."""
        return None if at is None else clock.format_instant(at, self.desk.service.tz)

    def code_of(self, customer_id: int | None) -> str | None:
        """The code of a customer; None for an unknown one."""
        if customer_id is None:
            return None
        if customer_id not in self._codes:
            from deskterm.desk.customers import cards

            self._codes[customer_id] = cards.code_of(self.desk, customer_id)
        return self._codes[customer_id]

    def terms_of(self, ticket: str) -> Service:
        """The terms that a ticket came under: they stay its own when the firm's change (M17)."""
        if ticket not in self._terms:
            from deskterm.desk.tickets.tickets import get

            self._terms[ticket] = get(self.desk, ticket).terms_id
        return self.desk.service_of(self._terms[ticket])

    def answer(self, facts: Mapping[str, Any] | None, people: Callable[[], str]) -> None:
        """Answer with one thing: its facts as JSON, or the words for people."""
        self.trying()
        if self.json:
            output.write_json(facts)
        else:
            output.write(people())

    def answer_each(
        self, facts: Iterable[Mapping[str, Any]], people: Callable[[list[Mapping[str, Any]]], str]
    ) -> None:
        """Answer with a list: one JSON object a line as they come, a table, or one text for people."""
        self.trying()
        if self.csv:
            output.write_csv(facts)
        elif not self.json:
            output.write(people(list(facts)))
        else:
            for one in facts:
                output.write_json(one)

    def trying(self) -> None:
        """Say once, before an answer for people, that of a trial it tells what would happen."""
        if self.dry_run and not (self.json or self.csv or self._tried):
            self._tried = True
            output.write(t("commands.trying"))

    def _keep_feed(self, desk: Desk) -> None:
        """After a change: the feed of this technician's appointments, where the settings name a file."""
        from deskterm.desk.context import something_done

        path = self.settings.agenda if self.settings else None
        fault = self.settings.faults.get("agenda") if self.settings else None
        if fault is not None and something_done():
            say(str(fault))
        if path is None or not something_done():
            return
        from deskterm.desk.agenda import own_feed
        from deskterm.documents import feed

        try:
            feed.keep(path, own_feed.content(desk))
        except OSError as error:
            say(t("errors.feed_unwritable", path=str(path), detail=error.strerror or str(error)))
        except DeskError:
            pass  # the command itself has said what is wrong with the desk

    @staticmethod
    def _tell_overdue(desk: Desk) -> None:
        from deskterm.desk.calls.overdue import overdue

        with suppress(DeskError, ValueError, OSError, IndexError):
            if left := overdue(desk):
                say(t("commands.access.overdue", codes=", ".join(one.ticket for one in left)))

    def done(self) -> None:
        """Close what was opened; a password that should be gone is named first."""
        if self._trial is not None:
            self._trial.close()
            self._trial = None
            say(t("commands.tried"))
        if self._desk is not None:
            self._tell_overdue(self._desk)
            self._keep_feed(self._desk)
        self._look.close()
        if self._desk is not None:
            self._desk.close()
            self._desk = None


def _cause(error: Exception) -> str:
    """Why the file of the clock says no time."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, UnicodeDecodeError):
        return t("errors.clock_bytes")
    return t("errors.clock_line")
