"""How what is said stands above the keys: in one row, beside the clock of a call; its end among the keys."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, NamedTuple, cast

from rich.cells import cell_len
from textual import events
from textual.app import App
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from deskterm.actions import BY_ID, OVER_A_DIALOG, key_name, keys_of, typed_key
from deskterm.locale import tn
from deskterm.locale.moments import clock_text
from deskterm.widgets.live import Live
from deskterm.widgets.status.spoken import SIGNS as SPOKEN_SIGNS
from deskterm.widgets.status.spoken import Kind, Word
from deskterm.widgets.text.shown import styled
from deskterm.widgets.text.signs import BARS, SIGNS, WARNS

DRAWN_WITH_IT = ("CallBar", "KeyLine")  # where it stands: they are built upon this module
STYLES: dict[Kind, str] = {
    "error": BARS,
    "warning": WARNS,
    "due": "bold $text-accent",
    "done": "bold",
    "information": "",
    "colleague": "$text-accent",
    "beside": "$text-accent",
}
MORE = "desk.messages"  # the action that shows what did not fit
PALETTE = "desk.palette"
WHOLE = "\N{NO-BREAK SPACE}"  # a key stays with its name
LEAST = 12  # cells of a message in a row, be the terminal as narrow as it may


class LineRows(NamedTuple):
    """The row above the keys, and what goes on in the row of the keys; either may be empty."""

    first: Content
    rest: Content


def said(app: App[Any]) -> Word | None:
    """What stands in the line now, in any application."""
    spoken = getattr(app, "spoken", None)
    word: Word | None = spoken.shown if spoken is not None else None
    return word


def rows(app: App[Any], width: int) -> LineRows | None:
    """What is said, in rows of `width` cells; None where nothing is."""
    word = said(app)
    if word is None:
        return None
    clock = _clock(app, word)
    sign = f"{word.sign} " if word.sign else ""
    hint = _hint(app, word.action or (MORE if word.before else ""))
    others = f" · {tn('app.colleague.before', word.before)}" if word.before else ""
    text = f"{_beside(app)}{sign}{word.text}{others}{f' · {hint}' if hint else ''}"
    first, rest = (part.replace(WHOLE, " ") for part in _cut(text, max(LEAST, width - clock.cell_length)))
    if rest and _gives_way(app, word):
        tail = f" … {hint.replace(WHOLE, ' ')}" if hint else " …"
        room = max(LEAST, width - clock.cell_length)
        first, rest = f"{_cut(text, room - cell_len(tail))[0]}{tail}", ""
    if len(rest) > width:
        more = _hint(app, MORE).replace(WHOLE, " ")
        tail = f"… {more}" if more else "…"
        rest = _cut(rest, max(LEAST, width - len(tail)))[0].rstrip(" ·") + tail
    style = STYLES[word.kind]
    return LineRows(clock + styled((first, style)), styled((rest, style)))


def _beside(app: App[Any]) -> str:
    """Who writes about the same ticket at this moment: it comes first, for two must not answer one letter."""
    writing = cast(Any, app).spoken.with_it
    return f"{SPOKEN_SIGNS['beside']} {writing} · " if writing else ""


def _gives_way(app: App[Any], word: Word) -> bool:
    """Whether the keys have their row again: it is no news any more, one is on the telephone, or asked."""
    asked = isinstance(app.screen, ModalScreen)  # the way out of a question stays in sight
    on_the_phone = asked or getattr(app.screen, "NAME", "") in ("ring", "call")
    refused = word.kind in ("error", "warning")
    return (on_the_phone and not refused) or cast(Any, app).spoken.has_stood(word)


def _cut(text: str, width: int) -> tuple[str, str]:
    """The words that fit in a row, and the others."""
    ends = enumerate(accumulate(map(cell_len, text)))
    fits = next((at for at, end in ends if end > width), None)
    if fits is None:
        return text, ""
    at = text.rfind(" ", width // 3, fits + 1)
    at = fits if at < 0 else at
    return text[:at].rstrip(), text[at:].lstrip(" ·")


def _clock(app: App[Any], word: Word) -> Content:
    """The times of the call that runs or rests, where no larger clock shows it, and of the one in pause.

    With the sign of what its time means for money, unless the word says it.
    """
    shell = cast(Any, app)
    live: Live | None = shell.running or shell.paused
    if live is None:
        return Content("")
    sign = "●" if not live.paused else "■" if live.to_file else "‖"
    now = shell.desk.now()
    told = live.paused or (word.kind, word.action) == ("due", "desk.running")
    alarm = "" if told else SIGNS.get(live.word(now)[1], "")
    times = [f"{sign} {clock_text(live.elapsed(now))}{f' {alarm}' if alarm else ''}"]
    if getattr(app.screen, "NAME", "") == "call":
        times = []
    if live.parked is not None:
        times.append(f"‖ {clock_text(live.parked[1])}")
    if live.more:
        times.append(f"+{live.more}")
    return styled((" ".join(times), "bold"), "  ") if times else Content("")


def _hint(app: App[Any], id: str) -> str:
    """`u Annulla`: the key that does it now and its name; "" where none does.

    While a text takes the letters it is the palette's, where the action is found by that name.
    """
    action = BY_ID.get(id)
    if action is None:
        return ""
    here = app.screen is cast(Any, app).desk_screen
    typing = isinstance(app.focused, Input | TextArea)
    own_keys = cast(Any, app).own_keys
    palette = keys_of(BY_ID[PALETTE], own_keys) if here and typing else ()
    for key in (*keys_of(action, own_keys), *palette):
        if not (typing and typed_key(key)) and (here or (id in OVER_A_DIALOG and not typed_key(key))):
            return f"{key_name(key)}{WHOLE}{action.label.replace(' ', WHOLE)}"
    return ""


def standing(app: App[Any]) -> tuple[object, ...]:
    """Where the line is, and what stands in it: two that are alike need no drawing between them."""
    if not app._screen_stack:
        return ()
    found = rows(app, app.size.width)
    words = (found.first.plain, found.rest.plain) if found is not None else ()
    return (id(app.screen), app.size, len(app.screen.walk_children(OverDialog)), words)


def draw(app: App[Any]) -> None:
    """Draw the line anew where it stands: on the screen in front, and at the foot of a dialog over it."""
    if not app._screen_stack:
        return
    screen = app.screen
    for shown in {screen, getattr(app, "desk_screen", None) or screen}:
        for one in shown.walk_children(Widget):
            if type(one).__name__ in DRAWN_WITH_IT:
                one.refresh()
    if isinstance(screen, ModalScreen):
        here, word = screen.walk_children(OverDialog), said(app)
        if not here and word is not None and screen.is_mounted:
            screen.mount(OverDialog())
        for line in here:
            line.display = word is not None
            line.refresh()


class OverDialog(Widget):
    """The same line at the foot of a dialog, where the screen beneath it has its own."""

    DEFAULT_CSS = """
    OverDialog {
        layer: said; dock: bottom; height: 2; padding: 0 1; background: $surface; color: $foreground;
    }
    OverDialog:ansi { background: ansi_default; color: ansi_default; }
    """

    def render(self) -> Content:
        """What is said in one row, and the keys that work over a dialog in the other, after its end."""
        found = rows(self.app, self.content_size.width)
        if found is None:
            return Content("")
        beneath = getattr(self.app, "desk_screen", None)
        keys = [line.render() for line in beneath.query("KeyLine")] if beneath is not None else []
        return found.first + Content("\n") + cast(Content, keys[0] if keys else found.rest)

    def on_click(self, event: events.Click) -> None:
        """The line takes nothing that is meant for what lies beneath."""
        event.stop()
