"""VAT numbers, tax codes, SDI codes: what is wrong is said with its place, what is right has one form."""

import pytest
from deskterm import locale
from deskterm.desk.customers import details
from deskterm.models.basics.fiscal import sdi_for, tidy, wrong
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.it import codicefiscale, iva

RIGHT = {
    "vat": {
        "77000010247": "77000010247",
        " it 770.000-10247 ": "77000010247",
        "de 136 695 976": "DE136695976",
        "EL094259216": "EL094259216",
        "atu57194903": "ATU57194903",
        "CHE-107.787.577": "CHE107787577",
        "US 123456789": "US123456789",
    },
    "tax_code": {
        "rccmnl83s18d969h": "RCCMNL83S18D969H",
        "RCC MNL 83S18 D969H": "RCCMNL83S18D969H",
        "77000010247": "77000010247",
        "RS 123456789": "RS123456789",
        "CHE-107.787.577": "CHE107787577",
    },
    "sdi": {"m5uxcr1": "M5UXCR1", " ufabcd ": "UFABCD", "0000000": "0000000", "XXXXXXX": "XXXXXXX"},
}
WRONG = {
    ("vat", "77000010240"): ("check", {"found": "0", "expected": "7"}),
    ("vat", "7700001024"): ("length", {"n": 10, "wanted": 11}),
    ("vat", "770000102470"): ("length", {"n": 12, "wanted": 11}),
    ("vat", "77O00010247"): ("letter_like", {"char": "O", "at": 3, "like": "0"}),
    ("vat", "77000X10247"): ("letter", {"char": "X", "at": 6, "like": ""}),
    ("vat", "ABC"): ("letter", {"char": "A", "at": 1, "like": ""}),
    ("vat", "12345678901"): ("office", {"office": "890"}),
    ("vat", "00000000000"): ("company", {}),
    ("vat", "3,90445E+11"): ("science", {"word": "3,90445E+11"}),
    ("vat", "RCCMNL83S18D969H"): ("person", {}),
    ("vat", "QZ123456"): ("country", {"country": "QZ"}),
    ("vat", "DE136695970"): ("abroad_check", {"country": "DE"}),
    ("vat", "DE1366959"): ("abroad_length", {"country": "DE", "n": 7}),
    ("vat", "US12"): ("abroad_short", {"n": 2}),
    ("tax_code", "RCCMNL83S18D969"): ("tax_length", {"n": 15}),
    ("tax_code", "RSSMRA80A01H501"): ("tax_length", {"n": 15}),
    ("tax_code", "RSSMR80A01H501U"): ("tax_length", {"n": 15}),
    ("tax_code", "RSSMRA80A01H5"): ("tax_length", {"n": 13}),
    ("tax_code", "BNCMRA80A01H501"): ("tax_length", {"n": 15}),
    ("vat", "RSSMRA80A01H501"): ("person_length", {"n": 15}),
    ("tax_code", "RCCMNL83S18D969J"): ("tax_check", {"found": "J", "expected": "H"}),
    ("tax_code", "RCCMN183S18D969H"): ("tax_letter", {"char": "1", "at": 6}),
    ("tax_code", "RCCMNL8AS18D969H"): ("tax_digit", {"char": "A", "at": 8}),
    ("tax_code", "RCCMNL83F18D969H"): ("month", {"char": "F", "months": "A B C D E H L M P R S T"}),
    ("tax_code", "77000010240"): ("check", {"found": "0", "expected": "7"}),
    ("sdi", "M5UXCR"): None,
    ("sdi", "M5-UXCR"): ("sdi_char", {"char": "-", "at": 3}),
    ("sdi", "M5U XCR1"): ("sdi_char", {"char": " ", "at": 4}),
    ("sdi", "M5UXC"): ("sdi_length", {"n": 5}),
    ("sdi", "M5UX?R1"): ("sdi_char", {"char": "?", "at": 5}),
    ("sdi", "fatture@pec.example"): ("sdi_address", {}),
}


@pytest.mark.parametrize(("field", "text"), [(field, text) for field in RIGHT for text in RIGHT[field]])
def test_a_right_number_is_kept_in_one_form(field, text):
    kept = RIGHT[field][text]
    assert wrong(field, text) is None
    assert tidy(field, text) == kept
    assert tidy(field, kept) == kept


@pytest.mark.parametrize(("field", "text"), WRONG)
def test_a_wrong_one_says_what_is_wrong_and_where_and_stays_as_it_was_typed(field, text):
    found = wrong(field, text)
    assert (found and (found.code, found.values)) == WRONG[field, text]
    if found:
        assert tidy(field, text) == text
        for language in locale.LANGUAGES:
            with locale.speaking(language):
                assert all(str(value) in details.said(found) for value in found.values.values() if value)


def test_nothing_typed_is_nothing_wrong():
    assert [wrong(field, " ") for field in ("vat", "tax_code", "sdi")] == [None, None, None]


def test_a_zero_that_a_spreadsheet_took_away_is_named_with_the_whole_number():
    whole = "0123456024" + luhn.calc_check_digit("0123456024")
    found = wrong("vat", whole[1:])
    assert (found.code, found.values["near"], found.values["n"]) == ("zero_lost", whole, 10)


def test_the_code_of_somebody_who_shares_theirs_is_right():
    """Two people with one code: the registry writes letters for digits, from the right."""
    letters = "RCCMNL83S18D9SV"
    assert wrong("tax_code", letters + codicefiscale.calc_check_digit(letters)) is None


def test_a_day_that_the_month_has_not_is_told():
    """A woman's day is written with forty more: 70 is the thirtieth of November, 71 no day."""
    for letters, code in (("RCCMNL83S70D969", None), ("RCCMNL83S71D969", "day")):
        found = wrong("tax_code", letters + codicefiscale.calc_check_digit(letters))
        assert (found and found.code) == code


def test_who_gave_no_code_gets_the_one_that_says_so():
    assert sdi_for("M5UXCR1", "77000010247") == "M5UXCR1"
    assert sdi_for("", "77000010247") == "0000000"
    assert sdi_for("", "DE136695976") == "XXXXXXX"


@given(st.text("0123456789", min_size=11, max_size=11))
def test_an_italian_number_is_right_when_the_registry_says_so(digits):
    assert (wrong("vat", digits) is None) == iva.is_valid(digits)


@given(st.text(max_size=24), st.sampled_from(["vat", "tax_code", "sdi"]))
def test_whatever_is_typed_has_an_answer_and_tidying_twice_changes_nothing(text, field):
    found = wrong(field, text)
    once = tidy(field, text)
    assert tidy(field, once) == once
    assert found is None or details.said(found)
