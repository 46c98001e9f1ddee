"""Colours and language chosen on the screens are there at the next start, as long as nothing else is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.fill import fill

from tests.end_to_end.terminal import Terminal, deskterm

LIGHT = b"48;2;251;251;249"  # the paper of the light colours
DARK = b"48;2;21;25;30"


class Home:
    """A user with a desk, a configuration file of their own and a place for what programs remember."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "config/deskterm/config.toml"
        self.config.parent.mkdir(parents=True)
        desk = fill(folder / "desk", 30, 10)
        self.env = {"DESKTERM_DESK": str(desk), "LANG": "it_IT.UTF-8"}
        self.env |= {"XDG_STATE_HOME": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config")}
        self.state = folder / "state"

    def screens(self, *keys: str, words: tuple[str, ...] = (), **env: str) -> tuple[str, bytes]:
        """Open the screens, press keys, leave: what stood there at the start, and every byte drawn."""
        with Terminal(deskterm(*words), env=self.env | env) as terminal:
            shown = terminal.wait_for("F4")
            terminal.wait_for("TK2")
            raw = bytes(terminal.raw)
            for key in keys:
                terminal.send(key)
                terminal.wait_for({"L": "Next", "M": "Color"}[key])
            terminal.send("q")
            assert terminal.wait_exit() == 0
            return shown, raw


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def test_the_colours_chosen_are_there_at_the_next_start(home):
    assert DARK in home.screens("M")[1]
    assert LIGHT in home.screens()[1]
    assert not home.config.exists()


def test_a_choice_is_stronger_than_the_file_until_the_file_says_something_else(home):
    home.config.write_text('# mie\ntheme = "dark"\n', encoding="utf-8")
    home.screens("M")
    assert LIGHT in home.screens()[1]
    assert home.config.read_text(encoding="utf-8") == '# mie\ntheme = "dark"\n'
    home.config.write_text('theme = "contrast"\n', encoding="utf-8")
    assert LIGHT not in home.screens()[1]


def test_the_language_chosen_is_there_from_the_first_page_on_unless_one_is_named(home):
    assert "Prossimo" in home.screens("L")[0]
    shown, raw = home.screens()
    assert "Next" in shown and "Prossimo" not in shown and b" Coda" not in raw
    assert "Prossimo" in home.screens(words=("--lang", "it"))[0]
    assert "Prossimo" in home.screens(DESKTERM_LANG="it")[0]
    assert "Next" in home.screens()[0]


def test_what_cannot_be_remembered_is_said_and_the_screens_go_on(home):
    home.state.write_text("a file where the folder should be")
    with Terminal(deskterm(), env=home.env) as terminal:
        terminal.wait_for("F4")
        terminal.send("M")
        terminal.wait_for("non sarà ricordato")
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_a_damaged_memory_is_no_memory(home):
    kept = home.state / "deskterm/screens.json"
    kept.parent.mkdir(parents=True)
    for text in ("{", "[]", '{"theme": 3}', '{"theme": {"chosen": "rosa", "over": ""}}'):
        kept.write_text(text, encoding="utf-8")
        assert DARK in home.screens()[1]
