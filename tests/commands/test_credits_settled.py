"""What was granted for a broken promise lowers the month's bill, on a line of its own with its clause."""

import csv
import io
import sqlite3
from decimal import Decimal

import pytest
from deskterm.storage import database

from tests.commands.conftest import empty, home, opened_under
from tests.commands.test_credits import FIRM, ask
from tests.models.two_promises import PRICE
from tests.storage.test_ledger_tampering import without_guards

__all__ = ["empty", "home"]

BY_THE_HOUR = FIRM.replace(PRICE, '{ id = "X4", mode = "time", rate = 60, settle = ["invoice"] }')
APRIL, MAY = "2026-04-01T08:30", "2026-05-02T08:30"


@pytest.fixture
def shop(empty, tmp_path):
    """Rossi's two requests are both solved too late: 10 euro and 5 of credit; an hour's work of 60 euro."""
    opened_under(empty, tmp_path, BY_THE_HOUR, "--fee", "1200")
    for hour in ("10:00", "11:00"):
        code = ask(empty, f"2026-03-02T{hour}")
        empty("ticket", "answer", code, "Fatto.", at=f"2026-03-02T{hour[:2]}:20")
    return empty


def work(shop):
    start, end = "2026-03-02T14:00", "2026-03-02T15:00"
    shop(*("call", "log", "TK000001", "--start", start, "--end", end, "--outcome", "open"), at=end)


def month(shop, *more, at=APRIL, of="2026-03"):
    return shop("settle", of, *more, at=at)


def table(shop, *more, at=APRIL, lang="it"):
    told = shop("settle", "2026-03", "--csv", "-", *more, at=at, lang=lang).out
    return list(csv.DictReader(io.StringIO(told), delimiter=";" if lang == "it" else ","))


def test_what_was_granted_lowers_the_bill_and_the_lines_add_up(shop):
    work(shop)
    shop("credit", "grant", "TK000001", at="2026-04-01T08:00")
    (found,) = month(shop, "--json").lines
    (credit,) = found["credits"]
    assert (credit["ticket"], credit["of"], credit["rule"], credit["net"]) == (
        *("TK000001", "resolution"),
        *("X6", "10.00"),
    )
    assert credit["clause"]
    worked = sum(Decimal(one["net"]) for one in found["reports"])
    assert Decimal(found["net"]) == worked - 10 > 0
    assert Decimal(found["gross"]) == Decimal(found["net"]) + Decimal(found["vat"])

    told = month(shop)
    assert "Rossi, in meno per promesse mancate: TK000001 -10,00 euro (X6, soluzione)" in told.out
    assert "X6: " in told.out
    assert "1 accredito da confermare, in nessun conto: Rossi 5,00" in " ".join(told.err.split())


def test_the_pre_invoice_has_a_row_for_the_credit_and_adds_up(shop):
    work(shop)
    shop("credit", "grant", "TK000001", at="2026-04-01T08:00")
    (found,) = month(shop, "--json").lines
    rows = table(shop)
    assert [row["Riga"] for row in rows] == ["rapportino", "accredito", "totale cliente"]
    nets = [Decimal(row["Imponibile"].replace(",", ".")) for row in rows]
    assert nets[1] == -10 and sum(nets[:2]) == nets[2] == Decimal(found["net"])
    assert rows[1]["Oggetto"].startswith("Soluzione oltre il termine (X6): ")
    assert table(shop, lang="en")[1]["Line"] == "credit"


def test_closed_with_the_month_it_stands_in_that_bill_alone(shop):
    shop("credit", "grant", "TK000001", at="2026-04-01T08:00")
    assert month(shop, "--json").lines[0]["net"] == "-10.00"  # nothing was worked: it is owed to them
    month(shop, "--commit")
    assert shop("doctor", at=APRIL).code == 0
    shop("credit", "grant", "TK000002", at="2026-04-02T08:00")
    assert [one["net"] for one in month(shop, "--json", at=MAY).lines[0]["credits"]] == ["10.00"]
    (april,) = month(shop, "--json", at=MAY, of="2026-04").lines
    assert [(one["ticket"], one["net"], one["earlier"]) for one in april["credits"]] == [
        ("TK000002", "5.00", True)
    ]
    why = shop("ticket", "why", "TK000001", "--json", at=MAY).json["decisions"]
    assert [(one["rule"], one["detail"]["month"]) for one in why if one["do"] == "credit_settled"] == [
        ("X6", "2026-03")
    ]


def test_what_was_refused_or_nobody_decided_lowers_nothing(shop):
    work(shop)
    before = month(shop, "--json").lines[0]["net"]
    shop("credit", "refuse", "TK000001", "--why", "Cliente assente", at="2026-04-01T08:00")
    found = month(shop, "--json")
    assert (found.lines[0]["net"], found.lines[0]["credits"]) == (before, [])
    assert "TK000002" in found.err and "TK000001" not in found.err


def test_the_backlog_says_the_same_as_the_month(shop):
    work(shop)
    shop("credit", "grant", "TK000001", at="2026-03-31T08:00")
    late = "2026-03-31T17:00"
    (found,) = month(shop, "--json", at=late).lines
    assert shop("backlog", "--json", at=late).json["to_invoice"] == found["net"]


GUARDED = {
    "a credit made larger": "UPDATE credit SET cents = 9000",
    "a credit forgotten": "DELETE FROM credit",
    "a credit decided anew": "REPLACE INTO credit SELECT ticket_id, since, metric, month, customer_id, rule,"
    " 1, state, why, at, by FROM credit",
    "a credit put into another month": "UPDATE settlement_credit SET settlement_id = 2",
    "a credit taken off a bill": "DELETE FROM settlement_credit",
}


@pytest.mark.parametrize("way", GUARDED)
def test_what_was_credited_cannot_be_changed_behind_the_desk(shop, way):
    shop("credit", "grant", "TK000001", at="2026-04-01T08:00")
    month(shop, "--commit")
    with sqlite3.connect(shop.desk / database.FILE) as conn, pytest.raises(sqlite3.DatabaseError):
        conn.execute(GUARDED[way])
    conn.close()


def test_a_credit_that_leaves_its_bill_behind_the_desk_is_found(shop):
    shop("credit", "grant", "TK000001", at="2026-04-01T08:00")
    month(shop, "--commit")
    conn = sqlite3.connect(shop.desk / database.FILE, isolation_level=None)
    kept = without_guards(conn)
    conn.execute("DELETE FROM settlement_credit")
    for statement in kept:
        conn.execute(statement)
    conn.close()
    found = shop("doctor", at=APRIL, code=None)
    assert found.code != 0 and "2026-03" in found.out + found.err
