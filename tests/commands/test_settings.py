"""Flag before environment before file before default; a wrong file is named with its key and the cure."""

import re
from pathlib import Path

import pytest
from deskterm import settings
from deskterm.config import IN_FILE, SettingsError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def told(home):
    """Write the user's own settings."""

    def write(text):
        path = settings.config_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write


def test_nothing_is_made_by_asking(home):
    settings.load()
    assert list(home.iterdir()) == []


def test_a_flag_comes_before_everything(told, monkeypatch):
    told('desk = "/from/file"\ntechnician = "file"\n')
    monkeypatch.setenv("DESKTERM_DESK", "/from/environment")
    found = settings.load(desk="/from/flag")
    assert str(found.desk) == "/from/flag"
    assert found.origin["desk"] == "flag"
    assert found.technician == "file"


def test_the_environment_comes_before_the_file(told, monkeypatch):
    told('desk = "/from/file"\nlanguage = "en"\n')
    monkeypatch.setenv("DESKTERM_DESK", "/from/environment")
    monkeypatch.setenv("DESKTERM_LANG", "it")
    found = settings.load()
    assert (str(found.desk), found.language) == ("/from/environment", "it")


def test_the_file_comes_before_the_default(told):
    told('desk = "~/banco"\n[keys]\n"queue.take_next" = "f10"\n')
    found = settings.load()
    assert found.desk.name == "banco"
    assert "~" not in str(found.desk)
    assert found.keys == {"queue.take_next": "f10"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('langage = "it"\n', ["langage", "language"]),
        ("desk = 3\n", ["desk"]),
        ("desk = \n", ["config.toml"]),
        ('keys = "f4"\n', ["keys"]),
        ("[keys]\nqueue.take_next = 'f4'\n", ["queue"]),
        ('language = "fr"\n', ["fr", "it, en"]),
    ],
)
def test_a_wrong_file_names_key_and_cure(told, text, words):
    told(text)
    with pytest.raises(SettingsError) as found:
        for name in settings.load().faults:
            settings.load().need(name)
    assert [word for word in words if word not in str(found.value)] == []


def test_a_wrong_file_ends_every_command_with_two(line, told):
    told('langage = "it"\n')
    assert "language" in line("queue", code=2).err


def test_the_language_of_the_environment_speaks(line):
    assert "In coda non" in line.process("queue", env={"DESKTERM_LANG": "en"}, lang="it").out
    plain = line.process("paths", env={"LANG": "it_IT.UTF-8"}, lang="en")
    assert "Settings" in plain.out


def test_the_users_own_keys_are_shown_and_checked(line, told):
    told('[keys]\n"queue.take_next" = "f10"\n')
    rows = line("keys", "--json").lines
    assert next(row["keys"] for row in rows if row["id"] == "queue.take_next") == "F10"
    told('[keys]\n"queue.tak_next" = "f10"\n')
    assert "queue.take_next" in line("keys").err


def test_paths_say_where_and_why(line):
    facts = line("paths", "--json").json
    assert (facts["desk"], facts["desk_from"]) == (str(line.desk), "flag")
    assert facts["config"].endswith("config.toml")


@pytest.mark.parametrize("page", ["docs/how-to/settings.md", "docs/come-si-fa/impostazioni.md"])
def test_the_page_of_the_settings_shows_every_one_in_a_file_that_is_read(told, page):
    written = (ROOT / page).read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", written, re.DOTALL)
    (named,) = re.findall(r'^catalogues = "(.*)"', example, re.MULTILINE)
    (Path(named).expanduser() / "de").mkdir(parents=True)
    told(example)
    found = settings.load()
    assert found.faults == {}
    assert (found.dial, found.bell, found.announce) == ("xdg-open tel:{number}", True, "5")
    assert found.mail["studio"]["password_command"][:2] == ["pass", "show"]
    assert all(re.search(rf"^(\[{name}[].]|{name} =)", example, re.MULTILINE) for name in IN_FILE)
    assert all(name in written for name in ("DESKTERM_LANG", "DESKTERM_TECHNICIAN", "DESKTERM_DESK"))
