"""Whatever happens beside it, the one who sends goes on with the next letter, and loses none."""

from __future__ import annotations

from threading import Event

import pytest
from deskterm.desk.errors import DeskTrouble
from deskterm.desk.letters import copies, outbox
from deskterm.mail.sending import smtp

from tests.mail.sending.conftest import ADDRESS, answered, mailbox, sender
from tests.mail.sending.test_bounces import came
from tests.mail.sending.test_what_a_report_can_do import FAILED

ANSWERS = {"451 4.7.1 later": "delayed", "550 5.1.1 no such user": "failed"}


@pytest.mark.parametrize("said", ANSWERS)
def test_a_letter_that_somebody_stops_while_the_server_refuses_it_stays_stopped(
    desk, sink, port, monkeypatch, said
):
    """The others leave: the sender does not end with it, as it would where it runs beside the screens."""
    mailbox(desk, port)
    answered(desk)
    (first,) = (one for one in outbox.outbox(desk, ("waiting",)).letters if one.kind == "answer")
    agree = smtp.Server._agree

    def stopped_meanwhile(server, *told):
        if told[0] == ADDRESS and outbox.way(desk, first.number).state == "waiting":
            outbox.not_at_all(desk, first.number)
            raise (smtp.NotNow if said.startswith("4") else smtp.RefusedForGood)(said)
        agree(server, *told)

    monkeypatch.setattr(smtp.Server, "_agree", stopped_meanwhile)
    run = sender(desk).run()
    assert outbox.way(desk, first.number).state == "withdrawn"
    assert (run.sent, run.delayed, run.failed, len(sink.raw)) == (1, 0, 0, 1)


def test_one_that_cannot_be_written_and_is_stopped_meanwhile_ends_nothing_either(
    desk, sink, port, monkeypatch
):
    mailbox(desk, port)
    answered(desk)
    first = outbox.outbox(desk, ("waiting",)).letters[0]
    from deskterm.mail.sending import sender as room

    compose = room.compose

    def stopped_meanwhile(letter, *told, **more):
        if letter.number == first.number:
            outbox.not_at_all(desk, first.number)
            raise room.CannotBeWritten("letter_address")
        return compose(letter, *told, **more)

    monkeypatch.setattr(room, "compose", stopped_meanwhile)
    run = sender(desk).run()
    assert (run.sent, run.failed) == (1, 0) and outbox.way(desk, first.number).state == "withdrawn"


@pytest.mark.parametrize("code", ["store_full", "system_full"])
def test_a_disk_that_is_full_for_a_moment_does_not_end_the_sending(desk, sink, port, monkeypatch, code):
    mailbox(desk, port)
    answered(desk)
    postman, ended = sender(desk), Event()
    run, faults = postman.run, iter([DeskTrouble(code, path="/srv", detail="-")])

    def at_first_full(**told):
        for fault in faults:
            raise fault
        return run(**told)

    monkeypatch.setattr(postman, "run", at_first_full)
    postman.watch(ended, lambda _: ended.set(), period=0.01)
    assert len(sink.raw) == 2


@pytest.mark.parametrize("said", ["554 5.3.4 message too big", "523 5.2.3 too long for us", "552 size"])
def test_a_letter_that_is_too_big_for_the_server_does_not_keep_the_others(desk, sink, port, said):
    mailbox(desk, port)
    answered(desk)
    (first, second) = outbox.outbox(desk, ("waiting",)).letters
    sink.mail["<>"] = sink.mail[ADDRESS] = said
    postman = sender(desk)
    postman.run()
    assert outbox.way(desk, first.number).state == outbox.way(desk, second.number).state == "failed"
    assert outbox.way(desk, first.number).answer == said


def test_another_refusal_of_who_writes_is_of_the_account_and_all_wait(desk, sink, port):
    mailbox(desk, port)
    answered(desk)
    sink.mail["<>"] = sink.mail[ADDRESS] = "550 5.7.60 not allowed to send as this sender"
    assert sender(desk).run().closed
    assert {one.state for one in outbox.outbox(desk, ("waiting",)).letters} == {"waiting"}


def test_of_a_letter_that_came_back_the_first_copy_does_not_prove_that_it_went_again(desk, sent, sink):
    """It lies in the folder of what was sent since the first time, and the second letter may be lost."""
    _, one = sent
    came(desk, FAILED, own=one.own_id)
    outbox.send_again(desk, one.number)
    sink.data = ["lost"]
    sender(desk).run()
    again = outbox.way(desk, one.number)
    assert (again.state, again.own_id) == ("doubtful", one.own_id)
    assert copies.in_doubt(desk, one.account) == ()


def test_of_one_that_is_in_doubt_from_its_first_time_the_folder_is_asked(desk, sink, port):
    mailbox(desk, port)
    answered(desk)
    sink.data = ["lost", "lost"]
    sender(desk).run()
    (first, second) = outbox.outbox(desk, ("doubtful",)).letters
    assert {one.number for one in copies.in_doubt(desk, first.account)} == {first.number, second.number}
