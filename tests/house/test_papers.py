"""The papers of the program are what it prints now: handbook, keys, manual; and `man` opens the last."""

import re
import shutil
import subprocess
import sys

import pytest
from deskterm import actions, locale
from deskterm.commands.papers import handbook
from deskterm.commands.papers.manual import folded

from tests.end_to_end.terminal import Terminal
from tests.house.code import REPOSITORY

NAMES = [name for names in handbook.PAPERS.values() for name in names]
MANUALS = [name for name in NAMES if name.endswith(".1")]
needs_man = pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")


@pytest.fixture(scope="module")
def printed():
    before = locale.language()
    yield {str(path.relative_to(REPOSITORY)): text for path, text in handbook.papers()}
    locale.choose(before)


@pytest.mark.parametrize("name", NAMES)
def test_no_paper_is_stale(printed, name):
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    assert text == printed[name], "run: python -m deskterm.commands.papers.handbook"


@pytest.mark.parametrize("name", MANUALS)
def test_the_manual_says_every_command_and_every_key(printed, name):
    text = printed[name].replace("\\-", "-")
    for ctx in handbook.everything()[1:]:
        assert f'.SS "{ctx.command_path}"' in text
    assert text.count("\n.TP\n") > len(actions.ACTIONS) + 100


def shown(name, *options, **environment):
    """What `man` makes of a page, and what it complains of."""
    words = ["man", *options, "-E", "UTF-8", "-l", str(REPOSITORY / name)]
    env = {
        "PATH": "/usr/bin:/bin",
        "MANWIDTH": "80",
        "LANG": "C.UTF-8",
        "MAN_KEEP_FORMATTING": "",
        "PAGER": "cat",
    }
    return subprocess.run(
        words, env=env | environment, capture_output=True, text=True, timeout=60, check=True
    )


@needs_man
@pytest.mark.parametrize("name", MANUALS)
def test_man_opens_the_page_without_a_complaint_in_eighty_columns(name):
    assert shown(name, "--warnings", "-Tutf8", "-Z").stderr == ""
    page = re.sub(r".\x08|\x1b\[[0-9;]*m", "", shown(name).stdout)
    assert "deskterm ticket split TK000118" in page
    assert [line for line in page.splitlines() if len(line) > 80] == []


@needs_man
@pytest.mark.parametrize(("language", "name"), [("it", "NOME"), ("en", "NAME")])
def test_the_program_opens_its_own_manual(language, name, tmp_path):
    words = [sys.executable, "-m", "deskterm", "--lang", language, "man"]
    written = subprocess.run(
        words, capture_output=True, text=True, timeout=60, check=True, encoding="utf-8"
    ).stdout
    assert written == handbook.man(language)
    env = {"HOME": str(tmp_path), "PAGER": "cat", "MANPAGER": "cat"}
    with Terminal(words, env=env, rows=60) as terminal:
        terminal.wait_for("deskterm paths")
        assert terminal.wait_exit() == 0


def test_a_long_line_to_type_is_still_one_line_to_the_shell():
    line = "deskterm call start TK000118 --kind remote --answer consent=yes:Anna:phone --device SRV-1"
    parts = list(folded(line))
    assert max(map(len, parts)) <= 70
    assert " ".join(part.removesuffix("\\").strip() for part in parts) == line
