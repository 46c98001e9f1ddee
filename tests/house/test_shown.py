"""Law 6: no text reaches a widget but through shown(), styled(), t() or Content."""

from __future__ import annotations

import ast
from functools import cache

import pytest

from tests.house.code import ROOT, modules, tree, walked

FILES = [*modules("widgets", "screens"), ROOT / "app.py"]
SINKS = {"Static", "Label", "Button", "Checkbox", "RadioButton", "Collapsible", "Option", "ListItem", "Tab"}
SAFE = {"shown", "styled", "Content"}
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
    return key(value) in made


def key(value: ast.expr) -> str:
    """What a value is known by: `text` is not the `.text` of something."""
    if isinstance(value, ast.Attribute):
        return f".{value.attr}"
    return value.id if isinstance(value, ast.Name) else ""


def content_method(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and name_of(call.func.value) in SAFE


@cache
def trees() -> tuple[ast.Module, ...]:
    return tuple(map(tree, FILES))


@cache
def content_functions() -> frozenset[str]:
    """What the screens and widgets declare to return Content, by name, and the fields of records that are."""
    return frozenset().union(*map(declared, trees()))


def declared(module: ast.Module) -> set[str]:
    found = set()
    for node in walked(module):
        if isinstance(node, ast.FunctionDef) and node.returns is not None and is_content(node.returns):
            found |= {node.name, f".{node.name}"}
        elif isinstance(node, ast.AnnAssign) and is_content(node.annotation):
            found.add(f".{name_of(node.target)}")
    return found


@cache
def of_ours() -> frozenset[str]:
    """Widgets of ours that show a text as those do which they are made of."""
    found: set[str] = set()
    bases = {
        node.name: {name_of(base) for base in node.bases}
        for module in trees()
        for node in walked(module)
        if isinstance(node, ast.ClassDef)
    }
    while more := {name for name, on in bases.items() if on & (SINKS | found)} - found:
        found |= more
    return frozenset(found)


def known_in(scope: ast.AST, outer: set[str]) -> set[str]:
    """What is Content in a function: arguments by their annotation, names by all that they are given."""
    made = set(outer)
    for node in ast.walk(scope):
        if isinstance(node, ast.arg):
            made.discard(node.arg)
            if node.annotation is not None and is_content(node.annotation):
                made.add(node.arg)
    given = [node for node in ast.walk(scope) if isinstance(node, ast.Assign) and len(node.targets) == 1]
    for node in given:
        if safe(node.value, made):
            made.add(key(node.targets[0]))
        if is_digits(node.value):
            made.add(f"Digits {key(node.targets[0])}")
    return made - {key(node.targets[0]) for node in given if not safe(node.value, made)}


def is_digits(value: ast.expr) -> bool:
    """`self.query_one("#clock", Digits)`: large figures, which are drawn sign by sign."""
    return name_of(value) == "query_one" and ast.unparse(value).endswith("Digits)")


def is_content(annotation: ast.expr) -> bool:
    return ast.unparse(annotation) in ("Content", "Content | None")


def scopes(module: ast.Module):
    """Every function or method with all that is in it, and what stands outside of them."""
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            yield from node.body
        else:
            yield node


def faults(source: str) -> list[str]:
    module = ast.parse(source)
    known = set(content_functions()) | declared(module)
    mine = {name for name in known_in(module, known) if name.startswith(".")}
    found = []
    for scope in scopes(module):
        made = known_in(scope, known | mine)
        for node in ast.walk(scope):
            found += node_faults(node, made)
    return found


def node_faults(node: ast.AST, made: set[str]) -> list[str]:
    if isinstance(node, ast.Call):
        return call_faults(node, made)
    if isinstance(node, ast.FunctionDef) and node.name == "render":
        sure = node.returns is not None and is_content(node.returns)
        return [] if sure else [f"{node.lineno}: render gives what may be a text"]
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        titled = [one for one in targets if isinstance(one, ast.Attribute) and one.attr in TITLES]
        return [f"{node.lineno}: {ast.unparse(one)}" for one in titled if not safe(node.value, made)]
    return []


def call_faults(node: ast.Call, made: set[str]) -> list[str]:
    name = name_of(node)
    if name == "from_markup":
        return [f"{node.lineno}: from_markup"]
    sink = name in SINKS or name in of_ours()
    if not sink and not (name in METHODS and isinstance(node.func, ast.Attribute)):
        return []
    if not sink and (is_digits(node.func.value) or f"Digits {key(node.func.value)}" in made):
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
        "Static(plain(subject))",
        "box.border_title: str = ticket.customer",
        "class Sub(Widget):\n    def render(self) -> str:\n        return self.subject",
        "def one():\n    x = shown(a)\ndef two(x: str):\n    return Static(x)",
        "def one():\n    x = shown(a)\n    x = a\n    return Static(x)",
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
        "self.query_one('#clock', Digits).update(text)",
        "def f():\n    clock = self.query_one(Digits)\n    clock.update(text)",
        "Static('', id='preview')",
        "def f() -> Content:\n    return shown(x)\nStatic(f())",
        "mine.update({1: 2}) if 0 else Static(shown(a) + shown(b))" and "Static(shown(a) + shown(b))",
    ],
)
def test_the_check_lets_pass_what_is_safe(line):
    assert not faults(line)
