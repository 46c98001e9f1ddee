"""Each shipped service at the desk, told from the request to the filed session, in a terminal of 80x24."""

from __future__ import annotations

import re

import pytest
from deskterm import locale
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards, profile
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets
from textual.widgets import Input

from tests.screens.conftest import text
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

KEY = re.compile(r"\b(request|calling|checklist|profile|agenda|promised)\.[a-z_]")  # a word without its text


@pytest.mark.parametrize("service", files.names())
async def test_every_services_screens_open_with_its_own_words(tmp_path, service):
    desk = FiveDesk(tmp_path / "desk", service)
    desk.request()
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot)
        assert "TK1" in shown and desk.desk.service.name.split()[0] in shown
        for door in ("ticket", "triage"):
            assert "Registro IVA" in await opened(pilot, door, "TK000001")
            await press(pilot, "escape")
        assert desk.desk.service.channels[0].it in await opened(pilot, "request", "C001")
        await press(pilot, "escape")
        assert "Richiamate" in await press(pilot, "f8")


async def test_delta_a_typed_request_is_called_about_turned_remote_and_billed_from_the_pack(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "c", *"rossi", "enter", *"Stampa", "tab")
        pilot.app.screen.query_one("#problem").focus()
        await press(pilot, *"ferma", "f9")
        await press(pilot, "f2", "enter")
        desk.now += 120
        pilot.app.desk_screen.tick(desk.now)
        assert "compreso fino a 5:00" in await press(pilot)
        assert "teleassistenza" in await press(pilot, "f6")  # Delta's terms ask nothing first
        desk.now += 600
        pilot.app.desk_screen.tick(desk.now)
        shown = await press(pilot, "f5", "right", "tab", "right", "f9")
        assert "12:00 → 12 min (D28)" in shown and "12 min dal carnet" in shown and "rapportino" in shown


async def test_contabilita_a_chat_becomes_a_callback_and_a_call_that_is_included(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "contabilita-in-cloud")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "c", *"rossi", "enter", *"non invia la fattura")
        shown = text(pilot.app)
        assert "tutto quello che serve" in shown and "Va in coda" in shown
        await press(pilot, "f9")
        assert "piano ADVANCED" in text(pilot.app)
        shown = await press(pilot, "f8", "enter")
        assert "compreso, nessun addebito (T1)" in shown and "carnet" not in shown
        desk.now += 400
        pilot.app.desk_screen.tick(desk.now)
        shown = await press(pilot, "f5", "right", "f9")
        assert "registrata" in shown and "nessun addebito" in shown


async def test_contabilita_a_caller_is_asked_to_book_in_writing(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "contabilita-in-cloud")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi", "enter")
        shown = await press(pilot, "n")
        assert "Verrebbe respinta" in shown and "(T2)" in shown
    assert timer.running(desk.desk) is None


async def test_digital_micro_half_an_hour_of_remote_work_goes_to_the_invoice(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    code = desk.taken()
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "ticket", code)
        assert "adesione ✓ del 15/1/26" in shown
        shown = await press(pilot, "f2", "enter")
        assert "gratuito (H3)" in shown and "carnet" not in shown
        await press(pilot, "f6", "1", "2", "3", "4", "5", "6", "enter")
        desk.now += 1_800
        pilot.app.desk_screen.tick(desk.now)
        assert "fatturabile da ora" in await press(pilot)
        shown = await press(pilot, "f5", "right", "tab", "right", "f9", "1")
        assert "30:00 → 30 min (M11)" in shown and "15,00 €" in shown


async def test_omniagest_a_ticket_of_the_pack_is_put_aside_and_used_up_with_the_first_answer(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    code = desk.request()
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "ticket", code)
        assert "pacchetto ticket: 2 ticket (1 riservato)" in shown
        assert "risposta entro oggi 15:30, al più tardi mer 10:30" in shown
        await press(pilot, "f2", "down", "enter")
        assert timer.running(desk.desk) is not None
        desk.now += 300
        pilot.app.desk_screen.tick(desk.now)
        shown = await press(pilot, "f5", "right", "tab", "right", "f9")
        assert "registrata" in shown and "(O11)" in shown  # the telephone is in the agreement


