"""The table of the rules: number, what it says, where it is applied, the tests that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.rules.listed import REPOSITORY, Listed, contents, listed, readings, rule_numbers
from tests.rules.marks import marked

PAGE = REPOSITORY / "docs" / "rules.md"
PASSED, FAILED, MISSING = "passed", "failed", "no test"
TITLES = {
    "delta-system": "Delta System",
    "contabilita-in-cloud": "Contabilità in Cloud",
    "digital-micro": "Digital Micro",
    "omniagest": "Omniagest",
    "istes": "ISTES",
}
HEAD = """# The rules

The hundred rules of the five documents and the sixteen readings of what the documents leave open. Each has
what it says in both languages, where it is applied and the tests that prove it. Where: a place in the
service's file, such as `rule[3]`, or the modules of the program that name it. `make rules` runs the tests,
prints this table with their results, and writes this page anew.
"""


def faults() -> list[str]:
    """What keeps the table from being whole: a rule without a test or a place, a test of no such rule."""
    known = listed()
    tests, others = marked("rule"), marked("other")
    wrong = [f"{number}: no test proves it" for number in known if number not in tests]
    wrong += [
        f"{number}: no test sets its key the other way" for number in readings() if number not in others
    ]
    wrong += [f"{row.number}: applied nowhere" for row in known.values() if not row.keys + row.modules]
    for number in sorted((tests.keys() | others.keys()) - known.keys()):
        wrong += [
            f"{number}: no such rule ({test})" for test in (*tests.get(number, ()), *others.get(number, ()))
        ]
    return wrong


def where(row: Listed) -> str:
    """The keys of the service's file; what only the program knows, by module."""
    return ", ".join(row.keys or row.modules)


def verdict(number: str, results: Mapping[str, str]) -> str:
    """Whether all tests of a rule passed; each must have been run."""
    tests = marked("rule").get(number, ())
    if not tests:
        return MISSING
    return PASSED if all(results.get(test) == PASSED for test in tests) else FAILED


def printed(results: Mapping[str, str]) -> Iterable[str]:
    """The table as lines for the terminal, with the result of each rule."""
    for number, row in listed().items():
        tests = marked("rule").get(number, ())
        yield f"{number:4} {verdict(number, results):8} {row.en}"
        yield f"{'':13} {row.it}"
        yield f"{'':13} {row.service}{': ' if row.service else ''}{where(row)}"
        for test in tests:
            yield f"{'':13} {results.get(test, 'not run'):7} {test}"


def summary(results: Mapping[str, str]) -> str:
    """«100 of 100 rules with a passing test; 16 of 16 readings, each with the test of the other choice»."""
    rules, read = rule_numbers(), readings()
    others = marked("other")
    good = sum(verdict(number, results) == PASSED for number in rules)
    settled = sum(
        verdict(number, results) == PASSED
        and all(results.get(test) == PASSED for test in others.get(number, ("",)))
        for number in read
    )
    return (
        f"{good} of {len(rules)} rules with a passing test; {settled} of {len(read)} readings, "
        "each with the test of the other choice"
    )


def page() -> str:
    """docs/rules.md: the table without results."""
    parts = [HEAD]
    for letter, document in contents()["documents"].items():
        rows = [row for number, row in listed().items() if number[0] == letter]
        name = document["service"]
        parts.append(f"## {TITLES[name]}\n\nKeys are those of `data/services/{name}.toml`.\n\n{_table(rows)}")
    rows = [listed()[number] for number in readings()]
    parts.append(f"## The readings\n\nTests marked * set the key the other way.\n\n{_table(rows)}")
    return "\n".join(parts)


def _table(rows: Iterable[Listed]) -> str:
    lines = ["| rule | says | where | tests |", "|--:|---|---|---|"]
    for row in rows:
        lines.append(f"{_start(row)}{'<br>'.join(_tests(row.number))} |")
    return "\n".join(lines) + "\n"


def _start(row: Listed) -> str:
    places = ", ".join(f"`{place}`" for place in row.keys or row.modules)
    return f"| {row.number} | {row.it}<br>*{row.en}* | {places} | "


def _tests(number: str) -> list[str]:
    return [_shown(number, test) for test in marked("rule").get(number, ())]


def _shown(number: str, test: str) -> str:
    file, _, name = test.partition("::")
    star = " *" if test in marked("other").get(number, ()) else ""
    return f"`{Path(file).parent.name}/{Path(file).stem}` {name.removeprefix('test_')}{star}"


def stale(text: str) -> list[str]:
    """The rules whose row of the page no longer holds: its words, its places, or a test that is gone.

    A test that came since is not missed: the next `make rules` prints it.
    """
    rows = {line.split(" ")[1]: line for line in text.splitlines() if line.startswith("| ")}
    return [number for number, row in listed().items() if not _holds(row, rows.get(number, ""))]


def _holds(row: Listed, line: str) -> bool:
    start = _start(row)
    named = line.removeprefix(start).removesuffix(" |").split("<br>")
    return line.startswith(start) and set(named) <= set(_tests(row.number))
