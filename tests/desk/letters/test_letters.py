"""What the desk writes by itself: number and place, why not, what helps; never twice, never to a stranger."""

import pytest
from deskterm import locale
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive, recovery
from deskterm.desk.lead import letters_due
from deskterm.desk.letters import letters
from deskterm.desk.queue import queue
from deskterm.desk.steps import customer_language
from deskterm.desk.tickets import tickets, undo, uploads
from deskterm.desk.triage import clarify, triage
from deskterm.desk.upkeep import numbers_owed
from msgspec import structs

from tests.desk.five import House
from tests.desk.mails import mail

pytestmark = pytest.mark.usefixtures("italian")


@pytest.fixture
def house(tmp_path, watch):
    opened = []

    def open_house(service, **more):
        opened.append(House(tmp_path, service, watch, **more))
        return opened[-1]

    yield open_house
    for one in opened:
        one.desk.close()


def written(house, kind="acknowledgement"):
    with house.desk.read() as conn:
        rows = conn.execute(
            "SELECT body, state, from_address FROM message WHERE direction = 'out' AND kind = ?", (kind,)
        ).fetchall()
    return [(row["body"], row["state"], row["from_address"]) for row in rows]


@pytest.mark.rule("D13")
def test_a_request_is_acknowledged_with_its_number_its_place_and_how_the_answer_may_come(house):
    delta = house("delta-system")
    first = delta.request("mail", email="carla@rossi.example").ticket
    second = delta.request("mail").ticket
    (before, _, _), (letter, state, address) = written(delta)
    assert f"ha il numero {first} ed è la 1ª in coda" in before
    assert f"ha il numero {second} ed è la 2ª in coda" in letter
    assert "Le rispondiamo per e-mail, via web o con una richiamata." in letter
    assert (state, address) == ("outbox", "anna@rossi.example")


@pytest.mark.rule("D13")
def test_the_letter_is_in_the_customers_language_not_the_technicians(house):
    delta = house("delta-system")
    locale.choose("en")
    delta.request("mail")
    assert "ed è la 1ª in coda" in written(delta)[0][0]
    assert locale.t("letters.thanks") == "Thank you"
    cards.change(delta.desk, "C001", {"language": "en"})
    locale.choose("it")
    delta.watch.passes(3601)
    code = delta.request("mail", "Blocked").ticket
    assert "it is number 2 in the queue" in written(delta)[1][0]
    assert "We answer by mail, on the web or by calling back." in written(delta)[1][0]
    assert clarify.clarification_text(delta.desk, code).startswith("Good morning Anna Rossi,")
    assert letters.greeting(delta.desk, code) == "Good morning Anna Rossi,"
    assert locale.t("letters.thanks") == "Grazie"


def test_only_a_language_that_the_desk_speaks_can_be_chosen(house):
    delta = house("delta-system")
    with pytest.raises(Refused) as refused:
        cards.change(delta.desk, "C001", {"language": "fr"})
    assert refused.value.code == "no_language"


@pytest.mark.parametrize(
    ("place", "words"), [(1, "la 1ª"), (8, "l’8ª"), (11, "l’11ª"), (18, "la 18ª"), (80, "l’80ª")]
)
def test_a_place_in_the_queue_is_said_as_people_say_it(place, words):
    assert customer_language.place(place) == words


def test_a_request_without_a_subject_is_not_named_by_empty_quotes(house):
    micro = house("digital-micro")
    micro.request("portal", "", fields={"type": "sign-up"})
    letter = written(micro)[0][0]
    assert "abbiamo ricevuto la sua richiesta: ha il numero" in letter
    assert "«»" not in letter


@pytest.mark.rule("D7", "D13")
def test_the_acknowledgement_says_what_the_request_still_lacks(house):
    delta = house("delta-system")
    delta.request("mail", phone=" ")
    assert "Per lavorarla ci serviranno anche:\n\n- recapito telefonico diretto" in written(delta)[0][0]


@pytest.mark.rule("T9", "T10", "T11", "T12")
def test_the_letter_says_what_helps(house):
    cloud = house("contabilita-in-cloud", plan="ADVANCED")
    cloud.request("chat")
    letter = written(cloud)[0][0]
    for hint in cloud.desk.service.acknowledge.hints:
        assert f"- {hint.it}" in letter


