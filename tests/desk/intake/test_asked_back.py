"""A request that lacks a field is asked back as it comes in; from then on the delay is the customer's."""

import pytest
from deskterm import locale
from deskterm.desk.customers import cards, search
from deskterm.desk.queue import queue
from deskterm.desk.steps.tickets import writing
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets, uploads
from deskterm.desk.triage import clarify

from tests.clocks import Watch, rome
from tests.desk.five import House
from tests.desk.letters.test_letters import written

pytestmark = pytest.mark.usefixtures("italian")

CLOUD = {"subject": "Assistenza telefonica", "body": "Il registro non stampa."}


@pytest.fixture
def omnia(tmp_path):
    house = House(tmp_path, "omniagest", Watch("2026-03-02T10:00"))
    house.tickets_sold(9)
    yield house
    house.desk.close()


@pytest.fixture
def cloud(tmp_path):
    house = House(tmp_path, "contabilita-in-cloud", Watch("2026-03-02T10:00"), plan="ADVANCED")
    yield house
    house.desk.close()


def listed(letter):
    return [line[2:] for line in letter.splitlines() if line.startswith("- ")]


def in_italian(*names):
    return [locale.t(f"fields.{name}") for name in names]


def state(house, received):
    ticket = tickets.get(house.desk, received.ticket)
    return received.outcome, received.reason, ticket.state, ticket.wait_reason


ASKED = ("clarify", "asked_back", "waiting", "clarification")
TO_ASK = ("clarify", "to_ask", "queued", "")


@pytest.mark.rule("D9", "D10")
def test_what_the_customer_gave_is_not_asked_again_and_what_helps_is_named_apart(tmp_path):
    house = House(tmp_path, "delta-system", Watch("2026-03-02T10:00"))
    given = {"operation": "stampa del registro"}
    code = house.request("mail", phone="0445 000123", contact="Anna Rossi", fields=given).ticket
    letter = clarify.clarification_text(house.desk, code)
    assert listed(letter) == []
    assert "una descrizione più precisa del problema" in letter
    assert "aiutano anche: una schermata dell'errore, un file di esempio." in letter
    house.desk.close()


@pytest.mark.rule("O6", "A4")
def test_the_time_until_the_customer_completes_it_does_not_count(omnia):
    received = omnia.request("portal", email="", phone="")
    asked = tickets.get(omnia.desk, received.ticket)
    assert state(omnia, received) == ASKED
    assert asked.asked_at == rome("2026-03-02T10:00")
    assert asked.due_at == rome("2026-03-03T10:00")
    omnia.watch.set("2026-03-02T12:00")
    back = uploads.receive(omnia.desk, received.ticket, name="stampa.pdf", content=b"%PDF-1.4")
    assert (back.state, back.due_at) == ("queued", rome("2026-03-03T12:00"))


@pytest.mark.rule("O6", "D10")
@pytest.mark.parametrize(
    ("left_out", "names"),
    [
        ({"phone": ""}, ["type", "phone"]),
        ({"phone": "", "email": ""}, ["type", "phone", "email"]),
        ({"fields": {"type": "usage"}, "email": ""}, ["email"]),
        ({"contact": "Anna", "fields": {"type": "usage"}, "phone": " "}, ["phone"]),
    ],
)
def test_the_letter_lists_exactly_what_is_missing_and_goes_where_the_customer_reads(omnia, left_out, names):
    received = omnia.request("portal", **left_out)
    ((letter, way, address),) = written(omnia, "clarification")
    assert listed(letter) == in_italian(*names)
    assert received.ticket in letter
    assert (way, address) == ("outbox", "anna@rossi.example")
    assert "asked_back" in [event.deed for event in tickets.history(omnia.desk, received.ticket)]
    assert written(omnia) == []  # it has no place to tell yet


@pytest.mark.rule("T4", "T6")
@pytest.mark.parametrize(("channel", "rule"), [("chat", "T4"), ("mail", "T6")])
def test_by_chat_and_by_mail_the_telephone_and_the_name_are_asked_for(cloud, channel, rule):
    received = cloud.request(channel, **CLOUD, phone="")
    assert (received.rule, *state(cloud, received)) == (rule, *ASKED)
    assert listed(written(cloud, "clarification")[0][0]) == in_italian("phone")


def by_ugo(house, *text, **more):
    """A mail from a customer whose telephone nobody knows."""
    if not search.find(house.desk, "C002"):
        terms = {"plan": "ADVANCED", "contract_from": "2026-01-01", "contract_until": "2026-12-31"}
        people = [{"name": "Ugo Verdi", "email": "ugo@verdi.example"}]
        cards.add(house.desk, code="C002", name="Officine Verdi", contacts=people, **terms)
    return house.mail(*text, sender="Ugo Verdi <ugo@verdi.example>", **more)


