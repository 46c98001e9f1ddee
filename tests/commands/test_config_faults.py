"""A fault in `config.toml` is told with its line, its word and what was meant; it ends what needs it."""

import os
import pty
import subprocess
import sys

import pytest
from deskterm import config, keynames, settings
from deskterm.widgets import themes
from textual import keys as textual_keys
from textual.keys import Keys

from tests.commands.conftest import ROOT, environment

# What stands in the file, the line of the fault, and what must be said in every language.
FAULTS = {
    "a key nobody knows": ('technician = "anna"\nlangage = "it"\n', 2, ["langage", "language"]),
    "a table nobody knows": ('language = "it"\n\n[keyz]\n"queue.take" = "e"\n', 3, ["keyz", "keys"]),
    "an action misspelt": ('[keys]\n"queue.tak_next" = "f10"\n', 2, ["queue.tak_next", "queue.take_next"]),
    "a key that is none": ('[keys]\n# mine\n"queue.take_next" = "hello"\n', 3, ["hello", "queue.take_next"]),
    "a modifier misspelt": ('[keys]\n"queue.take_next" = "crtl+x"\n', 2, ["crtl+x", "ctrl+x"]),
    "a function key there is not": ('[keys]\n"queue.take_next" = "f31"\n', 2, ["f31", "f3"]),
    "Shift and a letter": ('[keys]\n"queue.take" = "shift+e"\n', 2, ["shift+e", "«E»", "“E”"]),
    "one key for two actions": (
        '[keys]\n"queue.take" = "f6"\n"queue.take_next" = "f2"\n',
        3,
        ["F2", "desk.call"],
    ),
    "an action without a key": ('[keys]\n"desk.call" = ""\n', 2, ["desk.call", "F2"]),
    "half of its keys blank": ('[keys]\n"desk.call" = "f2,"\n', 2, ["desk.call", "F2"]),
    "a way out that fields swallow": ('[keys]\n"desk.quit" = "Q"\n', 2, ["desk.quit", "Ctrl+Q"]),
    "keys in a list": (
        '[keys]\n"queue.take_next" = ["f4", "f10"]\n',
        2,
        ["queue.take_next", '"queue.take_next" = "f4,f10"'],
    ),
    "an action without its quotes": ('[keys]\nqueue.take_next = "f4"\n', 2, ['"queue.take_next"']),
    "keys that are no table": ('theme = "dark"\nkeys = "f4"\n', 2, ["keys", "[keys]"]),
    "a setting below the keys": ('[keys]\n"queue.take" = "f6"\ntheme = "light"\n', 3, ["theme", "[keys]"]),
    "a theme that is none": ('theme = "ligth"\n', 1, ["ligth", "light", "dark, light, contrast"]),
    "a language that is none": ('\nlanguage = "ita"\n', 2, ["ita", "it, en"]),
    "a number": ("technician = 7\n", 1, ["technician", 'technician = "7"']),
    "a yes or no": ("theme = true\n", 1, ["theme", 'theme = "']),
    "a date": ("technician = 2026-03-03\n", 1, ["technician"]),
    "a value left out": ("desk =\n", 1, ["desk"]),
    "a value that is blank": ('theme = "dark"\ndesk = " "\n', 2, ["desk"]),
    "a desk that moves about": ('desk = "banco"\n', 1, ["banco", "~/banco"]),
    "a desk of nobody": ('desk = "~nessuno/banco"\n', 1, ["~nessuno/banco", "~/banco"]),
    "no quotes": ('theme = "dark"\nlanguage = it\n', 2, ["language = it", 'language = "it"']),
    "a quote left open": ('desk = "/srv/banco\ntheme = "dark"\n', 1, ['desk = "/srv/banco"']),
    "no equals sign": ('theme "dark"\n', 1, ['theme "dark"', "theme"]),
    "a table left open": ('[keys\n"queue.take" = "e"\n', 1, ["[keys", "[keys]"]),
    "curly quotation marks": ("language = “it”\n", 1, ["“it”", 'language = "it"']),
    "a name in curly ones": ('\n“language” = "it"\n', 2, ['"language" = "it"']),
    "a text in guillemets": ("technician = «anna»\n", 1, ['technician = "anna"']),
    "a colon": ('theme: "dark"\n', 1, ['theme = "dark"']),
    "a colon and no quotes": ("theme: dark\n", 1, ['theme = "dark"']),
    "a hyphen between keys": ('[keys]\n"queue.take_next" = "ctrl-t"\n', 2, ["ctrl-t", "ctrl+t"]),
    "minutes before an appointment that are none": ('announce = "presto"\n', 1, ["presto", '"5"']),
    "minutes before an appointment without end": ('announce = "999"\n', 1, ["999", '"240"']),
    "a feed that moves about": ('agenda = "agenda.ics"\n', 1, ["agenda.ics", "~/agenda.ics"]),
    "a bell in quotes": ('theme = "dark"\nbell = "on"\n', 2, ["bell = true", "bell = false"]),
    "a bell below the keys": ('[keys]\n"queue.take" = "f6"\nbell = true\n', 3, ["bell", "[keys]"]),
    "a caret": ('[keys]\n"queue.take_next" = "^t"\n', 2, ["^t", "ctrl+t"]),
    "an action without its table": ('queue.take_next = "f4"\n', 1, ["[keys]", '"queue.take_next" = "']),
    "the same in quotes": ('"queue.take_next" = "f4"\n', 1, ["[keys]", '"queue.take_next" = "']),
    "a hook that is no table": ('theme = "dark"\nhook = "avvisa"\n', 2, ["[hook]", "command = ["]),
    "a hook without its command": ('[hook.chat]\nkinds = ["received"]\n', 1, ["[hook]", "command = ["]),
    "a command for a shell": ('[hook]\ncommand = "avvisa la chat"\n', 2, ["command"]),
    "a word of a hook misspelt": ('[hook]\ncommand = ["a"]\nkind = ["received"]\n', 3, ["kind", "kinds"]),
    "an event that there is not": (
        '[hook.chat]\ncommand = ["a"]\nkinds = ["taken", "recieved"]\n',
        3,
        ["recieved", "received"],
    ),
    "kinds that are no list": ('[hook]\ncommand = ["a"]\nkinds = "received"\n', 3, ["kinds"]),
    "kinds that are numbers": ('[hook]\ncommand = ["a"]\nkinds = [7]\n', 3, ["7"]),
    "kinds in a list of lists": ('[hook]\ncommand = ["a"]\nkinds = [["taken"]]\n', 3, ["taken"]),
    "a hook without end": ('[hook]\ncommand = ["a"]\nseconds = 86400\n', 3, ["seconds", "600"]),
    "tries that are yes": ('[hook]\ncommand = ["a"]\ntries = true\n', 3, ["tries", "100"]),
    "a name that no file can bear": ('[hook."../x"]\ncommand = ["a"]\n', 1, ["../x"]),
    "a hook called as the one without a name": ('[hook.hook]\ncommand = ["a"]\n', 1, ["hook"]),
    "said twice": ('theme = "dark"\n\ntheme = "light"\n', 3, ["theme", "1"]),
    "a key said twice": ('[keys]\n"queue.take" = "f6"\n"queue.take" = "f7"\n', 3, ["queue.take", "2"]),
}
PLACE = {"it": "config.toml, riga {}", "en": "config.toml, line {}"}


