"""A reply that nobody vouches for is marked wherever it shows; one key confirms it, another takes it out."""

import pytest
from deskterm import locale
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.calls import timer
from deskterm.desk.intake import receive, recovery
from deskterm.desk.tickets import tickets
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.queue import preview, sources

from tests.desk.mails import mail
from tests.screens.counter import Counter, opened, press

LATER = "Tue, 3 Mar 2026 09:30:00 +0100"
MARK = {"it": "DA CONFERMARE", "en": "TO BE CONFIRMED"}
HEAD = {"it": "una risposta è da confermare", "en": "a reply is to be confirmed"}


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def doubted(counter):
    """A ticket of the customer's own, with a reply that nobody vouches for."""
    code = counter.request()
    one = tickets.get(counter.desk, code)
    words = {
        "subject": f"R: Stampa [#{code}-{one.tag}]",
        "body": "Fate pure.",
        "proven": False,
        "received": LATER,
    }
    sender = f"Chi dice <{one.contact_email}>"
    found = receive.receive_mail(counter.desk, mail(sender, message_id="<2@x.example>", **words))
    assert found.ticket == code
    return code, found.message


@pytest.mark.parametrize("language", ["it", "en"])
async def test_it_is_marked_in_the_queue_beside_the_list_and_in_the_thread(counter, language):
    locale.choose(language)
    code, _ = doubted(counter)
    ticket = tickets.get(counter.desk, code)
    assert str(sources._customer(ticket)).startswith("? ")
    look = preview.of_ticket(counter.desk, ticket)
    assert MARK[language] in look.text.plain
    async with counter.app().run_test(size=(80, 24)) as pilot:
        assert HEAD[language] in await opened(pilot, "ticket", code)
        assert MARK[language] in await press(pilot, "end")


async def test_it_is_marked_where_one_calls_back_plans_and_closes_the_shift(counter):
    code, _ = doubted(counter)
    callbacks.add(counter.desk, code)
    given = {"starts_at": counter.now + 90_000, "minutes": 30, "kind": "remote"}
    appointments.add(counter.desk, code, **given)
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "callbacks")
        assert "? Rossi Impianti srl" in await press(pilot)
        await opened(pilot, "agenda")
        assert "? Rossi Impianti" in await press(pilot)
        await opened(pilot, "shift")
        assert "? Rossi Impianti" in await press(pilot)


async def test_it_is_marked_on_the_card_of_who_calls_and_in_the_backlog(counter):
    code, _ = doubted(counter)
    async with counter.app().run_test(size=(140, 40)) as pilot:
        shown = await press(pilot, "f2", *"rossi")
        assert f"? {short(code)}" in shown
        await press(pilot, "escape", "escape")
        await opened(pilot, "backlog")
        assert "? Rossi Impianti srl" in await press(pilot)


async def test_it_is_marked_in_the_backlog_where_work_waits_to_be_filed(counter):
    code, _ = doubted(counter)
    timer.start(counter.desk, code)
    counter.now += 1200
    timer.stop(counter.desk)
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "backlog")
        shown = await press(pilot)
        assert f"{short(code)} 20:00 ? Rossi Impianti srl" in shown


async def test_a_solved_ticket_whose_answer_is_used_again_is_marked(counter):
    code, _ = doubted(counter)
    tickets.answer(counter.desk, code, text="Dal menu Stampe, voce Registri.")
    other = counter.taken("C002")
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "ticket", other)
        shown = await press(pilot, "S")
        assert f"{short(code)} " in shown and "? Rossi" in shown


async def test_v_confirms_it_and_u_takes_that_back(counter):
    code, _ = doubted(counter)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "v")
        assert "la risposta è del cliente" in shown
        assert not tickets.get(counter.desk, code).unvouched
        await press(pilot, "u", "s")
    assert tickets.get(counter.desk, code).unvouched


async def test_capital_t_takes_it_out_and_u_puts_it_back(counter):
    code, number = doubted(counter)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "T")
        assert "risposta tolta" in shown
        assert recovery.get(counter.desk, number).ticket_id is None
        await press(pilot, "u", "s")
    assert recovery.get(counter.desk, number).ticket_id is not None
