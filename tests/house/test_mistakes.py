"""Every law's check fails when the law is broken: the mistakes are made, one by one, and seen by it alone."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.code import REPOSITORY
from tests.house.mistakes import MISTAKES
from tests.house.one_mistake import ARROWS, LINT, Mistake

LEFT_OUT = shutil.ignore_patterns(
    ".venv", ".git", ".*_cache", ".hypothesis", "__pycache__", "dist", ".pythons"
)
TOOLS = Path(sys.executable).parent


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.law)
def test_a_mistake_can_still_be_made(mistake):
    """What it changes is there, once, and so is the test that must see it."""
    place = REPOSITORY / mistake.file
    if mistake.find:
        assert place.read_text(encoding="utf-8").count(mistake.find) == 1
    file, _, test = mistake.check.partition("::")
    if file.endswith(".py"):
        assert f"def {test}" in (REPOSITORY / file).read_text(encoding="utf-8")
    elif mistake.check.startswith(ARROWS):
        name = mistake.check.removeprefix(ARROWS)
        assert f'name = "{name}"' in (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")


def test_there_is_a_mistake_of_every_kind():
    assert len({mistake.law for mistake in MISTAKES}) == len(MISTAKES) >= 25


def run(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=copy, capture_output=True, text=True, check=False)


def asked(copy: Path, *names: str) -> subprocess.CompletedProcess[str]:
    options = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not trial")
    return run(copy, str(TOOLS / "python"), "-B", "-m", "pytest", *options, *names)


def ruff(copy: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run(copy, str(TOOLS / "ruff"), "check", "--no-cache", *options, "deskterm", "tests")


def contracts(copy: Path) -> subprocess.CompletedProcess[str]:
    return run(copy, str(TOOLS / "lint-imports"), "--no-cache")


def caught(copy: Path, check: str) -> tuple[bool, str]:
    """Whether a check fails in the copy, and what it says; nothing else is asked."""
    if check.startswith(ARROWS):
        told = contracts(copy).stdout
        broken = re.sub(r"\s+", " ", told)
        return f"{check.removeprefix(ARROWS)} BROKEN" in broken, told
    if check.startswith(LINT):
        code = check.removeprefix(LINT)
        done = run(
            copy, str(TOOLS / "ruff"), "check", "--no-cache", "--output-format=concise", "--select", code, "."
        )
    else:
        done = asked(copy, check)
        assert done.returncode in (0, 1), done.stdout + done.stderr  # else the check did not even run
    return done.returncode == 1, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The repository as it is, in another place, where every check that is asked for holds."""
    place = tmp_path_factory.mktemp("house") / "copy"
    shutil.copytree(REPOSITORY, place, ignore=LEFT_OUT)
    run(place, "git", "init", "-q")
    run(place, "git", "add", "--all")
    names = dict.fromkeys(one.check for one in MISTAKES if not one.check.startswith((ARROWS, LINT)))
    green = asked(place, *names)
    assert green.returncode == 0, green.stdout
    assert contracts(place).returncode == 0
    assert ruff(place).returncode == 0
    return place


def make(copy: Path, mistake: Mistake) -> dict[Path, str | None]:
    """Make a mistake; how the files were before."""
    place = copy / mistake.file
    places = [place.with_stem(f"{place.stem}{n}") for n in range(mistake.times)]
    if mistake.times == 1:
        places = [place]
    before = {one: one.read_text(encoding="utf-8") if one.exists() else None for one in places}
    for one, text in before.items():
        one.parent.mkdir(exist_ok=True)
        one.write_text(changed(text or "", mistake), encoding="utf-8")
    run(copy, "git", "add", "--all")
    run(copy, str(TOOLS / "python"), "build_catalogues.py")
    return before


def changed(text: str, mistake: Mistake) -> str:
    return text.replace(mistake.find, mistake.put) if mistake.find else text + mistake.put


def unmake(copy: Path, before: dict[Path, str | None]) -> None:
    for place, text in before.items():
        if text is None:
            place.unlink()
            if place.name == "__init__.py":
                shutil.rmtree(place.parent)
        else:
            place.write_text(text, encoding="utf-8")
    run(copy, "git", "add", "--all")
    run(copy, str(TOOLS / "python"), "build_catalogues.py")


@pytest.mark.trial
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.law)
def test_a_mistake_is_caught_by_the_check_that_is_named_for_it(copy, mistake):
    before = make(copy, mistake)
    try:
        failed, said = caught(copy, mistake.check)
    finally:
        unmake(copy, before)
    assert failed, f"{mistake.check} lets it pass"
    assert re.search(mistake.says, said), said
