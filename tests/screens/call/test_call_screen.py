"""The call on the screen: its clock, its words, its notes, and what it costs to the second."""

from __future__ import annotations

import re

import pytest
from deskterm import locale
from deskterm.desk.billing import filing, reports
from deskterm.desk.calls import contacts, timer
from deskterm.desk.packs import packs
from deskterm.desk.tickets import tickets
from deskterm.locale.moments import clock_text
from textual import events
from textual.widgets import Digits, Input, Static, TextArea

from tests.screens.conftest import lines, settle, text, until
from tests.screens.counter import Counter, opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def clock(app) -> str:
    return app.screen.query_one("#clock", Digits).value


def colours(app) -> set[str]:
    return set(app.screen.query_one("#clock").classes) & {"-warn", "-late"}


@pytest.mark.parametrize(
    ("seconds", "word", "colour"),
    [
        (239, "compreso fino a 5:00", set()),
        (240, "fra 60 s diventa fatturabile", {"-warn"}),
        (299, "fra 1 s diventa fatturabile", {"-warn"}),
        (300, "fra 1 s diventa fatturabile", {"-warn"}),
        (301, "fatturabile da ora", {"-late"}),
    ],
)
async def test_the_clock_says_what_it_means_a_minute_before_money_starts(counter, seconds, word, colour):
    timer.start(counter.desk, counter.taken())
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, seconds)
        assert clock(app) == clock_text(seconds)
        assert word in text(app) and colours(app) == colour


async def test_the_sentence_for_the_customer_names_the_rule_and_where_the_time_goes(counter):
    timer.start(counter.desk, counter.taken("C001"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        said = str(pilot.app.screen.query_one("#meaning", Static).content)
    sentence = "«Oltre 5:00 l'intera chiamata va a rapportino: il tempo si scala dal suo carnet.» (D19)"
    assert sentence in said


async def test_the_sentence_for_the_customer_says_the_price_where_it_goes_on_the_invoice(counter):
    timer.start(counter.desk, counter.taken("C003"))
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "call")
        said = str(pilot.app.screen.query_one("#meaning", Static).content).replace("\xa0", " ")
    assert "va tutta a rapportino: 60,00 € l'ora, in fattura a fine mese.» (D28)" in said


async def test_without_a_contract_the_call_costs_from_the_first_second(counter):
    timer.start(counter.desk, counter.taken("C003"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 2)
        assert "fatturabile da ora" in text(app) and "contratto ✗ nessuno" in text(app)
        assert "1 min in fattura: 1,00 €" in text(app)


@pytest.mark.parametrize(("seconds", "billed"), [(299, ""), (300, ""), (301, "6 min")])
async def test_five_minutes_are_free_and_a_second_more_is_six_minutes(counter, seconds, billed):
    timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, seconds)
        expected = (
            f"5:01 → {billed} (D28) · rapportino dovuto" if billed else "compreso, nessun addebito (D19)"
        )
        assert expected in text(app)


async def test_what_is_filed_is_what_the_screen_said_and_what_the_report_says(counter):
    code = counter.taken("C001")
    timer.start(counter.desk, code)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, *"parametri ditta corretti")
        await counter.pass_time(pilot, 27 * 60 + 10)
        before = text(app)
        assert "27:10 → 28 min (D28) · rapportino dovuto" in before
        assert "15 min dal carnet · 13 min in fattura: 13,00 € · carnet 0h15 → 0h00" in before
        await press(pilot, "f5")
        await press(pilot, "4", "3")  # risolto, setup
        after = await press(pilot, "f9")
        report = reports.get(counter.desk, reports.reports(counter.desk)[0].number)
        assert f"27:10 → 28 min (D28) · rapportino {report.number}" in after
        assert "15 min dal carnet · 13 min in fattura: 13,00 € · carnet 0h15 → 0h00" in after
    assert (report.seconds, report.billed_minutes, report.net_cents) == (1630, 28, 1300)
    assert [(part.to, part.minutes) for part in report.settle] == [
        (f"pack:{counter.pack.id}", 15),
        ("invoice", 13),
    ]
    assert (report.before, report.after, report.outcome, report.reason) == (15, 0, "solved", "setup")
    assert report.note == "parametri ditta corretti"
    assert packs.get(counter.desk, counter.pack.id).left == 0


async def test_a_call_turned_into_remote_work_stays_one_contact(counter):
    session = timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 180)
        await press(pilot, "f6")
        await counter.pass_time(pilot, 540)
        assert clock(app) == "12:00" and "teleassistenza in entrata" in text(app)
        assert "12:00 → 12 min" in text(app)
    stretches = contacts.group(counter.desk, session.group_id).sessions
    assert [stretch.kind for stretch in stretches] == ["call", "remote"]


