"""A request that is sent again joins the ticket that waits: one place in the queue, the one it had (I18)."""

import sqlite3
from contextlib import closing

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.lead import backlog
from deskterm.desk.queue import queue
from deskterm.desk.tickets import merge, tickets, undo, uploads
from deskterm.desk.triage import clarify
from deskterm.storage.database import FILE
from deskterm.storage.schema.versions import SCHEMA
from deskterm.storage.tickets import tickets as ticket_rows

from tests.clocks import rome
from tests.desk.five import House
from tests.desk.mails import mail


def again(house, watch, **more):
    watch.passes(3600)
    return house.mail(message_id=f"<again-{watch.at}@rossi.example>", received=LATER, **more)


LATER = "Mon, 2 Mar 2026 09:40:00 +0100"


@pytest.mark.rule("I18")
def test_a_resent_request_keeps_the_place_of_the_first(istes, watch):
    first = istes.mail()
    between = istes.request("whatsapp", subject="Altro")
    second = again(istes, watch, subject="R: ERRORE  alla stampa", body="Allora?")
    assert (second.outcome, second.ticket, second.rule) == ("merged", first.ticket, "I18")
    assert [one.code for one in queue.rows(istes.desk)] == [first.ticket, between.ticket]
    assert tickets.get(istes.desk, first.ticket).received_at == rome("2026-03-02T08:50")
    bodies = [one.body for one in tickets.thread(istes.desk, first.ticket) if one.direction == "in"]
    assert bodies[-1].startswith("Allora?")
    assert "I18" in [one.rule for one in tickets.why(istes.desk, first.ticket)]


@pytest.mark.rule("I18")
def test_the_customer_is_told_that_the_request_is_in_the_queue_once_an_hour(istes, watch):
    first = istes.mail()
    again(istes, watch)
    letters = [one for one in tickets.thread(istes.desk, first.ticket) if one.kind == "in_queue"]
    assert [one.state for one in letters] == ["outbox"]
    assert first.ticket in letters[0].body and "1" in letters[0].body
    watch.passes(60)
    istes.mail(message_id="<third@rossi.example>", received="Mon, 2 Mar 2026 09:45:00 +0100")
    assert len([one for one in tickets.thread(istes.desk, first.ticket) if one.kind == "in_queue"]) == 1


def test_a_resend_that_nobody_vouches_for_brings_no_letter(istes, watch):
    first = istes.mail()
    second = again(istes, watch, proven=False)
    assert (second.outcome, second.ticket) == ("merged", first.ticket)
    assert [one.kind for one in tickets.thread(istes.desk, first.ticket) if one.kind == "in_queue"] == []


def test_what_was_closed_or_is_about_something_else_is_a_new_request(istes, watch):
    first = istes.mail()
    assert again(istes, watch, subject="Un'altra cosa").outcome == "queued"
    tickets.close(istes.desk, first.ticket, why="risolto")
    assert again(istes, watch).outcome == "queued"


def test_the_same_subject_of_another_customer_is_no_repetition(istes, watch):
    from deskterm.desk.customers import cards

    cards.add(istes.desk, name="Bianchi", contacts=[{"name": "Carla", "email": "c@bianchi.example"}])
    first = istes.mail()
    other = receive.receive_mail(
        istes.desk, mail("Carla <c@bianchi.example>", subject="Errore alla stampa", message_id="<2@b>")
    )
    assert other.outcome == "queued"
    assert other.ticket != first.ticket


def test_where_the_terms_do_not_merge_each_request_is_a_ticket(desk, watch):
    first = receive.receive_mail(desk, mail())
    second = receive.receive_mail(desk, mail(message_id="<2@rossi.example>", body="Allora? 0445 000123"))
    assert (second.outcome, second.ticket != first.ticket) == ("queued", True)


@pytest.mark.rule("I18")
def test_a_resend_finds_its_first_however_many_requests_of_the_customer_are_open(istes, watch):
    with istes.desk.write():
        sent = [istes.request("whatsapp", subject=f"Errore {n} è fermo").ticket for n in range(500)]
    again_sent = istes.request("whatsapp", subject="ERRORE  499 È FERMO")
    assert (again_sent.outcome, again_sent.ticket) == ("merged", sent[-1])


