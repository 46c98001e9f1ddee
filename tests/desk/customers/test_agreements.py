"""An agreement is dated: it is signed, renewed, corrected, ended, and the past keeps what held on its day."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.customers import agreements, cards, profile
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.steps.billing import fees
from deskterm.desk.steps.tickets import due
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage
from deskterm.desk.upkeep.upkeep import keep_up

from tests.clocks import rome


def days(desk, code="C001"):
    return [(one.starts_on, one.ends_on) for one in agreements.of_customer(desk, code)]


def asks(desk, code="C001", subject="Stampa registro"):
    return receive.receive_request(
        desk, channel="mail", customer=code, subject=subject, body="Esce vuota", phone="0445 000123"
    ).ticket


def deeds_of(desk, target="C001"):
    with desk.read() as conn:
        rows = conn.execute("SELECT deed, before, after FROM event WHERE target = ? ORDER BY id", (target,))
        return [(row["deed"], row["before"], row["after"]) for row in rows.fetchall()]


# Renewed


def test_a_contract_that_has_ended_is_renewed_for_as_long_as_it_was(desk, watch):
    watch.set("2027-01-04T09:00")
    assert cards.card(desk, "C001").contract_ok is False
    done = agreements.renew(desk, "C001", {})
    assert days(desk) == [("2026-01-01", "2026-12-31"), ("2027-01-01", "2027-12-31")]
    assert (done.agreement.plan, done.agreement.rate_cents) == ("standard", 5400)
    assert cards.card(desk, "C001").contract_ok is True
    assert deeds_of(desk)[-1][0] == "agreement_renewed"


def test_a_renewal_may_change_the_rate_and_the_old_year_keeps_its_own(desk, watch):
    agreements.renew(desk, "C001", {"rate_cents": 5800})
    assert cards.get(desk, "C001").rate_cents == 5400
    watch.set("2027-01-04T09:00")
    assert cards.get(desk, "C001").rate_cents == 5800


def test_one_that_ended_years_ago_begins_anew_today(desk, watch):
    watch.set("2028-05-10T09:00")
    agreements.renew(desk, "C001", {})
    assert days(desk)[-1] == ("2028-05-10", "2029-05-09")


def test_what_has_no_end_is_not_renewed(desk):
    cards.add(desk, code="C009", name="Bar Sport", contract_from="2026-01-01")
    with pytest.raises(Refused) as refused:
        agreements.renew(desk, "C009", {})
    assert refused.value.code == "agreement_endless"


def test_who_never_had_one_signs_and_does_not_renew(desk):
    cards.add(desk, code="C009", name="Bar Sport")
    with pytest.raises(NotFound) as refused:
        agreements.renew(desk, "C009", {})
    assert refused.value.code == "no_agreement"
    agreements.sign(desk, "C009", {"ends_on": "2026-12-31", "fee_cents": 60000, "fee_base_cents": 300000})
    card = cards.get(desk, "C009")
    assert (card.contract_from, card.fee_cents, card.fee_base_cents) == ("2026-03-02", 60000, 300000)


# From a day on, other conditions


def test_new_conditions_from_a_day_end_the_old_ones_the_day_before(desk):
    done = agreements.sign(
        desk, "C001", {"starts_on": "2026-07-01", "ends_on": "2027-06-30", "rate_cents": 6000}
    )
    assert days(desk) == [("2026-01-01", "2026-06-30"), ("2026-07-01", "2027-06-30")]
    assert done.shortened.ends_on == "2026-06-30"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"starts_on": "2026-01-01"}, "agreements_meet"),
        ({"starts_on": "2025-06-01"}, "agreements_meet"),
        ({"starts_on": "2027-01-01", "ends_on": "2026-12-31"}, "contract_ends_early"),
        ({"starts_on": "2027-01-01", "rate_cents": -4500}, "negative_rate"),
        ({"starts_on": "2027-01-01", "fee_cents": -1}, "negative_fee"),
        ({"starts_on": "2027-01-01", "facts": {"deployment": "cloud"}}, "not_agreed"),
        ({"starts_on": "2027-01-01", "facts": {"phone_contract": "forse"}}, "fact_value"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(desk, changes, why):
    before = days(desk)
    with pytest.raises(Refused) as refused:
        agreements.sign(desk, "C001", changes)
    assert refused.value.code == why
    assert str(refused.value)
    assert days(desk) == before


# Corrected, ended


def test_a_correction_is_an_event_that_keeps_how_it_stood(desk):
    agreements.correct(desk, "C001", {"rate_cents": 5000, "ends_on": "2027-03-31"})
    assert days(desk) == [("2026-01-01", "2027-03-31")]
    deed, before, after = deeds_of(desk)[-1]
    assert deed == "agreement_corrected"
    assert '"rate_cents": 5400' in before and '"rate_cents": 5000' in after


def test_a_correction_does_not_run_into_the_next_agreement(desk):
    agreements.renew(desk, "C001", {})
    with pytest.raises(Refused) as refused:
        agreements.correct(desk, "C001", {"ends_on": "2027-02-28"})
    assert refused.value.code == "agreements_meet"
    with pytest.raises(NotFound):
        agreements.correct(desk, "C001", {"plan": "SAD"}, number=999)


def test_an_agreement_ends_when_it_is_said_to(desk, watch):
    agreements.end(desk, "C001", on="2026-03-31", why="Chiude")
    assert cards.card(desk, "C001").contract_ok is True
    watch.set("2026-04-01T09:00")
    assert cards.card(desk, "C001").contract_ok is False
    with pytest.raises(Refused) as refused:
        agreements.end(desk, "C001")
    assert refused.value.code == "no_agreement_on"


# The tickets that wait


@pytest.mark.rule("D3", "D5")
def test_a_renewal_written_late_gives_the_waiting_request_its_term_and_says_why(desk, watch):
    watch.set("2027-01-04T09:00")
    code = asks(desk)
    assert tickets.get(desk, code).due_at is None
    done = agreements.renew(desk, "C001", {})
    assert done.reconsidered == (code,)
    assert tickets.get(desk, code).due_at == rome("2027-01-07T09:00")  # the 6th is Epiphany
    assert [one.rule for one in tickets.why(desk, code) if one.point == "response"][-1] == "D5"
    assert tickets.history(desk, code)[-1].deed == "reconsidered"


@pytest.mark.rule("D3")
def test_an_agreement_that_begins_later_changes_nothing_for_a_request_that_is_here(desk, watch):
    watch.set("2027-01-04T09:00")
    code = asks(desk)
    assert agreements.renew(desk, "C001", {"starts_on": "2027-01-05"}).reconsidered == ()
    assert tickets.get(desk, code).due_at is None


def test_a_request_of_the_old_year_keeps_its_term_when_the_agreement_ends(desk, watch):
    code = asks(desk)
    due = tickets.get(desk, code).due_at
    assert agreements.end(desk, "C001", on="2026-03-02").reconsidered == ()
    assert tickets.get(desk, code).due_at == due


def test_what_was_answered_or_is_of_nobody_sure_stays_as_it_is(desk, watch):
    watch.set("2027-01-04T09:00")
    answered = asks(desk)
    tickets.answer(desk, answered, text="Fatto")
    assert agreements.renew(desk, "C001", {}).reconsidered == ()
    assert tickets.get(desk, answered).due_at is None


@pytest.mark.rule("I4", "I16", "I19")
def test_with_an_agreement_the_waiting_incident_moves_to_the_first_tier_and_gets_its_hours(istes, watch):
    desk = istes.desk
    cards.add(desk, code="C050", name="Hotel Nuovo")
    code = asks(desk, "C050")
    triage.triage(desk, code, topic="usage", severity="A")
    assert (tickets.get(desk, code).tier, tickets.get(desk, code).due_at) == (2, None)
    facts = {"target_hours": "A:4 B:8 C:24"}
    assert agreements.sign(desk, "C050", {"facts": facts}).reconsidered == (code,)
    ticket = tickets.get(desk, code)
    assert (ticket.tier, ticket.due_at) == (1, ticket.received_at + 4 * 3600)
    rules = [one.rule for one in tickets.why(desk, code)]
    assert "I16" in rules and "I4" in rules


@pytest.mark.rule("I4")
def test_the_hours_of_an_agreement_hold_as_long_as_it_does(istes, watch):
    desk = istes.desk
    cards.add(desk, code="C050", name="Hotel Nuovo", contract_from="2026-01-01", contract_until="2026-12-31")
    agreements.correct(desk, "C050", {"facts": {"target_hours": "8"}})
    agreements.renew(desk, "C050", {"facts": {"target_hours": "4"}})
    code = asks(desk, "C050")
    assert tickets.get(desk, code).due_at == watch() + 8 * 3600
    watch.set("2027-02-01T09:00")
    assert profile.written(desk, "C050")["target_hours"] == "4"
    with desk.read() as conn:
        assert due.of_ticket(desk, conn, tickets.get(desk, code))[0].due_at == rome("2026-03-02T17:00")
    assert tickets.get(desk, asks(desk, "C050", "Altro")).due_at == watch() + 4 * 3600


def test_a_fact_that_the_agreement_holds_is_set_in_the_agreement(istes):
    desk = istes.desk
    cards.add(desk, code="C050", name="Hotel Nuovo", contract_from="2026-01-01", agreed={"fees": "update"})
    profile.set_facts(desk, "C050", {"fees": "subscription"})
    assert agreements.of_customer(desk, "C050")[0].facts == {"fees": "subscription"}
    assert profile.written(desk, "C050")["fees"] == "subscription"


@pytest.mark.parametrize(
    ("fact", "value", "near"),
    [
        ("fees", "bogus", ""),
        ("fees", "subscritpion", "subscription"),
        ("target_hours", "Z:4", ""),
        ("target_hours", "A:0", ""),
        ("deployment", "clod", "cloud"),
    ],
)
@pytest.mark.rule("I4", "I21")
def test_a_fact_is_one_that_the_terms_know_and_the_nearest_word_is_named(istes, fact, value, near):
    cards.add(istes.desk, code="C050", name="Hotel Nuovo")
    with pytest.raises(Refused) as refused:
        profile.set_facts(istes.desk, "C050", {fact: value})
    assert near in str(refused.value)
    assert profile.facts(istes.desk, "C050") == {}


# The packs that come with it


def pool(desk, code="C050"):
    return [(line.pack.left, line.pack.expires_on) for line in packs.packs(desk, customer=code)]


@pytest.mark.rule("I24")
def test_each_agreement_brings_its_half_day_of_training_when_it_begins(istes, watch):
    desk = istes.desk
    cards.add(desk, code="C050", name="Hotel Nuovo", contract_from="2026-01-01", contract_until="2026-12-31")
    assert pool(desk) == [(240, "2026-12-31")]
    agreements.renew(desk, "C050", {})
    keep_up(desk)
    assert pool(desk) == [(240, "2026-12-31")]
    watch.set("2027-01-02T09:00")
    keep_up(desk)
    keep_up(desk)
    assert sorted(pool(desk), key=lambda one: one[1]) == [(0, "2026-12-31"), (240, "2027-12-31")]


@pytest.mark.rule("I24")
def test_what_is_left_of_the_training_goes_on_with_an_agreement_that_is_prolonged(istes, watch):
    desk = istes.desk
    cards.add(desk, code="C050", name="Hotel Nuovo", contract_from="2026-01-01", contract_until="2026-12-31")
    packs.adjust(desk, packs.packs(desk, customer="C050")[0].pack.id, -40, note="usato")
    agreements.correct(desk, "C050", {"ends_on": "2026-06-30"})
    assert [one for one in pool(desk) if one[0]] == [(200, "2026-06-30")]
    agreements.correct(desk, "C050", {"ends_on": "2027-06-30"})  # it goes on, no further than its own year
    assert [one for one in pool(desk) if one[0]] == [(200, "2026-12-31")]
    agreements.end(desk, "C050", on="2026-02-01")
    assert [one for one in pool(desk) if one[0]] == []
    assert packs.check(desk) == ()


@pytest.mark.rule("I24")
def test_the_half_day_comes_again_with_each_year_of_the_agreement_counted_from_its_beginning(istes, watch):
    desk = istes.desk
    cards.add(desk, code="C050", name="Hotel Nuovo", contract_from="2025-06-15", contract_until="2027-09-30")
    assert pool(desk) == [(240, "2026-06-14")]
    packs.adjust(desk, packs.packs(desk, customer="C050")[0].pack.id, -100, note="usato")
    for day, held in (
        ("2026-06-14T23:00", [(140, "2026-06-14")]),
        ("2026-06-15T00:01", [(240, "2027-06-14")]),
        ("2027-06-15T09:00", [(240, "2027-09-30")]),
        ("2027-10-01T09:00", []),
    ):
        watch.set(day)
        keep_up(desk)
        keep_up(desk)
        assert [one for one in pool(desk) if one[0]] == held, day
    assert packs.check(desk) == ()


@pytest.mark.rule("I24")
def test_a_correction_that_moves_no_end_gives_no_second_training(istes):
    desk = istes.desk
    cards.add(desk, code="C050", name="Hotel Nuovo", contract_from="2026-01-01", contract_until="2026-12-31")
    agreements.correct(desk, "C050", {"rate_cents": 6000})
    assert pool(desk) == [(240, "2026-12-31")]


@pytest.mark.rule("I24")
def test_a_renewal_brings_its_training_on_its_first_day_whoever_looks_first(istes, watch):
    desk = istes.desk
    cards.add(desk, code="C050", name="Hotel Nuovo", contract_from="2026-01-01", contract_until="2026-12-31")
    code = receive.receive_request(
        desk, channel="mail", customer="C050", subject="Formazione", body="x"
    ).ticket
    agreements.renew(desk, "C050", {})
    watch.set("2027-01-04T11:00")
    work = {"started_at": rome("2027-01-04T10:00"), "ended_at": rome("2027-01-04T10:30")}
    filed = filing.log(desk, code, kind="training", **work, outcome="solved", reason="training")
    assert [(one.to.partition(":")[0], one.minutes) for one in filed.bill.settle] == [("pack", 30)]
    assert (240 - 30, "2027-12-31") in pool(desk)


@pytest.mark.rule("I24")
def test_a_card_shows_the_training_of_an_agreement_that_begins_today(istes, watch):
    cards.add(istes.desk, code="C050", name="Hotel Nuovo", contract_from="2026-06-01")
    watch.set("2026-06-01T08:00")
    keep_up(istes.desk)
    assert [pack.left for pack in cards.card(istes.desk, "C050").packs] == [240]


@pytest.mark.rule("I24")
def test_looking_at_packs_and_cards_writes_nothing_in_the_history(istes, watch):
    cards.add(istes.desk, code="C050", name="Hotel Nuovo", contract_from="2026-06-01")
    watch.set("2026-06-01T08:00")

    def booked():
        with istes.desk.read() as conn:
            return conn.execute("SELECT count(*) FROM movement").fetchone()[0]

    before = booked()
    assert (pool(istes.desk), cards.card(istes.desk, "C050").packs, booked()) == ([], (), before)


# What ends soon


def test_agreements_that_end_within_thirty_days_and_that_nobody_renewed_are_told(desk, watch):
    def told():
        return [(one.code, one.ends_on) for one in agreements.ending(desk, watch())]

    assert told() == []
    watch.set("2026-12-01T09:00")
    assert told() == [("C001", "2026-12-31")]
    watch.set("2027-01-20T09:00")
    assert told() == [("C001", "2026-12-31")]
    agreements.renew(desk, "C001", {})
    assert told() == []
    watch.set("2027-12-20T09:00")
    assert told() == [("C001", "2027-12-31"), ("C002", "2027-12-31")]


@pytest.mark.rule("D25")
def test_the_usual_fee_is_the_share_that_the_terms_name(desk, istes):
    assert fees.usual_fee(desk.service, 300050, {}) == 60010
    assert fees.usual_fee(desk.service, None, {}) is None
    assert fees.usual_fee(istes.desk.service, 300000, {}) is None


# What has not begun


def test_what_is_renewed_already_is_not_renewed_again(desk):
    following = agreements.renew(desk, "C001", {}).agreement
    with pytest.raises(Refused) as refused:
        agreements.renew(desk, "C001", {})
    assert refused.value.code == "agreement_follows"
    assert f"--number {following.id}" in str(refused.value)
    assert len(days(desk)) == 2


def test_a_renewal_that_has_not_begun_can_be_withdrawn_and_its_event_keeps_it(desk):
    following = agreements.renew(desk, "C001", {}).agreement
    assert agreements.end(desk, "C001", number=following.id, why="ci ha ripensato").withdrawn
    assert days(desk) == [("2026-01-01", "2026-12-31")]
    deed, before, after = deeds_of(desk)[-1]
    assert deed == "agreement_withdrawn"
    assert "2027-12-31" in before
    assert "ci ha ripensato" in after
    assert agreements.renew(desk, "C001", {}).agreement.starts_on == "2027-01-01"


def test_where_only_one_to_come_stands_its_end_asks_for_its_number(desk):
    coming = agreements.sign(desk, "C003", {"starts_on": "2026-09-01"}).agreement
    with pytest.raises(Refused) as refused:
        agreements.end(desk, "C003")
    assert (refused.value.code, str(coming.id) in str(refused.value)) == ("agreement_to_come", True)


# Money without an agreement


def test_a_rate_without_an_agreement_is_refused_and_not_forgotten(desk):
    with pytest.raises(Refused) as refused:
        cards.add(desk, code="C009", name="Bar Sport", rate_cents=4500)
    assert refused.value.code == "agreed_without_agreement"
    with pytest.raises(Refused) as refused:
        cards.add(desk, code="C009", name="Bar Sport", contract_from="2026-01-01", rate_cents=-4500)
    assert refused.value.code == "negative_rate"
    assert [one.code for one in cards.listing(desk)] == ["C001", "C002", "C003"]
    assert queue.count(desk) == 0


@pytest.mark.parametrize(
    ("ended", "today", "renewed"),
    [
        ("2026-01-15", "2026-01-20T09:00", ("2026-01-16", "2026-01-30")),  # fifteen days, and no month
        ("2026-01-15", "2026-11-06T09:00", ("2026-11-06", "2026-11-20")),
        ("2026-10-15", "2026-10-10T09:00", ("2026-10-16", "2027-07-30")),  # 288 days, as they were
        ("2026-06-30", "2026-06-10T09:00", ("2026-07-01", "2026-12-31")),  # six months, however long they are
    ],
)
def test_what_was_no_whole_number_of_months_goes_on_for_as_many_days(desk, watch, ended, today, renewed):
    agreements.correct(desk, "C001", {"ends_on": ended})
    watch.set(today)
    agreements.renew(desk, "C001", {})
    assert days(desk)[-1] == renewed
