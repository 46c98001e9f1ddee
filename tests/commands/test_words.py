"""Every command explains itself in both languages, and the printed handbook is what the commands say."""

import re
import string

import click
import pytest
from babel.messages.pofile import read_po
from deskterm import locale
from deskterm.commands.frame.root import root
from deskterm.commands.papers import handbook

from tests.commands.conftest import ROOT

COMMANDS = [(ctx.command_path, ctx) for ctx in handbook.walk(root, "deskterm")]


@pytest.fixture(autouse=True)
def language_after():
    before = locale.language()
    yield
    locale.choose(before)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(("path", "ctx"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_a_command_has_help_and_an_example(path, ctx, language):
    locale.choose(language)
    text = ctx.get_help()
    assert "--help" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    if not isinstance(ctx.command, click.Group):
        assert locale.has(f"commands.{ctx.command.key}.example")
        assert f"{path} " in f"{text} " or path.replace("deskterm ", "") in text


def catalogue(language, room):
    with (ROOT / "deskterm" / "locale" / language / f"{room}.po").open("rb") as stream:
        return {message.id: message.string for message in read_po(stream) if message.id}


def blanks(text):
    texts = text if isinstance(text, tuple) else (text,)
    return {field for one in texts for _, field, _, _ in string.Formatter().parse(one) if field}


@pytest.mark.parametrize("room", ["commands", "errors"])
def test_both_languages_say_the_same_things(room):
    italian, english = catalogue("it", room), catalogue("en", room)
    assert italian.keys() == english.keys()
    assert [key for key in italian if blanks(italian[key]) != blanks(english[key])] == []
    assert [key for key in italian if not all(italian[key]) or not all(english[key])] == []


def test_every_text_that_a_command_asks_for_is_there():
    known = {key if isinstance(key, str) else key[0] for key in catalogue("it", "commands")}
    known |= {key if isinstance(key, str) else key[0] for key in catalogue("it", "errors")}
    asked = set()
    for path in (ROOT / "deskterm" / "commands").rglob("*.py"):
        asked |= set(
            re.findall(r'\btn?\(\s*"((?:commands|errors)\.[^"{}]+)"', path.read_text(encoding="utf-8"))
        )
    assert len(asked) > 100
    assert asked - known == set()


def test_a_customer_is_a_customer_in_the_usage_line():
    locale.choose("it")
    usage = {path: ctx.get_usage() for path, ctx in COMMANDS}
    assert usage["deskterm customer show"].endswith("CLIENTE")
    assert usage["deskterm ticket show"].endswith("TICKET")
