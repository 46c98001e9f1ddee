"""Law 11: a deed opens its transaction, a step takes the open one; what is not public is nobody's to call."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.house.code import ROOT, dotted, functions, modules, nodes, tree, walked, where
from tests.lawful import UNTOLD

OPENS = {"write", "read", "trial", "tx"}
FLOOR = ROOT / "desk"


def deeds():
    """The modules of the activities: what stands under `desk/` in a folder that is not the steps."""
    found = [path for path in modules("desk") if path.parent not in (FLOOR, FLOOR / "steps")]
    found = [path for path in found if FLOOR / "steps" not in path.parents]
    assert len(found) > 40
    return found


def opening(module: ast.AST):
    """Where a transaction is opened: `desk.write()`, `case.desk.read()`, `store.tx()`."""
    for node in walked(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in OPENS:
            whose = ast.unparse(node.func.value)
            if whose.rpartition(".")[2] in ("desk", "store", "self"):
                yield node


def takes_conn(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    taken = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return any(
        one.arg == "conn" or "Connection" in ast.unparse(one.annotation or ast.Constant("")) for one in taken
    )


def open_to_all(module: ast.Module):
    """The public functions of a module."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def test_no_step_opens_a_transaction():
    paths = modules("desk/steps")
    assert sum(1 for path in paths for function in functions(path) if takes_conn(function)) > 100
    assert [where(path, node) for path in paths for node in opening(tree(path))] == []


def test_no_public_function_of_a_deed_takes_an_open_transaction():
    """What another deed needs inside its transaction is a step, or a deed that joins it (`Desk.write`)."""
    found = [
        f"{where(path, node)} {node.name}"
        for path in deeds()
        for node in open_to_all(tree(path))
        if takes_conn(node)
    ]
    assert found == []


def test_nobody_outside_a_module_of_deeds_calls_what_is_not_public_there():
    named = {path.stem for path in deeds()}
    found = [
        f"{where(path, node)} {ast.unparse(node)}"
        for path in modules("desk", "screens", "commands", "documents", "mail", "widgets")
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and isinstance(node.value, ast.Name)
        and node.value.id in named
    ]
    found += [
        f"{where(path, node)} {alias.name}"
        for path in modules("desk", "screens", "commands", "documents", "mail", "widgets")
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("deskterm.desk.")
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert found == []


def led_to(path: Path, function: ast.AST) -> set[tuple[str, str]]:
    """What a function calls or hands on: module and name, of those that are of the desk."""
    own, taken = dotted(path), names_taken(path)
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            found.add(taken.get(node.id, (own, node.id)))
        elif isinstance(node, ast.Attribute):
            whose = taken.get(node.value.id) if isinstance(node.value, ast.Name) else None
            found.add((".".join(whose), node.attr) if whose else (own, node.attr))
    return found


@cache
def names_taken(path: Path) -> dict[str, tuple[str, str]]:
    """What a module takes from others, by its own name for it: the other module, the name there."""
    return {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@cache
def ways() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Every function of the desk, with what it leads to at once."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for path in modules("desk"):
        for function in functions(path):
            found.setdefault((dotted(path), function.name), set()).update(led_to(path, function))
    return found


def tells(path: Path, function: ast.FunctionDef) -> bool:
    """Whether something that a function leads to appends an event: `desk.record(...)`."""
    seen: set[tuple[str, str]] = set()
    ahead = led_to(path, function)
    while ahead:
        if any(name == "record" for _, name in ahead):
            return True
        seen |= ahead
        ahead = {one for way in ahead for one in ways().get(way, ())} - seen
    return False


def writing(function: ast.FunctionDef) -> bool:
    return any(node.func.attr == "write" for node in opening(function))


def test_every_deed_leads_to_an_event():
    """What no test plays is seen here; whether each way through tells is watched by `tests/lawful.py`."""
    found = [(path, one) for path in deeds() for one in functions(path) if writing(one)]
    assert len(found) > 80
    silent = {(path.relative_to(ROOT).as_posix(), one.name) for path, one in found if not tells(path, one)}
    assert silent - set(UNTOLD) == set()


ABOVE = ("screens", "commands", "widgets", "documents", "mail")
# The way in looks whether the file can be written at all; a dry run is a deed that is rolled back.
WAYS_IN = {"commands/frame/screens.py", "commands/frame/line.py"}


def past_the_deeds(module: ast.AST):
    """Where somebody above the desk opens a transaction that writes, or takes the file itself."""
    for node in walked(module):
        if isinstance(node, ast.Attribute) and re.search(
            r"\bdesk\.(store|write|trial|record)$", ast.unparse(node)
        ):
            yield node


def test_nobody_above_the_desk_goes_past_its_deeds():
    found = [
        f"{where(path, node)} {ast.unparse(node)}"
        for path in modules(*ABOVE)
        if path.relative_to(ROOT).as_posix() not in WAYS_IN
        for node in past_the_deeds(tree(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line", ["self.desk.store.tx()", "with line.desk.write() as conn: pass", "desk.store"]
)
def test_a_way_past_the_deeds_is_seen(line):
    assert list(past_the_deeds(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["with desk.write() as conn: pass", "case.desk.read()", "desk.trial()", "desk.store.tx()"]
)
def test_the_check_sees_a_transaction_that_is_opened(line):
    assert list(opening(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["def f(desk, conn): pass", "def f(open: Connection): pass", "def f(*, conn=None): pass"]
)
def test_the_check_sees_a_transaction_that_is_taken(line):
    assert [node.name for node in open_to_all(ast.parse(line)) if takes_conn(node)] == ["f"]
