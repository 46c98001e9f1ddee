"""What a customer lacks is said in red only where the service's terms ask for it."""

from __future__ import annotations

import pytest
from deskterm.desk.customers import cards, profile
from deskterm.desk.terms import files

from tests.screens.conftest import settle, text
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

LACKS = {
    "contabilita-in-cloud": ("nessun piano", "✗"),
    "delta-system": ("contratto ✗ nessuno", "✗"),
    "digital-micro": ("adesione ✗ mai fatta", "✗"),
    "istes": ("contratto ✗ nessuno", "✗"),
    "omniagest": ("telefono ✗ non compreso", ""),
}
HAS = {
    "contabilita-in-cloud": "✓ ADVANCED",
    "delta-system": "✓ 31/12/26",
    "digital-micro": "✓ dal 15/1/26",
    "istes": "✓ 31/12/26",
    "omniagest": "",
}


@pytest.mark.parametrize("service", files.names())
async def test_who_rings_lacks_only_what_the_terms_ask(tmp_path, service):
    desk = FiveDesk(tmp_path / "desk", service)
    word, sign = LACKS[service]
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"verdi")
        assert word in shown
        assert ("contratto" in shown) == ("contract" in desk.desk.service.asked)
        row = next(line for line in shown.splitlines() if line.startswith("▌"))
        assert row.rstrip().endswith(sign)


@pytest.mark.parametrize("service", files.names())
async def test_the_list_of_who_rings_has_the_sign_of_what_the_terms_ask(tmp_path, service):
    async with FiveDesk(tmp_path / "desk", service).app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"rossi")
        row = next(line for line in shown.splitlines() if line.startswith("▌"))
        assert HAS[service] in row


@pytest.mark.parametrize("service", files.names())
async def test_a_new_request_says_what_its_customer_lacks_of_the_terms(tmp_path, service):
    desk = FiveDesk(tmp_path / "desk", service)
    async with desk.app().run_test(size=(140, 40)) as pilot:
        await press(pilot, "c", *"verdi", "enter")
        shown = text(pilot.app)
        assert LACKS[service][0] in shown
        assert ("contratto ✗" in shown) == ("contract" in desk.desk.service.asked)


async def test_a_ticket_and_its_preview_raise_no_alarm_over_a_contract_that_nobody_asks_for(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    code = desk.request()
    with desk.desk.write() as conn:
        conn.execute("DELETE FROM agreement")
    async with desk.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        assert "contratto" not in text(pilot.app) and "adesione ✓ del 15/1/26" in text(pilot.app)
        shown = await opened(pilot, "ticket", code)
        assert "contratto" not in shown and "adesione ✓ del 15/1/26" in shown


async def test_a_sign_up_that_has_not_begun_is_no_sign_up(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    profile.set_facts(desk.desk, "C002", {"adhesion": "2026-05-15"})
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"verdi")
        assert "adesione ✗ solo dal 15/5/26" in shown and "✓" not in shown


@pytest.mark.rule("I23")
async def test_the_head_of_a_ticket_names_the_customers_system_administrator(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    person = {"name": "Igor Neri", "phone": "0445 000124", "role": "amministratore di sistema"}
    cards.set_contact(desk.desk, "C001", **person)
    code = desk.request()
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "ticket", code)
        assert "Amministratore di sistema (I23): Igor Neri, 0445 000124" in shown
        shown = await press(pilot, "escape", "f2", *"neri")
        assert "(Amministratore" in shown and "system-administrator" not in shown
