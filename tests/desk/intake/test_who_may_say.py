"""Who may say a fact of the terms' own is asked at every door: `by` of the file, whatever brings the fact.

The fact opens a promise of five minutes: whoever may not say it has it refused by its name, or set aside.
"""

import json
from pathlib import Path

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.customers import cards, devices, profile
from deskterm.desk.errors import Refused
from deskterm.desk.intake import portal, receive, recovery
from deskterm.desk.steps.work.gate_answers import Answer
from deskterm.desk.tickets import ticket_facts, tickets
from deskterm.desk.upkeep import technicians
from deskterm.screens.request import words as form
from deskterm.screens.request.words import RequestDraft

from tests.clocks import Watch
from tests.desk.five import House, letter_of
from tests.desk.intake.test_portal import write
from tests.desk.intake.test_portal_files import rows

OFFICINA = Path(__file__).parents[2] / "data" / "firms" / "officina.toml"
SOON = '{ id = "Z5", part = "vip", when = ["vip"], target = "5m", clock = "elapsed" },\n'
FACT = """
[[fact]]
id = "{name}"
of = "{of}"
kind = "yes-no"
it = "{name}"
en = "{name}"
"""
BY = {
    "lead": ("lead",),
    "technician": ("technician",),
    "customer": ("customer",),
    "customer-or-lead": ("customer", "lead"),
    "anybody": (),
}
NOW = "Tue, 3 Mar 2026 10:30:00 +0100"
FROM_OUTSIDE = ("mail", "csv", "json", "csv-unvouched", "json-unvouched")
DOORS = (*FROM_OUTSIDE, "field", "form")
ROLES = {"ugo": {"technician"}, "capo": {"technician", "lead"}}


def terms(by):
    by_line = f"by = [{', '.join(json.dumps(one) for one in by)}]\n" if by else ""
    text = OFFICINA.read_text(encoding="utf-8").replace("response = [\n", f"response = [\n{SOON}", 1)
    asked = FACT.format(name="vip", of="request") + 'from = ["mail", "portal", "phone"]\n' + by_line
    others = [
        FACT.format(name=f"{of}_vip", of=of) + by_line.replace('"customer"', '"technician"')
        for of in ("customer", "agreement", "device", "ticket", "session")
    ]
    return text.replace("\n[calendar.office]", "".join([asked, *others]) + "\n[calendar.office]", 1)


@pytest.fixture
def firm(tmp_path):
    opened = []

    def open_(by, who):
        house = House(tmp_path, "officina", Watch("2026-03-03T10:30"), text=terms(by), plan="")
        technicians.add(house.desk, "ugo")
        technicians.add(house.desk, "capo", role="lead")
        house.desk.who = who
        opened.append(house)
        return house

    yield open_
    for one in opened:
        one.desk.close()


def through(house, door, said, number=0):
    """A request that says this, through one of the doors."""
    entry = {"channel": "mail", "customer": "C001", "subject": f"Caso {number}", "body": "Non stampa."} | said
    folder = house.desk.folder.parent
    kind, _, unvouched = door.partition("-")
    if kind == "csv":
        path = write(folder, f"{number}.csv", rows(";", entry))
        return next(iter(portal.receive_file(house.desk, path, vouched=not unvouched)))
    if kind == "json":
        path = write(folder, f"{number}.jsonl", json.dumps(entry))
        return next(iter(portal.receive_file(house.desk, path, vouched=not unvouched)))
    if kind == "mail":
        lines = "".join(f"{name}: {value}\n" for name, value in said.items())
        told = {"subject": f"Caso {number}", "body": f"Non stampa.\n{lines}", "received": NOW}
        mail = letter_of(**told, message_id=f"<{number}@rossi.example>")
        return receive.receive_mail(house.desk, mail, vouched=True)
    if kind == "field":
        given = {"subject": f"Caso {number}", "body": "Non stampa.", "fields": said}
        return receive.receive_request(house.desk, channel="mail", customer="C001", **given)
    values = {"subject": f"Caso {number}", "problem": "Non stampa."} | said
    return form.submit(house.desk, RequestDraft(channel="mail", customer="C001", values=values))


def speakers(door, who):
    """As whom a fact is said that comes this way: what is typed in is the customer's word, in this hand."""
    return {"customer"} if door in FROM_OUTSIDE else {"customer", *ROLES[who]}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("by", BY)
