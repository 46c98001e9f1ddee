"""Digital Micro's terms as they are lived: what is asked, shown and written around a remote session."""

from __future__ import annotations

import pytest
from deskterm.app import DeskApp
from deskterm.desk.billing import reports
from deskterm.desk.calls import timer
from deskterm.desk.intake import receive
from deskterm.desk.queue import queue
from deskterm.desk.terms import files
from deskterm.screens.month.reports import printed

from tests.desk.five import READY, no, yes
from tests.desk.mails import read
from tests.desk.upkeep.test_purge import with_file
from tests.lived.conftest import flat
from tests.screens.counter import press

READY_LINE = (
    *("--answer", "device_online=sì", "--answer", "consent=yes:Anna:phone", "--answer", "id_password=yes"),
    *("--answer", "backup_confirmed=yes:Anna:phone", "--answer", "backup_unit=yes"),
)
DONE = ("--outcome", "solved", "--reason", "intervention")


@pytest.fixture
def micro(live):
    return live("digital-micro", "2026-03-02T09:30").knows(adhesion="2026-01-10")


@pytest.fixture
def code(micro):
    return micro.request("portal").ticket


@pytest.mark.rule("M9")
def test_who_stops_a_remote_session_is_told_what_the_customer_should_close(micro, code):
    micro.line("call", "start", code, "--kind", "remote", *READY_LINE)
    micro.minutes(30)
    stopped = micro.said("call", "stop")
    assert "(M9)" in stopped and "--answer client_closed_software=yes" in stopped
    filed = micro.said("call", "file", "1", *DONE)
    assert "Nessuno ha confermato (M9)" in filed and "lettera" in filed
    (letter,) = micro.letters("reminder")
    assert micro.desk.service.clause("M9", "it") in letter and code in letter
    assert micro.letters("reminder") == [letter]


@pytest.mark.rule("M9")
@pytest.mark.parametrize(("answer", "letters"), [(yes(), 0), (no(), 1)])
def test_the_letter_to_close_the_tool_goes_where_nobody_says_that_it_is_closed(micro, code, answer, letters):
    micro.spoke(
        code,
        20,
        kind="remote",
        answers=READY,
        outcome="solved",
        reason="intervention",
        closing={"client_closed_software": answer},
    )
    assert len(micro.letters("reminder")) == letters
    micro.spoke(code, 20, outcome="solved", reason="scheduling")  # a call needs no such letter
    assert len(micro.letters("reminder")) == letters


@pytest.mark.rule("M9")
async def test_the_screen_of_the_call_asks_it_and_says_that_the_letter_is_written(micro, code):
    queue.take(micro.desk, code)
    timer.start(micro.desk, code, kind="remote", answers=READY)
    micro.minutes(10)
    keys = ("f3", "f5", "right", "tab", "right", "f9")
    async with DeskApp(micro.desk).run_test(size=(110, 40)) as pilot:
        asked = await press(pilot, *keys)
        assert "Il cliente ha chiuso il programma" in flat(asked) and "(M9)" in asked
        assert "La lettera che ricorda al cliente M9" in flat(await press(pilot, "enter"))
    assert len(micro.letters("reminder")) == 1


TOOLS = """tool = [
  { id = "old", it = "Ponte", en = "Bridge", rule = "M17" },
  { id = "new", it = "Passerella", en = "Footbridge", rule = "M17" } ]"""
ONE_TOOL = 'tool = [ { id = "remote", it = "Programma di accesso remoto", en = "Remote access tool", '
ONE_TOOL += 'rule = "M17" } ]'


@pytest.mark.rule("M17")
async def test_the_remote_tool_is_shown_before_the_session_and_on_its_report(micro, code):
    timer.start(micro.desk, code)
    assert "Con: Programma di accesso remoto" in flat(await micro.shown("call", keys=("f6",)))
    timer.stop(micro.desk)
    started = micro.said("call", "start", code, "--kind", "remote", *READY_LINE)
    assert "Con: Programma di accesso remoto" in started
    micro.minutes(30)
    number = micro.line("call", "stop", *DONE, "--json").json["report"]
    told = "Accesso con: Programma di accesso remoto"
    assert told in micro.said("report", "show", number)
    assert told in printed(reports.printed(micro.desk, number)).plain


