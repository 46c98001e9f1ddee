"""The three invented firms, each adopted at a desk and lived for some days: what is printed adds up."""

from decimal import Decimal

import pytest

from tests.commands.test_terms_of_five import furnish
from tests.models.test_three_firms import FIRMS

SOLVED = ("--outcome", "solved")


@pytest.fixture
def nodo(empty):
    return furnish(empty, str(FIRMS["nodo-sistemi"]), "--rate", "60")


@pytest.fixture
def bergsee(empty):
    return furnish(empty, str(FIRMS["bergsee-informatik"]))


@pytest.fixture
def quadro(empty):
    return furnish(empty, str(FIRMS["quadro-gestionali"]), "--rate", "60")


def ask(firm, at, channel="mail", *more):
    told = ("--customer", "C001", "--channel", channel, "--subject", "Stampa", "--body", "Esce vuota.", *more)
    return firm("ticket", "add", *told, "--json", at=at).json


def work(firm, ticket, kind, when, *more):
    """Log work (`when`: day and hours) and file it; its bill, whose printed lines must add up to it."""
    day, hours = when.split()
    start, end = (f"{day}T{hour}" for hour in hours.split("-"))
    span = ("--kind", kind, "--start", start, "--end", end)
    done = firm("call", "log", ticket["code"], *span, *SOLVED, *more, "--json", at=end).json
    assert sum(Decimal(line["net"]) for line in done["lines"]) == Decimal(done["net"])
    if done.get("report"):
        told = firm("report", "show", done["report"], "--json").json
        assert sum(Decimal(line["net"]) for line in told["lines"]) == Decimal(told["net"])
    return done["net"]


def month(firm, named="2026-03"):
    return firm("settle", named, "--json", at="2026-04-01T09:00").lines[0]


def test_a_month_of_the_systems_house(nodo):
    nodo("customer", "set", "C001", "zone=far", at="2026-02-01T09:00")
    first = ask(nodo, "2026-03-02T09:00")
    assert first["severity"] == "" and [one["of"] for one in first["promises"]] == ["answer", "resolution"]
    triaged = ("ticket", "triage", first["code"], "--topic", "network", "--severity", "standstill", "--json")
    promises = nodo(*triaged, at="2026-03-02T09:10").json["promises"]
    assert [one["due_at"][:16] for one in promises] == ["2026-03-02T10:00", "2026-03-03T09:00"]
    refused = nodo("call", "start", first["code"], "--kind", "remote", at="2026-03-02T09:20", code=None)
    assert refused.code and "N15" in refused.err

    # Two hours of March and two of February that were carried on; the visit draws 90 minutes for 60.
    way = ("--answer", "km=50", "--answer", "travel=70")
    assert work(nodo, first, "onsite", "2026-03-02 14:30-15:30", *way) == "108.00"
    packs = nodo("pack", "list", "--json", at="2026-03-02T16:00").lines
    assert [one["left"] for one in packs if one["starts_at"] == "2026-03-01"] == [150]
    # Into the evening: 30 minutes and 45 × 1.5 are 97.5; the same day has no second call-out.
    second = ask(nodo, "2026-03-02T10:00")
    evening = ("--answer", "km=0", "--answer", "travel=0")
    assert work(nodo, second, "onsite", "2026-03-02 17:30-18:31", *evening) == "0.00"
    why = nodo("ticket", "why", first["code"], "--json", at="2026-03-03T09:00").json["decisions"]
    assert {"N5", "N6"} <= {one["rule"] for one in why}
    assert Decimal(month(nodo)["net"]) == Decimal("108.00")


def test_the_systems_house_answers_three_times_for_nothing(nodo):
    ticket = ask(nodo, "2026-03-02T09:00")
    nets = [work(nodo, ticket, "mail", f"2026-03-0{day} 10:00-10:10") for day in (3, 4, 5, 6)]
    assert nets == ["0.00", "0.00", "0.00", "15.00"]
    ring = ask(nodo, "2026-03-09T09:00", "phone")
    assert ring["lane"] == 1
    estimate = ("--kind", "lab", "--start", "2026-03-09T10:00", "--end", "2026-03-09T10:50", *SOLVED)
    refused = nodo("call", "log", ring["code"], *estimate, at="2026-03-09T11:00", code=None)
    assert refused.code and "N16" in refused.err
    nodo("ticket", "set", ring["code"], "estimate=sì", at="2026-03-09T11:00")
    assert work(nodo, ring, "lab", "2026-03-09 10:00-10:50") == "50.83"  # 45.83 and the opening
    assert month(nodo)["net"] == "65.83"


