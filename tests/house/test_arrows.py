"""Which way things flow, also where an import comes late: the plan of the house as a check."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest

from tests.house.code import REPOSITORY, ROOT, dotted, modules, name_of, nodes, texts, where

# What the rules may not know: where data lie, who looks, what time it is.
FOREIGN_TO_MODELS = {
    "sqlite3",
    "sqlite_utils",
    "textual",
    "rich",
    "click",
    "keyring",
    "imaplib",
    "smtplib",
    "socket",
}
# Rooms that work without a terminal.
QUIET = ("models", "storage", "desk", "mail", "documents", "commands")
READS_A_CLOCK = {
    "now",
    "today",
    "utcnow",
    "monotonic",
    "perf_counter",
    "time_ns",
    "localtime",
    "gmtime",
    "stat",
}


# Who stands between the desk and a mail server, or its papers, and does deeds; what reads and writes mails,
# and what draws papers, knows no desk.
DEEDS = {"mail/sending/sender.py", "mail/sending/sent_copies.py", "documents/papers/report_file.py"}


def loads(names):
    """The top-level modules that are loaded once all these are imported."""
    code = f"import sys\nfor name in {names!r}: __import__(name)\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_models_load_no_database_no_terminal_no_network():
    assert loads([dotted(path) for path in modules("models")]) & FOREIGN_TO_MODELS == set()


@pytest.mark.parametrize("room", QUIET)
def test_a_room_without_a_screen_loads_no_textual(room):
    names = [dotted(path) for path in modules(room) if not path.stem.startswith("__main__")]
    assert loads(names) & {"textual"} == set()


def test_only_the_storage_loads_the_database():
    for room in ("models", "mail", "documents"):
        quiet = [dotted(path) for path in modules(room) if path.relative_to(ROOT).as_posix() not in DEEDS]
        assert loads(quiet) & {"sqlite3", "sqlite_utils"} == set()


def imports(path):
    """Every import of a module, the late ones too."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, node.module or ""


def test_models_import_nothing_of_ours_but_models():
    ours = [
        f"{where(path, node)} {name}"
        for path in modules("models")
        for node, name in imports(path)
        if name.startswith("deskterm") and not name.startswith("deskterm.models")
    ]
    assert ours == []


def test_models_read_no_clock():
    """Time comes in as an argument."""
    found = [
        f"{where(path, node)} {ast.unparse(node)[:60]}"
        for path in modules("models")
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and (name_of(node) in READS_A_CLOCK or ast.unparse(node.func) == "time.time")
    ]
    found += [
        where(path, node) for path in modules("models") for node, name in imports(path) if name == "time"
    ]
    assert found == []


def is_a_machines_clock(call):
    """`time.time()`, `datetime.now(tz)`, `date.today()`; not `desk.now()`, which is the desk's."""
    return re.fullmatch(
        r"(?:datetime\.)?(?:datetime|date)\.(?:now|today|utcnow)|time\.(?:time|time_ns)",
        ast.unparse(call.func),
    )


def test_what_time_it_is_is_asked_in_one_place():
    """`--at` sets the time of the whole desk; how long something took may be measured anywhere."""
    found = [
        f"{where(path, node)} {ast.unparse(node)[:60]}"
        for path in modules()
        # The application wakes as the machine's seconds begin.
        if path not in (ROOT / "clock.py", ROOT / "app.py")
        for node in nodes(path)
        if isinstance(node, ast.Call) and is_a_machines_clock(node)
    ]
    assert found == []


def test_nothing_imports_the_application_but_the_way_in():
    allowed = {"deskterm/commands/frame/screens.py", "deskterm/first_paint.py"}
    found = {
        str(path.relative_to(REPOSITORY))
        for path in modules()
        for _, name in imports(path)
        if name == "deskterm.app" and "app" not in path.parts
    }
    assert found <= allowed


FLOORS = ("models", "storage", "desk", "documents", "mail", "commands", "widgets", "screens", "app")
# The line opens the screens where no command was named.
DOORS = {"deskterm/commands/frame/screens.py"}


def doors(path):
    """The modules that a text names, to be loaded by their names: `import_module("deskterm.app")`."""
    for line, text in texts(path):
        if found := re.match(r"deskterm\.(\w+)(?:[.:]|$)", text):
            yield line, text, found[1]


def goes_up(room, other):
    """Whether a room may not know another: it stands above, or it is the rows below the desk."""
    if room not in FLOORS or other not in FLOORS:
        return False
    past_the_desk = other == "storage" and room in ("screens", "commands", "widgets")
    return past_the_desk or FLOORS.index(other) > FLOORS.index(room)


def test_no_module_is_loaded_by_its_name_past_the_arrows():
    found = [(path, *door) for path in modules() for door in doors(path)]
    assert len(found) > 10
    past = [
        f"{path.relative_to(REPOSITORY)}:{line} {text}"
        for path, line, text, room in found
        if goes_up(path.relative_to(ROOT).parts[0], room)
    ]
    assert [one for one in past if one.partition(":")[0] not in DOORS] == []


LISTENER = """
import sys
heard = []
def listen(event, arguments):
    if event in ("os.mkdir", "os.rename", "os.remove", "sqlite3.connect", "socket.connect"):
        heard.append((event, str(arguments[0])))
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        heard.append((event, str(arguments[0])))
sys.dont_write_bytecode = True
sys.addaudithook(listen)
for name in {names!r}:
    __import__(name)
print(heard)
"""


def test_nothing_is_made_when_a_module_is_imported(tmp_path):
    names = [dotted(path) for path in modules() if "__main__" not in path.name]
    done = subprocess.run(
        [sys.executable, "-c", LISTENER.format(names=names)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY), "LANG": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def services():
    for path in (REPOSITORY / "data" / "services").glob("*.toml"):
        yield path.stem
        yield tomllib.loads(path.read_text(encoding="utf-8"))["provider"]["id"]


def test_no_module_asks_which_service_it_works_for():
    """Services are data (law 3): what one needs has a key in its file."""
    names = set(services())
    assert names
    found = [
        f"{path.relative_to(REPOSITORY)}:{line} {text}"
        for path in modules()
        for line, text in texts(path)
        if text in names
    ]
    assert found == []


def test_the_rooms_are_those_of_the_plan():
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(("_", "."))}
    assert rooms == {
        "commands", "screens", "widgets", "mail", "documents", "desk", "storage", "models", "locale",
    }  # fmt: skip
