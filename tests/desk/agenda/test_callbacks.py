"""Calling back: inside the service's hours and the customer's, so often as the terms say, then in writing."""

import pytest
from deskterm.desk.agenda import callbacks
from deskterm.desk.billing import filing
from deskterm.desk.calls import contacts, timer
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.intake import receive
from deskterm.desk.steps.tickets import writing
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets

from tests.clocks import rome
from tests.desk.five import House, word
from tests.desk.mails import mail


@pytest.fixture
def cloud(tmp_path, watch):
    """Contabilità in Cloud: calls back Monday to Thursday 8:30-17:30, Friday until noon."""
    house = House(tmp_path, "contabilita-in-cloud", watch, plan="ADVANCED")
    yield house
    house.desk.close()


@pytest.fixture
def omnia(tmp_path, watch):
    house = House(tmp_path, "omniagest", watch).knows(phone_contract="yes")
    yield house
    house.desk.close()


def chat(house, **fields):
    return house.request("chat", fields=fields).ticket


def outcomes(desk, callback):
    return [(one.result, one.counted) for one in callbacks.attempts(desk, callback.id)]


@pytest.mark.rule("T2", "T7")
def test_a_request_by_chat_is_a_promised_callback_and_no_time_is_promised(cloud):
    code = chat(cloud)
    found = cloud.callback()
    assert (found.ticket, found.state, found.attempts) == (code, "open", 0)
    assert found.due_at == rome("2026-03-02T09:00")
    assert tickets.get(cloud.desk, code).due_at is None
    assert "T7" in [one.rule for one in tickets.why(cloud.desk, code) if one.do == "call_back"]


@pytest.mark.rule("T7", "T8")
@pytest.mark.parametrize(
    ("arrived", "due"),
    [
        ("2026-03-02T07:00", "2026-03-02T08:30"),
        ("2026-03-02T18:00", "2026-03-03T08:30"),
        ("2026-03-06T11:59", "2026-03-06T11:59"),
        ("2026-03-06T12:00", "2026-03-09T08:30"),
    ],
)
def test_nobody_is_called_back_while_the_desk_is_closed(cloud, watch, arrived, due):
    watch.set(arrived)
    chat(cloud)
    assert cloud.callback().due_at == rome(due)


@pytest.mark.rule("T9")
@pytest.mark.parametrize(
    ("window", "due"),
    [
        (("14:00", "16:00"), "2026-03-02T14:00"),
        (("8.00", "9"), "2026-03-03T08:30"),
        (("20:00", "21:00"), "2026-03-02T09:00"),
        (("quando vuole", ""), "2026-03-02T09:00"),
    ],
)
def test_the_customers_own_hours_count_where_they_meet_the_desks(cloud, window, due):
    chat(cloud, reachable_from=window[0], reachable_to=window[1])
    assert cloud.callback().due_at == rome(due)


@pytest.mark.rule("T12", "A9")
def test_three_attempts_an_hour_apart_then_the_customer_is_written_to(cloud, watch):
    code = chat(cloud)
    number = cloud.callback().id
    for outcome, due in (("no_answer", "10:00"), ("busy", "11:00")):
        found = callbacks.attempt(cloud.desk, number, outcome)
        assert (found.state, found.due_at) == ("open", rome(f"2026-03-02T{due}"))
        watch.passes(3600)
    found = callbacks.attempt(cloud.desk, number, "unreachable")
    assert (found.state, found.attempts, found.due_at) == ("write", 3, rome("2026-03-02T11:00"))
    assert [one.detail["result"] for one in tickets.why(cloud.desk, code) if one.rule == "T12"] == [
        *("no_answer", "busy", "unreachable")
    ]
    tickets.answer(cloud.desk, code, text="L'abbiamo cercata tre volte.")
    assert callbacks.of_ticket(cloud.desk, code)[0].state == "written"
    assert callbacks.listing(cloud.desk) == ()


@pytest.mark.rule("A9")
def test_an_attempt_too_soon_is_noted_but_does_not_count(cloud, watch):
    chat(cloud)
    first = callbacks.attempt(cloud.desk, cloud.callback().id, "busy")
    watch.passes(600)
    second = callbacks.attempt(cloud.desk, first.id, "busy", note="ancora occupato")
    assert (second.attempts, second.due_at) == (1, first.due_at)
    assert outcomes(cloud.desk, first) == [("busy", True), ("busy", False)]


