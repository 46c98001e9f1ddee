"""What a request says in vain is read on its ticket and in the queue; the form says so as it is filed."""

import json

import pytest
from deskterm.desk.intake import portal
from deskterm.desk.tickets import drafts, tickets
from deskterm.models.terms.facts import FACTS
from textual.widgets import Input, TextArea

from tests.screens.conftest import text
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def omnia(tmp_path) -> FiveDesk:
    return FiveDesk(tmp_path / "desk", "omniagest")


def whole(app):
    """What stands on the screen, its wrapped lines in one."""
    return " ".join(text(app).split())


async def test_a_line_of_the_portal_shows_what_was_not_taken(omnia, tmp_path):
    entry = {"channel": "portal", "customer": "C001", "subject": "Stampe", "body": "Vuota.", "type": "usage"}
    entry |= {
        "contact": "Anna Rossi",
        "phone": "0445 000123",
        "email": "a@b.example",
        "plan": "SAD",
        "km": 30,
    }
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps(entry), encoding="utf-8")
    (got,) = portal.receive_file(omnia.desk, path)
    async with omnia.app(empty=True).run_test(size=(110, 34)) as pilot:
        await opened(pilot, "ticket", got.ticket)
        assert "non preso: plan = SAD, km = 30" in whole(pilot.app)


async def test_the_form_has_no_place_for_what_the_desk_knows_and_tells_what_its_text_claims(omnia):
    known = [name for name, fact in FACTS.items() if not fact.field]
    async with omnia.app(empty=True).run_test(size=(110, 34)) as pilot:
        await opened(pilot, "request", "C001")
        screen = pilot.app.screen
        places = {one.id for one in screen.query("Input, Pick, TextArea") if one.display}
        assert places & set(known) == {"channel", "blocking"} & places
        screen.query_one("#subject", Input).value = "Stampe"
        screen.query_one("#type").focus()
        await press(pilot, "right")
        screen.query_one("#problem", TextArea).load_text(
            "Vuota.\n" + "\n".join(f"{name}: 99" for name in known)
        )
        await press(pilot, "f9")
        assert "non preso: channel, kind" in whole(pilot.app)
    ticket = tickets.get(omnia.desk, "TK000001")
    assert tickets.not_taken(omnia.desk, ticket) == dict.fromkeys(known, "99")


async def test_what_was_typed_for_another_channel_is_named_before_it_is_left_out(omnia):
    async with omnia.app(empty=True).run_test(size=(110, 34)) as pilot:
        await opened(pilot, "request", "C001")
        screen = pilot.app.screen
        screen.query_one("#subject", Input).value = "Stampe"
        screen.query_one("#screenshot", Input).value = "stampa.png"
        screen.query_one("#channel").focus()
        await press(pilot, "right")
        await press(pilot, "f9")
        assert "non ha campi per: una schermata" in whole(pilot.app)
        with pytest.raises(Exception, match="TK000001"):
            tickets.get(omnia.desk, "TK000001")


async def test_a_draft_with_a_field_of_nobody_says_so_as_it_goes_on(omnia):
    values = {"subject": "Stampe", "problem": "Vuota.", "plan": "SAD"}
    drafts.keep(
        omnia.desk,
        drafts.REQUEST,
        "C001",
        "Stampe",
        {"channel": "portal", "customer": "C001", "values": values},
    )
    async with omnia.app(empty=True).run_test(size=(110, 34)) as pilot:
        await opened(pilot, "request", "C001")
        assert "non preso: plan = SAD" in whole(pilot.app)
