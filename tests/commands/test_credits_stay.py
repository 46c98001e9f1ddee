"""A credit that was granted stays in sight as granted, whatever is put right afterwards."""

import pytest

from tests.commands.conftest import empty, home, opened_under
from tests.models.terms_kit import text
from tests.models.two_promises import PRICE, RESOLUTION, WORDS

__all__ = ["empty", "home"]

PROMISED = (
    '{ id = "X1", when = ["contract"], metric = "answer", target = "1h", clock = "open",'
    ' calendar = "office" }'
)
CREDIT = 'credit = [ { rule = "X7", of = "answer", when = ["contract"], amount = 25, cap = 40 } ]\n'
FIRM = text(version="2", response=f"{PROMISED}, {RESOLUTION}", price=PRICE, more=WORDS + CREDIT)


@pytest.fixture
def shop(empty, tmp_path):
    opened_under(empty, tmp_path, FIRM, "--fee", "1200")
    return empty


def ask(shop, at="2026-03-02T10:00"):
    request = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Non stampa.")
    return shop("ticket", "add", *request, "--json", at=at).json["code"]


def listed(shop, month="2026-03", at="2026-04-02T09:00"):
    found = shop("credit", "list", month, "--json", at=at).lines
    return [(one["ticket"], one["of"], one["net"], one["state"]) for one in found]


@pytest.mark.parametrize("settled", [False, True])
def test_what_was_granted_is_seen_though_the_agreement_was_put_right_so_that_nothing_was_promised(
    shop, settled
):
    code = ask(shop)
    shop("credit", "grant", code, "--of", "answer", at="2026-03-03T09:00")
    before = listed(shop)
    assert before == [(code, "answer", "25.00", "granted")]
    if settled:
        shop("settle", "2026-03", "--commit", at="2026-04-01T09:00")
    shop("agreement", "correct", "C001", "--from", "2026-03-15", at="2026-04-01T10:00")
    assert listed(shop) == before
    due = [one["due_at"] for one in shop("credit", "list", "2026-03", "--json", at="2026-04-02T09:00").lines]
    assert due[0].startswith("2026-03-02T11:00")
    told = shop("credit", "refuse", code, "--of", "answer", "--why", "No", at="2026-04-02T09:00", code=1).err
    assert ("già confermato" in told) is not settled


def test_what_was_granted_counts_in_the_cap_of_its_month_though_its_promise_was_put_right(shop):
    code = ask(shop)
    shop("credit", "grant", code, "--of", "answer", at="2026-03-03T09:00")
    shop("agreement", "correct", "C001", "--from", "2026-03-15", at="2026-03-16T09:00")
    other = ask(shop, "2026-03-16T10:00")
    assert (other, "answer", "15.00", "proposed") in listed(shop, at="2026-03-17T10:00")