@pytest.fixture
def written(home):
    """Write the user's own settings as bytes."""

    def write(text):
        path = settings.config_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


# These end every command: what the file says of desk and person is not known, or may be what is misspelt.
STOPPING = {
    "a key nobody knows",
    "a table nobody knows",
    "a number",
    "a date",
    "a value left out",
    "a value that is blank",
    "a desk that moves about",
    "a desk of nobody",
    "no quotes",
    "a quote left open",
    "no equals sign",
    "a table left open",
    "curly quotation marks",
    "a name in curly ones",
    "a text in guillemets",
    "a colon",
    "a colon and no quotes",
    "said twice",
    "a key said twice",
}
SPARED = sorted(set(FAULTS) - STOPPING)


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_line_its_word_and_the_nearest(line, written, name, lang):
    text, at, words = FAULTS[name]
    written(text)
    if name in STOPPING:
        told = line("queue", lang=lang, code=2).err
    else:
        checks = line("doctor", "--json", lang=lang, code=1).json["checks"]
        (told,) = (one["detail"] for one in checks if one["name"] == "settings" and not one["ok"])
    assert PLACE[lang].format(at) in told
    kept = [word for word in words if not word.startswith(("«", "“"))]
    assert [word for word in kept if word not in told] == []
    assert kept == words or any(word in told for word in words if word not in kept)


