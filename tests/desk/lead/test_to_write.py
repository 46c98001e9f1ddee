"""What the lead sees that nobody told the customer: every letter that waits, with its draft and one deed."""

import pytest
from deskterm.desk.agenda import callbacks
from deskterm.desk.customers import cards
from deskterm.desk.errors import NotFound
from deskterm.desk.intake import receive
from deskterm.desk.lead import backlog, letters_due
from deskterm.desk.tickets import tickets

from tests.clocks import Watch
from tests.desk.five import House
from tests.desk.letters.test_letters import written

pytestmark = pytest.mark.usefixtures("italian")


@pytest.fixture
def cloud(tmp_path):
    house = House(tmp_path, "contabilita-in-cloud", Watch("2026-03-02T10:00"), plan="ADVANCED")
    given = {"plan": "ADVANCED", "contract_from": "2026-01-01"}
    cards.add(house.desk, code="C002", name="Senza posta", **given)
    yield house
    house.desk.close()


@pytest.fixture
def omnia(tmp_path):
    house = House(tmp_path, "omniagest", Watch("2026-03-02T10:00"))
    yield house
    house.desk.close()


def asked(house):
    return [(one.what, one.ticket or one.number) for one in letters_due.listing(house.desk)]


def chat(house, subject="Registro", **more):
    given = {"body": "Come si stampa?", "contact": "Ugo", "phone": "0445 000300"} | more
    return receive.receive_request(house.desk, channel="chat", customer="C002", subject=subject, **given)


@pytest.mark.rule("T4", "A4")
def test_a_request_that_nobody_asked_back_is_listed_until_somebody_does(cloud):
    got = chat(cloud, phone="")
    told, one = letters_due.listing(cloud.desk)  # its number is to be told, and what it lacks is to be asked
    assert (told.what, told.kind) == ("hand", "acknowledgement")
    letters_due.send(cloud.desk, told, "")
    assert (one.what, one.ticket, one.customer) == ("ask", got.ticket, "Senza posta")
    assert "recapito telefonico" in letters_due.draft(cloud.desk, one)
    letters_due.send(cloud.desk, one, letters_due.draft(cloud.desk, one))
    assert tickets.get(cloud.desk, got.ticket).state == "waiting"
    assert asked(cloud) == [("hand", got.ticket)]  # it has no address: somebody says it
    letters_due.send(cloud.desk, letters_due.listing(cloud.desk)[0], "")
    assert asked(cloud) == []


@pytest.mark.rule("O2")
def test_a_pack_that_is_used_up_is_listed_where_the_letter_did_not_go(omnia):
    first = omnia.request("portal", fields={"type": "usage"})
    second = omnia.request("portal", "Altro", fields={"type": "usage"})
    assert asked(omnia) == [("pack", second.message)]
    (one,) = letters_due.listing(omnia.desk)
    letter = letters_due.draft(omnia.desk, one)
    assert omnia.desk.service.clause("O2", "it") in letter
    letters_due.send(omnia.desk, one, letter)
    assert asked(omnia) == []
    assert [body for body, _, _ in written(omnia, "refusal")][1] == letter
    assert first.message != second.message


@pytest.mark.rule("T12", "A9")
def test_who_was_called_often_enough_is_written_to_and_the_callback_is_over(cloud):
    cloud.request("chat", "Registro")
    found = cloud.callback()
    for hour in ("10:30", "12:00", "14:30", "16:00"):
        cloud.watch.set(f"2026-03-02T{hour}")
        if callbacks.get(cloud.desk, found.id).state == "open":
            callbacks.attempt(cloud.desk, found.id, "no_answer")
    assert callbacks.get(cloud.desk, found.id).state == "write"
    (one,) = letters_due.listing(cloud.desk)
    assert (one.what, one.number, one.ticket) == ("callback", found.id, found.ticket)
    letter = letters_due.draft(cloud.desk, one)
    assert "abbiamo provato a chiamarla per la richiesta «Registro»" in letter
    letters_due.send(cloud.desk, one, letter)
    waits = tickets.get(cloud.desk, found.ticket)
    assert (waits.state, waits.answered_at) == ("waiting", None)
    assert callbacks.get(cloud.desk, found.id).ended_at == cloud.watch.at
    assert asked(cloud) == []
    with pytest.raises(NotFound):
        letters_due.not_reached(cloud.desk, 999, text="Buongiorno")


def test_the_backlog_has_them_all(cloud):
    code = chat(cloud).ticket
    found = backlog.figures(cloud.desk).letters
    assert [(one.what, one.kind, one.ticket) for one in found] == [("hand", "acknowledgement", code)]
    tickets.close(cloud.desk, code, why="ha risolto")
    assert backlog.figures(cloud.desk).letters == ()
