"""Which tests say that they prove a rule, read from their texts without running or importing them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.code import nodes, tree
from tests.rules.listed import REPOSITORY

MARKS = ("rule", "other")


@cache
def marked(mark: str = "rule") -> dict[str, tuple[str, ...]]:
    """The tests of each number: `tests/models/test_price.py::test_a_pause_is_free`."""
    found: dict[str, list[str]] = {}
    for path in sorted((REPOSITORY / "tests").rglob("test_*.py")):
        for number, test in _in_file(path, mark):
            found.setdefault(number, []).append(test)
    return {number: tuple(dict.fromkeys(tests)) for number, tests in found.items()}


def _in_file(path: Path, mark: str) -> Iterator[tuple[str, str]]:
    name = path.relative_to(REPOSITORY).as_posix()
    whole = [n for node in tree(path).body if _is_pytestmark(node) for n in _numbers(node, mark)]
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            own = [n for decorator in node.decorator_list for n in _numbers(decorator, mark)]
            for number in whole + own:
                yield number, f"{name}::{node.name}"


def _is_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
    )


def _numbers(node: ast.AST, mark: str) -> Iterator[str]:
    """The numbers of every `pytest.mark.rule("D5", "A2")` within a decorator."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == f"pytest.mark.{mark}":
            yield from (str(ast.literal_eval(argument)) for argument in call.args)
