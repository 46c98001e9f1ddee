"""ISTES, rules I1-I25: written requests, agreements first, free on cloud, twenty minutes a unit elsewhere."""

from datetime import date

import pytest
from deskterm.models.money.price import marks
from deskterm.models.rules import order
from deskterm.models.rules.derived_facts import available
from deskterm.models.rules.periods import last_day
from deskterm.models.rules.rules import actions as decided
from deskterm.models.rules.rules import outcome

from tests.clocks import rome
from tests.models.terms_kit import ISTES, detail, done, due, otherwise, scope, shown, worked

SUNDAY, MAY, OCTOBER = "2026-03-01 10:00", "2026-05-04 10:00", "2026-10-05 10:00"
MAIL = {"channel": "mail", "problem": "Il programma si chiude"}
PREMISE = {"deployment": "on-premise"}
PAID = ["sql-server", "cumulative-update", "systems", "third-party", "extra-training", "onsite"]
POOL = [("training", "minute", 240)]


def become(facts, at=SUNDAY):
    return outcome(decided(ISTES, "intake", facts, rome(at)))


def place(facts, point="intake", terms=ISTES, at=OCTOBER):
    return order.place(terms.channel("mail"), decided(terms, point, facts, rome(at)))


def promised(facts, received=SUNDAY, terms=ISTES):
    found = due(terms, MAIL | facts, rome(received))
    return found and shown(found.due_at)


@pytest.mark.rule("I1")
def test_the_terms_carry_their_date():
    provider = ISTES.provider
    assert (provider.version, provider.valid_from, provider.rule) == ("01/02/2023", "2023-02-01", "I1")


@pytest.mark.rule("I2", "A15")
@pytest.mark.parametrize("at", [SUNDAY, "2026-12-25 03:00", "2026-08-15 12:00"])
def test_one_can_write_on_any_day(at):
    assert become(MAIL, at) == "queued"
    assert available(ISTES, ISTES.channel("mail"), MAIL, rome(at))
    assert ISTES.calendar("always").is_working_day(date(2026, 12, 25))


@pytest.mark.rule("A15", "I4")
@pytest.mark.other("A15")
def test_without_an_agreement_no_time_is_promised():
    assert promised({"contract": False, "target_hours": 4}) is None
    assert promised({"contract": True}) is None
    agreed = {"contract": True, "target_hours": 4}
    assert promised(agreed) is not None
    assert promised(agreed | {"topic": "customisation"}) is None  # agreed in steps (I13)
    assert promised(agreed | {"channel": "research"}) is None
    everybody = otherwise(
        "istes",
        (
            'when = ["contract", "channel!=research", "topic!=customisation"], target = "contract"',
            'target = "48h"',
        ),
    )
    assert promised({}, terms=everybody) == "2026-03-03 10:00"


@pytest.mark.rule("I4", "I19")
@pytest.mark.parametrize(
    ("agreed", "severity", "by"),
    [
        (8, "", "2026-03-01 18:00"),
        ("8", "C", "2026-03-01 18:00"),
        ({"A": 4, "B": 8, "C": 24}, "A", "2026-03-01 14:00"),
        ({"A": 4, "B": 8, "C": 24}, "C", "2026-03-02 10:00"),
        ({"A": 4}, "B", None),
        (0, "A", None),
        (-3, "A", None),
        ("soon", "A", None),
    ],
)
def test_the_agreement_promises_its_own_hours_on_any_day(agreed, severity, by):
    assert promised({"contract": True, "target_hours": agreed, "severity": severity}) == by


@pytest.mark.rule("I4")
def test_the_agreed_rate_goes_before_the_list():
    result = worked(ISTES, 30, PREMISE | {"contract": True, "rate": 90})
    assert (result.rule, result.mode, result.billed_minutes, result.net_cents) == ("I4", "time", 30, 4500)
    assert worked(ISTES, 30.5, PREMISE | {"contract": True, "rate": 60}).net_cents == 3100
    assert worked(ISTES, 30, PREMISE | {"contract": False, "rate": 90}).rule == "I25"
    assert worked(ISTES, 30, PREMISE | {"contract": True}).rule == "I25"


