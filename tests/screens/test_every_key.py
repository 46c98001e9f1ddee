"""Every key that a screen's help names does something or says why not; none leads nowhere."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from functools import cache

import deskterm.screens
import deskterm.widgets
import pytest
from deskterm.app import DeskApp
from deskterm.desk.terms import files
from deskterm.widgets.screen import DeskScreen
from textual.dom import DOMNode
from textual.screen import Screen

from tests.screens.walking import MOVES, Place, Walk, places

ACTION = re.compile(r"(?:(app|screen|focused)\.)?(\w+)")


def parts() -> list[type[DOMNode]]:
    """Every screen, dialog and widget of ours, and the program itself."""
    modules = [
        importlib.import_module(found.name)
        for room in (deskterm.screens, deskterm.widgets)
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    ]
    classes = {one for module in modules for _, one in inspect.getmembers(module, inspect.isclass)}
    ours = [one for one in classes if issubclass(one, DOMNode) and one.__module__.startswith("deskterm")]
    ours = [one for one in ours if getattr(one, "NAME", "a dialog, a widget")]  # not the base of all screens
    assert len(ours) > 40, "where are the screens?"
    return [DeskApp, *sorted(ours, key=lambda one: one.__qualname__)]


@cache
def made(owner: type) -> object:
    """A screen as it is opened, with the parts that it has; everything else as it is written."""
    if not issubclass(owner, DeskScreen):
        return owner
    wanted = inspect.signature(owner).parameters.values()
    return owner(
        *["" for one in wanted if one.default is one.empty and one.kind == one.POSITIONAL_OR_KEYWORD]
    )


def able(owner: type, name: str) -> bool:
    return hasattr(made(owner), f"action_{name}") or hasattr(owner, f"_action_{name}")


def owners(part: type[DOMNode], namespace: str) -> list[type]:
    """Who must know an action of `part`: the part itself, the program, or the screens of its room."""
    if namespace == "app":
        return [DeskApp]
    if namespace != "screen":
        return [part]
    room = f"{part.__module__.rpartition('.')[0]}."
    return [one for one in parts() if issubclass(one, Screen) and one.__module__.startswith(room)]


def test_the_screens_are_all_looked_at():
    assert {"TicketScreen", "CallScreen", "QueueScreen", "GateScreen", "FindCustomer", "WindowList"} <= {
        one.__name__ for one in parts()
    }


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.__name__)
def test_the_action_of_every_key_exists(part):
    for bindings in part._merged_bindings.key_to_bindings.values() if part._merged_bindings else ():
        for binding in bindings:
            namespace, name = ACTION.match(binding.action).groups()
            known = owners(part, namespace)
            assert any(able(owner, name) for owner in known), (binding.key, binding.action)


async def walked(walk: Walk, place: Place, *, own: bool) -> None:
    keys = await walk.keys(place, own=own)
    await walk.over(place.scene, [(place, key) for key in keys])


async def test_no_named_key_is_dead_on_the_screens_of_a_demo(tmp_path):
    walk = Walk("delta-system", (80, 24), tmp_path)
    for place in one_of_each(places("delta-system")):
        keys = await walk.keys(place, own=True)
        await walk.over(place.scene, [(place, key) for key in keys if key not in MOVES])
    for place in {place.keys[-1]: place for place in walk.dialogs.values()}.values():
        keys = await walk.keys(place, own=True)
        await walk.over(place.scene, [(place, key) for key in keys if key not in ("j", "k", "g", "G")])
    assert walk.pressed > 100
    assert not walk.faults, "\n".join(map(str, walk.faults))


async def test_a_work_reports_page_turns_with_every_key_of_a_list(tmp_path):
    walk = Walk("delta-system", (80, 24), tmp_path)
    page = Place("plain", "reports", (), ("enter",))
    await walk.over("plain", [(page, key) for key in sorted(MOVES)])
    assert walk.pressed == len(MOVES) and [str(fault) for fault in walk.faults] == []


def one_of_each(all_places: list[Place]) -> list[Place]:
    """One ticket stands for the others, one call for its states, one view of tickets for three."""
    kept: dict[tuple, Place] = {}
    for place in all_places:
        door = "view" if place.door in ("hand", "waiting", "done") else place.door
        kept.setdefault((door, place.door == "ring" and place.args, place.keys), place)
    return list(kept.values())


@pytest.mark.trial
@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("service", files.names())
async def test_every_named_key_on_every_screen_and_page_of_every_demo(tmp_path, service, size):
    walk = Walk(service, size, tmp_path)
    for place in places(service):
        await walked(walk, place, own=False)
    for place in list(walk.dialogs.values()):
        await walked(walk, place, own=False)
    assert walk.pressed > 500
    assert not walk.faults, "\n".join(map(str, walk.faults))


async def test_no_field_keeps_a_key_of_its_screen_for_itself(tmp_path):
    """Letters are typed; F keys and Ctrl keys that the help names reach the screen from every field."""
    walk = Walk("delta-system", (80, 24), tmp_path)
    taken = [found for place in one_of_each(places("delta-system")) for found in await walk.kept(place)]
    assert taken == []
