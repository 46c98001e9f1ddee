"""Our letters that did not leave stand in the post, with why and the keys that deal with each."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.intake import recovery
from deskterm.desk.letters import outbox, outgoing
from deskterm.desk.tickets import tickets
from deskterm.mail.sending.smtp import WORDS
from deskterm.screens.queue import preview
from deskterm.screens.queue.screen import QueueScreen
from textual.widgets import Input

from tests.screens.conftest import lines, settle, text
from tests.screens.counter import Counter, opened, press
from tests.screens.hands import until
from tests.screens.shell import app_class


@pytest.fixture
def counter(tmp_path):
    made = Counter(tmp_path / "desk")
    yield made
    made.desk.close()


def answer(counter, subject="Stampa registro IVA"):
    """An answer to Anna by mail, which waits in the outbox; its number."""
    code = counter.request(subject=subject, email="anna@rossi.example")
    tickets.answer(counter.desk, code, text=f"Risposta su: {subject}")
    return tickets.thread(counter.desk, code)[-1].id


def refused(counter, words="550 5.1.1 no such user"):
    number = answer(counter)
    outgoing.begin(counter.desk)
    outgoing.failed(counter.desk, number, words)
    return number


def screens(counter):
    return app_class(QueueScreen)(counter.desk)


def state(counter, number):
    return outbox.way(counter.desk, number).state


async def post(pilot):
    await settle(pilot)
    return await press(pilot, "5")


async def test_a_letter_that_was_refused_stands_in_the_post_with_the_servers_words(counter):
    refused(counter)
    async with screens(counter).run_test(size=(140, 40)) as pilot:
        shown = await post(pilot)
        assert "non partita" in shown and "→ anna@rossi.example" in shown
        assert "550 5.1.1 no such user" in shown
        assert "r Rispedisci" in shown and "s Segna arrivata" in shown
        assert any("1 lettera non partita" in line for line in lines(pilot.app)[:4])


async def test_it_fits_in_eighty_columns(counter):
    refused(counter)
    async with screens(counter).run_test(size=(80, 24)) as pilot:
        shown = await post(pilot)
        assert "non partita" in shown and "550 5.1.1" in shown
        assert all(len(line) <= 80 for line in lines(pilot.app))


LONG = (
    "550 5.7.26 Questo messaggio non supera i controlli del suo dominio e viene rifiutato; "
    "per le regole si legga la pagina https://posta.rossi.example/regole/mittenti/controlli "
    "oppure si scriva all'amministratore della posta, postmaster chiocciola rossi.example (codice RX-114)"
)


def seen(app):
    """What the box under the list shows, whatever stands at the end of its lines."""
    shown = lines(app)
    box = app.screen.query_one("#preview").region
    return bare("".join(line[box.x : box.right].strip("│ ") for line in shown[box.y : box.bottom]))


def bare(words):
    """Words without the blanks between them."""
    return "".join(words.split())


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (140, 40)])
async def test_the_servers_words_stand_whole_beside_a_letter_that_did_not_leave(counter, size):
    refused(counter, LONG)
    assert len(LONG) <= WORDS
    async with screens(counter).run_test(size=size) as pilot:
        await post(pilot)
        await until(pilot, lambda: bare(LONG) in seen(pilot.app))
        assert bare("r la rispedisce") in seen(pilot.app) and "→ anna@rossi.example" in text(pilot.app)
        await press(pilot, "1", "5")
        assert bare(LONG) in seen(pilot.app)


async def test_when_a_letter_is_tried_next_stands_with_the_servers_whole_words(counter):
    number = answer(counter)
    outgoing.begin(counter.desk)
    outgoing.not_taken_yet(counter.desk, number, LONG.replace("550", "451"))
    async with screens(counter).run_test(size=(80, 24)) as pilot:
        await post(pilot)
        await until(pilot, lambda: bare(LONG[3:]) in seen(pilot.app))
        assert bare("in uscita. si riprova il") in seen(pilot.app) and bare("d la rimanda") in seen(pilot.app)


async def test_each_key_does_what_it_says(counter):
    number = refused(counter)
    async with screens(counter).run_test(size=(100, 30)) as pilot:
        await post(pilot)
        assert "riparte" in await press(pilot, "r")
        assert state(counter, number) == "waiting"
        outgoing.failed(counter.desk, number, "550")
        await until(pilot, lambda: "non partita" in text(pilot.app))
        await settle(pilot)
        assert "arrivata" in await press(pilot, "s")
        assert state(counter, number) == "arrived"


async def test_it_is_stopped_with_a_reason(counter):
    number = refused(counter)
    async with screens(counter).run_test(size=(100, 30)) as pilot:
        await post(pilot)
        assert "perché?" in await press(pilot, "x")
        assert state(counter, number) == "failed", "without a reason it stays"
        shown = await press(pilot, *"detto", "enter")
        assert "non si spedisce" in shown and state(counter, number) == "withdrawn"


async def test_it_is_put_off_and_waits_in_sight_for_its_moment(counter):
    number = refused(counter)
    async with screens(counter).run_test(size=(120, 30)) as pilot:
        await post(pilot)
        await press(pilot, "d")
        pilot.app.screen.query_one(Input).value = "domani alle 8"
        shown = await press(pilot, "enter")
        assert "aspetta il suo momento" in shown
        assert outbox.way(counter.desk, number).not_before == counter.now + 22 * 3600 + 48 * 60
        assert "in uscita" in shown and "non prima del" in shown
        await press(pilot, "d")
        pilot.app.screen.query_one(Input).value = "ieri"
        await press(pilot, "enter")
        assert outbox.way(counter.desk, number).not_before == counter.now + 22 * 3600 + 48 * 60


async def test_a_letter_that_waits_for_its_time_has_the_keys_that_count_for_it(counter):
    number = answer(counter)
    outbox.later(counter.desk, number, counter.now + 3600)
    async with screens(counter).run_test(size=(140, 40)) as pilot:
        shown = await post(pilot)
        assert "in uscita" in shown and "d Spedisci dopo" in shown
        assert "r Rispedisci" not in shown and "s Segna arrivata" not in shown
        for key in ("r", "s"):
            said = await press(pilot, key)
            assert "deve ancora partire" in said and "la rimanda" in said
            assert state(counter, number) == "waiting"


async def test_that_it_arrived_is_taken_back_with_u(counter):
    number = refused(counter)
    async with screens(counter).run_test(size=(140, 40)) as pilot:
        await post(pilot)
        await press(pilot, "s")
        assert state(counter, number) == "arrived"
        assert "TK1: lettera segnata come arrivata" in await press(pilot, "u")
        await press(pilot, "s")
        await settle(pilot)
        assert state(counter, number) == "failed"


async def test_keys_for_letters_say_so_on_what_is_none_and_those_for_mails_on_a_letter(counter):
    refused(counter)
    async with screens(counter).run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "lettere del banco" in await press(pilot, "s")
        await press(pilot, "5")
        assert "r la rispedisce" in await press(pilot, "a")


async def test_an_answer_is_written_for_later_from_its_own_letter(counter):
    code = counter.taken(email="anna@rossi.example")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r", *"Domattina.")
        await press(pilot, "ctrl+l")
        assert "Spedirla non prima di quando" in text(pilot.app)
        pilot.app.screen.query_one(Input).value = "domani alle 8"
        await press(pilot, "enter")
    (letter,) = outbox.timed(counter.desk)
    assert letter.body.endswith("Domattina.") and letter.kind == "answer"
    assert tickets.get(counter.desk, code).state == "answered"


async def test_an_answer_that_is_to_leave_later_is_nowhere_told_as_given_and_u_takes_it_back(counter):
    code = counter.request(email="anna@rossi.example")
    outbox.written_for_later(counter.desk, counter.now + 3600, tickets.answer, code, text="Domattina.")
    async with screens(counter).run_test(size=(110, 30)) as pilot:
        shown = await opened(pilot, "ticket", code)
        assert "risposta scritta, non ancora partita" in shown and "la risposta parte oggi" in shown
        assert "risposto" not in shown
        await press(pilot, "u", "s")
    assert tickets.get(counter.desk, code).state == "queued"
    assert outbox.timed(counter.desk) == ()


@pytest.mark.parametrize("words", ["", "connection lost after DATA"])
@pytest.mark.parametrize("language", ["it", "en"])
async def test_of_a_letter_in_doubt_that_nobody_knows_is_said_once(counter, language, words):
    locale.choose(language)
    number = answer(counter)
    outgoing.begin(counter.desk)
    letter = outgoing.the_letter(counter.desk, outbox.way(counter.desk, number), "delta-system.example")
    outgoing.going(counter.desk, letter, 1, b"")
    outgoing.doubtful(counter.desk, number, words)
    look = preview.of_message(counter.desk, recovery.get(counter.desk, number))
    told = {"it": "nessuno sa se è partita", "en": "nobody knows whether it has gone"}[language]
    assert look.why.plain.lower().count(told) == 1 and words in look.why.plain
    assert {"it": "r la rispedisce", "en": "r sends it again"}[language] in look.why.plain
