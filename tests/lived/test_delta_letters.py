"""Delta System's letters as customers get them: the number of every request, what a whole request holds."""

from __future__ import annotations

import pytest
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import clarify
from deskterm.desk.upkeep import upkeep

from tests.lived.conftest import flat

WHOLE = "Una richiesta completa contiene: oggetto, referente, recapito telefonico diretto, esposizione del "
WHOLE += "problema."


@pytest.fixture
def delta(live):
    return live("delta-system")


@pytest.mark.rule("D13")
def test_every_request_of_a_customer_has_its_number_at_once(delta):
    for n in range(3):
        code = delta.mail(f"Domanda {n}", message_id=f"<{n}@rossi.example>").ticket
        delta.minutes(5)
        assert code in delta.letters("acknowledgement")[-1]
    assert len(delta.letters("acknowledgement")) == 3


@pytest.mark.rule("D13")
def test_a_machine_that_answers_us_is_answered_no_more_than_five_times_an_hour(delta):
    for n in range(12):
        delta.mail(f"Domanda {n}", message_id=f"<{n}@rossi.example>")
        delta.minutes(1)
        upkeep.keep_up(delta.desk)
    assert len(delta.letters("acknowledgement")) == 5
    delta.minutes(50)
    upkeep.keep_up(delta.desk)
    assert len(delta.letters("acknowledgement")) == 5


@pytest.mark.rule("D13")
def test_the_same_subject_twice_in_an_hour_has_both_numbers_the_second_in_a_letter_an_hour_later(delta):
    first = delta.mail("Problema", message_id="<1@rossi.example>").ticket
    delta.minutes(10)
    second = delta.mail("Re: problema", "Un'altra cosa: non invia.", message_id="<2@rossi.example>").ticket
    third = delta.mail("PROBLEMA", "E poi il logo.", message_id="<3@rossi.example>").ticket
    assert len({first, second, third}) == 3
    assert len(delta.letters("acknowledgement")) == 1
    delta.minutes(49)
    assert upkeep.keep_up(delta.desk) == 0
    delta.minutes(2)
    upkeep.keep_up(delta.desk)  # any deed keeps the desk up
    letters = delta.letters("acknowledgement")
    assert len(letters) == 2 and second in letters[1] and third in letters[1] and first not in letters[1]
    assert f"numero {second}, la 2ª in coda" in letters[1]
    delta.minutes(120)
    upkeep.keep_up(delta.desk)
    assert len(delta.letters("acknowledgement")) == 2


@pytest.mark.rule("D10", "D9", "D7")
async def test_a_vague_mail_that_lacks_nothing_is_answered_with_the_list_of_what_a_request_holds(delta):
    code = delta.mail("Non va", "Non va niente. Anna Rossi, tel. 0445 000123").ticket
    assert clarify.missing(delta.desk, code) == ()
    letter = flat(clarify.clarification_text(delta.desk, code))
    assert "una descrizione più precisa" in letter and WHOLE in letter
    assert "Una richiesta completa contiene" in await delta.shown("ticket", code, keys=("c",))
    delta.line("ticket", "clarify", code)
    assert WHOLE in flat(delta.letters("clarification")[0])


@pytest.mark.rule("D15")
async def test_why_somebody_skipped_the_order_is_said_wherever_why_is_said(delta):
    delta.mail("Prima", message_id="<1@rossi.example>")
    code = delta.mail("Seconda", message_id="<2@rossi.example>").ticket
    delta.line("ticket", "take", code, code=1)
    delta.line("ticket", "take", code, "--reason", "chiude la cassa")
    for words in (("why",), ("show",)):
        assert "D15 fuori turno (motivo: chiude la cassa)" in delta.said("ticket", *words, code)
    assert "preso fuori turno: chiude la cassa (D15)" in flat(await delta.shown("ticket", code, keys=("d",)))
    assert tickets.get(delta.desk, code).state == "taken" and queue.figures(delta.desk).hand == 1
