"""Rooms, arrows, circles, ladders and sizes of a checkout, counted from its syntax."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Arrows = dict[str, set[str]]


def modules(root: Path) -> list[Path]:
    """Every module of the program."""
    return sorted((root / "deskterm").rglob("*.py"))


def dotted(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def per_folder(root: Path) -> dict[str, int]:
    """Modules of each folder, `__init__` left out."""
    found: dict[str, int] = defaultdict(int)
    for path in modules(root):
        if path.stem != "__init__":
            found[path.parent.relative_to(root).as_posix()] += 1
    return dict(found)


def imported(path: Path, known: set[str]) -> Iterator[str]:
    """The modules of ours that a module imports, late ones too."""
    for node in ast.walk(tree(path)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            for candidate in (name, name.rpartition(".")[0]):
                if candidate in known:
                    yield candidate
                    break


def arrows(root: Path) -> Arrows:
    """Which module imports which, within the program."""
    known = {dotted(path, root) for path in modules(root) if path.stem != "__init__"}
    return {
        dotted(path, root): set(imported(path, known)) - {dotted(path, root)}
        for path in modules(root)
        if path.stem != "__init__"
    }


def among(room: str, all_arrows: Arrows) -> Arrows:
    """The arrows between all modules below `room`."""
    here = f"{room}."
    return {
        name.removeprefix(here): {to.removeprefix(here) for to in targets if to.startswith(here)}
        for name, targets in all_arrows.items()
        if name.startswith(here)
    }


def inside(room: str, all_arrows: Arrows) -> Arrows:
    """The arrows between the rooms that stand directly in `room`: its modules and its folders."""

    def child(name: str) -> str:
        return name.removeprefix(f"{room}.").partition(".")[0]

    drawn: Arrows = defaultdict(set)
    for name, targets in all_arrows.items():
        if name.startswith(f"{room}."):
            drawn[child(name)] |= {child(to) for to in targets if to.startswith(f"{room}.")} - {child(name)}
    return drawn


def circles(graph: Arrows) -> list[set[str]]:
    """The groups of rooms that can be walked round (strongly connected, more than one)."""
    order: list[str] = []
    seen: set[str] = set()

    def walk(name: str, along: Arrows, out: list[str]) -> None:
        stack = [(name, iter(sorted(along.get(name, ()))))]
        seen.add(name)
        while stack:
            at, rest = stack[-1]
            step = next((one for one in rest if one not in seen), None)
            if step is None:
                out.append(at)
                stack.pop()
            else:
                seen.add(step)
                stack.append((step, iter(sorted(along.get(step, ())))))

    for name in sorted(graph):
        if name not in seen:
            walk(name, graph, order)
    turned: Arrows = defaultdict(set)
    for name, targets in graph.items():
        for to in targets:
            turned[to].add(name)
    seen.clear()
    groups = []
    for name in reversed(order):
        if name not in seen:
            group: list[str] = []
            walk(name, turned, group)
            groups.append(set(group))
    return [group for group in groups if len(group) > 1]


def floors(graph: Arrows) -> int:
    """The longest way down; a circle counts as one floor."""
    one_of = {name: min(group) for group in circles(graph) for name in group}
    merged: Arrows = defaultdict(set)
    for name, targets in graph.items():
        here = one_of.get(name, name)
        merged[here] |= {one_of.get(to, to) for to in targets} - {here}

    @cache
    def depth(name: str) -> int:
        return 1 + max((depth(to) for to in merged.get(name, ())), default=0)

    return max((depth(name) for name in list(merged)), default=0)


# Classes and functions


@dataclass(frozen=True)
class Class:
    """A class of ours: its bases by name as they are imported, and its own methods."""

    name: str
    bases: tuple[str, ...]
    methods: frozenset[str]


def classes(root: Path) -> dict[str, Class]:
    """Every class of the program by its full name."""
    found = {}
    for path in modules(root):
        module = dotted(path, root)
        names = _names(path, module)
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef):
                bases = tuple(names.get(_base(one), _base(one)) for one in node.bases)
                methods = frozenset(
                    one.name for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
                )
                found[f"{module}.{node.name}"] = Class(f"{module}.{node.name}", bases, methods)
    return found


def _base(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return _base(node.value)
    return ast.unparse(node)


def _names(path: Path, module: str) -> dict[str, str]:
    names = {node.name: f"{module}.{node.name}" for node in tree(path).body if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def chain(name: str, known: dict[str, Class]) -> list[Class]:
    """A class and all of ours above it, each once."""
    found: dict[str, Class] = {}

    def climb(one: str) -> None:
        if one in known and one not in found:
            found[one] = known[one]
            for base in known[one].bases:
                climb(base)

    climb(name)
    return list(found.values())


def functions(root: Path) -> list[int]:
    """The lines of every function and method, sorted."""
    return sorted(
        node.end_lineno - node.lineno + 1
        for path in modules(root)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    )


def file_lines(root: Path) -> list[int]:
    return sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in modules(root))
