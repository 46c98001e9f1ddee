"""The desk decides of a request what a rehearsal of the same facts decides, whatever comes and whenever."""

import os
import shutil
from itertools import count

import pytest
from deskterm.desk.intake import receive
from deskterm.desk.steps.intake import booking
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage
from deskterm.models.records.request import IncomingRequest
from deskterm.models.rules.verdicts import judge
from deskterm.storage.customers import customers as customer_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.clocks import Watch, rome
from tests.desk.five import House

EXAMPLES = int(os.environ.get("DESKTERM_EXAMPLES", "60"))
BEGINNING, YEAR = rome("2026-01-02T08:00"), 365 * 86_400
WORDS = st.sampled_from(["", "Stampa", "Non va", "Personalizzazione del listino", "F24 2026"])
NUMBER = count()


@pytest.fixture(scope="module", params=files.names())
def house(request, tmp_path_factory):
    """The desk of a service, at which every request is tried and none stays."""
    plans = {"contabilita-in-cloud": "ADVANCED", "delta-system": "SAD"}
    folder = tmp_path_factory.mktemp("one-order")
    house = House(folder, request.param, Watch("2026-01-02T08:00"), plan=plans.get(request.param, "standard"))
    yield house
    house.desk.close()
    shutil.rmtree(folder)


def incoming(house, data):
    """A request by any channel, at any hour of a year, from the customer; confirmed or not."""
    desk = house.desk
    at = BEGINNING + data.draw(st.integers(0, YEAR), label="seconds")
    known = data.draw(st.booleans(), label="customer known")
    with desk.read() as conn:
        card = customer_rows.card(conn, customer_rows.by_code(conn, "C001"), "2026-01-02")
    kinds = [topic.id for topic in desk.service.topics]
    fields = {"type": data.draw(st.sampled_from(kinds))} if kinds and data.draw(st.booleans()) else {}
    return IncomingRequest(
        channel=data.draw(st.sampled_from(desk.service.channels), label="channel"),
        customer=card if known else None,
        confirmed=data.draw(st.booleans(), label="confirmed") if known else True,
        subject=data.draw(WORDS),
        body=data.draw(WORDS),
        received_at=at,
        contact="Anna Rossi",
        phone=data.draw(st.sampled_from(["", "0445 000123"])),
        email=data.draw(st.sampled_from(["", "anna@rossi.example"])),
        blocking=data.draw(st.booleans()),
        fields=fields,
    )


def asked(desk, request, **more):
    """What the rehearsal's engine says of the facts that the desk has of a request."""
    with desk.read() as conn:
        known = booking.facts_of(desk, conn, request)
        sure = booking.facts_of(desk, conn, structs.replace(request, confirmed=True))
    confirmed = None if request.confirmed else lambda: sure
    channel = request.channel
    return judge(desk.service, channel, known, request.received_at, confirmed=confirmed, **more)


def said(decisions, point):
    """The rules that decided at a point, with what each did."""
    marks = ("confirm", "route")  # the desk's own: a sender to confirm, a channel of another team
    return [(one.do, one.rule) for one in decisions if one.point == point and one.do not in marks]


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_a_request_is_judged_as_its_rehearsal(house, data):
    desk = house.desk
    request = incoming(house, data)
    house.watch.at = request.received_at + data.draw(st.integers(0, 200 * 86_400), label="triaged after")
    expected = asked(desk, request)
    with desk.trial():
        received = receive.receive_entry(desk, request, source="prova", digest=str(next(NUMBER)))
        strange = request.customer is None and expected.outcome in ("queued", "clarify", "merged")
        assert received.outcome == ("held" if strange else expected.outcome)
        if received.ticket is not None:
            booked_as(expected, desk, received.ticket)
            topic = data.draw(st.sampled_from(put_off(desk)) | st.sampled_from(topics(desk)), label="topic")
            triaged_as(desk, request, received.ticket, topic)


def topics(desk):
    return [one.id for one in desk.service.topics]


def put_off(desk):
    """The topics that the terms put off in some months; else all of them."""
    named = {str(one.when) for one in desk.service.rules if one.do == "defer"}
    return [one for one in topics(desk) if any(one in words for words in named)] or topics(desk)


def booked_as(expected, desk, code):
    """The ticket stands where the rehearsal puts it, promised for the same hour by the same rules."""
    ticket = tickets.get(desk, code)
    assert (ticket.lane, ticket.tier) == (expected.lane, expected.tier)
    assert ticket.due_at == (expected.promise.due_at if expected.promise else None)
    decided = [(one.do, one.rule) for one in expected.actions if one.do != "route"]
    assert said(tickets.decided(desk, code), "intake") == decided


def triaged_as(desk, request, code, topic):
    """Triage says of the topic what the rehearsal says of it on that day."""
    verdict = triage.preview(desk, code, topic=topic)
    at, today = request.received_at, desk.now()
    arrived = judge(desk.service, request.channel, verdict.known, at)
    expected = judge(desk.service, request.channel, verdict.known, at, (topic,), triaged_at=today)
    told = [(one.do, one.rule) for one in expected.actions[len(arrived.actions) :]]
    assert [(one.do, one.rule) for one in verdict.decisions] == told
    deferred = any(do == "defer" for do, _ in told)
    assert (verdict.state == "parked") == (deferred and verdict.team != "vendor")
