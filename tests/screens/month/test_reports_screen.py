"""The work reports: where each stands, and the keys that print, send and confirm one."""

import pytest
from deskterm import locale
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.letters import handed_reports
from deskterm.desk.tickets import tickets
from deskterm.screens.month.handing import read_confirmation
from deskterm.screens.shared.form import Unreadable
from textual.widgets import Input

from tests.desk.money_kit import Office
from tests.documents.test_handout import flat, pages_of
from tests.screens.conftest import lines, settle
from tests.screens.counter import Empty, press
from tests.screens.shell import app_class


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path / "office")
    code = made.ticket(made.customer())
    tickets.set_contact(made.desk, code, email="nadia@zaupa.example")
    session = timer.start(made.desk, code)
    made.clock.at += 600
    timer.stop(made.desk)
    filing.file(made.desk, session.group_id, outcome="solved", reason="setup", note="Fatto")
    yield made
    made.desk.close()


async def test_a_report_is_printed_sent_and_confirmed_by_its_keys(office, tmp_path):
    locale.choose("it")
    app = app_class(Empty)(office.desk)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "7", "r")
        assert "emesso" in shown and "Stampa" in shown

        await press(pilot, "p")
        app.screen.query_one(Input).value = str(tmp_path)
        await press(pilot, "enter")
        (file,) = tmp_path.glob("*.pdf")
        assert file.name == "rapportino-R2026-0001.pdf"
        assert "Totale IVA compresa 10,98 €" in flat(pages_of(file.read_bytes())[0])

        assert "nadia@zaupa.example" in await press(pilot, "s")
        await press(pilot, "s")
        assert any("mandato" in line for line in lines(app))

        await press(pilot, "c", *"Nadia", "enter")
        await press(pilot, "f9")
        assert any("confermato" in line for line in lines(app))
        assert "già partito" in await press(pilot, "s")


async def test_where_nobody_can_be_written_to_is_said_before_anything_is_asked(office):
    locale.choose("it")
    with office.desk.write() as conn:
        conn.execute("UPDATE ticket SET contact_email = ''")
    async with app_class(Empty)(office.desk).run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "7", "r", "s")
        assert "non ha un indirizzo" in shown and "Mandare" not in shown


async def test_a_confirmation_that_is_refused_stays_typed_with_the_reason(office):
    locale.choose("it")
    async with app_class(Empty)(office.desk).run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "r", "c", *"Nadia")
        handed_reports.confirm(office.desk, "R2026-0001", who="Ugo")  # a colleague is quicker
        shown = " ".join((await press(pilot, "f9")).split())
        assert "l’ha già confermato Ugo" in shown and "Nadia" in shown


@pytest.mark.parametrize("language", locale.LANGUAGES)
async def test_it_fits_a_small_terminal(office, language):
    locale.choose(language)
    app = app_class(Empty)(office.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "7", "r")
        assert "R2026-0001" in shown
        assert {"it": "Confermato", "en": "Confirmed"}[language] in shown
        assert all(len(line) <= 80 for line in shown.splitlines())


def test_how_it_was_confirmed_is_understood_by_its_first_letters():
    locale.choose("it")
    assert read_confirmation({"who": "Nadia", "how": "fir"}) == ("Nadia", "signature")
    assert read_confirmation({"who": "Nadia", "how": "Posta"}) == ("Nadia", "mail")
    for values in ({"who": "", "how": "posta"}, {"who": "Nadia", "how": ""}, {"who": "Nadia", "how": "fax"}):
        with pytest.raises(Unreadable):
            read_confirmation(values)
