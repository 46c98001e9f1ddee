"""The page's sentences read as a person would say them, in both languages: each kind of condition once."""

from pathlib import Path

import pytest
from deskterm import locale
from deskterm.commands.answers import terms, terms_page
from deskterm.models.terms.facts import FACTS
from deskterm.models.terms.service import read_service

from tests.models.terms_kit import SERVICES

FIRMS = {
    path.stem: read_service(path.read_text(encoding="utf-8"))
    for path in (Path(__file__).parents[1] / "data" / "firms").glob("*.toml")
}
ALL = SERVICES | FIRMS
GRIGIO = read_service(
    (Path(__file__).parents[1] / "data" / "broken" / "grigio.toml").read_text(encoding="utf-8")
)
STIFF = {
    "it": ("tranne se ", "per con ", "per tranne", "risponde:", "con quanti", "sotto lo 0", "zero prima"),
    "en": ("unless ", "for with ", "below 0", "answered by:", "with how many", "less than 20"),
}


@pytest.fixture(params=locale.LANGUAGES)
def tongue(request):
    locale.choose(request.param)
    yield request.param
    locale.choose("it")


@pytest.mark.parametrize("name", ALL)
def test_no_page_has_a_stiff_turn(name, tongue):
    told = [entry.figure.casefold() for part in terms_page.parts(ALL[name]) for entry in part.entries]
    assert [(turn, one) for turn in STIFF[tongue] for one in told if turn in one] == []


@pytest.mark.parametrize("fact", [name for name, fact in FACTS.items() if fact.kind == "flag"])
def test_every_fact_that_is_or_is_not_has_a_phrase_for_both(fact, tongue):
    if fact in ("contract", "signed_in"):
        return
    for key in (f"page.is.{fact}", f"page.not.{fact}"):
        assert locale.has(key), key


SENTENCES = {
    ("delta-system", "D1"): (
        "Se chi scrive o chiama non è un cliente noto: resta in attesa",
        "Where the sender or caller is no known customer",
    ),
    ("delta-system", "D23"): (
        "Se ha chiamato il cliente e non c'è un ticket aperto: si avverte",
        "Where the customer called and there is no open ticket",
    ),
    ("istes", "H1"): (
        "Quando non si sa dove è installato il programma",
        "Where nobody knows where the program is installed",
    ),
    ("istes", "I13"): (
        "Personalizzazione: risponde Ricerca e sviluppo",
        "Customisation: answered by Research and development",
    ),
    ("istes", "I25"): (
        "Per tutto tranne cloud",
        "For all but cloud",
    ),
    ("istes", "I14"): (
        "oltre 30 giorni dall'ultima consegna",
        "more than 30 days after the last delivery",
    ),
    ("digital-micro", "M11"): (
        "se il contratto è stato firmato dopo la richiesta",
        "where the agreement was signed after the request",
    ),
    ("digital-micro", "M3"): (
        "nelle prime 48 ore dall'adesione",
        "in the first 48 hours after sign-up",
    ),
    ("omniagest", "O2"): (
        "quando nei carnet non resta nulla",
        "when nothing is left in the packs",
    ),
    ("omniagest", "O6"): (
        "se manca qualcosa di necessario",
        "where something needed is missing",
    ),
    ("contabilita-in-cloud", "T5"): (
        "oggetto che non è «assistenza telefonica»",
        "subject other than “assistenza telefonica”",
    ),
    ("contabilita-in-cloud", "T1"): (
        "senza il piano ADVANCED",
        "without the plan ADVANCED",
    ),
    ("nodo-sistemi", "N17"): (
        "solo con contratto",
        "only with a contract",
    ),
    ("nodo-sistemi", "N16"): (
        "se non vale «Preventivo accettato»",
        "where “Estimate accepted” does not hold",
    ),
    ("nodo-sistemi", "N19"): (
        "nei primi 30 giorni del contratto",
        "in the first 30 days of the agreement",
    ),
    ("quadro-gestionali", "Q14"): (
        "Quando «Carnet ore» è vuoto",
        "When “Hour pack” is empty",
    ),
    ("quadro-gestionali", "Q17"): (
        "Filiale: vale il contratto «Filiale»",
        "Branch: the agreement “Filiale” holds",
    ),
    ("nodo-sistemi", "N4"): (
        "Finché nessuno ha valutato la gravità, la richiesta passa prima delle altre",
        "Until somebody has judged its severity, a request goes before the others",
    ),
    ("digital-micro", "M5"): (
        "Per la teleassistenza, ",
        "For remote work, ",
    ),
    ("quadro-gestionali", "Q15"): (
        "Risposta oltre il termine: in accredito 5,00 euro",
        "Late answer: a credit of 5.00 euro",
    ),
    ("bergsee-informatik", "B18"): (
        "prima del 1º gennaio 2020",
        "before 1 January 2020",
    ),
}


@pytest.mark.parametrize(("name", "rule"), SENTENCES)
def test_a_rule_is_told_as_a_person_would(name, rule, tongue):
    entries = [entry for part in terms_page.parts(ALL[name]) for entry in part.entries]
    told = [entry.figure for entry in entries if entry.rule == rule]
    assert SENTENCES[name, rule][locale.LANGUAGES.index(tongue)] in " ".join(told)


def test_gates_of_two_kinds_of_work_are_told_apart(tongue):
    told = [
        entry.figure
        for part in terms_page.parts(GRIGIO)
        for entry in part.entries
        if entry.rule in ("G6", "G8")
    ]
    remote, onsite = (f"{locale.t(f'page.at.{at}')}, " for at in ("remote", "onsite"))
    assert [one.startswith(terms.capital(at)) for one, at in zip(told, (remote, onsite), strict=True)] == [
        True,
        True,
    ]


def test_each_cap_of_a_rule_with_several_credits_is_told_as_its_own(tongue):
    figures = [
        entry.figure for part in terms_page.parts(GRIGIO) for entry in part.entries if entry.rule == "G12"
    ]
    assert len(figures) == 2
    assert all(
        {"it": "al mese per questo accredito", "en": "a month for this credit alone"}[tongue] in figure
        for figure in figures
    )


@pytest.mark.parametrize("name", ALL)
def test_every_agreement_and_every_reading_of_the_unjudged_is_on_the_page(name, tongue):
    figures = "\n".join(entry.figure for part in terms_page.parts(ALL[name]) for entry in part.entries)
    for one in ALL[name].agreements:
        assert locale.t("page.agreement.holds", name=one.name) in figures
    unjudged = ALL[name].unjudged
    if (unjudged.stands, unjudged.promise) != ("last", ""):
        assert terms.unjudged(ALL[name], unjudged) in figures


def test_within_how_long_a_service_is_active_is_told_once_and_twice_only_where_the_file_says_two_times(
    tongue,
):
    usual = SERVICES["digital-micro"]
    other = read_service(usual.text.replace('active = "48h"', 'active = "72h"'))

    def told(service):
        figures = (entry.figure for part in terms_page.parts(service) for entry in part.entries)
        return [one for one in figures if {"it": "attivo entro", "en": "active within"}[tongue] in one]

    assert len(told(usual)) == 1
    assert [one.count("72") for one in told(other)] == [0, 1]
