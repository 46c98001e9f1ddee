"""A month under other terms: each promise by itself, the agreement that they choose, the credits."""

import pytest

from tests.commands.conftest import empty, home, opened_under
from tests.commands.test_credits import CREDIT
from tests.models.terms_kit import text
from tests.models.two_promises import ANSWER, CONTACT, PRICE, RESOLUTION, WORDS

__all__ = ["empty", "home"]

GIVEN = {"version": "2", "response": f"{ANSWER}, {RESOLUTION}", "price": PRICE, "more": WORDS}
FIRM = text(**GIVEN)
LATE = "2026-03-10T10:00"


def terms(tmp_path, name, **parts):
    given = {"version": "2", "response": f"{ANSWER}, {RESOLUTION}", "price": PRICE, "more": WORDS}
    file = tmp_path / name
    file.write_text(text(**given | parts), encoding="utf-8")
    return file


@pytest.fixture
def shop(empty, tmp_path):
    """One request, worked on after 20 minutes, answered after 40, solved the next day at noon."""
    opened_under(empty, tmp_path, FIRM, "--fee", "1200", "--plan", "base")
    ask = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Non stampa.")
    empty("ticket", "add", *ask, at="2026-03-02T10:00")
    span = ("--start", "2026-03-02T10:20", "--end", "2026-03-02T10:30", "--outcome", "open")
    empty("call", "log", "TK000001", *span, at="2026-03-02T10:30")
    empty("ticket", "answer", "TK000001", "Fatto.", at="2026-03-02T10:40")
    empty("ticket", "close", "TK000001", at="2026-03-03T12:00")
    return empty


def month(shop, file):
    return shop("rehearse", "--service", file, "--from-desk", "2026-03", "--json", at=LATE).lines


def test_the_same_terms_make_the_same_promises_and_break_the_same(shop, tmp_path):
    request, *_, total = month(shop, tmp_path / "prova.toml")
    assert [(one["of"], one["broken"]) for one in request["was"]["promises"]] == [
        ("answer", False),
        ("resolution", True),
    ]
    assert total["was"]["broken"] == total["would"]["broken"] == {"answer": 0, "resolution": 1}
    assert not total["differs"]


def test_each_promise_of_other_terms_is_held_to_its_own_event(shop, tmp_path):
    slower = RESOLUTION.replace('target = "8h"', 'target = "16h"')
    quicker = ANSWER.replace('target = "1h"', 'target = "30m"')
    other = terms(tmp_path, "altre.toml", response=f"{CONTACT}, {quicker}, {slower}")
    request, *_, total = month(shop, other)
    assert {one["of"]: (one["due"][:16], one["broken"]) for one in request["would"]["promises"]} == {
        "contact": ("2026-03-02T10:30", False),  # the call began at 10:20
        "answer": ("2026-03-02T10:30", True),
        "resolution": ("2026-03-04T12:00", False),
    }
    assert total["would"]["broken"] == {"contact": 0, "answer": 1, "resolution": 0}
    told = " ".join(shop("rehearse", "--service", other, "--from-desk", "2026-03", at=LATE).out.split())
    assert "primo contatto - → 0, risposta 0 → 1, soluzione 1 → 0" in told
    assert "soluzione 03/03/2026" in told


def test_what_would_be_credited_stands_beside_what_is(shop, tmp_path):
    other = terms(tmp_path, "accrediti.toml", more=WORDS + CREDIT.replace('late = "1h"', 'late = "10m"'))
    *_, total = month(shop, other)
    assert (total["was"]["credited"], total["would"]["credited"]) == ("0.00", "10.00")
    out = shop("rehearse", "--service", other, "--from-desk", "2026-03", at=LATE).out
    assert "Accrediti per le promesse mancate, euro: 0,00 → 10,00" in out
    assert "euro accreditati 0,00 → 10,00" in out


CHOICE = """
agreement = [ { rule = "X9", name = "Oro", when = ["topic=usage"] } ]
plan = [ { id = "base", it = "Base", en = "Base" }, { id = "gold", it = "Oro", en = "Gold" } ]
"""


def test_the_agreement_is_the_one_that_the_other_terms_choose(shop, tmp_path):
    shop("agreement", "sign", "C001", "--from", "2026-01-02", "--name", "Oro", "--plan", "gold")
    ask = ("--customer", "C001", "--channel", "mail", "--subject", "Altro", "--body", "Non stampa.")
    code = shop("ticket", "add", *ask, "--json", at="2026-03-04T10:00").json["code"]
    shop("ticket", "triage", code, "--topic", "usage", at="2026-03-04T10:05")
    gold = '{ id = "X5", when = ["plan=gold"], target = "30m", clock = "elapsed" }'
    other = terms(tmp_path, "oro.toml", response=f"{gold}, {RESOLUTION}", more=WORDS + CHOICE)
    *rows, _ = month(shop, other)
    (found,) = [row for row in rows if row.get("ticket") == code and row["about"] == "request"]
    assert [(one["of"], one["rule"]) for one in found["would"]["promises"]] == [
        ("answer", "X5"),
        ("resolution", "X2"),
    ]
    assert [one["rule"] for one in found["was"]["promises"]] == ["X1", "X2"]


def test_what_was_granted_is_what_was_whatever_the_agreement_says_since(empty, tmp_path):
    """A tenth of a month's 100.00 was granted; the fee was corrected afterwards, and took none of it back."""
    share = CREDIT.replace('"resolution"', '"answer"')
    opened_under(empty, tmp_path, text(**GIVEN | {"more": WORDS + share}), "--fee", "1200", "--plan", "base")
    ask = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Non stampa.")
    empty("ticket", "add", *ask, at="2026-03-02T10:00")
    empty("ticket", "answer", "TK000001", "Fatto.", at="2026-03-03T10:40")
    own, other = (
        tmp_path / "prova.toml",
        terms(tmp_path, "altre.toml", more=WORDS + share.replace("0.1", "0.2")),
    )
    empty("credit", "grant", "TK000001", at="2026-03-04T10:00")
    before = [month(empty, file)[-1] for file in (own, other)]
    empty("agreement", "correct", "C001", "--fee", "600", at="2026-03-05T10:00")
    after = [month(empty, file)[-1] for file in (own, other)]
    assert [one["was"]["credited"] for one in (*before, *after)] == ["10.00"] * 4
    assert [one["would"]["credited"] for one in after] == ["10.00", "10.00"]  # a fifth of 50.00
    assert not after[0]["differs"]
