"""A channel whose conditions do not hold is open to nobody, by whatever door a request comes (D11, D24)."""

import json

import pytest

from tests.commands.conftest import empty, home
from tests.models.terms_kit import text

__all__ = ["empty", "home"]

NINE, NIGHT = "2026-03-02T09:00", "2026-03-02T20:00"
PRICE = '{ id = "X2", mode = "time", rate = 60, settle = ["invoice"] }'
STOPPED = {"customer": "C001", "subject": "Server fermo", "body": "Fermi tutti."}


@pytest.fixture
def delta(empty):
    empty("init", "--service", "delta-system", at="2026-03-02T07:00")
    empty("customer", "add", "Rossi", "--contact", "Ada", "--phone", "0445 000123")
    empty("agreement", "sign", "C001", "--from", "2026-01-01")
    return empty


def typed(shop, channel, *more, at, lang="it", code=0):
    said = ("--customer", "C001", "--subject", "Server fermo", "--body", "Fermi tutti.")
    return shop("ticket", "add", *said, "--channel", channel, *more, "--json", at=at, lang=lang, code=code)


def by_file(shop, folder, kind, line, at):
    """One line of a file that somebody vouches for, as the program told what became of it."""
    file = folder / f"righe.{kind}"
    rows = {"csv": "\n".join(map(",".join, (line, line.values()))), "jsonl": json.dumps(line)}
    file.write_text(rows[kind] + "\n", encoding="utf-8")
    return shop("ticket", "import", file, "--vouch", "--json", at=at).lines[0]


@pytest.mark.rule("D24")
def test_at_nine_the_desk_refuses_the_on_call_number_with_its_clause_and_the_ways_that_are_open(delta):
    told = " ".join(typed(delta, "on-call", "--blocking", at=NINE, code=1).err.split())
    assert "«Reperibilità» ora non è aperto" in told and "(D24)" in told
    assert "servono solo per le urgenze bloccanti" in told and "Aperti: Posta, Linea urgenze." in told
    told = " ".join(typed(delta, "on-call", "--blocking", at=NINE, lang="en", code=1).err.split())
    assert "Out of hours the on-call mobiles are for blocking emergencies only." in told
    assert "Open: Mail, Urgent line." in told
    assert delta("queue", "--json").lines == []
    assert typed(delta, "on-call", "--blocking", at=NIGHT).json["channel"] == "on-call"
    assert "«Reperibilità» ora non è aperto" in " ".join(
        typed(delta, "on-call", at=NIGHT, code=1).err.split()
    )


@pytest.mark.rule("D24")
@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_a_line_that_names_the_on_call_number_by_day_is_set_aside_with_its_clause(delta, tmp_path, kind):
    line = {**STOPPED, "channel": "on-call", "blocking": "yes", "received": NINE}
    got = by_file(delta, tmp_path, kind, line, at="2026-03-02T09:05")
    assert (got["outcome"], got["ticket"], got["rule"]) == ("review", None, "D24")
    assert got["reason"] == "channel_closed"
    assert delta("queue", "--json", at="2026-03-02T09:05").lines == []
    why = delta("mail", "show", got["message"], at="2026-03-02T09:05").out
    assert "D24" in why and "canale non aperto a questa richiesta" in " ".join(why.split())
    english = delta("mail", "show", got["message"], at="2026-03-02T09:05", lang="en").out
    assert "channel not open to this request" in " ".join(english.split())
    # Whoever looks at it may take it in all the same: it keeps its time.
    made = delta("mail", "recover", got["message"], "--json", at="2026-03-02T09:10").json["code"]
    assert delta("ticket", "show", made, "--json").json["received_at"][:16] == NINE


@pytest.mark.rule("D24")
def test_by_night_the_same_line_rings(delta, tmp_path):
    line = {**STOPPED, "channel": "on-call", "blocking": "yes", "received": NIGHT}
    got = by_file(delta, tmp_path, "jsonl", line, at="2026-03-02T20:05")
    assert (got["outcome"], delta("ticket", "show", got["ticket"], "--json").json["lane"]) == ("queued", 1)


@pytest.mark.rule("D24")
def test_a_rehearsal_says_what_the_desk_does(delta, tmp_path):
    event = {"event": "request", "id": "uno", "channel": "on-call", "blocking": True, "customer": {}}
    file = tmp_path / "e.jsonl"
    lines = [{**event, "received": at, "subject": "Fermo", "body": "Fermi."} for at in (NINE, NIGHT)]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    day, night = delta("rehearse", file, "--service", "delta-system", "--json").lines
    last = day["actions"][-1]
    assert (day["outcome"], last["do"], last["rule"]) == ("review", "review", "D24")
    assert night["outcome"] == "queued"


def test_a_mail_to_an_address_that_is_not_for_its_sender_waits_for_a_person(empty, tmp_path):
    """Where a rule at intake asks whether the channel is available, that rule alone speaks."""
    frame = text(version="2", rule="{rule}").replace(
        'need = ["subject"] }', 'need = ["subject"], when = ["plan=gold"], rule = "X3" }'
    )
    warned = '{ id = "X4", at = "intake", when = ["!available"], do = "warn" }'
    for number, (rule, outcome) in enumerate((("", "review"), (warned, "queued"))):
        shop = empty if not number else type(empty)(empty.desk.with_name("altro.db"), empty.home)
        file = tmp_path / "prova.toml"
        file.write_text(frame.replace("{rule}", rule), encoding="utf-8")
        shop("init", "--service", file, "--anyway", "prova")
        shop("customer", "add", "Rossi", "--contact", "Ada", "--email", "ada@rossi.example")
        mail = tmp_path / "m.eml"
        mail.write_text("From: ada@rossi.example\nSubject: Uno\n\nNon va.\n", encoding="utf-8")
        got = shop("mail", "import", "--vouch", mail, "--json", at="2026-03-02T10:00").lines[0]
        assert (got["outcome"], got["rule"]) == (outcome, "X4" if number else "X3")


DOOR = 'need = ["subject"] }'


@pytest.mark.parametrize(
    ("rule", "hours", "outcome"),
    [
        ("", ', open = "office"', "queued"),
        ('{ id = "X1", at = "intake", when = ["!available"], do = "hold" }', ', open = "office"', "held"),
        ("", ', open = "office", when = ["open:office"]', "review"),
    ],
    ids=["hours alone bar nothing", "a rule holds", "a condition closes"],
)
def test_what_comes_outside_a_channels_hours_is_treated_as_the_book_says(
    empty, tmp_path, rule, hours, outcome
):
    file = tmp_path / "prova.toml"
    terms = text(version="2", rule=rule, price=PRICE)
    assert DOOR in terms
    file.write_text(terms.replace(DOOR, f'need = ["subject"]{hours} }}', 1), encoding="utf-8")
    empty("init", "--service", file, "--anyway", "prova", at="2026-03-02T07:00")
    empty("customer", "add", "Rossi", "--contact", "Ada", "--phone", "0445 000123")
    assert typed(empty, "mail", at=NINE).json["code"] == "TK000001"
    if outcome == "queued":
        assert typed(empty, "mail", at=NIGHT).json["received_at"].startswith(NIGHT[:13])
    line = {**STOPPED, "subject": "Altro", "channel": "mail"}
    assert by_file(empty, tmp_path, "jsonl", line, at=NIGHT)["outcome"] == outcome
    if "when" in hours:
        assert "ora non è aperto" in " ".join(typed(empty, "mail", at=NIGHT, code=1).err.split())
