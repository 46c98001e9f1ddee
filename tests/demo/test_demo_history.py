"""The demo's fortnight of past work: deeds in order that a loader can replay one after the other."""

from datetime import datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from deskterm.clock import parse_instant

from tests.demo.reading import arrived, customers, expected, mail, toml

ROME = "Europe/Rome"
NINE_TWELVE = parse_instant("2026-03-03T09:12", ROME)

# What each deed must carry beyond at, by and do, and what it may.
NEEDED = {
    "sell": {"customer", "kind", "size", "net_cents"},
    "request": {"label", "customer", "channel", "subject", "body", "contact", "phone"},
    "triage": {"label", "topic"},
    "take": {"label"},
    "clarify": {"label", "text"},
    "answer": {"label", "text"},
    "park": {"label", "until", "why"},
    "close": {"label"},
    "call": {"label", "inbound"},
}
ALLOWED = {
    "request": {"blocking"},
    "triage": {"vague"},
    "take": {"why"},
    "close": {"why"},
    "call": {"kind", "start", "end", "segments", "reason", "outcome", "note", "file"},
}


def deeds(do=None):
    return [deed for deed in toml("history.toml")["deed"] if do in (None, deed["do"])]


def instant(text):
    return parse_instant(text, ROME)


def born():
    """When each ticket came to be, by its label."""
    made = {deed["label"]: instant(deed["at"]) for deed in deeds("request")}
    mails = {name: entry for name, entry in expected().items() if entry["outcome"] == "queued"}
    return made | {name: int(arrived(mail(name)).timestamp()) for name in mails}


def owner(label):
    made = {deed["label"]: deed["customer"] for deed in deeds("request")}
    return made.get(label) or expected()[label]["customer"]


def stretches(call):
    return call.get("segments") or [call]


def seconds(call):
    """The whole contact: the demo's stretches follow each other without a gap."""
    return instant(stretches(call)[-1]["end"]) - instant(stretches(call)[0]["start"])


