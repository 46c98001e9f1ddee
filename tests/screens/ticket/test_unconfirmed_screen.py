"""A reply that nobody vouches for is marked wherever it shows; one key confirms it, another takes it out."""

import pytest
from deskterm import locale
from deskterm.desk.intake import receive, recovery
from deskterm.desk.tickets import tickets
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
