"""Before new terms hold their forecasts do, and whoever adopts them reads who loses what."""

import pytest

from tests.commands.ricni import FILE, empty, home, ricni  # noqa: F401  # fixtures

APRIL = "2026-04-30T20:00"


def changed(tmp_path, *pairs, day="2026-05-01"):
    text = FILE.read_text(encoding="utf-8")
    for old, new in (
        ("valid_from = 2026-01-01", f"valid_from = {day}"),
        ('version = "1"', 'version = "2"'),
        *pairs,
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = tmp_path / "new.toml"
    file.write_text(text, encoding="utf-8")
    return file


HALF = ("included = { units = 120", "included = { units = 60")
LOST = ('rest = { do = "carry", most = 180, rule = "K1" }', 'rest = { do = "expire", rule = "K1" }')
CZECH = ("zbytek se převádí, nejvýš {pack.hours.rest.most} minut.", "zbytek propadá.")
CLAUSES = (
    CZECH,
    ("il resto si riporta, al massimo {pack.hours.rest.most} minuti.", "il resto si perde."),
    ("the rest carries over, at most {pack.hours.rest.most} minutes.", "the rest is lost."),
)


@pytest.fixture
def less(tmp_path):
    """From May one hour a month instead of two, and nothing is carried over."""
    return changed(tmp_path, HALF, LOST, *CLAUSES)


def forecast(desk, at=APRIL):
    """What the pack that runs says of its end."""
    (one,) = desk("pack", "list", "--json", at=at).lines
    return one["then"]


OLD_END = "1 May 26: +2h00, 3h00 carried over, 1h00 lost"
NEW_END = "1 May 26: +1h00, 4h00 lost"


def test_the_forecast_of_april_is_by_the_terms_of_may(ricni, less):  # noqa: F811
    assert forecast(ricni) == OLD_END
    ricni("service", "adopt", less, "--anyway", "try", at="2026-04-02T09:30")
    assert forecast(ricni) == NEW_END
    # What was forecast is what happens.
    ricni("customer", "add", "Nový", at="2026-05-01T00:10")
    assert forecast(ricni, "2026-05-01T00:11") == "1 Jun 26: +1h00, 1h00 lost"


def test_terms_that_are_withdrawn_forecast_nothing_any_more(ricni, less):  # noqa: F811
    ricni("service", "adopt", less, "--anyway", "try", at="2026-04-02T09:30")
    ricni("service", "withdraw", "--why", "The boss thought again", at="2026-04-03T09:30")
    assert forecast(ricni) == OLD_END


@pytest.mark.parametrize("how", ["adopt", "diff", "dry-run"])
def test_who_loses_what_is_named(ricni, less, how):  # noqa: F811
    args = ("diff", less) if how == "diff" else ("adopt", less, "--anyway", "try")
    told = " ".join(
        ricni.said("service", *args, *(["--dry-run"] if how == "dry-run" else []), at=APRIL).split()
    )
    assert (
        "For 1 customer what is included or left in packs changes: Pekárna Novák, accounts, Included hours"
        in told
    )
    assert "the agreement includes 1 hour of it each month; what is left is lost at the end (before:" in told
    assert "+1h00, 4h00 lost, instead of 1 May 26: +2h00, 3h00 carried over, 1h00 lost" in told


def test_a_program_reads_each_customer_with_both_sides(ricni, less):  # noqa: F811
    (one,) = ricni("service", "diff", less, "--json", at=APRIL).json["affected"]
    assert (one["customer"], one["agreement"], one["kind"], one["left"]) == ("C001", "accounts", "hours", 240)
    assert one["before"]["coming"] == {"day": "2026-05-01", "comes": 120, "carried": 180, "lost": 60}
    assert one["after"]["coming"] == {"day": "2026-05-01", "comes": 60, "carried": 0, "lost": 240}


def test_long_before_their_day_the_units_and_the_rest_are_told_without_amounts(ricni, less):  # noqa: F811
    told = " ".join(ricni.said("service", "diff", less, at="2026-03-02T09:30").split())
    assert "the agreement includes 1 hour of it each month" in told and "instead of" not in told


def test_a_plan_that_loses_or_gets_the_hours_is_named(ricni, tmp_path):  # noqa: F811
    file = changed(tmp_path, ('when = ["plan=plus"], rule = "K1"', 'when = ["plan=basic"], rule = "K1"'))
    found = ricni("service", "diff", file, "--json", at=APRIL).json["affected"]
    sides = {
        one["agreement"]: [side and side["units"] for side in (one["before"], one["after"])] for one in found
    }
    assert sides == {"accounts": [120, 0], "payroll": [None, 120]}


def test_packs_of_a_kind_that_goes_are_named_with_what_is_left(ricni, tmp_path):  # noqa: F811
    ricni("pack", "sell", "C002", "--kind", "bought", "--size", "5h")
    text = FILE.read_text(encoding="utf-8")
    start, end = text.index('[[pack]]\nid = "bought"'), text.index("[calendar.office]")
    cut = text[start:end]
    file = changed(tmp_path, (cut, ""))
    shorter = file.read_text(encoding="utf-8").replace(
        '"pack:hours", "pack:bought", "invoice"', '"pack:hours", "invoice"'
    )
    shorter = shorter.replace('"pack:bought", "invoice"', '"invoice"')
    for clause in ("{pack.bought.months} měsíců", "{pack.bought.months} mesi", "{pack.bought.months} months"):
        shorter = shorter.replace(clause, "12")
    file.write_text(shorter, encoding="utf-8")
    (one,) = ricni("service", "diff", file, "--json", at=APRIL).json["affected"]
    assert (one["customer"], one["left"], one["after"]) == ("C002", 300, None)
    told = " ".join(ricni.said("service", "diff", file, at=APRIL).split())
    assert "Ferramenta Dal Prà, Prepaid hours: there are no such packs" in told


def test_terms_that_change_nothing_of_the_kind_name_nobody(ricni, tmp_path):  # noqa: F811
    file = changed(tmp_path, ("list_rate = 1450.00", "list_rate = 1550.00"))
    told = ricni("service", "adopt", file, "--anyway", "try", "--json", at=APRIL).json
    assert told["affected"] == []
