"""Texts that are put into a letter: the desk's own with their blanks, the terms', the last similar answer."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.customers import cards
from deskterm.desk.errors import DeskTrouble, NotFound
from deskterm.desk.letters import canned, canned_file
from deskterm.desk.tickets import tickets
from deskterm.models.terms.canned import read_canned

from tests.screens.counter import Counter

FILE = """
[[answer]]
name = "presa"
title = "Presa in carico"
title_en = "Taken in hand"
it = "La richiesta {code} «{subject}» di {customer} è in mano a {technician}: risposta entro {due}."
en = "{technician} has {code} in hand: answer by {due}."

[[answer]]
name = "chiedi"
title = "Chiede una schermata"
it = "{contact}, serve una schermata."
"""


@pytest.fixture
def counter(tmp_path) -> Counter:
    locale.choose("it")
    made = Counter(tmp_path / "desk")
    canned.load(made.desk, read_canned(FILE), "risposte.toml")
    return made


def put_in(counter: Counter, code: str) -> dict[str, canned.ToPutIn]:
    return {one.name: one for one in canned.for_ticket(counter.desk, code)}


def test_phone_fault_23_a_text_is_filled_with_what_the_ticket_says(counter):
    code = counter.request()
    assert canned.text(counter.desk, code, "presa") == (
        f"La richiesta {code} «Stampa registro IVA» di Rossi Impianti srl è in mano a luca:"
        " risposta entro gio 5/3 09:12."
    )
    assert put_in(counter, code)["chiedi"].text == "Anna Rossi, serve una schermata."


def test_a_text_is_in_the_customers_language_and_in_italian_where_it_has_no_other(counter):
    cards.change(counter.desk, "C001", {"language": "en"})
    code = counter.request()
    assert canned.text(counter.desk, code, "presa").startswith(f"luca has {code} in hand: answer by")
    assert canned.text(counter.desk, code, "chiedi") == "Anna Rossi, serve una schermata."


def test_the_last_answer_to_a_similar_request_is_one_of_them_without_its_greeting(counter):
    for n, text in enumerate(("Vecchia.", "la data era errata."), 1):
        counter.now += 60
        solved = counter.request("C002", f"Stampa registro IVA doppia {n}")
        tickets.answer(counter.desk, solved, text=f"Buongiorno Anna Bianchi, {text}")
    other = counter.request("C002", "Etichette")
    tickets.answer(counter.desk, other, text="Margine a zero.")
    similar = canned.for_ticket(counter.desk, counter.request())[0]
    assert (similar.name, similar.ticket, similar.text) == ("similar", solved, "La data era errata.")
    nothing = canned.for_ticket(counter.desk, counter.request("C003", "Cassa"))[0]
    assert (nothing.name, nothing.text) == ("similar", "")  # its digit stays, and those of the others


def test_what_nobody_knows_is_named_with_the_nearest(counter):
    with pytest.raises(NotFound, match=r"«prese».*«presa»"):
        canned.text(counter.desk, counter.request(), "prese")


def test_other_texts_take_the_place_of_those_that_stood(counter):
    canned.load(counter.desk, read_canned(FILE.replace("presa", "ricevuta")), "altre.toml")
    assert [one.name for one in canned.listing(counter.desk)] == ["ricevuta", "chiedi"]


@pytest.mark.parametrize(
    ("old", "new", "path", "told"),
    [
        ("{due}", "{dua}", r"answer\[1\].it", "«due»"),
        ("{subject}", "{subject", r"answer\[1\].it", "graffa"),
        ('name = "chiedi"', 'name = "presa"', r"answer\[2\].name", "c'è già"),
        ('name = "chiedi"', 'name = "Chiedi qui"', r"answer\[2\].name", "non è un nome"),
        ('title = "Chiede una schermata"', "", r"answer\[2\].title", "Manca la chiave"),
        ("title_en", "titel_en", r"answer\[1\].titel_en", "title_en"),
    ],
)
def test_every_fault_of_a_file_is_named_with_its_place_and_cure(tmp_path, old, new, path, told):
    locale.choose("it")
    file = tmp_path / "risposte.toml"
    file.write_text(FILE.replace(old, new, 1))
    with pytest.raises(DeskTrouble, match=f"(?s){path}.*{told}"):
        canned_file.read(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(DeskTrouble, match=r"manca\.toml"):
        canned_file.read(tmp_path / "manca.toml")


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("it", "La risposta arriva entro {due}.", "La risposta arriva il prima possibile."),
        ("it", "Entro {due} le diciamo come si fa.", "il prima possibile le diciamo come si fa."),
        ("en", "You will have our answer by {due}.", "You will have our answer as soon as possible."),
    ],
)
def test_a_ticket_without_a_term_is_promised_nothing_by_no_day(counter, language, text, said):
    words = f'\n[[answer]]\nname = "quando"\ntitle = "Quando"\nit = "{text}"\nen = "{text}"\n'
    canned.load(counter.desk, read_canned(FILE + words), "risposte.toml")
    cards.change(counter.desk, "C003", {"language": language})
    code = counter.request("C003", "Cassa")
    assert tickets.get(counter.desk, code).due_at is None
    assert canned.text(counter.desk, code, "quando").casefold() == said.casefold()
