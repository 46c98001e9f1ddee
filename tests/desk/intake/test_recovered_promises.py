"""A message that the terms had turned away is promised an answer from its recovery on, not from before."""

import pytest
from deskterm.desk.intake import receive, recovery
from deskterm.desk.steps import due_words
from deskterm.desk.tickets import tickets

from tests.clocks import rome
from tests.desk.mails import mail


@pytest.mark.rule("D8", "D5")
def test_a_mail_without_a_subject_that_is_recovered_a_month_later_is_not_late_at_once(desk, watch):
    got = receive.receive_mail(desk, mail(subject=""))
    assert got.rule == "D8"
    watch.set("2026-04-01T09:00")
    code = recovery.recover(desk, got.message).ticket
    ticket = tickets.get(desk, code)
    assert ticket.received_at < rome("2026-03-03T00:00")  # its place is that of its arrival
    assert ticket.due_at == rome("2026-04-03T09:00")
    (due,) = [one for one in tickets.why(desk, code) if one.do == "due"]
    assert due.detail["since_at"] == rome("2026-04-01T09:00")
    assert due_words.told(due, ticket, desk.service.tz).split(",")[0].startswith(("recuperata", "recovered"))


@pytest.mark.rule("D1", "D5")
def test_what_was_only_held_keeps_the_promise_of_its_arrival(desk, watch):
    got = receive.receive_mail(desk, mail(sender="nuovo@altrove.example"))
    assert got.outcome == "held"
    watch.set("2026-03-03T09:00")
    code = recovery.recover(desk, got.message, customer="C001").ticket
    assert tickets.get(desk, code).due_at < rome("2026-03-05T09:00")
