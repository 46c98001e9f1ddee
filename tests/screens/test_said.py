"""Times, days and amounts as people say them, in the forms: read, or asked back at the field with both."""

import pytest
from deskterm import locale
from deskterm.desk import hearing
from deskterm.desk.packs import packs
from deskterm.desk.tickets import tickets
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.said import amounts
from deskterm.screens.call import ends
from deskterm.screens.customer.agreement import _read as read_agreement
from deskterm.screens.packs import words
from deskterm.screens.shared.form import Form, Unreadable
from deskterm.screens.ticket import project
from deskterm.widgets.dialogs.boxes import Ask
from textual.widgets import Input

from tests import spoken
from tests.screens.conftest import settle, text
from tests.screens.counter import ROME, Counter, opened, press

LANGUAGES = pytest.mark.parametrize("language", ["it", "en"])


@pytest.fixture
def counter(tmp_path):
    before = locale.language()
    yield Counter(tmp_path / "desk")
    locale.choose(before)


def flat(shown):
    """What the terminal shows without the frames of its dialogs, in one line."""
    return " ".join(shown.replace("│", " ").replace("▌", " ").split())


async def sale(pilot, **values):
    """Fill the form for a pack in and send it; what the terminal shows."""
    form = pilot.app.screen
    assert isinstance(form, Form)
    for name, value in values.items():
        form.query_one(f"#{name}", Input).value = value
    return flat(await press(pilot, "f9"))


async def selling(pilot):
    """The form for a new pack of Ferramenta Verdi."""
    await press(pilot, "v", *"verdi", "enter")


async def resting(pilot, said):
    """Let the ticket on its page rest until what is said; what the terminal shows."""
    await press(pilot, "p", *"scriv", "enter")
    assert isinstance(pilot.app.screen, Ask)
    pilot.app.screen.query_one(Input).value = said
    return flat(await press(pilot, "enter"))


@LANGUAGES
async def test_packs_are_sold_by_size_price_and_end_as_they_are_said(counter, language):
    ends, nets, sizes = spoken.DAY_TO_COME[language], spoken.MONEY[language], spoken.LENGTH[language]
    said = list(zip(ends.items(), nets.items(), sizes.items(), strict=True))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "6")
        for (end, _), (net, _), (size, _) in said:
            await selling(pilot)
            await sale(pilot, size=size, price=net, expires=end)
    sold = [one.pack for one in packs.packs(counter.desk) if one.pack.customer == "Ferramenta Verdi"]
    got = sorted((one.expires_on, one.net_cents, one.size) for one in sold)
    assert got == sorted((day, cents, minutes) for (_, day), (_, cents), (_, minutes) in said)


@LANGUAGES
async def test_a_ticket_rests_until_what_is_said(counter, language):
    said = spoken.COMING[language]
    got = {}
    async with counter.app().run_test(size=(80, 24)) as pilot:
        code = counter.taken("C001")
        await opened(pilot, "ticket", code)
        for one in said:
            await resting(pilot, one)
            await press(pilot, *"ok", "enter")
            until = tickets.get(counter.desk, code).until
            got[one] = hearing.said.local(until, str(ROME)).isoformat(timespec="minutes")
            await press(pilot, "p")
    assert got == said


@LANGUAGES
def test_the_days_of_the_other_forms(counter, language):
    price = {"net": "100", "who": "Anna", "note": ""}
    for text_, day in spoken.DAY[language].items():
        assert ends.read_price(counter.desk, price | {"day": text_}).day == day
        assert project._read_done(counter.desk, {"day": text_, "who": "Ugo", "note": ""}).day == day
    for text_, day in spoken.DAY_TO_COME[language].items():
        filled = {"plan": "", "from": "3/3/2026", "until": text_, "rate": "", "fee": ""}
        assert read_agreement(counter.desk, filled)["ends_on"] == day
    for text_, cents in spoken.MONEY[language].items():
        assert ends.read_price(counter.desk, price | {"net": text_, "day": ""}).net_cents == cents


