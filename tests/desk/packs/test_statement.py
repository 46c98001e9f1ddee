"""The statement of packs: opening and movements are the closing, by figures of hand and whatever happens."""

import csv
import io

import pytest
from deskterm import locale
from deskterm.desk.billing import filing, voiding
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.packs import packs, statement
from deskterm.desk.steps.packs.balance_lines import of_pack
from deskterm.documents.papers import heads, paper, statement_paper
from deskterm.models.records.money import Movement, Pack
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.money_kit import Office
from tests.documents.test_handout import flat, pages_of

PACK = Pack(
    id=1,
    customer_id=1,
    customer="Zaupa",
    kind="hours",
    unit="minute",
    size=600,
    left=0,
    reserved=0,
    sold_at=0,
    expires_on="",
)
DAYS = [f"2026-0{month}-{day:02}" for month in range(1, 10) for day in (1, 9, 17, 28)]


@pytest.fixture
def office(tmp_path):
    locale.choose("it")
    made = Office(tmp_path / "office")
    yield made
    made.desk.close()
    locale.choose(None)


def worked(office, customer, minutes, at):
    office.at(at)
    session = timer.start(office.desk, office.ticket(customer))
    office.clock.at += minutes * 60
    timer.stop(office.desk)
    told = {"outcome": "solved", "reason": "setup", "note": "Fatto"}
    return filing.file(office.desk, session.group_id, **told).report


def on_paper(office, found):
    head = heads.letterhead({"name": "Delta System"}, b"")
    whose = heads.whose({"name": found.customer.name, "code": found.customer.code})
    return statement_paper.paper(
        head, whose, found.packs, low=found.low, high=found.high, called=lambda kind: f"Carnet {kind}"
    )


def test_a_march_by_hand(office):
    """Sold 10h on 1 February; 30 min on the 10th; 45 and 15 in March; 20 min taken away in April."""
    customer = office.at("2026-02-02 09:00").customer()
    office.carnet(customer, 600)
    worked(office, customer, 30, "2026-02-10 09:00")
    first = worked(office, customer, 45, "2026-03-03 09:00")
    worked(office, customer, 15, "2026-03-31 17:00")
    office.at("2026-04-02 09:00")
    packs.adjust(office.desk, 1, -20, note="Accordo al telefono")
    found = statement.of_customer(office.desk, customer, low="2026-03-01", high="2026-03-31")
    (one,) = found.packs
    assert (one.opening, [line.movement.amount for line in one.lines], one.closing) == (570, [-45, -15], 510)
    assert [line.left for line in one.lines] == [525, 510]
    told = flat(word for page in pages_of(paper.pdf(on_paper(office, found))) for word in page)
    for words in (
        "Saldo prima del 1/3/26 9h30",
        f"3/3/26 lavoro {first.number} -0h45 8h45",
        "Saldo a fine 31/3/26 8h30",
    ):
        assert (
            flat(words.split()) in told or flat(words.replace("/20", "/").replace("0", "", 0).split()) in told
        ), told
    whole = statement.of_customer(office.desk, customer)
    assert (whole.low, whole.packs[0].opening, whole.packs[0].closing) == ("2026-02-02", 0, 490)


def test_late_work_counts_on_its_own_day_and_what_is_void_comes_back(office):
    customer = office.at("2026-02-02 09:00").customer()
    office.carnet(customer, 600)
    report = worked(office, customer, 30, "2026-03-10 09:00")
    office.at("2026-04-10 09:00")
    voiding.void(office.desk, [voiding.of_report(office.desk, report.number)], why="cliente sbagliato")
    (one,) = statement.of_customer(office.desk, customer).packs
    assert (one.opening, one.closing) == (0, 600)
    assert [line.movement.amount for line in one.lines] == [600, -30, 30]


def test_the_table_is_the_same_and_runs_nothing_in_a_spreadsheet(office):
    customer = office.at("2026-02-02 09:00").customer()
    office.carnet(customer, 600)
    packs.adjust(office.desk, 1, -20, note="=1+1")
    found = statement.of_customer(office.desk, customer)
    text = statement_paper.table(found.packs, called=str)
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["Quantità"] for row in rows] == ["", "600", "-20", ""]
    assert (rows[0]["Saldo"], rows[-1]["Saldo"], rows[2]["Nota"]) == ("0", "580", "'=1+1")


def test_it_is_mailed_in_the_customers_language_and_never_to_nobody(office):
    customer = office.customer()
    office.carnet(customer, 600)
    found = statement.of_customer(office.desk, customer)
    with pytest.raises(Refused, match="non ha un indirizzo"):
        statement.send(office.desk, found, b"%PDF")
    cards.set_contact(office.desk, customer, name="Nadia", email="nadia@zaupa.example")
    cards.change(office.desk, customer, {"language": "en"})
    number = statement.send(office.desk, statement.of_customer(office.desk, customer), b"%PDF")
    with office.desk.read() as conn:
        told = conn.execute("SELECT * FROM message WHERE id = ?", (number,)).fetchone()
        file = conn.execute("SELECT * FROM attachment WHERE message_id = ?", (number,)).fetchone()
    assert (
        told["subject"].startswith("Statement of your packs")
        and told["from_address"] == "nadia@zaupa.example"
    )
    assert (file["name"], file["media_type"]) == (f"statement-{customer}.pdf", "application/pdf")


def test_an_end_before_the_beginning_is_refused(office):
    with pytest.raises(Refused, match="prima di cominciare"):
        statement.of_customer(office.desk, office.customer(), low="2026-03-02", high="2026-03-01")


MOVEMENTS = st.lists(st.tuples(st.sampled_from(DAYS), st.integers(-500, 500).filter(bool)), max_size=30)


@given(MOVEMENTS, st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_opening_and_movements_are_the_closing_and_months_follow_each_other(moved, one, other):
    """Whatever was booked in which order: each balance follows the one before, and statements meet."""
    low, high = sorted((one, other))
    dated = [
        (day, Movement(id=n, pack_id=1, at=0, kind="adjusted", amount=amount, left=0))
        for n, (day, amount) in enumerate(moved)
    ]
    found = of_pack(PACK, dated, low, high)
    left = found.opening
    for line in found.lines:
        left += line.movement.amount
        assert line.left == left
    assert found.closing == left == found.opening + sum(line.movement.amount for line in found.lines)
    after = of_pack(PACK, dated, f"{high}~", "2027")
    assert after.opening == found.closing
    assert after.closing == sum(amount for _, amount in moved)
