"""A customisation is agreed in steps, each confirmed by mail; its delivery begins the 30 days (I13, I14)."""

from datetime import date
from email.utils import formatdate

import pytest
from deskterm.desk.agenda import projects
from deskterm.desk.context import make_desk
from deskterm.desk.customers import cards, profile
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.intake import receive
from deskterm.desk.queue import queue
from deskterm.desk.terms import files
from deskterm.desk.tickets import merge, tickets
from deskterm.desk.triage import triage
from deskterm.desk.upkeep.upkeep import keep_up
from deskterm.locale import figures

from tests.clocks import rome
from tests.desk.five import House
from tests.desk.mails import mail as letter_of
from tests.desk.rows import rows

STEPS = ("realisation", "test", "acceptance", "confirmation")


@pytest.fixture
def istes(tmp_path, watch):
    """ISTES in October, out of the time of high workload, with a wish for labels with a bar code."""
    house = House(tmp_path, "istes", watch)
    watch.set("2026-10-05T09:00")
    house.code = house.mail("Etichette", received="Mon, 5 Oct 2026 08:50:00 +0200").ticket
    triage.triage(house.desk, house.code, topic="customisation", severity="C")
    yield house
    house.desk.close()


def reply(house, at, text="Va bene, confermo.", outcome="appended", **more):
    """A mail of the customer's on the ticket, at a local time."""
    house.watch.set(at)
    ticket = tickets.get(house.desk, house.code)
    tag = f"[#{ticket.code}-{ticket.tag}]"
    subject, stamp = f"Re: Etichette {tag}", formatdate(house.watch.at)
    letter = letter_of(subject=subject, body=text, message_id=f"<{at}@rossi.example>", received=stamp, **more)
    found = receive.receive_mail(house.desk, letter)
    assert found.outcome == outcome, found
    return found


def delivered(house):
    """Every step of a project, one a day, each with a mail of the customer's."""
    projects.open_(house.desk, house.code)
    for number, step in enumerate(STEPS):
        reply(house, f"2026-10-{6 + number:02}T10:00")
        projects.done(house.desk, house.code, step)
    return projects.get(house.desk, house.code)


@pytest.mark.rule("I13")
def test_a_customisation_becomes_a_project_with_the_four_steps_of_the_terms(istes):
    project = projects.open_(istes.desk, istes.code)
    assert [(stage.step.id, stage.step.rule, stage.done) for stage in project.stages] == [
        (step, "I13", None) for step in STEPS
    ]
    assert (project.state, project.team, project.following.step.id) == ("open", "research", "realisation")
    ticket = tickets.get(istes.desk, istes.code)
    assert (ticket.state, ticket.wait_reason, ticket.until) == ("parked", "project", None)
    why = [(one.do, one.rule) for one in tickets.why(istes.desk, istes.code) if one.point == "project"]
    assert why == [("project", "I13")]


@pytest.mark.rule("I13")
def test_a_step_is_planned_for_a_day_to_come_and_named_in_words(istes):
    projects.open_(istes.desk, istes.code)
    with pytest.raises(Refused) as past:
        projects.plan(istes.desk, istes.code, "realisation", "2026-10-04")
    assert (past.value.code, past.value.values["day"]) == (
        "step_planned_in_past",
        figures.day(date(2026, 10, 4)),
    )
    with pytest.raises(Refused) as early:
        projects.done(istes.desk, istes.code, "acceptance")
    first = projects.get(istes.desk, istes.code).following.step
    assert early.value.values["first"] == first.en != "realisation"


@pytest.mark.rule("I13", "I18")
def test_a_ticket_with_an_open_project_is_merged_into_no_other_and_stays_with_its_team(istes):
    istes.watch.set("2026-10-05T09:30")
    later = istes.request("mail", subject="Etichette piccole").ticket
    projects.open_(istes.desk, istes.code)
    merge.merge(istes.desk, later, istes.code)
    ticket = tickets.get(istes.desk, istes.code)
    assert (ticket.state, ticket.wait_reason) == ("parked", "project")


