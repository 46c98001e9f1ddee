"""What is known of a customer beyond the card is data: facts of the terms, devices, deliveries."""

from decimal import Decimal

import pytest
from deskterm import locale
from deskterm.desk.customers import cards, profile
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.intake import receive
from deskterm.desk.steps import customer_of, facts
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage

from tests.clocks import rome
from tests.desk.five import House
from tests.desk.rows import rows


def known(desk, code="C001"):
    with desk.read() as conn:
        number = customer_of.the_customer(conn, code)
        card = cards.get(desk, code)
        assert card.id == number
        return facts.of_customer(desk, conn, card, desk.now())


@pytest.mark.parametrize(
    ("name", "written", "means"),
    [
        ("phone_contract", "Sì", True),
        ("phone_contract", "no", False),
        ("quick_access", "yes", True),
        ("adhesion", "2026-01-10", "2026-01-10"),
        ("deployment", "cloud", "cloud"),
        ("target_hours", "8", Decimal(8)),
        ("target_hours", "A:4, B:8.5", {"A": Decimal(4), "B": Decimal("8.5")}),
        ("fees", "subscription update", ("subscription", "update")),
        ("product", " omniagest-4.5 ", "omniagest-4.5"),
    ],
)
def test_a_fact_is_written_as_text_and_read_as_its_kind(desk, name, written, means):
    assert profile.set_facts(desk, "C001", {name: written})[name] == means
    assert profile.facts(desk, "C001") == {name: means}
    assert known(desk)[name] == means
    assert profile.set_facts(desk, "C001", {name: ""}) == {}


@pytest.mark.parametrize(
    ("name", "written", "why"),
    [
        ("phone_contrat", "yes", "no_fact"),
        ("plan", "SAD", "fact_of_agreement"),
        ("contract", "yes", "fact_of_agreement"),
        ("quick_access", "forse", "fact_value"),
        ("deployment", "nuvola", "fact_word"),
        ("adhesion", "prima o poi", "unclear"),
        ("target_hours", "presto", "fact_value"),
        ("target_hours", "A:presto", "fact_value"),
        ("target_hours", "-1", "fact_value"),
    ],
)
def test_what_is_no_fact_or_no_value_is_refused_and_nothing_is_written(desk, name, written, why):
    with pytest.raises(Refused) as refused:
        profile.set_facts(desk, "C001", {"quick_access": "yes", name: written})
    assert refused.value.code == why
    assert profile.facts(desk, "C001") == {}


def test_an_unknown_customer_has_no_facts(desk):
    with pytest.raises(NotFound):
        profile.set_facts(desk, "C999", {"quick_access": "yes"})


@pytest.mark.rule("O11")
def test_the_telephone_is_covered_only_as_long_as_the_agreement(desk):
    for code, covered in (("C001", True), ("C003", False)):
        profile.set_facts(desk, code, {"phone_contract": "yes"})
        assert bool(known(desk, code).get("phone_contract")) is covered


@pytest.mark.rule("I4", "A15")
def test_agreed_hours_make_the_due_time_of_each_severity(tmp_path, watch):
    house = House(tmp_path, "istes", watch).knows(target_hours="A:4 B:8")
    code = house.mail().ticket
    assert tickets.get(house.desk, code).due_at == rome("2026-03-02T12:50")  # it may turn out to be an A
    triage.triage(house.desk, code, topic="usage", severity="B")
    assert tickets.get(house.desk, code).due_at == rome("2026-03-02T16:50")
    triage.triage(house.desk, code, topic="usage", severity="A")
    assert tickets.get(house.desk, code).due_at == rome("2026-03-02T12:50")
    house.desk.close()


@pytest.mark.rule("M1")
def test_without_adhesion_no_ticket_is_opened(tmp_path, watch):
    house = House(tmp_path, "digital-micro", watch)
    assert (house.request("portal").outcome, house.request("portal").rule) == ("rejected", "M1")
    house.knows(adhesion="2026-01-10")
    assert house.request("portal").outcome == "queued"
    house.desk.close()


@pytest.mark.rule("I14", "A16")
def test_a_claim_is_in_time_for_thirty_days_after_the_last_delivery(tmp_path, watch):
    house = House(tmp_path, "istes", watch)
    watch.set("2026-01-20T09:00")
    assert profile.contestable_until(house.desk, "C001") == ""
    profile.deliver(house.desk, "C001", what="Stampa etichette", on="2026-01-10")
    assert profile.deliver(house.desk, "C001", what="Aggiornamento 5.1") == "2026-01-20"
    assert profile.contestable_until(house.desk, "C001") == "2026-02-19"
    assert [one["what"] for one in rows(house.desk, "delivery")] == ["Stampa etichette", "Aggiornamento 5.1"]
    for day, late in (("2026-02-19", False), ("2026-02-20", True)):
        watch.set(f"{day}T10:00")
        code = receive.receive_request(
            house.desk, channel="whatsapp", customer="C001", subject=day, body="Non va."
        ).ticket
        _, verdict = triage.triage(house.desk, code, topic="dispute")
        assert ("I14" in [one.rule for one in verdict.decisions]) is late
    house.desk.close()


def test_a_delivery_has_a_name_and_lies_in_the_past(desk):
    for what, on, why in (("", "", "delivery_needs_name"), ("X", "2026-03-03", "delivered_in_future")):
        with pytest.raises(Refused) as refused:
            profile.deliver(desk, "C001", what=what, on=on)
        assert refused.value.code == why


def test_what_was_changed_of_a_customer_is_in_the_history(desk):
    profile.set_facts(desk, "C001", {"quick_access": "yes"})
    with desk.read() as conn:
        row = conn.execute("SELECT * FROM event WHERE deed = 'customer_facts_set'").fetchone()
    assert (row["target"], row["by"], row["after"]) == ("C001", "luca", '{"quick_access": "yes"}')


@pytest.mark.parametrize(("language", "known"), [("it", "sì, no"), ("en", "yes, no")])
def test_what_a_flag_can_be_is_said_as_the_screen_speaks(desk, language, known):
    with locale.speaking(language), pytest.raises(Refused) as refused:
        profile.set_facts(desk, "C001", {"quick_access": "forse"})
    assert refused.value.values["known"] == known
