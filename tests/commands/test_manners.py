"""How the line behaves: what was mistyped, options behind the command, colours, trials."""

import os
import re
import sys

import pytest

from tests.commands.conftest import ROOT, ask
from tests.end_to_end.terminal import Terminal

MISTYPED = {
    "queu": "queue",
    "tiket": "ticket",
    "cusotmer list": "customer",
    "ticket shw TK000001": "ticket show",
    "ticket hystory TK000001": "ticket history",
    "customer fnd anna": "customer find",
    "pack sel C001": "pack sell",
    "call strat TK000001": "call start",
    "bakcup": "backup",
    "mail imprt mails": "mail import",
    "Settel 2026-03": "settle",
    "agreement renwe C001": "agreement renew",
}


@pytest.mark.parametrize(("lang", "asked"), [("it", "Forse"), ("en", "Did you mean")])
@pytest.mark.parametrize(("typed", "meant"), MISTYPED.items())
def test_a_mistyped_command_is_answered_with_the_right_one(empty, typed, meant, lang, asked):
    said = empty(*typed.split(), code=2, lang=lang)
    assert said.out == ""
    assert f"{asked}: deskterm {meant}" in said.err


def test_a_word_that_is_like_no_command_only_gets_the_way_to_the_help(empty):
    said = empty("xyzzy", code=2)
    assert "Forse" not in said.err and "deskterm --help" in said.err


def test_options_of_every_command_may_stand_behind_it(line):
    ask(line, "2026-03-02T09:10")
    there = ("--desk", line.desk)
    said = line.process("queue", "--lang", "en", "--at", "2026-03-02T11:00", lang="it", at="2026-03-02T09:30")
    assert "request" in said.out and "Ticket" in said.out
    other = type(line)(line.home / "nowhere", line.home)
    assert "TK000001" in other("ticket", *there, "show", "TK000001").out
    taken = other("next", "--as", "marta", *there, "--json").json
    assert taken["taken_by"] == "marta"
    assert "Help for" not in other("queue", "--help", "--lang", "it").out
    assert "Opzioni" in other("queue", "--lang", "it", "--help", lang="en").out


def test_an_option_that_a_command_has_itself_stays_its_own(line):
    line("customer", "add", "Bar Sport", "--language", "en")
    assert line("customer", "show", "C003", "--json").json["language"] == "en"


def test_who_works_is_not_whose_call_is_stopped(line):
    """`call stop --technician` names a colleague: what is done stays done by who does it."""
    ask(line, "2026-03-02T09:10")
    line("call", "start", "TK000001", at="2026-03-02T10:00")
    line("call", "stop", "--technician", "zen", "--as", "marta", at="2026-03-02T10:04")
    assert "marta" in line("ticket", "history", "TK000001").out


def test_what_is_taken_as_a_value_stays_a_value(line):
    code = ask(line, "2026-03-02T09:10")["code"]
    line("ticket", "take", code, "--reason", "prova")
    line("ticket", "note", code, "--", "--desk")
    assert "--desk" in line("ticket", "show", code).out


def test_the_screens_show_no_colour_where_none_is_wanted(late):
    command = [sys.executable, "-m", "deskterm", "--desk", str(late.desk), "--lang", "it", "--color", "never"]
    with Terminal([*command, "--at", "2026-03-02T09:30"], cwd=ROOT, env={"HOME": str(late.home)}) as terminal:
        terminal.wait_for("in attesa")
        assert re.findall(rb"\x1b\[[0-9;]*?\b[34]8;", terminal.raw) == []


@pytest.fixture
def late(line):
    """A request that waits since two weeks."""
    ask(line, "2026-03-02T09:10")
    return line


def test_what_is_late_is_in_colour_only_where_colours_are_wanted(late):
    two_weeks_on = "2026-03-16T09:00"
    plain = late("queue", at=two_weeks_on).out
    assert "\x1b" not in plain and "!" in plain
    coloured = late("queue", "--color", "always", at=two_weeks_on).out
    assert "\x1b[1;31m" in coloured
    assert "\x1b" not in late("queue", "--colour=never", at=two_weeks_on).out
    assert os.environ["NO_COLOR"], "the screens go by it"
    assert "auto" in late("queue", "--color", "red", code=2).err


