"""What triage left out is written to the customer in the terms' own words, to be corrected first."""

import pytest
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage

from tests.screens.conftest import lines, text
from tests.screens.demo_desk import app_at
from tests.screens.hands import press, until
from tests.screens.ticket.test_ticket_screen import open_ticket

CODE = "TK000018"


@pytest.mark.rule("D14")
async def test_the_answer_to_what_is_left_out_begins_with_the_clause_and_the_offer(tmp_path):
    app = app_at(tmp_path / "desk")
    async with app.run_test(size=(100, 40)) as pilot:
        triage.triage(app.desk, CODE, topic="customisation")
        await open_ticket(pilot, CODE)
        await press(pilot, "r")
        await until(pilot, lambda: "Preventivo" in text(app))
        await press(pilot, "f9")
        await until(pilot, lambda: "risposto" in lines(app)[0])
        sent = tickets.thread(app.desk, CODE)[-1].body
        assert app.desk.service.clause("D14", "it") in sent
        assert "Che cosa possiamo offrire: Preventivo." in sent
