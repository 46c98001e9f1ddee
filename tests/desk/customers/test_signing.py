"""Who asks to sign up is signed up when the request is closed: since when, what was chosen and accepted."""

import pytest
from deskterm.desk.customers import cards, profile, sign_up
from deskterm.desk.customers.sign_up import Joined
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.letters import hand_delivery
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets
from deskterm.desk.tickets.undo import undo
from deskterm.desk.triage import triage

from tests.clocks import rome
from tests.desk.five import House
from tests.desk.rows import rows
from tests.models.terms_kit import check_service

ALL = Joined(chosen={"quick_access": "sì"}, accepted_by="Gino Gamba")


@pytest.fixture
def micro(tmp_path, watch):
    house = House(tmp_path, "digital-micro", watch, plan="")
    cards.add(house.desk, code="GAM", name="Gamba Arredi")
    watch.set("2026-04-03T16:00")
    yield house.desk
    house.desk.close()


def asks_to_sign_up(desk):
    fields = {"type": "sign-up"}
    return receive.receive_request(
        desk, channel="portal", customer="GAM", body="Vorrei aderire", fields=fields
    )


def asks(desk):
    return receive.receive_request(desk, channel="portal", customer="GAM", body="La stampante non va")


@pytest.mark.rule("M1", "M3")
def test_whoever_has_signed_up_is_served_from_then_on(micro):
    assert asks(micro).outcome == "rejected"
    code = asks_to_sign_up(micro).ticket
    assert tickets.close(micro, code, joined=ALL).answered_at == rome(
        "2026-04-03T16:00"
    )  # the promise is kept
    assert profile.written(micro, "GAM") == {"adhesion": "2026-04-03T16:00", "quick_access": "yes"}
    served = asks(micro)
    assert served.outcome == "queued"
    assert ("warn", "M3") in [(one.do, one.rule) for one in tickets.why(micro, served.ticket)]


@pytest.mark.rule("M1", "M13")
def test_closing_asks_for_what_the_terms_want_to_know_and_changes_nothing_until_it_is_told(micro):
    code = asks_to_sign_up(micro).ticket
    tickets.answer(micro, code, text="Ecco le credenziali")
    hand_delivery.last_handed(micro, code)
    for joined, why, rule in (
        (None, "close_sign_up", "M1"),
        (Joined(accepted_by="Gino"), "sign_up_choice", "M8"),
        (Joined(chosen={"quick_access": "no"}), "sign_up_not_accepted", "M13"),
        (Joined(day="2026-04-04", chosen={"quick_access": "no"}, accepted_by="G"), "sign_up_in_future", "M1"),
    ):
        with pytest.raises(Refused) as refused:
            tickets.close(micro, code, joined=joined)
        assert (refused.value.code, refused.value.rule) == (why, rule)
        assert str(refused.value)
    assert tickets.get(micro, code).state == "answered"
    assert profile.written(micro, "GAM") == {}


def test_who_thinks_better_of_it_is_not_signed_up(micro):
    code = asks_to_sign_up(micro).ticket
    tickets.close(micro, code, why="Ci ha ripensato")
    assert profile.written(micro, "GAM") == {}
    assert asks(micro).outcome == "rejected"


@pytest.mark.rule("M1", "M3", "M8", "M13")
def test_the_ticket_says_why_with_the_rule_behind_each_thing(micro):
    code = asks_to_sign_up(micro).ticket
    tickets.close(micro, code, joined=ALL)
    why = {one.do: (one.rule, one.detail) for one in tickets.why(micro, code) if one.point == "close"}
    assert why["signed_up"] == ("M1", {"day": "2026-04-03"})
    assert why["chosen"] == ("M8", {"fact": "quick_access", "value": "yes"})
    assert why["accepted"] == ("M13", {"notice": "risk", "who": "Gino Gamba", "version": "1"})
    assert why["activating"] == ("M3", {"due_at": rome("2026-04-05T16:00")})
    (found,) = rows(micro, "sign_up")
    assert (found["notice"], found["accepted_by"], found["by"]) == ("risk", "Gino Gamba", "luca")
    with pytest.raises(Refused):
        undo(micro)


