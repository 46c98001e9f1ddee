"""The program as its own tests read it: modules, their texts, their calls."""

from __future__ import annotations

import ast
import gc
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
ROOT = REPOSITORY / "deskterm"


def modules(*rooms: str) -> list[Path]:
    """The program's modules; of these rooms, or all. A room without any is a wrong name."""
    found = [(room, path) for room in rooms or ("",) for path in (ROOT / room).rglob("*.py")]
    assert {room for room, _ in found} == set(rooms or ("",)), f"nothing stands in one of {rooms}"
    return sorted(path for _, path in found)


@cache
def written(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """A module as parsed; kept, and kept out of the collector's rounds, which cost more than the parsing."""
    parsed = ast.parse(written(path))
    gc.freeze()
    return parsed


@cache
def walked(module: ast.Module) -> tuple[ast.AST, ...]:
    """Every node of a module; the laws walk all modules many times, so they are kept."""
    found = tuple(ast.walk(module))
    gc.freeze()
    return found


def nodes(path: Path) -> tuple[ast.AST, ...]:
    return walked(tree(path))


@cache
def docstrings(path: Path) -> frozenset[int]:
    """The nodes that are docstrings, by their identity."""
    return frozenset(
        id(node.body[0].value)
        for node in nodes(path)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    )


def texts(path: Path):
    """Line and text of every string constant that is no docstring."""
    for node in nodes(path):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings(path)
        ):
            yield node.lineno, node.value


def name_of(call: ast.Call) -> str:
    """What is called: `t` of `t(...)`, `update` of `widget.update(...)`."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def calls(path: Path, *names: str):
    """Every call of one of these names; without names every call."""
    text = written(path)
    if names and not any(name in text for name in names):
        return
    for node in nodes(path):
        if isinstance(node, ast.Call) and (not names or name_of(node) in names):
            yield node


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(REPOSITORY)}:{node.lineno}"


def dotted(path: Path) -> str:
    """A module's name: `deskterm.desk.packs.packs`."""
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def functions(path: Path):
    """Every function of a module, methods and inner ones too."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
