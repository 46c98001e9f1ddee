"""A place in the queue says which, beside the usual one; one that changes no order is named with the cure."""

import pytest

from tests.commands.conftest import empty, home
from tests.models.terms_kit import text

__all__ = ["empty", "home"]


def firm(*rules, queue='["lane", "tier", "arrived"]'):
    own = ", ".join(
        f'{{ id = "X{n}", at = "intake", when = ["{when}"], do = "priority", {place} }}'
        for n, (when, place) in enumerate(rules, 1)
    )
    return text(version="2", rule=own, queue=queue)


def checked(empty, tmp_path, terms):
    (tmp_path / "prova.toml").write_text(terms, encoding="utf-8")
    found = empty("service", "check", tmp_path / "prova.toml", "--json", lang="en", code=None).json["errors"]
    return {one["path"]: one["message"] for one in found if one["path"].startswith("rule")}


@pytest.mark.parametrize(
    ("terms", "cure"),
    [
        (firm(("contract", "tier = 1")), "write tier = 0, or give the others tier = 2"),
        (firm(("contract", "lane = 1")), "write lane = 0, or give the others lane = 2"),
        (firm(("contract", "tier = 0"), queue='["lane", "arrived"]'), 'Add "tier" to queue'),
    ],
)
def test_a_place_that_every_request_has_anyhow_is_named(empty, tmp_path, terms, cure):
    (said,) = checked(empty, tmp_path, terms).values()
    assert cure in said


@pytest.mark.parametrize(
    "terms",
    [firm(("contract", "tier = 0")), firm(("contract", "tier = 1"), ("!contract", "tier = 2"))],
)
def test_one_that_moves_requests_is_right_and_the_page_says_where_to(empty, tmp_path, terms):
    assert checked(empty, tmp_path, terms) == {}
    page = " ".join(empty("service", "show", tmp_path / "prova.toml", lang="en").out.split())
    assert "tier 0 in the queue (otherwise 1), the smallest first" in page or (
        "tier 1 in the queue, the smallest first" in page and "(otherwise 1)" in page
    )