def test_a_month_of_the_swiss_firm_is_in_francs_with_the_vat_of_each_rate(bergsee):
    urgent = ask(bergsee, "2026-03-02T09:00", "portal", "--field", "hurry=today", "--field", "scope=all")
    assert [(one["of"], one["due_at"][:16]) for one in urgent["promises"]] == [
        ("contact", "2026-03-02T09:30"),
        ("answer", "2026-03-03T09:00"),
    ]
    usual = ask(bergsee, "2026-03-02T08:30", "portal", "--field", "hurry=usual")
    assert [row["code"] for row in bergsee("queue", "--json").lines] == [urgent["code"], usual["code"]]
    refused = bergsee("call", "start", urgent["code"], "--kind", "remote", at="2026-03-02T09:20", code=None)
    assert refused.code and "B5" in refused.err
    paid = ("--answer", "paid=yes")
    # The quarter's three hours give the 30 minutes, the urgency is paid: 95.00 / 1.081.
    assert work(bergsee, urgent, "remote", "2026-03-02 09:30-10:00", *paid) == "87.88"
    # A manual: 20.50 / 1.026; a day on site with attendance: 1212.00 / 1.081; training without VAT.
    assert work(bergsee, usual, "call", "2026-03-02 11:00-11:06", "--answer", "manuals=1") == "19.98"
    project = ("--reason", "project", "--answer", "journey=none")
    assert work(bergsee, usual, "onsite", "2026-03-03 09:00-15:00", *project) == "1121.18"
    assert work(bergsee, usual, "training", "2026-03-04 09:00-15:00") == "870.00"
    told = month(bergsee)
    assert {one["rate"] for one in told["vat_parts"]} == {"8.1", "2.6", "0"}
    assert Decimal(told["gross"]) == Decimal("2197.50")  # 95.00 + 20.50 + 1212.00 + 870.00
    assert sum(Decimal(one["net"]) for one in told["vat_parts"]) == Decimal(told["net"])
    printed = bergsee("settle", "2026-03", at="2026-04-01T09:00").out
    assert "€" not in printed


def test_the_swiss_firm_counts_its_fee_by_the_user_and_renews_a_credit(bergsee):
    bergsee("pack", "sell", "C001", "--kind", "credit", "--size", "300,00", at="2026-03-02T09:00")
    ticket = ask(bergsee, "2026-03-02T09:00")
    # Four hours are more than the quarter's three: the credit pays 300.00 of 640.00, and falls to nothing.
    assert work(bergsee, ticket, "remote", "2026-03-02 10:00-14:00") == "314.52"  # 340.00 / 1.081
    packs = bergsee("pack", "list", "--json", at="2026-03-03T09:00").lines
    assert [one["left"] for one in packs if one["kind"] == "credit" and one["left"]] == [100000]
    bergsee("agreement", "sign", "C001", "--from", "2026-04-01", "users=25", at="2026-03-20T09:00")
    card = bergsee("customer", "show", "C001", "--json", at="2026-04-02T09:00").json
    assert card["usual_fee"] == "4200.00"  # 14.00 × 25 × 12


def test_a_month_of_the_software_house(quadro):
    grave = ("--field", "impact=firm", "--field", "urgency=high")
    first = ask(quadro, "2026-03-02T09:00", "mail", *grave)
    plain = ask(quadro, "2026-03-02T08:30")
    assert (first["severity"], plain["severity"]) == ("P1", "P3")
    assert [row["code"] for row in quadro("queue", "--json").lines] == [first["code"], plain["code"]]
    quadro("ticket", "answer", first["code"], "Ce ne occupiamo.", at="2026-03-02T12:00")  # an hour late

    quadro("pack", "sell", "C001", "--kind", "hours", "--size", "1h", at="2026-03-02T09:00")
    # 195 minutes: 60 of the pack, 120 that it may owe, a quarter of an hour at the agreed rate.
    assert work(quadro, plain, "remote", "2026-03-03 09:00-12:15") == "15.00"
    left = [one["left"] for one in quadro("pack", "list", "--json", at="2026-03-03T13:00").lines]
    assert -120 in left
    fields = ("--field", "product=ledger", "--field", "speed=express")
    express = ask(quadro, "2026-03-04T09:00", "portal", *fields)
    assert express["due_at"][:16] == "2026-03-04T10:00"
    paid = ("--answer", "paid=yes")
    assert work(quadro, express, "remote", "2026-03-04 09:30-10:00", *paid) == "90.00"
    assert month(quadro)["net"] == "105.00"

    quadro("call", "start", express["code"], at="2026-03-05T10:00")
    short = quadro("call", "stop", *SOLVED, "--json", at="2026-03-05T10:10").json
    assert (short["rule"], short["net"]) == ("Q9", "0.00")


