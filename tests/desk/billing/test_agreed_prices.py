"""Work at a price to be agreed: it waits, is priced with who agreed and when, and then is invoiced."""

import pytest
from deskterm.desk.billing import agreed_prices, filing, month_end, reports
from deskterm.desk.calls import contacts, timer
from deskterm.desk.context import make_desk
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.lead import backlog
from deskterm.desk.packs import packs
from deskterm.desk.terms import rehearsal
from deskterm.desk.tickets import tickets

from tests.clocks import rome
from tests.desk.money_kit import HandClock
from tests.models.terms_kit import text

PRICES = """
  { id = "X1", when = ["topic=usage"], mode = "time", rate = 54, settle = ["pack:hours", "invoice"] },
  { id = "X2", mode = "quote", settle = ["invoice"], report = true }"""


class Firm:
    """A desk that prices ordinary work by the minute and everything else by agreement."""

    def __init__(self, folder, prices=PRICES):
        self.clock = HandClock()
        terms = text(price=prices, timer='merge_gap = "10:00", together = ["call", "remote"]')
        self.desk = make_desk(folder, terms, "prova.toml", who="luca", clock=self.clock)
        self.customer = cards.add(self.desk, name="Ferramenta Zaupa").code

    def at(self, text):
        self.clock.set(text)
        return self

    def ticket(self, subject="Modulo su misura"):
        asked = {"channel": "mail", "customer": self.customer, "subject": subject}
        return receive.receive_request(self.desk, **asked).ticket

    def worked(self, ticket, start="0:00", end="90:00"):
        timer.start(self.at(start).desk, ticket, kind="remote")
        return timer.stop(self.at(end).desk).group_id

    def filed(self, ticket, start="0:00", end="90:00"):
        group = self.worked(ticket, start, end)
        return group, filing.file(self.desk, group, note="campi nuovi")

    def agreed(self, group, net_cents=35_000, who="Anna Rossi", **more):
        return agreed_prices.agree(self.desk, group, net_cents=net_cents, who=who, **more)


@pytest.fixture
def firm(tmp_path):
    firm = Firm(tmp_path / "desk")
    yield firm
    firm.desk.close()


def refused(deed, *args, **words):
    with pytest.raises(Refused) as refusal:
        deed(*args, **words)
    return refusal.value.code


def settled(firm, month="2026-03"):
    firm.at("2026-04-01 08:30")
    return month_end.of_month(firm.desk, month)


def test_filed_it_waits_without_a_report_and_without_a_charge(firm):
    ticket = firm.ticket()
    group, done = firm.filed(ticket)
    assert (done.bill.mode, done.bill.rule, done.bill.settle, done.report) == ("quote", "X2", (), None)
    (waiting,) = agreed_prices.to_price(firm.desk)
    assert (waiting.group_id, waiting.ticket, waiting.seconds) == (group, ticket, 5400)
    assert backlog.figures(firm.desk).to_price == (waiting,)
    assert reports.reports(firm.desk) == ()


def test_the_agreed_amount_is_printed_with_who_agreed_and_when_and_goes_to_the_invoice(firm):
    group, _ = firm.filed(firm.ticket())
    firm.at("2026-03-05 10:00")
    done = firm.agreed(group, note="come da mail", day="2026-03-04")
    assert (done.report.number, done.report.net_cents, done.report.rule) == ("R2026-0001", 35_000, "X2")
    printed = reports.printed(firm.desk, "R2026-0001")
    assert printed["agreed"] == {
        "net_cents": 35_000,
        "who": "Anna Rossi",
        "day": "2026-03-04",
        "note": "come da mail",
        "at": rome("2026-03-05 10:00"),
        "by": "luca",
    }
    assert agreed_prices.to_price(firm.desk) == ()
    (found,) = settled(firm).settlements
    assert [(line.report, line.net_cents) for line in found.lines] == [("R2026-0001", 35_000)]
    assert (found.net_cents, found.vat_cents, found.gross_cents) == (35_000, 7_700, 42_700)
    assert packs.check(firm.desk) == ()


def test_the_history_of_the_ticket_says_who_agreed_what(firm):
    ticket = firm.ticket()
    group, _ = firm.filed(ticket)
    firm.agreed(group)
    event = tickets.history(firm.desk, ticket)[-1]
    assert (event.deed, event.after["who"], event.after["net_cents"]) == (
        "price_agreed",
        "Anna Rossi",
        35_000,
    )
    assert ("quote", "X2") in [(one.do, one.rule) for one in tickets.why(firm.desk, ticket)]


def test_once_set_it_stays(firm):
    group, _ = firm.filed(firm.ticket())
    firm.agreed(group)
    assert refused(firm.agreed, group, 1) == "priced_already"
    assert contacts.group(firm.desk, group).bill.net_cents == 35_000


