"""Who works at the desk: corrected without loss, taken off the list; no deed under a name nobody bears."""

import pytest
from deskterm.desk.context import who_am_i

from tests.commands.conftest import Line, ask


def named(line, name):
    """The line at the same desk, worked by somebody else."""
    other = Line(line.desk, line.home)
    other.who = name
    return other


def unnamed(line):
    """The line at the same desk as the system's user: nobody says who works."""
    other = Line(line.desk, line.home)
    other.arguments = lambda args, at, lang: ["--desk", str(line.desk), "--lang", lang, "--at", at, *args]
    return other


@pytest.fixture
def staffed(line):
    line("technician", "add", "zen", "--full-name", "Zeno Furlan")
    line("technician", "add", "marta", "--full-name", "Marta Guglielmin", "--lead")
    line("technician", "add", "luca", "--full-name", "Luca Dalla Vecchia")
    return line


def listed(line):
    return {
        one["name"]: (one["full_name"], one["role"]) for one in line("technician", "list", "--json").lines
    }


def test_adding_again_keeps_what_is_not_given_and_says_so(staffed):
    told = staffed("technician", "add", "marta").out
    assert "marta lavora già al banco: non è cambiato niente" in told
    assert listed(staffed)["marta"] == ("Marta Guglielmin", "lead")


def test_a_change_names_what_it_changes(staffed):
    told = staffed("technician", "add", "marta", "--full-name", "Marta Zanella").out
    assert "da «Marta Guglielmin» a «Marta Zanella»" in told
    assert listed(staffed)["marta"] == ("Marta Zanella", "lead")
    assert "ruolo da" in named(staffed, "marta")("technician", "add", "marta", "--no-lead").out
    assert listed(staffed)["marta"] == ("Marta Zanella", "technician")


def test_who_leaves_is_taken_off_the_list_and_the_work_stays(staffed):
    code = ask(staffed, "2026-03-02T09:00")["code"]
    luca = named(staffed, "luca")
    luca("next")
    refused = staffed("technician", "remove", "luca", code=1).err
    assert code in refused and "hand-over" in refused
    staffed("ticket", "hand-over", code, "--to", "zen")
    assert "non lavora più al banco" in staffed("technician", "remove", "luca").out
    assert "luca" not in listed(staffed)
    assert "luca" in staffed("ticket", "history", code).out


def test_who_is_on_the_telephone_or_has_appointments_stays(staffed):
    code = ask(staffed, "2026-03-02T09:00")["code"]
    luca = named(staffed, "luca")
    luca("call", "start", code)
    assert "chiamata in corso" in staffed("technician", "remove", "luca", code=1).err
    luca("call", "stop", at="2026-03-02T09:05")
    staffed("ticket", "give-back", code, code=None)
    luca("ticket", "give-back", code, code=None)
    staffed("appointment", "add", code, "--start", "2026-03-03T10:00", "--technician", "luca")
    assert "appuntamenti" in staffed("technician", "remove", "luca", code=1).err


def test_a_name_that_nobody_bears_is_not_removed(staffed):
    assert "forse luca?" in staffed("technician", "remove", "lucca", code=1).err


@pytest.mark.parametrize(
    "deed", ["next", "ticket add --customer C001 --subject x", "call start {code}", "ticket note {code} ciao"]
)
def test_no_deed_under_a_name_that_nobody_bears(staffed, deed):
    code = ask(staffed, "2026-03-02T09:00")["code"]
    mistyped = named(staffed, "mart")
    refused = mistyped(*deed.format(code=code).split(), code=1).err
    assert "forse marta?" in refused
    assert "technician add mart" in refused
    assert staffed("queue", "--json").json["code"] == code


@pytest.mark.parametrize(
    "look", ["queue", "ticket list", "customer list", "pack list", "backlog", "report list"]
)
def test_whoever_looks_needs_no_name(staffed, look):
    ask(staffed, "2026-03-02T09:00")
    named(staffed, "mart")(*look.split())


def test_who_is_new_can_add_themselves(staffed):
    new = named(staffed, "anna")
    new("technician", "add")
    ask(new, "2026-03-02T09:00")
    assert "anna" in listed(staffed)


def test_the_systems_user_works_on_at_any_desk(staffed):
    code = ask(staffed, "2026-03-02T09:00")["code"]
    assert code in unnamed(staffed)("next").out


def test_at_a_desk_without_technicians_everybody_works(line):
    code = ask(line, "2026-03-02T09:00")["code"]
    assert code in named(line, "chiunque")("next").out


def test_no_deed_for_a_name_that_nobody_bears(staffed):
    code = ask(staffed, "2026-03-02T09:00")["code"]
    words = ("appointment", "add", code, "--start", "2026-03-03T10:00", "--technician", "lucca")
    assert "forse luca?" in staffed(*words, code=1).err
    assert "forse luca?" in staffed("ticket", "hand-over", code, "--to", "lucca", code=1).err
    assert "forse luca?" in staffed("call", "stop", "--technician", "lucca", code=1).err


def test_a_ticket_has_one_appointment_at_a_time(staffed):
    code = ask(staffed, "2026-03-02T09:00")["code"]
    words = ("appointment", "add", code, "--start", "2026-03-03T10:00", "--technician")
    staffed(*words, "luca")
    assert "ha già un appuntamento a quell'ora" in staffed(*words, "marta", code=1).err
    staffed("appointment", "add", code, "--start", "2026-03-03T15:00", "--technician", "marta")


def test_a_name_like_no_other_is_refused_without_a_guess(staffed):
    said = named(staffed, "qqq")("next", code=1).err
    assert "forse" not in said
    assert "nessun «qqq». Ci sono: luca, marta, zen." in said


def test_whom_the_screens_say_sits_here_may_be_named_too(staffed):
    """«root al banco», says the last line, and `--as root` is no other person."""
    code = ask(staffed, "2026-03-02T09:00")["code"]
    assert code in named(staffed, who_am_i())("next").out