@pytest.mark.rule("T15", "T16", "A8")
def test_near_a_deadline_the_letter_asks_for_one_request_a_day(house):
    cloud = house("contabilita-in-cloud", plan="ADVANCED")
    cloud.watch.set("2026-03-16T09:00")
    cloud.request("chat", "Prima")
    cloud.watch.passes(2 * 3600)
    assert cloud.request("chat", "Seconda").outcome == "queued"
    first, second = (letter for letter, _, _ in written(cloud))
    clauses = {rule: cloud.desk.service.clause(rule, "it") for rule in ("T15", "T16")}
    assert (clauses["T15"] in first, clauses["T16"] in first) == (True, False)
    assert (clauses["T15"] in second, clauses["T16"] in second) == (True, True)


def test_nobody_is_acknowledged_who_may_be_somebody_else(house):
    delta = house("delta-system")
    got = delta.mail(proven=False)
    assert got.outcome == "queued"
    assert written(delta) == []
    stranger = receive.receive_mail(delta.desk, mail("Ugo <ugo@altrove.example>", message_id="<9@a.example>"))
    assert stranger.outcome == "held"
    assert written(delta) == []


@pytest.mark.parametrize("proven", [True, False])
def test_only_a_customer_for_certain_hears_why_there_is_no_ticket(house, proven):
    delta = house("delta-system")
    assert delta.mail("", proven=proven).outcome == "rejected"
    assert len(written(delta, "refusal")) == int(proven)
    delta.mail("", "Ancora io", proven=proven, message_id="<2@rossi.example>")
    assert len(written(delta, "refusal")) == int(proven)


def test_a_machine_is_never_answered(house):
    delta = house("delta-system")
    for n, head in enumerate(("Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <x.example>")):
        delta.mail("Fuori ufficio", message_id=f"<{n}@rossi.example>", extra=head + "\r\n")
    assert written(delta) + written(delta, "refusal") == []


def test_old_mail_brought_in_from_elsewhere_is_not_acknowledged(house):
    delta = house("delta-system")
    delta.mail(received="Mon, 2 Feb 2026 08:50:00 +0100")
    assert written(delta) == []


def test_a_request_by_phone_is_not_acknowledged_in_writing(house):
    delta = house("delta-system")
    delta.request("urgent")
    assert written(delta) == []


@pytest.mark.rule("T1", "T17")
def test_without_the_plan_the_letter_points_to_the_plans(house):
    cloud = house("contabilita-in-cloud", plan="BASIC")
    refused = cloud.mail("Assistenza telefonica")
    assert (refused.outcome, refused.rule) == ("rejected", "T1")
    ((letter, _, _),) = written(cloud, "refusal")
    (plans,) = [paper for paper in cloud.desk.service.documents if paper.id == "plans"]
    assert cloud.desk.service.clause("T1", "it") in letter
    assert f"{plans.it}: {plans.url}" in letter
    assert "Che cosa possiamo offrire:" in letter


@pytest.mark.rule("M1", "M13", "M17")
def test_whoever_signs_up_hears_of_the_risks_and_where_the_terms_are(house):
    micro = house("digital-micro")
    micro.request("portal", "Adesione", fields={"type": "sign-up"})
    letter = written(micro)[0][0]
    assert "Un intervento da remoto comporta rischi" in letter
    assert "Termini e condizioni: https://digital-micro.example/condizioni" in letter


@pytest.mark.rule("D14", "D17")
@pytest.mark.parametrize(
    ("topic", "rule", "offer"),
    [("customisation", "D14", "Preventivo"), ("small-change", "D17", "Appuntamento a pagamento")],
)
def test_what_is_left_out_or_paid_is_written_with_what_can_be_had(house, topic, rule, offer):
    delta = house("delta-system")
    code = delta.request("mail").ticket
    assert letters.proposal(delta.desk, code) == ""
    triage.triage(delta.desk, code, topic=topic)
    proposed = letters.proposal(delta.desk, code)
    assert delta.desk.service.clause(rule, "it") in proposed
    assert f"Che cosa possiamo offrire: {offer}." in proposed


