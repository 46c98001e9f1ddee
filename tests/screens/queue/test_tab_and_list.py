"""The number at the view of the post and the rows of its list are of the same messages, of whatever kind."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.intake import receive, recovery, unread
from deskterm.desk.letters import outbox, outgoing
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.screens.queue import view_tabs
from deskterm.screens.queue.sources import POST, PostSource
from deskterm.storage.tickets import messages as message_rows

from tests.desk.mails import mail, read
from tests.screens.counter import Counter

ANNA = "Anna Rossi <c001@clienti.example>"
AWAY = "Auto-Submitted: auto-replied\r\n"
LIST = "List-Id: <novita.example>\r\nPrecedence: bulk\r\n"
BEFORE = "Tue, 3 Mar 2026 09:10:00 +0100"
HOURS = 3600


@pytest.fixture
def counter(tmp_path):
    locale.choose("it")
    made = Counter(tmp_path / "desk")
    made.number = 0
    yield made
    made.desk.close()


def came(counter, sender=ANNA, **told):
    """A mail that comes in; the number of its message."""
    counter.number += 1
    told = {"message_id": f"<{counter.number}@x.example>", "body": f"Testo {counter.number}"} | told
    return receive.receive_mail(counter.desk, mail(sender, received=BEFORE, **told)).message


def is_kept(counter, outcome, reason):
    """A stranger's mail as the terms of some services set it aside."""
    number = came(counter, "Chi <chi@boh.example>")
    with counter.desk.write() as conn:
        message_rows.update(conn, number, outcome=outcome, reason=reason)
        counter.desk.record(conn, outcome, target=str(number))


def letter(counter):
    """An answer that is written and waits to leave."""
    counter.number += 1
    code = counter.request(subject=f"Domanda {counter.number}", email=f"a{counter.number}@rossi.example")
    tickets.answer(counter.desk, code, text="Ecco.")
    outgoing.begin(counter.desk)
    return tickets.thread(counter.desk, code)[-1].id


def on_its_way(counter):
    number = letter(counter)
    told = outgoing.the_letter(counter.desk, outbox.way(counter.desk, number), "delta-system.example")
    outgoing.going(counter.desk, told, 1, b"")
    return number


def returned(counter):
    outgoing.sent(counter.desk, number := on_its_way(counter), "250 ok", copy=False)
    with counter.desk.write() as conn:
        message_rows.update(conn, number, state="pending", outcome="returned", reason="letter_returned")
        counter.desk.record(conn, "letter_returned", target=str(number))


def too_old(counter):
    number = letter(counter)
    with counter.desk.write() as conn:
        message_rows.update(conn, number, state="pending", outcome="too_old", reason="letter_too_old")
        counter.desk.record(conn, "sending_began", target=str(number))


def late(counter):
    outgoing.not_taken_yet(counter.desk, on_its_way(counter), "451 later")
    counter.now += 5 * HOURS


KINDS = {
    "held stranger": lambda one: came(one, "Chi <chi@boh.example>"),
    "held doubtful": lambda one: came(one, f"{ANNA}, Ladro <l@male.example>"),
    "held by the terms": lambda one: is_kept(one, "held", "hold"),
    "held for a pack": lambda one: is_kept(one, "held", "pack_used_up"),
    "rejected": lambda one: came(one, subject=""),
    "review": lambda one: is_kept(one, "review", "review"),
    "unreadable mail": lambda one: receive.receive_mail(one.desk, read(b"\x00\x01\x02 no mail at all")),
    "unreadable source": lambda one: unread.note(one.desk, "posta.mbox", "permission"),
    "ignored: away, of a customer": lambda one: came(one, extra=AWAY),
    "ignored: away, of a stranger": lambda one: came(one, "Chi <chi@boh.example>", extra=AWAY),
    "ignored: a list": lambda one: came(one, "Novita <n@novita.example>", extra=LIST),
    "doubtful letter": lambda one: outgoing.doubtful(one.desk, on_its_way(one), ""),
    "failed letter": lambda one: outgoing.failed(one.desk, letter(one), "550"),
    "returned letter": returned,
    "too old letter": too_old,
    "letter for later": lambda one: outbox.later(one.desk, letter(one), one.now + HOURS),
    "letter tried again": lambda one: outgoing.not_taken_yet(one.desk, on_its_way(one), "451 later"),
    "letter tried for long": late,
}
NOWHERE = {  # what waits elsewhere, and in neither
    "letter that leaves by itself": letter,
    "dismissed": lambda one: recovery.dismiss(one.desk, came(one, extra=AWAY)),
}


def agrees(counter):
    """How many there are, by the number at the view, the list's own count and its pages."""
    figures, source = queue.figures(counter.desk), PostSource(counter.desk)
    at_the_view = view_tabs._wordings(figures, "queue")[-1][-1].plain
    rows = [row.key for start in range(0, 60, 3) for row in source.page(start, 3)]
    assert len(rows) == len(set(rows))
    assert figures.to_look_at + figures.at_rest == source.count() == len(rows)
    said = f"{figures.to_look_at}+{figures.at_rest}" if figures.at_rest else f"{figures.to_look_at}"
    assert at_the_view.rstrip("│]").endswith(f" {said}")
    return len(rows), figures


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_what_was_set_aside_is_in_the_list_and_in_the_number(counter, kind):
    KINDS[kind](counter)
    number, figures = agrees(counter)
    assert number == 1
    wants_nobody = kind.startswith("ignored") or kind in ("letter for later", "letter tried again")
    assert (figures.at_rest, figures.to_look_at) == ((1, 0) if wants_nobody else (0, 1))


@pytest.mark.parametrize("kind", NOWHERE)
def test_what_waits_elsewhere_is_in_neither(counter, kind):
    NOWHERE[kind](counter)
    assert agrees(counter)[0] == 0


def test_all_of_them_together_and_the_widest_words_name_each(counter):
    for make in (*KINDS.values(), *NOWHERE.values()):
        make(counter)
    number, figures = agrees(counter)
    assert number == len(KINDS)
    told = view_tabs._wordings(figures, "queue")[0][-1].plain
    assert "6 lettere non partite, 2 sconosciuti, 2 trattenute, 4 respinte" in told
    assert "1 in partenza, 3 di macchine" in told


def test_every_outcome_that_is_listed_is_made_by_one_of_these_kinds(counter):
    for make in KINDS.values():
        make(counter)
    assert {one for one in POST if recovery.pending(counter.desk, (one,))} == set(POST)


def test_more_letters_for_later_than_a_page_are_all_counted(counter):
    code = counter.request(email="a@rossi.example")
    for _ in range(60):
        outbox.written_for_later(counter.desk, counter.now + HOURS, tickets.answer, code, text="Poi.")
    source = PostSource(counter.desk)
    assert source.count() == queue.figures(counter.desk).timed == 60
    assert len({row.key for start in (0, 25, 50) for row in source.page(start, 25)}) == 60
