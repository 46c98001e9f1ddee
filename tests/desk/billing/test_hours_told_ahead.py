"""Who asks what work costs now is told what the bill will say: the first free contact, and the dear hours."""

from pathlib import Path

import pytest
from deskterm import locale
from deskterm.desk.billing import estimates, filing
from deskterm.desk.calls import timer
from deskterm.desk.packs import packs
from deskterm.desk.triage import triage
from deskterm.screens.call import reading, words

from tests.clocks import Watch, rome
from tests.desk.five import House

FIRM = Path(__file__).parents[2] / "data" / "firms" / "tariffario.toml"
TEXT = FIRM.read_text(encoding="utf-8").partition("[[example]]")[0]
PRICE = '{ id = "P5", when = ["session=call|video|remote|onsite|web"]'
FIRST = (
    '{ id = "P9", part = "first", when = ["session=call|remote"], mode = "free", first = 1, within = "year" }'
)
CHEAPER = (
    '{ id = "P9", part = "first", when = ["session=call|remote"], mode = "time", rate = 40.00, first = 2,'
    ' within = "month", settle = ["pack:hours", "invoice"] }'
)
SAID = {
    "2026-03-03T10:00": "",
    "2026-03-03T17:00": "dalle 18:00 ×1,5 sera (P6)",  # a Tuesday
    "2026-03-03T18:30": "ora ×1,5 sera (P6)",
    "2026-03-03T08:30": "fino alle 09:00 ×1,5 sera (P6)",
    "2026-03-07T23:00": "fino alle 00:00 ×1,5 sera (P6), dalle 00:00 ×2 festivo (P6)",  # into a Sunday
    "2026-03-08T12:00": "ora ×2 festivo (P6)",
}


@pytest.fixture
def house(tmp_path):
    locale.choose("it")

    def made(at, text=TEXT):
        return House(tmp_path, "tariffario", Watch(at), text=text)

    return made


def who_calls(house):
    return ", ".join(estimates.each_of_customer(house.desk, "C001")).replace("\xa0", " ")


def at_triage(house, code):
    verdict = triage.preview(house.desk, code, topic="usage")
    return estimates.told(verdict.costs, verdict.known).replace("\xa0", " ")


def of_calls(text):
    """What is said of telephone and remote work, which cost the same here."""
    return text.partition(", formazione")[0].partition(", dal cliente")[0]


@pytest.mark.parametrize("at", SAID)
def test_the_price_names_the_factor_that_holds_or_from_when_one_will(house, at):
    desk = house(at)
    for text in (who_calls(desk), at_triage(desk, desk.request("mail").ticket)):
        told = of_calls(text)
        assert told.endswith(f"(P5), {SAID[at]}" if SAID[at] else "(P5)"), told


@pytest.mark.parametrize("at", [at for at in SAID if SAID[at]])
def test_the_sentence_of_the_call_says_it_too(house, at):
    desk = house(at)
    code = desk.request("mail").ticket
    timer.start(desk.desk, code)
    desk.watch.set(f"{at[:-1]}1")
    sheet = reading.read(desk.desk, None)
    said = words.meaning(sheet, rome(at) + 60, "", "", "")[0].plain
    short = SAID[at].replace(" sera", "").replace(" festivo", "")  # it is one of five lines
    assert f"«{short[:1].upper()}{short[1:]}.»" in said


def test_a_factor_that_counts_before_rounding_and_a_price_that_weighs_are_told_as_such(house):
    text = TEXT.replace("times = 1.5", "weight = 1.5").replace(
        "rate = 60.00, step = 15", "rate = 60.00, weight = 1.25"
    )
    desk = house("2026-03-03T18:30", text)
    assert of_calls(who_calls(desk)).endswith(
        "60,00 € l'ora, ogni minuto conta 1,25 (P5), ora minuti ×1,5 sera (P6)"
    )


def test_what_costs_nothing_costs_nothing_at_any_hour(house):
    free = TEXT.replace(PRICE, '{ id = "P9", part = "f", when = ["session=call"], mode = "free" },\n' + PRICE)
    assert "telefonata: gratuito (P9)" in who_calls(house("2026-03-03T18:30", free))


def test_the_free_contact_of_the_year_is_told_until_it_is_used(house):
    desk = house("2026-03-03T10:00", TEXT.replace(PRICE, f"{FIRST},\n  {PRICE}"))
    assert "gratuito, ancora 1 di 1 in quest'anno (P9)" in who_calls(desk)
    code = desk.request("mail").ticket
    timer.start(desk.desk, code)
    desk.watch.set("2026-03-03T10:20")
    done = filing.file(desk.desk, timer.stop(desk.desk).group_id, outcome="solved", answers={})
    assert done.bill.net_cents == 0
    desk.watch.set("2026-03-03T12:20")
    assert "gratuito" not in who_calls(desk) and "gratuito" not in at_triage(desk, code)
    assert "60,00 € l'ora (P5)" in who_calls(desk)


def spoken(desk, code, at, *, minutes=30):
    """A call of so many minutes, filed: by which rule, and what it cost in cents."""
    desk.watch.set(at)
    timer.start(desk.desk, code)
    desk.watch.at += 60 * minutes
    done = filing.file(desk.desk, timer.stop(desk.desk).group_id, outcome="solved", answers={})
    return done.bill.rule, done.bill.net_cents


def test_the_first_contacts_of_a_month_have_their_price_and_the_next_one_the_usual(house):
    desk = house("2026-03-02T10:00", TEXT.replace(PRICE, f"{CHEAPER},\n  {PRICE}"))
    code = desk.request("mail").ticket
    assert "40,00 € l'ora, ancora 2 di 2 in questo mese (P9)" in who_calls(desk)
    assert spoken(desk, code, "2026-03-03T10:00") == ("P9", 2000)
    assert "40,00 € l'ora, ancora 1 di 2 in questo mese (P9)" in who_calls(desk)
    assert spoken(desk, code, "2026-03-04T10:00") == ("P9", 2000)
    assert "60,00 € l'ora (P5)" in who_calls(desk) and "40,00" not in who_calls(desk)
    assert spoken(desk, code, "2026-03-05T10:00") == ("P5", 3000)
    assert spoken(desk, code, "2026-04-01T10:00") == ("P9", 2000)  # another month


def test_a_first_contact_that_a_pack_pays_is_one_of_them(house):
    desk = house("2026-03-02T10:00", TEXT.replace(PRICE, f"{CHEAPER},\n  {PRICE}"))
    packs.sell(desk.desk, "C001", kind="hours", size=60)
    code = desk.request("mail").ticket
    assert [spoken(desk, code, f"2026-03-0{day}T10:00") for day in (3, 4)] == [("P9", 0), ("P9", 0)]
    assert spoken(desk, code, "2026-03-05T10:00") == ("P5", 3000)
