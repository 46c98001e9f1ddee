"""Somebody rings: who is it, what is it about, and the clock starts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from deskterm.actions import Action
from deskterm.desk.calls import timer
from deskterm.desk.calls.contacts import ContactGroup
from deskterm.locale import t
from deskterm.models.basics.identity import is_phone
from deskterm.models.records.customer import Contact
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.records.work import Session
from deskterm.screens.customer import traits
from deskterm.screens.customer.agreement import Agreements
from deskterm.screens.ring import deeds
from deskterm.screens.ring import words as ring_words
from deskterm.screens.ring.choosing import Choosing, key_of
from deskterm.screens.ring.costs import Costs
from deskterm.screens.ring.deeds import Caller
from deskterm.screens.ring.finding import Likely
from deskterm.screens.ring.keeping import Keeping
from deskterm.screens.ring.opening import Opening
from deskterm.screens.ring.starting import Starting
from deskterm.widgets.keys import Keys
from deskterm.widgets.list.columns import ListColumn, Rows
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.card_text import CardText

FOUND = (
    ListColumn("", flex=True),
    ListColumn("", 22, drop=2),
    ListColumn("", 18, drop=1),
    ListColumn("", 14),
)
ABOUT = (ListColumn("", 9), ListColumn("", flex=True), ListColumn("", 14, drop=1))


class Who(Input):
    """The prompt: arrows walk through who was found while one types."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.walk(1)", show=False),
        Binding("up", "screen.walk(-1)", show=False),
    ]

    def stands(self) -> tuple[object, ...]:
        """Whether the keyboard is there, and what it shows."""
        return self.has_focus, self.value, self.selection


class About(WindowList):
    """What the call may be about; whatever is no key of it goes on in the prompt."""

    OWN = frozenset("nbo?")

    def on_key(self, event: events.Key) -> None:
        """A letter or a digit is somebody's name or number, wherever the focus is."""
        if event.is_printable and event.character and event.character not in self.OWN:
            event.stop()
            event.prevent_default()
            cast(RingScreen, self.screen).look_for(event.character)