@pytest.mark.parametrize("name", SPARED)
def test_a_fault_that_does_not_concern_a_command_does_not_end_it(line, written, name):
    written(FAULTS[name][0])
    told = line.process("queue", code=0)
    assert (told.err == "") is (name != "a language that is none")
    assert line("customer", "list", code=0).out


def test_an_event_that_there_is_not_is_told_with_all_that_there_are(line, written):
    written(FAULTS["an event that there is not"][0])
    told = line("events", "--run-hooks", at=None, code=2).err
    assert "«recieved» non esiste; forse «received»?" in told
    assert all(f"{one}," in told for one in ("answered", "letter_returned", "received", "taken"))
    assert told in line("events", code=0).err
    assert "recieved" in line("doctor", code=1).out


HOOKS = [one for one in SPARED if FAULTS[one][0].startswith(("[hook", "hook")) or "hook" in one]


@pytest.mark.parametrize("name", HOOKS)
def test_no_hook_runs_by_settings_with_a_fault(line, written, name):
    written(FAULTS[name][0])
    assert "config.toml" in line("events", "--run-hooks", at=None, code=2).err


def test_of_several_faults_each_is_told_and_what_is_sound_counts(line, written):
    written('theme = "ligth"\nbell = "on"\nannounce = "10"\n\n[hook]\ncommand = ["a"]\ntries = 0\n')
    found = settings.load()
    assert set(found.faults) == {"theme", "bell", "hook"}
    assert (found.announce, found.theme, found.bell, found.hook) == ("10", "", False, {})
    checks = line("doctor", "--json", code=1).json["checks"]
    assert sum(one["name"] == "settings" for one in checks) == 3


def test_mailboxes_are_not_read_by_settings_with_a_fault_but_listed(line, written):
    written('[mail.studio]\npassword_command = "pass show"\n')
    for words in (("mail", "fetch"), ("mail", "send")):
        assert "password_command" in line(*words, at=None, code=2).err
    assert line("mail", "account", "list", code=0).err == ""


def test_a_feed_that_is_not_kept_is_told_by_whoever_does_something(line, written):
    written('agenda = "agenda.ics"\n')
    assert line.process("queue", code=0).err == ""
    assert "agenda.ics" in line("technician", "add", "rita", code=0).err


def test_what_would_be_a_desk_below_the_keys_ends_every_command(empty, written):
    written('[keys]\n"queue.take" = "f6"\ndesk = "/srv/altro"\n')
    assert "riga 3" in empty("queue", code=2).err


def test_a_language_that_is_none_is_told_and_the_systems_is_spoken(line, written):
    written('language = "ita"\n')
    told = line("queue", code=0)
    assert "ita" in told.err and "it, en" in told.err


def test_a_folder_of_catalogues_that_is_gone_is_told_and_the_languages_of_here_are_spoken(line, written):
    written('catalogues = "/srv/lingue-che-non-ci-sono"\n')
    assert "/srv/lingue-che-non-ci-sono" in line("queue", code=0).err


def test_the_keys_are_told_as_usual_ones_beside_what_is_wrong_with_ones_own(empty, written):
    written('[keys]\n"queue.take_next" = "hello"\n')
    told = empty("keys", code=0)
    assert "hello" in told.err and "F4" in told.out


@pytest.mark.parametrize("command", ["customer list", "queue", "service list", ""])
def test_every_command_and_the_screens_stop_at_what_nobody_knows(empty, written, command):
    written('thema = "light"\n')
    told = empty.process(*command.split(), code=2)
    assert (told.out, "theme" in told.err) == ("", True)


