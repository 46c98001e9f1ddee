"""A pack that the lead is asked to sell is told where one works: with the call, in the list, the backlog."""

from contextlib import closing

from deskterm.desk.context import open_desk
from deskterm.desk.lead import backlog
from deskterm.locale import speaking
from deskterm.screens.backlog import words

from tests.clocks import rome
from tests.commands.ricni import CONSENT, empty, home, ricni

__all__ = ["empty", "home", "ricni"]

ASKED = "to propose: 5h00 for 6 500,00 CZK (K2)"
EVENING = "2026-03-03T18:00"


def drawn(ricni, end="2026-03-03T10:00"):
    """A pack of two hours, and work on site that draws on it; what the desk says of the work."""
    ricni("pack", "sell", "C001", "--kind", "bought", "--size", "2h")
    ticket = ricni.asked("--field", "product=ucto")
    return ricni.on_site(ticket, "2026-03-03T09:00", end, at=EVENING)


def test_it_is_said_with_the_work_that_brought_the_pack_down(ricni):
    assert f"“Prepaid hours” is down to its level: {ASKED}" in drawn(ricni)
    other = ricni.asked(customer="C003")
    done = ricni.worked(other, "remote", "2026-03-03T09:00", "2026-03-03T10:00", *CONSENT)
    assert "to propose" not in done  # another customer's


def test_above_its_level_nothing_is_proposed(ricni):
    ricni("pack", "sell", "C001", "--kind", "bought", "--size", "5h")
    assert "to propose" not in drawn(ricni)
    assert "to propose" not in ricni.said("pack", "list", at=EVENING)


def test_the_list_and_the_backlog_say_it_for_people_and_for_programs(ricni):
    drawn(ricni)
    rows = ricni("pack", "list", "--json", at=EVENING).lines
    assert [row["proposal"].replace("\xa0", " ") for row in rows if row["proposal"]] == [ASKED]
    assert "to propose" in ricni.said("pack", "list", at=EVENING)
    assert ASKED in ricni.said("backlog", at=EVENING)
    with closing(open_desk(ricni.desk, clock=lambda: rome("2026-03-03 18:00"))) as desk, speaking("en"):
        shown = [str(row.cells) for row in words.rows(backlog.figures(desk), desk.service)]
    assert any("to propose: 5h00" in one for one in shown)
