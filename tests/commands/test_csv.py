"""Every list opens in a spreadsheet: the fields of its JSON, Italian numbers, no cell a formula."""

import ast
import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from deskterm import locale
from deskterm.commands.frame.root import root
from deskterm.commands.papers import handbook
from deskterm.documents import listing
from deskterm.documents.cells import SIGNS, Number

from tests.commands.conftest import ROOT, Line, environment
from tests.desk.letters.test_canned import FILE

OCTOBER = "2026-10-05T09:00"
# What each list needs to be told, and whose demo has something in it. No demo has a price to be agreed.
LISTS = {
    "access list": "istes",
    "access told TK000001": "istes",
    "agenda --days 30": "contabilita-in-cloud",
    "agreement list C001": "delta-system",
    "appointment list": "digital-micro",
    "call list --everyone": "delta-system",
    "credit list": "delta-system",
    "call questions TK000004": "istes",
    "call to-price": "",
    "call void 10 --why prova --dry-run": "delta-system",
    "callback list": "contabilita-in-cloud",
    "canned list": "canned",
    "claim list": "delta-system",
    "customer find a": "delta-system",
    "customer import data/demo/istes/customers.toml": "fresh",
    "customer list": "delta-system",
    "keys": "delta-system",
    "events --limit 30": "delta-system",
    "find stampa": "delta-system",
    "import freescout tests/data/exports/freescout/freescout.sql --dry-run": "fresh",
    "import opening BALANCES --dry-run": "fresh",
    "import osticket tests/data/exports/osticket.sql --dry-run": "fresh",
    "import zammad tests/data/exports/zammad --dry-run": "fresh",
    "mail account list": "mailbox",
    "mail outbox": "delta-system",
    "mail import data/demo/delta-system/mails --dry-run": "delta-system",
    "mail pending": "delta-system",
    "pack expire --dry-run": "old",
    "pack ledger 2": "delta-system",
    "pack list": "delta-system",
    "project list": "project",
    "project mails TK000001 realisation": "project",
    "queue": "delta-system",
    "rehearse --service istes --from-desk 2026-02": "delta-system",
    "report list": "delta-system",
    "report void R2026-0008 --why prova --dry-run": "delta-system",
    "service list": "delta-system",
    "shift": "delta-system",
    "technician list": "delta-system",
    "technician may": "delta-system",
    "ticket attachments TK000020": "delta-system",
    "ticket history TK000017": "delta-system",
    "ticket import REQUESTS --dry-run": "delta-system",
    "ticket list --view done": "delta-system",
    "ticket similar TK000017": "delta-system",
}


@pytest.fixture(scope="module")
def demos(tmp_path_factory):
    """The demo desk of a service, made once, and what time it is there."""
    made = {}

    def desk(service):
        if service not in made:
            folder = tmp_path_factory.mktemp("home")
            line = Line(folder / "desk", folder)
            line.who = "marta"
            made[service] = line, line.process("demo", "--service", service, "--json", at="").json["now"]
        return made[service]

    return desk


def lists():
    return {
        " ".join(ctx.command_path.split()[1:])
        for ctx in handbook.walk(root, "deskterm")
        if any("--csv" in param.opts and param.is_flag for param in ctx.command.params)
    }


def test_no_list_is_left_out():
    tried = {"mail fetch"} | {
        name for name in lists() for words in LISTS if f"{words} ".startswith(f"{name} ")
    }
    assert lists() - tried == set()
    assert len(lists()) == len(LISTS) + 1  # what was fetched is read back where there is a server


def answering(module):
    """The keys of the commands of a module that answer with a list, and of those that say so."""
    source = ast.parse(module.read_text(encoding="utf-8"))
    bodies = {node.name: node for node in source.body if isinstance(node, ast.FunctionDef)}
    for name, body in bodies.items():
        for made in body.decorator_list:
            if isinstance(made, ast.Call) and ast.unparse(made.func) == "command":
                yield (
                    made.args[0].value,
                    reaches(name, bodies),
                    any(word.arg == "rows" for word in made.keywords),
                )


def reaches(name, bodies, seen=()):
    called = {
        ast.unparse(node.func).rpartition(".")[2]
        for node in ast.walk(bodies[name])
        if isinstance(node, ast.Call)
    }
    if called & {"answer_each", "answer_questions"} or "received.answer" in ast.unparse(bodies[name]):
        return True
    return any(reaches(one, bodies, (*seen, name)) for one in called & bodies.keys() - {name, *seen})


def test_every_command_that_answers_with_a_list_says_so():
    found = [
        one
        for module in sorted(Path(ROOT / "deskterm" / "commands").rglob("*.py"))
        for one in answering(module)
    ]
    # The month's table is the pre-invoice; of what is rehearsed only the month is a list.
    others = {"settle", "rehearse"}
    assert [key for key, is_list, says in found if is_list != says and key not in others] == []
    assert sum(is_list for _, is_list, _ in found) > 20


def opened(text, language="it"):
    """The table as a spreadsheet reads it."""
    return list(
        csv.DictReader(text.removeprefix("\ufeff").splitlines(), delimiter=";" if language == "it" else ",")
    )


