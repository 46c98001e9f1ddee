"""Triage: dividing a request, and what the terms say of each part meanwhile."""

from __future__ import annotations

import threading

import pytest
from deskterm.app import DeskApp
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import divide, divide_and_triage, triage
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.queue.screen import QueueScreen
from deskterm.screens.triage import ruling
from deskterm.screens.triage.cuts import Cutting, starts
from deskterm.screens.triage.message import Parting
from deskterm.screens.triage.screen import TriageScreen
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.widgets import Static

from tests.screens.conftest import lines, settle, text
from tests.screens.demo_desk import app_at, demo_at
from tests.screens.hands import press, until, write

TWO = "TK000018"  # a numbered letter: one thing for the desk, one about a special scale
TAX = "TK000043"


async def topic(pilot, words: str) -> None:
    """Choose a topic in the open list by typing a part of its name."""
    await write(pilot, words)
    await press(pilot, "enter")


async def to_triage(pilot, code: str) -> None:
    await settle(pilot)
    pilot.app.open("triage", code)
    await settle(pilot)


def terms(app) -> str:
    """The panel beside the message, as one line of words."""
    return " ".join(str(app.screen.query_one("#verdicts", Static).content).split())


@pytest.fixture
def app(tmp_path) -> DeskApp:
    return app_at(tmp_path / "desk")


# Marks, without a screen


def test_a_part_may_start_at_sentences_items_and_paragraphs():
    body = "Buongiorno,\nla stampa non parte. Da ieri.\n\n1) prima\n2) seconda\nInoltre manca una riga"
    found = [body[offset : offset + 6] for offset in starts(body)]
    assert found == ["Buongi", "la sta", "Da ier", "1) pri", "2) sec", "Inoltr"]


def test_a_line_that_the_mail_program_broke_is_no_start():
    body = "la stampa del registro esce con una riga\nbianca in mezzo alla pagina"
    assert starts(body) == [0]


def test_a_mark_is_set_and_taken_away_by_the_same_key():
    cutting = Cutting("Prima cosa. Seconda cosa.")
    cutting.move(1)
    assert cutting.mark() and cutting.marks == (12,)
    assert cutting.mark() and cutting.marks == ()


def test_the_beginning_cannot_be_marked():
    assert not Cutting("Prima cosa. Seconda cosa.").mark()


def test_a_part_that_goes_back_has_no_need_of_a_topic_until_it_is_given_one():
    cutting = Cutting("Prima cosa. Seconda cosa.")
    assert not cutting.send_back(), "the first part stays"
    cutting.move(1)
    cutting.mark()
    assert cutting.send_back() and cutting.parts[1].back
    cutting.give_topic("usage")
    assert not cutting.parts[1].back


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.lists(st.sampled_from("mnjkxai"), max_size=30))
def test_whatever_is_marked_the_parts_are_the_whole_text(body, keys):
    cutting = Cutting(body)
    for key in keys:
        if key == "m":
            cutting.mark()
        elif key == "n":
            cutting.next_hint()
        elif key in "jk":
            cutting.move(1 if key == "j" else -1)
        elif key == "x":
            cutting.clear()
        elif key == "a":
            cutting.give_topic("usage")
        else:
            cutting.send_back()
        assert "".join(body[part.start : part.end] for part in cutting.parts) == body
        assert 0 <= cutting.here < len(cutting.parts)
        assert not cutting.parts[0].back


# On the screen


async def test_a_second_topic_is_hinted_at_and_never_split_by_itself(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, TWO)
        assert "1 indizio di un altro argomento: s divide lì, n ci va." in text(app)
        assert any(line.startswith("? 2) allo spaccio") for line in lines(app))
        await press(pilot, "n")
        assert "Forse inizia un altro argomento: un'altra voce dell'elenco. s divide" in text(app)
        assert app.screen.cutting.marks == () and "un argomento" in lines(app)[0]
        assert tickets.family(app.desk, TWO) == ()


async def test_the_terms_answer_changes_with_the_marks_and_topics(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, TWO)
        assert terms(app).startswith("▌1 Parte 1 argomento da dare: la sua cifra · resta TK18")
        await press(pilot, "a")
        await topic(pilot, "uso")
        assert terms(app).startswith("▌1 Uso del gestionale si risponde qui, compreso fino a 5 minuti")
        assert "54,00 € l'ora, prima dal carnet (D28) · resta TK18" in terms(app)
        await press(pilot, "n", "m", "a")
        await topic(pilot, "persona")
        assert "2 parti" in lines(app)[0]
        assert "▌2 Personalizzazione fuori servizio, offrire: Preventivo (D14) · nuovo ticket" in terms(app)
        assert "D14 «Il servizio non comprende personalizzazioni" in terms(app)
        assert any("── 2 · Personalizzazione ──" in line for line in lines(app))
        await press(pilot, "x")
        assert "Personalizzazione" not in terms(app) and "un argomento" in lines(app)[0]


async def test_keys_that_come_before_the_request_wait_for_it(app, monkeypatch):
    read, gate = ruling.request, threading.Event()
    monkeypatch.setattr(ruling, "request", lambda *given: (gate.wait(20), read(*given))[1])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.open("triage", TWO)
        await pilot.press("n", "m")
        assert isinstance(app.screen, TriageScreen) and app.screen.cutting.marks == ()
        gate.set()
        await settle(pilot)
        assert len(app.screen.cutting.marks) == 1 and "2 parti" in lines(app)[0]


