"""On the line: what undo takes back, and a paused contact that goes on."""


def asked(line, at):
    given = ("--customer", "C001", "--subject", "Stampa", "--body", "Non stampa", "--json")
    return line("ticket", "add", *given, at=at).json["code"]


def test_a_promised_call_is_what_undo_takes_back(line):
    code = asked(line, "2026-03-02T09:00")
    line("ticket", "take", code, "--reason", "prova", at="2026-03-02T09:05")
    line("callback", "add", code, at="2026-03-03T09:10:20")
    assert "richiamata promessa" in line("undo", at="2026-03-03T09:11").out
    assert line("callback", "list", "--json", at="2026-03-03T09:12").lines == []
    told = line("undo", code=1, at="2026-03-03T09:13").err
    assert "di un altro giorno" in told and "preso" in told and code in told
    assert line("ticket", "show", code, "--json").json["state"] == "taken"
    number = told.split("--event ")[1].split(")")[0]
    line("undo", "--event", number, at="2026-03-03T09:14")
    assert line("ticket", "show", code, "--json").json["state"] == "queued"


def test_a_second_call_says_that_it_goes_on_with_the_paused_contact(line):
    code = asked(line, "2026-03-03T09:00")
    line("call", "start", code, at="2026-03-03T09:10")
    line("call", "pause", at="2026-03-03T09:10:14")
    told = line("call", "start", code, at="2026-03-03T11:00").out
    assert "contatto in pausa" in told and "0:14" in told
