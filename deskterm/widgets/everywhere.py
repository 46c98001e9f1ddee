"""What can be done on every screen: call, help, undo, palette, language, colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import ModalScreen

from deskterm import locale
from deskterm.actions import BY_ID, LETTER, OVER_A_DIALOG, elsewhere, key_name, keys_of, typed_key
from deskterm.keynames import is_meant
from deskterm.locale import figures, t
from deskterm.widgets import themes
from deskterm.widgets.dialogs.boxes import Dialog
from deskterm.widgets.part import Part
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.status.line import draw
from deskterm.widgets.status.spoken import Kind, Saying
from deskterm.widgets.work import Deed, OnFailed

TAKE_NEXT = "action_take_next"  # of a screen that shows the ticket in its own way
Remember = Callable[[str, str], str]

if TYPE_CHECKING:
    from textual.app import App

    Base = App[Any]
else:
    Base = object


@dataclass
class Late:
    """An answer that comes when one has gone on: what it says, and the titles of what it does not open."""

    said: str
    kept: list[str] = field(default_factory=list)


class Everywhere(Base):
    """Mixin of the application: the actions that belong to no single screen."""

    own_keys: dict[str, str]
    remember: Remember | None
    running: Any
    paused: Any
    rings: Any
    desk: Any
    spoken: Saying
    _late: Late | None = None
    _done: Deed | None = None

    @property
    def desk_screen(self) -> DeskScreen | None:
        """The topmost screen of the desk, beneath any dialog."""
        stack = self._screen_stacks.get(self._current_mode, [])
        return next((screen for screen in reversed(stack) if isinstance(screen, DeskScreen)), None)

    def open(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Show the screen behind a door on top of this one, and give it."""
        raise NotImplementedError

    def standing(self) -> tuple[Any, ...]:
        """Where one is now: the desk's screen, its place, and what lies on top."""
        screen, stack = self.desk_screen, self._screen_stacks.get(self._current_mode, [])
        return screen, screen.place if screen is not None else "", stack[-1] if stack else None

    @contextmanager
    def answering(self, *, opens: bool, why: str = "") -> Iterator[None]:
        """An answer arrives; unless it `opens`, it opens nothing, and that is said with `why`."""
        if opens:
            yield
            return
        self._late = Late(why)
        try:
            yield
        finally:
            late, self._late = self._late, None
            for title in late.kept[:1]:
                self.say(f"{late.said}\n{t('app.elsewhere', what=title)}".strip(), how="warning")

    def push_screen(self, screen: Any, *args: Any, **kwargs: Any) -> Any:
        """What an answer would open elsewhere stays away; what is said stands under a dialog too."""
        if self._late is not None:
            self._late.kept.append(screen.title_text())
            return None
        pushed = super().push_screen(screen, *args, **kwargs)
        self.call_later(draw, self)
        if isinstance(screen, ModalScreen) and (beneath := self.desk_screen) is not None:
            beneath.call_later(beneath.keys_changed)
        return pushed

    def say(self, text: str, *, how: Kind | None = None) -> None:
        """Say something in the line above the keys, in the place of what was said before."""
        if self._late is not None:
            self._late.said = text
        deed = self._done if how is None else None
        kind: Kind = how or ("information" if deed is None else "done")
        action = "desk.undo" if deed is not None and deed.can_undo else ""
        self.spoken.answer(text, kind, at=self.desk.now(), action=action)

    def notify(self, message: str, **given: Any) -> None:
        """What Textual itself has to say goes into the line too: no box lies over the work."""
        self.say(message, how="error" if given.get("severity") == "error" else "information")

    @contextmanager
    def having_done(self, deed: Deed) -> Iterator[None]:
        """What is said inside is said of a deed that was done."""
        before, self._done = self._done, deed
        try:
            yield
        finally:
            self._done = before

    def action_messages(self) -> None:
        """What was said, whole, with its times."""
        from deskterm.widgets.dialogs.messages import Messages

        said = sorted(self.spoken.kept, key=lambda word: word.at)  # what is due is said again as it changes
        self.push_screen(Messages(said, self.desk.service.tz))

    def action_call(self) -> None:
        """Somebody rings: who is it? The number that rings now is looked for, else a ticket is beneath."""
        below: Any = self.desk_screen
        name = getattr(below, "NAME", "")
        if name == "ring" and _bared(self._screen_stacks[self._current_mode], below):
            rang = self.rings.answer(instead_of=below.typed())
            below.take_up(rang, self.rings.name)
            return
        code = str(getattr(below, "code", "")) if name == "ticket" else ""
        rang = self.rings.answer()
        self.open("ring", beneath=code, rang=rang, called=self.rings.name if rang else "")

    def action_silence(self) -> None:
        """The call that rings is not for this desk: its card goes."""
        if not self.rings.silence():
            self.say(t("app.no_ring"))

    def action_running(self) -> None:
        """To the running call, or to the one in pause; from there round all that wait."""
        call, here = self.running or self.paused, self.desk_screen
        if call is None:
            self.say(t("app.no_call"))
            return
        round_, shown = list(dict.fromkeys((call.group_id, *call.held))), None
        if getattr(here, "NAME", "") == "call":
            shown = getattr(here, "group_id", None) or call.group_id
        after = round_[(round_.index(shown) + 1) % len(round_)] if shown in round_ else call.group_id
        if shown == after:
            self.say(t("app.here_already"))
        else:
            self.open("call", after)

    def action_take_next(self) -> None:
        """The next of the queue, from wherever one is."""
        queue = self._screen_stacks.get("queue", [])[:1]
        for screen in (self.desk_screen, *queue):
            if screen is not None and (take := getattr(screen, TAKE_NEXT, None)) is not None:
                take()
                return

    def action_callbacks(self) -> None:
        """To the customers who wait for a call."""
        if getattr(self.desk_screen, "NAME", "") != "callbacks":
            self.open("callbacks")
        else:
            self.say(t("app.here_already"))

    def action_technician(self) -> None:
        """Who works here: added, and there at once for whoever hands a ticket over; corrected, or removed."""
        from deskterm.desk.upkeep import technicians

        def add(screen: DeskScreen, given: dict[str, str], refused: OnFailed) -> None:
            name, full_name, role = given["name"], given["full_name"], given["role"]
            if role == "gone":
                gone = lambda _: self.say(t("app.technician.removed", name=name))  # noqa: E731
                screen.do(technicians.remove, screen.desk, name, done=gone, failed=refused)
                return
            said = lambda one: self.say(  # noqa: E731
                t("app.technician.changed" if one.was else "app.technician.added", name=name)
            )
            told: dict[str, Any] = {"full_name": full_name, "role": role}
            screen.do(technicians.add, screen.desk, name, **told, done=said, failed=refused)

        self._fill_in("technician", then=add)

    def action_trust(self) -> None:
        """Whom the desk believes about a mail's sender: looked at, and said anew (S7)."""
        from deskterm.desk.upkeep import mail_trust

        screen = self.desk_screen

        def believe(screen: DeskScreen, given: tuple[list[str], ...], refused: OnFailed) -> None:
            said = lambda _: self.say(t("app.trust.said"))  # noqa: E731
            servers, below, providers = given
            screen.do(
                mail_trust.believe,
                screen.desk,
                servers=servers,
                beneath=below,
                providers=providers,
                done=said,
                failed=refused,
            )

        if screen is not None:
            shown = lambda now: self._fill_in("trust", now, then=believe)  # noqa: E731
            screen.ask(mail_trust.believed, screen.desk, done=shown)

    def _fill_in(self, name: str, *given: Any, then: Callable[[DeskScreen, Any, OnFailed], Any]) -> None:
        """Open a form; where the desk refuses what it gives, it opens again with that and the reason."""
        if (screen := self.desk_screen) is None:
            return
        part: Part[Any] = Part(screen)
        take = partial(then, screen)
        form: Any = None
        refused = lambda error: part.fill_in(form.anew(part.why(error), error), take)  # noqa: E731
        form = self.open(name, *given, then=lambda told: None if told is None else take(told, refused))

    def action_fetch(self) -> None:
        """The mailboxes are looked at now, whatever pause whoever reads them makes."""
        from deskterm.desk.post import accounts

        screen = self.desk_screen
        if screen is not None:
            said = lambda names: self.say(t("app.fetching", names=", ".join(names)))  # noqa: E731
            screen.do(accounts.fetch_soon, screen.desk, done=said)

    def action_over(self, name: str) -> None:
        """To what is promised for when, or to what is loose before one leaves: over what is there."""
        if getattr(self.desk_screen, "NAME", "") != name:
            self.open(name)
        else:
            self.say(t("app.here_already"))

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """A key that the help names and that does nothing now says so; some keys work over a dialog too."""
        done: bool = await super()._check_bindings(key, priority)
        if not done and priority:
            done = await self._over_a_dialog(key)
        elif not done and (small := _small(self, key)):
            done = await super()._check_bindings(small)
        if not done and not priority:
            self._say_why_not(key)
        return done

    async def _over_a_dialog(self, key: str) -> bool:
        """What the telephone asks for waits for no dialog: it lies over it, and the dialog stays as it is."""
        screen = self.desk_screen
        if screen is None or screen is self.screen or typed_key(key):
            return False
        if any(key in held.key_to_bindings for _, held in self.screen._modal_binding_chain):
            return False
        for action in (BY_ID[one] for one in OVER_A_DIALOG):
            if key in keys_of(action, self.own_keys):
                done: bool = await self.run_action(action.run, screen)
                return done
        return False

    def _say_why_not(self, key: str) -> None:
        screen, top = self.desk_screen, self.screen
        if isinstance(top, Dialog):
            if is_meant(key):
                top.say_what_it_waits_for()
        elif screen is not None and screen is top and screen.NAME and (why := _why_not(self, screen, key)):
            self.say(why)

    def action_command_palette(self) -> None:
        """Every action by its name."""
        from deskterm.widgets.dialogs.palette import Palette

        if not Palette.is_open(self):
            self.push_screen(Palette())

    def action_help_quit(self) -> None:
        """Ctrl+C neither quits nor loses anything; it says how to leave."""
        self.say(t("app.how_to_quit"))

    def action_help(self) -> None:
        """The `?` sheet of the screen on top."""
        from deskterm.widgets.dialogs.help_sheet import HelpSheet

        screen, top = self.desk_screen, self.screen
        own: Any = getattr(top, "named", None)
        if isinstance(top, Dialog) and own is None:
            over = [BY_ID[id] for id in OVER_A_DIALOG]
            self.push_screen(HelpSheet("", over, self.own_keys, types=True, head=top.help_text()))
        elif isinstance(top, Dialog):
            self.push_screen(HelpSheet(LETTER, own(), self.own_keys, types=True))
        elif screen is not None and screen.NAME:
            self.push_screen(HelpSheet(screen.NAME, screen.named(), self.own_keys, types=screen.TYPES))

    def action_undo(self) -> None:
        """Take the last deed back, after saying which it is."""
        from deskterm.widgets.dialogs.undo import offer_undo

        if (screen := self.desk_screen) is not None:
            offer_undo(screen)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of ours that another theme may lack."""
        return {"rule": themes.RULE, **themes.ALARMS}

    def action_theme(self) -> None:
        """Dark, light, high contrast, and round again."""
        at = themes.NAMES.index(self.theme) if self.theme in themes.NAMES else 0
        self.theme = themes.NAMES[(at + 1) % len(themes.NAMES)]
        self._choose("theme", self.theme, t(f"app.theme.{self.theme.removeprefix('desk-')}"))

    async def action_language(self) -> None:
        """The next language of which there are catalogues, at once and everywhere."""
        known = locale.languages()
        locale.choose(known[(known.index(locale.language()) + 1) % len(known)])
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, DeskScreen):
                    screen.call_next(screen.retranslate)  # in its own turn: no answer meets half a screen
        self._choose(
            "language", locale.language(), t("app.language", language=figures.tongue(locale.language()))
        )

    def _choose(self, name: str, value: str, told: str) -> None:
        """Say what is chosen now, and keep it for the next start."""
        self.say(told)
        screen = self.desk_screen
        if self.remember is not None and screen is not None:
            not_kept = lambda why: self.say(t("app.not_kept", told=told, why=why)) if why else None  # noqa: E731
            screen.ask(self.remember, name, value, done=not_kept)


def _bared(stack: list[Any], screen: Any) -> bool:
    """Whether nothing lies on this screen any more: a dialog that holds nothing of anybody's goes."""
    above = stack[stack.index(screen) + 1 :]
    if any(one.holds_text() for one in above if hasattr(one, "holds_text")):
        return False
    for dialog in reversed(above):
        dialog.dismiss(None)
    return True


