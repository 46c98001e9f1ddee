"""Whatever is sold, filed, voided, corrected and settled in whatever order, the sums hold (law 4, law 5)."""

import shutil
import tempfile
from pathlib import Path

from deskterm.desk.billing import filing, month_end, voiding
from deskterm.desk.lead import backlog
from deskterm.desk.packs import packs
from deskterm.desk.steps.billing.to_invoice import moved
from deskterm.desk.tickets import filed_anew
from deskterm.desk.tickets.filed_anew import Anew
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.desk.money_kit import Office

CENTS = 90  # a minute, of 54.00 an hour
WHY = "sbagliato"
minutes = st.integers(min_value=6, max_value=50)  # beyond the five that are free


class Money(RuleBasedStateMachine):
    """A customer under contract: what stands is told by hand, and the desk must say the same."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.office = Office(self.folder / "desk")
        self.customer = self.office.customer()
        self.left = 0  # in all packs
        self.standing = {}  # contact: minutes out of packs, minutes to the invoice
        self.waiting = set()  # contacts whose work waits to be filed again, with the minutes
        self.billed = 0  # by closed months
        self.month = "2026-03"
        self.reports = 0
        self.office.at("2026-03-02 09:00")

    def teardown(self):
        self.office.desk.close()
        shutil.rmtree(self.folder)

    def pass_(self, length):
        self.office.clock.at += 60 * length

    def charged(self, group, length):
        drawn = min(length, self.left)
        self.left -= drawn
        self.standing[group] = (drawn, length - drawn)
        self.reports += 1

    def back(self, group):
        self.left += self.standing.pop(group)[0]

    @rule(size=st.integers(min_value=10, max_value=90))
    def sell(self, size):
        self.office.carnet(self.customer, size, expires_on="")
        self.left += size

    @rule(length=minutes)
    def file(self, length):
        self.pass_(60)
        code = self.office.ticket(self.customer)
        self.pass_(length)
        now = self.office.clock.at
        told = {"kind": "call", "outcome": "solved", "reason": "setup"}
        filed = filing.log(self.office.desk, code, started_at=now - 60 * length, ended_at=now, **told)
        self.charged(filed.session.group_id, length)

    @precondition(lambda self: self.standing)
    @rule(data=st.data(), anew=st.booleans())
    def void(self, data, anew):
        group = data.draw(st.sampled_from(sorted(self.standing)))
        length = sum(self.standing[group])
        (done,) = voiding.void(self.office.desk, [group], why=WHY, anew=anew)
        self.back(group)
        if anew:
            self.waiting.add((done.anew, length))

    @precondition(lambda self: self.standing)
    @rule(data=st.data(), length=minutes)
    def correct(self, data, length):
        group = data.draw(st.sampled_from(sorted(self.standing)))
        self.pass_(60)  # what lasted longer has ended by now
        self.back(group)
        filed = filed_anew.correct(self.office.desk, group, why=WHY, anew=Anew(minutes=length))
        self.charged(filed.session.group_id, length)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def file_again(self, data):
        group, length = data.draw(st.sampled_from(sorted(self.waiting)))
        self.waiting.remove((group, length))
        filing.file(self.office.desk, group, outcome="solved", reason="setup")
        self.charged(group, length)

    @precondition(lambda self: self.month < "2026-12")
    @rule()
    def settle(self):
        following = moved(self.month, 1)
        self.office.at(f"{following}-01 08:30")
        closed = month_end.close(self.office.desk, self.month)
        self.billed += closed.net_cents
        self.month = following
        assert self.billed == CENTS * sum(invoiced for _, invoiced in self.standing.values())

    @invariant()
    def what_stands_is_billed_or_waits_for_its_bill(self):
        stands = CENTS * sum(invoiced for _, invoiced in self.standing.values())
        assert self.billed + backlog.figures(self.office.desk).to_invoice_cents == stands

    @invariant()
    def packs_hold_what_was_sold_less_what_stands(self):
        held = sum(line.pack.left for line in packs.packs(self.office.desk, customer=self.customer))
        assert held == self.left

    @invariant()
    def the_ledger_proves_itself(self):
        assert packs.check(self.office.desk) == ()


Money.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestMoney = Money.TestCase
