"""Every action of the user, once: id, keys, screens, what runs; footer, `?`, palette and docs read it.

The words are in the catalogue `actions`: `actions.<id>` names it, `actions.<id>.help` explains it.
Nothing here imports Textual until bindings are asked for, so that `deskterm keys` stays light.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskterm.locale import t

if TYPE_CHECKING:
    from textual.binding import Binding

SCREENS = tuple(
    "queue ticket triage call ring packs backlog reports settle request callbacks agenda shift".split()
)
LISTS = frozenset("queue ring packs backlog reports settle callbacks agenda shift".split())
EVERYWHERE = "everywhere"
LIST = "list"
DIALOG = "dialog"
LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do; `run` is the Textual action, by default the name after the dot."""

    id: str
    keys: tuple[str, ...]
    screens: tuple[str, ...]
    run: str

    @property
    def label(self) -> str:
        """A word or two, as in the footer."""
        return t(f"actions.{self.id}")

    @property
    def help(self) -> str:
        """One sentence: what it does."""
        return t(f"actions.{self.id}.help")

    def on(self, screen: str) -> bool:
        """Whether it can be called for on `screen`."""
        return screen in self.screens or (EVERYWHERE in self.screens and screen in SCREENS)


def _a(id: str, keys: str, screens: str, run: str = "") -> Action:
    default = id.partition(".")[2]
    if screens == EVERYWHERE:
        default = f"app.{default}"
    return Action(id, tuple(keys.split()), tuple(screens.split()), run or default)


