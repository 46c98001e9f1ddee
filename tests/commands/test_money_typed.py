"""Money typed on the line is in the currency of the desk's terms: its decimals, its sign, its examples."""

import re

import click
import pytest
from deskterm.commands.frame import kinds
from deskterm.commands.frame.base import Group
from deskterm.commands.frame.root import root
from deskterm.desk.hearing import sentence
from deskterm.locale import figures, speaking
from deskterm.models.basics import currencies, regions
from deskterm.models.said import amounts
from deskterm.models.said.words import Unclear
from deskterm.screens.call import ends
from deskterm.screens.shared.form import Unreadable

from tests.commands.test_currencies import desk_in, euro_again, in_currency

__all__ = ["desk_in", "euro_again"]

NEW = ("Neri", "--contact", "Bea", "--email", "bea@neri.example", "--from", "2026-01-01")
SPAN = ("--kind", "training", "--start", "2026-03-02T10:00", "--end", "2026-03-02T11:00")
MARCH = "2026-03-02T11:00"
# By currency: what is typed, and the minor units that it is.
TYPED = {
    "KWD": ("30,5", "30.500"),
    "JPY": ("5000", "5000"),
    "PLN": ("30,5 zł", "30.50"),
    "EUR": ("30,5", "30.50"),
}


def text_of(code):
    text = re.sub(r'mode = "time", rate = 60.00, tiers = \[.*?\]', 'mode = "quote"', in_currency(code))
    return text.replace("0.50", "1").replace(".00", "") if code == "JPY" else text  # a yen has no hundredths


