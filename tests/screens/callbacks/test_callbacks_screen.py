"""Callbacks: who is due first, one key for how it went, and a letter when trying is over."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.billing import cancel
from deskterm.desk.calls import timer
from deskterm.desk.tickets import tickets
from deskterm.locale import choose

from tests.clocks import rome
from tests.screens.conftest import lines
from tests.screens.counter import Counter, opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def chat(tmp_path) -> FiveDesk:
    return FiveDesk(tmp_path / "desk", "contabilita-in-cloud")


async def test_who_is_due_stands_first_with_number_hours_and_attempts(chat):
    chat.request(subject="Fattura", fields={"reachable_from": "15:00", "reachable_to": "17:00"})
    chat.request(subject="Registro")
    async with chat.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f8")
        first, second = (line for line in lines(pilot.app)[6:8])
        assert "ora" in first and "TK2" in first and "0445 000123" in first and "0/3" in first
        assert "R" in lines(pilot.app)[2]  # who is promised a call today stands on the strip
        assert "oggi 15:00" in second and "15:00-17:00" in second
        assert "1 da chiamare ora · 2 in lista" in shown and "(T7)" in shown


async def test_an_attempt_is_one_key_and_the_next_time_is_inside_the_hours(chat):
    chat.now = rome("2026-03-06T11:30")  # Friday: the desk calls until noon
    chat.request()
    async with chat.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f8", "n")
        assert "Si riprova lun 08:30" in shown and "1/3" in shown and "Non risponde · luca" in shown


async def test_after_the_last_attempt_the_customer_is_written_to(chat):
    chat.request()
    async with chat.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        for key in ("n", "o", "i"):
            shown = await press(pilot, key)
            chat.now += 3_700
            pilot.app.desk_screen.tick(chat.now)
        shown = await press(pilot)
        assert "scrivere" in shown and "tentativi finiti" in shown and "3/3" in shown
        assert "TK1" in lines_title(await press(pilot, "enter"))  # the ticket, to write from
        shown = await press(pilot, "escape", "w")
        assert "Nessuno aspetta una richiamata" in shown
    assert callbacks.of_ticket(chat.desk, "TK000001")[0].state == "written"


async def test_enter_calls_and_afterwards_one_is_back_at_the_list(chat):
    chat.request()
    async with chat.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        shown = await press(pilot, "enter")
        assert "telefonata in uscita" in shown and "compreso" in shown and "(T1)" in shown
        assert timer.running(chat.desk).session.inbound is False
        chat.now += 240
        await press(pilot, "f5", "right", "f9")
        shown = await press(pilot, "enter")
        assert "Richiamate" in shown and "Nessuno aspetta una richiamata" in shown
    assert callbacks.of_ticket(chat.desk, "TK000001")[0].state == "reached"


async def test_nobody_is_called_outside_the_hours_and_the_clause_is_said(chat):
    chat.request()
    chat.now = rome("2026-03-03T18:10")
    async with chat.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f8", "enter")
        assert "T7" in shown and "nelle ore" in shown
    assert timer.running(chat.desk) is None


async def test_f8_is_there_from_a_ticket_and_from_a_call(chat):
    code = chat.taken()
    async with chat.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        assert "Richiamate" in await press(pilot, "f8")
        await press(pilot, "enter")
        assert "in lista" in await press(pilot, "f8")


def lines_title(shown: str) -> str:
    return shown.splitlines()[0]


async def test_the_last_line_names_the_keys_of_a_row_only_where_there_is_one(chat):
    async with chat.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        assert "Non risponde" not in lines(pilot.app)[-1] and "Esc Indietro" in lines(pilot.app)[-1]
        chat.request()
        pilot.app.desk_screen.load()
        await press(pilot)
        assert "Invio Chiama" in lines(pilot.app)[-1] and "Non risponde" in lines(pilot.app)[-1]


async def test_phone_fault_18_the_last_line_says_that_enter_calls_or_opens_who_is_to_be_written_to(chat):
    chat.request()
    async with chat.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        assert "Invio Chiama" in lines(pilot.app)[-1]
        for key in ("n", "n", "n"):
            await press(pilot, key)
            chat.now += 3_700
            pilot.app.desk_screen.tick(chat.now)
        await press(pilot)
        assert "Invio Apri il ticket" in lines(pilot.app)[-1]


async def test_the_list_says_since_when_somebody_waits(chat):
    chat.request()
    chat.now += 25 * 60
    async with chat.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f8")
        assert "da 25m" in lines(pilot.app)[6]
        assert "Promessa per oggi 10:30: in ritardo di 25m" in shown


async def test_phone_fault_21_a_call_that_was_cancelled_has_reached_nobody_and_is_no_attempt(chat):
    chat.request()
    async with chat.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8", "enter")
        cancel.cancel(chat.desk, why="numero sbagliato")
        shown = await opened(pilot, "callbacks")
        assert "raggiunto" not in shown and "0/3" in shown and "in chiamata" not in shown
    (found,) = callbacks.of_ticket(chat.desk, "TK000001")
    assert (found.state, found.attempts) == ("open", 0)
    told = [one.detail.get("result") for one in tickets.why(chat.desk, "TK000001") if one.do == "attempt"]
    assert told == []


async def test_whom_one_is_calling_stays_in_front_and_a_key_says_that_nobody_answered(tmp_path):
    counter = Counter(tmp_path / "another")
    first, second = counter.taken("C001"), counter.taken("C002")
    for code in (first, second):
        callbacks.add(counter.desk, code)
    counter.now += 60
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8", "down", "enter")
        assert timer.running(counter.desk).session.ticket == second
        assert "F8 n: non risponde" in lines(pilot.app)[0]
        counter.now += 20
        shown = await press(pilot, "f8")
        assert "in chiamata" in lines(pilot.app)[6] and "1 da chiamare ora · 2 in lista" in shown
        assert "Invio chiama;" not in shown, "one is calling already"
        assert "n, o, i se non ha risposto" in shown and "Invio Torna alla chiamata" in shown
        shown = await press(pilot, "n")
        assert "Si riprova" in shown and "in chiamata" not in shown
    assert timer.running(counter.desk) is None
    tried = [callbacks.attempts(counter.desk, one.id) for one in callbacks.listing(counter.desk)]
    assert [len(each) for each in tried] == [0, 1], "the one that was called, and nobody else"
    assert [one.ticket for one in callbacks.listing(counter.desk)] == [first, second]


async def test_a_call_as_long_as_a_talk_is_asked_about_before_it_counts_for_nothing(chat):
    chat.request()
    async with chat.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8", "enter")
        chat.now += 400
        shown = await press(pilot, "f8", "n")
        assert "Davvero nessuna risposta?" in shown and "6:40" in shown
        await press(pilot, "n")
        assert timer.running(chat.desk) is not None and callbacks.attempts(chat.desk, 1) == ()
        await press(pilot, "n", "s")
    assert timer.running(chat.desk) is None and len(callbacks.attempts(chat.desk, 1)) == 1


async def test_a_stopped_call_leads_back_from_its_row_to_be_filed(chat):
    chat.request()
    async with chat.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8", "enter")
        chat.now += 100
        await press(pilot, "f5")
        shown = await press(pilot, "f8")
        assert "registrare" in lines(pilot.app)[6]
        shown = await press(pilot, "enter")
        assert "chiusa, da registrare" in shown
    assert timer.running(chat.desk) is None


async def test_a_colleague_sees_who_is_being_called(chat):
    chat.request()
    timer.start(chat.desk, "TK000001", inbound=False)
    chat.desk.who = "marta"
    async with chat.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f8")
        assert "in chiamata" in lines(pilot.app)[6] and "luca lo sta chiamando" in shown
        assert "Invio chiama;" not in shown


async def test_the_empty_list_says_how_to_promise_a_call(chat):
    async with chat.app().run_test(size=(80, 24)) as pilot:
        assert "apri un ticket e premi b" in await press(pilot, "f8")


async def test_a_callback_that_is_not_needed_goes_with_a_key_and_comes_back_with_another(tmp_path):
    counter = Counter(tmp_path / "another")
    code = counter.taken("C001")
    callbacks.add(counter.desk, code)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        shown = await press(pilot, "x")
        assert "Rossi Impianti srl: non si richiama più" in shown and "Nessuno" in shown
        assert "richiamata non più necessaria" in await press(pilot, "u")
        await press(pilot, "s")
        assert len(callbacks.listing(counter.desk)) == 1


async def test_the_next_attempt_is_beside_the_appointment_that_the_technician_has_then(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    code, agreed = desk.taken(), desk.request(subject="Sessione")
    callbacks.add(desk.desk, code)
    again = desk.now + callbacks.terms_of(desk.desk.service).gap
    starts, ends = again // 60 * 60 - 300, again // 60 * 60 + 3300
    appointments.add(desk.desk, agreed, starts_at=starts, minutes=60)
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f8", "n")
        assert "Si riprova oggi 12:25" in shown
    assert [one.due_at for one in callbacks.of_ticket(desk.desk, code)] == [ends]


@pytest.mark.parametrize("language", ["it", "en"])
async def test_the_last_line_names_the_key_of_a_callback_that_is_not_needed(chat, language):
    chat.request()
    choose(language)
    async with chat.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        last = lines(pilot.app)[-1]
        assert {"it": "x Toglie", "en": "x No longer needed"}[language] in last, last
