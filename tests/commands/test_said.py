"""Times, days and amounts as people say them, on the line: read, or asked back with both readings."""

from datetime import date

import pytest
from deskterm import locale
from deskterm.locale import figures

from tests import spoken
from tests.commands.conftest import ask

LANGUAGES = pytest.mark.parametrize("language", ["it", "en"])


def minute(stamp):
    return stamp[:16]


@pytest.fixture
def morning(line):
    """The line on the morning on which it is said; it may be said in either language whatever is in force."""

    def say(*args, language="it", code=0):
        return line(*args, at=spoken.AT, lang=language, code=code)

    say.line = line
    return say


def parked(morning, until, **more):
    code = ask(morning.line, spoken.AT, subject=f"Prova {until}")["code"]
    return morning("ticket", "park", code, "--why", "prova", "--until", until, "--json", **more)


def test_there_are_forty_ways_in_each_language():
    sorts = (
        spoken.PAST, spoken.COMING, spoken.DAY, spoken.DAY_TO_COME, spoken.MONTH, spoken.MONEY, spoken.LENGTH
    )  # fmt: skip
    assert min(spoken.ways(language, *sorts) for language in ("it", "en")) >= 40


@LANGUAGES
def test_when_a_request_came(morning, language):
    said = spoken.PAST[language]
    got = {
        text: minute(
            morning(
                *("ticket", "add", "--customer", "C001", "--subject", f"Del {text}", "--body", "Ferma"),
                *("--received", text, "--json"),
                language="en" if language == "it" else "it",
            ).json["received_at"]
        )
        for text in said
    }
    assert got == said


@LANGUAGES
def test_until_when_a_ticket_rests(morning, language):
    said = spoken.COMING[language]
    assert {text: minute(parked(morning, text, language=language).json["until"]) for text in said} == said


@LANGUAGES
def test_the_day_of_the_figures(morning, language):
    said = spoken.DAY[language]
    got = {text: morning("backlog", "--date", text, "--json", language=language).json["at"] for text in said}
    for text, day in said.items():
        same = morning("backlog", "--date", day, "--json").json["at"]
        assert got[text] == same, text


@LANGUAGES
def test_packs_with_their_size_price_and_end(morning, language):
    ends, nets, sizes = spoken.DAY_TO_COME[language], spoken.MONEY[language], spoken.LENGTH[language]
    for (end, day), (net, cents), (size, minutes) in zip(
        ends.items(), nets.items(), sizes.items(), strict=True
    ):
        pack = morning(
            *("pack", "sell", "C001", "--size", size, "--net", net, "--expires", end, "--json"),
            language=language,
        ).json
        assert (pack["expires_at"], pack["size"]) == (day, minutes), (end, size)
        assert round(float(pack["net"]) * 100) == cents, net


@LANGUAGES
def test_the_month_that_is_settled(morning, language):
    for text, month in spoken.MONTH[language].items():
        with locale.speaking(language):
            named = figures.dated(date.fromisoformat(f"{month}-01"), "month_spelled")
        assert named in morning("settle", text, language=language).out, text


def test_a_session_entered_afterwards_ends_on_the_day_on_which_it_began(morning):
    code = ask(morning.line, "2026-03-02T10:00")["code"]
    logged = morning(
        *("call", "log", code, "--kind", "mail", "--start", "ieri alle 15", "--end", "15:20", "--json")
    )
    assert logged.json["seconds"] == 1200


def test_the_desk_itself_stands_at_a_time_as_people_say_it(line):
    line("customer", "list", at="oggi 15:00")
    assert "3/3" in line("queue", at="3/3", code=2).err


def asked_back(answer, text, first, second):
    assert f"«{text}» può voler dire {first} oppure {second}" in answer.err, answer.err
    assert answer.out == ""


def test_there_are_ten_that_may_mean_two_things():
    assert sum(len(sort) for sort in spoken.TWO.values()) >= 10


@pytest.mark.parametrize(("text", "both"), spoken.TWO["past"].items())
def test_what_may_have_been_twice_is_asked_back(morning, text, both):
    add = ("ticket", "add", "--customer", "C001", "--subject", "X", "--body", "Y", "--received")
    asked_back(morning(*add, text, code=2), text, *both)


@pytest.mark.parametrize(("text", "both"), spoken.TWO["coming"].items())
def test_what_may_come_twice_is_asked_back(morning, text, both):
    asked_back(parked(morning, text, code=2), text, *both)


def told_passed(answer, text, gone, following):
    assert f"«{text}» è già passato ({gone}): il prossimo si scrive {following}." in answer.err
    assert answer.out == ""


