"""A forward and the ticket it came from name each other; a waiting mail says in which thread it answers."""

import pytest
from deskterm import locale
from deskterm.desk.intake import receive, recovery, unread
from deskterm.screens.queue import preview
from deskterm.screens.ticket import dossier

from tests.clocks import Watch
from tests.desk.five import House
from tests.desk.mails import mail


@pytest.fixture(params=["it", "en"])
def delta(request, tmp_path):
    house = House(tmp_path, "delta-system", Watch("2026-03-02T09:00"))
    locale.choose(request.param)
    yield house
    locale.choose("it")
    house.desk.close()


def second(house, **values):
    said = {"message_id": "<2@rossi.example>", "extra": "References: <1@rossi.example>\r\n"}
    body = "Anche marzo. Tel. 0445 000123"
    return receive.receive_mail(house.desk, mail(body=body, **(said | values)))


def head(house, code: str) -> str:
    return dossier.head(house.desk, dossier.dossier(house.desk, code)).plain


def test_the_two_tickets_of_a_forward_name_each_other(delta):
    first = receive.receive_mail(delta.desk, mail()).ticket
    other = second(delta, subject="I: Stampa del registro IVA").ticket
    told = {
        code: [line for line in head(delta, code).splitlines() if "inoltr" in line or "forward" in line]
        for code in (first, other)
    }
    assert [len(lines) for lines in told.values()] == [1, 1]


def test_who_waits_in_the_post_is_seen_to_answer_in_a_thread(delta):
    first = receive.receive_mail(delta.desk, mail()).ticket
    held = second(delta, subject="R: Stampa del registro IVA", sender="Ugo <ugo@rossi.example>")
    shown = preview.of_message(delta.desk, recovery.get(delta.desk, held.message)).why.plain
    assert dossier.short(first) in shown


def test_who_asks_something_of_their_own_is_not(delta):
    receive.receive_mail(delta.desk, mail())
    held = second(delta, subject="Etichette", sender="Ugo <ugo@rossi.example>", extra="")
    shown = preview.of_message(delta.desk, recovery.get(delta.desk, held.message)).why.plain
    assert "ticket TK" not in shown and "ticket 1" not in shown


def test_a_source_that_could_not_be_read_says_what_to_do_and_is_no_request(delta):
    found = unread.note(delta.desk, "/posta/cur/7", "permission")
    shown = preview.of_message(delta.desk, recovery.get(delta.desk, found.message))
    assert shown.about.plain == "/posta/cur/7"
    assert locale.t("queue.source_again") in shown.why.plain
