"""A promise that a later one has replaced is marked, each says what it promises, a severity has its word."""

from tests.commands.ricni import empty, home, ricni

__all__ = ["empty", "home", "ricni"]


def judged_again(ricni):
    ticket = ricni.asked("--field", "product=mzdy", "--topic", "fault", "--severity", "S2", channel="mail")
    ricni("ticket", "triage", ticket, "--topic", "fault", "--severity", "S1")
    return ticket


def promises(said):
    return [line.strip().split(":")[0] for line in said.splitlines() if "due time" in line]


def test_the_ticket_marks_what_its_first_severity_promised_as_its_history_does(ricni):
    ticket = judged_again(ricni)
    expected = [
        "S2   due time, resolution (superseded)",
        "S2   due time, first contact (superseded)",
        "S1   due time, resolution",
        "S1   due time, first contact",
    ]
    assert promises(ricni.said("ticket", "show", ticket)) == expected
    assert promises(ricni.said("ticket", "why", ticket)) == expected
    decisions = ricni("ticket", "show", ticket, "--json").json["decisions"]
    due = [one.get("superseded", False) for one in decisions if one["do"] == "due"]
    assert due == [True, True, False, False]


def test_the_queue_and_the_ticket_call_the_severity_alike(ricni):
    ticket = judged_again(ricni)
    assert "Critical" in ricni.said("ticket", "show", ticket)
    assert "Critical" in ricni.said("queue") and "S1" not in ricni.said("queue")
    assert "Critica" in ricni.said("queue", lang="it")
    assert ricni("queue", "--json").lines[0]["severity"] == "S1"
