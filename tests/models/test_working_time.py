"""The published working-time cases of five help desks, on the calendar that the rules use."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from deskterm.models.terms.calendar import Calendar
from deskterm.models.terms.sections import CalendarTerms
from deskterm.models.terms.values import DayOfYear, OpeningHours

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "vectors/working-time.jsonl").read_text().splitlines()
]


def calendar_of(case):
    hours = case["calendar"]["open"]
    lines = [
        f"{day} {' '.join('-'.join(window) for window in windows)}"
        for day, windows in hours.items()
        if windows
    ]
    return Calendar(
        CalendarTerms(
            open=tuple(OpeningHours.read(line) for line in lines),
            extra=tuple(DayOfYear.read(day) for day in case["calendar"]["holidays"]),
        ),
        case["calendar"]["tz"],
    )


def instant(text):
    return int(datetime.fromisoformat(text).timestamp())


def test_there_are_102_cases():
    assert len(CASES) == 102


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{case['op']}" for n, case in enumerate(CASES, 1)])
def test_the_figures_agree(case):
    calendar = calendar_of(case)
    start = instant(case["start"])
    pauses = [(instant(a), instant(b)) for a, b in case["pauses"]]
    if case["op"] == "add":
        assert calendar.add(start, case["seconds"], pauses) == instant(case["expected"])
    else:
        assert calendar.between(start, instant(case["end"]), pauses) == case["expected"]
