"""An open desk runs the hooks by itself, and is worked at as ever whatever they do."""

import time

import pytest

from tests.commands.conftest import environment
from tests.commands.hooks.conftest import until
from tests.end_to_end.terminal import Terminal, deskterm

KEEP = 'cat >> "$(dirname "$0")/got"'


def opened(line, lang="it"):
    words = deskterm("--desk", str(line.desk), "--as", "zen", "--lang", lang)
    return Terminal(words, env=environment(line.home) | {"LANGUAGE": lang})


def begun(hooks):
    """The hooks of the open desk have begun."""
    return hooks.place() is not None


def test_what_happens_while_it_is_open_is_given(hooks):
    hooks.set(KEEP)
    with opened(hooks.line) as terminal:
        terminal.wait_for("Coda")
        until(lambda: begun(hooks))
        ids = [hooks.happen()[0] for _ in range(3)]
        until(lambda: hooks.ids() == ids)
        terminal.send("q")
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize(("lang", "told"), [("it", "messo da parte"), ("en", "set aside")])
def test_what_a_hook_never_takes_stands_on_the_last_line(hooks, lang, told):
    hooks.set("echo non va; exit 4", "chat", tries=1)
    with opened(hooks.line, lang) as terminal:
        terminal.wait_for({"it": "Coda", "en": "Queue"}[lang])
        until(lambda: begun(hooks))
        hooks.happen()
        seen = terminal.wait_for("hook chat")
        assert told in seen
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_one_that_the_settings_name_no_more_is_complained_of_there_no_longer(hooks):
    hooks.set("echo non va; exit 4", "chat", tries=1)
    hooks.begin()
    hooks.happen()
    hooks.run(code=1)
    with opened(hooks.line) as terminal:
        terminal.wait_for("hook chat")
        terminal.send("q")
        assert terminal.wait_exit() == 0
    hooks.told = ""
    hooks.set("exit 0", "altro")
    with opened(hooks.line) as terminal:
        terminal.wait_for("Coda")
        time.sleep(2)
        assert "hook chat" not in terminal.text()
        terminal.send("q")
        assert terminal.wait_exit() == 0


def test_one_that_hangs_holds_up_neither_the_keys_nor_the_way_out(hooks):
    hooks.set('cd "$(dirname "$0")"; echo $$ > who; trap "" TERM; sleep 600', seconds=600)
    with opened(hooks.line) as terminal:
        terminal.wait_for("Coda")
        until(lambda: begun(hooks))
        hooks.happen()
        until((hooks.folder / "who").exists)
        began = time.monotonic()
        terminal.send("?")
        terminal.wait_for("Esc")
        assert time.monotonic() - began < 5
        terminal.send("esc", "q")
        assert terminal.wait_exit() == 0
        assert time.monotonic() - began < 12
    from tests.commands.hooks.test_hooks import lives

    until(lambda: not lives(int((hooks.folder / "who").read_text())))
    hooks.script("hook", KEEP)
    hooks.run()
    assert len(hooks.ids()) == 1


def test_a_demo_tells_nobody(hooks, tmp_path):
    """Its mornings concern no chat of the firm's."""
    hooks.line.desk = tmp_path / "demo"
    hooks.line("demo", at="")
    hooks.set(KEEP)
    hooks.line.who = "marta"
    with opened(hooks.line) as terminal:
        terminal.wait_for("Coda")
        time.sleep(3)
        assert not begun(hooks)
        terminal.send("q")
        assert terminal.wait_exit() == 0
