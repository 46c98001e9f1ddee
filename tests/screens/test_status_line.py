"""Where the program speaks: one line above the keys, which covers no work and is read in one's own time."""

from __future__ import annotations

import re

import pytest
from deskterm.actions import BY_ID
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.calls import timer
from deskterm.desk.queue import queue
from deskterm.desk.tickets import merge, tickets
from deskterm.locale import choose
from deskterm.models.basics.ticket_numbers import short
from deskterm.widgets.dialogs.boxes import Ask, Confirm
from deskterm.widgets.status.line import OverDialog
from deskterm.widgets.status.spoken import SIGNS, Word
from textual.widgets import TextArea

from tests.clocks import rome
from tests.screens.conftest import lines, settle, text, until
from tests.screens.counter import Counter, opened, press, still
from tests.screens.said import line, look_away, said, shown, silence

LONG = "Il carnet è finito e la richiesta aspetta che il cliente ne compri un altro: " * 4


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def test_phone_fault_17_what_was_done_is_said_above_the_keys_with_its_undo_and_moves_nothing(counter):
    code = counter.taken("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        silence(pilot.app)
        await still(pilot)
        before = lines(pilot.app)[1:-2]
        pilot.app.say("Una frase")
        await still(pilot)
        assert lines(pilot.app)[1:-2] == before and lines(pilot.app)[-2].strip() == "Una frase"
        await press(pilot, "i")
        assert f"✓ {short(code)} torna in coda, al suo posto. · u Annulla" in line(pilot.app)
        await press(pilot, "u", "s")
        assert tickets.get(counter.desk, code).taken_by == "luca"
        assert "Annullato" in line(pilot.app) and "u Annulla" not in line(pilot.app)


async def test_phone_fault_17_a_refusal_has_its_sign_and_beside_a_call_the_clock_stays(counter):
    waiting = counter.request("C001")
    timer.start(counter.desk, counter.taken("C002"))
    counter.now += 125
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", waiting)
        await press(pilot, "i")
        assert f"● 2:05 ✗ {short(waiting)} è in coda: prima va preso." in line(pilot.app)
        silence(pilot.app)
        assert "● 2:05 Studio Bianchi · compreso fino a 5:00" in await still(pilot)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_phone_fault_17_a_long_sentence_goes_on_among_the_keys_and_is_read_whole_by_one_key(
    counter, size
):
    async with counter.app().run_test(size=size) as pilot:
        await opened(pilot, "callbacks")
        above = lines(pilot.app)[1:-2]
        pilot.app.say(LONG)
        await still(pilot)
        assert lines(pilot.app)[1:-2] == above
        assert line(pilot.app).startswith("Il carnet è finito")
        assert size[0] == 140 or lines(pilot.app)[-1].endswith("… 0 Messaggi")
        whole = await press(pilot, "0")
        box = [row.split("│")[1] for row in whole.splitlines() if row.count("│") > 1]
        words = " ".join(" ".join(box).split())
        assert "Messaggi" in words and LONG.strip() in words and "09:12" in words


async def test_what_was_said_is_read_again_with_the_newest_above_also_where_something_due_was_said_anew(
    counter,
):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        silence(pilot.app)
        due = Word("Richiamare Rossi", "due", counter.now)
        pilot.app.spoken.due(("promised", 1), due)
        counter.now += 600
        pilot.app.say("Una frase")
        counter.now += 600
        pilot.app.spoken.due(("promised", 1), Word("Richiamare Rossi da 20 minuti", "due", counter.now))
        read = re.findall(r"│ (\d\d:\d\d) ", await press(pilot, "0"))
        assert read[:2] == ["09:32", "09:22"]
        assert read == sorted(read, reverse=True)


async def test_phone_fault_17_where_two_rows_are_enough_the_help_stays_in_the_second(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "callbacks")
        pilot.app.say("Preso TK000001: ordine di arrivo (D15) · primo contatto entro oggi alle 18:00 (D4).")
        await still(pilot)
        assert "(D4)." in line(pilot.app) and lines(pilot.app)[-1].endswith("? Aiuto")


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
@pytest.mark.parametrize("over", ["help", "ask", "ticket letter"])
async def test_phone_fault_17_what_is_said_under_a_dialog_is_seen_and_covers_no_word_of_it(
    counter, over, size
):
    async with counter.app().run_test(size=size) as pilot:
        await opened(pilot, "ticket", counter.taken("C001"))
        if over == "help":
            await press(pilot, "question_mark")
        elif over == "ask":
            pilot.app.push_screen(Ask("Motivo", "Perché fuori turno? " * 30))
        else:
            await press(pilot, "r")
        silence(pilot.app)
        await still(pilot)
        before = lines(pilot.app)[:-2]
        pilot.app.say("Serve un motivo", how="error")
        await still(pilot)
        assert lines(pilot.app)[:-2] == before and "✗ Serve un motivo" in lines(pilot.app)[-2]
        assert any("╰" in row for row in before)
        silence(pilot.app)
        await still(pilot)
        assert lines(pilot.app)[:-2] == before


async def test_phone_fault_17_a_message_waits_for_who_looks_away_and_goes_with_the_next_key(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pilot.app.say("Lettera in partenza", how="done")
        await press(pilot, "tab", "tab")  # typed on at once: nobody can have read it
        assert shown(pilot.app) == "Lettera in partenza"
        look_away(pilot.app)
        pilot.app.spoken.tick()
        assert shown(pilot.app) == ""  # who has gone on need not take it away with one more key
        pilot.app.say("Lettera in partenza", how="done")
        look_away(pilot.app)
        pilot.app.spoken.tick()
        assert "✓ Lettera in partenza" in await still(pilot)
        await press(pilot, "tab")
        assert shown(pilot.app) == "" and "Nessuna chiamata in corso" in text(pilot.app)
        pilot.app.say("Non si può", how="error")
        look_away(pilot.app, 5)
        await press(pilot, "tab")
        assert shown(pilot.app) == "Non si può"  # refusals stay longer
        look_away(pilot.app, 5)
        await press(pilot, "tab")
        assert shown(pilot.app) == ""


async def test_phone_fault_17_the_gravest_comes_first_and_the_others_in_their_turn(counter):
    code = counter.taken("C001")
    appointments.add(counter.desk, code, starts_at=rome("2026-03-03T09:30"), minutes=30, kind="remote")
    counter.now = rome("2026-03-03T09:26")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "appuntamento con Rossi" in shown(pilot.app))
        pilot.app.spoken.colleague("marta · TK000009: risposto", at=counter.now)
        pilot.app.say("Fatto", how="done")
        assert "appuntamento" in shown(pilot.app)
        pilot.app.say("Rifiutato", how="error")
        assert shown(pilot.app) == "Rifiutato"
        seen = []
        for _ in range(3):
            look_away(pilot.app)
            await press(pilot, "tab")
            seen.append(shown(pilot.app))
        assert "appuntamento" in seen[0] and "marta" in seen[1]
        assert "◆ 09:30: appuntamento con Rossi" in line(pilot.app)  # due until it is dealt with
        assert "8 Agenda" in line(pilot.app)
        await press(pilot, "8")
        await until(pilot, lambda: shown(pilot.app) == "")
        assert [one for one in said(pilot.app) if "Fatto" in one]


async def test_what_was_read_is_not_said_again_when_what_fell_due_has_given_way(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pilot.app.say("È già sullo schermo.")
        look_away(pilot.app)
        key = ("promised", 1)
        pilot.app.spoken.due(key, Word("09:15: richiamata promessa", "due"))
        look_away(pilot.app, 7)
        pilot.app.spoken.tick()
        assert shown(pilot.app) == "09:15: richiamata promessa"
        pilot.app.spoken.only("promised", ())
        assert shown(pilot.app) == ""


async def test_colleagues_are_heard_at_once_and_what_nobody_could_read_is_counted(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for deed in ("preso", "telefonata iniziata", "fermata"):
            app.spoken.colleague(f"giorgio · TK17: {deed}", at=counter.now)
        await still(pilot)
        assert "» giorgio · TK17: fermata · e altre 2 prima" in line(app) and "0 Messaggi" in line(app)
        look_away(app)
        app.spoken.colleague("giorgio · TK17: nota", at=counter.now)
        await still(pilot)
        assert "» giorgio · TK17: nota · e altre 2 prima" in line(app)
        await press(pilot, "0")
        read = text(app)
        assert all(f"TK17: {deed}" in read for deed in ("preso", "telefonata iniziata", "fermata", "nota"))


async def test_a_colleagues_deed_beside_a_call_leaves_the_sign_of_money_standing(counter):
    timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await counter.pass_time(pilot, 303)
        app.spoken.colleague("giorgio · TK17: fermata", at=counter.now)
        assert "● 5:03 !! » giorgio · TK17: fermata" in (await still(pilot), line(app))[1]


@pytest.mark.parametrize("door", ["shift", "backlog", "packs"])
async def test_an_appointment_is_announced_on_every_screen_that_does_not_show_it(counter, door):
    code = counter.taken("C001")
    appointments.add(counter.desk, code, starts_at=rome("2026-03-03T09:30"), minutes=30, kind="remote")
    counter.now = rome("2026-03-03T09:26")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, door)
        await until(pilot, lambda: "appuntamento con Rossi" in shown(pilot.app))
        pilot.app.line.tick(counter.now)
        assert "◆ 09:30: appuntamento con Rossi" in (await still(pilot), line(pilot.app))[1]


async def test_what_was_said_beneath_a_dialog_leaves_both_its_rows(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "f7", "r")
        pilot.app.say(LONG)
        pilot.app.desk_screen.keys_changed()  # as after a deed: what lies beneath is drawn with it too
        before = await still(pilot)
        look_away(pilot.app)
        await press(pilot, "i")
        after = await still(pilot)
        assert "carnet" in before and "carnet" not in after and "cliente ne compri" not in after


async def test_who_stands_at_the_agenda_is_told_too_and_who_comes_to_it_has_seen(counter):
    code = counter.taken("C001")
    appointments.add(counter.desk, code, starts_at=rome("2026-03-03T09:30"), minutes=30, kind="remote")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "8")
        counter.now = rome("2026-03-03T09:26")
        pilot.app.nudge()
        await until(pilot, lambda: "appuntamento con Rossi" in shown(pilot.app))
        pilot.app.line.tick(counter.now)
        assert "◆ 09:30: appuntamento con Rossi" in (await still(pilot), line(pilot.app))[1]
        await press(pilot, "1")
        assert "◆ 09:30: appuntamento con Rossi" in line(pilot.app)
        await press(pilot, "8")
        assert shown(pilot.app) == ""


@pytest.mark.parametrize("end", ["moved", "called off"])
async def test_what_a_colleague_does_with_ones_appointment_is_told(counter, end):
    code = counter.taken("C001")
    made = appointments.add(counter.desk, code, starts_at=rome("2026-03-03T15:00"), minutes=30, kind="remote")
    queue.park(counter.desk, code, why="Aspetta l'appuntamento")
    marta = counter.colleague()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        if end == "moved":
            appointments.move(marta, made.id, starts_at=rome("2026-03-03T16:00"))
        else:
            appointments.cancel(marta, made.id, why="Il cliente non può")
        await until(pilot, lambda: f"marta · {short(code)}: appuntamento" in " ".join(said(pilot.app)))
    marta.close()


async def test_phone_fault_17_a_promised_call_is_told_when_its_hour_comes_to_who_promised_it(counter):
    code = counter.taken("C002")
    callbacks.add(counter.desk, code, due_at=rome("2026-03-03T09:30"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert shown(pilot.app) == ""
        counter.now = rome("2026-03-03T09:30")
        await until(pilot, lambda: "◆ 09:30: richiamata promessa a Studio Bianchi" in line(pilot.app))
        assert "0445 000456" in line(pilot.app) and "F8" in line(pilot.app)
        callbacks.attempt(counter.desk, callbacks.of_ticket(counter.desk, code)[0].id, "written")
        await until(pilot, lambda: shown(pilot.app) == "")


async def test_phone_fault_17_the_minute_of_money_is_told_on_another_screen_and_on_the_calls_own_it_is_not(
    counter,
):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "● 0:00" in text(pilot.app))
        counter.now += 241
        await until(pilot, lambda: "a 5:00 diventa fatturabile" in line(pilot.app))
        assert "● 4:01 ◆ Chiamata con Studio Bianchi" in line(pilot.app) and "F3" in line(pilot.app)
        await press(pilot, "f3")
        await until(pilot, lambda: shown(pilot.app) == "")
        counter.now += 60
        await until(pilot, lambda: "5:01" in lines(pilot.app)[-2])
        await press(pilot, "escape")
        assert shown(pilot.app) == "" and "fatturabile da ora" in line(pilot.app)


async def test_phone_fault_17_what_a_colleague_does_with_ones_own_ticket_or_the_one_in_front_is_told(counter):
    mine, front, far = counter.taken("C001"), counter.request("C002"), counter.request("C003")
    marta = counter.colleague()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", front)
        queue.take(marta, far, reason="prova")
        queue.take(marta, front, reason="prova")
        await until(pilot, lambda: f"» marta · {short(front)}: preso" in line(pilot.app))
        tickets.note(marta, mine, "sentita la cliente")
        await until(pilot, lambda: f"marta · {short(mine)}: nota" in said(pilot.app))
        other = counter.request("C002", "Lo stesso registro")
        merge.merge(marta, other, into=front)
        await until(pilot, lambda: any("unito" in one for one in said(pilot.app)))
        assert not any(short(far) in one for one in said(pilot.app))
    marta.close()


async def test_phone_fault_17_what_one_does_oneself_is_nobody_elses_doing(counter):
    code = counter.taken("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        tickets.note(counter.desk, code, "mia")
        await settle(pilot)
        assert said(pilot.app) == []


async def test_a_hint_names_only_a_key_that_does_it_there(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        undo = BY_ID["desk.undo"].label
        pilot.app.spoken.answer("Fatto", "done", at=counter.now, action="desk.undo")
        await still(pilot)
        assert f"Fatto · u {undo}" in line(pilot.app)
        pilot.app.push_screen(Confirm("Chiudere?"))
        await still(pilot)
        assert "Fatto" in line(pilot.app) and undo not in line(pilot.app)


async def test_the_same_words_are_kept_once_and_no_more_than_fifty(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for number in range(70):
            pilot.app.say(f"numero {number}")
            pilot.app.say(f"numero {number}")
        assert said(pilot.app) == [f"numero {number}" for number in range(20, 70)]


def test_each_kind_has_a_sign_that_needs_no_colour():
    told = {SIGNS[kind] for kind in ("error", "warning", "due", "done", "colleague")}
    assert len(told) == 5 and "" not in told


async def test_textual_itself_speaks_in_the_line_too(counter):
    async with counter.app().run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        pilot.app.notify("copiato")
        await still(pilot)
        assert line(pilot.app).startswith("copiato") and not pilot.app.screen.query("Toast")


async def test_phone_fault_17_what_was_done_leaves_by_itself_and_a_key_stays_with_its_name(counter):
    app = counter.app()
    async with app.run_test(size=(60, 20)) as pilot:
        await opened(pilot, "ticket", counter.taken("C001"))
        await press(pilot, "i")
        rows = lines(app)[-2:]
        assert "torna in coda" in rows[0] and ("u Annulla" in rows[0] or "u Annulla" in rows[1])
        look_away(app, 120)
        app.spoken.tick()
        assert "torna in coda" not in await still(pilot)


async def test_phone_fault_27_who_writes_now_is_said_before_what_was_done(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", counter.taken("C001"))
        app.spoken.colleague("marta · TK1: telefonata iniziata", at=counter.now)
        assert shown(app) == "marta · TK1: telefonata iniziata"
        app.spoken.beside("marta sta scrivendo una risposta", writes=True)
        assert shown(app) == "marta sta scrivendo una risposta"
        app.spoken.beside("")
        assert shown(app) == "marta · TK1: telefonata iniziata"


@pytest.mark.parametrize("how", ["done", "information", "warning", "error"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_phone_fault_27_who_writes_now_is_told_at_once_with_the_answer_that_still_stands(
    counter, size, how
):
    app, answer = counter.app(), "Telefonata archiviata: 7 min sul pacchetto, ne restano 113; l'ora la decide"
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "ticket", counter.taken("C001"))
        app.say(answer, how=how)
        app.spoken.beside("marta sta scrivendo una risposta", writes=True)
        await still(pilot)
        assert line(app).startswith("» marta sta scrivendo una risposta · ")
        assert answer.split(":", maxsplit=1)[0] in line(app)
        app.spoken.beside("anche marta lo sta guardando")
        await still(pilot)
        assert "marta" not in line(app), "who only looks waits until the line is free"
        app.spoken.beside("marta sta scrivendo una risposta", writes=True)
        look_away(app, 10)
        app.spoken.tick()
        await still(pilot)
        assert line(app).startswith("» marta sta scrivendo una risposta")
        assert ("Telefonata" in line(app)) == (how in ("warning", "error"))


async def test_what_stands_in_the_line_is_sent_to_the_terminal_once(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", counter.taken("C001"))
        pilot.app.push_screen(Ask("Motivo", "Perché?"))
        await settle(pilot)
        app.say("Lettera in partenza", how="done")
        await still(pilot)
        app.line.look_round()
        await still(pilot)
        over = app.screen.query_one(OverDialog)
        app.line.look_round()
        app.line.tick(counter.now)
        assert not over._repaint_required
        app.say("Ancora una frase", how="done")
        assert over._repaint_required


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_the_keys_beneath_a_dialog_stay_whole_whatever_is_said(counter, size):
    async with counter.app().run_test(size=size) as pilot:
        await opened(pilot, "ticket", counter.taken("C001"))
        pilot.app.push_screen(Confirm("Sicuro?"))
        silence(pilot.app)
        await still(pilot)
        keys = lines(pilot.app)[-1].split()
        assert "F2" in keys and "Aiuto" in keys
        for words in ("Una frase", LONG):
            pilot.app.say(words)
            await still(pilot)
            assert words.strip()[:20] in lines(pilot.app)[-2] and lines(pilot.app)[-1].split() == keys
        pilot.app.say(LONG, how="error")
        await still(pilot)
        assert lines(pilot.app)[-1].strip(), "a refusal is read to its end first"


@pytest.mark.parametrize(("language", "word"), [("it", "Annulla"), ("en", "Undo")])
async def test_while_one_writes_the_undo_that_is_offered_has_a_key_that_is_no_letter(counter, language, word):
    choose(language)
    other = counter.taken("C002")
    timer.start(counter.desk, counter.taken("C001"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", other)
        await press(pilot, "i")
        assert f"u {word}" in line(pilot.app)
        await press(pilot, "f3")
        note = pilot.app.screen.query_one("#note", TextArea)
        assert note.has_focus and f"u {word}" not in line(pilot.app).replace(f"Ctrl+P {word}", "")
        assert f"Ctrl+P {word}" in line(pilot.app)
        await press(pilot, "ctrl+p", *word.lower(), "enter")
        shown = await press(pilot)
        assert short(other) in shown and note.text == ""
        await press(pilot, "s" if language == "it" else "y")
        assert tickets.get(counter.desk, other).taken_by == "luca"