async def test_f9_files_first_part_and_new_tickets_in_one_go(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, TWO)
        await press(pilot, "n", "m", "a")
        await topic(pilot, "persona")
        await press(pilot, "f9")
        assert "Parte 1: di che cosa parla?" in text(app), "what is missing is asked"
        await topic(pilot, "uso")
        assert isinstance(app.screen, QueueScreen)
        new = tickets.family(app.desk, TWO)[0]
        assert f"TK18: Uso del gestionale, si risponde qui. Nuovi ticket: {short(new.code)}" in text(app)
        assert (new.topic, new.scope, new.state) == ("customisation", "out", "queued")
        assert tickets.thread(app.desk, new.code)[0].body.startswith("2) allo spaccio")
        assert tickets.get(app.desk, TWO).topic == "usage"
        waiting = [ticket.code for ticket in queue.rows(app.desk, size=100)]
        assert waiting.index(new.code) == waiting.index(TWO) + 1


async def test_a_part_that_belongs_to_the_vendor_goes_there(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, TAX)
        await press(pilot, "a")
        assert "D12 va a: Fornitore" in text(app)
        await topic(pilot, "bilancio")
        assert "va a: Fornitore del gestionale (D12)" in terms(app)
        await press(pilot, "f9")
        assert tickets.get(app.desk, TAX).state == "vendor"
        await press(pilot, "u", "s")
        assert tickets.get(app.desk, TAX).state == "queued"


async def test_a_marked_part_can_go_back_to_the_customer(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, TWO)
        await press(pilot, "i")
        assert "La prima parte resta" in text(app)
        await press(pilot, "n", "m", "i", "f9")
        await topic(pilot, "uso")
        assert tickets.family(app.desk, TWO) == ()
        letter = tickets.thread(app.desk, TWO)[-1]
        assert letter.state == "outbox" and "> 2) allo spaccio" in letter.body
        assert "1 parte torna al cliente" in text(app).replace("\n", " ")


async def test_the_place_where_the_message_begins_is_not_marked(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, TWO)
        await press(pilot, "m")
        assert app.screen.cutting.marks == () and "Il primo argomento comincia" in text(app)


async def test_leaving_with_marks_asks_once(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, TWO)
        await press(pilot, "n", "m", "escape")
        assert isinstance(app.screen, TriageScreen)
        await press(pilot, "escape")
        assert not isinstance(app.screen, TriageScreen)


async def test_marks_survive_anothers_change_and_another_language(app, tmp_path):
    other = demo_at(tmp_path / "desk", who="giorgio")
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, TWO)
        await press(pilot, "n", "m")
        tickets.note(other, TWO, "richiamato")
        await until(pilot, lambda: len(app.screen.request.about.thread) == 2)
        await press(pilot, "L")
        assert len(app.screen.cutting.marks) == 1 and "2 parts" in lines(app)[0]
        assert "Another topic starts here" in text(app)


async def test_a_second_division_of_the_same_letter_is_asked_for(app):
    body = triage.message_of(app.desk, TWO).body
    divide_and_triage.sort(app.desk, TWO, topic="usage", cuts=[divide.Cut(offset=body.index("2)"))])
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, TWO)
        await press(pilot, "n", "m", "f9")
        assert "È già stato diviso in TK54" in text(app)
        await press(pilot, "n")
        assert len(tickets.family(app.desk, TWO)) == 1


async def test_what_a_vague_request_lacks_is_said_and_asked_for_from_here(app):
    lacking = receive.receive_request(
        app.desk,
        channel="mail",
        customer="C001",
        subject="aiuto",
        body="Non va.",
        contact="Anna",
        email="anna@cliente.example",
    ).ticket
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, lacking)
        assert "Manca: recapito telefonico diretto (c lo chiede)" in text(app)
        await press(pilot, "c", "f9")
        assert tickets.get(app.desk, lacking).state == "waiting"
        assert isinstance(app.screen, QueueScreen)


async def test_blocking_is_said_and_filed(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, TWO)
        await press(pilot, "b")
        assert "bloccante" in lines(app)[0]
        await press(pilot, "g")
        assert "non hanno gravità" in text(app)
        await press(pilot, "f9")
        await topic(pilot, "uso")
        assert tickets.get(app.desk, TWO).blocking


async def test_a_click_puts_the_cursor_on_its_sentence(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await to_triage(pilot, TWO)
        row = next(at for at, line in enumerate(lines(app)) if "2) allo spaccio" in line)
        parting = app.screen.query_one(Parting)
        await pilot.click(Parting, offset=(6, row - parting.region.y))
        await settle(pilot)
        assert app.screen.cutting.hint == "item"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
@pytest.mark.parametrize("language", ["it", "en"])
async def test_message_and_terms_fit_every_width(app, size, language):
    from deskterm import locale

    locale.choose(language)
    async with app.run_test(size=size) as pilot:
        await to_triage(pilot, TWO)
        await press(pilot, "n", "m")
        shown = lines(app)
        assert all(len(line) <= size[0] for line in shown)
        assert app.screen.max_scroll_x == 0 and app.screen.max_scroll_y == 0
        words = "".join(shown).split()
        assert "spaccio" in words  # where the second part begins


# The deed behind F9


def test_sorting_is_all_or_nothing(tmp_path):
    desk = demo_at(tmp_path / "desk")
    body = triage.message_of(desk, TWO).body
    with pytest.raises(Refused):
        divide_and_triage.sort(
            desk, TWO, topic="usage", cuts=[divide.Cut(offset=body.index("2)"), topic="no such")]
        )
    assert tickets.family(desk, TWO) == () and tickets.get(desk, TWO).topic == ""
    with pytest.raises(Refused):
        divide_and_triage.sort(desk, TWO, topic="no such", cuts=[divide.Cut(offset=body.index("2)"))])
    assert tickets.family(desk, TWO) == ()
