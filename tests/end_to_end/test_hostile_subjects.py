"""Three hundred hostile subjects through every screen of a real terminal (S1, S2).

The same shift is lived twice, with harmless and with hostile texts. Whatever kind of control sequence the
hostile run sends must have been sent by the harmless one too: nothing from outside steers the terminal.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from deskterm.clock import parse_instant
from deskterm.desk.billing import filing
from deskterm.desk.context import make_desk
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.terms import files
from deskterm.desk.upkeep import technicians

from tests.desk.mails import read
from tests.end_to_end.terminal import Terminal, deskterm
from tests.screens.hostile import HOSTILE

SHAPES = (
    "{}",
    "R: {}",
    "{}{}",
    "Stampa {} registro",
    "{} fine",
    "[URGENTE] {}",
    "«{}»",
    "{}[/]",
    "\x1b{}",
    "{}\x07",
)
SUBJECTS = [shape.format(text, text) for shape in SHAPES for text in HOSTILE]
# What may stand in a control sequence and means the same kind: numbers, and the words of a title or a link.
CONTROL = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]"
    rb"|[\x00-\x08\x0b-\x1f\x7f]"
)


def kind(sequence: bytes) -> bytes:
    """A control sequence without its numbers: `ESC [ ; H`; of a string the opening only."""
    if sequence[:2] in (b"\x1b]", b"\x1bP", b"\x1bX", b"\x1b^", b"\x1b_"):
        return sequence[:4]
    return re.sub(rb"[0-9:;]+", b"", sequence)


def kinds(raw: bytes) -> set[bytes]:
    text = raw.decode("utf-8", "replace")
    found = {kind(match[0]) for match in CONTROL.finditer(raw)}
    return found | {f"C1 {ord(c):x}".encode() for c in text if 0x80 <= ord(c) <= 0x9F}


def letter(number: int, subject: str, *, sender: str, name: str, body: str) -> bytes:
    """A mail whose subject, sender's name, text and attachment carry words from outside."""
    return (
        f"From: {word(name)} <{sender}>\r\nTo: assistenza@delta-system.example\r\n"
        f"Subject: {word(subject)}\r\nMessage-ID: <{number}@{sender}>\r\n"
        f"Date: Mon, 2 Mar 2026 08:{number // 60:02d}:{number % 60:02d} +0100\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{coded(body)}\r\n--x\r\nContent-Type: text/plain\r\n"
        f'Content-Disposition: attachment; filename="{word(name[:60])}"\r\n\r\nfile\r\n--x--\r\n'
    ).encode()


def coded(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "replace")).decode()


def word(text: str) -> str:
    whole = f"=?utf-8?b?{coded(text)}?="
    return "\r\n ".join(whole[at : at + 900] for at in range(0, len(whole), 900))


def furnish(folder: Path, texts: list[str]) -> None:
    """A desk whose every text from outside is one of `texts`: customers, packs, tickets, unknown mails."""
    at = parse_instant("2026-03-02T10:00", "Europe/Rome")
    terms = files.text_of("delta-system")
    desk = make_desk(folder, terms, "delta-system.toml", who="luca", clock=lambda: at)
    technicians.add(desk, "luca")
    with desk.write():
        for number, text in enumerate(texts):
            person = {"name": text, "email": f"p{number}@c{number}.example", "phone": "0445 000123"}
            cards.add(
                desk,
                code=f"C{number:03d}",
                name=text.strip() or "x",
                town=text,
                notes=text,
                contacts=[person],
                contract_from="2026-01-01",
            )
            packs.sell(desk, f"C{number:03d}", kind="hours", size=60)
            body = "\n".join(texts) if number == 0 else f"{text}\nInoltre {text}"
            mail = letter(number, f"a{text}", sender=f"p{number}@c{number}.example", name=text, body=body)
            receive.receive_mail(desk, read(mail, now=at), vouched=True)
            unknown = letter(number, text, sender=f"x{number}@ignoto.example", name=text, body=text)
            receive.receive_mail(desk, read(unknown, now=at))
    first = queue.rows(desk, size=1)[0].code
    log = {"started_at": at - 1000, "ended_at": at - 100, "reason": "other", "outcome": "remote"}
    filing.log(desk, first, kind="call", note="\n".join(texts), **log)
    desk.close()


