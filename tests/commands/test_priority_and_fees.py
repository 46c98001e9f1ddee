"""Impact and urgency place a request, and the fee counts what the agreement says, at the line."""

import pytest

from tests.commands.conftest import empty, home, opened_under
from tests.models.priority_kit import firm
from tests.models.terms_kit import INVENTED

__all__ = ["empty", "home"]


@pytest.fixture
def shop(empty, tmp_path):
    opened_under(empty, tmp_path, firm(), anyway="una casella vuota")
    return empty


def ask(shop, *fields):
    request = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Non stampa.")
    return shop("ticket", "add", *request, *fields, "--json", at="2026-03-02T10:00").json


def test_a_request_is_placed_by_the_table_and_anew_when_its_facts_are_said(shop):
    plain, grave = ask(shop), ask(shop, "--field", "impact=high")
    assert (plain["severity"], grave["severity"]) == ("", "B")
    assert [row["code"] for row in shop("queue", "--json").lines] == [grave["code"], plain["code"]]

    told = shop("ticket", "set", plain["code"], "impact=high", "urgency=high", "--json").json
    assert (told["severity"], told["due_at"][:16]) == ("A", "2026-03-02T11:00")
    assert [row["code"] for row in shop("queue", "--json").lines] == [plain["code"], grave["code"]]
    why = shop("ticket", "why", plain["code"], "--json").json["decisions"]
    assert [(one["do"], one["rule"]) for one in why if one["do"] == "severity"] == [("severity", "X8")]

    said = shop("ticket", "triage", plain["code"], "--topic", "usage", "--severity", "B", "--json").json
    assert said["severity"] == "B"


def test_a_rehearsal_orders_by_the_table(shop, tmp_path):
    event = '{"event":"queue","id":"q","requests":[%s,%s]}\n'
    one = '{"id":"%s","channel":"mail","received":"2026-03-02T10:0%d","subject":"S","fields":{%s}}'
    file = tmp_path / "events.jsonl"
    grave = one % ("2", 1, '"impact":"high"')
    file.write_text(event % (one % ("1", 0, ""), grave), encoding="utf-8")
    (found,) = shop("rehearse", "--service", tmp_path / "prova.toml", file).lines
    assert found["order"] == ["2", "1"]


def test_the_fee_is_the_price_of_each_workplace(shop, tmp_path):
    shop("agreement", "sign", "C001", "--from", "2026-01-01", "workplaces=8")
    shown = shop("customer", "show", "C001", "--json").json
    assert shown["usual_fee"] == "1200.00"
    page = shop("service", "show", tmp_path / "prova.toml").out
    assert "Canone: 12,50 euro al mese per ogni unità di «Postazioni»" in " ".join(page.split())
    assert "alto e alto: A" in page


WHOLE = 'severity.person = { high = "P2", low = "P3" }'
EXAMPLES = "[[example]]"  # which would speak of the same cell, each in its way


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ('severity.person = { high = "P2" }', ("91:19", ["low"])),
        ("", ("90:1", ["high", "low"])),
    ],
)
@pytest.mark.parametrize("lang", ["it", "en"])
def test_a_cell_that_nobody_filled_is_named_with_its_place_and_what_to_write(
    empty, tmp_path, instead, said, lang
):
    place, cells = said
    whole = (INVENTED / "quadro-gestionali.toml").read_text(encoding="utf-8").partition(EXAMPLES)[0]
    file = tmp_path / "prova.toml"
    file.write_text(whole.replace(WHOLE, instead), encoding="utf-8")
    cure = ", ".join(f'{one} = "…"' for one in cells)
    sentence = {
        "it": f"Con impact = person e urgency = {', '.join(cells)} la tabella non dà niente",
        "en": f"With impact = person and urgency = {', '.join(cells)} the table gives nothing",
    }
    told = empty("service", "check", file, lang=lang, code=2)
    shown = " ".join((told.out + told.err).split())
    assert f"prova.toml:{place}: priority.severity" in shown
    assert sentence[lang] in shown and f"priority.severity.person: {cure}" in shown and "P1, P2, P3" in shown
    refused = " ".join(empty("init", "--service", file, lang=lang, code=None).err.split())
    assert cure in refused and "--anyway" in refused

    # What is written as it says is right, in the row that stands or in one of its own.
    row = ", ".join(f'{one} = "P3"' for one in cells)
    mended = instead.replace(" }", f", {row} }}") or f"severity.person = {{ {row} }}"
    file.write_text(whole.replace(WHOLE, mended), encoding="utf-8")
    assert empty("service", "check", file, lang=lang).code == 0
