"""Law 4: money, and what a pack holds, is counted in whole cents, minutes and units, or in Decimal."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.code import ROOT, modules, tree, walked, where

ROOMS = (
    "models/money",
    "storage/money",
    "desk/billing",
    "desk/packs",
    "desk/steps/billing",
    "desk/steps/packs",
    "commands/billing",
    "commands/packs",
    "screens/month",
    "screens/packs",
    "documents",
)
ALONE = (ROOT / "models/basics/money.py", ROOT / "locale/figures.py", ROOT / "models/said/amounts.py")
INEXACT = {"math", "statistics", "random", "cmath"}


def where_money_is():
    found = [*modules(*ROOMS), *ALONE]
    assert all(path.is_file() for path in found)
    assert len(found) > 40
    return found


def inexact(module: ast.AST):
    """What makes a figure inexact: a float, `float`, a division of what is no Decimal."""
    for node in walked(module):
        match node:
            case ast.Constant(value=float() | complex()) | ast.Name(id="float"):
                yield node
            case ast.BinOp(op=ast.Div(), left=divided) | ast.AugAssign(op=ast.Div(), target=divided):
                if not is_exact(divided):
                    yield node
            case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=int())):
                continue  # to a whole power what is whole stays whole
            case ast.BinOp(op=ast.Pow()) | ast.AugAssign(op=ast.Pow()):
                yield node
            case ast.Import(names=names) if {alias.name for alias in names} & INEXACT:
                yield node
            case ast.ImportFrom(module=name) if name in INEXACT:
                yield node


def is_exact(value: ast.expr) -> bool:
    """Whether what is divided is a Decimal or a Fraction, or a folder whose file is named."""
    text = ast.unparse(value)
    return text.startswith(("Decimal(", "Fraction(")) or text.rpartition(".")[2] in ("folder", "parent")


def test_no_float_stands_where_money_is():
    found = [
        f"{where(path, node)} {ast.unparse(node)}"
        for path in where_money_is()
        for node in inexact(tree(path))
    ]
    assert found == []


def cents_made_inexact(module: ast.AST):
    """Where cents are divided or made a float, in whatever room: `found.to_invoice_cents / 2`."""
    for node in walked(module):
        match node:
            case ast.BinOp(op=ast.Div() | ast.Pow()) | ast.AugAssign(op=ast.Div() | ast.Pow()):
                parts = [node]
            case ast.Call(func=ast.Name(id="float")):
                parts = node.args
            case ast.BinOp(left=ast.Constant(value=float())) | ast.BinOp(right=ast.Constant(value=float())):
                parts = [node]
            case _:
                continue
        text = " ".join(map(ast.unparse, parts))
        if re.search(r"\b\w*cents\b", text) and not re.match(r"Decimal\(|Fraction\(", text):
            yield node


def test_no_cents_are_made_inexact_anywhere():
    found = [
        f"{where(path, node)} {ast.unparse(node)}"
        for path in modules()
        for node in cents_made_inexact(tree(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    ["found.to_invoice_cents / 2", "float(net_cents)", "rate_cents * 1.22", "0.5 * cents", "cents /= 3"],
)
def test_cents_that_become_inexact_are_seen(line):
    assert list(cents_made_inexact(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["found.net_cents // 100", "Decimal(cents) / 100", "width / 2", "float(width)"]
)
def test_cents_that_stay_exact_pass(line):
    assert not list(cents_made_inexact(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "net = 0.1",
        "net * 10**-1",
        "net / 2",
        "net /= 2",
        "float(net)",
        "x: float = 1",
        "from math import floor",
        "1e2",
    ],
)
def test_the_check_sees_what_is_inexact(line):
    assert list(inexact(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["Decimal(cents) / 100", "cents // 2", "round(Fraction(drawn, 60))", "folder / name", "net * 3"]
)
def test_the_check_lets_pass_what_is_exact(line):
    assert not list(inexact(ast.parse(line)))
