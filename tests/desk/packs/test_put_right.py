"""An agreement that is put right, ends early or goes on: its packs hold what it brings now."""

import pytest
from deskterm.desk.customers import agreements
from deskterm.desk.packs import pack_words, packs
from deskterm.desk.steps.packs import movements
from deskterm.locale import speaking

from tests.desk.packs.test_over_time import Plain

SHARE = 'included = { units = 120, every = "month", first = "share", rule = "D28", when = ["plan=SAD"] }'
CARRIED = SHARE + ', rest = { do = "carry", most = 30, rule = "D28" }'


@pytest.fixture
def office(tmp_path):
    made = []

    def open_(keys=SHARE):
        made.append(Plain(tmp_path / f"desk{len(made)}", keys))
        made[-1].at("2026-04-10 09:00")
        return made[-1]

    yield open_
    for one in made:
        assert packs.check(one.desk) == ()
        one.desk.close()


def signs(office, **more):
    who = office.customer(contract=False)
    agreements.sign(office.desk, who, {"plan": "SAD", "starts_on": "2026-04-01", **more})
    return who


def held(office, who):
    """From when until when the packs of a customer are valid, what they bring, what they hold."""
    return [
        (one.pack.starts_on[5:], one.pack.expires_on[5:], one.pack.brought, one.pack.left)
        for one in sorted(packs.packs(office.desk, customer=who), key=lambda one: one.pack.id)
    ]


RIGHT = [("04-01", "04-15", 60, 60)]
WHOLE = [("04-01", "04-30", 120, 120)]
END = {"ends_on": "2026-04-15"}


@pytest.mark.parametrize(
    ("signed", "wanted", "then"),
    [
        (END, {}, RIGHT),
        ({}, END, RIGHT),
        (END, {"ends_on": ""}, WHOLE),
        ({}, {"plan": "standard"}, [("04-01", "03-31", 0, 0)]),  # of no day any more
        ({"plan": "standard"}, {"plan": "SAD"}, WHOLE),
        ({}, {"starts_on": "2026-04-07"}, [("04-07", "04-30", 96, 96)]),
        ({"starts_on": "2026-04-07"}, {"starts_on": "2026-04-01"}, WHOLE),
        ({}, {"rate_cents": 6100}, WHOLE),
    ],
)
def test_an_agreement_that_is_put_right_brings_what_it_would_have_brought_from_the_beginning(
    office, signed, wanted, then
):
    one = office()
    who = signs(one, **signed)
    if wanted:
        agreements.correct(one.desk, who, wanted)
    assert held(one, who) == then


def test_what_is_put_right_twice_is_as_it_was(office):
    one = office()
    who = signs(one)
    for wanted in (END, {"ends_on": ""}, {"plan": "standard"}, {"plan": "SAD"}):
        agreements.correct(one.desk, who, wanted)
    assert held(one, who) == WHOLE


def test_an_agreement_that_ends_early_keeps_the_share_of_its_days_and_one_that_goes_on_the_whole(office):
    one = office()
    who = signs(one)
    agreements.end(one.desk, who, on="2026-04-15")
    assert held(one, who) == RIGHT
    agreements.sign(one.desk, who, {"plan": "SAD", "starts_on": "2026-04-16"})
    assert held(one, who) == WHOLE


def test_what_is_drawn_already_stays_drawn_and_is_told_with_the_way_out(office):
    one = office()
    who = signs(one)
    one.worked(who, "2026-04-09", 90)
    done = agreements.correct(one.desk, who, END)
    assert held(one, who) == [("04-01", "04-15", 60, 0)]
    assert [(each.before, each.after, each.short) for each in done.packs] == [(120, 60, 30)]
    with speaking("it"):
        said = " ".join(pack_words.of_agreement(one.desk.service, done.packs, done.reports))
    assert "ne comprende 1h00, non più 2h00" in said
    assert "0h30 sono già scalate" in said
    assert "pack adjust" in said
    agreements.correct(one.desk, who, {"ends_on": ""})
    assert held(one, who) == [("04-01", "04-30", 120, 30)]


def test_of_a_month_that_is_over_what_was_lost_and_what_went_on_come_back_before_they_are_taken(office):
    one = office(CARRIED)
    who = signs(one)
    one.look("2026-05-02")
    assert held(one, who) == [("04-01", "04-30", 120, 0), ("05-01", "05-31", 120, 150)]
    agreements.correct(one.desk, who, {"starts_on": "2026-04-28"})
    one.look("2026-05-02")
    assert held(one, who) == [("04-28", "04-30", 12, 0), ("05-01", "05-31", 120, 132)]


def test_a_correction_of_something_else_books_nothing(office):
    one = office()
    who = signs(one)
    agreements.correct(one.desk, who, {"rate_cents": 6100})
    assert [line[1] for line in one.lines(1)] == ["sold"]


def test_a_rate_put_right_names_the_reports_at_the_one_of_before_until_their_month_is_closed(office):
    one = office()
    who = signs(one, plan="standard", rate_cents=5400)
    filed = one.worked(who, "2026-04-09", 90)
    done = agreements.correct(one.desk, who, {"rate_cents": 6100})
    assert done.reports == (filed.report.number,)
    said = " ".join(pack_words.of_agreement(one.desk.service, done.packs, done.reports))
    assert filed.report.number in said
    assert agreements.correct(one.desk, who, {"plan": "SAD"}).reports == ()


def ledger_says(office):
    with speaking("en"):
        return movements.said(packs.ledger(office.desk, 1)[0].note)


def told(office, done):
    with speaking("en"):
        return " ".join(pack_words.of_agreement(office.desk.service, done.packs, done.reports))


def test_an_agreement_that_ends_earlier_tells_what_is_lost_with_it_and_what_is_drawn_after_its_end(office):
    one = office('included = { units = 300, every = "year", counted = "agreement", rule = "D28" }')
    one.at("2026-10-20 09:00")
    who = signs(one, starts_on="2026-01-01")
    one.worked(who, "2026-07-10", 30)
    done = agreements.correct(one.desk, who, {"ends_on": "2026-06-30"})
    said = told(one, done)
    assert "is valid from 1 Jan 26 to 30 Jun 26, no longer from 1 Jan 26 to 31 Dec 26" in said
    assert "4h30 that were left are lost" in said
    assert "0h30 are drawn for work of days on which it is no longer valid" in said
    assert "no longer 5h00" not in said


def test_another_first_day_is_told_as_such_and_the_ledger_says_for_what_the_units_stand(office):
    one = office('included = { units = 300, every = "year", counted = "agreement", rule = "D28" }')
    one.at("2026-10-20 09:00")
    who = signs(one, starts_on="2026-01-01")
    said = told(one, agreements.correct(one.desk, who, {"starts_on": "2026-10-01"}))
    assert "is valid from 1 Oct 26 to 30 Sep 27, no longer from 1 Jan 26 to 31 Dec 26" in said
    assert "includes" not in said
    assert "stands for the period from 1 Oct 2026 now" in ledger_says(one)
    said = told(one, agreements.correct(one.desk, who, {"starts_on": "2026-12-01"}))
    assert "includes nothing of those days any more" in said
    assert "stands for no period any more" in ledger_says(one)


def test_an_agreement_withdrawn_before_it_begins_leaves_the_hours_with_the_one_before(office):
    one = office()
    who = signs(one, ends_on="2026-04-15")
    made = agreements.sign(one.desk, who, {"plan": "SAD", "starts_on": "2026-04-16"})
    assert held(one, who) == WHOLE
    agreements.end(one.desk, who, on="2026-04-10", number=made.agreement.id)
    assert held(one, who) == RIGHT
