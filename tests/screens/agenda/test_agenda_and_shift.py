"""The agenda with the day as a strip, and the end of the shift: one key for each loose end."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.calls import timer
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.locale import choose
from deskterm.models.basics.ticket_numbers import short
from textual.widgets import TextArea

from tests.clocks import rome
from tests.screens.conftest import lines, until
from tests.screens.counter import Counter, opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def micro(tmp_path) -> FiveDesk:
    return FiveDesk(tmp_path / "desk", "digital-micro")


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def agree(desk: FiveDesk, start: str, **more) -> None:
    code = desk.request(subject=f"Visita {start[-5:]}")
    given = {"minutes": 60, "kind": "remote", **more}
    appointments.add(desk.desk, code, starts_at=rome(start), **given)


@pytest.mark.parametrize(("size", "lang"), [((80, 24), "it"), ((140, 40), "en")])
async def test_phone_fault_11_the_agenda_shows_what_is_promised_and_the_day_as_a_strip(micro, size, lang):
    agree(micro, "2026-03-03T11:00")
    agree(micro, "2026-03-04T15:00", technician="marta")
    callbacks.add(micro.desk, micro.request(subject="Stampa"), due_at=rome("2026-03-03T15:30"))
    async with micro.app().run_test(size=size) as pilot:
        if lang == "en":
            await press(pilot, "L")
        shown = await press(pilot, "8")
        strip = lines(pilot.app)[1:4]
        sign = {"it": "R", "en": "C"}[lang]
        assert strip[0].split()[:3] == ["8", "9", "10"]
        hour, column = strip[0].index("11"), strip[1].index("A")
        assert hour == column  # the appointment stands under its hour
        assert "██" in strip[1] and sign in strip[1] and "│" in strip[1]
        rows = [line for line in lines(pilot.app) if "Rossi" in line]
        assert [code for row in rows for code in row.split() if "TK" in code][:3] == [
            "TK1",
            "TK3",
            "TK2",
        ]
        assert "15:00-16:00" in shown and "marta" in shown
        await press(pilot, "m")
        assert "TK2" not in await press(pilot)
        assert "TK1" in (await press(pilot, "enter")).splitlines()[0]


@pytest.mark.parametrize(("lang", "call", "legend"), [("it", "R", "│ adesso"), ("en", "C", "│ now")])
@pytest.mark.parametrize("minutes", [0, 3, 25, 59])
async def test_the_clock_is_seen_within_an_appointment_that_covers_this_moment(
    micro, lang, call, legend, minutes
):
    agree(micro, "2026-03-03T11:00")
    callbacks.add(micro.desk, micro.request(subject="Stampa"), due_at=rome("2026-03-03T15:30"))
    micro.now = rome("2026-03-03T11:00") + 60 * minutes
    choose(lang)
    async with micro.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "8")
        hours, strip = lines(pilot.app)[1:3]
        assert strip.count("│") == 1 and legend in shown
        assert strip.index("A") == hours.index("11") < strip.index("│") <= hours.index("12")
        assert call in strip, "no letter is lost to it"


@pytest.mark.parametrize(("minutes", "behind"), [(-2, False), (0, True), (2, True)])
async def test_the_clock_stands_beside_a_callback_that_is_due_now(micro, minutes, behind):
    due = rome("2026-03-03T15:33")
    callbacks.add(micro.desk, micro.request(subject="Stampa"), due_at=due)
    micro.now = due + 60 * minutes
    async with micro.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "8")
        strip = lines(pilot.app)[2]
        assert ("R│" if behind else "│R") in strip


async def test_the_strip_is_the_day_of_the_row_under_the_cursor(micro):
    agree(micro, "2026-03-03T11:00")
    agree(micro, "2026-03-04T15:00")
    async with micro.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "8")
        assert "oggi · A appuntamento" in shown
        await press(pilot, "down")
        await until(pilot, lambda: "mer · A appuntamento" in "\n".join(lines(pilot.app)))


async def test_an_empty_agenda_says_how_to_promise(micro):
    async with micro.app().run_test(size=(80, 24)) as pilot:
        assert "a su un ticket" in await press(pilot, "8")


async def test_phone_fault_11_each_loose_end_has_a_line_and_its_key(counter):
    held, worked = counter.taken(), counter.request(subject="Altro")
    timer.start(counter.desk, worked, inbound=True)
    counter.now += 240
    timer.stop(counter.desk)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "9")
        assert "2 da sistemare" in shown and "da registrare" in shown and "in mano" in shown
        assert "Invio Registra" in lines(pilot.app)[-1] and "Rimetti" not in lines(pilot.app)[-1]
        await press(pilot, "down")
        await press(pilot, "i")
        assert tickets.get(counter.desk, held).state == "queued"
        assert "1 da sistemare" in await press(pilot)
        shown = await press(pilot, "enter")
        assert short(worked) in shown.splitlines()[0]


async def test_phone_fault_11_a_ticket_in_hand_goes_to_a_colleague_with_a_note(counter):
    held = counter.taken()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "9", "h")
        await press(pilot, "enter")
        await press(pilot, *"manca", "enter")
        assert "Niente in sospeso" in await press(pilot)
    assert tickets.get(counter.desk, held).taken_by == "marta"
    assert [one.body for one in tickets.thread(counter.desk, held) if one.kind == "note"] == ["manca"]


async def test_phone_fault_11_q_shows_what_is_loose_and_leaves_at_the_second_time(counter):
    held = counter.taken()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "q")
        assert "q di nuovo esce lo stesso" in " ".join(shown.split()) and short(held) in shown
        await pilot.press("q")
        await until(pilot, lambda: pilot.app.return_code == 0)


async def test_q_leaves_at_once_where_nothing_is_loose(counter):
    counter.request()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot)
        await pilot.press("q")
        await until(pilot, lambda: pilot.app.return_code == 0)


async def test_phone_fault_11_an_answer_that_was_begun_is_a_loose_end(counter):
    code = counter.request()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r")
        pilot.app.screen.query_one(TextArea).insert("Buongiorno, basta riavviare")
        await press(pilot, "escape")
        shown = await press(pilot, "9")
        assert "bozza" in shown and short(code) in shown


async def test_phone_fault_11_letters_to_hand_over_are_found_from_the_end_of_the_shift(counter):
    code = counter.request(email="", phone="0445 000123", channel="mail")
    queue.take(counter.desk, code, reason="prova")
    from deskterm.desk.steps.tickets import writing

    with counter.desk.write() as conn:
        ticket = tickets.get(counter.desk, code)
        bare = type(ticket)(
            **{**{name: getattr(ticket, name) for name in ticket.__struct_fields__}, "contact_email": ""}
        )
        rest = "\n".join(f"Passo {number}." for number in range(1, 40))
        writing.write_to_customer(counter.desk, conn, bare, "answer", f"Basta riavviare.\n{rest}")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "9")
        assert "da consegnare" in shown
        await press(pilot, "down")
        shown = await press(pilot, "enter")
        assert "Basta riavviare." in shown
        await press(pilot, "f9")
        assert "da consegnare" not in await press(pilot)
