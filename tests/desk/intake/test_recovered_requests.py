"""A request that was typed in and set aside keeps whose it was and what it gave: recovering asks nothing."""

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.intake import portal, receive, recovery
from deskterm.desk.tickets import tickets

from tests.clocks import Watch
from tests.desk.five import House
from tests.desk.intake.test_portal import GOOD, lines
from tests.desk.rows import given_with


@pytest.fixture
def open_house(tmp_path):
    opened = []

    def open_(service, **more):
        opened.append(House(tmp_path, service, Watch("2026-03-02T10:30"), **more))
        return opened[-1]

    yield open_
    for one in opened:
        one.desk.close()


@pytest.mark.rule("O2", "O11")
@pytest.mark.parametrize(
    ("channel", "fields", "outcome", "rule"),
    [("portal", {"type": "installation"}, "held", "O2"), ("phone", {}, "rejected", "O11")],
)
def test_the_message_in_the_post_keeps_its_customer(open_house, channel, fields, outcome, rule):
    omnia = open_house("omniagest")
    given = {"contact": "Chi sa", "email": "mai@vista.example", "phone": "0445 777000", "blocking": True}
    got = omnia.request(channel, **given, fields=fields)
    assert (got.outcome, got.rule, got.ticket) == (outcome, rule, None)
    (waiting,) = recovery.pending(omnia.desk)
    assert cards.get(omnia.desk, "C001").id == waiting.customer_id
    assert [one.code for one in recovery.suggestions(omnia.desk, waiting.id)] == ["C001"]
    again = recovery.recover(omnia.desk, waiting.id)
    ticket = tickets.get(omnia.desk, again.ticket)
    assert (ticket.customer, ticket.contact_name, ticket.blocking) == ("Rossi Impianti", "Chi sa", True)
    assert (ticket.contact_phone, ticket.contact_email) == ("0445 777000", "mai@vista.example")
    assert given_with(omnia.desk, ticket.code) == fields


def test_a_line_of_a_file_that_was_held_keeps_its_customer_and_its_fields(open_house, tmp_path):
    omnia = open_house("omniagest")
    (held,) = portal.receive_file(omnia.desk, lines(tmp_path, {**GOOD, "email": ""}))
    assert (held.outcome, held.rule) == ("held", "O2")
    code = recovery.recover(omnia.desk, held.message).ticket
    assert tickets.get(omnia.desk, code).customer == "Rossi Impianti"
    assert given_with(omnia.desk, code) == {"type": "usage"}


def test_another_customer_can_still_be_named(open_house):
    omnia = open_house("omniagest")
    cards.add(omnia.desk, code="C002", name="Officine Verdi")
    held = omnia.request("portal", fields={"type": "usage"})
    code = recovery.recover(omnia.desk, held.message, customer="C002").ticket
    assert tickets.get(omnia.desk, code).customer == "Officine Verdi"


def test_a_request_of_nobody_still_asks_whose_it_is(open_house):
    delta = open_house("delta-system")
    got = receive.receive_request(delta.desk, channel="urgent", subject="Fermo", body="Fermi", contact="Boh")
    assert got.outcome == "held"
    with pytest.raises(Refused, match=r".") as refusal:
        recovery.recover(delta.desk, got.message)
    assert refusal.value.code == "recover_needs_customer"


@pytest.mark.rule("I5")
def test_what_was_asked_by_voice_and_recovered_is_not_worked_on_until_the_customer_writes(tmp_path, watch):
    house = House(tmp_path, "istes", watch).knows(deployment="cloud")
    refused = house.request("phone", subject="Errore alla stampa")
    assert (refused.outcome, refused.rule) == ("rejected", "I5")
    code = recovery.recover(house.desk, refused.message).ticket
    for kind in ("call", "training"):
        with pytest.raises(Refused) as closed:
            timer.start(house.desk, code, kind=kind, inbound=False)
        assert (closed.value.code, closed.value.rule) == ("gate_closed", "I5")
    watch.passes(600)
    written = house.mail("Errore alla stampa", received="Mon, 2 Mar 2026 09:10:00 +0100")
    assert (written.outcome, written.ticket) == ("merged", code)
    assert timer.start(house.desk, code, inbound=False).kind == "call"
    house.desk.close()
