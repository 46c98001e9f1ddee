"""Work entered afterwards passes the gates of the terms as if it began then."""

import pytest
from deskterm import locale
from deskterm.desk.billing import filing
from deskterm.desk.calls import access, contacts, gates
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.tickets import tickets

from tests.clocks import rome
from tests.desk.five import READY, House, no, word, yes

NINE, HALF_PAST = rome("2026-03-02T09:00"), rome("2026-03-02T09:30")


@pytest.fixture
def micro(tmp_path, watch):
    """Digital Micro at noon, with a ticket of the early morning."""
    house = House(tmp_path, "digital-micro", watch).knows(adhesion="2026-01-10")
    watch.set("2026-03-02T08:50")
    house.code = house.request("portal").ticket
    watch.set("2026-03-02T12:00")
    yield house
    house.desk.close()


def entered(house, code, *, start=NINE, end=HALF_PAST, kind="remote", **more):
    return filing.enter(house.desk, code, kind=kind, started_at=start, ended_at=end, **more)


@pytest.mark.rule("M6")
@pytest.mark.parametrize(
    ("fact", "rule"), [("device_online", "M5"), ("consent", "M6"), ("id_password", "M7")]
)
def test_past_remote_work_without_the_right_answer_is_refused_with_rule_and_clause(micro, fact, rule):
    told = {name: one for name, one in READY.items() if name != fact}
    with pytest.raises(Refused) as refused:
        entered(micro, micro.code, answers=told)
    assert (refused.value.code, refused.value.rule) == ("gate_closed", rule)
    assert refused.value.values["clause"] == micro.desk.service.clause(rule, locale.language())
    assert contacts.groups(micro.desk, micro.code) == ()


@pytest.mark.rule("M6", "M14")
def test_what_was_told_then_is_kept_with_the_time_of_then(micro):
    session = entered(micro, micro.code, answers=READY)
    told = {one.fact: one for one in gates.evidence(micro.desk, micro.code)}
    assert (told["consent"].who, told["consent"].how) == ("Anna Rossi", "phone")
    assert {(one.at, one.session_id) for one in told.values()} == {(NINE, session.id)}


@pytest.mark.rule("M14", "A11")
def test_a_backup_that_was_not_confirmed_is_a_warning_that_stays_on_past_work(micro):
    entered(micro, micro.code, answers={**READY, "backup_confirmed": no("Anna Rossi", words="procedete")})
    warned = [one.rule for one in tickets.why(micro.desk, micro.code) if one.do == "warn"]
    assert warned == ["M14"]


def test_work_that_went_on_within_the_gap_is_not_asked_about_twice(micro):
    entered(micro, micro.code, answers=READY)
    again = entered(micro, micro.code, start=HALF_PAST + 300, end=HALF_PAST + 900)
    assert [one.id for one in contacts.groups(micro.desk, micro.code)] == [again.group_id]


def test_the_consent_of_an_hour_ago_is_none_for_past_work_either(micro):
    entered(micro, micro.code, answers=READY)
    with pytest.raises(Refused) as refused:
        entered(micro, micro.code, start=HALF_PAST + 3600, end=HALF_PAST + 4200)
    assert refused.value.rule == "M5"


@pytest.mark.rule("M9")
def test_what_was_told_at_the_close_counts_when_past_work_is_filed_at_once(micro):
    told = {**READY, "client_closed_software": yes()}
    times = {"started_at": NINE, "ended_at": HALF_PAST}
    words = {"outcome": "solved", "reason": "intervention"}
    filing.log(micro.desk, micro.code, kind="remote", answers=told, **times, **words)
    points = {one.fact: one.point for one in gates.evidence(micro.desk, micro.code)}
    assert (points["consent"], points["client_closed_software"]) == ("remote", "close")


@pytest.mark.rule("I6")
def test_a_mail_that_came_after_the_work_does_not_authorise_it(istes, watch):
    watch.set("2026-03-02T12:00")
    code = istes.mail(received="Mon, 2 Mar 2026 10:00:00 +0100").ticket
    told = {"target": word("client"), "admin_account": yes()}
    with pytest.raises(Refused) as refused:
        entered(istes, code, answers=told)
    assert refused.value.rule == "I6"
    entered(istes, code, start=rome("2026-03-02T10:05"), end=rome("2026-03-02T10:25"), answers=told)


@pytest.mark.rule("I7")
def test_past_work_on_a_server_stands_in_the_access_log_from_when_to_when(istes, watch):
    watch.set("2026-03-02T08:00")
    code = istes.mail().ticket
    watch.set("2026-03-02T12:00")
    entered(istes, code, answers={"target": word("server"), "temp_account": yes()})
    lines = [(one.deed, one.at, one.account) for one in reversed(access.log(istes.desk))]
    assert lines == [("opened", NINE, "temporary"), ("closed", HALF_PAST, "temporary")]


@pytest.mark.rule("D24")
def test_a_night_on_call_is_entered_in_the_morning(desk, watch):
    watch.set("2026-03-03T08:40")
    given = {"body": "Fermi.", "contact": "Anna Rossi", "phone": "0445 000123", "blocking": True}
    received_at = rome("2026-03-02T22:10")
    code = receive.receive_request(
        desk, channel="on-call", customer="C001", subject="Server fermo", received_at=received_at, **given
    ).ticket
    start, end = rome("2026-03-02T22:15"), rome("2026-03-02T22:50")
    filing.enter(desk, code, kind="remote", started_at=start, ended_at=end)
    assert [one.rule for one in tickets.why(desk, code) if one.point in ("call", "remote")] == []


@pytest.mark.rule("D24")
def test_the_on_call_number_by_day_is_said_on_past_work_too(desk, watch):
    watch.set("2026-03-03T12:00")
    given = {"body": "Fermi.", "contact": "Anna Rossi", "phone": "0445 000123", "blocking": True}
    received_at = rome("2026-03-02T22:10")
    code = receive.receive_request(
        desk, channel="on-call", customer="C001", subject="Server fermo", received_at=received_at, **given
    ).ticket
    start, end = rome("2026-03-03T10:00"), rome("2026-03-03T10:20")
    filing.enter(desk, code, kind="call", started_at=start, ended_at=end)
    assert [one.rule for one in tickets.why(desk, code) if one.point == "call"] == ["D24"]
