"""A path that cannot be read or written is refused in a sentence with its cure, by whichever command."""

import click
import pytest
from deskterm.commands.frame.base import Group
from deskterm.commands.frame.kinds import File, Folder, Text
from deskterm.commands.frame.root import root
from deskterm.desk.terms import files

from tests.commands.conftest import ROOT, ask, line

__all__ = ["line"]

ANSWERS = ("--answer", "name=Q", "--answer", "mail=x@y.example")
DUMP = ROOT / "tests" / "data" / "exports" / "freescout" / "freescout.sql"
OWN = "vuoto"  # beside the paths: what the command needs too
# How each command that takes a path is driven; {} stands for the path.
WAYS = {
    ("agenda", "file"): ("agenda", "--ics", "{}"),
    ("backup", "target"): ("backup", "{}"),
    ("canned load", "file"): ("canned", "load", "{}"),
    ("customer import", "path"): ("customer", "import", "{}"),
    ("demo", "service"): ("demo", "--service", "{}"),
    ("export accounting", "file"): ("export", "accounting", "--out", "{}"),
    ("firm set", "logo"): ("firm", "set", "--name", "Riva", "--logo", "{}"),
    ("init", "name"): ("init", "--service", "{}"),
    ("import freescout", "path"): ("import", "freescout", "{}"),
    ("import freescout", "files"): ("import", "freescout", str(DUMP), "--files", "{}"),
    ("import opening", "path"): ("import", "opening", "{}"),
    ("import osticket", "path"): ("import", "osticket", "{}"),
    ("import zammad", "path"): ("import", "zammad", "{}"),
    ("mail import", "path"): ("mail", "import", "{}"),
    ("rehearse", "service"): ("rehearse", "--service", "{}", "--from-desk", "2026-03"),
    ("rehearse", "file"): ("rehearse", "--service", "delta-system", "{}"),
    ("report print", "file"): ("report", "print", "R2026-0001", "--pdf", "{}"),
    ("restore", "copy"): ("restore", "{}"),
    ("service adopt", "file"): ("service", "adopt", "{}"),
    ("service check", "file"): ("service", "check", "{}"),
    ("service diff", "old"): ("service", "diff", "{}"),
    ("service diff", "new"): ("service", "diff", "delta-system", "{}"),
    ("service new", "file"): ("service", "new", "{}", *ANSWERS),
    ("service new", "answers"): ("service", "new", OWN, "--answers", "{}"),
    ("service page", "page"): ("service", "page", "--html", "{}", "delta-system"),
    ("service page", "paper"): ("service", "page", "--pdf", "{}", "delta-system"),
    ("service page", "name"): ("service", "page", "--html", OWN, "{}"),
    ("service show", "name"): ("service", "show", "{}"),
    ("settle", "table"): ("settle", "2026-02", "--csv", "{}"),
    ("settle", "file"): ("settle", "2026-02", "--pdf", "{}"),
    ("statement", "file"): ("statement", "C001", "--pdf", "{}"),
    ("statement", "table"): ("statement", "C001", "--csv", "{}"),
    ("ticket import", "path"): ("ticket", "import", "{}"),
    ("ticket attachment", "folder"): ("ticket", "attachment", "1", "--folder", "{}"),
    ("ticket upload", "path"): ("ticket", "upload", "TK000001", "{}"),
}
WORDS = ("path", "file", "folder", "service")


def walk(command, path=()):
    if isinstance(command, Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), (*path, name))
    else:
        yield " ".join(path), command


def takes_a_path(kind):
    return isinstance(kind, File | Folder) or (isinstance(kind, Text) and kind.name in WORDS)


def test_every_place_that_takes_a_path_is_known_here():
    found = {
        (name, one.name) for name, command in walk(root) for one in command.params if takes_a_path(one.type)
    }
    assert found == set(WAYS)


@pytest.fixture
def bad(tmp_path):
    """Paths at which nothing is read or written: below no folder, below a file, bytes that are no text."""
    file, bytes_, folder = tmp_path / "nota.txt", tmp_path / "byte.toml", tmp_path / "cartella"
    file.write_text("x", encoding="utf-8")
    bytes_.write_bytes(b"\xff\xfe\x00\x00\x9f")
    folder.mkdir()
    return {
        "below no folder": tmp_path / "manca" / "x.toml",
        "below a file": file / "x.toml",
        "a folder": folder,
        "no text": bytes_,
    }


@pytest.mark.parametrize("sort", ["below no folder", "below a file", "a folder", "no text"])
@pytest.mark.parametrize("place", sorted(WAYS), ids=" ".join)
def test_what_cannot_be_read_or_written_is_no_bug_of_ours(line, bad, place, sort, tmp_path):
    ask(line, "2026-03-02T09:00")
    meant = {"{}": str(bad[sort]), OWN: str(tmp_path / "altro.toml")}
    words = [meant.get(word, word) for word in WAYS[place]]
    told = line(*words, at="2026-03-02T10:00", code=None)
    assert told.code in (0, 1, 2), told
    if sort.startswith("below"):
        assert told.code and told.err.strip(), told


@pytest.mark.parametrize("lang", ["it", "en"])
def test_a_new_file_in_no_folder_says_which_folder_to_make(line, tmp_path, lang):
    path = tmp_path / "manca" / "x.toml"
    told = line("service", "new", path, *ANSWERS, code=1, lang=lang).err
    assert str(path.parent) in told and ("crearla" in told or "make it" in told)


def test_a_demo_of_ones_own_terms_is_refused_with_what_can_be_tried(line, tmp_path):
    """Neither a firm without a story, nor a shipped name before other terms, opens another firm's morning."""
    own = tmp_path / "mia.toml"
    line("service", "new", own, *ANSWERS)
    shipped = files.text_of("delta-system")
    changed = tmp_path / "cambiata.toml"
    changed.write_text(shipped.replace("rate = 60", "rate = 61").replace("60.00", "61.00"), encoding="utf-8")
    for path in (own, changed):
        told = line("demo", "--service", path, code=1).err
        assert "delta-system" in told and "init --service" in told and "rehearse" in told
