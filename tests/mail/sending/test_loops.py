"""Machines that answer machines: two desks write once each way, and no number is lost (S7, S8)."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from deskterm.desk.context import make_desk, open_desk
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.lead import letters_due
from deskterm.desk.letters import outbox
from deskterm.desk.post import accounts
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets
from deskterm.desk.upkeep.upkeep import keep_up

from tests.desk.mails import SERVER, mail, read
from tests.mail.sending import server
from tests.mail.sending.conftest import ADDRESS, mailbox, sender
from tests.mail.sending.server import USER, Sink

OTHER = "assistenza@altra.example"
STRIPPED = {
    "nothing": (),
    "Auto-Submitted": ("auto-submitted",),
    "all that says machine": ("auto-submitted", "x-auto-response-suppress", "return-path"),
    "the thread too": (
        *("auto-submitted", "x-auto-response-suppress", "return-path", "references", "in-reply-to"),
        "message-id",
    ),
}


@contextmanager
def another_desk(folder, watch):
    """A second firm's desk, whose customer is the first desk; the first one's customer is this desk."""
    text = files.text_of("delta-system").replace("delta-system.example", "altra.example")
    make_desk(folder, text, "altra.toml", who="pia", clock=watch).close()
    made = open_desk(folder, who="pia", clock=watch)
    try:
        yield made
    finally:
        made.close()


def knows(desk, name, email):
    cards.add(
        desk,
        code=f"C{len(email):03}",
        name=name,
        contacts=[{"name": name, "email": email, "phone": "0445 000300"}],
        plan="standard",
        contract_from="2026-01-01",
        contract_until="2026-12-31",
    )


def handed_on(desk, sink, seen, strip):
    """What has come to a sink since goes on to a desk, by a server that vouches for the sender and strips."""
    for raw, (path, _) in zip(sink.raw[seen:], sink.envelopes[seen:], strict=True):
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = re.split(rb"\r\n(?![ \t])", head)
        lines.insert(0, f"Return-Path: {path if path == '<>' else f'<{path}>'}".encode())
        lines = [one for one in lines if one.partition(b":")[0].lower().decode() not in strip]
        domain = re.search(rb"^From: .*@([a-z.-]+)", head, re.M | re.I)[1].decode()
        proof = f"Authentication-Results: {SERVER}; dmarc=pass header.from={domain}".encode()
        came = f"Received: from out.{domain} by {SERVER} with ESMTPS".encode()
        whole = b"\r\n".join([proof, came, *lines]) + b"\r\n\r\n" + body
        receive.receive_mail(desk, read(whole, now=desk.now()))
    return len(sink.raw)


@pytest.mark.parametrize("strip", STRIPPED)
def test_two_desks_that_answer_each_other_write_once_each_way(desk, tmp_path, watch, strip):
    first, second = Sink(), Sink()
    with (
        server.serving(first) as here,
        server.serving(second) as there,
        another_desk(tmp_path / "other", watch) as other,
    ):
        mailbox(desk, here)
        accounts.add(other, "b", address=OTHER, smtp_host="localhost", smtp_port=there, smtp_user=USER)
        knows(desk, "Altra srl", OTHER)
        knows(other, "Delta srl", ADDRESS)
        begun = mail(
            f"Altra <{OTHER}>",
            "Registro IVA",
            "Come si stampa? Tel. 0445 000300",
            message_id="<primo@altra.example>",
        )
        receive.receive_mail(desk, begun)
        seen = [0, 0]
        for _ in range(10):
            sender(desk).run()
            seen[0] = handed_on(other, first, seen[0], STRIPPED[strip])
            sender(other).run()
            seen[1] = handed_on(desk, second, seen[1], STRIPPED[strip])
            watch.passes(600)
            keep_up(desk)
            keep_up(other)
        # Where not a trace of the thread is left in the headers, the tag in the subject still says it is one.
        assert len(first.raw) == 1 and len(second.raw) <= 1


MACHINES = (
    "Auto-Submitted: auto-replied\r\n",
    "Auto-Submitted: auto-generated\r\n",
    "X-Autoreply: yes\r\n",
    "X-Autorespond: Domanda\r\n",
    "Precedence: auto_reply\r\n",
    "Precedence: bulk\r\nList-Unsubscribe: <mailto:via@rossi.example>\r\n",
    "Return-Path: <>\r\n",
    "X-Failed-Recipients: luca@rossi.example\r\n",
    "Precedence: list\r\nList-Id: <tutti.rossi.example>\r\n",
    "",  # its subject alone says so
)


def test_ten_automatic_replies_get_none(desk, sink, port):
    mailbox(desk, port)
    for number, extra in enumerate(MACHINES):
        subject = "Domanda" if extra else "Risposta automatica: Domanda"
        text = mail(message_id=f"<{number}@rossi.example>", subject=subject, extra=extra)
        receive.receive_mail(desk, text)
    assert sender(desk).run().sent == 0 and outbox.outbox(desk).letters == ()


def told_in(sink):
    return {code for letter in sink.letters for code in re.findall(r"TK\d{6}", letter.get_content())}


@pytest.mark.parametrize("subjects", ["different", "the same"])
def test_twenty_requests_within_an_hour_are_told_twenty_numbers_in_few_letters(
    desk, sink, port, watch, subjects
):
    mailbox(desk, port)
    codes = set()
    for number in range(20):
        subject = f"Stampa del registro numero {number}" if subjects == "different" else "Problema"
        found = receive.receive_mail(
            desk,
            mail(
                message_id=f"<{number}@rossi.example>",
                subject=subject,
                body=f"Il programma numero {number} non stampa. {'parola ' * number} Anna 0445 000123",
            ),
        )
        codes.add(found.ticket)
        watch.passes(120)
        sender(desk).run()
    assert len(codes) == 20
    for _ in range(3):
        watch.passes(3600)
        keep_up(desk)
        sender(desk).run()
    assert told_in(sink) == codes
    assert len(sink.raw) <= 7


def answering(desk, sink, watch, subject, hours):
    """A customer's desk answers each letter of ours with a new mail; the codes of all it wrote."""
    codes, seen = set(), -1
    for number in range(hours * 4):
        if len(sink.raw) > seen:
            seen, told = (
                len(sink.raw),
                {"subject": subject.format(number), "message_id": f"<{number}@rossi.example>"},
            )
            codes.add(
                receive.receive_mail(desk, mail(body=f"Pratica {number}. Tel. 0445 000123", **told)).ticket
            )
        watch.passes(900)
        keep_up(desk)
        sender(desk).run()
    return codes


