"""`deskterm service show`: the terms as a page; every clause on it once, beside what the file counts with."""

import re

import pytest
from deskterm import locale
from deskterm.commands.answers import terms, terms_page
from deskterm.commands.frame.output import cell_width
from deskterm.desk.terms.files import load, names

from tests.models.terms_kit import service

BOTH = pytest.mark.parametrize("lang", locale.LANGUAGES)
EVERY = pytest.mark.parametrize("name", names())


@EVERY
@BOTH
def test_every_clause_is_on_the_page_once(empty, name, lang):
    terms = load(name)
    page = empty("service", "show", name, "--json", lang=lang).json["page"]
    told = [(line["rule"], line["clause"]) for part in page for line in part["lines"] if line["clause"]]
    assert sorted(told) == sorted((rule, terms.clause(rule, lang)) for rule in terms.clauses)


@EVERY
def test_both_languages_say_the_same_in_the_same_order(empty, name):
    pages = [empty("service", "show", name, "--json", lang=lang).json["page"] for lang in locale.LANGUAGES]
    shapes = [
        [(part["part"], [(line["rule"], bool(line["figure"])) for line in part["lines"]]) for part in page]
        for page in pages
    ]
    assert shapes[0] == shapes[1]


@EVERY
@BOTH
def test_the_page_fits_the_terminal_and_every_line_of_it_has_a_number(empty, name, lang):
    out = empty("service", "show", name, lang=lang).out
    assert max(cell_width(line) for line in out.splitlines()) <= 80
    assert not re.search(r"\{|\}|page\.|None", out)
    numbered = set(re.findall(r"^  ([A-Z]\d+) ", out, re.MULTILINE))
    assert numbered == set(load(name).clauses)


def test_the_page_tells_what_the_file_counts_with(empty):
    told = " ".join(empty("service", "show", "delta-system", lang="it").out.split())
    for words in (
        "lunedì-venerdì 8:30-12:30 e 14:00-17:00",
        "29 giugno",
        "assistenza@delta-system.example",
        "Con contratto, per posta elettronica: risposta entro 48 ore",
        "per ciò che arriva entro le 12:00",
        "fino a 5 minuti: compreso",
        "altrimenti 60,00 euro l'ora",
        "dal carnet «Carnet ore», il resto in fattura a fine mese, con rapportino",
        "vale 12 mesi",
        "il 20%",
        "Prezzi in euro, IVA (22%) esclusa",
        "non compreso (Preventivo)",
    ):
        assert words in told


def test_a_changed_figure_changes_the_page(empty, tmp_path):
    from tests.commands.conftest import ROOT

    text = (ROOT / "data" / "services" / "delta-system.toml").read_text(encoding="utf-8")
    path = tmp_path / "terms.toml"
    path.write_text(text.replace("list_rate = 60.00", "list_rate = 72.50"), encoding="utf-8")
    assert "72.50 euro an hour" in " ".join(empty("service", "show", path, lang="en").out.split())


def test_the_words_that_commands_take_are_listed(empty):
    out = empty("service", "show", "delta-system", "--words", lang="it").out
    assert re.search(r"^  usage +Uso del gestionale$", out, re.MULTILINE)
    assert re.search(r"^  solved +Risolto$", out, re.MULTILINE)
    assert re.search(r"^  diagnosis +Diagnosi$", out, re.MULTILINE)


