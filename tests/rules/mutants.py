"""Mistakes in the rules, made one by one in a copy of the repository: which of them do a rule's tests see?

`python -m tests.rules.mutants [RULE...]` names those that survive, as it goes. One process has everything
imported and forks for each mistake: it costs what its tests cost. A service's examples are left
out of the copy: a file whose examples fail may not be taken at all, and then any test would see any mistake.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.rules.listed import REPOSITORY, listed
from tests.rules.marks import marked

PAGES = ("tests/models/", "tests/house/")  # tests of the data and of the code, which nobody lives
LEFT_OUT = (".venv", ".git", ".*_cache", ".hypothesis", "__pycache__", "dist", ".pythons")
WORKERS = 2
FAILED = 1  # pytest: some tests failed


class Mutation(NamedTuple):
    """A mistake: `put` in the place of `find`, which stands once in the file."""

    rule: str
    file: str
    find: str
    put: str


def mutations() -> list[Mutation]:
    """Every mistake of the list, in its order."""
    read = tomllib.loads((REPOSITORY / "tests" / "rules" / "mutations.toml").read_text(encoding="utf-8"))
    return [
        Mutation(rule, one.get("in") or f"data/services/{listed()[rule].service}.toml", find, put)
        for rule, one in read.items()
        for find, put in one["made"]
    ]


def changed(text: str, one: Mutation) -> str:
    """A file with the mistake in it, and without examples."""
    text = text.replace(one.find, one.put)
    return text.partition("[[example]]")[0] if one.file.endswith(".toml") else text


def lived(rule: str) -> list[str]:
    """The tests of a rule that drive a desk, the line or a screen; those written for it first."""
    tests = [test for test in marked("rule").get(rule, ()) if not test.startswith(PAGES)]
    return sorted(tests, key=lambda test: not test.startswith("tests/lived/"))


def serve() -> None:
    """In a copy: for each line of tests on stdin fork, run them, and answer with pytest's exit code."""
    import pytest

    import tests.lived.conftest  # noqa: F401  # what nearly every test needs, once

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
                options = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not trial")
                code = int(pytest.main([*options, *line.split()]))
            os._exit(code)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


class Copy:
    """A copy of the repository with a process that runs tests in it."""

    def __init__(self, folder: Path) -> None:
        self.place = folder / "copy"
        shutil.copytree(REPOSITORY, self.place, ignore=shutil.ignore_patterns(*LEFT_OUT))
        self._process: subprocess.Popen[str] | None = None

    def run(self, tests: Sequence[str], *, fresh: bool) -> int:
        """Pytest's exit code for these tests; `fresh`: the program itself was changed, it is read anew."""
        if fresh:
            self.stop()
        process = self._process or self._started()
        assert process.stdin and process.stdout
        process.stdin.write(" ".join(tests) + "\n")
        process.stdin.flush()
        code = int(process.stdout.readline())
        if fresh:
            self.stop()
        return code

    def _started(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-m", "tests.rules.mutants", "--serve"],
            cwd=self.place,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return self._process

    def stop(self) -> None:
        """End the process that runs tests here."""
        if self._process is not None:
            assert self._process.stdin
            self._process.stdin.close()
            self._process.wait()
            self._process = None

    def catches(self, one: Mutation) -> bool:
        """Whether the rule's lived tests fail with the mistake. Raises where they do not even run."""
        place = self.place / one.file
        before = place.read_text(encoding="utf-8")
        place.write_text(changed(before, one), encoding="utf-8")
        fresh = one.file.endswith(".py")
        try:
            code = self.run(lived(one.rule), fresh=fresh)
            if code not in (0, FAILED):  # a file of tests looks for the words that are gone: each by itself
                codes = {self.run([test], fresh=fresh) for test in lived(one.rule)}
                code = FAILED if FAILED in codes else 0 if 0 in codes else code
        finally:
            place.write_text(before, encoding="utf-8")
        if code not in (0, FAILED):
            raise AssertionError(f"{one.rule}: its tests do not run ({code})")
        return code == FAILED


def survivors(wanted: Iterable[Mutation]) -> list[Mutation]:
    """The mistakes that no lived test of their rule sees."""
    wanted = list(wanted)
    with TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        copies: Queue[Copy] = Queue()
        for n in range(min(WORKERS, len(wanted))):
            copies.put(Copy(Path(folder) / str(n)))

        def seen(one: Mutation) -> bool:
            copy = copies.get()
            try:
                caught = copy.catches(one)
            finally:
                copies.put(copy)
            if not caught:
                sys.stderr.write(f"{one.rule}: {one.find!r} -> {one.put!r}\n")
            return caught

        found = list(zip(wanted, pool.map(seen, wanted), strict=True))
        while not copies.empty():
            copies.get().stop()
    return [one for one, caught in found if not caught]


def main(rules: Sequence[str]) -> int:
    """Try the mistakes of these rules, or of all; print what survives and the count."""
    wanted = [one for one in mutations() if not rules or one.rule in rules]
    left = survivors(wanted)
    tried = dict.fromkeys(one.rule for one in wanted)
    whole = len(tried.keys() - {one.rule for one in left})
    sys.stdout.write(
        f"{len(wanted) - len(left)} of {len(wanted)} mistakes seen; {whole} of {len(tried)} rules\n"
    )
    return 1 if left else 0


if __name__ == "__main__":
    if "--serve" in sys.argv:
        serve()
    else:
        sys.exit(main(sys.argv[1:]))
