"""A pack of tickets: a unit is put aside at opening, used up at the first answer, given back without one."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive, recovery
from deskterm.desk.packs import packs
from deskterm.desk.steps.packs import units
from deskterm.desk.tickets import merge, tickets, undo
from deskterm.desk.triage import divide
from deskterm.desk.triage.divide import Cut

from tests.desk.five import House, word


@pytest.fixture
def omnia(tmp_path, watch):
    """Omnia Studio on Monday at half past ten; the customer has a pack of three tickets."""
    watch.set("2026-03-02T10:30")
    house = House(tmp_path, "omniagest", watch).knows(phone_contract="yes")
    house.pack = house.tickets_sold(3).id
    yield house
    house.desk.close()


def portal(house, subject="Errore alla stampa", **more):
    return house.request("portal", subject=subject, fields={"type": "usage"}, **more)


def stands(house):
    pack = packs.get(house.desk, house.pack)
    assert packs.check(house.desk) == ()
    return pack.left, pack.reserved


def lines(house):
    return [(one.kind, one.amount, one.left) for one in packs.ledger(house.desk, house.pack)][1:]


def worked(house, watch, code, minutes=15):
    """Work on a ticket that is entered as it ends."""
    watch.passes(60 * minutes)
    now = house.desk.now()
    began = now - 60 * minutes
    return filing.log(house.desk, code, kind="web", started_at=began, ended_at=now, outcome="answer")


@pytest.mark.rule("O2", "A12")
def test_a_unit_is_put_aside_at_opening_and_used_up_at_the_first_answer(omnia):
    code = portal(omnia).ticket
    assert stands(omnia) == (2, 1)
    tickets.answer(omnia.desk, code, text="Faccia così.")
    assert stands(omnia) == (2, 0)
    tickets.answer(omnia.desk, code, text="E poi così.")
    assert stands(omnia) == (2, 0)
    assert lines(omnia) == [("reserved", -1, 2), ("released", 1, 3), ("burnt", -1, 2)]
    told = [(one.do, one.rule) for one in tickets.why(omnia.desk, code) if one.point == "settle"]
    assert told == [("reserved", "O2"), ("burnt", "O2")]


@pytest.mark.rule("A12")
def test_a_ticket_that_ends_unanswered_gives_its_unit_back_and_puts_one_aside_when_it_opens_again(omnia):
    code = portal(omnia).ticket
    tickets.close(omnia.desk, code, why="fuori servizio")
    assert stands(omnia) == (3, 0)
    with pytest.raises(Refused):
        undo.undo(omnia.desk, tickets.history(omnia.desk, code)[-2].id)
    tickets.reopen(omnia.desk, code)
    assert stands(omnia) == (2, 1)
    with pytest.raises(Refused):
        undo.undo(omnia.desk)


@pytest.mark.rule("O2")
def test_the_last_unit_put_aside_leaves_none_for_the_next_request(omnia):
    codes = [portal(omnia, f"Domanda {n}").ticket for n in range(3)]
    assert stands(omnia) == (0, 3)
    fourth = portal(omnia, "Domanda 4")
    assert (fourth.outcome, fourth.rule, fourth.ticket) == ("held", "O2", None)
    tickets.close(omnia.desk, codes[0], why="risolto da solo")
    assert portal(omnia, "Domanda 5").outcome == "queued"


@pytest.mark.rule("O2", "A12")
def test_a_call_answers_the_ticket_too_and_it_is_charged_once(omnia, watch):
    code = portal(omnia).ticket
    session = timer.start(omnia.desk, code, inbound=False, kind="remote")
    watch.passes(900)
    timer.stop(omnia.desk)
    seen = filing.preview(omnia.desk, session.group_id)
    filed = filing.file(omnia.desk, session.group_id, outcome="answer", reason="usage")
    assert seen.bill == filed.bill
    assert (filed.bill.mode, filed.bill.rule, filed.bill.units, filed.bill.net_cents) == (
        "ticket",
        "O2",
        1,
        0,
    )
    assert [(part.to, part.units) for part in filed.bill.settle] == [(f"pack:{omnia.pack}", 1)]
    assert (filed.report.before, filed.report.after, filed.unit) == (3, 2, "ticket")
    assert stands(omnia) == (2, 0)
    assert lines(omnia) == [("reserved", -1, 2), ("released", 1, 3), ("drawn", -1, 2)]
    watch.passes(3600)
    again = worked(omnia, watch, code)
    assert (again.bill.mode, again.bill.rule, again.report) == ("included", "O2", None)
    tickets.answer(omnia.desk, code, text="E per iscritto.")
    assert stands(omnia) == (2, 0)


@pytest.mark.rule("O7", "A12")
def test_a_request_of_several_topics_uses_one_unit_and_the_others_go_back(omnia):
    body = "Non stampa il registro. Inoltre vorrei sapere come si installa il modulo."
    code = portal(omnia, body=body).ticket
    kept = divide.split(omnia.desk, code, [Cut(offset=body.index("Inoltre"))])
    assert len(kept) == 1
    assert stands(omnia) == (2, 1)
    assert tickets.thread(omnia.desk, code)[-1].kind == "send_back"


@pytest.mark.rule("A12")
def test_a_merged_ticket_gives_its_unit_back(omnia, watch):
    first = portal(omnia).ticket
    watch.passes(60)
    second = portal(omnia, "La stessa cosa").ticket
    assert stands(omnia) == (1, 2)
    kept = merge.merge(omnia.desk, second, into=first)
    assert (kept.code, tickets.get(omnia.desk, second).state) == (first, "closed")
    assert stands(omnia) == (2, 1)
    assert len([one for one in tickets.thread(omnia.desk, first) if one.direction == "in"]) == 2
    with pytest.raises(Refused) as older:
        merge.merge(omnia.desk, first, into=portal(omnia, "Altro").ticket)
    assert older.value.code == "merge_older"


@pytest.mark.rule("A12")
def test_another_firm_may_use_its_units_at_opening_or_at_the_close(tmp_path, watch):
    from deskterm.desk.terms import files

    watch.set("2026-03-02T10:30")
    text = files.text_of("omniagest")
    for burn, moments in (("opening", [(2, 0), (2, 0), (2, 0)]), ("close", [(2, 1), (2, 1), (2, 0)])):
        told = text.replace('burn = "first-answer"', f'burn = "{burn}"')
        house = House(tmp_path / burn, "omniagest", watch, text=told)
        house.pack = house.tickets_sold(3).id
        code = portal(house).ticket
        seen = [stands(house)]
        tickets.answer(house.desk, code, text="Ecco.")
        seen.append(stands(house))
        tickets.close(house.desk, code)
        assert [*seen, stands(house)] == moments
        house.desk.close()


def test_a_sender_nobody_has_confirmed_uses_no_unit_until_somebody_does(tmp_path, watch):
    from deskterm.desk.terms import files

    watch.set("2026-03-02T10:30")
    mail_in = '{ id = "mail", kind = "email", it = "Posta", en = "Mail", rule = "O4" },\n  { id = "portal",'
    text = files.text_of("omniagest").replace('{ id = "portal",', mail_in, 1)
    text = text.replace('channels = ["portal"]', 'channels = ["portal", "mail"]')
    house = House(tmp_path, "omniagest", watch, text=text)
    house.pack = house.tickets_sold(3).id
    received = house.mail(proven=False)
    assert not tickets.get(house.desk, received.ticket).confirmed
    assert stands(house) == (3, 0)
    recovery.confirm_sender(house.desk, received.ticket)
    assert stands(house) == (2, 1)
    house.desk.close()


def test_what_is_put_aside_without_a_movement_is_found(omnia):
    portal(omnia)
    with omnia.desk.store.tx() as conn:
        conn.execute("UPDATE pack SET reserved = 2")
    assert [finding.code for finding in packs.check(omnia.desk)] == ["reserved"]
    assert "2" in str(packs.check(omnia.desk)[0])


def test_the_pace_counts_units_that_were_used_up(omnia):
    for n in range(2):
        tickets.answer(omnia.desk, portal(omnia, f"Domanda {n}").ticket, text="Ecco.")
    (line,) = packs.packs(omnia.desk, customer="C001")
    assert line.drawn == 2


def test_an_answer_by_phone_uses_the_unit_even_where_the_call_is_included(omnia, watch):
    code = portal(omnia).ticket
    session = timer.start(omnia.desk, code, answers={"code": word("AB12")})
    watch.passes(120)
    timer.stop(omnia.desk)
    filing.file(omnia.desk, session.group_id, outcome="answer", reason="usage")
    with omnia.desk.read() as conn:
        assert units.of_ticket(conn, tickets.get(omnia.desk, code)).state == "burnt"


def test_a_request_on_the_telephone_without_a_pack_is_served_by_the_agreement(tmp_path, watch):
    watch.set("2026-03-02T10:30")
    house = House(tmp_path, "omniagest", watch).knows(phone_contract="yes")
    received = receive.receive_request(house.desk, channel="phone", customer="C001", body="Come si fa?")
    assert received.outcome == "queued"
    with house.desk.read() as conn:
        assert units.of_ticket(conn, tickets.get(house.desk, received.ticket)).state == ""
    house.desk.close()
