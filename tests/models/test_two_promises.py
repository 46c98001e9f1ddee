"""Several promises at once: of each metric the first that holds, each on its own clock."""

import pytest
from deskterm.models.records.promises import TicketPromise, columns, of, open_of, written
from deskterm.models.rules.due import all_due
from deskterm.models.terms.service import read_service
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from tests.clocks import rome
from tests.models.terms_kit import SERVICES, check_service, due, service, shown, text
from tests.models.two_promises import ANSWER, PRICE, RESOLUTION, THREE, TWO

MONDAY = rome("2026-03-02 10:00")


def told(terms, at=MONDAY, questions=()):
    return {one.metric: shown(one.due_at) for one in all_due(terms, {}, at, questions)}


def test_each_promise_has_its_target_and_its_clock():
    terms = read_service(THREE)
    assert told(terms) == {
        "contact": "2026-03-02 10:30",
        "answer": "2026-03-02 11:00",
        "resolution": "2026-03-03 11:00",
    }
    assert due(terms, {}, MONDAY).metric == "contact"


def test_of_one_metric_the_first_that_holds_is_the_tickets():
    urgent = ANSWER.replace('id = "X1"', 'id = "X5", when = ["blocking"]').replace("1h", "15m")
    terms = service(version="2", response=f"{urgent}, {ANSWER}, {RESOLUTION}")
    rules = [one.rule for one in all_due(terms, {"blocking": True}, MONDAY)]
    assert rules == ["X5", "X2"]
    assert [one.rule for one in all_due(terms, {}, MONDAY)] == ["X1", "X2"]


def test_a_file_of_version_1_promises_the_first_alone():
    answer = ANSWER.replace(', clarify = "runs"', "")
    contact = answer.replace('id = "X1", metric = "answer"', 'id = "X3", metric = "contact"')
    assert [one.rule for one in all_due(service(response=f"{answer}, {contact}"), {}, MONDAY)] == ["X1"]
    both = service(version="2", response=f"{answer}, {contact}")
    assert [one.rule for one in all_due(both, {}, MONDAY)] == ["X1", "X3"]


@pytest.mark.parametrize(
    ("path", "response"),
    [("response[1].metric", RESOLUTION.replace("pause", "restart")), ("response[1].clarify", ANSWER)],
)
def test_what_came_with_version_2_is_refused_in_a_file_of_version_1(path, response):
    (fault,) = check_service(text(response=response))
    assert (fault.path, fault.code) == (path, "too_new")


def test_a_question_does_to_each_what_its_own_key_says():
    terms = read_service(TWO)
    asked = (rome("2026-03-02 11:00"), rome("2026-03-02 12:00"))
    assert told(terms, questions=[asked]) == {"answer": "2026-03-02 11:00", "resolution": "2026-03-03 12:00"}


QUARTERS = st.integers(0, 4 * 24 * 14).map(lambda n: rome("2026-03-02 00:00") + 900 * n)


@given(QUARTERS, st.lists(st.tuples(st.integers(0, 200), st.integers(1, 40)), max_size=3))
def test_nothing_is_due_before_it_arrived_and_no_question_makes_it_earlier(at, asked):
    terms = read_service(THREE.replace('clarify = "runs"', 'clarify = "restart"'))
    questions, end = [], at
    for gap, length in asked:
        questions.append((end + 900 * gap, end + 900 * (gap + length)))
        end = questions[-1][1]
    plain, later = all_due(terms, {}, at), all_due(terms, {}, at, questions)
    assert [one.metric for one in later] == [one.metric for one in plain]
    for one, two in zip(plain, later, strict=True):
        assert at <= (one.soft_due_at or at) <= one.due_at <= two.due_at


@given(QUARTERS, st.integers(0, 3), st.integers(1, 6))
def test_more_opening_hours_never_make_a_promise_later(at, weekday, more):
    day = ("mon", "tue", "wed", "thu")[weekday]
    longer = service(
        version="2",
        response=f"{ANSWER}, {RESOLUTION}",
        price=PRICE,
        open=f'"mon-fri 08:30-12:30 14:00-17:00", "{day} 17:00-{17 + more}:00"',
    )
    for one, two in zip(all_due(read_service(TWO), {}, at), all_due(longer, {}, at), strict=True):
        assert two.due_at <= one.due_at


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_the_shipped_services_promise_one_thing_as_before(name):
    for facts in ({}, {"contract": True, "plan": "ADVANCED"}, {"blocking": True, "customer": True}):
        found = all_due(SERVICES[name], facts, MONDAY)
        assert found == tuple(one for one in [due(SERVICES[name], facts, MONDAY)] if one)


class Kept(Struct):
    """What has happened to a ticket."""

    promises: str
    contacted_at: int | None = None
    answered_at: int | None = None
    resolved_at: int | None = None
    closed_at: int | None = None
    asked_at: int | None = None


def promised():
    return written(
        TicketPromise(metric=metric, rule="X", due_at=due_at, kept=kept)
        for metric, due_at, kept in (
            ("contact", 30, "contact"),
            ("answer", 60, "answer"),
            ("resolution", 480, "resolution"),
        )
    )


@pytest.mark.parametrize(
    ("happened", "left", "shown_due"),
    [
        ({}, ["contact", "answer", "resolution"], (30, "contact")),
        ({"contacted_at": 20}, ["answer", "resolution"], (60, "answer")),
        ({"answered_at": 40}, ["resolution"], (480, "resolution")),
        ({"resolved_at": 70}, [], (480, "")),
        ({"answered_at": 40, "closed_at": 50}, [], (480, "")),
    ],
)
def test_an_event_keeps_what_is_promised_of_it_and_of_less(happened, left, shown_due):
    one = Kept(promised(), **happened)
    assert [still.promise.metric for still in open_of(one)] == left
    assert (columns(one)["due_at"], columns(one)["due_for"]) == shown_due


def test_what_is_broken_is_known_of_each_promise_until_it_is_kept_and_after():
    now = 500
    late = {still.promise.metric: still.late_by(now) for still in of(Kept(promised(), answered_at=65))}
    assert late == {"contact": 35, "answer": 5, "resolution": 20}
    closed = of(Kept(promised(), closed_at=40))
    assert [(still.is_open, still.late_by(now)) for still in closed] == [(False, 10), (False, 0), (False, 0)]
