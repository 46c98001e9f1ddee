"""One name for one thing: what is found by its name is found once, and read under one name everywhere."""

import ast
from collections import defaultdict

from tests.house.code import REPOSITORY, modules, tree


def dotted(path):
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_no_two_classes_have_one_name():
    homes = defaultdict(list)
    for path in modules():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(dotted(path))
    assert len(homes) > 300
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_a_module_is_read_under_one_name_everywhere():
    ours = {dotted(path) for path in modules()}
    names = defaultdict(lambda: defaultdict(list))
    for path in modules():
        for node in ast.walk(tree(path)):
            for one in node.names if isinstance(node, ast.ImportFrom) else ():
                if f"{node.module}.{one.name}" in ours:
                    names[f"{node.module}.{one.name}"][one.asname or one.name].append(dotted(path))
    assert len(names) > 150
    assert {home: dict(found) for home, found in names.items() if len(found) > 1} == {}
