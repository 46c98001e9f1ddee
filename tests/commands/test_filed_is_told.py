"""What filing a contact did is told where it was filed and on its report: how it adds up, what was sold."""

from pathlib import Path

import pytest
from deskterm.desk.terms import files

from tests.commands.conftest import empty, home
from tests.commands.test_terms_of_five import furnish

__all__ = ["empty", "home"]

FIRM = Path(__file__).parents[1] / "data" / "firms" / "tariffario.toml"
KEYS = 'months = 12, overdraw = "split", warn = [120, 0]'
SELLS = 'months = 12, top_up = { at = 30, size = 300, price = 250.00, do = "sell", rule = "D28" }'
SOLD = "venduto dal banco: «Carnet ore», 5h00, 250,00 € da fatturare (D28)"


def log(firm, start, end, *more):
    span = ("--kind", "remote", "--start", f"2026-03-03T{start}", "--end", f"2026-03-03T{end}")
    return firm("call", "log", "1", *span, "--outcome", "solved", *more, at=f"2026-03-03T{end}")


def asked(firm):
    told = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Esce vuota.")
    firm("ticket", "add", *told, at="2026-03-02T07:00")
    return firm


@pytest.fixture
def weighing(empty, tmp_path):
    """Remote work counts one and a quarter, the evening one and a half, then tens of minutes are begun."""
    text = FIRM.read_text(encoding="utf-8").partition("[[example]]")[0].replace("times = 1.5", "weight = 1.5")
    file = tmp_path / "peso.toml"
    file.write_text(text.replace("step = 15, minimum = 30", "weight = 1.25, step = 10"), encoding="utf-8")
    furnish(empty, str(file))
    return asked(empty)


def test_the_line_that_files_says_how_the_amount_came_about_and_the_report_says_the_same(weighing):
    told = log(weighing, "17:30", "18:11").out.replace("\xa0", " ")
    lines = [
        "  41 min × 1,25 = 51,25 min (P5)",
        "  13,75 min × 1,5, sera = 20,625 min (P6)",
        "  arrotondati a 60 min (P5)",
        "  60 min × 60,00 €/ora = 60,00 € (P5)",
    ]
    report = weighing("report", "show", "R2026-0001").out.replace("\xa0", " ")
    for text in (told, report):
        places = [text.index(line) for line in lines]
        assert places == sorted(places)


@pytest.fixture
def selling(empty, tmp_path):
    """A pack of an hour, that the desk follows with one of five once half an hour is left."""
    text = files.text_of("delta-system").replace(KEYS, SELLS).replace("schema = 1", "schema = 2", 1)
    file = tmp_path / "ricarica.toml"
    file.write_text(text, encoding="utf-8")
    empty("init", "--service", file, "--anyway", "prova", at="2026-01-02T09:00")
    person = ("--contact", "Ada", "--phone", "0445 000123", "--email", "ada@oro.example")
    empty("customer", "add", "Oro", *person, "--from", "2026-01-01", at="2026-01-02T09:01")
    empty("pack", "sell", "C001", "--size", "1h", at="2026-03-01T09:02")
    return asked(empty)


def filed(firm, start, end, *more):
    return log(firm, start, end, "--reason", "setup", *more)


def test_a_pack_that_the_desk_sells_by_itself_is_named_by_the_filing_and_on_the_report(selling):
    plain = filed(selling, "09:00", "09:20").out.replace("\xa0", " ")
    assert SOLD not in plain and "min ×" not in plain  # one rate, one pack: there is nothing to reckon
    told = filed(selling, "12:00", "12:20").out.replace("\xa0", " ")
    assert SOLD in told
    assert SOLD not in selling("report", "show", "R2026-0001").out.replace("\xa0", " ")
    second = selling("report", "show", "R2026-0002", "--json").json
    assert [(one["size"], one["net"], one["rule"]) for one in second["topped_up"]] == [(300, "250.00", "D28")]
    assert SOLD in selling("report", "show", "R2026-0002").out.replace("\xa0", " ")
    assert [one["left"] for one in selling("pack", "list", "--json", at="2026-03-03T13:00").lines] == [
        20,
        300,
    ]


def test_it_is_sold_once_and_told_to_programs_too(selling):
    filed(selling, "09:00", "09:20")
    done = filed(selling, "12:00", "12:20", "--json").json
    assert done["topped_up"] == [
        {"kind": "hours", "unit": "minute", "size": 300, "net": "250.00", "rule": "D28"}
    ]
    assert filed(selling, "15:00", "15:05", "--json").json["topped_up"] == []
    assert len(selling("pack", "list", "--json", at="2026-03-03T16:00").lines) == 2
