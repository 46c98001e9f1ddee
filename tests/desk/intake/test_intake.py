"""Requests arrive: every message ends in one outcome, and nothing is lost."""

import pytest
from deskterm.desk.customers import cards
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.intake import receive, recovery
from deskterm.desk.queue import queue
from deskterm.desk.steps.tickets import writing
from deskterm.desk.tickets import tickets

from tests.clocks import rome
from tests.desk.mails import letter, mail, read


@pytest.mark.rule("D3", "D5", "D6")
def test_a_mail_of_a_customer_under_contract_waits_with_a_due_time(desk):
    received = receive.receive_mail(desk, mail())
    ticket = tickets.get(desk, received.ticket)
    assert (received.outcome, ticket.state, ticket.customer) == ("queued", "queued", "Rossi Impianti srl")
    assert ticket.due_at == rome("2026-03-04T08:50")
    assert {d.rule for d in tickets.why(desk, ticket.code)} >= {"D5", "D15"}


def test_the_same_mail_twice_is_one_ticket(desk):
    receive.receive_mail(desk, mail())
    again = receive.receive_mail(desk, mail())
    assert again.outcome == "duplicate"
    assert queue.count(desk) == 1


def test_the_same_message_by_another_way_is_a_duplicate_too(desk):
    receive.receive_mail(desk, mail())
    other_way = letter().replace(b"from mail.rossi.example", b"from relay.rossi.example")
    assert receive.receive_mail(desk, read(other_way)).outcome == "duplicate"


def test_a_borrowed_message_id_makes_no_other_request_vanish(desk):
    receive.receive_mail(desk, mail(message_id="<x@y>"))
    other = mail("Carla Bianchi <carla@bianchi.example>", "Altro", "Tutt'altra cosa", message_id="<x@y>")
    assert receive.receive_mail(desk, other).outcome == "queued"
    assert queue.count(desk) == 2


@pytest.mark.rule("D8")
@pytest.mark.parametrize("subject", ["", "   ", "R: I: ", "Re:", "I: R: FW:"])
def test_a_mail_without_subject_is_rejected_but_kept(desk, subject):
    received = receive.receive_mail(desk, mail(subject=subject))
    assert (received.outcome, received.rule, received.ticket) == ("rejected", "D8", None)
    assert recovery.pending(desk, ["rejected"])[0].body.startswith("Buongiorno")
    assert tickets.raw(desk, received.message) == letter(subject=subject)


def test_a_rejected_mail_comes_back_with_one_key_at_its_own_place(desk, watch):
    received = receive.receive_mail(desk, mail(subject=""))
    watch.set("2026-03-02T16:00")
    recovered = recovery.recover(desk, received.message)
    ticket = tickets.get(desk, recovered.ticket)
    assert ticket.received_at == rome("2026-03-02T08:50")
    assert ticket.due_at == rome("2026-03-05T08:30")  # the promise counts from now, after noon
    with pytest.raises(Refused):
        recovery.recover(desk, received.message)


@pytest.mark.rule("D1")
def test_unknown_senders_wait_in_their_own_list(desk):
    received = receive.receive_mail(desk, mail("Tizio <tizio@altrove.example>"))
    assert (received.outcome, received.rule, received.reason) == ("held", "D1", "unknown_sender")
    assert queue.figures(desk).held == 1
    with pytest.raises(Refused):
        recovery.recover(desk, received.message)
    recovered = recovery.recover(desk, received.message, customer="C001")
    assert tickets.get(desk, recovered.ticket).customer == "Rossi Impianti srl"


def test_a_new_person_of_a_known_firm_is_held_with_the_firm_suggested(desk):
    received = receive.receive_mail(desk, mail("Nuovo <nuovo@rossi.example>"))
    assert (received.outcome, received.reason) == ("held", "unknown_person")
    assert [c.code for c in recovery.suggestions(desk, received.message)] == ["C001"]


@pytest.mark.parametrize(
    "domain", ["bianch1.example", "blanchi.example", "bianhci.example", "bianchii.example"]
)
def test_a_domain_that_imitates_a_customers_is_not_believed(desk, domain):
    received = receive.receive_mail(desk, mail(f"Carla <carla@{domain}>", body="Tel. 0445 000456"))
    assert (received.outcome, received.rule, received.reason) == ("held", "D1", "imitates-customer")
    assert recovery.get(desk, received.message).trust == "doubtful"


@pytest.mark.parametrize(
    ("customers", "strangers", "believed"),
    [
        ("ab.test", "ac.test", True),  # seven characters: one letter apart is another firm
        ("ab.test", "abc.test", True),
        ("abc.test", "abd.test", False),  # eight: it is made to be mistaken
        ("a1.test", "al.test", False),  # a figure that looks like the letter, however short the name
    ],
)
def test_short_domains_are_alike_by_chance(desk, customers, strangers, believed):
    cards.add(desk, name="Corta srl", contacts=[{"name": "Ada", "email": f"ada@{customers}"}])
    received = receive.receive_mail(desk, mail(f"Ezio <ezio@{strangers}>"))
    assert received.reason == ("unknown_sender" if believed else "imitates-customer")
    assert recovery.get(desk, received.message).trust == ("verified" if believed else "doubtful")


