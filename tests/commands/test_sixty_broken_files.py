"""`deskterm service check` on the files of `tests/data/broken`: place, line and cure of each fault.

The first line of each says where its fault is (`-`: of the whole file) and a word of the cure; the faulty
line ends in `#!`. `form` cannot be read, `meaning` reads well and cannot be meant.
"""

import re

import pytest

from tests.commands.conftest import ROOT

BROKEN = ROOT / "tests" / "data" / "broken"
FILES = sorted(path.relative_to(BROKEN).with_suffix("").as_posix() for path in BROKEN.glob("*/*.toml"))
# Words of the format and of TOML stand in both languages; these are English alone.
ENGLISH = re.compile(r"\b(the|is|are|with|write|expected|invalid|string|integer|array|boolean|key|value)\b")


def expected(text):
    """What the file itself says: the fault's path, a word of its cure, its line."""
    path, cure = text.partition("\n")[0].removeprefix("#? ").split(" | ")
    (line,) = [n for n, written in enumerate(text.split("\n"), 1) if written.endswith("#!")]
    return path.removeprefix("-"), cure, line


def test_there_are_forty_of_form_and_twenty_of_meaning():
    assert sum(name.startswith("form/") for name in FILES) >= 40
    assert sum(name.startswith("meaning/") for name in FILES) >= 20


def test_the_file_that_they_were_made_from_is_sound(line):
    assert line("service", "check", BROKEN / "sound.toml", "--json", lang="it").json["ok"]


@pytest.mark.parametrize("name", FILES)
def test_a_fault_is_told_with_its_place_its_line_and_its_cure(line, name):
    file = BROKEN / f"{name}.toml"
    path, cure, row = expected(file.read_text(encoding="utf-8"))
    (fault,) = line("service", "check", file, "--json", lang="it", code=2).json["errors"]
    assert (fault["path"], fault["line"]) == (path, row), fault
    assert fault["column"] >= 1
    assert cure in fault["message"], fault
    assert not ENGLISH.search(fault["message"].casefold()), fault
    said = line("service", "check", file, lang="it", code=2).out
    assert f"{file}:{row}:{fault['column']}: {path}" in said
