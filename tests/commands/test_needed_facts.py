"""A fact with `needed` must be said: of a customer, an agreement, a ticket, a device, a request."""

import pytest

from tests.commands.ricni import FILE, Ricni, empty, home, ricni  # noqa: F401  # fixtures

VISIT = ("2026-03-05T08:00", "2026-03-05T08:50")
WAY = ("--answer", "km=10", "--answer", "travel_minutes=0")


@pytest.fixture
def unsaid(ricni):  # noqa: F811
    """A fourth customer, with an agreement, of whom nobody has said the zone."""
    ricni(
        "customer", "add", "Bez Zony", "--email", "z@zona.example", "--plan", "basic", "--from", "2026-03-01"
    )
    return ricni


def with_needed(empty, tmp_path, *changes):  # noqa: F811
    """The firm's desk under terms that need more, with one customer."""
    text = FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = tmp_path / "needed.toml"
    file.write_text(text, encoding="utf-8")
    desk = Ricni(empty.desk, empty.home)
    desk("init", "--service", file, at="2026-03-01T09:00")
    desk("customer", "add", "Pekárna", "--email", "p@pekarna.example", at="2026-03-01T09:01")
    return desk


USERS = ("least = 1\nmost = 500\n", "least = 1\nmost = 500\nneeded = true\n")
IMPACT = ('id = "impact"\n', 'id = "impact"\nneeded = true\nat = "remote"\n')


def refused(desk, *args, **more):
    return " ".join(desk(*args, code=1, **more).err.split())


def test_a_visit_is_not_filed_while_the_zone_of_the_customer_is_unsaid(unsaid):
    ticket = unsaid.asked("--topic", "fault", customer="C004")
    unsaid("appointment", "add", ticket, "--kind", "onsite", "--start", VISIT[0])
    work = (
        "--kind",
        "onsite",
        "--start",
        VISIT[0],
        "--end",
        VISIT[1],
        "--outcome",
        "advised",
        "--reason",
        "usage",
    )
    told = refused(unsaid, "call", "log", ticket, *work, *WAY, at="2026-03-05T09:00")
    assert "“Zone” is missing" in told and "deskterm customer set C004 zone=…" in told
    assert "Central Bohemia" in told and "Only for: lead" in told
    unsaid("customer", "set", "C004", "zone=b")
    assert "Call-out, zone B: 900,00 CZK" in unsaid.worked(ticket, "onsite", *VISIT, *WAY)


def test_it_can_be_said_with_the_work_and_stands_on_the_card_from_then(unsaid):
    ticket = unsaid.asked("--topic", "fault", customer="C004")
    filed = unsaid.on_site(ticket, *VISIT, *WAY, "--answer", "zone=Central Bohemia")
    assert "Call-out, zone B: 900,00 CZK" in filed
    assert "Zone: Central Bohemia" in unsaid.said("customer", "show", "C004")
    (event,) = [one for one in unsaid("events", "--json").lines if one["kind"] == "customer_facts_set"][-1:]
    assert event["target"] == "C004" and event["after"] == {"zone": "b"}


def test_who_may_not_say_it_cannot_slip_it_in_with_the_work(unsaid):
    ticket = unsaid.asked("--topic", "fault", customer="C004")
    unsaid("appointment", "add", ticket, "--kind", "onsite", "--start", VISIT[0])
    unsaid.who = "petra"
    work = (
        "--kind",
        "onsite",
        "--start",
        VISIT[0],
        "--end",
        VISIT[1],
        "--outcome",
        "advised",
        "--reason",
        "usage",
    )
    told = refused(unsaid, "call", "log", ticket, *work, *WAY, "--answer", "zone=b", at="2026-03-05T09:00")
    assert "“Zone” can be written only by: lead" in told
    unsaid.who = "luca"
    assert unsaid("customer", "show", "C004", "--json").json["to_say"] == ["zone"]


def test_a_wrong_answer_writes_nothing_of_the_work_or_the_card(unsaid):
    ticket = unsaid.asked("--topic", "fault", customer="C004")
    unsaid("appointment", "add", ticket, "--kind", "onsite", "--start", VISIT[0])
    work = ("--kind", "onsite", "--start", VISIT[0], "--end", VISIT[1], "--outcome", "nonsense")
    refused(unsaid, "call", "log", ticket, *work, *WAY, "--answer", "zone=b", at="2026-03-05T09:00")
    assert unsaid("customer", "show", "C004", "--json").json["to_say"] == ["zone"]


