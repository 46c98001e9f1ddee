"""Intake under other firms' terms: what Delta System's do not ask."""

import pytest
from deskterm.desk.context import make_desk
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive, recovery
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage

from tests.clocks import Watch, rome
from tests.desk.mails import mail

TO = "To: assistenza@delta-system.example"


@pytest.fixture
def open_desk(tmp_path):
    desks = []

    def opened(service, at):
        text = files.text_of(service)
        desk = make_desk(tmp_path / service, text, f"{service}.toml", who="luca", clock=Watch(at))
        desks.append(desk)
        return desk

    yield opened
    for desk in desks:
        desk.close()


def customer(desk, **values):
    people = [{"name": "Anna Rossi", "email": "anna@rossi.example", "phone": "0445 000123"}]
    return cards.add(desk, code="C001", name="Rossi srl", contacts=people, **values)


@pytest.mark.rule("T1")
def test_a_plan_that_is_only_withheld_does_not_refuse_the_unconfirmed(open_desk):
    desk = open_desk("contabilita-in-cloud", "2026-03-02T09:00")
    customer(desk, plan="ADVANCED", contract_from="2026-01-01")
    letter = mail(subject="Assistenza telefonica", proven=False)
    received = receive.receive_mail(desk, letter)
    assert received.outcome in ("queued", "clarify")
    assert tickets.get(desk, received.ticket).confirmed is False
    assert recovery.confirm_sender(desk, received.ticket).confirmed is True


@pytest.mark.rule("T1")
def test_without_the_plan_the_unconfirmed_is_refused_like_anybody(open_desk):
    desk = open_desk("contabilita-in-cloud", "2026-03-02T09:00")
    customer(desk, plan="BASE", contract_from="2026-01-01")
    received = receive.receive_mail(desk, mail(subject="Assistenza telefonica", proven=False))
    assert (received.outcome, received.rule) == ("rejected", "T1")


@pytest.mark.rule("I13")
def test_a_mail_belongs_to_the_mailbox_it_was_sent_to(open_desk):
    desk = open_desk("istes", "2026-03-02T09:00")
    customer(desk, contract_from="2026-01-01")
    research = desk.service.channel("research").address
    letter = mail()
    sent = type(letter)(
        **{name: getattr(letter, name) for name in letter.__struct_fields__} | {"to_addresses": (research,)}
    )
    received = receive.receive_mail(desk, sent)
    assert tickets.get(desk, received.ticket).channel == "research"


@pytest.mark.rule("I12")
def test_a_customisation_in_the_busy_season_rests_until_it_is_over(open_desk):
    desk = open_desk("istes", "2026-07-14T10:00")
    customer(desk, contract_from="2026-01-01")
    code = receive.receive_mail(desk, mail()).ticket
    ticket, verdict = triage.triage(desk, code, topic="customisation")
    assert "I12" in {decision.rule for decision in verdict.decisions}
    assert (ticket.state, ticket.until) == ("parked", rome("2026-09-01T00:00"))


@pytest.mark.rule("I24")
def test_the_half_day_of_training_comes_with_the_agreement(open_desk):
    from deskterm.desk.packs import packs

    desk = open_desk("istes", "2026-03-02T09:00")
    customer(desk, contract_from="2026-01-01", contract_until="2026-12-31")
    (line,) = packs.packs(desk, customer="C001")
    assert (line.pack.kind, line.pack.left, line.pack.expires_on) == ("training", 240, "2026-12-31")
    cards.add(desk, code="C002", name="Senza contratto")
    assert packs.packs(desk, customer="C002") == ()
