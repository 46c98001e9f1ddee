"""No circle anywhere: neither of modules nor of the rooms within a room.

An arrow is an import wherever it stands. A late one inside a function still goes round for who reads, and one
under TYPE_CHECKING too: two modules that need each other's types are one.
"""

from __future__ import annotations

import ast
from functools import cache

import pytest

from tests.house.code import ROOT, dotted, modules, tree, walked

ROOMS = ("desk", "desk.steps", "screens", "storage", "models", "commands", "widgets", "mail", "documents")
Arrows = dict[str, set[str]]


@cache
def arrows() -> Arrows:
    """Every module of ours -> those that it imports."""
    paths = {dotted(path): path for path in modules()}
    return {name: set(imported(tree(path), set(paths))) - {name} for name, path in paths.items()}


def imported(module: ast.Module, known: set[str]):
    """The modules of ours that a module imports, from wherever in its text."""
    for node in walked(module):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            yield from {name, name.rpartition(".")[0]} & known if name not in known else {name}


def within(room: str) -> Arrows:
    """The arrows between the parts of a room: its folders and its own modules."""
    start = f"deskterm.{room}."
    depth = start.count(".")

    def part(name: str) -> str:
        return ".".join(name.split(".")[: depth + 1])

    found: Arrows = {}
    for name, others in arrows().items():
        if name.startswith(start):
            inside = {part(other) for other in others if other.startswith(start)}
            found.setdefault(part(name), set()).update(inside - {part(name)})
    return found


def circle(arrows: Arrows) -> str:
    """A circle as `one -> other -> one`; "" where there is none."""
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> str:
        if name in way:
            return " -> ".join((*way[way.index(name) :], name))
        if name in done:
            return ""
        found = next(
            (found for other in sorted(arrows.get(name, ())) if (found := walk(other, (*way, name)))), ""
        )
        done.add(name)
        return found

    return next((found for name in sorted(arrows) if (found := walk(name, ()))), "")


def test_no_modules_import_each_other_in_a_circle():
    assert len(arrows()) > 300
    assert sum(map(len, arrows().values())) > 1500
    assert circle(arrows()) == ""


@pytest.mark.parametrize("room", ROOMS)
def test_the_parts_of_a_room_stand_in_no_circle(room):
    found = within(room)
    assert len(found) > 2
    assert circle(found) == ""


def test_every_room_with_parts_is_looked_at():
    divided = {
        path.name for path in ROOT.iterdir() if (path / "__init__.py").is_file() and path.name != "locale"
    }
    assert divided <= set(ROOMS)


def test_a_circle_is_named_by_its_members():
    there = {"a": {"b"}, "b": {"c"}, "c": {"d", "b"}, "d": set()}
    assert circle(there) == "b -> c -> b"
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == ""


@pytest.mark.parametrize(
    "line",
    [
        "from deskterm.desk.packs import packs",
        "from deskterm.desk.packs.packs import sell",
        "import deskterm.desk.packs.packs",
        "def late():\n    from deskterm.desk.packs.packs import sell",
        "if TYPE_CHECKING:\n    from deskterm.desk.packs.packs import sell",
    ],
)
def test_an_import_is_an_arrow_wherever_it_stands(line):
    assert set(imported(ast.parse(line), set(arrows()))) == {"deskterm.desk.packs.packs"}
