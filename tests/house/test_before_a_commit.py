"""What is checked before a commit is what `make quick` checks, with the tools that are here."""

import re

from tests.house.code import REPOSITORY

MAKEFILE = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
HOOKS = (REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def told(key):
    """What every hook says under a key."""
    return re.findall(rf"^ +(?:- )?{key}: (.+)$", HOOKS, re.MULTILINE)


def test_the_hooks_are_the_parts_of_make_quick():
    (parts,) = re.findall(r"^QUICK := (.+)$", MAKEFILE, re.MULTILINE)
    assert told("entry") == [f"make --silent {part}" for part in parts.split()]
    assert told("id") == parts.split()


def test_what_is_left_to_make_test_is_about_papers_and_is_there():
    """A law may not be left out by a wrong name, and what is left out stands in `make test`."""
    (papers,) = re.findall(r"^PAPERS := (.+)$", MAKEFILE, re.MULTILINE)
    house = REPOSITORY / "tests" / "house"
    assert [name for name in papers.split() if not (house / f"test_{name}.py").exists()] == []
    (whole,) = re.findall(r"^test:.*\n(.+)$", MAKEFILE, re.MULTILINE)
    assert "pytest" in whole
    assert "--ignore" not in whole


def test_every_command_before_a_commit_is_there_and_nothing_is_fetched():
    commands = [entry.split()[-1] for entry in told("entry")]
    assert commands and set(commands) <= TARGETS
    assert set(told("repo")) == {"local"}
    assert set(told("language")) == {"system"}
    assert len(told("language")) == len(commands)
