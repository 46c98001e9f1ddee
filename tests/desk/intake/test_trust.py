"""No request grants itself anything: what the desk knows comes through no door, and whoever looks is told.

The facts are those of the program's own list, the values those for which the terms ask: each of them would
open something. A request with such a field is decided as the same request without it.
"""

import json
import re

import pytest
from deskterm.desk.billing import estimates
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.intake import portal, receive, recovery
from deskterm.desk.steps import facts
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets
from deskterm.locale import language
from deskterm.models.basics.text import clean
from deskterm.models.terms.customer_facts import KNOWN
from deskterm.models.terms.facts import FACTS, FIELDS, FIXED
from deskterm.screens.request import words as form
from deskterm.screens.request.words import RequestDraft
from deskterm.storage.tickets import tickets as ticket_rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clocks import Watch
from tests.desk.five import House
from tests.desk.intake.test_portal import write
from tests.desk.intake.test_portal_files import rows

DESKS = [name for name, fact in FACTS.items() if not fact.field]  # what the desk knows
OWN_COLUMNS = ("channel", "customer", "blocking")  # of a file: by which way, whose, whether work has stopped
ASIDE = [name for name in DESKS if name not in OWN_COLUMNS]
BESIDE = ("trust", "tier", "lane", "quota", "list_rate", "fee_cents", "due_at", "confirmed", "km")  # no facts
SERVICES = files.names()
CUSTOMERS = ("C001", "C002")  # who has an agreement and packs, and who has nothing
BASE = {
    "body": "Non stampa più.",
    "contact": "Chi scrive",
    "phone": "0445 777000",
    "email": "x@altrove.example",
}


@pytest.fixture
def house(tmp_path):
    opened = []

    def open_(service, **more):
        made = House(tmp_path, service, Watch("2026-03-03T10:30"), **more)
        cards.add(made.desk, code="C002", name="Ferramenta Verdi", support_code="ZZ99")
        made.knows(adhesion="2026-01-15", phone_contract="yes", deployment="on-premise")
        for pack in made.desk.service.packs if service == "omniagest" else ():
            made.tickets_sold(9_000, **{} if pack.id == "tickets" else {"kind": pack.id})
        opened.append(made)
        return made

    yield open_
    for one in opened:
        one.desk.close()


def values(service, name):
    """What would count if it were believed: the values for which the terms ask, one of the fact's kind."""
    sections = (service.channels, service.rules, service.response, service.prices)
    asked = [
        word for part in sections for one in part for c in one.when if c.fact == name for word in c.words
    ]
    kind = FACTS[name].kind if name in FACTS else "number"
    usual = {"flag": ("yes",), "date": ("2020-01-01",), "number": ("99",), "text": ("SAD",), "word": ("C",)}
    return tuple(dict.fromkeys([*asked, *FIXED.get(name, ()), *usual[kind]]))


def way_of(service):
    """A channel by which anybody may write, and the fields of a whole request by it."""
    channel = next(one for one in service.channels if not one.when and one.kind != "phone")
    return channel, ({"type": channel.types[0]} if channel.types else {})


def claims(service, names=(*ASIDE, *BESIDE)):
    return [(name, value) for name in names for value in values(service, name)]


def decided(house, found):
    """Everything that the desk has decided of a request: verdict, place, promise, what work would cost."""
    if found.ticket is None:
        why = [(one.do, one.rule, one.detail) for one in recovery.why(house.desk, found.message)]
        return found.outcome, found.rule, found.reason, why
    one = tickets.get(house.desk, found.ticket)
    why = [(d.do, d.rule, d.detail) for d in tickets.why(house.desk, one.code)]
    costs = [
        estimates.of_contact(house.desk, one.code, kind, 900, house.watch()) for kind in ("call", "remote")
    ]
    place = one.state, one.lane, one.tier, one.severity, one.topic, one.scope, one.blocking, one.confirmed
    with house.desk.read() as conn:
        known = facts.of_ticket(house.desk, conn, one)
    unlike = {
        "subject",
        "requests_today",
        "pack_left",
        "pack_left:tickets",
    }  # these count up from one request to the next
    known = {name: value for name, value in known.items() if name not in unlike}
    return found.outcome, found.rule, found.reason, place, one.soft_due_at, one.due_at, why, costs, known


def told(house, found):
    """What a technician reads of it."""
    if found.ticket is None:
        return recovery.not_taken(house.desk, found.message)
    return tickets.not_taken(house.desk, tickets.get(house.desk, found.ticket))


def subject(service, number):
    return "Assistenza telefonica" if service == "contabilita-in-cloud" else f"Caso {number}"


def through(house, name, made):
    """The requests of a file, each as it was received."""
    return list(portal.receive_file(house.desk, write(house.desk.folder.parent, name, made)))


def as_table(entries):
    columns = dict.fromkeys(column for one in entries for column in one)
    return rows(";", *({name: one.get(name, "") for name in columns} for one in entries))


def as_lines(entries):
    return "\n".join(json.dumps(one) for one in entries)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(("name", "make"), [("richieste.csv", as_table), ("richieste.jsonl", as_lines)])
