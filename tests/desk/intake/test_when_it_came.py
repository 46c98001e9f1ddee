"""A sender's own Date moves nobody to the front or to the end, and `why` says what counts in its place."""

import pytest
from deskterm.desk.intake import receive, recovery
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.mail.reading.parse import parse

from tests.clocks import rome
from tests.desk.mails import SERVER, letter


def comes(house, number: int, date: str, *, at: int | None = None, extra: str = "", subject: str = ""):
    """A mail that no server has marked, with this Date."""
    raw = letter(
        subject=subject or f"Richiesta {number}", message_id=f"<{number}@rossi.example>", extra=extra
    )
    raw = raw.replace(b"; Mon, 2 Mar 2026 08:50:00 +0100", b"").replace(
        b"Date: Mon, 2 Mar 2026 08:50:00 +0100", f"Date: {date}".encode()
    )
    mail = parse(raw, now=house.desk.now(), at=at, trusted_servers=frozenset({SERVER}))
    return receive.receive_mail(house.desk, mail)


OLD = "Fri, 1 Jan 2010 08:00:00 +0100"
AHEAD = "Tue, 3 Mar 2026 05:00:00 +0100"


def order(house) -> list[str]:
    return [one.code for one in queue.rows(house.desk, "queue")]


@pytest.mark.parametrize("date", [OLD, "Sun, 1 Feb 2026 08:00:00 +0100"])
def test_an_old_date_goes_not_first_and_has_a_promise(delta, watch, date):
    watch.set("2026-03-02T09:00")
    comes(delta, 1, "Mon, 2 Mar 2026 08:59:00 +0100")
    watch.set("2026-03-02T09:05")
    found = comes(delta, 2, date)
    assert order(delta) == ["TK000001", found.ticket]
    assert tickets.get(delta.desk, found.ticket).due_at is not None


def test_a_date_of_tomorrow_goes_not_last(delta, watch):
    watch.set("2026-03-02T09:00")
    first = comes(delta, 1, AHEAD)
    watch.set("2026-03-02T09:05")
    comes(delta, 2, "Mon, 2 Mar 2026 09:04:00 +0100")
    assert order(delta)[0] == first.ticket
    assert tickets.get(delta.desk, first.ticket).received_at == rome("2026-03-02T09:00")


@pytest.mark.parametrize(("at", "said"), [(None, "timed_by_import"), ("2026-03-02T08:30", "timed_by_file")])
@pytest.mark.parametrize("date", [OLD, AHEAD])
def test_why_says_what_counts_in_its_place(delta, watch, date, at, said):
    watch.set("2026-03-02T09:00")
    found = comes(delta, 1, date, at=at and rome(at))
    why = [one for one in tickets.why(delta.desk, found.ticket) if one.do == said]
    assert [one.rule for one in why] == [delta.desk.service.arrived_rule or delta.desk.service.queue_rule]


def test_a_date_that_can_be_true_needs_no_word(delta, watch):
    watch.set("2026-03-02T09:00")
    found = comes(delta, 1, "Mon, 2 Mar 2026 08:00:00 +0100")
    assert not [one for one in tickets.why(delta.desk, found.ticket) if one.do.startswith("timed_by")]


def test_an_original_of_2010_that_comes_after_its_reply_moves_nothing(delta, watch):
    watch.set("2026-03-02T09:00")
    reply = comes(
        delta,
        2,
        "Mon, 2 Mar 2026 08:55:00 +0100",
        extra="References: <1@rossi.example>\r\n",
        subject="R: Stampa",
    )
    watch.set("2026-03-02T10:00")
    found = comes(delta, 1, OLD, subject="Stampa")
    assert found.ticket == reply.ticket
    assert tickets.get(delta.desk, reply.ticket).received_at == rome("2026-03-02T08:55")
    assert recovery.pending(delta.desk) == ()
