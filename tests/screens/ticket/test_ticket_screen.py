"""One ticket on the screen: what is read there, and what a technician does with it."""

from __future__ import annotations

import pytest
from deskterm.app import DeskApp
from deskterm.desk.intake import receive, recovery
from deskterm.desk.letters import hand_delivery
from deskterm.desk.queue import queue
from deskterm.desk.tickets import merge, tickets
from deskterm.desk.triage import clarify, divide, triage
from deskterm.locale import choose
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.shared import words
from deskterm.screens.shared.reader import Reading
from deskterm.screens.ticket import files
from deskterm.screens.ticket.screen import TicketScreen
from deskterm.storage.tickets import messages as message_rows
from textual.widgets import Input, TextArea

from tests.screens.conftest import lines, settle, text
from tests.screens.demo_desk import app_at, demo_at
from tests.screens.hands import press, until, write

TILL = "TK000051"  # urgent, telephoned
CHASED = "TK000021"  # a vague request with two chasers
FORGED = "TK000026"  # from a sender nobody has confirmed
FILES = "TK000049"  # with two attachments


async def open_ticket(pilot, code: str) -> None:
    await settle(pilot)
    pilot.app.open("ticket", code)
    await settle(pilot)


def outbox(desk, code: str) -> list[str]:
    return [message.body for message in tickets.thread(desk, code) if message.state == "outbox"]


@pytest.fixture
def app(tmp_path) -> DeskApp:
    return app_at(tmp_path / "desk")


# Reading


async def test_the_head_says_who_on_which_terms_and_about_what(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, TILL)
        title, subject, who, terms, about, asked, *_ = lines(app)
        assert title.startswith(f" {short(TILL)}  1º in coda")
        assert subject == " Spaccio: cassa ferma, non chiude lo scontrino"
        assert who.startswith(" Cooperativa Agricola Val Lionda · 0461 000555 · Spaccio Val Lionda")
        assert terms == " nessun termine · contratto fino al 31/12"
        assert about == " argomento da dare · bloccante · Linea urgenze"
        assert asked == " piano standard · carnet ore: 10h40"


async def test_the_thread_is_told_from_the_oldest_message_to_the_newest(app):
    async with app.run_test(size=(80, 60)) as pilot:
        await open_ticket(pilot, CHASED)
        shown = text(app)
        thread = tickets.thread(app.desk, CHASED)
        assert [message.kind for message in thread] == ["mail", "acknowledgement", "clarification", "mail"]
        places = [shown.index(message.body.strip().splitlines()[0][:40]) for message in thread]
        assert places == sorted(places)
        assert shown.count(" → ") == 2 and shown.count(" ← richiesta di chiarimenti") == 1


async def test_what_a_reply_quotes_is_dim(app):
    receive.receive_request(
        app.desk, channel="urgent", customer="C001", subject="eco", body="Ancora.\n> il vostro testo\nGrazie"
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, "TK000054")
        drawn = {line.text: line.style for line in app.screen.query_one(Reading)._drawn}
        assert drawn["> il vostro testo"] == "dim" and drawn["Ancora."] == "" == drawn["Grazie"]


async def test_a_long_letter_scrolls_to_its_end_without_a_cut_word(app):
    body = " ".join(f"parola{number}" for number in range(3_000)) + "\nfine"
    receive.receive_request(app.desk, channel="urgent", customer="C001", subject="lunga", body=body)
    async with app.run_test(size=(60, 20)) as pilot:
        await open_ticket(pilot, "TK000054")
        read = " ".join(line.text.strip() for line in app.screen.query_one(Reading)._drawn)
        assert all(f"parola{number}" in read.split() for number in range(0, 3_000, 97))
        await press(pilot, "end")
        assert "fine" in text(app)
        await press(pilot, "home", "pagedown", "j", "k", "pageup")
        assert app.screen.query_one(Reading).scroll_offset.y == 0
        assert app.screen.max_scroll_x == 0


