"""A service file is read whole or not at all; every fault is named with its path and the nearest word."""

from random import Random

import pytest
from deskterm.desk.terms import files
from deskterm.desk.terms.files import explain
from deskterm.models.basics.faults import TermsError
from deskterm.models.terms.service import read_service

from tests.models.terms_kit import DELTA, DELTA_TEXT, check_service, text

# kind of fault: what is written instead of what, the path, the code, the nearest word
BROKEN = {
    "unknown key": ("cutoff =", "cut_off =", "response[1].cut_off", "unknown_key", "cutoff"),
    "key of a section": ("tz =", "zone =", "provider.zone", "unknown_key", "tz"),
    "missing key": ('name = "Delta System", ', "", "provider.name", "missing_key", None),
    "wrong type": ("warn = [120, 0]", 'warn = ["120"]', "pack[1].warn[1]", "quoted", "120"),
    "unknown calendar": (
        'calendar = "office"',
        'calendar = "ofice"',
        "response[1].calendar",
        "unknown_name",
        "office",
    ),
    "calendar of a condition": (
        '"closed:office", "bl',
        '"closed:offce", "bl',
        "channel[4].when[1]",
        "unknown_name",
        "office",
    ),
    "unknown fact": ('"!subject"', '"!subjct"', "rule[2].when[2]", "bad_fact", "subject"),
    "no condition": ('"plan=SAD"', '"plan is SAD"', "channel[2].when[1]", "bad_condition", ""),
    "no comparison": ('"seconds<=300"', '"seconds<=5:00"', "price[2].when[3]", "bad_comparison", ""),
    "action outside the list": ('do = "reject"', 'do = "rejct"', "rule[2].do", "unknown_word", "reject"),
    "unknown rule point": (
        '"D12", at = "triage"',
        '"D12", at = "triag"',
        "rule[5].at",
        "unknown_word",
        "triage",
    ),
    "two rules with one number": ('id = "D9"', 'id = "D8"', "rule[3].id", "twice_part", "rule[2].id"),
    "rule without clause": ("[clause.D16]", "[clause.D61]", "rule[10].id", "no_clause", None),
    "pack that does not exist": (
        '"pack:hours"',
        '"pack:hour"',
        "price[3].settle[1]",
        "unknown_name",
        "pack:hours",
    ),
    "bad time range": ("08:30-12:30 14", "12:30-08:30 14", "calendar.office.open[1]", "bad_hours", ""),
    "ranges out of order": (
        "08:30-12:30 14:00-17:00",
        "14:00-17:00 08:30-12:30",
        "calendar.office.open[1]",
        "bad_hours",
        "",
    ),
    "hour that does not exist": ("14:00-17:00", "14:00-25:00", "calendar.office.open[1]", "bad_time", ""),
    "bad weekday": ('["mon-fri', '["lun-fri', "calendar.office.open[1]", "bad_weekday", "mon"),
    "bad duration": ('merge_gap = "10:00"', 'merge_gap = "ten"', "timer.merge_gap", "bad_duration", ""),
    "day that does not exist": ('"06-29"', '"06-31"', "calendar.office.extra[1]", "bad_day", ""),
    "closure backwards": (
        "closures = []",
        'closures = [["2026-08-21", "2026-08-10"]]',
        "calendar.office.closures[1]",
        "backwards",
        None,
    ),
    "bad date": (
        "closures = []",
        'closures = [["2026-08-21", "august"]]',
        "calendar.office.closures[1][2]",
        "bad_date",
        "",
    ),
    "negative money": ("list_rate = 60.00", "list_rate = -60", "price[3].list_rate", "bad_money", ""),
    "rate that is none": ('rate = "contract"', 'rate = "agreed"', "price[3].rate", "bad_rate", "contract"),
    "unknown topic": (
        "topic=tax-return|",
        "topic=tax-returns|",
        "rule[5].when[1]",
        "unknown_name",
        "tax-return",
    ),
    "unknown word of a fact": (
        '"kind=email", "!s',
        '"kind=mail", "!s',
        "rule[2].when[1]",
        "unknown_word",
        "email",
    ),
    "unknown team": ('to = "vendor"', 'to = "vendors"', "rule[5].to", "unknown_name", "vendor"),
    "unknown offer": ('offer = "quote"', 'offer = "quota"', "rule[6].offer", "unknown_name", "quote"),
    "key of another action": (
        'do = "hold"',
        'do = "hold", to = "vendor"',
        "rule[1].to",
        "not_for_action",
        None,
    ),
    "action without its key": (', to = "vendor"', "", "rule[5].to", "missing_key", None),
    "unknown field": ('"operation", ', '"operations", ', "channel[1].nice[1]", "unknown_fact", "operation"),
    "target for another clock": (
        'target = "48h"',
        'target = "2d"',
        "response[1].target",
        "target_for_clock",
        "48h",
    ),
    "clock without calendar": (
        ', calendar = "office", c',
        ", c",
        "response[1].calendar",
        "missing_key",
        None,
    ),
    "queue without arrival": ('["lane", "arrived"]', '["arrived", "lane"]', "queue", "queue", None),
    "time zone": ("Europe/Rome", "Europe/Schio", "provider.tz", "zone", "Europe/Rome"),
    "holidays": ('holidays = "IT"', 'holidays = "IT-XX"', "calendar.office.holidays", "holidays", "IT"),
    "price without amount": (", list_rate = 60.00", "", "price[3].list_rate", "missing_key", None),
    "price that ends nowhere": (
        '["pack:hours", "invoice"]',
        '["pack:hours"]',
        "price[3].settle",
        "settle_end",
        None,
    ),
    "free time without price": ('free = "5:00"', 'free = "6:00"', "timer.free", "free_unpriced", None),
    "lane": ("lane = 1,", "lane = 100,", "channel[3].lane", "range", "0-99"),
    "step": ("step = 1,", "step = 0,", "price[3].step", "range", "1-1440"),
    "pack of another unit": ('unit = "minute"', 'unit = "ticket"', "price[3].settle[1]", "pack_unit", "time"),
    "no number": ("vat = 22.00", "vat = nan", "provider.vat", "range", "0-100"),
    "endless money": ("list_rate = 60.00", "list_rate = inf", "price[3].list_rate", "bad_money", ""),
    "share over one": ("share = 0.20", "share = 20", "fee.share", "range", "0-1"),
    "months": ("months = 12", "months = -1", "pack[1].months", "range", "0-1200"),
    "line": ('line = "systems"', 'line = "system"', "topic[2].line", "unknown_name", "systems"),
}


