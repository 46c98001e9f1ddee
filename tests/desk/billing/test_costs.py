"""Triage says what the work will cost, in every mode of price; nothing is called included that is charged."""

import pytest
from deskterm import locale
from deskterm.desk.billing import estimates, filing
from deskterm.desk.packs import packs
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage

from tests.clocks import rome
from tests.desk.five import READY, House


@pytest.fixture
def house(tmp_path, watch):
    made = []

    def build(service, **facts):
        plan = {"contabilita-in-cloud": "ADVANCED", "delta-system": "SAD"}.get(service, "standard")
        made.append(House(tmp_path, service, watch, plan=plan).knows(**facts))
        return made[-1]

    locale.choose("it")
    yield build
    for one in made:
        one.desk.close()


def cost(house, channel, topic, **more):
    code = house.request(channel, **more).ticket
    verdict = triage.preview(house.desk, code, topic=topic)
    return estimates.told(verdict.costs, verdict.known).replace("\xa0", " ")


SCATTO = "a pagamento: 40,00 € ogni 20 minuti iniziati"


@pytest.mark.rule("I25", "I3", "I22", "I24")
def test_the_scatto_is_told_at_triage_where_it_will_be_charged(house):
    installed = house("istes", deployment="on-premise")
    for topic, rule in (("usage", "I25"), ("own-fault", "I25"), ("sql-server", "I22"), ("onsite", "I24")):
        assert cost(installed, "mail", topic) == f"{SCATTO} ({rule})"


@pytest.mark.rule("I3", "I22", "I15", "I4")
def test_in_the_cloud_it_is_free_but_not_what_is_always_paid(house):
    cloud = house("istes", deployment="cloud")
    assert cost(cloud, "mail", "usage") == "gratuito (I3)"
    assert cost(cloud, "mail", "sql-server") == f"{SCATTO} (I22)"
    assert cost(cloud, "mail", "obsolete-customisation") == ""  # left out, with a quote offered


@pytest.mark.rule("D19", "D28")
def test_five_minutes_are_included_and_beyond_them_the_hour_has_its_price(house):
    delta = house("delta-system")
    words = "compreso fino a 5 minuti, oltre tutto a pagamento: 60,00 € l'ora"
    assert cost(delta, "mail", "usage") == f"{words} (D28)"
    packs.sell(delta.desk, "C001", kind="hours", size=60)
    assert cost(delta, "mail", "training", subject="Corso") == f"{words}, prima dal carnet (D28)"
    assert cost(delta, "mail", "tax", subject="Tasse") == ""  # the vendor answers


@pytest.mark.rule("M4", "M11", "M2")
def test_where_the_kinds_of_work_differ_each_is_named(house):
    micro = house("digital-micro", adhesion="2026-01-10")
    told = cost(micro, "portal", "usage")
    assert told == "telefonata: gratuito (H3), teleassistenza: a pagamento: 30,00 € l'ora (M11)"
    assert cost(micro, "portal", "remote-tool") == "gratuito (M2)"
    assert cost(micro, "portal", "sign-up", subject="Adesione") == "gratuito (M2)"


@pytest.mark.rule("O2", "O11", "T1", "T14")
def test_tickets_of_a_pack_and_plans_are_told_too(house):
    omnia = house("omniagest")
    omnia.tickets_sold(3)
    told = cost(omnia, "portal", "usage", fields={"type": "usage"})
    assert told == "un ticket del carnet, altrimenti 25,00 € (O2)"
    cloud = house("contabilita-in-cloud")
    assert cost(cloud, "chat", "usage") == "compreso (T1)"
    assert cost(cloud, "chat", "hardware", subject="Disco") == ""
    locale.choose("en")
    assert cost(cloud, "chat", "usage", subject="Altro") == "included (T1)"


@pytest.mark.rule("M2", "M11")
def test_the_type_chosen_on_the_form_is_the_topic_until_somebody_sorts_it(house):
    micro = house("digital-micro", adhesion="2026-01-10")
    code = micro.request("portal", fields={"type": "remote-tool"}).ticket
    work = {"kind": "remote", "answers": READY, "outcome": "solved"}
    day = {"started_at": rome("2026-03-02T08:00"), "ended_at": rome("2026-03-02T08:20")}
    filed = filing.log(micro.desk, code, **work, **day)
    assert (filed.bill.rule, filed.bill.mode, filed.bill.net_cents) == ("M2", "free", 0)
    assert tickets.get(micro.desk, code).topic == ""  # it is still to be sorted
