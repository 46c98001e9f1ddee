"""`deskterm rehearse --from-desk`: the desk's month under other terms, as a table and as JSON lines."""

import pytest

from tests.commands.conftest import ROOT, ask

FIELDS = {
    "request": "message ticket customer subject received differs was would",
    "work": "ticket customer differs was would",
    "customer": "customer name requests differs was would due_earlier due_later",
    "total": "requests differs was would due_earlier due_later",
}
FIGURES = "rejected breached promised contacts billed_minutes units net credited".split()


@pytest.fixture
def terms(tmp_path):
    """Terms with an earlier cut-off and quarters of an hour."""
    text = (ROOT / "data" / "services" / "delta-system.toml").read_text(encoding="utf-8")
    changed = text.replace('cutoff = "12:00"', 'cutoff = "09:00"').replace("step = 1, s", "step = 15, s")
    path = tmp_path / "changed.toml"
    path.write_text(changed, encoding="utf-8")
    return path


@pytest.fixture
def march(line):
    """Two requests of one customer and one of another; two calls that cost."""
    ask(line, "2026-03-02T09:10")
    ask(line, "2026-03-02T08:50", subject="Presto")
    bar = ("ticket", "add", "--customer", "C002", "--subject", "Cassa", "--body", "Ferma.")
    line(*bar, at="2026-03-02T10:00")
    for ticket, end in (("TK000001", "09:47"), ("TK000003", "09:40")):
        line(
            *("call", "log", ticket, "--start", "2026-03-03T09:31", "--end", f"2026-03-03T{end}"),
            *("--outcome", "follow-up", "--reason", "setup"),
            at="2026-03-03T10:00",
        )
    return line


def test_the_lines_have_their_fields_and_the_sums_agree(march, terms):
    rows = march("rehearse", "--service", terms, "--from-desk", "2026-03", "--json").lines
    assert [row["about"] for row in rows] == [*["request"] * 3, *["work"] * 2, *["customer"] * 2, "total"]
    for row in rows:
        assert set(FIELDS[row["about"]].split()) <= set(row)
    *_, first, second, total = rows
    for side in ("was", "would"):
        assert set(total[side]) == {*FIGURES, "broken", "currency"}
        for name in FIGURES:
            assert float(total[side][name]) == float(first[side][name]) + float(second[side][name])


def test_due_times_minutes_and_money_are_compared(march, terms):
    *rows, total = march("rehearse", "--service", terms, "--from-desk", "2026-03", "--json").lines
    dues = {
        row["subject"]: (row["was"]["due"], row["would"]["due"]) for row in rows if row["about"] == "request"
    }
    assert dues["Stampa vuota"] == ("2026-03-04T09:10:00+01:00", "2026-03-05T08:30:00+01:00")
    assert dues["Presto"] == ("2026-03-04T08:50:00+01:00",) * 2
    assert dues["Cassa"] == (None, None)
    assert (total["due_earlier"], total["due_later"]) == (0, 1)
    assert (total["was"]["billed_minutes"], total["would"]["billed_minutes"]) == (25, 45)
    assert (total["was"]["net"], total["would"]["net"]) == ("25.00", "45.00")


def test_broken_terms_stand_beside_the_money(march, tmp_path):
    """Nobody has answered by the fifth: two terms of 48 hours are over; of five days, none."""
    longer = tmp_path / "longer.toml"
    text = (ROOT / "data" / "services" / "delta-system.toml").read_text(encoding="utf-8")
    longer.write_text(text.replace('target = "48h"', 'target = "120h"'), encoding="utf-8")
    told = ("rehearse", "--service", longer, "--from-desk", "2026-03")
    total = march(*told, "--json", at="2026-03-05T12:00").lines[-1]
    assert (total["was"]["breached"], total["would"]["breached"]) == (2, 0)
    out = march(*told, at="2026-03-05T12:00").out
    assert "Scadute" in out and "2 → 0" in out


def test_people_get_a_table_by_customer_and_what_differs(march, terms):
    out = march("rehearse", "--service", terms, "--from-desk", "2026-03", lang="it").out
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("Ferramenta Dal Prà") and "16 → 30" in line for line in lines)
    assert any(line.startswith("Totale") and "25,00 → 45,00" in line for line in lines)
    assert "TK000001  Stampa vuota: entro 04/03/2026 09:10" in out
    assert "Presto" not in out
    assert "TK000003  minuti 9 → 15; euro netti 9,00 → 15,00" in out


def test_where_nothing_differs_it_says_so(march):
    for lang, words in (("it", "Non cambierebbe nulla."), ("en", "Nothing would differ.")):
        out = march("rehearse", "--service", "delta-system", "--from-desk", "2026-03", lang=lang).out
        assert out.splitlines()[-1] == words


@pytest.mark.parametrize("lang", ["it", "en"])
def test_every_kind_of_difference_has_its_words(march, tmp_path, lang):
    text = (ROOT / "data" / "services" / "delta-system.toml").read_text(encoding="utf-8")
    path = tmp_path / "strict.toml"
    path.write_text(
        text.replace('["vague"], do = "clarify"', '["!operation"], do = "reject"')
        .replace("topic=customisation|", "topic=usage|customisation|")
        .replace('merge_gap = "10:00"', 'merge_gap = "0:00"'),
        encoding="utf-8",
    )
    march("ticket", "triage", "TK000001", "--topic", "usage")
    march(
        *("call", "log", "TK000001", "--start", "2026-03-03T09:50", "--end", "2026-03-03T09:52"),
        *("--outcome", "follow-up", "--reason", "setup"),
        at="2026-03-03T10:00",
    )
    out = march("rehearse", "--service", path, "--from-desk", "2026-03", lang=lang).out
    words = {
        "it": ("in coda → respinta", "compreso → escluso", "contatti 1 → 2", "0 → 3"),
        "en": ("in the queue → rejected", "included → left out", "contacts 1 → 2", "0 → 3"),
    }
    flat = " ".join(out.split())
    assert all(word in flat for word in words[lang]), out
    assert "(D9" in flat


def test_a_long_list_says_how_many_more_there_are(line, terms):
    for minute in range(10, 35):
        ask(line, f"2026-03-02T09:{minute}")
    out = line("rehearse", "--service", terms, "--from-desk", "2026-03", lang="en").out
    assert "... and 5 more" in out
    assert out.count("Stampa vuota") == 20


def test_an_empty_month_says_so(line):
    assert "0 richieste" in line("rehearse", "--service", "delta-system", "--from-desk", "2025-01").out
    (total,) = line("rehearse", "--service", "delta-system", "--from-desk", "2025-01", "--json").lines
    assert (total["about"], total["requests"]) == ("total", 0)
