"""The answer stands beside the mail it answers, and what is typed of it is at the desk as it is typed."""

from __future__ import annotations

import pytest
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.letters import canned
from deskterm.desk.queue import queue
from deskterm.desk.tickets import drafts, tickets
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.terms.canned import read_canned
from textual.widgets import TextArea

from tests.desk.mails import mail
from tests.screens.conftest import lines, text, until
from tests.screens.counter import Counter, opened, press

ROSSI = "Anna Rossi <c001@clienti.example>"
LONG = "\n".join(f"riga {n} della mail" for n in range(1, 41))


@pytest.fixture
def counter(tmp_path):
    return Counter(tmp_path / "desk")


def kept(desk, code: str, kind: str = "answer") -> str:
    """What the desk has of this technician's text."""
    found = drafts.find(desk, kind, code)
    return found.text if found is not None else ""


async def test_phone_fault_23_a_draft_is_at_the_desk_while_the_letter_is_open_and_is_offered_again(counter):
    code = counter.taken()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        assert "nessuna bozza" in await press(pilot, "r")
        await press(pilot, *"La nota")
        await until(pilot, lambda: kept(counter.desk, code).endswith("La nota"))  # nobody pressed anything
        await until(pilot, lambda: "bozza salvata 09:12" in text(pilot.app))
        shown = await press(pilot, *" 118", "escape")
        assert kept(counter.desk, code).endswith("La nota 118")
        assert "La bozza resta" in shown and "bozza 09:12" in lines(pilot.app)[0]
        await press(pilot, "r")
        area = pilot.app.screen.query_one(TextArea)
        assert area.text.endswith("La nota 118") and area.cursor_location == area.document.end
        await press(pilot, "f9")
    assert tickets.thread(counter.desk, code)[-1].body.endswith("La nota 118")
    assert kept(counter.desk, code) == ""


async def test_phone_fault_23_a_draft_is_thrown_away_by_its_own_key_at_the_second_time(counter):
    code = counter.taken()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r", *"No", "escape", "r")
        assert "ancora lo stesso tasto" in await press(pilot, "ctrl+n")
        assert "Bozza buttata via" in await press(pilot, "ctrl+n")
        assert kept(counter.desk, code) == "" and "bozza" not in lines(pilot.app)[0]
        await press(pilot, "r")
        assert not pilot.app.screen.query_one(TextArea).text.endswith("No")


async def test_a_letter_whose_words_nobody_changed_is_no_draft(counter):
    code = counter.taken()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "r", "x", "backspace", "escape")
        assert drafts.mine(counter.desk) == () and "bozza" not in shown


async def test_phone_fault_23_notes_and_the_words_of_a_handover_are_kept_too(counter):
    code = counter.taken()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "m", *"chiavi", "escape")
        assert kept(counter.desk, code, "note") == "chiavi"
        await press(pilot, "h", "enter", *"manca", "escape")
        assert kept(counter.desk, code, "hand_over") == "manca"
        assert "manca" in await press(pilot, "h", "enter")
        await press(pilot, *" l'IVA", "enter")
        assert "chiavi" in await press(pilot, "m")
        await press(pilot, "f9")
    notes = [one.body for one in tickets.thread(counter.desk, code) if one.kind == "note"]
    assert notes == ["manca l'IVA", "chiavi"]
    assert drafts.mine(counter.desk) == ()


async def test_phone_fault_23_a_colleague_sees_the_draft_and_goes_on_with_it_once_the_ticket_is_theirs(
    counter,
):
    code = counter.taken()
    drafts.keep(counter.colleague(), "answer", code, "Buongiorno, la nota 118")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        assert "bozza di marta, 09:12" in lines(pilot.app)[0]
        shown = await press(pilot, "r")
        assert "riprendi la bozza di marta" in shown and "la nota 118" in shown
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(TextArea).text == "Buongiorno, la nota 118"
        await press(pilot, *" va tolta", "escape")
        assert kept(counter.desk, code) == "Buongiorno, la nota 118 va tolta"
        assert drafts.mine(counter.colleague()) == ()


async def test_a_colleagues_draft_is_seen_and_left_alone_while_the_ticket_is_theirs(counter):
    code = counter.taken()
    queue.hand_over(counter.desk, code, to="marta")
    drafts.keep(counter.colleague(), "answer", code, "Buongiorno, la nota 118")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "r")
        assert "bozza di marta, 09:12" in shown and "118" not in shown