def test_no_screen_opens_on_it(empty, written, home):
    written('[keys]\n"queue.take_next" = "hello"\n')
    here, there = pty.openpty()
    command = [sys.executable, "-m", "deskterm", "--desk", str(empty.desk)]
    variables = environment(home) | {"TERM": "xterm-256color"}
    code = subprocess.run(
        command, stdin=there, stdout=there, stderr=there, cwd=ROOT, env=variables, check=False
    )
    os.close(there)
    said = os.read(here, 10_000).decode()
    os.close(here)
    assert code.returncode == 2
    assert "hello" in said
    assert "\x1b[?1049h" not in said  # the terminal was never taken over


def test_a_file_in_another_encoding_is_told_with_its_line(empty, written):
    written('theme = "dark"\ntechnician = "Niccolò"\n'.encode("latin-1"))
    told = empty("queue", code=2).err
    assert "config.toml, riga 2" in told
    assert "Niccolò" in told
    assert "UTF-8" in told


def test_a_folder_in_its_place_is_told(empty, home):
    settings.config_file().mkdir(parents=True)
    assert "config.toml" in empty("queue", code=2).err


def test_a_value_over_several_lines_does_not_move_the_line_of_a_fault(empty, written):
    written('technician = """\nlangage = \\\n"""\nlangage = "it"\n')
    assert "riga 4" in empty("queue", code=2).err


def test_what_windows_saves_is_read(empty, written):
    written(b'\xef\xbb\xbftheme = "light"\r\n[keys]\r\n"queue.take_next" = "F10"\r\n')
    found = settings.load()
    assert (found.theme, found.keys) == ("light", {"queue.take_next": "f10"})


def test_keys_are_heard_as_people_write_them(empty, written):
    written('[keys]\n"queue.take_next" = "F10, Ctrl+X"\n"queue.take" = "pgup,Ù"\n"queue.search" = "!"\n')
    with pytest.raises(config.SettingsError, match=r"list.page_up"):
        settings.load().need("keys")
    written('[keys]\n"queue.take_next" = "F10, Ctrl+X"\n"queue.take" = "Canc,Ù"\n"queue.search" = "!"\n')
    found = settings.load().keys
    assert found["queue.take_next"] == "f10,ctrl+x"
    assert (found["queue.take"], found["queue.search"]) == ("delete,Ù", "exclamation_mark")


def test_a_variable_with_a_fault_is_named(empty):
    told = empty.process("paths", env={"DESKTERM_LANG": "itt"}, code=2).err
    assert [word for word in ("DESKTERM_LANG", "itt", "it, en") if word not in told] == []
    assert "~nessuno" in empty.process("--desk", "~nessuno/x", "paths", code=2).err


def test_the_names_of_keys_are_textuals():
    theirs = {key.value for key in Keys if not key.value.startswith("<")}
    single = {key for key in theirs if "+" not in key}
    ours = set(keynames.NAMED)
    assert ours <= single
    assert single - ours == {"return", "ctrl-at"}  # the one is heard as Enter, the other never
    for code in range(33, 127):
        assert keynames.of_character(chr(code)) == textual_keys._character_to_key(chr(code))
        if chr(code) != ",":
            assert keynames.normal(chr(code)) == textual_keys._character_to_key(chr(code))
    for key in theirs - {"return", "ctrl-at", "ctrl+@"}:
        assert keynames.normal(key), key


def test_the_nearest_key_is_a_key():
    for word in ("hello", "crtl+x", "shift+e", "ctrl+", "+", "f0", "alt+shfit+f31", "ctrl++", "\t", "è+è"):
        assert keynames.normal(keynames.nearest(word)), word


def test_the_themes_are_those_of_the_screens():
    assert tuple(f"desk-{name}" for name in config.THEMES) == themes.NAMES


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("paths", "config.toml"),
        ("--desk /srv/altro paths", "/srv/altro"),
        ("keys", "F4"),
        ("man", "deskterm"),
        ("--help", "customer"),
        ("queue --help", "queue"),
    ],
)
def test_what_says_how_to_mend_it_answers_all_the_same(empty, written, command, answer):
    written('thema = "light"\n')
    told = empty.process(*command.split(), code=0)
    assert answer in told.out
    assert [word for word in ("config.toml, riga 1", "theme") if word not in told.err] == []


def test_a_text_where_a_table_should_be_is_called_a_text(empty, written):
    written('keys = "f4"\n')
    assert "«keys» è un testo" in empty("keys", code=0).err
