"""The lines that every screen carries: title, running call and what is said, keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, TextArea

from deskterm.actions import BY_ID, FOOTER, OF_A_ROW, Action, key_name, keys_of, typed_key
from deskterm.locale import figures, moments, t, tn, works
from deskterm.locale.moments import clock_text
from deskterm.models.basics import wall_clock
from deskterm.models.basics.ticket_numbers import short
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.live import Live
from deskterm.widgets.status import line
from deskterm.widgets.text.shown import plain, shown, styled
from deskterm.widgets.text.signs import signed

IN_SIGHT = "in-sight"  # the class of what no card of who rings lies on, where there is any other room
TO_READ = "to-read"  # of what is read aloud or about to be filed: the card leaves it before the rest
AT_HAND = "at-hand"  # of what it leaves free where it can

WITHIN_REACH = ("desk.call", "queue.take_next", "desk.callbacks", "desk.help")  # over any dialog


class TitleBar(Widget):
    """First line: where one is and its figures on the left; the service and the time on the right."""

    DEFAULT_CSS = """
    TitleBar { height: 1; padding: 0 1; background: $panel; color: $foreground; }
    TitleBar:ansi { background: ansi_default; color: ansi_default; text-style: bold; }
    """

    def __init__(self, name: str, service: str, tz: str, clock: Callable[[], int]) -> None:
        super().__init__()
        self._title, self._service, self._tz, self._clock = name, service, tz, clock
        self._figures = Content("")
        self._minute = -1

    def show(self, figures: Content | str = "", *, title: str | None = None) -> None:
        """Put other words beside the title, or another title."""
        self._figures = figures if isinstance(figures, Content) else shown(figures)
        self._title = self._title if title is None else title
        self.refresh()

    def tick(self, now: int) -> None:
        """Repaint when the minute changes."""
        if now // 60 != self._minute:
            self._minute = now // 60
            self.refresh()

    def render(self) -> Content:
        """Left, room, right; where there is too little room the service gives way, then the left."""
        width = self.content_size.width
        now = self._clock()
        weekday = figures.weekday_short(wall_clock.local(now, self._tz).weekday())
        day = f"{weekday} {moments.day_of(now, self._tz, year=False)} {moments.time_of(now, self._tz)}"
        left = styled((self._title, "bold"), "  ", self._figures)
        service = whole_words(plain(self._service), width - left.cell_length - len(day) - 3)
        right = f"{service}  {day}" if service else day
        room = width - len(right) - 1
        left = left.truncate(room, ellipsis=True).extend_right(max(0, room - left.cell_length))
        return left + Content(" ") + styled((right, "$text-muted"))


def whole_words(name: str, room: int) -> str:
    """As many words of a name as fit, none of them cut; it ends with no word that joins two (`in`, `di`)."""
    whole = name
    while name and (cell_len(name) > room or (name != whole and name.rpartition(" ")[2].islower())):
        name = name.rpartition(" ")[0]
    return name


class CallBar(Widget):
    """Second last line: the running call and what its time means, else the one in pause; who sits here.

    It is where the program speaks: then the clock stays, and the message has the rest of the row.
    """

    DEFAULT_CSS = """
    CallBar { height: 1; padding: 0 1; background: $surface; color: $foreground; }
    CallBar.-warn { background: $warn-bar; color: $warn-ink; text-style: bold; }
    CallBar.-late { background: $late-bar; color: $late-ink; text-style: bold; }
    CallBar:ansi { background: ansi_default; color: ansi_default; }
    CallBar.-warn:ansi, CallBar.-late:ansi { text-style: bold reverse; }
    """

    def __init__(self, who: str, clock: Callable[[], int]) -> None:
        super().__init__()
        self._who, self._clock = who, clock
        self._live: Live | None = None

    def show(self, live: Live | None) -> None:
        """Show this call, or that none runs."""
        if live != self._live:
            self._live = live
            self.tick(self._clock())
            self.refresh()

    def tick(self, now: int) -> None:
        """A second has passed."""
        if self._live is None or self._live.paused:
            self.remove_class("-warn", "-late")
            return
        _, tone = self._live.word(now)
        self.set_class(tone == "warn", "-warn")
        self.set_class(tone == "late", "-late")
        self.refresh()

    def render(self) -> Content:
        """`● 3:41 Studio Bianchi · compreso fino a 5:00            M. Zen al banco`."""
        width = self.content_size.width
        if (said := line.rows(self.app, width)) is not None:
            return said.first
        who = t("widgets.call.at_desk", name=plain(self._who))
        left = self._left()
        room = width - len(who) - 1
        if left.cell_length > room:
            return left.truncate(width, ellipsis=True)
        quiet = "" if self.has_class("-warn") or self.has_class("-late") else "$text-muted"
        return left.extend_right(room - left.cell_length) + Content(" ") + styled((who, quiet))

    async def on_click(self, event: events.Click) -> None:
        """What is said, whole."""
        event.stop()
        if line.said(self.app) is not None:
            await self.app.run_action(BY_ID[line.MORE].run, self.screen)

    def _left(self) -> Content:
        live = self._live
        if live is None:
            runs = getattr(self.app.screen, "clock_runs", False)
            return styled((t("widgets.call.begins" if runs else "widgets.call.none"), "$text-muted"))
        now = self._clock()
        if live.paused:
            return self._in_pause(live)
        word, tone = live.word(now)
        word = signed(word, tone)
        word = t("widgets.call.to_confirm") if live.to_confirm else word
        time = clock_text(live.elapsed(now))
        kind = works.on_screen(live.kind) if live.kind != "call" else ""
        middle = " · ".join(part for part in (live.customer or short(live.ticket), kind) if part)
        tail = f" · {word}" if word else ""
        more = _more(live)
        room = self.content_size.width - len(tail) - len(more) - len(time) - 3
        if live.parked is None:
            customer = shown(middle).truncate(max(8, room), ellipsis=True)
            return styled((f"● {time}", "bold"), " ", customer, tail, (more, "bold"))
        rests, whose = f" · ‖ {clock_text(live.parked[1])} ", shown(live.parked[0])
        names = _both(shown(middle), whose, room - len(rests))
        return styled((f"● {time}", "bold"), " ", names[0], tail, (rests, "bold"), names[1], (more, "bold"))

    def _in_pause(self, live: Live) -> Content:
        sign, word = ("■", "to_file") if live.to_file else ("‖", "paused")
        time, key = clock_text(live.elapsed(0)), keys_of(BY_ID["desk.running"], cast(Any, self.app).own_keys)
        whose = live.customer or short(live.ticket)
        told = f"{_more(live)} · {key_name(key[0])}" if key else _more(live)
        return styled((f"{sign} {time}", "bold"), f" {t(f'widgets.call.{word}')} · ", whose, told)


def _more(live: Live) -> str:
    """How many other calls wait, in pause or to be filed."""
    return f" · {tn('widgets.call.more', live.more)}" if live.more else ""


def _both(one: Content, other: Content, room: int) -> tuple[Content, Content]:
    """Two names in so many cells; the longer one gives way first, for each has its clock beside it."""
    room = max(2, room)
    first = min(one.cell_length, max(room // 2, room - other.cell_length))
    return one.truncate(first, ellipsis=True), other.truncate(room - first, ellipsis=True)


class KeyLine(Widget):
    """Last line: the keys that matter on this screen; a click does the same.

    A message that needs a second row has its end here, and as many keys as there is room for.
    """

    DEFAULT_CSS = """
    KeyLine { height: 1; padding: 0 1; background: $panel; color: $foreground; }
    KeyLine:ansi { background: ansi_default; color: ansi_default; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[tuple[int, int, Action]] = []

    def actions(self) -> list[Action]:
        """What can be done now: by a key that no field takes, to a row that is there."""
        enabled = self.screen.check_action
        lists = list(self.screen.query(WindowList))
        empty = bool(lists) and all(one.count == 0 for one in lists)
        return [
            action
            for action in (BY_ID[id] for id in self._named())
            if "." in action.run or action.screens == ("list",) or enabled(action.run, ()) is True
            if self._key(action) and not (empty and action.id in OF_A_ROW)
        ]

    @property
    def _covered(self) -> bool:
        """Whether a dialog lies over the screen: then its own keys hold, and those of the telephone."""
        return self.app.screen is not self.screen

    def _named(self) -> tuple[str, ...]:
        """The footer's row, over a dialog what it lets; the way to a call that runs or is not filed."""
        screen, app = cast(Any, self.screen), cast(Any, self.app)
        row = WITHIN_REACH if self._covered else FOOTER.get(screen.footer(), ())
        others = [one for one in row if one != "desk.running"]
        call = app.running or app.paused
        here = call is not None and (self._covered or screen.NAME != "call") and others
        return (others[0], "desk.running", *others[1:]) if here else tuple(others)

    def _key(self, action: Action) -> str:
        """The key that does it now: while somebody types, one that is no letter; "" if there is none."""
        keys = keys_of(action, cast(Any, self.app).own_keys)
        typing = self._covered or isinstance(self.screen.focused, Input | TextArea)
        return next((key for key in keys if not (typing and typed_key(key))), "")

    def render(self) -> Content:
        """As many as fit, the help always."""
        room = self.content_size.width
        said = line.rows(self.app, room)
        made = said.rest + Content("  ") if said is not None and said.rest else Content("")
        self._spans = []
        actions = self.actions()
        tail = sum(len(self._text(a)) + 2 for a in actions[-1:])
        for action in actions:
            text = self._text(action)
            last = action is actions[-1]
            if made.cell_length + len(text) + (0 if last else tail) > room:
                continue
            start = made.cell_length
            key, _, label = text.partition(" ")
            made = made + styled((key, "bold $text-accent"), f" {label}  ")
            self._spans.append((start, start + len(text), action))
        return made

    def _text(self, action: Action) -> str:
        return f"{key_name(self._key(action))} {cast(Any, self.screen).label(action)}"

    async def on_click(self, event: events.Click) -> None:
        """Do what the word under the pointer says."""
        x = event.x - 1
        for start, end, action in self._spans:
            if start <= x < end:
                target = (self.screen.focused or self.screen) if action.screens == ("list",) else self.screen
                await self.app.run_action(action.run, target)
                return
