"""Each service through the screens, from the first request to the month's bill: by keys, as it is read."""

from __future__ import annotations

from deskterm.desk.billing import month_end as settlement
from deskterm.desk.intake import receive
from textual.widgets import Input

from tests.clocks import rome
from tests.desk.mails import mail
from tests.models.test_sixth_service import CLAUSES, TEXT
from tests.screens.conftest import text
from tests.screens.counter import press, still
from tests.screens.five import FiveDesk

SIZE = (100, 30)


def arrives(desk: FiveDesk, subject: str) -> None:
    """Anna's mail, as the mailbox brings it while the screens stand."""
    body = "Buongiorno, la stampa si ferma. Mi trovate allo 0445 000123."
    sent = mail("Anna Rossi <c001@clienti.example>", subject, body, received="Tue, 3 Mar 2026 10:20:00 +0100")
    assert receive.receive_mail(desk.desk, sent).outcome == "queued"


async def passes(pilot, desk: FiveDesk, minutes: int) -> None:
    desk.now += minutes * 60
    pilot.app.desk_screen.tick(desk.now)
    await still(pilot)


async def taken_and_sorted(pilot, topic: str, *severity: str) -> str:
    """The first of the queue into this technician's hands, and what it is about."""
    shown = await press(pilot, "1", "f4")
    assert "TK1" in shown and "in mano a luca" in shown
    await press(pilot, "t", "a", *topic, "enter")
    return await press(pilot, *severity, "f9")


async def answered(pilot, words: str) -> None:
    """Back from the filed call to its ticket, and an answer in writing."""
    if "Richiamate" in await press(pilot, "enter"):
        await press(pilot, "escape")
    await press(pilot, "r", *words)
    assert "TK1  risposto" in await press(pilot, "f9")


async def month_end(pilot, desk: FiveDesk) -> str:
    """The month's bill on the first of April."""
    desk.now = rome("2026-04-01T08:30")
    pilot.app.desk_screen.tick(desk.now)
    return await press(pilot, "escape", "7", "m")


def money(shown: str, customer: str = "Rossi Impianti srl") -> list[str]:
    """The customer's line of the bill: reports, minutes, net, VAT and gross."""
    (line,) = [one for one in shown.splitlines() if customer in one]
    words = line.replace("\N{NO-BREAK SPACE}", " ").split()
    return [word for word in words[4:] if word != "€"][:5]


async def closed(pilot, desk: FiveDesk) -> None:
    """The month closed by F9 and yes; nothing remains to be invoiced."""
    assert "chiuso 1/4/26 08:30, luca" in await press(pilot, "f9", "s")
    assert not settlement.of_month(desk.desk, "2026-03").to_close


async def typed_on_the_form(pilot, subject: str) -> str:
    """A request of the customer's own area, typed in: what it is about and of which type."""
    await press(pilot, "c", *"rossi", "enter")
    pilot.app.screen.query_one("#subject", Input).focus()
    await press(pilot, *subject)
    pilot.app.screen.query_one("#type").focus()
    return await press(pilot, "right")


