"""What time alone brings: a rested ticket wakes, a pack whose last day is over is booked out."""

from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.upkeep.upkeep import keep_up


def test_a_quiet_desk_is_left_alone(desk):
    before = desk.changed()
    assert keep_up(desk) == 0
    assert desk.changed() == before


def test_what_rested_wakes_and_what_expired_is_booked(desk, watch):
    code = receive.receive_request(desk, channel="mail", customer="C001", subject="x", body=".").ticket
    queue.park(desk, code, why="domani", until=watch.at + 3600)
    pack = packs.sell(desk, "C001", kind="hours", size=60, expires_on="2026-03-02")
    watch.set("2026-03-03T09:00")
    assert keep_up(desk) == 2
    assert tickets.get(desk, code).state == "queued"
    assert packs.ledger(desk, pack.id)[-1].kind == "expired"
    assert keep_up(desk) == 0
