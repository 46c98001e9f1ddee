"""What a contact costs, to the second and to the cent (D19, D26-D28, A5-A7, A13)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from deskterm.models.basics.money import rounded, to_cents
from deskterm.models.money.billing import bill
from deskterm.models.money.price import Segment, chargeable, contacts, marks
from deskterm.models.money.settle import UNCHARGED, Charged, PackState
from deskterm.models.records.money import Charge

from tests.clocks import rome
from tests.models.terms_kit import DELTA, ISTES, MICRO, OMNIA, service

CUSTOMER = {"contract": True}
NINE = rome("2026-03-03 09:00")


def stretch(kind, start, end):
    """A session from `start` to `end`, seconds after nine."""
    return Segment(kind, NINE + start, NINE + end)


def call(seconds):
    return [stretch("call", 0, seconds)]


def hours(left, id=1):
    return PackState(id=id, kind="hours", unit="minute", left=left)


def invoiced(minutes, net_cents):
    return Charge(to="invoice", minutes=minutes, units=0, net_cents=net_cents)


def drawn(minutes, id=1):
    return Charge(to=f"pack:{id}", minutes=minutes, units=0, net_cents=0)


@pytest.mark.parametrize("seconds", [0, 1, 299, 300])
@pytest.mark.rule("D19", "D26", "A5")
def test_a_call_up_to_five_minutes_is_included(seconds):
    result = bill(DELTA, call(seconds), CUSTOMER)
    assert (result.mode, result.rule, result.billable, result.report) == ("included", "D19", False, False)
    assert (result.billed_minutes, result.net_cents, result.settle) == (0, 0, ())


@pytest.mark.parametrize(("seconds", "minutes"), [(301, 6), (360, 6), (361, 7), (1630, 28), (3600, 60)])
@pytest.mark.rule("D19", "D28", "A5")
def test_a_longer_call_is_billed_whole(seconds, minutes):
    result = bill(DELTA, call(seconds), CUSTOMER)
    assert (result.mode, result.rule, result.billable, result.report) == ("time", "D28", True, True)
    assert (result.seconds, result.billed_minutes) == (seconds, minutes)
    assert result.settle == (invoiced(minutes, minutes * 100),)


@pytest.mark.rule("D19", "A5")
def test_a_remote_session_has_the_same_five_minutes():
    assert bill(DELTA, [stretch("remote", 0, 300)], CUSTOMER).rule == "D19"
    assert bill(DELTA, [stretch("remote", 0, 301)], CUSTOMER).rule == "D28"


@pytest.mark.rule("D27", "D28")
def test_training_is_billed_from_the_first_minute():
    result = bill(DELTA, [stretch("training", 0, 60)], CUSTOMER)
    assert (result.rule, result.billed_minutes, result.net_cents) == ("D28", 1, 100)


@pytest.mark.rule("D3", "D28")
def test_without_a_contract_every_minute_is_billed():
    assert bill(DELTA, call(61), {}).billed_minutes == 2


@pytest.mark.rule("D26")
def test_answers_by_mail_are_covered_by_the_fee():
    result = bill(DELTA, [stretch("mail", 0, 1200)], CUSTOMER)
    assert (result.mode, result.rule, result.billable) == ("included", "D26", False)


def test_where_no_price_holds_it_is_to_be_decided():
    result = bill(DELTA, [stretch("mail", 0, 3600)], {"customer": True})
    assert (result.mode, result.rule, result.billable, result.settle) == ("undecided", "", False, ())
    assert (result.billed_minutes, result.units, result.net_cents) == (0, 0, 0)


def test_the_technician_can_decide():
    result = bill(DELTA, [stretch("onsite", 0, 3600)], CUSTOMER, rule="D28")
    assert (result.rule, result.net_cents) == ("D28", 6000)


@pytest.mark.parametrize(
    ("rate", "net"), [(Decimal("72.00"), 1200), ("45.50", 758), (30, 500), (None, 1000), (0, 0)]
)
@pytest.mark.rule("D28")
def test_the_agreed_rate_goes_before_the_list(rate, net):
    assert bill(DELTA, call(600), CUSTOMER | {"rate": rate}).net_cents == net


def test_a_pack_that_is_large_enough_covers_all():
    result = bill(DELTA, call(28 * 60), CUSTOMER, [hours(200)])
    assert (result.net_cents, result.settle, result.billable) == (0, (drawn(28),), True)


@pytest.mark.rule("D28", "A7")
def test_a_pack_that_is_too_small_is_emptied_and_the_rest_invoiced():
    result = bill(DELTA, call(27 * 60 + 10), CUSTOMER, [hours(15)])
    assert result.settle == (drawn(15), invoiced(13, 1300))
    assert (result.billed_minutes, result.net_cents) == (28, 1300)


def test_a_single_minute_beyond_the_pack_is_invoiced():
    result = bill(DELTA, call(28 * 60), CUSTOMER, [hours(27)])
    assert result.settle == (drawn(27), invoiced(1, 100))


def test_packs_are_drawn_in_the_order_they_are_offered():
    result = bill(DELTA, call(28 * 60), CUSTOMER, [hours(10, id=7), hours(0, id=8), hours(30, id=9)])
    assert result.settle == (drawn(10, id=7), drawn(18, id=9))


def test_a_pack_of_another_kind_or_unit_is_left_alone():
    others = [PackState(id=1, kind="tickets", unit="ticket", left=5), PackState(2, "hours", "ticket", 5)]
    assert bill(DELTA, call(600), CUSTOMER, others).settle == (invoiced(10, 1000),)


def test_what_is_charged_adds_up():
    result = bill(DELTA, call(28 * 60), CUSTOMER | {"rate": "37.77"}, [hours(15)])
    assert sum(charge.net_cents for charge in result.settle) == result.net_cents == 818  # 13/60 of 37.77
    assert sum(charge.minutes for charge in result.settle) == result.billed_minutes


@pytest.mark.rule("D18", "A6")
def test_a_call_that_turns_into_a_remote_session_is_one_contact():
    sessions = [stretch("call", 0, 180), stretch("remote", 180, 720)]
    (contact,) = contacts(DELTA, sessions)
    result = bill(DELTA, contact, CUSTOMER)
    assert (result.seconds, result.billed_minutes) == (720, 12)


@pytest.mark.rule("M11", "O11", "A6")
def test_a_call_after_remote_work_does_not_make_the_work_a_call():
    sessions = [stretch("remote", 0, 3000), stretch("call", 3060, 3120)]
    for terms, known, cost in ((MICRO, {}, 2500), (OMNIA, {"phone_contract": True}, 2500)):
        (contact,) = contacts(terms, sessions)
        assert bill(terms, contact, known).net_cents == cost


def test_contacts_that_began_together_draw_on_a_pack_in_the_same_order_however_they_were_divided():
    web, training = stretch("web", 0, 275), stretch("training", 0, 600)
    halves = [stretch("training", 0, 170), stretch("training", 170, 600)]
    first = [[part.kind for part in contact] for contact in contacts(DELTA, [web, training])]
    assert first == [["training"], ["web"]]
    assert [contact[0].kind for contact in contacts(DELTA, [*halves, web])] == ["training", "web"]


@pytest.mark.rule("A6")
def test_overlapping_sessions_count_once():
    sessions = [stretch("call", 0, 600), stretch("remote", 180, 720), stretch("call", 200, 300)]
    assert chargeable(sessions) == 720
    assert chargeable([*sessions, stretch("call", 250, 500)]) == 720
    assert len(contacts(DELTA, sessions)) == 1


@pytest.mark.rule("A6")
def test_a_dropped_line_is_one_contact_and_its_gap_is_free():
    sessions = [stretch("call", 0, 200), stretch("call", 800, 1000)]
    (contact,) = contacts(DELTA, sessions)
    assert bill(DELTA, contact, CUSTOMER).seconds == 400


def test_a_contact_is_priced_as_what_it_became():
    (contact,) = contacts(DELTA, [stretch("training", 100, 200), stretch("call", 0, 100)])
    assert bill(DELTA, contact, CUSTOMER).rule == "D28"


def test_a_session_that_never_ran_needs_no_report():
    result = bill(DELTA, [stretch("training", 0, 0)], CUSTOMER)
    assert (result.rule, result.billable, result.report, result.settle) == ("D28", False, False, ())


@pytest.mark.rule("A6")
def test_a_gap_over_ten_minutes_is_another_contact():
    sessions = [stretch("call", 801, 1000), stretch("call", 0, 200)]
    assert [len(contact) for contact in contacts(DELTA, sessions)] == [1, 1]


def test_a_written_answer_stands_alone():
    sessions = [stretch("call", 0, 200), stretch("mail", 210, 300), stretch("call", 310, 500)]
    assert [[item.kind for item in contact] for contact in contacts(DELTA, sessions)] == [
        ["call", "call"],
        ["mail"],
    ]


def test_nothing_timed_costs_nothing():
    assert contacts(DELTA, []) == ()
    assert bill(DELTA, [], {}).seconds == 0
    assert chargeable([Segment("call", 100, 40)]) == 0


SCATTO = service(
    timer='unit_warn = "2:00"',
    price='{ id = "X1", mode = "unit", unit = "20:00", price = 40.00, settle = ["invoice"] }',
)


@pytest.mark.parametrize(
    ("seconds", "units", "net"),
    [(60, 1, 4000), (1200, 1, 4000), (1201, 2, 8000), (2700, 3, 12000), (0, 0, 0)],
)
@pytest.mark.rule("A13", "I25")
def test_a_scatto_is_charged_when_it_begins(seconds, units, net):
    result = bill(SCATTO, call(seconds), {})
    assert (result.units, result.net_cents) == (units, net)
    assert result.billable is (seconds > 0)


@pytest.mark.parametrize(
    ("keys", "seconds", "minutes"),
    [
        ("step = 15", 16 * 60, 30),
        ("step = 30", 60, 30),
        ("step = 30", 30 * 60, 30),
        ("step = 1, minimum = 30", 60, 30),
        ("step = 1, minimum = 30", 31 * 60, 31),
        ("step = 1, weight = 1.5", 10 * 60 + 1, 16),
        ("step = 15, weight = 2.0", 8 * 60, 30),
    ],
)
@pytest.mark.rule("A7")
def test_steps_minimum_and_weight(keys, seconds, minutes):
    terms = service(price=f'{{ id = "X1", mode = "time", rate = 30, {keys}, settle = ["invoice"] }}')
    result = bill(terms, call(seconds), {"rate": 99})
    assert (result.billed_minutes, result.net_cents) == (minutes, minutes * 50)


def test_nothing_worked_is_no_minimum():
    terms = service(price='{ id = "X1", mode = "time", rate = 30, minimum = 30, settle = ["invoice"] }')
    assert bill(terms, call(0), {}).billed_minutes == 0


def test_a_price_that_the_technician_names_counts_outside_its_days_too():
    old = '{ id = "X1", mode = "time", rate = 30, until = 2020-12-31, settle = ["invoice"] }'
    keys = 'when = ["contract"], from = 2021-01-01, until = 2025-12-31'
    new = f'{{ id = "X1", part = "new", {keys}, mode = "time", rate = 60, settle = ["invoice"] }}'
    terms = service(price=f"{old}, {new}")
    assert bill(terms, call(3600), {}).mode == "undecided"
    assert bill(terms, call(3600), {}, rule="X1").net_cents == 3000
    past = [Segment("call", rome("2024-03-05 09:00"), rome("2024-03-05 10:00"))]
    assert bill(terms, past, {}, rule="X1").net_cents == 6000


def test_after_hours_can_cost_double():
    terms = service(
        price="""{ id = "X1", when = ["closed:office"], mode = "time", rate = 60, weight = 2, settle = [
            "invoice"] },
        { id = "X2", mode = "time", rate = 60, settle = ["invoice"] }"""
    )
    evening = [Segment("call", rome("2026-03-03 20:00"), rome("2026-03-03 20:10"))]
    assert bill(terms, evening, {}).billed_minutes == 20
    assert bill(terms, call(600), {}).billed_minutes == 10


def test_hours_are_read_when_the_contact_began():
    terms = service(
        timer='merge_gap = "10:00"',
        price="""{ id = "X1", when = ["closed:office"], mode = "time", rate = 90, settle = ["invoice"] },
        { id = "X2", mode = "time", rate = 60, settle = ["invoice"] }""",
    )
    closing = rome("2026-03-03 17:00")
    sessions = [Segment("call", closing - 600, closing - 60), Segment("call", closing + 60, closing + 600)]
    (contact,) = contacts(terms, sessions)
    assert bill(terms, contact, {}).rule == "X2"
    assert bill(terms, contact[1:], {}).rule == "X1"


def test_units_count_what_free_minutes_and_a_pack_leave_over():
    keys = 'unit = "20:00", price = 40, beyond = "5:00", settle = ["pack:hours", "invoice"]'
    terms = service(price=f'{{ id = "X1", mode = "unit", {keys} }}')
    assert bill(terms, call(1500), {}, [hours(20)]).settle == (drawn(20),)
    part = bill(terms, call(1501), {}, [hours(10)])
    assert (part.units, part.billed_minutes, part.net_cents) == (1, 30, 4000)
    assert bill(terms, call(2110), {}, [hours(10)]).units == 2
    assert not bill(terms, call(300), {}, [hours(10)]).billable


TICKETS = service(price='{ id = "X1", mode = "ticket", price = 25, settle = ["pack:tickets", "invoice"] }')


def test_a_ticket_of_a_pack_is_used():
    result = bill(TICKETS, call(5000), {}, [PackState(id=3, kind="tickets", unit="ticket", left=4)])
    assert result.settle == (Charge(to="pack:3", minutes=0, units=1, net_cents=0),)
    assert (result.units, result.net_cents, result.mode) == (1, 0, "ticket")


def test_without_a_pack_the_ticket_is_invoiced():
    assert bill(TICKETS, call(5000), {}).net_cents == 2500


@pytest.mark.parametrize("mode", ["contract", "quote"])
def test_an_agreed_price_is_billable_and_set_by_hand(mode):
    result = bill(service(price=f'{{ id = "X1", mode = "{mode}" }}'), call(600), {})
    assert (result.mode, result.billable, result.net_cents) == (mode, True, 0)
    assert [charge.to for charge in result.settle] == ["invoice"]


def test_free_is_free():
    result = bill(service(price='{ id = "X1", mode = "free" }'), call(6000), {})
    assert (result.mode, result.billable, result.settle) == ("free", False, ())


def test_a_pack_can_be_left_whole_when_it_does_not_suffice():
    price = '{ id = "X1", mode = "time", rate = 60, settle = ["pack:hours", "invoice"] }'
    whole = service(overdraw="whole", price=price)
    assert bill(whole, call(1680), {}, [hours(15)]).settle == (invoiced(28, 2800),)
    assert bill(whole, call(1680), {}, [hours(-5), hours(30, id=2)]).settle == (drawn(28, id=2),)
    assert bill(whole, call(1680), {}, [hours(15), hours(13, id=2)]).settle == (drawn(15), drawn(13, id=2))


@pytest.mark.rule("D19")
def test_the_clock_warns_a_minute_before_money_starts():
    assert marks(DELTA, CUSTOMER) == ((240, "soon"), (300, "money"))
    assert marks(DELTA, CUSTOMER | {"session": "remote"}) == ((240, "soon"), (300, "money"))


def test_the_clock_says_at_once_that_a_call_costs():
    assert marks(DELTA, {}) == ((0, "money"),)
    assert marks(DELTA, CUSTOMER | {"session": "training"}) == ((0, "money"),)


def test_the_clock_is_silent_where_nothing_costs():
    assert marks(DELTA, CUSTOMER | {"session": "mail"}) == ()


def test_the_clock_warns_before_every_scatto():
    assert marks(SCATTO, {})[:5] == (
        (0, "money"),
        (1080, "soon"),
        (1200, "money"),
        (2280, "soon"),
        (2400, "money"),
    )


def test_without_a_setting_the_warning_comes_one_minute_early():
    terms = service(
        price="""{ id = "X1", when = ["seconds<900"], mode = "free" },
        { id = "X2", mode = "quote" }"""
    )
    assert marks(terms, {}) == ((839, "soon"), (899, "money"))


def test_half_a_cent_goes_up():
    assert to_cents(Decimal("0.005")) == 1
    assert to_cents(Decimal("10.004")) == 1000
    assert [rounded(Fraction(part, 60)) for part in (29, 30, 31)] == [0, 1, 1]


CLOUD, ONSITE = {"deployment": "cloud", "contract": True}, {"deployment": "on-premise", "contract": True}
POOL = PackState(7, "training", "minute", 240)


@pytest.mark.rule("I3", "I24", "I25", "A6", "A13")
@pytest.mark.parametrize(
    ("known", "work", "net", "drawn"),
    [
        (ONSITE, [("call", 0, 1500)], 8000, 0),
        (ONSITE, [("call", 0, 1500), ("training", 1500, 1501)], 8000, 1),
        (ONSITE, [("training", 0, 600), ("call", 600, 601)], 4000, 10),
        (CLOUD, [("call", 0, 1800)], 0, 0),
        (CLOUD, [("call", 0, 1800), ("training", 1800, 1801)], 0, 1),
        (CLOUD, [("call", 0, 1800), ("onsite", 1800, 2100)], 4000, 0),
    ],
)
def test_each_kind_of_work_in_a_contact_is_priced_as_what_it_is(known, work, net, drawn):
    (contact,) = contacts(ISTES, [stretch(*one) for one in work])
    found = bill(ISTES, contact, known, [POOL])
    assert found.net_cents == net
    assert sum(part.minutes for part in found.settle if part.to == "pack:7") == drawn
    assert sum(part.net_cents for part in found.parts or (found,)) == net
    assert sum(part.seconds for part in found.parts or (found,)) == found.seconds


@pytest.mark.rule("A6")
def test_time_that_two_kinds_share_is_charged_once_where_their_prices_come_to_the_same_money():
    (contact,) = contacts(ISTES, [stretch("call", 0, 1200), stretch("onsite", 600, 1500)])
    found = bill(ISTES, contact, ONSITE)
    assert (found.units, found.rule, found.parts) == (2, "I24", ())
    (contact,) = contacts(ISTES, [stretch("call", 0, 1200), stretch("training", 600, 1800)])
    found = bill(ISTES, contact, ONSITE, [POOL])
    assert [(part.rule, part.seconds) for part in found.parts] == [("I25", 1200), ("I24", 1200)]


@pytest.mark.rule("I24", "A6")
@pytest.mark.parametrize("step", [1, 59, 600, 1199])
def test_a_mixed_contact_filed_piece_by_piece_costs_what_it_costs_at_once(step):
    work = [stretch("call", 0, 1500), stretch("training", 1500, 2100), stretch("call", 2100, 2100 + step)]
    whole = bill(ISTES, work, ONSITE, [POOL])
    net = drawn = 0
    charged, filed = UNCHARGED, []
    for piece in work:
        left = [PackState(7, "training", "minute", 240 - drawn)]
        found = bill(ISTES, [*filed, piece], ONSITE, left, charged=charged, filed=filed)
        filed.append(piece)
        net += found.net_cents
        drawn += sum(part.minutes for part in found.settle if part.to == "pack:7")
        paid = sum(part.minutes for part in found.settle if part.to == "invoice")
        charged = Charged(drawn=drawn, paid=charged.paid + paid, units=charged.units + found.units, cents=net)
    assert (net, drawn) == (whole.net_cents, 10)
