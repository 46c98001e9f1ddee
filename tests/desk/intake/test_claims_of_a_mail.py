"""A mail that says facts by their names: those that its channel does not bring are told as not taken."""

import pytest
from deskterm.desk.tickets import tickets

from tests.clocks import Watch
from tests.commands.conftest import ROOT
from tests.desk.five import House

GRIGIO = (ROOT / "tests" / "data" / "broken" / "grigio.toml").read_text(encoding="utf-8")


@pytest.fixture
def grigio(tmp_path):
    made = House(tmp_path, "delta-system", Watch("2026-03-03T10:30"), text=GRIGIO)
    yield made
    made.desk.close()


def not_taken(house, body):
    got = house.mail("Casse ferme", body)
    return tickets.not_taken(house.desk, tickets.get(house.desk, got.ticket))


@pytest.mark.parametrize(
    "line",
    [
        *(
            "paid: yes",
            "estimate: yes",
            "users: 500",
            "km: 0",
            "impact: all",
            "urgency: high",
            "hurry: today",
        ),
        *("product: payroll", "trust: full", "lane: 1", "tier = 0", "rate: 10", "contract: yes"),
        "phone contract: yes",
    ],
)
def test_a_fact_that_mails_do_not_bring_is_told_as_not_taken(grigio, line):
    name, _, value = (part.strip() for part in line.replace("=", ":").partition(":"))
    assert not_taken(grigio, f"Le casse sono ferme.\n{line}\n") == {name.replace(" ", "_"): value}


def test_all_of_them_at_once_are_all_told(grigio):
    names = ("paid", "estimate", "users", "km", "impact", "urgency", "hurry", "product", "trust", "lane")
    assert set(not_taken(grigio, "Ferme.\n" + "\n".join(f"{name}: 1" for name in names))) == set(names)


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("Impatto: tutti", "impact"),
        ("Urgency: High", "urgency"),
        ("Preventivo accettato: sì", "estimate"),
        ("Utenti: 12", "users"),
    ],
)
def test_a_fact_is_known_by_its_words_in_the_files_languages_too(grigio, line, fact):
    assert list(not_taken(grigio, f"Le casse sono ferme.\n{line}\n")) == [fact]


@pytest.mark.parametrize(
    "line",
    [
        "Product: the books do not open since this morning, what can I do?",
        "Utenti: nessuno riesce a entrare",
        "Impatto: non riusciamo a vendere",
        "Urgenza: vi prego di chiamare",
        "Problem: nothing prints",
        "Phone: 091 000 11 22",
        "Lane: it is the second one on the left.",
        "Ecco che cosa vedo: niente",
        "Nota: stampa",
    ],
)
def test_prose_is_no_claim(grigio, line):
    assert not_taken(grigio, f"Le casse sono ferme.\n{line}\n") == {}
