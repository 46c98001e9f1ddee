"""Several agreements of one customer at once: the terms choose one for a ticket, or a person who says why."""

import json
from contextlib import closing

import pytest
from deskterm.desk.billing import reports
from deskterm.desk.context import open_desk
from deskterm.desk.customers import cards
from deskterm.screens.customer import traits
from deskterm.screens.month.reports import printed
from deskterm.screens.shared import words

from tests.clocks import rome
from tests.commands.conftest import empty, home, opened_under
from tests.models.agreements_kit import FIRM, PRICE
from tests.models.terms_kit import check_service

__all__ = ["empty", "home"]


@pytest.fixture
def shop(empty, tmp_path):
    opened_under(empty, tmp_path, FIRM, "--plan", "base", "--rate", "50")
    empty("agreement", "sign", "C001", "--name", "Server", "--from", "2026-01-01", "--plan", "gold")
    return empty


def ask(shop, topic=""):
    request = ("--customer", "C001", "--channel", "mail", "--subject", "Fermo", "--body", "Non va.")
    topics = ("--topic", topic) if topic else ()
    return shop("ticket", "add", *request, *topics, "--json", at="2026-03-02T10:00").json


def test_two_agreements_of_different_names_run_at_once_and_of_one_name_only_one(shop):
    rows = shop("agreement", "list", "C001", "--json").lines
    assert [(row["name"], row["state"]) for row in rows] == [("", "runs"), ("Server", "runs")]
    cut = shop("agreement", "sign", "C001", "--name", "server", "--from", "2026-03-01", "--json").json
    assert cut["shortened"]["number"] == rows[1]["number"]
    assert [row["state"] for row in shop("agreement", "list", "C001", "--json").lines] == [
        "runs",
        "over",
        "runs",
    ]


def test_the_terms_choose_by_what_a_ticket_is_about_for_promise_and_price(shop):
    plain, server = ask(shop), ask(shop, "server")
    assert plain["due_at"][:16] == "2026-03-03T11:00"
    assert server["due_at"][:16] == "2026-03-02T11:00"
    found = shop("ticket", "agreement", server["code"], "--json").json
    assert (found["rule"], [row["holds"] for row in found["running"]]) == ("X7", [False, True])
    assert "→" in shop("ticket", "agreement", server["code"]).out

    for ticket, net in ((plain, "50.00"), (server, "0.00")):
        times = ("--start", "2026-03-02T11:00", "--end", "2026-03-02T12:00")
        entered = shop("call", "log", ticket["code"], *times, "--json", at="2026-03-02T13:00").json
        assert shop("call", "file", entered["group"], "--json", at="2026-03-02T13:00").json["net"] == net

    # At triage the terms look again.
    triaged = shop("ticket", "triage", plain["code"], "--topic", "server", "--json", at="2026-03-02T14:00")
    assert triaged.json["due_at"][:16] == "2026-03-02T11:00"


def test_a_person_chooses_another_with_a_reason_that_is_kept_and_can_be_taken_back(shop):
    code, other = ask(shop)["code"], shop("agreement", "list", "C001", "--json").lines[1]["number"]
    shop("ticket", "agreement", code, other, code=1)
    shop("ticket", "agreement", code, 99, "--why", "È il server", code=1)
    shop("ticket", "agreement", code, other, "--why", "È il server")
    shown = shop("ticket", "show", code, "--json").json
    assert (shown["due_at"][:16], shown["agreement_why"]) == ("2026-03-02T11:00", "È il server")
    assert "contratto scelto" in shop("ticket", "why", code).out
    assert "Perché: È il server" in shop("ticket", "agreement", code).out
    shop("undo")
    assert shop("ticket", "show", code, "--json").json["due_at"][:16] == "2026-03-03T11:00"
    shop("ticket", "agreement", code, other, "--why", "È il server")
    shop("ticket", "agreement", code, "--by-terms", "--why", "Era un errore")
    assert shop("ticket", "show", code, "--json").json["agreement_id"] is None


