"""A month rehearsed under terms that include other hours: packs are as those would have brought them."""

import pytest
from deskterm.desk.terms import files

from tests.commands.conftest import empty, home
from tests.commands.test_rehearse_own_terms import KEYS, differing, worked

__all__ = ["empty", "home"]

ONCE = 'do = "carry-once", most = 60'
HOURS = (
    'included = {{ units = {units}, every = "month", first = "share" }},'
    ' rest = {{ {rest} }}, overdraw = "split", warn = [120, 0]'
)


@pytest.fixture
def terms(tmp_path):
    """A file of the terms with so many minutes included a month, and what becomes of those left over."""

    def made(units, rest=ONCE):
        keys = KEYS if not units else HOURS.format(units=units, rest=rest)
        text = files.text_of("delta-system").replace("schema = 1", "schema = 2", 1)
        file = tmp_path / f"con{units}{len(rest)}.toml"
        file.write_text(text.replace(KEYS, keys), encoding="utf-8")
        return file

    return made


@pytest.fixture
def desk(empty):
    """A desk under some terms, a customer since the middle of February, and what is worked there."""

    def made(file, *work):
        empty("init", "--service", file, "--anyway", "prova", at="2026-02-02T09:00")
        person = ("--contact", "Ada", "--phone", "0445 000123", "--email", "ada@oro.example")
        empty("customer", "add", "Oro", *person, "--from", "2026-02-15", at="2026-02-15T09:01")
        for day, minutes in work:
            worked(empty, day, minutes)
        return empty

    return made


MARCH = (("2026-03-02", 150), ("2026-03-09", 90))


def nets(firm, file):
    """What the month was billed, and would have been."""
    lines = firm(
        "rehearse", "--from-desk", "2026-03", "--service", file, "--json", at="2026-03-31T18:00"
    ).lines
    return lines[-1]["was"]["net"], lines[-1]["would"]["net"]


def test_under_the_terms_that_held_nothing_differs(desk, terms):
    firm = desk(terms(120), ("2026-02-20", 20), *MARCH)
    assert differing(firm, terms(120)) == []


def test_fewer_included_hours_leave_more_to_be_paid(desk, terms):
    """Of 240 minutes 120 and the 60 of half February pay 180; of 30 a month 15 come over: 195 are paid."""
    firm = desk(terms(120), *MARCH)
    assert nets(firm, terms(30)) == ("60.00", "195.00")


def test_more_included_hours_leave_nothing_to_be_paid(desk, terms):
    firm = desk(terms(30), *MARCH)
    assert nets(firm, terms(120)) == ("195.00", "60.00")
    assert nets(firm, terms(600)) == ("195.00", "0.00")


def test_terms_that_carry_nothing_over_begin_the_month_with_its_own_hours(desk, terms):
    firm = desk(terms(120), *MARCH)
    assert nets(firm, terms(120, 'do = "expire"')) == ("60.00", "120.00")


def test_terms_that_include_nothing_bill_all_of_it(desk, terms):
    firm = desk(terms(120), *MARCH)
    assert nets(firm, terms(0)) == ("60.00", "240.00")


def test_hours_that_the_desk_never_gave_are_there_and_what_came_before_is_said_to_be_unknown(desk, terms):
    firm = desk(terms(0), *MARCH)
    assert nets(firm, terms(120)) == ("240.00", "120.00")
    told = firm("rehearse", "--from-desk", "2026-03", "--service", terms(120), at="2026-03-31T18:00").out
    assert "Dei mesi prima conta quanto hanno prelevato davvero" in " ".join(told.split())


def test_what_earlier_months_drew_counts_as_it_was_and_that_is_said(desk, terms):
    """February drew 20 of 60: of 15 nothing would have been left to come over."""
    firm = desk(terms(120), ("2026-02-20", 20), *MARCH)
    assert nets(firm, terms(30)) == ("80.00", "210.00")
    told = firm("rehearse", "--from-desk", "2026-03", "--service", terms(30), at="2026-03-31T18:00").out
    assert "Dei mesi prima conta quanto hanno prelevato davvero" in " ".join(told.split())


def test_a_month_that_nothing_came_before_is_known_whole(desk, terms):
    firm = desk(terms(120), *MARCH)
    told = firm("rehearse", "--from-desk", "2026-03", "--service", terms(30), at="2026-03-31T18:00").out
    assert "Dei mesi prima" not in told


def test_terms_that_were_adopted_within_the_month_differ_in_nothing_from_what_was_worked_under_them(
    desk, terms
):
    """The hours of March came on the first, under the terms of before; the others held from the second."""
    firm = desk(terms(120))
    firm("pack", "list", at="2026-03-01T09:00")
    firm("service", "adopt", terms(60), "--anyway", "prova", at="2026-03-02T07:00")
    for day, minutes in MARCH:
        worked(firm, day, minutes)
    assert differing(firm, terms(60)) == []
    was, would = nets(firm, terms(180))
    assert float(would) < float(was)


def test_a_month_rehearsed_says_of_which_version_the_terms_are(desk, terms, tmp_path):
    firm = desk(terms(120), *MARCH)
    file = tmp_path / "maggio.toml"
    text = terms(60).read_text(encoding="utf-8")
    file.write_text(text.replace("vat = 22", 'version = "7", valid_from = 2026-05-01, vat = 22'), "utf-8")
    told = firm("rehearse", "--from-desk", "2026-03", "--service", file, at="2026-03-31T18:00").out
    assert "versione 7, in vigore dal 1º maggio 2026" in " ".join(told.split())
