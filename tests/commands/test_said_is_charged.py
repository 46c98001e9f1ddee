"""The minutes that are said are those that are charged, to the half of one: evenings, units, what grew."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.commands.conftest import empty, home
from tests.commands.test_terms_of_five import furnish

__all__ = ["empty", "home"]

FIRM = Path(__file__).parents[1] / "data" / "firms" / "tariffario.toml"
EVENING = ("2026-03-03T17:00", "2026-03-03T18:45")  # an hour by day, three quarters that count one and a half
SOLVED = ("--outcome", "solved")


@pytest.fixture
def firm(empty):
    furnish(empty, str(FIRM))
    told = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Esce vuota.")
    empty("ticket", "add", *told, at="2026-03-02T07:00")
    return empty


def log(firm, start, end, *more, kind="call", **told):
    return firm(
        "call", "log", "1", "--kind", kind, "--start", start, "--end", end, *SOLVED, *more, at=end, **told
    )


def books_agree(firm):
    """Whether the desk's own audit of reports, charges and months finds nothing."""
    checks = {one["name"]: one["ok"] for one in firm("doctor", "--json", code=None).json["checks"]}
    return checks["ledger"] and checks["guards"]


@pytest.mark.parametrize(
    ("lang", "said", "hours"),
    [("it", "127,5 minuti, 127,50 euro", "2h07,5"), ("en", "127.5 minutes, 127.50 euro", "2h07.5")],
)
def test_half_a_minute_is_said_wherever_the_minutes_are(firm, lang, said, hours, tmp_path):
    figure = said.split()[0]
    assert said in log(firm, *EVENING, lang=lang).out
    report = firm("report", "list", "--json").lines[0]
    assert (report["billed_minutes"], report["net"]) == (127.5, "127.50")
    shown = firm("report", "show", report["number"], lang=lang).out
    assert said in shown and "128" not in shown
    assert f"1:45:00: {said.partition(',' if lang == 'en' else ', ')[0].split()[0]}" in shown
    assert figure in firm("report", "list", lang=lang).out
    assert figure in firm("call", "list", lang=lang).out
    assert hours in firm("backlog", lang=lang, at="2026-03-04T09:00").out
    april = {"at": "2026-04-01T09:00"}
    assert figure in firm("settle", "2026-03", lang=lang, **april).out
    assert firm("settle", "2026-03", "--json", **april).lines[0]["minutes"] == 127.5
    firm("settle", "2026-03", "--csv", tmp_path / "month.csv", lang=lang, **april)
    rows = (tmp_path / "month.csv").read_text("utf-8-sig").splitlines()
    assert all(figure in row for row in rows[1:])
    firm("settle", "2026-03", "--commit", **april)
    assert firm("settle", "2026-03", "--json", **april).lines[0]["minutes"] == 127.5
    assert books_agree(firm)


def test_the_rest_of_what_grew_is_said_as_it_is_charged(firm):
    firm("call", "start", "1", at="2026-03-03T17:30")
    first = firm("call", "stop", *SOLVED, "--json", at="2026-03-03T18:15").json
    firm("call", "start", "1", at="2026-03-03T18:20")
    rest = firm("call", "stop", *SOLVED, "--json", at="2026-03-03T18:35").json
    minutes = [one["settle"][0]["minutes"] for one in (first, rest)]
    assert minutes[0] == 52.5  # 30 by day, 15 of the evening
    assert [Decimal(str(one)) for one in minutes] == [Decimal(one["net"]) for one in (first, rest)]
    listed = firm("report", "list", "--json").lines
    assert sum(one["billed_minutes"] for one in listed) == sum(minutes)
    assert firm("call", "list", "--json").lines[0]["billed_minutes"] == sum(minutes)
    assert books_agree(firm)


def test_what_a_pack_leaves_over_is_said_to_the_half(firm):
    firm("pack", "sell", "C001", "--kind", "hours", "--size", "1h", "--net", "50", at="2026-03-02T08:00")
    done = log(firm, *EVENING, "--json").json
    assert [(one["to"][:7], one["minutes"], one["net"]) for one in done["settle"]] == [
        ("pack:1", 60, "0.00"),
        ("invoice", 67.5, "67.50"),
    ]
    assert done["billed_minutes"] == 127.5


