"""`deskterm settle`: looked at, closed once, taken to the house's own program."""

import pytest

from tests.commands.conftest import ask
from tests.commands.test_contract_fields import lacking

FIELDS = "customer reports net vat gross".split()
REPORT = "number ticket at minutes net rule earlier".split()
APRIL = "2026-04-01T08:30"


def log(line, ticket, day, minutes):
    line(
        *("call", "log", ticket, "--start", f"{day}T09:00", "--end", f"{day}T09:{minutes}"),
        *("--outcome", "solved", "--reason", "setup"),
        at=f"{day}T12:00",
    )


@pytest.fixture
def busy(line):
    """A contact of February and two of March, for a customer under contract without a carnet."""
    for day, minutes in (("2026-02-27", 20), ("2026-03-03", 13), ("2026-03-31", 10)):
        ticket = ask(line, f"{day}T08:40", subject=f"Richiesta del {day}")["code"]
        log(line, ticket, day, minutes)
    return line


def test_a_look_has_the_fields_of_the_contract_and_adds_up(busy):
    (found,) = busy("settle", "2026-03", "--json", at=APRIL).lines
    assert lacking(found, FIELDS) == []
    assert [lacking(report, REPORT) for report in found["reports"]] == [[]] * 3
    assert found["customer"] == "C001"
    assert [(one["number"], one["minutes"], one["net"], one["earlier"]) for one in found["reports"]] == [
        ("R2026-0001", 20, "20.00", True),
        ("R2026-0002", 13, "13.00", False),
        ("R2026-0003", 10, "10.00", False),
    ]
    assert (found["net"], found["vat"], found["gross"]) == ("43.00", "9.46", "52.46")
    assert (found["closed"], found["at"]) == (False, None)


def test_people_see_the_total_and_what_earlier_months_left(busy):
    out = busy("settle", "2026-03", at=APRIL).out
    assert "Mese di marzo 2026, da chiudere (--commit)." in out
    assert "Ferramenta Dal Prà" in out and "52,46" in out
    assert "Dei mesi prima: R2026-0001" in out
    assert max(len(line) for line in out.splitlines()) <= 80


@pytest.mark.parametrize(
    ("lang", "said"),
    [("it", "P. IVA non verificata: l'ultima cifra"), ("en", "VAT number not verified: the last")],
)
def test_a_number_that_nobody_has_verified_is_named_before_the_month_is_closed(busy, tmp_path, lang, said):
    busy("customer", "set", "C001", "vat=77000010240", "--unverified")
    assert f"C001: {said}" in busy("settle", "2026-03", at=APRIL, lang=lang).out
    (found,) = busy("settle", "2026-03", "--json", at=APRIL).lines
    assert list(found["unverified"]) == ["vat"]
    table = tmp_path / "marzo.csv"
    busy("settle", "2026-03", "--commit", "--csv", table, at=APRIL, lang=lang)
    total = table.read_text(encoding="utf-8-sig").splitlines()[-1]
    assert said in total
    busy("customer", "set", "C001", "vat=77000010247")
    assert said in busy("settle", "2026-03", at=APRIL, lang=lang).out  # what was closed stays as it was


def test_a_month_that_was_only_tried_is_not_called_closed(busy):
    tried = busy("settle", "2026-03", "--commit", "--dry-run", at=APRIL).out
    assert "Mese di marzo 2026: verrebbe chiuso così." in tried
    assert "chiuso:" not in tried and "52,46" in tried
    assert "da chiudere" in busy("settle", "2026-03", at=APRIL).out


def test_closed_once_it_stays_as_it_is(busy):
    closed = busy("settle", "2026-03", "--commit", "--json", at=APRIL)
    (found,) = closed.lines
    assert (found["closed"], found["at"], found["by"]) == (True, "2026-04-01T08:30:00+02:00", "zen")
    again = busy("settle", "2026-03", "--commit", "--json", at="2026-04-05T10:00")
    assert again.out == closed.out
    assert "chiuso: 01/04/2026 08:30, zen" in busy("settle", "2026-03", at="2026-04-05T10:00").out
    assert busy("settle", "2026-04", "--json", at="2026-04-05T10:00").out == ""


def test_the_backlog_agrees_with_the_month(busy):
    assert busy("backlog", "--json", at="2026-03-31T17:00").json["to_invoice"] == "43.00"
    assert busy("settle", "2026-03", "--json", at="2026-03-31T17:00").json["net"] == "43.00"
    busy("settle", "2026-03", "--commit", at=APRIL)
    assert busy("backlog", "--json", at=APRIL).json["to_invoice"] == "0.00"


def test_a_month_that_is_not_over_is_shown_and_not_closed(busy):
    at = "2026-03-31T17:00"
    assert "non ancora finito: si chiude dal 01/04/2026" in busy("settle", "2026-03", at=at).out
    refused = busy("settle", "2026-03", "--commit", at=at, code=1)
    assert "01/04/2026" in refused.err and refused.out == ""


def test_an_empty_month_says_so(line):
    assert line("settle", "2026-03", at=APRIL).out == "Mese di marzo 2026: niente da fatturare.\n"
    assert line("settle", "2026-03", "--commit", "--json", at=APRIL).out == ""


def test_work_that_is_not_filed_is_told(busy):
    ticket = ask(busy, "2026-03-30T08:40", subject="Altra")["code"]
    busy("call", "start", ticket, at="2026-03-30T09:00")
    busy("call", "stop", at="2026-03-30T09:20")
    assert "1 contatto" in busy("settle", "2026-03", at=APRIL).out


def test_the_pre_invoice_is_written_beside_nothing_that_stands(busy, tmp_path):
    path = tmp_path / "marzo.csv"
    out = busy("settle", "2026-03", "--commit", "--csv", path, at=APRIL).out
    assert f"Prefattura scritta in {path}" in out
    text = path.read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 5 and "totale cliente" in text
    path.unlink()
    busy("settle", "2026-03", "--csv", path, at="2026-04-09T10:00")
    assert path.read_text(encoding="utf-8-sig") == text


def test_a_file_that_stands_stops_the_closing(busy, tmp_path):
    path = tmp_path / "marzo.csv"
    path.write_text("conti di marzo")
    refused = busy("settle", "2026-03", "--commit", "--csv", path, at=APRIL, code=1)
    assert "marzo.csv" in refused.err and path.read_text() == "conti di marzo"
    assert busy("settle", "2026-03", "--json", at=APRIL).json["closed"] is False


def test_a_folder_that_is_not_there_says_so(busy, tmp_path):
    failed = busy("settle", "2026-03", "--csv", tmp_path / "no" / "x.csv", at=APRIL, code=2)
    assert "x.csv" in failed.err


def test_why_names_the_rule_that_led_to_the_invoice(busy):
    busy("settle", "2026-03", "--commit", at=APRIL)
    why = busy("ticket", "why", "TK000002", "--json", at=APRIL).json["decisions"][-1]
    assert (why["do"], why["rule"], why["detail"]["month"]) == ("settled", "D28", "2026-03")
    assert "in fattura" in busy("ticket", "why", "TK000002", at=APRIL).out


@pytest.mark.parametrize("month", ["marzolino", "2026-13", "13/2026", "2026"])
def test_what_is_no_month_is_wrong_usage(line, month):
    assert "2026-03" in line("settle", month, code=2).err
