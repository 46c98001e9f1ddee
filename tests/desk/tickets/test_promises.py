"""Whatever changes what is promised, the due time counts from the right instant, and the reason is kept."""

import pytest
from deskterm.desk.customers import agreements, cards
from deskterm.desk.intake import recovery
from deskterm.desk.queue import queue
from deskterm.desk.steps.tickets import writing
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets, undo
from deskterm.desk.triage import clarify as triage_clarify
from deskterm.desk.triage import divide, triage
from deskterm.desk.triage.divide import Cut

from tests.clocks import Watch, rome
from tests.desk.five import House

CAME, CAME_BACK = "Mon, 2 Mar 2026 10:00:00 +0100", "Tue, 3 Mar 2026 09:00:00 +0100"
ARRIVED, ASKED, REPLIED = "2026-03-02T10:00", "2026-03-02T11:00", "2026-03-03T09:00"


def istes(tmp_path, clarify):
    """Agreed hours for each severity, and a question that restarts the clock or halts it."""
    text = files.text_of("istes")
    changed = text.replace(
        'metric = "answer", clarify = "restart"', f'metric = "answer", clarify = "{clarify}"'
    )
    assert clarify in changed
    house = House(tmp_path, "istes", Watch(ARRIVED), text=changed)
    return house.knows(target_hours="A:4 B:8 C:20")


def due(house, code):
    return tickets.get(house.desk, code).due_at


def dues(house, code):
    """The due times that were decided, in order."""
    return [one.detail["due_at"] for one in tickets.why(house.desk, code) if one.do == "due"]


def is_asked_and_replies(house, code):
    house.watch.set(ASKED)
    triage_clarify.clarify(house.desk, code, text="Quale stampa?")
    house.watch.set(REPLIED)
    subject = f"Re: {writing.subject_with_tag(tickets.get(house.desk, code))}"
    reply = house.mail(subject, "Quella del registro.", message_id="<2@rossi.example>", received=CAME_BACK)
    assert (reply.outcome, reply.ticket) == ("appended", code)


@pytest.mark.rule("I4", "I19", "A4")
@pytest.mark.parametrize(
    ("clarify", "question", "severities", "expected"),
    [
        ("restart", False, "A", "2026-03-02T14:00"),
        ("restart", False, "BA", "2026-03-02T14:00"),
        ("restart", True, "A", "2026-03-03T13:00"),
        ("restart", True, "AC", "2026-03-04T05:00"),
        ("pause", False, "A", "2026-03-02T14:00"),
        ("pause", True, "A", "2026-03-03T12:00"),
        ("pause", True, "CB", "2026-03-03T16:00"),
    ],
)
def test_a_severity_given_later_counts_from_the_reply_or_without_the_wait(
    tmp_path, clarify, question, severities, expected
):
    house = istes(tmp_path, clarify)
    code = house.mail(received=CAME).ticket
    if question:
        is_asked_and_replies(house, code)
    for severity in severities:
        triage.triage(house.desk, code, topic="usage", severity=severity)
    assert due(house, code) == rome(expected)
    assert dues(house, code)[-1] == rome(expected)
    assert [one.rule for one in tickets.why(house.desk, code) if one.do == "due"][-1] == "I4"
    house.desk.close()


@pytest.mark.rule("I4", "I19")
@pytest.mark.parametrize("agreed", ["A:4 B:8 C:20", "A:20 B:4 C:8", "A:8 B:20 C:4"])
def test_until_its_severity_is_given_a_request_is_promised_within_the_tightest_hours(tmp_path, agreed):
    house = House(tmp_path, "istes", Watch(ARRIVED)).knows(target_hours=agreed)
    assert due(house, house.mail(received=CAME).ticket) == rome("2026-03-02T14:00")
    house.desk.close()


@pytest.mark.rule("I4", "A4")
@pytest.mark.parametrize(
    ("clarify", "expected"), [("restart", "2026-03-03T13:00"), ("pause", "2026-03-03T12:00")]
)
def test_a_severity_that_stood_before_the_question_ends_the_same(tmp_path, clarify, expected):
    house = istes(tmp_path, clarify)
    code = house.mail(received=CAME).ticket
    triage.triage(house.desk, code, topic="usage", severity="A")
    is_asked_and_replies(house, code)
    assert (due(house, code), dues(house, code)[-1]) == (rome(expected), rome(expected))
    triage.triage(house.desk, code, topic="own-fault", severity="A")
    assert due(house, code) == rome(expected)
    house.desk.close()


def delta(tmp_path, extra=""):
    text = files.text_of("delta-system")
    text = text.replace('response = [ { id = "D5"', f'response = [ {extra}{{ id = "D5"', 1)
    return House(tmp_path, "delta-system", Watch(ARRIVED), text=text)


@pytest.mark.rule("D5")
@pytest.mark.parametrize(("question", "expected"), [(False, "2026-03-03T10:00"), (True, "2026-03-04T09:00")])
def test_a_topic_with_a_target_of_its_own_counts_from_the_same_instant(tmp_path, question, expected):
    systems = (
        '{ id = "D5", part = "systems", when = ["line=systems"], target = "24h", clock = "day24",'
        ' calendar = "office" }, '
    )
    house = delta(tmp_path, systems)
    code = house.mail(received=CAME).ticket
    if question:
        is_asked_and_replies(house, code)
    triage.triage(house.desk, code, topic="systems")
    assert (due(house, code), dues(house, code)[-1]) == (rome(expected), rome(expected))
    triage.triage(house.desk, code, topic="usage")
    back = "2026-03-05T09:00" if question else "2026-03-04T10:00"
    assert (due(house, code), dues(house, code)[-1]) == (rome(back), rome(back))
    house.desk.close()


