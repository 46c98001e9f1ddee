"""The pages walked by a novice: each line typed as it is printed, into a real bash in a bare home."""

import asyncio
import os
import re
import subprocess
import sys
import time

import pytest
from deskterm import locale
from deskterm.desk.billing import reports
from deskterm.widgets.status.spoken import STAYS

from tests import pictures
from tests.end_to_end.terminal import Terminal
from tests.pictures import MORNINGS, SIZE
from tests.screens.conftest import heard
from tests.walk import REPOSITORY, Bash, in_picture, keys_of, lines_of, section, steps, walk, without_blanks

GROUP = {"en": "docs/how-to/group.md", "it": "docs/come-si-fa/gruppo.md"}
PAGES = [
    *(("en", f"docs/how-to/{name}.md") for name in ("terms", "mail", "search", "backup", "move")),
    *(
        ("it", f"docs/come-si-fa/{name}.md")
        for name in ("condizioni", "posta", "ricerca", "copie", "trasloco")
    ),
]
# A namespace with an /etc, a /srv and a /home of its own: users made there are gone with it.
OWN_SYSTEM = """
mkdir -p "$HOME/etc" "$HOME/srv" "$HOME/homes" "$HOME/bin" && cp -a /etc/. "$HOME/etc"
mount --bind "$HOME/etc" /etc && mount --bind "$HOME/srv" /srv && mount --bind "$HOME/homes" /home
exec bash --noprofile --norc
"""
SUDO = """#!/bin/sh
if [ "$1" = -u ]; then
  who=$2; shift 2
  exec env HOME="/home/$who" setpriv --reuid "$who" --regid "$who" --init-groups "$@"
fi
exec "$@"
"""


@pytest.fixture
def home(tmp_path):
    place = tmp_path / "casa"
    place.mkdir()
    return place


def test_a_desk_of_your_own_ends_with_a_call_filed_and_the_screens_open(home):
    text = section("README.md", "A desk of your own")
    with Bash(home, "en") as bash:
        typed = walk(text, bash)
        around = bash.environment()
        assert "TK000001" in bash.type("deskterm ticket list --view done")[1]
        assert bash.type("deskterm call list")[1].rstrip().endswith("filed")
    printed = [line for step in steps(text) if step.kind == "sh" for line in lines_of(step.what)]
    assert typed == printed[:-1]
    assert printed[-1] == "deskterm\n"
    with Terminal(["deskterm"], env=around, cwd=home) as terminal:
        terminal.wait_for("All that came is done")
        terminal.send("4")
        terminal.wait_for("TK1")
        terminal.send("1", "q")
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize(("language", "page"), PAGES, ids=[page for _, page in PAGES])
def test_every_line_of_a_page_for_once_does_what_it_says(home, language, page):
    with Bash(home, language) as bash:
        assert len(walk((REPOSITORY / page).read_text(encoding="utf-8"), bash)) >= 6