class RingScreen(DeskScreen):
    """Finds who calls; Enter goes on to what it is about, Enter again starts the clock.

    Opened from a ticket, it begins with that ticket: the technician calls, or is called, about it.
    """

    NAME = "ring"
    CSS_PATH = "ring.tcss"

    def __init__(self, ticket: str = "", *, beneath: str = "", rang: str = "", called: str = "") -> None:
        """`rang`: the number, or the name, that rings now, `called` as the exchange says.

        `beneath`: the ticket on which F2 was pressed.
        """
        super().__init__()
        self.ticket = ticket or ("" if rang else beneath)
        self._met = rang  # what was typed for the card that stands there
        self._rings = not ticket  # F2: the customer calls; from a ticket's own key the technician does
        self.caller: Caller | None = None
        self._typed = rang
        self._starting = Starting(self, began=self.began)
        self.agreements = Agreements(self, self.customer_in_front, self.person_in_front)
        self.number = rang if is_phone(rang) else ""
        self._likely = Likely(self, (rang, called))
        self._opening = Opening(self, self._starting, self._likely)
        self._choosing = Choosing(self, self._starting, self._opening, self._likely)
        self.has(self._starting, self._opening, self._choosing, self.agreements)
        self._keeping = Keeping(self, self._starting, self._likely)
        self.has(self._likely, self._keeping)

    def body(self) -> ComposeResult:
        """Prompt and who was found; card and what it may be about; what the terms say."""
        yield Who(placeholder=t("ring.prompt"), id="who", value=self._typed, select_on_focus=False)
        waits = (self.shell.running or self.shell.paused) is not None
        empty = ring_words.nobody_yet(self.shell.own_keys, ticket=bool(self.ticket), waits=waits)
        yield WindowList(Rows([]), FOUND, header=False, id="found", empty=empty)
        yield Static(id="line")
        with Horizontal(id="middle"):
            yield CardText(id="card")
            with Vertical():
                yield About(Rows([]), ABOUT, header=False, id="about")
        yield Costs(id="cost")
        yield Static(id="says")

    def on_mount(self) -> None:
        """The prompt owns what is typed; a ticket's screen beneath says which ticket it may be about."""
        super().on_mount()
        self._keeping.prompted()
        self._to_prompt()

    def typed(self) -> str:
        """What stands in the prompt."""
        return self._typed

    def take_up(self, rang: str, name: str = "") -> None:
        """F2 again: what rings now takes the place of what is typed; else that stays, to be typed over."""
        self._rings = True
        self._keeping.prompted()
        before = self.query_one("#who", Who).stands(), self.caller
        if rang:
            self._likely.keep_typed()
            self._starting.since = None
            self.number, self._likely.exchange = rang if is_phone(rang) else "", (rang, name)
            self.look_for(rang)
        elif self.caller is not None and self.ticket:
            self.meet(self.caller)
        self._to_prompt()
        if (self.query_one("#who", Who).stands(), self.caller) == before:
            self.shell.say(t("app.here_already"))

    def _to_prompt(self) -> None:
        """What stands there was put there by a key: what one types takes its place."""
        prompt = self.query_one("#who", Who)
        prompt.focus()
        prompt.select_all()

    def look_for(self, text: str) -> None:
        """Search anew; what is typed elsewhere goes on in the prompt."""
        prompt = self.query_one("#who", Who)
        prompt.focus()
        prompt.value = text
        prompt.cursor_position = len(text)

    def load(self) -> None:
        """What was typed is searched again; the card under the cursor is read again."""
        if self._typed:
            done = partial(self._likely.list_found, self._typed)
            rang, name = self._likely.exchange
            named = name if rang == self._typed else ""
            self.ask(deeds.met, self.desk, self._typed, named, done=done, latest="search", keys=Keys.TEXT)
        elif self.ticket:
            self.ask(deeds.about, self.desk, self.ticket, done=self.meet, latest="card", keys=Keys.TEXT)
        else:
            self.ask(
                deeds.waiting, self.desk, done=self._likely.list_waiting, latest="search", keys=Keys.TEXT
            )

    # Who

    @on(Input.Changed, "#who")
    def _search(self, event: Input.Changed) -> None:
        if event.value == self._typed:
            return
        self._typed = event.value
        self._keeping.typing(event.value)
        self.ticket = ""
        self.load()

    @on(WindowList.Highlighted, "#found")
    def _found(self, message: WindowList.Highlighted) -> None:
        row = message.row
        if row is None or self.ticket:
            return
        if isinstance(row.record, ContactGroup):
            self.meet(None)
            return
        found = row.record
        code, typed, asked = found.hit.customer.code, found.typed, found.hit.ticket
        done = partial(self._meet_found, typed)
        look = partial(deeds.look, self.desk, code, typed, asked, self.number)
        self.ask(look, done=done, latest="card", keys=Keys.TEXT)

    def _meet_found(self, typed: str, caller: Caller) -> None:
        """An answer to what is typed no longer is not shown."""
        if typed == self._typed:
            self.meet(caller)

    def action_walk(self, by: int) -> None:
        """Move through who was found, or what it is about, while the prompt keeps the keyboard."""
        found = self.query_one("#about" if self.ticket and not self._typed else "#found", WindowList)
        (found.action_down if by > 0 else found.action_up)()

    @on(Input.Submitted, "#who")
    @on(WindowList.Opened, "#found")
    def _go_on(self) -> None:
        found = self.query_one("#found", WindowList)
        row = found.row
        if row is not None and isinstance(row.record, ContactGroup):
            self.dismiss(None)
            self.shell.open("call", row.record.id)
        elif self.caller is not None and self.ticket and not self._typed:
            self._choosing.enter()
        elif self.caller is not None:
            if self._likely.is_meant():
                self.query_one("#about", WindowList).focus()
        else:
            self.shell.say(found.empty)

    def label(self, action: Action) -> str:
        """Enter and the key that keeps who rings are named by what they do now."""
        if action.id == "ring.keep":
            return self._keeping.named()
        if action.id != "list.open":
            return super().label(action)
        about = self.query_one("#about").has_focus or (self.ticket and not self._typed)
        return self._choosing.named() if about else self._likely.named()

    def customer_in_front(self) -> str:
        """Who calls."""
        return self.caller.card.customer.code if self.caller and self.caller.card else ""

    def person_in_front(self) -> Contact | None:
        """Who of them."""
        return self.caller.contact if self.caller else None

    # What about

    def meet(self, caller: Caller | None) -> None:
        """Show the card, and what the call may be about."""
        self.caller = caller
        if not self._loaded:
            return  # between two languages
        self.query_one("#cost", Costs).of(caller.costs if caller else ())
        chosen = self.query_one("#about", WindowList)
        key = chosen.row.key if chosen.row else None
        rows = (
            ring_words.about(self.desk, caller, rings=self._rings, out=self._choosing.out) if caller else []
        )
        chosen.change_source(Rows(rows))
        if key in [row.key for row in rows] and self._typed == self._met:
            chosen.find(key)
        self._met = self._typed
        self._choosing.say()
        if not rows:
            self.query_one("#says", Static).update("")
        self.keys_changed()

    @on(WindowList.Highlighted, "#about")
    def _consider(self, message: WindowList.Highlighted) -> None:
        """Say what the terms say of this call before it begins."""
        row = message.row
        self._choosing.say()
        if row is None or not isinstance(row.record, Ticket):
            notice = traits.season_notice(self.desk.service, self.desk.now()) if row else Content("")
            self.query_one("#says", Static).update(notice)
            return
        way, code = key_of(row)
        self.ask(timer.warnings, self.desk, code, inbound=way != "out", done=self._says, latest="says")

    def _says(self, found: Sequence[Decision]) -> None:
        if not self._loaded:
            return
        self.query_one("#says", Static).update(ring_words.says(self.desk.service, found))

    # The clock starts

    @on(WindowList.Opened, "#about")
    def _chosen(self, message: WindowList.Opened) -> None:
        if self._likely.is_meant():
            self._choosing.choose(message.row)

    def began(self, session: Session) -> None:
        """The clock runs: its screen takes the place of this one."""
        shell = self.shell
        self.dismiss(session)
        shell.open("call", session.group_id)

    def gave_back(self) -> bool:
        """What was typed before F2 took up who rings comes back."""
        return self._likely.give_back()
