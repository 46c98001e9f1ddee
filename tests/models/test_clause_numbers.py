"""Numbers in clauses that come from the keys (version 2): a changed key changes the clause."""

import pytest
from deskterm.models.terms.sense.clause_figures import clause_figures
from deskterm.models.terms.sense.meaning import meaning
from deskterm.models.terms.service import read_service

from tests.models.terms_kit import check_service, text

SOUND = "tests/data/broken/sound.toml"


def with_clause(words, *swaps):
    from tests.commands.conftest import ROOT

    text = (ROOT / SOUND).read_text(encoding="utf-8").replace("Il resto si paga a tempo.", words)
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return text


def under(keys):
    """A firm whose pack has a rule, X5, and these keys."""
    price = '{ id = "X1", mode = "time", rate = 60, settle = ["pack:hours", "invoice"] }'
    own = 'en = "Pack", overdraw = "split"'
    body = text(version="2", price=price)
    assert own in body
    return body.replace(own, f'en = "Pack", rule = "X5", {keys}')


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Fino a {timer.free} minuti.", "Fino a 5 minuti."),
        (
            "{price.R7.rate} euro l'ora, a scatti di {price.R7.step} minuti.",
            "60,00 euro l'ora, a scatti di 15 minuti.",
        ),
        ("Entro {response.R4.target} ore, {response.R4.target:minutes} minuti.", "Entro 8 ore, 480 minuti."),
        ("Vale {pack.hours.months} mesi, IVA al {provider.vat}%.", "Vale 12 mesi, IVA al 22%."),
        ("Una graffa {{vera}}.", "Una graffa {vera}."),
    ],
)
def test_a_blank_is_filled_from_its_key(words, said):
    assert read_service(with_clause(words)).clause("R7", "it") == said


def test_a_changed_key_changes_the_clause():
    changed = read_service(with_clause("Costa {price.R7.rate} euro.", ("rate = 60.00", "rate = 72.50")))
    assert changed.clause("R7", "it") == "Costa 72,50 euro."


CREDITS = (
    '[[credit]]\nrule = "R4"\nof = "answer"\namount = 20.00\n'
    '[[credit]]\nrule = "R7"\nof = "answer"\nshare = 0.10\ncap_share = 0.30\n'
)
LISTS = ("[calendar.", f"{CREDITS}[calendar.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Si accredita il {credit.R7.share:percent}%.", "Si accredita il 10%."),
        ("Si accredita il {credit.2.share:percent}%.", "Si accredita il 10%."),
        ("Si accredita il {credit.share:percent}%.", "Si accredita il 10%."),
        ("Si accreditano {credit.R4.amount} euro.", "Si accreditano 20,00 euro."),
        ("Si avvisa a {pack.hours.warn.1} minuti.", "Si avvisa a 60 minuti."),
    ],
)
def test_an_entry_of_any_list_is_called_by_its_id_its_rule_or_its_place(words, said):
    more = (("months = 12", "months = 12\nwarn = [60]"),) if "warn" in words else (LISTS,)
    assert read_service(with_clause(words, *more)).clause("R7", "it") == said


@pytest.mark.parametrize(
    ("words", "word", "near"),
    [
        ("{credit.R8.share:percent}", "credit.R8.share:percent", "{credit.R7.share:percent}"),
        ("{credit.R7.shar}", "credit.R7.shar", "{credit.R7.share}"),
        ("{R7}", "R7", "{price.R7.rate}"),
        ("{price.R7.rat}", "price.R7.rat", "{price.R7.rate}"),
        ("una { sola", "una { sola", ""),
    ],
)
def test_the_whole_blank_is_named_with_the_one_that_was_meant(words, word, near):
    (fault,) = check_service(with_clause(words, LISTS))
    assert fault.values["word"].endswith(word) and fault.values["near"] == near


@pytest.mark.parametrize("words", ["{timer.fre}", "{price.R99.rate}", "{provider.name}", "una { sola", "{}"])
def test_a_blank_that_no_key_fills_is_a_fault(words):
    (fault,) = check_service(with_clause(words))
    assert (fault.path, fault.code) == ("clause.R7.it", "no_figure")


