"""`deskterm rehearse`: lines in, decisions out, as they come; the desk is not touched."""

import json
import os
import subprocess
import sys
from random import Random

import pytest
from benchmarks.events import lines
from deskterm.commands.frame.stream import CHUNK, LONGEST
from deskterm.desk.terms.files import load, names
from deskterm.models.rehearsal.events import EVENTS

from tests.commands.conftest import ROOT, environment

REQUEST = {
    "event": "request",
    "id": "r1",
    "channel": "mail",
    "received": "2026-03-02T11:59",
    "subject": "Stampa registro IVA",
    "body": "Esce vuota.",
    "customer": {"contract": True},
    "topics": ["production"],
}
SESSION = {
    "event": "session",
    "id": "s1",
    "segments": [{"kind": "remote", "start": "2026-03-02T10:00", "end": "2026-03-02T10:28"}],
    "customer": {"contract": True, "pack_left": 15},
}
GATE = {"event": "gate", "id": "g1", "at": "call", "facts": {"inbound": True}}
QUEUE = {
    "event": "queue",
    "id": "q1",
    "requests": [REQUEST | {"id": 1}, REQUEST | {"id": 2, "received": "2026-03-02T08:00"}],
}
FIELDS = {
    "request": "id outcome actions missing tier lane soft_due due",
    "session": "id contacts",
    "gate": "id actions",
    "queue": "id order",
}
CONTACT = "seconds billable billed_minutes units net mode rule clause settle".split()


@pytest.fixture
def rehearse(empty, tmp_path):
    """Rehearse some events, given as objects or as lines, under a service."""

    def ask(*events, service="delta-system", code=0, lang="it", **more):
        told = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in events]
        path = tmp_path / "events.jsonl"
        path.write_bytes(b"\n".join(told))
        return empty("rehearse", "--service", service, path, code=code, lang=lang, **more)

    return ask


def test_every_event_is_answered_with_the_fields_of_the_contract(rehearse):
    answers = rehearse(REQUEST, SESSION, GATE, QUEUE).lines
    assert [answer["id"] for answer in answers] == ["r1", "s1", "g1", "q1"]
    for name, answer in zip(EVENTS, answers, strict=True):
        assert set(FIELDS[name].split()) <= set(answer)
    request, session, gate, queue = answers
    assert set(request["actions"][0]) >= {"do", "rule", "clause"}
    assert set(gate["actions"][0]) >= {"do", "rule", "clause"}
    assert set(session["contacts"][0]) >= set(CONTACT)
    assert set(session["contacts"][0]["settle"][0]) == {"to", "minutes", "units", "net"}
    assert queue["order"] == [2, 1]


def test_a_request_and_work_are_decided_as_at_the_desk(rehearse):
    request, session = rehearse(REQUEST, SESSION).lines
    assert (request["outcome"], request["due"]) == ("queued", "2026-03-04T11:59:00+01:00")
    (contact,) = session["contacts"]
    assert [(part["to"], part["minutes"], part["net"]) for part in contact["settle"]] == [
        ("pack:hours", 15, "0.00"),
        ("invoice", 13, "13.00"),
    ]


def test_clauses_are_in_the_language_in_force(rehearse):
    told = {lang: rehearse(GATE, lang=lang).json["actions"][0]["clause"] for lang in ("it", "en")}
    assert told == {lang: load("delta-system").clause("D23", lang) for lang in ("it", "en")}


def test_answers_are_lines_with_or_without_json(empty, tmp_path):
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(GATE), encoding="utf-8")
    plain = empty("rehearse", "--service", "delta-system", path).out
    assert plain == empty("rehearse", "--service", "delta-system", path, "--json").out
    assert plain.count("\n") == 1