def shift(folder: Path, part: int) -> tuple[bytes, list[str]]:
    """Walk through every list and every screen; returns the bytes sent and every screen seen.

    `part`: only so manyeth part of each list's pages.
    """
    env = {
        "HOME": str(folder),
        "DESKTERM_DESK": str(folder / "desk"),
        "DESKTERM_TECHNICIAN": "luca",
        "DESKTERM_AT": "2026-03-02T10:00",
        "LANG": "it_IT.UTF-8",
    }
    seen: list[str] = []
    with Terminal(deskterm(), env=env) as terminal:
        terminal.wait_for("300 in attesa")
        leaf(terminal, seen, 32 // part)
        press(terminal, "Home")
        for _ in range(30 // part):  # each of the thirty in the preview
            press(terminal, "Down")
        terminal.send("5")
        press(terminal)
        leaf(terminal, seen, 32 // part)
        press(terminal, "1", "Home")
        walk_ticket(terminal, seen, part)
        terminal.send("6")
        terminal.wait_for("Carnet")
        leaf(terminal, seen, 20 // part)
        press(terminal, "Enter")
        seen.append(terminal.text())
        press(terminal, "Esc")
        terminal.send("7")
        terminal.wait_for("Arretrato")
        leaf(terminal, seen, 8 // part)
        terminal.send("Ctrl+Q")
        terminal.wait_until(lambda text: "in corso" in text or terminal.process.poll() is not None)
        if terminal.process.poll() is None:
            terminal.send("s")
        assert terminal.wait_exit() == 0, "no text from outside may end the program"
        return bytes(terminal.raw), seen


def walk_ticket(terminal: Terminal, seen: list[str], part: int) -> None:
    """The ticket with all three hundred in its text: thread, decisions, triage, who calls, the call."""
    terminal.send("Enter")
    terminal.wait_for("Messaggi")
    leaf(terminal, seen, 40 // part)
    for key in ("d", "o", "l"):
        press(terminal, key)
        seen.append(terminal.text())
    press(terminal, "Esc")
    terminal.send("t")
    terminal.wait_for("Smistamento")
    leaf(terminal, seen, 60 // part)
    for key in ("n", "m", "a"):
        press(terminal, key)
        seen.append(terminal.text())
    press(terminal, "Esc")
    press(terminal, "x")
    terminal.send("Esc")
    if "non registrato" in terminal.wait_until(lambda text: "non registrato" in text or "Messaggi" in text):
        terminal.send("Esc")
    terminal.wait_for("Messaggi")
    terminal.send("F2")
    terminal.wait_for("Chi chiama")
    terminal.type("a")
    press(terminal)
    leaf(terminal, seen, 4 // part)
    terminal.send("Esc")
    terminal.wait_for("Messaggi")
    terminal.send("F2")
    terminal.wait_for("chiamo io")
    terminal.send("Enter")
    terminal.wait_for("chiudendo ora")
    press(terminal)
    seen.append(terminal.text())
    terminal.send("Esc")
    terminal.wait_for("Messaggi")
    terminal.send("1")
    terminal.wait_for("in attesa")


def leaf(terminal: Terminal, seen: list[str], pages: int) -> None:
    """Page through what is shown."""
    for _ in range(pages):
        seen.append(terminal.text())
        press(terminal, "PageDown")


def press(terminal: Terminal, *keys: str) -> None:
    """Keys, each with the time of a glance: what it draws has been drawn."""
    for key in keys or ("",):
        if key:
            terminal.send(key)
        terminal.rest(0.03)


@pytest.mark.xdist_group("hostile")
def test_no_subject_steers_the_terminal_ends_the_program_or_runs_an_action(tmp_path):
    runs = {}
    plain = [f"stampa del registro {number}" for number in range(len(SUBJECTS))]
    for name, texts, part in (("harmless", plain, 4), ("hostile", SUBJECTS, 1)):
        folder = tmp_path / name
        folder.mkdir()
        furnish(folder / "desk", texts)
        runs[name] = shift(folder, part)
    foreign = kinds(runs["hostile"][0]) - kinds(runs["harmless"][0])
    assert foreign == set()
    assert any("[URGENTE]" in text for text in runs["hostile"][1])
