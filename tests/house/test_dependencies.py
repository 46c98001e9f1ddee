"""What is declared is used, what is used is declared, and ARCHITECTURE.md tells what each is for."""

import ast
import re
import sys
import tomllib

import pytest

from tests.house.code import REPOSITORY, modules, nodes

# The name under which Python knows a package that is published under another.
IMPORTED_AS = {
    "beautifulsoup4": "bs4",
    "imap-tools": "imap_tools",
    "phonenumberslite": "phonenumbers",
    "python-stdnum": "stdnum",
    "sqlite-utils": "sqlite_utils",
}
# zoneinfo reads it where the system has no zones; nobody imports it.
READ_BY_ZONEINFO = "tzdata"
# Taken where it happens to be there, done without where it is not: `storage/database.py`.
WELCOME = {"pysqlite3"}
# Line, column and table of ARCHITECTURE.md that name the packages.
ROW = re.compile(r"^\| ([\w, -]+?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)


def project():
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(requirements):
    return {re.split(r"[<>=!~;\[ ]", line)[0].lower() for line in requirements}


def declared():
    return names(project()["dependencies"])


def imported():
    """The packages that the program imports, at the top of a module or late."""
    found = set()
    for path in modules():
        for node in nodes(path):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"deskterm"}


def as_imported(name):
    return IMPORTED_AS.get(name, name)


def told():
    """The packages of the table: name -> what for, why not the standard library."""
    page = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("## Dependencies")[2]
    rows = [row for row in ROW.findall(page) if row[0] != "name"]
    return {name.strip().lower(): row[1:] for row in rows for name in row[0].split(",")}


def test_what_the_program_imports_is_what_it_declares():
    assert imported() - WELCOME == {as_imported(name) for name in declared() - {READ_BY_ZONEINFO}}


def test_zones_are_read_by_the_one_who_needs_tzdata():
    assert READ_BY_ZONEINFO in declared()
    assert any("zoneinfo" in path.read_text(encoding="utf-8") for path in modules())


def test_the_table_names_each_dependency_and_no_other():
    assert set(told()) == declared()


def test_the_tools_of_the_checks_are_those_that_are_declared():
    page = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^For tests: (.*)\.$", page, re.MULTILINE)
    assert names(re.sub(r" \(.*?\)", "", line).split(", ")) == names(
        project()["optional-dependencies"]["test"]
    )


@pytest.mark.parametrize("name", sorted(declared()))
def test_each_says_what_it_is_for_in_the_place_where_it_is(name):
    """A file that a row names imports the package."""
    for place in re.findall(r"`([\w/]+\.py)`", told()[name][0]):
        source = (REPOSITORY / "deskterm" / place).read_text(encoding="utf-8")
        assert re.search(rf"^\s*(?:import|from) {as_imported(name)}\b", source, re.MULTILINE), place


def test_every_direct_dependency_has_its_pin():
    text = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8")
    pins = {line.partition("==")[0].lower() for line in text.splitlines()}
    extras = project()["optional-dependencies"]
    assert declared() | names(extras["test"]) | names(extras["release"]) <= pins


def test_a_newer_python_is_not_shut_out():
    assert project()["requires-python"] == ">=3.11"