def told(part, lang="en", **sections):
    """The lines of one part of a small service's page."""
    locale.choose(lang)
    found = {one.id: one.entries for one in terms_page.parts(service(**sections))}
    return [entry.figure for entry in found.get(part, [])]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (
            'target = "8h", clock = "open", soft = "4h"',
            "Answer within 8 hours of opening; where possible within 4 hours",
        ),
        (
            'target = "30m", clock = "day24"',
            "Answer within 30 minutes, counting the 24 hours of working days",
        ),
        ('target = "1d", clock = "workday"', "Answer within 1 working day, by closing time"),
        ('target = "2d", clock = "workday"', "Answer within 2 working days, by the closing time of the last"),
        ('target = "48h", clock = "elapsed"', "Answer within 48 hours, day and night"),
        ('target = "contract", clock = "open"', "Answer within the time agreed in the contract"),
        ('target = "1h", clock = "open", metric = "contact"', "First contact within 1 hour of opening"),
        (
            'target = "48h", clock = "elapsed", metric = "activation"',
            "Service active within 48 hours, day and night",
        ),
        (
            'target = "1h", clock = "open", when = ["!contract"]',
            "Without a contract: answer within 1 hour of opening",
        ),
        ('target = "1h", clock = "open", when = ["severity=A|B"]', "A or B: answer within 1 hour of opening"),
    ],
)
def test_when_an_answer_comes(terms, words):
    response = f'{{ id = "X1", calendar = "office", {terms} }}'
    assert told("answers", response=response)[0] == words


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ('mode = "included"', "Anything else: included"),
        ('mode = "free", when = ["session=call|mail"]', "Telephone call or answer by mail: free of charge"),
        (
            'mode = "included", when = ["seconds<=90", "contract"]',
            "Up to 1:30 minutes, with a contract: included",
        ),
        ('mode = "quote", when = ["topic!=usage"]', "For all but Usage: at a price to be agreed"),
        ('mode = "contract", when = ["plan=GOLD"]', "Plan GOLD: as agreed in the contract"),
        (
            'mode = "free", when = ["deployment=cloud", "code"]',
            "Cloud, with the support code: free of charge",
        ),
        ('mode = "free", when = ["code"]', "With the support code: free of charge"),
        (
            'mode = "time", rate = 45, step = 15, minimum = 30, settle = ["pack:hours", "invoice"]',
            "Anything else: 45.00 euro an hour; counted up to 15 minutes at a time; at least 30 minutes; "
            "from the pack “Pack”, the rest invoiced at month end",
        ),
        (
            'mode = "time", rate = 45, weight = 1.5, settle = ["invoice"], report = true',
            "Anything else: 45.00 euro an hour; counted up to the whole minute; time counts 1.5-fold; "
            "invoiced at month end, with a work report",
        ),
        (
            'mode = "time", rate = "contract", list_rate = 120, when = ["contract", "rate>=0"],'
            ' settle = ["invoice"]',
            "With a contract, with an agreed rate: the agreed rate, if the agreement has one; "
            "counted up to the whole minute; invoiced at month end",
        ),
        (
            'mode = "unit", unit = "20m", price = 40, settle = ["invoice"], from = 2023-02-01',
            "Anything else: 40.00 euro for each 20 minutes begun; valid from 1 February 2023; "
            "invoiced at month end",
        ),
        (
            'mode = "unit", unit = "20m", price = 40, settle = ["invoice"],'
            " from = 2023-02-01, until = 2023-12-31",
            "Anything else: 40.00 euro for each 20 minutes begun; valid 1 February 2023 to 31 December 2023; "
            "invoiced at month end",
        ),
        (
            'mode = "ticket", price = 25, settle = ["pack:tickets", "invoice"]',
            "Anything else: one ticket of the pack, else 25.00 euro; from the pack “Tickets”, "
            "the rest invoiced at month end",
        ),
    ],
)
def test_what_it_costs(terms, words):
    assert told("prices", price=f'{{ id = "X1", {terms} }}')[0] == words


@pytest.mark.parametrize(
    ("opening", "more", "words"),
    [
        ('"mon-sun 00:00-24:00"', "", "Every day all day; closed on public holidays (IT)"),
        (
            '"mon,wed 09:00-13:00", "sat 09:00-12:00"',
            "",
            "Monday and Wednesday 9:00-13:00; Saturday 9:00-12:00",
        ),
        ('"mon 09:00-13:00"', 'extra = ["06-29", "2026-06-01"]', "and 1 June 2026"),
        (
            '"mon 09:00-13:00"',
            'closures = [["2026-08-10", "2026-08-21"]]',
            "10 August 2026 to 21 August 2026",
        ),
        ('"mon 09:00-13:00"', 'half = { "12-24" = "09:00-11:00" }', "24 December 9:00-11:00"),
        ('"mon 09:00-13:00"', 'eves = "09:00-12:00"', "days before a holiday 9:00-12:00"),
        ('"mon 09:00-13:00"', 'eves = "closed"', "days before a holiday closed"),
    ],
)
def test_when_the_desk_is_open(opening, more, words):
    (line,) = told("hours", open=opening, calendar=more)
    assert words.casefold() in line.casefold()


