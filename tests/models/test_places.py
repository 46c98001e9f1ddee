"""Where keys and values of a file stand, however it is written: every path, in hostile layouts too."""

import tomllib
from random import Random

import pytest
from deskterm.models.terms.checking.places import Places

from tests.models.terms_kit import TEXTS

HOSTILE = '''\
# [[rule]] in a comment = "no rule"
title = "a # b = { [ ] }" # rule = 1
"quoted key" = "it's"
a.b . "c d" = 1
text = """
[[rule]]
id = "not \\" this"
"""
raw = \'\'\'
[clause.X]\'\'\'
rule = [ # one
  { id = "A,]}", when = [
      "x", # [
      "y" ], do = "é\\u00e8\\"" },
  { id = "B" } ]
[calendar . office]
open = ["a", ["b", ["c"]],]
half = { "12-24" = "08:30", x.y = 2 }
[[project]]
topic = "t"
[[project.step]]
id = "one"
[[project.step]]
id = "two"
[project.extra]
x = 2026-01-02 03:04:05
[[project]]
[[project.step]]
id = "three"
'''


def walk(value, path=""):
    """Every path of a text as TOML reads it, with its value."""
    items = value.items() if isinstance(value, dict) else ()
    named = [(f"{path}.{key}" if path else key, item) for key, item in items]
    if isinstance(value, list):
        named = [(f"{path}[{n}]", item) for n, item in enumerate(value, 1)]
    for place, item in named:
        yield place, item
        yield from walk(item, place)


@pytest.mark.parametrize("text", [HOSTILE, *TEXTS.values()], ids=["hostile", *TEXTS])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
def test_every_path_is_found_where_its_value_stands(text, ends):
    places, lines = Places(text.replace("\n", ends)), text.split("\n")
    for path, value in walk(tomllib.loads(text)):
        assert path in places, path
        line, column = places.of_value(path)
        written = lines[line - 1][column - 1 :]
        if isinstance(value, str):
            assert written[0] in "\"'", (path, written)
            inside = "\n".join(lines[line - 1 :])[column - 1 :].lstrip("\"'\n")
            assert inside.startswith(value.strip("\n")[:1]), (path, written)
        elif isinstance(value, bool | int):
            assert written.startswith(str(value).lower()), (path, written)
        elif isinstance(value, list | dict):
            assert written[0] in "[{" or "." in written, (path, written)


def test_what_is_not_written_is_told_by_what_is_around_it():
    places = Places(HOSTILE)
    assert places.of_value("project[2].step[1].rule") == places.of_value("project[2].step[1]")
    assert places.of_value("nothing.of.this") == (1, 1)
    assert places.of_key("rule[1].do").column < places.of_value("rule[1].do").column


def test_no_text_holds_the_scan_up():
    random = Random(5)
    for _ in range(300):
        cut = random.randrange(len(HOSTILE))
        Places(HOSTILE[:cut] + random.choice(["", "[", "{", '"', "=", "\x00", "'''"]) + HOSTILE[cut + 2 :])
