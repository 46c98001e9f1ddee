"""The mail that lets us in is asked for by the letter of clarification; at the shut gate by a key (I6)."""

import pytest
from deskterm import locale
from deskterm.desk.letters import authorisation
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import clarify

from tests.clocks import Watch
from tests.desk.five import House
from tests.desk.letters.test_letters import written


@pytest.fixture
def istes(tmp_path):
    locale.choose("it")
    house = House(tmp_path, "istes", Watch("2026-03-02T10:00"))
    yield house
    house.desk.close()
    locale.choose(None)


@pytest.mark.rule("I6", "A16")
def test_a_request_by_chat_is_answered_by_asking_for_the_mail(istes):
    code = istes.request("whatsapp").ticket
    assert "ci serve una mail che ci autorizzi" in clarify.clarification_text(istes.desk, code)
    authorisation.ask(istes.desk, code)
    ((letter, state, address),) = written(istes, "clarification")
    assert f"citi {code}" in letter
    assert (state, address, tickets.get(istes.desk, code).state) == ("outbox", "anna@rossi.example", "queued")


@pytest.mark.rule("I6")
def test_who_has_written_a_mail_is_not_asked_for_another(istes):
    code = istes.mail().ticket
    assert "autorizzi" not in clarify.clarification_text(istes.desk, code)
