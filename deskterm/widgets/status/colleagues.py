"""What colleagues do with the tickets in hand or in front, and who has the same one in front now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from deskterm.desk.queue import looking
from deskterm.desk.tickets import of_colleagues
from deskterm.locale import has, moments, t, tn
from deskterm.models.basics.ticket_numbers import short

if TYPE_CHECKING:
    from deskterm.desk.queue.looking import Looker
    from deskterm.models.records.desk import Event
    from deskterm.widgets.status.spoken import Saying


class Colleagues:
    """Says what they did, and who looks at the ticket in front; lets them see what is in front here."""

    def __init__(self, spoken: Saying, shell: Any) -> None:
        self._spoken, self._shell = spoken, shell
        self._lookers: tuple[Looker, ...] = ()
        self._told: dict[str, bool] = {}
        self._gone = False  # the program ends

    def did(self, events: Collection[Event], mine: Collection[str]) -> None:
        """Only of tickets in hand or on one of the screens that are open."""
        here = {*mine, *self._open()}
        for event in events:
            if event.target in here:
                word = _said(event, self._shell.desk.service.tz)
                if undid := of_colleagues.undid(event):
                    word = t("app.colleague.undid", deed=_with(_word(undid), _names(undid, event.before)))
                came = event.deed in of_colleagues.CAME
                key = "app.colleague.came" if came else "app.colleague.did"
                self._spoken.colleague(t(key, who=event.by, code=short(event.target), deed=word), at=event.at)

    def look(self, lookers: tuple[Looker, ...]) -> None:
        """Who has which ticket in front now."""
        self._lookers = lookers
        self.tick()

    def tick(self) -> None:
        """A moment has passed: one may stand elsewhere."""
        screen = self._shell.desk_screen
        code = screen.code if screen is not None else ""
        self._spoken.beside(self.said_of(code), writes=bool(self.writing(code)))
        self._tell({**({code: False} if code else {}), **dict.fromkeys(self._letters(), True)})

    def writing(self, code: str) -> str:
        """Who writes a letter about a ticket at this moment, in words; "" where nobody does."""
        return _named("writing", [one.who for one in self._lookers if one.ticket == code and one.writes])

    def said_of(self, code: str) -> str:
        """Who else has it in front, and whether they write; "" where nobody has."""
        looking_on = [one.who for one in self._lookers if one.ticket == code and not one.writes]
        return " · ".join(part for part in (self.writing(code), _named("looking", looking_on)) if part)

    def leave(self) -> None:
        """The program ends: nothing is in front any more."""
        self._tell({})
        self._gone = True

    def _tell(self, tickets: dict[str, bool]) -> None:
        if tickets == self._told or self._gone:
            return
        self._told = tickets
        desk = self._shell.desk
        tell: Callable[[], None] = lambda: looking.show(desk, tickets) if tickets else looking.leave(desk)  # noqa: E731
        self._shell.hands.give(tell)

    def _letters(self) -> list[str]:
        """The tickets about which a letter is open, be something else in front of it."""
        screens = [screen for stack in self._shell._screen_stacks.values() for screen in stack]
        return [code for screen in screens if (code := getattr(screen, "about", ""))]

    def _open(self) -> set[str]:
        """The tickets on the screens that are open, and the one under the cursor of the list in front."""
        screens = [screen for stack in self._shell._screen_stacks.values() for screen in stack]
        codes = {getattr(screen, "code", "") for screen in screens}
        return codes - {""}


def _said(event: Event, tz: str) -> str:
    """What was done, to whom or into what, and the note that came with it: whole, also in Messages."""
    done = _with(_word(event.deed), _names(event.deed, event.after) or _agreed(event, tz))
    note = str(event.after.get(of_colleagues.NOTE) or "")
    return t("app.colleague.note", deed=done, note=" ".join(note.split())) if note else done


def _names(deed: str, changed: Mapping[str, Any]) -> str:
    """What a deed's word leaves open: to whom a ticket went, into which it was divided."""
    if deed == "handed_over":
        return str(changed.get("taken_by") or "")
    if deed == "split_into":
        return ", ".join(short(str(code)) for code in changed.get("tickets") or ())
    return ""


def _agreed(event: Event, tz: str) -> str:
    """Of an appointment, for when it was agreed, and for when it is now."""
    times = [told.get("starts_at") for told in (event.before, event.after)]
    if not event.deed.startswith("appointment_"):
        return ""
    said = [moments.moment(at, tz) for at in dict.fromkeys(times) if isinstance(at, int)]
    return f"({' → '.join(said)})" if said else ""


def _with(word: str, rest: str) -> str:
    return f"{word} {rest}".rstrip()


def _word(deed: str) -> str:
    return t(f"deeds.{deed}") if has(f"deeds.{deed}") else deed


def _named(what: str, people: list[str]) -> str:
    return tn(f"app.colleague.{what}", len(people), who=", ".join(people)) if people else ""