async def test_d_shows_every_decision_with_its_rule_and_clause_and_esc_leads_back(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, "TK000018")
        await press(pilot, "d")
        assert "risposta entro oggi 09:48 (D5)" in text(app)
        assert "entro 48 ore; sabati, domeniche" in text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, TicketScreen) and "vi scrivo per due questioni" in text(app)
        await press(pilot, "escape")
        assert not isinstance(app.screen, TicketScreen)


async def test_clauses_are_in_the_language_in_force(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, "TK000018")
        await press(pilot, "L", "d")
        assert "answer by today 09:48 (D5)" in text(app)
        assert "are answered within 48 hours" in " ".join(text(app).split())
        assert "Reply" in lines(app)[-1] or "Answer" in lines(app)[-1]


@pytest.mark.parametrize(
    ("code", "italian", "english"),
    [
        ("file", "un file", "a file"),
        ("appointment", "appuntamento", "appointment"),
        ("clarification", "chiarimenti", "clarification"),
        ("TK000017", "unito a TK17", "merged into TK17"),
        ("torna dopo le ferie", "torna dopo le ferie", "torna dopo le ferie"),
    ],
)
def test_why_a_ticket_rests_is_said_in_words(code, italian, english):
    assert words.rest(code) == italian
    choose("en")
    try:
        assert words.rest(code) == english
    finally:
        choose("it")


async def test_the_head_and_the_history_say_in_words_why_a_ticket_was_closed(app):
    first, again = (
        receive.receive_request(app.desk, channel="urgent", customer="C001", subject=subject, body="Aiuto")
        for subject in ("Registro IVA", "Ancora il registro")
    )
    merge.merge(app.desk, again.ticket, first.ticket)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, again.ticket)
        assert lines(app)[0].startswith(f" {short(again.ticket)}  chiuso · unito a {short(first.ticket)}")


async def test_o_tells_who_did_what_and_when(app):
    queue.hand_over(app.desk, TILL, to="giorgio")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, TILL)
        await press(pilot, "o")
        assert "mar 3/3/26 08:53  marta  arrivato" in text(app)
        assert "mar 3/3/26 09:12  luca  passato a · giorgio" in text(app)


async def test_what_anothers_desk_changes_is_seen_and_the_reader_keeps_their_place(app, tmp_path):
    other = demo_at(tmp_path / "desk", who="giorgio")
    async with app.run_test(size=(60, 20)) as pilot:
        await open_ticket(pilot, CHASED)
        await press(pilot, "j", "j")
        assert (before := app.screen.query_one(Reading).scroll_offset.y) > 0
        queue.take(other, CHASED, reason="conosco il cliente")
        await until(pilot, lambda: "in mano a giorgio" in lines(app)[0])
        assert app.screen.query_one(Reading).scroll_offset.y == before


# Writing to the customer


async def test_an_answer_begins_with_a_greeting_and_waits_in_the_outbox(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, "TK000018")
        await press(pilot, "r")
        assert "Buongiorno Lucia Endrizzi," in text(app)
        await write(pilot, "lo facciamo oggi")
        await press(pilot, "f9")
        await until(pilot, lambda: "risposto" in lines(app)[0])
        assert "È nella posta in uscita: parte appena una" in text(app)
        assert outbox(app.desk, "TK000018")[-1] == "Buongiorno Lucia Endrizzi,\n\nlo facciamo oggi"


async def test_a_greeting_alone_is_no_answer(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, "TK000018")
        await press(pilot, "r", "f9")
        assert "C'è solo il saluto" in text(app)
        assert tickets.get(app.desk, "TK000018").state == "queued"


async def test_an_answer_to_somebody_without_an_address_says_that_nothing_leaves(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, TILL)
        await press(pilot, "r")
        await write(pilot, "fatto")
        await press(pilot, "f9")
        assert "La lettera non parte da sola." in text(app)
        assert (outbox(app.desk, TILL), tickets.get(app.desk, TILL).state) == ([], "queued")
        await press(pilot, "enter")
        await until(pilot, lambda: tickets.get(app.desk, TILL).state == "answered")


