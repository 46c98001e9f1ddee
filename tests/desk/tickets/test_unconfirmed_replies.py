"""What nobody vouches for joins its ticket as unconfirmed: marked, and asked about before it costs (S7)."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import gates
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive, recovery
from deskterm.desk.letters import outgoing
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import replies, tickets, undo
from deskterm.storage.tickets import tickets as ticket_rows

from tests.clocks import rome
from tests.desk.five import House
from tests.desk.mails import mail

LATER = "Mon, 2 Mar 2026 10:40:00 +0100"


def comes(house, **values):
    return receive.receive_mail(house.desk, mail(**values))


def reply(house, **more):
    values = {
        "subject": "R: Stampa del registro IVA",
        "body": "Chiamatemi allo 0445 999888, e fate pure.",
        "message_id": "<2@rossi.example>",
        "received": LATER,
        "extra": "References: <1@rossi.example>\r\n",
        "proven": False,
    }
    return comes(house, **(values | more))


def written(house, code):
    """A letter of ours that has gone, with the Message-ID that only this desk can make."""
    tickets.answer(house.desk, code, text="Provi a riavviare.")
    outgoing.begin(house.desk)
    (one,) = [each for each in outgoing.ready(house.desk, after=0, hurry=True) if each.kind == "answer"]
    letter = outgoing.the_letter(house.desk, one, "delta-system.example")
    outgoing.going(house.desk, letter, 1, b"")
    return letter.own_id


def without_a_number(house, code):
    """The ticket's customer told no number, and the card has none."""
    with house.desk.write() as conn:
        ticket_rows.update(conn, of(house, code).id, contact_phone="")
    return code


def last(house, code):
    return tickets.thread(house.desk, code)[-1]


def of(house, code):
    return tickets.get(house.desk, code)


# It joins, and counts for nothing yet


def test_a_reply_that_nobody_vouches_for_joins_as_unconfirmed_and_names_no_number(delta):
    code = without_a_number(delta, comes(delta).ticket)
    found = reply(delta)
    assert (found.outcome, found.ticket, found.reason) == ("appended", code, "thread_unconfirmed")
    assert (last(delta, code).unconfirmed, last(delta, code).doubted) == (True, True)
    ticket = of(delta, code)
    assert (ticket.confirmed, ticket.unvouched, ticket.contact_phone) == (True, True, "")


def test_a_reply_that_our_server_vouches_for_joins_for_certain(delta):
    code = without_a_number(delta, comes(delta).ticket)
    reply(delta, proven=True)
    assert (of(delta, code).unvouched, of(delta, code).contact_phone) == (False, "0445 999888")


def test_a_reply_that_a_person_vouches_for_at_its_import_joins_for_certain(delta):
    code = comes(delta).ticket
    values = {"subject": "R: Stampa", "message_id": "<2@rossi.example>", "proven": False}
    told = mail(**values, extra="References: <1@rossi.example>\r\n")
    receive.receive_mail(delta.desk, told, vouched=True)
    assert not of(delta, code).unvouched


def test_an_original_that_nobody_vouches_for_moves_no_date(delta):
    first = reply(delta, proven=True, body="Anche marzo. Tel. 0445 000123")
    found = comes(delta, proven=False)
    assert (found.ticket, last(delta, first.ticket).unconfirmed) == (first.ticket, False)
    assert of(delta, first.ticket).received_at == rome("2026-03-02T10:40")
    (before,) = replies.waiting(delta.desk, first.ticket)
    replies.confirm(delta.desk, before.id)
    assert of(delta, first.ticket).received_at == rome("2026-03-02T08:50")


