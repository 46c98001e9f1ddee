"""A call that was missed is never lost under any terms: a promise to call back, or a row of the post."""

import pytest
from deskterm.desk.agenda import callbacks
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.intake import by_phone, missed, receive, recovery
from deskterm.desk.terms import files

from tests.screens.five import FiveDesk

SERVICES = ("contabilita-in-cloud", "delta-system", "digital-micro", "istes", "omniagest")
OPEN, NIGHT, SUNDAY = "2026-03-03T10:30", "2026-03-03T22:30", "2026-03-08T11:00"
ALL, NOTHING, NOBODY = "0445 000123", "0445 000789", "0999 123456"


def five(folder, service, at=OPEN, text=""):
    return FiveDesk(folder / "desk", service, at, text=text)


@pytest.mark.parametrize("at", [OPEN, NIGHT, SUNDAY])
@pytest.mark.parametrize("phone", [ALL, NOTHING, NOBODY])
@pytest.mark.parametrize("service", SERVICES)
def test_every_missed_call_is_called_back_or_waits_in_the_post_with_its_reason(tmp_path, service, phone, at):
    counter = five(tmp_path, service, at)
    done = missed.missed(counter.desk, phone)
    waiting = callbacks.listing(counter.desk)
    if done.ticket:
        assert [(one.ticket, one.contact_phone) for one in waiting] == [(done.ticket, phone)]
        assert done.callback == callbacks.get(counter.desk, waiting[0].id)
    else:
        assert waiting == ()
        (kept,) = recovery.pending(counter.desk)
        assert (kept.id, kept.reason) == (done.received.message, done.received.reason)
        assert kept.reason and phone.replace(" ", "") in kept.body.replace(" ", "")
        assert (kept.customer_id is None) == (phone == NOBODY)
        assert kept.from_name == {NOBODY: NOBODY, NOTHING: "Ugo Verdi", ALL: "Anna Rossi"}[phone]


@pytest.mark.rule("M1")
def test_who_has_not_signed_up_waits_in_the_post_under_the_clause_and_no_letter_goes_by_itself(tmp_path):
    counter = five(tmp_path, "digital-micro")
    done = missed.missed(counter.desk, NOTHING)
    assert (done.ticket, done.received.reason, done.received.rule) == ("", "reject", "M1")
    (kept,) = recovery.pending(counter.desk)
    with counter.desk.read() as conn:
        written = conn.execute("SELECT COUNT(*) FROM message WHERE direction = 'out'").fetchone()[0]
    assert written == 0
    # And somebody may make a ticket of it all the same.
    assert recovery.recover(counter.desk, kept.id).ticket


@pytest.mark.rule("O11")
def test_a_request_that_two_channels_turn_away_leaves_one_row_of_the_post(tmp_path):
    counter = five(tmp_path, "omniagest")
    missed.missed(counter.desk, NOTHING)
    assert len(recovery.pending(counter.desk)) == 1


@pytest.mark.parametrize("phone", [NOBODY, NOTHING])
def test_a_stranger_s_call_by_a_telephone_that_is_closed_to_it_is_kept_all_the_same(tmp_path, phone):
    text = files.text_of("delta-system").replace('lane = 1, open = "office"', 'lane = 1, when = ["blocking"]')
    counter = five(tmp_path, "delta-system", text=text)
    done = missed.missed(counter.desk, phone)
    assert done.callback or recovery.get(counter.desk, done.received.message).reason == "unknown_sender"


def test_a_call_that_the_terms_turn_away_says_so_and_not_that_a_channel_is_closed(tmp_path):
    counter = five(tmp_path, "digital-micro")
    with pytest.raises(Refused) as refused:
        by_phone.book(counter.desk, "C002", subject="Aiuto", person=None, blocking=False)
    said = str(refused.value)
    assert refused.value.rule == "M1" and "Helpdesk" in said and "rejected by the terms" in said
    assert recovery.pending(counter.desk) == ()
    assert cards.card(counter.desk, "C002").open_tickets == ()


@pytest.mark.parametrize("phone", [NOTHING, NOBODY])
@pytest.mark.parametrize("service", SERVICES)
def test_a_missed_call_that_is_taken_up_from_the_post_is_promised_a_call_with_it(tmp_path, service, phone):
    counter = five(tmp_path, service)
    done = missed.missed(counter.desk, phone)
    if not done.ticket:
        counter.now += 3600
        customer = None if phone == NOTHING else "C001"
        code = recovery.recover(counter.desk, done.received.message, customer=customer).ticket
        promised = recovery.called_back(counter.desk, code)
        assert (promised.contact_phone, promised.state) == (phone, "open")
        assert promised.due_at >= counter.now, "nobody is owed a call since before it was taken up"
        assert [one.id for one in callbacks.listing(counter.desk)] == [promised.id]