async def test_a_letter_left_with_esc_is_taken_up_where_it_was(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, "TK000018")
        await press(pilot, "r")
        await write(pilot, "quasi")
        await press(pilot, "escape")
        assert "La bozza resta" in text(app) and "lo stesso tasto la riprende" in text(app)
        assert isinstance(app.screen, TicketScreen), "one Esc leaves the letter, and no more than the letter"
        await press(pilot, "r")
        assert app.screen.query_one(TextArea).text.endswith("quasi")


async def test_a_clarification_lists_what_is_missing_and_the_ticket_waits(app):
    lacking = receive.receive_request(
        app.desk, channel="mail", customer="C001", subject="non va", body="Non va più niente.", contact="Anna"
    ).ticket
    assert "phone" in clarify.missing(app.desk, lacking)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, lacking)
        await press(pilot, "c")
        assert "recapito telefonico diretto" in text(app)
        await press(pilot, "f9")
        await until(pilot, lambda: "aspetta il cliente" in lines(app)[0])
        assert tickets.get(app.desk, lacking).state == "waiting"


async def test_a_note_stays_inside_and_is_read_in_the_thread(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, TILL)
        await press(pilot, "m")
        await write(pilot, "chiamato il fornitore")
        await press(pilot, "f9")
        await until(pilot, lambda: "· nota · luca" in text(app))
        assert "chiamato il fornitore" in text(app)


# Closing


async def test_an_unanswered_ticket_closes_only_with_a_reason_and_undo_opens_it_again(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, TILL)
        await press(pilot, "x")
        assert f"Chiudere {short(TILL)} senza risposta?" in text(app)
        await press(pilot, "enter")
        await write(pilot, "risolto da soli")
        await press(pilot, "enter")
        await until(pilot, lambda: "chiuso · risolto da soli" in lines(app)[0])
        await press(pilot, "u", "s")
        assert tickets.get(app.desk, TILL).state == "queued"


async def test_an_answered_ticket_closes_at_one_key_and_opens_again_at_another(app):
    tickets.answer(app.desk, TILL, text="fatto")
    hand_delivery.last_handed(app.desk, TILL)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, TILL)
        await press(pilot, "x")
        await until(pilot, lambda: "chiuso" in lines(app)[0])
        assert "z Riapri" in lines(app)[-1] and "x Chiudi" not in lines(app)[-1]
        await press(pilot, "z")
        await until(pilot, lambda: "in mano a luca" in lines(app)[0])


async def test_a_key_that_cannot_be_used_now_says_why(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, TILL)
        await press(pilot, "z")
        assert short(TILL) in text(app).partition("chiamata")[0].rpartition("▌")[2]
        assert tickets.get(app.desk, TILL).state == "queued"


# Whose it is


async def test_contract_and_pack_count_once_the_sender_is_confirmed(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, FORGED)
        assert "mittente da confermare" in text(app) and "carnet" not in "".join(lines(app)[:6])
        assert "v Mittente vero" in lines(app)[-1]
        await press(pilot, "v")
        assert tickets.get(app.desk, FORGED).confirmed
        await until(pilot, lambda: "mittente da confermare" not in "".join(lines(app)[:6]))


async def test_a_ticket_is_given_to_the_customer_that_is_found_by_typing(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, FORGED)
        await press(pilot, "n")
        await write(pilot, "carollo")
        assert "Carollo Impianti srl" in text(app)
        await press(pilot, "enter")
        assert tickets.get(app.desk, FORGED).customer == "Carollo Impianti srl"
        await until(pilot, lambda: "Carollo Impianti srl" in lines(app)[2])


# Files


async def test_attachments_are_saved_into_the_folder_that_is_named(app, tmp_path):
    folder = tmp_path / "salvati"
    folder.mkdir()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, FILES)
        await press(pilot, "l")
        assert "differenze_inventario.pdf" in text(app) and "tutti" in text(app)
        await write(pilot, "tutti")
        await press(pilot, "enter")
        assert app.screen.query_one(Input).value == str(files.default_folder())
        app.screen.query_one(Input).value = str(folder)
        await press(pilot, "enter")
        assert sorted(path.name for path in folder.iterdir()) == [
            "differenze_inventario.pdf",
            "dodici_articoli.csv",
        ]


