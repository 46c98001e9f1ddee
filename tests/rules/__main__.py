"""`make rules`: runs the tests that prove a rule, prints the table, fails when it is not whole."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

from tests.rules import table


class Results:
    """What became of each marked test: passed only if every case of it passed."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid.partition("[")[0]
        if report.failed:
            self.of[test] = table.FAILED
        elif report.when == "call" and report.passed:
            self.of.setdefault(test, table.PASSED)


def main(arguments: Sequence[str]) -> int:
    """Print the page with `--page`, else run the tests and print the table. Returns the exit code."""
    if "--page" in arguments:
        sys.stdout.write(table.page())
        return 0
    results = Results()
    run = pytest.main(["-q", "--no-header", "-m", "rule and not trial", *arguments], plugins=[results])
    for line in table.printed(results.of):
        sys.stdout.write(f"{line}\n")
    wrong = table.faults()
    wrong += [f"{n}: its tests fail" for n in table.listed() if table.verdict(n, results.of) == table.FAILED]
    for line in wrong:
        sys.stdout.write(f"! {line}\n")
    sys.stdout.write(f"\n{table.summary(results.of)}\n")
    return 1 if wrong or run else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
