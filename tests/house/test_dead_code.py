"""Nothing stands in the program that only tests use: every function, class and constant has its caller."""

import ast
import re
from collections import Counter
from functools import cache

from tests.house.code import REPOSITORY, modules, name_of, tree, walked

DEFINED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

# Found by their names, by what stands above us: Textual, click, a terminal's driver, a file.
BY_NAME = re.compile(
    r"__\w+__|action_\w+|do_\w+|_?on_\w+|watch_\w+|validate_\w+|key_\w+|compose\w*|render\w*|CSS|DEFAULT_CSS"
    r"|BINDINGS|MODES|DEFAULT_MODE|TITLE|AUTO_FOCUS|COMPONENT_CLASSES|(HORIZONTAL|VERTICAL)_BREAKPOINTS"
    r"|format_\w+|make_metavar|get_metavar|get_short_help_str|get_theme_variable_defaults|readable|readinto|discover"
    r"|control|_get_mailbox_client|_get_capabilities|notify|get_content_\w+|_start_no_matches_countdown|_run_input_thread|set_variables|reparse|delay_update"
)
BY_MAKER = {"on", "step", "command", "group", "work"}


def dotted(path):
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def program():
    return {dotted(path): tree(path) for path in modules()}


def imported(module):
    """What a module imports from ours: its own name for it, and where it comes from."""
    for node in walked(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("deskterm"):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


@cache
def taken():
    """Every name that some module takes from another, as `deskterm.desk.queue.queue.take`."""
    found = set()
    for module in program().values():
        names = {}
        for name, home in imported(module):
            names.setdefault(name, set()).add(home)
            found.add(home)
        for node in walked(module):
            if isinstance(node, ast.Attribute):
                for home in homes_of(node.value, names):
                    found.add(f"{home}.{node.attr}")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value.replace(":", "."))  # a door: "deskterm.screens.ring.screen:RingScreen"
    return found


def homes_of(value, names):
    """Which modules an expression may mean: a name that was imported, or `import_module("...")`."""
    if isinstance(value, ast.Name):
        return names.get(value.id, set())
    if isinstance(value, ast.Call) and name_of(value) == "import_module" and value.args:
        return {getattr(value.args[0], "value", "")}
    return set()


def names_of(node):
    if isinstance(node, DEFINED):
        return [node.name]
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def read_in(module):
    """Every name that a top statement of a module reads, and how many of its statements do."""
    return Counter(
        name
        for top in module.body
        for name in {node.id for node in ast.walk(top) if isinstance(node, ast.Name)} - set(names_of(top))
    )


def is_found(node, name):
    made = [*getattr(node, "decorator_list", []), getattr(node, "value", None)]
    marks = {name_of(one) for one in made if isinstance(one, ast.Call)}
    return bool(BY_NAME.fullmatch(name) or marks & BY_MAKER)


def test_every_function_class_and_constant_is_used_in_the_program():
    dead = []
    for home, module in program().items():
        read = read_in(module)
        for node in module.body:
            for name in names_of(node):
                if not (read[name] or f"{home}.{name}" in taken() or is_found(node, name)):
                    dead.append(f"{home}.{name}")
    assert dead == []


@cache
def spoken():
    """Every attribute that is read in the whole program."""
    found = set()
    for module in program().values():
        for node in walked(module):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                found.add(node.attr)
            elif isinstance(node, ast.Call) and name_of(node) == "getattr":
                found.add(getattr(node.args[1], "value", ""))
    return found


def test_every_method_is_called_in_the_program():
    dead = []
    for module in program().values():
        for owner in walked(module):
            for node in owner.body if isinstance(owner, ast.ClassDef) else ():
                name = getattr(node, "name", "")
                own = f"{owner.name}.{name}"
                if isinstance(node, DEFINED) and name not in spoken() and not is_found(node, name):
                    dead.append(own)
    assert dead == []
