"""At the desk the terms of each service decide: tiers, severities, unknown senders, refused sessions."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.context import make_desk
from deskterm.desk.customers import cards, profile
from deskterm.desk.intake import receive
from deskterm.desk.queue import queue
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage
from deskterm.desk.upkeep import technicians

from tests.clocks import Watch, rome
from tests.desk.five import READY
from tests.desk.mails import mail


@pytest.fixture
def open_desk(tmp_path, watch):
    opened = []

    def furnish(service):
        desk = make_desk(
            tmp_path / service, files.text_of(service), f"{service}.toml", who="luca", clock=watch
        )
        opened.append(desk)
        technicians.add(desk, "luca")
        for code, until in (("C001", "2026-12-31"), ("C002", "2025-12-31")):
            cards.add(
                desk,
                code=code,
                name=f"Cliente {code}",
                contacts=[
                    {"name": "Anna Rossi", "email": f"anna@{code.lower()}.example", "phone": "0445 000123"}
                ],
                contract_from="2025-01-01",
                contract_until=until,
            )
        return desk

    yield furnish
    for desk in opened:
        desk.close()


def write(desk, code, subject="Errore", channel="mail"):
    return receive.receive_request(
        desk, channel=channel, customer=code, subject=subject, body="Si chiude"
    ).ticket


@pytest.mark.rule("I16", "I17", "I19", "I11")
def test_agreements_go_first_then_severity_then_our_own_faults(open_desk, watch: Watch):
    desk = open_desk("istes")
    without = write(desk, "C002")
    watch.passes(60)
    slight, grave, ours = (write(desk, "C001", subject) for subject in ("uno", "due", "tre"))
    for code, severity, topic in ((without, "A", "usage"), (slight, "C", "usage"), (grave, "A", "usage")):
        triage.triage(desk, code, topic=topic, severity=severity)
    triage.triage(desk, ours, topic="own-fault", severity="C")
    taken = []
    while (found := queue.take_next(desk)) is not None:
        taken.append(found.ticket.code)
        tickets.answer(desk, found.ticket.code, text="Fatto")
    assert taken == [grave, ours, slight, without]


@pytest.mark.rule("I4", "I19", "A15")
def test_the_severity_brings_the_time_that_was_agreed_for_it(open_desk):
    desk = open_desk("istes")
    profile.set_facts(desk, "C001", {"target_hours": "A:4 B:8"})
    code = write(desk, "C001")
    assert tickets.get(desk, code).due_at == rome("2026-03-02T13:00")  # until it is sorted, the tightest
    assert triage.triage(desk, code, topic="usage", severity="A")[0].due_at == rome("2026-03-02T13:00")
    assert triage.triage(desk, code, topic="usage", severity="B")[0].due_at == rome("2026-03-02T17:00")
    assert triage.triage(desk, code, topic="usage", severity="C")[0].due_at is None
    assert triage.triage(desk, write(desk, "C002"), topic="usage", severity="A")[0].due_at is None


@pytest.mark.rule("M10", "M11")
def test_a_refused_session_is_free_and_an_interrupted_one_costs_its_time(open_desk, watch: Watch):
    desk = open_desk("digital-micro")
    profile.set_facts(desk, "C001", {"adhesion": "2025-01-10"})
    code = write(desk, "C001", channel="portal")
    watch.passes(3600)

    def session(kind, minutes_ago, minutes, outcome, answers):
        began = watch.at - minutes_ago * 60
        return filing.log(
            desk,
            code,
            kind=kind,
            answers=answers,
            started_at=began,
            ended_at=began + minutes * 60,
            outcome=outcome,
            reason="intervention",
        ).bill

    refused = session("call", 50, 4, "not-authorised", {})
    interrupted = session("remote", 20, 12, "interrupted", READY)
    assert (refused.rule, refused.net_cents, refused.report) == ("M10", 0, False)
    assert (interrupted.rule, interrupted.net_cents) == ("M11", 600)


@pytest.mark.rule("I16", "T1", "D1")
@pytest.mark.parametrize(
    ("service", "rule"), [("istes", "I16"), ("contabilita-in-cloud", "T1"), ("delta-system", "D1")]
)
def test_a_stranger_waits_apart_under_the_rule_that_says_who_is_served(open_desk, service, rule):
    desk = open_desk(service)
    found = receive.receive_mail(desk, mail("stranger@nobody.example", "Assistenza telefonica"))
    assert (found.outcome, found.rule) == ("held", rule)