ACTIONS: tuple[Action, ...] = (
    _a("desk.call", "f2", EVERYWHERE),
    _a("desk.silence", "ctrl+s", EVERYWHERE),
    _a("desk.running", "f3", EVERYWHERE),
    _a("desk.callbacks", "f8", EVERYWHERE),
    _a("desk.undo", "u", EVERYWHERE),
    _a("desk.help", "question_mark ctrl+o f1", EVERYWHERE),
    _a("desk.queue", "1", EVERYWHERE, "app.go('queue')"),
    _a("desk.hand", "2", EVERYWHERE, "app.go('hand')"),
    _a("desk.waiting", "3", EVERYWHERE, "app.go('waiting')"),
    _a("desk.done", "4", EVERYWHERE, "app.go('done')"),
    _a("desk.post", "5", EVERYWHERE, "app.go('post')"),
    _a("desk.packs", "6", EVERYWHERE, "app.go('packs')"),
    _a("desk.backlog", "7", EVERYWHERE, "app.go('backlog')"),
    _a("desk.agenda", "8", EVERYWHERE, "app.over('agenda')"),
    _a("desk.shift", "9", EVERYWHERE, "app.over('shift')"),
    _a("desk.technician", "", EVERYWHERE),
    _a("desk.trust", "", EVERYWHERE),
    _a("desk.fetch", "", EVERYWHERE),
    _a("desk.messages", "0", EVERYWHERE),
    _a("desk.language", "L", EVERYWHERE),
    _a("desk.theme", "M", EVERYWHERE),
    _a("desk.palette", "ctrl+p", EVERYWHERE, "app.command_palette"),
    _a("desk.back", "escape", EVERYWHERE),
    _a("desk.leave", "q", EVERYWHERE),
    _a("desk.quit", "ctrl+q", EVERYWHERE),
    _a("queue.take_next", "f4", f"queue ticket {EVERYWHERE}", "app.take_next"),
    _a("queue.take", "e", "queue ticket"),
    _a("queue.search", "slash f", "queue packs"),
    _a("queue.request", "c", "queue"),
    _a("queue.recover", "a", "queue"),
    _a("queue.dismiss", "x", "queue"),
    _a("queue.sell", "v", "queue"),
    _a("queue.send_again", "r", "queue"),
    _a("queue.arrived", "s", "queue"),
    _a("queue.send_later", "d", "queue"),
    _a("queue.zoom", "z", "queue"),
    _a("ticket.identify", "n", "queue ticket"),
    _a("ticket.contact", "N", "ticket"),
    _a("ticket.triage", "t", "queue ticket"),
    _a("ticket.give_back", "i", "queue ticket shift"),
    _a("ticket.hand_over", "h", "queue ticket shift"),
    _a("ticket.park", "p", "queue ticket"),
    _a("ticket.copy", "y", "queue ticket call"),
    _a("ticket.split", "s", "ticket"),
    _a("ticket.answer", "r", "ticket"),
    _a("ticket.similar", "S", "ticket"),
    _a("ticket.clarify", "c", "ticket triage"),
    _a("ticket.close", "x", "ticket"),
    _a("ticket.reopen", "z", "ticket"),
    _a("ticket.confirm_sender", "v", "ticket"),
    _a("ticket.take_out", "T", "ticket"),
    _a("ticket.note", "m", "ticket"),
    _a("ticket.appointment", "a", "ticket"),
    _a("ticket.file_wanted", "f", "ticket"),
    _a("ticket.call_back", "b", "ticket"),
    _a("ticket.project", "w", "ticket"),
    _a("ticket.agreement", "f6", "ticket ring"),
    _a("ticket.facts", "D", "ticket triage"),
    _a("ticket.which_agreement", "A", "ticket"),
    _a("ticket.credit", "C", "ticket backlog settle"),
    _a("ticket.merge", "f7", "ticket"),
    _a("ticket.move_message", "ctrl+g", "ticket"),
    _a("ticket.why", "d", "ticket"),
    _a("ticket.history", "o", "ticket"),
    _a("ticket.attachments", "l", "queue ticket"),
    _a("ticket.later", "right", "ticket"),
    _a("ticket.earlier", "left", "ticket"),
    _a("triage.mark", "m enter", "triage"),
    _a("triage.next_hint", "n", "triage"),
    _a("triage.suggested", "s", "triage"),
    _a("triage.topic", "a", "triage"),
    _a("triage.severity", "g", "triage"),
    _a("triage.weigh", "p", "triage"),
    _a("triage.blocking", "b", "triage"),
    _a("triage.send_back", "i", "triage"),
    _a("triage.clear", "x", "triage"),
    _a("triage.file", "f9", "triage"),
    _a("call.stop", "f5", "call"),
    _a("call.remote", "f6", "call"),
    _a("call.pause", "f7", "call"),
    _a("call.file", "f9", "call"),
    _a("call.cancel", "ctrl+n", "call"),
    _a("call.began", "ctrl+r", "call"),
    _a("call.ended", "ctrl+l", "call"),
    _a("call.warnings", "f12", "call"),
    _a("call.secret", "ctrl+t", "call"),
    _a("ring.outbound", "o", "ring"),
    _a("ring.new", "n", "ring"),
    _a("ring.blocking", "b", "ring"),
    _a("ring.keep", "f7", "ring"),
    _a("request.file", "f9", "request"),
    _a("request.customer", "f6", "request"),
    _a("request.discard", "ctrl+n", "request"),
    _a("callbacks.no_answer", "n", "callbacks"),
    _a("callbacks.busy", "o", "callbacks"),
    _a("callbacks.unreachable", "i", "callbacks"),
    _a("callbacks.written", "w", "callbacks"),
    _a("callbacks.drop", "x", "callbacks"),
    _a("callbacks.ticket", "t", "callbacks"),
    _a("agenda.whose", "m", "agenda"),
    _a("packs.sell", "v", "packs"),
    _a("packs.adjust", "a", "packs"),
    _a("backlog.reports", "r", "backlog"),
    _a("backlog.settle", "m", "backlog"),
    _a("reports.print", "p", "reports"),
    _a("reports.send", "s", "reports"),
    _a("reports.confirm", "c", "reports"),
    _a("backlog.void", "x", "reports"),
    _a("settle.commit", "f9", "settle"),
    _a("settle.earlier", "left p", "settle"),
    _a("settle.later", "right n", "settle"),
    _a("list.open", "enter", LIST),
    _a("list.down", "down j", LIST),
    _a("list.up", "up k", LIST),
    _a("list.first", "home g", LIST),
    _a("list.last", "end G", LIST),
    _a("list.page_down", "pagedown space", LIST),
    _a("list.page_up", "pageup", LIST),
    _a("dialog.accept", "f9", DIALOG),
    _a("dialog.cancel", "escape", DIALOG),
    _a("letter.put_in", "f6", LETTER),
    _a("letter.message_down", "f5 ctrl+down", LETTER),
    _a("letter.message_up", "ctrl+up", LETTER),
    _a("letter.message", "f7", LETTER),
    _a("letter.send_later", "ctrl+l", LETTER),
    _a("letter.discard", "ctrl+n", LETTER),
)

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}


