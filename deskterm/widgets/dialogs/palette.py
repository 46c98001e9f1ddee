"""The command palette: the actions of the screen on top, by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, cast

from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets.option_list import Option

from deskterm.actions import Action, key_name, keys_of, on_screen
from deskterm.locale import t
from deskterm.models.basics.folding import folded
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
        """Those in whose name or help the words stand, or parts of words; else those with the letters."""
        asked = folded(query).split()
        ranked = ((_rank(asked, self._label(one), one.help), one) for one in self._actions())
        if found := [(rank, one) for rank, one in ranked if rank]:
            for rank, action in found:
                exact = folded(action.label) == " ".join(asked)  # what is called so comes first
                yield self._hit(action, rank + exact, self._marked(self._label(action), asked))
            return
        matcher = self.matcher(query)
        for action in self._actions():
            label = self._label(action)
            score = max(matcher.match(label), matcher.match(action.help) * 0.5)
            if score > 0:
                yield self._hit(action, score, matcher.highlight(label))

    def _marked(self, label: str, asked: Iterable[str]) -> Content:
        """A name in which the words that were typed stand out."""
        content, small = shown(label), folded(label)
        for one in asked if len(small) == len(label) else ():
            if (at := small.find(one)) >= 0:
                content = content.stylize(self.match_style or "bold", at, at + len(one))
        return content

    def _hit(self, action: Action, score: float, label: Content) -> Hit:
        return Hit(score, label, partial(self._run, action), help=action.help)

    async def _run(self, action: Action) -> None:
        await self.app.run_action(action.run, self.screen)


def _rank(asked: Sequence[str], name: str, help_: str) -> float:
    """How well every word of a question is met, by the worst of them; 0 where one of them stands nowhere.

    The beginning of the name counts most, then that of one of its words, then a part within one; what is
    said of the action counts less than any of its name.
    """
    name, help_ = folded(name), folded(help_)
    return min(
        (
            6.0 * name.startswith(one)
            or 5.0 * _begins(one, name)
            or 4.0 * (one in name)
            or 2.0 * _begins(one, help_)
            or 1.0 * (one in help_)
            for one in asked
        ),
        default=0.0,
    )


def _begins(part: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(part)}", text) is not None


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
