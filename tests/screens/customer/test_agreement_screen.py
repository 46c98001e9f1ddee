"""The agreement from the card: one key renews it, corrects it, ends it; the backlog tells which end soon."""

from __future__ import annotations

import pytest
from deskterm.desk.customers import agreements, cards, profile
from deskterm.desk.intake import receive
from deskterm.desk.tickets import tickets
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.customer.agreement import AgreementForm

from tests.clocks import rome
from tests.screens.conftest import lines, settle, text
from tests.screens.counter import Counter, press
from tests.screens.five import FiveDesk
from tests.screens.said import last_said


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def days(desk, code="C001"):
    return [(one.starts_on, one.ends_on) for one in agreements.of_customer(desk, code)]


async def typed(pilot, field, value):
    pilot.app.screen.query_one(f"#{field}").value = value
    await settle(pilot)


async def test_f6_on_the_callers_card_renews_a_contract_that_is_about_to_end(counter):
    counter.now = rome("2026-12-10T09:00")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "F6 rinnova" in await press(pilot, "f2", *"rossi")
        shown = await press(pilot, "f6")
        assert "Contratto di Rossi Impianti" in shown and "Rinnova" in shown
        shown = await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AgreementForm)
        assert " 1/1/27" in shown and "31/12/27" in shown and "standard" in shown
        await typed(pilot, "rate", "58")
        shown = await press(pilot, "f9")
        assert last_said(pilot.app) == "Rinnovato: 31/12/27."
        assert "contratto ✓ fino al 31/12/26" in shown and "poi fino al 31/12/27" in shown
        assert "F6" not in shown
    assert days(counter.desk) == [("2026-01-01", "2026-12-31"), ("2027-01-01", "2027-12-31")]
    assert agreements.of_customer(counter.desk, "C001")[-1].rate_cents == 5800


async def test_who_has_none_signs_one_and_what_cannot_be_is_said_in_the_form(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f2", *"verdi")
        await press(pilot, "f6")
        await press(pilot, "enter")
        await typed(pilot, "until", "31/11")
        shown = await press(pilot, "f9")
        assert "«31/11» non è un giorno del calendario" in shown and isinstance(
            pilot.app.screen, AgreementForm
        )
        await typed(pilot, "until", "31/12/26")
        await typed(pilot, "fee", "600")
        shown = await press(pilot, "f9")
        assert last_said(pilot.app) == "Firmato: 31/12/26." and "contratto ✓ fino al 31/12/26" in shown
    assert days(counter.desk, "C003") == [("2026-03-03", "2026-12-31")]


async def test_from_the_ticket_a_correction_gives_the_request_its_term_at_once(counter):
    counter.now = rome("2027-01-04T09:00")
    code = counter.taken()
    assert tickets.get(counter.desk, code).due_at is None
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.open("ticket", code)
        await settle(pilot)
        await press(pilot, "f6")
        await press(pilot, "down", "enter")
        await typed(pilot, "until", "31/12/27")
        await press(pilot, "f9")
        assert last_said(pilot.app) == f"Corretto: 31/12/27. Cambiano posto o termine: {code}."
    assert tickets.get(counter.desk, code).due_at == rome("2027-01-07T09:00")


async def test_a_contract_ends_on_the_day_that_is_typed(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f2", *"bianchi")
        await press(pilot, "f6")
        await press(pilot, *"ter")
        await press(pilot, "enter")
        pilot.app.screen.query_one("Input").value = "30/06/26"
        await press(pilot, "enter")
        assert last_said(pilot.app) == "Finisce: 30/6/26."
    assert days(counter.desk, "C002") == [("2026-01-01", "2026-06-30")]


async def test_the_backlog_tells_which_contracts_end_and_enter_renews(counter):
    counter.now = rome("2026-12-10T09:00")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "7")
        assert "contratto" in shown and "rinnova" in shown and "Rossi Impianti" in shown
        await press(pilot, "home")
        while "Bianchi" not in str(pilot.app.screen.query_one("#list").row.cells[1]):
            await press(pilot, "down")
        shown = await press(pilot, "enter")
        assert "Rinnova · Studio Bianchi" in shown
        await press(pilot, "f9")
        lines = [line for line in text(pilot.app).splitlines() if "rinnova" in line]
        assert len(lines) == 1 and "Rossi" in lines[0]
    assert days(counter.desk, "C002")[-1] == ("2027-01-01", "2027-12-31")


@pytest.mark.rule("I23")
async def test_the_administrator_is_written_on_the_card(tmp_path):
    house = FiveDesk(tmp_path / "desk", "istes")
    async with house.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "f2", *"rossi")
        await press(pilot, "f6")
        await press(pilot, *"persone")
        shown = await press(pilot, "enter")
        assert "Anna Rossi" in shown and "Amministratore di" in shown
        await typed(pilot, "role", "amministratore di sistema")
        await press(pilot, "f9")
        await press(pilot, "end")
        assert "Amministratore di sistema (I23): Anna Rossi" in text(pilot.app)
    assert cards.get(house.desk, "C001").contacts[0].role == "system-administrator"


