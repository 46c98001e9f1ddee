"""Credits for broken promises: the terms propose, up to their cap, and a person grants or refuses each."""

import pytest

from tests.commands.conftest import empty, home, opened_under
from tests.models.terms_kit import check_service, text
from tests.models.two_promises import ANSWER, PRICE, RESOLUTION, WORDS

__all__ = ["empty", "home"]

CREDIT = """
credit = [ { rule = "X6", of = "resolution", late = "1h", share = 0.10, cap_share = 0.15 },
           { rule = "X7", of = "answer", when = ["contract"], amount = 5 } ]
"""
FIRM = text(version="2", response=f"{ANSWER}, {RESOLUTION}", price=PRICE, more=WORDS + CREDIT)


@pytest.fixture
def shop(empty, tmp_path):
    opened_under(empty, tmp_path, FIRM, "--fee", "1200")
    return empty


def ask(shop, at):
    request = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Non stampa.")
    return shop("ticket", "add", *request, "--json", at=at).json["code"]


def listed(shop, at):
    found = shop("credit", "list", "2026-03", "--json", at=at).lines
    return [(one["ticket"], one["of"], one["net"], one["state"]) for one in found]


def test_the_terms_propose_up_to_their_cap_and_a_person_decides(shop):
    first, second = ask(shop, "2026-03-02T10:00"), ask(shop, "2026-03-02T11:00")
    assert listed(shop, "2026-03-02T10:30") == []
    shop("ticket", "answer", first, "Fatto.", at="2026-03-02T10:30")
    shop("ticket", "answer", second, "Fatto.", at="2026-03-02T14:30")

    # The second answer was late, and both resolutions are: a tenth of 100 euro, then what the cap leaves.
    late = "2026-03-04T10:00"
    assert listed(shop, late) == [
        (second, "answer", "5.00", "proposed"),
        (first, "resolution", "10.00", "proposed"),
        (second, "resolution", "5.00", "proposed"),
    ]
    assert "3 accrediti da confermare" in shop("settle", "2026-03", at=late).err
    assert f"{second} Rossi: 5,00 euro (risposta)" in shop("backlog", at=late).out
    assert [one["net"] for one in shop("backlog", "--json", at=late).json["credits"]] == [
        "5.00",
        "10.00",
        "5.00",
    ]

    shop("credit", "grant", second, at=late, code=1)
    assert "10,00" in shop("credit", "grant", first, at=late).out
    shop("credit", "refuse", second, "--of", "resolution", at=late, code=1)
    shop("credit", "refuse", second, "--of", "resolution", "--why", "Cliente assente", at=late)
    assert listed(shop, late) == [
        (second, "answer", "5.00", "proposed"),
        (first, "resolution", "10.00", "granted"),
        (second, "resolution", "0.00", "refused"),
    ]
    why = shop("ticket", "why", first, "--json", at=late).json["decisions"]
    assert [one["rule"] for one in why if one["do"] == "credit_granted"] == ["X6"]
    shop("credit", "grant", first, at=late, code=1)
    assert "1 accredito da confermare" in shop("settle", "2026-03", at=late).err
    # Seen from the month after it stands where it was broken, and that month is named.
    told = shop("settle", "2026-04", at="2026-04-02T10:00").err
    assert "1 accredito da confermare" in told and "deskterm credit list 2026-03" in told
    assert "credit list 2026-04" not in told


def test_a_cap_counts_its_own_credit_alone_and_what_it_takes_is_told(empty, tmp_path):
    more = """
credit = [ { rule = "X6", of = "answer", amount = 50 },
           { rule = "X6", of = "resolution", share = 0.10, cap_share = 0.15 } ]
"""
    terms = text(version="2", response=f"{ANSWER}, {RESOLUTION}", price=PRICE, more=WORDS + more)
    opened_under(empty, tmp_path, terms, "--fee", "1200", anyway="prova")
    codes = [ask(empty, f"2026-03-02T10:0{n}") for n in range(3)]
    late = "2026-03-06T10:00"
    found = listed(empty, late)
    assert [one for one in found if one[0] == codes[0]] == [
        (codes[0], "answer", "50.00", "proposed"),
        (codes[0], "resolution", "10.00", "proposed"),
    ]
    assert [one[2:] for one in found if one[1] == "resolution"] == [
        ("10.00", "proposed"),
        ("5.00", "proposed"),
        ("0.00", "capped"),
    ]
    told = empty("credit", "list", "2026-03", at=late).out
    assert "5,00 (tetto: di 10,00)" in told and "0,00 (tetto: di 10,00)" in told and "al tetto" in told
    empty("credit", "grant", codes[0], "--of", "answer", at=late)
    assert [one[2] for one in listed(empty, late) if one[1] == "resolution"] == ["10.00", "5.00", "0.00"]
    empty("credit", "grant", codes[2], "--of", "resolution", code=1, at=late)


def test_what_is_refused_leaves_its_part_of_the_cap_to_what_was_granted_under_it(shop):
    """Granted at 5.00 while another took 10.00 of the 15.00; once that is refused it is 10.00 too."""
    first, second = ask(shop, "2026-03-02T10:00"), ask(shop, "2026-03-02T11:00")
    late = "2026-03-04T10:00"
    shop("ticket", "answer", first, "Fatto.", at="2026-03-02T10:30")
    shop("ticket", "answer", second, "Fatto.", at="2026-03-02T11:30")
    assert shop("credit", "grant", second, "--of", "resolution", "--json", at=late).json["net"] == "5.00"
    told = shop("credit", "refuse", first, "--of", "resolution", "--why", "Cliente assente", at=late).out
    assert f"L'accredito per {second} era ridotto dal tetto: ora è 10,00" in told
    assert [one[2:] for one in listed(shop, late)] == [("0.00", "refused"), ("10.00", "granted")]
    # Taken back, the refusal leaves the proposal what the cap has: no more than 15.00 together.
    shop("undo", at=late)
    assert [one[2:] for one in listed(shop, late)] == [("5.00", "proposed"), ("10.00", "granted")]


def test_what_is_kept_in_time_or_not_late_enough_is_credited_nothing(shop):
    code = ask(shop, "2026-03-02T10:00")
    shop("ticket", "answer", code, "Fatto.", at="2026-03-02T10:30")
    shop("ticket", "close", code, at="2026-03-03T11:30")  # due at 11:00, within the hour
    assert listed(shop, "2026-03-10T10:00") == []


def test_an_agreement_without_a_fee_gives_no_share_of_one(shop):
    shop("agreement", "correct", "C001", "--clear", "fee")
    code = ask(shop, "2026-03-02T10:00")
    shop("ticket", "answer", code, "Fatto.", at="2026-03-02T10:30")
    assert listed(shop, "2026-03-04T10:00") == []


def test_the_page_says_what_is_credited(shop, tmp_path):
    page = " ".join(shop("service", "show", tmp_path / "prova.toml").out.split())
    assert "Soluzione oltre il termine: in accredito 10% del canone mensile" in page


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("share = 0.10", "share = 10", "credit[1].share"),
        ("amount = 5", "amount = 5, share = 0.1", "credit[2].share"),
        (", amount = 5", "", "credit[2].amount"),
        ("schema = 2", "schema = 1", "credit"),
    ],
)
def test_a_credit_that_cannot_be_is_told(before, after, path):
    assert path in [fault.path for fault in check_service(FIRM.replace(before, after))]
