"""A desk in another currency: its minor units, its sign, its words, and no other money taken for it."""

import re
from pathlib import Path

import pytest
from babel.numbers import get_currency_precision, list_currencies
from deskterm.locale import figures, speaking
from deskterm.models.basics import currencies
from deskterm.models.basics.money import in_euro
from deskterm.models.basics.regions import writing_as_in
from deskterm.models.said import amounts
from deskterm.models.said.words import Unclear
from deskterm.models.terms.service import read_service

from tests.commands.test_terms_of_five import furnish

FIRM = Path(__file__).parents[1] / "data" / "firms" / "tariffario.toml"
TEXT = FIRM.read_text(encoding="utf-8").partition("[[example]]")[0]  # whose amounts are in euro


@pytest.fixture(autouse=True)
def euro_again():
    yield
    currencies.reckon_in("EUR")


def in_currency(code):
    return TEXT.replace("vat = 22 }", f'vat = 8.1, currency = "{code}" }}')


@pytest.fixture
def desk_in(empty, tmp_path):
    def made(code, text=None):
        file = tmp_path / "terms.toml"
        file.write_text(text or in_currency(code), encoding="utf-8")
        furnish(empty, str(file), "--rate", "70")
        told = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Esce vuota.")
        empty("ticket", "add", *told, at="2026-03-02T09:00")
        return empty

    return made


def work(firm, *more):
    span = ("--kind", "remote", "--start", "2026-03-02T10:00", "--end", "2026-03-02T11:00")
    return firm("call", "log", "1", *span, "--outcome", "solved", *more, at="2026-03-02T11:00")


@pytest.mark.parametrize(
    ("code", "net", "shown"),
    [("CHF", "60.00", "60,00 CHF"), ("JPY", "60", "60 JPY"), ("KWD", "60.000", "60,000 KWD")],
)
def test_amounts_have_the_decimals_of_their_currency_everywhere(desk_in, code, net, shown):
    text = in_currency(code)
    if code == "JPY":  # a yen has no hundredths
        text = text.replace("0.50", "1").replace(".00", "")
    firm = desk_in(code, text)
    done = work(firm, "--json").json
    assert done["net"] == net
    out = firm("report", "show", done["report"]).out.replace("\xa0", " ")
    assert f"60 min × {shown}/ora = {shown}" in out
    assert "euro" not in out and "€" not in out
    month = firm("settle", "2026-03", at="2026-04-01T09:00")
    assert "€" not in month.out


@pytest.mark.parametrize(
    ("lang", "code", "net", "behind"),
    [("it", "KWD", "60,000 KWD", True), ("en", "KWD", "KWD60.000", False), ("en", "CHF", "CHF60.00", False)],
)
def test_an_amount_has_one_shape_on_a_paper(desk_in, lang, code, net, behind):
    """Lines, charges, balances and the page: the code stands always before, or always behind."""
    firm = desk_in(code, in_currency(code))
    done = work(firm, "--json").json
    papers = [firm("report", "show", done["report"], lang=lang).out, firm("service", "show", lang=lang).out]
    for paper in papers:
        told = paper.replace("\xa0", " ")
        assert net in told
        other = rf"{code} ?\d" if behind else rf"\d {code}"
        assert not re.search(other, told), re.search(rf".*{other}.*", told)[0]


def test_the_page_of_the_terms_names_the_currency(empty, tmp_path):
    file = tmp_path / "terms.toml"
    file.write_text(in_currency("CHF"), encoding="utf-8")
    out = empty("service", "show", str(file)).out
    assert "CHF" in out and "euro" not in out


@pytest.mark.parametrize(
    ("code", "text", "cents"),
    [
        ("CHF", "1'045.50", 104550),
        ("CHF", "CHF 45.5", 4550),
        ("CHF", "Fr. 45", 4500),
        ("JPY", "1.045", 1045),
        ("JPY", "¥1200", 1200),
        ("KWD", "1,5", 1500),
        ("KWD", "0,125", 125),
        ("EUR", "€ 45,50", 4550),
    ],
)
def test_what_people_type_is_read_in_the_currency_of_the_desk(code, text, cents):
    currencies.reckon_in(code)
    with speaking("it"):
        assert amounts.cents(text, figures.signs()) == cents


@pytest.mark.parametrize(
    ("code", "text"), [("CHF", "€ 45"), ("JPY", "45,5"), ("EUR", "CHF 45"), ("CHF", "45 euro")]
)
def test_another_currency_and_decimals_that_it_has_not_are_no_amount(code, text):
    currencies.reckon_in(code)
    with pytest.raises(Unclear):
        amounts.cents(text)


