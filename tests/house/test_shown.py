"""Law 6: no text reaches a widget but through shown(), styled(), t() or Content."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "deskterm"
FILES = sorted([*(ROOT / "widgets").rglob("*.py"), *(ROOT / "screens").rglob("*.py"), ROOT / "app.py"])
SINKS = {"Static", "Label", "Button", "Checkbox", "RadioButton", "Collapsible", "Option", "ListItem", "Tab"}
SAFE = {"shown", "styled", "Content", "plain"}
METHODS = {"update", "notify"}
TITLES = {"border_title", "border_subtitle", "tooltip"}


def name_of(call: ast.expr) -> str:
    if isinstance(call, ast.Call):
        call = call.func
    return call.attr if isinstance(call, ast.Attribute) else call.id if isinstance(call, ast.Name) else ""


def safe(value: ast.expr, made: set[str]) -> bool:
    """A constant without brackets, our own words without values, or what a safe function made."""
    if isinstance(value, ast.Constant):
        return not (isinstance(value.value, str) and "[" in value.value)
    if isinstance(value, ast.Call):
        if name_of(value) in ("t", "tn"):
            return not value.keywords
        return name_of(value) in SAFE or name_of(value.func) in made or content_method(value)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return safe(value.left, made) and safe(value.right, made)
    if isinstance(value, ast.IfExp):
        return safe(value.body, made) and safe(value.orelse, made)
    return isinstance(value, ast.Name | ast.Attribute) and name_of(value) in made


def content_method(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and name_of(call.func.value) in SAFE


@cache
def content_functions() -> frozenset[str]:
    """What the screens and widgets declare to return Content, by name."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in FILES]
    return frozenset().union(*map(declared, trees))


def declared(tree: ast.Module) -> set[str]:
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.returns is not None and is_content(node.returns)
    }


def known_contents(tree: ast.Module) -> set[str]:
    """Functions annotated to return Content, and names annotated or assigned as such."""
    made = set(content_functions()) | declared(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation is not None and is_content(node.annotation):
            made.add(node.arg)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and safe(node.value, made):
            made.add(name_of(node.targets[0]))
    return made


def is_content(annotation: ast.expr) -> bool:
    return ast.unparse(annotation) in ("Content", "Content | None")


def faults(source: str) -> list[str]:
    tree = ast.parse(source)
    made = known_contents(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found += call_faults(node, made)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                titled = isinstance(target, ast.Attribute) and target.attr in TITLES
                if titled and not safe(node.value, made):
                    found.append(f"{node.lineno}: {ast.unparse(target)}")
    return found


def call_faults(node: ast.Call, made: set[str]) -> list[str]:
    name = name_of(node)
    if name == "from_markup":
        return [f"{node.lineno}: from_markup"]
    if name not in SINKS and not (name in METHODS and isinstance(node.func, ast.Attribute)):
        return []
    literal = any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in node.keywords
    )
    texts = [word.value for word in node.keywords if word.arg in ("content", "label", "title", "message")]
    if literal or all(safe(text, made) for text in (*node.args[:1], *texts)):
        return []
    return [f"{node.lineno}: {ast.unparse(node)[:80]}"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_text_reaches_widgets_only_through_shown(path):
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "Static(subject)",
        "Static(f'{subject}')",
        "Label(ticket.subject)",
        "Content.from_markup('[b]$x[/]', x=subject)",
        "self.notify(t('app.taken', code=code))",
        "self.query_one(Static).update(ticket.subject)",
        "Static('[bold]x[/]')",
        "box.border_title = ticket.customer",
        "Static(shown(a) + b)",
        "Button(t('x.y', name=name))",
    ],
)
def test_the_check_finds_what_it_should(line):
    assert faults(line)


@pytest.mark.parametrize(
    "line",
    [
        "Static(shown(subject))",
        "Static(t('queue.empty'))",
        "Static(styled(('a', 'bold'), subject))",
        "self.notify(text, markup=False)",
        "Static()",
        "Static('', id='preview')",
        "def f() -> Content:\n    return shown(x)\nStatic(f())",
        "mine.update({1: 2}) if 0 else Static(shown(a) + shown(b))" and "Static(shown(a) + shown(b))",
    ],
)
def test_the_check_lets_pass_what_is_safe(line):
    assert not faults(line)
