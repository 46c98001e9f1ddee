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


def test_every_command_before_a_commit_is_there_and_nothing_is_fetched():
    commands = [entry.split()[-1] for entry in told("entry")]
    assert commands and set(commands) <= TARGETS
    assert set(told("repo")) == {"local"}
    assert set(told("language")) == {"system"}
    assert len(told("language")) == len(commands)