def test_the_minor_units_are_those_of_the_world():
    known = currencies.CODES & set(list_currencies())
    assert len(known) > 140
    # ISO 4217 has minor units that nobody uses any more, and Babel leaves them out (CLDR): those differ.
    unused = {
        "AFN",
        "ALL",
        "IRR",
        "KPW",
        "LAK",
        "LBP",
        "MMK",
        "SLE",
        "SOS",
        "SYP",
        "YER",
        "IQD",
        "MGA",
        "MRU",
        "RSD",
    }
    differ = {code for code in known - unused if currencies.digits(code) != get_currency_precision(code)}
    assert differ == set()


def test_an_unknown_currency_is_told_with_the_nearest():
    from tests.models.terms_kit import check_service

    (fault,) = check_service(in_currency("CHX"))
    assert (fault.path, fault.code) == ("provider.currency", "currency")
    assert read_service(in_currency("KWD")).prices[3].rate == 60000


def test_programs_read_amounts_with_all_their_decimals():
    for code, cents, text in (("KWD", -5, "-0.005"), ("JPY", 1200, "1200"), ("EUR", 1200, "12.00")):
        currencies.reckon_in(code)
        assert in_euro(cents) == text
    currencies.reckon_in("EUR")


def test_a_desk_keeps_its_currency(desk_in, tmp_path):
    firm = desk_in("CHF")
    other = tmp_path / "other.toml"
    other.write_text(in_currency("EUR"), encoding="utf-8")
    refused = firm("service", "adopt", other, code=None)
    assert refused.code and "CHF" in refused.err and "EUR" in refused.err


FIRMS = Path(__file__).parents[1] / "data" / "firms"


def test_two_files_are_compared_each_in_its_own_currency(empty, tmp_path):
    old, new = FIRMS / "bergsee-informatik.toml", tmp_path / "neu.toml"
    text = old.read_text(encoding="utf-8")
    rate = re.search(r"^rate = (\d+)", text, re.MULTILINE)
    assert rate
    new.write_text(text.replace(rate[0], "rate = 199", 1), encoding="utf-8")
    told = empty("service", "diff", old, new).out
    assert "199" in told and "CHF" in told and "euro" not in told


def test_a_month_is_rehearsed_in_the_desks_currency_and_says_where_the_terms_have_another(empty):
    empty("init", "--service", FIRMS / "bergsee-informatik.toml", at="2026-03-02T09:00")
    empty("customer", "add", "Rossi", "--contact", "Ada", "--email", "ada@rossi.example")
    asked = ("--channel", "mail", "--customer", "C001", "--subject", "Stampa", "--body", "Non va.")
    empty("ticket", "add", *asked, at="2026-03-02T10:00")
    other = empty("rehearse", "--from-desk", "2026-03", "--service", "istes", at="2026-03-20T10:00").out
    assert "CHF → euro" in other


@pytest.mark.parametrize(
    ("language", "region", "told"),
    [
        ("en", "PL", "1.404,00 PLN"),
        ("it", "PL", "1.404,00 PLN"),
        ("en", "", "PLN1,404.00"),
        ("it", "CH", "PLN 1’404.00"),
    ],
)
def test_an_amount_is_written_as_the_language_does_in_the_country(language, region, told):
    """One rule, which the book tells: Babel's for the pair, else for the language by itself."""
    with currencies.reading("PLN"), writing_as_in(region), speaking(language):
        assert figures.money(140_400).replace("\xa0", " ") == told


def test_a_months_past_keeps_the_decimals_of_its_own_currency_beside_other_terms(desk_in, tmp_path):
    """Sixty dinars stay 60.000 beside euro: each side in its own, and two currencies are no comparison."""
    firm = desk_in("TND", in_currency("TND"))
    work(firm, "--json")
    other = tmp_path / "other.toml"
    other.write_text(in_currency("EUR"), encoding="utf-8")
    month = ("rehearse", "--from-desk", "2026-03", "--service", other)
    told = firm(*month, at="2026-03-20T10:00", lang="en")
    assert "60.000 → 60.00" in told.out and "net TND → euro 60.000 → 60.00" in told.out
    assert "two currencies" in " ".join(told.out.split())
    found = firm(*month, "--json", at="2026-03-20T10:00", lang="en")
    total = found.lines[-1]
    assert total["differs"] and "two currencies" in found.err
    assert (total["was"]["net"], total["was"]["currency"]) == ("60.000", "TND")
    assert (total["would"]["net"], total["would"]["currency"]) == ("60.00", "EUR")
