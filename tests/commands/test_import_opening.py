"""What a firm begins with: each balance once, in the ledger, and nothing written, sold or billed by it."""

import pytest
from deskterm.desk.terms import files

from tests.commands.conftest import opened_under
from tests.commands.test_packs_over_time import GOLD, KEYS

NOW = "2026-03-02T09:00"
PACK = """
[[pack]]
customer = "C001"
kind = "hours"
size = "10h"
left = "3h20"
price = "450,00"
sold = 2025-09-12
until = 2026-09-12
"""


@pytest.fixture
def take(line, tmp_path):
    """Take a file's balances in."""

    def taken(text, *more, name="saldi.toml", code=0, at=NOW):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return line("import", "opening", path, *more, code=code, at=at)

    return taken


def ledger(line, pack=1):
    return [
        (one["kind"], one["amount"], one["left"], one["note"])
        for one in line("pack", "ledger", pack, "--json", at=NOW).lines
    ]


def test_a_pack_of_before_has_what_is_left_of_it_and_its_line_in_the_ledger(line, take):
    (row,) = take("on = 2026-03-01\n" + PACK, "--json").lines
    assert (row["kind"], row["code"], row["outcome"], row["target"]) == ("pack", "C001", "added", "pack:1")
    (pack,) = line("pack", "list", "--json", at=NOW).lines
    assert (pack["size"], pack["left"], pack["net"]) == (600, 200, "450.00")
    assert (pack["sold_at"], pack["expires_at"]) == ("2025-09-12T12:00:00+02:00", "2026-09-12")
    assert ledger(line) == [
        ("sold", 600, 600, "saldo iniziale al 01/03/2026"),
        ("adjusted", -400, 200, "saldo iniziale: usato prima del 01/03/2026"),
    ]
    assert line("doctor", "--json", at=NOW).json["ok"]


def test_the_same_file_again_adds_nothing_even_after_work_was_done(line, take):
    text = "on = 2026-03-01\n[report]\nlast = '41/2026'\n" + PACK
    take(text)
    line("pack", "adjust", 1, "-20m", "--note", "prova", at="2026-03-10T09:00")
    rows = take(text, "--json", at="2026-04-10T09:00").lines
    assert [one["outcome"] for one in rows] == ["same", "same"]
    assert rows[1]["left"] == 180
    assert len(ledger(line)) == 3


def test_a_line_that_says_other_things_than_before_is_refused_with_what_stands(line, take):
    take("on = 2026-03-01\n" + PACK)
    told = take("on = 2026-03-01\n" + PACK.replace("3h20", "4h"), code=1).err
    assert "pack:1" in told and "left=3h20" in told
    assert len(ledger(line)) == 2


def test_all_or_nothing_and_every_faulty_line_is_named(line, take):
    bad = """
    [[pack]]
    customer = "Nessuno"
    kind = "hours"
    size = "10h"
    left = "1h"
    [[pack]]
    customer = "C001"
    kind = "hours"
    size = "10h"
    left = "11h"
    [[pack]]
    customer = "C001"
    kind = "ore"
    size = "10h"
    left = "1h"
    [[pack]]
    customer = "C001"
    kind = "hours"
    size = "10h"
    left = "1h"
    used = "9h"
    [[pack]]
    customer = "C001"
    kind = "hours"
    size = "5"
    left = "1h"
    [[pack]]
    customer = "C001"
    kind = "hours"
    size = "10h"
    left = "1h"
    price = 1.800
    [[pack]]
    customer = "C001"
    kind = "hours"
    size = "10h"
    left = "1h"
    until = 2026-02-01
    [[agreement]]
    customer = "C002"
    until = 2026-12-31
    [[report]]
    last = "ultimo"
    """
    told = take(PACK + bad, code=1).err
    assert [n for n in range(2, 11) if f"voce {n}:" not in told] == []
    assert "voce 1:" not in told
    assert line("pack", "list", "--json", at=NOW).lines == []


def test_a_trial_tells_it_and_leaves_nothing(line, take):
    assert "restano 3h20 di 10h00" in take(PACK, "--dry-run").out
    assert line("pack", "list", "--json", at=NOW).lines == []


def test_a_table_with_italian_titles_says_the_same(line, take):
    take(
        "Cosa;Cliente;Tipo;Totale;Residuo;Prezzo;Venduto il;Scade;Dal;Tariffa;Ultimo\n"
        "carnet;Ferramenta Dal Prà;hours;10h;3h20;450,00;12/09/2025;12/09/2026;;;\n"
        "contratto;C002;;;;;;31/12/2026;01/01/2026;54,00;\n"
        "rapportino;;;;;;;;;;R2026-0041\n",
        name="saldi.csv",
    )
    (pack,) = line("pack", "list", "--json", at=NOW).lines
    assert (pack["customer"], pack["left"], pack["expires_at"]) == ("C001", 200, "2026-09-12")
    card = line("customer", "show", "C002", "--json", at=NOW).json
    assert (card["contract"], card["rate"]) == (True, "54.00")


