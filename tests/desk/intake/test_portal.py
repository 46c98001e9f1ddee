"""Requests of a portal or a chat come in files; every line has an outcome and none is taken in twice."""

import json

import pytest
from deskterm.desk.intake import portal
from deskterm.desk.steps import entries
from deskterm.desk.tickets import tickets

from tests.clocks import rome
from tests.desk.five import House
from tests.desk.rows import given_with


@pytest.fixture
def omnia(tmp_path, watch):
    watch.set("2026-03-02T10:30")
    house = House(tmp_path, "omniagest", watch)
    house.tickets_sold(20)
    yield house
    house.desk.close()


GOOD = {
    "channel": "portal",
    "customer": "C001",
    "subject": "Stampa vuota",
    "body": "Il registro esce vuoto.",
    "type": "usage",
    "contact": "Anna Rossi",
    "phone": "0445 000123",
    "email": "anna@rossi.example",
    "received": "2026-03-02T09:15",
}


def write(folder, name, text):
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def lines(folder, *entries):
    return write(folder, "portale.jsonl", "\n".join(json.dumps(entry) for entry in entries))


def outcomes(house, path, **more):
    return [(one.outcome, one.reason) for one in portal.receive_file(house.desk, path, **more)]


@pytest.mark.rule("O4", "O6")
def test_a_line_of_the_portal_is_a_ticket_with_its_own_time_of_arrival(omnia, tmp_path):
    (found,) = portal.receive_file(omnia.desk, lines(tmp_path, GOOD))
    ticket = tickets.get(omnia.desk, found.ticket)
    assert (found.outcome, found.source) == ("queued", "portale.jsonl:1")
    assert (ticket.customer, ticket.channel, ticket.confirmed) == ("Rossi Impianti", "portal", True)
    assert ticket.received_at == rome("2026-03-02T09:15")
    assert given_with(omnia.desk, ticket.code) == {"type": "usage"}
    assert tickets.thread(omnia.desk, ticket.code)[0].body == "Il registro esce vuoto."


@pytest.mark.rule("O6")
def test_what_is_missing_is_asked_for(omnia, tmp_path):
    path = lines(tmp_path, {name: value for name, value in GOOD.items() if name != "type"})
    (found,) = portal.receive_file(omnia.desk, path)
    assert (found.outcome, found.rule) == ("clarify", "O6")


def test_the_same_file_again_brings_nothing_twice(omnia, tmp_path):
    path = lines(tmp_path, GOOD, {**GOOD, "subject": "Altro"})
    assert outcomes(omnia, path) == [("queued", ""), ("queued", "")]
    assert outcomes(omnia, path) == [("duplicate", "duplicate")] * 2
    turned = lines(tmp_path, dict(reversed(GOOD.items())))
    assert outcomes(omnia, turned) == [("duplicate", "duplicate")]


@pytest.mark.parametrize("divided", [",", ";"])
def test_a_table_is_read_like_the_lines(omnia, tmp_path, divided):
    names = list(GOOD)
    rows = [divided.join(names), divided.join(f'"{GOOD[name]}"' for name in names), "solo,due;celle", ""]
    path = write(tmp_path, "portale.csv", "\ufeff" + "\r\n".join(rows))
    assert outcomes(omnia, path) == [("queued", ""), ("unreadable", "bad-csv")]
    assert outcomes(omnia, lines(tmp_path, GOOD)) == [("duplicate", "duplicate")]


def test_a_bad_line_does_not_keep_the_next_from_coming_in(omnia, tmp_path):
    bad = [
        ("{", "bad-json"),
        ("[]", "bad-json"),
        ("\udcff".encode("utf-8", "surrogateescape").decode("latin-1"), "bad-json"),
        (json.dumps({**GOOD, "channel": "piccione"}), "no_channel"),
        (json.dumps({**GOOD, "subject": {"a": 1}}), "bad-value"),
        (json.dumps({**GOOD, "received": "ieri"}), "bad-time"),
        ("[" * 5000, "bad-json"),
        ("x" * (entries.LONGEST + 5), "line-too-large"),
    ]
    text = "\n".join([*(line for line, _ in bad), json.dumps(GOOD)])
    found = outcomes(omnia, write(tmp_path, "portale.jsonl", text))
    assert found == [*(("unreadable", why) for _, why in bad), ("queued", "")]