@pytest.mark.rule("A9")
def test_a_firm_may_want_other_attempts_and_close_after_them(tmp_path, watch):
    text = files.text_of("contabilita-in-cloud")
    text = text.replace("attempts = 3", "attempts = 1").replace('then = "write"', 'then = "close"')
    house = House(tmp_path, "contabilita-in-cloud", watch, plan="ADVANCED", text=text)
    chat(house)
    assert callbacks.attempt(house.desk, house.callback().id, "busy").state == "dropped"
    house.desk.close()


@pytest.mark.rule("T11")
@pytest.mark.parametrize("word_for_it", ["written", "answered-in-writing"])
def test_a_callback_may_end_in_writing(cloud, word_for_it):
    code = chat(cloud)
    found = callbacks.attempt(cloud.desk, cloud.callback().id, word_for_it)
    assert (found.state, found.attempts) == ("written", 0)
    assert "T11" in [one.rule for one in tickets.why(cloud.desk, code)]
    with pytest.raises(Refused) as over:
        callbacks.attempt(cloud.desk, found.id, "busy")
    assert over.value.code == "callback_over"


def test_who_is_called_is_reached_once_the_call_is_filed_and_not_before(cloud, watch):
    code = chat(cloud)
    group = timer.start(cloud.desk, code, inbound=False).group_id
    assert cloud.callback().state == "open", "it rings: nobody knows yet"
    assert callbacks.promised_by(cloud.desk, 3600) == (), "and nobody is told to call them"
    watch.passes(200)
    timer.stop(cloud.desk)
    assert cloud.callback().state == "open"
    filing.file(cloud.desk, group, outcome="solved")
    (found,) = callbacks.of_ticket(cloud.desk, code)
    assert (found.state, found.attempts) == ("reached", 1)
    assert [one.result for one in callbacks.attempts(cloud.desk, found.id)] == ["reached"]


@pytest.mark.parametrize("stopped", [False, True])
def test_an_attempt_in_vain_ends_the_call_that_is_out_and_nobody_pays_for_it(cloud, watch, stopped):
    code = chat(cloud)
    timer.start(cloud.desk, code, inbound=False)
    watch.passes(25)
    if stopped:
        timer.stop(cloud.desk)
    found = callbacks.attempt(cloud.desk, cloud.callback().id, "no-answer")
    assert (found.state, found.attempts, found.due_at) == ("open", 1, watch.at + 3600)
    assert timer.running(cloud.desk) is None and contacts.unfiled(cloud.desk) == ()
    (contact,) = contacts.groups(cloud.desk, code)
    assert [one.state for one in contact.sessions] == ["cancelled"] and contact.note == "No answer"


def test_an_attempt_in_vain_ends_no_call_of_somebody_else_and_none_that_came_in(cloud, watch):
    code, other = chat(cloud), chat(cloud)
    timer.start(cloud.desk, code, inbound=True)
    watch.passes(25)
    for ticket in (code, other):
        callbacks.attempt(cloud.desk, callbacks.of_ticket(cloud.desk, ticket)[0].id, "no-answer")
    assert timer.running(cloud.desk).session.ticket == code


def test_a_ticket_that_is_closed_is_not_called_back(cloud):
    code = chat(cloud)
    tickets.close(cloud.desk, code, why="il cliente ha risolto da solo")
    assert callbacks.of_ticket(cloud.desk, code)[0].state == "dropped"


@pytest.mark.rule("O13")
def test_who_calls_out_of_hours_is_called_back_even_while_closed(omnia, watch):
    watch.set("2026-03-02T20:00")
    code = omnia.request("callback").ticket
    assert omnia.callback().due_at == rome("2026-03-02T20:00")
    assert "O13" in [one.rule for one in tickets.why(omnia.desk, code) if one.do == "call_back"]
    assert timer.start(omnia.desk, code, inbound=False, answers={"code": word("AB12")}).kind == "call"


@pytest.mark.rule("T6")
def test_a_mail_without_a_number_is_called_back_once_the_number_comes(cloud, watch):
    received = cloud.mail(subject="Assistenza telefonica", body="Non stampa più.")
    ticket = tickets.get(cloud.desk, received.ticket)
    assert ticket.contact_phone == "0445 000123"  # the card knows Anna's number
    assert cloud.callback().ticket == ticket.code


