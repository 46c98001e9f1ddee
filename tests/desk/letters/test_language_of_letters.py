"""Every letter speaks its customer's language: subject, words and files, whatever the screens speak."""

import pytest
from deskterm import locale
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.customers import cards
from deskterm.desk.intake import recovery
from deskterm.desk.letters import authorisation, letters
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.terms import files
from deskterm.desk.tickets import uploads
from deskterm.desk.triage import clarify, divide
from deskterm.desk.triage.divide import Cut
from deskterm.desk.upkeep import numbers_owed

from tests.clocks import rome
from tests.desk.five import House
from tests.desk.letters.test_written_by_itself import TOLD, worked

LINES = "Il registro IVA esce vuoto. Inoltre vorremmo un campo nuovo nelle fatture. Tel. 0445 000123"


def turned_away(house):
    assert house.mail("").outcome == "rejected"


def booked(house):
    house.mail()


def booked_without_a_subject(house):
    house.request("mail", "")


def lacking(house):
    house.request("mail", phone=" ")


def confirmed_later(house):
    code = house.mail(proven=False).ticket
    queue.take_next(house.desk)
    recovery.confirm_sender(house.desk, code)


def sent_again(house):
    house.mail()
    house.watch.passes(3700)
    again = {"message_id": "<2@rossi.example>", "received": "Mon, 2 Mar 2026 09:55:00 +0100"}
    assert house.mail(**again).outcome == "merged"


def told_together(house):
    for number in range(7):
        house.mail(f"Cosa {number}", message_id=f"<{number}@rossi.example>")
    house.watch.passes(3700)
    assert numbers_owed.tell(house.desk) == 1


def asked_what_is_missing(house):
    code = house.request("mail", phone=" ").ticket
    clarify.clarify(house.desk, code, text=clarify.clarification_text(house.desk, code))


def asked_for_a_file(house):
    uploads.ask(house.desk, house.mail().ticket)


def asked_for_the_mail(house):
    authorisation.ask(house.desk, house.mail().ticket)


def sent_back(house):
    code = house.mail("Registro", LINES).ticket
    divide.split(house.desk, code, [Cut(offset=LINES.index("Inoltre"), back=True)])


def agreed_and_called_off(house):
    code = house.mail().ticket
    queue.take(house.desk, code)
    kind = appointments.kinds(house.desk.service)[0]
    when = {"starts_at": rome("2026-03-04T10:00"), "minutes": 60}
    made = appointments.add(house.desk, code, **when, kind=kind, tell=True, paid=True)
    appointments.move(house.desk, made.id, starts_at=rome("2026-03-05T10:00"), minutes=60)
    appointments.cancel(house.desk, made.id, why="Guasto")


def never_reached(house):
    house.request("chat", email="anna@rossi.example")
    found = house.callback()
    for hour in ("09:30", "11:00", "15:00"):
        house.watch.set(f"2026-03-02T{hour}")
        callbacks.attempt(house.desk, found.id, "no_answer")


def told_what_work_took(house):
    packs.sell(house.desk, customer="C001", kind="hours", size=600, net_cents=50_000)
    worked(house, 40)


def told_the_number_by_a_person(house):
    code = house.mail(extra="List-Id: <soci.rossi.example>\r\n").ticket
    letters.tell_number(house.desk, code, letters.number(house.desk, code))


ITSELF = (("schema = 1", "schema = 2"), ('then = "write"', 'then = "write"\ntell = true'))
STORIES = [
    (turned_away, "delta-system", ()),
    (booked, "delta-system", ()),
    (booked_without_a_subject, "delta-system", ()),
    (lacking, "delta-system", ()),
    (confirmed_later, "delta-system", ()),
    (sent_again, "istes", ()),
    (told_together, "delta-system", ()),
    (told_the_number_by_a_person, "delta-system", ()),
    (asked_what_is_missing, "delta-system", ()),
    (asked_for_a_file, "delta-system", ()),
    (asked_for_the_mail, "istes", ()),
    (sent_back, "delta-system", ()),
    (agreed_and_called_off, "delta-system", ()),
    (
        never_reached,
        "contabilita-in-cloud",
        (("schema = 1", "schema = 2"), ('then = "write"', 'then = "write"\ntell = true')),
    ),
    (told_what_work_took, "delta-system", (TOLD,)),
]


def written(folder, watch, story, service, changes, *, customer, screens):
    """What a story writes to a customer of one language at a desk whose screens speak another."""
    text = files.text_of(service)
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    watch.set("2026-03-02T09:00")
    locale.choose(screens)
    plan = "ADVANCED" if service == "contabilita-in-cloud" else "standard"
    house = House(folder, service, watch, text=text, plan=plan)
    try:
        cards.change(house.desk, "C001", {"language": customer})
        story(house)
        with house.desk.read() as conn:
            rows = conn.execute(
                "SELECT message.*, ticket.tag FROM message LEFT JOIN ticket ON ticket.id = ticket_id"
                " WHERE direction = 'out' ORDER BY message.id"
            ).fetchall()
            names = [
                one["name"] for one in conn.execute("SELECT name FROM attachment ORDER BY id").fetchall()
            ]
    finally:
        house.desk.close()
        locale.choose(None)
    return [(row["kind"], row["subject"].replace(row["tag"] or "-", ""), row["body"]) for row in rows] + names


@pytest.mark.parametrize(
    ("story", "service", "changes"), STORIES, ids=lambda one: getattr(one, "__name__", "")
)
def test_a_letter_is_the_customer_s_whatever_the_screens_speak(tmp_path, watch, story, service, changes):
    found = {
        (customer, screens): written(
            tmp_path / f"{customer}-{screens}",
            watch,
            story,
            service,
            changes,
            customer=customer,
            screens=screens,
        )
        for customer in ("it", "en")
        for screens in ("it", "en")
    }
    assert found["it", "it"]
    for customer, other in (("it", "en"), ("en", "it")):
        assert found[customer, customer] == found[customer, other]
    assert all(
        mine != theirs for mine, theirs in zip(found["it", "it"], found["en", "en"], strict=True) if mine
    )


def test_a_refusal_without_a_subject_has_one_in_the_customer_s_language(tmp_path, watch):
    said = {"customer": "en", "screens": "it"}
    ((_, subject, _),) = written(tmp_path, watch, turned_away, "delta-system", (), **said)
    assert subject == "Re: your request"
