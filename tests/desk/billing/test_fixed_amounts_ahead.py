"""Fixed amounts are told before the work that bears them: at triage, to who rings, by the marks of a call."""

from pathlib import Path

import pytest
from deskterm import locale
from deskterm.desk.billing import estimates, filing
from deskterm.desk.calls import timer
from deskterm.desk.triage import triage
from deskterm.models.money.price import marks
from deskterm.models.terms.service import read_service

from tests.clocks import Watch, rome
from tests.desk.five import House

TEXT = (Path(__file__).parents[2] / "data" / "firms" / "tariffario.toml").read_text(encoding="utf-8")
HOURS = '{ id = "P5", when = ["session=call|video|remote|onsite|web"]'
FREE = '{ id = "P5", when = ["session=call", "seconds<=300"], part = "free", mode = "free" }'
OPENED = TEXT.replace('"channel=phone"', '"session=call"').replace(HOURS, f"{FREE},\n  {HOURS}")
OPENING = 'price = 5.00, when = ["session=call"'
LATE = OPENED.replace(OPENING, f'{OPENING}, "seconds>600"')
ALONE = LATE.replace('"seconds<=300"', '"seconds<=86400"')


@pytest.fixture
def house(tmp_path):
    locale.choose("it")
    return House(tmp_path, "tariffario", Watch("2026-03-03T10:00"), text=OPENED)


def told(house, code):
    verdict = triage.preview(house.desk, code, topic="usage")
    return estimates.told(verdict.costs, verdict.known).replace("\xa0", " ")


def test_triage_tells_the_opening_the_call_out_and_what_nobody_can_count_yet(house):
    call, remote, onsite = told(house, house.request("mail").ticket).split("), ")
    assert call.startswith("telefonata: compreso fino a 5 minuti") or call.startswith("telefonata: i primi")
    assert call.endswith("+ Apertura 5,00 € (P8")
    assert "+" not in remote
    assert onsite.startswith("dal cliente: a pagamento: 60,00 € l'ora (P5) + ")
    assert "Diritto di chiamata 25,00 € (P7)" in onsite
    assert "Chilometri 0,50 € l'uno oltre 20 (P9)" in onsite
    assert "Urgenza" not in onsite


def test_what_the_request_asked_for_has_its_price_too(house):
    code = house.request("mail", fields={"hurry": "today"}).ticket
    assert told(house, code).count("Urgenza 80,00 € (P11)") == 3


def test_who_rings_is_told_of_it_and_in_english(house):
    said = [one.replace("\xa0", " ") for one in estimates.each_of_customer(house.desk, "C001")]
    assert any("telefonata" in one and "Apertura 5,00 € (P8)" in one for one in said)
    assert any("dal cliente" in one and "Diritto di chiamata 25,00 € (P7)" in one for one in said)
    locale.choose("en")
    assert any("Call-out €25.00 (P7)" in one for one in estimates.each_of_customer(house.desk, "C001"))


def test_what_its_ticket_has_borne_is_not_told_again(house):
    code = house.request("mail").ticket
    timer.start(house.desk, code)
    house.watch.set("2026-03-03T10:20")
    filing.file(house.desk, timer.stop(house.desk).group_id, outcome="solved", answers={})
    house.watch.set("2026-03-03T12:20")
    assert "Apertura" not in told(house, code)


CALL = {"session": "call"}
TUESDAY = rome("2026-03-03T10:00")


def test_a_call_whose_time_is_free_yet_costs_its_fixed_amount_from_the_beginning():
    assert marks(read_service(OPENED), CALL, TUESDAY)[:2] == ((0, "fixed"), (240, "soon"))
    assert (300, "money") in marks(read_service(OPENED), CALL, TUESDAY)


def test_an_amount_that_comes_later_than_the_time_has_no_mark_of_its_own():
    assert "fixed" not in dict(map(reversed, marks(read_service(LATE), CALL, TUESDAY)))


def test_an_amount_alone_is_marked_where_it_begins():
    assert marks(read_service(ALONE), CALL, TUESDAY)[0] == (600, "fixed")
