"""Whatever a stranger writes, the terminal gets text: no control sequence, nothing that hides or reorders."""

import unicodedata

import pytest
from deskterm.commands.frame import output

HOSTILE = [
    "\x1b[2J\x1b]0;owned\x07Fattura",
    "\x9b31mrosso\x90q\x9c",
    "\x1b]52;c;cm0gLXJmIH4=\x07",
    "fattura\u202egpj.exe",
    "pagamento\u2066\u2067\u2069",
    "a\rb\x08\x08c\x00d",
    "[@click=app.quit]ciao[/] [URGENTE]",
    "tag\U000e0041\U000e0042",
    "\ud800 solo",
    "riga\u2028altra\u2029ancora\x85fine",
    "z\u0351" * 200,
]


def unsafe(text):
    return {
        hex(ord(c)) for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }


@pytest.mark.parametrize("subject", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_request_is_only_text(line, subject):
    safe = subject.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    line("ticket", "add", "--customer", "C001", "--subject", safe + " x", "--body", safe + "\nx")
    for command in (["queue"], ["ticket", "show", "TK000001"], ["ticket", "history", "TK000001"], ["next"]):
        answer = line(*command)
        assert unsafe(answer.out + answer.err) == set()


def test_brackets_stay_readable(line):
    line("ticket", "add", "--customer", "C001", "--subject", "[URGENTE] non va", "--body", "[/] [b]")
    assert "[URGENTE] non va" in line("queue").out
    assert "[/] [b]" in line("ticket", "show", "TK000001").out


def test_what_we_are_told_on_the_line_is_cleaned_too(line):
    said = line("ticket", "show", "TK\x1b[31m1", code=1).err
    assert unsafe(said) == set()


def test_the_output_itself_is_the_last_guard(capsys):
    for text in HOSTILE:
        output.write(text)
    assert unsafe(capsys.readouterr().out) == set()


def test_no_line_is_wider_than_the_terminal(line, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    long = "Oggetto lunghissimo " * 20 + "漢字" * 40
    for _ in range(3):
        line("ticket", "add", "--customer", "C001", "--subject", long, "--body", "x")
    for command in (["queue"], ["ticket", "list"], ["customer", "list"], ["keys"], ["mail", "pending"]):
        widths = [output.cell_width(row) for row in line(*command).out.splitlines()]
        assert max(widths) <= 80, command
