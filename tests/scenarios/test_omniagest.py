"""A week at Omniagest: tickets from a pack, four to eight hours, a file asked for, the pack used up."""

import pytest
from deskterm.desk.letters import letters
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets, uploads
from deskterm.desk.triage import clarify, divide
from deskterm.desk.triage.divide import Cut

from tests.clocks import rome

SERVICE = "omniagest"
FORM = {"type": "information", "product": "omniagest-4.5"}


def is_asked_for_a_file(firm, code):
    """Asking is no answer: with the file the ticket is back at its own place."""
    # A file is needed: that is no answer; the file comes, and the ticket is back at its place.
    firm.minutes(30)
    uploads.ask(firm.desk, code, what="la fattura")
    waiting = tickets.get(firm.desk, code)
    assert (waiting.state, waiting.answered_at) == ("waiting", None)
    assert ("O10", "ask_upload") in firm.decided(code)
    firm.minutes(30)
    uploads.receive(firm.desk, code, name="fattura.xml", content=b"<x/>")
    assert tickets.get(firm.desk, code).due_at == rome("2026-03-03T09:30")
    assert queue.take_next(firm.desk).ticket.code == code


@pytest.mark.rule("O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8", "O9", "O10", "O11", "A12")
def test_from_the_pack_of_tickets_to_the_months_bill(firm):
    pack = firm.tickets_sold(2, net_cents=5000)

    # Anna sends a ticket from her area, without saying what it is about: she is asked.
    first = firm.request("portal", "Fatture elettroniche")
    assert (first.outcome, first.rule) == ("clarify", "O6")
    assert clarify.missing(firm.desk, first.ticket) == ("type",)
    tickets.close(firm.desk, first.ticket, why="inviato di nuovo")

    # She sends it again, whole: a number, a place, a unit put aside; an answer in four to eight hours.
    body = "Come si stampa la fattura? Inoltre vorrei cambiare il logo."
    code = firm.request("portal", "Stampa fattura", fields=FORM, body=body).ticket
    assert code.startswith("TK")
    assert len(code) == 8
    ticket = tickets.get(firm.desk, code)
    assert (ticket.soft_due_at, ticket.due_at) == (rome("2026-03-02T13:00"), rome("2026-03-02T18:00"))
    assert code in firm.letters("acknowledgement")[-1]
    assert packs.get(firm.desk, pack.id).reserved == 1

    # Whoever is free takes it; it has two topics: the first is answered, the other goes back.
    assert queue.take_next(firm.desk).ticket.code == code
    divide.split(firm.desk, code, [Cut(offset=body.index("Inoltre"), back=True)])
    assert ("O7", "answer_first") in firm.decided(code)
    assert "> Inoltre vorrei cambiare il logo." in firm.letters("send_back")[0]
    assert firm.desk.service.clause("O7", "it") in letters.proposal(firm.desk, code)

    is_asked_for_a_file(firm, code)

    # The first answer burns the unit, the second costs nothing more.
    tickets.answer(firm.desk, code, text="Dal menu Stampe.")
    tickets.answer(firm.desk, code, text="E da lì l'anteprima.")
    assert [line.kind for line in packs.ledger(firm.desk, pack.id)].count("burnt") == 1
    assert (packs.get(firm.desk, pack.id).left, packs.get(firm.desk, pack.id).reserved) == (1, 0)

    # By phone she is not assisted: her agreement does not say so.
    spoken = firm.request("phone")
    assert (spoken.outcome, spoken.rule) == ("rejected", "O11")

    # One more ticket uses up the pack; the next waits until she buys another.
    last = firm.at("2026-03-03T09:00").request("portal", "Scorte", fields=FORM).ticket
    tickets.answer(firm.desk, last, text="Dal menu Magazzino.")
    held = firm.request("portal", "Listini", fields=FORM)
    assert (held.outcome, held.rule) == ("held", "O2")

    # The tickets were paid with the pack: nothing is due at month end.
    assert firm.at("2026-04-01T09:00").bill("2026-03") == []
    assert {"O2", "O3", "O6", "O7", "O8", "O10", "O11"} <= firm.everything_is_explained()
