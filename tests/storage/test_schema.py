"""Law 9: the schema is printed and fresh, the SQL portable, and both stand in the storage alone."""

import ast
import re
from pathlib import Path

import pytest
from deskterm.models.records.ticket import Ticket
from deskterm.storage.engine import full_text_tables
from deskterm.storage.file.print_schema import schema
from deskterm.storage.schema.first import (
    v01_desk,
    v02_money,
    v03_terms,
    v04_settlement,
    v06_claims,
    v07_projects,
    v08_contacts,
    v09_agreements,
    v10_snapshots,
)
from deskterm.storage.schema.later import (
    credits_kept,
    lots,
    mail_accounts,
    mail_references,
    reckoned_lines,
    settled_credits,
    terms_days,
    terms_taken_back,
    v15_who_rings,
    v19_begun,
    v20_rings,
    v23_promises,
)
from deskterm.storage.schema.moves import brought, firm_data, report_steps, resized_packs, sealed, voided
from deskterm.storage.schema.post import former_addresses, hook_places, letters_out
from deskterm.storage.tickets import tickets
from msgspec import structs

ROOT = Path(__file__).parents[2]
ROOMS = (
    *(v01_desk, v02_money, v03_terms, v04_settlement, v06_claims, v07_projects),
    v08_contacts,
    *(v09_agreements, v10_snapshots, v15_who_rings, v19_begun, v20_rings, v23_promises),
    *(reckoned_lines, terms_days, lots, credits_kept, settled_credits, terms_taken_back, mail_references),
    *(
        mail_accounts,
        letters_out,
        hook_places,
        former_addresses,
        full_text_tables,
        brought,
        resized_packs,
        firm_data,
        report_steps,
        sealed,
        voided,
    ),
)
STATEMENTS = (
    tuple(statement for room in ROOMS for statement in room.TABLES) + brought.OPENINGS + brought.BALANCES
)

# What only SQLite understands, and where it may stand: a second engine is written beside these.
SPECIAL = {
    "pragmas": (r"\bPRAGMA\b", {"database.py", "opening.py", "safekeeping.py", "sealing.py"}),
    "the catalogue of tables": (
        r"\bsqlite_(master|schema|sequence)\b",
        {"opening.py", "guards.py", "print_schema.py", "sealing.py"},
    ),
    "strict tables": (
        r"\bSTRICT\b",
        {f"{room.__name__.rpartition('.')[2]}.py" for room in ROOMS},
    ),
    "counting up": (
        r"\bAUTOINCREMENT\b",
        {"v01_desk.py", "v02_money.py", "v03_terms.py", "v07_projects.py", "v09_agreements.py", "lots.py"}
        | {"resized_packs.py", "former_addresses.py", "firm_data.py", "report_steps.py", "sealed.py"},
    ),
    "refusing triggers": (r"\bRAISE\s*\(", {"v01_desk.py", "v02_money.py", "reckoned_lines.py"}),
    "row numbers": (
        r"\b(_?rowid_?|oid)\b",
        {"print_schema.py", "full_text.py", "row_order.py", "sealing.py"},
    ),
    "locks": (r"\bBEGIN IMMEDIATE\b", {"database.py", "opening.py"}),
    "replacing": (r"\bINSERT OR\b|\bREPLACE INTO\b", set()),
    "other spellings of LIKE": (r"\b(GLOB|MATCH|REGEXP)\b", {"full_text.py"}),
    "quotes of other engines": (r"`\w+`|\[\w+\] ", set()),
    "functions": (
        r"\b(ifnull|iif|strftime|julianday|unixepoch|datetime|json_\w+|group_concat|printf|instr|total|"
        r"typeof|changes|last_insert_rowid|randomblob|hex|glob)\s*\(",
        {"full_text_tables.py"},
    ),
    "isolated pieces": (r"\bWITHOUT ROWID\b|\bINDEXED BY\b|\bATTACH\b|\bVACUUM\b|\bCOLLATE NOCASE\b", set()),
}
# Words that PostgreSQL keeps for itself: a table or column of that name would have to be quoted everywhere.
RESERVED = frozenset(
    "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint"
    " create current_date current_role current_time current_timestamp current_user default deferrable desc"
    " distinct do else end except false fetch for foreign from grant group having in initially intersect"
    " into lateral leading limit localtime localtimestamp not null offset on only or order placing primary"
    " references returning select session_user some symmetric table then to trailing true union unique user"
    " using variadic when where window with".split()
)


