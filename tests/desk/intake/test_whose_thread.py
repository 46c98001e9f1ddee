"""What a known customer or a thread sends is looked at: never lost for its way, its words or its order."""

import pytest
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive, recovery
from deskterm.desk.lead import backlog
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets

from tests.clocks import rome
from tests.desk.five import House
from tests.desk.mails import mail


def comes(house, *args, **values):
    return receive.receive_mail(house.desk, mail(*args, **values))


GROUP = "List-Id: <assistenza.delta-system.example>\r\nList-Unsubscribe: <mailto:x@delta-system.example>\r\n"
WAYS = ["Precedence: bulk\r\n", "Precedence: list\r\n", GROUP]


@pytest.mark.parametrize("way", WAYS)
def test_a_customers_mail_that_a_group_handed_on_is_a_request(delta, way):
    assert comes(delta, extra=way).outcome == "queued"


@pytest.mark.parametrize("way", WAYS)
def test_a_strangers_mail_through_a_list_is_set_aside_and_counted(delta, way):
    found = comes(delta, sender="Novità <news@altrove.example>", extra=way)
    assert found.outcome == "ignored"
    assert backlog.figures(delta.desk).ignored == 1


WORDS = [
    "Mancato recapito fattura elettronica 12",
    "Non recapitabile: fattura respinta, che faccio?",
    "Fuori sede non riesco ad aprire il programma",
    "Risposta automatica non parte dal gestionale",
    "Autorisposta da configurare",
    "Undeliverable invoices since Monday",
]


@pytest.mark.parametrize("subject", WORDS)
def test_a_customers_words_make_no_machine_of_them(delta, subject):
    assert comes(delta, subject=subject).outcome == "queued"


MACHINES = ["Auto-Submitted: auto-replied\r\n", "X-Autoreply: yes\r\n", "Precedence: auto_reply\r\n"]


@pytest.mark.parametrize("mark", MACHINES)
def test_a_machine_that_says_so_is_one_also_at_a_customers(delta, mark):
    assert comes(delta, extra=mark).outcome == "ignored"


def test_a_group_that_writes_itself_as_the_sender_hands_on_whose_mail_it_is(delta):
    found = comes(
        delta,
        sender="'Anna Rossi' via Assistenza <assistenza@delta-system.example>",
        extra=f"Reply-To: anna@rossi.example\r\n{GROUP}",
    )
    ticket = tickets.get(delta.desk, found.ticket)
    assert (ticket.customer, ticket.confirmed) == ("Rossi Impianti", False)


# One id, one mail?

SCAN = {"subject": "Scansione", "body": "Documento dallo scanner. Tel. 0445 000123"}


@pytest.mark.parametrize(
    "other",
    [
        {"received": "Mon, 2 Mar 2026 09:30:00 +0100"},
        {"body": "Un altro documento. Tel. 0445 000123"},
        {"sender": "Ugo Rossi <ugo@rossi.example>"},
    ],
)
def test_an_id_that_is_used_twice_brings_both_mails(delta, other):
    comes(delta, **SCAN)
    assert comes(delta, **(SCAN | other)).outcome != "duplicate"


def test_the_same_mail_by_another_way_is_the_same(delta):
    comes(delta, **SCAN)
    assert comes(delta, **SCAN, extra="X-Folder: copia\r\n").outcome == "duplicate"


# Sent again, or something else under the same word

FIRST = "Le paghe non calcolano il TFR. 0445 000123"


@pytest.mark.rule("I18")
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("La stampante delle etichette non stampa. 0445 000123", "queued"),
        ("Il listino dei prezzi di agosto è sbagliato, mancano tre righe. 0445 000123", "queued"),
        (FIRST, "merged"),
        ("Buongiorno, le paghe ancora non calcolano il TFR!", "merged"),
        ("Avete notizie? Il commercialista aspetta i cedolini per venerdì.", "merged"),
    ],
)
def test_under_a_word_that_may_mean_anything_the_text_says_whether_it_is_the_same(
    istes, watch, body, outcome
):
    first = istes.mail(subject="Problema", body=FIRST)
    watch.passes(3600)
    second = istes.mail(
        subject="Problema",
        body=body,
        message_id="<2@rossi.example>",
        received="Mon, 2 Mar 2026 09:40:00 +0100",
    )
    assert (second.outcome, second.ticket == first.ticket) == (outcome, outcome == "merged")


