"""Whose turn it is has a rule under every service, and so has leaving the turn; both have a clause."""

import pytest
from deskterm.desk.errors import Refused
from deskterm.desk.queue import queue
from deskterm.desk.steps import order_reasons
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage

from tests.clocks import Watch
from tests.desk.five import House

ORDER = {
    "delta-system": ("D15", "mail", {}),
    "contabilita-in-cloud": ("H1", "chat", {}),
    "digital-micro": ("H1", "portal", {}),
    "omniagest": ("O8", "portal", {"fields": {"type": "usage"}}),
    "istes": ("I17", "mail", {}),
}


@pytest.fixture(params=ORDER)
def firm(request, tmp_path):
    house = House(tmp_path, request.param, Watch("2026-03-02T10:30"), plan="ADVANCED")
    house.knows(adhesion="2026-01-10")
    if request.param == "omniagest":
        house.tickets_sold(5)
    rule, channel, more = ORDER[request.param]
    house.order = rule
    house.first = house.request(channel, "Prima", **more).ticket
    house.second = house.request(channel, "Seconda", **more).ticket
    yield house
    house.desk.close()


@pytest.mark.rule("D15", "I17", "O8")
def test_taking_out_of_turn_is_refused_and_noted_under_the_rule_of_the_order(firm):
    with pytest.raises(Refused) as refused:
        queue.take(firm.desk, firm.second)
    assert (refused.value.code, refused.value.rule) == ("out_of_turn", firm.order)
    taken = queue.take(firm.desk, firm.second, reason="la conosco")
    assert ("out_of_turn", firm.order) in [(one.do, one.rule) for one in taken.why]


@pytest.mark.rule("D15", "I17", "O8")
def test_every_decision_about_a_turn_has_a_number_and_a_clause_in_both_languages(firm):
    queue.take(firm.desk, firm.second, reason="la conosco")
    ticket = tickets.get(firm.desk, firm.second)
    turn = [one for one in tickets.why(firm.desk, firm.second) if one.point == "queue"]
    assert {"order", "out_of_turn"} <= {one.do for one in turn}
    for one in turn:
        clauses = {tickets.clause(firm.desk, ticket, one.rule, language) for language in ("it", "en")}
        assert one.rule
        assert len(clauses - {""}) == 2, one


def test_what_the_document_leaves_open_is_said_to_be_the_houses_own_rule(firm):
    clause = firm.desk.service.clauses[firm.order]
    if firm.order.startswith("H"):
        assert clause.source == "assumed"
        assert "scelta della casa" in clause.it
        assert "house's choice" in clause.en
    else:
        assert clause.source.endswith(".txt")


@pytest.mark.rule("I11", "I16", "I18", "I19")
def test_the_reasons_of_a_turn_are_those_that_order_it_in_the_order_of_the_terms(tmp_path):
    house = House(tmp_path, "istes", Watch("2026-03-02T10:30"))
    grave = house.request("mail", "Fermi tutti").ticket
    assert said(house, grave) == [("priority", "I16"), ("no_severity", "I19"), ("order", "I18")]
    triage.triage(house.desk, grave, topic="own-fault", severity="B")
    triage.triage(house.desk, grave, topic="own-fault", severity="A")
    taken = queue.take_next(house.desk)
    assert [(one.do, one.rule) for one in taken.why if one.point != "response"] == [
        ("priority", "I16"),
        ("severity", "I19"),
        ("priority", "I11"),
        ("order", "I18"),
    ]
    assert [one.detail["severity"] for one in taken.why if one.do == "severity"] == ["A"]
    assert sum(one.point == "response" for one in taken.why) == 1
    house.desk.close()


def test_only_a_channel_that_goes_first_is_a_reason(tmp_path):
    house = House(tmp_path, "delta-system", Watch("2026-03-02T10:30"))
    urgent = house.request("urgent", "Cassa ferma", blocking=True).ticket
    usual = house.request("mail", "Stampa").ticket
    assert said(house, urgent) == [("lane", "D20"), ("order", "D15")]
    assert said(house, usual) == [("order", "D15")]
    house.desk.close()


def said(house, code):
    ticket = tickets.get(house.desk, code)
    found = order_reasons.reasons(house.desk.service, ticket, tickets.why(house.desk, code))
    return [(one.do, one.rule) for one in found if one.point != "response"]
