"""A release says one version: on its tag, in its project, its changelog, its program. Else it is refused."""

import subprocess
import sys
import tomllib
from pathlib import Path

import deskterm
import pytest

from tests.house.code import REPOSITORY

PROJECT = '[project]\nname = "deskterm"\nversion = "1.2.0"\n'
CHANGES = (
    "# Changelog\n\n## 1.2.0 (2026-12-01)\n\n- The desk rings.\n\n## 1.1.0 (2026-11-01)\n\n- It opens.\n"
)


class Checkout:
    """A repository of nothing but what a release looks at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("pyproject.toml", PROJECT)
        self.write("CHANGELOG.md", CHANGES)
        self.write("deskterm/__init__.py", '__version__ = "1.2.0"\n')
        self.git("init", "-q")
        self.commit()

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def git(self, *words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=prova", "-c", "user.email=prova@prova.example", *words],
            cwd=self.folder,
            check=True,
            capture_output=True,
        )

    def commit(self, tag: str = "") -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "prova")
        if tag:
            self.git("tag", tag)

    def release(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, REPOSITORY / "release.py", *words],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def refused(self) -> str:
        done = self.release()
        assert done.returncode == 1, done.stdout
        return done.stderr


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def test_what_agrees_is_released_with_its_own_notes(checkout):
    checkout.commit("v1.2.0")
    assert checkout.release().stdout == "release 1.2.0\n"
    assert checkout.release("--notes").stdout == "- The desk rings.\n"


def test_a_commit_without_a_tag_is_refused_with_the_command_that_gives_one(checkout):
    assert "no tag: git tag -a v1.2.0" in checkout.refused()


def test_a_tag_of_another_version_is_refused_with_both(checkout):
    checkout.commit("v1.3.0")
    assert "the tag is v1.3.0, pyproject.toml says 1.2.0" in checkout.refused()


def test_a_program_that_says_another_version_is_refused(checkout):
    checkout.write("deskterm/__init__.py", '__version__ = "1.1.0"\n')
    checkout.commit("v1.2.0")
    assert "`deskterm --version` says 1.1.0" in checkout.refused()


def test_files_that_differ_from_the_commit_are_refused(checkout):
    checkout.commit("v1.2.0")
    checkout.write("deskterm/late.py", "")
    assert "files differ from the commit" in checkout.refused()


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("## 1.2.0 (unreleased)", "calls 1.2.0 (unreleased)"),
        ("## 1.2.1 (2026-12-01)", "says nothing of 1.2.0"),
        (
            "## 1.3.0 (2026-12-02)\n\n- More.\n\n## 1.2.0 (2026-12-01)",
            "the first section of CHANGELOG.md is 1.3.0",
        ),
    ],
)
def test_a_changelog_that_does_not_tell_this_version_is_refused(checkout, heading, said):
    checkout.write("CHANGELOG.md", CHANGES.replace("## 1.2.0 (2026-12-01)", heading))
    checkout.commit("v1.2.0")
    assert said in checkout.refused()


def test_the_program_says_the_version_of_its_project():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert deskterm.__version__ == project["version"]
