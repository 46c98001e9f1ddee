"""`deskterm service check` on broken files: each fault with its path and the cure, in both languages."""

import pytest

from tests.commands.conftest import ROOT

GOOD = (ROOT / "data" / "services" / "delta-system.toml").read_text(encoding="utf-8")

# What is wrong, what is written instead of what, where the error points, a word of the cure.
BROKEN = [
    ("an unknown key", 'queue_rule = "D15"', 'queue_rul = "D15"', "queue_rul", "queue_rule"),
    ("an action outside the list", 'do = "reject"', 'do = "rejcet"', "rule[2].do", "reject"),
    ("a wrong type", "step = 1", 'step = "1"', "price[3].step", ": 1."),
    ("an unknown calendar", 'calendar = "office"', 'calendar = "offise"', "response[1].calendar", "office"),
    ("two rules with one number", '{ id = "D9", ', '{ id = "D8", ', "rule[3].id", "D8"),
    ("an unknown fact", '"!subject"', '"!subjet"', "rule[2].when", "subject"),
    ("a pack that is not there", '"pack:hours"', '"pack:ours"', "price[3].settle", "hours"),
    ("a bad range of hours", "08:30-12:30", "08:30-07:30", "calendar.office.open", "08:30-07:30"),
    ("a bad duration", 'target = "48h"', 'target = "48x"', "response[1].target", "48x"),
    ("a file that is no TOML", "schema = 2", "schema = 2,0", "", "2.0"),
    (
        "a point that does not exist",
        'at = "intake", when = ["vague"]',
        'at = "intak", when = ["vague"]',
        "",
        "",
    ),
]


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("case", BROKEN, ids=[case[0] for case in BROKEN])
def test_a_fault_is_named_with_its_path_and_cure(line, tmp_path, case, lang):
    _, old, new, path, cure = case
    assert old in GOOD
    file = tmp_path / "terms.toml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    found = line("service", "check", file, "--json", lang=lang, code=2).json
    assert found["ok"] is False
    told = [error for error in found["errors"] if error["path"].startswith(path) and cure in error["message"]]
    assert told, found
    assert told[0]["path"] in line("service", "check", file, lang=lang, code=2).out


def test_no_desk_starts_on_a_broken_file(empty, tmp_path):
    file = tmp_path / "terms.toml"
    file.write_text(GOOD.replace('do = "reject"', 'do = "rejcet"'), encoding="utf-8")
    said = empty("init", "--service", file, code=2).err
    assert "rule[2].do" in said
    assert not empty.desk.exists()


def test_all_faults_are_told_at_once(line, tmp_path):
    file = tmp_path / "terms.toml"
    file.write_text(
        GOOD.replace('do = "reject"', 'do = "rejcet"').replace("schema = 2", 'schema = "x"'), "utf-8"
    )
    assert len(line("service", "check", file, "--json", code=2).json["errors"]) == 2
