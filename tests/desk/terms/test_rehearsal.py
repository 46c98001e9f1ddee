"""A month of the desk under other terms: what differs, and nothing where nothing was changed."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.context import make_desk
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive, recovery
from deskterm.desk.packs import packs
from deskterm.desk.steps.rehearsal.work import Billed
from deskterm.desk.terms import files, rehearsal
from deskterm.desk.triage import clarify, triage
from deskterm.models.terms.service import read_service

from tests.clocks import rome
from tests.desk.mails import letter, read
from tests.desk.money_kit import HandClock

TEXT = files.text_of("delta-system").partition("# Examples")[0]


def changed(*swaps):
    """Delta System's terms with some of their text replaced."""
    text = TEXT
    for old, new in swaps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return read_service(text)


SAME = changed()
EARLY_CUTOFF = changed(('cutoff = "12:00"', 'cutoff = "08:30"'))
QUARTERS = changed(("step = 1, settle", "step = 15, settle"))
NO_MERGING = changed(('merge_gap = "10:00"', 'merge_gap = "0:00"'))
NO_FREE_TIME = changed(
    ('["contract", "session=call|remote", "seconds<=300"]', '["contract", "seconds<=300", "session=web"]')
)


@pytest.fixture
def zaupa(office):
    return office.customer()


def work(office, ticket, start, end, **words):
    """A call of 3 March, entered and filed in the evening."""
    office.at("2026-03-03 19:00")
    usual = {"kind": "call", "outcome": "solved", "reason": "setup"}
    at = {"started_at": rome(f"2026-03-03 {start}"), "ended_at": rome(f"2026-03-03 {end}")}
    return filing.log(office.desk, ticket, **usual | at | words)


def march(office, terms):
    return rehearsal.month(office.desk, terms, "2026-03")


def billed(office, terms):
    """Minutes and cents of the month's work, as they were and as they would be."""
    found = march(office, terms).work
    was, would = [item.was for item in found], [item.would for item in found]
    return [(sum(one.minutes for one in side), sum(one.net_cents for one in side)) for side in (was, would)]


def differing(found):
    return [item for item in (*found.requests, *found.work) if item.differs]


def busy_month(office, zaupa):
    """Requests of every fate and work of every kind."""
    bianchi = office.customer("Studio Bianchi", contract=False)
    cards.add(
        office.desk,
        name="Rossi Impianti srl",
        contacts=[{"name": "Anna", "email": "anna@rossi.example"}],
        contract_from="2026-01-01",
    )
    office.carnet(zaupa, 20)
    first, second = office.ticket(zaupa), office.ticket(bianchi)
    for number, (subject, proven) in enumerate([("", True), ("Stampa", True), ("Stampa", False)]):
        raw = letter(subject=subject, proven=proven, message_id=f"<{number}@rossi.example>")
        receive.receive_mail(office.desk, read(raw))
    receive.receive_mail(office.desk, read(letter("chi@altrove.example", message_id="<9@altrove.example>")))
    triage.triage(office.desk, first, topic="production")
    work(office, first, "10:00", "10:04:59")
    work(office, first, "10:08", "10:21")
    work(office, second, "11:00", "11:04")
    work(office, first, "15:00", "15:30", kind="remote")
    work(office, second, "16:00", "16:20", kind="onsite", price="D28")
    work(office, second, "17:00", "17:03", price="D26")


def test_under_the_same_terms_nothing_differs(office, zaupa):
    busy_month(office, zaupa)
    found = march(office, SAME)
    assert {item.was.outcome for item in found.requests} == {"queued", "rejected", "held"}
    assert sum(item.was.net_cents for item in found.work) > 0
    assert differing(found) == []


def test_an_earlier_cutoff_makes_answers_due_later(office, zaupa):
    code = office.ticket(zaupa)
    (item,) = march(office, EARLY_CUTOFF).requests
    assert (item.ticket, item.was.due_at, item.would.due_at) == (
        code,
        rome("2026-03-05 09:00"),
        rome("2026-03-06 08:30"),
    )
    assert item.differs


def test_what_was_promised_first_counts_not_what_came_of_it(office, zaupa):
    code = office.ticket(zaupa)
    clarify.clarify(office.at("2026-03-03 10:00").desk, code, text="Quale stampa?")
    with office.desk.write() as conn:
        conn.execute("UPDATE ticket SET due_at = due_at + 86400, vague = 1")
    assert differing(march(office, SAME)) == []


def test_a_rule_that_rejects_rejects_and_takes_the_term_away(office, zaupa):
    stricter = changed(('["vague"], do = "clarify"', '["!operation"], do = "reject"'))
    office.ticket(zaupa)
    (item,) = march(office, stricter).requests
    assert (item.was.outcome, item.would.outcome, item.would.due_at) == ("queued", "rejected", None)
    assert item.would.rules == ("D9",)


