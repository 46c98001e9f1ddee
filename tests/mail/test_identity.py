"""One key for every spelling of a number or an address (D1). All numbers are invented."""

import pytest
from deskterm.models.basics.identity import email_key, find_phone, phone_key, phone_keys, vat_key, whole_of


@pytest.mark.parametrize(
    "spelling",
    ["0445 000123", "0445/000123", "+39 0445-000.123", "0039 0445000123", "(0445) 000123", "tel. 0445000123"],
)
def test_every_spelling_of_a_number_is_the_same_number(spelling):
    assert phone_key(spelling) == "+390445000123"


def test_a_switchboard_that_drops_the_leading_zero_still_finds_the_caller():
    assert set(phone_keys("445000123")) & set(phone_keys("0445 000123")) == {"45000123"}


@pytest.mark.parametrize("text", ["", "int. 12", "112", "nessuno", "9" * 200])
def test_what_is_no_number_has_no_key(text):
    assert phone_keys(text) == ()


@pytest.mark.parametrize(
    ("body", "phone"),
    [
        ("Chiamatemi al 348 0001234, grazie", "348 0001234"),
        ("Anna\nP.IVA 01234567890\nFax 0445 000124\nTel. 0445 000123", "0445 000123"),
        ("ufficio 0445 000125, cell. +39 348 0001234", "+39 348 0001234"),
        ("0445 000123 / 348 0001234", "0445 000123"),
        ("0445 000123 348 0001234", "0445 000123"),
        ("numero diretto 0445 000123 (8-12 e 13.30-17.30)", "0445 000123"),
        ("matr. 3480001234", ""),
        ("Cell.+39 348 0001234", "+39 348 0001234"),
        ("fattura 2026/000123 del 03/03/2026, ordine 0445000123", ""),
        ("IBAN IT60X0542811101000000123456", ""),
        ("l'errore esce il 02/03/2026 alle 10:30", ""),
        ("codice 0000458", ""),
        ("grazie\n> tel. 0445 000123", ""),
        ("grazie\nDa: Assistenza <assistenza@desk.example>\ntel. 0445 000123", ""),
        ("", ""),
    ],
)
def test_the_direct_number_left_in_a_mail(body, phone):
    assert find_phone(body) == phone


def test_a_long_body_of_digits_is_looked_through_quickly():
    assert len(find_phone("0445 " * 200_000)) < 40


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (" Anna@Cliente.EXAMPLE ", "anna@cliente.example"),
        ("anna@società.example", "anna@xn--societ-nta.example"),
        ("anna@Società。example", "anna@xn--societ-nta.example"),
        ("anna@straße.example", "anna@xn--strae-oqa.example"),
        ("anna@strasse.example", "anna@strasse.example"),
        ("anna@βόλος.example", "anna@xn--nxasmm1c.example"),
        ("anna@clien\u200dte.example", ""),
        ("anna@clien\u00adte.example", "anna@cliente.example"),
        ("anna", ""),
        ('"anna@cliente.example"@evil.example', ""),
        ("a b@cliente.example", ""),
        ("anna@cliente..example", ""),
        ("anna@cliente.example\n", "anna@cliente.example"),
    ],
)
def test_an_address_is_compared_in_one_form(text, key):
    assert email_key(text) == key


def test_a_vat_number_with_and_without_its_country():
    assert vat_key("IT 0123 4567 890") == vat_key("01234567890") == "01234567890"
    assert vat_key("rssmra80a01h501u") == "RSSMRA80A01H501U"


@pytest.mark.parametrize(
    ("told", "known", "whole"),
    [
        ("000 123", ["0445 000123", "02 5550199"], "0445 000123"),
        ("0001 23", ["+39 0445 000123"], "+39 0445 000123"),
        ("23", ["0445 000123", "0424 111123"], ""),
        ("interno", ["0445 000123"], ""),
        ("0445 000123", ["000123"], ""),
    ],
    ids=["its end", "however parted", "the end of two", "no digit", "longer than any"],
)
def test_the_end_of_one_known_number_is_the_whole_of_it(told, known, whole):
    assert whole_of(told, known) == whole
