"""A due time is told with how it was reckoned: from when it counts, on which clock, how long."""

import pytest
from deskterm.desk.intake import receive
from deskterm.desk.steps import due_words
from deskterm.desk.steps.letters import automatic
from deskterm.desk.steps.tickets import writing
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import clarify

from tests.clocks import Watch
from tests.desk.five import House

pytestmark = pytest.mark.usefixtures("italian")


def firm(tmp_path, service, at, **facts):
    house = House(tmp_path, service, Watch(at))
    return house.knows(**facts) if facts else house


def told(house, code):
    ticket = tickets.get(house.desk, code)
    found = [due_words.told(one, ticket, "Europe/Rome") for one in tickets.why(house.desk, code)]
    return [text for text in found if text]


@pytest.mark.rule("D5", "A1", "A2")
@pytest.mark.parametrize(
    ("arrived", "words"),
    [
        ("2026-03-02T11:59", "arrivata lun 2/3 11:59: 48 ore di giorni lavorativi → mer 4/3 11:59"),
        (
            "2026-03-02T12:01",
            "arrivata lun 2/3 12:01, conta da mar 3/3 08:30: 48 ore di giorni lavorativi → gio 5/3 08:30",
        ),
        (
            "2026-03-28T10:00",
            "arrivata sab 28/3 10:00, conta da lun 30/3 08:30: 48 ore di giorni lavorativi → mer 1/4 08:30",
        ),
    ],
)
def test_working_days_are_told_from_the_instant_from_which_they_count(tmp_path, arrived, words):
    house = firm(tmp_path, "delta-system", arrived)
    assert told(house, house.request("mail").ticket) == [words]
    house.desk.close()


@pytest.mark.rule("M4", "A10")
def test_working_days_after_that_of_arrival(tmp_path):
    house = firm(tmp_path, "digital-micro", "2026-04-30T16:00", adhesion="2026-01-10")
    code = house.request("portal").ticket
    assert told(house, code) == [
        "arrivata gio 30/4 16:00: 2 giorni lavorativi dopo quello di arrivo → mar 5/5 18:00"
    ]
    house.desk.close()


@pytest.mark.rule("A4", "D9")
def test_after_a_question_the_time_counts_from_the_complete_reply(tmp_path):
    house = firm(tmp_path, "delta-system", "2026-05-05T11:00")
    code = house.mail(message_id="<1@rossi.example>").ticket
    clarify.clarify(house.desk, code, text="Quale stampa?")
    house.watch.set("2026-05-06T13:00")
    tag = writing.subject_with_tag(tickets.get(house.desk, code))
    reply = house.mail(
        f"Re: {tag}",
        "Il registro.",
        message_id="<2@rossi.example>",
        received="Wed, 6 May 2026 13:00:00 +0200",
    )
    assert reply.outcome == "appended"
    assert told(house, code)[-1] == (
        "risposta completa mer 6/5 13:00, conta da gio 7/5 08:30:"
        " 48 ore di giorni lavorativi → lun 11/5 08:30"
    )
    house.desk.close()


@pytest.mark.rule("D5", "D13")
def test_the_acknowledgement_tells_the_promised_date_where_there_is_one(
    tmp_path,
):
    house = firm(tmp_path, "delta-system", "2026-03-02T12:01")
    known = house.mail(received="Mon, 2 Mar 2026 12:01:00 +0100").ticket
    (letter,) = (one for one in tickets.thread(house.desk, known) if one.kind == automatic.KIND)
    assert "Le risponderemo entro gio 5/3 08:30." in letter.body
    house.watch.set("2028-03-02T10:00")
    late = receive.receive_request(
        house.desk,
        channel="mail",
        customer="C001",
        subject="Altro",
        body="Stampa",
        email="anna@rossi.example",
    ).ticket
    (letter,) = (one for one in tickets.thread(house.desk, late) if one.kind == automatic.KIND)
    assert "entro" not in letter.body
    house.desk.close()