async def test_a_folder_that_is_not_there_is_named_in_the_refusal(app, tmp_path):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, FILES)
        file = app.screen.read.files[0]
        app.screen.files.save((file.id,), str(tmp_path / "nessuna"))
        await settle(pilot)
        told = " ".join(text(app).split())  # a toast breaks its lines by the length of the path
        assert "non si può" in told and "scrivere" in told


# Going on


async def test_f4_goes_on_to_the_next_ticket_in_the_same_place(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, FORGED)
        await press(pilot, "o", "f4")
        assert lines(app)[0].startswith(f" {short(TILL)}  in mano a luca")
        assert "Chiamano dallo spaccio" in text(app)
        assert len(app.screen_stack) == 2


async def test_what_became_another_ticket_is_dim_in_the_thread_and_says_which(app):
    body = triage.message_of(app.desk, "TK000018").body
    at = body.index("2)")
    _, child = divide.split(app.desk, "TK000018", [divide.Cut(offset=at)])
    async with app.run_test(size=(80, 60)) as pilot:
        await open_ticket(pilot, "TK000018")
        pieces = app.screen.query_one(Reading).pieces
        went = next(number for number, piece in enumerate(pieces) if piece.text == f"→ {short(child.code)}")
        assert pieces[went - 1] == (body[:at].strip("\n"), "", 0)
        assert pieces[went + 1] == (body[at:].strip("\n"), "dim", 0)
        await open_ticket(pilot, child.code)
        assert all(piece.style != "dim" for piece in app.screen.query_one(Reading).pieces)


async def test_what_was_sent_back_is_dim_in_the_thread_too(app):
    body = triage.message_of(app.desk, "TK000018").body
    divide.split(app.desk, "TK000018", [divide.Cut(offset=body.index("2)"), back=True)])
    async with app.run_test(size=(80, 60)) as pilot:
        await open_ticket(pilot, "TK000018")
        assert "→ rimandato al cliente" in text(app)


async def test_a_split_ticket_names_its_family(app):
    body = tickets.thread(app.desk, "TK000018")[0].body
    _, child = divide.split(app.desk, "TK000018", [divide.Cut(offset=body.index("2)"))])
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, "TK000018")
        assert f"divisi: {short(child.code)}" in lines(app)[4]
    app = DeskApp(demo_at(app.desk.folder))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, child.code)
        assert "diviso da TK18" in lines(app)[4]


async def test_a_recovered_forgery_says_why_its_sender_is_doubted(app):
    with app.desk.read() as conn:
        forged = next(m for m in message_rows.pending(conn, ("held",), limit=50) if m.trust == "doubtful")
    code = recovery.recover(app.desk, forged.id, customer="C001").ticket
    async with app.run_test(size=(100, 40)) as pilot:
        await open_ticket(pilot, code)
        head = next(line for line in lines(app) if line.startswith(" → "))
        assert forged.from_address in head


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_every_pane_fits_every_width(app, size):
    async with app.run_test(size=size) as pilot:
        await open_ticket(pilot, "TK000017")
        for key in ("d", "o", "o", "d"):
            await press(pilot, key)
            assert all(len(line) <= size[0] for line in lines(app))
            assert app.screen.max_scroll_x == 0 and app.screen.max_scroll_y == 0


async def test_a_key_leads_from_message_to_message_and_an_answer_is_in_sight_once_it_is_written(app):
    queue.take(app.desk, "TK17", reason="prova")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ticket(pilot, "TK000017")
        first = lines(app)[8]
        assert first.startswith(" → ")
        await press(pilot, "right")
        assert first not in lines(app) and any(line.startswith((" → ", " ← ")) for line in lines(app)[8:])
        await press(pilot, "left")
        assert lines(app)[8] == first
        await press(pilot, "r")
        await write(pilot, "Ecco il prospetto")
        await press(pilot, "f9")
        assert any("Ecco il prospetto" in line for line in lines(app)[8:-2])