@pytest.fixture
def there(demos, empty, request):
    """The desk on which this list has something to say, and when."""
    name = request.param
    if name == "fresh":
        empty("init", "--service", "istes")
    elif name == "old":
        empty("init", "--service", "delta-system", at="2020-01-02T09:00")
        empty("customer", "add", "Bar Centrale", at="2020-01-02T09:00")
        sold = ("pack", "sell", "C001", "--size", "600", "--net", "540", "--expires", "2021-01-02")
        empty(*sold, at="2020-01-02T09:00")
    elif name == "canned":
        texts = empty.home / "risposte.toml"
        texts.write_text(FILE, encoding="utf-8")
        empty("init", "--service", "delta-system")
        empty("canned", "load", texts)
    elif name == "mailbox":
        empty("init", "--service", "delta-system")
        empty("mail", "account", "add", "studio", "--imap-host", "imap.studio.example")
    elif name == "project":
        empty("init", "--service", "istes")
        bought = ("--from", "2026-01-01", "--until", "2026-12-31")
        empty("customer", "add", "Bar Centrale", *bought, at="2026-02-02T09:00")
        asked = ("--customer", "C001", "--channel", "whatsapp", "--body", "Etichette.")
        empty("ticket", "add", *asked, at=OCTOBER)
        empty("ticket", "triage", "TK000001", "--topic", "customisation", at=OCTOBER)
        empty("project", "open", "TK000001", at=OCTOBER)
        empty("ticket", "answer", "TK000001", "Ecco le etichette.", at=OCTOBER)
    else:
        return demos(name or "delta-system")
    return empty, OCTOBER


@pytest.mark.parametrize(("words", "there"), LISTS.items(), indirect=["there"], ids=LISTS)
def test_a_list_is_opened_and_read_back(there, words, tmp_path):
    requests = tmp_path / "requests.jsonl"
    requests.write_text('{"channel": "portal", "customer": "C001", "subject": "Stampa"}\n', encoding="utf-8")
    balances = tmp_path / "balances.toml"
    balances.write_text("on = 2026-03-01\n[report]\nlast = '41/2026'\n", encoding="utf-8")
    args = words.replace("REQUESTS", str(requests)).replace("BALANCES", str(balances)).split()
    read_only = "import" not in args or "--dry-run" in args
    line, at = there
    told = line(*args, "--csv", at=at, code=0).out
    rows = (
        [json.loads(one) for one in line(*args, "--json", at=at, code=0).out.splitlines()]
        if read_only
        else None
    )
    table = opened(told)
    assert table or words in ("call to-price", "credit list")
    if rows is not None:
        assert len(table) == len(rows)
        for cells, row in zip(table, rows, strict=True):
            same(cells, row)
    for cell in (cell for cells in table for cell in cells.values()):
        assert not cell.startswith(SIGNS) or cell.lstrip("-").replace(",", "").isdigit(), cell


MONEY = {"no_longer", "net", "rate", "fee", "fee_base", "usual_fee", "would", "credited"}


def same(cells, row):
    """Whether the cells say what the JSON says: every field is there, numbers in Italian."""
    for name, value in row.items():
        if isinstance(value, dict):
            same({cell.removeprefix(f"{name}."): text for cell, text in cells.items()}, value)
        elif isinstance(value, bool):
            assert cells[name] == ("sì" if value else "no")
        elif value is None:
            assert cells[name] == ""
        elif isinstance(value, int):
            assert cells[name] == str(value)
        elif isinstance(value, str) and name in MONEY:
            assert cells[name] == value.replace(".", ",")
        elif isinstance(value, str) and listing.INSTANT.fullmatch(value):
            assert cells[name] == value[:19].replace("T", " ")
        elif isinstance(value, str):
            assert cells[name].removeprefix("'").split() == value.split()
        else:
            assert all(str(one) in cells[name] for one in value if isinstance(one, str | int)), (name, value)


def test_what_a_customer_writes_runs_nothing_in_the_spreadsheet(line_of_two):
    (row,) = opened(line_of_two("ticket", "list", "--csv").out)
    assert row["subject"] == "'=HYPERLINK(A1)"
    assert row["customer_name"] == '\'@Bar; "Centrale"'


@pytest.fixture
def line_of_two(empty):
    empty("init", "--service", "delta-system")
    empty("customer", "add", '@Bar; "Centrale"', "--from", "2026-01-01", "--until", "2026-12-31")
    empty("ticket", "add", "--customer", "C001", "--subject", "=HYPERLINK(A1)", "--body", "Va.")
    return empty


def test_in_english_it_is_commas_and_points():
    rows = [{"net": Number("-3.50"), "name": "a,b"}, {"more": {"net": "x"}}]
    locale.choose("en")
    assert list(listing.lines(rows)) == ["net,name,more.net\r\n", '-3.50,"a,b",\r\n', ",,x\r\n"]
    locale.choose("it")
    assert list(listing.lines(rows)) == ["net;name;more.net\r\n", "-3,50;a,b;\r\n", ";;x\r\n"]


def test_the_file_says_that_it_is_in_utf_8(line_of_two, tmp_path):
    line_of_two("customer", "add", "Dal Prà", "--rate", "45,50", "--from", "2026-01-01")
    words = [sys.executable, "-m", "deskterm", "customer", "list", "--csv", "--lang", "en"]
    where = ["--desk", str(line_of_two.desk)]
    env = environment(line_of_two.home) | {"LANG": "C", "PYTHONIOENCODING": "ascii"}
    out = subprocess.run([*words, *where], env=env, cwd=ROOT, check=True, capture_output=True).stdout
    assert out.startswith(b"\xef\xbb\xbf") and "Dal Prà".encode() in out
    assert opened(out.decode("utf-8-sig"), "en")[1]["rate"] == "45.50"


def test_a_list_answers_in_one_way(line_of_two):
    assert "--json" in line_of_two("queue", "--json", "--csv", code=2).err


def test_the_pre_invoice_goes_to_standard_output_too(demos):
    rows = opened(demos("delta-system")[0]("settle", "2026-02", "--csv", "-", at="2026-03-03T09:00").out)
    assert any("," in row["Imponibile"] for row in rows), rows[0]
