"""Law 10: every word in both languages, with the same blanks; none missing, none that nobody asks for."""

import ast
import re
import string
from functools import cache
from typing import get_args

import pytest
from babel.messages.pofile import read_po
from deskterm.desk.steps import teams
from deskterm.models.terms.money_sections import Mode
from deskterm.models.terms.sections import Do

from tests.house.code import REPOSITORY, ROOT, calls, modules, name_of, nodes, texts, tree, where

LANGUAGES = ("it", "en")
ROOMS = sorted(path.stem for path in (ROOT / "locale" / "it").glob("*.po"))


@cache
def catalogue(language, room):
    """The entries of a catalogue: key -> its texts, one or as many as there are plural forms."""
    with (ROOT / "locale" / language / f"{room}.po").open("rb") as stream:
        found = read_po(stream, locale=language, abort_invalid=True)
    entries = {}
    for message in found:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            assert key not in entries, key
            entries[key] = (message.string,) if isinstance(message.id, str) else tuple(message.string)
    return entries


@cache
def everything(language):
    return {key: forms for room in ROOMS for key, forms in catalogue(language, room).items()}


def blanks(text):
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_both_languages_have_the_same_catalogues():
    assert sorted(path.stem for path in (ROOT / "locale" / "en").glob("*.po")) == ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_keys_blanks_and_forms(room):
    italian, english = catalogue("it", room), catalogue("en", room)
    assert italian.keys() ^ english.keys() == set()
    for key in italian:
        assert len(italian[key]) == len(english[key]), key
        for one, other in zip(italian[key], english[key], strict=True):
            # A date is not written alike in two languages: it may leave out what the other needs.
            assert room == "formats" or blanks(one) - {"n"} == blanks(other) - {"n"}, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_no_text_is_empty_unsure_or_in_another_room(room, language):
    source = (ROOT / "locale" / language / f"{room}.po").read_text(encoding="utf-8")
    assert not re.search(r"^#, .*fuzzy|^#~", source, re.MULTILINE)
    for key, forms in catalogue(language, room).items():
        assert key.startswith(f"{room}."), key
        assert all(form.strip() for form in forms), key
        assert all(re.fullmatch(r"[a-z_]\w*", blank) for form in forms for blank in blanks(form)), key


def asked_literally():
    """Every call of t, tn or has with a key written out."""
    for path in modules():
        for call in calls(path, "t", "tn", "has"):
            key = getattr(call.args[0], "value", None) if call.args else None
            if isinstance(key, str) and (key.partition(".")[0] in ROOMS or name_of(call) != "has"):
                yield path, call


def test_english_quotes_as_english_does():
    """“So”, on one page with words of the terms, and not «so»."""
    assert [key for key, text in everything("en").items() if "«" in str(text)] == []


def test_every_text_that_the_program_asks_for_is_there():
    known = everything("it")
    asked = [(path, call, call.args[0].value) for path, call in asked_literally()]
    assert len(asked) > 300
    assert [f"{where(path, call)} {key}" for path, call, key in asked if key not in known] == []


def test_plural_texts_are_asked_for_with_a_number_and_others_without():
    for path, call in asked_literally():
        name = name_of(call)
        forms = len(everything("it").get(call.args[0].value, ()))
        if name in ("t", "tn"):
            assert forms == (2 if name == "tn" else 1), where(path, call)


def test_every_blank_is_filled_where_the_text_is_asked_for():
    unfilled = []
    for path, call in asked_literally():
        given = {word.arg for word in call.keywords}
        if None in given or name_of(call) == "has":
            continue
        key = call.args[0].value
        forms = [form for language in LANGUAGES for form in everything(language).get(key, ())]
        asked = {blank for form in forms for blank in blanks(form)} - (
            {"n"} if name_of(call) == "tn" else set()
        )
        if asked - given:
            unfilled.append(f"{where(path, call)} {key} {sorted(asked - given)}")
    assert unfilled == []


@cache
def patterns():
    """What f-strings can become: `f"errors.{code}"` is `errors.(.+)`, `f"store_{code}"` is `store_(.+)`."""
    found = set()
    for path in modules():
        for node in nodes(path):
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                if re.match(r"[a-z_]{3}", parts[0] or ""):
                    found.add("".join("(.+)" if part is None else re.escape(part) for part in parts))
    return [re.compile(pattern) for pattern in sorted(found)]


