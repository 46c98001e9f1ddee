"""Where no pack has a ticket left the screens ask how it is paid; where one has, they speak in tickets."""

from deskterm.desk.billing import reports
from deskterm.desk.calls import timer
from deskterm.desk.intake import receive, recovery
from deskterm.desk.packs import packs
from deskterm.desk.tickets import tickets

from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

SIZE = (100, 30)


def wanting(tmp_path):
    """The pack's one ticket is put aside for another request; this one was let in all the same."""
    desk = FiveDesk(tmp_path / "desk", "omniagest", sold={"ticket": 1})
    desk.taken()
    held = receive.receive_request(
        desk.desk,
        channel="portal",
        customer="C001",
        subject="Logo",
        body="Non si vede.",
        contact="Anna Rossi",
        phone="0445 000123",
        email="c001@clienti.example",
        fields={"type": "usage"},
    )
    return desk, recovery.recover(desk.desk, held.message).ticket


async def test_an_answer_asks_how_it_is_paid_and_charges_it(tmp_path):
    desk, code = wanting(tmp_path)
    async with desk.app().run_test(size=SIZE) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r", *"ecco")
        shown = await press(pilot, "f9")
        assert "25,00 € a rapportino" in shown and "Vendere un carnet" in shown
        await press(pilot, "enter")
        assert tickets.get(desk.desk, code).state == "answered"
        assert [one.net_cents for one in reports.reports(desk.desk)] == [2500]


async def test_it_may_be_free_with_a_reason(tmp_path):
    desk, code = wanting(tmp_path)
    async with desk.app().run_test(size=SIZE) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r", *"ecco")
        await press(pilot, "f9", *"gratis", "enter", *"errore", "enter")
        assert tickets.get(desk.desk, code).state == "answered"
        assert reports.reports(desk.desk) == ()
        assert [one.detail["why"] for one in tickets.why(desk.desk, code) if one.do == "given"] == ["errore"]


async def test_a_pack_sold_then_and_there_pays_it(tmp_path):
    desk, code = wanting(tmp_path)
    async with desk.app().run_test(size=SIZE) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r", *"ecco")
        await press(pilot, "f9", *"vendere", "enter", *"10", "tab", *"200", "f9")
        assert tickets.get(desk.desk, code).state == "answered"
        assert sum(one.pack.left for one in packs.packs(desk.desk, customer="C001")) == 9
        assert reports.reports(desk.desk) == ()


async def test_the_call_says_how_many_tickets_are_left(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest", sold={"ticket": 9})
    code = desk.taken()
    timer.start(desk.desk, code, kind="remote", inbound=False)
    desk.now += 300
    async with desk.app().run_test(size=SIZE) as pilot:
        shown = await opened(pilot, "call")
        assert "usa 1 ticket del carnet, ne restano 8 (O2)" in shown
        assert "1 ticket dal carnet" in shown and "carnet 9 ticket → 8 ticket" in shown
        assert "fatturabile" not in shown and "nessun addebito" not in shown
