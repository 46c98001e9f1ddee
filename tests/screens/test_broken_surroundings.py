"""The screens where the machine gives no room, or the clock's file is half written: nothing ends."""

from deskterm.app import DeskApp
from deskterm.clock import clock_from
from deskterm.desk.context import open_desk
from deskterm.desk.tickets import tickets
from deskterm.models.basics.ticket_numbers import short

from tests.clocks import Watch
from tests.desk.conftest import furnish
from tests.disks import fill, small_disk  # noqa: F401
from tests.screens.conftest import settle, text, until

NINE = "2026-03-02T09:00"


def request(desk):
    from deskterm.desk.intake import receive

    return receive.receive_request(
        desk, channel="phone", customer="C001", subject="Stampa vuota", body="Non va.", phone="0445 000123"
    ).ticket


async def test_a_full_disk_is_said_and_work_goes_on_when_there_is_room(small_disk):  # noqa: F811
    clock = Watch(NINE)
    desk = furnish(small_disk / "desk", clock)
    code = request(desk)
    app = DeskApp(desk)
    async with app.run_test(size=(140, 40)) as pilot:
        await until(pilot, lambda: short(code) in text(app))
        ballast = fill(small_disk)
        clock.passes(120)  # the minute's own work finds no room either
        app.nudge()
        await pilot.press("f4")
        await until(pilot, lambda: "pieno" in text(app))
        assert tickets.get(desk, code).taken_by is None
        for key in ("f8", "escape", "4", "1"):
            await pilot.press(key)
            await settle(pilot)
        assert app.return_code is None
        ballast.unlink()
        await pilot.press("f4")
        await until(pilot, lambda: tickets.get(desk, code).taken_by == "luca")
    assert app.return_code == 0 or app.return_code is None
    desk.close()


async def test_the_screens_outlive_a_clock_file_that_is_half_written(tmp_path):
    furnish(tmp_path / "desk", Watch(NINE)).close()
    file = tmp_path / "ora"
    file.write_text(NINE)
    desk = open_desk(tmp_path / "desk", who="luca", clock=clock_from(f"@{file}", "Europe/Rome", running=True))
    code = request(desk)
    app = DeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: short(code) in text(app))
        for broken in (b"", b"2026-03-", b"\xff\xfe"):
            file.write_bytes(broken)
            app._tick()
            app.nudge()
            await settle(pilot)
            assert app.return_code is None
            assert short(code) in text(app)
        file.unlink()
        app._tick()
        await settle(pilot)
        assert app.return_code is None
    desk.close()