def test_the_shipped_file_has_no_fault():
    assert check_service(DELTA_TEXT) == ()


@pytest.mark.parametrize("kind", BROKEN)
def test_one_fault_is_named_with_its_path_and_cure(kind, monkeypatch):
    before, after, path, code, near = BROKEN[kind]
    assert before in DELTA_TEXT
    faults = check_service(DELTA_TEXT.replace(before, after, 1))
    fault = next(fault for fault in faults if fault.path == path)
    assert (fault.code, fault.values.get("near")) == (code, near)
    for language in ("it", "en"):
        monkeypatch.setattr("deskterm.locale._chosen", [language])
        sentence = explain(fault)
        assert "{" not in sentence
        assert not near or near in sentence


@pytest.mark.parametrize(
    ("broken", "line"),
    [("schema = \n", "1"), ("schema = 1\nqueue = [\n", "2"), ("a = 1\na = 2\n", "2"), ("[[[[", "1")],
)
def test_broken_toml_is_named_with_its_line(broken, line):
    (fault,) = check_service(broken)
    assert (fault.code, fault.path) == ("toml", "")
    assert abs(int(fault.values["line"]) - int(line)) <= 1


def test_all_faults_are_told_at_once():
    broken = (
        DELTA_TEXT.replace('do = "reject"', 'do = "rejct"')
        .replace("cutoff =", "cut_off =")
        .replace('"06-29"', '"29/6"')
    )
    assert {fault.path for fault in check_service(broken)} == {
        "rule[2].do",
        "response[1].cut_off",
        "calendar.office.extra[1]",
    }
    crossed = (
        DELTA_TEXT.replace('to = "vendor"', 'to = "x"')
        .replace('"pack:hours"', '"pack:x"')
        .replace("[clause.D9]", "[clause.D99]")
    )
    assert {fault.path for fault in check_service(crossed)} == {
        "rule[5].to",
        "price[3].settle[1]",
        "rule[3].id",
    }


