"""When an answer is due, through `deskterm --at … ticket add`: A1-A3 under D5, A10 under its own service."""

from pathlib import Path

import pytest

from tests.commands.conftest import ask

CLOCKS = Path(__file__).parent / "services" / "clocks.toml"

# What happens, when the request arrives (Italian local time), when the answer is due.
D5 = [
    ("in time on Monday", "2026-03-02T11:59", "2026-03-04T11:59:00+01:00"),
    ("one minute late on Monday", "2026-03-02T12:01", "2026-03-05T08:30:00+01:00"),
    ("twelve o'clock is in time", "2026-03-02T12:00", "2026-03-04T12:00:00+01:00"),
    ("twelve o'clock lasts its minute", "2026-03-02T12:00:59", "2026-03-04T12:00:59+01:00"),
    ("the minute after is late", "2026-03-02T12:01:00", "2026-03-05T08:30:00+01:00"),
    ("over the night that loses an hour", "2026-03-27T11:00", "2026-03-31T11:00:00+02:00"),
    ("over Easter Monday", "2026-04-02T11:00", "2026-04-07T11:00:00+02:00"),
    ("late on Maundy Thursday", "2026-04-02T12:30", "2026-04-08T08:30:00+02:00"),
    ("on a Saturday", "2026-03-07T10:00", "2026-03-11T08:30:00+01:00"),
    ("on a Sunday", "2026-03-08T23:59", "2026-03-11T08:30:00+01:00"),
    ("on Easter Monday itself", "2026-04-06T10:00", "2026-04-09T08:30:00+02:00"),
    ("on Friday before noon", "2026-03-06T11:00", "2026-03-10T11:00:00+01:00"),
    ("on Friday after noon", "2026-03-06T15:00", "2026-03-11T08:30:00+01:00"),
    ("over the night that gains an hour", "2026-10-23T11:00", "2026-10-27T11:00:00+01:00"),
    ("on the Sunday that has 25 hours", "2026-10-25T02:30", "2026-10-28T08:30:00+01:00"),
    ("on Christmas Eve", "2026-12-24T11:00", "2026-12-29T11:00:00+01:00"),
    ("late on Christmas Eve", "2026-12-24T12:30", "2026-12-30T08:30:00+01:00"),
    ("on Christmas Day", "2026-12-25T10:00", "2026-12-30T08:30:00+01:00"),
    ("on the Monday after Christmas", "2026-12-28T10:00", "2026-12-30T10:00:00+01:00"),
    ("over the new holiday of Saint Francis", "2027-10-01T11:00", "2027-10-06T11:00:00+02:00"),
    ("on Saint Francis' day", "2027-10-04T10:00", "2027-10-07T08:30:00+02:00"),
    ("over Liberation Day", "2026-04-24T11:00", "2026-04-28T11:00:00+02:00"),
    ("over Labour Day", "2026-04-30T11:00", "2026-05-05T11:00:00+02:00"),
    ("over Republic Day", "2026-06-01T11:00", "2026-06-04T11:00:00+02:00"),
    ("over Epiphany", "2026-01-05T11:00", "2026-01-08T11:00:00+01:00"),
    ("at night before a working day", "2026-03-03T03:00", "2026-03-05T08:30:00+01:00"),
]


@pytest.mark.parametrize(("what", "arrives", "due"), D5, ids=[case[0] for case in D5])
def test_forty_eight_hours_of_working_days(line, what, arrives, due):
    ticket = ask(line, arrives)
    assert ticket["due_at"] == due
    assert "D5" in [decision["rule"] for decision in ticket["decisions"]]


A10 = [
    ("two working days over Labour Day", "portal", "2026-04-30T16:00", "2026-05-05T18:00:00+02:00"),
    ("the day of arrival does not count", "portal", "2026-03-02T08:00", "2026-03-04T18:00:00+01:00"),
    ("arrived on a Saturday", "portal", "2026-03-07T10:00", "2026-03-10T18:00:00+01:00"),
    ("elapsed hours run on Sundays", "chat", "2026-03-07T10:00", "2026-03-09T10:00:00+01:00"),
    ("elapsed hours over the short night", "chat", "2026-03-28T12:00", "2026-03-30T13:00:00+02:00"),
    ("elapsed hours over the long night", "chat", "2026-10-24T12:00", "2026-10-26T11:00:00+01:00"),
    ("elapsed hours over Labour Day", "chat", "2026-04-30T16:00", "2026-05-02T16:00:00+02:00"),
]


@pytest.mark.parametrize(("what", "channel", "arrives", "due"), A10, ids=[case[0] for case in A10])
def test_working_days_and_plain_hours(empty, what, channel, arrives, due):
    empty("init", "--service", CLOCKS)
    empty("customer", "add", "Ferramenta Dal Prà")
    assert ask(empty, arrives, channel=channel)["due_at"] == due


@pytest.mark.parametrize(("what", "arrives", "due"), D5[:2], ids=[case[0] for case in D5[:2]])
def test_the_installed_command_says_the_same(line, what, arrives, due):
    request = ("--customer", "C001", "--subject", "Stampa vuota", "--body", "Esce vuota.")
    assert line.process("ticket", "add", *request, "--json", at=arrives).json["due_at"] == due


def test_a_customer_without_a_contract_is_promised_nothing(line):
    ticket = line(
        "ticket", "add", "--customer", "C002", "--subject", "Cassa", "--body", "Ferma", "--json"
    ).json
    assert ticket["due_at"] is None
    assert "D3" in [decision["rule"] for decision in ticket["decisions"]]


def test_an_offset_is_understood(line):
    assert ask(line, "2026-03-02T10:59:00+00:00")["received_at"] == "2026-03-02T11:59:00+01:00"


def test_a_request_may_have_arrived_earlier_than_it_is_typed(line):
    ticket = ask(line, "2026-03-05T10:00", received="2026-03-02T11:59")
    assert ticket["received_at"] == "2026-03-02T11:59:00+01:00"
    assert ticket["due_at"] == "2026-03-04T11:59:00+01:00"


def test_the_time_may_come_from_a_file_that_moves(line, tmp_path):
    clock = tmp_path / "clock"
    clock.write_text("2026-03-02T11:59\n", encoding="utf-8")
    assert ask(line, f"@{clock}")["due_at"] == "2026-03-04T11:59:00+01:00"
    clock.write_text("2026-03-02T12:01\n", encoding="utf-8")
    assert ask(line, f"@{clock}")["due_at"] == "2026-03-05T08:30:00+01:00"


def test_while_the_customer_is_asked_a_ticket_is_halted_and_not_late(line):
    ticket = ask(line, "2026-03-02T09:00")
    line("--at", "2026-03-02T10:00", "ticket", "clarify", ticket["code"], "Quale stampa?")
    told = line("--at", "2026-03-20T10:00", "ticket", "list", "--view", "waiting").out
    assert "fermo" in told
    assert "!" not in told
    shown = line("--at", "2026-03-20T10:00", "ticket", "show", ticket["code"], "--json").json
    assert shown["asked_at"] == "2026-03-02T10:00:00+01:00"