@pytest.mark.rule("O10")
def test_a_file_that_is_asked_for_brings_the_ticket_back_to_its_old_place(tmp_path, watch):
    watch.set("2026-03-02T10:30")
    house = House(tmp_path, "omniagest", watch)
    house.tickets_sold(5)
    first = house.request("portal", fields={"type": "usage"}).ticket
    watch.passes(60)
    second = house.request("portal", subject="Altro", fields={"type": "usage"}).ticket
    taken = queue.take_next(house.desk).ticket
    waits = uploads.ask(house.desk, taken.code, what="il registro in PDF")
    assert (waits.state, waits.wait_reason, waits.taken_by) == ("waiting", "file", None)
    assert ("ask_upload", "O10") in [(one.do, one.rule) for one in tickets.why(house.desk, first)]
    assert "il registro in PDF" in tickets.thread(house.desk, first)[-1].body
    assert [one.code for one in queue.rows(house.desk)] == [second]
    watch.passes(3600)
    back = uploads.receive(house.desk, first, name="registro.pdf", content=b"%PDF-1.7")
    assert (back.state, back.received_at) == ("queued", taken.received_at)
    assert back.due_at == taken.due_at + 3600  # the wait was the customer's (A4: pause)
    assert [one.code for one in queue.rows(house.desk)] == [first, second]
    (file,) = tickets.thread(house.desk, first)[-1].attachments
    assert tickets.attachment(house.desk, file.id)[1] == b"%PDF-1.7"
    with pytest.raises(Refused) as empty:
        uploads.receive(house.desk, first, name="vuoto.pdf", content=b"")
    assert empty.value.code == "upload_size"
    house.desk.close()


@pytest.mark.rule("D9")
def test_a_reply_that_is_merged_by_hand_wakes_the_ticket_that_asked(desk, watch):
    first = receive.receive_mail(desk, mail(body="Non stampa più."))
    clarify.clarify(desk, first.ticket, text="Ci serve un numero di telefono.")
    watch.set("2026-03-03T10:00")
    reply = receive.receive_request(
        desk, channel="email", customer="C001", subject="R: Errore", body="Eccolo"
    )
    merge.merge(desk, reply.ticket, first.ticket)
    back = tickets.get(desk, first.ticket)
    assert (back.state, back.asked_at) == ("queued", None)
    assert [one.code for one in queue.rows(desk)] == [first.ticket]
    assert "due" in [one.do for one in tickets.why(desk, first.ticket) if one.at == watch.at]


def test_a_number_in_a_merged_reply_reaches_the_ticket_that_lives_on(desk, watch):
    given = {"channel": "email", "customer": "C003", "subject": "Blocco"}
    first = receive.receive_request(desk, body="Non parte", **given)
    watch.passes(600)
    other = receive.receive_request(desk, body="Mi chiami", phone="0445 000777", **given)
    assert tickets.get(desk, first.ticket).contact_phone == ""
    merge.merge(desk, other.ticket, first.ticket)
    assert tickets.get(desk, first.ticket).contact_phone == "0445 000777"


def test_a_ticket_that_was_parked_stays_parked_when_a_resend_is_merged(desk, watch):
    given = {"channel": "email", "customer": "C001", "subject": "Blocco"}
    first = receive.receive_request(desk, body="Non parte", **given)
    queue.park(desk, first.ticket, why="ricambio", until=watch.at + 86_400)
    watch.passes(600)
    other = receive.receive_request(desk, body="E allora?", **given)
    merge.merge(desk, other.ticket, first.ticket)
    assert tickets.get(desk, first.ticket).state == "parked"