@pytest.mark.rule("I3")
def test_on_cloud_assistance_is_free_since_2021():
    assert worked(ISTES, 90, {"deployment": "cloud"}).rule == "I3"
    assert worked(ISTES, 90, {"deployment": "cloud"}).net_cents == 0
    assert worked(ISTES, 90, {"deployment": "cloud"}, start="2021-01-01 00:00").mode == "free"
    assert worked(ISTES, 90, {"deployment": "cloud"}, start="2020-12-31 23:59").mode == "undecided"
    assert worked(ISTES, 90, PREMISE).net_cents == 20000


@pytest.mark.rule("I5")
def test_no_work_before_a_written_request():
    assert become(MAIL | {"channel": "phone"}) == "rejected"
    assert become(MAIL | {"channel": "whatsapp"}) == "queued"
    assert done(ISTES, "call", PREMISE | {"inbound": True}) == [("block", "I5")]
    assert done(ISTES, "call", PREMISE | {"inbound": True, "ticket": True}) == []
    assert done(ISTES, "call", PREMISE | {"inbound": False}) == []


@pytest.mark.rule("I6", "A16")
@pytest.mark.other("A16")
def test_only_a_mail_authorises_to_connect():
    ready = {"request_mail": True, "target": "client", "admin_account": True}
    assert done(ISTES, "remote", ready) == []
    assert done(ISTES, "remote", ready | {"request_mail": False}) == [("block", "I6")]
    assert done(ISTES, "remote", ready | {"request_mail": False, "kind": "whatsapp"}) == [("block", "I6")]
    easy = otherwise("istes", ('when = ["!request_mail"]', 'when = ["!request_mail", "kind!=whatsapp"]'))
    assert done(easy, "remote", ready | {"request_mail": False, "kind": "whatsapp"}) == []


@pytest.mark.rule("I7")
def test_a_server_needs_an_account_of_ours_for_a_time():
    server = {"request_mail": True, "target": "server"}
    assert done(ISTES, "remote", server) == [("block", "I7")]
    assert done(ISTES, "remote", server | {"temp_account": True}) == []
    assert (ISTES.access.expires, ISTES.access.logged) == (8 * 3600, ("server",))


@pytest.mark.rule("I8")
def test_a_client_needs_an_administrators_account():
    client = {"request_mail": True, "target": "client"}
    assert done(ISTES, "remote", client | {"temp_account": True}) == [("block", "I8")]
    assert done(ISTES, "remote", client | {"admin_account": True}) == []


@pytest.mark.rule("I6", "I7", "I8")
def test_every_question_of_the_gate_has_its_words():
    asked = {rule.ask for rule in ISTES.rules if rule.at == "remote"}
    assert asked <= {question.fact for question in ISTES.questions}


@pytest.mark.rule("I9")
def test_what_is_not_our_software_is_paid():
    assert done(ISTES, "triage", {"topic": "third-party"}) == [("offer", "I9")]
    assert scope(ISTES, "third-party") == "paid"
    assert scope(ISTES, "usage") == "in"


@pytest.mark.rule("I10")
def test_outside_causes_are_in_scope():
    assert done(ISTES, "triage", {"topic": "external-event"}) == [("remind", "I10")]
    causes = {label.id for label in ISTES.reasons if label.rule == "I10"}
    assert causes == {"os-update", "service-stopped", "no-connection"}


@pytest.mark.rule("I11")
def test_our_own_faults_go_before_other_requests_of_their_severity():
    assert done(ISTES, "triage", {"topic": "own-fault"}) == [("priority", "I11")]
    (ours, tier), (usual, same) = place({"topic": "own-fault"}, "triage"), place({"topic": "usage"}, "triage")
    assert tier == same

    def rank(lane, severity):
        return order.rank(ISTES, lane=lane, tier=1, severity=severity)

    assert rank(usual, "A") < rank(ours, "B") < rank(usual, "B")


@pytest.mark.rule("I12")
@pytest.mark.parametrize(
    ("day", "put_off"),
    [
        ("2026-02-28", False),
        ("2026-03-01", True),
        ("2026-08-31", True),
        ("2026-09-01", False),
        ("2028-02-29", False),
    ],
)
def test_customisations_are_put_off_while_work_is_at_its_height(day, put_off):
    found = decided(ISTES, "triage", {"topic": "customisation"}, rome(f"{day} 10:00"))
    assert [action.detail.get("until") for action in found if action.do == "defer"] == ["09-01"] * put_off
    assert done(ISTES, "triage", {"topic": "usage"}, f"{day} 10:00") == []


