"""Months of the five services reckoned by hand from their documents: every cent and every clause."""

import pytest
from deskterm.desk.billing import filing, month_end
from deskterm.desk.calls import timer
from deskterm.desk.packs import packs
from deskterm.desk.tickets import tickets

from tests.clocks import Watch
from tests.desk.five import READY, House, word


class Month:
    """A firm in March with one customer, and the shortest words for work that is filed."""

    def __init__(self, folder, service, *, rate_cents=None, facts=None, at="2026-03-03T10:30", **more):
        self.house = House(folder, service, Watch(at), **more)
        self.house.knows(**(facts or {}))
        self.desk = self.house.desk
        if rate_cents is not None:
            with self.desk.write() as conn:
                conn.execute("UPDATE agreement SET rate_cents = ?", (rate_cents,))

    def ticket(self, channel, topic="", **more):
        subject = "Assistenza telefonica" if not more else more.pop("subject", "Altro errore")
        form = self.house.form(channel)
        code = self.house.request(channel, subject=subject, fields=form, **more).ticket
        if topic:
            with self.desk.write() as conn:
                conn.execute("UPDATE ticket SET topic = ? WHERE code = ?", (topic, code))
        return code

    def work(self, code, kind, length, ended="solved", *, then="", answers=None):
        """A contact of `length` (mm:ss), `then` turned into another kind for as long again; what it cost.

        `ended` is its outcome and, after a space, its reason.
        """
        outcome, _, reason = ended.partition(" ")
        timer.start(self.desk, code, kind=kind, inbound=False, answers=answers)
        self._passes(length)
        if then:
            timer.switch(self.desk, then)
            self._passes(length)
        session = timer.stop(self.desk)
        bill = filing.file(self.desk, session.group_id, outcome=outcome, reason=reason or "other").bill
        self.house.watch.passes(1200)
        return bill.rule, [(part.to, part.units or part.minutes, part.net_cents) for part in bill.settle]

    def _passes(self, length):
        minutes, seconds = map(int, length.split(":"))
        self.house.watch.passes(60 * minutes + seconds)

    def closed(self):
        """Close March: net, VAT and gross, and the rule of every line."""
        self.house.watch.set("2026-04-01T08:00")
        found = month_end.close(self.desk, "2026-03").settlements
        assert packs.check(self.desk) == ()
        sums = [(one.net_cents, one.vat_cents, one.gross_cents) for one in found]
        return sums, [line.rule for one in found for line in one.lines]


@pytest.fixture
def firm(tmp_path):
    """Makes a month, and closes its desk in the end."""
    made = []

    def make(service, **more):
        made.append(Month(tmp_path, service, **more))
        return made[-1]

    yield make
    for month in made:
        month.desk.close()


@pytest.mark.rule("D18", "D19", "D26", "D28")
def test_delta_system_an_hour_costs_fifty_four_and_the_carnet_holds_a_quarter(firm):
    month = firm("delta-system", rate_cents=5400)
    packs.sell(month.desk, "C001", kind="hours", size=15, net_cents=1350)
    code = month.ticket("mail")
    assert month.work(code, "call", "5:00") == ("D19", [])
    assert month.work(code, "call", "5:01") == ("D28", [("pack:1", 6, 0)])
    # Six minutes on the telephone and six from remote are one contact of twelve: nine are left in the carnet.
    assert month.work(code, "call", "6:00", then="remote") == ("D28", [("pack:1", 9, 0), ("invoice", 3, 270)])
    assert month.work(code, "training", "4:00") == ("D28", [("invoice", 4, 360)])
    assert month.closed() == ([(630, 139, 769)], ["D28", "D28"])


@pytest.mark.rule("D3", "D28")
def test_delta_system_without_an_agreement_every_minute_is_at_the_list_price(firm):
    month = firm("delta-system", at="2024-03-05T10:30")
    code = month.ticket("mail")
    assert month.work(code, "call", "1:00") == ("D28", [("invoice", 1, 100)])
    assert month.work(code, "remote", "7:01") == ("D28", [("invoice", 8, 800)])


@pytest.mark.rule("M4", "M10", "M11")
def test_digital_micro_calls_are_free_and_remote_work_is_thirty_an_hour(firm):
    month = firm("digital-micro", facts={"adhesion": "2025-01-10"})
    code = month.ticket("portal")
    assert month.work(code, "call", "10:00", "remote-appointment scheduling") == ("H3", [])
    assert month.work(code, "remote", "40:00", answers=READY) == ("M11", [("invoice", 40, 2000)])
    assert month.work(code, "call", "4:00", "not-authorised") == ("M10", [])
    assert month.work(code, "remote", "7:30", "interrupted", answers=READY) == ("M11", [("invoice", 8, 400)])
    assert month.closed() == ([(2400, 528, 2928)], ["M11", "M11"])


@pytest.mark.rule("M11")
def test_digital_micro_an_agreed_rate_goes_before_the_list(firm):
    month = firm("digital-micro", rate_cents=2400, facts={"adhesion": "2025-01-10"})
    code = month.ticket("portal")
    assert month.work(code, "remote", "40:00", answers=READY) == ("M11", [("invoice", 40, 1600)])
    assert month.closed() == ([(1600, 352, 1952)], ["M11"])