@pytest.mark.rule("M1", "M3", "M8", "M13")
async def test_closing_a_sign_up_asks_and_the_card_says_until_when_it_is_activated(tmp_path):
    house = FiveDesk(tmp_path / "desk", "digital-micro")
    code = receive.receive_request(
        house.desk, channel="portal", customer="C002", body="Vorrei aderire", fields={"type": "sign-up"}
    ).ticket
    tickets.answer(house.desk, code, text="Ecco le credenziali")
    app = house.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.open("ticket", code)
        await settle(pilot)
        shown = await press(pilot, "x")
        assert "Adesione" in shown and "Accesso rapido" in shown and "(M13)" in shown
        assert "sì o no" in await press(pilot, "f9")
        await typed(pilot, "quick_access", "sì")
        await typed(pilot, "accepted_by", "Ugo Verdi")
        shown = await press(pilot, "f9")
        assert last_said(pilot.app) == f"{short(code)} è chiuso: Ferramenta Verdi ha aderito."
        assert "adesione ✓ del 3/3/26" in shown and "attivo entro 5/3/26 10:30 (M3)" in shown
    assert profile.written(house.desk, "C002")["quick_access"] == "yes"
    assert tickets.get(house.desk, code).state == "closed"


async def test_the_form_holds_in_a_small_terminal(tmp_path):
    house = FiveDesk(tmp_path / "desk", "istes")
    async with house.app().run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "f2", *"rossi")
        await press(pilot, "f6")
        shown = await press(pilot, "enter")
        assert "Ore per rispondere" in shown and "F9" in shown


async def test_phone_fault_12_the_card_is_put_right_and_a_wrongly_signed_agreement_withdrawn(counter):
    agreements.sign(counter.desk, "C003", {"starts_on": "2026-05-01", "ends_on": "2027-04-30"})
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"verdi", "f6")
        assert "Ritira il contratto non cominciato" in text(pilot.app)
        await choose(pilot, "Ritira")
        assert agreements.of_customer(counter.desk, "C003") == ()
        await press(pilot, "f6")
        await choose(pilot, "Nome, numeri")
        await press(pilot, *" e figli", "enter", "enter", "enter", "enter", "enter")
        await press(pilot, "backspace", "backspace", *"en", "f9")
    card = cards.get(counter.desk, "C003")
    assert (card.name, card.language) == ("Ferramenta Verdi e figli", "en")


async def choose(pilot, words):
    """Move to the line that begins so, and take it."""
    for _ in range(9):
        line = next((one for one in lines(pilot.app) if "▌" in one and words in one), "")
        if line:
            break
        await press(pilot, "down")
    await press(pilot, "enter")
