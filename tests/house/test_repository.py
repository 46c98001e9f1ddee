"""What stands in the repository: of a size that can be read, of this project alone, with invented people."""

import ast
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.house.code import REPOSITORY, nodes

CODE = {"lines of a module": 400, "lines of a function": 50}
TOLD = {"lines of a module": 600, "lines of a function": 80}  # a test may tell one story in one piece


@cache
def tracked():
    """The files of the repository, those that are not added yet too; a copy without git is none."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(words, cwd=REPOSITORY, capture_output=True, check=False)
    names = done.stdout.decode().split("\0")[:-1]
    if done.returncode:
        pytest.skip("this copy is not a git repository")
    return [REPOSITORY / name for name in names if (REPOSITORY / name).is_file()]


@cache
def text(path):
    """A file's text with the soft line ends of a mail taken out; "" for one that is no text."""
    try:
        found = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
    return found.replace("=\n", "") if path.suffix in (".eml", ".txt") else found


def sources():
    return [path for path in tracked() if path.suffix == ".py"]


def most(path: Path, what: str) -> int:
    return (TOLD if path.is_relative_to(REPOSITORY / "tests") else CODE)[what]


def named(path: Path, line: int = 0) -> str:
    return f"{path.relative_to(REPOSITORY)}{f':{line}' if line else ''}"


def test_no_module_is_too_long_to_be_read():
    long = {
        named(path): length
        for path in sources()
        if (length := len(text(path).splitlines())) > most(path, "lines of a module")
    }
    assert long == {}


def test_no_function_is_too_long_to_be_read():
    long = [
        f"{named(path, node.lineno)} {node.name} {length}"
        for path in sources()
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > most(path, "lines of a function")
    ]
    assert long == []


FULL = 15  # modules in one folder of the program: a reader finds a neighbour by looking


def test_no_folder_of_the_program_is_a_warehouse():
    found = Counter(path.parent for path in sources() if path.is_relative_to(REPOSITORY / "deskterm"))
    assert len(found) > 40
    assert {named(folder): count for folder, count in found.items() if count > FULL} == {}


# Names that nobody may own; whatever stands in data and tests is invented and says so by its address.
INVENTED = (".example", ".test", ".invalid", ".localhost", "example.com", "example.org", "example.net")
# Pages that a reader may want to look up.
SOURCES = {
    "www.w3.org",
    "sqlite.org",
    "www.sqlite.org",
    "docs.python.org",
    "textual.textualize.io",
    "docs.zammad.org",
}


def test_every_address_is_invented():
    found = [
        f"{named(path)} {address}"
        for path in tracked()
        for address in re.findall(r"[\w.+-]+@[A-Za-z][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}\b", text(path))
        if not address.lower().endswith(INVENTED) and not address.startswith("noreply@")
    ]
    assert found == []


def test_every_link_leads_to_an_invented_place_or_a_known_source():
    found = [
        f"{named(path)} {host}"
        for path in tracked()
        for host in re.findall(r"https?://([\w-]+(?:\.[\w-]+)+)", text(path))
        if not host.endswith(INVENTED) and host not in SOURCES and not host.startswith("127.")
    ]
    assert found == []


# Nothing in the repository speaks of where or with what it was written.
MACHINES = re.compile(r"(?<![\w.*])/(?:ro{2}t|w[o]rk|h[o]me|Us[e]rs)/[\w.-]+")
STRANGERS = re.compile(
    r"\b(?:lang[u]age m[o]del|chat[b]ot|cop[i]lot|sub-?ag[e]nt|co-auth[o]red|gener[a]ted (?:by|with) an? )\b",
    re.I,
)


@pytest.mark.parametrize("what", [MACHINES, STRANGERS], ids=["paths of a machine", "tools of a workplace"])
def test_the_repository_speaks_of_the_product_alone(what):
    found = [f"{named(path)} {hit}" for path in tracked() for hit in what.findall(text(path))]
    assert found == []


def test_nothing_that_is_made_is_kept():
    made = re.compile(r"\.(pyc|mo|sqlite|sqlite-wal|sqlite-shm|log|egg-info)$|__pycache__|\.venv/|_cache/")
    assert [named(path) for path in tracked() if made.search(str(path.relative_to(REPOSITORY)))] == []


def test_pins_name_versions_and_no_place():
    lines = [line for line in text(REPOSITORY / "constraints.txt").splitlines() if line and line[0] != "#"]
    assert len(lines) > 20
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+( ; .+)?", line)] == []