@pytest.mark.rule("I3", "I22", "I24", "I25", "A13")
def test_istes_on_premise_each_scatto_begun_is_forty(firm):
    month = firm("istes", facts={"deployment": "on-premise"})
    code = month.ticket("mail")
    scatti = [("1:00", 1), ("20:00", 1), ("20:01", 2), ("45:00", 3)]
    for length, units in scatti:
        assert month.work(code, "call", length) == ("I25", [("invoice", units, 4000 * units)])
    assert month.work(code, "onsite", "30:00") == ("I24", [("invoice", 2, 8000)])
    # The half-day of the agreement first; what it leaves over is twenty minutes, one scatto.
    assert month.work(code, "training", "200:00") == ("I24", [("pack:1", 200, 0)])
    assert month.work(code, "training", "60:00") == ("I24", [("pack:1", 40, 0), ("invoice", 1, 4000)])
    sql = month.ticket("mail", topic="sql-server", subject="Cumulative update")
    assert month.work(sql, "call", "25:00") == ("I22", [("invoice", 2, 8000)])
    rules = ["I25"] * 4 + ["I24", "I24", "I22"]
    assert month.closed() == ([(48_000, 10_560, 58_560)], rules)


@pytest.mark.rule("I3", "I22", "I24")
def test_istes_on_cloud_is_free_but_not_what_is_delegated_or_on_site(firm):
    month = firm("istes", facts={"deployment": "cloud"})
    code = month.ticket("mail")
    assert month.work(code, "call", "45:00") == ("I3", [])
    assert month.work(code, "onsite", "30:00") == ("I24", [("invoice", 2, 8000)])
    sql = month.ticket("mail", topic="sql-server", subject="Installazione")
    assert month.work(sql, "call", "25:00") == ("I22", [("invoice", 2, 8000)])
    assert month.closed() == ([(16_000, 3_520, 19_520)], ["I24", "I22"])


@pytest.mark.rule("I4")
def test_istes_an_agreed_rate_is_by_the_minute(firm):
    month = firm("istes", rate_cents=9000, facts={"deployment": "on-premise"})
    code = month.ticket("mail")
    assert month.work(code, "call", "20:01") == ("I4", [("invoice", 21, 3150)])
    assert month.work(code, "training", "240:00") == ("I24", [("pack:1", 240, 0)])
    assert month.work(code, "training", "25:00") == ("I24", [("invoice", 25, 3750)])
    assert month.closed() == ([(6900, 1518, 8418)], ["I4", "I24"])


@pytest.mark.rule("I24", "I25")
def test_istes_a_call_that_is_filed_and_then_becomes_training_is_not_paid_twice(firm):
    """Ten minutes on the telephone cost a scatto; the half hour of training is the pool's."""
    month = firm("istes", facts={"deployment": "on-premise"})
    code = month.ticket("mail")
    assert month.work(code, "call", "10:00") == ("I25", [("invoice", 1, 4000)])
    month.house.watch.passes(-1200)
    assert month.work(code, "training", "30:00") == ("I24", [("pack:1", 30, 0)])
    assert month.closed() == ([(4000, 880, 4880)], ["I25"])


@pytest.mark.rule("O2", "O11", "A12")
def test_omniagest_a_ticket_is_paid_once_whatever_work_it_takes(firm):
    month = firm("omniagest", facts={"phone_contract": "yes"})
    month.house.tickets_sold(2)
    first, second = month.ticket("portal"), month.ticket("portal", subject="Altro errore")
    assert month.work(first, "call", "10:00", "answer usage")[1] == []
    assert month.work(first, "remote", "30:00", "answer usage")[0] == "O2"
    tickets.answer(month.desk, second, text="Faccia così.")
    assert month.work(second, "remote", "15:00", "answer usage")[0] == "O2"
    pack = packs.get(month.desk, 1)
    assert (pack.left, pack.reserved) == (0, 0)
    assert month.closed() == ([], [])


@pytest.mark.rule("O2", "O11")
def test_omniagest_without_a_pack_the_ticket_is_invoiced_once(firm):
    month = firm("omniagest", facts={"phone_contract": "yes"})
    code = month.ticket("phone")
    told = {"code": word("AB12")}
    assert month.work(code, "call", "10:00", "answer usage", answers=told) == ("O11", [])
    assert month.work(code, "remote", "30:00", "answer usage")[1] == [("invoice", 1, 2500)]
    assert month.work(code, "remote", "30:00", "answer usage") == ("O2", [])
    assert month.closed() == ([(2500, 550, 3050)], ["O2"])


@pytest.mark.rule("T1")
def test_contabilita_in_cloud_is_part_of_the_plan(firm):
    month = firm("contabilita-in-cloud", plan="ADVANCED")
    code = month.ticket("chat")
    assert month.work(code, "call", "45:00") == ("T1", [])
    assert month.work(code, "mail", "5:00") == ("T1", [])
    assert month.closed() == ([], [])
