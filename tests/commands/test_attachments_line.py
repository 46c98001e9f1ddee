"""Attachments on the line: listed with what they are, saved, opened on purpose by the settings' command."""

import base64
import json
import os
import stat
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from deskterm import settings
from deskterm.commands.frame import screens
from deskterm.mail import viewing

from tests.commands.conftest import ROOT
from tests.mail.papers import PDF, PROGRAM, WORD_MACROS, archive
from tests.mail.test_save import HOSTILE

# A viewer as a user would name it: it writes down what it was given, and leaves the file alone.
VIEWER = """
import json, os, sys, pathlib
told = {"words": sys.argv[2:], "env": dict(os.environ), "mode": oct(os.stat(sys.argv[-1]).st_mode & 0o777)}
told["read"] = pathlib.Path(sys.argv[-1]).read_bytes()[:8].decode("latin-1")
pathlib.Path(sys.argv[1] + ".part").write_text(json.dumps(told))
os.rename(sys.argv[1] + ".part", sys.argv[1])
"""


def request(*files, subject="Fattura", sender="anna@dalpra.example"):
    """A customer's mail with these files, and a mail within that has one of its own."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Anna <{sender}>", "studio@delta.example", subject
    made["Message-ID"] = f"<{subject.replace(' ', '.')}@dalpra.example>"
    made.set_content("Buongiorno, guardate i file.")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


def forwarded(made, *files):
    inner = request(*files, subject="Fwd: il preventivo")
    made.add_attachment(inner)
    return made


@pytest.fixture
def brought(line, tmp_path):
    """The ticket of a mail that was read from a file."""

    def bring(made):
        path = tmp_path / f"{made['Subject']}.eml"
        path.write_bytes(made.as_bytes())
        outcome = line("mail", "import", str(path), "--json").lines[0]
        return outcome["ticket"] or line("mail", "recover", outcome["message"], "--json").json["ticket"]

    return bring


@pytest.fixture
def opens(line, tmp_path):
    """A viewer in the settings; what it was given."""
    script, told = tmp_path / "viewer.py", tmp_path / "told.json"
    script.write_text(VIEWER)

    def write(command=None):
        file = settings.config_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f"open = '{command or f'{sys.executable} {script} {told} {{file}}'}'\n", encoding="utf-8"
        )

    def given():
        for _ in range(200):
            if told.exists():
                return json.loads(told.read_text())
            time.sleep(0.05)
        raise AssertionError("nothing was opened")

    write()
    given.write, given.file = write, told
    return given


def test_the_attachments_of_a_ticket_say_what_they_are_and_where_they_lay(line, brought):
    made = forwarded(
        request(("fattura.pdf.exe", PROGRAM), ("bolla.pdf", archive("a.txt"))), ("preventivo.pdf", PDF)
    )
    code = brought(made)
    rows = {row["name"]: row for row in line("ticket", "attachments", code, "--json").lines}
    assert (rows["fattura.pdf.exe"]["kind"], rows["fattura.pdf.exe"]["danger"]) == ("program", "pretends")
    assert (rows["bolla.pdf"]["kind"], rows["bolla.pdf"]["true_kind"]) == ("pdf", "archive")
    assert rows["preventivo.pdf"]["within"] == ["Fwd: il preventivo"]
    assert rows["preventivo.pdf"]["danger"] == "" and rows["preventivo.pdf"]["size"] == len(PDF)
    told = line("ticket", "attachments", code).out
    assert f"PDF · {len(PDF)} B · in «Fwd: il preventivo»" in told
    assert "! finisce in .exe: il nome lo fa sembrare un'altra cosa" in told
    assert "! si chiama come: PDF; dentro è: archivio" in told
    told = line("ticket", "attachments", code, lang="en").out
    assert "in “Fwd: il preventivo”" in told and "! it is called like: PDF; inside it is: archive" in told
    shown = line("ticket", "show", code).out
    assert "fattura.pdf.exe, programma" in shown and "! finisce in .exe" in shown


def test_a_mail_that_is_attached_as_a_file_of_no_kind_has_its_own_attachments_listed(line, brought):
    kept = request(("preventivo.pdf", PDF), subject="Il preventivo").as_bytes()
    code = brought(request(("Preventivo.EML", kept), subject="Vi giro la mail"))
    rows = {row["name"]: row for row in line("ticket", "attachments", code, "--json").lines}
    assert rows["Preventivo.EML"]["within"] == []
    assert rows["preventivo.pdf"]["within"] == ["Il preventivo"]
    assert "> Subject: Il preventivo" in line("ticket", "show", code).out


def test_a_ticket_without_attachments_says_so(line, brought):
    assert line("ticket", "attachments", brought(request())).out == "Nessun allegato.\n"


def test_a_file_is_handed_to_the_command_of_the_settings_as_one_word(line, brought, opens, monkeypatch):
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", "Canarino-7k2m")
    code = brought(request(("la mia fattura.pdf", PDF)))
    number = line("ticket", "attachments", code, "--json").lines[0]["id"]
    told = line("ticket", "attachment", number, "--open", "--json").json
    given = opens()
    assert given["words"] == [told["path"]] and given["read"] == "%PDF-1.4"
    assert given["mode"] == "0o600" and told["opened"] is True
    assert "Canarino-7k2m" not in json.dumps(given["env"])
    path = Path(told["path"])
    assert path.is_relative_to(settings.opened_folder())
    for folder in (path.parent, settings.opened_folder()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_without_a_command_it_is_said_where_to_write_one_and_nothing_is_written(line, brought):
    code = brought(request(("fattura.pdf", PDF)))
    number = line("ticket", "attachments", code, "--json").lines[0]["id"]
    told = line("ticket", "attachment", number, "--open", code=1)
    assert str(settings.config_file()) in told.err and 'open = "xdg-open {file}"' in told.err
    assert not settings.opened_folder().exists()


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (("fattura.pdf.exe", PROGRAM), ".exe"),
        (("fattura.pdf", PROGRAM), "programma"),
        (("lettera.docx", WORD_MACROS), "macro"),
        (("dati.zip", archive("avvia.vbs")), "l'archivio contiene: comandi"),
        (("chiuso.zip", archive("a.pdf", locked=True)), "password"),
        (("modulo.html", b"<html>"), "pagina web"),
        (("foto.png", PDF), "si chiama come: immagine; dentro è: PDF"),
    ],
)
def test_what_can_do_harm_is_opened_only_once_somebody_confirms_it(line, brought, opens, file, why):
    code = brought(request(file))
    number = line("ticket", "attachments", code, "--json").lines[0]["id"]
    refused = line("ticket", "attachment", number, "--open", code=1)
    assert why in refused.err and "--confirm" in refused.err
    assert not settings.opened_folder().exists()
    line("ticket", "attachment", number, "--open", "--confirm")
    assert opens()["words"]


@pytest.mark.parametrize(
    "command", ["{file}", "{file} --now", "xdg-open", 'xdg-open "{file}', "sh -c", "'{file}'"]
)
def test_a_command_that_would_run_the_file_or_gets_none_is_refused_in_the_settings(
    line, brought, opens, command
):
    code = brought(request(("fattura.pdf", PDF)))
    settings.config_file().write_text(f"open = {json.dumps(command)}\n", encoding="utf-8")
    number = line("ticket", "attachments", code, "--json").lines[0]["id"]
    told = line("ticket", "attachment", number, "--open", code=1)
    assert "config.toml" in told.err and "xdg-open {file}" in told.err


def test_a_command_that_is_not_there_is_named_and_leaves_no_copy(line, brought, opens):
    opens.write("/nowhere/viewer {file}")
    code = brought(request(("fattura.pdf", PDF)))
    number = line("ticket", "attachments", code, "--json").lines[0]["id"]
    assert "/nowhere/viewer" in line("ticket", "attachment", number, "--open", code=1).err
    assert list(settings.opened_folder().iterdir()) == []


def test_a_name_is_no_command_though_the_settings_name_a_shell(line, brought, opens, tmp_path):
    """Somebody's own `sh -c` would read the path as a shell does: no name holds anything for it."""
    opens.write(f'sh -c "cp {{file}} {opens.file}.part; mv {opens.file}.part {opens.file}"')
    for number, name in enumerate(
        ("$(touch preso).txt", "`touch preso`.txt", "a;touch preso.txt", "a&b |c.txt")
    ):
        code = brought(request((name, b"{}"), subject=f"Prova {number}"))
        file = line("ticket", "attachments", code, "--json").lines[0]
        told = line("ticket", "attachment", file["id"], "--open", "--json").json
        assert not set(Path(told["path"]).name) & set("$`;&| ()'\"\\<>*?")
        assert opens() == {}
        opens.file.unlink()
    assert not list(tmp_path.rglob("preso")) and not (ROOT / "preso").exists()


