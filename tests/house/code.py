"""The program as its own tests read it: modules, their texts, their calls."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
ROOT = REPOSITORY / "deskterm"


def modules(*rooms: str) -> list[Path]:
    """The program's modules; of these rooms, or all."""
    return sorted(path for room in rooms or ("",) for path in (ROOT / room).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def docstrings(path: Path) -> frozenset[int]:
    """The nodes that are docstrings, by their identity."""
    return frozenset(
        id(node.body[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    )


def texts(path: Path):
    """Line and text of every string constant that is no docstring."""
    for node in ast.walk(tree(path)):
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
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and (not names or name_of(node) in names):
            yield node


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(REPOSITORY)}:{node.lineno}"
