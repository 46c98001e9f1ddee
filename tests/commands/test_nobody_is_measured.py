"""What leaves the desk as JSON or CSV adds up nobody's work; the load, tickets in hand, is the exception."""

import csv
import io

import click
import pytest
from deskterm.commands.frame.root import root

from tests.commands.conftest import Line, furnish
from tests.laid import lay

PEOPLE = ("zen", "marta")
# Lines of a person that say nothing of their work: who they are.
OF_PEOPLE = {"technician list"}
# What is told by person: how many tickets each has in hand.
LOAD = {"backlog": {"in_hand"}}
# A line that names a person is about one thing, named by one of these.
ONE_THING = {
    *("ticket", "code", "number", "id", "session", "contact", "event", "report", "target", "message", "file"),
    *("agreement", "pack", "project", "pid", "tested", "customer", "name"),
}


@pytest.fixture
def busy(empty):
    """Two technicians who have called, answered, filed and written."""
    lay(empty.desk, "busy", lambda place: work(Line(place, empty.home)))
    return empty


def work(line):
    furnish(line)
    for name in PEOPLE:
        line("technician", "add", name)
    for number, who in enumerate(("zen", "zen", "zen", "marta")):
        line.who = who
        given = ["--customer", "C001", "--subject", f"Caso {number}", "--body", "Non stampa"]
        code = line("ticket", "add", *given, "--json").json["code"]
        line("ticket", "take", code, "--reason", "prova", code=None)
        line("call", "start", code, at=f"2026-03-02T1{number}:00", code=None)
        line("call", "stop", at=f"2026-03-02T1{number}:03", code=None)
    line.who = "zen"
    line("appointment", "add", "TK000001", "--start", "2026-03-03T10:00")
    line("callback", "add", "TK000002", code=None)


def readings():
    """Every command that answers with facts and asks for nothing: its words, whether it has a table."""

    def walk(command, words, context):
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                yield from walk(command.get_command(context, name), (*words, name), context)
            return
        flags = {flag for param in command.params for flag in param.opts}
        asks = any(param.required for param in command.params)
        if "--json" in flags and not asks and (getattr(command, "key", "") and "--csv" in flags):
            yield words

    return sorted(walk(root, (), click.Context(root)))


def objects(value, around=frozenset()):
    """Every object in what was answered, with the names of its fields and of those it stands in."""
    if isinstance(value, dict):
        fields = around | set(value)
        yield value, fields
        for inner in value.values():
            yield from objects(inner, fields)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner, around)


def keyed_by_people(value, path=""):
    """The places at which something is told by person: an object whose keys are names."""
    if isinstance(value, dict):
        if set(value) & set(PEOPLE):
            yield path
        for key, inner in value.items():
            yield from keyed_by_people(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from keyed_by_people(inner, path)


def test_law_12_there_are_readings_to_look_at():
    found = {" ".join(words) for words in readings()}
    assert {"queue", "ticket list", "call list", "shift", "agenda", "technician list"} <= found


@pytest.mark.parametrize("words", readings(), ids=" ".join)
def test_law_12_no_list_has_a_line_for_a_persons_work(busy, words):
    told = busy(*words, "--json", at="2026-03-02T17:00", code=None)
    rows = told.lines if told.out.strip() else []
    name = " ".join(words)
    for row in rows:
        assert list(keyed_by_people(row)) == []
        for one, fields in objects(row):
            if name not in OF_PEOPLE and any(
                value in PEOPLE for value in one.values() if isinstance(value, str)
            ):
                assert ONE_THING & fields, one
    table = busy(*words, "--csv", at="2026-03-02T17:00", code=None)
    for row in csv.DictReader(io.StringIO(table.out.lstrip("\ufeff"))):
        if name not in OF_PEOPLE and any(value in PEOPLE for value in row.values()):
            assert any(set(key.split(".")) & ONE_THING for key in row), row


def test_law_12_a_technician_is_a_name_and_a_role(busy):
    rows = busy("technician", "list", "--json").lines
    assert {key for row in rows for key in row} <= {"name", "full_name", "role"}


def test_law_12_the_backlog_tells_the_load_by_person_and_nothing_else(busy):
    found = busy("backlog", "--json", at="2026-03-02T17:00").json
    assert set(keyed_by_people(found)) == LOAD["backlog"]
    assert found["in_hand"] == {"zen": 2, "marta": 1}
