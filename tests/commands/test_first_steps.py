"""The first steps at a new desk: what `init` says to do next works, and an empty list says what fills it."""

import shlex
import subprocess
import sys

import pytest
from deskterm import locale
from deskterm.desk.queue.elsewhere import PLACES

from tests.commands.conftest import ask, environment

MAIL = b"From: Nome <nome@cliente.example>\nTo: noi@azienda.example\nSubject: Stampa\n\nEsce vuota.\n"
LISTS = (
    "queue",
    "ticket list --view hand",
    "ticket list --view waiting",
    "ticket list --view done",
    "customer list",
    "technician list",
    "mail pending",
    "claim list",
    "callback list",
    "appointment list",
    "project list",
    "access list",
    "pack list",
    "report list",
    "call list",
    "call to-price",
)


def on_one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize("lang", ["it", "en"])
def test_each_command_that_init_names_can_be_typed_as_it_stands(tmp_path, home, lang):
    deskterm = [sys.executable, "-m", "deskterm"]
    around = environment(home) | {"DESKTERM_LANG": lang}
    for name in ("posta.eml", "post.eml"):
        (tmp_path / name).write_bytes(MAIL)
    folder = tmp_path / "il banco"
    made = subprocess.run(
        [*deskterm, "--desk", str(folder), "init", "--service", "delta-system"],
        capture_output=True,
        text=True,
        env=around,
        cwd=tmp_path,
        check=True,
    )
    typed = [line.strip() for line in made.stdout.splitlines() if line.startswith("    deskterm")]
    assert len(typed) == 6 and any("mail account add" in one for one in typed)
    *lines, screens = (shlex.split(line) for line in typed)
    assert screens == ["deskterm", "--desk", str(folder)]
    for line in lines:
        done = subprocess.run(
            [*deskterm, *line[1:]], capture_output=True, text=True, env=around, cwd=tmp_path, check=False
        )
        assert done.returncode == 0, (line, done)


def test_init_says_to_programs_what_comes_next(empty):
    told = empty("init", "--service", "delta-system", "--json").json
    assert [line.split()[3:5] for line in told["next"]] == [
        ["technician", "add"],
        ["mail", "trust"],
        ["customer", "add"],
        ["mail", "account"],
        ["mail", "import"],
        [],
    ]
    assert empty.desk.name in told["next"][0]


def test_a_desk_whose_mail_server_is_named_is_not_asked_for_it(empty):
    said = empty("init", "--service", "delta-system", "--mail-server", "mx.delta.example").out
    assert "mail trust" not in said
    assert "customer add" in said


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("list_", LISTS)
def test_an_empty_list_names_the_command_that_fills_it(empty, list_, lang):
    empty("init", "--service", "delta-system")
    said = on_one_line(empty(*list_.split(), lang=lang).out)
    assert "deskterm " in said
    assert empty(*list_.split(), "--json", lang=lang).out == ""


def test_the_empty_queue_of_a_new_desk_asks_for_customers_and_mail(empty):
    empty("init", "--service", "delta-system")
    said = on_one_line(empty("queue").out)
    assert "deskterm customer add" in said
    assert "deskterm mail import" in said
    empty("customer", "add", "Bar Centrale", "--email", "bar@centrale.example")
    said = on_one_line(empty("queue").out)
    assert "customer add" not in said
    assert "deskterm mail import" in said


def test_the_empty_queue_of_a_desk_with_a_mailbox_asks_for_none(empty):
    empty("init", "--service", "delta-system")
    empty(
        "mail",
        "account",
        "add",
        "studio",
        "--imap-host",
        "imap.delta.example",
        "--address",
        "a@delta.example",
    )
    told = " ".join(empty("queue").out.split())
    assert "dalla casella" in told and "mail import" not in told and "unborn" not in told


def test_the_empty_queue_says_what_waits_elsewhere(line, tmp_path):
    stranger = tmp_path / "sconosciuto.eml"
    stranger.write_bytes(MAIL)
    line("mail", "import", str(stranger))
    for subject in ("Registro IVA", "Stampa", "Fattura"):
        ask(line, "2026-03-02T09:00", subject=subject)
    line("next")
    for code in ("TK000002", "TK000003"):
        line("next")
        line("ticket", "clarify", code, "Quale registro?")
    said = line("queue").out
    assert "1 messaggio messo da parte: deskterm mail pending" in said
    assert "1 ticket in mano: deskterm ticket list --view hand" in said
    assert "2 ticket aspettano il cliente: deskterm ticket list --view waiting" in said
    assert "riposa" not in said


def test_the_empty_queue_says_that_all_is_done(line):
    ask(line, "2026-03-02T09:00")
    line("next")
    line("ticket", "answer", "TK000001", "Fatto.")
    assert "Tutto ciò che è arrivato è evaso." in line("queue").out


def test_the_first_who_works_at_a_desk_without_technicians_hears_it_until_they_have_worked(line):
    ask(line, "2026-03-02T09:00")
    ask(line, "2026-03-02T09:00", subject="Un'altra")
    assert "Si lavora come zen: il banco non ha ancora tecnici." in line("queue").out
    assert "Si lavora come zen" in line("next").out
    assert "Si lavora come" not in line("queue").out
    assert "Si lavora come" not in line("next").out


def test_a_desk_with_technicians_says_nothing_of_them(line):
    assert line("technician", "add", "--lead").out.strip() == "zen lavora al banco."
    assert "Si lavora come" not in line("queue").out
    assert [one["role"] for one in line("technician", "list", "--json").lines] == ["lead"]


def test_the_system_user_is_called_so(empty, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "zen")
    empty("init", "--service", "delta-system")
    assert "zen, l'utente del sistema" in on_one_line(empty("queue").out)
    assert locale.language() == "it"


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("told", ["commands.empty.queue", "queue.empty.place"])
def test_every_place_where_work_may_wait_has_its_words_on_the_line_and_on_the_screen(lang, told):
    with locale.speaking(lang):
        assert all(str(n) in locale.tn(f"{told}.{place}", n) for place in PLACES for n in (1, 2))