def test_a_line_that_cannot_be_decided_on_does_not_stop_the_others(rehearse):
    answer = rehearse(GATE, b'{"event":"rquest","id":7}', b"", b"nonsense", GATE | {"id": "g2"}, code=1)
    good, unknown, nonsense, last = answer.lines
    assert (good["id"], last["id"]) == ("g1", "g2")
    assert (unknown["id"], unknown["line"]) == (7, 2)
    assert "rquest" in unknown["error"] and "request" in unknown["error"]
    assert (nonsense["id"], nonsense["line"]) == (None, 4)
    assert "2" in answer.err


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"[1]",
        b'{"id":"\xff"}',
        b'{"event":"rquest","id":1}',
        b'{"event":"gate","id":1,"at":"cal","facts":{}}',
        b'{"event":"gate","id":1}',
        b'{"event":"gate","id":{},"at":"call","facts":{}}',
        b'{"event":"request","id":1,"channel":"mial","received":"2026-03-02"}',
        b'{"event":"request","id":1,"channel":"mail","received":"ieri"}',
        b'{"event":"request","id":1,"channel":"mail","received":"1026-03-02"}',
        b'{"event":"request","id":' + b"9" * 5000 + b"e9" * 3 + b"}",
        b'{"event":"session","id":1,"segments":[{"kind":"cal","start":"2026-03-02","end":"2026-03-02"}]}',
        b'{"event":"session","id":1,"segments":[{"kind":"call","start":"2026-03-02","end":"2026-03-01"}]}',
        b'{"event":"session","id":1,"segments":[{"kind":"remote","start":"2026-03-02","end":"2026-03-03"}],'
        b'"customer":{"rate":"1e400"}}',
        b'{"id":"' + b"x" * (LONGEST + 1) + b'"}',
    ],
)
def test_every_trouble_has_its_sentence(rehearse, line, lang):
    bad, good = rehearse(line, GATE, code=1, lang=lang).lines
    assert bad["error"].endswith((".", ")"))
    assert "actions" in good


def test_what_a_line_says_cannot_steer_the_terminal(rehearse):
    hostile = "\x1b]0;x\x07\u202e\x9b31m"
    answer = rehearse({"event": hostile, "id": hostile}, GATE | {"facts": {hostile: 1}}, code=1)
    assert not set("\x1b\x07\x9b\u202e") & set(answer.err + answer.lines[0]["error"])
    assert answer.out.isascii()
    assert answer.lines[0]["id"] == hostile


def test_misspelt_words_are_told_once_with_the_nearest_one(rehearse):
    misspelt = GATE | {"facts": {"inbuond": True}}
    answer = rehearse(misspelt, misspelt)
    assert answer.err.count("inbuond") == 1
    assert "inbound" in answer.err and "2" in answer.err


def test_a_gate_without_a_time_is_asked_at_the_time_given(rehearse):
    on_call = {"inbound": True, "ticket": True, "channel": "on-call", "blocking": True}
    event = GATE | {"facts": on_call}
    assert [one["rule"] for one in rehearse(event, at="2026-03-02T10:00").json["actions"]] == ["D24"]
    assert rehearse(event, at="2026-03-02T20:00").json["actions"] == []


def test_a_firms_own_file_decides(rehearse, tmp_path):
    terms = tmp_path / "terms.toml"
    text = (ROOT / "data" / "services" / "delta-system.toml").read_text(encoding="utf-8")
    terms.write_text(text.replace('target = "48h"', 'target = "24h"'), encoding="utf-8")
    assert rehearse(REQUEST, service=terms).json["due"] == "2026-03-03T11:59:00+01:00"


def test_no_desk_is_needed_and_none_is_made(rehearse, empty):
    rehearse(REQUEST)
    assert not empty.desk.exists()
    assert not list(empty.home.iterdir())


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("rehearse",), 2),
        (("rehearse", "--service", "delta-system", "/nowhere.jsonl"), 2),
        (("rehearse", "--service", "delta-system", "/"), 2),
        (("rehearse", "--service", "no-such"), 1),
        (("rehearse", "--service", "delta-system", "--from-desk", "2026-13"), 2),
        (("rehearse", "--service", "delta-system", "--from-desk", "2026-03", "/dev/null"), 2),
        (("rehearse", "--service", "delta-system", "--from-desk", "2026-03"), 2),
    ],
)
def test_what_is_wrong_with_the_call_is_said(empty, args, code):
    answer = empty(*args, code=code)
    assert answer.err and not answer.out


def test_lines_end_as_any_editor_writes_them(rehearse):
    line = json.dumps(GATE).encode()
    assert len(rehearse(b"\xef\xbb\xbf" + line + b"\r", line + b"\r\n\r\n" + line + b"\n").lines) == 3


def test_a_long_line_across_many_reads_is_one_line(rehearse):
    body = REQUEST | {"body": "Non va. " * CHUNK}
    first, second = rehearse(body, GATE).lines
    assert (first["id"], second["id"]) == ("r1", "g1")


# As a process