async def test_function_keys_work_while_the_note_is_written_and_letters_are_letters(counter):
    timer.start(counter.desk, counter.taken())
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        assert isinstance(app.focused, TextArea)
        await press(pilot, *"q1?uL", "f6")
        assert app.screen.query_one("#note", TextArea).text == "q1?uL"
        assert timer.running(counter.desk).session.kind == "remote"
        await press(pilot, "f7")
        assert "Perché?" in text(app)
        await press(pilot, "enter")
        assert timer.running(counter.desk) is None and "in pausa" in text(app)


async def test_a_pause_is_not_charged_and_the_call_goes_on_where_it_stood(counter):
    timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 100)
        await press(pilot, "f7")
        await press(pilot, "enter")
        await counter.pass_time(pilot, 1000)
        assert clock(app) == "1:40"
        await press(pilot, "f7")
        await counter.pass_time(pilot, 20)
        assert clock(app) == "2:00" and "compreso fino a 5:00" in text(app)


async def test_what_is_missing_is_named_and_the_keyboard_goes_there(counter):
    timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 400)
        assert "Prima va fermato il tempo con F5" in await press(pilot, "f9")
        await press(pilot, "f5")
        assert "Manca l'esito" in await press(pilot, "f9") and app.focused.id == "outcome"
        await press(pilot, "4")
        assert "Manca il motivo" in await press(pilot, "f9") and app.focused.id == "reason"
        await press(pilot, "1")
        assert "rapportino R2026-0001" in await press(pilot, "enter")


async def test_the_draft_is_there_when_the_program_starts_again(counter):
    group = timer.start(counter.desk, counter.taken()).group_id
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, *"codice errore 21", "tab", "4")
        await until(pilot, lambda: contacts.group(counter.desk, group).outcome == "solved")
        assert contacts.group(counter.desk, group).note == "codice errore 21"
    counter.now += 200
    again = counter.app()
    async with again.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "f3")
        assert "codice errore 21" in shown and "Risolto" in shown
        assert clock(again) == "3:20"


async def test_leaving_at_once_loses_nothing(counter):
    session = timer.start(counter.desk, counter.taken())
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, *"in fretta", "escape")
    assert contacts.group(counter.desk, session.group_id).note == "in fretta"


async def test_a_refusal_to_file_loses_nothing_of_what_is_typed(counter):
    timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 400)
        await press(pilot, "f5")
        await press(pilot, "shift+tab", *"fatto", "f9")
        assert "Manca l'esito" in text(app)
        app.screen.load()
        await settle(pilot)
        assert app.screen.typed()[0] == "fatto"


async def test_keys_that_come_all_at_once_go_where_the_tab_leads(counter):
    session = timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 400)
        await press(pilot, "f5")
        for key in ("4", "1", "f9"):  # one packet of a slow line
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        await settle(pilot)
    group = contacts.group(counter.desk, session.group_id)
    assert (group.outcome, group.reason, group.bill.billed_minutes) == ("solved", "diagnosis", 7)


async def test_the_draft_of_a_colleague_at_the_same_contact_is_seen(counter):
    session = timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        filing.note(counter.colleague(), session.group_id, "scritto altrove")
        await until(pilot, lambda: app.screen.typed()[0] == "scritto altrove")


async def test_a_second_call_parks_the_first_and_comes_back_to_it(counter):
    first = timer.start(counter.desk, counter.taken("C001"))
    counter.request("C002", "Nuovo operatore")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, *"prima chiamata")
        await counter.pass_time(pilot, 60)
        await press(pilot, "f2")
        await press(pilot, *"bianchi")
        await press(pilot, "enter")
        assert "in pausa la chiamata con Rossi Impianti srl" in await press(pilot, "enter")
        assert "Studio Bianchi" in lines(app)[-2] if await press(pilot, "s") else ""
        assert timer.running(counter.desk).session.customer == "Studio Bianchi"
        assert contacts.group(counter.desk, first.group_id).paused
        await counter.pass_time(pilot, 30)
        await press(pilot, "f5")
        await press(pilot, "4", "f9")
        shown = await press(pilot, "enter")
        assert "prima chiamata" in shown and "in pausa" in shown and clock(app) == "1:00"
        await press(pilot, "f7")
        assert timer.running(counter.desk).session.group_id == first.group_id


async def test_a_call_in_pause_stands_in_the_bar_and_f3_goes_to_it(counter):
    timer.start(counter.desk, counter.taken("C001"))
    counter.now += 221
    timer.pause(counter.desk, "cerca la chiavetta")
    counter.now += 600
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert " ‖ 3:41 in pausa · Rossi Impianti srl" in text(app)
        await press(pilot, "f3")
        assert clock(app) == "3:41" and "in pausa: questo tempo non si paga" in text(app)
        await press(pilot, "f7")
        await until(pilot, lambda: lines(app)[-2].startswith(" ● 3:41 Rossi"))