def test_of_several_entries_of_one_number_the_part_says_which():
    more = 'id = "R7", part = "far", when = ["session=web"], mode = "time", rate = 90, settle = ["invoice"]'
    beside = ("price = [", f"price = [ {{ {more} }},")
    two = read_service(with_clause("{price.R7.far.rate} euro lontano.", beside))
    assert two.clause("R7", "it") == "90,00 euro lontano."
    one = {fault.code for fault in check_service(with_clause("{price.R7.near.rate} euro.", beside))}
    assert one == {"no_figure"}


PARTS = (
    "price = [",
    'price = [ { id = "R7", part = "night", when = ["session=web"], mode = "time",'
    ' rate = 90, settle = ["invoice"] },'
    ' { id = "R7", part = "lesson", when = ["session=training"], mode = "included" },',
)


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("{price.R7.rate} euro.", "{price.R7.night.rate}, {price.R7.3.rate}"),
        ("{price.R7.night.rate} euro.", ""),
        ("A scatti di {price.R7.step} minuti.", ""),  # one part alone says it
    ],
)
def test_a_blank_that_takes_the_first_of_several_values_is_told_with_the_ways_to_name_each(words, known):
    service = read_service(with_clause(words, PARTS))
    told = [one.values["words"] for one in meaning(service, service.text) if one.code == "blank_of_several"]
    assert told == ([known] if known else [])
    for way in known.split(", ") if known else ():
        assert read_service(with_clause(way, PARTS)).clause("R7", "it") in ("90,00", "60,00")
    if "step" in words:
        assert service.clause("R7", "it") == "A scatti di 15 minuti."


@pytest.mark.parametrize(
    ("keys", "said", "path"),
    [
        ('included = { units = 120, every = "month" }', "Tre ore al mese.", "pack[1].included.units"),
        ("top_up = { at = 30, size = 300, price = 250 }", "Altre 5 ore a 270 euro.", "pack[1].top_up.price"),
        ('overdraw = "below", limit = 60', "Si può andare sotto di due ore.", "pack[1].limit"),
    ],
)
def test_a_clause_that_says_other_than_its_pack_is_told(keys, said, path):
    assert list(clause_figures(read_service(under(keys)))) == []
    (fault,) = clause_figures(read_service(under(keys).replace("Regola 5.", said)))
    assert (fault.path, fault.code, fault.values["near"]) == ("clause.X5.it", "clause_figure", path)


def test_version_1_has_no_blanks():
    text = with_clause("Una {cosa} tra graffe.", ("schema = 2", "schema = 1"))
    assert read_service(text).clause("R7", "it") == "Una {cosa} tra graffe."


@pytest.mark.parametrize(
    ("keys", "words", "said"),
    [
        ('included = { units = 300, every = "year" }', "{pack.hours.included.units:hours} ore", "5 ore"),
        ('included = { units = 90, every = "year" }', "{pack.hours.included.units:hours} ore", "1,5 ore"),
        ('included = { units = 300, every = "year" }', "{pack.hours.included.units} minuti", "300 minuti"),
        (
            "months = 12, warn = [120]",
            "{pack.hours.warn.1:hours} ore, {pack.hours.months} mesi",
            "2 ore, 12 mesi",
        ),
    ],
)
def test_the_minutes_of_a_pack_are_told_in_hours_where_the_blank_asks_for_them(keys, words, said):
    terms = under(keys).replace("Regola 5.", f"Comprese {words}.")
    service = read_service(terms)
    assert service.clause("X5", "it") == f"Comprese {said}."
    assert not [one for one in clause_figures(service) if one.path == "clause.X5.it"]


def test_steps_and_least_times_are_told_in_hours_too():
    price = '{ id = "X5", mode = "time", rate = 60, step = 30, minimum = 120, settle = ["invoice"] }'
    words = "Almeno {price.X5.minimum:hours} ore, a passi di {price.X5.step:minutes} minuti."
    terms = text(version="2", price=price).replace("Regola 5.", words)
    assert read_service(terms).clause("X5", "it") == "Almeno 2 ore, a passi di 30 minuti."
