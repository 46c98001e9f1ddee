"""Services, opening hours, moments and requests at random, for what must hold under any terms."""

from datetime import date, datetime, timedelta

import msgspec
from deskterm.models.money.price import Segment
from deskterm.models.terms.facts import FIXED
from deskterm.models.terms.service import read_service
from deskterm.models.terms.values import DAY, WEEKDAYS, OpeningHours
from hypothesis import strategies as st

from tests.clocks import ROME, rome
from tests.models.terms_kit import FIRMS, SERVICES, text

START = rome("2026-01-01 00:00")
POINTS = ["intake", "triage", "call", "remote", "close"]
HALF = 1800  # the grain of random opening hours, seconds
EDGES = ["10:00", "15:00", "08:30", "09:00", "12:00", "12:01", "12:30", "17:00", "18:00", "02:30", "00:00"]
FLAGS = (
    "customer contract vague blocking thread duplicate inbound ticket phone_contract burnt consent"
    " device_online first_access id_password quick_access backup_confirmed backup_unit request_mail"
    " temp_account admin_account client_closed_software needs_file"
).split()


def _moment(day, wall, seconds):
    local = datetime.fromtimestamp(START, ROME) + timedelta(days=day)
    hour, minute = map(int, wall.split(":"))
    return int(local.replace(hour=hour, minute=minute).timestamp()) + seconds


# Any second of three years, and the seconds around the hours at which terms change their mind.
moments = st.integers(START, START + 3 * 365 * DAY) | st.builds(
    _moment, st.integers(0, 3 * 365), st.sampled_from(EDGES), st.integers(-61, 61)
)
laters = (
    st.integers(1, 5 * 48).map(lambda halves: halves * HALF) | st.integers(0, 120) | st.integers(0, 5 * DAY)
)
kinds = st.sampled_from(FIXED["session"])


# Opening hours


def _week(drawn):
    """Half hours by weekday, of drawn ranges: on which days, from when, how long."""
    week = [set() for _ in WEEKDAYS]
    for days, start, length in drawn:
        for weekday in range(7):
            if days >> weekday & 1:
                week[weekday] |= set(range(start, min(start + length, 48)))
    return week


ranges = st.tuples(st.integers(1, 127), st.integers(0, 47), st.integers(1, 24))
weeks = st.lists(ranges, max_size=3).map(_week)
some_week = st.lists(ranges, min_size=1, max_size=4).map(_week)


def line(weekday, slots):
    """The hours of a weekday: `mon 09:00-12:30 15:00-18:00`."""
    starts = sorted(slot for slot in slots if slot - 1 not in slots)
    ends = sorted(slot + 1 for slot in slots if slot + 1 not in slots)
    pairs = zip(starts, ends, strict=True)
    hours = " ".join(f"{_wall(start)}-{_wall(end)}" for start, end in pairs)
    return f"{WEEKDAYS[weekday]} {hours}"


def _wall(slot):
    return f"{slot // 2:02d}:{slot % 2 * 30:02d}"


def lines(week):
    return [line(weekday, slots) for weekday, slots in enumerate(week) if slots]


