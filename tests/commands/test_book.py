"""The book of the format: its example passes, each part of it too, and everything in it has words."""

import re
import tomllib
from typing import get_args

import pytest
from deskterm import locale
from deskterm.commands.papers import book
from deskterm.models.terms.facts import FACTS
from deskterm.models.terms.sections import SPOKEN, Do
from deskterm.models.terms.sense.templates import TEMPLATES
from msgspec.structs import fields

from tests.commands.conftest import ROOT

BOTH = pytest.mark.parametrize(("lang", "page"), [("it", "condizioni"), ("en", "terms")])


def printed(page):
    return (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")


@BOTH
def test_the_file_that_the_book_prints_has_no_fault(line, tmp_path, lang, page):
    file = tmp_path / "terms.toml"
    file.write_text(printed(page).rpartition("```toml\n")[2].removesuffix("```\n"), encoding="utf-8")
    found = line("service", "check", file, "--json", lang=lang, code=None).json
    assert found["errors"] == []
    assert len(tomllib.loads(file.read_text(encoding="utf-8"))["example"]) >= 2
    line("service", "show", file, lang=lang)


@pytest.mark.parametrize("file", [book.EXAMPLE, book.MORE], ids=["terms", "more"])
def test_the_examples_of_the_sections_are_parts_of_files_without_a_fault(line, file):
    example = file.read_text(encoding="utf-8")
    parts = book.snippets(example)
    assert len(parts) > 30
    for part in parts.values():
        assert part in example
        assert tomllib.loads(part)
    assert line("service", "check", file, "--json", code=None).json["errors"] == []


@BOTH
def test_every_section_has_an_example_and_its_header_says_how_it_is_written(lang, page):
    locale.choose(lang)
    told = re.split(r"^####? ", printed(page).partition("\n## ")[2], flags=re.MULTILINE)[1:]
    heads = {one.split("`")[1]: one for one in told}
    for path, kind, _ in book.sections():
        (head,) = [one for one in heads if re.fullmatch(rf"\[*{re.escape(path)}(\.[A-Z]+)?\]*", one)]
        assert (head != path) is (kind is not None), head
        assert "```toml" in heads[head], f"{path} has no example"


@BOTH
def test_every_section_key_fact_action_and_letter_is_in_it_with_its_words(lang, page):
    locale.choose(lang)
    text, wordless = printed(page), []
    for path, kind, _ in book.sections():
        assert re.search(rf"^####? `\[*{re.escape(path)}(\.[A-Z]+)?\]*`", text, re.MULTILINE), path
        wordless += [f"book.s.{path}"] if not locale.has(f"book.s.{path}") else []
        for field in fields(kind) if kind else ():
            if field.encode_name == SPOKEN:  # no key that a file writes
                continue
            assert f"| `{field.encode_name}` |" in text, path
            if not any(map(locale.has, book._places(path, field.encode_name))):
                wordless.append(f"book.k.{path}.{field.encode_name}")
    for sort, names in (("fact", FACTS), ("action", get_args(Do)), ("letter", TEMPLATES)):
        for name in names:
            assert f"| `{name}` |" in text, name
            wordless += [f"book.{sort}.{name}"] if not locale.has(f"book.{sort}.{name}") else []
    assert wordless == []
