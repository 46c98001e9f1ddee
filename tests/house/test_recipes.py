"""CONTRIBUTING.md leads where it says: its places are there, and each is missed by the check named for it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.code import REPOSITORY

PAGE = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
PATCHES = Path(__file__).parent / "recipes"
LEFT_OUT = shutil.ignore_patterns(
    ".venv", ".git", ".*_cache", ".hypothesis", "__pycache__", "dist", ".pythons"
)
TOOLS = Path(sys.executable).parent
RECIPES = {
    "figure": "A figure of the backlog",
    "column": "A column of a list",
    "action": "An action",
    "field": "A field on a ticket",
}
# What a check must speak of when it misses a place: the new thing, or how a page is made anew.
SPOKEN_OF = {
    "figure": "stopped",
    "column": r"settle\.col\.rule",
    "action": "copy_subject|handbook",
    "field": "reference",
}
# What a recipe has made anew, by the module that prints it: no patch of it would fit for long.
PRINTED = {"field": {"data/schema.sql": "deskterm.storage.file.print_schema"}}
TWINS = {"deskterm/locale/en": "deskterm/locale/it"}  # what is said of one holds for the other


def table(title: str) -> dict[str, str]:
    """The places of a recipe, each with the check that its row names; "T" for the types, "" for none."""
    part = PAGE.split(f"### {title}\n")[1].split("\n### ")[0]
    found = {}
    for row in re.findall(r"^\| (`.*) \|$", part, re.MULTILINE):
        places, _, catches = row.split(" | ")
        check = re.match(r"`(tests/\S+)`|(T)$", catches)
        for place in re.findall(r"`((?:deskterm|docs|data)[\w/.-]*)`", places):
            found[place] = (check[1] or check[2]) if check else ""
    return found


def touched(name: str) -> list[str]:
    patch = (PATCHES / f"{name}.patch").read_text(encoding="utf-8")
    return re.findall(r"^\+\+\+ b/(\S+)$", patch, re.MULTILINE) + list(PRINTED.get(name, ()))


def check_of(name: str, place: str) -> str:
    """The check that a recipe names for a place, or for the folder in which it is."""
    for english, italian in TWINS.items():
        place = place.replace(english, italian)
    rows = table(RECIPES[name])
    return next(check for row, check in rows.items() if place == row or place.startswith(f"{row}/"))


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:deskterm|tests|docs|data)/[\w/.-]+)`", PAGE))))
def test_every_place_that_is_named_is_there(path):
    assert (REPOSITORY / path).exists()


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_every_place_that_its_change_touches(name):
    for place in touched(name):
        check_of(name, place)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_still_fits_the_code(name):
    """Its patch is brought after the code at once, not when a release is tried."""
    words = ["git", "apply", "--check", *LOOSELY, str(PATCHES / f"{name}.patch")]
    done = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("name", "place"), re.findall(r"`(\w+)` of\s+`(deskterm/[\w/]+\.py)`", PAGE), ids=str
)
def test_a_step_of_the_walk_is_there(name, place):
    assert f"def {name}(" in (REPOSITORY / place).read_text(encoding="utf-8")


@pytest.mark.parametrize("check", sorted(set(re.findall(r"`(tests/[\w/]+\.py::\w+)`", PAGE))))
def test_a_check_that_is_named_is_there(check):
    file, _, test = check.partition("::")
    assert f"def {test}(" in (REPOSITORY / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_that_is_tried_names_one_test_for_each_place(name):
    assert [
        place for place, check in table(RECIPES[name]).items() if check not in ("T", "") and "::" not in check
    ] == []


def said(copy: Path, check: str) -> str:
    """What a check says where it fails in the copy, "" where it holds; it must have run."""
    words = [str(TOOLS / "mypy"), "--cache-dir", str(copy.parent / "types")]
    if check != "T":
        options = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not trial")
        words = [str(TOOLS / "python"), "-B", "-m", "pytest", *options, check]
    subprocess.run([str(TOOLS / "python"), "build_catalogues.py"], cwd=copy, check=True, capture_output=True)
    done = subprocess.run(words, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout + done.stderr if done.returncode else ""


LOOSELY = ("--unidiff-zero",)  # a place is known by what stands on one side of it, where the other grows


def follow(copy: Path, name: str) -> None:
    """Do what the recipe says, whole."""
    git(copy, "apply", *LOOSELY, str(PATCHES / f"{name}.patch"))
    for place, module in PRINTED.get(name, {}).items():
        words = [str(TOOLS / "python"), "-B", "-m", module]
        done = subprocess.run(words, cwd=copy, check=True, capture_output=True, text=True)
        (copy / place).write_text(done.stdout, encoding="utf-8")


def git(copy: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=copy, check=True, capture_output=True)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("recipes") / "copy"
    shutil.copytree(REPOSITORY, place, ignore=LEFT_OUT)
    git(place, "init", "-q")
    git(place, "add", "--all")
    git(place, "-c", "user.name=a", "-c", "user.email=a@desk.example", "commit", "-q", "-m", "as it is")
    return place


@pytest.mark.trial
@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_whole_and_each_of_its_places_is_missed(copy, name):
    follow(copy, name)
    try:
        checks = {check_of(name, place) for place in touched(name)} - {""}
        assert "".join(said(copy, check) for check in sorted(checks)) == ""
        unseen = []
        for place in touched(name):
            if not (check := check_of(name, place)):
                continue
            git(copy, "checkout", "-q", "--", place)
            if not re.search(SPOKEN_OF[name], told := said(copy, check)):
                unseen.append((place, check, told))
            git(copy, "checkout", "-q", "--", ".")
            follow(copy, name)
        assert unseen == []
    finally:
        git(copy, "checkout", "-q", "--", ".")
