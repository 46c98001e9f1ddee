"""The pre-invoice: a table that adds up, opens in a spreadsheet, and runs nothing there (S13)."""

import csv
import io
import os
import stat
from decimal import Decimal
from pathlib import Path

import pytest
from deskterm import locale
from deskterm.documents import cells, preinvoice
from deskterm.models.money.invoice import InvoiceLine, InvoiceMonth, Payer, settlement

ROME = "Europe/Rome"
TENTH_OF_MARCH = 1_773_140_400


@pytest.fixture(autouse=True)
def italian():
    before = locale.language()
    locale.choose("it")
    yield
    locale.choose(before)


def line(report="R2026-0001", **more):
    given = {
        "charge_id": 1,
        "ticket": "TK000001",
        "subject": "Stampa registro IVA",
        "at": TENTH_OF_MARCH,
        "minutes": 10,
        "units": 0,
        "net_cents": 900,
        "rule": "D28",
        "earlier": False,
    }
    return InvoiceLine(report=report, **given | more)


def a_month(*lines, name="Ferramenta Zaupa", vat="01234560249", sdi="", rate="22.00"):
    payer = Payer(id=1, code="C001", name=name, vat=vat, sdi=sdi)
    found = settlement("2026-03", payer, lines or (line(),), Decimal(rate))
    return InvoiceMonth(
        month="2026-03", over=True, first_day_after="2026-04-01", settlements=(found,), unfiled=0
    )


def rows(month, delimiter=";"):
    return list(csv.DictReader(io.StringIO(preinvoice.text(month, ROME), newline=""), delimiter=delimiter))


def test_a_line_for_each_report_and_one_for_the_customers_total():
    first, second, total = rows(a_month(line(), line("R2026-0002", minutes=7, net_cents=630, earlier=True)))
    assert (first["Riga"], first["Rapportino"], first["Imponibile"]) == ("rapportino", "R2026-0001", "9,00")
    assert (first["Data"], first["Da quando"]) == ("2026-03-10", "")
    assert second["Da quando"] == "mese precedente"
    assert (total["Riga"], total["Minuti"], total["Imponibile"]) == ("totale cliente", "17", "15,30")
    assert (total["Aliquota IVA"], total["IVA"], total["Totale"]) == ("22,00", "3,37", "18,67")
    assert {row["Partita IVA"] for row in (first, second, total)} == {"01234560249"}


@pytest.mark.parametrize(
    ("given", "sdi", "doubt"),
    [
        ({}, "0000000", ""),
        ({"sdi": "M5UXCR1"}, "M5UXCR1", ""),
        ({"vat": "DE136695976"}, "XXXXXXX", ""),
        ({"vat": "01234560240"}, "0000000", "P. IVA non verificata: l'ultima cifra è 0 e dovrebbe essere 9"),
        ({"sdi": "M5"}, "M5", "Codice destinatario non verificato: i caratteri sono 2"),
    ],
)
def test_it_says_where_the_invoice_goes_and_what_nobody_has_verified(given, sdi, doubt):
    first, total = rows(a_month(**given))
    assert (first["Codice destinatario"], total["Codice destinatario"]) == (sdi, sdi)
    assert total["Da verificare"].startswith(doubt)
    assert bool(total["Da verificare"]) == bool(doubt)
    assert first["Da verificare"] == ""


def test_in_english_it_has_commas_and_points():
    locale.choose("en")
    first, total = rows(a_month(), delimiter=",")
    assert (first["Work report"], first["Net"], total["Gross"]) == ("R2026-0001", "9.00", "10.98")


def test_it_is_a_new_file_for_its_owner_alone_and_shows_accents_in_a_spreadsheet(tmp_path):
    path = tmp_path / "marzo.csv"
    preinvoice.save(a_month(name="Caffè Brustolà"), ROME, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Caffè Brustolà" in path.read_text(encoding="utf-8-sig")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        preinvoice.save(a_month(), ROME, path)
    assert "Caffè" in path.read_text(encoding="utf-8-sig")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full here")
def test_a_full_disk_leaves_no_half_file(tmp_path, monkeypatch):
    path = tmp_path / "marzo.csv"
    full = os.open("/dev/full", os.O_WRONLY)
    path.touch()
    monkeypatch.setattr(preinvoice.os, "open", lambda *_: full)
    with pytest.raises(OSError, match="No space"):
        preinvoice.save(a_month(), ROME, path)
    assert not path.exists()


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example";"y")']
BEFORE = ["", " ", "\t", "\r", "\n", "\0", "  \t", "\u00a0"]
WIDE = ["＝1+1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("text", [before + formula for formula in FORMULAS for before in BEFORE] + WIDE)
def test_no_cell_begins_a_formula(text):
    for row in rows(a_month(line(subject=text), name=text, vat=text)):
        for cell in row.values():
            assert not cell.lstrip().startswith(cells.SIGNS), cell


@pytest.mark.parametrize("text", ["Ferramenta Zaupa", "A = B", "1-2", "d'Este", 'a;b"c', ""])
def test_harmless_text_stays_as_it_is(text):
    first = rows(a_month(name=text))[0]
    assert first["Ragione sociale"] == text


def test_numbers_stay_numbers():
    for row in rows(a_month()):
        for name in ("Imponibile", "Minuti", "Aliquota IVA"):
            assert Decimal(row[name].replace(",", ".")) >= 0