def test_what_would_wait_for_a_person_has_no_term_yet(office, zaupa):
    careful = changed(
        ('["vague"], do = "clarify", template = "clarification"', '["!operation"], do = "review"')
    )
    office.ticket(zaupa)
    (item,) = march(office, careful).requests
    assert (item.would.outcome, item.would.due_at) == ("review", None)


GRAVE = (
    'response = [ { id = "D5", part = "grave", when = ["contract", "severity=A"], target = "2h",'
    ' clock = "open", calendar = "office" }, {'
)
URGENT_FIRST = TEXT.replace("response = [ {", GRAVE) + '[[severity]]\nid = "A"\nit = "Grave"\nen = "Grave"\n'


def test_the_term_that_a_severity_brought_is_the_one_compared(tmp_path):
    clock = HandClock()
    desk = make_desk(tmp_path / "desk", URGENT_FIRST, "urgent.toml", who="luca", clock=clock)
    code = cards.add(desk, name="Zaupa", contract_from="2026-01-01").code
    ticket = receive.receive_request(
        desk, channel="mail", customer=code, subject="Cassa", body="Ferma."
    ).ticket
    triage.triage(desk, ticket, topic="usage", severity="A")
    (same,) = rehearsal.month(desk, read_service(URGENT_FIRST), "2026-03").requests
    (other,) = rehearsal.month(desk, SAME, "2026-03").requests
    desk.close()
    assert (same.was.due_at, same.differs) == (rome("2026-03-03 11:00"), False)
    assert other.would.due_at == rome("2026-03-05 09:00")


def test_a_mail_that_was_rejected_may_come_in(office):
    gentle = changed(('["kind=email", "!subject", "!thread"]', '["kind=email", "!subject", "!problem"]'))
    cards.add(office.desk, name="Rossi", contacts=[{"name": "Anna", "email": "anna@rossi.example"}])
    receive.receive_mail(office.desk, read(letter(subject="")))
    receive.receive_mail(
        office.desk, read(letter("chi@altrove.example", "", message_id="<2@altrove.example>"))
    )
    ours, strange = march(office, gentle).requests
    assert (ours.was.outcome, ours.ticket, ours.would.outcome) == ("rejected", "", "queued")
    assert (strange.was.outcome, strange.would.outcome) == ("rejected", "held")


def test_no_terms_make_a_stranger_known_or_a_doubtful_sender_sure(office):
    open_house = changed(('["!customer"], do = "hold"', '["!customer"], do = "warn"'))
    receive.receive_mail(office.desk, read(letter(proven=False)))
    receive.receive_mail(office.desk, read(letter("chi@altrove.example", message_id="<2@altrove.example>")))
    assert [item.would.outcome for item in march(office, open_house).requests] == ["held", "held"]


def test_what_a_person_recovered_was_accepted_whatever_turned_it_away(office, zaupa):
    held = receive.receive_mail(office.desk, read(letter("chi@altrove.example")))
    recovery.recover(office.desk, held.message, customer=zaupa)
    (item,) = march(office, SAME).requests
    assert (item.was.outcome, item.would.outcome, item.ticket != "") == ("queued", "queued", True)
    assert item.was.due_at == item.would.due_at == rome("2026-03-04 08:50")


def test_a_rule_of_the_other_terms_turns_away_what_a_person_recovered_from_ours(office, zaupa):
    stricter = changed(('["vague"], do = "clarify"', '["!operation"], do = "reject"'))
    held = receive.receive_mail(office.desk, read(letter("chi@altrove.example")))
    recovery.recover(office.desk, held.message, customer=zaupa)
    (item,) = march(office, stricter).requests
    assert (item.was.outcome, item.would.outcome, item.would.due_at) == ("queued", "rejected", None)


def test_a_topic_left_out_shows_in_the_scope(office, zaupa):
    narrow = changed(("topic=customisation|", "topic=usage|customisation|"))
    triage.triage(office.desk, office.ticket(zaupa), topic="usage")
    (item,) = march(office, narrow).requests
    assert (item.was.scope, item.would.scope) == ("in", "out")


def test_a_larger_step_bills_more_minutes_and_more_money(office):
    verdi = office.customer("Officine Verdi", contract=False)
    ticket = office.ticket(verdi)
    work(office, ticket, "10:00", "10:07")
    work(office, ticket, "12:00", "12:16")
    assert billed(office, QUARTERS) == [(23, 2300), (45, 4500)]


