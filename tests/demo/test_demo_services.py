"""Each further service's demo: its files tell one story, and the desk makes of it what they expect."""

import re
from datetime import datetime
from email import message_from_bytes, policy

import pytest
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.customers import cards
from deskterm.desk.demo import demo
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets
from deskterm.models.basics.fiscal import wrong

from tests.demo.reading import arrived
from tests.demo.telling import OTHERS, OUTCOMES, Telling

ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)*)")
PHONE = re.compile(r"\b0\d{1,3} \d{6}\b|\b3\d\d \d{7}\b")


# What each deed may say beyond at, by, do and refused.
SAYS = {
    "sell": "customer kind size net_cents",
    "deliver": "customer what",
    "request": "label channel customer subject body contact phone email blocking fields",
    "accept": "label customer",
    "triage": "label topic severity",
    "split": "label parts",
    "take": "label why",
    "clarify": "label text",
    "answer": "label text",
    "upload": "label what",
    "park": "label until why wait",
    "close": "label why",
    "attempt": "label result note",
    "appointment": "label kind start minutes for paid note",
    "kept": "label",
    "not_authorised": "label who how words",
    "call": "label inbound kind start end segments answers device at_close reason outcome note price file",
}


@pytest.fixture(scope="module", params=OTHERS)
def telling(request):
    return Telling(request.param)


@pytest.fixture(scope="module")
def story(telling, tmp_path_factory):
    told = telling.tell(tmp_path_factory.mktemp(telling.service) / "desk")
    yield told
    told.desk.close()


@pytest.fixture(scope="module")
def kept(story):
    """What became of each message: (outcome, rule, decisions' rules), by the mail's file or the instant."""
    with story.desk.read() as conn:
        found = conn.execute(
            "SELECT m.id, m.source, m.received_at, m.subject, m.outcome, m.rule, m.ticket_id FROM message m"
            " WHERE m.direction = 'in' AND m.kind <> 'part' ORDER BY m.id"
        ).fetchall()
        said = conn.execute("SELECT ticket_id, message_id, rule FROM decision ORDER BY id").fetchall()
    rules = {
        row["id"]: {
            one["rule"]
            for one in said
            if one["message_id"] == row["id"] or (row["ticket_id"] and one["ticket_id"] == row["ticket_id"])
        }
        for row in found
    }
    return {
        row["source"] or (row["received_at"], row["subject"]): (row["outcome"], row["rule"], rules[row["id"]])
        for row in found
    }


def arrivals(telling, story):
    """Every expected mail and request with its key in `kept` and its label."""
    for entry in telling.expected.get("mail", []):
        yield entry, entry["file"], entry["file"]
    wanted = {entry["label"]: entry for entry in telling.expected["request"]}
    for deed in telling.requests():
        yield wanted[deed["label"]], (story.instant(deed["at"]), deed["subject"]), deed["label"]


def names_of(story):
    """The name of each ticket: the first message's, not that of a reply that joined it."""
    return {code: label for label, code in reversed(story.labels.items())}


def texts_of(telling):
    for path in sorted(telling.folder.rglob("*")):
        if path.suffix in (".toml", ".md"):
            yield path.read_text(encoding="utf-8")
        if path.suffix == ".eml":
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = message.get_body(("plain", "html"))
            yield "\n".join(f"{name}: {value}" for name, value in message.items()) + body.get_content()


def test_every_shipped_service_has_a_demo():
    assert [name for name in files.names() if not demo.demo_folder(name).is_dir()] == []
    assert {*OTHERS, demo.first()} == set(files.names())


def test_a_demo_has_a_few_people_and_a_morning_of_requests(telling):
    assert 2 <= len(telling.technicians) <= 3
    assert 5 <= len(telling.customers) <= 8
    assert len(telling.requests()) + len(telling.mails) >= 12


def test_everybody_in_it_is_invented(telling):
    for text in texts_of(telling):
        assert [host for host in ADDRESS.findall(text) if not host.endswith(".example")] == []
        assert [number for number in PHONE.findall(text) if not number.split()[1].startswith("00")] == []


def test_vat_numbers_in_it_are_right_and_nobodys(telling):
    for customer in telling.customers:
        assert wrong("vat", customer["vat"]) is None
        assert customer["vat"].startswith("77")


def test_deeds_follow_each_other_up_to_the_moment_when_the_demo_begins(telling):
    moments = [datetime.fromisoformat(deed["at"]) for deed in telling.deeds]
    assert moments == sorted(moments)
    assert len(set(moments)) == len(moments)
    assert telling.script.before < moments[0]
    assert moments[-1] < telling.script.now
    assert {deed["by"] for deed in telling.deeds} <= set(telling.technicians)