async def test_istes_the_clock_counts_units_and_names_the_next_one(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    code = desk.taken()
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ring", code)
        shown = await press(pilot, "enter")
        assert "scatto 1, fino a 20:00" in shown and "Alto lavoro" not in shown
        desk.now += 18 * 60 + 10
        pilot.app.desk_screen.tick(desk.now)
        assert "fra 1:50 comincia lo scatto 2" in await press(pilot)
        desk.now += 2 * 60
        pilot.app.desk_screen.tick(desk.now)
        assert "scatto 2, fino a 40:00" in await press(pilot)
        shown = await press(pilot, "f5", "1", "7", "f9")
        assert "2 scatti (I25)" in shown and "80,00 €" in shown


async def test_istes_in_the_cloud_a_call_is_free_and_says_why(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    profile.set_facts(desk.desk, "C001", {"deployment": "cloud"})
    code = desk.taken()
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ring", code)
        shown = await press(pilot, "enter")
        assert "gratuito (I3)" in shown and "programma in cloud" in shown


async def test_istes_orders_by_tier_and_severity_and_shows_both(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    desk.request("C002", subject="Senza contratto")
    desk.request(subject="Con contratto")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot)
        assert shown.index("Con contratto") < shown.index("Senza contratto")
        assert "1 ?" in shown and "2 ?" in shown and "Alto lavoro" in shown
        await opened(pilot, "triage", "TK000002")
        shown = await press(pilot, "g")
        assert "A (grave)" in shown


async def test_istes_a_caller_who_has_not_written_is_asked_to_write(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi", "enter")
        shown = await press(pilot, "n")
        assert "(I5)" in shown and "scrivere" in shown
        pilot.app.screen.query_one("#subject", Input).focus()
        shown = await press(pilot, *"Aiuto", "f9")
        assert "Respinta (I5)" in shown
    assert cards.card(desk.desk, "C001").open_tickets == ()


async def test_a_delivery_says_until_when_it_can_be_disputed(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    code = desk.request()
    profile.deliver(desk.desk, "C001", what="Report vendite", on="2026-02-20")
    async with desk.app().run_test(size=(110, 30)) as pilot:
        shown = await opened(pilot, "ticket", code)
        assert "contestabile fino al 22/3/26 (I14)" in shown
    assert tickets.get(desk.desk, code).state == "queued"


async def test_omniagest_a_ticket_waits_for_a_file_and_comes_back_to_its_place(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    first = desk.request()
    desk.request(subject="Seconda")
    sent = tmp_path / "archivio.zip"
    sent.write_bytes(b"PK")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "ticket", first)
        assert "Omniagest 4.5" in shown and "Uso del programma" in shown
        await press(pilot, "f")
        assert "attende un file" in await press(pilot, "f9")
        await press(pilot, "escape", "3")
        assert "un file" in text(pilot.app)
        await opened(pilot, "ticket", first)
        await press(pilot, "f")
        pilot.app.screen.query_one(Input).value = str(sent)
        assert "1º in coda" in await press(pilot, "enter")


async def test_a_call_is_promised_in_the_hours_that_suit_the_customer(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    code = desk.taken()
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "b")
        pilot.app.screen.query_one("#from", Input).value = "15:00"
        shown = await press(pilot, "f9")
        assert "si richiama oggi 15:00" in shown and "richiamata oggi 15:00" in shown
        assert "15:00-" in await press(pilot, "f8")


async def test_omniagest_the_packs_count_tickets_and_say_what_is_put_aside(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    desk.request()
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "6")
        assert "2 ticket" in shown and "3 ticket" in shown and "1 riservato" in shown
        shown = await press(pilot, "enter")
        assert "impegno" in shown and "-1     2" in shown


@pytest.mark.parametrize("service", files.names())
async def test_no_word_is_missing_in_english(tmp_path, service):
    desk = FiveDesk(tmp_path / "desk", service)
    code = desk.request()
    locale.choose("en")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        for door, *args in (("ticket", code), ("request", "C001"), ("ring", code), ("callbacks",)):
            shown = await opened(pilot, door, *args)
            assert not re.search(r"\b(request|calling|checklist|profile|agenda|promised)\.[a-z_]", shown), (
                shown
            )
            await press(pilot, "escape")
