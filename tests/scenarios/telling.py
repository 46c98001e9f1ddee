"""What every scenario needs: a house under one service's terms, its letters, its month, and why."""

import pytest
from deskterm import locale
from deskterm.desk.billing import filing as billing_filing
from deskterm.desk.billing import month_end
from deskterm.desk.calls import timer
from deskterm.desk.terms import files, rehearsal
from deskterm.desk.tickets import tickets
from deskterm.models.basics.wall_clock import local

from tests.desk.five import House
from tests.scenarios import explained


class Firm(House):
    """A house whose day is told: when it is, what was written, what the month comes to."""

    def at(self, when):
        self.watch.set(when)
        return self

    def minutes(self, count):
        self.watch.passes(count * 60)
        return self

    def letters(self, kind):
        """What the desk wrote of that kind, oldest first: everything that left or waits in the outbox."""
        with self.desk.read() as conn:
            rows = conn.execute(
                "SELECT body FROM message WHERE direction = 'out' AND kind = ? ORDER BY id", (kind,)
            ).fetchall()
        return [row["body"] for row in rows]

    def spoke(self, code, minutes, *, kind="call", inbound=False, **more):
        """A session of so many minutes, stopped and filed."""
        filing = {name: more.pop(name) for name in ("outcome", "reason", "closing") if name in more}
        session = timer.start(self.desk, code, kind=kind, inbound=inbound, **more)
        self.minutes(minutes)
        timer.stop(self.desk)
        return billing_filing.file(self.desk, session.group_id, answers=filing.pop("closing", None), **filing)

    def decided(self, code):
        """Rule and deed of everything that was decided about a ticket."""
        return [(one.rule, one.do) for one in tickets.why(self.desk, code)]

    def bill(self, month):
        """The month as it is closed: customer, net and gross cents."""
        closed = month_end.close(self.desk, month)
        assert closed.unfiled == 0
        return [(one.customer.code, one.net_cents, one.gross_cents) for one in closed.settlements]

    def everything_is_explained(self):
        """Law 2: whatever was decided has a rule, and a clause in both languages; returns the rules."""
        return explained.everything(self.desk)

    def rehearsed_again(self):
        """What the desk's own terms would have decided otherwise in the months that were told."""
        with self.desk.read() as conn:
            rows = conn.execute(
                "SELECT received_at FROM message UNION SELECT filed_at FROM contact_group"
                " WHERE filed_at IS NOT NULL"
            ).fetchall()
        months = sorted({local(row[0], self.desk.service.tz).strftime("%Y-%m") for row in rows})
        found = [rehearsal.month(self.desk, self.desk.service, month) for month in months]
        return [item for month in found for item in (*month.requests, *month.work) if item.differs]


@pytest.fixture
def firm(tmp_path, watch, request):
    """The firm named by the module's SERVICE, in Italian; told again under its own terms nothing differs."""
    locale.choose("it")
    module = request.module
    house = Firm(tmp_path, module.SERVICE, watch, plan=getattr(module, "PLAN", "standard"))
    assert files.load(module.SERVICE).id == house.desk.service.id
    yield house
    assert house.rehearsed_again() == []
    house.desk.close()
    locale.choose(None)