@pytest.mark.rule("M17")
async def test_of_several_tools_it_is_asked_which_one_was_used(live):
    micro = live("digital-micro", "2026-03-02T09:30", changed=((ONE_TOOL, TOOLS),))
    code = micro.knows(adhesion="2026-01-10").request("portal").ticket
    timer.start(micro.desk, code)
    asked = flat(await micro.shown("call", keys=("f6", "7", "7")))
    assert "7 Passerella Quale programma di accesso remoto si usa?" in asked
    timer.stop(micro.desk)
    assert "tool" in micro.said("call", "questions", code)
    start = ("call", "start", code, "--kind", "remote", *READY_LINE, "--answer")
    assert "old, new" in micro.said(*start, "tool=gru", code=1)
    micro.line(*start, "tool=Passerella")
    micro.minutes(5)
    number = micro.line("call", "stop", *DONE, "--json").json["report"]
    assert "Accesso con: Passerella" in micro.said("report", "show", number)


@pytest.mark.rule("M17")
def test_a_ticket_keeps_the_tool_of_the_terms_that_it_came_under(micro, code, tmp_path):
    later = tmp_path / "poi.toml"
    later.write_text(files.text_of("digital-micro").replace(ONE_TOOL, TOOLS), encoding="utf-8")
    micro.minutes(5)
    micro.line("service", "adopt", str(later))
    typed = ("--customer", "C001", "--channel", "portal", "--subject", "Un'altra", "--body", "Non va.")
    second = micro.line("ticket", "add", *typed, "--json").json["code"]
    assert "tool" not in micro.said("call", "questions", code)
    assert "tool" in micro.said("call", "questions", second)


@pytest.mark.rule("M4")
@pytest.mark.parametrize("way", ["question", "refusal", "call"])
def test_a_question_in_writing_and_a_refusal_are_a_first_contact_as_a_call_is(micro, code, way):
    said = micro.said("ticket", "show", code)
    assert "primo contatto entro mer 4/3 18:00" in said
    if way == "question":
        micro.line("ticket", "clarify", code)
    elif way == "refusal":
        micro.line("call", "refuse", code, "--who", "Anna Rossi")
    else:
        micro.spoke(code, 3, outcome="follow-up", reason="scheduling")
    assert ("M4", "promise_kept") in micro.decided(code)
    micro.at("2026-03-05T09:00")
    assert micro.line("backlog", "--json").json["breached"] == 0


@pytest.mark.rule("M4")
def test_the_number_that_is_sent_by_itself_is_no_first_contact(micro, code):
    assert code in micro.letters("acknowledgement")[0]
    assert ("M4", "promise_kept") not in micro.decided(code)
    micro.at("2026-03-04T18:01")
    assert micro.line("backlog", "--json").json["breached_tickets"] == [code]


@pytest.mark.rule("M11")
@pytest.mark.parametrize(
    ("signed", "net"), [("2026-03-01", "10.00"), ("2026-03-02", "10.00"), ("2026-03-03", "15.00")]
)
def test_the_rate_of_an_agreement_counts_where_it_was_signed_before_the_ticket(live, signed, net):
    micro = live("digital-micro", "2026-03-02T09:30").knows(adhesion="2026-01-10")
    micro.line("agreement", "end", "C001", "--on", "2026-02-28")
    code = micro.request("portal").ticket
    micro.at("2026-03-04T10:00")
    micro.line("agreement", "sign", "C001", "--from", signed, "--until", "2027-02-28", "--rate", "20")
    micro.line("call", "start", code, "--kind", "remote", *READY_LINE)
    micro.minutes(30)
    filed = micro.line("call", "stop", *DONE, "--answer", "client_closed_software=yes", "--json").json
    assert (filed["net"], filed["rule"]) == (net, "M11")


@pytest.mark.rule("M3", "M13", "M1")
def test_who_signs_up_is_active_within_two_days_has_read_the_risks_and_may_ask_then(live):
    micro = live("digital-micro", "2026-03-07T10:00")
    assert "M1" in micro.said(
        "ticket", "add", "--customer", "C001", "--channel", "portal", "--body", "x", code=None
    )
    form = {"type": "sign-up"}
    code = micro.request("portal", "Adesione", fields=form).ticket
    due = micro.line("ticket", "show", code, "--json").json["due_at"]
    assert due == "2026-03-09T10:00:00+01:00"  # plain hours, over a Sunday
    letter = micro.letters("acknowledgement")[-1]
    assert "comporta rischi" in letter and "https://digital-micro.example/condizioni" in letter


