"""A fault says what to write instead, in the file's own languages; what only follows from it is not told."""

import tomllib

import pytest
from deskterm.desk.terms.files import explain
from deskterm.models.basics.faults import TermsError
from deskterm.models.terms.checking.languages import near
from deskterm.models.terms.reading import NEEDED
from deskterm.models.terms.service import read_service

from tests.models.terms_kit import INVENTED, check_service

BERGSEE = (INVENTED / "bergsee-informatik.toml").read_text(encoding="utf-8")


def with_(old, new):
    assert old in BERGSEE
    return BERGSEE.replace(old, new, 1)


def told(text):
    return [(one.path, one.code, explain(one)) for one in check_service(text)]


def test_the_lines_for_the_sections_that_every_file_has_make_a_file_when_pasted():
    with pytest.raises(TermsError) as error:
        read_service("schema = 2\n")
    cures = [one.values["near"] for one in error.value.faults]
    assert all(cure in explain(one) for cure, one in zip(cures, error.value.faults, strict=True))
    assert read_service("\n".join(["schema = 2", *cures])).name
    assert ["schema = 2", *cures] == list(NEEDED.values())


def test_the_pasted_line_has_its_words_in_the_languages_of_the_file():
    firm = 'id = "x", name = "X", tz = "Europe/Warsaw", vat = 23, languages = ["pl", "en"]'
    text = f"schema = 2\nprovider = {{ {firm} }}\n"
    line = next(one.values["near"] for one in check_service(text) if one.path == "topic")
    assert list(tomllib.loads(line)["topic"][0]) == ["id", "pl", "en"]


def test_a_clause_that_lacks_is_wanted_in_the_languages_of_the_file():
    (fault,) = (one for one in told(BERGSEE.replace("[clause.", "[clause.X", 1)) if one[1] == "no_clause")
    assert "de, it" in fault[2] or "de, fr" in fault[2], fault


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(("polish", "pl"), ("polacco", "pl"), ("polski", "pl"), ("Deutsch", "de"), ("English", "en")),
        *(("DE", "de"), ("deu", "de"), ("de_CH", "de-CH"), ("pt_br", "pt-BR"), ("klingon", ""), ("xx", "")),
    ],
)
def test_a_language_called_by_its_name_is_known(said, code):
    assert near(said) == code


@pytest.mark.parametrize(("said", "cure"), [("german", "de"), ("klingon", "")])
def test_a_language_that_is_none_is_one_fault_whatever_is_said_in_it(said, cure):
    found = check_service(with_('languages = ["de"', f'languages = ["{said}"'))
    assert [(one.path, one.code, one.values["near"]) for one in found] == [
        ("provider.languages[1]", "no_such_language", cure)
    ]


def test_an_amount_in_quotation_marks_is_one_fault_and_the_cure_takes_them_away():
    import re

    amount = re.search(r"rate = (\d+\.\d\d)", BERGSEE)[1]
    found = told(with_(f"rate = {amount}", f'rate = "{amount}"'))
    assert [(code, amount in words) for _, code, words in found] == [("quoted", True)]


def test_a_version_that_there_is_not_names_those_that_there_are():
    ((path, code, words),) = told(with_("schema = 2", "schema = 3"))
    assert (
        (path, code) == ("schema", "unknown_word") and "1, 2" in words and "2" in words.rpartition("1, 2")[2]
    )


def test_a_price_of_each_says_which_fact_counts_them():
    fee = 'fee = { rule = "X1", price = 39.00, every = "month" }\n'
    from tests.models.terms_kit import text

    found = told(text(version="2", more=fee))
    assert [(path, code) for path, code, _ in found] == [("fee.count", "missing_key")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("12.100,50", "12100.50"), ("1.800,00", "1800.00"), ("1'800.00", "1800.00"), ("1 800", "1800")),
        *(
            ("1,800.00", "1800.00"),
            ("1.800.000", "1800000"),
            ("€ 60", "60"),
            ("60 EUR", "60"),
            ("60,00 €", "60.00"),
        ),
        *(("60,5", "60.5"), ("-12.000,00", "-12000.00")),
    ],
)
def test_a_number_as_people_write_it_is_told_as_the_file_wants_it(written, meant):
    (fault,) = told(f"schema = 2\nrate = {written}\n")
    assert fault[1] == "toml"
    assert f", {meant}." in fault[2]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("01-02-2026", "2026-02-01"), ("01/02/2026", "2026-02-01"), ("1.2.2026", "2026-02-01")),
        *(("2026-2-1", "2026-02-01"), ("2026/02/01", "2026-02-01")),
        *(("2026-13-01", "2026-08-10"), ("31/02/2026", "2026-08-10"), ("2026-02-31", "2026-08-10")),
    ],
)
def test_a_day_as_people_write_it_is_told_as_the_file_wants_it(written, meant):
    for text in (
        f"valid_from = {written}\n",
        f"x = {{ valid_from = {written}, vat = 22 }}\n",
        f"x = [{written}]\n",
    ):
        (fault,) = told(f"schema = 2\n{text}")
        assert (fault[1], f" {meant}." in fault[2]) == ("toml", True), fault


@pytest.mark.parametrize("right", ["2026-08-10", "60.00", "60", "-3"])
def test_what_stands_behind_a_right_number_or_day_is_not_told_of_it(right):
    (fault,) = told(f"schema = 2\nx = {right} y\n")
    assert (fault[1], right in fault[2]) == ("toml", False), fault