def start(home, *options, service="delta-system", out=subprocess.PIPE):
    return subprocess.Popen(
        [sys.executable, "-m", "deskterm", "--lang", "it", "rehearse", "--service", service, *options],
        stdin=subprocess.PIPE,
        stdout=out,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(home),
    )


def test_an_answer_comes_before_the_next_question(home):
    with start(home, "-") as process:
        for number in range(3):
            process.stdin.write(json.dumps(GATE | {"id": number}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.write(json.dumps(GATE | {"id": "half"}).encode()[:20])
        process.stdin.flush()
        rest, _ = process.communicate(json.dumps(GATE | {"id": "half"}).encode()[20:])
    assert json.loads(rest)["id"] == "half"
    assert process.returncode == 0


def test_whoever_stops_reading_ends_it_quietly(home, tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_bytes((json.dumps(GATE).encode() + b"\n") * 5_000)
    with start(home, path) as process:
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
    assert process.returncode == 141
    assert err == b""


def run_many(home, service, count, tmp_path):
    """Rehearse generated events in a process; its answers, and its largest memory in megabytes."""
    path, out = tmp_path / f"{count}.jsonl", tmp_path / f"{count}.out"
    with path.open("wb") as stream:
        stream.writelines(lines(load(service), count))
    with out.open("wb") as answers:
        process = start(home, path, service=service, out=answers)
        process.stdin.close()
        err = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    assert process.returncode == 0, err
    return out, usage.ru_maxrss / 1024


@pytest.mark.parametrize("service", names())
def test_every_service_decides_on_whatever_its_own_words_ask(rehearse, service):
    events = [line.rstrip() for line in lines(load(service), 400, seed=Random(service).randrange(99))]
    answers = rehearse(*events, service=service).lines
    assert len(answers) == 400
    accepted = {"queued", "clarify", "review", "held", "merged", "appended"}
    for answer in answers:
        done = {one["do"] for one in answer.get("actions", ())}
        if "outcome" in answer:
            assert ("reject" in done) is (answer["outcome"] == "rejected")
            assert answer["outcome"] in accepted | {"rejected"}
        for contact in answer.get("contacts", ()):
            cents = [int(part["net"].replace(".", "")) for part in contact["settle"]]
            assert sum(cents) == int(contact["net"].replace(".", ""))


def test_a_shipped_service_is_good_on_the_line_too(empty):
    assert empty("service", "check", "delta-system", "--json").json == {
        "ok": True,
        "errors": [],
        "remarks": [],
    }


def test_an_example_that_does_not_hold_is_an_error_with_its_place(empty, tmp_path):
    text = (ROOT / "data" / "services" / "delta-system.toml").read_text(encoding="utf-8")
    broken = tmp_path / "terms.toml"
    broken.write_text(text.replace('"48h", clock', '"24h", clock'), encoding="utf-8")
    found = empty("service", "check", broken, "--json", lang="en", code=2).json
    assert found["ok"] is False
    first = next(one for one in found["errors"] if one["path"].startswith("example"))
    assert first["path"] == "example[1]"
    assert "due" in first["message"] and "2026-03-03T11:59" in first["message"]


def test_memory_does_not_grow_with_the_lines(home, tmp_path):
    _, little = run_many(home, "delta-system", 500, tmp_path)
    _, much = run_many(home, "delta-system", 8_000, tmp_path)
    assert much < little + 4


@pytest.mark.trial
@pytest.mark.parametrize("service", names())
def test_a_hundred_thousand_events_of_each_service(home, tmp_path, service):
    _, little = run_many(home, service, 2_000, tmp_path)
    out, much = run_many(home, service, 100_000, tmp_path)
    assert much < little + 4
    with out.open("rb") as answers:
        assert sum(b'"error"' not in line for line in answers) == 100_000


@pytest.mark.parametrize("page", ["rehearse.md", "prova.md"])
def test_the_lines_in_the_documentation_are_decided(rehearse, page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    events = [
        line.encode() for block in text.split("```json\n")[1:] for line in block.split("```")[0].splitlines()
    ]
    request, work, gate, queue = rehearse(*events).lines
    assert (request["outcome"], request["due"]) == ("queued", "2026-03-04T11:59:00+01:00")
    assert work["contacts"][0]["net"] == "13.00"
    assert [one["rule"] for one in gate["actions"]] == ["D23"]
    assert queue["order"] == ["b", "a"]
    for answer in (request, work["contacts"][0], gate, queue):
        assert all(f"`{name}`" in text.replace("[]", "") for name in answer if name not in {"id", "event"})