def _why_not(app: Everywhere, screen: DeskScreen, key: str) -> str:
    """Why a key does nothing here now, in one sentence; "" for one that nobody means anything by."""
    for action in screen.named():
        if key in keys_of(action, app.own_keys):
            return t("app.not_now", what=action.label)
    others, name = elsewhere(key, screen.NAME, app.own_keys), key_name(key)
    if any(action.screens == ("call",) for action in others) and not typed_key(key):
        call = app.running or app.paused
        to_call = key_name(keys_of(BY_ID["desk.running"], app.own_keys)[0])
        return t("app.on_the_call" if call else "app.no_call_for", key=name, to_call=to_call)
    if others:
        where = t(f"actions.screen.{others[0].screens[0]}")
        return t("app.on_another", key=name, what=others[0].label, where=where)
    return t("app.no_meaning", key=name) if is_meant(key) else ""


def _small(app: Everywhere, key: str) -> str:
    """With Caps Lock a letter that has no meaning as a capital means what it means small.

    One that has a meaning on another screen is meant as such: that of the small one is another deed.
    """
    if len(key) != 1 or not key.isalpha() or not key.isupper():
        return ""
    screen = app.desk_screen
    if screen is not None and screen is app.screen and elsewhere(key, screen.NAME, app.own_keys):
        return ""
    return key.lower()
