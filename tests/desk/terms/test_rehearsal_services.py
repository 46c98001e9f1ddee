"""A busy day under each shipped service, gone through again under the same terms: nothing differs."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.context import make_desk
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.terms import files, rehearsal
from deskterm.desk.triage import triage
from deskterm.models.rules.derived_facts import declared

from tests.clocks import rome
from tests.desk.five import READY, word, yes
from tests.desk.money_kit import HandClock

TOLD = READY | {"code": word("AB12"), "target": word("client"), "admin_account": yes()}
NOBODY_LET_IN = ("gate_closed", "call_blocked", "wrong_code", "customer_needed")  # as the terms want it
PLANS = ("SAD", "ADVANCED", "standard", "")


def customer(desk, number, plan):
    """A customer with a plan (or without an agreement) and something left of every kind of pack."""
    code = cards.add(
        desk,
        name=f"Cliente {number}",
        plan=plan,
        contract_from="2026-01-01" if plan else "",
        support_code="AB12",
        contacts=[{"name": "Anna", "email": f"anna@c{number}.example", "phone": "0445 000123"}],
    ).code
    for pack in desk.service.packs:
        packs.sell(desk, code, kind=pack.id, size=50 if pack.unit == "minute" else 7)
    return code


def ask(desk, clock, codes):
    """A request of every customer, and of nobody, by every channel; the tickets that came of them."""
    fields = {"type": desk.service.topics[0].id, "product": "4.5"}
    for channel in desk.service.channels:
        for code in (*codes, None):
            clock.at += 1000
            try:
                received = receive.receive_request(
                    desk,
                    channel=channel.id,
                    customer=code,
                    subject=f"Assistenza telefonica {clock.at}",
                    body=f"La stampa numero {clock.at} esce vuota.",
                    fields={name: said for name, said in fields.items() if name in declared(channel)},
                )
            except Refused:
                continue
            if received.ticket:
                yield received.ticket


def triaged(desk, tickets):
    topics, severities = desk.service.topics, [label.id for label in desk.service.severities] or [""]
    for place, code in enumerate(tickets):
        topic = topics[place % len(topics)].id
        triage.triage(desk, code, topic=topic, severity=severities[place % len(severities)])


def worked(desk, clock, tickets):
    """A call, a remote session and an answer on each ticket, at the price that holds or the last one."""
    words = {"reason": desk.service.reasons, "outcome": desk.service.outcomes}
    chosen = {name: labels[0].id for name, labels in words.items() if labels}
    for place, code in enumerate(tickets):
        for turn, kind in enumerate(("call", "remote", "mail")):
            start = rome("2026-03-04 09:00") + place * 5000 + turn * 700
            clock.at = max(clock.at, start + 1000)
            times = {"kind": kind, "started_at": start, "ended_at": start + 400 + turn * 100}
            try:
                filing.log(desk, code, **times, **chosen, answers=TOLD)
            except Refused as refused:
                if refused.code in ("undecided", "charge_asked"):
                    filing.log(desk, code, **times, **chosen, answers=TOLD, price=desk.service.prices[-1].id)
                elif refused.code not in NOBODY_LET_IN:
                    raise


@pytest.mark.parametrize("name", files.names())
def test_under_its_own_terms_nothing_differs(tmp_path, name):
    clock = HandClock(rome("2026-03-02 09:00"))
    desk = make_desk(tmp_path / "desk", files.text_of(name), f"{name}.toml", who="luca", clock=clock)
    declared = [one.id for one in desk.service.plans]
    plans = [plan if not declared or plan in ("", *declared) else declared[-1] for plan in PLANS]
    codes = [customer(desk, number, plan) for number, plan in enumerate(plans)]
    tickets = list(ask(desk, clock, codes))
    triaged(desk, tickets)
    worked(desk, clock, tickets)
    found = rehearsal.month(desk, files.load(name), "2026-03")
    desk.close()
    assert len(found.requests) >= 5
    assert len(found.work) == len(tickets)
    assert [item for item in (*found.requests, *found.work) if item.differs] == []


@pytest.mark.rule("I12")
def test_what_was_put_off_on_the_day_of_triage_is_put_off_in_the_rehearsal_too(tmp_path):
    """Asked for in February, when it could be made; told what it is in March, when it could not any more."""
    clock = HandClock(rome("2026-02-27 10:00"))
    desk = make_desk(tmp_path / "desk", files.text_of("istes"), "istes.toml", who="luca", clock=clock)
    channel = next(one.id for one in desk.service.channels if one.kind == "email")
    code = customer(desk, 1, "standard")
    received = receive.receive_request(
        desk, channel=channel, customer=code, subject="Listino su misura", body="Una colonna in più."
    )
    clock.at = rome("2026-03-03 09:00")
    ticket, _ = triage.triage(desk, received.ticket, topic="customisation")
    (found,) = rehearsal.month(desk, files.load("istes"), "2026-02").requests
    desk.close()
    assert ticket.state == "parked"
    assert "I12" in found.was.rules
    assert found.would.rules == found.was.rules
    assert not found.differs
