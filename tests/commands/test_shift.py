"""A shift at the line, as real processes: from the request to the report, with the numbers on the second."""

import pytest

from tests.commands.conftest import ask


def worked(line, start, end, kind="call", code="TK000001"):
    """Past work entered and filed; the session."""
    return line(
        *("call", "log", code, "--kind", kind, "--start", start, "--end", end),
        *("--outcome", "solved", "--reason", "setup", "--json"),
        at="2026-03-02T18:00",
    ).json


@pytest.mark.parametrize("end", ["2026-03-02T10:04:59", "2026-03-02T10:05:00"])
def test_a_call_of_five_minutes_is_included(line, end):
    ask(line, "2026-03-02T09:10")
    session = worked(line, "2026-03-02T10:00:00", end)
    assert session["billable"] is False
    assert session["rule"] == "D19"
    assert session["report"] is None
    assert line("report", "list", "--json").out == ""


def test_one_second_more_bills_the_whole_call(line):
    ask(line, "2026-03-02T09:10")
    session = worked(line, "2026-03-02T10:00:00", "2026-03-02T10:05:01")
    assert session["billed_minutes"] == 6
    assert session["net"] == "6.00"
    assert session["settle"] == [{"to": "invoice", "minutes": 6, "units": 0, "net": "6.00"}]
    assert line("report", "show", session["report"], "--json").json["billed_minutes"] == 6


def test_a_small_carnet_and_the_rest_on_the_invoice(line):
    line("pack", "sell", "C001", "--size", "15m")
    ask(line, "2026-03-02T09:10")
    session = worked(line, "2026-03-02T10:00", "2026-03-02T10:28", kind="remote")
    assert [(part["to"], part["minutes"], part["net"]) for part in session["settle"]] == [
        ("pack:1", 15, "0.00"),
        ("invoice", 13, "13.00"),
    ]
    assert line("pack", "ledger", "1", "--json").lines[-1]["left"] == 0


@pytest.mark.parametrize("lang", ["it", "en"])
def test_a_shift_as_separate_processes(line, lang):
    line.process("pack", "sell", "C001", "--size", "10h", at="2026-03-02T08:45", lang=lang)
    request = ("--customer", "C001", "--subject", "Stampa vuota", "--body", "Vuota. Inoltre chiude piano.")
    added = line.process("ticket", "add", *request, at="2026-03-02T09:00", lang=lang)
    assert "TK000001" in added.out
    taken = line.process("next", at="2026-03-02T09:01", lang=lang)
    assert "TK000001" in taken.out
    assert "D15" in taken.out
    split = line.process(
        "ticket", "split", "TK000001", "--cut", "Inoltre=usage", at="2026-03-02T09:02", lang=lang
    )
    assert "TK000002" in split.out
    line.process("call", "start", "TK000001", at="2026-03-02T09:03", lang=lang)
    line.process("call", "switch", "remote", at="2026-03-02T09:06", lang=lang)
    stopped = line.process("call", "stop", at="2026-03-02T09:15", lang=lang)
    assert "12:00" in stopped.out
    assert "call file 1" in stopped.err
    filed = line.process(
        *("call", "file", "1", "--outcome", "solved", "--reason", "setup", "--json"),
        at="2026-03-02T09:16",
        lang=lang,
    ).json
    assert (filed["contact_seconds"], filed["billed_minutes"]) == (720, 12)
    assert line.process("pack", "list", "--json", at="2026-03-02T09:17").json["left"] == 588
    shown = line.process("report", "show", filed["report"], lang=lang).out
    assert filed["report"] in shown
    assert "9h48" in shown
    line.process("ticket", "answer", "TK000001", stdin="Fatto.\n", at="2026-03-02T09:20", lang=lang)
    line.process("ticket", "close", "TK000001", at="2026-03-02T09:21", lang=lang)
    assert line.process("ticket", "show", "TK000001", "--json").json["state"] == "closed"


def test_a_stopped_call_that_is_refused_is_not_lost(line):
    ask(line, "2026-03-02T09:10")
    line("call", "start", "TK000001", at="2026-03-02T10:00")
    refused = line("call", "stop", "--outcome", "solved", "--json", at="2026-03-02T10:12", code=1)
    assert refused.json["state"] == "stopped"
    assert "D27" in refused.err
    (waiting,) = line("call", "list", "--unfiled", "--json", at="2026-03-02T10:13").lines
    assert waiting["seconds"] == 720
    assert waiting["billed_minutes"] == 12


def test_a_pause_is_not_charged(line):
    ask(line, "2026-03-02T09:10")
    line("call", "start", "TK000001", at="2026-03-02T10:00")
    group = line("call", "pause", "--json", at="2026-03-02T10:02").json["group"]
    line("call", "resume", group, at="2026-03-02T10:30")
    stopped = line("call", "stop", "--outcome", "solved", "--json", at="2026-03-02T10:33").json
    assert (stopped["contact_seconds"], stopped["billable"]) == (300, False)


def test_what_was_done_can_be_taken_back(line):
    ask(line, "2026-03-02T09:10")
    line("next", at="2026-03-02T09:11")
    assert line("undo", "--json", at="2026-03-02T09:12").json["deed"] == "taken"
    assert line("ticket", "show", "TK000001", "--json").json["state"] == "queued"


def test_out_of_turn_needs_a_reason(line):
    ask(line, "2026-03-02T09:10")
    ask(line, "2026-03-02T09:20")
    assert "D15" in line("ticket", "take", "TK000002", code=1).err
    line("ticket", "take", "TK000002", "--reason", "è qui")
    assert line("ticket", "show", "TK000002", "--json").json["taken_by"] == "zen"