@pytest.mark.rule("T6", "A4")
def test_the_reply_to_it_brings_the_request_back_to_its_place_with_its_number(cloud):
    got = by_ugo(cloud, "Assistenza telefonica", "Il registro non stampa.")
    assert state(cloud, got) == ASKED
    other = cloud.request("mail", **CLOUD)
    ticket = tickets.get(cloud.desk, got.ticket)
    cloud.watch.passes(1800)
    subject = f"Re: {writing.subject_with_tag(ticket)}"
    reply = by_ugo(cloud, subject, "Ecco: tel. 0445 000124", message_id="<2@verdi.example>")
    assert (reply.outcome, reply.ticket) == ("appended", got.ticket)
    back = tickets.get(cloud.desk, got.ticket)
    assert (back.state, back.contact_phone) == ("queued", "0445 000124")
    assert [one.code for one in queue.rows(cloud.desk)] == [got.ticket, other.ticket]


@pytest.mark.rule("T6")
def test_whoever_may_be_somebody_else_is_asked_by_a_person(cloud):
    got = by_ugo(cloud, "Assistenza telefonica", "Il registro non stampa.", proven=False)
    assert state(cloud, got) == TO_ASK
    assert (written(cloud, "clarification"), written(cloud)) == ([], [])


@pytest.mark.rule("T6")
def test_two_letters_in_an_hour_are_too_many_the_second_request_waits_for_a_person(cloud):
    assert state(cloud, cloud.request("mail", **CLOUD, phone="")) == ASKED
    cloud.watch.passes(1800)
    second = cloud.request("mail", **CLOUD, phone="")
    assert state(cloud, second) == TO_ASK
    assert ("T6", "clarify") in [(one.rule, one.do) for one in tickets.why(cloud.desk, second.ticket)]
    cloud.watch.passes(1800)
    assert state(cloud, cloud.request("mail", **CLOUD, phone="")) == ASKED
    assert len(written(cloud, "clarification")) == 2


@pytest.mark.rule("T6")
def test_old_mail_brought_in_from_elsewhere_is_not_asked_back(cloud):
    old = by_ugo(cloud, "Assistenza telefonica", "Non va.", received="Mon, 2 Feb 2026 08:50:00 +0100")
    assert (state(cloud, old), written(cloud, "clarification")) == (TO_ASK, [])


@pytest.mark.rule("O6")
def test_nothing_waits_for_a_customer_who_cannot_be_asked(omnia):
    cards.add(omnia.desk, code="C002", name="Senza indirizzo", contacts=[{"name": "Ugo"}])
    from deskterm.desk.intake import receive
    from deskterm.desk.packs import packs

    packs.sell(omnia.desk, "C002", kind="tickets", size=3)
    got = receive.receive_request(
        omnia.desk, channel="portal", customer="C002", subject="Aiuto", body="Aiuto"
    )
    assert state(omnia, got) == TO_ASK


@pytest.mark.rule("O11")
def test_a_code_is_asked_for_by_voice_not_by_letter(tmp_path):
    house = House(tmp_path, "omniagest", Watch("2026-03-02T10:30"), code="")
    house.knows(phone_contract="yes")
    got = house.request("phone")
    assert (got.rule, *state(house, got)) == ("O11", "clarify", "asked_by_voice", *ASKED[2:])
    assert written(house, "clarification") == []
    house.desk.close()


def firm(tmp_path, rule):
    """Delta System, had it one more rule at intake."""
    text = files.text_of("delta-system")
    text = text.replace('{ id = "D9", ', f'{{ id = "D7", at = "intake", {rule} }},\n  {{ id = "D9", ', 1)
    return House(tmp_path, "delta-system", Watch("2026-03-02T10:00"), text=text)


@pytest.mark.rule("D7", "D10")
@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ('when = ["missing"], do = "clarify"', ASKED),
        ('when = ["missing"], do = "clarify", send = "by-hand"', TO_ASK),
        ('when = ["!phone"], do = "clarify"', TO_ASK),
        ('when = ["!phone"], do = "clarify", send = "at-once"', ASKED),
    ],
)
def test_the_terms_say_whether_a_person_looks_first(tmp_path, rule, asked):
    house = firm(tmp_path, rule)
    got = house.request("mail", phone=" ")
    assert (got.rule, *state(house, got)) == ("D7", *asked)
    assert len(written(house, "clarification")) == (asked is ASKED)
    if asked is ASKED:
        assert listed(written(house, "clarification")[0][0]) == in_italian("phone")
    else:
        letter = clarify.clarification_text(house.desk, got.ticket)
        assert listed(letter) == in_italian("phone")
    house.desk.close()