def test_what_the_other_terms_draw_is_gone_for_the_work_that_follows(office, zaupa):
    office.carnet(zaupa, 40)
    first, second = office.ticket(zaupa), office.ticket(zaupa)
    for ticket, start, end in (
        (first, "10:00", "10:16"),
        (second, "11:00", "11:07"),
        (first, "12:00", "12:07"),
    ):
        work(office, ticket, start, end)
    # 16, 7 and 7 minutes all fit in the carnet; of 30, 15 and 15 it covers the first and 10 of the second.
    assert billed(office, QUARTERS) == [(30, 0), (60, (5 + 15) * 90)]
    assert {one.ticket: one.would.net_cents for one in march(office, QUARTERS).work} == {
        first: 15 * 90,
        second: 5 * 90,
    }


def test_a_carnet_sold_later_does_not_pay_for_work_before_it(office, zaupa):
    ticket = office.ticket(zaupa)
    work(office, ticket, "10:00", "10:20")
    office.at("2026-03-04 09:00")
    office.carnet(zaupa, 600)
    assert billed(office, SAME) == [(20, 1800), (20, 1800)]


def test_what_is_added_to_a_carnet_later_does_not_either(office, zaupa):
    carnet, ticket = office.carnet(zaupa, 5), office.ticket(zaupa)
    work(office, ticket, "10:00", "10:20")
    office.at("2026-03-04 09:00")
    packs.adjust(office.desk, carnet.id, amount=60, note="omaggio")
    assert billed(office, SAME) == [(20, 1350), (20, 1350)]


def test_a_smaller_gap_makes_two_free_calls_of_one_that_cost(office, zaupa):
    ticket = office.ticket(zaupa)
    work(office, ticket, "10:00", "10:04")
    work(office, ticket, "10:10", "10:14")
    (found,) = march(office, NO_MERGING).work
    assert (found.was.contacts, found.was.minutes) == (1, 8)
    assert found.would == Billed(contacts=2, seconds=480)


def test_a_larger_gap_makes_one_contact_of_two(office, zaupa):
    patient = changed(('merge_gap = "10:00"', 'merge_gap = "1:00:00"'))
    ticket = office.ticket(zaupa)
    work(office, ticket, "10:00", "10:04")
    work(office, ticket, "10:30", "10:34")
    (found,) = march(office, patient).work
    assert (found.was.contacts, found.was.minutes) == (2, 0)
    assert (found.would.contacts, found.would.minutes) == (1, 8)


def test_a_contact_that_was_resumed_by_hand_stays_one(office, zaupa):
    ticket = office.ticket(zaupa)
    session = timer.start(office.at("0:00").desk, ticket)
    timer.pause(office.at("4:00").desk)
    timer.resume(office.at("2026-03-03 11:00").desk, session.group_id)
    timer.stop(office.at("2026-03-03 11:04").desk)
    filing.file(office.desk, session.group_id, outcome="solved", reason="setup")
    for terms in (SAME, NO_MERGING):
        assert differing(march(office, terms)) == []


def test_without_free_time_every_call_costs(office, zaupa):
    work(office, office.ticket(zaupa), "10:00", "10:03")
    assert billed(office, NO_FREE_TIME) == [(0, 0), (3, 270)]


def test_a_sender_who_is_not_confirmed_has_neither_contract_nor_carnet_under_any_terms(office):
    card = cards.add(
        office.desk,
        name="Rossi",
        contacts=[{"name": "Anna", "email": "anna@rossi.example"}],
        contract_from="2026-01-01",
    )
    office.carnet(card.code, 600)
    received = receive.receive_mail(office.desk, read(letter(proven=False)))
    work(office, received.ticket, "10:00", "10:03")
    assert billed(office, SAME) == [(3, 300), (3, 300)]


def test_a_month_begins_and_ends_at_local_midnight(office, zaupa):
    for moment in ("2026-02-28 23:59", "2026-03-01 00:00", "2026-03-31 23:59", "2026-04-01 00:00"):
        office.at(moment)
        office.ticket(zaupa)
    assert [item.ticket for item in march(office, SAME).requests] == ["TK000002", "TK000003"]
    assert rehearsal.bounds("2026-12", "Europe/Rome")[1] == rome("2027-01-01 00:00")


def test_an_empty_month_is_empty(office):
    found = march(office, SAME)
    assert (found.requests, found.work, found.names) == ((), (), {})


def test_a_rehearsal_changes_nothing(office, zaupa):
    busy_month(office, zaupa)
    before = office.desk.changed()
    with office.desk.read() as conn:
        rows = list(map(tuple, conn.execute("SELECT id, deed FROM event")))
    march(office, QUARTERS)
    with office.desk.read() as conn:
        assert list(map(tuple, conn.execute("SELECT id, deed FROM event"))) == rows
    assert office.desk.changed() == before


@pytest.mark.parametrize("name", files.names())
def test_a_month_can_be_gone_through_under_any_shipped_terms(office, zaupa, name):
    busy_month(office, zaupa)
    found = march(office, files.load(name))
    assert len(found.requests) == 6
    assert sum(item.would.seconds for item in found.work) == sum(item.was.seconds for item in found.work)
