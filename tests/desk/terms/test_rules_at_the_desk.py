"""Rules of the five documents that show only at a desk: what a request, a call or a month comes to."""

import pytest
from deskterm.desk.billing import filing as billing_filing
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards, search
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage

from tests.clocks import rome
from tests.desk.five import House


@pytest.fixture
def house(tmp_path, watch):
    opened = []

    def under(service, at="2026-03-02T09:00", **more):
        watch.set(at)
        opened.append(House(tmp_path / str(len(opened)), service, watch, **more))
        return opened[-1]

    yield under
    for one in opened:
        one.desk.close()


def decided(house, code, point):
    return [(one.do, one.rule) for one in tickets.why(house.desk, code) if one.point == point]


def worked(house, topic, minutes, *, subject="", **filing):
    """A call of so many minutes about a topic, filed; its bill."""
    subject = subject or f"Caso {topic} {house.desk.now()}"
    code = house.request("mail", subject=subject).ticket
    triage.triage(house.desk, code, topic=topic)
    session = timer.start(house.desk, code, inbound=False)
    house.watch.passes(minutes * 60)
    timer.stop(house.desk)
    return billing_filing.file(house.desk, session.group_id, outcome="solved", reason="other", **filing).bill


# Delta System


@pytest.mark.rule("D2")
def test_a_systems_request_is_served_like_the_others_without_any_plan_for_systems(house):
    delta = house("delta-system", plan="")
    code = delta.mail("Il server non si accende").ticket
    ticket, verdict = triage.triage(delta.desk, code, topic="systems")
    assert (ticket.line, verdict.scope, verdict.decisions) == ("systems", "in", ())
    assert ticket.due_at == rome("2026-03-04T08:50")
    assert (
        tickets.get(delta.desk, delta.mail("Stampa", message_id="<2@rossi.example>").ticket).line
        == "software"
    )


@pytest.mark.rule("D22")
@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-03-02T12:29", []),
        ("2026-03-02T12:30", ["D22"]),
        ("2026-03-02T14:00", []),
        ("2026-03-02T17:00", ["D22"]),
        ("2026-03-07T10:00", ["D22"]),  # a Saturday
        ("2026-04-06T10:00", ["D22"]),  # Easter Monday
        ("2026-06-29T10:00", ["D22"]),  # the patron saint of the seat
    ],
)
def test_the_direct_line_says_when_it_is_called_out_of_its_hours(house, at, said):
    delta = house("delta-system", at)
    code = delta.request("urgent", blocking=True).ticket
    timer.start(delta.desk, code, inbound=True)
    assert [rule for do, rule in decided(delta, code, "call") if rule == "D22"] == said
    timer.stop(delta.desk)


# Contabilità in Cloud


@pytest.mark.rule("T5")
@pytest.mark.parametrize(
    ("subject", "outcome"),
    [
        ("Assistenza telefonica", "queued"),
        ("  ASSISTENZA   telefonica. ", "queued"),
        ("R: Assistenza telefonica", "queued"),
        ("Assistenza", "review"),
        ("Fattura scartata", "review"),
    ],
)
def test_only_a_mail_under_the_agreed_subject_books_the_others_wait_for_a_person(house, subject, outcome):
    cloud = house("contabilita-in-cloud", plan="ADVANCED")
    got = cloud.mail(subject)
    assert (got.outcome, got.rule) == (outcome, "T5" if outcome == "review" else "")


@pytest.mark.rule("T13", "T14")
def test_help_with_the_use_of_the_program_is_given_and_what_the_document_lists_is_not(house):
    cloud = house("contabilita-in-cloud", plan="ADVANCED")
    found = {}
    for topic in cloud.desk.service.topics:
        code = cloud.request("chat", f"Su {topic.id}").ticket
        _, verdict = triage.triage(cloud.desk, code, topic=topic.id)
        found[topic.id] = (verdict.scope, [one.rule for one in verdict.decisions])
    assert found.pop("usage") == ("in", [])
    assert {scope for scope, _ in found.values()} == {"out"}
    listed = "internet hardware operating-system third-party api configuration installation".split()
    listed += ["migration", "training", "initial-setup"]
    assert [found.pop(topic) for topic in listed] == [("out", ["T14"])] * 10
    assert [rules for _, rules in found.values()] == [["T13"]]  # whatever else it may be


@pytest.mark.rule("T16", "A8")
def test_a_second_request_of_the_day_near_a_deadline_is_served_with_a_remark(house):
    cloud = house("contabilita-in-cloud", "2026-03-16T09:00", plan="ADVANCED")
    first = cloud.request("chat", "Liquidazione IVA").ticket
    second = cloud.request("chat", "Modello F24").ticket
    assert "T16" not in [rule for _, rule in decided(cloud, first, "intake")]
    assert ("warn", "T16") in decided(cloud, second, "intake")
    assert tickets.get(cloud.desk, second).state == "queued"
    cloud.watch.set("2026-03-17T00:01")
    third = cloud.request("chat", "Ancora").ticket
    assert "T16" not in [rule for _, rule in decided(cloud, third, "intake")]


# Omniagest


@pytest.mark.rule("O12", "O13")
@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-03-02T09:59", False),
        ("2026-03-02T10:00", True),
        ("2026-03-02T12:30", False),
        ("2026-03-02T15:00", True),
        ("2026-03-02T17:00", False),
        ("2026-03-07T11:00", False),
    ],
)
def test_the_telephone_is_answered_in_its_hours_and_called_back_out_of_them(house, at, open_):
    omnia = house("omniagest", at).knows(phone_contract="yes")
    omnia.tickets_sold(2)
    code = omnia.request("phone").ticket
    offered = ("offer", "O13") in decided(omnia, code, "intake")
    assert offered is not open_