@pytest.mark.rule("A16", "I12")
@pytest.mark.other("A16")
def test_another_firm_may_stop_some_days_before():
    early = otherwise("istes", ("before_days = 0", "before_days = 10"))
    for day, deferred in [("2026-02-18", False), ("2026-02-19", True), ("2026-03-01", True)]:
        found = done(early, "triage", {"topic": "customisation"}, f"{day} 10:00")
        assert (("defer", "I12") in found) is deferred


@pytest.mark.rule("I12")
def test_a_season_may_run_over_new_year():
    winter = otherwise("istes", ('from = "03-01"', 'from = "11-15"'), ('until = "08-31"', 'until = "02-29"'))
    for day, runs in [
        ("2026-11-14", 0),
        ("2026-11-15", 1),
        ("2027-01-01", 1),
        ("2027-02-28", 1),
        ("2027-03-01", 0),
    ]:
        assert (
            ("defer", "I12") in done(winter, "triage", {"topic": "customisation"}, f"{day} 10:00")
        ) is bool(runs)


@pytest.mark.rule("I13")
def test_a_customisation_is_agreed_in_four_steps_with_research():
    assert detail(ISTES, "triage", {"topic": "customisation"}, OCTOBER) == {"to": "research"}
    (project,) = ISTES.projects
    assert [step.id for step in project.steps] == ["realisation", "test", "acceptance", "confirmation"]
    assert ISTES.channel("research").address == "ricerca@istes.example"


@pytest.mark.rule("I14", "A16")
def test_a_claim_is_in_time_for_thirty_days_without_the_day_of_delivery():
    def claim(at, terms=ISTES):
        return done(terms, "triage", {"topic": "dispute", "last_delivery": "2026-03-02"}, at)

    assert last_day(ISTES.contest, date(2026, 3, 2)) == date(2026, 4, 1)
    assert claim("2026-04-01 23:59") == []
    assert claim("2026-04-02 00:01") == [("warn", "I14")]
    assert done(ISTES, "triage", {"topic": "dispute", "days_since_delivery": 30}) == []
    assert done(ISTES, "triage", {"topic": "dispute"}) == []
    judging = otherwise(
        "istes", ('do = "warn", template = "claim-too-late"', 'do = "exclude", template = "claim-too-late"')
    )
    assert claim("2026-04-02 00:01", judging) == [("exclude", "I14")]


@pytest.mark.rule("I15")
def test_an_obsolete_customisation_is_never_covered():
    asked = {"topic": "obsolete-customisation", "fees": ["subscription", "update"]}
    assert done(ISTES, "triage", asked) == [("exclude", "I15")]
    for deployment in ("cloud", "on-premise"):
        worked_on = worked(ISTES, 60, asked | {"deployment": deployment, "contract": True, "rate": 50})
        assert (worked_on.mode, worked_on.rule) == ("quote", "I15")


@pytest.mark.rule("I16", "I17")
def test_agreements_are_the_first_tier_and_all_others_the_second():
    assert done(ISTES, "intake", MAIL | {"contract": True}) == [("priority", "I16")]
    assert done(ISTES, "intake", MAIL | {"contract": False}) == [("priority", "I17")]
    assert place(MAIL | {"contract": True}) == (2, 1)
    assert place(MAIL) == (2, 2)


@pytest.mark.rule("I17", "A14")
@pytest.mark.other("A14")
def test_the_second_tier_waits_for_the_first_to_be_empty_whatever_its_severity():
    slight = order.rank(ISTES, lane=2, tier=1, severity="")
    assert slight < order.rank(ISTES, lane=1, tier=2, severity="A")
    fair = otherwise(
        "istes", ('["tier", "severity", "lane", "arrived"]', '["severity", "tier", "lane", "arrived"]')
    )
    assert order.rank(fair, lane=2, tier=1, severity="C") > order.rank(fair, lane=2, tier=2, severity="A")


@pytest.mark.rule("A14")
def test_cloud_customers_without_an_agreement_are_in_the_second_tier():
    assert place(MAIL | {"deployment": "cloud", "contract": False}) == (2, 2)


