"""Times, days and amounts as people say them: what is shown reads back, and nothing else is ever raised."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from deskterm import locale
from deskterm.desk.hearing import sentence
from deskterm.locale import figures, measures, moments
from deskterm.models.said import amounts, said
from deskterm.models.said.words import Unclear
from hypothesis import example, given
from hypothesis import strategies as st

ROME = "Europe/Rome"
NOW = int(datetime(2026, 11, 28, 11, 30, tzinfo=ZoneInfo(ROME)).timestamp())  # a Saturday
NEAR = st.dates(date(2000, 1, 1), date(2055, 12, 31))
CLOCKS = st.datetimes(datetime(2000, 1, 1), datetime(2055, 12, 31)).map(lambda at: at.replace(microsecond=0))
CENTS = st.integers(-(10**11), 10**11)
OCTOBER = ("25 ottobre 2026 02:30 ora legale", "25 ottobre 2026 02:30 ora solare")
LANGUAGES = st.sampled_from(locale.LANGUAGES)


@pytest.fixture(autouse=True)
def italian():
    before = locale.language()
    locale.choose("it")
    yield
    locale.choose(before)


def wall(text, way="any", **more):
    """What the clock of Rome shows at the instant that is meant."""
    at = said.instant(text, NOW, ROME, way, **more)
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(ROME)).strftime("%Y-%m-%d %H:%M")


def asked(read, *args, **more):
    """The sentence that asks back."""
    with pytest.raises(Unclear) as found:
        read(*args, **more)
    assert len(found.value.readings) == 2
    return sentence(found.value)


@given(NEAR, LANGUAGES)
def test_every_day_that_is_shown_is_read_as_that_day(day, language):
    with locale.speaking(language):
        for shown in (figures.day(day), figures.spelled(day, "day"), moments.day(day.isoformat())):
            assert said.day(shown, NOW, ROME, "any") == day


@given(CLOCKS, LANGUAGES)
def test_every_instant_that_is_shown_is_read_as_that_minute(clock, language):
    minute = clock.replace(second=0)
    at = int(minute.replace(tzinfo=ZoneInfo(ROME)).timestamp())
    if said.local(at, ROME) != minute:
        return  # the hour that a spring night skips is never shown
    with locale.speaking(language):
        for shown in (figures.moment(minute), figures.spelled(minute, "instant"), moments.moment(at, ROME)):
            try:
                assert said.instant(shown, NOW, ROME, "past" if at <= NOW else "future") == at
            except Unclear as error:
                assert at in {int(one.timestamp()) for one in error.readings}  # October's double hour


@given(CENTS, LANGUAGES)
@example(104_500, "it")
@example(-123_450, "en")
def test_every_amount_that_is_shown_is_read_as_that_amount(cents, language):
    with locale.speaking(language):
        assert amounts.cents(figures.money(cents)) == cents
        assert amounts.cents(figures.decimal(cents)) == cents


@given(st.integers(-99_999, 99_999))
def test_every_length_that_is_shown_is_read_as_that_length(minutes):
    assert amounts.minutes(measures.hours(minutes)) == minutes


@given(NEAR, LANGUAGES)
def test_every_month_that_is_shown_is_read_as_that_month(day, language):
    with locale.speaking(language):
        for shown in (figures.dated(day, "month"), figures.spelled(day, "month")):
            assert said.month(shown, NOW, ROME, "past") == day.isoformat()[:7]


PIECES = st.sampled_from(
    "lun mar 3 15 31 2 99 0 / . - : € , ' h alle e mezza marzo ieri oggi tra fra fa ago in last next scorso"
    " monday am pm minuti ore giorni 2026 29/2 10.12 25/10/2026 2:30 W 2026-W54-9 \x00 ١٢ ½ 9999 mezzanotte"
    " di prossimo".split()
)
NOISE = st.one_of(
    st.text(max_size=70), st.lists(PIECES, max_size=8).map(" ".join), st.lists(PIECES).map("".join)
)


@given(NOISE, st.sampled_from(("past", "future", "any")))
@example("31/12/9999 mezzanotte", "any")
@example("tra 99999 anni", "future")
def test_whatever_is_typed_is_read_or_asked_back_and_never_breaks(text, way):
    readers = (
        lambda: said.day(text, NOW, ROME, way),
        lambda: said.month(text, NOW, ROME, way),
        lambda: said.instant(text, NOW, ROME, way),
        lambda: said.instant(text, NOW, ROME, way, at_day=time(8)),
        lambda: said.instant(text, NOW, ROME, way, begun=NOW - 3600),
        lambda: said.time_of_day(text),
        lambda: amounts.cents(text),
        lambda: amounts.minutes(text, bare=60),
        lambda: amounts.units(text, "ticket", bare=1),
    )
    for read in readers:
        try:
            read()
        except Unclear as error:
            assert text.strip() in sentence(error)


@pytest.mark.parametrize(
    "text", ["domani alle 9", "2030-01-01 10:00", "2030-01-01T10:00+01:00", "tra 20 minuti"]
)
def test_what_is_still_to_come_is_refused_where_only_what_has_been_can_stand(text):
    with pytest.raises(Unclear, match="ahead") as found:
        said.instant(text, NOW, ROME, "past")
    assert "deve ancora venire" in sentence(found.value)
    assert said.instant(text, NOW, ROME, "future") > NOW


@pytest.mark.parametrize("text", ["domani", "2030-01-01", "fra 3 giorni"])
def test_a_day_to_come_is_refused_where_only_a_day_that_has_been_can_stand(text):
    with pytest.raises(Unclear, match="ahead"):
        said.day(text, NOW, ROME, "past")


@given(NOISE, st.sampled_from(("past", "future", "any")))
@example("3/3 10:00", "future")
@example("1.045", "any")
@example("alle 5", "past")
def test_each_reading_that_is_offered_can_be_typed_and_means_only_that(text, way):
    for read, sort in ((said.day, "day"), (said.instant, "instant"), (said.month, "month")):
        try:
            read(text, NOW, ROME, way)
        except Unclear as error:
            if error.code != "two":
                continue
            for one in error.readings:
                again = read(figures.spelled(one, sort), NOW, ROME, "any")
                if isinstance(one, datetime):
                    aware = one if one.tzinfo else one.replace(tzinfo=ZoneInfo(ROME))
                    assert again == int(aware.timestamp()) // 60 * 60 or one.second
                else:
                    assert again == (one.isoformat()[:7] if sort == "month" else one)


@pytest.mark.parametrize(
    ("text", "way", "first", "second"),
    [
        ("3/3", "future", "3 marzo 2026", "3 marzo 2027"),
        ("15/12", "past", "15 dicembre 2025", "15 dicembre 2026"),
        ("3/3", "any", "3 marzo 2026", "3 marzo 2027"),
        ("lunedì", "any", "23 novembre 2026", "30 novembre 2026"),
        ("sabato", "future", "28 novembre 2026", "5 dicembre 2026"),
        ("sabato", "past", "21 novembre 2026", "28 novembre 2026"),
        ("29/2", "future", "29 febbraio 2024", "29 febbraio 2028"),
        ("1/1/90", "past", "1 gennaio 1990", "1 gennaio 2090"),
    ],
)
def test_a_day_that_may_be_two_is_asked_back_with_both(text, way, first, second):
    assert f"{first} oppure {second}" in asked(said.day, text, NOW, ROME, way)


@pytest.mark.parametrize(
    ("text", "way", "first", "second"),
    [
        ("15:00", "past", "27 novembre 2026 15:00", "28 novembre 2026 15:00"),
        ("9:00", "future", "28 novembre 2026 09:00", "29 novembre 2026 09:00"),
        ("alle 5", "any", "28 novembre 2026 05:00", "28 novembre 2026 17:00"),
        ("domani a mezzanotte", "future", "29 novembre 2026 00:00", "30 novembre 2026 00:00"),
        ("25/10/2026 2:30", "past", *OCTOBER),
        ("2026-10-25T02:30", "past", *OCTOBER),
    ],
)
def test_a_time_that_may_be_two_is_asked_back_with_both(text, way, first, second):
    assert f"{first} oppure {second}" in asked(said.instant, text, NOW, ROME, way)


def test_next_friday_said_in_its_own_week_may_be_the_one_after():
    monday = NOW + 2 * 86_400
    told = asked(said.day, "venerdì prossimo", monday, ROME, "future")
    assert "4 dicembre 2026 oppure 11 dicembre 2026" in told
    assert said.day("venerdì prossimo", NOW, ROME, "future") == date(2026, 12, 4)


@pytest.mark.parametrize("text", ["29/3/2026 2:30", "2026-03-29T02:30"])
def test_the_hour_that_a_spring_night_skips_is_none(text):
    with pytest.raises(Unclear) as found:
        said.instant(text, NOW, ROME, "past")
    assert "le 02:30 non ci sono" in sentence(found.value)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("25/10/2026 2:30 ora legale", "2026-10-25T02:30+02:00"),
        ("25 ottobre 2026 2:30 ora solare", "2026-10-25T02:30+01:00"),
        ("25 October 2026 02:30 winter time", "2026-10-25T02:30+01:00"),
        ("25 October 2026 02:30 summer time", "2026-10-25T02:30+02:00"),
    ],
)
def test_an_hour_that_october_has_twice_is_told_apart_in_words(text, wanted):
    assert said.instant(text, NOW, ROME, "past") == datetime.fromisoformat(wanted).timestamp()


@pytest.mark.parametrize("text", ["3 luglio 2026 2:30 ora solare", "3/1/2026 2:30 ora legale"])
def test_a_clock_that_does_not_run_then_is_no_time(text):
    with pytest.raises(Unclear):
        said.instant(text, NOW, ROME, "past")


def test_what_would_end_before_it_began_is_told_so():
    """At half past eleven, what began yesterday at five did not end today at half past four."""
    began = said.instant("ieri 17:00", NOW, ROME, "past")
    with pytest.raises(Unclear) as found:
        said.instant("16:30", NOW, ROME, "past", begun=began)
    assert "27 novembre 2026 16:30 finirebbe prima di cominciare (27 novembre 2026 17:00)" in sentence(
        found.value
    )


def test_a_day_of_a_month_that_is_not_named_is_the_last_or_the_next_one():
    assert said.day("il 20", NOW, ROME, "past") == date(2026, 11, 20)
    assert said.day("il 30", NOW, ROME, "future") == date(2026, 11, 30)
    assert "5 novembre 2026 oppure 5 dicembre 2026" in asked(said.day, "il 5", NOW, ROME, "any")
    assert said.month("feb 26", NOW, ROME, "any") == "2026-02"


def test_twenty_minutes_are_twenty_minutes_on_the_night_of_two_clocks_too():
    night = int(
        datetime(2026, 10, 25, 0, 50, tzinfo=UTC).timestamp()
    )  # 02:50, ten minutes before it is 02:00
    assert said.instant("tra 20 minuti", night, ROME, "future") - night == 1200


def test_a_time_alone_ends_what_has_begun_that_day():
    began = said.instant("ieri 23:30", NOW, ROME, "past")
    assert wall("23:50", "past", begun=began) == "2026-11-27 23:50"
    assert wall("0:10", "past", begun=began) == "2026-11-28 00:10"


def test_a_weekday_that_is_not_that_day_is_said():
    with pytest.raises(Unclear) as found:
        said.day("lunedì 3/3/2026", NOW, ROME, "past")
    assert sentence(found.value) == "«lunedì 3/3/2026»: 3 marzo 2026 cade di martedì."


@given(st.datetimes(datetime(2001, 1, 1), datetime(2040, 1, 1)), st.sampled_from((-5, 0, 2)))
def test_iso_with_an_offset_is_the_instant_that_it_names(clock, hours):
    stamp = clock.replace(microsecond=0).isoformat() + f"{hours:+03}:00"
    wanted = int((clock.replace(microsecond=0, tzinfo=UTC) - timedelta(hours=hours)).timestamp())
    assert said.instant(stamp, NOW, ROME, "future") == wanted
