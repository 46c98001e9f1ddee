"""The command palette: the actions of the screen on top, by their names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, cast

from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.widgets.option_list import Option

from deskterm.actions import Action, key_name, keys_of, on_screen
from deskterm.locale import t
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.shown import shown
from deskterm.widgets.work import once


class Actions(Provider):
    """Every action of `actions.py` that the present screen allows."""

    def _actions(self) -> Iterable[Action]:
        screen = self.screen
        if isinstance(screen, DeskScreen):
            for action in on_screen(screen.NAME):
                if "." in action.run or screen.check_action(action.run, ()):
                    yield action

    def _label(self, action: Action) -> str:
        keymap = cast(Any, self.app).own_keys
        keys = " ".join(key_name(key) for key in keys_of(action, keymap))
        return f"{action.label}  {keys}".rstrip()

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for action in self._actions():
            yield DiscoveryHit(
                self._label(action), partial(self._run, action), text=action.label, help=action.help
            )

    async def search(self, query: str) -> Hits:
        """Those whose name or help matches."""
        matcher = self.matcher(query)
        for action in self._actions():
            label = self._label(action)
            score = max(matcher.match(label), matcher.match(action.help) * 0.5)
            score += action.label.casefold() == query.strip().casefold()  # what is called so comes first
            if score > 0:
                yield Hit(score, matcher.highlight(label), partial(self._run, action), help=action.help)

    async def _run(self, action: Action) -> None:
        await self.app.run_action(action.run, self.screen)


class Palette(CommandPalette):
    """Textual's palette in the user's language, without its picture."""

    DEFAULT_CSS = "Palette SearchIcon { display: none; }"

    def __init__(self) -> None:
        super().__init__(placeholder=t("widgets.palette.hint"), id="--command-palette")

    def _start_no_matches_countdown(self, search_value: str) -> None:
        self._stop_no_matches_countdown()
        if search_value.strip():
            self._no_matches_timer = once(self, self._NO_MATCHES_COUNTDOWN, self._say_nothing_found)

    def _say_nothing_found(self) -> None:
        nothing = Option(shown(t("widgets.palette.nothing")), id=self._NO_MATCHES, disabled=True)
        self.query_one(CommandList).add_option(nothing)
        self._list_visible = True