@pytest.mark.rule("I18")
def test_a_request_sent_again_joins_the_one_that_waits():
    assert become(MAIL | {"duplicate": True, "contract": True}) == "merged"
    found = decided(ISTES, "intake", MAIL | {"duplicate": True}, rome(SUNDAY))
    assert (found[0].do, found[0].rule) == ("merge", "I18")


@pytest.mark.rule("I19")
def test_severity_orders_inside_a_tier():
    assert [label.id for label in ISTES.severities] == ["A", "B", "C"]
    ranks = [order.rank(ISTES, lane=2, tier=1, severity=word) for word in ("A", "B", "C", "")]
    assert ranks == sorted(set(ranks))


@pytest.mark.rule("I20")
def test_the_phone_is_the_whatsapp_number():
    assert ISTES.channel("phone").address == ISTES.channel("whatsapp").address
    assert ISTES.channel("phone").rule == "I20"


@pytest.mark.rule("I21")
def test_two_fees_give_different_rights():
    gives = {fee.id: len(fee.gives) for fee in ISTES.entitlements}
    assert gives == {"subscription": 1, "update": 4}
    update = {"topic": "software-update"}
    assert done(ISTES, "triage", update | {"fees": ["subscription"]}) == [("offer", "I21")]
    assert done(ISTES, "triage", update | {"fees": ["subscription", "update"]}) == []
    assert done(ISTES, "triage", update | {"fees": "update"}) == []


@pytest.mark.rule("I21", "I3")
def test_an_update_on_cloud_is_free_with_the_fee_that_gives_it_and_else_priced_by_agreement():
    update = {"deployment": "cloud", "topic": "software-update"}
    without = worked(ISTES, 20, update | {"fees": ["subscription"]})
    assert (without.rule, without.mode, without.billable) == ("I21", "quote", True)
    given = worked(ISTES, 20, update | {"fees": ["subscription", "update"]})
    assert (given.rule, given.mode, given.net_cents) == ("I3", "free", 0)


@pytest.mark.rule("I13")
def test_a_customisation_on_cloud_is_priced_by_agreement():
    result = worked(ISTES, 20, {"deployment": "cloud", "topic": "customisation"})
    assert (result.rule, result.mode, result.billable) == ("I13", "quote", True)


@pytest.mark.rule("I22", "A13")
@pytest.mark.parametrize("topic", ["sql-server", "cumulative-update", "systems"])
def test_delegated_work_is_paid_on_cloud_too(topic):
    assert done(ISTES, "triage", {"topic": topic}) == [("offer", "I22")]
    for deployment in ("cloud", "on-premise"):
        result = worked(ISTES, 20, {"deployment": deployment, "topic": topic})
        assert (result.rule, result.units, result.net_cents) == ("I22", 1, 4000)
        assert worked(ISTES, 20.5, {"deployment": deployment, "topic": topic}).units == 2


@pytest.mark.rule("A13")
@pytest.mark.other("A13")
def test_another_firm_may_let_the_free_cloud_cover_them():
    generous = otherwise(
        "istes",
        (
            f', "topic!={"|".join(PAID)}|obsolete-customisation|customisation|software-update"]',
            "]",
        ),
    )
    assert worked(generous, 20, {"deployment": "cloud", "topic": "systems"}).rule == "I3"


@pytest.mark.rule("I23")
def test_a_contact_may_be_the_system_administrator():
    assert [(role.id, role.rule) for role in ISTES.roles] == [("system-administrator", "I23")]


@pytest.mark.rule("I24")
@pytest.mark.parametrize(
    ("minutes", "drawn", "units"),
    [(60, 60, 0), (240, 240, 0), (241, 240, 1), (260, 240, 1), (261, 240, 2), (300, 240, 3)],
)
def test_half_a_day_of_training_is_included_and_the_rest_paid(minutes, drawn, units):
    result = worked(ISTES, minutes, PREMISE, kind="training", packs=POOL)
    assert (result.rule, result.units, result.net_cents) == ("I24", units, 4000 * units)
    assert result.settle[0].minutes == drawn
    assert result.billed_minutes == drawn + 20 * units == sum(part.minutes for part in result.settle)


