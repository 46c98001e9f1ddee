"""Every refusal has its sentence, in both languages, with the values that it is given."""

import ast
import re
import string

import pytest
from deskterm import locale

from tests.house.code import ROOT, calls, modules, where

NAMES = {"Refused", "NotFound", "Busy", "DeskTrouble"}


def raised():
    """Every refusal: where it stands, its code, and the names of the values that it is given."""
    for path in modules("desk", "commands", "screens", "widgets", "documents"):
        for node in calls(path, *NAMES):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant):
                yield where(path, node), first.value, {word.arg for word in node.keywords}


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_a_refusal_has_its_sentence(language):
    locale.choose(language)
    refusals = list(raised())
    lacking = [f"{place} {code}" for place, code, _ in refusals if not locale.has(f"errors.{code}")]
    assert lacking == []
    for place, code, known in refusals:
        text = locale.catalogue(language, "errors").gettext(f"errors.{code}")
        asked = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        assert None in known or asked <= known, f"{place} {code} is asked for {asked - known}"
    assert len(refusals) > 300, "where are the refusals?"


def test_every_state_and_every_trouble_of_the_file_has_a_sentence():
    from deskterm.models.records.states import DONE_STATES, OPEN_STATES
    from deskterm.storage import faults

    storage = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "storage").rglob("*.py"))
    troubles = set(re.findall(r'StoreError\("(\w+)"', storage)) | {code for _, code in faults.MEANING}
    assert len(troubles) > 7
    states = {*OPEN_STATES, *DONE_STATES} - {"taken"}
    codes = {f"store_{trouble}" for trouble in troubles} | {f"ticket_is_{state}" for state in states}
    assert {code for code in codes if not locale.has(f"errors.{code}")} == set()
