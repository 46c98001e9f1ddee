"""What people changed later is not seen by a rehearsal of the past: it judges by what was known then."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.customers import cards, profile
from deskterm.desk.intake import recovery
from deskterm.desk.packs import packs
from deskterm.desk.terms import rehearsal
from deskterm.desk.tickets import merge, tickets
from deskterm.desk.triage import triage
from deskterm.models.terms.service import read_service

from tests.clocks import rome
from tests.desk.five import House, word

FORM = {"type": "information", "product": "omniagest-4.5"}


@pytest.fixture
def omnia(tmp_path, watch):
    house = House(tmp_path, "omniagest", watch)
    yield house
    house.desk.close()


@pytest.fixture
def cloud(tmp_path, watch):
    house = House(tmp_path, "contabilita-in-cloud", watch, plan="ADVANCED")
    yield house
    house.desk.close()


def march(house, terms=None):
    found = rehearsal.month(house.desk, terms or house.desk.service, "2026-03")
    assert found.requests
    return found


def differing(house):
    found = march(house)
    return [item for item in (*found.requests, *found.work) if item.differs]


def test_a_number_that_came_later_does_not_complete_the_request(cloud):
    code = cloud.request("chat", phone="", contact="Ugo").ticket
    tickets.set_contact(cloud.desk, code, phone="0445 000999")
    (item,) = march(cloud).requests
    assert (item.was.outcome, item.would.outcome) == ("clarify", "clarify")
    assert differing(cloud) == []


def test_a_ticket_sold_out_and_bought_again_was_held_all_the_same(omnia):
    omnia.tickets_sold(1)
    first = omnia.request("portal", fields=FORM)
    second = omnia.request("portal", "Listini", fields=FORM)
    assert (first.outcome, second.outcome) == ("queued", "held")
    omnia.tickets_sold(5)
    assert [item.would.outcome for item in march(omnia).requests] == ["queued", "held"]
    recovery.recover(omnia.desk, second.message)
    assert [item.would.outcome for item in march(omnia).requests] == ["queued", "queued"]
    assert differing(omnia) == []


def test_what_is_sold_taken_or_told_afterwards_changes_no_bill_of_the_past(omnia, watch):
    pack = omnia.tickets_sold(2)
    codes = [omnia.request("portal", subject, fields=FORM).ticket for subject in ("Uno", "Due")]
    omnia.knows(phone_contract="yes")
    for code in codes:
        watch.passes(3600)
        start = watch.at - 1200
        filing.log(
            omnia.desk,
            code,
            kind="call",
            started_at=start,
            ended_at=start + 600,
            inbound=False,
            outcome="answer",
            reason="usage",
            answers={"code": word("AB12")},
        )
    packs.adjust(omnia.desk, pack.id, -packs.get(omnia.desk, pack.id).left or 1, note="rettifica")
    profile.set_facts(omnia.desk, "C001", {"phone_contract": "no"})
    for code in codes:
        tickets.set_contact(omnia.desk, code, phone="0445 000999")
    assert differing(omnia) == []


def test_a_topic_changed_after_the_work_was_filed_changes_no_bill(tmp_path, watch):
    istes = House(tmp_path, "istes", watch).knows(deployment="cloud")
    code = istes.request("mail").ticket
    triage.triage(istes.desk, code, topic="systems")
    watch.passes(7200)
    start = watch.at - 3600
    filing.log(
        istes.desk,
        code,
        kind="mail",
        started_at=start,
        ended_at=start + 1500,
        reason="delegated",
        outcome="solved",
    )
    charged = march(istes).work[0].was.net_cents
    tickets.reopen(istes.desk, code)
    triage.triage(istes.desk, code, topic="own-fault")
    (work,) = march(istes).work
    assert charged == work.was.net_cents == work.would.net_cents == 8000
    istes.desk.close()


def test_a_request_put_into_another_by_hand_keeps_what_was_decided_of_it(omnia, watch):
    omnia.tickets_sold(5)
    first = omnia.request("portal", "Stampa", fields=FORM).ticket
    watch.passes(7200)
    second = omnia.request("portal", "Stampa ancora", fields=FORM).ticket
    merge.merge(omnia.desk, second, first)
    assert {item.was.due_at for item in march(omnia).requests} == {
        rome("2026-03-02T18:00"),
        rome("2026-03-03T11:00"),
    }
    assert differing(omnia) == []


def test_a_card_corrected_later_does_not_change_who_was_turned_away(cloud):
    cards.add(cloud.desk, code="C002", name="Bianchi", contract_from="2026-01-01", plan="standard")
    kept = cloud.request("chat")
    with_less = cloud.request("chat", "Altro", phone="0445 000124")
    assert (kept.outcome, with_less.outcome) == ("queued", "queued")
    stricter = cloud.desk.service.text.replace('"plan!=ADVANCED"', '"plan!=GOLD"')
    found = march(cloud, read_service(stricter.partition("# Examples")[0])).requests
    assert [(item.was.outcome, item.would.outcome) for item in found] == [("queued", "rejected")] * 2