@pytest.mark.parametrize("subject", ["Pratica 2026/{} in lavorazione", "Pratica in lavorazione"])
def test_a_desk_that_answers_each_letter_with_a_new_mail_is_told_a_handful_of_numbers(
    desk, sink, port, watch, subject
):
    mailbox(desk, port)
    codes = answering(desk, sink, watch, subject, hours=30)
    assert len(sink.raw) <= 6
    by_hand = letters_due.listing(desk)
    assert told_in(sink) | {one.ticket for one in by_hand} == codes
    assert {one.why for one in by_hand} == {"number_machine"}


RECEIVED = (
    "Abbiamo ricevuto la sua richiesta numero {}",
    "Abbiamo ricevuto il vostro messaggio",
    "Abbiamo ricevuto la sua richiesta: Stampa",
    "[Assistenza] La sua richiesta n. {} è stata registrata",
    "Ticket #{}: aperto",
    "Segnalazione 2026/{} presa in carico",
    "We have received your request {}",
    "Your ticket #{} has been created",
)


@pytest.mark.parametrize("subject", RECEIVED)
def test_what_says_by_its_subject_that_a_desk_has_our_mail_gets_no_letter_and_a_person_tells_its_number(
    desk, sink, port, watch, subject
):
    mailbox(desk, port)
    codes = answering(desk, sink, watch, subject, hours=1)
    assert sink.raw == []
    assert [(one.ticket, one.why) for one in letters_due.listing(desk)] == [(min(codes), "number_words")]


@pytest.mark.parametrize(
    "subject",
    [
        "Non abbiamo ricevuto la sua risposta",
        "Richiesta 12: registrata due volte la fattura",
        "Abbiamo ricevuto una fattura sbagliata",
        "Abbiamo ricevuto la vostra mail e vorremmo un preventivo",
        "Messaggio di errore 404",
        "Ticket 12 ancora aperto",
    ],
)
def test_what_a_customer_says_in_words_like_these_is_answered(desk, sink, port, subject):
    mailbox(desk, port)
    receive.receive_mail(desk, mail(subject=subject))
    assert sender(desk).run().sent == 1


def test_what_a_customer_sends_through_a_list_is_told_its_number_by_a_person(desk, sink, port):
    mailbox(desk, port)
    request = mail(extra="Precedence: list\r\nList-Id: <tutti.rossi.example>\r\n")
    code = str(receive.receive_mail(desk, request).ticket)
    assert sender(desk).run().sent == 0
    (due,) = letters_due.listing(desk)
    assert (due.what, due.ticket) == ("number", code)
    letters_due.send(desk, due, letters_due.draft(desk, due))
    assert sender(desk).run().sent == 1 and code in told_in(sink)
    assert sink.letters[0]["Auto-Submitted"] is None
    assert letters_due.listing(desk) == ()


def test_a_letter_of_ours_that_comes_back_as_a_copy_is_no_request(desk, sink, port):
    mailbox(desk, port)
    code = str(receive.receive_mail(desk, mail()).ticket)
    tickets.answer(desk, code, text="Ecco come si fa.")
    sender(desk).run()
    for raw in sink.raw:
        assert receive.receive_mail(desk, read(raw, now=desk.now())).outcome in ("duplicate", "ignored")


def test_a_desk_answers_none_of_its_own_addresses(desk, sink, port):
    """Somebody has put the desk's own address on a customer's card."""
    mailbox(desk, port)
    knows(desk, "Noi stessi", ADDRESS)
    receive.receive_mail(desk, mail(f"Noi <{ADDRESS}>", message_id="<noi@delta-system.example>"))
    assert sender(desk).run().sent == 0 and outbox.outbox(desk).letters == ()
    code = str(receive.receive_mail(desk, mail()).ticket)
    tickets.answer(desk, code, text="A noi stessi?")
    with desk.write() as conn:
        conn.execute("UPDATE message SET from_address = ? WHERE kind = 'answer'", (ADDRESS.upper(),))
    sender(desk).run()
    (kept,) = outbox.outbox(desk, ("failed",)).letters
    assert kept.to == ADDRESS.upper()