def test_italian_joins_words_as_italians_do():
    locale.choose("it")
    assert terms.joined(["oggetto", "referente", "esposizione"]) == "oggetto, referente ed esposizione"
    assert terms.joined(["mail", "web"]) == "mail e web"
    assert terms.joined([]) == ""


def test_a_price_that_asks_for_a_fee_names_it():
    locale.choose("en")
    istes = load("istes")
    lines = [terms.price(istes, one) for one in istes.prices]
    assert any("Software update, with “Update fee”: free" in line for line in lines)
    assert any("Software update, without “Update fee”: at a price" in line for line in lines)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("open:office", "in the hours “office”"),
        ("closed:office", "outside the hours “office”"),
        ("blocking", "where the customer cannot work"),
        ("!blocking", "where the customer can work"),
        ("kind=email", "by e-mail"),
        ("kind!=email|phone", "not for by e-mail or by telephone"),
        ("channel=mail", "by the way “Mail”"),
        ("seconds>600", "over 10 minutes"),
        ("seconds<600", "under 10 minutes"),
        ("seconds>=600", "from 10 minutes on"),
        ("phone", "with a direct phone number"),
        ("!subject", "without a subject"),
        ("requests_today>=2", "requests of the customer on this day: 2 at least"),
        ("pack_left<=0", "when nothing is left in the packs"),
        ("adhesion<2020-01-01", "day of adhesion: before 1 January 2020"),
        ("plan=GOLD|SILVER", "plan GOLD or SILVER"),
        ("plan!=GOLD", "without the plan GOLD"),
        ("severity!=A", "for all but A"),
    ],
)
def test_no_condition_is_left_out(when, words):
    price = f'{{ id = "X1", mode = "free", when = ["{when}"] }}'
    (line,) = told("prices", price=price)[:1]
    assert line.casefold() == f"{words}: free of charge".casefold()


@pytest.mark.parametrize("lang", locale.LANGUAGES)
def test_every_condition_of_every_shipped_line_is_in_words(lang):
    locale.choose(lang)
    seen = 0
    for name in names():
        found = load(name)
        page = terms_page.text(found)
        for one in (*found.channels, *found.rules, *found.response, *found.prices):
            phrases = terms.conditions(found, one.when)
            alone = [phrase for condition in one.when for phrase in terms.conditions(found, [condition])]
            assert len(alone) == len(one.when)
            begins, whole = ("page.cond.begin", "page.except_first"), "\n".join(phrases)
            for begin in (locale.t(key, words="") for key in begins):
                alone = [phrase.removeprefix(begin) for phrase in alone]
            assert all(phrase in whole for phrase in alone), one
            seen += len(alone)
            flat = " ".join(page.split()).casefold()
            assert all(" ".join(phrase.split()).casefold() in flat for phrase in phrases), one
    assert seen > 150


def test_a_soft_target_in_working_days_and_a_fee_that_gives_nothing():
    response = '{ id = "X1", target = "3d", soft = "1d", clock = "workday", calendar = "office" }'
    assert "where possible within 1 working day" in told("answers", response=response)[0]
    more = '[[entitlement]]\nid = "basic"\nit = "Base"\nen = "Basic fee"'
    assert told("people", more=more) == ["Basic fee"]


def test_a_channel_says_when_it_may_be_used(empty):
    page = " ".join(empty("service", "show", "delta-system", lang="en").out.split())
    assert "only: outside the hours “Office”, where the customer cannot work" in page


@BOTH
def test_the_line_writes_them(empty, tmp_path, lang):
    paper, page = tmp_path / "terms.pdf", tmp_path / "terms.html"
    facts = empty("service", "page", "istes", "--pdf", paper, "--html", page, "--json", lang=lang).json
    assert facts["language"] == lang
    assert paper.read_bytes().startswith(b"%PDF-")
    assert f'lang="{lang}"' in page.read_text(encoding="utf-8")
    assert empty("service", "page", "istes", lang=lang, code=1).err
    assert empty("service", "page", "istes", "--pdf", tmp_path / "no" / "where.pdf", lang=lang, code=2).err