def test_a_deed_says_nothing_that_nobody_hears(telling):
    for deed in telling.deeds:
        assert set(deed) - {"at", "by", "do", "refused"} <= set(SAYS[deed["do"]].split()), deed


def test_mails_are_whole_and_came_through_the_firms_own_server(telling):
    for path in telling.mails:
        message = message_from_bytes(path.read_bytes(), policy=policy.compat32)
        assert not message.defects, path.name
        assert f"by {telling.script.server}" in message["Received"]
        local = arrived(message).replace(tzinfo=None)
        assert telling.script.before < local < telling.script.now, path.name


def test_every_arrival_is_expected_once_and_mails_stand_in_the_readme(telling):
    expected = telling.expected
    assert [deed["label"] for deed in telling.requests()] == [one["label"] for one in expected["request"]]
    assert [path.name for path in telling.mails] == [one["file"] for one in expected.get("mail", [])]
    readme = (telling.folder / "README.md").read_text(encoding="utf-8")
    for one in expected.get("mail", []):
        assert f"| `{one['file']}` | {one['kind']} | {one['outcome']} |" in readme
    assert {one["outcome"] for one in (*expected["request"], *expected.get("mail", []))} <= OUTCOMES


def test_every_arrival_ends_as_expected(telling, story, kept):
    for entry, key, label in arrivals(telling, story):
        outcome, rule, said = kept[key]
        assert (label, outcome) == (label, entry["outcome"])
        assert (label, rule) == (label, entry.get("rule", rule))
        assert set(entry.get("warned", ())) <= said, (label, said)


def test_every_ticket_stands_as_expected_and_is_its_customers(telling, story):
    asked_by = {deed["label"]: deed.get("customer") for deed in telling.requests()}
    for entry, _, label in arrivals(telling, story):
        assert (label in story.labels) == ("state" in entry or "of" in entry), label
        if label not in story.labels:
            continue
        if "of" in entry:
            assert story.labels[label] == story.labels[entry["of"]]
        ticket = tickets.get(story.desk, story.labels[label])
        stands = {
            name: getattr(ticket, name) for name in ("state", "topic", "scope", "severity", "tier", "lane")
        }
        assert (label, {name: stands[name] for name in stands if name in entry}) == (
            label,
            {name: entry[name] for name in stands if name in entry},
        )
        owner = entry.get("customer") or asked_by[label]
        assert cards.code_of(story.desk, ticket.customer_id) == owner, label


def test_what_waits_is_in_the_order_of_the_terms(telling, story):
    names = names_of(story)
    assert [names[ticket.code] for ticket in queue.rows(story.desk, size=50)] == telling.expected["queue"]


def test_every_contact_cost_what_it_should(telling, story):
    priced = [
        {"label": label, "rule": said.rule, "mode": said.do, **said.detail}
        for code, label in names_of(story).items()
        for said in tickets.why(story.desk, code)
        if said.point == "price"
    ]
    wanted = telling.expected.get("work", [])
    assert sorted(one["label"] for one in priced) == sorted(one["label"] for one in wanted)
    for one in wanted:
        mine = [found for found in priced if found["label"] == one["label"]]
        assert any(all(found.get(name) == value for name, value in one.items()) for found in mine), (
            one,
            mine,
        )


def test_packs_hold_what_is_expected_and_the_ledger_agrees_with_itself(telling, story):
    wanted = telling.expected.get("packs", {})
    left = {
        one["code"]: sorted(line.pack.left for line in packs.packs(story.desk, customer=one["code"]))
        for one in telling.customers
        if one["code"] in wanted or one.get("pack")
    }
    assert left == wanted
    assert packs.check(story.desk) == ()


def test_what_is_past_its_time_is_known(telling, story):
    now = story.desk.now()
    names = names_of(story)
    late = [names[one.code] for one in queue.rows(story.desk, size=50) if one.due_at and one.due_at < now]
    assert late == telling.expected.get("late", [])


def test_who_waits_for_a_call_was_tried_as_often_as_expected(telling, story):
    for one in telling.expected.get("callback", []):
        promised = callbacks.of_ticket(story.desk, story.labels[one["label"]])[-1]
        assert (one["label"], promised.state, promised.attempts) == (
            one["label"],
            one["state"],
            one["attempts"],
        )


def test_appointments_stand_as_agreed(telling, story):
    for one in telling.expected.get("appointment", []):
        agreed = appointments.of_ticket(story.desk, story.labels[one["label"]])[-1]
        assert {
            "label": one["label"],
            **{name: getattr(agreed, name) for name in one if name != "label"},
        } == one


def test_no_call_is_running(story):
    with story.desk.read() as conn:
        assert conn.execute("SELECT count(*) FROM session WHERE state = 'running'").fetchone()[0] == 0