def test_a_unit_that_is_no_whole_minute_is_counted_as_it_lasts(empty, tmp_path):
    text = FIRM.read_text("utf-8").partition("[[example]]")[0]
    file = tmp_path / "terms.toml"
    assert 'unit = "15:00"' in text
    file.write_text(text.replace('unit = "15:00"', 'unit = "1:30"'), "utf-8")
    furnish(empty, str(file))
    told = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Esce vuota.")
    empty("ticket", "add", *told, at="2026-03-02T07:00")
    for day in ("03", "04", "05"):
        done = log(empty, f"2026-03-{day}T10:00", f"2026-03-{day}T10:04", "--json", kind="mail").json
    assert (done["units"], done["settle"][0]["minutes"]) == (3, 4.5)


@pytest.mark.parametrize(("lang", "would"), [("it", "127,50"), ("en", "127.50")])
def test_cancelled_work_says_what_it_would_have_charged(firm, lang, would):
    firm("call", "start", "1", at=EVENING[0])
    stopped = firm("call", "stop", "--json", at=EVENING[1]).json  # without an outcome it is to be filed
    done = firm("call", "cancel", stopped["group"], "--why", "prova", "--json", at=EVENING[1]).json
    assert (done["would"], done["would_minutes"]) == ("127.50", 127.5)
    listed = firm("backlog", "--json", at="2026-03-04T09:00").json["cancelled"]
    assert [one["would_minutes"] for one in listed] == [127.5]


def test_in_another_currency_a_list_has_its_decimals(empty, tmp_path):
    text = FIRM.read_text("utf-8").partition("[[example]]")[0]
    file = tmp_path / "terms.toml"
    text = text.replace("vat = 22 }", 'vat = 10, currency = "JPY" }').replace("0.50", "1").replace(".00", "")
    file.write_text(text, "utf-8")
    furnish(empty, str(file))
    told = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Esce vuota.")
    empty("ticket", "add", *told, at="2026-03-02T07:00")
    log(empty, "2026-03-03T10:00", "2026-03-03T11:00")
    assert empty("report", "list").out.split()[-2:] == ["60", "emesso"]


def test_an_example_may_say_the_minutes_that_are_charged_or_those_begun(empty, tmp_path):
    text, file = FIRM.read_text("utf-8"), tmp_path / "terms.toml"
    assert "billed_minutes = 98 " in text
    for minutes, faults in (("98", 0), ("97.5", 0), ("97", 1), ("98.5", 1)):
        file.write_text(text.replace("billed_minutes = 98 ", f"billed_minutes = {minutes} "), "utf-8")
        told = empty("service", "check", file, "--json", code=None).json["errors"]
        assert len(told) == faults, told
        assert all("97.5" in one["message"] for one in told)


@pytest.mark.parametrize(
    ("lang", "last", "once"),
    [
        ("it", "vale come l'ultimo minuto di lavoro", "conta una volta sola, a qualsiasi ora"),
        ("en", "is worth what the last minute of the work is", "counts once, whatever the hour"),
    ],
)
def test_page_and_check_say_where_longer_work_may_cost_less_and_the_report_how_it_came_about(
    empty, tmp_path, lang, last, once
):
    text, file = FIRM.read_text("utf-8").partition("[[example]]")[0], tmp_path / "terms.toml"
    file.write_text(text, "utf-8")
    assert last in " ".join(empty("service", "show", file, lang=lang).out.split())
    said = empty("service", "check", file, "--json", lang=lang).json["remarks"]
    assert len([one for one in said if "added" in one]) == 1 and "P5" in said[0]
    file.write_text(text.replace("minimum = 30,", 'minimum = 30, added = "once",'), "utf-8")
    page = " ".join(empty("service", "show", file, lang=lang).out.split())
    assert once in page and last not in page
    assert not [one for one in empty("service", "check", file, "--json").json["remarks"] if "added" in one]
    furnish(empty, str(file))
    told = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Esce vuota.")
    empty("ticket", "add", *told, at="2026-03-02T07:00")
    done = log(empty, "2026-03-04T20:00", "2026-03-04T20:10", "--json").json
    assert (done["net"], done["billed_minutes"]) == ("35.00", 35)  # ten by one and a half, and twenty
    assert "35 min" in empty("report", "show", done["report"], lang=lang).out


def test_a_factor_below_one_is_told_where_what_is_added_counts_once(empty, tmp_path):
    text, file = FIRM.read_text("utf-8").partition("[[example]]")[0], tmp_path / "terms.toml"
    text = text.replace("minimum = 30,", 'minimum = 30, added = "once",').replace(
        "times = 1.5", "times = 0.5"
    )
    file.write_text(text, "utf-8")
    assert "sotto 1" in empty("service", "check", file).out
