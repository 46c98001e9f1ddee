"""The pre-invoice on paper: a page for each customer, with address, code, day of the work and who did it."""

import csv
import io
from decimal import Decimal

import pytest
from deskterm import locale
from deskterm.desk.billing import filing, month_end
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.documents import preinvoice
from deskterm.documents.papers import heads, paper, preinvoice_paper
from deskterm.models.money.invoice import InvoiceLine, UnitPrice, unit_price
from deskterm.models.records.money import PriceLine
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.money_kit import Office
from tests.documents.test_handout import flat, pages_of
from tests.documents.test_preinvoice import a_month
from tests.documents.test_preinvoice import line as a_line
from tests.documents.test_report_paper import number

ROME = "Europe/Rome"
HEAD = heads.letterhead({"name": "Riva Sistemi Srl"}, b"")


@pytest.fixture(autouse=True)
def italian():
    locale.choose("it")
    yield
    locale.choose(None)


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path / "office")
    yield made
    made.desk.close()


def pages(month):
    return pages_of(paper.pdf(preinvoice_paper.paper(month, HEAD, ROME)))


def worked(office, customer, minutes, *, filed):
    session = timer.start(office.desk, office.ticket(customer))
    office.clock.at += minutes * 60
    timer.stop(office.desk)
    office.at(filed)
    filing.file(office.desk, session.group_id, outcome="solved", reason="setup", note="Fatto")


def test_a_month_by_hand_says_the_day_of_the_work_not_that_of_filing(office):
    """45 minutes at 54.00 an hour on the 3rd, filed on the 5th: 40.50, VAT 8.91, together 49.41."""
    customer = office.customer()
    place = {"address": "Via Roma 1", "postcode": "36010", "town": "Zugliano", "province": "VI"}
    cards.change(office.desk, customer, place | {"sdi": "M5UXCR1", "pec": "zaupa@pec.example"})
    worked(office, customer, 45, filed="2026-03-05 18:00")
    found = month_end.of_month(office.at("2026-04-01 09:00").desk, "2026-03")
    (page,) = pages(found)
    told = flat(page)
    for words in (
        "Prefattura di marzo 2026",
        "Ferramenta Zaupa Via Roma 1 36010 Zugliano (VI)",
        "Codice destinatario M5UXCR1 PEC zaupa@pec.example IVA: 22%",
        "3/3/26 R2026-0001 · TK000001",
        "45 min 54,00 €/ora 22% 40,50 €",
        "IVA su 40,50 € 22% 8,91 €",
        "Totale IVA compresa 49,41 €",
    ):
        assert words in told, words
    row, total = csv.DictReader(io.StringIO(preinvoice.text(found, ROME), newline=""), delimiter=";")
    assert (row["Data"], row["Registrato il"], row["Tecnico"]) == ("2026-03-03", "2026-03-05", "luca")
    assert (row["Quantità"], row["Prezzo"], row["Prezzo per"]) == ("45", "54,00", "ora (quantità in minuti)")
    assert (total["Indirizzo"], total["CAP"], total["PEC"]) == ("Via Roma 1", "36010", "zaupa@pec.example")


def test_forty_lines_go_over_several_pages_under_the_same_heads_and_add_up():
    """Forty charges of 9.00 under the longest names: 360.00, VAT 79.20, together 439.20."""
    subject = "Ricalcolo delle liquidazioni IVA con ventilazione dei corrispettivi e pro rata di detraibilità"
    lines = [
        a_line(f"R2026-{n:04}", subject=subject, technicians=("Maria Antonietta",)) for n in range(1, 41)
    ]
    found = pages(a_month(*lines, name="Cooperativa " * 12))
    told = flat(word for page in found for word in page)
    assert len(found) >= 3
    assert [page[-1] for page in found] == [f"{n} / {len(found)}" for n in range(1, len(found) + 1)]
    assert all("Quantità" in page for page in found[:-1])
    assert all(f"R2026-{n:04}" in told for n in range(1, 41)) and told.count("detraibilità") == 40
    assert "Imponibile 360,00 €" in told and "Totale IVA compresa 439,20 €" in told


def test_each_customer_has_a_page_of_their_own_and_an_empty_month_says_so(office):
    for name in ("Alfa", "Beta"):
        worked(office, office.customer(name), 10, filed="2026-03-03 12:00")
    found = month_end.of_month(office.desk, "2026-03")
    assert [("Alfa" in page, "Beta" in page) for page in pages(found)] == [(True, False), (False, True)]
    assert "non c’è nulla da fatturare" in flat(pages(month_end.of_month(office.desk, "2026-01"))[0])


def test_one_quantity_at_one_price_is_told_and_nothing_else_is_made_up():
    hour = PriceLine(what="hours", rule="D28", seconds=1, count=Decimal(16), price=5400, cents=1440)
    assert unit_price([hour], 1440) == UnitPrice(count=Decimal(16), cents=5400, hourly=True)
    assert unit_price([hour], 1439) is None
    assert unit_price([hour, hour], 2880) is None
    assert unit_price([PriceLine(what="agreed", rule="D28", cents=500)], 500) is None


@given(st.lists(st.integers(-5_000, 90_000), min_size=1, max_size=12))
def test_the_rows_of_a_customer_are_their_total(amounts):
    month = a_month(*(a_line(f"R{n}", net_cents=cents) for n, cents in enumerate(amounts)))
    with locale.speaking("it"):
        table = preinvoice_paper.paper(month, HEAD, ROME).blocks[-1]
    rows = [row for row in table.rows if row.cells[0]]
    net, *taxes, gross = (number(row.cells[-1]) for row in table.rows if not row.cells[0])
    assert sum(number(row.cells[-1]) for row in rows) == net
    assert net + sum(taxes) == gross


def test_a_month_that_was_closed_before_has_its_lines_as_they_were_kept():
    """A line of before these were kept knows neither the day of the work nor who did it."""
    old = InvoiceLine(
        **{name: getattr(a_line(), name) for name in ("charge_id", "report", "ticket", "subject", "at")},
        **{name: getattr(a_line(), name) for name in ("minutes", "units", "net_cents", "rule", "earlier")},
    )
    assert "10/3/26 R2026-0001 · TK000001 · Stampa registro IVA 1 9,00 € 22% 9,00 €" in flat(
        pages(a_month(old))[0]
    )
