"""The work report on paper: the figures worked out by hand, the firm and the customer of its day, the same
bytes each time, and every printed quantity times its price the printed amount."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from deskterm import locale
from deskterm.desk.billing import filing, reports, voiding
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.letters import handed_reports
from deskterm.desk.upkeep import firm as firm_deeds
from deskterm.documents.papers import billed_rows, paper, report_file, report_paper
from deskterm.models.records.money import PriceLine
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.money_kit import Office
from tests.documents.test_handout import flat, pages_of
from tests.models.test_pictures import png

FIRM = {
    "name": "Riva Sistemi Srl",
    "address": "Via dell'Industria 12",
    "postcode": "36015",
    "town": "Schio",
    "province": "VI",
    "vat": "77000010247",
    "register": "VI-123456",
}
LOGO = png(2, 1, 2, b"\0abcdef")


@pytest.fixture
def office(tmp_path):
    locale.choose("it")
    made = Office(tmp_path / "office")
    yield made
    made.desk.close()
    locale.choose(None)


def filed(office, customer, seconds, **words):
    session = timer.start(office.desk, office.ticket(customer))
    office.clock.at += seconds
    timer.stop(office.desk)
    told = {"outcome": "solved", "reason": "setup", "note": "Parametri IVA corretti"} | words
    return filing.file(office.desk, session.group_id, **told).report.number


def printed(desk, number):
    """The words of the PDF, page by page."""
    return pages_of(paper.pdf(report_file.of(desk, number)))


def said(desk, number):
    return flat(word for page in printed(desk, number) for word in page)


def test_twenty_seven_minutes_of_which_a_pack_has_twelve(office):
    """27:40 is 28 minutes: 12 out of the pack, 16 at 54.00 an hour are 14.40, VAT 3.17, together 17.57."""
    firm_deeds.change(office.desk, FIRM, picture=LOGO)
    customer = office.customer()
    cards.change(office.desk, customer, {"address": "Via Roma 1", "postcode": "36010", "vat": "77000030245"})
    office.carnet(customer, 12)
    told = said(office.desk, filed(office, customer, 27 * 60 + 40))
    for words in (
        "Riva Sistemi Srl Via dell'Industria 12 · 36015 Schio (VI) P. IVA 77000010247",
        "Ferramenta Zaupa Via Roma 1 36010 P. IVA 77000030245",
        "Stampa registro IVA",
        "Parametri IVA corretti",
        "durata 27:40, addebitati 28 min (D28)",
        "12 min da carnet",
        "Tempo di lavoro (D28) 16 min 54,00 €/ora 22% 14,40 €",
        "Imponibile 14,40 €",
        "IVA su 14,40 € 22% 3,17 €",
        "Totale IVA compresa 17,57 €",
        "Saldo dei carnet prima del lavoro 0h12, dopo 0h00",
        "Ciò che non è compreso si conta a consuntivo",
    ):
        assert words in told, words


def test_it_is_in_the_customers_language(office):
    customer = office.customer()
    cards.change(office.desk, customer, {"language": "en"})
    told = said(office.desk, filed(office, customer, 600))
    assert "Work report R2026-0001" in told and "10 min €54.00/hour 22% €9.00" in told
    assert "Lavoro svolto" not in told


def test_the_same_report_is_the_same_bytes_whatever_changed_since(office):
    """The firm moves, changes its logo, the customer moves: what was issued stays as it was printed."""
    firm_deeds.change(office.desk, FIRM, picture=LOGO)
    customer = office.customer()
    number = filed(office, customer, 600)
    before = paper.pdf(report_file.of(office.desk, number))
    firm_deeds.change(office.desk, {"address": "Via Nuova 9"}, picture=b"")
    cards.change(office.desk, customer, {"address": "Via Lontana 3", "name": "Zaupa Srl"})
    locale.choose("en")
    assert paper.pdf(report_file.of(office.desk, number)) == before
    locale.choose("it")
    assert "Via Nuova 9" in said(office.desk, filed(office, customer, 600))


def test_a_report_of_before_the_firm_said_anything_has_the_name_of_the_terms(office):
    told = said(office.desk, filed(office, office.customer(), 600))
    assert told.startswith("Delta System Rapportino di intervento R2026-0001")


def test_a_logo_is_in_the_file_once_and_drawn_on_the_page(office):
    firm_deeds.change(office.desk, FIRM, picture=LOGO)
    data = paper.pdf(report_file.of(office.desk, filed(office, office.customer(), 600)))
    assert data.count(b"/Subtype /Image /Width 2 /Height 1") == 1
    assert b"/XObject << /P0 " in data


def test_a_long_report_goes_on_with_the_heads_of_its_tables_and_the_number_of_each_page(office):
    """Forty stretches of work under the longest names: nothing is cut off, each page has its number."""
    name = "Società Cooperativa Agricola dei Produttori della Valle dell'Agno e del Chiampo arl"
    frozen = reports.printed(
        office.desk, filed(office, office.customer(name=name), 600, note="parola " * 900)
    )
    stretch = frozen["sessions"][0] | {"technician": "mariantonietta.degli.scrovegni"}
    pages = pages_of(paper.pdf(report_paper.paper(frozen | {"sessions": [stretch] * 40})))
    told = flat(word for page in pages for word in page)
    assert len(pages) >= 3 and told.count("parola") == 900
    assert " ".join(told.split()).count("mariantonietta.degli.scrovegni".replace(".", ".")) == 40
    assert [page[-1] for page in pages] == [f"{n} / {len(pages)}" for n in range(1, len(pages) + 1)]
    heads = [page for page in pages if "Tecnico" in page]
    assert len(heads) >= 2
    assert flat([name]) in told


def test_as_text_it_says_the_same_in_eighty_columns(office):
    customer = office.customer()
    office.carnet(customer, 12)
    lines = paper.text(report_file.of(office.desk, filed(office, customer, 1660))).splitlines()
    assert max(map(len, lines)) <= 80
    assert "Totale IVA compresa 17,57 €" in flat(lines)


AMOUNT = re.compile(r"-?[\d.]+,\d\d")


def number(text):
    return Decimal(AMOUNT.search(text)[0].replace(".", "").replace(",", "."))


def line(what, count, price, cents):
    return PriceLine(what=what, rule="D28", count=count, price=price, cents=cents, seconds=60)


LINES = st.lists(
    st.one_of(
        st.builds(
            line,
            st.just("hours"),
            st.decimals(0, 600, places=1),
            st.integers(0, 20_000),
            st.integers(0, 200_000),
        ),
        st.builds(
            line,
            st.just("unit"),
            st.integers(1, 99).map(Decimal),
            st.integers(0, 9_999),
            st.integers(0, 99_999),
        ),
        st.builds(line, st.just("wallet"), st.just(Decimal(0)), st.just(0), st.integers(-50_000, -1)),
    ),
    max_size=8,
)


@given(LINES)
def test_every_printed_quantity_times_its_price_is_the_amount_and_the_rows_are_the_total(lines):
    """Read off the printed row, as a customer with a calculator does."""
    with locale.speaking("it"):
        net = sum(one.cents for one in lines)
        found = billed_rows.rows(lines, {}, "it", net)
        whole = Decimal(0)
        for row in found:
            _, quantity, price, _, amount = report_paper.bill_row(row, "22").cells
            per = 60 if "min" in quantity else 1
            many = Decimal(quantity.replace(" min", "").replace(".", "").replace(",", "."))
            worth = (many * number(price) / per).quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert worth == number(amount)
            whole += number(amount)
        assert whole == Decimal(net) / 100
        net_row, *taxes, gross = report_paper.totals(billed_rows.by_rate(lines, net, "22"))
        assert number(net_row.cells[-1]) == whole
        told = sum((number(row.cells[-1]) for row in taxes), Decimal(0))
        assert number(gross.cells[-1]) == whole + told


def test_it_is_mailed_once_with_its_paper_and_confirmed_by_name(office):
    customer = office.customer()
    told = filed(office, customer, 600)
    with pytest.raises(Refused, match="non ha un indirizzo"):
        report_file.send(office.desk, told)
    assert handed_reports.states(office.desk, [told]) == {told: "issued"}
    done = handed_reports.confirm(office.desk, told, who=" Anna  Riva ", how="signature")
    assert (done.who, handed_reports.states(office.desk, [told])) == ("Anna Riva", {told: "confirmed"})
    assert "Firmato da Anna Riva" in said(office.desk, told)
    with pytest.raises(Refused, match="l’ha già confermato Anna Riva"):
        handed_reports.confirm(office.desk, told, who="Ugo")
    with pytest.raises(Refused, match="Manca il nome di chi"):
        handed_reports.confirm(office.desk, filed(office, customer, 600), who="  ")


def test_what_is_frozen_is_whole_without_the_card(office):
    """The frozen report alone names firm, people and device: nothing is looked up for it again."""
    frozen = reports.printed(office.desk, filed(office, office.customer(), 600))
    assert frozen["firm"]["name"] == "Delta System" and frozen["devices"] == []
    assert json.loads(json.dumps(frozen)) == frozen


def test_a_report_that_is_void_keeps_its_number_and_says_so_on_every_page(office):
    told = filed(office, office.customer(), 600)
    voiding.void(office.desk, [voiding.of_report(office.desk, told)], why="cliente sbagliato")
    (page,) = printed(office.desk, told)
    assert "STORNATO" in page and page[-2] == f"Rapportino di intervento {told} · STORNATO"
    assert "Per il cliente" not in flat(page)
    assert handed_reports.states(office.desk, [told]) == {told: "void"}
    with pytest.raises(Refused, match="stornato"):
        handed_reports.confirm(office.desk, told, who="Anna")
    with pytest.raises(Refused, match="stornato"):
        report_file.send(office.desk, told)