# Threads

LATER = "Mon, 2 Mar 2026 09:40:00 +0100"


def reply(house, **more):
    values = {
        "subject": "R: Stampa del registro IVA",
        "body": "Aggiungo: anche marzo.",
        "message_id": "<2@rossi.example>",
        "received": LATER,
        "extra": "References: <1@rossi.example>\r\n",
    }
    return comes(house, **(values | more))


def test_a_reply_that_comes_before_what_it_answers_is_one_request_from_when_it_was_asked(delta):
    second = reply(delta, body="Aggiungo: anche marzo. Tel. 0445 000123")
    first = comes(delta)
    assert (second.outcome, first.outcome, first.ticket) == ("queued", "appended", second.ticket)
    assert tickets.get(delta.desk, first.ticket).received_at == rome("2026-03-02T08:50")


def test_two_replies_to_a_mail_that_never_came_are_one_request(delta):
    first = reply(delta, body="Anche marzo. Tel. 0445 000123")
    second = reply(delta, message_id="<3@rossi.example>", body="E aprile.")
    assert (second.outcome, second.ticket) == ("appended", first.ticket)


def test_an_old_letter_taken_up_for_something_new_is_a_request_of_its_own(delta):
    first = reply(delta, body="Anche marzo. Tel. 0445 000123")
    second = reply(delta, subject="R: Etichette", message_id="<3@rossi.example>", body="Tel. 0445 000123")
    assert second.ticket not in (None, first.ticket)


@pytest.mark.parametrize("prefix", ["I:", "Fwd:", "FW:", "Inoltro:", "I: R:"])
def test_what_is_handed_on_is_a_request_of_its_own(delta, prefix):
    first = comes(delta)
    found = reply(delta, subject=f"{prefix} Stampa del registro IVA", body="Vedi sotto. Tel. 0445 000123")
    assert found.outcome == "queued"
    assert found.ticket != first.ticket


def test_an_answer_to_what_was_handed_on_is_an_answer(delta):
    first = comes(delta)
    assert reply(delta, subject="R: I: Stampa del registro IVA").ticket == first.ticket


def test_a_colleague_on_no_card_answers_in_the_thread_once_a_person_says_whose_they_are(delta):
    first = comes(delta)
    held = reply(delta, sender="Ugo <ugo@rossi.example>")
    assert held.outcome == "held"
    assert recovery.continues(delta.desk, held.message).code == first.ticket
    found = recovery.recover(delta.desk, held.message, customer="C001")
    assert (found.outcome, found.ticket) == ("appended", first.ticket)
    assert "Aggiungo: anche marzo." in [one.body for one in tickets.thread(delta.desk, first.ticket)]


def test_of_another_customer_it_is_a_request_of_their_own(delta):
    first = comes(delta)
    other = cards.add(delta.desk, name="Altrove srl", contract_from="2026-01-01")
    held = reply(delta, sender="Ugo <ugo@altrove.example>")
    found = recovery.recover(delta.desk, held.message, customer=other.code)
    assert found.ticket not in (None, first.ticket)


# What was handed on, and what only quotes


def linked(house, code: str) -> tuple[list[str], list[str]]:
    came_from, handed_on = tickets.forwards(house.desk, code)
    return [one.code for one in came_from], [one.code for one in handed_on]


@pytest.mark.parametrize("prefix", ["I:", "Fwd:", "FW:", "I: R:"])
def test_what_is_handed_on_and_the_ticket_it_came_from_know_each_other(delta, prefix):
    first = comes(delta).ticket
    found = reply(delta, subject=f"{prefix} Stampa del registro IVA", body="Vedi. Tel. 0445 000123").ticket
    assert linked(delta, found) == ([first], [])
    assert linked(delta, first) == ([], [found])


def tag_of(house, code: str) -> str:
    one = tickets.get(house.desk, code)
    return f"[#{one.code}-{one.tag}]"