def test_an_agreement_of_a_name_that_the_terms_do_not_choose_is_taken_and_that_is_said(shop):
    for lang, day in (("it", "2026-03-02"), ("en", "2026-04-02")):
        sign = ("agreement", "sign", "C001", "--name", "Sconosciuto", "--from", day)
        told = " ".join(shop(*sign, lang=lang).out.split())
        assert "Sconosciuto" in told and "(Server)" in told
    assert not shop("agreement", "sign", "C001", "--name", "Altro", "--json").json["chosen"]
    assert shop("agreement", "sign", "C001", "--name", "Server", "--from", "2026-05-01", "--json").json[
        "chosen"
    ]


def test_one_of_another_name_that_is_to_come_is_told_as_no_renewal(shop):
    first, second = (row["number"] for row in shop("agreement", "list", "C001", "--json").lines)
    shop("agreement", "end", "C001", "--number", str(second), "--on", "2026-03-31")
    shop("agreement", "sign", "C001", "--name", "Server", "--from", "2026-06-01", "--until", "2026-12-31")
    shop("agreement", "correct", "C001", "--number", str(first), "--from", "2026-01-15")
    shown = shop("customer", "show", "C001", "--json").json
    assert shown["contract_from"] == "2026-01-15" and shown["renewed_until"] is None


def test_what_only_an_agreement_says_cannot_choose_it():
    (fault,) = check_service(FIRM.replace('when = ["topic=server"]', 'when = ["plan=gold"]'))
    assert (fault.path, fault.code) == ("agreement[1].when[1]", "agreement_fact")
    old = {fault.path for fault in check_service(FIRM.replace("schema = 2", "schema = 1"))}
    assert {"agreement", "response[1].when[1]"} <= old


def test_the_card_tells_every_agreement_that_runs(shop):
    """On the line, for programs and on the screens: the own one, and each beside it."""
    told = shop("customer", "show", "C001").out
    assert "Contratto  Server: senza fine, gold" in told and "Contratto  1: senza fine, base" in told
    card = shop("customer", "show", "C001", "--json").json
    assert (card["contract_name"], card["plan"]) == ("Server", "gold")
    assert [(one["number"], one["plan"], one["state"]) for one in card["beside"]] == [(1, "base", "runs")]
    with closing(open_desk(shop.desk, clock=lambda: rome("2026-03-02 13:00"))) as desk:
        lines = traits.standing(desk.service, cards.card(desk, "C001"), None, desk.now())
        plain = [one.plain for one in lines]
        assert "contratto Server: senza fine, gold" in plain
        assert [one for one in plain if one.startswith("contratto 1: senza fine, base, 50,00")]
    shop("agreement", "end", "C001", "--number", 1, "--on", "2026-03-05")
    assert "base" not in shop("customer", "show", "C001", at="2026-03-09T09:00").out


@pytest.mark.parametrize("deed", [("renew",), ("end",), ("correct", "--rate", "60")])
def test_where_several_run_the_one_that_is_meant_is_asked_by_number(shop, deed):
    first, second = (row["number"] for row in shop("agreement", "list", "C001", "--json").lines)
    told = shop("agreement", deed[0], "C001", *deed[1:], code=1).err
    assert f"{first}" in told and f"{second} «Server»" in told
    if deed[0] != "renew":
        done = shop("agreement", deed[0], "C001", *deed[1:], "--number", str(first), "--json").json
        assert done["number"] == first


