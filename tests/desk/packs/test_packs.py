"""Carnets: sold, corrected, listed by who runs out first, expired, and their ledger (A7, law 5)."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.packs import packs
from deskterm.locale import speaking


@pytest.fixture
def zaupa(office):
    return office.customer()


def used(office, customer, minutes, day):
    """So many minutes of work for a customer on a day."""
    office.at(f"{day} 10:00")
    session = timer.start(office.desk, office.ticket(customer))
    office.clock.at += minutes * 60
    timer.stop(office.desk)
    filing.file(office.desk, session.group_id, outcome="solved", reason="setup")


def test_a_carnet_is_full_when_it_is_sold_and_lasts_its_twelve_months(office, zaupa):
    pack = office.carnet(zaupa, 600, net_cents=48_000)
    assert (pack.left, pack.unit, pack.expires_on, pack.net_cents) == (600, "minute", "2027-03-02", 48_000)
    (line,) = packs.ledger(office.desk, pack.id)
    assert (line.kind, line.amount, line.left, line.by) == ("sold", 600, 600, "luca")


@pytest.mark.parametrize(
    ("sold", "end"),
    [
        ("2026-01-31 10:00", "2027-01-30"),
        ("2028-02-29 10:00", "2029-02-28"),
        ("2026-12-15 23:30", "2027-12-14"),
    ],
)
def test_twelve_months_end_on_the_day_before_as_an_agreement_does(office, zaupa, sold, end):
    office.at(sold)
    assert office.carnet(zaupa, 60).expires_on == end


@pytest.mark.parametrize(
    ("sale", "code"),
    [
        ({"size": 0}, "pack_size"),
        ({"size": 60, "net_cents": -1}, "pack_size"),
        ({"size": 60, "kind": "days"}, "pack_kind"),
        ({"size": 60, "expires_on": "next week"}, "bad_day"),
        ({"size": 60, "expires_on": "2026-03-02"}, "expired_already"),
    ],
)
def test_a_sale_that_makes_no_sense_is_refused(office, zaupa, sale, code):
    with pytest.raises(Refused) as refusal:
        packs.sell(office.desk, zaupa, **{"kind": "hours", **sale})
    assert refusal.value.code == code
    assert packs.packs(office.desk) == ()


def test_a_carnet_is_sold_to_somebody_known(office):
    with pytest.raises(NotFound):
        office.carnet("C999", 60)


def test_the_same_sale_sent_twice_is_one_sale(office, zaupa):
    first = office.carnet(zaupa, 60, op_id="till-7-33")
    assert office.carnet(zaupa, 60, op_id="till-7-33") == first
    assert len(packs.packs(office.desk)) == 1


def test_a_correction_is_a_movement_with_its_reason(office, zaupa):
    pack = office.carnet(zaupa, 60)
    packs.adjust(office.desk, pack.id, 30, note="omaggio")
    packs.adjust(office.desk, pack.id, -15, note="  conto sbagliato\x1b[2J ")
    lines = packs.ledger(office.desk, pack.id)
    assert [(line.kind, line.amount, line.left) for line in lines] == [
        ("sold", 60, 60),
        ("adjusted", 30, 90),
        ("adjusted", -15, 75),
    ]
    assert "\x1b" not in lines[-1].note
    assert packs.check(office.desk) == ()


@pytest.mark.parametrize(
    ("amount", "note", "code"),
    [(10, " ", "note_needed"), (0, "niente", "nothing_to_adjust"), (-61, "troppo", "below_zero")],
)
def test_a_correction_that_cannot_be_is_refused(office, zaupa, amount, note, code):
    pack = office.carnet(zaupa, 60)
    with pytest.raises(Refused) as refusal:
        packs.adjust(office.desk, pack.id, amount, note=note)
    assert refusal.value.code == code
    assert packs.get(office.desk, pack.id).left == 60


def test_nothing_is_put_into_a_pack_that_is_over_and_the_way_to_another_is_told(office, zaupa):
    office.at("2026-02-01 09:00")
    pack = office.carnet(zaupa, 60, expires_on="2026-03-01")
    office.at("2026-03-03 09:00")
    with speaking("en"), pytest.raises(Refused) as refusal:
        packs.adjust(office.desk, pack.id, 30, note="rimborso")
    assert f"deskterm pack sell {zaupa} --kind hours" in str(refusal.value)
    other = office.carnet(zaupa, 600)
    with speaking("it"), pytest.raises(Refused) as refusal:
        packs.adjust(office.desk, pack.id, 30, note="rimborso")
    assert f"deskterm pack adjust {other.id}" in str(refusal.value)
    packs.expire(office.desk)
    assert [line.kind for line in packs.ledger(office.desk, pack.id)] == ["sold", "expired"]
    packs.adjust(office.desk, other.id, 30, note="rimborso")
    assert packs.get(office.desk, other.id).left == 630


def test_the_same_correction_sent_twice_is_one(office, zaupa):
    pack = office.carnet(zaupa, 60)
    once = packs.adjust(office.desk, pack.id, -10, note="doppia", op_id="x1")
    assert packs.adjust(office.desk, pack.id, -10, note="doppia", op_id="x1") == once
    assert packs.get(office.desk, pack.id).left == 50


def test_the_ledger_reads_like_a_bank_statement(office, zaupa):
    pack = office.carnet(zaupa, 60)
    used(office, zaupa, 10, "2026-03-04")
    lines = packs.ledger(office.desk, pack.id)
    assert [(line.kind, line.amount, line.left, line.ticket, line.report) for line in lines] == [
        ("sold", 60, 60, "", ""),
        ("drawn", -10, 50, "TK000001", "R2026-0001"),
    ]
    with pytest.raises(NotFound):
        packs.ledger(office.desk, 99)


def test_who_runs_out_first_stands_first(office):
    names = ["Agriturismo", "Biblioteca", "Cantina", "Dentista", "Edicola"]
    plenty, low, expiring, empty, gone = (office.customer(name) for name in names)
    office.at("2026-02-01 09:00")
    office.carnet(gone, 600, expires_on="2026-03-01")
    office.carnet(empty, 10)
    used(office, empty, 10, "2026-02-10")
    office.at("2026-03-03 09:00")
    office.carnet(plenty, 1200)
    office.carnet(low, 120)
    office.carnet(expiring, 600, expires_on="2026-03-20")
    lines = packs.packs(office.desk)
    assert [line.pack.customer for line in lines] == [
        "Dentista",
        "Cantina",
        "Biblioteca",
        "Agriturismo",
        "Edicola",
    ]
    flags = {line.pack.customer[0]: (line.low, line.used_up, line.expiring, line.expired) for line in lines}
    assert flags == {
        "A": (False, False, False, False),
        "B": (True, False, False, False),
        "C": (False, False, True, False),
        "D": (True, True, False, False),
        "E": (True, True, False, True),
    }


def test_a_customer_with_a_second_carnet_is_not_running_out(office, zaupa):
    office.carnet(zaupa, 30, expires_on="2026-12-31")
    office.carnet(zaupa, 600)
    assert [line.low for line in packs.packs(office.desk)] == [False, False]


def test_the_day_a_carnet_ends_follows_from_the_pace_of_two_months(office, zaupa):
    first = office.carnet(zaupa, 120, expires_on="2027-01-01")
    second = office.carnet(zaupa, 120, expires_on="2027-03-01")
    used(office, zaupa, 60, "2026-03-10")
    office.at("2026-03-11 09:00")
    lines = {line.pack.id: line for line in packs.packs(office.desk)}
    assert lines[first.id].drawn == 60
    assert (lines[first.id].ends_on, lines[second.id].ends_on) == ("2026-05-10", "2026-09-07")


def test_a_carnet_that_nobody_uses_ends_on_its_last_day(office, zaupa):
    pack = office.carnet(zaupa, 600, expires_on="2026-09-30")
    never = office.carnet(office.customer("Verdi"), 600, expires_on="")
    lines = {line.pack.id: line for line in packs.packs(office.desk)}
    assert (lines[pack.id].ends_on, lines[never.id].ends_on) == ("2026-09-30", "")


def test_what_is_left_of_an_expired_carnet_is_booked_out_once(office, zaupa):
    pack = office.carnet(zaupa, 60, expires_on="2026-03-31")
    assert packs.expire(office.at("2026-03-31 23:59").desk) == ()
    (line,) = packs.expire(office.at("2026-04-01 00:00").desk)
    assert (line.kind, line.amount, line.left) == ("expired", -60, 0)
    assert packs.expire(office.desk) == ()
    assert packs.get(office.desk, pack.id).left == 0
    assert packs.check(office.desk) == ()


def test_an_expired_carnet_waits_for_the_work_of_its_time(office, zaupa):
    office.carnet(zaupa, 60, expires_on="2026-03-31")
    session = timer.start(office.at("2026-03-31 16:00").desk, office.ticket(zaupa))
    timer.stop(office.at("2026-03-31 16:20").desk)
    assert packs.expire(office.at("2026-04-01 09:00").desk) == ()
    done = filing.file(office.desk, session.group_id, outcome="solved", reason="setup")
    assert (done.packs_before, done.packs_after) == (60, 40)
    assert [line.amount for line in packs.expire(office.desk)] == [-40]


def test_the_list_of_one_customer_has_all_that_it_ever_bought(office, zaupa):
    office.carnet(zaupa, 10)
    office.carnet(office.customer("Verdi"), 10)
    used(office, zaupa, 10, "2026-03-04")
    office.at("2026-09-01 09:00")
    assert len(packs.packs(office.desk, customer=zaupa)) == 1
    assert [line.pack.customer for line in packs.packs(office.desk)] == ["Verdi"]