@pytest.mark.rule("M3")
def test_the_card_says_until_when_the_service_is_being_made_active(micro, watch):
    code = asks_to_sign_up(micro).ticket
    tickets.close(micro, code, joined=ALL)
    until = sign_up.activating_until(micro, profile.facts(micro, "GAM"))
    assert until == rome("2026-04-05T16:00")
    watch.set("2026-04-03T15:59")
    assert sign_up.activating_until(micro, profile.facts(micro, "GAM")) is None
    watch.set("2026-04-05T16:00")
    assert sign_up.activating_until(micro, profile.facts(micro, "GAM")) is None


def test_who_signed_up_on_paper_some_days_ago_has_that_day(micro):
    code = asks_to_sign_up(micro).ticket
    earlier = Joined(day="2026-03-30", chosen={"quick_access": "no"}, accepted_by="Gino Gamba")
    tickets.close(micro, code, joined=earlier)
    assert profile.written(micro, "GAM") == {"adhesion": "2026-03-30", "quick_access": "no"}


@pytest.mark.rule("M8")
def test_quick_access_is_chosen_when_signing_up_and_not_later_on_its_own(micro):
    tickets.close(micro, asks_to_sign_up(micro).ticket, joined=ALL)
    with pytest.raises(Refused) as refused:
        profile.set_facts(micro, "GAM", {"quick_access": "no"})
    assert (refused.value.code, refused.value.rule) == ("chosen_at_sign_up", "M8")
    profile.set_facts(micro, "GAM", {"adhesion": "2026-04-03", "quick_access": "no"})
    assert profile.written(micro, "GAM")["quick_access"] == "no"


def test_a_request_that_triage_finds_to_be_a_sign_up_is_one(micro):
    profile.set_facts(micro, "GAM", {"adhesion": "2026-01-01"})
    code = asks(micro).ticket
    profile.set_facts(micro, "GAM", {"adhesion": ""})
    triage.triage(micro, code, topic="sign-up")
    with pytest.raises(Refused) as refused:
        tickets.close(micro, code)
    assert refused.value.code == "close_sign_up"


def test_who_has_signed_up_already_is_not_asked_again(micro):
    profile.set_facts(micro, "GAM", {"adhesion": "2026-01-01"})
    code = asks_to_sign_up(micro).ticket
    tickets.answer(micro, code, text="C'è già")
    hand_delivery.last_handed(micro, code)
    assert tickets.close(micro, code).state == "closed"


def test_where_the_terms_know_no_sign_up_nothing_is_asked(desk):
    code = receive.receive_request(
        desk, channel="mail", customer="C001", subject="Stampa", body="Esce vuota", phone="0445 000123"
    ).ticket
    tickets.answer(desk, code, text="Fatto")
    assert tickets.close(desk, code).state == "closed"


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ('topic = "sign-up", fact', 'topic = "sing-up", fact', "sign_up.topic"),
        ('fact = "adhesion", notice', 'fact = "quick_access", notice', "sign_up.fact"),
        ('notice = "risk", active', 'notice = "risks", active', "sign_up.notice"),
        ('{ fact = "quick_access", it', '{ fact = "adhesion", it', "sign_up.choice[1].fact"),
        ('active_rule = "M3"', 'active_rule = "M33"', "sign_up.active_rule"),
    ],
)
def test_a_slip_in_the_terms_of_the_sign_up_is_named_with_its_place(good, bad, place):
    text = files.text_of("digital-micro")
    assert good in text
    assert place in [fault.path for fault in check_service(text.replace(good, bad))]


@pytest.mark.rule("M3")
def test_a_firm_may_say_another_time_for_the_activation(tmp_path, watch):
    text = files.text_of("digital-micro").replace('active = "48h"', 'active = "24h"')
    house = House(tmp_path, "digital-micro", watch, text=text)
    house.knows(adhesion="2026-03-02T08:00")
    until = sign_up.activating_until(house.desk, profile.facts(house.desk, "C001"))
    assert until == rome("2026-03-03T08:00")
    house.desk.close()
