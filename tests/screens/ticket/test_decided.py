"""Decisions in words: what a session cost, what an attempt came to; never a code."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import pytest
from deskterm import locale
from deskterm.desk.terms import files
from deskterm.models.records.ticket import Decision
from deskterm.models.terms.money_sections import Mode
from deskterm.models.terms.sections import Do
from deskterm.models.terms.service import read_service
from deskterm.screens.shared.decisions import decided

from tests.clocks import ROME
from tests.screens.conftest import text
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

NOW = int(datetime(2026, 3, 3, 9, 12, tzinfo=ROME).timestamp())


def told(service: str, do: str, **detail) -> str:
    terms = read_service(files.text_of(service))
    return decided(terms, Decision(do=do, rule="X1", at=NOW, point="price", detail=detail), NOW)


@pytest.mark.parametrize(
    ("service", "do", "detail", "words"),
    [
        ("delta-system", "included", {"seconds": 250}, "compreso: 4:10 (X1)"),
        ("digital-micro", "free", {"seconds": 400}, "gratuito: 6:40 (X1)"),
        ("delta-system", "time", {"seconds": 1350, "billed_minutes": 23}, "a tempo: 23 min (X1)"),
        ("istes", "unit", {"units": 2, "billed_minutes": 40}, "a scatti: 2 (X1)"),
        ("delta-system", "pack", {"minutes": 23, "units": 0}, "dal carnet: 23 min (X1)"),
        ("omniagest", "pack", {"minutes": 0, "units": 1}, "dal carnet: 1 ticket (X1)"),
        (
            "digital-micro",
            "invoice",
            {"minutes": 28, "net_cents": 1400},
            "in fattura a fine mese: 14,00 € (X1)",
        ),
        ("omniagest", "hold", {"offer": "pack"}, "trattenuta, si offre: "),
        ("delta-system", "hold", {}, "trattenuta (X1)"),
        ("contabilita-in-cloud", "exclude", {}, "fuori servizio (X1)"),
        ("istes", "defer", {"until": "09-01"}, "rinviata: se ne riparla dal 1/9 (X1)"),
        (
            "omniagest",
            "attempt",
            {"result": "no_answer", "attempts": 1, "of": 3},
            "tentativo di richiamata 1 di 3: non risponde (X1)",
        ),
        ("digital-micro", "appointment", {"starts_at": NOW + 3600}, "appuntamento oggi 10:12 (X1)"),
        ("omniagest", "offer", {"offer": "callback"}, "si offre: "),
    ],
)
def test_a_decision_says_what_it_came_to(service, do, detail, words):
    assert told(service, do, **detail).replace("\N{NO-BREAK SPACE}", " ").startswith(words)


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("do", [*get_args(Do), *get_args(Mode), "undecided", "invoice", "pack"])
def test_no_decision_shows_its_code(do, language):
    locale.choose(language)
    said = told("istes", do).removesuffix(" (X1)")
    assert "_" not in said
    assert language == "en" or said != do


async def test_what_a_session_cost_is_read_among_the_decisions_of_its_ticket(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    code = desk.taken()
    async with desk.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "ring", code)
        await press(pilot, "enter")
        desk.now += 1500
        await press(pilot, "f5", "1", "4", "f9", "escape")
        await opened(pilot, "ticket", code)
        await press(pilot, "d", "end")
        shown = text(pilot.app).replace("\N{NO-BREAK SPACE}", " ")
        assert "a scatti: 2 (I25)" in shown and "in fattura a fine mese: 80,00 € (I25)" in shown