def walk(command, path=()):
    if isinstance(command, Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            yield from walk(found, (*path, name))
    else:
        yield path, command


def of_money():
    """Every option and argument of every command that takes an amount of money, from the code."""
    return {
        (" ".join(path), param.name)
        for path, command in walk(root)
        for param in command.params
        if isinstance(param.type, kinds.Money)
    }


def added(firm, option, typed):
    firm("customer", "add", *NEW, option, typed)
    return firm("agreement", "list", "C002", "--json").lines[-1]


def agreed(verb, option, typed):
    def run(firm):
        at = "2026-03-02T12:00"
        told = {"sign": ("--from", "2027-01-01"), "renew": ("--from", "2027-01-01"), "correct": ()}[verb]
        firm("agreement", verb, "C001", *told, option, typed, at=at)
        return firm("agreement", "list", "C001", "--json", at=at).lines[-1]

    return run


def ways(typed):
    """How each is driven, and which key of the answer tells what was kept."""
    found = {}
    for name, option in (("fee_cents", "--fee"), ("fee_base_cents", "--fee-base"), ("rate_cents", "--rate")):
        key = name.removesuffix("_cents")
        found["customer add", name] = (lambda firm, o=option: added(firm, o, typed), key)
        for verb in ("sign", "renew", "correct"):
            found[f"agreement {verb}", name] = (agreed(verb, option, typed), key)
    found["pack sell", "net_cents"] = (
        lambda firm: (
            firm("pack", "sell", "C001", "--kind", "hours", "--size", "10h", "--net", typed, "--json").json
        ),
        "net",
    )
    found["call agree", "net_cents"] = (lambda firm: to_agree(firm, typed), "net")
    return found


def to_agree(firm, typed):
    firm("call", "log", "1", *SPAN, "--outcome", "solved", at=MARCH)
    return firm("call", "agree", "1", "--net", typed, "--who", "Ada", "--json", at=MARCH).json


def test_every_place_that_takes_money_is_known_here():
    assert of_money() == set(ways("1"))


@pytest.mark.parametrize("code", TYPED)
@pytest.mark.parametrize("place", sorted(ways("")), ids=" ".join)
def test_an_amount_is_kept_as_it_was_typed(desk_in, code, place):
    firm = desk_in(code, text_of(code))
    typed, kept = TYPED[code]
    run, key = ways(typed)[place]
    currencies.reckon_in("EUR")  # a new process: nothing knows yet which terms hold
    assert run(firm)[key] == kept


@pytest.mark.parametrize(
    ("code", "wrong"), [("PLN", "12.345"), ("KWD", "12,3456"), ("JPY", "30,5"), ("JPY", "€ 3")]
)
@pytest.mark.parametrize("lang", ["it", "en"])
def test_what_is_refused_names_an_amount_of_that_currency(desk_in, code, wrong, lang):
    firm = desk_in(code, text_of(code))
    currencies.reckon_in("EUR")
    told = firm("customer", "add", *NEW, "--rate", wrong, code=2, lang=lang).err
    assert "€" not in told.replace(wrong, "")
    if code != "PLN":
        small = {"KWD": ("45,500", "45.500"), "JPY": ("45 o 1.045", "45 or 1,045")}[code]
        assert small[lang == "en"] in told


@pytest.mark.parametrize("tongue", ["it", "en", "pl", "cs", "de", "sv", "hu"])
@pytest.mark.parametrize(
    "code", ["EUR", "PLN", "CZK", "HUF", "SEK", "DKK", "GBP", "CHF", "USD", "JPY", "KWD", "TRY"]
)
def test_what_is_shown_can_be_typed_back(code, tongue):
    currencies.reckon_in(code)
    with speaking(tongue), regions.writing_as_in(""):
        shown = figures.money(12345)
    try:
        with speaking(tongue), regions.writing_as_in(""):
            assert amounts.cents(shown, figures.signs()) == 12345
    except Unclear as error:
        pytest.fail(f"{shown}: {sentence(error)}")


@pytest.mark.parametrize(
    ("code", "tongue", "text", "readings"),
    [
        ("KWD", "en", "1,045", (1_045_000, 1_045)),
        ("KWD", "en", "-12,500", (-12_500_000, -12_500)),
        ("KWD", "it", "12.500", (12_500_000, 12_500)),
        ("KWD", "pl", "12.500 KWD", (12_500_000, 12_500)),
        ("PLN", "pl", "1,045", (104_500, 105)),
        ("PLN", "it", "1.045", (104_500, 105)),
    ],
)
def test_three_digits_behind_a_sign_of_thousands_are_asked_about(code, tongue, text, readings):
    currencies.reckon_in(code)
    with speaking(tongue), regions.writing_as_in(""):
        with pytest.raises(Unclear) as asked:
            amounts.cents(text, figures.signs())
        assert (asked.value.code, asked.value.readings) == ("two", readings)
        for one, told in zip(readings, map(figures.money, readings), strict=True):
            assert told in sentence(asked.value)
            assert amounts.cents(told, figures.signs()) == one  # and what is told can be typed


@pytest.mark.parametrize(("tongue", "text"), [("en", "1.045"), ("it", "1,045"), ("pl", "1,045")])
def test_three_decimals_behind_the_sign_that_cards_show_are_meant(tongue, text):
    currencies.reckon_in("KWD")
    with speaking(tongue), regions.writing_as_in(""):
        assert amounts.cents(text, figures.signs()) == 1_045


@pytest.mark.parametrize(
    ("tongue", "taken", "refused"),
    [("it", "1.234", "1,234"), ("en", "1,234", "1.234"), ("pl", "1 234", "1,234")],
)
def test_a_currency_without_decimals_has_thousands_only_by_the_sign_of_the_language(tongue, taken, refused):
    currencies.reckon_in("JPY")
    with speaking(tongue), regions.writing_as_in(""):
        assert amounts.cents(taken, figures.signs()) == 1_234
        with pytest.raises(Unclear):
            amounts.cents(refused, figures.signs())


@pytest.mark.parametrize("option", ["--fee", "--rate"])
def test_a_fee_in_dinars_is_asked_about_and_not_kept_a_thousandth(desk_in, option):
    firm = desk_in("KWD", text_of("KWD"))
    told = firm("customer", "add", *NEW, option, "1,045", code=2, lang="en").err.replace("\xa0", "")
    assert "KWD1,045.000" in told and "KWD1.045" in told
    assert added(firm, option, "1.045,000")[option[2:]] == "1045.000"


def test_a_fee_in_dinars_from_a_table_is_asked_about_with_its_row(desk_in, tmp_path):
    firm = desk_in("KWD", text_of("KWD"))
    table = tmp_path / "customers.csv"
    table.write_text("nome;canone\nUna;12.500\n", encoding="utf-8")
    told = firm("customer", "import", str(table), code=1, lang="it").err.replace("\xa0", " ")
    assert [one for one in ("riga 2", "fee", "12.500,000 KWD", "12,500 KWD") if one not in told] == []


def test_a_form_in_dinars_asks_as_the_line_does_and_takes_what_it_shows():
    currencies.reckon_in("KWD")
    values = {"who": "Ada", "note": "", "day": ""}
    with speaking("en"):
        with pytest.raises(Unreadable, match="which of the two"):
            ends.read_price(None, values | {"net": "1,045"})
        assert ends.read_price(None, values | {"net": figures.decimal(1_045)}).net_cents == 1_045