@pytest.mark.rule("D9", "D10")
def test_a_vague_request_is_asked_for_what_is_missing_and_the_wait_is_the_customers(house):
    delta = house("delta-system")
    code = delta.request("mail", phone=" ", contact="Anna Rossi").ticket
    queue.take_next(delta.desk)
    text = clarify.clarification_text(delta.desk, code)
    assert "- recapito telefonico diretto" in text
    assert "- oggetto" not in text
    waiting = clarify.clarify(delta.desk, code, text=text)
    assert (waiting.state, waiting.answered_at, waiting.asked_at) == ("waiting", None, delta.desk.now())
    assert ("D9", "clarify") in [(one.rule, one.do) for one in tickets.why(delta.desk, code)]
    ((letter, _, _),) = written(delta, "clarification")
    assert letter == text


@pytest.mark.rule("D13")
def test_a_sender_who_is_confirmed_by_hand_hears_the_number_then_and_once(house):
    delta = house("delta-system")
    code = delta.mail(proven=False).ticket
    assert written(delta) == []
    for _ in range(2):
        recovery.confirm_sender(delta.desk, code)
    ((letter, state, to),) = written(delta)
    assert f"ha il numero {code} ed è la 1ª in coda" in letter
    assert "Per lavorarla ci serviranno" not in letter
    assert (state, to) == ("outbox", "anna@rossi.example")


def test_whose_request_somebody_works_on_already_hears_so_when_they_are_confirmed(house):
    delta = house("delta-system")
    code = delta.mail(proven=False).ticket
    queue.take_next(delta.desk)
    recovery.confirm_sender(delta.desk, code)
    ((letter, _, _),) = written(delta)
    assert f"ha il numero {code} ed è in lavorazione" in letter
    assert "in coda" not in letter


def test_who_is_said_to_be_the_customer_hears_the_number(house):
    delta = house("delta-system")
    code = delta.mail(proven=False).ticket
    tickets.set_customer(delta.desk, code, "C001")
    tickets.set_customer(delta.desk, code, "C001")
    assert len(written(delta)) == 1


def test_a_confirmation_that_is_taken_back_takes_its_waiting_letter_along(house):
    delta = house("delta-system")
    code = delta.mail(proven=False).ticket
    recovery.confirm_sender(delta.desk, code)
    undo.undo(delta.desk)
    assert [state for _, state, _ in written(delta)] == ["dismissed"]
    recovery.confirm_sender(delta.desk, code)
    assert [state for _, state, _ in written(delta)] == ["dismissed", "outbox"]


def test_whom_a_person_has_written_to_meanwhile_gets_no_receipt_when_they_are_confirmed(house):
    delta = house("delta-system")
    code = delta.mail(proven=False).ticket
    queue.take_next(delta.desk)
    clarify.clarify(delta.desk, code, text=clarify.clarification_text(delta.desk, code))
    recovery.confirm_sender(delta.desk, code)
    assert written(delta) == []


def test_the_number_of_a_confirmed_mail_that_came_by_a_list_is_told_by_a_person(house):
    delta = house("delta-system")
    code = delta.mail(proven=False, extra="List-Id: <soci.rossi.example>\r\n").ticket
    assert letters.untold(delta.desk, code) == ""
    recovery.confirm_sender(delta.desk, code)
    assert written(delta) == []
    assert letters.untold(delta.desk, code) == "number_list"
    assert [(one.what, one.ticket) for one in letters_due.listing(delta.desk)] == [("number", code)]
    undo.undo(delta.desk)
    assert letters_due.listing(delta.desk) == ()


@pytest.mark.rule("D13")
def test_a_letter_for_several_numbers_tells_of_each_by_when_and_what_is_missing(house):
    delta = house("delta-system")
    for number in range(5):
        delta.mail(f"Cosa {number}", message_id=f"<{number}@rossi.example>")
    delta.mail("Fattura bloccata", message_id="<8@rossi.example>")
    delta.mail("Etichette", " ", message_id="<9@rossi.example>")
    delta.watch.passes(3601)
    assert numbers_owed.tell(delta.desk) == 1
    letter = written(delta)[-1][0]
    first, second = (line for line in letter.splitlines() if line.startswith("- «"))
    assert first.startswith("- «Fattura bloccata»: numero ")
    assert first.endswith("la 6ª in coda; risposta entro mer 4/3 08:50")
    assert second.startswith("- «Etichette»: numero ")
    assert second.endswith("; risposta entro mer 4/3 08:50; ci serviranno anche: esposizione del problema")