async def test_f3_goes_from_a_call_in_pause_to_the_one_that_runs(counter):
    first = timer.start(counter.desk, counter.taken("C001"))
    timer.pause(counter.desk, "cerca la chiavetta")
    second = timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call", first.group_id)
        await press(pilot, "f3")
        assert app.screen.group_id == second.group_id
        await press(pilot, "f3")
        assert len(app.screen_stack) == 2, "there is one screen of a call"
        await press(pilot, "escape")
        assert app.screen.NAME == "queue"


async def test_doubtful_times_are_shown_and_confirmed(counter):
    code = counter.taken("C002")
    session = timer.start(counter.desk, code)
    counter.now -= 30  # the machine's clock was set back
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        assert "tempo da confermare" in await opened(pilot, "call")
        await press(pilot, "f5")
        counter.now += 3600
        await press(pilot, "4")
        assert "questi orari sono giusti?" in await press(pilot, "f9")
        shown = await press(pilot, "n")
        assert "Inizio" in shown and "Fine" in shown
        await press(pilot, "enter", *"9:16:00", "enter")
        await press(pilot, "f9")
        assert "4:00 · compreso" in text(app)
    assert contacts.group(counter.desk, session.group_id).bill.seconds == 240


async def test_where_the_times_are_wrong_the_doubtful_end_is_not_proposed_again(counter):
    """What is proposed is the last deed before it; where nothing was done, nothing is."""
    counter.request("C001", "Un altro")
    code = counter.taken("C002")
    session = timer.start(counter.desk, code)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        counter.now += 180
        tickets.note(counter.desk, code, "spiegato")
        counter.now += 10 * 3600
        await press(pilot, "f5", "4", "1")
        assert "questi orari sono giusti?" in await press(pilot, "f9")
        await press(pilot, "n")
        assert [one.value for one in app.screen.query(Input)] == ["09:12:00", "09:15:00"]
        await press(pilot, "f9", "f9")
        assert "3:00 · compreso" in text(app)
    assert contacts.group(counter.desk, session.group_id).bill.seconds == 180


async def test_an_unconfirmed_sender_has_no_contract_and_no_pack_yet(counter):
    code = counter.taken("C001")
    with counter.desk.write() as conn:
        conn.execute("UPDATE ticket SET confirmed = 0 WHERE code = ?", (code,))
    timer.start(counter.desk, code)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "call")
        assert "mittente da confermare" in shown and "contratto ✓" not in shown
        await counter.pass_time(pilot, 60)
        assert "1 min in fattura" in text(app)


async def test_f12_reads_the_terms_of_this_call(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f12")
        assert "D19 · compreso" in shown and "D28 · a tempo" in shown and "cinque minuti" in shown


async def test_a_colleague_who_ends_the_call_is_seen_by_itself(counter):
    code = counter.taken("C002")
    timer.start(counter.desk, code)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        other = counter.colleague()
        other.who = "luca"
        timer.stop(other)
        await until(pilot, lambda: "chiusa, da registrare" in text(app))
        other.close()


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_it_fits_every_terminal_in_both_languages(counter, size, language):
    locale.choose(language)
    subject = "[/] [@click=app.quit]Conferma[/] \x1b]0;x\x07 " + "lungo " * 40
    timer.start(counter.desk, counter.taken("C001", subject=subject))
    app = counter.app()
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 400)
        assert len(lines(app)) == size[1] and all(len(line) <= size[0] for line in lines(app))
        assert app.screen.max_scroll_x == 0 and "\x1b" not in text(app)
        assert ("work report due" if language == "en" else "rapportino dovuto") in text(app)


async def test_another_language_keeps_what_is_typed(counter):
    timer.start(counter.desk, counter.taken("C001"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, *"appunti", "tab")
        shown = await press(pilot, "L")
        assert "Outcome" in shown and "appunti" in shown and "contract ✓" in shown


def test_the_tickets_of_these_tests_are_real(counter):
    assert tickets.get(counter.desk, counter.taken()).taken_by == "luca"


async def test_where_no_price_holds_each_that_there_is_is_offered_once_by_its_part(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    session = timer.start(desk.desk, desk.taken(), kind="onsite")
    desk.now += 1200
    timer.stop(desk.desk)
    async with desk.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "call", session.group_id)
        shown = await press(pilot, "right", "tab", "right", "f9")
        rows = [line.strip(" │▌") for line in shown.splitlines() if re.match(r" *│?[ ▌]*O\d+[ /]", line)]
        assert [row.split()[0] for row in rows] == ["O11", "O2/again", "O9", "O2/price"]
        assert "Quale prezzo?" in shown
