"""What is decided once is written once: the lists of a ticket's states, and how a day is shown."""

import ast
import re

from deskterm.models.records.states import DONE_STATES, OPEN_STATES, WAITING_STATES

from tests.house.code import ROOT, calls, modules, nodes, texts, where

STATES = ROOT / "models" / "records" / "states.py"
LISTS = [set(OPEN_STATES), set(WAITING_STATES), set(DONE_STATES)]


def lists_of_words(path):
    """Every list, tuple or set of words that is written out, and every one that SQL writes out."""
    for node in nodes(path):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            yield node, {getattr(one, "value", None) for one in node.elts}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            for listed in re.findall(r"\(\s*('\w+'(?:\s*,\s*'\w+')+)\s*\)", node.value):
                yield node, set(re.findall(r"\w+", listed))
        elif isinstance(node, ast.BoolOp):
            compared = [
                one for part in node.values for one in ast.walk(part) if isinstance(one, ast.Constant)
            ]
            yield node, {one.value for one in compared}


def test_the_states_of_a_ticket_are_listed_in_one_place():
    # A migration that has run stays as it was, whatever is renamed later.
    as_they_were = ("first", "later", "schema")
    others = [path for path in modules() if path != STATES and path.parent.name not in as_they_were]
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
    bare = [
        where(path, call)
        for path in modules("screens")
        for call in calls(path, "ListColumn")
        if "cell" not in {word.arg for word in call.keywords} and not is_untitled(call)
    ]
    assert bare == []


def is_untitled(call):
    """`ListColumn("", 5)`: what stands there needs no title, the row brings it."""
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and call.args[0].value == ""


def parts_of_a_day(path):
    """Every f-string that puts a day together by hand: `f"{day.day}/{day.month}"`."""
    for node in nodes(path):
        if isinstance(node, ast.JoinedStr):
            parts = {part.value.attr for part in node.values if is_attribute(part)}
            if len(parts & {"day", "month", "year"}) > 1:
                yield node


def is_attribute(part):
    return isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Attribute)


def test_no_day_is_put_together_by_hand():
    assert [where(path, node) for path in modules() for node in parts_of_a_day(path)] == []


def split_cents(path):
    """Where cents are parted from their euro by hand: `cents % 100`, `divmod(cents, 100)`."""
    for node in nodes(path):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            parted = ast.unparse(node.left)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "divmod":
            parted = ast.unparse(node.args[0])
        else:
            continue
        if re.search(r"\b\w*cents$", parted):
            yield node


def test_cents_are_parted_from_their_euro_by_nobody():
    """People read money by `locale/figures.py`, programs by `in_euro` of `models/basics/money.py`."""
    assert [where(path, node) for path in modules() for node in split_cents(path)] == []
