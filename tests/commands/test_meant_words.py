"""A word that the terms have not is refused with the one that was surely meant, wherever one is typed."""

from pathlib import Path

import pytest

from tests.commands.conftest import empty, home

__all__ = ["empty", "home"]

FIRM = Path(__file__).parents[1] / "data" / "firms" / "quadro-gestionali.toml"
ASKED = ("Forse: ", "Did you mean: ")


@pytest.fixture
def firm(empty):
    empty("init", "--service", FIRM, "--anyway", "prova", at="2026-03-02T08:00")
    empty("customer", "add", "Rossi", "--contact", "Ada", "--email", "ada@rossi.example")
    told = ("--customer", "C001", "--channel", "mail", "--subject", "Fermo", "--body", "Non va.")
    empty("ticket", "add", *told, at="2026-03-02T08:30")
    return empty


def one_letter_wrong(word):
    return word[:2] + word[3:] if len(word) > 3 else f"{word}x"


def test_a_name_like_one_of_the_terms_is_refused_and_theirs_is_named(firm):
    for number, name in enumerate(("Paghe.", "paghe", "PAGHE"), start=1):
        made = firm("agreement", "sign", "C001", "--name", name, "--from", f"2026-0{number}-01", "--json")
        assert made.json["name"] == "Paghe"
    for lang in ("it", "en"):
        refused = firm("agreement", "sign", "C001", "--name", "Pahge", lang=lang, code=1)
        assert "Paghe" in refused.err, refused
    assert firm("agreement", "sign", "C001", "--name", "Filiale Milano", "--json").json["name"]


def test_a_name_that_differs_in_its_number_is_another(empty, tmp_path):
    file = tmp_path / "terms.toml"
    file.write_text(
        FIRM.read_text("utf-8").replace('"Paghe"', '"Sede 1"').replace("=Paghe", "=Sede 1"), "utf-8"
    )
    empty("init", "--service", file, "--anyway", "prova", at="2026-03-02T08:00")
    empty("customer", "add", "Rossi")
    assert empty("agreement", "sign", "C001", "--name", "Sede 2", "--json").json["name"] == "Sede 2"
    assert "Sede 1" in empty("agreement", "sign", "C001", "--name", "Sedi 1", code=1).err


def test_of_several_agreements_the_one_of_a_number_is_renewed(firm):
    year = ("--from", "2025-04-01", "--until", "2026-03-31")
    first = firm("agreement", "sign", "C001", *year, "--json").json["number"]
    firm("agreement", "sign", "C001", "--name", "Paghe", *year)
    which = firm("agreement", "renew", "C001", code=1).err
    assert "--number" in which and str(first) in which
    made = firm("agreement", "renew", "C001", "--number", first, "--json").json
    assert (made["name"], made["from"], made["until"]) == ("", "2026-04-01", "2027-03-31")
    assert str(first + 90) in firm("agreement", "renew", "C001", "--number", first + 90, code=1).err


@pytest.mark.parametrize("lang", ["it", "en"])
def test_to_renew_a_name_that_the_customer_has_not_names_those_there_are(firm, lang):
    firm("agreement", "sign", "C001", "--name", "Paghe", "--from", "2025-04-01", "--until", "2026-03-31")
    told = firm("agreement", "renew", "C001", "--name", "Pahge", lang=lang, code=1).err
    assert "1 «Paghe»" in told and any(f"{asked}Paghe" in told for asked in ASKED)


WORK = "call log 1 --kind call --start 2026-03-02T08:40 --end 2026-03-02T08:50"
ASK = "ticket add --customer C001 --subject A --body B"


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (f"{ASK} --channel potral", "portal"),
        (f"{ASK} --channel posat", "mail"),  # as Italian calls it
        (f"{ASK} --channel mail --topic uasge", "usage"),
        (f"{ASK} --channel mail --field prodcut=ledger", "product"),
        ("ticket triage 1 --topic eror", "error"),
        (f"{WORK} --outcome sovled", "solved"),
        (f"{WORK} --outcome risoltto", "solved"),
        (f"{WORK} --outcome solved --reason usagge", "usage"),
        (f"{WORK} --outcome solved --price Q88", "Q8"),
        ("call log 1 --kind restroe --start 2026-03-02T08:40 --end 2026-03-02T08:50", "restore"),
        ("pack sell C001 --kind huors", "hours"),
        ("pack sell C001 --size 10h --kind huors", "hours"),
        ("agreement sign C001 --plan golld", "gold"),
        ("customer set C001 language=itt", "it"),
        ("appointment add 1 --start 2026-03-03T10:00 --kind remoet", "remote"),
    ],
)
def test_every_word_of_the_terms_is_offered_for_a_slip(firm, words, meant, lang):
    told = firm(*words.split(), lang=lang, code=None, at="2026-03-02T09:00")
    assert told.code in (1, 2), told
    assert any(f"{asked}{meant}" in told.err for asked in ASKED) or f"«{meant}»" in told.err.replace(
        "“", "«"
    ).replace("”", "»"), told
    assert firm("pack", "list", "--json").lines == []


def test_what_is_like_nothing_is_refused_without_a_guess(firm):
    told = firm(*f"{ASK} --channel zzzzzz".split(), code=1).err
    assert "portal, mail" in told and "Forse" not in told


def test_an_agreement_without_an_end_that_brought_units_can_end(firm):
    firm("agreement", "sign", "C001", "--from", "2026-01-01")
    firm("agreement", "end", "C001", "--on", "2026-04-30")
    assert {
        one["expires_at"] for one in firm("pack", "list", "--json").lines if one["kind"] == "rescues"
    } == {"2026-04-30"}
