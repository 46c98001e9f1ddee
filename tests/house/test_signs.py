"""What a colour says, a sign says too: the colours of notices are named where their signs are."""

from __future__ import annotations

import ast

from tests.house.code import modules, nodes, where

HOME = "deskterm/widgets/text/signs.py"
COLOURS = ("$text-warning", "$text-error")


def named(node: ast.AST) -> bool:
    """A style of a text, as `bold $text-warning`; a style sheet is longer and has its selectors."""
    text = node.value if isinstance(node, ast.Constant) else ""
    return isinstance(text, str) and text.rpartition(" ")[2] in COLOURS and "{" not in text


def test_no_notice_is_coloured_but_behind_its_sign():
    found = [
        where(path, node)
        for path in modules("screens", "widgets")
        if not str(path).endswith(HOME)
        for node in nodes(path)
        if named(node)
    ]
    assert found == [], "warned() and barred() of widgets/text/signs.py put sign and colour together"