@pytest.mark.parametrize("vouched", [False, True])
def test_no_fact_of_the_desk_comes_in_by_a_file(house, service, name, make, vouched):
    one = house(service)
    channel, more = way_of(one.desk.service)
    for customer in CUSTOMERS:
        plain = BASE | more | {"channel": channel.id, "customer": customer, "received": "2026-03-03T09:00"}
        first = [plain | {"subject": subject(service, f"{customer} {n}")} for n in range(2)]
        said = claims(one.desk.service)
        extra = [
            plain
            | {"subject": subject(service, f"{customer} {n}"), "body": f"Non stampa più. {n}", key: value}
            for n, (key, value) in enumerate(said, 2)
        ]
        first[1]["body"] += " Ancora."
        found = list(
            portal.receive_file(
                one.desk,
                write(one.desk.folder.parent, f"{customer}-{name}", make([*first, *extra])),
                vouched=vouched,
            )
        )
        assert len(found) == len(said) + 2
        without = decided(one, found[1])  # the second of the day, as all others after it
        for (key, value), got in zip(said, found[2:], strict=True):
            assert decided(one, got) == without, (key, value)
            assert key in got.not_taken, (key, value)
            assert told(one, got)[key] == value
        assert [got.not_taken for got in found[:2]] == [(), ()]


@pytest.mark.parametrize("service", SERVICES)
def test_no_fact_of_the_desk_comes_in_by_a_mail(house, service):
    one = house(service)
    said = [*claims(one.desk.service, ASIDE), *((name, "yes") for name in OWN_COLUMNS)]

    def mail(number, line=""):
        more = {"message_id": f"<{number}@rossi.example>", "body": f"Non stampa. Tel. 0445 000123\n{line}\n"}
        return one.mail(subject(service, f"n {number}"), **more)

    mail(0)
    without = decided(one, mail(1))
    for number, (key, value) in enumerate(said, 2):
        written = (f"{key}: {value}", f"{key.title()} = {value}")[number % 2]
        got = mail(number, written)
        assert decided(one, got) == without, written
        assert (key in got.not_taken, told(one, got)[key]) == (True, value)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("door", ["typed", "form"])
def test_a_field_that_the_channel_has_not_is_refused_and_those_that_it_has_are_named(house, service, door):
    one = house(service)
    for channel in one.desk.service.channels:
        for key, value in claims(one.desk.service, (*DESKS, *BESIDE)):
            with pytest.raises(Refused) as refusal:
                if door == "typed":
                    given = {"channel": channel.id, "customer": "C002", "fields": {key: value}}
                    receive.receive_request(one.desk, subject="Stampe", body="Non va", **given)
                else:
                    said = {"subject": "Stampe", "problem": "Non va", key: value}
                    form.submit(one.desk, RequestDraft(channel=channel.id, customer="C002", values=said))
            assert refusal.value.code in ("field_is_known", "field_is_option", "no_field")
            assert {key, channel.said(language())} <= set(
                re.findall(r"[«\"]([^»\"]+)[»\"]", str(refusal.value))
            )
            assert "subject, contact, phone, email" in str(refusal.value)  # the way out
    with one.desk.read() as conn:
        assert conn.execute("SELECT count(*) FROM message WHERE direction = 'in'").fetchone()[0] == 0


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_claimed_in_the_text_that_is_typed_in_is_told_and_not_believed(house, service):
    one = house(service)
    channel, more = way_of(one.desk.service)
    given = {name: value for name, value in BASE.items() if name != "body"}

    def typed(number, body):
        return one.request(channel.id, subject(service, number), body=body, fields=more, **given)

    typed(0, "Non stampa")
    without = decided(one, typed(1, "Non stampa"))
    said = dict(claims(one.desk.service, ASIDE))
    got = typed(2, "Non stampa\n" + "\n".join(f"{key}: {value}" for key, value in said.items()))
    assert decided(one, got) == without
    assert told(one, got) == said


@pytest.mark.parametrize("service", SERVICES)
def test_rows_of_before_are_read_by_the_same_rule(house, service):
    """Fields that an earlier version of the program took in overrule nothing today."""
    one = house(service)
    channel, more = way_of(one.desk.service)
    for customer in CUSTOMERS:
        given = {"channel": channel.id, "customer": customer, "subject": subject(service, customer)}
        got = receive.receive_request(one.desk, **BASE, **given, fields=more)
        if got.ticket is None:
            continue
        before = decided(one, got)
        for key, value in claims(one.desk.service, (*DESKS, *BESIDE)):
            with one.desk.write() as conn:
                kept = json.dumps(more | {key: value})
                conn.execute("UPDATE ticket SET fields = ? WHERE code = ?", (kept, got.ticket))
                one.desk.record(conn, "note", target=got.ticket)
            assert decided(one, got) == before, (key, value)
            assert told(one, got) == {key: value}


