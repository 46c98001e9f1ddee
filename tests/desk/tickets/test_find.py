"""Everything that is written at the desk is found by its words, once the deed that wrote it has ended."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.intake import recovery
from deskterm.desk.intake.receive import receive_mail, receive_request
from deskterm.desk.queue import queue
from deskterm.desk.tickets import anywhere, find, move, tickets
from deskterm.storage.engine import full_text

from tests.desk.mails import letter, mail, read

ATTACHED = (
    "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Allego la stampa.\r\n--B\r\nContent-Type: application/pdf\r\n"
    "Content-Disposition: attachment; filename=partitario_gennaio.pdf\r\n\r\nx\r\n--B--\r\n"
)


def request(desk, subject="Stampa del registro", body="Esce vuota.", customer="C001", **more):
    received = receive_request(desk, channel="mail", customer=customer, subject=subject, body=body, **more)
    return received.ticket


def found(desk, text, **given):
    return [(one.kind, one.code) for one in find.found(desk, text, **given)]


def is_whole(desk):
    """The index agrees with what stands there, and in itself."""
    with desk.write() as conn:
        for one in full_text.EVERY:
            conn.execute(f"INSERT INTO {one.table} ({one.table}) VALUES ('integrity-check')")
        assert full_text.faults(conn) == ()
        assert conn.execute("SELECT count(*) FROM find_due").fetchone()[0] == 0
    return True


def test_a_ticket_is_found_by_all_that_was_written_about_it(desk):
    code = request(desk, "Modulo provvigioni", "L'agente Zanella è a zero.")
    tickets.answer(desk, code, text="Bisogna ricalcolare lo storico degli agenti.")
    tickets.note(desk, code, "Il cliente va richiamato dal commerciale.")
    tickets.set_contact(desk, code, name="Ermenegildo Fusco")
    assert found(desk, "provvigione") == [("ticket", code)]
    assert found(desk, "zanella") == [("message", code)]
    assert found(desk, "ricalcolo storici") == [("answer", code)]
    assert found(desk, "commerciali") == [("note", code)]
    assert found(desk, "fusco provvigioni") == [("ticket", code)]
    assert find.found(desk, "zanella")[0].excerpt == "L'agente Zanella è a zero."


def test_a_part_within_a_word_is_found_where_no_word_begins_so(desk):
    first = request(desk, "Stampa del registro", "Esce vuota.")
    second = request(desk, "Giacenze", "La Stampante non va.")
    assert found(desk, "ampa") == [("ticket", first)], "among the subjects"
    assert [one.ticket.code for one in anywhere.rows(desk, "AMPA")] == [first]
    third = request(desk, "Ampliamento", "Da fare.")
    assert found(desk, "amp") == [("ticket", third)], "what begins so comes first, and alone"
    assert found(desk, "12") == found(desk, "xy") == [] and found(desk, "ampa vuota") == [("message", first)]
    assert found(desk, "stampa")[0][1] == first and ("message", second) in found(desk, "stampa")


def test_what_is_noted_of_a_call_is_found_once_the_call_is_filed(desk, watch):
    code = request(desk)
    queue.take_next(desk)
    timer.start(desk, code)
    watch.at += 240
    session = timer.stop(desk)
    filing.note(desk, session.group_id, "sostituito il toner")
    assert found(desk, "toner") == []
    filing.file(desk, session.group_id, reason="setup", outcome="solved", note="sostituito il toner")
    assert found(desk, "toner") == [("note", code)]


def test_a_file_is_found_by_its_name(desk):
    received = receive_mail(desk, mail_with_file())
    assert found(desk, "partitario gennaio") == [("file", received.ticket)]


def mail_with_file():
    head, _, _ = letter(subject="Stampa", body="").partition(b"MIME-Version")
    return read(head + b"MIME-Version: 1.0\r\n" + ATTACHED.encode())


def test_a_customer_is_found_by_what_is_noted_on_the_card(desk):
    cards.change(desk, "C002", {"notes": "Chiamare solo al mattino, il pomeriggio è in tribunale."})
    assert found(desk, "tribunale") == [("customer", "C002")]
    assert found(desk, "bianchi") == [("customer", "C002")]


def test_what_became_no_ticket_is_found_and_leaves_the_post_with_its_ticket(desk):
    receive_mail(desk, mail("Ugo <ugo@altrove.example>", "Fatture in lingua straniera", "Che fare?"))
    (message,) = recovery.pending(desk)
    assert found(desk, "lingua straniera") == [("message", str(message.id))]
    assert [one.id for one in recovery.pending(desk, search="straniere")] == [message.id]
    ticket = recovery.recover(desk, message.id, customer="C001").ticket
    assert found(desk, "lingua straniera") == [("ticket", ticket)]
    assert is_whole(desk)


def test_a_deed_that_is_refused_or_only_tried_leaves_no_word(desk):
    with pytest.raises(Refused), desk.write() as conn:
        request(desk, "Rimborso chilometrico")
        assert conn.in_transaction
        raise Refused("not_here")
    with desk.trial():
        request(desk, "Rimborso chilometrico")
    assert found(desk, "rimborso") == []
    assert is_whole(desk)


def test_a_customer_who_is_called_otherwise_is_found_by_the_new_name(desk):
    code = request(desk, "Etichette storte")
    cards.change(desk, "C001", {"name": "Termoidraulica Pegoraro"})
    assert found(desk, "pegoraro etichette") == [("ticket", code)]
    assert found(desk, "rossi etichette storte")[0][1] == code  # Anna Rossi is still who asks
    assert found(desk, "impianti etichetta") == found(desk, "etichetta")
    assert is_whole(desk)


def test_a_message_that_moves_is_found_where_it_went(desk):
    first = request(desk, "Uno")
    second = receive_mail(desk, mail(subject="Due")).ticket
    reply = mail(
        subject="R: Due", body="Il plotter.", message_id="<2@x>", extra="References: <1@rossi.example>\r\n"
    )
    assert receive_mail(desk, reply).ticket == second
    assert found(desk, "plotter") == [("message", second)]
    said = next(one for one in tickets.thread(desk, second) if "plotter" in one.body)
    move.move(desk, said.id, to=first)
    assert found(desk, "plotter") == [("message", first)]
    assert is_whole(desk)


def test_neither_accents_nor_apostrophes_nor_endings_matter(desk):
    code = request(desk, "Perché l’attività dell'ufficio D'Angelo è ferma", "Straße 5, Łódź")
    for typed in ("perche", "attivita ferme", "ufficio dangelo", "d’angelo", "dell ufficio", "strasse lodz"):
        assert found(desk, typed) == [("message" if "lodz" in typed else "ticket", code)], typed


def test_words_of_one_customer_and_since_a_day(desk, watch):
    old = request(desk, "Stampante lenta")
    watch.at += 86_400
    new = request(desk, "Stampante rumorosa", customer="C002")
    assert found(desk, "stampanti", customer="C001") == [("ticket", old)]
    assert found(desk, "stampanti", since=watch.at) == [("ticket", new)]
    assert found(desk, "stampanti", limit=1) == [("ticket", new)]


def test_of_two_alike_the_solved_one_stands_ahead_and_then_the_newer(desk, watch):
    solved = request(desk, "Gestionale lento")
    tickets.answer(desk, solved, text="Fatto.")
    waits = request(desk, "Gestionale lento", customer="C002")
    assert [code for _, code in found(desk, "gestionale lento")] == [solved, waits]
    watch.at += 400 * 86_400
    newer = request(desk, "Gestionale lento", customer="C002")
    assert [code for _, code in found(desk, "gestionale lento")].index(newer) < 2


def test_where_no_ticket_has_every_word_those_with_most_of_them_are_shown(desk):
    code = request(desk, "Scontrino fermo alla cassa")
    request(desk, "Registro degli acquisti")
    assert [one.ticket.code for one in anywhere.rows(desk, "scontrini cassa rossa bloccata")] == [code]
    assert anywhere.count(desk, "scontrini cassa rossa bloccata") == 1
    assert found(desk, "scontrini cassa rossa bloccata") == [("ticket", code)]


def test_an_automatic_letter_is_not_searched(desk):
    receive_mail(desk, mail())
    assert found(desk, "ricevuto la richiesta") == []
