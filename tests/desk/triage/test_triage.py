"""Triage: what the terms say of a topic, one topic per ticket, and questions to the customer."""

import pytest
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.intake import receive
from deskterm.desk.letters import letters
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets, undo
from deskterm.desk.triage import clarify, divide, triage
from deskterm.desk.triage.divide import Cut
from deskterm.models.rules.topics import hints

from tests.desk.mails import mail

TWO = (
    "Buongiorno, la stampa del registro IVA di febbraio esce vuota.\n"
    "Inoltre vorremmo un campo in più nella scheda articolo.\n"
    "Grazie, Anna"
)


@pytest.fixture
def code(desk):
    return receive.receive_mail(desk, mail(body=TWO)).ticket


@pytest.fixture
def of_accountants(desk):
    """The same request by a studio with the plan SAD (D12)."""
    sender = "Carla Bianchi <carla@bianchi.example>"
    return receive.receive_mail(desk, mail(sender=sender, body=TWO, message_id="<9@bianchi.example>")).ticket


def test_usage_is_in_scope_and_stays_in_the_queue(desk, code):
    ticket, verdict = triage.triage(desk, code, topic="usage")
    assert (ticket.topic, ticket.scope, ticket.state, verdict.decisions) == ("usage", "in", "queued", ())


@pytest.mark.rule("D12")
@pytest.mark.parametrize("topic", ["balance-sheet", "tax"])
def test_tax_questions_go_to_the_vendor(desk, of_accountants, topic):
    ticket, verdict = triage.triage(desk, of_accountants, topic=topic)
    assert (ticket.state, ticket.scope) == ("vendor", "in")
    assert [d.rule for d in verdict.decisions] == ["D12"]


@pytest.mark.rule("D12", "D14")
def test_a_tax_return_is_left_out_and_goes_to_the_vendor_whose_support_the_letter_names(desk, of_accountants):
    ticket, verdict = triage.triage(desk, of_accountants, topic="tax-return")
    assert (ticket.state, ticket.scope) == ("vendor", "out")
    assert [(d.do, d.rule) for d in verdict.decisions] == [("route", "D12"), ("exclude", "D14")]
    assert verdict.costs == ()
    letter = letters.proposal(desk, of_accountants)
    for words in (
        ("Supporto web del fornitore", "Web support of the vendor"),
        ("dei redditi", "tax returns"),
    ):
        assert any(word in letter for word in words)


@pytest.mark.rule("D14")
@pytest.mark.parametrize(
    "topic", ["customisation", "production", "management-control", "advanced-module", "update"]
)
def test_five_topics_are_left_out_with_a_quote_offered(desk, code, topic):
    ticket, verdict = triage.triage(desk, code, topic=topic)
    assert (ticket.scope, verdict.decisions[0].rule) == ("out", "D14")
    assert verdict.decisions[0].detail["offer"] == "quote"


@pytest.mark.rule("D17")
def test_a_small_change_is_offered_as_a_paid_appointment(desk, code):
    _, verdict = triage.triage(desk, code, topic="small-change")
    assert (verdict.scope, verdict.decisions[0].rule) == ("paid", "D17")


def test_a_preview_changes_nothing(desk, code):
    triage.preview(desk, code, topic="update")
    assert tickets.get(desk, code).topic == ""
    assert "D14" not in {d.rule for d in tickets.why(desk, code)}


def test_an_unknown_topic_is_named_with_those_that_exist(desk, code):
    with pytest.raises(NotFound, match="usage"):
        triage.triage(desk, code, topic="sport")


def test_triage_is_undone(desk, code):
    triage.triage(desk, code, topic="tax")
    undo.undo(desk)
    ticket = tickets.get(desk, code)
    assert (ticket.topic, ticket.state) == ("", "queued")


@pytest.mark.rule("D14")
def test_what_an_undone_triage_decided_holds_no_more_and_is_shown_as_taken_back(desk, of_accountants):
    triage.triage(desk, of_accountants, topic="tax-return")
    assert letters.proposal(desk, of_accountants)
    undo.undo(desk)
    assert letters.proposal(desk, of_accountants) == ""
    assert not {"exclude", "route"} & {one.do for one in tickets.why(desk, of_accountants)}
    told = {one.do: one.standing for one in tickets.decided(desk, of_accountants)}
    assert (told["exclude"], told["route"], told["due"]) == ("taken_back", "taken_back", "")


