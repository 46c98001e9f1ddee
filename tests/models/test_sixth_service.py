"""A firm of its own kind: Saturday hours, quarters of an hour, a wallet of euro, three tiers. Only a file."""

import pytest
from deskterm.models.money.billing import bill
from deskterm.models.money.drawing import PackState
from deskterm.models.money.price import Segment, marks
from deskterm.models.rules import order
from deskterm.models.rules.rules import actions as decided
from deskterm.models.rules.rules import outcome
from deskterm.models.terms.service import read_service

from tests.clocks import rome
from tests.models.terms_kit import check_service, done, due, scope, shown, worked

TEXT = """
schema = 1
provider = { id = "bottega", name = "Bottega del Gestionale", tz = "Europe/Rome", vat = 22 }
queue = ["tier", "arrived"]
identify = ["phone", "name"]
channel = [
  { id = "desk", kind = "chat", it = "Banco", en = "Desk", need = ["problem"] },
  { id = "mail", kind = "email", it = "Posta", en = "Mail", need = ["subject", "problem"] } ]
rule = [
  { id = "B1", part = "gold", at = "intake", when = ["plan=GOLD"], do = "priority", tier = 1 },
  { id = "B1", part = "silver", at = "intake", when = ["plan=SILVER"], do = "priority", tier = 2 },
  { id = "B1", part = "others", at = "intake", when = ["plan!=GOLD|SILVER"], do = "priority", tier = 3 },
  { id = "B2", at = "intake", when = ["missing"], do = "clarify" },
  { id = "B3", at = "triage", when = ["topic=web-site"], do = "exclude", offer = "quote" } ]
timer = { merge_gap = "5:00", warn = ["9:00"] }
response = [
  { id = "B4", when = ["plan=GOLD"], target = "4h", clock = "open", calendar = "shop" },
  { id = "B5", target = "1d", clock = "workday", calendar = "shop" } ]
price = [
  { id = "B6", part = "free", when = ["plan=GOLD", "seconds<=600"], mode = "included" },
  { id = "B6", mode = "time", rate = 48.00, step = 15, settle = ["pack:wallet", "invoice"], report = true } ]
pack = [ { id = "wallet", unit = "cent", it = "Borsellino", en = "Wallet", warn = [2000, 0] } ]
offer = [ { id = "quote", it = "Preventivo", en = "Quote" } ]
topic = [
  { id = "usage", it = "Uso", en = "Use" },
  { id = "web-site", it = "Sito", en = "Web site" } ]
[calendar.shop]
open = ["tue-fri 09:00-12:30 15:30-19:00", "sat 09:00-13:00"]
holidays = "IT"
eves = "09:00-12:30"
half = { "12-24" = "09:00-12:00" }
"""
CLAUSES = "".join(f'[clause.B{n}]\nit = "Regola {n}."\nen = "Rule {n}."\n' for n in range(1, 7))
SHOP = read_service(TEXT + CLAUSES)
GOLD = {"channel": "desk", "plan": "GOLD", "problem": "Non stampa"}


def wallet(cents, id=1):
    return ("wallet", "cent", cents)


def parts(result):
    return [(part.to, part.minutes, part.units, part.net_cents) for part in result.settle]


def test_the_file_alone_makes_the_service():
    assert check_service(TEXT + CLAUSES) == ()


def test_three_tiers_go_one_after_the_other():
    ranks = []
    for plan in ("GOLD", "SILVER", "BASE"):
        found = decided(SHOP, "intake", GOLD | {"plan": plan}, rome("2026-03-03 10:00"))
        lane, tier = order.place(SHOP.channel("desk"), found)
        assert outcome(found) == "queued"
        ranks.append(order.rank(SHOP, lane=lane, tier=tier, severity=""))
    assert ranks == [1, 2, 3]


@pytest.mark.parametrize(
    ("plan", "received", "by"),
    [
        ("GOLD", "2026-03-06 18:00", "2026-03-07 12:00"),  # Friday evening into Saturday
        ("GOLD", "2026-03-07 12:00", "2026-03-10 12:00"),  # Saturday noon into Tuesday
        ("GOLD", "2026-12-23 18:30", "2026-12-29 09:30"),  # the shop closes at noon on Christmas Eve
        ("BASE", "2026-03-06 18:00", "2026-03-07 13:00"),
        ("BASE", "2026-03-07 10:00", "2026-03-10 19:00"),
    ],
)
def test_saturday_is_a_working_day_and_monday_is_not(plan, received, by):
    assert shown(due(SHOP, GOLD | {"plan": plan}, rome(received)).due_at) == by


@pytest.mark.parametrize(
    ("minutes", "held", "settled"),
    [
        (1, [], [("invoice", 15, 0, 1200)]),
        (15, [wallet(5000)], [("pack:1", 15, 1200, 0)]),
        (16, [wallet(5000)], [("pack:1", 30, 2400, 0)]),
        (60, [wallet(1200)], [("pack:1", 15, 1200, 0), ("invoice", 45, 0, 3600)]),
        (60, [wallet(1000)], [("pack:1", 13, 1000, 0), ("invoice", 47, 0, 3800)]),
        (30, [wallet(1), wallet(2399)], [("pack:1", 1, 1, 0), ("pack:2", 29, 2399, 0)]),
        (30, [wallet(0)], [("invoice", 30, 0, 2400)]),
        (30, [wallet(2399)], [("pack:1", 30, 2399, 0), ("invoice", 0, 0, 1)]),
    ],
)
def test_a_wallet_pays_in_cents_and_the_rest_is_invoiced(minutes, held, settled):
    result = worked(SHOP, minutes, packs=held)
    assert parts(result) == settled
    assert result.net_cents == sum(part[3] for part in settled)
    assert result.billed_minutes == sum(part[1] for part in settled)


def test_a_wallet_pays_units_too():
    by_unit = TEXT.replace(
        'mode = "time", rate = 48.00, step = 15', 'mode = "unit", unit = "20:00", price = 40.00'
    )
    terms = read_service(by_unit + CLAUSES)
    result = worked(terms, 45, packs=[wallet(5000)])
    assert (result.units, result.billed_minutes, result.net_cents) == (3, 60, 7000)
    assert parts(result) == [("pack:1", 25, 5000, 0), ("invoice", 35, 2, 7000)]


def test_the_golden_plan_has_ten_minutes_free():
    assert worked(SHOP, 10, GOLD).mode == "included"
    assert worked(SHOP, 10.5, GOLD).billed_minutes == 15
    assert marks(SHOP, GOLD) == ((540, "soon"), (600, "money"))


def test_what_is_missing_and_what_is_left_out():
    assert done(SHOP, "intake", GOLD | {"problem": ""}) == [("priority", "B1"), ("clarify", "B2")]
    assert scope(SHOP, "web-site") == "out"


def test_a_free_wallet_contact_is_invoiced_at_nothing():
    gift = read_service(TEXT.replace("rate = 48.00", "rate = 0.00") + CLAUSES)
    nine = rome("2026-03-03 09:00")
    result = bill(gift, [Segment("call", nine, nine + 60)], {}, [PackState(1, "wallet", "cent", 5)])
    assert parts(result) == [("invoice", 15, 0, 0)]