@pytest.mark.rule("M2")
def test_writing_and_the_installation_of_the_tool_cost_nothing(micro, code):
    work = ("--start", "2026-03-02T08:00", "--end", "2026-03-02T08:30", "--outcome", "follow-up")
    filed = micro.line("call", "log", code, "--kind", "web", *work, "--reason", "other", "--json").json
    assert (filed["rule"], filed["net"]) == ("H4", "0.00")
    tool = micro.request("portal", "Programma", fields={"type": "remote-tool"}).ticket
    micro.line("ticket", "triage", tool, "--topic", "remote-tool")
    micro.line("call", "start", tool, "--kind", "remote", *READY_LINE)
    micro.minutes(40)
    filed = micro.line("call", "stop", *DONE, "--answer", "client_closed_software=yes", "--json").json
    assert (filed["rule"], filed["net"]) == ("M2", "0.00")


@pytest.mark.rule("M2", "M4")
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("it", ("Le telefonate", "Le risposte scritte", "scelta della casa")),
        ("en", ("Calls, like", "Answers in writing", "the house's choice")),
    ],
)
def test_that_calls_and_writing_cost_nothing_is_told_as_the_houses_choice_and_not_the_documents(
    micro, code, lang, said
):
    work = ("--outcome", "follow-up", "--reason", "other")
    micro.line(
        "call",
        "log",
        code,
        "--kind",
        "call",
        "--start",
        "2026-03-02T08:00",
        "--end",
        "2026-03-02T08:10",
        *work,
    )
    micro.line(
        "call",
        "log",
        code,
        "--kind",
        "web",
        "--start",
        "2026-03-02T08:10",
        "--end",
        "2026-03-02T08:20",
        *work,
    )
    for words in (("ticket", "why", code), ("service", "show")):
        told = " ".join(micro.line(*words, lang=lang).out.split())
        assert "H3" in told and "H4" in told
        assert all(one in told for one in said), told


@pytest.mark.rule("M1")
def test_who_has_signed_up_for_a_later_day_is_not_served_before_it(live):
    micro = live("digital-micro", "2026-03-02T09:30").knows(adhesion="2026-03-10")
    early = micro.request("portal")
    assert (early.outcome, early.rule) == ("rejected", "M1")
    micro.at("2026-03-12T10:00")
    assert micro.request("portal", "Adesso").outcome == "queued"


@pytest.mark.rule("M3")
@pytest.mark.parametrize(
    ("at", "told"), [("2026-03-02T10:00", True), ("2026-03-03T20:00", True), ("2026-03-04T09:00", False)]
)
def test_in_the_first_two_days_the_letter_says_that_the_service_is_being_activated(live, at, told):
    micro = live("digital-micro", at).knows(adhesion="2026-03-02")
    code = micro.request("portal").ticket
    assert (("M3", "warn") in micro.decided(code)) is told
    assert (micro.desk.service.clause("M3", "it") in micro.letters("acknowledgement")[0]) is told


@pytest.mark.rule("M6", "M8")
def test_quick_access_waives_no_consent(micro, code):
    micro.knows(adhesion="2026-01-10", quick_access="yes")
    told = ("--answer", "device_online=yes", "--answer", "id_password=yes", "--answer", "backup_unit=yes")
    told += ("--answer", "backup_confirmed=yes:Anna:phone", "--device", "cassa")
    refused = micro.line("call", "start", code, "--kind", "remote", *told, code=1)
    assert "(M6)" in refused.err
    micro.line("call", "start", code, "--kind", "remote", *told, "--answer", "consent=yes:Anna:phone")


@pytest.mark.rule("M16")
def test_a_customers_files_are_kept_for_thirty_days_after_the_closing_and_not_a_day_more(micro):
    code = receive.receive_mail(micro.desk, read(with_file(1))).ticket
    micro.line("ticket", "close", code, "--why", "fatto")
    micro.at("2026-04-01T23:00")
    assert "clienti.csv" in micro.said("ticket", "show", code)
    micro.at("2026-04-02T00:30")
    micro.said("queue")  # whatever command comes then keeps the desk up
    assert "clienti.csv" not in micro.said("ticket", "show", code)
