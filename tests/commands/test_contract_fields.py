"""The JSON that other programs read: every field of the contract is there, whatever else is."""

import pytest
from deskterm import settings
from deskterm.models.records.ticket import Ticket
from msgspec import structs

from tests.commands.conftest import ROOT, ask

TICKET = """code state customer channel subject topic tier lane severity received_at soft_due_at due_at
    taken_by decisions""".split()
SESSION = """id ticket kind started_at ended_at seconds billable billed_minutes units net rule settle
    report""".split()
PACK = "id customer unit size left reserved expires_at".split()
MOVEMENT = "at kind amount left ticket report by".split()
REPORT = "number customer sessions billed_minutes net before after".split()
CUSTOMER = "code name contract plan packs open_tickets".split()
EVENT = "id at who kind target ticket before after".split()
HOOK = "hook given failed set_aside last next_at elsewhere fault".split()
RECEIVED = "source outcome ticket rule reason".split()
MAILBOX = """name channel address display_name imap_host imap_port imap_security imap_user folders after
    after_folder smtp_host smtp_port smtp_security smtp_user sent_folder login active fetched_at tried_at
    next_at fault reason fetched_by""".split()
BACKLOG = "open by_age at_risk breached by_tier unreported_sessions to_invoice packs_low rejected".split()


def lacking(facts, fields):
    return [name for name in fields if name not in facts]


@pytest.fixture
def busy(line):
    """A desk where a pack was sold, a ticket taken, and a call of twelve minutes filed."""
    line("pack", "sell", "C001", "--size", "10h", "--net", "550", at="2026-03-02T09:00")
    ask(line, "2026-03-02T09:10")
    ask(line, "2026-03-02T09:20", subject="Nuovo operatore")
    line("next", at="2026-03-02T09:30")
    line(
        *("call", "log", "TK000001", "--start", "2026-03-02T09:31", "--end", "2026-03-02T09:43"),
        *("--outcome", "solved", "--reason", "setup"),
        at="2026-03-02T10:00",
    )
    return line


def test_a_ticket(busy):
    ticket = busy("ticket", "show", "TK000001", "--json").json
    assert lacking(ticket, TICKET) == []
    assert ticket["customer"] == "C001"
    assert ticket["decisions"]
    assert not any(lacking(one, ("rule", "do", "clause")) for one in ticket["decisions"])
    assert all(one["clause"] for one in ticket["decisions"] if one["rule"])


def test_a_decision_writes_its_instants_and_its_money_like_everything_else(busy):
    decisions = busy("ticket", "why", "TK000001", "--json").json["decisions"]
    due = next(one["detail"] for one in decisions if one["do"] == "due")
    assert (due["due_at"], due["soft_due_at"]) == ("2026-03-04T09:10:00+01:00", None)
    charges = [one["detail"] for one in decisions if "to" in one["detail"] and "minutes" in one["detail"]]
    assert [(part["minutes"], part["net"]) for part in charges] == [(12, "0.00")]


@pytest.mark.parametrize("verb", ["list", "why", "show"])
def test_every_way_to_a_ticket_has_its_fields(busy, verb):
    args = ("--view", "hand") if verb == "list" else ("TK000001",)
    for ticket in busy("ticket", verb, *args, "--json").lines:
        assert lacking(ticket, TICKET) == []


def test_the_queue_has_positions(busy):
    ask(busy, "2026-03-02T11:00", subject="Terza")
    rows = busy("queue", "--json").lines
    assert [lacking(row, [*TICKET, "position"]) for row in rows] == [[], []]
    assert [row["position"] for row in rows] == [1, 2]
    assert [row["code"] for row in rows] == ["TK000002", "TK000003"]


def test_next_says_why_and_null_when_none_waits(busy):
    taken = busy("next", "--json").json
    assert lacking(taken, [*TICKET, "why"]) == []
    assert taken["code"] == "TK000002"
    assert taken["taken_by"] == "zen"
    assert {"D15"} <= {one["rule"] for one in taken["why"]}
    assert busy("next", "--json").out == "null\n"


def test_a_session(busy):
    busy("call", "start", "TK000002", at="2026-03-02T11:00")
    stopped = busy("call", "stop", "--json", at="2026-03-02T11:05:01").json
    assert lacking(stopped, SESSION) == []
    assert (stopped["seconds"], stopped["billable"], stopped["billed_minutes"]) == (301, True, 6)
    for session in busy("call", "list", "--json", at="2026-03-02T11:06").lines:
        assert lacking(session, SESSION) == []
        assert [lacking(part, ("to", "minutes", "units", "net")) for part in session["settle"]] == [[]]


