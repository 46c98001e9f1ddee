"""Lines of a rehearsal that cannot be decided on: each says what it lacks, and keeps its id."""

import pytest
from deskterm.models.rehearsal.events import BadEvent, id_of, read

from tests.models.test_rehearsal import MONDAY, ask


def trouble(event):
    with pytest.raises(BadEvent) as error:
        ask(event) if isinstance(event, dict) else read(event)
    return error.value.code, error.value.values


LACKING = [
    ({"event": "rquest"}, "event", {"near": "request"}),
    ({"event": None}, "type", {"field": "event", "expected": "string"}),
    ({"event": "request", "channel": "mail"}, "missing", {"field": "received"}),
    ({"event": "request", "channel": 5, "received": MONDAY}, "type", {"field": "channel", "got": "number"}),
    ({"event": "request", "channel": "mial", "received": MONDAY}, "channel", {"near": "mail"}),
    ({"event": "request", "channel": "mail", "received": "ieri"}, "time", {"text": "ieri"}),
    ({"event": "request", "channel": "mail", "received": "1026-03-02"}, "year", {"first": 2000}),
    ({"event": "session", "segments": [{"kind": "call"}]}, "missing", {"field": "segments[0].start"}),
    ({"event": "gate", "at": "cal", "facts": {}}, "at", {"near": "call"}),
    ({"event": "gate", "at": "call"}, "missing", {"field": "facts"}),
    ({"event": "queue", "requests": [{"id": 2}]}, "missing", {"field": "requests[0].channel"}),
]


@pytest.mark.parametrize(("event", "code", "values"), LACKING)
def test_a_line_that_lacks_what_its_event_needs_says_what(event, code, values):
    found, told = trouble({"id": 1} | event)
    assert found == code
    assert values.items() <= told.items()


def test_a_line_without_event_or_id_says_so():
    assert trouble({"id": 1}) == ("missing", {"field": "event"})
    assert trouble({"event": "gate", "at": "call", "facts": {}}) == ("missing", {"field": "id"})


def test_work_of_an_unknown_kind_or_that_ends_before_it_begins_is_refused():
    def event(kind, end):
        part = {"kind": kind, "start": "2026-03-02T10:00", "end": f"2026-03-02T{end}"}
        return {"event": "session", "id": 1, "segments": [part]}

    assert trouble(event("cal", "10:01"))[0] == "kind"
    assert trouble(event("call", "09:59"))[0] == "backwards"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"", "json"),
        (b'{"event":"request"', "json"),
        (b"[1]", "object"),
        (b'{"event":"gate","id":"\xff","at":"call","facts":{}}', "not_utf8"),
        (b"[" * 100_000, "object"),
        (b'{"a":' * 100_000, "missing"),
        (b'{"event":"gate","id":1,"at":"call","facts":' + b'{"a":' * 100_000, "json"),
    ],
)
def test_what_is_no_event_at_all_is_told_so(line, code):
    assert trouble(line)[0] in {code, "json"}


def test_the_id_of_a_bad_line_is_kept_where_it_can_be_read():
    assert id_of(b'{"event":"rquest","id":"a-7"}') == "a-7"
    assert id_of(b'{"id":[1]}') is None
    assert id_of(b'{"id":') is None