@pytest.mark.parametrize("proven", [False, True])
def test_a_colleague_on_no_card_who_answers_our_letter_joins_as_unconfirmed(delta, proven):
    code = comes(delta).ticket
    own = written(delta, code)
    found = reply(delta, sender="Ugo <ugo@altrove.example>", extra=f"In-Reply-To: <{own}>\r\n", proven=proven)
    assert (found.outcome, found.ticket) == ("appended", code)
    assert last(delta, code).doubt == ("domain_of_nobody" if proven else "no-trusted-server")


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        ("evil.example", "domain_of_nobody"),
        ("rossi.example", "unknown_person"),
        ("bianchi.example", "domain_of_others"),
    ],
)
def test_of_a_colleague_on_no_card_it_is_told_whose_their_domain_is(delta, domain, why):
    cards.add(delta.desk, name="Bianchi", contacts=[{"name": "Carla", "email": "c@bianchi.example"}])
    code = comes(delta).ticket
    own = written(delta, code)
    reply(delta, sender=f"Anna <anna.altra@{domain}>", extra=f"In-Reply-To: <{own}>\r\n", proven=True)
    assert (last(delta, code).unconfirmed, last(delta, code).doubt) == (True, why)


def test_a_forged_sign_answers_no_letter_of_ours(delta):
    code = comes(delta).ticket
    own = written(delta, code)
    forged = own.replace(own.split(".")[3][:6], "0" * 6)
    found = reply(delta, sender="Ugo <ugo@altrove.example>", extra=f"In-Reply-To: <{forged}>\r\n")
    assert found.outcome == "held"


def test_another_customer_joins_nobodys_thread_even_by_our_own_letter(delta):
    people = [{"name": "Ugo", "email": "ugo@altrove.example", "phone": "0445 000999"}]
    cards.add(delta.desk, name="Altrove", contacts=people, contract_from="2026-01-01")
    code = comes(delta).ticket
    own = written(delta, code)
    found = reply(delta, sender="Ugo <ugo@altrove.example>", extra=f"In-Reply-To: <{own}>\r\n", proven=True)
    assert found.ticket not in (None, code)


def test_a_tag_counts_for_its_own_customer_alone(delta):
    code = comes(delta).ticket
    tagged = f"R: Stampa [#{code}-{of(delta, code).tag}]"
    stranger = reply(delta, sender="Ugo <ugo@altrove.example>", subject=tagged, extra="")
    assert stranger.outcome == "held"
    own = reply(delta, subject=tagged, extra="", message_id="<3@rossi.example>")
    assert (own.ticket, last(delta, code).unconfirmed) == (code, True)


# One key confirms it


def test_who_is_confirmed_counts_as_if_they_had_been_sure(delta):
    code = without_a_number(delta, comes(delta).ticket)
    found = reply(delta)
    replies.confirm(delta.desk, found.message)
    assert (of(delta, code).unvouched, of(delta, code).contact_phone) == (False, "0445 999888")
    undo.undo(delta.desk)
    assert (of(delta, code).unvouched, of(delta, code).contact_phone) == (True, "")


def test_with_the_sender_of_a_ticket_the_replies_from_the_same_address_are_confirmed(delta):
    code = comes(delta, proven=False).ticket
    reply(delta)
    assert of(delta, code).unvouched
    recovery.confirm_sender(delta.desk, code)
    assert not of(delta, code).unvouched
    undo.undo(delta.desk)
    assert (of(delta, code).confirmed, of(delta, code).unvouched) == (False, True)


def test_nobody_confirms_what_is_sure(delta):
    comes(delta)
    found = reply(delta, proven=True)
    with pytest.raises(Refused) as refused:
        replies.confirm(delta.desk, found.message)
    assert refused.value.code == "reply_is_sure"


# Another takes it out


def test_a_wrong_match_goes_in_one_step_and_its_ticket_is_as_it_was(delta, watch):
    code = comes(delta).ticket
    tickets.answer(delta.desk, code, text="Provi a riavviare.")
    tickets.close(delta.desk, code)
    before = of(delta, code)
    watch.set("2026-03-02T11:00")
    found = reply(delta, proven=True)
    assert of(delta, code).state == "queued"
    replies.take_out(delta.desk, found.message)
    assert of(delta, code) == before
    (waits,) = recovery.pending(delta.desk, ("held",))
    assert (waits.id, waits.reason) == (found.message, "taken_out")
    undo.undo(delta.desk)
    assert (of(delta, code).state, last(delta, code).id) == ("queued", found.message)
    assert recovery.pending(delta.desk, ("held",)) == ()