def test_a_fact_for_the_lead_is_refused_to_a_technician_in_an_agreement_too(empty, tmp_path):
    fact = """
[[fact]]
id = "users"
it = "Utenti"
en = "Users"
of = "agreement"
kind = "number"
by = ["lead"]
"""
    file = tmp_path / "prova.toml"
    file.write_text(FIRM + fact, encoding="utf-8")
    empty("init", "--service", file, "--anyway", "prova", at="2026-03-02T09:00")
    empty("technician", "add", "zen")
    empty("technician", "add", "capo", "--lead")
    empty("customer", "add", "Rossi", "--contact", "Ada")
    refused = empty("agreement", "sign", "C001", "users=500", "--from", "2026-01-01", code=1).err
    assert "responsabile" in refused
    mine = empty.who
    empty.who = "capo"
    empty("agreement", "sign", "C001", "users=5", "--from", "2026-01-01", "--until", "2026-12-31")
    empty.who = mine
    assert "responsabile" in empty("agreement", "correct", "C001", "users=9", code=1).err
    assert "responsabile" in empty("agreement", "renew", "C001", "users=9", code=1).err
    # What stays as it is may go along.
    assert empty("agreement", "correct", "C001", "users=5", "--rate", "60", "--json").json["facts"] == {
        "users": "5"
    }


def test_a_fact_of_an_agreement_is_written_in_none_of_several_by_guess(empty, tmp_path):
    fact = '[[fact]]\nid = "users"\nit = "Utenti"\nen = "Users"\nof = "agreement"\nkind = "number"\n'
    shop = signed(empty, tmp_path, FIRM + fact)
    rows = shop("agreement", "list", "C001", "--json").lines
    told = shop("customer", "set", "C001", "users=5", code=1).err
    assert "agreement correct C001 users=… --number" in told and f"{rows[1]['number']} «Server»" in told
    shop("agreement", "correct", "C001", "users=5", "--number", str(rows[0]["number"]))
    kept = [row["facts"] for row in shop("agreement", "list", "C001", "--json").lines]
    assert kept == [{"users": "5"}, {}]


PRODUCTS = (
    'product = [ { id = "payroll", it = "Paghe", en = "Payroll" },'
    ' { id = "books", it = "Contabilità", en = "Books" } ]\n'
)


@pytest.fixture
def by_product(empty, tmp_path):
    """The agreement «Server» is the one for the payroll; mails may say the product, and a card does."""
    text = FIRM.replace('["topic=server"] } ]\n', f'["product=payroll"] }} ]\n{PRODUCTS}')
    text = text.replace('need = ["subject"]', 'need = ["subject"], nice = ["product"]')
    return signed(empty, tmp_path, text)


def signed(empty, tmp_path, text):
    opened_under(empty, tmp_path, text, "--plan", "base", "--rate", "50", anyway="prova")
    empty("agreement", "sign", "C001", "--name", "Server", "--from", "2026-01-01", "--plan", "gold")
    return empty


def holds(shop, code):
    """The agreement under which a ticket stands, and the day by which it is promised: an hour, or eight."""
    running = shop("ticket", "agreement", code, "--json").json["running"]
    due = shop("ticket", "show", code, "--json").json["due_at"]
    return next(row["name"] for row in running if row["holds"]), due[:10]


def test_the_product_of_a_mail_is_said_at_the_desk_and_leads_to_its_agreement(by_product):
    plain = ask(by_product)
    assert plain["due_at"][:16] == "2026-03-03T11:00"
    assert "Paghe, Contabilità" in by_product("ticket", "set", plain["code"], "product=banane", code=1).err
    said = by_product("ticket", "set", plain["code"], "product=paghe", "--json", at="2026-03-02T10:05").json
    assert said["due_at"][:16] == "2026-03-02T11:00"
    assert "Prodotto: Paghe" in by_product("ticket", "set", plain["code"], "product=payroll").out
    shown = by_product("ticket", "set", plain["code"], "product=payroll", lang="en").out
    assert "Product: Payroll" in shown