def test_a_request_that_is_recovered_and_was_no_call_promises_none(tmp_path):
    counter = five(tmp_path, "delta-system")
    receive.receive_request(counter.desk, channel="phone", customer=None, subject="Aiuto", phone=NOBODY)
    (kept,) = recovery.pending(counter.desk)
    code = recovery.recover(counter.desk, kept.id, customer="C001").ticket
    assert recovery.called_back(counter.desk, code) is None


@pytest.mark.parametrize("phone", [NOBODY, NOTHING])
def test_who_rings_in_vain_again_has_one_row_of_the_post_until_somebody_takes_it_up(tmp_path, phone):
    counter = five(tmp_path, "digital-micro")
    first = missed.missed(counter.desk, phone)
    for spelled in (phone.replace(" ", ""), "+39 " + phone):
        counter.now += 60
        again = missed.missed(counter.desk, spelled)
        assert again.received.message == first.received.message
    (kept,) = recovery.pending(counter.desk)
    recovery.dismiss(counter.desk, kept.id)
    missed.missed(counter.desk, phone)
    assert len(recovery.pending(counter.desk)) == 1


def test_who_was_spoken_to_on_another_ticket_is_owed_no_call_for_having_rung(tmp_path):
    counter = five(tmp_path, "delta-system")
    named, other = counter.taken(), counter.request(subject="Un'altra cosa")
    rang = missed.missed(counter.desk, ALL)
    about = other if rang.ticket == named else named
    promised = callbacks.add(counter.desk, about)
    counter.now += 120
    timer.start(counter.desk, about)
    counter.now += 60
    group = timer.stop(counter.desk).group_id
    filing.file(counter.desk, group, outcome="call-back")
    waits = {one.ticket for one in callbacks.listing(counter.desk)}
    assert rang.ticket in waits, "they are to be called all the same"
    group = timer.start(counter.desk, about).group_id
    timer.stop(counter.desk)
    filing.file(counter.desk, group, outcome="solved")
    assert callbacks.listing(counter.desk) == ()
    assert callbacks.get(counter.desk, promised.id).state == "reached"


def rung_out(counter):
    counter.now += by_phone.FRESH + 1
    missed.book_unanswered(counter.desk)


@pytest.mark.parametrize("phone", [ALL, NOBODY])
def test_a_ring_that_nobody_answers_is_a_missed_call_once_it_cannot_ring_any_more(tmp_path, phone):
    counter = five(tmp_path, "delta-system")
    by_phone.ring(counter.desk, phone)
    counter.now += by_phone.FRESH - 1
    missed.book_unanswered(counter.desk)
    assert callbacks.listing(counter.desk) == () == recovery.pending(counter.desk), "it may still ring"
    by_phone.ring(counter.desk, "0444 111222")  # another ring makes nobody forget it
    rung_out(counter)
    missed.book_unanswered(counter.desk)
    called = [one.contact_phone for one in callbacks.listing(counter.desk)]
    kept = [one.from_name for one in recovery.pending(counter.desk)]
    assert (called + kept).count(phone) == 1 and len(called + kept) == 2


@pytest.mark.parametrize("how", ["taken up", "silenced", "told", "spoken to", "taken up by a colleague"])
def test_whom_somebody_answered_or_knows_of_is_missed_by_nobody(tmp_path, how):
    counter = five(tmp_path, "delta-system")
    code = counter.taken()
    number = by_phone.ring(counter.desk, ALL).number
    if how == "taken up":
        by_phone.take_up(counter.desk, number)
    elif how == "silenced":
        by_phone.silence(counter.desk, number)
    elif how == "told":
        callbacks.drop(counter.desk, missed.missed(counter.desk, ALL).callback.id)
    elif how == "spoken to":
        counter.now += 5
        timer.start(counter.desk, code)
    else:
        counter.desk.who = "marta"
        by_phone.take_up(counter.desk, by_phone.ring(counter.desk, ALL).number)
        counter.desk.who = "luca"
    rung_out(counter)
    assert callbacks.listing(counter.desk) == ()


def test_whom_f2_put_back_rings_on_and_may_be_missed(tmp_path):
    counter = five(tmp_path, "delta-system")
    number = by_phone.ring(counter.desk, ALL).number
    by_phone.take_up(counter.desk, number)
    by_phone.take_up(counter.desk, number, False)
    rung_out(counter)
    assert len(callbacks.listing(counter.desk)) == 1


def test_a_call_is_promised_to_the_whole_number_of_which_the_exchange_tells_the_end(tmp_path):
    counter = five(tmp_path, "delta-system")
    missed.missed(counter.desk, ALL.partition(" ")[2])
    assert [one.contact_phone for one in callbacks.listing(counter.desk)] == [ALL]
