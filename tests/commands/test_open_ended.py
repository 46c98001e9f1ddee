"""A contract without an end is said to have none, on the line and on the screens."""

from __future__ import annotations

from deskterm import locale
from deskterm.desk.customers import cards

from tests.screens.conftest import calm_surroundings, settle, shut_at_night, text  # noqa: F401
from tests.screens.counter import Counter, press


def test_who_rings_with_a_contract_without_an_end(line):
    given = ("--from", "2026-01-01", "--contact", "Ugo", "--phone", "0445 999888")
    code = line("customer", "add", "Bar Centrale", *given, "--json").json["code"]
    told = line("ring", "0445999888").out
    assert "contratto valido, senza scadenza" in told and "fino al" not in told
    assert "senza scadenza" in line("customer", "show", code).out
    english = line("--lang", "en", "ring", "0445999888").out
    assert "valid contract, open-ended" in english


async def test_the_list_of_customers_and_the_card_say_so_too(tmp_path):
    counter = Counter(tmp_path / "desk")
    locale.choose("it")
    contact = {"name": "Ugo", "phone": "0445 999888"}
    given = {"contract_from": "2026-01-01", "contract_until": "", "plan": "standard", "contacts": [contact]}
    cards.add(counter.desk, code="C009", name="Bar Centrale", **given)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"bar")
        assert "✓ aperto" in shown
        assert "contratto ✓ senza scadenza" in " ".join(text(pilot.app).split())