@pytest.mark.rule("D3", "D5")
@pytest.mark.parametrize(("question", "expected"), [(False, "2026-03-04T10:00"), (True, "2026-03-05T09:00")])
def test_a_sender_confirmed_later_is_promised_as_if_known_and_the_decision_is_kept(
    tmp_path, question, expected
):
    house = delta(tmp_path)
    code = house.mail(proven=False, received=CAME).ticket
    assert (due(house, code), dues(house, code)) == (None, [])
    if question:
        is_asked_and_replies(house, code)
    recovery.confirm_sender(house.desk, code)
    assert (due(house, code), dues(house, code)) == (rome(expected), [rome(expected)])
    house.desk.close()


@pytest.mark.rule("D3", "D5")
def test_another_customer_takes_the_promise_away_or_gives_it(tmp_path):
    house = delta(tmp_path)
    cards.add(house.desk, code="C002", name="Senza contratto")
    code = house.mail(received=CAME).ticket
    tickets.set_customer(house.desk, code, "C002")
    assert due(house, code) is None
    assert ("no_promise", "D3") in [(one.do, one.rule) for one in tickets.why(house.desk, code)]
    tickets.set_customer(house.desk, code, "C001")
    assert (due(house, code), dues(house, code)[-1]) == (rome("2026-03-04T10:00"), rome("2026-03-04T10:00"))
    house.desk.close()


def test_what_changes_no_target_decides_nothing_anew(tmp_path):
    house = delta(tmp_path)
    code = house.mail(received=CAME).ticket
    triage.triage(house.desk, code, topic="usage")
    triage.triage(house.desk, code, topic="training")
    assert len(dues(house, code)) == 1
    house.desk.close()


@pytest.mark.rule("I16", "I17")
def test_who_is_confirmed_or_recovered_stands_in_the_tier_of_their_agreement(tmp_path):
    house = House(tmp_path, "istes", Watch(ARRIVED))
    cards.add(
        house.desk, code="C002", name="Senza contratto", contacts=[{"name": "Ugo", "email": "u@ugo.example"}]
    )
    code = house.mail(proven=False).ticket
    assert tickets.get(house.desk, code).tier == 2
    confirmed = recovery.confirm_sender(house.desk, code)
    assert confirmed.tier == 1
    assert ("priority", "I16") in [(one.do, one.rule) for one in tickets.why(house.desk, code)]
    stranger = house.mail(sender="Boh <boh@altrove.example>", message_id="<9@altrove.example>").message
    recovered = recovery.recover(house.desk, stranger, customer="C002").ticket
    assert tickets.get(house.desk, recovered).tier == 2
    assert [one.code for one in queue.rows(house.desk)] == [code, recovered]
    house.desk.close()


@pytest.mark.rule("I4", "I16", "I17")
def test_whatever_is_done_with_it_an_unconfirmed_request_stands_behind_every_agreement(tmp_path):
    house = House(tmp_path, "istes", Watch(ARRIVED)).knows(target_hours="4")
    forged = house.mail("Due cose", "Non stampa. Inoltre il logo.", proven=False).ticket
    true = house.mail(message_id="<2@rossi.example>", received=CAME).ticket
    house.watch.set(ASKED)

    def stands_behind(*codes):
        assert [one.code for one in queue.rows(house.desk)] == [true, *codes]
        assert [due(house, code) for code in codes] == [None] * len(codes)
        said = {one.rule for code in codes for one in tickets.why(house.desk, code) if one.do == "priority"}
        assert "I16" not in said

    stands_behind(forged)
    triage.triage(house.desk, forged, topic="own-fault", severity="A")
    stands_behind(forged)
    _, part = divide.split(house.desk, forged, [Cut(offset=len("Non stampa. "))])
    stands_behind(forged, part.code)
    queue.take_next(house.desk)
    queue.give_back(house.desk, true)
    agreements.correct(house.desk, "C001", {"facts": {"target_hours": "2"}})
    stands_behind(forged, part.code)
    recovery.confirm_sender(house.desk, forged)
    assert [one.code for one in queue.rows(house.desk)] == [forged, true, part.code]
    assert due(house, forged) == rome("2026-03-02T10:50")  # two hours from its arrival
    undo.undo(house.desk)  # it was not who they said
    assert [one.code for one in queue.rows(house.desk)] == [true, forged, part.code]
    assert due(house, forged) is None
    house.desk.close()


@pytest.mark.rule("I17")
def test_a_part_stands_in_the_tier_of_the_whole(tmp_path):
    house = House(tmp_path, "istes", Watch(ARRIVED))
    cards.add(
        house.desk, code="C002", name="Senza contratto", contacts=[{"name": "Ugo", "email": "u@ugo.example"}]
    )
    first = house.mail("Due cose", "Non stampa. Inoltre il logo.", sender="Ugo <u@ugo.example>").ticket
    second = house.mail(message_id="<3@rossi.example>").ticket
    _, part = divide.split(house.desk, first, [Cut(offset=len("Non stampa. "))])
    assert part.tier == 2
    assert [one.code for one in queue.rows(house.desk)] == [second, first, part.code]
    house.desk.close()