@pytest.mark.rule("D14")
def test_a_new_triage_supersedes_what_the_former_decided_until_it_is_undone(desk, code):
    triage.triage(desk, code, topic="tax-return")
    triage.triage(desk, code, topic="usage")
    assert letters.proposal(desk, code) == ""
    assert {one.do: one.standing for one in tickets.decided(desk, code)}["exclude"] == "superseded"
    undo.undo(desk)
    assert "exclude" in [one.do for one in tickets.why(desk, code)]


def test_the_first_topic_stays_and_the_second_becomes_a_ticket_right_behind(desk, code):
    later = receive.receive_request(desk, channel="mail", customer="C002", subject="dopo", body=".")
    offset = TWO.index("Inoltre")
    first, second = divide.split(desk, code, [Cut(offset=offset, topic="customisation")])
    assert (first.code, first.excerpt) == (code, TWO[:offset].strip())
    assert second.subject.startswith("Inoltre vorremmo un campo")
    assert second.parent_id == first.id
    assert (second.due_at, second.received_at) == (first.due_at, first.received_at)
    assert [t.code for t in queue.rows(desk)] == [code, second.code, later.ticket]
    assert tickets.thread(desk, second.code)[0].body.startswith("Inoltre")
    assert [t.code for t in tickets.family(desk, code)] == [second.code]


def test_a_second_topic_can_go_back_to_the_customer(desk, code):
    (first,) = divide.split(desk, code, [Cut(offset=TWO.index("Inoltre"), back=True)])
    letter = tickets.thread(desk, first.code)[-1]
    assert (letter.direction, letter.kind, letter.state) == ("out", "send_back", "outbox")
    assert "> Inoltre vorremmo" in letter.body


@pytest.mark.parametrize("offset", [0, -1, 10_000])
def test_a_cut_outside_the_message_is_refused_and_changes_nothing(desk, code, offset):
    with pytest.raises(Refused):
        divide.split(desk, code, [Cut(offset=offset)])
    assert queue.count(desk) == 1


@pytest.mark.rule("D7", "D10")
def test_the_clarification_lists_what_is_missing(desk):
    code = receive.receive_mail(
        desk, mail("Ugo Verdi <ugo@verdi.example>", "Aiuto", "Non funziona", message_id="<9@verdi.example>")
    ).ticket
    assert clarify.missing(desk, code) == ("phone",)
    text = clarify.clarification_text(desk, code)
    assert code in text
    assert "Aiuto" in text


@pytest.mark.rule("D9", "A4")
def test_asking_is_not_answering(desk, code):
    ticket = clarify.clarify(desk, code, text="Quale registro?")
    assert (ticket.state, ticket.answered_at, ticket.vague) == ("waiting", None, True)
    assert "D9" in {d.rule for d in tickets.why(desk, code)}


def test_hints_show_where_a_second_topic_seems_to_start():
    assert [h.why for h in hints(TWO)] == ["opener"]
    assert hints(TWO)[0].offset == TWO.index("Inoltre")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1) stampe vuote\n2) export clienti", ["item"]),
        ("- stampe vuote\n- export clienti\n- listini", ["item", "item"]),
        ("Come stampo il registro? E dove cambio la password?", ["question"]),
        ("La stampa non va. Un'altra cosa: i listini.", ["opener"]),
        ("La stampa non va. Approfitto per chiedere i listini.", ["opener"]),
        ("Non va. P.S. mandate anche la fattura", ["opener"]),
    ],
)
def test_the_ways_a_second_topic_begins(text, why):
    assert [h.why for h in hints(text)] == why


@pytest.mark.parametrize(
    "text",
    [
        "La stampa del registro IVA esce vuota, può guardare?",
        "",
        "Buongiorno\nnon va la stampa\n\nCordiali saluti\n- Anna\n- tel. 0445 000123",
        "Non va.\n> 1) vecchia domanda\n> 2) altra domanda?",
    ],
)
def test_one_topic_gives_no_hint(text):
    assert hints(text) == ()


def test_closing_without_an_answer_needs_a_reason(desk, code):
    with pytest.raises(Refused):
        tickets.close(desk, code)
    assert tickets.close(desk, code, why="doppia").state == "closed"


def test_an_answer_waits_in_the_outbox_with_the_thread_tag(desk, code):
    ticket = tickets.answer(desk, code, text="Fatto, provi ora.")
    letter = tickets.thread(desk, code)[-1]
    assert (ticket.state, letter.state) == ("answered", "outbox")
    assert f"[#{ticket.code}-{ticket.tag}]" in letter.subject
    assert tickets.close(desk, code).state == "closed"
    assert tickets.reopen(desk, code).state == "taken"