@pytest.mark.parametrize(
    ("language", "page"), [one for one in PAGES if "backup" in one[1] or "copie" in one[1]]
)
def test_the_line_for_every_night_makes_a_copy_where_nothing_is_set(home, language, page):
    lines = (REPOSITORY / page).read_text(encoding="utf-8").splitlines()
    (night,) = (line.split(maxsplit=5)[5] for line in lines if line.startswith("    30 21 "))
    program, desk, copies = re.match(r"(\S+) --desk (\S+) backup (/mnt/\S+?)/", night).groups()
    with Bash(home, language) as bash:
        bash.type("deskterm --desk proprio/banco init --service delta-system")
        night = night.replace(program, bash.type("command -v deskterm")[1].strip())
    night = night.replace(desk, f"{home}/proprio/banco").replace(copies, f"{home}/copie").replace("\\%", "%")
    bare = ("env", "-i", f"HOME={home}", "PATH=/usr/bin:/bin", "/bin/sh", "-c", night)
    unmounted = subprocess.run(bare, capture_output=True, text=True, check=False)
    assert unmounted.returncode == 2, unmounted
    assert f"mkdir -p {home}/copie" in unmounted.stderr
    assert not (home / "copie").exists()
    (home / "copie").mkdir()
    done = subprocess.run(bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done
    assert "same disk" in done.stderr
    assert len(list((home / "copie").glob("*.sqlite"))) == 1


def users_can_be_made():
    if os.geteuid() != 0:
        return False
    somebody = ("setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups")
    trial = ("unshare", "-m", *somebody, sys.executable, "--version")
    try:
        return subprocess.run(trial, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not users_can_be_made(), reason="only root can make users in a namespace of its own")
@pytest.mark.parametrize("language", ["en", "it"])
def test_every_line_about_a_desk_of_several_people_does_what_it_says(home, language):
    sudo = home / "bin" / "sudo"
    sudo.parent.mkdir()
    sudo.write_text(SUDO)
    sudo.chmod(0o755)
    shell = ("unshare", "-m", "bash", "-c", OWN_SYSTEM)
    with Bash(home, language, shell=shell, before=sudo.parent) as bash:
        walk((REPOSITORY / GROUP[language]).read_text(encoding="utf-8"), bash)
        for who in ("marta", "luca", "marta"):
            code, said = bash.type(f'sudo -u {who} deskterm --desk "$DESKTERM_DESK" backup')
            assert code == 0, said
        code, said = bash.type('sudo -u luca deskterm --desk "$DESKTERM_DESK" share users')
        assert code != 0
        assert "marta" in said
        bash.type("useradd --create-home ugo")
        code, said = bash.type('sudo -u ugo deskterm --desk "$DESKTERM_DESK" queue')
        assert code != 0, said
    assert subprocess.run(["id", "ugo"], capture_output=True, check=False).returncode != 0


class Morning:
    """The tutorial played on a real terminal of the pictures' size, with a clock that the page moves."""

    def __init__(self, home):
        self.clock = home / "clock"
        self.seconds = 0
        self.seen = []
        self.past(0)

    def past(self, seconds):
        """Let time go by at the desk, from 9:12 on."""
        self.seconds += seconds
        hours, rest = divmod(9 * 3600 + 12 * 60 + self.seconds, 3600)
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(f"2026-03-03T{hours:02}:{rest // 60:02}:{rest % 60:02}\n")
        fresh.replace(self.clock)

    def screens(self, environment, doing):
        columns, rows = SIZE
        around = {name: value for name, value in environment.items() if name != "COLUMNS"}
        with Terminal(["deskterm", "demo"], env=around, columns=columns, rows=rows) as terminal:
            terminal.wait_for("TK51")
            for step in doing:
                if step.kind == "key":
                    for key in keys_of(step.what):
                        terminal.send({"escape": "esc"}.get(key, key))
                        terminal.rest(0.15)  # the reader looks before the next key
                elif step.kind == "time":
                    minutes, seconds = map(int, step.what.split(":"))
                    self.past(60 * minutes + seconds - self.seconds)
                elif step.kind == "picture":
                    shown = in_picture((REPOSITORY / "docs" / step.what).read_text(encoding="utf-8"))
                    reads_what_is_said(terminal, shown)
                    terminal.wait_until(lambda screen, shown=shown: alike(screen, shown), what=step.what)
                    self.seen.append(step.what)
            assert terminal.wait_exit() == 0


def reads_what_is_said(terminal, shown):
    """A message that no picture shows stands until it was read: then the reader goes on with a key or two."""
    end = time.monotonic() + STAYS["error"] + 1
    while not alike(terminal.text(), shown) and time.monotonic() < end:
        time.sleep(0.1)
    if not alike(terminal.text(), shown):
        for key in ("0", "esc"):  # all that was said, and back
            terminal.send(key)
            terminal.rest(0.15)


def alike(screen, shown):
    """Whether all that a picture shows stands on the screen; a line may differ in where wide letters end."""
    there = {without_blanks(line) for line in screen.splitlines()}
    return len([line for line in shown if line not in there]) <= 1


@pytest.mark.parametrize("language", MORNINGS)
def test_the_tutorial_is_true_key_by_key_picture_by_picture_and_line_by_line(home, language):
    morning = Morning(home)
    page = REPOSITORY / "docs" / MORNINGS[language]
    with Bash(home, language) as bash:
        bash.type(f"export DESKTERM_AT=@{morning.clock}")
        walk(page.read_text(encoding="utf-8"), bash, screens=morning.screens)
    assert len(morning.seen) == 6


@pytest.mark.parametrize(
    ("language", "told"), [("it", "compreso, nessun addebito"), ("en", "included, nothing to pay")]
)
def test_who_does_not_wait_at_the_tutorials_call_sees_what_the_page_says_of_it(
    tmp_path, monkeypatch, language, told
):
    monkeypatch.setattr("textual.app.wait_for_idle", heard)
    page = (REPOSITORY / "docs" / MORNINGS[language]).read_text(encoding="utf-8")
    locale.choose(language)
    desk = pictures.demo(tmp_path)
    seen = asyncio.run(pictures.walk(desk, re.sub(r"\*\*\d+:\d\d\*\*", "", page)))
    (filed,) = (svg for name, svg in seen.items() if name.endswith("-5.svg"))
    assert any(without_blanks(told) in line for line in in_picture(filed))
    last = reports.reports(desk, limit=1)[0].number
    assert told in page
    assert last in page
    assert last != "R2026-0010"