def texts(path):
    """The string constants of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def modules(*rooms):
    found = [path for room in rooms for path in (ROOT / "deskterm" / room).rglob("*.py")]
    return sorted(found)


def test_the_printed_schema_is_the_one_that_the_migrations_make():
    assert (ROOT / "data" / "schema.sql").read_text(encoding="utf-8") == schema()


@pytest.mark.parametrize("what", SPECIAL)
def test_what_only_sqlite_understands_stands_in_its_place(what):
    pattern, places = SPECIAL[what]
    found = {
        path.name
        for path in modules("storage")
        for _, text in texts(path)
        if re.search(pattern, text, re.IGNORECASE if what == "functions" else 0)
    }
    assert found == places


def tables():
    for statement in STATEMENTS:
        if named := re.match(r"CREATE TABLE (\w+) \((.*)\) STRICT$", statement, re.DOTALL):
            yield named[1], named[2]


def columns(body):
    """The columns of a table's body, without what stands in parentheses."""
    while (shorter := re.sub(r"\([^()]*\)", "", body)) != body:
        body = shorter
    for line in body.split(","):
        words = line.split()
        if words and words[0] not in ("UNIQUE", "PRIMARY", "CHECK", "FOREIGN"):
            yield words[0], words[1]


def test_every_table_is_strict_and_of_types_that_every_engine_has():
    made = [statement for statement in STATEMENTS if statement.startswith("CREATE TABLE")]
    strict = {statement.split()[2] for statement in made if " AS SELECT " not in statement}
    found = dict(tables())
    assert found.keys() == strict
    kinds = {kind for body in found.values() for _, kind in columns(body)}
    assert kinds == {"INTEGER", "TEXT", "BLOB"}


def test_no_table_or_column_has_a_name_that_another_engine_keeps_for_itself():
    names = {name for table, body in tables() for name in (table, *(column for column, _ in columns(body)))}
    assert names & RESERVED == set()
    assert len(names) > 100


def test_a_trigger_refuses_counts_or_notes_what_is_to_be_read_anew_and_nothing_else():
    for statement in STATEMENTS:
        if not statement.startswith("CREATE TRIGGER"):
            continue
        body = statement.partition(" BEGIN\n")[2].removesuffix("\nEND")
        for line in body.splitlines():
            told = r"SELECT RAISE\(ABORT, '[^']+'\)|UPDATE ticket_count SET .*"
            told += r"|INSERT INTO find_due .* DO NOTHING"
            assert re.fullmatch(rf"  ({told});", line), line


def test_indexes_are_plain():
    for statement in STATEMENTS:
        if "INDEX" in statement.split("(")[0]:
            assert re.match(r"CREATE (UNIQUE )?INDEX \w+ ON \w+ \([\w, ]+\)( WHERE [^;]+)?$", statement)


SQL = re.compile(
    r"^\s*(SELECT\s|INSERT\s+(INTO|OR)\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+\w+\s|PRAGMA\s)",
    re.IGNORECASE,
)
DRIVERS = {"sqlite3", "pysqlite3", "sqlite_utils", "psycopg", "sqlalchemy"}


def others():
    return [path for path in modules("") if "storage" not in path.relative_to(ROOT).parts]


def faults(path):
    """SQL, a driver, or a command to the database, in a module that should have none."""
    for line, text in texts(path):
        if SQL.match(text):
            yield f"{path.name}:{line} {text[:40]}"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("execute", "executemany"):
            yield f"{path.name}:{node.lineno} execute"
        if DRIVERS & {name.partition(".")[0] for name in names}:
            yield f"{path.name}:{node.lineno} {names}"


def test_sql_and_its_drivers_stand_in_the_storage_alone():
    assert [fault for path in others() for fault in faults(path)] == []


@pytest.mark.parametrize(
    "line",
    ["x = 'SELECT id FROM ticket'", "import sqlite3", "def f():\n    import sqlite3", "conn.execute(x)"],
)
def test_the_check_finds_what_it_should(tmp_path, line):
    path = tmp_path / "room.py"
    path.write_text(line)
    assert list(faults(path))


def test_every_column_of_a_ticket_is_written_and_every_field_of_its_record_is_read(desk):
    with desk.read() as conn:
        columns = {row["name"] for row in conn.execute("PRAGMA table_info(ticket)")}
    assert columns - {"id"} == set(tickets.COLUMNS)
    fields = {one.name for one in structs.fields(Ticket)}
    assert fields - {"customer"} == {*tickets.PLAIN, *tickets.FLAGS}