@pytest.mark.rule("I24")
def test_the_pool_comes_with_the_agreement():
    pool = ISTES.pack("training")
    assert (pool.grant, pool.unit, pool.months) == (240, "minute", 12)
    agreed = worked(ISTES, 300, PREMISE | {"contract": True, "rate": 90}, kind="training", packs=POOL)
    assert [(part.minutes, part.net_cents) for part in agreed.settle] == [(240, 0), (60, 9000)]
    for customer in ({"contract": False, "rate": 90}, {"contract": True}):
        listed = worked(ISTES, 260, PREMISE | customer, kind="training", packs=POOL)
        assert (listed.rule, listed.mode, listed.net_cents) == ("I24", "unit", 4000)
    minute = worked(ISTES, 240.5, PREMISE | {"contract": True, "rate": 60}, kind="training", packs=POOL)
    assert minute.net_cents == 100
    none = worked(ISTES, 300, PREMISE, kind="training")
    assert (none.units, none.net_cents) == (15, 60000)


@pytest.mark.rule("I24")
@pytest.mark.parametrize(("customer", "rule"), [({}, "I24"), ({"contract": True, "rate": 90}, "I4")])
def test_training_beyond_the_half_day_leaves_the_pool_alone(customer, rule):
    result = worked(ISTES, 40, customer | {"topic": "extra-training"}, kind="training", packs=POOL)
    assert (result.rule, [part.to for part in result.settle]) == (rule, ["invoice"])
    cloud = worked(ISTES, 40, {"deployment": "cloud"}, kind="training", packs=POOL)
    assert (cloud.rule, [part.to for part in cloud.settle]) == ("I24", ["pack:1"])


@pytest.mark.rule("I24", "A13")
def test_work_on_site_further_training_and_other_objects_are_paid_on_cloud_too():
    cloud = {"deployment": "cloud"}
    onsite = worked(ISTES, 20.5, cloud, kind="onsite")
    assert (onsite.rule, onsite.units, onsite.net_cents) == ("I24", 2, 8000)
    assert worked(ISTES, 20.5, cloud | {"topic": "third-party"}).units == 2
    for topic in ("third-party", "extra-training", "onsite"):
        result = worked(ISTES, 45, cloud | {"topic": topic})
        assert (result.rule, result.net_cents) == ("I24", 12000)
    assert done(ISTES, "triage", {"topic": "onsite"}) == [("offer", "I24")]


@pytest.mark.rule("I25", "A13")
@pytest.mark.parametrize(
    ("minutes", "units"), [(1 / 60, 1), (1, 1), (20, 1), (20 + 1 / 60, 2), (40, 2), (45, 3)]
)
def test_time_is_counted_in_units_of_twenty_minutes_from_their_beginning(minutes, units):
    result = worked(ISTES, minutes, PREMISE)
    assert (result.rule, result.units, result.net_cents) == ("I25", units, 4000 * units)
    assert result.report


@pytest.mark.rule("I25")
def test_the_price_list_has_its_days():
    assert worked(ISTES, 20, PREMISE, start="2023-01-31 23:59").mode == "undecided"
    assert worked(ISTES, 20, PREMISE, start="2023-02-01 00:00").rule == "I25"
    new = otherwise(
        "istes",
        (
            'price = 40.00, from = 2023-02-01, settle = ["invoice"], report = true } ]',
            'price = 40.00, from = 2023-02-01, until = 2026-12-31, settle = ["invoice"], report = true },\n'
            '  { id = "I25", part = "2027", mode = "unit", unit = "15:00", price = 35.00, from = 2027-01-01,'
            ' settle = ["invoice"] } ]',
        ),
    )
    assert worked(new, 20, PREMISE, start="2026-12-31 23:50").net_cents == 4000
    assert worked(new, 20, PREMISE, start="2027-01-01 00:00").net_cents == 7000


@pytest.mark.rule("I25")
def test_the_clock_warns_two_minutes_before_the_next_unit():
    assert marks(ISTES, PREMISE, rome(MAY))[:4] == (
        (0, "money"),
        (1080, "soon"),
        (1200, "money"),
        (2280, "soon"),
    )
    assert marks(ISTES, {"deployment": "cloud"}, rome(MAY)) == ()
