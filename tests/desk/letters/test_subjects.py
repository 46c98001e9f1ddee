"""The subjects of what we write: a reply says so once, a letter about a request without a subject has one."""

import pytest
from deskterm.desk.intake import receive
from deskterm.desk.letters import outbox
from deskterm.desk.tickets import tickets

from tests.desk.five import House
from tests.desk.mails import mail

pytestmark = pytest.mark.usefixtures("italian")


@pytest.fixture
def delta(tmp_path, watch):
    house = House(tmp_path, "delta-system", watch)
    yield house
    house.desk.close()


def subjects(house):
    return [one.subject for one in outbox.outbox(house.desk).letters]


@pytest.mark.parametrize("subject", ["Stampa", "R: Stampa", "RE: R: Re: Stampa", "Re[2]: Stampa"])
def test_what_answers_a_mail_begins_with_one_re_and_keeps_the_tag(delta, subject):
    code = receive.receive_mail(delta.desk, mail(subject=subject)).ticket
    tickets.answer(delta.desk, code, text="Dal menu.")
    assert [one.partition(" [#")[0] for one in subjects(delta)] == ["Re: Stampa", "Re: Stampa"]
    assert all(f"[#{code}-" in one for one in subjects(delta))


def test_what_answers_no_mail_is_no_reply(delta):
    code = delta.request("mail").ticket
    tickets.answer(delta.desk, code, text="Dal menu.")
    assert not any(one.startswith("Re:") for one in subjects(delta))


def test_a_refusal_of_a_mail_without_a_subject_has_one(delta):
    assert delta.mail("").outcome == "rejected"
    assert subjects(delta) == ["Re: la sua richiesta"]
