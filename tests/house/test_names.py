"""One name for one thing: what is found by its name is found once, and read under one name everywhere."""

import ast
from collections import defaultdict

from tests.house.code import dotted, modules, nodes, tree


def test_no_two_classes_have_one_name():
    homes = defaultdict(list)
    for path in modules():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(dotted(path))
    assert len(homes) > 300
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def taken():
    """Everything of ours that a module takes from another: what it is, the name it is read under, where."""
    for path in modules():
        for node in nodes(path):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("deskterm"):
                for one in node.names:
                    yield f"{node.module}.{one.name}", one.asname or one.name, dotted(path)


def test_a_module_is_read_under_one_name_everywhere():
    ours = {dotted(path) for path in modules()}
    names = defaultdict(lambda: defaultdict(list))
    for thing, name, place in taken():
        if thing in ours:
            names[thing][name].append(place)
    assert len(names) > 150
    assert {thing: dict(found) for thing, found in names.items() if len(found) > 1} == {}


def test_a_name_means_one_module_and_an_alias_one_thing():
    """`words.moment` is one function, whichever screen or command one reads it in."""
    ours = {dotted(path) for path in modules()}
    modules_of, things_of = defaultdict(lambda: defaultdict(list)), defaultdict(lambda: defaultdict(list))
    aliases = set()
    for thing, name, place in taken():
        things_of[name][thing].append(place)
        if thing in ours:
            modules_of[name][thing].append(place)
        if name != thing.rpartition(".")[2]:
            aliases.add(name)
    assert len(modules_of) > 100
    assert len(aliases) > 10
    assert {name: dict(found) for name, found in modules_of.items() if len(found) > 1} == {}
    assert {name: dict(things_of[name]) for name in aliases if len(things_of[name]) > 1} == {}
