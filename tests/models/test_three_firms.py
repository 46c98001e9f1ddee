"""Three invented firms that need all of version 2: twenty examples each, worked out by hand, can fail."""

import copy
import re
import tomllib
from pathlib import Path

import msgspec
import pytest
from deskterm.models.rehearsal.examples import mismatches
from deskterm.models.terms.checking.versions import FACTS, KEYS, WORDS
from deskterm.models.terms.sense.meaning import meaning
from deskterm.models.terms.service import read_service

DATA = Path(__file__).parents[1] / "data" / "firms"
BOOK = Path(__file__).parents[2] / "docs" / "firms.md"
FIRMS = {name: DATA / f"{name}.toml" for name in ("nodo-sistemi", "bergsee-informatik", "quadro-gestionali")}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in FIRMS.items()}
OTHER = "something else"


def leaves(value, path=()):
    """The places of everything in an expectation that is no table and no list."""
    if isinstance(value, dict | list) and value:
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, key))
    else:
        yield path


def spoilt(example, place):
    """An example that expects something else at one place."""
    expect = copy.deepcopy(example.expect)
    inner = expect
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = [OTHER] if isinstance(inner[place[-1]], list) else OTHER
    return msgspec.structs.replace(example, expect=expect)


@pytest.mark.parametrize("name", FIRMS)
def test_a_firm_has_twenty_examples_and_its_terms_decide_them(name):
    service = read_service(TEXTS[name])
    assert len(service.examples) >= 20
    assert mismatches(service) == ()
    assert list(meaning(service, TEXTS[name])) == []


@pytest.mark.parametrize("name", FIRMS)
def test_whatever_an_example_expects_it_can_fail_of(name):
    service = read_service(TEXTS[name])
    for example in service.examples:
        for place in leaves(example.expect):
            (one,) = mismatches(msgspec.structs.replace(service, examples=(spoilt(example, place),)))
            assert one.code == "example", (example.event["id"], place)


def said(value):
    """Every key and every word of a file; of a condition the fact that it asks about."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from said(item)
    elif isinstance(value, list):
        for item in value:
            yield from said(item)
    elif isinstance(value, str):
        yield value
        yield from re.findall(r"^!?([a-z_]+)(?=$|[=!<>:])", value)


def test_the_three_use_every_key_word_and_fact_of_version_2():
    used = set()
    for text in TEXTS.values():
        raw = tomllib.loads(text)
        used.update(*(said(item) for key, item in raw.items() if key not in {"example", "clause"}), raw)
    there = FACTS.union(*KEYS.values(), *WORDS.values())
    assert there - used == set()


def rows():
    """The table of `docs/firms.md`: firm and keys of each mechanism, a key with the value that it names."""
    for line in BOOK.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 3 and cells[1] in FIRMS:
            yield cells[1], re.findall(r"`([^`]+)`", cells[2])


def values(table, steps):
    """Everything that stands at a path, through lists of tables and of words."""
    if isinstance(table, list):
        for item in table:
            yield from values(item, steps)
    elif not steps:
        yield table
    elif isinstance(table, dict) and steps[0] in table:
        yield from values(table[steps[0]], steps[1:])


def test_the_table_of_mechanisms_says_where_each_stands():
    raw = {name: tomllib.loads(text) for name, text in TEXTS.items()}
    told = list(rows())
    assert len(told) > 50
    for name, keys in told:
        assert keys, name
        for key in keys:
            path, has_value, literal = key.partition(" = ")
            found = list(values(raw[name], path.split(".")))
            assert found, (name, key)
            if has_value:
                assert tomllib.loads(f"value = {literal}")["value"] in found, (name, key)