def test_a_ticket_is_parked_handed_over_and_given_back(line):
    ask(line, "2026-03-02T09:10")
    line("technician", "add", "zen")
    line("technician", "add", "luca", "--full-name", "Luca Verdi")
    line("ticket", "park", "TK000001", "--why", "aggiornamento", "--until", "2026-03-05T09:00")
    parked = line("ticket", "show", "TK000001", "--json").json
    assert (parked["state"], parked["until"]) == ("parked", "2026-03-05T09:00:00+01:00")
    line("ticket", "hand-over", "TK000001", "--to", "luca")
    assert line("ticket", "show", "TK000001", "--json").json["taken_by"] == "luca"
    assert "luca" in line("ticket", "give-back", "TK000001", code=1).err


@pytest.mark.rule("D12", "D14")
def test_triage_says_who_answers_what_is_another_teams(line):
    line("agreement", "correct", "C001", "--plan", "SAD")
    ask(line, "2026-03-02T09:10")
    told = {}
    for topic in ("tax", "tax-return"):
        told[topic] = line("ticket", "triage", "TK000001", "--topic", topic, "--preview").out.splitlines()[0]
    assert told["tax"].endswith("risponde Fornitore del gestionale.")
    assert told["tax-return"].endswith("escluso dall'assistenza, risponde Fornitore del gestionale.")


def test_where_no_packs_are_sold_none_is_asked_for(empty):
    empty("init", "--service", "digital-micro")
    empty("customer", "add", "Rossi", "--code", "C001")
    assert "non vende carnet" in empty("pack", "sell", "C001", "--size", "1h", code=1).err


def test_what_was_taken_back_or_decided_anew_is_marked(line):
    line("agreement", "correct", "C001", "--plan", "SAD")
    ask(line, "2026-03-02T09:10")
    line("ticket", "triage", "TK000001", "--topic", "tax")
    line("undo")
    assert "(annullata)" in line("ticket", "why", "TK000001").out
    (gone,) = [
        one for one in line("ticket", "why", "TK000001", "--json").json["decisions"] if one["do"] == "route"
    ]
    assert gone["taken_back"] is True
    assert "route" not in [
        one["do"] for one in line("ticket", "show", "TK000001", "--json").json["decisions"]
    ]


def test_triage_says_what_the_terms_say_before_it_does_it(line):
    ask(line, "2026-03-02T09:10")
    seen = line("ticket", "triage", "TK000001", "--topic", "customisation", "--preview", "--json").json
    assert (seen["scope"], [one["rule"] for one in seen["decisions"]]) == ("out", ["D14"])
    assert line("ticket", "show", "TK000001", "--json").json["topic"] == ""
    done = line("ticket", "triage", "TK000001", "--topic", "customisation", "--json").json
    assert (done["topic"], done["scope"]) == ("customisation", "out")


def test_the_letter_that_asks_names_what_is_missing(line):
    line("ticket", "add", "--customer", "C002", "--subject", "Aiuto", "--body", "non va")
    letter = line("ticket", "clarify", "TK000001", "--draft", lang="it").out
    assert "TK000001" in letter
    line("ticket", "clarify", "TK000001")
    assert line("ticket", "show", "TK000001", "--json").json["state"] == "waiting"


def test_a_ticket_that_has_rested_wakes_by_itself(line):
    ask(line, "2026-03-02T09:10")
    line("ticket", "park", "TK000001", "--why", "aggiornamento", "--until", "2026-03-05T09:00")
    assert line("next", "--json", at="2026-03-05T08:59").out == "null\n"
    assert line("next", "--json", at="2026-03-05T09:00").json["code"] == "TK000001"


def test_splitting_without_a_cut_only_shows_where(line):
    body = "La stampa esce vuota. Inoltre non parte il backup."
    line("ticket", "add", "--customer", "C001", "--subject", "Due cose", "--body", body)
    (hint,) = line("ticket", "split", "TK000001", "--json").json["hints"]
    assert body[hint["offset"] :].startswith("Inoltre")
    assert len(line("queue", "--json").lines) == 1
    line("ticket", "split", "TK000001", "--cut", hint["offset"])
    assert len(line("queue", "--json").lines) == 2


def test_what_is_left_in_an_expired_pack_is_booked_once(line):
    line("pack", "sell", "C001", "--size", "1h", "--expires", "2026-03-10", at="2026-03-02T09:00")
    assert line("pack", "expire", "--json", at="2026-03-10T23:59").out == ""
    (booked,) = line("pack", "expire", "--json", at="2026-03-11T00:00").lines
    assert (booked["kind"], booked["amount"], booked["left"]) == ("expired", -60, 0)
    assert line("pack", "expire", "--json", at="2026-03-11T00:01").out == ""


def test_a_forgotten_session_of_a_colleague_is_stopped_and_confirmed(line):
    ask(line, "2026-03-02T09:10")
    line("call", "start", "TK000001", at="2026-03-02T10:00")
    line.arguments = lambda args, at, lang: [
        "--desk",
        str(line.desk),
        "--as",
        "luca",
        "--at",
        at,
        *map(str, args),
    ]
    stopped = line("call", "stop", "--technician", "zen", "--json", at="2026-03-02T12:00").json
    filing = ("call", "file", stopped["group"], "--outcome", "solved", "--reason", "setup")
    line(*filing, code=1, at="2026-03-02T12:01")
    right = line(
        "call", "confirm", stopped["group"], "--end", "2026-03-02T10:05", "--json", at="2026-03-02T12:02"
    )
    assert right.json["seconds"] == 300
    line(*filing, at="2026-03-02T12:03")