def test_a_title_that_nobody_knows_is_named(take):
    assert "resudio" in take("cosa,cliente,resudio\ncarnet,C001,1h\n", name="s.csv", code=1).err


def test_the_next_work_report_has_the_number_behind_the_last_one(line, take):
    take('[report]\nlast = "R2026-0041"\n')
    line("ticket", "add", "--channel", "mail", "--customer", "C002", "--subject", "Prova", at=NOW)
    worked = ("--start", "2026-03-02T10:00", "--end", "2026-03-02T10:40", "--outcome", "solved")
    line("call", "log", "TK000001", "--kind", "remote", *worked, "--reason", "setup", at="2026-03-02T11:00")
    assert [one["number"] for one in line("report", "list", "--json", at=NOW).lines] == ["R2026-0042"]
    assert line("doctor", "--json", at=NOW).json["ok"]
    assert "2026" in take('[report]\nlast = "R2026-0050"\n', code=1).err


def test_a_pack_without_an_end_has_the_one_of_the_terms_and_says_so(line, take):
    (row,) = take(PACK.replace("until = 2026-09-12\n", ""), "--json").lines
    assert row["told"] == ["(scade il 11/09/2026, per le condizioni)"]


@pytest.fixture
def firm(empty, tmp_path):
    """A firm whose agreements include two hours a month, and that sells and tells by itself."""
    text = files.text_of("delta-system").replace(KEYS, GOLD + ", warn = [120, 0], tell = true")
    text = text.replace("price = 250.00", 'price = 250.00, do = "sell"')
    opened_under(empty, tmp_path, text.replace("schema = 1", "schema = 2", 1), anyway="prova")
    return empty


OLD = """
on = 2026-03-01
[[agreement]]
customer = "C001"
from = 2025-01-01
until = 2026-12-31
[[included]]
customer = "C001"
kind = "hours"
used = "1h45"
"""


def test_of_an_old_agreement_only_the_period_that_runs_is_given_less_what_was_used(firm, tmp_path):
    path = tmp_path / "saldi.toml"
    path.write_text(OLD, encoding="utf-8")
    firm("import", "opening", path, at=NOW)
    (pack,) = firm("pack", "list", "--customer", "C001", "--json", at=NOW).lines
    assert (pack["starts_at"], pack["size"], pack["left"]) == ("2026-03-01", 120, 15)
    again = firm("import", "opening", path, "--json", at="2026-04-02T09:00").lines
    assert [one["outcome"] for one in again] == ["same", "same"]
    lines = firm("pack", "list", "--customer", "C001", "--json", at="2026-04-02T09:00").lines
    assert {one["starts_at"]: one["left"] for one in lines}["2026-04-01"] == 135  # 120 and the rest of March


def test_a_low_balance_is_told_nobody_and_sold_nothing_until_work_moves_it(firm, tmp_path):
    path = tmp_path / "saldi.toml"
    path.write_text(OLD, encoding="utf-8")
    firm("import", "opening", path, at=NOW)
    firm("pack", "list", at="2026-03-02T10:00")
    assert firm("mail", "outbox", "--json", at=NOW).lines == []
    assert len(firm("pack", "list", "--customer", "C001", "--json", at=NOW).lines) == 1
    firm("pack", "adjust", 1, "-5m", "--note", "prova", at="2026-03-03T09:00")
    firm("pack", "list", at="2026-03-03T10:00")
    assert len(firm("pack", "list", "--customer", "C001", "--json", at="2026-03-03T10:00").lines) == 2


def test_an_agreement_that_comes_behind_its_tickets_promises_nothing_that_is_over(empty, tmp_path):
    from tests.commands.test_import_desks import EXPORTS

    empty("init", "--service", "delta-system", at="2026-01-02T09:00")
    empty("import", "zammad", EXPORTS / "zammad", at=NOW)
    path = tmp_path / "saldi.toml"
    text = '[[agreement]]\ncustomer = "bruna@sartoria.example"\nfrom = 2025-06-01\n'
    path.write_text(text, encoding="utf-8")
    empty("import", "opening", path, at="2026-03-02T09:30")
    (ticket,) = [one for one in empty("queue", "--json", at=NOW).lines if one["subject"] == "Etichette"]
    assert ticket["due_at"] > "2026-03-02T09:30"
