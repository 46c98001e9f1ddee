"""Sixty forged senders: none has a contract, wakes a pack, rings a number or enters a server (S7)."""

import pytest
from deskterm.desk.intake import receive
from deskterm.desk.letters import outgoing
from deskterm.desk.steps.packs import units
from deskterm.desk.tickets import tickets
from deskterm.mail.reading.parse import parse

from tests.desk.mails import SERVER, mail
from tests.mail.forged import SENDERS, WAYS, forged


def answered(house):
    """A ticket that the customer's own mail began and that has its answer: its number, tag and letter."""
    code = receive.receive_mail(house.desk, mail()).ticket
    tickets.answer(house.desk, code, text="Provi a riavviare.")
    outgoing.begin(house.desk)
    one = next(each for each in outgoing.ready(house.desk, after=0, hurry=True) if each.kind == "answer")
    letter = outgoing.the_letter(house.desk, one, "istes.example")
    outgoing.going(house.desk, letter, 1, b"")
    return tickets.get(house.desk, code), letter.own_id


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", SENDERS)
def test_no_forged_sender_is_taken_at_their_word(istes, watch, who, way):
    ticket, own = answered(istes)
    watch.set("2026-03-02T11:00")
    raw = forged(SENDERS[who], *WAYS[way], tag=f"{ticket.code}-{ticket.tag}", own=own)
    read = parse(raw, now=istes.desk.now(), trusted_servers=frozenset({SERVER}))
    assert read.trust != "verified"
    found = receive.receive_mail(istes.desk, read)
    now = tickets.get(istes.desk, ticket.code)
    assert now.contact_phone == ticket.contact_phone
    with istes.desk.read() as conn:
        assert not units.of_ticket(conn, now).state
    if found.ticket is None:
        assert found.outcome == "held" and now == ticket
    elif found.ticket == ticket.code:
        assert now.unvouched and tickets.thread(istes.desk, now.code)[-1].unconfirmed
    else:
        assert not tickets.get(istes.desk, found.ticket).confirmed