def test_what_stands_on_the_card_is_stronger_than_a_field_that_names_no_product_of_the_terms(house):
    assert "product" in KNOWN and "product" in FIELDS
    omnia = house("omniagest").knows(product="omniagest-4.5")
    code = omnia.request("portal", fields={"type": "usage", "product": "altro"}).ticket
    with omnia.desk.read() as conn:
        ticket = ticket_rows.by_code(conn, code)
        assert facts.of_ticket(omnia.desk, conn, ticket)["product"] == "omniagest-4.5"


def test_a_type_that_the_form_does_not_offer_gives_no_topic(house):
    """The topics of the terms that stand on no form are a technician's to give."""
    hidden, shown = "sign-up", 'types = ["usage", "sign-up", "remote-tool"]'
    text = files.text_of("digital-micro")
    assert shown in text
    micro = house("digital-micro", text=text.replace(shown, 'types = ["usage", "remote-tool"]'))
    entry = BASE | {"channel": "portal", "customer": "C001", "subject": "Uno"}
    plain, got = through(micro, "r.jsonl", as_lines([entry, entry | {"subject": "Due", "type": hidden}]))
    assert decided(micro, got)[3:] == decided(micro, plain)[3:]
    assert got.not_taken == ("type",)
    with pytest.raises(Refused, match=hidden):
        micro.request("portal", fields={"type": hidden})


def test_a_topic_in_a_file_is_the_type_that_was_chosen_there_never_a_triage(house):
    omnia = house("omniagest")
    entry = BASE | {"channel": "portal", "customer": "C001", "subject": "Uno", "topic": "usage"}
    (got,) = through(omnia, "r.jsonl", as_lines([entry]))
    ticket = tickets.get(omnia.desk, got.ticket)
    assert (got.outcome, ticket.topic, got.not_taken) == ("queued", "", ())
    assert tickets.named(omnia.desk, ticket, "en")["type"] == "Use of the software"


def test_a_request_that_was_set_aside_is_recovered_without_what_it_claimed(house):
    delta = house("delta-system")
    held = delta.mail("Stampe", "Non va\nplan: SAD\n", sender="Ugo <ugo@altrove.example>")
    assert (held.outcome, held.not_taken) == ("held", ("plan",))
    code = recovery.recover(delta.desk, held.message, customer="C002").ticket
    ticket = tickets.get(delta.desk, code)
    assert (ticket.due_at, tickets.not_taken(delta.desk, ticket)) == (None, {"plan": "SAD"})


def test_a_problem_that_comes_as_a_field_is_read_on_the_ticket(house):
    omnia = house("omniagest")
    entry = BASE | {"channel": "portal", "customer": "C001", "subject": "Uno", "type": "usage"}
    alone, both = through(
        omnia,
        "r.jsonl",
        as_lines(
            [entry | {"body": "", "problem": "Vuoto."}, entry | {"subject": "Due", "problem": "Vuoto."}]
        ),
    )
    bodies = [tickets.thread(omnia.desk, one.ticket)[0].body for one in (alone, both)]
    assert bodies == ["Vuoto.", "Non stampa più.\n\nVuoto."]


def test_what_is_said_twice_and_differently_is_refused(house):
    delta = house("delta-system")
    with pytest.raises(Refused) as refusal:
        delta.request("mail", phone="0445 000123", fields={"phone": "0445 999999"})
    assert refusal.value.code == "field_twice"


NAMES = st.one_of(st.sampled_from([*DESKS, *BESIDE]), st.from_regex(r"[a-z][a-z_]{2,12}", fullmatch=True))
TAKEN = {*FIELDS, *OWN_COLUMNS, "body", "received", "id"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    service=st.sampled_from(SERVICES),
    said=st.dictionaries(
        NAMES.filter(lambda name: name not in TAKEN),
        st.one_of(
            st.sampled_from(["yes", "no", "A", "SAD", "99", "0", "2020-01-01", "cloud"]), st.text(max_size=20)
        ),
        max_size=6,
    ),
)
def test_fields_that_nobody_declared_never_change_a_verdict(desks, service, said):
    one, channel, more, customer = desks(service)
    entry = BASE | more | {"channel": channel.id, "customer": customer, "received": "2026-03-03T09:00"}
    desks.count += 1
    entries = [
        entry | {"subject": subject(service, f"{desks.count} a"), "body": f"{desks.count} a"},
        entry | {"subject": subject(service, f"{desks.count} b"), "body": f"{desks.count} b"} | said,
    ]
    plain, got = through(one, f"{desks.count}.jsonl", as_lines(entries))
    assert decided(one, got) == decided(one, plain)
    assert set(got.not_taken) == {name for name, value in said.items() if clean(value)}


class Desks:
    """One desk of each service, with a request of the day before the first."""

    def __init__(self, house):
        self._house, self._open, self.count = house, {}, 0

    def __call__(self, service):
        if service not in self._open:
            one = self._house(service)
            channel, more = way_of(one.desk.service)
            for customer in CUSTOMERS:
                entry = BASE | more | {"channel": channel.id, "customer": customer, "subject": "Prima"}
                through(one, f"{customer}.jsonl", as_lines([entry]))
            self._open[service] = (one, channel, more)
        return *self._open[service], CUSTOMERS[self.count % 2]


@pytest.fixture
def desks(house):
    return Desks(house)
