"""Law 12: a screen has its parts: no long chain of classes, no god at its end, no reach behind the scenes."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from functools import cached_property
from types import FunctionType

import deskterm
import pytest
from deskterm.screens.ticket.screen import TicketScreen
from deskterm.widgets.part import ActionClash, Host, Part
from deskterm.widgets.screen import DeskScreen

from tests.house.code import modules, nodes, where

CHAIN = 4  # classes of ours above each other, the class itself counted
METHODS = 60  # of the whole chain
METHOD = (FunctionType, property, classmethod, staticmethod, cached_property)


def ours() -> list[type]:
    """Every class of the program, of whatever room."""
    names = [found.name for found in pkgutil.walk_packages(deskterm.__path__, "deskterm.")]
    found = {
        one
        for name in names
        if not name.endswith("__main__")
        for one in vars(importlib.import_module(name)).values()
        if isinstance(one, type) and one.__module__.startswith("deskterm")
    }
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


def chain(one: type) -> list[type]:
    """The class and those of ours that it is built on."""
    return [step for step in one.__mro__ if step.__module__.startswith("deskterm")]


def methods(one: type) -> int:
    """Functions and properties of the whole chain, each as often as it is written down."""
    return sum(isinstance(found, METHOD) for step in chain(one) for found in vars(step).values())


def too_long(classes: list[type]) -> list[str]:
    return [f"{one.__qualname__}: {len(chain(one))} classes" for one in classes if len(chain(one)) > CHAIN]


def too_large(classes: list[type]) -> list[str]:
    return [f"{one.__qualname__}: {methods(one)} methods" for one in classes if methods(one) > METHODS]


def test_no_class_stands_on_a_ladder():
    assert TicketScreen in ours() and len(ours()) > 300
    assert too_long(ours()) == []


def test_no_class_does_everything():
    assert too_large(ours()) == []


def test_a_rung_too_many_is_seen():
    ladder = [DeskScreen]
    for number in range(3):
        ladder.append(type(f"Rung{number}", (ladder[-1],), {"__module__": "deskterm.screens"}))
    assert too_long(ladder) == ["Rung2: 5 classes"]


def test_a_method_too_many_is_seen():
    room = METHODS - methods(DeskScreen)
    many = {f"m{n}": (lambda self: None) if n % 2 else property(lambda self: None) for n in range(room)}
    full = type("Full", (DeskScreen,), {"__module__": "deskterm.screens", **many})
    over = type("Over", (full,), {"__module__": "deskterm.screens", "more": classmethod(print)})
    assert too_large([full, over]) == [f"Over: {METHODS + 1} methods"]


def test_there_is_room_for_a_screen_above_what_all_screens_are():
    assert methods(DeskScreen) <= 40


# Parts


class Greets(Part[Host]):
    """A part with one action."""

    def action_greet(self) -> None:
        """Greet."""
        self.greeted = True


class GreetsToo(Part[Host]):
    """Another part with the same one."""

    def action_greet(self) -> None:
        """Greet again."""


class Greeting(DeskScreen):
    """A screen that greets by itself."""

    def action_greet(self) -> None:
        """Greet."""


def test_an_action_of_a_part_is_one_of_the_screens():
    screen = DeskScreen()
    part = Greets(screen)
    screen.has(part)
    screen.action_greet()
    assert part.greeted


def test_two_parts_with_one_action_are_refused():
    screen = DeskScreen()
    with pytest.raises(ActionClash, match=r"GreetsToo\.action_greet"):
        screen.has(Greets(screen), GreetsToo(screen))


def test_a_part_takes_no_action_from_its_screen():
    screen = Greeting()
    with pytest.raises(ActionClash, match=r"Greeting: Greets\.action_greet"):
        screen.has(Greets(screen))


def reaches(path) -> list[str]:
    """Where a part uses what is private to its screen or to another part."""
    return [
        f"{where(path, node)} {ast.unparse(node)}"
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and is_another(node.value)
    ]


def is_another(owner: ast.expr) -> bool:
    """Whether this is what one has, `self.screen`, `self._letters`, and not oneself."""
    if isinstance(owner, ast.Attribute):
        return isinstance(owner.value, ast.Name) and owner.value.id in ("self", "part")
    return isinstance(owner, ast.Name) and owner.id == "screen"


def test_a_part_keeps_to_what_its_screen_offers():
    found = [one for path in modules("screens") for one in reaches(path)]
    assert found == []


@pytest.mark.parametrize("reach", ["self.screen._loaded", "screen._view", "self._letters._drafts"])
def test_a_reach_behind_the_scenes_is_seen(tmp_path, monkeypatch, reach):
    path = tmp_path / "part.py"
    path.write_text(f"class P:\n    def go(self):\n        return {reach}\n", encoding="utf-8")
    monkeypatch.setattr("tests.house.code.REPOSITORY", tmp_path)
    assert reaches(path) == [f"part.py:3 {reach}"]
