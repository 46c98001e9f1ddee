"""Of several agreements the one that holds for a request is named wherever it is told, with its own dates."""

from contextlib import closing

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.tickets import ticket_agreement, tickets
from deskterm.locale import speaking
from deskterm.screens.customer import traits
from deskterm.screens.queue import preview
from deskterm.screens.ticket import dossier

from tests.clocks import rome
from tests.commands.conftest import empty, home, opened_under
from tests.models.terms_kit import text

__all__ = ["empty", "home"]

AT = "2026-03-02T10:00"
TOPICS = '{ id = "usage", it = "Uso", en = "Usage" }, { id = "server", it = "Server", en = "Server" }'
AGREEMENTS = """agreement = [ { rule = "X7", name = "Server", when = ["topic=server"] },
  { rule = "X7", name = "Paghe", when = ["topic=usage"] } ]
fact = [ { id = "seats", of = "agreement", kind = "number", it = "Postazioni", en = "Seats" } ]
"""
FIRM = text(
    version="2",
    response='{ id = "X1", when = ["contract"], target = "8h", clock = "open", calendar = "office" }',
    price='{ id = "X5", mode = "time", rate = 60, settle = ["invoice"] }',
    more=AGREEMENTS,
).replace('{ id = "usage", it = "Uso", en = "Usage" }', TOPICS)


@pytest.fixture
def firm(empty, tmp_path):
    opened_under(empty, tmp_path, FIRM, anyway="una casella vuota")
    empty("agreement", "end", "C001", "--on", "2026-02-28", at="2026-02-20T10:00", code=None)
    for name, until, seats in (("Server", "2026-06-30", 4), ("Paghe", "2026-12-31", 100)):
        empty("agreement", "sign", "C001", "--name", name, "--until", until, f"seats={seats}", at=AT)
    return empty


def asked(firm, topic):
    ask = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Non stampa.")
    code = firm("ticket", "add", *ask, "--json", at=AT).json["code"]
    if topic:
        firm("ticket", "triage", code, "--topic", topic, at=AT)
    return code


@pytest.mark.parametrize(
    ("topic", "holds", "other", "its_own"),
    [
        ("server", "Server", "Paghe", "until 30 Jun 26, Seats: 4"),
        ("usage", "Paghe", "Server", "until 31 Dec 26, Seats: 100"),
    ],
)
def test_the_line_names_the_agreement_with_its_own_end_and_facts(firm, topic, holds, other, its_own):
    code = asked(firm, topic)
    said = " ".join(firm("ticket", "show", code, at=AT, lang="en").out.split())
    assert f"{holds}: {its_own}" in said
    assert f"not here: {other}" in said
    assert f"agreement that holds, “{holds}”" in " ".join(
        firm("ticket", "why", code, at=AT, lang="en").out.split()
    )
    told = firm("ticket", "show", code, "--json", at=AT).json["agreement"]
    assert (told["name"], told["by"], told["rule"]) == (holds, "terms", "X7")


def test_a_request_for_which_none_holds_says_so_and_one_that_a_person_chose_who_did(firm):
    code = asked(firm, "")
    assert "no agreement holds here" in firm("ticket", "show", code, at=AT, lang="en").out
    assert firm("ticket", "show", code, "--json", at=AT).json["agreement"] is None
    number = firm("agreement", "list", "C001", "--json", at=AT).lines[-1]["number"]
    firm("ticket", "agreement", code, number, "--why", "per telefono", at=AT)
    told = firm("ticket", "show", code, "--json", at=AT).json["agreement"]
    assert (told["id"], told["by"]) == (number, "person")


def test_the_screens_say_which_holds_and_show_no_facts_of_the_other(firm):
    code = asked(firm, "server")
    with closing(open_desk(firm.desk, clock=lambda: rome("2026-03-02 10:00"))) as desk, speaking("en"):
        ticket = tickets.get(desk, code)
        card = ticket_agreement.card(desk, ticket)
        known = traits.known(desk, "C001", card)
        call = [one.plain for one in traits.standing(desk.service, card, known, desk.now())]
        head = dossier.head(desk, dossier.dossier(desk, code)).plain
        look = preview.of_ticket(desk, ticket).facts.plain
    here = "agreement Server holds here: until 30 Jun 26"
    for shown in ("\n".join(call), head, look):
        assert here in shown and "not here: Paghe" in shown
        assert "Seats: 4" in shown and "Seats: 100" not in shown and "31 Dec 26" not in shown


def test_who_rings_is_told_with_each_agreement(firm):
    firm("customer", "contact", "C001", "Anna Rossi", "--phone", "0445 000123", at=AT)
    said = firm("ring", "0445 000123", at=AT, lang="en").out
    assert "agreement Server: until 30 Jun 26" in said and "agreement Paghe: until 31 Dec 26" in said
