"""A desk that is open: its file, its terms, who works at it, and what time it is."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from deskterm.clock import Clock, machine_clock
from deskterm.desk.errors import Busy, DeskTrouble, NotFound
from deskterm.locale import t, works
from deskterm.models.basics import currencies, regions
from deskterm.models.basics.faults import TermsError
from deskterm.models.records.desk import PROGRAM
from deskterm.models.terms.service import Service, read_service
from deskterm.storage.database import Connection, Store, committed
from deskterm.storage.faults import Locked, StoreError
from deskterm.storage.file import opening
from deskterm.storage.house import settings as setting_rows
from deskterm.storage.house import terms as terms_rows
from deskterm.storage.tickets import events as event_rows

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

Schedule = tuple[tuple[int, int], ...]  # since when which terms hold, oldest first

_by_itself: ContextVar[bool] = ContextVar("by_itself", default=False)
_own_name: ContextVar[bool] = ContextVar("own_name", default=False)
_moment: ContextVar[int | None] = ContextVar("moment", default=None)  # whose terms are asked, where not now's


class _Tried(Exception):
    """Ends a trial's transaction, so that all of it is rolled back."""


class Desk:
    """One open desk. Safe to use from several threads: each gets its own connection inside the store."""

    def __init__(self, store: Store, schedule: Schedule, *, who: str, clock: Clock) -> None:
        self.store = store
        self._schedule = schedule
        self.who = who
        self.clock = clock
        self.named = False  # whether somebody said who works; the system's user works on at any desk
        self.hooks: frozenset[str] | None = None  # that the settings of who is here name; None: nobody said
        self.elsewhen = False  # another time was asked for: what gathers for a letter waits for the real one
        self.beats = False  # whether this process says once a minute that it lives (`claims.beat`)
        self.before_deed: Callable[[Desk], object] | None = None  # what comes first, if anything is done here
        self._services: dict[int, Service] = {}

    @property
    def folder(self) -> Path:
        """Where the desk's file lies."""
        return self.store.folder

    @property
    def author(self) -> str:
        """In whose name is written what is done now: who works here, or the program for its own doing."""
        return PROGRAM if _own_name.get() else self.who

    def now(self) -> int:
        """The desk's time, in seconds since 1970 UTC."""
        return self.clock()

    @property
    def service(self) -> Service:
        """The terms in force now; inside `as_of` those of that moment."""
        return self.service_of(self.terms_id)

    @property
    def terms_id(self) -> int:
        """Which version of the terms that is."""
        if len(self._schedule) == 1:
            return self._schedule[0][1]
        asked = _moment.get()
        at = self.now() if asked is None else asked
        held = [terms_id for since, terms_id in self._schedule if since <= at]
        return held[-1] if held else self._schedule[0][1]

    @contextmanager
    def as_of(self, at: int) -> Iterator[None]:
        """What is decided inside follows the terms of that moment: a request those of its arrival."""
        token = _moment.set(at)
        try:
            yield
        finally:
            _moment.reset(token)

    def changed(self) -> int:
        """A number that differs from the last one when another process or thread has changed the desk."""
        try:
            return self.store.changed()
        except Locked:
            raise Busy("busy") from None
        except StoreError as error:
            raise trouble(error) from error

    def service_of(self, terms_id: int) -> Service:
        """The terms a ticket was opened under; they stay its terms when the firm's change (M17)."""
        if terms_id not in self._services:
            with self.store.read() as conn:
                self._services[terms_id] = read_service(*terms_rows.text(conn, terms_id))
            works.learn(self._services[terms_id].kinds)
            currencies.reckon_in(self._services[terms_id].provider.currency)
            regions.write_as_in(self._services[terms_id].provider.region)
        return self._services[terms_id]

    def _follow(self, conn: Connection) -> None:
        """Take in what another program has adopted; its terms are read here, before anybody draws by them."""
        schedule = terms_rows.schedule(conn)
        if schedule != self._schedule:
            for _, number in schedule:
                self.service_of(number)
            self._schedule = schedule

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The deed's one transaction (law 1). Raises Busy and DeskTrouble in the desk's own words.

        A deed that is part of another joins its transaction: both happen, or neither.
        Raises NotFound where somebody works under a name that a desk with technicians does not know.
        """
        first = self.before_deed
        if first is not None and not _by_itself.get():
            self.before_deed = None
            first(self)
        try:
            with self.store.tx() as conn:
                self._follow(conn)
                if self.named and not _by_itself.get():
                    self.expect_technician(conn, self.who, "who_is_that")
                yield conn
        except Locked:
            raise Busy("busy") from None
        except StoreError as error:
            raise trouble(error) from error

    @staticmethod
    def expect_technician(conn: Connection, name: str, code: str = "no_technician") -> None:
        """Refuse a name that nobody bears here; where no technicians are listed everybody works.

        Raises NotFound with the nearest name.
        """
        known = [person.name for person in setting_rows.technicians(conn)]
        if known and name not in known:
            from difflib import get_close_matches

            like = get_close_matches(name.lower(), known, n=1)
            near = t("errors.perhaps", near=like[0]) if like else "."
            raise NotFound(code, name=name, near=near, known=", ".join(known))

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Deeds are done and seen inside as ever, and come to nothing at its end; others wait meanwhile."""
        with suppress(_Tried), self.write():
            yield
            raise _Tried

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of a deed that may be refused without it: what it had written by then is gone, no more."""
        with self.write(), self.store.part():
            yield

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look at the desk."""
        try:
            with self.store.read() as conn:
                self._follow(conn)
                yield conn
        except Locked:
            raise Busy("busy") from None
        except StoreError as error:
            raise trouble(error) from error

    def record(
        self,
        conn: Connection,
        deed: str,
        *,
        ticket_id: int | None = None,
        target: str = "",
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        undoes: int | None = None,
    ) -> int:
        """Append the event of a deed: who, when, what, before, after (law 1). Returns its id.

        Beside the name that was given for who it is stands the system's user.
        """
        return event_rows.append(
            conn,
            at=self.now(),
            by=self.author,
            login=login(),
            deed=deed,
            ticket_id=ticket_id,
            target=target,
            before=json.dumps(before or {}, ensure_ascii=False),
            after=json.dumps(after or {}, ensure_ascii=False),
            undoes=undoes,
        )

    def waiting(self) -> float:
        """For how many seconds a deed of this process has waited for another process; 0 where none does."""
        return self.store.waiting()

    def close(self) -> None:
        """Close the file."""
        self.store.close()