def test_the_software_house_prolongs_its_packs_and_proposes_another(quadro):
    quadro("pack", "sell", "C001", "--kind", "hours", "--size", "2h", at="2026-03-02T09:00")
    ticket = ask(quadro, "2026-03-02T09:00")
    work(quadro, ticket, "remote", "2026-03-03 09:00-10:00")
    (first,) = [one for one in quadro("pack", "list", "--json").lines if one["kind"] == "hours"]
    assert first["expires_at"] == "2027-03-01"
    assert "da proporre: 10h00 a 540,00 €" in quadro("pack", "show", first["id"], at="2026-03-04T09:00").out
    quadro("pack", "sell", "C001", "--kind", "hours", at="2026-06-01T09:00")
    packs = quadro("pack", "list", "--json", at="2026-06-02T09:00").lines
    ends = {one["size"]: one["expires_at"] for one in packs if one["kind"] == "hours"}
    assert ends == {120: "2027-05-31", 600: "2027-05-31"}


def test_the_software_house_has_an_agreement_for_a_product_and_credits_what_it_broke(quadro):
    sign = ("agreement", "sign", "C001", "--name", "Paghe", "--from", "2026-01-01", "--fee", "1200")
    quadro(*sign, "workplaces=8", at="2026-03-01T09:00")
    payroll = ask(quadro, "2026-03-02T10:00", "portal", "--field", "product=payroll")
    assert payroll["due_at"][:16] == "2026-03-02T15:00"
    assert work(quadro, payroll, "remote", "2026-03-02 15:30-17:30") == "0.00"
    ledger = ask(quadro, "2026-03-02T10:00", "portal", "--field", "product=ledger")
    assert ledger["due_at"][:16] == "2026-03-03T10:00"
    assert work(quadro, ledger, "remote", "2026-03-03 09:00-10:00") == "60.00"
    branch = ("agreement", "sign", "C001", "--name", "Filiale", "--from", "2026-01-01", "--rate", "45")
    quadro(*branch, at="2026-03-04T09:00")
    there = ask(quadro, "2026-03-04T10:00", "mail", "--field", "site=branch")
    assert work(quadro, there, "remote", "2026-03-04 11:00-12:00") == "45.00"
    found = quadro("credit", "list", "2026-03", "--json", at="2026-03-10T09:00").lines
    assert [(one["ticket"], one["of"], one["net"]) for one in found] == [(payroll["code"], "answer", "5.00")]


@pytest.mark.parametrize("name", FIRMS)
@pytest.mark.parametrize("lang", ["it", "en"])
def test_each_passes_its_check_and_has_a_page(line, name, lang):
    assert line("service", "check", FIRMS[name], "--json", lang=lang).json["errors"] == []
    page = line("service", "show", FIRMS[name], lang=lang).out
    assert ("CHF" in page) is (name == "bergsee-informatik")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("it", ["IVA (8.1%) compresa", "il tempo conta 1.25 volte", "(Manuali); IVA 2.6%", "l'ora; IVA 0%"]),
        ("en", ["VAT (8.1%)", "time counts 1.25-fold", "(Handbücher); VAT 2.6%", "an hour; VAT 0%"]),
    ],
)
def test_the_page_writes_rates_and_factors_as_its_language_does_and_names_other_vat_rates(line, lang, said):
    page = " ".join(line("service", "show", FIRMS["bergsee-informatik"], lang=lang).out.split())
    assert [one for one in said if one not in page] == [], page
