"""Nobody's work is added up (art. 4 L. 300/1970, INL 4/2017): no talk or idle time, ranking, shift by person.

What a technician has in hand is the one exception: the load, so that work can be shared.
"""

from __future__ import annotations

import ast
import re

import pytest
from deskterm.storage.file import in_front

from tests.house.code import REPOSITORY, modules, nodes, tree

# A column that says which person did, has or is to do something.
PERSON = r"\b(?:\w+\.)?(?:technician|taken_by|by|who)\b"
# The load: how many open tickets each has in hand.
EXCEPTED = {"tickets/tickets.py in_hand"}
# What no table may keep of a person: when they begin and end, what they do in between.
KEPT_OF_PEOPLE = re.compile(
    r"shift|login|logout|logon|clock_?(?:in|out)|presence|idle|talk|break_|away", re.I
)


def adds_up_a_person(sql: str) -> bool:
    """Whether a query adds something up by person, or over the work of one."""
    text = re.sub(r"\b(ORDER|GROUP|PARTITION) BY\b", r"\1_BY", sql, flags=re.IGNORECASE)
    by_person = re.search(rf"\b(?:GROUP|PARTITION)_BY\b[^;]*?{PERSON}", text, re.IGNORECASE)
    over_one = re.search(rf"\bWHERE\b[^;]*?{PERSON}\s*(?:=|IN\b)", text, re.IGNORECASE)
    added = re.search(r"\b(?:count|sum|avg|total)\s*\(", text, re.IGNORECASE)
    return bool(by_person or (over_one and added))


def said(node: ast.AST) -> str:
    """A text as it stands in the code; what is put into it is left open."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(said(part) if isinstance(part, ast.Constant) else " ? " for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return said(node.left) + said(node.right)
    return ""


def queries():
    """Every query of the storage: where it stands and what it says."""
    for path in modules("storage"):
        for function in [one for one in nodes(path) if isinstance(one, ast.FunctionDef)] + [tree(path)]:
            for node in ast.walk(function):
                text = said(node)
                if re.search(r"\bSELECT\b", text):
                    name = getattr(function, "name", "")
                    yield f"{path.parent.name}/{path.name} {name}".strip(), text


def test_law_12_no_query_adds_up_work_by_person_but_the_load():
    found = {place for place, text in queries() if adds_up_a_person(text)}
    assert {place for place in found if " " in place} == EXCEPTED
    assert {place for place in found if " " not in place} == {one.partition(" ")[0] for one in EXCEPTED}
    assert len(list(queries())) > 150


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT technician, sum(ended_at - started_at) FROM session GROUP BY technician",
        "SELECT s.technician, count(*) AS n FROM session s GROUP BY s.technician ORDER BY n DESC",
        "SELECT count(*) FROM event WHERE by = ?",
        "SELECT avg(ended_at - started_at) FROM session WHERE state = 'filed' AND technician = ?",
        "SELECT by, min(at), max(at) FROM event GROUP BY date(at, 'unixepoch'), by",
        "SELECT sum(seconds) OVER (PARTITION BY technician) FROM session",
    ],
)
def test_law_12_the_check_knows_what_it_forbids(sql):
    assert adds_up_a_person(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT tier, count(*) AS n FROM ticket WHERE state = 'queued' GROUP BY tier ORDER BY tier",
        "SELECT * FROM session WHERE technician = ? AND state = 'running'",
        "SELECT code FROM ticket WHERE state = 'taken' AND taken_by = ? ORDER BY id",
    ],
)
def test_law_12_what_is_no_sum_of_a_person_is_free(sql):
    assert not adds_up_a_person(sql)


def test_law_12_what_somebody_has_in_front_is_known_now_and_has_no_time(tmp_path):
    """Who, which ticket, whether a letter is open, which process: nothing that could be added up or kept."""
    assert set(in_front.ASKED) == {"who", "tickets", "host", "boot_id", "pid", "born"}
    in_front.put(tmp_path, "one", {name: {} if name == "tickets" else "1" for name in in_front.ASKED})
    assert [set(said) for _, said in in_front.every(tmp_path)] == [in_front.ASKED]
    in_front.put(tmp_path, "one", {name: {} if name == "tickets" else "2" for name in in_front.ASKED})
    assert [said["who"] for _, said in in_front.every(tmp_path)] == ["2"]
    in_front.drop(tmp_path, "one")
    assert list(tmp_path.iterdir()) == []


def test_law_12_only_the_screens_ask_what_somebody_has_in_front():
    asks = re.compile(r"import looking|in_front as|queue\.looking")
    asking = {path.stem for path in modules() if asks.search(path.read_text(encoding="utf-8"))}
    assert asking == {"looking", "colleagues", "watch", "screens"}
    kept = modules("desk/queue")
    looking = next(path for path in kept if path.stem == "looking").read_text(encoding="utf-8")
    assert not re.search(r"\.(record|write|read|now)\(", looking)


def test_law_12_no_table_keeps_when_somebody_begins_or_ends():
    schema = (REPOSITORY / "data/schema.sql").read_text(encoding="utf-8")
    columns = re.findall(r"^  (\w+) (?:INTEGER|TEXT|REAL|BLOB)", schema, re.MULTILINE)
    tables = re.findall(r"^CREATE TABLE (\w+)", schema, re.MULTILINE)
    assert len(columns) > 150 and len(tables) > 25
    assert [name for name in (*columns, *tables) if KEPT_OF_PEOPLE.search(name)] == []
