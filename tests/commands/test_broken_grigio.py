"""`deskterm service check` on a firm in francs: one fault each, at its line, with the cure that mends it."""

import re

import pytest

from tests.commands.conftest import ROOT

GRIGIO = (ROOT / "tests" / "data" / "broken" / "grigio.toml").read_text(encoding="utf-8")

# What is written instead of what, where the fault points, a word of the cure in English and in Italian.
CURES = {
    "work of no kind": (
        'when = ["session=onsite"]\nmode',
        'when = ["session=lab"]\nmode',
        "price[2].when[1]",
        "[[kind]]",
    ),
    "work misspelt": (
        'when = ["session=onsite"]\nmode',
        'when = ["session=onsit"]\nmode',
        "price[2].when[1]",
        "onsite",
    ),
    "a fact of the session in a request": (
        'need = ["subject", "problem"]',
        'need = ["km"]',
        "channel[1].need[1]",
        '"session"',
    ),
    "a fact that another channel brings": (
        'need = ["subject", "problem"]',
        'need = ["hurry"]',
        "channel[1].need[1]",
        "from",
    ),
    "a fact that is not there": (
        'need = ["subject", "problem"]',
        'need = ["plate"]',
        "channel[1].need[1]",
        "[[fact]]",
    ),
    "a fact misspelt": ('ask = "estimate"', 'ask = "estimat"', "rule[2].ask", "estimate"),
    "a list too short": ('of = ["impact", "urgency"]', 'of = ["impact"]', "priority.of", "2"),
    "days in words": ('target = "5d"', 'target = "5 giorni"', "response[4].target", "5d"),
    "minutes in words": ('late = "30m"', 'late = "30 minuti"', "credit[2].late", "30m"),
    "a currency as people write it": ('currency = "CHF"', 'currency = "FRS"', "provider.currency", "CHF"),
    "a fact of a kind of another program": (
        'kind = "number"\nby',
        'kind = "boolean"\nby',
        "fact[1].kind",
        "yes-no",
    ),
    "a yes or no that gates ask for": (
        'of = "ticket"\nkind = "yes-no"',
        'of = "ticket"\nkind = "boolean"',
        "fact[6].kind",
        "yes-no",
    ),
    "a choice of another kind": (
        'of = "request"\nkind = "choice"',
        'of = "request"\nkind = "boolean"',
        "fact[4].kind",
        "yes-no",
    ),
    "a fact of what is called otherwise": ('of = "agreement"', 'of = "contract"', "fact[1].of", "agreement"),
    "a rate below nothing": ("list_rate = 120.00", "list_rate = -120.00", "price[3].list_rate", "60.00"),
    "hours that cost nothing": ("times = 1.5", "times = 0", "multiplier[1].times", 'mode = "free"'),
    "hours that weigh nothing": ("times = 1.5", "weight = 0", "multiplier[1].weight", 'mode = "free"'),
    "an agreement that hides the next": ('when = ["product=payroll"]\n', "", "agreement[2]", "base"),
    "a factor behind a wider one": (
        '[[extra]]\nid = "G16"',
        '[[multiplier]]\nid = "G15"\npart = "night"\nit = "notte"\nen = "night"\n'
        'when = ["closed:office", "session=call"]\ntimes = 2\n\n[[extra]]\nid = "G16"',
        "multiplier[2]",
        "multiplier[1]",
    ),
    "a credit behind a wider one": (
        '[[price]]\nid = "G13"',
        '[[credit]]\nrule = "G12"\nof = "resolution"\nlate = "2h"\namount = 20\n\n[[price]]\nid = "G13"',
        "credit[3]",
        "credit[1]",
    ),
    "a cell that lacks": ('low = "P3"\nhigh = "P2"', 'low = "P3"', "priority.severity.one", "high"),
    "a row that lacks": (
        '[priority.severity.all]\nlow = "P2"\nhigh = "P1"\n',
        "",
        "priority.severity",
        "priority.severity.all: low",
    ),
    "a credit for what nobody promises": (
        'of = "resolution"',
        'of = "contact"',
        "credit[1].of",
        "answer, resolution",
    ),
    "a warning above the whole": ("warn = [60, 0]", "warn = [600, 0]", "pack[1].warn[1]", "300"),
    "a closure the wrong way round": (
        '["08-01", "08-15"]',
        '["08-15", "08-01"]',
        "calendar.office.closures[1]",
        "08-01, 08-15",
    ),
    "half a day of what is timed": (
        "rate = 140.00\n",
        "rate = 140.00\nhalf = 90.00\n",
        "price[2].half",
        'mode = "day"',
    ),
    "an amount finer than a rappen": ("price = 45.00\n", "price = 45.005\n", "extra[3].price", "45.01"),
    "a rate finer than a rappen": ("rate = 140.00", "rate = 140.125", "price[2].rate", "140.13"),
    "thousands with a point": ("rate = 140.00", "rate = 1.800", "price[2].rate", "1800"),
    "thousands of a fixed amount": ("price = 45.00\n", "price = 4.500\n", "extra[3].price", "4.50"),
    "a clause in francs": (
        "{extra.G16.price} franchi al giorno",
        "75 franchi al giorno",
        "clause.G16.it",
        "75 franchi",
    ),
    "a clause with the code before": (
        "{extra.G16.price} francs a day",
        "CHF 75.50 a day",
        "clause.G16.en",
        "CHF 75.50",
    ),
    "a clause with the code behind": (
        "{extra.G16.price} francs a day",
        "60 CHF a day",
        "clause.G16.en",
        "60 CHF",
    ),
}