def test_fifty_hostile_names_are_saved_and_opened_by_the_line_within_their_folders(
    line, brought, opens, tmp_path
):
    folder = tmp_path / "scelta"
    folder.mkdir()
    made = request(subject="Nomi")
    made.make_mixed()
    parts = []
    for number, name in enumerate(HOSTILE):
        word = base64.b64encode(name.encode("utf-8", "replace")).decode()
        parts.append(
            "--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment;\r\n"
            f' filename="=?utf-8?b?{word}?="\r\n\r\n%PDF-1.4 {number}\r\n'
        )
    path = tmp_path / "Nomi.eml"
    path.write_text(
        "From: Anna <anna@dalpra.example>\r\nTo: studio@delta.example\r\nSubject: Nomi\r\n"
        "Message-ID: <nomi@dalpra.example>\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: multipart/mixed; boundary=x\r\n\r\n{''.join(parts)}--x--\r\n",
        newline="",
    )
    outcome = line("mail", "import", str(path), "--json").lines[0]
    code = outcome["ticket"] or line("mail", "recover", outcome["message"], "--json").json["ticket"]
    rows = line("ticket", "attachments", code, "--json").lines
    assert len(rows) == len(HOSTILE)
    for row in rows:
        saved = Path(line("ticket", "attachment", row["id"], "--folder", folder, "--json").json["path"])
        assert saved.parent == folder and stat.S_IMODE(saved.stat().st_mode) == 0o600
        opened = Path(line("ticket", "attachment", row["id"], "--open", "--confirm", "--json").json["path"])
        assert opened.parent.parent == settings.opened_folder() and opened.read_bytes()[:5] == b"%PDF-"
        assert stat.S_IMODE(opened.stat().st_mode) == 0o600
    assert len(list(folder.iterdir())) == len(HOSTILE)