def test_the_number_that_a_reply_brings_makes_the_callback(cloud, watch):
    customers_ticket = receive.receive_request(
        cloud.desk, channel="chat", customer="C001", body="Non stampa più.", contact="Ugo"
    )
    code = customers_ticket.ticket
    assert tickets.get(cloud.desk, code).state == "waiting"
    assert callbacks.listing(cloud.desk) == ()
    tag = writing.subject_with_tag(tickets.get(cloud.desk, code))
    reply = mail(subject=f"R: {tag}", body="Mi chiami allo 0445 000777.", message_id="<9@rossi.example>")
    assert receive.receive_mail(cloud.desk, reply).outcome == "appended"
    assert tickets.get(cloud.desk, code).contact_phone.replace(" ", "").endswith("0445000777")
    assert cloud.callback().contact_phone.replace(" ", "").endswith("0445000777")


def test_nobody_is_promised_a_call_without_a_number(tmp_path, watch):
    text = files.text_of("contabilita-in-cloud")
    text = text.replace('need = ["phone", "contact", "problem"]', 'need = ["contact", "problem"]')
    house = House(tmp_path, "contabilita-in-cloud", watch, plan="ADVANCED", text=text)
    code = house.request("chat", phone="").ticket
    assert tickets.get(house.desk, code).state == "queued"
    assert callbacks.listing(house.desk) == ()
    tickets.set_contact(house.desk, code, phone="0445 000123")
    assert house.callback().ticket == code
    house.desk.close()


@pytest.mark.rule("T7")
def test_a_customer_who_answers_only_while_the_desk_is_closed_is_promised_no_callback(cloud):
    code = cloud.request("chat", phone="").ticket
    tickets.set_contact(cloud.desk, code, phone="0445 000123")
    with pytest.raises(Refused) as apart:
        callbacks.add(cloud.desk, code, window_from="06:00", window_to="08:00")
    assert (apart.value.code, apart.value.rule) == ("callback_apart", "T7")
    assert "06:00–08:00" in str(apart.value) and "Mon-Thu 8:30-17:30; Fri 8:30-12:00" in str(apart.value)
    assert callbacks.of_ticket(cloud.desk, code) == ()


def test_a_technician_promises_a_callback_inside_the_hours_only(cloud):
    code = cloud.request("chat", phone="").ticket
    with pytest.raises(Refused) as numberless:
        callbacks.add(cloud.desk, code)
    assert numberless.value.code == "callback_needs_phone"
    tickets.set_contact(cloud.desk, code, phone="0445 000123")
    with pytest.raises(Refused) as closed:
        callbacks.add(cloud.desk, code, due_at=rome("2026-03-02T19:00"))
    assert (closed.value.code, closed.value.rule) == ("callback_closed", "T7")
    with pytest.raises(Refused) as past:
        callbacks.add(cloud.desk, code, due_at=rome("2026-03-02T08:45"))
    assert past.value.code == "callback_in_past"
    made = callbacks.add(cloud.desk, code, due_at=rome("2026-03-02T15:00"))
    assert made.due_at == rome("2026-03-02T15:00")
    with pytest.raises(Refused) as twice:
        callbacks.add(cloud.desk, code)
    assert twice.value.code == "callback_waits"


@pytest.mark.rule("D13", "D22")
def test_nobody_is_promised_a_call_at_lunch_and_who_is_late_is_called_when_the_desk_is_there(desk, watch):
    watch.set("2026-03-06T12:20")  # a Friday
    code = receive.receive_mail(desk, mail()).ticket
    with pytest.raises(Refused) as apart:
        callbacks.add(desk, code, window_from="12:40", window_to="13:40")
    assert (apart.value.code, apart.value.rule) == ("callback_apart", "D13")
    watch.set("2026-03-06T17:30")
    late = receive.receive_mail(desk, mail(message_id="<late@rossi.example>", subject="Altro")).ticket
    assert callbacks.add(desk, late).due_at == rome("2026-03-09T08:30")


def test_a_desk_calls_back_whoever_wants_it(desk, watch):
    code = receive.receive_mail(desk, mail()).ticket
    assert callbacks.listing(desk) == ()
    made = callbacks.add(desk, code, window_from="10:00", window_to="12:00")
    assert (made.due_at, made.rule) == (rome("2026-03-02T10:00"), "D13")
    watch.set("2026-03-02T10:00")
    assert [one.due_at <= watch.at for one in callbacks.listing(desk)] == [True]
    for bad in ("alle venticinque", "25:00"):
        with pytest.raises(Refused):
            callbacks.add(
                desk, receive.receive_mail(desk, mail(message_id=f"<{bad}>")).ticket, window_from=bad
            )
    with pytest.raises(NotFound):
        callbacks.attempt(desk, made.id, "forse")
    with pytest.raises(NotFound):
        callbacks.attempt(desk, 99, "busy")