def at_one_moment(
    read: Callable[Concatenate[Desk, Given], Answer],
) -> Callable[Concatenate[Desk, Given], Answer]:
    """A reading of several lists, made one look: what it answers belongs together."""

    @wraps(read)
    def looked(desk: Desk, /, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        with desk.read():
            return read(desk, *args, **kwargs)

    return looked


@contextmanager
def by_itself() -> Iterator[None]:
    """What is done inside is the desk's own doing, whoever sits at it, and stands in the program's name."""
    token = _own_name.set(True)
    try:
        with by_anybody():
            yield
    finally:
        _own_name.reset(token)


@contextmanager
def by_anybody() -> Iterator[None]:
    """Who does what is done inside need not be listed at the desk."""
    token = _by_itself.set(True)
    try:
        yield
    finally:
        _by_itself.reset(token)


def anybody() -> bool:
    """Whether what is done now is anybody's to do: the desk's own doing, or what needs no name."""
    return _by_itself.get()


def something_done() -> bool:
    """Whether this process has changed anything at a desk."""
    return committed()


def trouble(error: StoreError) -> DeskTrouble:
    """The storage's trouble in words for the user, naming the file and the way out."""
    return DeskTrouble(f"store_{error.code}", path=str(error.path), detail=error.detail)


def who_am_i() -> str:
    """The operating system's user, where no technician was named."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


@cache
def login() -> str:
    """The system's user of this process, whatever name its environment or anybody gives."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return who_am_i()


def open_desk(folder: Path, *, who: str = "", clock: Clock | None = None) -> Desk:
    """Open the desk in `folder`. Raises DeskTrouble when there is none or it cannot be used."""
    try:
        store = opening.open_store(folder)
        with store.read() as conn:
            schedule = terms_rows.schedule(conn)
            texts = [(number, *terms_rows.text(conn, number)) for _, number in schedule]
    except Locked:
        raise Busy("busy") from None
    except StoreError as error:
        raise trouble(error) from error
    desk = Desk(store, schedule, who=who or who_am_i(), clock=clock or machine_clock)
    file = next(file for number, _, file in texts if number == desk.terms_id)
    try:
        for number, *_ in texts:  # nobody works at a desk whose terms cannot be read
            desk.service_of(number)
    except TermsError as error:
        raise DeskTrouble("terms", path=file, detail=str(error)) from error
    return desk


def make_desk(
    folder: Path,
    service_text: str,
    service_file: str,
    *,
    who: str = "",
    clock: Clock | None = None,
    doubts: tuple[int, str] = (0, ""),
) -> Desk:
    """Make an empty desk under the given terms. Raises DeskTrouble when one stands there already.

    `doubts`: how many the terms have, and why the desk is made under them all the same.
    """
    service = read_service(service_text, service_file)
    version = terms_rows.Version(service, service_text, service_file)
    clock, who = clock or machine_clock, who or who_am_i()
    try:
        # The terms come with the file itself: no desk is ever without.
        store = opening.create(
            folder, lambda conn: terms_rows.found(conn, version, at=clock(), by=who, doubts=doubts)
        )
        with store.read() as conn:
            schedule = terms_rows.schedule(conn)
    except FileExistsError:
        raise DeskTrouble("exists", path=str(folder)) from None
    except Locked:
        raise Busy("busy") from None
    except StoreError as error:
        raise trouble(error) from error
    desk = Desk(store, schedule, who=who, clock=clock)
    desk.service  # noqa: B018  # read here, before anybody draws by them
    return desk


def new_token(length: int = 6) -> str:
    """A random word for thread tags: letters and digits that are not mistaken for each other."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(length))
