"""Attachments on the ticket: what each is and where it lay; Enter saves, F6 opens, asked first if need be."""

from __future__ import annotations

import stat
import time
from pathlib import Path

import pytest
from deskterm import settings
from deskterm.desk.intake import receive, recovery
from deskterm.desk.tickets import tickets
from deskterm.mail.reading.limits import MAIL_BYTES
from deskterm.screens.queue import preview
from deskterm.screens.queue.screen import QueueScreen
from textual.widgets import Input

from tests.commands.test_attachments_line import forwarded, request
from tests.desk.mails import read
from tests.mail.papers import PDF, PROGRAM, archive
from tests.mail.test_save import HOSTILE
from tests.screens.conftest import settle, text, until
from tests.screens.counter import Counter, opened, press
from tests.screens.shell import app_class


@pytest.fixture
def counter(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return Counter(tmp_path / "desk")


def told(command: str) -> None:
    settings.config_file().parent.mkdir(parents=True, exist_ok=True)
    settings.config_file().write_text(f"open = '{command}'\n", encoding="utf-8")


def came(counter, made) -> str:
    raw = made.as_bytes().replace(b"anna@dalpra.example", b"c001@clienti.example", 1)
    return receive.receive_mail(counter.desk, read(raw, now=counter.now), vouched=True).ticket


async def handed(pilot, path: Path) -> str:
    for _ in range(100):
        if path.exists() and path.read_text():
            return path.read_text()
        await settle(pilot)
        time.sleep(0.02)
    raise AssertionError("nothing was handed over")


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_list_says_what_each_is_and_the_thread_why_one_looks_twice(counter, size):
    made = forwarded(request(("fattura.pdf.exe", PROGRAM), ("bolla.pdf", archive("a"))), ("conto.pdf", PDF))
    code = came(counter, made)
    async with counter.app().run_test(size=size) as pilot:
        await opened(pilot, "ticket", code)
        shown = " ".join(text(pilot.app).split())
        assert "allegato: fattura.pdf.exe (programma · 132 B)" in shown
        assert "! finisce in .exe" in shown and "! si chiama come: PDF; dentro è: archivio" in shown
        assert f"conto.pdf (PDF · {len(PDF)} B · in «Fwd: il preventivo»)" in shown
        shown = await press(pilot, "l")
        assert "fattura.pdf.exe" in shown and "! programma · 132 B" in shown and "F6 apre" in shown
        assert "finisce in .exe" in shown  # of the one under the cursor, whole
        await press(pilot, "down", "down", "down")
        assert "in «Fwd: il preventivo»" in text(pilot.app)


def test_the_look_beside_the_queue_counts_the_attachments_of_a_ticket(counter):
    code = came(counter, forwarded(request(("fattura.pdf", PDF)), ("conto.pdf", PDF)))
    other = counter.request(subject="Senza allegati")
    assert "3 allegati" in preview.of_ticket(counter.desk, tickets.get(counter.desk, code)).facts.plain
    assert "allegat" not in preview.of_ticket(counter.desk, tickets.get(counter.desk, other)).facts.plain


async def test_f6_hands_the_file_under_the_cursor_to_the_command_of_the_settings(counter, tmp_path):
    out = tmp_path / "dato"
    told(f'sh -c "echo {{file}} > {out}"')
    code = came(counter, request(("fattura.pdf", PDF), ("nota.pdf", PDF + b" ")))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "l", "down", "f6")
        assert "nota.pdf: passato al comando" in shown
        path = Path((await handed(pilot, out)).strip())
        assert path.name == "nota.pdf" and path.read_bytes() == PDF + b" "
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        shown = await press(pilot, "l", "down", "down", "f6")
        assert "uno alla volta" in shown.replace("Si apre un allegato alla volta", "uno alla volta")


async def test_what_can_do_harm_is_asked_about_with_the_reason_and_enter_means_no(counter, tmp_path):
    out = tmp_path / "dato"
    told(f'sh -c "echo {{file}} > {out}"')
    code = came(counter, request(("fattura.pdf.exe", PROGRAM)))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = " ".join((await press(pilot, "l", "f6")).split())
        assert "Aprire fattura.pdf.exe?" in shown and "finisce in .exe" in shown
        await press(pilot, "enter")
        assert not settings.opened_folder().exists() and not out.exists()
        await press(pilot, "l", "f6", "s")
        assert "fattura.pdf.exe" in await handed(pilot, out)


