"""Law 11: a deed opens its transaction, a step takes the open one; what is not public is nobody's to call."""

from __future__ import annotations

import ast

import pytest

from tests.house.code import ROOT, functions, modules, tree, where

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
    for node in ast.walk(module):
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
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and isinstance(node.value, ast.Name)
        and node.value.id in named
    ]
    found += [
        f"{where(path, node)} {alias.name}"
        for path in modules("desk", "screens", "commands", "documents", "mail", "widgets")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("deskterm.desk.")
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert found == []


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