def test_work_for_nothing_can_be_agreed_too_and_is_on_no_invoice(firm):
    group, _ = firm.filed(firm.ticket())
    assert firm.agreed(group, 0).report.net_cents == 0
    assert agreed_prices.to_price(firm.desk) == ()
    assert settled(firm).settlements == ()
    assert packs.check(firm.desk) == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"net_cents": -1}, "agreed_amount"),
        ({"net_cents": 10**12}, "agreed_amount"),
        ({"who": " "}, "agreed_with_whom"),
        ({"day": "domani"}, "bad_day"),
        ({"day": "2026-03-04"}, "day_in_future"),
    ],
)
def test_what_cannot_be_is_refused_and_it_goes_on_waiting(firm, words, code):
    group, _ = firm.filed(firm.ticket())
    assert refused(firm.agreed, group, **words) == code
    assert len(agreed_prices.to_price(firm.desk)) == 1


def test_work_at_a_price_of_the_terms_waits_for_nobody(firm):
    ticket = firm.ticket()
    tickets_topic(firm, ticket)
    group, done = firm.filed(ticket)
    assert done.bill.net_cents == 8_100
    assert refused(firm.agreed, group) == "priced_already"
    assert refused(firm.agreed, firm.worked(firm.ticket(), "100:00", "110:00")) == "nothing_to_price"


def tickets_topic(firm, ticket):
    with firm.desk.write() as conn:
        conn.execute("UPDATE ticket SET topic = 'usage' WHERE code = ?", (ticket,))


def test_more_work_on_a_contact_that_waits_waits_with_it(firm):
    ticket = firm.ticket()
    group, _ = firm.filed(ticket)
    again, _ = firm.filed(ticket, "95:00", "100:00")
    assert again == group
    assert [(one.group_id, one.seconds) for one in agreed_prices.to_price(firm.desk)] == [(group, 5700)]
    firm.agreed(group)
    assert len(settled(firm).settlements[0].lines) == 1


def test_work_that_is_added_after_the_price_was_agreed_is_to_be_agreed_itself(firm):
    ticket = firm.ticket()
    group, _ = firm.filed(ticket)
    firm.agreed(group)
    firm.filed(ticket, "95:00", "100:00")
    assert [one.group_id for one in agreed_prices.to_price(firm.desk)] == [group]
    second = firm.agreed(group, 5_000, "Anna Rossi")
    assert second.whole.net_cents == 40_000
    assert contacts.group(firm.desk, group).reports == ("R2026-0001", "R2026-0002")
    assert settled(firm).net_cents == 40_000
    assert packs.check(firm.desk) == ()


def test_the_month_names_what_it_leaves_out_and_the_next_one_has_it(firm):
    ticket = firm.ticket()
    group, _ = firm.filed(ticket)
    usual = firm.ticket("Stampa registro IVA")
    tickets_topic(firm, usual)
    firm.filed(usual, "100:00", "110:00")
    month = settled(firm)
    assert [(one.ticket, one.group_id) for one in month.to_price] == [(ticket, group)]
    assert month.net_cents == 900
    month_end.close(firm.desk, "2026-03")
    firm.agreed(group)
    assert month_end.of_month(firm.desk, "2026-03").to_price == ()
    (line,) = month_end.of_month(firm.desk, "2026-04").settlements[0].lines
    assert (line.net_cents, line.earlier) == (35_000, False)


def test_a_preview_says_that_the_price_is_to_be_agreed(firm):
    seen = filing.preview(firm.desk, firm.worked(firm.ticket()))
    assert (seen.bill.mode, seen.bill.billable, seen.bill.settle, seen.report_due) == (
        "quote",
        True,
        (),
        False,
    )


def test_a_rehearsal_under_the_same_terms_agrees_to_the_same_price(firm):
    group, _ = firm.filed(firm.ticket())
    firm.agreed(group)
    firm.at("2026-04-01 08:30")
    again = rehearsal.month(firm.desk, firm.desk.service, "2026-03")
    assert [(one.was.net_cents, one.differs) for one in again.work] == [(35_000, False)]


BY_KIND = """
  { id = "X1", when = ["session=call"], mode = "time", rate = 54, settle = ["invoice"], report = true },
  { id = "X2", mode = "quote", settle = ["invoice"], report = true }"""


def test_of_a_call_that_became_work_by_quote_the_call_is_charged_and_the_rest_waits(tmp_path):
    firm = Firm(tmp_path / "desk", BY_KIND)
    timer.start(firm.desk, firm.ticket())
    timer.switch(firm.at("10:00").desk, "remote")
    group = timer.stop(firm.at("40:00").desk).group_id
    done = filing.file(firm.desk, group)
    assert (done.bill.net_cents, done.report.net_cents, done.report.billed_minutes) == (900, 900, 10)
    assert [(part.to, part.net_cents) for part in done.bill.settle] == [("invoice", 900)]
    (waiting,) = agreed_prices.to_price(firm.desk)
    assert (waiting.group_id, waiting.charged_cents) == (group, 900)
    month = month_end.of_month(firm.desk, "2026-03")
    assert month.net_cents == 900
    told = month_end.told_of_prices(month, lambda one: one.ticket)
    assert f"{waiting.ticket}: €9.00 charged already" in told
    assert firm.agreed(group).whole.net_cents == 35_900
    assert settled(firm).net_cents == 35_900
    assert packs.check(firm.desk) == ()
    firm.desk.close()