# The keys that matter on each screen, in the order of the footer.
FOOTER: Mapping[str, tuple[str, ...]] = {
    "queue": tuple(
        "queue.take_next desk.call list.open ticket.triage queue.search queue.zoom desk.help".split()
    ),
    "zoomed": ("queue.zoom", "queue.take_next", "desk.call", "list.open", "ticket.triage", "desk.help"),
    "hand": tuple("list.open desk.call ticket.give_back ticket.hand_over ticket.park desk.help".split()),
    "waiting": ("list.open", "desk.call", "ticket.park", "ticket.triage", "queue.search", "desk.help"),
    "done": ("list.open", "desk.call", "queue.search", "desk.queue", "desk.help"),
    "post": ("list.open", "queue.recover", "queue.dismiss", "ticket.identify", "queue.search", "desk.help"),
    "letters_waiting": ("list.open", "queue.send_later", "queue.dismiss", "desk.help"),
    "letters": tuple(
        "list.open queue.send_again queue.arrived queue.send_later queue.dismiss desk.help".split()
    ),
    "ticket": ("desk.call", "ticket.answer", "ticket.triage", "ticket.close", "desk.back", "desk.help"),
    "resting": ("desk.call", "ticket.answer", "ticket.park", "ticket.triage", "desk.back", "desk.help"),
    "unsure": tuple(
        "desk.call ticket.confirm_sender ticket.identify ticket.triage desk.back desk.help".split()
    ),
    "unvouched": tuple(
        "desk.call ticket.confirm_sender ticket.take_out ticket.answer desk.back desk.help".split()
    ),
    "ended": ("desk.call", "ticket.reopen", "ticket.answer", "ticket.note", "desk.back", "desk.help"),
    "unmade": ("desk.call", "ticket.copy", "desk.back", "desk.help"),
    "triage": tuple(
        "triage.suggested triage.mark triage.file triage.next_hint triage.topic desk.back desk.help".split()
    ),
    "call": ("call.stop", "call.remote", "call.pause", "desk.call", "desk.back", "desk.help"),
    "still": ("call.file", "call.stop", "call.pause", "desk.call", "desk.back", "desk.help"),
    "ring": ("list.open", "ring.new", "ring.blocking", "ring.keep", "desk.back", "desk.help"),
    "request": ("request.file", "request.customer", "request.discard", "desk.call", "desk.back"),
    "callbacks": tuple(
        "list.open callbacks.no_answer callbacks.busy callbacks.unreachable callbacks.drop desk.help".split()
    ),
    "agenda": ("list.open", "agenda.whose", "desk.call", "desk.callbacks", "desk.back", "desk.help"),
    "shift": ("list.open", "ticket.give_back", "ticket.hand_over", "desk.back", "desk.leave", "desk.help"),
    "nobody": ("desk.call", "desk.queue", "desk.back", "desk.help"),
    "packs": ("list.open", "packs.sell", "packs.adjust", "queue.search", "desk.queue", "desk.help"),
    "backlog": ("list.open", "backlog.reports", "backlog.settle", "desk.queue", "desk.packs", "desk.help"),
    "reports": ("list.open", "reports.print", "reports.send", "reports.confirm", "backlog.void", "desk.help"),
    "month": ("list.open", "settle.earlier", "settle.later", "desk.back", "desk.help"),
    "settle": ("list.open", "settle.commit", "settle.earlier", "settle.later", "desk.help"),
}

# What is done with the row under the cursor: the footer keeps silent about it while the list is empty.
OF_A_ROW = frozenset(
    {
        *("list.open", "queue.recover", "queue.dismiss", "packs.adjust", "ring.outbound", "settle.commit"),
        *("backlog.void", "reports.print", "reports.send", "reports.confirm"),
        *("ticket.identify", "ticket.triage", "ticket.give_back", "ticket.hand_over", "ticket.park"),
        *(action.id for action in ACTIONS if action.screens == ("callbacks",)),
    }
)

# While a field has the keyboard, a letter is written into it: these must be within reach there too.
NEEDED_IN_FIELDS = frozenset(
    (
        *("desk.back", "desk.quit", "dialog.accept", "dialog.cancel", "request.file", "call.file"),
        "request.discard",
        *(action.id for action in ACTIONS if action.screens == (LETTER,)),
    )
)

# Carried out before the keys behind them are handed to a field: a password follows, and must not end there.
BEFORE_FIELDS = frozenset({"call.secret"})
# Done over a dialog too, by a key that no field takes: the telephone does not wait.
OVER_A_DIALOG = (
    "desk.call",
    "desk.silence",
    "desk.running",
    "desk.callbacks",
    "queue.take_next",
    "desk.help",
)

_SIGNS = {"question_mark": "?", "slash": "/", "up": "↑", "down": "↓", "left": "←", "right": "→"}
_WORDS = ("escape", "enter", "space", "pageup", "pagedown", "home", "end")


class KeymapError(ValueError):
    """A keymap that cannot be used; the text says what and why, `id` of which action."""

    def __init__(self, text: str, id: str) -> None:
        super().__init__(text)
        self.id = id