async def test_delta_a_mail_a_call_turned_remote_and_what_the_carnet_did_not_cover(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system", sold={"minute": 15})
    async with desk.app().run_test(size=SIZE) as pilot:
        await still(pilot)
        arrives(desk, "Stampa del registro")
        pilot.app.nudge()
        shown = await press(pilot, "1")
        assert "1º in coda: ordine di arrivo (D15)" in shown and "gio 10:20" in shown
        assert "Uso del gestionale" in await taken_and_sorted(pilot, "uso")
        assert "compreso fino a 5:00" in await press(pilot, "f2", "enter")
        await passes(pilot, desk, 6)
        assert "teleassistenza" in await press(pilot, "f6")  # these terms ask nothing first
        await passes(pilot, desk, 22)
        shown = await press(pilot, "f5", "right", "tab", "right", "f9")
        assert "28 min (D28)" in shown and "15 min dal carnet · 13 min in fattura" in shown
        await answered(pilot, "fatto")
        assert money(await month_end(pilot, desk)) == ["1", "13", "13,00", "2,86", "15,86"]
        await closed(pilot, desk)


async def test_contabilita_a_chat_called_back_in_the_hours_of_assistance_and_never_billed(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "contabilita-in-cloud")
    async with desk.app().run_test(size=SIZE) as pilot:
        await press(pilot, "c", *"rossi", "enter", *"stampa ferma")
        assert "Va in coda" in text(pilot.app)
        await press(pilot, "f9")
        await taken_and_sorted(pilot, "uso")
        assert "0445 000123" in await press(pilot, "f8")
        assert "compreso, nessun addebito (T1)" in await press(pilot, "enter")
        await passes(pilot, desk, 12)
        assert "nessun addebito" in await press(pilot, "f5", "right", "f9")
        await answered(pilot, "fatto")
        assert "Niente da fatturare" in await month_end(pilot, desk)


async def test_digital_micro_half_an_hour_of_remote_work_with_consent_at_thirty_euro_an_hour(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    async with desk.app().run_test(size=SIZE) as pilot:
        await press(pilot, "c", *"rossi", "enter", *"La stampante non va")
        assert "(M4)" in text(pilot.app)
        await press(pilot, "f9")
        await taken_and_sorted(pilot, "assistenza")
        assert "gratuito (H3)" in await press(pilot, "f2", "enter")
        assert "Non ancora (M5)" in await press(pilot, "f6")
        assert "teleassistenza" in await press(pilot, "1", "2", "3", "4", "5", "6", "enter")
        await passes(pilot, desk, 30)
        shown = await press(pilot, "f5", "right", "tab", "right", "f9", "1")
        assert "30 min (M11)" in shown and "15,00" in shown
        await answered(pilot, "fatto")
        assert money(await month_end(pilot, desk)) == ["1", "30", "15,00", "3,30", "18,30"]
        await closed(pilot, desk)


async def test_istes_a_mail_with_its_severity_authorised_remote_work_and_three_units(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    async with desk.app().run_test(size=SIZE) as pilot:
        await still(pilot)
        arrives(desk, "Blocco alla chiusura")
        pilot.app.nudge()
        await press(pilot, "1")
        assert "A (grave)" in await taken_and_sorted(pilot, "uso", "g", "enter")
        assert "scatto 1, fino a 20:00" in await press(pilot, "f2", "enter")
        await press(pilot, "f6")
        assert "Non ancora (I7)" in await press(pilot, "1")
        assert "teleassistenza" in await press(pilot, "2", "enter")
        await passes(pilot, desk, 45)
        shown = await press(pilot, "f5", "1", "7", "f9")
        assert "3 scatti (I25)" in shown and "120,00" in shown
        await answered(pilot, "fatto")
        assert money(await month_end(pilot, desk)) == ["1", "60", "120,00", "26,40", "146,40"]
        await closed(pilot, desk)


async def test_omniagest_the_last_ticket_of_the_pack_then_one_beyond_it_that_is_invoiced(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest", sold={"ticket": 1})
    async with desk.app().run_test(size=SIZE) as pilot:
        assert "(O3)" in await typed_on_the_form(pilot, "Stampa")
        await press(pilot, "f9")
        assert "0 ticket (1 riservato)" in await taken_and_sorted(pilot, "informazioni")
        await press(pilot, "r", *"fatto")
        assert "TK1  risposto" in await press(pilot, "f9")
        assert "1 esaurito" in await press(pilot, "escape", "6")

        # The pack is used up: the next request waits in the post until somebody lets it in.
        await press(pilot, "1")
        await typed_on_the_form(pilot, "Logo")
        assert "Trattenuta (O2)" in await press(pilot, "f9")
        assert "Logo" in await press(pilot, "escape", "5")
        assert "TK2" in await press(pilot, "a")

        # It is worked on from remote: no ticket of a pack is left, so one is invoiced.
        assert "TK2  in mano a luca" in await press(pilot, "1", "f4")
        await press(pilot, "f2", "down", "enter", "f6")

        await passes(pilot, desk, 20)
        shown = await press(pilot, "f5", "right", "tab", "right", "f9")
        assert "Come si paga?" in shown and "25,00 € a rapportino" in shown
        assert "Vendere un carnet" in shown and "Gratis, con un motivo" in shown
        shown = await press(pilot, "enter")

        assert "1 ticket (O2)" in shown and "1 ticket in fattura" in shown
        assert money(await month_end(pilot, desk)) == ["1", "0", "25,00", "5,50", "30,50"]
        await closed(pilot, desk)


async def test_a_sixth_firm_that_is_only_a_file_has_the_same_screens(tmp_path):
    file = tmp_path / "bottega.toml"
    file.write_text(TEXT + CLAUSES, encoding="utf-8")
    desk = FiveDesk(tmp_path / "desk", str(file), "2026-03-06T18:00", sold={"cent": 2000})
    desk.request("C002", channel="desk", subject="Prima, senza piano")
    async with desk.app().run_test(size=SIZE) as pilot:
        # The golden customer asks on Friday evening: first in the queue, by Saturday noon.
        await press(pilot, "c", *"rossi", "enter", *"La stampante non va")
        await press(pilot, "f9")
        shown = await press(pilot, "escape", "1")
        assert shown.index("Rossi Impianti") < shown.index("Ferramenta Verdi")
        assert "12:00" in next(line for line in shown.splitlines() if "Rossi Impianti" in line)
        await press(pilot, "f4", "t", "a", *"uso", "enter", "f9")

        # Sixteen minutes are two quarters of an hour; the wallet pays twenty euro of the twenty-four.
        await press(pilot, "f2", "enter")
        await passes(pilot, desk, 16)
        shown = await press(pilot, "f5", "f9")
        assert "30 min (B6)" in shown and "20,00 € dal carnet · 5 min in fattura: 4,00 €" in shown
        shown = await press(pilot, "escape", "6")
        assert "Borsellino 1" in shown and "0,00 €" in shown and "esaurito" in shown
        assert money(await month_end(pilot, desk)) == ["1", "5", "4,00", "0,88", "4,88"]
        await closed(pilot, desk)
