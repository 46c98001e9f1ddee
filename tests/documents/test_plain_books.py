"""What the desk exports for beancount and hledger: both accept it, and find the desk's balances."""

import random

import pytest
from deskterm.desk.billing import filing, month_end, voiding
from deskterm.desk.calls import timer
from deskterm.desk.lead import accounting
from deskterm.desk.packs import correcting, packs
from deskterm.documents import plain_books
from deskterm.storage.house import booked

from tests.clocks import rome
from tests.desk.money_kit import Office
from tests.documents import programs

READ = {
    "beancount": (programs.beancount, programs.balances_by_beancount),
    "hledger": (programs.hledger, programs.balances_by_hledger),
}


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path / "desk")
    yield office
    office.desk.close()


def worked(office, customer, day, minutes):
    """Work of so many minutes, filed; its contact."""
    office.at(f"{day}T09:00")
    code = office.ticket(customer, subject="Stampa; «registro» (IVA)")
    timer.start(office.desk, code)
    office.clock.at += 60 * minutes
    session = timer.stop(office.desk)
    filing.file(office.desk, session.group_id, outcome="solved", reason="setup")
    return session.group_id


@pytest.fixture
def spring(office):
    """A carnet of fifteen minutes, work of forty, a wrong sale, voids before and after March was closed."""
    zaupa = office.customer()
    bar = office.customer('Bar "Da Gigi"; (di Rossi) | C.', contract=False)
    office.at("2026-03-02T08:00")
    office.carnet(zaupa, 15, net_cents=2000)
    wrong = office.carnet(bar, 600, net_cents=54000)
    correcting.void_sale(office.desk, wrong.id, why="cliente sbagliato")
    later = worked(office, zaupa, "2026-03-03", 40)
    soon = worked(office, zaupa, "2026-03-04", 10)
    worked(office, zaupa, "2026-03-05", 7)
    voiding.void(office.desk, [soon], why="in garanzia", anew=False)
    office.at("2026-04-01T09:00")
    month_end.close(office.desk, "2026-03")
    voiding.void(office.desk, [later], why="cliente sbagliato", anew=False)
    worked(office, zaupa, "2026-04-02", 100)
    office.at("2026-05-01T09:00")
    month_end.close(office.desk, "2026-04")
    return office


def written(office, tmp_path, form, **period):
    path = tmp_path / f"book.{plain_books.FORMATS[form]}"
    path.write_text(plain_books.text(accounting.of_period(office.desk, **period), form))
    return path


@pytest.mark.parametrize("form", READ)
def test_the_real_program_accepts_it_and_finds_the_desks_balances(spring, tmp_path, form):
    check, balances = READ[form]
    path = written(spring, tmp_path, form)
    assert check(path) == ""
    found = balances(path)
    # March: 25 and 7 minutes at 0.90 are 28.80; April: 85 minutes are 76.50, less the 22.50 that was void.
    march, april = 2880, 7650 - 2250
    vat = round(march * 0.22) + round(april * 0.22)
    due = march + april + vat
    assert found["Assets:Receivable:C001"] == f"{due / 100:.2f} EUR"
    assert found["Liabilities:VAT"] == f"{-vat / 100:.2f} EUR"
    assert found["Income:Corrections"] == "22.50 EUR"
    assert found["Income:Packs"] == "-20.00 EUR"


def test_every_balance_is_the_desks_own(spring, tmp_path):
    found = programs.balances_by_beancount(written(spring, tmp_path, "beancount"))
    with spring.desk.read() as conn:
        packs_left = {row["id"]: row["amount"] for row in booked.left_in_packs(conn, None)}
        closed = conn.execute("SELECT sum(gross_cents) FROM settlement").fetchone()[0]
    for number, left in packs_left.items():
        told = [amount for account, amount in found.items() if account.endswith(f":P{number}")]
        assert told == ([f"{-left} MINUTE"] if left else [])
    assert found["Assets:Receivable:C001"] == f"{closed / 100:.2f} EUR"


@pytest.mark.parametrize("form", READ)
def test_a_balance_that_is_not_the_desks_is_refused_by_the_program(spring, tmp_path, form):
    path = written(spring, tmp_path, form)
    told = path.read_text()
    path.write_text(told.replace("22.50 EUR", "22.60 EUR", 1))
    assert READ[form][0](path) != ""


@pytest.mark.parametrize("form", READ)
def test_a_period_opens_with_what_was_there(spring, tmp_path, form):
    path = written(spring, tmp_path, form, first="2026-04-01", last="2026-04-30")
    assert READ[form][0](path) == ""
    told = path.read_text()
    assert "Equity:Opening" in told
    assert "2026-03" not in told.replace('"2026-03 ', "").replace("(2026-03)", "")
    assert "2026-05-01 *" not in told


def test_an_empty_desk_has_a_book_too(office, tmp_path):
    for form, (check, _) in READ.items():
        assert check(written(office, tmp_path, form)) == ""


@pytest.mark.trial
def test_a_year_of_twenty_thousand_movements(office, tmp_path):
    chance = random.Random(12)
    owners = [office.customer(f"Ditta {number}") for number in range(30)]
    office.at("2026-01-02T08:00")
    held = [office.carnet(owner, 6000, net_cents=54000, expires_on="") for owner in owners for _ in range(5)]
    for month in range(1, 13):
        office.clock.at = max(office.clock.at, rome(f"2026-{month:02}-03T08:00"))
        with office.desk.write():
            for _ in range(1600):
                office.clock.at += 900
                amount = chance.choice((-15, -10, 15, 20))
                packs.adjust(office.desk, chance.choice(held).id, amount, note="conteggio")
        for _ in range(100):
            office.clock.at += 600
            code = office.ticket(chance.choice(owners), subject=f"Cosa {office.clock.at}")
            timer.start(office.desk, code)
            office.clock.at += 60 * chance.randrange(5, 50)
            session = timer.stop(office.desk)
            filing.file(office.desk, session.group_id, outcome="solved", reason="setup")
        closing = rome(f"2026-{month + 1:02}-01T09:00") if month < 12 else rome("2027-01-01T09:00")
        office.clock.at = max(office.clock.at, closing)
        month_end.close(office.desk, f"2026-{month:02}")
    with office.desk.read() as conn:
        assert len(booked.movements(conn, accounting.ALWAYS)) >= 20_000
    for form, (check, _) in READ.items():
        assert check(written(office, tmp_path, form)) == ""
