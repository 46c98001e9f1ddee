"""Outcome, reason and kind of work as chips: all of them in sight, a digit chooses, no letter does."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import contacts, timer
from deskterm.locale import choose

from tests.screens.conftest import lines, text
from tests.screens.counter import Counter, opened, press
from tests.screens.five import FiveDesk

SERVICES = ("delta-system", "digital-micro", "istes", "omniagest", "contabilita-in-cloud")


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


@pytest.mark.parametrize("tongue", ["it", "en"])
@pytest.mark.parametrize("service", SERVICES)
async def test_phone_fault_20_every_outcome_and_reason_is_in_sight_with_its_number(tmp_path, service, tongue):
    choose(tongue)
    desk = FiveDesk(tmp_path / "desk", service)
    timer.start(desk.desk, desk.taken(), inbound=False)
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f5")
    for words in (desk.desk.service.outcomes, desk.desk.service.reasons):
        for number, one in enumerate(words, start=1):
            assert f"{number} {getattr(one, tongue)}" in shown


async def test_phone_fault_20_f5_a_digit_and_f9_file_a_free_call(counter):
    group = timer.start(counter.desk, counter.taken("C002")).group_id
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 100)
        assert "F9 o Invio registra" in await press(pilot, "f5")
        shown = await press(pilot, "5")
        assert "[5 Da seguire]" in shown
        assert "registrata" in await press(pilot, "f9")
    assert contacts.group(counter.desk, group).outcome == "follow-up"


async def test_phone_fault_20_once_the_outcome_is_chosen_the_next_digit_is_the_reason(counter):
    group = timer.start(counter.desk, counter.taken("C002")).group_id
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 400)
        await press(pilot, "f5", "4", "3", "f9")
    found = contacts.group(counter.desk, group)
    assert (found.outcome, found.reason, found.bill.billed_minutes) == ("solved", "setup", 7)


async def test_phone_fault_20_down_chooses_and_letters_do_not(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5")
        shown = await press(pilot, "r", "d", "s")
        assert "[" not in "".join(line for line in lines(pilot.app) if "Esito" in line)
        shown = await press(pilot, "down", "down")
        assert "[2 Teleassistenza]" in shown
        assert "[1 Chiarito in breve]" in await press(pilot, "up")


async def test_who_writes_on_with_the_keyboard_at_the_chips_writes_in_the_note(counter):
    group = timer.start(counter.desk, counter.taken("C002")).group_id
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, *"server", "tab", "space", *"acceso")
        assert pilot.app.screen.query_one("#note").text == "server acceso"
        assert pilot.app.screen.query_one("#outcome").value == ""
        assert "Annulla" in await press(pilot, "f5", "question_mark"), "what is a key stays one"
        await press(pilot, "escape")
    assert contacts.group(counter.desk, group).note == "server acceso"


async def test_phone_fault_20_the_kind_of_work_has_numbers_too(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6")
        shown = await press(pilot, "f6")
        assert "1 telefonata" in shown and "2 formazione" in shown
        await press(pilot, "2")
        assert timer.running(counter.desk).session.kind == "training"
        shown = await press(pilot, "f7")
        assert "3 linea caduta" in shown
        await press(pilot, "3")
        assert timer.running(counter.desk) is None and "in pausa" in text(pilot.app)


async def test_a_digit_that_stands_before_nothing_says_so_and_goes_nowhere(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        before = await press(pilot, "f5")
        shown = " ".join((await press(pilot, "9")).split())
        assert "9 non c'è: da 1 a 6" in shown and pilot.app.screen.NAME == "call"
        assert pilot.app.screen.typed()[1] == "" and "[" not in before.splitlines()[-4]
        await press(pilot, "0")
        assert pilot.app.screen.NAME == "call"


async def test_f5_on_a_call_that_has_ended_goes_to_the_chips(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "5", "shift+tab", "shift+tab", *"nota")
        assert pilot.app.focused.id == "note" and "F5 Esito" in lines(pilot.app)[-1]
        shown = await press(pilot, "f5", "6")
        assert "[6 Da richiamare]" in shown and pilot.app.screen.typed()[0] == "nota"


async def test_that_a_reason_is_wanted_too_is_said_before_anybody_files(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 400)
        assert "Dopo l'esito il motivo: 1-6" in await press(pilot, "f5")
        shown = await press(pilot, "4")
        assert "Ora il motivo: 1-6" in shown and "Dopo l'esito" not in shown
        assert "il motivo: 1-" not in await press(pilot, "3")


async def test_no_reason_is_asked_for_where_none_is_wanted(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 100)
        assert "il motivo: 1-" not in await press(pilot, "f5", "4")


async def test_a_digit_after_the_outcome_is_the_reasons_whatever_the_call_costs(counter):
    """The same hands for a free call as for one that costs: no number of the sheet moves."""
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 100)
        shown = await press(pilot, "f5", "5", "1")
        assert "[5 Da seguire]" in shown and pilot.app.screen.typed()[1:] == ("follow-up", "diagnosis")
        await press(pilot, "f9")
    (filed,) = contacts.groups(counter.desk, "TK000001")
    assert filed.outcome == "follow-up" and filed.filed_at


async def test_who_returns_to_a_call_that_has_ended_chooses_with_digits(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "escape")
        shown = await press(pilot, "f3")
        assert "chiusa, da registrare" in shown and "1-6 esito" in shown
        shown = await press(pilot, "4")
        assert "[4 Risolto]" in shown and "1-6 motivo" in shown and pilot.app.screen.typed()[0] == ""


async def test_in_pause_where_digits_are_written_the_screen_names_the_key_that_leads_to_the_chips(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f7", "1", *"41")
        assert "in pausa" in shown and "F5 esito e motivo" in shown and "così com'è" not in shown
        assert pilot.app.screen.typed()[0] == "41"
        assert "1-6 esito" in await press(pilot, "f5")


async def test_called_again_in_ten_minutes_the_contact_goes_on_and_ends_in_its_own_way(counter):
    """D18: one contact; what it was filed with is not taken for how the second call ended."""
    code = counter.taken("C002")
    timer.start(counter.desk, code)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 120)
        await press(pilot, "f5", "5", "f9", "escape")
        counter.now += 120
        timer.start(counter.desk, code)
        await opened(pilot, "call")
        shown = await press(pilot)
        assert "stesso contatto delle 09:12" in shown and "[5" not in shown
        await press(pilot, "f5")
        assert "Manca l'esito" in await press(pilot, "f9")
        shown = await press(pilot, "4")
        assert "[4 Risolto]" in shown and pilot.app.screen.typed()[0] == ""
        await press(pilot, "f9")
    (filed,) = contacts.groups(counter.desk, code)
    assert filed.outcome == "solved"


async def test_why_nothing_was_filed_is_said_until_it_is_filed_and_then_what_was(counter):
    code = counter.taken("C001")
    timer.start(counter.desk, code)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5")
        assert "Manca l'esito" in await press(pilot, "f9")
        shown = await press(pilot, "5", "f9")
        assert "Manca l'esito" not in shown and "Registrata TK1" in shown
        assert "Registrata TK1" in await press(pilot, "escape", "0")


async def test_undoing_after_a_call_that_answered_speaks_of_no_letter(counter):
    timer.start(counter.desk, counter.taken("C001"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "1", "f9", "escape")
        shown = " ".join((await press(pilot, "u")).split())
        assert "già stato scritto" not in shown and "ha avuto la risposta" in shown


async def test_who_returns_to_a_call_that_lacks_its_reason_is_at_the_reason(counter):
    """What a digit does and what is wanting are one sentence: the outcome that stands is not replaced."""
    session = timer.start(counter.desk, counter.taken("C002"))
    counter.now += 900
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f5", "5")
        assert "1-6 motivo" in shown and "Ora il motivo: 1-6" in shown
        await press(pilot, "escape")
        shown = await press(pilot, "f3")
        assert "1-6 motivo" in shown and "1-6 esito" not in shown
        await press(pilot, "1", "f9")
    filed = contacts.group(counter.desk, session.group_id)
    assert filed.outcome == "follow-up" and filed.filed_at is not None


async def test_at_the_outcome_no_digit_is_named_for_the_reason_that_is_wanting(counter):
    timer.start(counter.desk, counter.taken("C002"))
    counter.now += 900
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "5")
        shown = await press(pilot, "f5")
        assert "1-6 esito" in shown and "Manca il motivo" in shown and "Ora il motivo" not in shown