def test_a_forward_of_one_of_our_letters_is_known_by_its_tag(delta):
    first = comes(delta).ticket
    body = f"Vedi sotto. Tel. 0445 000123\n\n> Re: Stampa {tag_of(delta, first)}\n> Provi a riavviare."
    found = reply(delta, subject="I: Stampa", body=body, extra="").ticket
    assert found != first
    assert (linked(delta, found), linked(delta, first)) == (([first], []), ([], [found]))


def test_a_reply_and_a_new_request_are_linked_with_nothing(delta):
    first = comes(delta).ticket
    reply(delta)
    other = reply(
        delta, subject="R: Etichette", message_id="<4@rossi.example>", body="Tel. 0445 000123"
    ).ticket
    assert linked(delta, first) == linked(delta, other) == ([], [])


QUOTES = [
    "> vecchia lettera {tag}",
    "Il 2 marzo 2026 Delta System <assistenza@delta-system.example> ha scritto:\n{tag}",
    "-----Messaggio originale-----\nOggetto: Stampa {tag}",
    "Da: Assistenza <assistenza@delta-system.example>\nOggetto: {tag}",
]


@pytest.mark.parametrize("quote", QUOTES)
def test_a_tag_in_what_is_quoted_does_not_make_an_answer_of_a_new_request(delta, quote):
    first = comes(delta).ticket
    body = "Le etichette escono storte. Tel. 0445 000123\n\n" + quote.format(tag=tag_of(delta, first))
    found = reply(delta, subject="Etichette", body=body, extra="")
    assert found.outcome == "queued" and found.ticket != first


@pytest.mark.parametrize("where", ["subject", "body"])
def test_a_tag_that_its_sender_wrote_still_says_which_ticket(delta, where):
    first = comes(delta).ticket
    said = {"subject": "R: Stampa", "body": "Ancora vuota."}
    found = reply(delta, extra="", **(said | {where: f"{said[where]} {tag_of(delta, first)}"}))
    assert (found.outcome, found.ticket) == ("appended", first)


@pytest.mark.parametrize("way", [*WAYS, "List-Id: <soci.rossi.example>\r\n"])
def test_to_what_came_through_a_list_no_machine_answers(delta, way):
    found = comes(delta, extra=way)
    assert found.outcome == "queued"
    assert [one.kind for one in tickets.thread(delta.desk, found.ticket) if one.direction == "out"] == []


# Certified post and groups: who wrote it, and where they are answered


@pytest.mark.parametrize("extra", ["", "X-Ricevuta: avvenuta-consegna\r\n"])
@pytest.mark.parametrize("subject", ["CONSEGNA: merce mai arrivata", "ACCETTAZIONE: l'ordine non passa"])
def test_what_a_customer_says_of_a_delivery_is_a_request(delta, subject, extra):
    assert comes(delta, subject=subject, extra=extra).outcome == "queued"


def test_a_providers_receipt_is_counted_among_what_was_set_aside(delta):
    receipt = {"sender": "posta-certificata@gestore.example", "extra": "X-Ricevuta: accettazione\r\n"}
    assert comes(delta, subject="ACCETTAZIONE: x", **receipt).outcome == "ignored"
    assert backlog.figures(delta.desk).ignored == 1


def by_group(house, sender: str, reply_to: str, **more):
    extra = f"Reply-To: {reply_to}\r\nList-Id: <ufficio.rossi.example>\r\n"
    return comes(house, sender=sender, extra=extra, **more)


@pytest.mark.parametrize(
    ("reply_to", "answered"),
    [
        ("ugo@rossi.example", "ugo@rossi.example"),
        ("Ugo Bassi <UGO@rossi.example>", "ugo@rossi.example"),
        ("ladro@altrove.example", "anna@rossi.example"),
        ("ugo@rossi.example, anna@rossi.example", "anna@rossi.example"),
    ],
)
def test_who_wrote_to_the_customers_own_group_is_answered_and_no_stranger(delta, reply_to, answered):
    found = by_group(delta, "'Ugo Bassi' via Ufficio <anna@rossi.example>", reply_to)
    ticket = tickets.get(delta.desk, found.ticket)
    assert (ticket.customer, ticket.contact_email) == ("Rossi Impianti", answered)
    assert ticket.contact_name == "Ugo Bassi"


