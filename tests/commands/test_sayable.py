"""What can be said of a customer is listed, offered at a Tab, and named to whoever misses it."""

from pathlib import Path

import pytest
from deskterm.commands.papers.tab import offered

from tests.commands.conftest import empty, home

__all__ = ["empty", "home"]

FIRM = Path(__file__).parents[1] / "data" / "firms" / "quadro-gestionali.toml"
BERGSEE = Path(__file__).parents[1] / "data" / "firms" / "bergsee-informatik.toml"


@pytest.fixture
def firm(empty):
    empty("init", "--service", FIRM, "--anyway", "prova", at="2026-03-02T08:00")
    empty("customer", "add", "Rossi", "--town", "Thiene")
    empty("agreement", "sign", "C001", "--from", "2026-01-01", "workplaces=12")
    return empty


def tab(line, *words):
    return dict(offered(["--desk", str(line.desk), "--lang", "it", *words]))


@pytest.mark.parametrize(
    ("lang", "said"),
    [("it", ("Postazioni", "un testo", "sì, no")), ("en", ("Workplaces", "a text", "yes, no"))],
)
def test_without_facts_everything_that_can_be_said_is_listed_with_what_is_known(firm, lang, said):
    out = firm("customer", "set", "C001", lang=lang).out
    for word in (*said, "workplaces", "12", "town", "Thiene", "blocked", "quick_access", "language"):
        assert word in out, out
    rows = {one["name"]: one for one in firm("customer", "set", "C001", "--json").json["facts"]}
    assert rows["notes"]["title"] == "Note"
    assert rows["workplaces"]["value"] == "12"
    assert rows["deployment"]["takes"] == "cloud, on-premise"
    assert rows["language"] == {"name": "language", "title": "Lingua", "takes": "it, en", "value": "it"}


def test_what_cannot_be_said_is_refused_with_what_was_meant(firm):
    for wrong, meant in (("langauge", "language"), ("twon", "town"), ("workplace", "workplaces")):
        told = firm("customer", "set", "C001", f"{wrong}=x", code=1).err
        assert f"«{meant}»" in told and "sdi" in told


def test_a_tab_offers_the_facts_of_the_terms_in_force_and_their_values(firm):
    found = tab(firm, "customer", "set", "C001", "")
    assert found["workplaces="] == "Postazioni"
    assert {"town=", "language=", "blocked=", "adhesion="} <= set(found)
    assert set(tab(firm, "customer", "set", "C001", "w")) == {"workplaces="}
    assert set(tab(firm, "customer", "set", "C001", "blocked=")) == {"blocked=yes", "blocked=no"}
    assert set(tab(firm, "customer", "set", "C001", "town=x", "deployment=c")) == {"deployment=cloud"}
    assert tab(firm, "customer", "set", "C001", "product=p")["product=payroll"] == "Paghe"
    assert "workplaces=" in tab(firm, "agreement", "sign", "C001", "")
    assert "town=" not in tab(firm, "agreement", "sign", "C001", "")
    ticket = tab(firm, "ticket", "set", "TK000001", "")
    assert {"impact=", "urgency=", "product="} <= set(ticket) and "workplaces=" not in ticket
    assert {"impact=firm", "impact=person"} == set(tab(firm, "ticket", "set", "TK000001", "impact="))


def test_a_tab_offers_the_languages_of_the_file_and_of_the_catalogues(empty, tmp_path, monkeypatch):
    empty("init", "--service", BERGSEE, "--anyway", "prova", at="2026-03-02T08:00")
    monkeypatch.delenv("DESKTERM_CATALOGUES", raising=False)
    assert list(tab(empty, "customer", "add", "Rossi", "--language", "")) == ["de", "it"]
    assert list(tab(empty, "customer", "set", "C001", "language=")) == ["language=de", "language=it"]
    assert list(tab(empty, "--lang", "")) == ["it", "en"]
    for name in ("fr", "pt-BR", "__pycache__", "old"):
        (tmp_path / "words" / name).mkdir(parents=True)
    monkeypatch.setenv("DESKTERM_CATALOGUES", str(tmp_path / "words"))
    assert list(tab(empty, "--lang", "")) == ["it", "en", "fr", "old", "pt-BR"]
    assert list(tab(empty, "service", "page", "--language", "")) == ["de", "it", "en", "fr", "old", "pt-BR"]
    assert list(tab(empty, "customer", "add", "Rossi", "--language", "f")) == []


def test_a_desk_that_names_no_languages_offers_italian_and_english(firm):
    assert list(tab(firm, "customer", "add", "Rossi", "--language", "")) == ["it", "en"]
    assert list(tab(firm, "customer", "add", "Rossi", "--language", "e")) == ["en"]