async def test_without_a_command_the_setting_is_named(counter):
    code = came(counter, request(("fattura.pdf", PDF)))
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "ticket", code)
        shown = " ".join((await press(pilot, "l", "f6")).split())
        assert "Nessun comando apre gli allegati" in shown and "config.toml" in shown


async def test_fifty_hostile_names_are_shown_and_saved_from_the_screen_within_the_folder(counter, tmp_path):
    folder = tmp_path / "scelta"
    folder.mkdir()
    code = came(counter, request())
    message = tickets.thread(counter.desk, code)[0]
    from deskterm.storage.attached import attachments

    with counter.desk.write() as conn:
        for number, name in enumerate(HOSTILE):
            sent = name.encode("utf-8", "replace").decode()
            kept = b"%PDF-1.4 " + str(number).encode()
            attachments.attach(conn, message.id, name=sent, media_type="application/pdf", content=kept)
        counter.desk.record(conn, "file_received", target=code)
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "l")
        assert "\x1b" not in text(pilot.app)
        await press(pilot, *"tutti")
        await press(pilot, "enter")
        pilot.app.screen.query_one(Input).value = str(folder)
        await press(pilot, "enter")
        await until(pilot, lambda: len(list(folder.iterdir())) == len(HOSTILE))
    paths = list(folder.iterdir())
    assert {path.read_bytes() for path in paths} == {
        b"%PDF-1.4 " + str(number).encode() for number in range(len(HOSTILE))
    }
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in paths)
    assert sorted(one.name for one in tmp_path.iterdir() if one.name not in ("desk", "home")) == ["scelta"]


def set_aside(counter, made) -> int:
    """A stranger's mail waits in the post."""
    raw = made.as_bytes().replace(b"anna@dalpra.example", b"chi@altrove.example")
    return receive.receive_mail(counter.desk, read(raw, now=counter.now), vouched=True).message


async def at_the_post(pilot, *keys: str) -> str:
    await settle(pilot)
    return await press(pilot, "5", *keys)


async def test_l_lists_the_attachments_of_a_mail_in_the_post_and_of_a_ticket_in_the_queue(counter):
    set_aside(counter, forwarded(request(("fattura.pdf.exe", PROGRAM)), ("conto.pdf", PDF)))
    came(counter, request(("bolla.pdf", PDF), subject="Bolla"))
    async with app_class(QueueScreen)(counter.desk).run_test(size=(100, 30)) as pilot:
        shown = await at_the_post(pilot, "l")
        assert "Fattura: quale allegato?" in shown
        assert "fattura.pdf.exe" in shown and "! programma · 132 B" in shown and "conto.pdf" in shown
        shown = await press(pilot, "escape", "1", "l")
        assert "quale allegato?" in shown and "bolla.pdf" in shown


async def test_l_saves_an_attachment_of_a_mail_in_the_post(counter, tmp_path):
    set_aside(counter, request(("fattura.pdf", PDF)))
    async with app_class(QueueScreen)(counter.desk).run_test(size=(80, 24)) as pilot:
        await at_the_post(pilot, "l", "enter")
        pilot.app.screen.query_one(Input).value = str(tmp_path)
        await press(pilot, "enter")
        await until(pilot, (tmp_path / "fattura.pdf").exists)
    assert (tmp_path / "fattura.pdf").read_bytes() == PDF


async def test_of_a_mail_that_is_cut_the_post_and_the_ticket_say_what_it_had_and_where_it_is(counter):
    made = request(("grosso.bin", b"x" * MAIL_BYTES))
    raw = made.as_bytes().replace(b"anna@dalpra.example", b"c001@clienti.example", 1)
    mail = read(raw, now=counter.now)
    number = receive.receive_mail(counter.desk, mail, source="posta/INBOX/7").message
    async with app_class(QueueScreen)(counter.desk).run_test(size=(120, 40)) as pilot:
        shown = await at_the_post(pilot)
        assert "oltre 25 MB" in shown
        assert "! Aveva almeno: grosso.bin" in shown and "! È intera in posta/INBOX/7." in shown
        assert "Aveva almeno: grosso.bin" in await press(pilot, "l")
        code = recovery.recover(counter.desk, number).ticket
        assert "! Aveva almeno: grosso.bin" in await press(pilot, "1")
    async with counter.app().run_test(size=(120, 40)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "end")
        assert "! Non è intera: oltre 25 MB" in shown and "! Aveva almeno: grosso.bin" in shown
        assert "Non è intera: oltre 25 MB" in await press(pilot, "l")