@pytest.mark.rule("I13", "I18")
def test_a_ticket_whose_steps_are_agreed_is_not_closed_into_an_older_one(istes):
    istes.watch.set("2026-10-05T09:30")
    later = istes.request("mail", subject="Etichette piccole").ticket
    triage.triage(istes.desk, later, topic="customisation", severity="C")
    projects.open_(istes.desk, later)
    with pytest.raises(Refused) as refused:
        merge.merge(istes.desk, later, istes.code)
    assert refused.value.code == "merge_project"
    assert projects.get(istes.desk, later).state == "open"


@pytest.mark.rule("I13")
def test_each_step_says_who_did_it_when_and_which_mail_confirms_it(istes):
    projects.open_(istes.desk, istes.code)
    reply(istes, "2026-10-06T10:00", "Quando sarà pronta?")
    projects.done(istes.desk, istes.code, "realisation", who="marta", note="prima versione")
    stage = projects.get(istes.desk, istes.code).stages[0]
    assert (stage.done.day, stage.done.who, stage.done.by) == ("2026-10-06", "marta", "luca")
    message = next(one for one in tickets.thread(istes.desk, istes.code) if one.id == stage.done.message_id)
    assert message.body == "Quando sarà pronta?"
    decided = tickets.why(istes.desk, istes.code)[-1]
    assert (decided.do, decided.rule, decided.detail["step"]) == ("project_step", "I13", "realisation")


@pytest.mark.rule("I13")
def test_acceptance_and_confirmation_are_the_customers_own_words_by_mail(istes):
    projects.open_(istes.desk, istes.code)
    reply(istes, "2026-10-06T10:00")
    projects.done(istes.desk, istes.code, "realisation")
    istes.watch.set("2026-10-07T10:00")
    tickets.answer(istes.desk, istes.code, text="La prova è andata bene.")
    assert projects.done(istes.desk, istes.code, "test").stages[1].done.message_id
    answer = max(one.id for one in tickets.thread(istes.desk, istes.code))
    with pytest.raises(Refused) as refused:
        projects.done(istes.desk, istes.code, "acceptance", mail=answer)
    assert (refused.value.code, refused.value.rule) == ("mail_confirms_not", "I13")


@pytest.mark.rule("I13")
def test_without_a_mail_since_the_beginning_no_step_is_confirmed(istes):
    projects.open_(istes.desk, istes.code)
    with pytest.raises(Refused) as refused:
        projects.done(istes.desk, istes.code, "realisation")
    assert (refused.value.code, refused.value.rule) == ("step_needs_mail", "I13")
    assert projects.get(istes.desk, istes.code).following.step.id == "realisation"


def test_a_mail_that_pretends_to_be_the_customers_confirms_nothing(istes):
    projects.open_(istes.desk, istes.code)
    reply(istes, "2026-10-06T10:00", outcome="held", extra="From: altro@altrove.example\r\n")
    assert projects.mails(istes.desk, istes.code, "acceptance") == ()


def test_the_steps_are_done_in_their_order_and_each_once(istes):
    projects.open_(istes.desk, istes.code)
    reply(istes, "2026-10-06T10:00")
    with pytest.raises(Refused, match=r"Realisation"):
        projects.done(istes.desk, istes.code, "test")
    projects.done(istes.desk, istes.code, "realisation")
    with pytest.raises(Refused) as refused:
        projects.done(istes.desk, istes.code, "realisation")
    assert refused.value.code == "step_is_done"
    with pytest.raises(NotFound):
        projects.done(istes.desk, istes.code, "collaudo")
    with pytest.raises(Refused) as refused:
        projects.done(istes.desk, istes.code, "test", on="2026-10-07")
    assert refused.value.code == "step_in_future"