def test_there_are_forty_ways_in_each_language():
    sorts = (spoken.COMING, spoken.DAY, spoken.DAY_TO_COME, spoken.MONEY, spoken.LENGTH)
    assert min(spoken.ways(language, *sorts) for language in ("it", "en")) >= 40


async def test_what_may_come_twice_is_asked_back_where_it_is_typed(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        code = counter.taken("C001")
        await opened(pilot, "ticket", code)
        for said, (first, second) in spoken.TWO["coming"].items():
            shown = await resting(pilot, said)
            assert f"«{said}» può voler dire {first} oppure {second}" in shown
            assert pilot.app.screen.query_one(Input).value == said  # it stays, to be made plain
            await press(pilot, "escape")
            await settle(pilot)
            if isinstance(pilot.app.screen, Ask):
                await press(pilot, "s")
        assert tickets.get(counter.desk, code).state == "taken"


async def test_a_number_alone_is_an_hour_of_the_day_and_the_word_says_until_when_it_rests(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        code = counter.taken("C001")
        await opened(pilot, "ticket", code)
        await resting(pilot, "10")
        assert f"{short(code)} riposa fino a oggi 10:00." in flat(await press(pilot, *"ok", "enter"))


async def test_what_has_passed_is_not_offered_where_what_comes_is_asked_for(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        code = counter.taken("C001")
        await opened(pilot, "ticket", code)
        for said, (gone, following) in spoken.PASSED["coming"].items():
            shown = await resting(pilot, said)
            assert f"«{said}» è già passato ({gone}): il prossimo si scrive {following}." in shown
            await press(pilot, "escape")
            await settle(pilot)
            if isinstance(pilot.app.screen, Ask):
                await press(pilot, "s")
        await press(pilot, "6")
        await selling(pilot)
        for said, (gone, following) in spoken.PASSED["day_to_come"].items():
            shown = await sale(pilot, size="2", expires=said)
            assert f"«{said}» è già passato ({gone}): il prossimo si scrive {following}." in shown
    assert tickets.get(counter.desk, code).state == "taken"


async def test_an_end_or_a_price_that_may_be_two_is_asked_back_at_its_field(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "6")
        await selling(pilot)
        for said, (first, second) in spoken.TWO["day_to_come"].items():
            shown = await sale(pilot, size="2", expires=said)
            assert f"«{said}» può voler dire {first} oppure {second}" in shown
            assert pilot.app.focused.id == "expires"
        for said, (first, second) in spoken.TWO["money"].items():
            shown = await sale(pilot, expires="", price=said)
            assert f"«{said}» può voler dire {first} oppure {second}" in shown
            assert pilot.app.focused.id == "price"
        shown = await sale(pilot, price=spoken.TWO["money"]["1.045"][0])
        assert "Venduto" in shown or "Venduto" in text(pilot.app)
    sold = [one.pack for one in packs.packs(counter.desk) if one.pack.customer == "Ferramenta Verdi"]
    assert [one.net_cents for one in sold] == [104_500]


@pytest.mark.parametrize(("said", "both"), spoken.TWO["day"].items())
def test_a_day_that_may_be_two_is_asked_back_at_its_field(counter, said, both):
    locale.choose("it")
    with pytest.raises(Unreadable, match=f"{both[0]} oppure {both[1]}") as found:
        ends.read_price(counter.desk, {"net": "1", "who": "Anna", "note": "", "day": said})
    assert found.value.field == "day"


def test_a_form_sends_nobody_to_a_reading_that_it_does_not_take(counter):
    terms = next(one for one in counter.desk.service.packs if one.unit == "minute")
    with pytest.raises(Unreadable):
        words.read_sale(counter.desk, terms, {"size": "2", "price": "1,234", "expires": ""})
    assert amounts.cents("1.234,00 €") == 123_400
