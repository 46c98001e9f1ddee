"""A pack's sale or adjustment that was wrong is taken back by a movement, by whom the desk lets (law 5)."""

import pytest
from deskterm.desk.billing import month_end, voiding
from deskterm.desk.context import open_desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.packs import correcting, packs
from deskterm.desk.upkeep import happened, technicians

from tests.desk.billing.test_settlement import MARCH, on_the_first, worked

WHY = "venduto al cliente sbagliato"


def refused(deed, *args, **words):
    with pytest.raises(Refused) as refusal:
        deed(*args, **words)
    return refusal.value.code


def sound(office):
    assert packs.check(office.desk) == ()


def test_a_void_sale_holds_nothing_and_goes_to_no_bill(office):
    customer = office.customer()
    pack = office.carnet(customer, 600, net_cents=45_000)
    done = correcting.void_sale(office.desk, pack.id, why=WHY)
    assert (done.pack.left, done.pack.expires_on) == (0, "2026-03-02")  # over since yesterday
    sold, back = packs.ledger(office.desk, pack.id)
    assert (sold.void, back.of, back.amount, back.note) == (True, sold.id, -600, WHY)
    assert month_end.of_month(on_the_first(office), MARCH).packs_sold == ()
    assert refused(correcting.void_sale, office.desk, pack.id, why=WHY) == "sale_void_already"
    sound(office)


def test_a_pack_that_work_has_drawn_on_is_sold_until_that_work_is_void(office):
    customer = office.customer()
    pack = office.carnet(customer, 600)
    worked(office, customer, "2026-03-03", 40)
    assert refused(correcting.void_sale, office.desk, pack.id, why=WHY) == "movement_used"
    _, drawn = packs.ledger(office.desk, pack.id)
    assert refused(correcting.void_movement, office.desk, pack.id, drawn.id, why=WHY) == "movement_of_work"
    voiding.void(office.desk, voiding.of_ticket(office.desk, drawn.ticket), why=WHY)
    assert correcting.void_sale(office.desk, pack.id, why=WHY).pack.left == 0
    sound(office)


def test_a_wrong_adjustment_is_taken_back_or_made_anew(office):
    pack = office.carnet(office.customer(), 600).id
    wrong = packs.adjust(office.desk, pack, -300, note="trenta minuti di troppo")
    done = correcting.void_movement(office.desk, pack, wrong.id, why="erano trenta minuti", amount=-30)
    assert (done.back.amount, done.instead.amount, done.pack.left) == (300, -30, 570)
    again = correcting.void_movement(office.desk, pack, done.instead.id, why="non era nostra")
    assert (again.instead, again.pack.left) == (None, 600)  # a correction of the correction
    assert refused(correcting.void_movement, office.desk, pack, wrong.id, why="x") == "movement_void_already"
    assert refused(correcting.void_movement, office.desk, pack, done.back.id, why="x") == "movement_is_void"
    with pytest.raises(NotFound):
        correcting.void_movement(office.desk, pack, 999, why="x")
    sound(office)


def test_units_that_were_given_and_used_are_not_taken_back(office):
    customer = office.customer()
    pack = office.carnet(customer, 10).id
    gift = packs.adjust(office.desk, pack, 30, note="regalo")
    worked(office, customer, "2026-03-03", 25)
    assert refused(correcting.void_movement, office.desk, pack, gift.id, why=WHY) == "movement_used"
    assert packs.get(office.desk, pack).left == 15
    sound(office)


@pytest.fixture
def team(office):
    """Giulia leads, Luca and Marta work."""
    for name, role in (("luca", "technician"), ("marta", "technician"), ("giulia", "lead")):
        technicians.add(office.desk, name, role=role)
    return office


def as_(office, who):
    desk = open_desk(office.desk.folder, who=who, clock=office.clock)
    desk.named = True
    return desk


def test_money_is_taken_back_by_the_lead_or_by_whom_the_lead_has_named(team):
    pack = packs.sell(team.desk, team.customer(), kind="hours", size=600).id
    giulia, marta = as_(team, "giulia"), as_(team, "marta")
    with pytest.raises(Refused) as refusal:
        correcting.void_sale(marta, pack, why=WHY)
    assert refusal.value.code == "may_not"
    assert (refusal.value.values["who"], refusal.value.values["me"]) == ("giulia", "marta")
    assert refused(packs.adjust, marta, pack, -10, note="x") == "may_not"
    assert refused(month_end.close, marta, "2026-02") == "may_not"
    assert refused(technicians.let, marta, "void", ["marta"]) == "may_by_lead"
    technicians.let(giulia, "void", ["lead", "marta"])
    technicians.let(giulia, "adjust", ["technician"])
    assert technicians.may(giulia)["void"] == ("lead", "marta")
    packs.adjust(marta, pack, -10, note="x")
    assert refused(technicians.let, giulia, "vola", ["lead"]) == "no_such_deed"
    sound(team)


def test_an_event_keeps_the_systems_user_beside_the_name_that_was_given(team):
    import os
    import pwd

    packs.sell(as_(team, "marta"), team.customer(), kind="hours", size=600)
    *_, last = happened.between(team.desk, 0, happened.newest(team.desk))
    assert (last.by, last.login) == ("marta", pwd.getpwuid(os.getuid()).pw_name)
