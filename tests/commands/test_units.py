"""A ticket that no pack has a unit for, on the line: refused with the choice, then charged or free."""

import pytest

ADDED = ("--customer", "C001", "--channel", "portal", "--subject", "Errore", "--body", "Non stampa.")
WHO = ("--contact", "Luca", "--phone", "0422 000555", "--email", "luca@bianchi.example")


@pytest.fixture
def omnia(empty):
    empty("init", "--service", "omniagest")
    empty("customer", "add", "Bianchi", "--code", "C001", "--email", "luca@bianchi.example")
    empty("ticket", "add", *ADDED, *WHO, "--field", "type=usage", code=1)
    empty("mail", "recover", "1")
    return empty


def test_the_refusal_names_price_pack_and_gift_with_the_clause(omnia):
    refused = omnia("ticket", "answer", "TK000001", "Ecco.", code=1)
    for word in ("25,00 euro", "pack sell", "--charge", "ticket free TK000001", "O2"):
        assert word in refused.err
    omnia("ticket", "answer", "TK000001", "Ecco.", "--charge")
    shown = omnia("report", "show", "R2026-0001").out
    assert "25,00" in shown
    assert "25,00" in omnia("report", "list").out and "1 ticket" in omnia("report", "list").out


def test_a_ticket_is_free_with_its_reason(omnia):
    assert "non costa nulla" in omnia("ticket", "free", "TK000001", "--why", "Errore nostro").out
    omnia("ticket", "answer", "TK000001", "Ecco.")
    assert omnia("report", "list", "--json").lines == []
    assert "Errore nostro" in str(omnia("ticket", "history", "TK000001", "--json").lines)


def test_a_pack_of_tickets_is_not_sold_by_the_hour(omnia):
    assert "1h30" in omnia("pack", "sell", "C001", "--size", "1h30", code=2).err
    assert "3 ticket" in omnia("pack", "sell", "C001", "--size", "3").out


def test_the_page_says_that_more_work_on_a_used_ticket_is_included(omnia):
    out = omnia("service", "show", "omniagest").out
    assert "Altro lavoro su un ticket già scalato: compreso." in out
    assert "Telefonata, con il contratto telefonico: compreso." in out