def key_name(key: str) -> str:
    """How a key is written for people: `F4`, `Invio`, `Ctrl+P`, `Alt+H`."""
    if key in _SIGNS:
        return _SIGNS[key]
    if key in _WORDS:
        return t(f"actions.key.{key}")
    held, _, rest = key.partition("+")
    if rest:
        return f"{held.title()}+{rest.upper() if len(rest) == 1 else key_name(rest)}"
    return key.upper() if len(key) > 1 else key


def written(action: Action, keymap: Mapping[str, str] | None = None) -> str:
    """Its keys as people write them; of one without a key, that of the palette, where it is found by name."""
    return " ".join(key_name(key) for key in keys_of(action, keymap) or BY_ID["desk.palette"].keys)


def typed_key(key: str) -> bool:
    """Whether a field that is typed in takes this key for itself."""
    from deskterm.keynames import SIGNS

    return len(key) == 1 or key == "space" or key in SIGNS


def on_screen(screen: str) -> tuple[Action, ...]:
    """What can be done on `screen`, its own actions before the ones of every screen."""
    own = [action for action in ACTIONS if screen in action.screens]
    return (*own, *(action for action in ACTIONS if action.on(screen) and action not in own))


def elsewhere(key: str, screen: str, keymap: Mapping[str, str] | None = None) -> tuple[Action, ...]:
    """What a key that does nothing on `screen` does on other screens."""
    return tuple(
        action
        for action in ACTIONS
        if not action.on(screen) and set(action.screens) & set(SCREENS) and key in keys_of(action, keymap)
    )


def keys_of(action: Action, keymap: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The keys of an action, the user's own where the keymap names it."""
    own = (keymap or {}).get(action.id)
    return tuple(_normal(key) for key in own.split(",")) if own else action.keys


def _normal(key: str) -> str:
    from deskterm.keynames import normal

    return normal(key) or key.strip()


def check_keymap(keymap: Mapping[str, str]) -> None:
    """Refuse unknown ids, empty keys, keys that are none and two actions on one key of one screen.

    Textual itself drops the other binding without a word. Raises KeymapError.
    """
    for id, keys in keymap.items():
        if id not in BY_ID:
            raise KeymapError(t("actions.keymap.unknown", id=id, nearest=_nearest(id)), id)
        _check_keys(BY_ID[id], [key.strip() for key in keys.split(",")])
    for screen in (*SCREENS, DIALOG, LETTER):
        _check_screen(screen, keymap)


def _check_keys(action: Action, keys: Sequence[str]) -> None:
    from deskterm.keynames import nearest, normal

    usual = key_name(action.keys[-1]) if action.keys else "f10"
    if not all(keys):
        raise KeymapError(t("actions.keymap.empty", id=action.id, usual=usual), action.id)
    for key in keys:
        if not normal(key):
            text = t("actions.keymap.no_key", key=key, id=action.id, nearest=nearest(key))
            raise KeymapError(text, action.id)
    if action.id in NEEDED_IN_FIELDS and all(typed_key(_normal(key)) for key in keys):
        text = t("actions.keymap.typed", key=keys[0], id=action.id, usual=usual)
        raise KeymapError(text, action.id)


def _check_screen(screen: str, keymap: Mapping[str, str]) -> None:
    held: dict[str, Action] = {}
    lists = LIST if screen in LISTS else DIALOG if screen == LETTER else ""
    for action in (*on_screen(screen), *(on_screen(lists) if lists else ())):
        for key in keys_of(action, keymap):
            other = held.setdefault(key, action)
            if other is not action and {other.id, action.id} & keymap.keys():
                text = t("actions.keymap.clash", key=key_name(key), one=other.id, two=action.id)
                raise KeymapError(text, action.id if action.id in keymap else other.id)


def _nearest(id: str) -> str:
    from difflib import get_close_matches

    found = get_close_matches(id, BY_ID, n=1, cutoff=0)
    return found[0]


def bindings(screen: str) -> list[Binding]:
    """Textual's bindings for the actions that belong to `screen` alone, each with its id."""
    from textual.binding import Binding

    return [
        Binding(
            ",".join(action.keys),
            action.run,
            id=action.id,
            show=False,
            priority=action.id in BEFORE_FIELDS,
        )
        for action in ACTIONS
        if screen in action.screens and action.keys
    ]


def table(keymap: Mapping[str, str] | None = None) -> list[tuple[str, str, str, str]]:
    """Rows (screen, keys, label, id) for `deskterm keys` and the handbook."""
    return [
        (screen, written(action, keymap), action.label, action.id)
        for screen in (EVERYWHERE, *SCREENS, LIST, DIALOG, LETTER)
        for action in ACTIONS
        if screen in action.screens
    ]
