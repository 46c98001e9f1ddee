"""A telephone number without the code of a country is one of the firm's own country, wherever it is read."""

import pytest
from deskterm.models.basics import regions
from deskterm.models.basics.identity import readable

from tests.commands.conftest import empty, home, opened_under
from tests.models.terms_kit import text

__all__ = ["empty", "home"]


def at_home(line, tmp_path, region):
    """A desk of a firm of that country."""
    terms = text(version="2").replace("vat = 22 }", f'vat = 22, region = "{region}" }}')
    opened_under(line, tmp_path, terms, anyway="una casella vuota")
    return line


# The number as the customer says it, as the exchange hands it over, and as it is printed.
FIRMS = [
    ("ES", "910 222 333", "+34910222333", "910 22 23 33"),
    ("ES", "622 333 444", "0034622333444", "622 33 34 44"),
    ("CH", "079 123 45 67", "+41791234567", "079 123 45 67"),
    ("DE", "089 123456", "+4989123456", "089 123456"),
    ("IT", "0445 000123", "+390445000123", "0445 000123"),
]


@pytest.mark.parametrize(("region", "said", "rung"), [one[:3] for one in FIRMS])
def test_a_number_of_the_firms_country_is_taken_and_found_however_it_is_spelled(
    empty, tmp_path, region, said, rung
):
    desk = at_home(empty, tmp_path, region)
    desk("customer", "add", "Colegio Sol", "--phone", said)
    code = next(
        one["code"] for one in desk("customer", "list", "--json").lines if one["name"] == "Colegio Sol"
    )
    digits = "".join(one for one in said if one.isdigit())
    for spelled in (rung, said, digits, rung.removeprefix("+").removeprefix("00"), digits[2:8], digits[-5:]):
        found = desk("customer", "find", spelled, "--json", code=None).lines
        assert code in [one["code"] for one in found], spelled
    assert [one["code"] for one in desk("ring", rung, "--json").json["customers"]] == [code]


@pytest.mark.parametrize(("region", "rung", "read"), [(one[0], *one[2:]) for one in FIRMS])
def test_what_a_machine_wrote_is_read_as_it_is_dialled_at_home(region, rung, read):
    with regions.writing_as_in(region):
        assert readable(rung) == read
        assert readable("+442079460000") == ("+44 20 7946 0000")


def test_an_italian_zero_is_missed_by_an_italian_firm_alone(empty, tmp_path):
    desk = at_home(empty, tmp_path, "IT")
    refused = desk("customer", "add", "Scuola Sole", "--phone", "445 000123", code=1)
    assert "0445 000123" in refused.err


def test_a_number_kept_before_the_terms_named_their_country_is_found_after(empty, tmp_path):
    desk = at_home(empty, tmp_path, "IT")
    desk("customer", "add", "Colegio Sol", "--phone", "+34 622 333 444")
    terms = (
        (tmp_path / "prova.toml").read_text(encoding="utf-8").replace('"IT" }', '"ES", version = "2" }', 1)
    )
    (tmp_path / "prova.toml").write_text(terms, encoding="utf-8")
    desk("service", "adopt", tmp_path / "prova.toml", "--anyway", "una casella vuota")
    for spelled in ("+34622333444", "622 333 444"):
        assert [one["name"] for one in desk("ring", spelled, "--json").json["customers"]] == ["Colegio Sol"]
