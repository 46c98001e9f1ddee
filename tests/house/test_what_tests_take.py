"""What a test takes from the program stands there: a name that went away is seen before a commit."""

import ast
from functools import cache

from tests.house.code import REPOSITORY, dotted, nodes, tree, where

OURS = ("deskterm", "tests", "benchmarks")
OF_ANOTHER_DAY = ("tests.kept.year",)  # it is told to the code of the day that keeps a desk


@cache
def homes():
    """Every module of ours, and the names that stand at its top."""
    found = {}
    for path in sorted(path for room in OURS for path in (REPOSITORY / room).rglob("*.py")):
        if "recipes" not in path.parts:
            found[dotted(path)] = (path, set(standing(tree(path).body)))
    return found


def standing(body):
    """The names that statements bind: also those in an `if`, a `try` or a `with`."""
    for one in body:
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield one.name
        elif isinstance(one, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in one.names)
        else:
            for node in ast.walk(one):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id
                elif isinstance(node, ast.Import | ast.ImportFrom):
                    yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                    yield node.name


def stands(module, name):
    """Whether a module of ours has a name, or is the room of a module with that name."""
    if f"{module}.{name}" in homes() or module not in homes():
        return f"{module}.{name}" in homes()
    names = homes()[module][1]
    return name in names or "__getattr__" in names or name.startswith("__")


def taken(path):
    """What a module takes from ours: by `from home import name`, and by `module.name` of a module so taken.

    A name that the module gives to something of its own too, a parameter or a local, is not followed.
    """
    modules, read, rebound = {}, [], set()
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and not node.level and str(node.module).split(".")[0] in OURS:
            for alias in node.names:
                yield node, str(node.module), alias.name
                if f"{node.module}.{alias.name}" in homes():
                    modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            read.append(node)
        elif isinstance(node, ast.arg):
            rebound.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            rebound.add(node.id)
    followed = modules.keys() - rebound
    for node in read:
        if node.value.id in followed:
            yield node, modules[node.value.id], node.attr


def test_every_name_that_is_taken_stands_where_it_is_taken_from():
    """Of the program itself the checker of types asks this."""
    askers = [
        path for name, (path, _) in homes().items() if not name.startswith(("deskterm", *OF_ANOTHER_DAY))
    ]
    asked = [(path, *one) for path in askers for one in taken(path)]
    assert len(asked) > 7_000
    missing = [
        f"{where(path, node)}: {home}.{name}" for path, node, home, name in asked if not stands(home, name)
    ]
    assert missing == []