def test_a_fact_is_taken_from_those_who_may_say_it_and_told_by_name_of_others(firm, by, who, door):
    house = firm(BY[by], who)
    plain = through(house, door, {})
    usual = tickets.get(house.desk, plain.ticket).due_at if plain.ticket else None
    may = not BY[by] or bool(speakers(door, who) & set(BY[by]))
    if not may and door not in FROM_OUTSIDE:
        with pytest.raises(Refused, match="vip") as refusal:
            through(house, door, {"vip": "yes"}, 1)
        assert refusal.value.code == "fact_not_yours"
        return
    got = through(house, door, {"vip": "yes"}, 1)
    assert got.not_taken == (() if may else ("vip",))
    ticket = tickets.get(house.desk, got.ticket)
    if may and ticket.confirmed:
        assert ticket.due_at == house.watch() + 300
    elif not may:
        assert ticket.due_at == usual
        assert tickets.not_taken(house.desk, ticket) == {"vip": "yes"}
        assert ticket_facts.written(house.desk, ticket.code) == {}


@pytest.mark.parametrize("door", ["mail", "json"])
def test_what_waits_for_a_person_is_judged_by_who_said_it_not_by_who_recovers_it(firm, door):
    house = firm(("lead",), "capo")
    if door == "mail":
        mail = letter_of("Altro <x@altrove.example>", body="Non stampa.\nvip: yes\n", received=NOW)
        got = receive.receive_mail(house.desk, mail)
    else:
        entry = {"channel": "mail", "subject": "Caso", "body": "Non stampa.", "vip": "yes"}
        path = write(house.desk.folder.parent, "a.jsonl", json.dumps(entry))
        (got,) = portal.receive_file(house.desk, path)
    assert got.ticket is None and recovery.not_taken(house.desk, got.message) == {"vip": "yes"}
    back = tickets.get(house.desk, recovery.recover(house.desk, got.message, customer="C001").ticket)
    assert tickets.not_taken(house.desk, back) == {"vip": "yes"}
    assert back.due_at > house.watch() + 300
    ticket_facts.set_facts(house.desk, back.code, {"vip": "yes"})  # a lead says so
    assert tickets.get(house.desk, back.code).due_at == house.watch() + 300


def test_the_form_asks_nobody_for_what_is_not_theirs_to_say(firm):
    draft = RequestDraft(channel="mail", customer="C001", values={"subject": "Caso", "vip": "yes"})
    house = firm(("lead",), "ugo")
    seen = form.outlook(house.desk, draft)
    assert seen.barred == ("vip", "ticket_vip")
    assert [one.due_at for one in seen.verdict.promises] != [house.watch() + 300]
    house.desk.who = "capo"
    seen = form.outlook(house.desk, draft)
    assert seen.barred == () and [one.due_at for one in seen.verdict.promises] == [house.watch() + 300]


def deeds(house, code):
    """Every way in which the desk itself writes a fact of each kind of thing."""
    desk, work = house.desk, ("2026-03-03T09:00", "2026-03-03T09:10")
    start, end = (Watch(one)() for one in work)

    def log():
        answers = {"session_vip": Answer(value="yes")}
        return filing.log(
            desk, code, kind="call", started_at=start, ended_at=end, answers=answers, outcome="solved"
        )

    return {
        "customer": lambda: profile.set_facts(desk, "C001", {"customer_vip": "yes"}),
        "agreement": lambda: cards.add(
            desk, name="Nuova", contract_from="2026-01-01", agreed={"agreement_vip": "yes"}
        ),
        "device": lambda: devices.set_facts(desk, "C001", "PC", {"device_vip": "yes"}),
        "ticket": lambda: ticket_facts.set_facts(desk, code, {"ticket_vip": "yes"}),
        "session": log,
    }


@pytest.mark.parametrize("of", ["customer", "agreement", "device", "ticket", "session"])
@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("by", ["lead", "technician", "anybody"])
def test_the_facts_of_every_thing_are_written_by_those_alone_whom_the_terms_name(firm, by, who, of):
    house = firm(BY[by], who)
    code = through(house, "field", {}).ticket
    if by == "lead" and who == "ugo":
        with pytest.raises(Refused, match=f"{of}_vip"):
            deeds(house, code)[of]()
    else:
        deeds(house, code)[of]()


@pytest.mark.parametrize("by", ["lead", "anybody"])
def test_what_a_reply_says_by_the_names_of_facts_changes_nothing_and_is_told(firm, by):
    house = firm(BY[by], "capo")
    code = through(house, "field", {}).ticket
    was = tickets.get(house.desk, code)
    reply = {"body": "Ancora niente.\nvip: yes\nseverity: A\n", "received": NOW}
    got = receive.receive_mail(house.desk, letter_of(subject=f"Re: Caso [#{code}-{was.tag}]", **reply))
    assert (got.outcome, got.ticket, set(got.not_taken)) == ("appended", code, {"vip", "severity"})
    now = tickets.get(house.desk, code)
    assert (now.due_at, now.severity) == (was.due_at, was.severity)
    assert tickets.not_taken(house.desk, now) == {"vip": "yes", "severity": "A"}
    assert recovery.not_taken(house.desk, got.message) == {"vip": "yes", "severity": "A"}