def test_copies_go_when_the_desk_is_closed_and_those_of_yesterday_with_the_next(line, home):
    settings.config_file().parent.mkdir(parents=True, exist_ok=True)
    settings.config_file().write_text("open = 'true {file}'\n", encoding="utf-8")
    ours = viewing.open_with_command("fattura.pdf", PDF)
    other = settings.opened_folder() / "1-altro"
    other.mkdir()
    (other / "aperto.pdf").write_bytes(PDF)
    viewing.leave()
    assert not ours.exists() and (other / "aperto.pdf").exists()
    yesterday = time.time() - viewing.KEPT - 60
    os.utime(other, (yesterday, yesterday))
    again = viewing.open_with_command("fattura.pdf", PDF)
    assert again.exists() and not other.exists()
    assert "leave" in Path(screens.__file__).read_text()


def test_a_link_in_place_of_the_private_folder_is_not_followed(line, brought, opens, tmp_path):
    code = brought(request(("fattura.pdf", PDF)))
    number = line("ticket", "attachments", code, "--json").lines[0]["id"]
    elsewhere = tmp_path / "altrove"
    elsewhere.mkdir()
    settings.opened_folder().parent.mkdir(parents=True, exist_ok=True)
    settings.opened_folder().symlink_to(elsewhere)
    assert str(settings.opened_folder()) in line("ticket", "attachment", number, "--open", code=1).err
    assert list(elsewhere.iterdir()) == []