def test_what_a_ticket_says_of_its_product_is_stronger_than_the_card_which_fills_in(by_product):
    by_product("customer", "set", "C001", "product=payroll")
    silent = ask(by_product)["code"]
    assert holds(by_product, silent) == ("Server", "2026-03-02")  # nobody said a product: the card's
    shown = by_product("ticket", "set", silent, "product=contabilità", "--json", at="2026-03-02T10:05").json
    assert shown["due_at"][:16] == "2026-03-03T11:00"
    assert holds(by_product, silent) == ("", "2026-03-03")

    by_product("customer", "set", "C001", "product=books")
    request = ("--customer", "C001", "--channel", "mail", "--subject", "Cedolino", "--body", "Non va.")
    typed = by_product(
        "ticket", "add", *request, "--field", "product=Paghe", "--json", at="2026-03-02T10:00"
    ).json
    assert typed["due_at"][:16] == "2026-03-02T11:00"  # as the form says it, in the terms' words
    assert holds(by_product, typed["code"]) == ("Server", "2026-03-02")
    entered = ("--start", "2026-03-02T11:00", "--end", "2026-03-02T12:00")
    work = by_product("call", "log", typed["code"], *entered, "--json", at="2026-03-02T13:00").json
    filed = by_product("call", "file", work["group"], "--json", at="2026-03-02T13:00").json
    assert (filed["rule"], filed["net"]) == ("X4", "0.00")


@pytest.mark.parametrize("said", ["Prodotto: Paghe", "product: payroll"])
def test_a_line_of_a_file_and_a_mail_say_the_product_in_the_terms_words(by_product, tmp_path, said):
    by_product("customer", "set", "C001", "product=books")
    file = tmp_path / "r.jsonl"
    line = {"channel": "mail", "customer": "C001", "subject": "Uno", "body": "Non va.", "product": "paghe"}
    file.write_text(json.dumps(line), encoding="utf-8")
    got = by_product("ticket", "import", file, "--vouch", "--json", at="2026-03-02T10:00").lines[0]
    assert holds(by_product, got["ticket"]) == ("Server", "2026-03-02")
    mail = tmp_path / "m.eml"
    mail.write_text(f"From: ada@rossi.example\nSubject: Due\n\n{said}\nNon va.\n", encoding="utf-8")
    got = by_product("mail", "import", "--vouch", mail, "--json", at="2026-03-02T10:00").lines[0]
    assert holds(by_product, got["ticket"]) == ("Server", "2026-03-02")


def test_a_product_that_the_terms_have_not_leaves_the_cards_in_force(by_product, tmp_path):
    by_product("customer", "set", "C001", "product=payroll")
    file = tmp_path / "r.jsonl"
    line = {"channel": "mail", "customer": "C001", "subject": "Uno", "body": "Non va.", "product": "banane"}
    file.write_text(json.dumps(line), encoding="utf-8")
    got = by_product("ticket", "import", file, "--vouch", "--json", at="2026-03-02T10:00").lines[0]
    assert holds(by_product, got["ticket"]) == ("Server", "2026-03-02")


def test_what_is_known_of_the_customer_chooses_the_promise_as_it_chooses_the_agreement(empty, tmp_path):
    """The card's own fact counted where the agreement was shown, and not where its promise was made."""
    fact = '[[fact]]\nid = "branch"\nit = "Filiale"\nen = "Branch"\nof = "customer"\nkind = "yes-no"\n'
    shop = signed(empty, tmp_path, FIRM.replace('["topic=server"]', '["branch"]') + fact)
    assert holds(shop, ask(shop)["code"]) == ("", "2026-03-03")
    shop("customer", "set", "C001", "branch=si")
    code = ask(shop)["code"]
    assert holds(shop, code) == ("Server", "2026-03-02")


INCLUDED = (
    'pack = [ { id = "hours", unit = "minute", it = "Carnet", en = "Pack", months = 1, rule = "X8",'
    ' included = { units = 60, every = "month", when = ["contract"], rule = "X8" } } ]\nteam = ['
)


