"""Credits on the month's bill: what was granted has its line and clause, what waits is named."""

import sqlite3

import pytest
from deskterm import locale
from deskterm.desk.billing import credits, month_end
from deskterm.desk.customers import agreements
from deskterm.desk.errors import Refused
from deskterm.desk.tickets import tickets, undo

from tests.clocks import Watch
from tests.commands.test_credits import CREDIT
from tests.desk.five import House
from tests.models.terms_kit import text as terms
from tests.models.two_promises import ANSWER, RESOLUTION, WORDS
from tests.screens.conftest import lines, settle
from tests.screens.counter import Empty, press
from tests.screens.shell import app_class

PRICE = '{ id = "X4", mode = "time", rate = 60, settle = ["invoice"] }'
FIRM = terms(version="2", response=f"{ANSWER}, {RESOLUTION}", price=PRICE, more=WORDS + CREDIT)


@pytest.fixture
def app(tmp_path):
    """The first of April: Rossi's answer and resolution of March came too late, the answer is credited."""
    house = House(tmp_path, "prova", Watch("2026-03-02T10:00"), text=FIRM)
    agreements.correct(house.desk, "C001", {"fee_cents": 120_000})
    code = house.request("mail").ticket
    house.watch.set("2026-04-01T08:30")
    credits.grant(house.desk, code, "answer")
    yield app_class(Empty)(house.desk)
    house.desk.close()


async def test_the_month_is_less_by_what_was_granted_and_names_what_waits(app):
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "7", "m")
        assert "1 accredito da confermare" in shown and "-5,00" in shown
        (row,) = [line for line in lines(app) if "accredito?" in line]
        assert "-6,10" in row

        page = await press(pilot, "enter")
        (row,) = [line for line in lines(app) if "risposta oltre il termine" in line]
        assert "accredito" in row and "-5,00" in row
        assert "0 rapportini · 1 accredito" in page and "X7: Regola 7." in page
        assert "TK1 " in await press(pilot, "enter")  # the ticket whose promise it was
        await press(pilot, "escape", "escape")
        asked = await press(pilot, "f9")
        assert "da confermare, in nessun conto" in asked and "10,00" in asked


@pytest.mark.parametrize("language", locale.LANGUAGES)
async def test_it_fits_a_small_terminal(app, language):
    locale.choose(language)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "m", "enter")
        assert all(len(line) <= 80 for line in lines(app)) and app.screen.max_scroll_x == 0
        assert any("X7:" in line for line in lines(app))


def test_the_month_that_waits_is_the_one_with_a_credit_alone(app):
    assert month_end.first_shown(app.desk) == "2026-03"


WORDS_OF = {
    "it": ("X6: «Regola 6.»", "A nome di luca", "10,00 € in meno", "Si disfa con u", "10,00 € di accredito"),
    "en": ("X6: “Rule 6.”", "In the name of luca", "10.00 less", "Taken back with u", "10.00 credited"),
}


def less_by(line):
    """Whether a line of the bill takes ten euro from it."""
    return "-10,00" in line or "-€10.00" in line


@pytest.mark.parametrize("lang", locale.LANGUAGES)
async def test_one_key_grants_a_credit_on_the_customers_month_and_u_takes_it_back(app, lang):
    locale.choose(lang)
    clause, by, less, back, done = WORDS_OF[lang]
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "m", "enter")
        asked = " ".join((await press(pilot, "C")).replace("│", " ").split())
        for told in (clause, by, less, back):
            assert told in asked, told
        shown = await press(pilot, "enter")
        assert done in shown
        assert "u " in lines(app)[-2]  # the key that takes it back stands beside what was done
        assert len([line for line in lines(app) if less_by(line)]) == 1
        assert [one.state for one in credits.of_month(app.desk, "2026-03")] == ["granted", "granted"]
        shown = await press(pilot, "C")
        assert locale.t("credits.none") in shown

        await press(pilot, "u", "s")
        assert not [line for line in lines(app) if less_by(line)]
        assert [one.state for one in credits.of_month(app.desk, "2026-03")] == ["granted", "proposed"]


async def test_a_credit_is_refused_with_its_reason_on_the_ticket_and_is_gone_from_the_backlog(app):
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "7")
        assert "da accreditare" in shown and "C accred." in shown
        shown = await press(pilot, "enter")
        assert "da accreditare 10,00 € (X6, soluzione): C" in " ".join(shown.split())
        await press(pilot, "C", "down", "enter")
        shown = await press(pilot, *"Guasto suo", "enter")
        assert "nessun accredito a Rossi" in shown
        assert "da accreditare" not in " ".join((await press(pilot)).split("\n")[:6])
        decided = credits.of_month(app.desk, "2026-03")[-1]
        assert (decided.state, decided.why, decided.by) == ("refused", "Guasto suo", app.desk.who)
        assert "nessun accredito: Guasto suo (X6)" in await press(pilot, "d")
        assert "C accred." not in await press(pilot, "7")


def test_what_stands_on_a_closed_bill_is_not_taken_back(app):
    """Before the month is closed it is; from a closed bill neither a person nor the file lets it go."""
    code = credits.of_month(app.desk, "2026-03")[0].broken.ticket

    def granted() -> int:
        found = [one for one in tickets.history(app.desk, code) if one.deed == "credit_granted"]
        return max(one.id for one in found if one.after["metric"] == "resolution")

    assert credits.grant(app.desk, code, "resolution").cents == 1000
    undo.undo(app.desk, granted())
    assert [one.do for one in tickets.why(app.desk, code)].count("credit_granted") == 1
    assert credits.grant(app.desk, code, "resolution").cents == 1000
    month_end.close(app.desk, "2026-03")
    with pytest.raises(Refused, match="è chiuso: resta"):
        undo.undo(app.desk, granted())
    with app.desk.write() as conn, pytest.raises(sqlite3.IntegrityError):
        conn.execute("DELETE FROM credit")
    assert [one.state for one in credits.of_month(app.desk, "2026-03")] == ["granted", "granted"]


async def test_one_whose_fee_nobody_knows_says_what_is_wanting_and_can_only_be_refused(tmp_path):
    firm = terms(
        version="2",
        response=f"{ANSWER}, {RESOLUTION}",
        price=PRICE,
        more=f'{WORDS}{CREDIT}\nfee = {{ rule = "X6", share = 0.2 }}\n',
    )
    house = House(tmp_path, "prova", Watch("2026-03-02T10:00"), text=firm)
    code = house.request("mail").ticket
    house.watch.set("2026-04-01T08:30")
    credits.grant(house.desk, code, "answer")
    async with app_class(Empty)(house.desk).run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "m")
        page = await press(pilot, "enter")
        assert "canone non noto, da dire: la base del canone" in page
        asked = await press(pilot, "C")
        assert "quota del canone, che non è noto" in asked and "Concedi" not in asked
    house.desk.close()