@pytest.mark.rule("I14", "A16")
def test_the_day_of_the_last_step_begins_the_thirty_days(istes):
    project = delivered(istes)
    assert (project.state, project.delivered_on) == ("delivered", "2026-10-09")
    assert projects.contestable_until(istes.desk, project) == "2026-11-08"
    assert profile.contestable_until(istes.desk, "C001") == "2026-11-08"
    (one,) = rows(istes.desk, "delivery")
    assert (one["what"], one["delivered_on"]) == ("Etichette", "2026-10-09")
    last = tickets.why(istes.desk, istes.code)[-1]
    assert (last.do, last.rule, last.detail["until"]) == ("delivered", "I14", "2026-11-08")


@pytest.mark.rule("I14")
@pytest.mark.parametrize(("day", "warned"), [("2026-11-08", []), ("2026-11-09", ["I14"])])
def test_a_dispute_is_warned_of_once_the_thirty_days_are_over(istes, day, warned):
    delivered(istes)
    istes.watch.set(f"{day}T10:00")
    code = istes.request("whatsapp", "Le etichette non vanno").ticket
    verdict = triage.preview(istes.desk, code, topic="dispute")
    assert [one.rule for one in verdict.decisions if one.do == "warn"] == warned


def test_a_delivered_project_brings_its_ticket_back_to_be_answered_and_closed(istes):
    delivered(istes)
    assert tickets.get(istes.desk, istes.code).state == "queued"
    queue.take(istes.desk, istes.code, reason="consegna")
    assert tickets.close(istes.desk, istes.code, why="consegnata").state == "closed"


@pytest.mark.rule("I15")
def test_what_was_delivered_may_grow_obsolete_and_is_no_longer_covered(istes):
    delivered(istes)
    project = projects.obsolete(istes.desk, istes.code, why="nuova versione di Windows")
    assert (project.state, project.why) == ("obsolete", "nuova versione di Windows")
    last = tickets.why(istes.desk, istes.code)[-1]
    assert (last.do, last.rule) == ("project_obsolete", "I15")
    assert tickets.clause(istes.desk, tickets.get(istes.desk, istes.code), "I15", "en")


@pytest.mark.rule("I15")
def test_only_what_is_delivered_grows_obsolete_and_for_a_reason(istes):
    projects.open_(istes.desk, istes.code)
    with pytest.raises(Refused) as refused:
        projects.obsolete(istes.desk, istes.code, why="vecchia")
    assert refused.value.code == "project_not_delivered"


def test_a_mail_on_a_project_brings_its_ticket_back_until_the_step_is_written_down(istes):
    projects.open_(istes.desk, istes.code)
    reply(istes, "2026-10-06T10:00")
    assert tickets.get(istes.desk, istes.code).state == "queued"
    projects.done(istes.desk, istes.code, "realisation")
    assert tickets.get(istes.desk, istes.code).state == "parked"


def test_a_ticket_in_a_colleagues_hands_stays_there(istes):
    projects.open_(istes.desk, istes.code)
    reply(istes, "2026-10-06T10:00")
    queue.hand_over(istes.desk, istes.code, to="marta")
    projects.done(istes.desk, istes.code, "realisation")
    assert tickets.get(istes.desk, istes.code).taken_by == "marta"


def test_a_planned_step_brings_the_ticket_back_on_its_day(istes):
    projects.open_(istes.desk, istes.code)
    projects.plan(istes.desk, istes.code, "realisation", "2026-10-12")
    assert tickets.get(istes.desk, istes.code).until == rome("2026-10-12T00:00")
    istes.watch.set("2026-10-11T23:59")
    keep_up(istes.desk)
    assert tickets.get(istes.desk, istes.code).state == "parked"
    istes.watch.set("2026-10-12T08:00")
    keep_up(istes.desk)
    assert tickets.get(istes.desk, istes.code).state == "queued"


@pytest.mark.rule("I12")
def test_a_customisation_that_waits_for_september_is_not_begun_before(tmp_path, watch):
    house = House(tmp_path, "istes", watch)
    watch.set("2026-05-04T09:00")
    code = house.mail("Etichette", received="Mon, 4 May 2026 08:50:00 +0200").ticket
    triage.triage(house.desk, code, topic="customisation", severity="C")
    with pytest.raises(Refused) as refused:
        projects.open_(house.desk, code)
    assert (refused.value.code, refused.value.rule) == ("project_deferred", "I12")
    watch.set("2026-09-01T08:00")
    keep_up(house.desk)
    assert projects.open_(house.desk, code).state == "open"
    house.desk.close()