@pytest.fixture
def hours(empty, tmp_path):
    """A firm whose agreements bring an hour a month each; its customer has a plain one and “Server”."""
    price = PRICE.replace('settle = ["invoice"]', 'settle = ["pack:hours", "invoice"], report = true')
    text = FIRM.replace(PRICE, price).replace("team = [", INCLUDED, 1)
    opened_under(empty, tmp_path, text, "--plan", "base", "--rate", "50")
    empty("agreement", "sign", "C001", "--name", "Server", "--from", "2026-01-01", "--plan", "gold")
    return empty


def test_hours_of_another_agreement_that_work_draws_are_told_as_its_wherever_they_are_shown(hours):
    """An hour and a half on a plain ticket: the plain agreement's hour, then half of that of “Server”."""
    at, code = "2026-03-02T13:00", ask(hours)["code"]
    times = ("--start", "2026-03-02T11:00", "--end", "2026-03-02T12:30")
    looked = hours("call", "log", code, *times, "--json", at=at).json
    filed = hours("call", "file", looked["group"], "--json", at=at).json
    for bill in (looked, filed):
        assert [(part["agreement"], part["minutes"]) for part in bill["settle"]] == [
            ("1", 60),
            ("Server", 30),
        ]
    drawn = [
        one for one in hours("ticket", "why", code, "--json", at=at).json["decisions"] if one["do"] == "pack"
    ]
    assert {one["rule"] for one in drawn} == {"X8"}
    told = hours("report", "show", filed["report"], at=at).out
    assert "contratto 1: 60 minuti" in told
    assert "contratto Server: 30 minuti" in told
    packs = hours("pack", "list", "--customer", "C001", "--json", at=at).lines
    assert {"1", "Server"} == {one["agreement"] for one in packs}

    desk = open_desk(hours.desk, clock=lambda: rome("2026-03-02 13:00"))
    with closing(desk):
        frozen = printed(reports.printed(desk, filed["report"])).plain
        assert "(contratto 1)" in frozen
        assert "(contratto Server)" in frozen
        card = cards.card(desk, "C001")
        left = "carnet: 0h30 = 0h00 (contratto 1) + 0h30 (contratto Server)"
        assert words.left(card.packs, desk.service) == left


def why(shop, code):
    """The decisions on a ticket about its agreement: what, by which rule, which."""
    found = shop("ticket", "why", code, "--json").json["decisions"]
    return [(one["do"], one["rule"], one["detail"]["agreement"]) for one in found if "agreement" in one["do"]]


def test_which_agreement_holds_is_among_the_decisions_of_a_ticket_and_stays_said_once(shop):
    plain, server = ask(shop), ask(shop, "server")
    assert why(shop, plain["code"]) == []
    assert why(shop, server["code"]) == [("agreement_by_terms", "X7", "Server")]
    assert "contratto che vale" in shop("ticket", "why", server["code"]).out
    shop("ticket", "triage", plain["code"], "--topic", "server")
    shop("ticket", "triage", plain["code"], "--topic", "server")
    assert why(shop, plain["code"]) == [("agreement_by_terms", "X7", "Server")]


def test_an_agreement_that_is_for_other_requests_gives_this_one_nothing_and_that_is_said(empty, tmp_path):
    opened_under(empty, tmp_path, FIRM)
    shown = empty("customer", "show", "C001", "--json").json
    if shown["contract_from"]:
        empty("agreement", "correct", "C001", "--name", "Server", "--from", "2026-01-01")
    else:
        empty("agreement", "sign", "C001", "--name", "Server", "--from", "2026-01-01")
    other, server = ask(empty), ask(empty, "server")
    assert other["due_at"] is None
    assert server["due_at"][:16] == "2026-03-02T11:00"
    assert why(empty, other["code"]) == [("no_agreement", "X7", "Server")]
    assert "Nessuno di questi contratti vale" in empty("ticket", "agreement", other["code"]).out
    number = empty("agreement", "list", "C001", "--json").lines[0]["number"]
    empty("ticket", "agreement", other["code"], number, "--why", "È il server")
    assert empty("ticket", "show", other["code"], "--json").json["due_at"][:16] == "2026-03-02T11:00"
