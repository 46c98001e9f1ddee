"""On the telephone each pack is told with what is in it: of two nobody hears the sum under one's name."""

from deskterm import locale
from deskterm.models.money.pack_use import own_balances
from deskterm.models.records.money import Bill, Charge, Pack
from deskterm.models.terms.service import read_service
from deskterm.screens.call import words
from deskterm.screens.call.reading import Figures

from tests.models.terms_kit import text

PRICE = '{ id = "X1", mode = "time", rate = 60.00, settle = ["pack:month", "pack:carnet", "invoice"] }'
KINDS = (
    'pack = [ { id = "month", unit = "minute", it = "Ore del mese", en = "Hours of the month", '
    'included = { units = 180, every = "month" } }, '
    '{ id = "carnet", unit = "minute", it = "Carnet", en = "Pack" } ]'
)
TERMS = read_service(text(version="2", price=PRICE, more=KINDS))


def pack(number, kind, left, **more):
    told = {"customer_id": 1, "customer": "C001", "unit": "minute", "size": 300, "reserved": 0, "sold_at": 0}
    return Pack(id=number, kind=kind, left=left, **{"expires_on": "", **told, **more})


MONTH = pack(1, "month", 180, agreement="cabinet", agreement_id=1)
CARNET = pack(2, "carnet", 240)


def said(packs, *drawn, language="it"):
    """What the screen says of a contact of so many minutes out of each pack, as its parts."""
    settle = tuple(
        Charge(to=f"pack:{one.id}", minutes=minutes, units=0, net_cents=0, agreement=one.agreement)
        for one, minutes in drawn
    )
    minutes = sum(part.minutes for part in settle)
    bill = Bill(
        seconds=60 * minutes,
        billable=True,
        billed_minutes=minutes,
        units=0,
        net_cents=0,
        mode="time",
        rule="X1",
        settle=settle,
    )
    before = sum(one.left for one in packs)
    own = own_balances(packs, settle)
    found = Figures(bill=bill, unit="minute", before=before, after=before - minutes, own=own)
    with locale.speaking(language):
        return words.said_filed("TK000001", found, TERMS).partition(" · ")[2]


def test_what_a_pack_held_and_holds_is_its_own():
    told = said((MONTH, CARNET), (MONTH, 15))
    assert told == "15 min da «ore del mese» (contratto cabinet) · ore del mese 3h00 → 2h45"


def test_of_two_that_are_drawn_on_each_is_told():
    told = said((pack(1, "month", 10), CARNET), (pack(1, "month", 10), 10), (CARNET, 5))
    assert (
        told == "10 min da «ore del mese» · 5 min dal carnet · ore del mese 0h10 → 0h00 · carnet 4h00 → 3h55"
    )
    told = said((pack(1, "month", 10), CARNET), (pack(1, "month", 10), 10), (CARNET, 5), language="en")
    assert "hours of the month" in told and "pack 4h00 → 3h55" in told


def test_work_that_is_free_leaves_the_pack_that_would_be_used_first():
    assert said((MONTH, CARNET)).endswith("ore del mese resta 3h00")


def test_packs_of_one_kind_are_one_carnet_and_of_two_agreements_are_told_apart():
    assert said((CARNET, pack(3, "carnet", 60)), (CARNET, 15)).endswith("carnet 5h00 → 4h45")
    other = pack(4, "month", 60, agreement="imagerie", agreement_id=2)
    told = said((MONTH, other), (MONTH, 15))
    assert told == "15 min da «ore del mese» (contratto cabinet) · ore del mese 3h00 → 2h45"
    assert said((MONTH, other)).endswith("ore del mese (contratto cabinet) resta 3h00")


def test_of_a_report_that_names_no_pack_the_sum_is_said_to_be_one():
    bill = Bill(seconds=60, billable=True, billed_minutes=1, units=0, net_cents=0, mode="time", rule="X1")
    with locale.speaking("it"):
        found = Figures(bill=bill, unit="minute", before=420, after=405)
        assert words.said_filed("TK000001", found, TERMS).endswith("carnet in tutto 7h00 → 6h45")
