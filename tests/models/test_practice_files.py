"""Faults in the sections on how the desk works: each named with its path and the nearest word."""

import pytest
from deskterm.desk.terms.files import explain

from tests.models.terms_kit import TEXTS, check_service

CLOUD, MICRO, OMNIA, ISTES = "contabilita-in-cloud", "digital-micro", "omniagest", "istes"

# service, what is written instead of what, the path, the code, the nearest word
BROKEN = {
    "season of a condition": (
        ISTES,
        '"season=peak"',
        '"season=peek"',
        "rule[8].when[2]",
        "unknown_name",
        "peak",
    ),
    "season with one end": (ISTES, 'until = "08-31"\n', "", "season.peak.until", "missing_key", None),
    "season without days": (
        ISTES,
        'from = "03-01"\nuntil = "08-31"\n',
        "",
        "season.peak.deadline",
        "missing_key",
        None,
    ),
    "season far ahead": (
        ISTES,
        "before_days = 0",
        "before_days = 99",
        "season.peak.before_days",
        "range",
        "0-60",
    ),
    "calendar of a season": (
        CLOUD,
        'rule = "T15"\ncalendar = "assistance"',
        'rule = "T15"\ncalendar = "asistance"',
        "season.peak.calendar",
        "unknown_name",
        "assistance",
    ),
    "deadline that is none": (
        CLOUD,
        'day = "04-30"',
        'day = "04-31"',
        "season.peak.deadline[5].day",
        "bad_day",
        "",
    ),
    "clause of a season": (CLOUD, "[clause.T15]", "[clause.T51]", "rule[7].id", "no_clause", None),
    "calendar of callbacks": (
        OMNIA,
        '{ rule = "O13", channels',
        '{ rule = "O13", calendar = "fone", channels',
        "callback.calendar",
        "unknown_name",
        "",
    ),
    "channel of callbacks": (
        OMNIA,
        'channels = ["callback"]',
        'channels = ["call-back"]',
        "callback.channels[1]",
        "unknown_name",
        "callback",
    ),
    "no attempts": (OMNIA, "attempts = 3", "attempts = 0", "callback.attempts", "range", "1-99"),
    "clause of a result": (
        CLOUD,
        'it = "Occupato", en = "Busy", rule = "T12"',
        'it = "Occupato", en = "Busy", rule = "T99"',
        "callback.result[3].rule",
        "no_clause",
        None,
    ),
    "calendar of appointments": (
        MICRO,
        'rule = "M12", calendar = "office"',
        'rule = "M12", calendar = "ofice"',
        "appointment.calendar",
        "unknown_name",
        "office",
    ),
    "document": (
        CLOUD,
        'document = "plans"',
        'document = "plan"',
        "rule[2].document",
        "unknown_name",
        "plans",
    ),
    "notice": (
        MICRO,
        'notice = "no-backup"',
        'notice = "backup"',
        "rule[11].notice",
        "unknown_name",
        "no-backup",
    ),
    "what is asked": (
        MICRO,
        'do = "block", ask = "consent"',
        'do = "block", ask = "consens"',
        "rule[7].ask",
        "unknown_fact",
        "consent",
    ),
    "question": (
        MICRO,
        'fact = "consent"',
        'fact = "consens"',
        "question[2].fact",
        "unknown_fact",
        "consent",
    ),
    "topic of a form": (
        MICRO,
        '"sign-up", "remote-tool"]',
        '"sign-in", "remote-tool"]',
        "channel[1].types[2]",
        "unknown_name",
        "sign-up",
    ),
    "type of a condition": (
        MICRO,
        'when = ["type=sign-up"], do',
        'when = ["type=signup"], do',
        "rule[4].when[1]",
        "unknown_name",
        "sign-up",
    ),
    "fee of a condition": (
        ISTES,
        '"fees!=update"',
        '"fees!=updates"',
        "rule[12].when[2]",
        "unknown_name",
        "update",
    ),
    "topic of a project": (
        ISTES,
        '[[project]]\ntopic = "customisation"',
        '[[project]]\ntopic = "custom"',
        "project[1].topic",
        "unknown_name",
        "customisation",
    ),
    "team of a project": (
        ISTES,
        'topic = "customisation"\nteam = "research"',
        'topic = "customisation"\nteam = "search"',
        "project[1].team",
        "unknown_name",
        "research",
    ),
    "logged target": (
        ISTES,
        'logged = ["server"]',
        'logged = ["servers"]',
        "access.logged[1]",
        "unknown_word",
        "server",
    ),
    "alert": (ISTES, "tier = 2, days = 5", "tier = 2, days = -5", "alert.days", "range", "0-3660"),
    "contest": (
        ISTES,
        'contest = { rule = "I14", days = 30 }',
        'contest = { rule = "I14", days = 99999 }',
        "contest.days",
        "range",
        "0-3660",
    ),
    "purge": (MICRO, "days = 30", "days = -1", "purge.days", "range", "0-3660"),
    "digits": (OMNIA, "digits = 6", "digits = 0", "numbering.digits", "range", "1-12"),
    "use of a pack of hours": (
        ISTES,
        "grant = 240,",
        "grant = 240, use = { },",
        "pack[1].use",
        "pack_unit",
        "ticket",
    ),
    "way in that uses a ticket": (
        OMNIA,
        'channels = ["portal"], reserve',
        'channels = ["portale"], reserve',
        "pack[1].use.channels[1]",
        "unknown_name",
        "portal",
    ),
    "grant": (ISTES, "grant = 240,", "grant = -240,", "pack[1].grant", "range", "0-1000000"),
    "pack of minutes for tickets": (
        OMNIA,
        'unit = "ticket", it',
        'unit = "minute", it',
        "price[4].settle[1]",
        "pack_unit",
        "ticket",
    ),
    "price list backwards": (
        ISTES,
        "from = 2021-01-01 }",
        "from = 2021-01-01, until = 2020-12-31 }",
        "price[1].until",
        "backwards_days",
        "2021-01-01",
    ),
    "two parts with one name": (
        MICRO,
        'part = "price"',
        'part = "later"',
        "price[6].id",
        "twice_part",
        "price[5].id",
    ),
    "target of working days on another clock": (
        ISTES,
        'target = "contract", clock = "open"',
        'target = "2d", clock = "open"',
        "response[1].target",
        "target_for_clock",
        "48h",
    ),
    "split": (OMNIA, 'split = "back" ', 'split = "bak" ', "split", "unknown_word", "back"),
    "moment of a pack": (
        OMNIA,
        'burn = "first-answer"',
        'burn = "answer"',
        "pack[1].use.burn",
        "unknown_word",
        "first-answer",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_one_fault_is_named_with_its_path_and_cure(kind, monkeypatch):
    name, before, after, path, code, near = BROKEN[kind]
    assert before in TEXTS[name]
    faults = check_service(TEXTS[name].replace(before, after, 1))
    fault = next((fault for fault in faults if fault.path == path), faults)
    assert (fault.code, fault.values.get("near")) == (code, near)
    for language in ("it", "en"):
        monkeypatch.setattr("deskterm.locale._chosen", [language])
        sentence = explain(fault)
        assert "{" not in sentence
        assert not near or near in sentence