def test_a_half_day_needs_a_day():
    (fault,) = check_service(text(calendar='half = { "Natale" = "08:30-12:30" }'))
    assert (fault.path, fault.code) == ("calendar.office.half.Natale", "bad_half_day")
    (fault,) = check_service(text(calendar='half = { "12-24" = "08:30" }'))
    assert (fault.path, fault.code) == ("calendar.office.half.12-24", "bad_hours")


def test_hours_of_one_day_do_not_overlap():
    (fault,) = check_service(text(open='"mon-fri 08:30-12:30", "fri 12:00-13:00"'))
    assert (fault.path, fault.code) == ("calendar.office.open[2]", "overlap")


def test_a_calendar_must_open():
    assert [fault.code for fault in check_service(text(open='"mon closed"'))] == ["never_open"]


def test_a_priority_needs_a_place():
    (fault,) = check_service(text(rule='{ id = "X1", at = "intake", do = "priority" }'))
    assert (fault.path, fault.code) == ("rule[1].lane", "missing_key")


@pytest.mark.parametrize(
    "broken", ["", "schema = 2", "rule = 3", "rule = [3]", "calendar = []", "clause = { D1 = 2 }"]
)
def test_whatever_is_written_the_reader_survives(broken):
    assert check_service(broken)


def test_the_error_carries_file_and_faults():
    with pytest.raises(TermsError) as error:
        read_service("schema = 2", "ours.toml")
    assert error.value.file == "ours.toml"
    assert "ours.toml" in str(error.value)
    assert error.value.faults


def test_what_a_service_knows():
    assert (DELTA.id, DELTA.name, DELTA.tz) == ("delta-system", "Delta System", "Europe/Rome")
    assert len(DELTA.digest) == 64
    assert DELTA.text == DELTA_TEXT
    assert DELTA.channel("mail") is DELTA.channel("email")
    assert DELTA.channel("phone").id == "urgent"
    assert DELTA.channel("fax") is None
    assert DELTA.clause("D8", "it") != DELTA.clause("D8", "en") != ""
    assert DELTA.clause("D99", "it") == ""
    assert DELTA.pack("hours").warn == (120, 0)
    assert DELTA.label(DELTA.topics, "update", "it") == "Aggiornamento"
    assert DELTA.label(DELTA.topics, "nothing", "it") == "nothing"


def test_a_damaged_file_gives_faults_and_never_a_crash():
    random = Random(2026)
    pieces = [
        *"\"'[]{}=,.\n",
        "nan",
        "-1",
        "99999999999999999999",
        "true",
        "[[rule]]\n",
        "2026-13-45",
        "\x00",
        "è",
        "1e999",
    ]
    for _ in range(400):
        place = random.randrange(len(DELTA_TEXT))
        cut = random.choice([0, 1, 3, 40])
        damaged = DELTA_TEXT[:place] + random.choice(pieces) + DELTA_TEXT[place + cut :]
        for fault in check_service(damaged):
            assert explain(fault)


@pytest.mark.parametrize("name", files.names())
def test_a_text_is_read_once_in_a_run_and_checked_anew_when_it_changes(name):
    whole = files.text_of(name)
    assert read_service(whole, "one.toml") is read_service(whole, "other.toml")
    with pytest.raises(TermsError) as refused:
        read_service(whole + "\n[nowhere]\n", "changed.toml")
    assert refused.value.file == "changed.toml"
    assert any("nowhere" in fault.path for fault in refused.value.faults)


@pytest.mark.parametrize(
    ("key", "place", "code"),
    [
        ('unjudged = { stands = "Z" }', "unjudged.stands", "unknown_name"),
        ('unjudged = { promise = "soonest" }', "unjudged.promise", "unknown_name"),
        ('unjudged = { stands = "first", promise = "B" }', "", ""),
    ],
)
def test_where_an_unjudged_request_stands_is_a_word_or_a_severity(key, place, code):
    found = check_service(text().replace("schema = 1", f"schema = 2\n{key}"))
    assert [(one.path, one.code) for one in found] == ([(place, code)] if place else [])
    assert [one.code for one in check_service(text().replace("schema = 1", f"schema = 1\n{key}"))][:1] == [
        "too_new"
    ]
