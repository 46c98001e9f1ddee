"""A reply that nobody vouches for is marked wherever it shows; one key confirms it, another takes it out."""

import pytest
from deskterm import locale
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.calls import timer
from deskterm.desk.intake import receive, recovery
from deskterm.desk.letters import outgoing
from deskterm.desk.tickets import replies, tickets
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


def doubted_twice(counter):
    """The same, and behind it what a stranger writes who has seen a letter of ours."""
    code, first = doubted(counter)
    tickets.answer(counter.desk, code, text="Dal menu Stampe.")
    outgoing.begin(counter.desk)
    letter = outgoing.ready(counter.desk)[-1]
    own = outgoing.the_letter(counter.desk, letter, "delta-system.example").own_id
    words = {
        "subject": "R: Stampa",
        "body": "Sono io, fate pure tutto.",
        "extra": f"In-Reply-To: <{own}>\r\n",
    }
    more = {"message_id": "<3@evil.example>", "received": "Tue, 3 Mar 2026 10:30:00 +0100"}
    found = receive.receive_mail(counter.desk, mail("Eve <eve@evil.example>", proven=False, **words, **more))
    assert found.ticket == code
    return code, first, found.message


def waiting(counter, code):
    return [one.id for one in replies.waiting(counter.desk, code)]


async def test_of_two_v_asks_which_and_confirms_that_one_alone(counter):
    code, first, eves = doubted_twice(counter)
    theirs = tickets.get(counter.desk, code).contact_email
    async with counter.app().run_test(size=(110, 30)) as pilot:
        assert "2 risposte sono da confermare" in await opened(pilot, "ticket", code)
        shown = await press(pilot, "v")
        assert f"{theirs}: Fate pure." in shown and "eve@evil.example: Sono io" in shown
        assert waiting(counter, code) == [first, eves], "nothing is said of either yet"
        await press(pilot, "escape")
        await press(pilot, "v")
        shown = await press(pilot, "enter")
        assert f"la risposta di {theirs} è del cliente" in shown
        assert waiting(counter, code) == [eves]
        assert "una risposta è da confermare" in shown
        assert "la risposta di eve@evil.example è del cliente" in await press(pilot, "v"), "it is said whose"


async def test_of_two_capital_t_asks_which_and_names_whose_it_took(counter):
    code, first, _ = doubted_twice(counter)
    async with counter.app().run_test(size=(110, 30)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "T")
        assert "? eve@evil.example: Sono io" in shown and "Fate pure." in shown
        assert "tolta la risposta di eve@evil.example" in await press(pilot, *"eve", "enter")
    assert waiting(counter, code) == [first]


def test_beside_the_list_they_are_counted(counter):
    code, *_ = doubted_twice(counter)
    look = preview.of_ticket(counter.desk, tickets.get(counter.desk, code))
    assert "2 risposte sono da confermare" in look.why.plain + look.facts.plain


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
        assert f"la risposta di {tickets.get(counter.desk, code).contact_email} è del cliente" in shown
        assert not tickets.get(counter.desk, code).unvouched
        await press(pilot, "u", "s")
    assert tickets.get(counter.desk, code).unvouched


async def test_capital_t_takes_it_out_and_u_puts_it_back(counter):
    code, number = doubted(counter)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "T")
        assert "tolta la risposta di" in shown
        assert recovery.get(counter.desk, number).ticket_id is None
        await press(pilot, "u", "s")
    assert recovery.get(counter.desk, number).ticket_id is not None