@pytest.mark.parametrize(("text", "both"), spoken.PASSED["coming"].items())
def test_a_rest_that_would_have_passed_is_not_offered(morning, text, both):
    told_passed(parked(morning, text, code=2), text, *both)


@pytest.mark.parametrize(("text", "both"), spoken.PASSED["day_to_come"].items())
def test_an_end_that_has_passed_is_not_offered(morning, text, both):
    told_passed(morning("pack", "sell", "C001", "--size", "1h", "--expires", text, code=2), text, *both)


@pytest.mark.parametrize(("text", "when"), [("10", "10:00"), ("12", "12:00"), ("domani", "08:00")])
def test_a_ticket_that_is_parked_says_until_when_it_rests(morning, text, when):
    code = parked(morning, text).json["code"]
    rested = morning("ticket", "park", code, "--why", "attende", "--until", text).out.splitlines()[0]
    assert f"{code} è sospeso fino a" in rested and rested.endswith(f"{when}.")


@pytest.mark.parametrize(("text", "both"), spoken.TWO["day"].items())
def test_a_day_that_may_be_two_is_asked_back(morning, text, both):
    asked_back(morning("backlog", "--date", text, code=2), text, *both)


@pytest.mark.parametrize(("text", "both"), spoken.TWO["day_to_come"].items())
def test_an_end_that_may_be_two_is_asked_back(morning, text, both):
    asked_back(morning("pack", "sell", "C001", "--size", "1h", "--expires", text, code=2), text, *both)
    assert morning("pack", "list").out.count("C001") == 0


@pytest.mark.parametrize(("text", "both"), spoken.TWO["money"].items())
def test_an_amount_that_may_be_two_is_asked_back(morning, text, both):
    asked_back(morning("pack", "sell", "C001", "--size", "1h", "--net", text, code=2), text, *both)


def test_a_month_that_may_be_two_is_asked_back_in_english_too(morning):
    told = morning("settle", "december", language="en", code=2).err
    assert "“december” may mean December 2025 or December 2026: which of the two?" in told


@pytest.mark.parametrize("text", ["5/13/2026", "30/2", "29/3/2026 2:30", "lunedì 3/3/2026 9:00", "ieri"])
def test_what_is_no_time_is_said_and_nothing_is_done(morning, text):
    answer = parked(morning, text, code=2 if text != "ieri" else 1)
    assert answer.out == "" and answer.err


def test_the_hours_of_a_callback_are_read_as_people_say_them(morning):
    code = ask(morning.line, spoken.AT, subject="Richiamatemi")["code"]
    assert "05:00 oppure 17:00" in morning("callback", "add", code, "--from", "alle 5", code=1).err
    made = morning("callback", "add", code, "--from", "alle dieci", "--to", "12 e mezza", "--json").json
    assert (made["window"]["from"], made["window"]["to"]) == ("10:00", "12:30")


def test_the_day_of_a_fact_is_read_as_people_say_it(morning):
    told = morning("customer", "set", "C002", "adhesion=2 marzo", "--json").json
    assert told["facts"]["adhesion"] == "2026-03-02"
    assert (
        "2 dicembre 2025 oppure 2 dicembre 2026"
        in morning("customer", "set", "C002", "adhesion=2/12", code=1).err
    )


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("giovedi' alle 15 e 30", "05/03/2026 15:30"),
        ("lunedi` alle 9", "09/03/2026 09:00"),
        ("giovedi’ alle 10", "05/03/2026 10:00"),
        ("a fine mese", "31/03/2026 08:00"),
        ("fine mese alle 15", "31/03/2026 15:00"),
        ("end of the month", "31/03/2026 08:00"),
        ("tra quarantacinque minuti", "09:57"),
        ("in forty-five minutes", "09:57"),
        ("in thirty one minutes", "09:43"),
        ("tra un'ora e venti", "10:32"),
    ],
)
def test_a_rest_is_said_without_accents_in_words_or_by_the_end_of_the_month(morning, text, when):
    day, _, hour = when.rpartition(" ")
    until = parked(morning, text).json["until"]
    assert until[11:16] == hour
    assert not day or until[:10] == "-".join(reversed(day.split("/")))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("dieci ore", 600), ("ventuno ore", 1260), ("sessanta minuti", 60), ("twelve hours", 720)],
)
def test_a_pack_is_sold_by_hours_in_words(morning, text, minutes):
    assert morning("pack", "sell", "C001", "--size", text, "--json").json["size"] == minutes