def test_card_and_ticket_and_triage_name_what_is_still_to_be_said(unsaid):
    command = "deskterm customer set C004 zone=…"
    assert command in unsaid.said("customer", "show", "C004")
    ticket = unsaid.asked(customer="C004")
    assert f"Still to be said: Zone (lead): {command}" in unsaid.said("ticket", "show", ticket)
    assert unsaid("ticket", "show", ticket, "--json").json["to_say"] == ["zone"]
    triaged = " ".join(unsaid.said("ticket", "triage", ticket, "--topic", "fault").split())
    assert "the whole is known only once this is said: Zone" in triaged and command in triaged
    assert "zone" in [
        one["fact"] for one in unsaid("call", "questions", ticket, "--point", "close", "--json").lines
    ]
    unsaid("customer", "set", "C004", "zone=a")
    assert "Still to be said" not in unsaid.said("ticket", "show", ticket)
    assert unsaid("customer", "show", "C004", "--json").json["to_say"] == []


def test_the_price_of_a_call_does_not_hang_on_the_zone_and_that_of_a_visit_does(unsaid):
    ticket = unsaid.asked("--topic", "fault", customer="C004")
    times = ("--start", "2026-03-05T10:00", "--end", "2026-03-05T10:20")
    called = unsaid("call", "log", ticket, "--kind", "call", *times, at="2026-03-05T11:00")
    assert "To be asked before it is filed: Zone" in " ".join(called.err.split())
    assert "known only once" not in called.out
    unsaid("appointment", "add", ticket, "--kind", "onsite", "--start", VISIT[0])
    visit = unsaid(
        "call",
        "log",
        ticket,
        "--kind",
        "onsite",
        "--start",
        VISIT[0],
        "--end",
        VISIT[1],
        at="2026-03-05T11:00",
    )
    told = " ".join(visit.out.split())
    assert "known only once this is said: Zone." in told and "CZK" not in told


def test_what_must_be_said_of_an_agreement_is_written_into_the_one_that_holds(empty, tmp_path):  # noqa: F811
    desk = with_needed(empty, tmp_path, USERS)
    desk("customer", "set", "C001", "zone=a")
    for name in ("accounts", "payroll"):
        desk("agreement", "sign", "C001", "--name", name, "--plan", "basic", "--from", "2026-03-01")
    shown = desk.said("customer", "show", "C001")
    assert "agreement correct C001 --number 1 users=…" in shown
    assert "agreement correct C001 --number 2 users=…" in shown
    ticket = desk.asked("--topic", "fault", "--field", "product=mzdy")
    work = (
        "--kind",
        "call",
        "--start",
        "2026-03-05T10:00",
        "--end",
        "2026-03-05T10:20",
        "--outcome",
        "advised",
        "--reason",
        "usage",
    )
    told = refused(desk, "call", "log", ticket, *work, at="2026-03-05T11:00")
    assert "“Users” is missing" in told and "agreement correct C001 --number 2 users=…" in told
    desk("call", "log", ticket, *work, "--answer", "users=7", at="2026-03-05T11:00")
    held = {one["name"]: one["facts"] for one in desk("agreement", "list", "C001", "--json").lines}
    assert held == {"accounts": {}, "payroll": {"users": "7"}}


def test_where_no_agreement_runs_nothing_of_one_is_asked(empty, tmp_path):  # noqa: F811
    desk = with_needed(empty, tmp_path, USERS)
    desk("customer", "set", "C001", "zone=a")
    assert desk("customer", "show", "C001", "--json").json["to_say"] == []
    ticket = desk.asked("--topic", "fault")
    assert "Filed" in desk.worked(ticket, "call", "2026-03-05T10:00", "2026-03-05T10:20")


def test_a_fact_of_the_ticket_stands_at_the_gate_that_it_names(empty, tmp_path):  # noqa: F811
    desk = with_needed(empty, tmp_path, IMPACT)
    desk("customer", "set", "C001", "zone=a")
    ticket = desk.asked("--topic", "fault")
    consent = ("--answer", "consent=yes:Jana:phone")
    told = refused(desk, "call", "start", ticket, "--kind", "remote", *consent, at="2026-03-02T08:10")
    assert "“Impact”" in told and f"deskterm ticket set {ticket} impact=…" in told
    desk(
        "call", "start", ticket, "--kind", "remote", *consent, "--answer", "impact=all", at="2026-03-02T08:10"
    )
    assert desk("ticket", "show", ticket, "--json").json["facts"]["impact"] == "all"
    desk("call", "stop", "--outcome", "advised", "--reason", "usage", at="2026-03-02T08:30")
    other = desk.asked("--topic", "fault")
    assert "Filed" in desk.worked(other, "call", "2026-03-02T09:00", "2026-03-02T09:20")  # another gate