def week_of(calendar):
    """The half hours in which a calendar of a service file is open, by weekday."""
    week = [set() for _ in WEEKDAYS]
    for opening in calendar.open:
        for weekday in opening.weekdays:
            for start, end in opening.windows:
                week[weekday] |= set(range(start // HALF, end // HALF))
    return week


def together(week, other):
    return [slots | more for slots, more in zip(week, other, strict=True)]


def opening(terms, name, week):
    """A service whose calendar of that name has other hours."""
    calendar = msgspec.structs.replace(terms.calendars[name], open=tuple(map(OpeningHours.read, lines(week))))
    return msgspec.structs.replace(terms, calendars={**terms.calendars, name: calendar})


# Services

CONDITIONS = [
    "contract",
    "!contract",
    "vague",
    "!subject",
    "missing",
    "blocking",
    "topic=usage",
    "kind=email",
]
rules = st.lists(
    st.tuples(
        st.sampled_from(POINTS),
        st.sampled_from(
            ["reject", "clarify", "review", "hold", "merge", "warn", "priority", "block", "remind"]
        ),
        st.lists(st.sampled_from(CONDITIONS), max_size=2, unique=True),
        st.integers(1, 3),
    ),
    max_size=8,
)
WHERE = '"blocking"'
promises = st.fixed_dictionaries(
    {
        "clock": st.sampled_from(["open", "day24", "workday", "elapsed"]),
        "hours": st.integers(1, 72),
        "late": st.sampled_from(["next-open", "as-is"]),
        "cutoff": st.none() | st.sampled_from(EDGES),
        "soft": st.booleans(),
    }
)
prices = st.fixed_dictionaries(
    {
        "free": st.none() | st.integers(1, 1200),
        "mode": st.sampled_from(["time", "unit", "ticket"]),
        "euro": st.integers(0, 120),
        "step": st.sampled_from([1, 5, 15, 30, 60]),
        "minimum": st.sampled_from([0, 10, 60]),
        "weight": st.sampled_from(["1", "1.25", "1.5"]),
        "unit": st.sampled_from(["10:00", "20:00", "1:00:00"]),
        "beyond": st.sampled_from(["0:00", "5:00"]),
    }
)


def _rule(number, drawn):
    at, do, when, place = drawn
    more = f", {'tier' if number % 2 else 'lane'} = {place}" if do == "priority" else ""
    asked = ", ".join(f'"{one}"' for one in when)
    return f'{{ id = "X{number + 1}", at = "{at}", when = [{asked}], do = "{do}"{more} }}'


def _response(number, drawn, when=""):
    days = drawn["clock"] == "workday"
    written = f"{1 + drawn['hours'] % 5}d" if days else f"{drawn['hours']}h"
    parts = [f'id = "X{number}", when = [{when}], target = "{written}", clock = "{drawn["clock"]}"']
    if drawn["clock"] != "elapsed":
        parts += [f'calendar = "office", late = "{drawn["late"]}"']
        parts += [f'cutoff = "{drawn["cutoff"]}"'] if drawn["cutoff"] else []
    parts += ['soft = "1h"'] if drawn["soft"] and not days else []
    return f"{{ {', '.join(parts)} }}"


def _prices(drawn, settled):
    how = {
        "time": f"rate = {drawn['euro']}.00, step = {drawn['step']}, minimum = {drawn['minimum']}, "
        f"weight = {drawn['weight']}",
        "unit": f'unit = "{drawn["unit"]}", price = {drawn["euro"]}.00',
        "ticket": f"price = {drawn['euro']}.00",
    }[drawn["mode"]]
    to = ", ".join(f'"{place}"' for place in settled[drawn["mode"]])
    paid = f'{{ id = "X17", mode = "{drawn["mode"]}", {how}, beyond = "{drawn["beyond"]}", settle = [{to}] }}'
    if drawn["free"] is None:
        return paid
    return f'{{ id = "X16", when = ["seconds<={drawn["free"]}"], mode = "included" }}, {paid}'


@st.composite
def invented(draw):
    """A firm's terms: hours, rules, a promise and a price list at random."""
    settled = {
        "time": draw(st.sampled_from([["invoice"], ["pack:hours", "invoice"]])),
        "unit": draw(st.sampled_from([["invoice"], ["pack:hours", "invoice"]])),
        "ticket": draw(st.sampled_from([["invoice"], ["pack:tickets", "invoice"]])),
    }
    written = text(
        open=", ".join(f'"{one}"' for one in lines(draw(some_week))),
        rule=",\n".join(_rule(number, drawn) for number, drawn in enumerate(draw(rules))),
        response=f"{_response(14, draw(promises), WHERE)}, {_response(15, draw(promises))}",
        price=_prices(draw(prices), settled),
        overdraw=draw(st.sampled_from(["split", "whole"])),
        timer=f'merge_gap = "{draw(st.sampled_from(["0:00", "5:00", "10:00"]))}"',
        queue=draw(
            st.sampled_from(['["arrived"]', '["lane", "arrived"]', '["tier", "severity", "arrived"]'])
        ),
    )
    return read_service(written)


NAMED = SERVICES | FIRMS
shipped = st.sampled_from(list(NAMED.values()))
services = shipped | invented()


# Requests and work


def _flags(told, true):
    return {name: bool(true >> n & 1) for n, name in enumerate(FLAGS) if told >> n & 1}


flags = st.builds(_flags, st.integers(0, 2 ** len(FLAGS) - 1), st.integers(0, 2 ** len(FLAGS) - 1))
texts = st.dictionaries(
    st.sampled_from(["contact", "phone", "email", "type", "problem", "code"]), st.sampled_from(["", "x"])
)


def among(labels):
    return st.sampled_from(["", *(label.id for label in labels)])


def own(terms):
    """Facts of the file's own, each said or not."""
    told = {
        "yes-no": lambda fact: st.booleans(),
        "choice": lambda fact: st.sampled_from(fact.choices),
        "number": lambda fact: st.integers(int(fact.least or 0), int(fact.most or 90)),
        "date": lambda fact: st.dates(date(2025, 1, 1), date(2027, 1, 1)).map(str),
        "text": lambda fact: st.sampled_from(["", "x"]),
    }
    found = {name: told[fact.kind](fact) for name, fact in terms.own_facts.items()}
    return st.fixed_dictionaries({}, optional=found)


def requests(terms):
    """Facts of a request to a service, of the customer and of the work."""
    return st.builds(
        lambda *parts: {name: value for part in parts for name, value in part.items()},
        flags,
        texts,
        st.fixed_dictionaries(
            {
                "channel": st.sampled_from([channel.id for channel in terms.channels]),
                "subject": st.sampled_from(["", "Assistenza telefonica", "R: Errore"]),
                "plan": st.sampled_from(["", "SAD", "ADVANCED"]),
                "adhesion": st.sampled_from(["", "2025-01-01", "2026-06-01"]),
                "topic": among(terms.topics),
                "severity": among(terms.severities),
                "outcome": among(terms.outcomes),
                "deployment": st.sampled_from(["", *FIXED["deployment"]]),
                "target": st.sampled_from(["", *FIXED["target"]]),
                "rate": st.none() | st.integers(0, 200),
                "topics": st.integers(1, 3),
                "requests_today": st.integers(0, 3),
                "target_hours": st.none() | st.integers(1, 100),
                "days_since_delivery": st.integers(0, 60),
            }
        ),
        own(terms),
    )


def with_request(terms):
    return st.tuples(st.just(terms), requests(terms))


def asked_of(name):
    """A service by name, or invented ones, with a request."""
    return with_request(NAMED[name]) if name in NAMED else invented().flatmap(with_request)


asked = services.flatmap(with_request)

stretches = st.lists(st.tuples(kinds, st.integers(0, 5000), st.integers(0, 3000)), min_size=1, max_size=4)


def segments(drawn, begin):
    return [Segment(kind, begin + start, begin + start + length) for kind, start, length in drawn]
