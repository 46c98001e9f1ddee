"""Every refusal has its sentence, in both languages, with the values that it is given."""

import ast
import re
import string

import pytest
from deskterm import locale

from tests.house.code import ROOT, calls, modules

NAMES = {"Refused", "NotFound", "Busy", "DeskTrouble"}


def raised():
    rooms = ("desk", "commands", "screens", "widgets", "documents")
    for path in modules(*rooms):
        for node in calls(path, *NAMES):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant):
                known = {word.arg for word in node.keywords}
                yield pytest.param(first.value, known, id=f"{path.stem}:{node.lineno}:{first.value}")


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize(("code", "known"), list(raised()))
def test_a_refusal_has_its_sentence(code, known, language):
    before = locale.language()
    locale.choose(language)
    try:
        assert locale.has(f"errors.{code}"), code
        text = locale.catalogue(language, "errors").gettext(f"errors.{code}")
    finally:
        locale.choose(before)
    asked = {field for _, field, _, _ in string.Formatter().parse(text) if field}
    if None not in known:
        assert asked <= known


def test_every_state_and_every_trouble_of_the_file_has_a_sentence():
    from deskterm.models.records.states import DONE_STATES, OPEN_STATES
    from deskterm.storage import faults

    storage = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "storage").rglob("*.py"))
    troubles = set(re.findall(r'StoreError\("(\w+)"', storage)) | {code for _, code in faults.MEANING}
    assert len(troubles) > 7
    states = {*OPEN_STATES, *DONE_STATES} - {"taken"}
    codes = {f"store_{trouble}" for trouble in troubles} | {f"ticket_is_{state}" for state in states}
    assert {code for code in codes if not locale.has(f"errors.{code}")} == set()