def drawn(code):
    """Minutes that the calls of a customer draw from its packs: whole contacts of more than five minutes."""
    total = 0
    for call in deeds("call"):
        if owner(call["label"]) == code and call.get("file", True) and seconds(call) > 300:
            total += -(-seconds(call) // 60)
    return total


def test_a_deed_says_all_that_its_kind_needs_and_nothing_else():
    for deed in deeds():
        given = set(deed) - {"at", "by", "do"}
        assert given >= NEEDED[deed["do"]], deed
        assert given <= NEEDED[deed["do"]] | ALLOWED.get(deed["do"], set()), deed


def test_deeds_follow_each_other_in_time_and_end_before_the_demo_begins():
    moments = [instant(deed["at"]) for deed in deeds()]
    assert moments == sorted(moments)
    assert len(set(moments)) == len(moments)
    assert moments[-1] < NINE_TWELVE


def test_work_is_done_while_the_desk_is_open():
    for deed in deeds():
        local = datetime.fromtimestamp(instant(deed["at"]), ZoneInfo(ROME))
        assert local.weekday() < 5
        assert time(8, 30) <= local.time() <= time(12, 30) or time(14) <= local.time() <= time(17), deed


def test_every_deed_names_people_and_tickets_that_exist_by_then():
    names = {technician["name"] for technician in toml("technicians.toml")["technician"]}
    for deed in deeds():
        assert deed["by"] in names
        assert deed.get("customer", "C001") in customers()
        if "label" in deed:
            assert born()[deed["label"]] <= instant(deed["at"]), deed


def test_a_ticket_is_asked_for_once_and_left_alone_once_closed():
    labels = [deed["label"] for deed in deeds("request")]
    assert len(set(labels)) == len(labels)
    closed = set()
    for deed in deeds():
        assert deed.get("label") not in closed, deed
        if deed["do"] == "close":
            closed.add(deed["label"])


def test_a_request_comes_from_a_known_contact_with_the_phone_on_the_card():
    for deed in deeds("request"):
        contacts = {c["name"]: c["phone"] for c in customers()[deed["customer"]]["contact"]}
        assert deed["phone"] in ("", contacts[deed["contact"]])


def test_a_call_has_its_stretches_one_after_the_other_and_is_filed_afterwards():
    for call in deeds("call"):
        edges = [instant(piece[end]) for piece in stretches(call) for end in ("start", "end")]
        assert edges == sorted(edges)
        assert edges[1:-1:2] == edges[2::2]
        assert edges[-1] <= instant(call["at"])
        assert {piece["kind"] for piece in stretches(call)} <= {"call", "remote", "training"}


def test_no_technician_is_on_two_calls_at_once():
    for name in {call["by"] for call in deeds("call")}:
        mine = [stretches(call) for call in deeds("call") if call["by"] == name]
        for before, after in pairwise(mine):
            assert instant(before[-1]["end"]) < instant(after[0]["start"])


def test_one_session_waits_for_its_report_and_every_other_says_why_and_how_it_ended():
    unfiled = [call for call in deeds("call") if not call.get("file", True)]
    assert len(unfiled) == 1
    for call in deeds("call"):
        if call.get("file", True):
            assert call["reason"]
            assert call["outcome"]
            assert call["note"]


def test_calls_stand_on_both_sides_of_the_five_minutes():
    lengths = {seconds(call) for call in deeds("call")}
    assert {300, 301} <= lengths
    assert max(lengths) > 3_600


def test_the_packs_come_out_as_the_cards_say():
    for code, customer in customers().items():
        valid = [pack for pack in customer.get("pack", []) if pack["expires"] > "2026-02-16"]
        for pack in customer.get("pack", []):
            before = pack["size"] - pack["used"]
            assert pack["left"] == (max(before - drawn(code), 0) if pack in valid else before), code
            assert int(pack["expires"][:4]) == int(pack["sold"][:4]) + 1
            assert pack["expires"][4:] == pack["sold"][4:]


def test_one_call_outruns_its_pack():
    short = customers()["C003"]["pack"][0]
    assert short["size"] - short["used"] == 12
    assert drawn("C003") == 28


def test_agreements_and_packs_stand_in_every_state():
    until = {code: c["agreement"]["until"] for code, c in customers().items() if "agreement" in c}
    assert len(customers()) == 12
    assert len(until) == 10
    assert sum(day < "2026-03-03" for day in until.values()) == 1
    assert sum("2026-03-03" <= day <= "2026-03-31" for day in until.values()) == 2
    packs = [pack for customer in customers().values() for pack in customer.get("pack", [])]
    assert any(pack["left"] == pack["size"] for pack in packs)
    assert any(0 < pack["left"] < 120 for pack in packs)
    assert any(pack["left"] == 0 for pack in packs)
    assert any(pack["expires"] < "2026-03-03" for pack in packs)
    assert any("2026-03-03" < pack["expires"] <= "2026-03-13" for pack in packs)


def test_the_morning_has_work_left():
    """At least ten wait, one of them urgent; of the rest one is late and two are due before noon."""
    handled = {d["label"] for d in deeds() if d["do"] in ("take", "answer", "park", "clarify", "close")}
    sent_on = {d["label"] for d in deeds("triage") if d["topic"] in ("tax-return", "balance-sheet", "tax")}
    waiting = {label: at for label, at in born().items() if label not in handled | sent_on}
    urgent = {deed["label"] for deed in deeds("request") if deed["channel"] == "urgent"}
    assert len(waiting) >= 10
    assert len(urgent & set(waiting)) == 1
    friday = [at for at in waiting.values() if at < instant("2026-02-27T12:01")]
    assert sum(at <= instant("2026-02-27T09:12") for at in friday) == 1
    assert sum(at > instant("2026-02-27T09:12") for at in friday) == 2


def test_somebody_waits_for_the_customer_for_the_vendor_and_for_a_date():
    assert len(deeds("clarify")) == 2
    assert any(deed["topic"] == "tax-return" for deed in deeds("triage"))
    assert [deed["until"][:10] for deed in deeds("park")] == ["2026-03-04"]
