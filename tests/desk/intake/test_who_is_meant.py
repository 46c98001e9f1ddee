"""Who tells less is not asked less: nobody is put in place of a request that names nobody (T4, O6)."""

from itertools import combinations

import pytest
from deskterm.desk.customers import cards
from deskterm.desk.intake import portal, receive, recovery
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import clarify
from deskterm.screens.request import words as form
from deskterm.screens.request.words import RequestDraft

from tests.clocks import Watch
from tests.desk.five import House
from tests.desk.intake.test_portal import lines

ANNA = {"contact": "Anna Rossi", "phone": "0445 000123", "email": "anna@rossi.example"}
UGO = {"contact": "Ugo Neri", "phone": "0445 000456", "email": "ugo@rossi.example"}
FIRMS = {
    "chat": ("contabilita-in-cloud", ("phone", "contact"), {}),
    "portal": ("omniagest", ("contact", "phone", "email"), {"type": "usage"}),
}
DOORS = ("file", "typed", "form")


@pytest.fixture
def firm(tmp_path):
    opened = []

    def open_(channel):
        service, needed, more = FIRMS[channel]
        house = House(tmp_path, service, Watch("2026-03-03T10:30"), plan="ADVANCED")
        cards.set_contact(house.desk, "C001", name="Ugo Neri", phone=UGO["phone"], email=UGO["email"])
        if service == "omniagest":
            house.tickets_sold(200)
        opened.append(house)
        return house, needed, more

    yield open_
    for one in opened:
        one.desk.close()


def asks(firm, tmp_path, door, channel, said, *, n=0):
    """A request that says this of whoever makes it, through one of the doors; its ticket."""
    house, _, more = firm
    if door == "file":
        entry = {"channel": channel, "customer": "C001", "subject": f"n {n}", "body": "Non va"} | more | said
        (found,) = portal.receive_file(house.desk, lines(tmp_path, entry))
    elif door == "typed":
        given = {"channel": channel, "customer": "C001", "subject": f"n {n}", "body": "Non va"}
        found = receive.receive_request(house.desk, **given, fields=more, **said)
    else:
        values = {"subject": f"n {n}", "problem": "Non va"} | more | said
        found = form.submit(house.desk, RequestDraft(channel=channel, customer="C001", values=values))
    return found, tickets.get(house.desk, found.ticket)


@pytest.mark.rule("T4", "O6")
@pytest.mark.parametrize("channel", FIRMS)
@pytest.mark.parametrize("door", DOORS)
def test_who_names_nobody_is_asked_whom_to_speak_to(firm, tmp_path, door, channel):
    opened = firm(channel)
    found, ticket = asks(opened, tmp_path, door, channel, {})
    assert (found.outcome, found.rule) == ("clarify", {"chat": "T4", "portal": "O6"}[channel])
    assert (ticket.contact_name, ticket.contact_phone, ticket.contact_email) == ("", "", "")
    assert set(clarify.missing(opened[0].desk, ticket.code)) == set(opened[1])


@pytest.mark.rule("T4", "O6")
@pytest.mark.parametrize("channel", FIRMS)
@pytest.mark.parametrize("door", DOORS)
def test_the_person_is_the_one_whose_address_or_number_it_is(firm, tmp_path, door, channel):
    opened = firm(channel)
    for n, key in enumerate(("email", "phone")):
        _, ticket = asks(opened, tmp_path, door, channel, {key: UGO[key]}, n=n)
        assert ticket.contact_name == "Ugo Neri"
        lacks = {"contact", key} | ({"phone"} - {key} if channel == "chat" and key == "phone" else set())
        assert set(clarify.missing(opened[0].desk, ticket.code)) == set(opened[1]) - lacks
        assert ticket.contact_phone in ("", UGO["phone"]) and ticket.contact_email in ("", UGO["email"])


@pytest.mark.rule("T4", "O6")
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("channel", FIRMS)
def test_who_tells_more_is_never_asked_more(firm, tmp_path, door, channel):
    """Of every two requests, what the fuller one lacks the other lacks as well."""
    opened = firm(channel)
    parts = [dict(some) for size in range(4) for some in combinations(UGO.items(), size)]
    lacks = []
    for n, said in enumerate(parts):
        _, ticket = asks(opened, tmp_path, door, channel, said, n=n)
        lacks.append(set(clarify.missing(opened[0].desk, ticket.code)))
    for less, more in combinations(range(len(parts)), 2):
        if parts[less].items() <= parts[more].items():
            assert lacks[more] <= lacks[less], (parts[less], parts[more])
    assert lacks[-1] == set()


def test_where_the_terms_ask_for_nothing_a_request_is_the_first_persons(tmp_path):
    """Nobody is asked for what the channel does not need."""
    micro = House(tmp_path, "digital-micro", Watch("2026-03-03T10:30")).knows(adhesion="2026-01-10")
    given = {"channel": "portal", "customer": "C001", "subject": "Uno", "body": "Non va"}
    one = tickets.get(micro.desk, receive.receive_request(micro.desk, **given).ticket)
    assert [one.contact_name, one.contact_phone, one.contact_email] == [*ANNA.values()]
    micro.desk.close()


def test_what_was_held_is_recovered_with_its_own_person_or_none(tmp_path):
    """Neither the technician who typed it in nor the customer's first person stands for who is not named."""
    omnia = House(tmp_path, "omniagest", Watch("2026-03-03T10:30"))
    given = {"channel": "portal", "customer": "C001", "subject": "Uno", "body": "Non va"}
    for said, names in (({}, ("", "")), ({"email": ANNA["email"]}, ("Anna Rossi", ""))):
        held = receive.receive_request(omnia.desk, **given, **said)
        assert held.outcome == "held"  # the pack is used up
        ticket = tickets.get(omnia.desk, recovery.recover(omnia.desk, held.message).ticket)
        assert (ticket.contact_name, ticket.contact_phone) == names
    omnia.desk.close()
    delta = House(tmp_path, "delta-system", Watch("2026-03-03T10:30"))
    held = delta.mail("Stampe", "Non va", sender="Ugo <ugo@altrove.example>")
    ticket = tickets.get(delta.desk, recovery.recover(delta.desk, held.message, customer="C001").ticket)
    assert (ticket.contact_name, ticket.contact_phone) == ("Ugo", "")  # not Anna's number
    delta.desk.close()


def test_a_request_that_a_technician_types_is_said_by_whom_they_name(tmp_path):
    """Nobody has to vouch for it any more: agreement, plan and pack count at once (S7)."""
    for service in ("delta-system", "omniagest", "istes"):
        house = House(tmp_path, service, Watch("2026-03-03T10:30"))
        channel = house.desk.service.channels[0]
        got = receive.receive_request(
            house.desk, channel=channel.id, customer="C001", subject="Uno", body="Non va", **UGO
        )
        kept = recovery.get(house.desk, got.message)
        assert (kept.trust, kept.trust_reason, kept.doubted) == ("verified", "typed", False)
        if got.ticket:
            assert tickets.get(house.desk, got.ticket).confirmed
        house.desk.close()