def test_a_project_that_the_customer_lets_go_leaves_an_ordinary_ticket(istes):
    projects.open_(istes.desk, istes.code)
    project = projects.drop(istes.desk, istes.code, why="il cliente rinuncia")
    assert (project.state, tickets.get(istes.desk, istes.code).state) == ("dropped", "queued")
    assert profile.contestable_until(istes.desk, "C001") == ""
    with pytest.raises(Refused, match=r"finito|over"):
        projects.done(istes.desk, istes.code, "realisation")


def test_only_a_topic_of_the_terms_makes_a_project_and_only_once(istes):
    projects.open_(istes.desk, istes.code)
    with pytest.raises(Refused) as refused:
        projects.open_(istes.desk, istes.code)
    assert refused.value.code == "project_stands"
    other = istes.request("whatsapp", "Altro").ticket
    triage.triage(istes.desk, other, topic="usage", severity="C")
    with pytest.raises(Refused) as refused:
        projects.open_(istes.desk, other)
    assert refused.value.code == "no_project_topic"


def test_the_open_projects_are_listed_and_those_of_a_customer(istes):
    delivered(istes)
    second = istes.request("whatsapp", "Stampa in inglese").ticket
    triage.triage(istes.desk, second, topic="customisation", severity="C")
    projects.open_(istes.desk, second)
    assert [one.ticket for one in projects.listing(istes.desk)] == [second]
    assert [one.ticket for one in projects.listing(istes.desk, every=True)] == [istes.code, second]
    found = projects.listing(istes.desk, customer="C001", every=True)
    assert [(one.ticket, one.state) for one in found] == [(second, "open"), (istes.code, "delivered")]


def test_any_firm_may_agree_its_work_in_steps(tmp_path, watch):
    """Another firm, another topic, two steps without a mail, no time to dispute: only its file says so."""
    text = files.text_of("delta-system") + (
        '\n[[project]]\ntopic = "training"\nteam = "vendor"\nrule = "D17"\n'
        'step = [ { id = "course", it = "Corso", en = "Course" },'
        ' { id = "test", it = "Prova", en = "Test" } ]\n'
    )
    desk = make_desk(tmp_path / "other", text, "altra.toml", who="luca", clock=watch)
    cards.add(desk, code="C001", name="Rossi", contract_from="2026-01-01")
    given = {"body": "Un corso?", "contact": "Anna", "phone": "0445 000123", "email": "a@b.example"}
    code = receive.receive_request(desk, channel="mail", customer="C001", subject="Corso", **given).ticket
    triage.triage(desk, code, topic="training")
    projects.open_(desk, code)
    projects.done(desk, code, "course")
    project = projects.done(desk, code, "test")
    assert (project.state, project.delivered_on) == ("delivered", "2026-03-02")
    assert projects.contestable_until(desk, project) == ""
    desk.close()


@pytest.mark.rule("I12")
def test_what_arrived_in_the_high_season_and_is_triaged_after_it_is_not_put_off_for_a_year(tmp_path, watch):
    house = House(tmp_path, "istes", watch)
    watch.set("2026-08-31T17:00")
    code = house.mail("Etichette", received="Mon, 31 Aug 2026 16:50:00 +0200").ticket
    watch.set("2026-09-01T08:00")
    ticket, verdict = triage.triage(house.desk, code, topic="customisation", severity="C")
    assert (ticket.state, [one.do for one in verdict.decisions]) == ("vendor", ["route"])
    watch.set("2027-03-01T08:00")
    ticket, verdict = triage.triage(house.desk, code, topic="customisation", severity="C")
    assert (ticket.state, ticket.until) == ("parked", rome("2027-09-01T00:00"))
    house.desk.close()