def set_aside(delta, number, kind="unreadable", reason="too-large"):
    """A mail of Anna's that stays in the post: over 25 MB, or a machine's by its words."""
    read = mail(subject=f"Archivio grande {number}", message_id=f"<g{number}@rossi.example>")
    found = receive.receive_mail(delta.desk, structs.replace(read, kind=kind, kind_reason=reason))
    assert found.ticket is None
    return str(recovery.recover(delta.desk, found.message).ticket)


def subjects(delta, code):
    return [one.subject for one in tickets.thread(delta.desk, code) if one.direction == "out"]


@pytest.mark.rule("D13")
@pytest.mark.parametrize(
    ("kind", "reason"), [("unreadable", "too-large"), ("automatic", "auto-submitted"), ("mail", "")]
)
def test_what_a_person_recovers_from_the_post_gets_its_number_and_its_answer_is_a_reply(house, kind, reason):
    delta = house("delta-system")
    if kind == "mail":
        held = receive.receive_mail(delta.desk, structs.replace(mail(), trust="doubtful"))
        code = str(recovery.recover(delta.desk, held.message, customer="C001").ticket)
    else:
        code = set_aside(delta, 1, kind, reason)
    assert len(written(delta)) == 1
    tickets.answer(delta.desk, code, text="Fatto.")
    assert all(one.startswith("Re: ") for one in subjects(delta, code))
    assert len(subjects(delta, code)) == 2


@pytest.mark.rule("D13")
def test_the_number_of_a_recovered_request_is_told_later_with_the_others_of_its_hour(house):
    delta = house("delta-system")
    for number in range(5):
        delta.mail(f"Cosa {number}", message_id=f"<{number}@rossi.example>")
    code = set_aside(delta, 1)
    assert len(written(delta)) == 5
    assert letters.untold(delta.desk, code) == "number_owed"
    delta.watch.passes(3601)
    assert numbers_owed.tell(delta.desk) == 1
    assert code in written(delta)[-1][0]
    assert letters.untold(delta.desk, code) == ""


@pytest.mark.rule("D13")
def test_or_by_a_person_where_no_machine_may_tell_it(house):
    delta = house("delta-system")
    for number in range(6):
        delta.mail(f"Archivio grande {number}", message_id=f"<{number}@rossi.example>")
        delta.watch.passes(3601)
    code = set_aside(delta, 9)
    assert letters.untold(delta.desk, code) == "number_machine"
    assert code in [one.ticket for one in letters_due.listing(delta.desk) if one.what == "number"]


def test_the_answer_to_a_call_whose_letter_came_back_is_no_reply(house):
    delta = house("delta-system")
    given = {"channel": "urgent", "subject": "Stampa", "body": "Non va.", "email": "anna@rossi.example"}
    code = str(receive.receive_request(delta.desk, customer="C001", **given).ticket)
    tickets.answer(delta.desk, code, text="Fatto.")
    with delta.desk.write() as conn:
        conn.execute(
            "INSERT INTO message (ticket_id, direction, kind, outcome, received_at)"
            " SELECT id, 'in', 'automatic', 'returned', received_at FROM ticket WHERE code = ?",
            (code,),
        )
        delta.desk.record(conn, "note", target="-")
    tickets.answer(delta.desk, code, text="Ancora.")
    assert not [one for one in subjects(delta, code) if one.startswith("Re: ")]


@pytest.mark.parametrize("kind", ["ask", "upload", "not_reached"])
def test_a_letter_to_nobody_s_name_greets_without_a_gap(house, kind):
    delta = house("delta-system")
    given = {"channel": "mail", "subject": "Stampa", "body": "Non va.", "email": "x@posta.example"}
    code = receive.receive_request(delta.desk, customer="C001", phone=" ", **given).ticket
    with delta.desk.write() as conn:
        conn.execute("UPDATE ticket SET contact_name = '', customer_id = NULL")
        delta.desk.record(conn, "note", target="-")
    drafts = {
        "ask": clarify.clarification_text,
        "upload": uploads.request_text,
        "not_reached": letters_due.not_reached_text,
    }
    assert drafts[kind](delta.desk, code).startswith("Buongiorno,\n")