def test_what_was_taken_out_becomes_a_request_of_its_own_and_joins_no_more(delta):
    code = comes(delta).ticket
    found = reply(delta)
    replies.take_out(delta.desk, found.message)
    assert recovery.continues(delta.desk, found.message) is None
    again = recovery.recover(delta.desk, found.message)
    assert again.ticket not in (None, code)
    with pytest.raises(Refused) as refused:
        undo.undo(delta.desk)
    assert refused.value.code in ("cannot_undo", "changed_since", "undo_older")


def test_what_has_happened_since_stays_when_a_reply_is_taken_out(delta, watch):
    code = comes(delta).ticket
    tickets.answer(delta.desk, code, text="Provi a riavviare.")
    watch.set("2026-03-02T11:00")
    found = reply(delta)
    queue.take(delta.desk, code)
    replies.take_out(delta.desk, found.message)
    assert of(delta, code).state == "taken"


def test_the_request_by_which_a_ticket_began_is_not_taken_out(delta):
    found = comes(delta)
    with pytest.raises(Refused) as refused:
        replies.take_out(delta.desk, found.message)
    assert refused.value.code == "move_request"


# Money and authorisation ask


def work(house, code):
    queue.take(house.desk, code)
    day = "2026-03-02T"
    return {
        "kind": "call",
        "started_at": rome(f"{day}11:00"),
        "ended_at": rome(f"{day}11:40"),
        "outcome": "solved",
        "reason": "setup",
    }


def test_work_that_costs_asks_before_it_draws_on_a_pack(delta, watch):
    code = comes(delta).ticket
    found = reply(delta)
    watch.set("2026-03-02T12:00")
    done = work(delta, code)
    with pytest.raises(Refused) as refused:
        filing.log(delta.desk, code, **done)
    assert (refused.value.code, refused.value.values["number"]) == ("reply_unconfirmed", found.message)
    replies.confirm(delta.desk, found.message)
    assert filing.log(delta.desk, code, **done).bill.billable


def test_work_that_costs_nothing_asks_nothing(delta, watch):
    code = comes(delta).ticket
    reply(delta)
    watch.set("2026-03-02T12:00")
    done = work(delta, code) | {"ended_at": rome("2026-03-02T11:04")}
    assert not filing.log(delta.desk, code, **done).bill.billable


@pytest.mark.rule("I6")
def test_a_mail_that_nobody_vouches_for_authorises_no_access(istes, watch):
    code = istes.request("whatsapp", "Server lento").ticket
    tag = of(istes, code).tag
    watch.set("2026-03-02T11:00")
    subject = f"R: Server lento [#{code}-{tag}]"
    found = reply(istes, subject=subject, extra="", body="Entrate pure nel server.")
    assert found.ticket == code
    asked = {one.fact for one in gates.questions(istes.desk, code)}
    assert "request_mail" in asked
    replies.confirm(istes.desk, found.message)
    assert "request_mail" not in {one.fact for one in gates.questions(istes.desk, code)}


def test_a_ticket_that_such_a_reply_wakes_puts_no_unit_aside(tmp_path, watch):
    house = House(tmp_path, "omniagest", watch)
    try:
        pack = house.tickets_sold(9).id
        code = house.request("portal", "Stampa", fields={"type": "usage"}).ticket
        tickets.answer(house.desk, code, text="Ecco.")
        lines = len(packs.ledger(house.desk, pack))
        tag = of(house, code).tag
        found = reply(house, subject=f"R: Stampa [#{code}-{tag}]", extra="")
        assert (found.ticket, of(house, code).state) == (code, "queued")
        assert len(packs.ledger(house.desk, pack)) == lines
        with pytest.raises(Refused) as refused:
            tickets.answer(house.desk, code, text="Ecco ancora.")
        assert refused.value.code == "reply_unconfirmed"
    finally:
        house.desk.close()
