"""What must fit together in a calendar: it opens some time, its days exist, its hours do not overlap."""

from __future__ import annotations

from collections.abc import Iterator

from deskterm.models.basics.faults import Fault
from deskterm.models.terms.calendar import country_meant, known_holidays
from deskterm.models.terms.own_facts import is_day
from deskterm.models.terms.sections import CalendarTerms
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import is_day_of_year


def calendars(sheet: ServiceSheet) -> Iterator[Fault]:
    """Every contradiction of the calendars."""
    for name, calendar in sheet.calendars.items():
        path = f"calendar.{name}"
        if not any(opening.windows for opening in calendar.open):
            yield Fault(f"{path}.open", "never_open", {"word": name})
        # Asking loads `holidays`, which a start should not pay for the code that every shipped file has.
        if calendar.holidays not in {"", "IT"} and not known_holidays(calendar.holidays):
            yield Fault(
                f"{path}.holidays",
                "holidays",
                {"word": calendar.holidays, "near": country_meant(calendar.holidays) or "IT"},
            )
        yield from _days(sheet, path, calendar)


def _days(sheet: ServiceSheet, path: str, calendar: CalendarTerms) -> Iterator[Fault]:
    for day in calendar.half:
        if not is_day_of_year(day):
            yield Fault(f"{path}.half.{day}", "bad_half_day", {"word": day})
    for day in calendar.days:
        if not is_day(day):
            yield Fault(f"{path}.day.{day}", "bad_single_day", {"word": day})
    for n, (first, last) in enumerate(calendar.closures, 1):
        if first.yearly is not last.yearly:
            yield Fault(f"{path}.closures[{n}]", "closure_mixed", {"word": f"{first}, {last}"})
        elif first.yearly and sheet.schema == 1:
            yield Fault(f"{path}.closures[{n}]", "too_new", {"word": str(first), "near": "schema = 2"})
        elif last < first and not first.yearly:
            yield Fault(f"{path}.closures[{n}]", "backwards", {"word": f"{first}, {last}"})
    taken: dict[int, list[tuple[int, int]]] = {}
    for n, opening in enumerate(calendar.open, 1):
        others = [window for weekday in opening.weekdays for window in taken.get(weekday, ())]
        if any(start < b and a < end for start, end in opening.windows for a, b in others):
            yield Fault(f"{path}.open[{n}]", "overlap", {"word": opening.text})
        for weekday in opening.weekdays:
            taken.setdefault(weekday, []).extend(opening.windows)