def test_a_stranger_who_imitates_nobody_is_only_unknown(desk):
    received = receive.receive_mail(desk, mail("Tizio <tizio@tutt-altro.example>"))
    assert (received.reason, recovery.get(desk, received.message).trust) == ("unknown_sender", "verified")


def test_machines_open_no_tickets(desk):
    automatic = receive.receive_mail(desk, mail(extra="Auto-Submitted: auto-replied\r\n"))
    assert automatic.outcome == "ignored"
    assert queue.count(desk) == 0


@pytest.mark.rule("D3")
def test_an_expired_contract_has_no_promise_but_is_served(desk):
    received = receive.receive_mail(desk, mail("Ugo Verdi <ugo@verdi.example>"))
    ticket = tickets.get(desk, received.ticket)
    assert (received.outcome, ticket.due_at) == ("queued", None)
    assert "D3" in {d.rule for d in tickets.why(desk, ticket.code)}


@pytest.mark.rule("D3")
def test_a_call_of_a_customer_under_contract_is_not_told_that_the_contract_is_lacking(desk):
    call = {"channel": "urgent", "customer": "C001", "subject": "Server fermo", "body": "Non si entra."}
    received = receive.receive_request(desk, **call)
    assert ("no_promise", "H2") in [(one.do, one.rule) for one in tickets.why(desk, received.ticket)]


@pytest.mark.rule("D6")
def test_a_reply_by_references_joins_its_ticket(desk):
    first = receive.receive_mail(desk, mail())
    thread = "References: <1@rossi.example>\r\n"
    reply = mail(subject="R: Stampa", message_id="<2@rossi.example>", extra=thread)
    received = receive.receive_mail(desk, reply)
    assert (received.outcome, received.ticket) == ("appended", first.ticket)
    said = [message.direction for message in tickets.thread(desk, first.ticket)]
    assert said == ["in", "in", "out"]  # the request, the reply, and the acknowledgement written here


@pytest.mark.rule("D8")
def test_a_reply_without_subject_in_a_known_thread_is_no_reject(desk):
    first = receive.receive_mail(desk, mail())
    reply = mail(subject="", message_id="<2@rossi.example>", extra="In-Reply-To: <1@rossi.example>\r\n")
    assert receive.receive_mail(desk, reply).ticket == first.ticket


def test_the_tag_counts_only_for_the_tickets_own_customer(desk):
    first = receive.receive_mail(desk, mail())
    tagged = writing.subject_with_tag(tickets.get(desk, first.ticket))
    ours = mail(subject=f"R: {tagged}", message_id="<2@rossi.example>")
    theirs = mail("Carla Bianchi <carla@bianchi.example>", f"R: {tagged}", message_id="<3@bianchi.example>")
    assert receive.receive_mail(desk, ours).ticket == first.ticket
    stranger = receive.receive_mail(desk, theirs)
    assert (stranger.outcome, stranger.ticket != first.ticket) == ("queued", True)


def test_a_guessed_tag_joins_nothing(desk):
    first = receive.receive_mail(desk, mail())
    guess = mail(subject=f"R: Stampa [#{first.ticket}-aaaaaa]", message_id="<2@rossi.example>")
    assert receive.receive_mail(desk, guess).ticket != first.ticket


@pytest.mark.rule("D9", "A4")
def test_a_reply_to_a_clarification_restarts_the_clock_at_the_reply(desk, watch):
    from deskterm.desk.triage import clarify

    first = receive.receive_mail(desk, mail())
    clarify.clarify(desk, first.ticket, text="Quale registro?")
    assert tickets.get(desk, first.ticket).state == "waiting"
    reply = mail(
        subject="R: Stampa",
        body="Quello degli acquisti.",
        message_id="<2@rossi.example>",
        extra="References: <1@rossi.example>\r\n",
        received="Tue, 3 Mar 2026 10:00:00 +0100",
    )
    receive.receive_mail(desk, reply)
    ticket = tickets.get(desk, first.ticket)
    assert (ticket.state, ticket.received_at) == ("queued", rome("2026-03-02T08:50"))
    assert ticket.due_at == rome("2026-03-05T10:00")


def test_a_reply_to_an_answered_ticket_queues_anew_from_the_reply(desk):
    first = receive.receive_mail(desk, mail())
    queue.take_next(desk)
    tickets.answer(desk, first.ticket, text="Fatto.")
    reply = mail(
        subject="R: Stampa",
        message_id="<2@rossi.example>",
        extra="References: <1@rossi.example>\r\n",
        received="Tue, 3 Mar 2026 10:00:00 +0100",
    )
    receive.receive_mail(desk, reply)
    ticket = tickets.get(desk, first.ticket)
    assert (ticket.state, ticket.taken_by) == ("queued", None)
    assert ticket.received_at == rome("2026-03-03T10:00")