def test_packs_and_their_ledger(busy):
    (pack,) = busy("pack", "list", "--json", at="2026-03-02T12:00").lines
    assert lacking(pack, PACK) == []
    assert (pack["unit"], pack["size"], pack["left"]) == ("minute", 600, 588)
    movements = busy("pack", "ledger", pack["id"], "--json").lines
    assert [lacking(one, MOVEMENT) for one in movements] == [[], []]
    assert [(one["kind"], one["amount"], one["left"]) for one in movements] == [
        ("sold", 600, 600),
        ("drawn", -12, 588),
    ]


def test_a_work_report(busy):
    (report,) = busy("report", "list", "--json").lines
    assert lacking(report, REPORT) == []
    assert busy("report", "show", report["number"], "--json").json["net"] == "0.00"
    assert (report["billed_minutes"], report["before"], report["after"]) == (12, 600, 588)


@pytest.mark.parametrize("args", [("show", "C001"), ("find", "0445 000123"), ("list", "-n", "1")])
def test_a_customer(busy, args):
    (customer,) = busy("customer", *args, "--json").lines
    assert lacking(customer, CUSTOMER) == []
    assert customer["contract"] is True
    assert [lacking(pack, PACK) for pack in customer["packs"]] == [[]]


def test_imported_mail(line):
    mails = sorted((ROOT / "data" / "demo" / "delta-system" / "mails").glob("*.eml"))[:5]
    rows = line("mail", "import", *mails, "--json", at="2026-03-03T09:00").lines
    assert len(rows) == 5
    assert [lacking(row, RECEIVED) for row in rows] == [[]] * 5


def test_the_backlog(busy):
    facts = busy("backlog", "--json", at="2026-03-02T12:00").json
    assert lacking(facts, BACKLOG) == []
    assert facts["open"] == 1
    assert facts["to_invoice"] == "0.00"
    assert facts["unreported_sessions"] == 0
    assert isinstance(facts["at_risk"], int)
    assert isinstance(facts["packs_low"], list)


def test_the_doctor_and_the_check_of_a_service(line):
    doctor = line("doctor", "--json").json
    assert doctor["ok"] is True
    assert {one["name"] for one in doctor["checks"]} >= {"open", "integrity", "senders", "keyring"}
    assert not any(lacking(one, ("name", "ok", "state", "detail")) for one in doctor["checks"])
    assert line("service", "check", "delta-system", "--json").json == {
        "ok": True,
        "errors": [],
        "remarks": [],
    }


def test_a_faulty_service_names_path_and_cure(line, tmp_path):
    text = (ROOT / "data" / "services" / "delta-system.toml").read_text(encoding="utf-8")
    broken = tmp_path / "broken.toml"
    broken.write_text(text.replace('do = "reject"', 'do = "rejcet"'), encoding="utf-8")
    found = line("service", "check", broken, "--json", lang="en", code=2).json
    assert found["ok"] is False
    (error,) = found["errors"]
    assert error["path"].startswith("rule[")
    assert "reject" in error["message"]


def test_init_says_where_and_what(empty):
    made = empty("init", "--service", "delta-system", "--json").json
    assert made["desk"] == str(empty.desk)
    assert made["service"] == "delta-system"


def test_times_carry_the_offset_and_money_two_decimals(busy):
    ticket = busy("ticket", "show", "TK000001", "--json").json
    assert ticket["received_at"] == "2026-03-02T09:10:00+01:00"
    sold = busy("pack", "sell", "C002", "--size", "1h", "--net", "45,5", "--json").json
    assert sold["net"] == "45.50"


def test_clauses_are_in_the_language_in_force(busy):
    italian = busy("ticket", "why", "TK000001", "--json", lang="it").json["decisions"]
    english = busy("ticket", "why", "TK000001", "--json", lang="en").json["decisions"]
    assert [one["rule"] for one in italian] == [one["rule"] for one in english]
    assert italian[0]["clause"] != english[0]["clause"]


# Fields of a ticket that the line tells by another name, or keeps to the desk.
OTHERWISE_TOLD = {"contact_name", "contact_phone", "contact_email", "customer_id"}
INNER = {"id", "rank", "parent_id", "terms_id", "excerpt", "tag", "pauses"}


def test_every_field_of_a_ticket_is_told(busy):
    told = busy("ticket", "show", "TK000001", "--json").json
    fields = {one.name for one in structs.fields(Ticket)} - OTHERWISE_TOLD - INNER
    assert lacking(told, sorted(fields)) == []


def test_a_mailbox(line):
    line("mail", "account", "add", "studio", "--imap-host", "imap.delta.example")
    for told in ("list", "show"):
        name = () if told == "list" else ("studio",)
        assert lacking(line("mail", "account", told, *name, "--json").json, MAILBOX) == []


def test_an_event_and_what_became_of_a_hook(busy):
    told = busy("events", "--json").lines
    assert [one for one in told if lacking(one, EVENT)] == []
    file = settings.config_file()
    file.parent.mkdir(parents=True)
    file.write_text('[hook]\ncommand = ["true"]\n', encoding="utf-8")
    assert lacking(busy("events", "--run-hooks", "--json", at="").json, HOOK) == []