def test_a_customer_cannot_colour_the_list(line):
    ask(line, "2026-03-02T09:10", subject="\ufdd0rosso\ufdd1 \x1b[31m")
    assert "\x1b" not in line("queue", "--color", "always", at="2026-03-02T09:20").out.replace(
        "\x1b[1;31m", "|"
    )
    assert "\x1b[1;31mrosso" not in line("queue", "--color", "always", at="2026-03-02T09:20").out


def before_and_after(line, *deed, **how):
    """What the desk holds, and again after the deed was tried."""
    looks = ("ticket list --view queue --json", "mail pending --json", "settle 2026-03 --json")
    seen = [[line(*look.split()).out for look in looks]]
    said = line(*deed, "--dry-run", **how)
    return said, *seen, [line(*look.split()).out for look in looks]


MAIL = "From: Anna <anna@dalpra.example>\nSubject: Stampa\nMessage-ID: <1@x.example>\n\nEsce vuota.\n"


def test_mail_is_tried_before_it_is_taken_in(line, tmp_path):
    (tmp_path / "one.eml").write_text(MAIL, encoding="utf-8")
    said, before, after = before_and_after(line, "mail", "import", tmp_path / "one.eml", "--vouch", "--json")
    assert said.json["outcome"] == "queued"
    assert "non è stato scritto niente" in said.err
    assert before == after
    assert (
        line("mail", "import", tmp_path / "one.eml", "--vouch", "--json").json["ticket"]
        == said.json["ticket"]
    )


def test_a_morning_of_mail_is_tried_with_the_outcomes_it_will_have(line):
    mails = ROOT / "data" / "demo" / "delta-system" / "mails"

    def outcomes(*options):
        rows = line("mail", "import", mails, "--json", *options).lines
        return [(row["source"], row["outcome"], row["ticket"], row["rule"]) for row in rows]

    assert outcomes("--dry-run") == outcomes("--dry-run") == outcomes()
    assert "duplicate" in {outcome for _, outcome, *_ in outcomes("--dry-run")}


def test_new_terms_are_tried_before_they_are_in_force(line, tmp_path):
    terms = (ROOT / "data" / "services" / "delta-system.toml").read_text(encoding="utf-8")
    (tmp_path / "new.toml").write_text(terms.replace('"Delta System', '"Altra Delta', 1), encoding="utf-8")
    adopt = ("service", "adopt", tmp_path / "new.toml")
    assert "prova" in line(*adopt, "--dry-run").err
    tried, done = line(*adopt, "--dry-run").out, line(*adopt).out
    assert tried == f"Prova: ecco che cosa succederebbe.\n{done}"


def test_a_month_is_tried_before_it_is_closed(line, tmp_path):
    code = ask(line, "2026-03-02T09:10")["code"]
    line("ticket", "take", code, "--reason", "prova", at="2026-03-02T09:12")
    times = ("--start", "2026-03-02T09:15", "--end", "2026-03-02T09:45")
    line(
        "call",
        "log",
        code,
        *times,
        "--reason",
        "diagnosis",
        "--outcome",
        "solved",
        "--note",
        "fatto",
        at="2026-03-02T10:00",
    )
    table = tmp_path / "marzo.csv"
    april = "2026-04-01T09:00"
    said, before, after = before_and_after(line, "settle", "2026-03", "--commit", "--csv", table, at=april)
    assert before == after and not table.exists()
    assert str(table) not in said.out
    assert line("settle", "2026-03", "--commit", "--json", at=april).json["closed"]


def test_what_the_desk_refuses_is_refused_in_a_trial_too(line):
    tried = line("settle", "2026-03", "--commit", "--dry-run", code=1, at="2026-03-10T09:00")
    assert (
        tried.err.splitlines()[-1]
        == line("settle", "2026-03", "--commit", code=1, at="2026-03-10T09:00").err.strip()
    )


def test_a_backup_is_tried_before_it_is_put_back(line, tmp_path):
    copy = line("backup", tmp_path / "copia.sqlite", "--json").json["backup"]
    ask(line, "2026-03-02T09:10")
    said, before, after = before_and_after(line, "restore", copy)
    assert "copia" in said.out and before == after
    (tmp_path / "no.sqlite").write_bytes(b"not a desk")
    line("restore", tmp_path / "no.sqlite", "--dry-run", code=2)
