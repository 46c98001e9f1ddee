"""The packs' ledger as a machine: whatever is bought, drawn, corrected or expires, it adds up (R7)."""

import shutil
import tempfile
from pathlib import Path

import pytest
from deskterm.desk.billing import filing, reports
from deskterm.desk.calls import contacts as calls_contacts
from deskterm.desk.calls import timer
from deskterm.desk.errors import Refused
from deskterm.desk.packs import packs
from deskterm.desk.steps import facts
from deskterm.storage.money import movements as movement_rows
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from tests.desk.money_kit import NINE, Office

DAY = 86_400
amounts = st.integers(1, 90)


class Ledger(RuleBasedStateMachine):
    """A desk at work, and beside it the plain arithmetic of what must come of it."""

    sold = Bundle("sold")

    @initialize()
    def open(self):
        self.folder = Path(tempfile.mkdtemp())
        self.office = Office(self.folder / "desk")
        self.desk = self.office.desk
        self.customers = [self.office.customer("Zaupa"), self.office.customer("Verdi")]
        self.tickets = [self.office.ticket(customer) for customer in self.customers]
        self.left = {}
        self.minutes = 0
        self.lines = 0

    def teardown(self):
        self.desk.close()
        shutil.rmtree(self.folder)

    @rule(target=sold, who=st.integers(0, 1), size=amounts, days=st.integers(1, 40))
    def buy(self, who, size, days):
        end = self.desk.now() + days * DAY
        expires_on = facts.day_of(end, self.desk.service.tz)
        pack = self.office.carnet(self.customers[who], size, expires_on=expires_on)
        self.left[pack.id] = size
        self.lines += 1
        return pack.id

    @rule(who=st.integers(0, 1), minutes=amounts, rest=st.sampled_from((300, 3600)))
    def work(self, who, minutes, rest):
        timer.start(self.desk, self.tickets[who])
        self.office.clock.at += minutes * 60
        session = timer.stop(self.desk)
        done = filing.file(self.desk, session.group_id, outcome="solved", reason="setup")
        self.take(done)
        self.office.clock.at += rest

    @rule(who=st.integers(0, 1), minutes=amounts)
    def work_again_on_the_same_contact(self, who, minutes):
        contacts = calls_contacts.groups(self.desk, self.tickets[who])
        if not contacts:
            return
        session = timer.resume(self.desk, contacts[-1].id)
        self.office.clock.at += minutes * 60
        timer.stop(self.desk)
        self.take(filing.file(self.desk, session.group_id, outcome="solved", reason="setup"))

    def take(self, done):
        for charge in done.bill.settle:
            self.minutes += charge.minutes
            if charge.to != "invoice":
                self.left[int(charge.to.removeprefix("pack:"))] -= charge.minutes
                self.lines += 1

    @rule(pack=sold, amount=st.integers(-90, 90).filter(bool))
    def correct(self, pack, amount):
        try:
            packs.adjust(self.desk, pack, amount, note="conteggio")
        except Refused as refusal:
            if refusal.code == "below_zero":
                assert self.left[pack] + amount < 0
            else:
                assert refusal.code.startswith("pack_over") and amount > 0
        else:
            self.left[pack] += amount
            self.lines += 1

    @rule(days=st.integers(1, 30))
    def time_goes_by(self, days):
        self.office.clock.at += days * DAY
        for line in packs.expire(self.desk):
            assert self.left[line.pack_id] == -line.amount
            self.left[line.pack_id] = 0
            self.lines += 1

    @rule(pack=sold)
    def sell_nothing(self, pack):
        with pytest.raises(Refused):
            self.office.carnet(self.customers[0], 0)

    @rule(target=sold, who=st.integers(0, 1))
    def buy_twice_by_mistake(self, who):
        op_id = f"till-{self.lines}"
        first = self.office.carnet(self.customers[who], 30, op_id=op_id, expires_on="2099-12-31")
        assert self.office.carnet(self.customers[who], 30, op_id=op_id, expires_on="2099-12-31") == first
        self.left[first.id] = 30
        self.lines += 1
        return multiple(first.id)

    @invariant()
    def the_ledger_proves_itself(self):
        assert packs.check(self.desk) == ()

    @invariant()
    def every_balance_is_what_plain_sums_make_of_it(self):
        for pack_id, left in self.left.items():
            assert packs.get(self.desk, pack_id).left == left >= 0

    @invariant()
    def every_minute_is_on_a_report(self):
        issued = reports.reports(self.desk, limit=10_000)
        assert sum(report.billed_minutes for report in issued) == self.minutes
        assert len({report.number for report in issued}) == len(issued)

    @invariant()
    def nothing_was_booked_that_nobody_did(self):
        with self.desk.read() as conn:
            assert conn.execute("SELECT count(*) FROM movement").fetchone()[0] == self.lines
            assert conn.execute("PRAGMA foreign_key_check").fetchall() == []


QUICK = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
LONG = settings(
    max_examples=1000, stateful_step_count=100, deadline=None, suppress_health_check=list(HealthCheck)
)

TestLedger = Ledger.TestCase
TestLedger.settings = QUICK


@pytest.mark.trial
class TestLedgerLong(Ledger.TestCase):
    """The hundred thousand steps of R7."""

    settings = LONG


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path / "desk")
    yield office
    office.desk.close()


def test_a_draw_larger_than_the_pack_books_nothing(office):
    pack = office.carnet(office.customer(), 10)
    with office.desk.write() as conn, pytest.raises(movement_rows.BelowZero):
        movement_rows.append(conn, op_id="x", pack_id=pack.id, at=NINE, kind="drawn", amount=-11, by="luca")
    assert packs.get(office.desk, pack.id).left == 10
    assert packs.check(office.desk) == ()


def test_an_operation_is_booked_once(office):
    pack = office.carnet(office.customer(), 10)
    line = {"op_id": "once", "pack_id": pack.id, "at": NINE, "kind": "adjusted", "amount": -1, "by": "luca"}
    with office.desk.write() as conn:
        movement_rows.append(conn, **line)
    with pytest.raises(Exception, match="stands already"), office.desk.write() as conn:
        movement_rows.append(conn, **line)
    assert packs.get(office.desk, pack.id).left == 9


def test_each_line_is_sealed_with_the_one_before_it(office):
    pack = office.carnet(office.customer(), 10)
    packs.adjust(office.desk, pack.id, -1, note="uno")
    with office.desk.read() as conn:
        first, second = conn.execute("SELECT prev_hash, hash FROM movement ORDER BY id").fetchall()
    assert first["prev_hash"] == ""
    assert second["prev_hash"] == first["hash"]