def test_what_is_due_first_stands_in_front(cloud, watch):
    late = chat(cloud, reachable_from="16:00", reachable_to="17:00")
    soon = cloud.request("chat", subject="Altro").ticket
    assert [one.ticket for one in callbacks.listing(cloud.desk)] == [soon, late]
    first = callbacks.listing(cloud.desk, limit=1)[0]
    assert [one.ticket for one in callbacks.listing(cloud.desk, after=first)] == [late]


@pytest.mark.rule("T7", "T12")
@pytest.mark.parametrize("moment", ["2026-03-03T07:00", "2026-03-07T12:00"])
def test_an_attempt_outside_the_hours_is_noted_says_so_and_does_not_count(cloud, watch, moment):
    chat(cloud)
    found = cloud.callback()
    watch.set(moment)
    after = callbacks.attempt(cloud.desk, found.id, "no-answer")
    (tried,) = callbacks.attempts(cloud.desk, found.id)
    assert (after.attempts, tried.counted, callbacks.not_counted(cloud.desk, [tried])) == (
        0,
        False,
        ("closed",),
    )
    assert cloud.desk.service.calendar("assistance").is_open(after.due_at)


def test_an_attempt_too_soon_says_that_too_and_one_in_time_says_nothing(cloud, watch):
    chat(cloud)
    for minutes in (0, 10):
        watch.passes(minutes * 60)
        callbacks.attempt(cloud.desk, cloud.callback().id, "busy")
    told = callbacks.not_counted(cloud.desk, callbacks.attempts(cloud.desk, 1))
    assert told == ("", "soon")


def test_who_is_reached_out_of_hours_is_reached(cloud, watch):
    chat(cloud)
    watch.set("2026-03-03T07:00")
    assert callbacks.attempt(cloud.desk, 1, "reached").state == "reached"


@pytest.mark.rule("T9")
def test_a_missed_window_is_waited_for_not_called_into(cloud, watch):
    chat(cloud, reachable_from="15:00", reachable_to="16:00")
    watch.set("2026-03-03T10:20")
    found = cloud.callback()
    assert found.due_at == rome("2026-03-02T15:00")
    assert callbacks.next_call(cloud.desk, found) == rome("2026-03-03T15:00")
    watch.set("2026-03-03T15:20")
    assert callbacks.next_call(cloud.desk, found) == rome("2026-03-03T15:20")


@pytest.mark.rule("T12")
def test_after_the_last_attempt_the_rule_of_the_attempts_is_told(cloud, watch):
    chat(cloud)
    assert callbacks.rule_of(cloud.desk.service, cloud.callback()) == "T7"
    for _ in range(3):
        callbacks.attempt(cloud.desk, 1, "no-answer")
        watch.passes(3600)
    found = cloud.callback()
    assert (found.state, callbacks.rule_of(cloud.desk.service, found)) == ("write", "T12")


@pytest.mark.rule("T4", "T9")
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"phone": "abc"}, "bad_phone"),
        ({"phone": "12"}, "bad_phone"),
        ({"fields": {"reachable_from": "25:00"}}, "bad_time_of_day"),
    ],
)
def test_what_cannot_be_called_or_is_no_hour_is_refused_as_it_is_typed(cloud, given, code):
    with pytest.raises(Refused) as refused:
        cloud.request("chat", **given)
    assert refused.value.code == code


@pytest.mark.rule("T4")
def test_a_number_that_nobody_can_call_is_corrected_with_one(cloud):
    code = chat(cloud)
    with pytest.raises(Refused) as refused:
        tickets.set_contact(cloud.desk, code, phone="boh")
    assert refused.value.code == "bad_phone"
    assert tickets.set_contact(cloud.desk, code, phone="0445 000999").ticket.contact_phone == "0445 000999"


@pytest.mark.rule("O5", "O6")
@pytest.mark.parametrize("given", [{"fields": {"type": "pizza"}}, {"topic": "boh"}])
def test_a_type_and_a_topic_are_among_those_of_the_terms(omnia, given):
    with pytest.raises(NotFound) as refused:
        omnia.request("portal", **given)
    assert refused.value.code == "no_topic"
    assert "installation" in refused.value.values["known"]