# ISTES


@pytest.mark.rule("I1", "I25")
def test_work_of_before_the_date_of_the_terms_has_no_price_of_theirs(house):
    istes = house("istes", "2023-02-02T09:00").knows(deployment="on-premise")
    terms = istes.desk.service.provider
    assert (terms.version, terms.valid_from, terms.rule) == ("01/02/2023", "2023-02-01", "I1")
    code = istes.request("mail", received_at=rome("2023-01-31T09:00")).ticket
    work = {"kind": "call", "outcome": "solved", "reason": "other"}
    with pytest.raises(Refused) as undecided:
        billing_filing.log(
            istes.desk, code, started_at=rome("2023-01-31T10:00"), ended_at=rome("2023-01-31T10:20"), **work
        )
    assert undecided.value.code == "undecided"
    day_after = {"started_at": rome("2023-02-01T10:00"), "ended_at": rome("2023-02-01T10:20")}
    assert billing_filing.log(istes.desk, code, **day_after, **work).bill.net_cents == 4000


@pytest.mark.rule("I3")
@pytest.mark.parametrize(("where", "mode", "cents"), [("cloud", "free", 0), ("on-premise", "unit", 4000)])
def test_on_cloud_a_call_costs_nothing_and_installed_it_costs_a_unit(house, where, mode, cents):
    istes = house("istes", "2026-03-02T10:00").knows(deployment=where)
    bill = worked(istes, "usage", 20)
    assert (bill.mode, bill.net_cents) == (mode, cents)
    assert bill.rule == ("I3" if where == "cloud" else "I25")


@pytest.mark.rule("I9", "I22", "A13")
@pytest.mark.parametrize(
    ("topic", "rule", "priced"),
    [
        ("third-party", "I9", "I24"),
        ("sql-server", "I22", "I22"),
        ("cumulative-update", "I22", "I22"),
        ("systems", "I22", "I22"),
    ],
)
def test_what_is_not_our_software_or_is_delegated_is_offered_and_paid_on_cloud_too(
    house, topic, rule, priced
):
    istes = house("istes", "2026-03-02T10:00").knows(deployment="cloud")
    code = istes.request("mail", subject="Prima").ticket
    _, verdict = triage.triage(istes.desk, code, topic=topic)
    assert (verdict.scope, [(one.do, one.rule) for one in verdict.decisions]) == ("paid", [("offer", rule)])
    bill = worked(istes, topic, 25)
    assert (bill.rule, bill.units, bill.net_cents) == (priced, 2, 8000)


@pytest.mark.rule("I10")
def test_what_came_from_outside_is_looked_at_like_our_own_software(house):
    istes = house("istes", "2026-03-02T10:00").knows(deployment="cloud")
    code = istes.request("mail", subject="Servizio fermo").ticket
    ticket, verdict = triage.triage(istes.desk, code, topic="external-event", severity="B")
    assert (verdict.scope, ticket.state) == ("in", "queued")
    assert [(one.do, one.rule) for one in verdict.decisions] == [("remind", "I10")]
    assert worked(istes, "external-event", 5).mode == "free"


@pytest.mark.rule("I20")
def test_the_number_of_the_telephone_and_of_whatsapp_is_one_and_finds_the_customer_on_both(house):
    istes = house("istes", "2026-03-02T10:00")
    numbers = {
        one.kind: one.address for one in istes.desk.service.channels if one.kind in ("phone", "whatsapp")
    }
    assert len(set(numbers.values())) == 1 and len(numbers) == 2
    (found,) = search.find(istes.desk, "+39 0445000123")
    assert found.code == "C001"
    written = receive.receive_request(
        istes.desk,
        channel="whatsapp",
        customer=found.code,
        subject="Blocco",
        body="Si ferma.",
        phone="0445 000123",
    )
    spoken = receive.receive_request(
        istes.desk,
        channel="phone",
        customer=found.code,
        subject="Blocco",
        body="Si ferma.",
        phone="0445 000123",
    )
    assert (written.outcome, spoken.outcome, spoken.rule) == ("queued", "rejected", "I5")


@pytest.mark.rule("I21")
@pytest.mark.parametrize(
    ("fees", "decisions"),
    [
        (("subscription", "update"), []),
        (("update",), []),
        (("subscription",), [("offer", "I21")]),
        ((), [("offer", "I21")]),
    ],
)
def test_a_software_update_is_for_those_who_pay_the_update_fee(house, fees, decisions):
    istes = house("istes", "2026-03-02T10:00").knows(fees=",".join(fees))
    code = istes.request("mail", subject="Nuova versione").ticket
    _, verdict = triage.triage(istes.desk, code, topic="software-update")
    assert [(one.do, one.rule) for one in verdict.decisions] == decisions
    assert verdict.scope == ("paid" if decisions else "in")


@pytest.mark.rule("I23")
def test_a_contact_may_be_the_system_administrator_by_the_words_of_the_terms(house):
    istes = house("istes", "2026-03-02T10:00")
    ada = {"name": "Ada Neri", "email": "ada@neri.example", "role": "Amministratore di sistema"}
    cards.add(istes.desk, code="C002", name="Neri Mangimi", contacts=[ada])
    (kept,) = cards.card(istes.desk, "C002").customer.contacts
    assert kept.role == "system-administrator"
    (role,) = istes.desk.service.roles
    assert (role.id, role.rule) == ("system-administrator", "I23")
