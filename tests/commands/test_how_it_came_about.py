"""How an amount came about stands under it whole: what was said, what is free, the step, and the rate."""

from tests.commands.ricni import CONSENT, empty, home, ricni

__all__ = ["empty", "home", "ricni"]

BEYOND_20_KM = "Kilometres, zone C: 67 (87 less 20 free) × 12,50 CZK = 837,50 CZK (X1)"


def visit(ricni, *more, **how):
    ticket = ricni.asked("--field", "product=ucto")
    return ricni.on_site(ticket, "2026-03-04T09:00", "2026-03-04T10:00", *more, **how)


def test_travel_and_kilometres_say_what_was_told_on_the_log_and_on_the_report(ricni):
    travel = "Travel time: 60 min (50, rounded up) × 700,00 CZK/hour = 700,00 CZK (X2)"
    log = visit(ricni, "--answer", "km=87", "--answer", "travel_minutes=50")
    report = ricni.said("report", "show", "R2026-0001")
    for told in (log, report):
        assert BEYOND_20_KM in told
        assert travel in told
    italian = ricni.said("report", "show", "R2026-0001", lang="it")
    assert "67 (87 meno 20 che non si pagano) × 12,50 CZK" in italian
    assert "60 min (50, arrotondati per eccesso) × 700,00 CZK/ora = 700,00 CZK" in italian


def test_what_was_told_to_the_step_says_no_more_and_part_of_an_hour_is_told_in_minutes(ricni):
    log = visit(ricni, "--answer", "km=12", "--answer", "travel_minutes=45")
    assert "Travel time: 45 min × 700,00 CZK/hour = 525,00 CZK (X2)" in log
    assert "Kilometres" not in log  # all of them are free


def test_one_rate_a_minimum_and_a_tier_are_told_as_the_work_is_filed(ricni):
    ticket = ricni.asked("--field", "product=mzdy")
    remote = ricni.worked(ticket, "remote", "2026-03-02T09:00", "2026-03-02T09:09", *CONSENT)
    assert "rounded up to 15 min (P5)\n  15 min out of “Included hours” (P5)" in remote
    day = [ricni.asked(subject=f"Den {n}", customer="C003") for n in range(2)]
    ricni("agreement", "sign", "C003", "--plan", "basic", "--from", "2026-03-01")
    ricni.worked(day[0], "remote", "2026-03-03T08:00", "2026-03-03T12:00", *CONSENT)
    ricni.worked(day[0], "remote", "2026-03-04T08:00", "2026-03-04T12:00", *CONSENT)
    tier = ricni.worked(day[1], "remote", "2026-03-05T08:00", "2026-03-05T09:00", *CONSENT)
    assert "60 min × 1 300,00 CZK/hour = 1 300,00 CZK (P5)" in tier


def test_work_that_costs_nothing_is_not_reckoned(ricni):
    ticket = ricni.asked("--field", "product=mzdy")
    ours = ("--outcome", "advised", "--reason", "our-bug", *CONSENT)
    times = ("--start", "2026-03-02T09:00", "--end", "2026-03-02T09:40", "--kind", "remote")
    said = ricni.said("call", "log", ticket, *times, *ours, at="2026-03-02T18:00")
    assert "costs nothing" not in said
