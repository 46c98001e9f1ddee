"""Words that lead on: what people call a command, the nearest of a choice, why a deed stays."""

import pytest

from tests.commands.conftest import ask


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("client", "customer"), ("cliente", "customer"), ("coda", "queue"), ("chiamata", "call")),
        *(("aiuto", "help"), ("fattura", "settle"), ("invoice", "settle"), ("Tecnici", "technician")),
        ("ticket elenco", "ticket list"),
        ("ticket ls", "ticket list"),
    ],
)
@pytest.mark.parametrize("lang", ["it", "en"])
def test_what_people_call_a_command_leads_to_it(empty, typed, meant, lang):
    said = empty(*typed.split(), code=2, lang=lang).err
    assert f"deskterm {meant}\n" in said
    assert "init" not in said


def test_help_in_a_word_is_the_help(empty):
    assert empty("help").out == empty("--help").out
    assert empty("help", "pack", "sell").out == empty("pack", "sell", "--help").out
    assert "Forse: deskterm pack" in empty("help", "pakc", code=2).err


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("ticket list --view hnd", "hand"),
        ("call start TK000001 --kind remot", "remote"),
        ("ticket park TK000001 --why x --wait waitng", "waiting"),
        ("queue --lang eng", "en"),
        ("completion fsh", "fish"),
    ],
)
def test_the_nearest_word_of_a_choice_is_named(line, words, near):
    assert f"Forse: {near}\n" in line(*words.split(), code=2).err


def test_why_a_call_is_not_undone_is_said_in_words(line):
    code = ask(line, "2026-03-02T09:00")["code"]
    line("call", "start", code)
    line("call", "stop", at="2026-03-02T09:05")
    said = line("undo", code=1).err
    assert code in said
    assert "session" not in said
    assert "il tempo di una chiamata resta" in said
    assert "nota" not in said and "denaro" not in said


def test_why_a_note_a_carnet_and_an_undone_deed_stay(line):
    code = ask(line, "2026-03-02T09:00")["code"]
    line("ticket", "note", code, "ciao")
    assert "una nota resta" in line("undo", code=1).err
    line("pack", "sell", "C001", "--size", "10h")
    said = line("undo", code=1).err
    assert "carnet venduto, il carnet 1" in said and "denaro o carnet" in said and "pack:" not in said


def test_where_an_appointment_stays_the_commands_that_change_it_are_named(line):
    code = ask(line, "2026-03-02T09:00")["code"]
    line("appointment", "add", code, "--start", "2026-03-05T15:00")
    said = " ".join(line("undo", code=1).err.split())
    assert "deskterm appointment move, cancel" in said


def test_a_contact_is_named_once_however_many_sessions_it_has(line):
    code = ask(line, "2026-03-02T09:00")["code"]
    line("call", "start", code, "--kind", "call")
    line("call", "pause", at="2026-03-02T09:05")
    contact = line("call", "list", "--json").lines[0]["group"]
    line("call", "resume", contact, at="2026-03-02T09:06")
    line("call", "stop", at="2026-03-02T09:10")
    assert len(line("backlog", "--json").json["unreported"]) == 2
    shown = [row for row in line("backlog").out.splitlines() if code in row]
    assert len(shown) == 1
    told = line("backlog").out.splitlines()
    assert [row.split()[-1] for row in told if row.startswith("Contatti da registrare ")] == ["1"]