@cache
def words():
    """Every word that stands in a text or as a name in the program, or in the service's and demo's data."""
    found = {str(number) for number in range(100)}
    for path in modules():
        found |= set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
        found |= {text for _, text in texts(path)}
    for path in (REPOSITORY / "data").rglob("*.toml"):
        found |= set(re.findall(r"[\w.-]+", path.read_text(encoding="utf-8")))
    return found


def is_built(key):
    """Whether an f-string of the program makes this text out of words that the program has."""
    for pattern in patterns():
        made = pattern.fullmatch(key)
        if made and all(is_word(part) for part in made.groups()):
            return True
    return False


def is_word(part):
    return part in words() or set(re.split(r"[.+-]", part)) <= words() or is_built(part)


# Named by what comes from outside: the kind that a certified mail gives itself.
FROM_OUTSIDE = {"reasons.preavviso-errore-consegna"}


def test_no_text_waits_for_somebody_to_ask():
    literal = {text for path in modules() for _, text in texts(path)}
    asked = {key.removesuffix(".on_screen") for key in everything("it")}  # `t` looks for it by itself
    unused = [key for key in asked if key not in literal and not is_built(key)]
    assert set(unused) - FROM_OUTSIDE == set()


def deeds():
    """The names under which deeds are written into the history."""
    for path in modules("desk"):
        for call in calls(path, "record", "_record", "change"):
            for name in call.args[1:5]:
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    yield name.value


def test_every_deed_of_the_history_has_its_words():
    found = set(deeds())
    assert len(found) > 20
    assert {deed for deed in found if f"deeds.{deed}" not in everything("it")} == set()


def rests():
    """The codes under which the desk itself writes down why a ticket rests."""
    for path in modules("desk"):
        named = {
            target.id: node.value.value
            for node in tree(path).body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
        }
        given = [word.value for call in calls(path) for word in call.keywords if word.arg == "wait_reason"]
        for node in nodes(path):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                given += [value for key, value in pairs if getattr(key, "value", None) == "wait_reason"]
        for value in given:
            yield named.get(value.id, "") if isinstance(value, ast.Name) else getattr(value, "value", "")


def test_every_reason_for_which_the_desk_lets_a_ticket_rest_has_its_words():
    found = {code for code in rests() if isinstance(code, str) and code} | {teams.VENDOR}
    assert {"file", "appointment", "clarification", "deferred"} <= found
    for language in LANGUAGES:
        assert {code for code in found if f"ticket.wait.{code}" not in everything(language)} == set()


def verdicts():
    """What the desk can decide: the actions and prices of the terms, and its own words."""
    yield from (*get_args(Do), *get_args(Mode), "extra", "undecided")
    for path in modules("desk"):
        for call in calls(path, "Decision"):
            for word in call.keywords:
                yield from (
                    node.value
                    for node in ast.walk(word.value)
                    if word.arg == "do" and isinstance(node, ast.Constant) and str(node.value).isidentifier()
                )


def test_every_decision_has_its_words_on_the_line_and_on_the_screens():
    found = set(verdicts())
    assert {"reject", "time", "quote", "invoice", "appointment", "due"} <= found
    for room in ("ticket", "commands"):
        assert {do for do in found if f"{room}.do.{do}" not in everything("it")} == set()


ITALIAN = re.compile(
    r"\b(il|lo|gli|della|delle|degli|dei|del|nel|nella|questo|questa|che|non|per|con|sono|è|più|può|già|perché)\b",
    re.IGNORECASE,
)
# Words that are read, not written: what Italian mails say, and by what a second topic or a receipt is known.
READS = {
    *(f"mail/reading/{name}.py" for name in ("kinds", "html", "body", "certified")),
    *(f"models/basics/{name}.py" for name in ("text", "sender_trust", "stretches")),
    "models/rules/topics.py",
    "models/terms/sense/clause_figures.py",  # the numbers that clauses say
    *(
        f"models/said/{name}.py" for name in ("words", "times", "days", "amounts", "said", "question")
    ),  # what people say
    "desk/steps/titles.py",  # what they call the columns of their files
}


def test_italian_sentences_stand_in_the_catalogues():
    found = [
        f"{path.relative_to(ROOT)}:{line} {text[:60]}"
        for path in modules()
        if path.relative_to(ROOT).as_posix() not in READS
        for line, text in texts(path)
        if len(ITALIAN.findall(text)) >= 2 and "SELECT" not in text and " " in text.strip()
    ]
    assert found == []
