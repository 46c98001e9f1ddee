"""Letters that the terms ask for and no person writes: what work took and left, and who was not reached."""

import pytest
from deskterm.desk.agenda import callbacks
from deskterm.desk.billing import filing
from deskterm.desk.intake import receive
from deskterm.desk.lead import letters_due
from deskterm.desk.letters import outbox
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets

from tests.clocks import rome
from tests.desk.five import House
from tests.desk.mails import mail

pytestmark = pytest.mark.usefixtures("italian")


@pytest.fixture
def house(tmp_path, watch):
    opened = []

    def open_house(service, *changes):
        text = files.text_of(service)
        for was, now in changes:
            assert was in text
            text = text.replace(was, now)
        plan = "ADVANCED" if service == "contabilita-in-cloud" else "standard"
        opened.append(House(tmp_path, service, watch, text=text, plan=plan))
        return opened[-1]

    yield open_house
    for one in opened:
        one.desk.close()


def letters(house, code, kind):
    thread = tickets.thread(house.desk, code)
    return [one for one in thread if (one.direction, one.kind) == ("out", kind)]


CHARGED = 'list_rate = 60.00, step = 1, settle = ["pack:hours", "invoice"], report = true'
TOLD = (CHARGED, f"{CHARGED}, tell = true")


def worked(delta, minutes, code=""):
    code = code or receive.receive_mail(delta.desk, mail()).ticket
    delta.watch.set("2026-03-02T12:00")
    queue.take(delta.desk, code)
    ended = rome("2026-03-02T11:00") + minutes * 60
    done = {"outcome": "solved", "reason": "setup", "kind": "call"}
    filing.log(delta.desk, code, started_at=rome("2026-03-02T11:00"), ended_at=ended, **done)
    return code


@pytest.mark.rule("D28")
def test_after_work_the_customer_hears_what_it_took_and_what_is_left(house):
    delta = house("delta-system", TOLD)
    packs.sell(delta.desk, customer="C001", kind="hours", size=600, net_cents=50_000)
    code = worked(delta, 40)
    (letter,) = letters(delta, code, "account")
    for words in ("0h40", "«Carnet ore»", "10h00", "9h20", "luca", "rapportino", "lun 2/3 11:00"):
        assert words in letter.body, letter.body
    assert (letter.state, letter.from_address) == ("outbox", "anna@rossi.example")
    (waits,) = [one for one in outbox.outbox(delta.desk).letters if one.kind == "account"]
    assert waits.automatic == "generated"


def test_without_a_pack_it_says_what_goes_to_the_invoice(house):
    delta = house("delta-system", TOLD)
    (letter,) = letters(delta, code := worked(delta, 40), "account")
    assert "in fattura" in letter.body and code in letter.body


def test_where_the_terms_do_not_ask_for_it_nothing_is_written(house):
    delta = house("delta-system")
    assert letters(delta, worked(delta, 40), "account") == []


def test_work_that_another_price_covers_is_not_told(house):
    delta = house("delta-system", TOLD)
    assert letters(delta, worked(delta, 4), "account") == []


def test_who_may_be_somebody_else_hears_nothing_of_it(house):
    delta = house("delta-system", TOLD)
    code = receive.receive_mail(delta.desk, mail(proven=False)).ticket
    assert letters(delta, worked(delta, 40, code), "account") == []


ITSELF = ('then = "write"', 'then = "write"\ntell = true')


def called_in_vain(cloud):
    code = cloud.request("chat").ticket
    found = cloud.callback()
    for hour in ("09:30", "11:00", "15:00"):
        cloud.watch.set(f"2026-03-02T{hour}")
        callbacks.attempt(cloud.desk, found.id, "no_answer")
    return code


@pytest.mark.rule("T12", "A9")
def test_who_was_called_in_vain_often_enough_is_written_to_at_once_where_the_terms_say_so(house):
    cloud = house("contabilita-in-cloud", ("schema = 1", "schema = 2"), ITSELF)
    code = called_in_vain(cloud)
    (letter,) = letters(cloud, code, "not_reached")
    assert letter.state == "outbox" and code in letter.body
    assert tickets.get(cloud.desk, code).state == "waiting"
    assert [one for one in letters_due.listing(cloud.desk) if one.what == "callback"] == []


@pytest.mark.rule("T12")
def test_elsewhere_the_letter_waits_for_a_person(house):
    cloud = house("contabilita-in-cloud")
    code = called_in_vain(cloud)
    assert letters(cloud, code, "not_reached") == []
    assert [one.ticket for one in letters_due.listing(cloud.desk) if one.what == "callback"] == [code]
