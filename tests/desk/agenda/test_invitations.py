"""Appointments in calendars: what another program reads is what was agreed, moved and called off."""

from datetime import UTC, datetime

import pytest
from deskterm.desk.agenda import appointments, own_feed
from deskterm.desk.intake import receive
from deskterm.desk.steps.letters import invitation
from deskterm.desk.tickets import tickets
from deskterm.documents import feed
from deskterm.locale import choose
from icalendar import Calendar

from tests.clocks import rome
from tests.desk.five import House


@pytest.fixture
def micro(tmp_path, watch):
    house = House(tmp_path, "digital-micro", watch).knows(adhesion="2026-01-10")
    choose("it")
    yield house
    house.desk.close()


def agree(house, code, start, **more):
    given = {"minutes": 60, "kind": "remote", "tell": True, **more}
    return appointments.add(house.desk, code, starts_at=rome(start), **given)


def letters(house, code):
    return [one for one in tickets.thread(house.desk, code) if one.kind.startswith("appointment")]


def event_of(house, letter):
    """The event of a letter's file, as a calendar program reads it, and the method."""
    (file,) = letter.attachments
    assert file.name == "appuntamento.ics" and file.media_type.startswith("text/calendar")
    read = Calendar.from_ical(tickets.attachment(house.desk, file.id)[1])
    (event,) = read.walk("VEVENT")
    return read["method"], event


def test_the_customer_gets_the_appointment_for_their_calendar_and_every_change_of_it(micro, watch):
    code = micro.request("portal", subject="Stampa; bianca, sempre").ticket
    made = agree(micro, code, "2026-03-05T15:00", minutes=90)
    appointments.move(micro.desk, made.id, starts_at=rome("2026-03-06T09:00"))
    appointments.cancel(micro.desk, made.id, why="ferie")
    told = letters(micro, code)
    assert [one.kind for one in told] == ["appointment", "appointment_moved", "appointment_cancelled"]
    assert [one.state for one in told] == ["outbox"] * 3
    assert "teleassistenza, gio 5/3 15:00, 90 minuti" in told[0].body
    read = [event_of(micro, one) for one in told]
    assert [method for method, _ in read] == ["PUBLISH", "PUBLISH", "CANCEL"]
    events = [event for _, event in read]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2]
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    starts = [int(event["dtstart"].dt.timestamp()) for event in events]
    assert starts == [rome("2026-03-05T15:00"), *[rome("2026-03-06T09:00")] * 2]
    assert events[0]["dtend"].dt - events[0]["dtstart"].dt == events[1]["dtend"].dt - events[1]["dtstart"].dt
    assert "Stampa; bianca, sempre" in str(events[0]["description"])


def test_who_has_an_address_of_their_own_is_named_as_the_one_who_invites(desk):
    given = {"channel": "email", "customer": "C001", "subject": "Stampa", "body": "Non parte"}
    code = receive.receive_request(desk, **given).ticket
    made = appointments.add(desk, code, starts_at=rome("2026-03-05T15:00"), minutes=60, tell=True)
    (event,) = Calendar.from_ical(invitation.calendar(desk.service, (made,))).walk("VEVENT")
    assert str(event["organizer"]) == "mailto:assistenza@delta-system.example"


def test_who_was_not_told_hears_of_no_change(micro):
    code = micro.request("portal").ticket
    made = agree(micro, code, "2026-03-05T15:00", tell=False)
    appointments.move(micro.desk, made.id, starts_at=rome("2026-03-06T09:00"))
    assert letters(micro, code) == []


def test_no_two_appointments_have_one_name_and_it_stays(micro):
    first = agree(micro, micro.request("portal", subject="Uno").ticket, "2026-03-05T15:00")
    second = agree(micro, micro.request("portal", subject="Due").ticket, "2026-03-05T16:00")
    moved = appointments.move(micro.desk, second.id, starts_at=rome("2026-03-06T09:00"))
    assert first.uid != second.uid == moved.uid
    assert (moved.sequence, appointments.done(micro.desk, moved.id).sequence) == (1, 2)


@pytest.mark.parametrize(
    ("instants", "offsets"),
    [
        (("2026-03-29T00:30+00:00", "2026-03-29T01:30+00:00"), (1, 2)),  # the hour that is not there
        (("2026-10-25T00:30+00:00", "2026-10-25T01:30+00:00"), (2, 1)),  # 2:30 twice
    ],
)
def test_both_nights_of_summer_time_are_the_instants_that_were_agreed(micro, instants, offsets):
    from zoneinfo import ZoneInfo

    (made,) = [agree(micro, micro.request("portal").ticket, "2026-03-05T15:00")]
    for text, offset in zip(instants, offsets, strict=True):
        at = int(datetime.fromisoformat(text).timestamp())
        changed = type(made)(
            **{name: getattr(made, name) for name in made.__struct_fields__}
            | {"starts_at": at, "ends_at": at + 3600}
        )
        (event,) = Calendar.from_ical(invitation.calendar(micro.desk.service, (changed,))).walk("VEVENT")
        assert event["dtstart"].dt == datetime.fromtimestamp(at, UTC)
        there = event["dtstart"].dt.astimezone(ZoneInfo("Europe/Rome"))
        assert there.utcoffset().total_seconds() == offset * 3600
        assert (event["dtend"].dt - event["dtstart"].dt).total_seconds() == 3600


def test_the_feed_has_ones_own_appointments_and_the_same_desk_gives_the_same_bytes(micro, tmp_path, watch):
    mine, hers = (micro.request("portal", subject=one).ticket for one in ("Mio", "Suo"))
    made = agree(micro, mine, "2026-03-05T15:00", note="portare\nil cavo")
    agree(micro, hers, "2026-03-05T15:00", technician="marta")
    file = tmp_path / "agenda.ics"
    assert feed.keep(file, own_feed.content(micro.desk)) is True
    watch.passes(60)
    assert feed.keep(file, own_feed.content(micro.desk)) is False
    read = Calendar.from_ical(file.read_bytes())
    (event,) = read.walk("VEVENT")
    assert "il cavo" in str(event["description"]) and "Rossi" in str(event["summary"])
    appointments.cancel(micro.desk, made.id, why="ferie")
    assert feed.keep(file, own_feed.content(micro.desk)) is True
    assert list(Calendar.from_ical(file.read_bytes()).walk("VEVENT")) == []
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith("ics")] == ["agenda.ics"]
    assert file.stat().st_mode & 0o77 == 0
