"""What is decided once is written once: the lists of a ticket's states, and how a day is shown."""

import ast
import re

from deskterm.models.records.states import DONE_STATES, OPEN_STATES, WAITING_STATES

from tests.house.code import ROOT, calls, modules, texts, tree, where

STATES = ROOT / "models" / "records" / "states.py"
LISTS = [set(OPEN_STATES), set(WAITING_STATES), set(DONE_STATES)]


def lists_of_words(path):
    """Every list, tuple or set of words that is written out, and every one that SQL writes out."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            yield node, {getattr(one, "value", None) for one in node.elts}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            for listed in re.findall(r"\(\s*('\w+'(?:\s*,\s*'\w+')+)\s*\)", node.value):
                yield node, set(re.findall(r"\w+", listed))


def test_the_states_of_a_ticket_are_listed_in_one_place():
    # A migration that has run stays as it was, whatever is renamed later.
    others = [path for path in modules() if path != STATES and path.parent.name not in ("first", "schema")]
    again = [
        where(path, node)
        for path in others
        for node, words in lists_of_words(path)
        if any(states <= words for states in LISTS)
    ]
    assert len(others) > 300
    assert again == []


def test_no_pattern_of_a_day_stands_in_the_code():
    """`31/12/2026` is Italian: how a day is shown is in the catalogues, what programs read is ISO."""
    patterns = re.compile(r"%d[/. -]%[mbB]|%[mbB][/. ]%d|%[aA]\b|%x")
    assert [
        f"{path.name}:{line}" for path in modules() for line, text in texts(path) if patterns.search(text)
    ] == []


def test_times_of_day_are_written_by_one_room():
    """What people read is made in `locale/moments.py`; the desk keeps a time as it was told."""
    homes = {"moments.py", "typed.py"}
    assert {path.name for path in modules() for _, text in texts(path) if text.startswith("%H")} == homes


def test_a_column_with_a_title_says_itself_what_stands_in_it():
    """The backlog's lines are of many kinds, so each kind makes its own row."""
    bare = [
        where(path, call)
        for path in modules("screens")
        for call in calls(path, "ListColumn")
        if isinstance(call.args[0], ast.Call) and "cell" not in {word.arg for word in call.keywords}
        if path.relative_to(ROOT).as_posix() != "screens/backlog/words.py"
    ]
    assert bare == []