def test_a_stranger_waits_in_the_list_of_the_unknown(omnia, tmp_path):
    stranger = {**GOOD, "customer": "Ditta ignota", "email": "x@altrove.example"}
    assert outcomes(omnia, lines(tmp_path, stranger)) == [("held", "unknown_code")]


def test_a_line_from_the_future_arrived_now_and_its_words_are_cleaned(omnia, tmp_path):
    entry = {**GOOD, "received": "2027-01-01T00:00", "subject": "a\x1b]52;c;x\x07b", "note": "\x1b[2J"}
    (found,) = portal.receive_file(omnia.desk, lines(tmp_path, entry))
    ticket = tickets.get(omnia.desk, found.ticket)
    assert ticket.received_at == rome("2026-03-02T10:30")
    assert "received" in found.not_taken
    assert tickets.not_taken(omnia.desk, ticket)["received"] == "2027-01-01T00:00"
    assert "\x1b" not in ticket.subject + str(given_with(omnia.desk, ticket.code))


@pytest.mark.rule("T3")
def test_who_comes_through_the_chat_has_signed_in_and_others_must_be_vouched_for(tmp_path, watch):
    house = House(tmp_path, "contabilita-in-cloud", watch, plan="ADVANCED")
    chat = {"channel": "chat", "customer": "C001", "body": "Aiuto", "phone": "0445 000123", "contact": "Anna"}
    (found,) = portal.receive_file(house.desk, lines(tmp_path, chat))
    assert tickets.get(house.desk, found.ticket).confirmed
    mail = {**chat, "channel": "mail", "subject": "Assistenza telefonica"}
    (found,) = portal.receive_file(house.desk, lines(tmp_path, mail))
    assert not tickets.get(house.desk, found.ticket).confirmed  # in the queue, but without the contract
    again = {**mail, "body": "Aiuto, di nuovo"}
    (found,) = portal.receive_file(house.desk, lines(tmp_path, again), vouched=True)
    assert tickets.get(house.desk, found.ticket).confirmed
    house.desk.close()


@pytest.mark.parametrize("named", ["urgent", "on-call", "phone"])
def test_a_file_that_nobody_vouches_for_does_not_ring(tmp_path, watch, named):
    """It waits among the mails, and says what of it was not taken; vouched for, it comes as it says."""
    watch.set("2026-03-02T10:30")
    house = House(tmp_path, "delta-system", watch)
    line = {**GOOD, "channel": named, "blocking": "yes", "received": "2026-03-02T10:20"}
    line.pop("type")
    (found,) = portal.receive_file(house.desk, lines(tmp_path, line))
    assert found.ticket, found
    ticket = tickets.get(house.desk, found.ticket)
    assert (ticket.channel, ticket.lane) == ("mail", 2)
    assert "channel" in found.not_taken and "channel" in tickets.not_taken(house.desk, ticket)
    evening = {
        **line,
        "body": "Altro",
        "received": "2026-02-27T20:00",
    }  # by day nobody calls the on-call number
    (found,) = portal.receive_file(house.desk, lines(tmp_path, evening), vouched=True)
    assert tickets.get(house.desk, found.ticket).lane == 1
    house.desk.close()


@pytest.mark.parametrize(
    ("received", "kept"),
    [("2026-02-28T10:00", "2026-02-28T10:00"), ("2020-01-01T10:00", "2026-03-02T10:30")],
)
def test_a_file_that_nobody_vouches_for_came_no_longer_ago_than_a_weekend(omnia, tmp_path, received, kept):
    (found,) = portal.receive_file(omnia.desk, lines(tmp_path, {**GOOD, "received": received}))
    assert tickets.get(omnia.desk, found.ticket).received_at == rome(kept)
    assert ("received" in found.not_taken) == (received != kept)
