"""The demo as it stands once its mails and its history have gone through the real deeds."""

import tomllib

import pytest
from deskterm.desk.billing import reports
from deskterm.desk.customers import cards
from deskterm.desk.demo import demo
from deskterm.desk.intake import recovery
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.mail.reading.parse import parse

from tests.demo.reading import DEMO, customers, expected


def read_mail(raw, now, trusted):
    return parse(raw, now=now, trusted_servers=trusted, beneath=trusted)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = demo.make_demo(tmp_path_factory.mktemp("demo") / "desk", read_mail=read_mail)
    yield made
    made.close()


@pytest.fixture(scope="module")
def kept(desk):
    """What became of each mail: (outcome, rule, customer's code, ticket's code), by its file."""
    with desk.read() as conn:
        found = conn.execute(
            "SELECT m.source, m.outcome, m.rule, c.code, t.code FROM message m"
            " LEFT JOIN customer c ON c.id = m.customer_id LEFT JOIN ticket t ON t.id = m.ticket_id"
        ).fetchall()
    return {row[0]: tuple(row[1:]) for row in found if row[0].endswith(".eml")}


def queued(desk):
    return queue.rows(desk, size=100)


def test_every_mail_ends_as_expected(kept):
    once = {name: entry for name, entry in expected().items() if entry["outcome"] != "duplicate"}
    assert {name: kept[name][0] for name in kept} == {name: e["outcome"] for name, e in once.items()}
    for name, entry in once.items():
        assert entry.get("rule", kept[name][1]) == kept[name][1], name


def test_every_ticket_of_a_mail_is_its_customers_and_a_reply_is_in_its_thread(desk, kept):
    for name, entry in expected().items():
        if entry["outcome"] in ("queued", "appended"):
            assert cards.code_of(desk, tickets.get(desk, kept[name][3]).customer_id) == entry["customer"], (
                name
            )
        if entry["outcome"] == "appended":
            assert kept[name][3] == kept[entry["of"]][3]


def test_a_held_mail_of_a_known_firm_suggests_that_firm(desk):
    suggested = {
        message.source: [customer.code for customer in recovery.suggestions(desk, message.id)]
        for message in recovery.pending(desk, ["held"])
    }
    for name, entry in expected().items():
        if "suggested" in entry:
            assert entry["suggested"] in suggested[name]


def test_the_urgent_lane_comes_first_then_the_order_of_arrival(desk):
    waiting = queued(desk)
    assert len(waiting) >= 10
    assert [ticket.lane for ticket in waiting] == [1] + [2] * (len(waiting) - 1)
    arrivals = [ticket.received_at for ticket in waiting[1:]]
    assert arrivals == sorted(arrivals)


def test_one_is_late_two_are_at_risk_and_some_were_set_aside(desk):
    figures = queue.figures(desk)
    assert (figures.breached, figures.at_risk) == (1, 2)
    assert (figures.held, figures.rejected) == (7, 3)
    assert figures.hand == 2


def test_no_unconfirmed_sender_is_promised_anything(desk):
    unconfirmed = [ticket for ticket in queued(desk) if not ticket.confirmed]
    assert unconfirmed
    assert all(ticket.due_at is None for ticket in unconfirmed)


def test_the_answered_vague_mail_is_back_in_the_queue_with_a_new_term(desk, kept):
    ticket = tickets.get(desk, kept["04-non-funziona-niente.eml"][3])
    reply = tickets.thread(desk, ticket.code)[-1]
    assert ticket.state == "queued"
    assert ticket.due_at == reply.received_at + 48 * 3_600


def test_the_packs_hold_what_the_cards_say_and_the_ledger_agrees_with_itself(desk):
    cards = {code: [pack["left"] for pack in card.get("pack", [])] for code, card in customers().items()}
    sold = tomllib.loads((DEMO / "history.toml").read_text(encoding="utf-8"))["deed"]
    for deed in sold:
        if deed["do"] == "sell":
            cards[deed["customer"]].append(deed["size"])
    for code, left in cards.items():
        assert sorted(line.pack.left for line in packs.packs(desk, customer=code)) == sorted(left)
    assert packs.check(desk) == ()


def test_the_call_that_outran_its_pack_is_split_between_pack_and_invoice(desk):
    report = next(report for report in reports.reports(desk) if report.billed_minutes == 28)
    assert [charge.minutes for charge in report.settle] == [12, 16]
    assert (report.before, report.after) == (12, 0)
    assert report.settle[1].net_cents == 16 * 5_400 // 60


def test_no_call_is_running_and_one_waits_for_its_report(desk):
    with desk.read() as conn:
        states = [row[0] for row in conn.execute("SELECT state FROM session WHERE state <> 'filed'")]
    assert set(states) == {"stopped"}


def test_there_is_work_in_every_state(desk, kept):
    states = {tickets.get(desk, code).state for *_, code in kept.values() if code}
    assert states >= {"queued", "taken", "vendor", "parked", "closed"}
    assert "waiting" in {ticket.state for ticket in queue.rows(desk, "waiting", size=100)}
