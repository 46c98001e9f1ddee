"""At the desk too nothing is both accepted and rejected: one ticket, or one message that was set aside."""

from random import Random

import pytest
from deskterm.desk.context import make_desk
from deskterm.desk.customers import cards, profile
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive, recovery
from deskterm.desk.packs import packs
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets

from tests.clocks import Watch, rome

ASIDE = {"rejected", "held", "review"}
TURNS_AWAY = {"reject", "hold", "review"}
MARCH = rome("2026-03-01T00:00")


def a_desk(folder, service, watch):
    """Customers of every kind: with all that the terms may ask for, with a half of it, with nothing."""
    desk = make_desk(folder / "desk", files.text_of(service), f"{service}.toml", who="luca", clock=watch)
    plans = {"delta-system": "SAD", "contabilita-in-cloud": "ADVANCED"}
    for n in range(6):
        person = {"name": "Anna", "email": f"anna@c{n}.example", "phone": f"0445 00010{n}"}
        terms = {"plan": plans.get(service, ""), "contract_from": "2025-01-01"} if n % 2 else {}
        card = cards.add(desk, name=f"Cliente {n}", support_code=f"AB{n}", contacts=[person], **terms)
        if n > 2:
            facts = {"adhesion": "2026-01-10", "phone_contract": "yes", "deployment": "cloud"}
            profile.set_facts(desk, card.code, facts)
            for kind in desk.service.packs:
                packs.sell(desk, card.code, kind=kind.id, size=20)
    return desk


def a_request(dice, desk):
    """Anything that may be asked, by anybody, at any minute of March."""
    channel = dice.choice(desk.service.channels)
    customer = dice.choice(["", *(f"C{n:03d}" for n in range(1, 7))])
    given = {
        "subject": dice.choice(["", "Assistenza telefonica", "Errore 7", f"Caso {dice.randrange(50)}"]),
        "body": dice.choice(["", "Si ferma.", "Non va."]),
        "contact": dice.choice(["", "Anna"]),
        "phone": dice.choice(["", "0445 000101"]),
        "email": dice.choice(["", "anna@c1.example"]),
        "blocking": dice.random() < 0.3,
    }
    fields = {"type": dice.choice(["", *channel.types])}
    at = MARCH + dice.randrange(31 * 1440) * 60
    return {"channel": channel.id, "customer": customer, "received_at": at, "fields": fields, **given}


@pytest.mark.parametrize("service", files.names())
def test_each_request_becomes_one_ticket_or_one_message_that_was_set_aside(tmp_path, service):
    dice = Random(service)
    desk = a_desk(tmp_path, service, Watch("2026-04-01T09:00"))
    outcomes, came = {}, 300
    for _ in range(came):
        try:
            got = receive.receive_request(desk, **a_request(dice, desk))
        except Refused as refused:  # nothing was taken in, and a rule says why
            assert desk.service.clause(str(refused.rule), "it"), refused
            came -= 1
            continue
        outcomes[got.outcome] = outcomes.get(got.outcome, 0) + 1
        if got.outcome in ASIDE:
            kept = recovery.get(desk, got.message)
            assert (got.ticket, kept.state, kept.outcome) == (None, "pending", got.outcome)
            assert got.rule in {one.rule for one in recovery.why(desk, got.message)}
            if got.outcome == "rejected":
                assert "reject" in {one.do for one in recovery.why(desk, got.message)}
        else:
            assert TURNS_AWAY.isdisjoint(one.do for one in tickets.why(desk, got.ticket)), got
    with desk.read() as conn:
        booked = conn.execute("SELECT count(*) FROM ticket").fetchone()[0]
        apart = conn.execute(
            "SELECT count(*) FROM message WHERE state = 'pending' AND direction = 'in'"
        ).fetchone()[0]
    desk.close()
    assert booked + apart + outcomes.get("merged", 0) == came
    assert {"rejected", "held"} & outcomes.keys() and booked, outcomes