@pytest.mark.rule("I18")
@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("STAMPA CONTO!!", "Non stampa più. Tel. 0445 000123"),
        ("Sollecito", "Allora?"),
        ("Autorizzo [TK000001]", "Va bene, procedete."),
    ],
)
def test_a_resend_in_other_words_is_shown_to_the_sorter_as_perhaps_the_same(istes, watch, subject, body):
    first = istes.mail()
    second = again(istes, watch, subject=subject, body=body)
    assert second.outcome == "queued"
    assert merge.likely(istes.desk, second.ticket).code == first.ticket
    assert merge.likely(istes.desk, first.ticket) is None
    merge.merge(istes.desk, second.ticket, first.ticket)
    assert merge.likely(istes.desk, second.ticket) is None


def test_another_question_is_not_taken_for_a_resend(istes, watch):
    istes.mail()
    other = again(istes, watch, subject="Stampante nuova", body="Quale modello consigliate?")
    assert merge.likely(istes.desk, other.ticket) is None
    istes.mail("Fattura", "Manca una riga.", message_id="<f@rossi.example>")
    third = istes.mail("Sollecito", "E allora?", message_id="<s@rossi.example>")
    assert merge.likely(istes.desk, third.ticket) is None, "which of the two is meant nobody knows"


def figures(desk):
    found = backlog.figures(desk)
    with desk.read() as conn:
        arrived = len(ticket_rows.arrivals(conn, 0, desk.now() + 1))
        today = ticket_rows.received_between(
            conn, tickets.get(desk, "TK000001").customer_id, 0, desk.now() + 1
        )
    return queue.count(desk, "done"), found.by_state["closed"], arrived, today


def listed(desk):
    return [one.code for one in queue.rows(desk, "done")]


def test_a_request_that_was_put_into_another_is_not_done_and_counts_once(istes, watch):
    first = istes.mail().ticket
    watch.passes(60)
    second = istes.request("whatsapp", subject="Ancora la stampa").ticket
    before = figures(istes.desk)
    assert before == (0, 0, 2, 2)
    merge.merge(istes.desk, second, first)
    assert figures(istes.desk) == (0, 0, 1, 1) and listed(istes.desk) == []
    assert tickets.get(istes.desk, second).merged
    undo.undo(istes.desk)
    assert figures(istes.desk) == before and not tickets.get(istes.desk, second).merged


def test_merged_and_opened_again_by_itself_it_is_a_ticket_like_any_other(istes, watch):
    first = istes.mail().ticket
    watch.passes(60)
    second = istes.request("whatsapp", subject="Ancora la stampa").ticket
    merge.merge(istes.desk, second, first)
    tickets.reopen(istes.desk, second)
    assert backlog.figures(istes.desk).by_state["taken"] == 1
    tickets.close(istes.desk, second, why="per telefono")
    assert figures(istes.desk) == (1, 1, 2, 2) and listed(istes.desk) == [second]


def test_what_an_earlier_desk_had_merged_counts_no_more_there_either(istes, watch):
    first = istes.mail().ticket
    watch.passes(60)
    gone, stays = (istes.request("whatsapp", subject=name).ticket for name in ("Ancora la stampa", "Altro"))
    for code in (gone, stays):
        merge.merge(istes.desk, code, first)
    undo.undo(istes.desk)
    tickets.close(istes.desk, stays, why="per telefono")
    before = figures(istes.desk)
    istes.desk.close()
    with closing(sqlite3.connect(istes.desk.folder / FILE)) as file:
        file.executescript(EARLIER)
    again = open_desk(istes.desk.folder, who="luca", clock=watch)
    assert figures(again) == before == (1, 1, 2, 2)
    assert [tickets.get(again, code).merged for code in (gone, stays)] == [True, False]
    again.close()


EARLIER = f"""
DROP TRIGGER ticket_count_merged; DROP INDEX ticket_done; ALTER TABLE ticket DROP COLUMN merged;
CREATE INDEX ticket_done ON ticket (received_at DESC, id DESC)
 WHERE state IN ('answered','closed') AND unmade = 0;
UPDATE ticket_count SET n = (SELECT count(*) FROM ticket WHERE ticket.state = ticket_count.state);
DELETE FROM _sqlite_migrations WHERE name LIKE '%-merged'; PRAGMA user_version = {SCHEMA - 1};
"""