@pytest.mark.parametrize("asked", ["ladro@altrove.example", "anna@rossi.example.altrove.example"])
def test_without_a_group_a_reply_to_of_the_customer_s_own_is_followed_and_no_other(delta, asked):
    own = comes(delta, extra="Reply-To: ugo@rossi.example\r\n")
    assert tickets.get(delta.desk, own.ticket).contact_email == "ugo@rossi.example"
    other = comes(delta, extra=f"Reply-To: {asked}\r\n", message_id="<2@rossi.example>", subject="Altro")
    assert tickets.get(delta.desk, other.ticket).contact_email == "anna@rossi.example"


def test_what_a_strange_group_hands_on_is_the_customers_and_unconfirmed(delta):
    found = by_group(delta, "'Anna Rossi' tramite Consorzio <soci@consorzio.example>", "anna@rossi.example")
    ticket = tickets.get(delta.desk, found.ticket)
    assert (ticket.customer, ticket.confirmed) == ("Rossi Impianti", False)
    assert (ticket.contact_name, ticket.contact_email) == ("Anna Rossi", "anna@rossi.example")


def test_what_it_hands_on_of_a_stranger_waits_for_a_person(delta):
    found = by_group(delta, "'Ugo' via Consorzio <soci@consorzio.example>", "ugo@altrove.example")
    assert found.outcome == "held"


def test_a_name_with_a_street_in_it_stays_whole(delta):
    found = comes(delta, sender="Bar via Roma <anna@rossi.example>")
    assert tickets.get(delta.desk, found.ticket).contact_name == "Bar via Roma"


# What comes long after its ticket was answered


@pytest.fixture
def within_ten_days(tmp_path, watch):
    text = files.text_of("delta-system").replace("schema = 1", "schema = 2", 1)
    house = House(tmp_path, "delta-system", watch, text=text + '\n[reopen]\nrule = "D18"\ndays = 10\n')
    yield house
    house.desk.close()


def replied(house, watch, day: str):
    """A reply on that day to a ticket that was answered on the second of March."""
    first = comes(house).ticket
    tickets.answer(house.desk, first, text="Fatto.")
    watch.set(f"2026-03-{day}T09:00")
    found = reply(house, received=f"{day} Mar 2026 08:40:00 +0100", body="Di nuovo. Tel. 0445 000123")
    return first, found


def test_a_late_reply_reopens_its_ticket_as_long_as_the_terms_say(within_ten_days, watch):
    first, found = replied(within_ten_days, watch, "11")
    assert (found.outcome, found.ticket) == ("appended", first)


def test_what_a_reply_reopens_says_no_more_why_it_was_closed(delta, watch):
    first = comes(delta).ticket
    tickets.answer(delta.desk, first, text="Fatto.")
    tickets.close(delta.desk, first, why="risolto")
    watch.set("2026-03-03T09:00")
    assert reply(delta, received="3 Mar 2026 08:40:00 +0100", body="Di nuovo.").ticket == first
    one = tickets.get(delta.desk, first)
    assert (one.state, one.wait_reason) == ("queued", "")


def test_a_later_one_is_a_request_of_its_own_and_each_ticket_names_the_other(within_ten_days, watch):
    first, found = replied(within_ten_days, watch, "16")
    assert (found.outcome, found.ticket != first) == ("queued", True)
    assert tickets.get(within_ten_days.desk, first).state == "answered"
    assert linked(within_ten_days, found.ticket) == ([first], [])
    assert linked(within_ten_days, first) == ([], [found.ticket])
    why = [(one.do, one.rule) for one in tickets.why(within_ten_days.desk, found.ticket)]
    assert ("late_reply", "D18") in why


def test_where_the_terms_do_not_say_it_every_reply_reopens(delta, watch):
    first, found = replied(delta, watch, "27")
    assert (found.outcome, found.ticket) == ("appended", first)
