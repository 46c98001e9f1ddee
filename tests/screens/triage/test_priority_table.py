"""The two facts of the table of priorities are said in triage: the priority is seen at once, with why."""

from pathlib import Path

import pytest
from deskterm.desk.tickets import ticket_facts, tickets

from tests.screens.conftest import lines, text
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

QUADRO = (Path(__file__).parents[2] / "data" / "firms" / "quadro-gestionali.toml").read_text(encoding="utf-8")


@pytest.fixture
def quadro(tmp_path):
    return FiveDesk(tmp_path / "desk", "quadro-gestionali", text=QUADRO)


def line(pilot):
    (found,) = [one for one in lines(pilot.app) if "Impatto:" in one]
    return " ".join(found.split())


async def test_what_is_assumed_is_there_and_each_answer_says_what_it_leads_to(quadro):
    code = quadro.request(channel="mail")
    async with quadro.app().run_test(size=(120, 30)) as pilot:
        await opened(pilot, "triage", code)
        assert line(pilot) == "p Impatto: Una persona · Urgenza: Bassa → P3 (Q4)"
        first = await press(pilot, "p")
        assert "1 Tutta la ditta → P2" in first and "2 Una persona → P3" in first
        second = await press(pilot, "1")
        assert "1 Alta → P1" in second and "2 Bassa → P2" in second
        shown = await press(pilot, "1")
        assert line(pilot) == "p Impatto: Tutta la ditta · Urgenza: Alta → P1 (Q4)"
        assert "P1" in shown.splitlines()[0]
        assert tickets.get(quadro.desk, code).severity == "P3"  # nothing is filed yet
        await press(pilot, "1", "f9")
    found = tickets.get(quadro.desk, code)
    assert (found.severity, found.topic) == ("P1", quadro.desk.service.topics[0].id)
    assert ticket_facts.written(quadro.desk, code)["impact"] == "firm"
    why = [one for one in tickets.why(quadro.desk, code) if one.do == "severity"]
    assert [(one.rule, one.detail["severity"]) for one in why][-1] == ("Q4", "P1")


async def test_a_severity_given_by_hand_comes_before_the_table_and_says_so(quadro):
    code = quadro.request(channel="mail")
    async with quadro.app().run_test(size=(120, 30)) as pilot:
        await opened(pilot, "triage", code)
        await press(pilot, "g", "P", "1", "enter")
        assert "data a mano: P1" in line(pilot)
        await press(pilot, "p", "2", "2")
        assert line(pilot).endswith("→ P3 (Q4) · data a mano: P1")
        await press(pilot, "1", "f9")
    assert tickets.get(quadro.desk, code).severity == "P1"


async def test_left_without_filing_nothing_was_said(quadro):
    code = quadro.request(channel="mail")
    async with quadro.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "triage", code)
        await press(pilot, "p", "1", "escape")
        assert "Impatto: Tutta la ditta" in text(pilot.app)
        assert all(len(one) <= 80 for one in lines(pilot.app))
    assert ticket_facts.written(quadro.desk, code).get("impact", "") != "firm"


async def test_terms_without_a_table_show_no_line_and_say_so(tmp_path):
    delta = FiveDesk(tmp_path / "desk", "delta-system")
    async with delta.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "triage", delta.request())
        assert not pilot.app.screen.query_one("#priority").display
        assert "tabella delle priorità" in await press(pilot, "p")
