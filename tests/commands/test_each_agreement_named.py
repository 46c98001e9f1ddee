"""Where a customer has several agreements, each stands by its name with its own fee and what it says."""

from contextlib import closing

from deskterm.desk.context import open_desk
from deskterm.desk.customers import cards
from deskterm.locale import speaking
from deskterm.screens.customer import traits

from tests.clocks import rome
from tests.commands.ricni import empty, home, ricni

__all__ = ["empty", "home", "ricni"]

PAYROLL = "payroll: without an end, basic, 1 250,00 CZK an hour, fee usually 6 960,00 CZK a year (F1)"
PAYROLL += ", Users: 2"
ACCOUNTS = "accounts: without an end, plus, fee usually 13 920,00 CZK a year (F1), Users: 4, Hotline: yes"


def rows(said):
    """The rows of a card, by their first word."""
    found = {}
    for line in said.splitlines():
        name, _, value = line.partition("  ")
        found.setdefault(name, []).append(value.strip())
    return found


def test_the_card_names_both_and_neither_fact_is_the_customers(ricni):
    card = rows(ricni.said("customer", "show", "C001"))
    assert sorted(card["Agreement"]) == sorted([PAYROLL, ACCOUNTS])
    assert card["Facts"] == ["Zone: elsewhere"]
    assert not {"Contract", "Plan", "Fee", "Hourly rate"} & set(card)


def test_with_one_agreement_the_card_stays_as_it_was_and_says_what_the_fee_is_for(ricni):
    ricni("agreement", "sign", "C002", "--plan", "basic", "--from", "2026-03-01", "users=3")
    card = rows(ricni.said("customer", "show", "C002"))
    assert card["Contract"] == ["open-ended"]
    assert card["Fee"] == ["usually 10 440,00 CZK a year (F1)"]
    assert card["Facts"] == ["Zone: Prague", "Users: 3"]


def test_the_list_has_the_fee_a_year_and_the_facts_of_each(ricni):
    said = ricni.said("agreement", "list", "C001", lang="it").splitlines()
    assert "Canone l'anno" in said[0]
    assert "di solito 13.920,00" in said[1] and "di solito 6.960,00" in said[2]
    assert said[3:] == ["N. 1: Utenti: 4, Linea calda: sì", "N. 2: Utenti: 2"]


def test_what_is_signed_or_corrected_says_fee_and_facts_in_words(ricni):
    said = ricni.said("agreement", "correct", "C001", "--number", "2", "--fee", "7000")
    assert "\nusually" not in said
    assert rows(said)["Fee"] == ["7 000,00 CZK a year (usually 6 960,00 CZK, F1)"]
    assert rows(said)["Facts"] == ["Users: 2"]


def test_the_card_of_the_screens_names_both_with_fee_and_facts(ricni):
    with closing(open_desk(ricni.desk, clock=lambda: rome("2026-03-02 13:00"))) as desk, speaking("en"):
        card, known = cards.card(desk, "C001"), traits.known(desk, "C001")
        shown = [
            one.plain.replace("\xa0", " ") for one in traits.standing(desk.service, card, known, desk.now())
        ]
    assert {f"agreement {ACCOUNTS}", f"agreement {PAYROLL}"} <= set(shown)
    assert "Zone: elsewhere" in shown
    assert not [one for one in shown if one.startswith(("Users", "Hotline", "fee"))]
