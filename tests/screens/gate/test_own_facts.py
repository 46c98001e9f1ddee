"""Facts that the terms declare of sessions, devices and tickets: asked at the gates, said on the ticket."""

from pathlib import Path

import pytest
from deskterm.desk.calls import contacts, timer
from deskterm.desk.customers import devices
from deskterm.desk.tickets import ticket_facts
from deskterm.screens.gate.screen import GateScreen
from deskterm.screens.shared.form import WordsForm

from tests.screens.conftest import settle, text
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

OFFICINA = str(Path(__file__).parents[2] / "data" / "firms" / "officina.toml")


@pytest.fixture
def firm(tmp_path):
    return FiveDesk(tmp_path / "desk", OFFICINA)


async def solved(pilot, session):
    """Stop a call whose matter is solved, up to its filing."""
    await opened(pilot, "call", session.group_id)
    await press(pilot, "f5")
    pilot.app.screen.fields.choose_outcome("solved")
    await settle(pilot)


async def test_what_the_terms_want_to_know_of_a_session_is_typed_before_it_is_filed(firm):
    session = timer.start(firm.desk, firm.request(channel="mail"), inbound=False)
    firm.now += 41 * 60
    async with firm.app().run_test(size=(80, 24)) as pilot:
        await solved(pilot, session)
        shown = await press(pilot, "f9")
        assert isinstance(pilot.app.screen, GateScreen) and "Chilometri" in shown
        shown = await press(pilot, "1", *"-3", "enter")
        assert "«-3»" in shown
        await press(pilot, "1", *"35,5", "enter")
        assert "35,5" in text(pilot.app)
        shown = await press(pilot, "enter")
        assert "150,00 €" in shown


def needing(tmp_path, at):
    text = Path(OFFICINA).read_text(encoding="utf-8")
    text = text.replace('kind = "number"\nat = "close"\n', f'kind = "number"\nat = "{at}"\n')
    return FiveDesk(tmp_path / at, "altra", text=text.replace("2000\ndefault = 0\n", "2000\nneeded = true\n"))


async def test_remote_work_is_filed_on_the_screen_where_a_fact_is_needed_of_work_on_site(tmp_path):
    firm = needing(tmp_path, "onsite")
    session = timer.start(firm.desk, firm.request(channel="mail"), kind="remote", inbound=False)
    firm.now += 41 * 60
    async with firm.app().run_test(size=(80, 24)) as pilot:
        await solved(pilot, session)
        await press(pilot, "f9")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, GateScreen)
    assert contacts.group(firm.desk, session.group_id).bill is not None


async def test_a_needed_fact_is_asked_at_its_gate_by_its_name_alone_where_no_clause_asks_it(tmp_path):
    firm = needing(tmp_path, "close")
    session = timer.start(firm.desk, firm.request(channel="mail"), inbound=False)
    firm.now += 41 * 60
    async with firm.app().run_test(size=(80, 24)) as pilot:
        await solved(pilot, session)
        shown = await press(pilot, "f9")
        assert "Chilometri" in shown and "()" not in shown
        await press(pilot, "1", *"12", "enter")
        await press(pilot, "enter")
        await settle(pilot)
    assert contacts.group(firm.desk, session.group_id).bill is not None


async def test_a_device_is_asked_about_once_and_remembered(firm):
    code = firm.request(channel="mail")
    devices.set_facts(firm.desk, "C001", "PC cassa", {"guarded": "sì"})
    async with firm.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "ticket", code)
        assert "PC cassa: Sorvegliato sì" in shown


async def test_a_device_is_written_from_the_card(firm):
    async with firm.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f2", *"rossi")
        await press(pilot, "f6")
        await press(pilot, *"dispositivi", "enter")
        for field, value in {"name": "PC cassa", "guarded": "sì"}.items():
            pilot.app.screen.query_one(f"#{field}").value = value
        assert "PC cassa: Sorvegliato sì" in await press(pilot, "f9")


@pytest.mark.parametrize("screen", ["ticket", "triage"])
async def test_a_ticket_is_told_its_facts_with_one_key(firm, screen):
    code = firm.request(channel="mail")
    async with firm.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, screen, code)
        shown = await press(pilot, "D")
        assert isinstance(pilot.app.screen, WordsForm) and "Impatto" in shown and "Urgenza" in shown
        pilot.app.screen.query_one("#impact").value = "tutti"
        assert "«tutti»" in await press(pilot, "f9")
        pilot.app.screen.query_one("#impact").value = "tutti fermi"
        await press(pilot, "f9")
        await pilot.app.workers.wait_for_complete()
        assert "Impatto: Tutti fermi" in await opened(pilot, "ticket", code)
    assert ticket_facts.written(firm.desk, code) == {"impact": "high"}


async def test_where_the_terms_declare_none_the_key_says_so(tmp_path):
    firm = FiveDesk(tmp_path / "other", "omniagest")
    code = firm.request()
    async with firm.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        assert "non chiedono altri dati" in await press(pilot, "D")