def broken(tmp_path, old, new):
    assert old in GRIGIO
    file = tmp_path / "grigio.toml"
    file.write_text(GRIGIO.replace(old, new, 1), encoding="utf-8")
    return file


def test_the_firm_that_they_are_made_from_is_sound(line, tmp_path):
    file = broken(tmp_path, "schema = 2", "schema = 2")
    assert line("service", "check", file, "--json", lang="it").json["ok"]


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("case", CURES)
def test_one_slip_is_one_fault_with_its_place_and_its_cure(line, tmp_path, case, lang):
    old, new, path, cure = CURES[case]
    file = broken(tmp_path, old, new)
    (fault,) = line("service", "check", file, "--json", lang=lang, code=2).json["errors"]
    assert fault["path"] == path
    assert cure in fault["message"], fault
    assert fault["line"] >= 1
    assert f"{file}:{fault['line']}:" in line("service", "check", file, lang=lang, code=2).out


def test_thousands_of_a_condition_are_told_at_its_place(line, tmp_path):
    was = 'part = "onsite"\nwhen = ['
    file = broken(tmp_path, was, f'{was}"rate<1.800", ')
    told = line("service", "check", file, "--json", lang="it", code=2).json["errors"]
    (fault,) = [one for one in told if one["path"] == "price[2].when[1]"]
    assert "1800" in fault["message"] and "1.80" in fault["message"]


def test_tiers_out_of_order_are_told_in_hours(line, tmp_path):
    tiers = 'step = 30\ntiers = [{ over = "10h", rate = 130 }, { over = "5h", rate = 120 }]\n'
    file = broken(tmp_path, "step = 30\n", tiers)
    (fault,) = line("service", "check", file, "--json", lang="en", code=2).json["errors"]
    assert fault["path"] == "price[2].tiers[2].over"
    assert re.search(r"\b5h\b", fault["message"])


@pytest.mark.parametrize(
    ("currency", "written", "told"),
    [("JPY", "140", "140 yen"), ("KWD", "140.250", "140.250 yen"), ("CHF", "140.25", "140.25 yen")],
)
def test_a_clause_writes_amounts_with_the_decimals_of_its_currency(line, tmp_path, currency, written, told):
    file = tmp_path / "grigio.toml"
    text = GRIGIO.replace('currency = "CHF"', f'currency = "{currency}"').replace(
        "rate = 140.00", f"rate = {written}"
    )
    text = text.replace("{price.G14.onsite.rate} francs", "{price.G14.onsite.rate} yen").replace(
        'region = "CH", ', ""
    )
    file.write_text(text, encoding="utf-8")
    assert told in line("service", "show", file, lang="en").out


def test_an_amount_that_yen_do_not_have_is_told_with_the_one_they_have(line, tmp_path):
    file = broken(tmp_path, 'currency = "CHF"', 'currency = "JPY"')
    faults = line("service", "check", file, "--json", lang="en", code=2).json["errors"]
    told = {fault["path"]: fault["message"] for fault in faults}
    assert set(told) == {"fee.price", "extra[2].price"}
    assert "would be reckoned as 1:" in told["extra[2].price"]


@pytest.mark.parametrize(
    ("said", "agrees"),
    [("CHF 1'400.00", True), ("1’400 franchi", True), ("1'400.50 franchi", False), ("1'500 franchi", False)],
)
def test_thousands_in_a_clause_are_read_as_they_are_written(line, tmp_path, said, agrees):
    file = tmp_path / "grigio.toml"
    text = GRIGIO.replace("price = 80.00", "price = 1400.00")
    file.write_text(text.replace("{extra.G16.price} franchi al giorno", said), encoding="utf-8")
    found = line("service", "check", file, "--json", lang="it", code=0 if agrees else 2).json["errors"]
    assert [fault["path"] for fault in found] == ([] if agrees else ["clause.G16.it"])


def test_a_currency_as_people_write_it_is_told_by_its_own_code(line, tmp_path):
    for written, code in (("FRS", "CHF"), ("yen", "JPY"), ("€", "EUR"), ("USDD", "USD")):
        file = broken(tmp_path, 'currency = "CHF"', f'currency = "{written}"')
        (fault,) = line("service", "check", file, "--json", lang="en", code=2).json["errors"]
        assert fault["message"].endswith(f"Perhaps “{code}”.")
