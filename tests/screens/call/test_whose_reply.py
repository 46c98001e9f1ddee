"""A call that costs, on a ticket with a reply that nobody vouches for: whose that is is asked at F9."""

from __future__ import annotations

import pytest
from deskterm.desk.billing import reports
from deskterm.desk.calls import timer
from deskterm.desk.intake import receive
from deskterm.desk.tickets import replies, tickets

from tests.desk.mails import mail
from tests.screens.counter import Counter, opened, press

pytestmark = pytest.mark.usefixtures("drawn")


def spoken(tmp_path) -> tuple[Counter, str, int]:
    """Half an hour on the telephone on such a ticket; the call stands."""
    counter = Counter(tmp_path / "desk")
    code = counter.taken("C001")
    group = timer.start(counter.desk, code).group_id
    counter.now += 30 * 60
    timer.stop(counter.desk)
    tag = tickets.get(counter.desk, code).tag
    told = {
        "subject": f"R: Stampa [#{code}-{tag}]",
        "body": "Sì, fate pure.",
        "message_id": "<9@clienti.example>",
    }
    receive.receive_mail(counter.desk, mail(sender="c001@clienti.example", proven=False, **told))
    assert [one.unconfirmed for one in replies.waiting(counter.desk, code)] == [True]
    return counter, code, group


@pytest.mark.parametrize(
    ("keys", "stays"), [(("enter",), False), (("up", "enter"), True)], ids=["out", "theirs"]
)
async def test_whose_the_reply_is_is_asked_before_the_call_costs_and_then_it_is_filed(tmp_path, keys, stays):
    counter, code, group = spoken(tmp_path)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call", group)
        await press(pilot, "f5", "4", "3")
        asked = await press(pilot, "f9")
        assert "di chi è questa risposta?" in asked and "c001@clienti.example" in asked
        assert "Sì, fate pure." in asked
        await press(pilot, *keys)
        assert reports.reports(counter.desk)[0].net_cents == 1500
    assert replies.waiting(counter.desk, code) == ()
    assert ("Sì, fate pure." in [one.body.strip() for one in tickets.thread(counter.desk, code)]) is stays


async def test_who_says_nothing_files_nothing_and_is_asked_again(tmp_path):
    counter, code, group = spoken(tmp_path)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call", group)
        await press(pilot, "f5", "4", "3", "f9", "escape")
        assert reports.reports(counter.desk) == ()
        assert "di chi è questa risposta?" in await press(pilot, "f9")
    assert len(replies.waiting(counter.desk, code)) == 1


async def test_of_several_it_is_asked_which_and_of_each_whose_it_is(tmp_path):
    counter, code, group = spoken(tmp_path)
    tag = tickets.get(counter.desk, code).tag
    told = {"subject": f"R: Stampa [#{code}-{tag}]", "body": "No, aspettate.", "message_id": "<10@x.example>"}
    receive.receive_mail(counter.desk, mail(sender="c001@clienti.example", proven=False, **told))
    app = counter.app()
    async with app.run_test(size=(110, 30)) as pilot:
        await opened(pilot, "call", group)
        await press(pilot, "f5", "4", "3")
        asked = await press(pilot, "f9")
        assert "2 risposte sono da confermare" in asked
        assert "c001@clienti.example: Sì, fate pure." in asked and "No, aspettate." in asked
        asked = await press(pilot, *"aspettate", "enter")
        assert "di chi è questa risposta?" in asked and "Sì, fate pure." not in asked
        asked = await press(pilot, "enter")
        assert [one.body.strip() for one in replies.waiting(counter.desk, code)] == ["Sì, fate pure."]
        assert "Sì, fate pure." in asked, "the other one is asked about before the call costs"
        await press(pilot, "up", "enter")
        assert reports.reports(counter.desk)[0].net_cents == 1500