async def test_phone_fault_23_what_is_begun_is_a_loose_end_of_the_shift_and_q_shows_it(counter):
    code = counter.request()
    drafts.keep(counter.desk, "answer", code, "Buongiorno, la nota 118")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "q")
        assert "bozza" in shown and "risposta oggi 09:12" in shown and "1 da sistemare" in shown
        assert short(code) in (await press(pilot, "enter")).splitlines()[0]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_phone_fault_23_the_answer_stands_beside_the_mail(counter, size):
    code = counter.taken(body=LONG)
    async with counter.app().run_test(size=size) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r", *"abc")
        shown = lines(pilot.app)
        mail = next(at for at, line in enumerate(shown) if "riga 1 della mail" in line)
        typed = next(at for at, line in enumerate(shown) if "Buongiorno Anna Rossi" in line)
        assert "Anna Rossi <c001@clienti.example> · mar 3/3/26 09:12" in shown[mail - 1]
        assert (typed < mail) is (size[0] >= 120)  # side by side, or the mail above
        for _ in range(12):
            if "riga 40" not in text(pilot.app):
                await press(pilot, "f5")
        assert "riga 40" in text(pilot.app) and "riga 1 " not in text(pilot.app)
        assert "riga 1 " in await press(pilot, "f5")  # from its end to its beginning
        assert pilot.app.screen.query_one(TextArea).text.endswith("abc")  # nothing of it was typed


async def test_phone_fault_23_a_key_goes_from_message_to_message(counter):
    code = counter.taken()
    tickets.note(counter.desk, code, "Sentita al telefono")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r")
        several = len(tickets.thread(counter.desk, code))
        assert f"1 di {several}" in text(pilot.app) and "non stampa" in text(pilot.app)
        shown = await press(pilot, "f7")
        assert f"{several} di {several}" in shown and "Sentita al telefono" in shown


async def test_the_help_over_a_letter_tells_the_keys_of_the_letter(counter):
    code = counter.taken()
    async with counter.app().run_test(size=(80, 40)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "r", "f1")
        assert "Butta via la bozza" in shown and "F5 Ctrl+↓" in shown


TEXTS = """
[[answer]]
name = "presa"
title = "Presa in carico"
it = "La richiesta {code} è in mano."

[[answer]]
name = "chiedi"
title = "Chiede una schermata"
it = "Serve una schermata."
"""


async def test_phone_fault_23_a_digit_puts_a_text_in_where_the_cursor_stands(counter):
    canned.load(counter.desk, read_canned(TEXTS), "risposte.toml")
    solved = counter.taken("C002", subject="Stampa registro IVA doppia")
    tickets.answer(counter.desk, solved, text="Buongiorno,\n\nLa data era errata.")
    code = counter.taken()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "r")
        assert f"F6 testi:  1 simile {short(solved)} (3/3)  2 Presa in carico  3 Chiede" in shown
        await press(pilot, *"Ecco:", "f6", "2", *" Poi", "f6")
        assert "La data era errata." in text(pilot.app)  # read before it is chosen
        await press(pilot, "1")
        typed = pilot.app.screen.query_one(TextArea).text
        assert typed.endswith(f"Ecco:\nLa richiesta {code} è in mano. Poi\nLa data era errata.")
        await press(pilot, "escape")
        assert kept(counter.desk, code) == typed


async def test_a_digit_behind_which_nothing_similar_stands_says_so_and_keeps_what_is_typed(counter):
    canned.load(counter.desk, read_canned(TEXTS), "risposte.toml")
    code = counter.taken()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        assert "1 nulla di simile" in await press(pilot, "r", *"abc")
        assert "Nessuna risposta simile" in await press(pilot, "f6", "1")
        assert pilot.app.screen.query_one(TextArea).text.endswith("abc")


async def test_a_letter_shows_to_which_address_it_goes_where_the_card_was_corrected(counter):
    code = counter.taken()
    was = tickets.get(counter.desk, code).contact_email
    new = "anna.rossi@nuova.example"
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "ticket", code)
        assert f"A: {was}" in await press(pilot, "r")
        await press(pilot, *" ecco", "f9")
        person = cards.get(counter.desk, "C001").contacts[0]
        cards.set_contact(counter.desk, "C001", name=person.name, email=new)
        shown = await press(pilot, "r")
        assert f"A: {new}, corretto sulla scheda, non più {was}" in shown
        await press(pilot, *" anche questo", "f9")
        await press(pilot, "N")
        pilot.app.screen.query_one("#email").value = "terza@nuova.example"
        shown = await press(pilot, "f9")
        assert "non sono ancora partite vanno ora al nuovo indirizzo terza@nuova.example" in shown
    thread = tickets.thread(counter.desk, code)
    assert {one.from_address for one in thread if one.direction == "out"} == {"terza@nuova.example"}


async def test_where_who_wrote_asks_for_the_answer_stands_beside_it_and_in_the_contact(counter):
    asked = "Reply-To: ufficio@altrove.example\r\n"
    code = receive.receive_mail(counter.desk, mail(ROSSI, extra=asked)).ticket
    queue.take(counter.desk, code)
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "ticket", code)
        assert "risposta a: ufficio@altrove.example" in text(pilot.app)
        shown = await press(pilot, "r")
        assert "A: c001@clienti.example · chi scrive chiede la risposta a ufficio@altrove.example" in shown
        shown = " ".join((await press(pilot, "escape", "N")).replace("│", " ").split())
        assert "L’ultima mail chiede la risposta a ufficio@altrove.example" in shown
