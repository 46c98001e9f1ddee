"""A technician's whole shift through the line commands alone, and the lead's look at it: no screen."""

from __future__ import annotations

import pytest

from tests.end_to_end.bench import Bench

SETUP = ("--outcome", "solved", "--reason", "setup")


@pytest.mark.trial  # `tests/commands/test_shift.py` is the short one
@pytest.mark.parametrize("language", ["it", "en"])
def test_a_whole_shift_through_the_line_commands_alone(tmp_path, language):
    bench = Bench(tmp_path, language)
    bench.line("demo")
    takes_and_answers(bench)
    answers_the_telephone_until_it_costs(bench)
    calls_back(bench)
    makes_room_for_a_second_call(bench)
    enters_what_was_done_out_of_hours(bench)
    hands_over_and_leaves(bench)
    the_lead_looks(bench)


def takes_and_answers(bench: Bench) -> None:
    """The next ones with the reason; an answer, a question, an appointment, one that waits for the vendor."""
    (first,) = bench.line("next")
    assert (first["code"], first["lane"], first["taken_by"]) == ("TK000051", 1, "luca")
    (told,) = bench.line("ticket", "why", "TK000051")
    assert {"D20", "D15"} <= {one["rule"] for one in told["decisions"] if one["clause"]}
    bench.line("next")
    (answered,) = bench.line("ticket", "answer", "TK000017", "Il prospetto ora somma tutti gli agenti.")
    assert answered["state"] == "answered"
    assert bench.line("next")[0]["code"] == "TK000018"
    parts = bench.line("ticket", "triage", "TK000018", "--topic", "usage")
    assert parts[0]["topic"] == "usage"
    bench.line("appointment", "add", "TK000018", "--start", "2026-03-05T15:00")
    assert bench.line("next")[0]["code"] == "TK000020"
    bench.line("ticket", "triage", "TK000020", "--topic", "usage")
    (rests,) = bench.line(
        "ticket", "park", "TK000020", "--why", "chiesto alla casa madre", "--wait", "vendor"
    )
    assert rests["state"] == "vendor"


def answers_the_telephone_until_it_costs(bench: Bench) -> None:
    """Who rings, with what it will cost; free up to five minutes, then not; remote work; the report."""
    bench.at("09:20:00")
    (rings,) = bench.line("ring", "0445 000220")
    (customer,) = rings["customers"]
    assert (customer["name"], customer["rings"]) == ("Ferramenta Zaupa snc", "Giuseppe Zaupa")
    assert rings["ticket"] == "TK000021" and "54,00" in rings["cost"].replace("54.00", "54,00")
    bench.line("call", "start", rings["ticket"])
    bench.at("09:24:01")
    assert bench.line("call", "show")[0]["rule"] == "D19"
    bench.at("09:25:01")
    assert bench.line("call", "show")[0]["rule"] == "D28"
    assert bench.line("call", "questions", "TK000021", "--point", "remote") == []
    bench.line("call", "switch", "remote")
    bench.at("09:46:00")
    bench.line("call", "stop", *SETUP, "--note", "aliquota corretta")
    (report,) = bench.line("report", "list")[:1]
    assert (report["customer_name"], report["billed_minutes"]) == ("Ferramenta Zaupa snc", 26)
    assert report["before"] - report["after"] == 26


def calls_back(bench: Bench) -> None:
    """What was promised, tried and tried again inside the hours of the terms; a missed call is one more."""
    bench.at("10:00:00")
    (promised,) = bench.line("callback", "add", "TK000051", "--from", "10:00", "--to", "12:00")
    bench.line("callback", "attempt", str(promised["id"]), "no_answer")
    (waits,) = bench.line("callback", "list")
    assert (waits["attempts"], waits["next_at"]) == (1, "2026-03-03T11:00:00+01:00")
    bench.line("ring", "0445 000770", "--missed")
    first, *_ = bench.line("callback", "list")
    assert first["customer_name"] == "Tessitura Fontanive spa"
    assert first["ticket"] == "TK000027"


def makes_room_for_a_second_call(bench: Bench) -> None:
    """The first is in pause with its reason, and goes on with its own time."""
    bench.at("10:30:00")
    (first,) = bench.line("call", "start", "TK000051", "--outbound")
    bench.at("10:32:00")
    second = bench.line("next")[0]["code"]
    bench.line("call", "start", second, "--park", "suona un altro")
    bench.at("10:34:00")
    bench.line("call", "stop", "--outcome", "brief", "--reason", "clarification")
    bench.line("call", "resume", str(first["group"]))
    bench.at("10:35:00")
    bench.line("call", "stop", "--outcome", "brief")
    lasted = {one["ticket"]: one["contact_seconds"] for one in bench.line("call", "list")[:3]}
    assert (lasted["TK000051"], lasted[second]) == (180, 120)


def enters_what_was_done_out_of_hours(bench: Bench) -> None:
    """Yesterday evening's call, with the mobile's minutes."""
    bench.line(
        *("call", "log", "TK000051", "--start", "2026-03-02T18:10", "--end", "2026-03-02T18:14"),
        *("--outcome", "brief"),
    )
    assert any(one["started_at"].startswith("2026-03-02T18:10") for one in bench.line("call", "list"))


def hands_over_and_leaves(bench: Bench) -> None:
    """What is loose, each with the command that deals with it; then nothing is in hand any more."""
    bench.at("17:00:00")
    loose = bench.line("shift")
    assert {one["what"] for one in loose} >= {"hand", "letter"}
    assert all(one["do"].startswith("deskterm ") for one in loose)
    bench.line("ticket", "hand-over", "TK000027", "--to", "giorgio", "--note", "manca la ricevuta")
    for one in bench.line("shift"):
        if one["what"] == "hand":
            bench.line(*one["do"].split()[1:])
    assert not [one for one in bench.line("shift") if one["what"] == "hand"]
    assert "TK000027" in [one["code"] for one in bench.line("ticket", "list", "--view", "hand")]


def the_lead_looks(bench: Bench) -> None:
    """The morning after the figures tell what was done, by ticket and customer, never by technician."""
    (figures,) = bench.line("backlog", who="marta")
    assert figures["open"] > 0
    assert bench.line("settle", "2026-03", who="marta")
