"""A Swiss firm on the screens: German letters and papers, a card's languages, the program in a third one."""

from pathlib import Path

import pytest
from deskterm import locale
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.triage import clarify

from tests.models.test_three_firms import FIRMS
from tests.screens.conftest import settle, text
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk
from tests.screens.ticket.test_ticket_screen import open_ticket

GERMAN = Path(__file__).parents[1] / "data" / "catalogues"
PLAIN = {"hurry": "usual", "scope": "one"}


@pytest.fixture
def bergsee(tmp_path):
    locale.look_in(GERMAN)
    return FiveDesk(tmp_path / "desk", str(FIRMS["bergsee-informatik"]))


async def test_the_letter_that_asks_back_is_german_and_the_screen_stays_italian(bergsee):
    code = bergsee.taken(subject="Drucker", fields=PLAIN)
    async with bergsee.app().run_test(size=(100, 40)) as pilot:
        await open_ticket(pilot, code)
        shown = await press(pilot, "c")
        assert "Guten Tag Anna Rossi" in shown and "wir haben Ihre Anfrage «Drucker» erhalten" in shown
        assert "Chiarimenti" in shown
    cards.change(bergsee.desk, "C001", {"language": "it"})
    assert "richiesta «Drucker»" in clarify.clarification_text(bergsee.desk, code)


async def test_the_report_is_read_as_we_read_it_and_below_as_the_customer_does(bergsee):
    code = bergsee.taken(fields=PLAIN)
    timer.start(bergsee.desk, code, kind="training")
    bergsee.now += 7 * 3600 + 1800
    filing.file(bergsee.desk, timer.stop(bergsee.desk).group_id, outcome="solved")
    async with bergsee.app().run_test(size=(100, 50)) as pilot:
        await opened(pilot, "reports")
        shown = (await press(pilot, "enter")).replace("\N{NO-BREAK SPACE}", " ")
        assert "Come lo legge il cliente (tedesco)" in shown
        ours, theirs = shown.split("Come lo legge il cliente (tedesco)")
        assert "emesso" in ours and "Risolto" in ours and "Gelöst" not in ours
        assert "ausgestellt am 03.03.26" in theirs and "Gelöst" in theirs
        assert "CHF 1’050.00" in theirs and "auf Rechnung" in theirs


async def test_the_card_offers_the_languages_of_the_terms_and_refuses_another(bergsee):
    async with bergsee.app().run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "f2", *"rossi")
        await press(pilot, "f6")
        await press(pilot, *"nome", "enter")
        field = pilot.app.screen.query_one("#language")
        assert (field.value, str(field.placeholder)) == ("de", "de it")
        field.value = "fr"
        assert "de it" in await press(pilot, "f9")
        field.value = "it"
        await press(pilot, "f9")
    assert cards.languages(bergsee.desk) == ("de", "it")


async def test_without_a_catalogue_the_card_says_what_german_letters_are_like(bergsee):
    locale.look_in(None)
    cards.change(bergsee.desk, "C001", {"language": "it"})
    async with bergsee.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "f2", *"rossi")
        await press(pilot, "f6")
        await press(pilot, *"nome", "enter")
        pilot.app.screen.query_one("#language").value = "de"
        assert "Il programma non ha parole in tedesco" in await press(pilot, "f9")
        await open_ticket(pilot, bergsee.taken(fields=PLAIN))
        shown = await press(pilot, "r")
        assert "c001@clienti.example" in shown and "Il programma non ha parole in tedesco" in shown


async def test_the_key_of_the_language_goes_through_the_catalogues_that_are_there(bergsee):
    code = bergsee.request(fields=PLAIN)
    async with bergsee.app().run_test(size=(100, 30)) as pilot:
        await open_ticket(pilot, code)
        told = []
        for _ in range(3):
            shown = await press(pilot, "L")
            named = [one for one in ("English", "German", "Deutsch", "italiano") if one in shown]
            told.append((locale.language(), *named, "Dringlichkeit" in shown, "Urgenza" in shown))
    assert told == [
        ("en", "English", True, False),
        ("de", "Deutsch", True, False),
        ("it", "italiano", False, True),
    ]


async def test_nouns_of_german_terms_keep_their_capitals_inside_a_sentence(bergsee):
    code = bergsee.request(fields=PLAIN)
    async with bergsee.app().run_test(size=(100, 30)) as pilot:
        await open_ticket(pilot, code)
        assert "tempo del trimestre" in text(pilot.app)
        await press(pilot, "L")
        assert "Zeit des Quartals" in await press(pilot, "L")
