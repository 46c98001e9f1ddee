"""Days at Contabilità in Cloud: booked in the chat, called back in the hours of assistance, never billed."""

import pytest
from deskterm.desk.agenda import callbacks
from deskterm.desk.letters import letters
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import clarify, triage

from tests.clocks import rome

SERVICE = "contabilita-in-cloud"
PLAN = "ADVANCED"


def books_nothing(firm):
    """By telephone nothing is booked, and in the chat nothing without a number."""
    # Anna telephones: assistance is booked in writing.
    called = firm.request("phone")
    assert (called.outcome, called.rule) == ("rejected", "T2")
    assert firm.desk.service.clause("T2", "it") in firm.letters("refusal")[0]

    # She writes in the chat, but leaves no number: she is asked for it.
    asked = firm.request("chat", phone=" ", contact="A. Rossi")
    assert (asked.outcome, asked.rule) == ("clarify", "T4")
    assert clarify.missing(firm.desk, asked.ticket) == ("phone",)
    assert "- recapito telefonico diretto" in clarify.clarification_text(firm.desk, asked.ticket)


def asks_about_the_api(firm):
    """What the plan leaves out is answered with the information sheet."""
    # Another question is about the API: left out, with the information sheet.
    firm.at("2026-03-17T10:00")
    other = firm.request("chat", "Collegare l'API").ticket
    _, verdict = triage.triage(firm.desk, other, topic="api")
    assert (verdict.scope, verdict.decisions[0].rule) == ("out", "T14")
    said = letters.proposal(firm.desk, other)
    (sheet,) = [paper for paper in firm.desk.service.documents if paper.id == "information"]
    assert firm.desk.service.clause("T14", "it") in said
    assert f"{sheet.it}: {sheet.url}" in said
    tickets.answer(firm.desk, other, text=said)
    assert callbacks.of_ticket(firm.desk, other)[0].state == "written"


@pytest.mark.rule("T1", "T2", "T3", "T4", "T7", "T8", "T9", "T10", "T11", "T12", "T14", "T15", "T17", "A9")
def test_from_the_chat_to_the_months_bill(firm):
    books_nothing(firm)

    # The VAT is due on Monday 16 March; on Saturday evening she books again, for the afternoons.
    firm.at("2026-03-14T20:00")
    hours = {"reachable_from": "14:00", "reachable_to": "16:00"}
    code = firm.request("chat", "Liquidazione IVA", fields=hours).ticket
    ticket = tickets.get(firm.desk, code)
    assert ticket.due_at is None
    assert ("T7", "no_promise") in firm.decided(code)
    assert ("T15", "remind") in firm.decided(code)

    # The letter tells her number, that she is called back, what helps, and that waits are longer now.
    letter = firm.letters("acknowledgement")[-1]
    assert code in letter
    assert "Le rispondiamo con una richiamata o per iscritto." in letter
    assert "descriva il problema in poche parole precise" in letter
    assert firm.desk.service.clause("T15", "it") in letter

    # The callback waits for Monday at two, inside the hours of assistance and hers.
    waits = callbacks.of_ticket(firm.desk, code)[0]
    assert (waits.rule, waits.due_at) == ("T7", rome("2026-03-16T14:00"))

    # Nobody answers at two; an hour later she does, and twelve minutes are part of her plan.
    firm.at("2026-03-16T14:00")
    assert queue.take_next(firm.desk).ticket.code == code
    tried = callbacks.attempt(firm.desk, waits.id, "no_answer")
    assert (tried.attempts, tried.due_at) == (1, rome("2026-03-16T15:00"))
    firm.at("2026-03-16T15:00")
    filed = firm.spoke(code, 12, outcome="solved")
    assert (filed.bill.mode, filed.bill.rule) == ("included", "T1")
    assert callbacks.of_ticket(firm.desk, code)[0].state == "reached"
    tickets.answer(firm.desk, code, text="Come detto al telefono.")

    asks_about_the_api(firm)

    # The month costs nothing.
    assert firm.at("2026-04-01T09:00").bill("2026-03") == []
    assert {"T1", "T2", "T7", "T14", "T15"} <= firm.everything_is_explained()
