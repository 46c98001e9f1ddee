"""Law 10, for both languages: what people read comes out of the catalogues, never out of the code.

A sentence is told from a code by its blanks: two words in a row, or one beside something filled in. What may
stand in the code so is named here, by what it is (a list that is split there, a pattern, styles, an error of
the program itself), or by its module where all of that module is read or run by programs.
"""

import ast
import builtins
import re
from functools import cache

from tests.house.code import ROOT, calls, docstrings, modules, name_of, nodes, where
from tests.house.test_catalogues import READS

PROGRAMS = {
    "commands/papers/completion.py",  # scripts of three shells
    "commands/papers/manual.py",  # the marks of a manual's page; its words are the help's
    "documents/handout.py",  # the marks of a page; its words are the terms'
    "documents/plain_books.py",  # what the programs of plain-text accounting read
    "mail/sandbox.py",  # what the child process runs
    *(f"mail/{name}.py" for name in ("accounts/client", "fetching/folder", "fetching/round")),  # as below
    *(f"mail/sending/{name}.py" for name in ("compose", "sent_folder", "smtp")),  # what servers understand
    # what other programs call their states and columns
    *(f"mail/desks/{name}.py" for name in ("freescout", "osticket", "zammad")),
    "models/terms/facts.py",  # the vocabulary of those who write a service file, printed in its README
}
TWO_WORDS = re.compile(r"[^\W\d_]{2,}[,;:.]? [^\W\d_]{2,}")
BESIDE_A_BLANK = re.compile(r"(?:^|\s)[a-zà-ù]{2,}\s|\s[a-zà-ù]{2,}(?:$|\W)")
OURS = {"ActionClash", "Surprise"}  # of a screen or a demo that is wrongly made: nobody's desk raises them
SPLIT = {"split", "_a"}  # `_a` splits keys and screens of an action
PATTERNS = {"compile", "sub", "match", "search", "fullmatch", "finditer"}
ASKS = {"placeholder", "label", "title", "help", "prompt", "tooltip", "border_title", "empty"}
SHOWS = {
    "notify",
    "Static",
    "Label",
    "Button",
    "Digits",
    "say",
    "echo",
    "secho",
    "say_below",
    "shown",
    "styled",
}


@cache
def commands():
    """The words of the line commands: what one types is the same in every language."""
    named = (
        call.args[0] for path in modules("commands") for call in calls(path, "command", "group") if call.args
    )
    return {word for one in named if isinstance(one, ast.Constant) for word in str(one.value).split(".")}


def without_commands(text):
    typed = "|".join(sorted(commands(), key=len, reverse=True))
    return re.sub(rf"\bdeskterm(?: (?:{typed})\b)*", "", text)


def is_for_programs(node):
    """Whether all below this node is split, matched, compared, a style, or an error that nobody is shown."""
    if isinstance(node, ast.Call):
        return name_of(node) in SPLIT | PATTERNS
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        return hasattr(builtins, name_of(node.exc)) or name_of(node.exc) in OURS
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any("CSS" in getattr(target, "id", "") for target in targets)
    return isinstance(node, ast.Compare)


def said(path):
    """Every text that people might read: its node, and whether something is filled in beside it."""
    quiet = {id(one) for node in nodes(path) if is_for_programs(node) for one in ast.walk(node)} | docstrings(
        path
    )
    beside = {id(one) for node in nodes(path) if isinstance(node, ast.JoinedStr) for one in node.values}
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node, id(node) in beside


def is_sentence(text, *, beside):
    if "$" in text or text.startswith("/"):  # a style, a folder
        return False
    text = without_commands(text)
    return bool(TWO_WORDS.search(text) or (beside and BESIDE_A_BLANK.search(text)))


def rooms():
    """All but the storage, whose texts are SQL: what it raises is a code."""
    for path in modules():
        place = path.relative_to(ROOT).as_posix()
        if place not in READS | PROGRAMS and not place.startswith("storage/"):
            yield path


def test_no_sentence_stands_in_the_code():
    seen = [(path, node, beside) for path in rooms() for node, beside in said(path)]
    assert len(seen) > 5000
    found = [
        f"{where(path, node)} {node.value[:60]}"
        for path, node, beside in seen
        if is_sentence(node.value, beside=beside)
    ]
    assert found == []


def is_shown(call):
    return name_of(call) in SHOWS or any(one.arg in ASKS for one in call.keywords)


def test_no_word_is_shown_that_stands_in_the_code():
    """One word alone looks like a code, but not where it is handed to what shows it."""
    shown = [(path, call) for path in modules() for call in calls(path) if is_shown(call)]
    assert len(shown) > 200
    found = [
        f"{where(path, call)} {word.value}"
        for path, call in shown
        for word in [*call.args[:1], *(one.value for one in call.keywords if one.arg in ASKS)]
        if isinstance(word, ast.Constant) and re.search(r"[^\W\d_]{2,}", str(word.value))
    ]
    assert found == []