def test_a_request_lacks_only_what_its_own_channel_can_bring(empty, tmp_path):  # noqa: F811
    lacking = (
        'of = "ticket"\nkind = "choice"\nfrom = ["portal", "mail"]\n',
        'of = "request"\nkind = "choice"\nneeded = true\nfrom = ["portal", "mail"]\n',
    )
    desk = with_needed(empty, tmp_path, lacking)
    desk("customer", "set", "C001", "zone=a")
    by_phone, by_mail = desk.asked("--topic", "fault"), desk.asked("--topic", "fault", channel="mail")
    assert "Filed" in desk.worked(by_phone, "call", "2026-03-02T09:00", "2026-03-02T09:20")
    work = (
        "--kind",
        "call",
        "--start",
        "2026-03-05T10:00",
        "--end",
        "2026-03-05T10:20",
        "--outcome",
        "advised",
        "--reason",
        "usage",
    )
    assert f"ticket set {by_mail} impact=…" in refused(
        desk, "call", "log", by_mail, *work, at="2026-03-05T11:00"
    )


def test_a_fact_of_a_device_is_asked_where_the_device_is_named(empty, tmp_path):  # noqa: F811
    guarded = (
        'id = "guarded"\ncs = "Hlídaný"\nit = "Sorvegliato"\nen = "Guarded"\n'
        'of = "device"\nkind = "yes-no"\nneeded = true\n\n[[fact]]\n'
    )
    device = ('[[fact]]\nid = "km"\n', f'[[fact]]\n{guarded}id = "km"\n')
    desk = with_needed(empty, tmp_path, device)
    desk("customer", "set", "C001", "zone=a")
    ticket = desk.asked("--topic", "fault")
    named = ("call", "start", ticket, "--device", "Till PC", "--answer", "consent=yes:Jana:phone")
    told = refused(desk, *named, "--kind", "remote", at="2026-03-02T08:10")
    assert "“Guarded”" in told and "deskterm customer device C001 'Till PC' guarded=…" in told
    desk("customer", "device", "C001", "Till PC", "guarded=yes")
    card = desk.said("customer", "show", "C001", at="2026-03-02T08:10", lang="en")
    assert "to be said" not in card.casefold()
    desk(*named, "--kind", "remote", at="2026-03-02T08:10")
    desk("customer", "device", "C001", "Till PC", "guarded=")
    card = desk.said("customer", "show", "C001", at="2026-03-02T08:11", lang="en")
    assert "Till PC, Guarded: deskterm customer device C001 'Till PC' guarded=…" in " ".join(card.split())


def test_check_says_what_only_the_lead_can_say_before_work_is_filed(ricni):  # noqa: F811
    remarks = ricni("service", "check", FILE, "--json").json["remarks"]
    assert any("only the lead may say it" in one for one in remarks)


def test_old_terms_go_on_without_a_fact_that_only_new_ones_need(ricni, tmp_path):  # noqa: F811
    """A ticket stands under the terms of its arrival; what those needed and today's know not is not asked."""
    ticket = ricni.asked("--topic", "fault", customer="C003")
    ricni("customer", "set", "C003", "zone=")
    text = FILE.read_text(encoding="utf-8")
    start, end = text.index('[[fact]]\nid = "zone"'), text.index('[[fact]]\nid = "users"')
    text = text[:start] + text[end:]
    for piece in ("A", "B", "km"):
        text = text.replace(', "zone=' + {"A": "a", "B": "b", "km": "c"}[piece] + '"]', "]")
    file = tmp_path / "without.toml"
    file.write_text(text.replace(', "zone=c"]', "]"), encoding="utf-8")
    ricni("service", "adopt", file, "--anyway", "try", at="2026-03-03T09:00")
    assert "Filed" in ricni.worked(
        ticket, "call", "2026-03-05T10:00", "2026-03-05T10:20", at="2026-03-05T11:00"
    )