def test_an_unproven_sender_is_served_but_has_no_contract_until_confirmed(desk):
    received = receive.receive_mail(desk, mail(proven=False))
    ticket = tickets.get(desk, received.ticket)
    assert (received.outcome, ticket.confirmed, ticket.due_at) == ("queued", False, None)
    ticket = recovery.confirm_sender(desk, ticket.code)
    assert (ticket.confirmed, ticket.due_at) == (True, rome("2026-03-04T08:50"))


FORGED = {
    "a name that is an address": ('"anna@rossi.example" <ladro@male.example>', ""),
    "the finding of the house": ("anna@rossi.example <ladro@male.example>", ""),
    "two From headers": ("Ladro <ladro@male.example>", "From: Anna <anna@rossi.example>\r\n"),
    "two addresses in one": ("ladro@male.example, anna@rossi.example", ""),
    "true one first": ("anna@rossi.example, ladro@male.example", ""),
    "a comment": ("ladro@male.example (anna@rossi.example)", ""),
    "a group": ("Rossi: anna@rossi.example, ladro@male.example;", ""),
    "a route": ("<@male.example:anna@rossi.example>", ""),
    "a reply-to": ("Ladro <ladro@male.example>", "Reply-To: anna@rossi.example\r\n"),
    "a sender": ("Ladro <ladro@male.example>", "Sender: anna@rossi.example\r\n"),
    "a lookalike domain": ("Anna Rossi <anna@rоssi.example>", ""),
    "a longer domain": ("Anna Rossi <anna@rossi.example.male.example>", ""),
    "a line folded in": ("Anna <anna@rossi.example>\r\n\t<ladro@male.example>", ""),
    "our server's word forged": (
        "Anna Rossi <anna@rossi.example>",
        "Authentication-Results: mx.male.example; dmarc=pass header.from=rossi.example\r\n",
    ),
    "a failed check": (
        "Anna Rossi <anna@rossi.example>",
        "Authentication-Results: mx.delta-system.example; spf=fail; dkim=none; dmarc=fail\r\n",
    ),
    "nobody vouches": ("Anna Rossi <anna@rossi.example>", ""),
}


@pytest.mark.parametrize("way", FORGED)
def test_no_forged_sender_gets_a_contract_or_a_pack(desk, way):
    sender, extra = FORGED[way]
    raw = letter("X <x@x.example>", proven=False, extra=extra).replace(
        b"From: X <x@x.example>", f"From: {sender}".encode()
    )
    received = receive.receive_mail(desk, read(raw))
    assert received.outcome in ("held", "queued")
    if received.ticket:
        ticket = tickets.get(desk, received.ticket)
        assert (ticket.confirmed, ticket.due_at) == (False, None)


def test_a_typed_request_is_vouched_for_by_who_types_it(desk):
    received = receive.receive_request(desk, channel="mail", customer="C001", subject="Stampe", body="Non va")
    ticket = tickets.get(desk, received.ticket)
    assert ticket.due_at == rome("2026-03-04T09:00")
    assert (ticket.contact_name, ticket.contact_phone) == ("Anna Rossi", "0445 000123")


@pytest.mark.rule("D20")
def test_the_urgent_line_has_a_lane_of_its_own(desk):
    receive.receive_request(desk, channel="mail", customer="C001", subject="Stampe", body="…")
    urgent = receive.receive_request(
        desk, channel="urgent", customer="C002", subject="Fermi", body="…", blocking=True
    )
    taken = queue.take_next(desk)
    assert taken.ticket.code == urgent.ticket
    assert {d.rule for d in taken.why} >= {"D20", "D15"}


@pytest.mark.rule("D11")
def test_easypass_is_for_the_sad_plan(desk):
    with pytest.raises(Refused) as refused:
        receive.receive_request(desk, channel="easypass", customer="C001", subject="x", body="y")
    assert refused.value.rule == "D11"
    ok = receive.receive_request(desk, channel="easypass", customer="C002", subject="x", body="y")
    assert ok.outcome == "queued"


@pytest.mark.rule("D24")
def test_on_call_numbers_are_for_blocking_problems_out_of_hours(desk, watch):
    call = {"channel": "on-call", "customer": "C001", "subject": "fermi", "body": "tutto fermo"}
    with pytest.raises(Refused):
        receive.receive_request(desk, **call, blocking=True)
    watch.set("2026-03-02T19:00")
    with pytest.raises(Refused):
        receive.receive_request(desk, **call)
    assert receive.receive_request(desk, **call, blocking=True).outcome == "queued"


def test_an_unknown_channel_or_customer_is_named(desk):
    with pytest.raises(NotFound, match="fax"):
        receive.receive_request(desk, channel="fax", customer="C001", subject="x", body="y")
    with pytest.raises(NotFound, match="C999"):
        receive.receive_request(desk, channel="mail", customer="C999", subject="x", body="y")


def test_an_unreadable_message_is_kept_for_a_person(desk):
    from deskterm.models.records.mails import unreadable

    received = receive.receive_mail(desk, unreadable(b"\xff\xfe junk", "too_large", now=desk.now()))
    assert received.outcome == "unreadable"
    assert recovery.recover(desk, received.message, customer="C001").outcome == "queued"
