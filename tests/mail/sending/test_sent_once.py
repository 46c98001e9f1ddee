"""The outbox goes out: each letter once, in order, and what happens on the way stands in the desk."""

from __future__ import annotations

from collections import Counter

import pytest
import trustme
from deskterm.desk.context import by_itself, open_desk
from deskterm.desk.letters import outbox, outgoing
from deskterm.desk.tickets import tickets
from deskterm.desk.upkeep import mail_states

from tests.mail.sending import server
from tests.mail.sending.conftest import ADDRESS, answered, mailbox, sender
from tests.mail.sending.server import PASSWORD, TOKEN


def troubled(desk):
    return dict(Counter(one.state for one in outbox.outbox(desk, outbox.TROUBLED).letters))


def states(desk):
    return [one.state for one in outbox.outbox(desk, outbox.STATES).letters]


def test_a_letter_leaves_once_in_private_and_the_desk_knows_when_and_by_whose_answer(desk, sink, port):
    mailbox(desk, port)
    code = answered(desk)
    assert sender(desk).run().sent == 2
    assert sender(desk).run().sent == 0

    receipt, answer = sink.letters
    assert answer["To"] == "anna@rossi.example" and answer["From"] == f"Assistenza Delta <{ADDRESS}>"
    assert f"[#{code}-" in answer["Subject"] and "Contabilità" in answer.get_content()
    assert answer["In-Reply-To"] == answer["References"] == "<1@rossi.example>"
    assert answer["Auto-Submitted"] is None and receipt["Auto-Submitted"] == "auto-replied"
    assert [path for path, _ in sink.envelopes] == ["<>", ADDRESS]
    assert any(b"STARTTLS" in line for line in sink.seen)
    assert not any(b"AUTH" in line or b"anna@" in line for line in sink.seen)

    gone = outbox.outbox(desk, ("sent",)).letters
    assert [one.kind for one in gone] == ["answer", "acknowledgement"]
    assert gone[0].at == desk.now() and "queued as 00002" in gone[0].answer
    assert answer["Message-ID"] == f"<{gone[0].own_id}>"
    thread = {one.kind: one.outcome for one in tickets.thread(desk, code) if one.direction == "out"}
    assert thread == {"acknowledgement": "sent", "answer": "sent"}


def test_a_letter_names_its_thread_oldest_first_and_of_a_long_one_the_first_and_the_newest(desk, sink, port):
    mailbox(desk, port)
    short = ["z@rossi.example", "b@delta.example", "m@rossi.example", "a@delta.example"]
    long = [f"{(number * 7) % 30:02}@rossi.example" for number in range(30)]
    for number, named in enumerate((short, long), start=1):
        told = " ".join(f"<{one}>" for one in named)
        answered(desk, number, extra=f"References: {told}\r\n")
    sender(desk).run()
    short_told, long_told = [
        [one.strip("<>") for one in letter["References"].split()]
        for letter in sink.letters
        if letter["Auto-Submitted"] is None
    ]
    assert short_told == [*short, "1@rossi.example"]
    assert long_told == [long[0], *long[-18:], "2@rossi.example"]


def test_a_letter_to_somebody_who_wrote_without_a_subject_has_one(desk, sink, port):
    mailbox(desk, port)
    answered(desk)
    with desk.write() as conn, by_itself():
        conn.execute("UPDATE message SET subject = '' WHERE direction = 'out'")
        desk.record(conn, "note", target="-")
    sender(desk).run()
    assert [letter["Subject"] for letter in sink.letters] == ["Risposta alla richiesta"] * 2


def test_letters_leave_in_the_order_in_which_they_were_written(desk, sink, port):
    mailbox(desk, port)
    codes = [answered(desk, number) for number in range(1, 6)]
    sender(desk).run()
    told = [letter["Subject"] for letter in sink.letters if letter["Auto-Submitted"] is None]
    assert [next(code for code in codes if code in subject) for subject in told] == codes


def test_a_server_that_is_away_is_asked_again_after_growing_pauses(desk, sink, watch):
    with server.serving(sink) as port:
        mailbox(desk, port)
    answered(desk)
    run = sender(desk).run()
    assert [name for name, _ in mail_states.wrong(desk)] == ["assistenza"]
    assert run.sent == 0 and list(run.closed) == ["assistenza"]
    first = outgoing.way_out(desk, 1)
    assert first["next_at"] - watch() == 60
    watch.passes(59)
    assert sender(desk).run().closed == {}
    watch.passes(1)
    sender(desk).run()
    assert outgoing.way_out(desk, 1)["next_at"] - watch() == 120
    assert states(desk) == ["waiting", "waiting"]

    with server.serving(sink) as port:
        from deskterm.desk.post import accounts

        accounts.change(desk, "assistenza", smtp_port=port)
        assert sender(desk).run(hurry=True).sent == 2
    assert outgoing.way_out(desk, 1) == {}


def test_who_is_not_taken_now_is_tried_later_and_others_do_not_wait(desk, sink, port, watch):
    mailbox(desk, port)
    sink.rcpt["anna@rossi.example"] = "451 4.7.1 greylisted, come back"
    answered(desk)
    answered(desk, 2, sender="Carla Bianchi <carla@bianchi.example>")
    run = sender(desk).run()
    assert (run.sent, run.delayed) == (2, 1)
    assert {letter["To"] for letter in sink.letters} == {"carla@bianchi.example"}
    late = outbox.outbox(desk, ("waiting",)).letters
    assert "greylisted" in late[0].answer and late[0].next_at == watch() + 60

    sink.rcpt.clear()
    assert sender(desk).run().sent == 0  # Anna's answer does not overtake her receipt
    watch.passes(60)
    assert sender(desk).run().sent == 2
    assert [letter["Auto-Submitted"] for letter in sink.letters][2:] == ["auto-replied", None]


def test_what_the_server_refuses_for_good_is_shown_with_its_words(desk, sink, port):
    mailbox(desk, port)
    sink.rcpt["anna@rossi.example"] = "550 5.1.1 no such user here"
    answered(desk)
    assert sender(desk).run().failed == 2
    found = outbox.outbox(desk, ("failed",)).letters
    assert [one.answer for one in found] == ["550 5.1.1 no such user here"] * 2
    assert troubled(desk) == {"failed": 2}

    sink.rcpt.clear()
    outbox.send_again(desk, found[1].number)
    assert sender(desk).run().sent == 1
    assert troubled(desk) == {"failed": 1}


def test_a_refusal_after_the_whole_letter_is_as_good_as_one_before(desk, sink, port, watch):
    mailbox(desk, port)
    answered(desk)
    sink.data = ["452 4.2.2 mailbox full", "554 5.6.0 no"]
    run = sender(desk).run()
    assert (run.delayed, run.failed, run.sent) == (1, 0, 0)
    watch.passes(60)
    run = sender(desk).run()
    assert (run.failed, run.sent) == (1, 1)


def test_a_connection_cut_after_the_whole_letter_leaves_a_doubt_for_a_person(desk, sink, port):
    mailbox(desk, port)
    answered(desk)
    sink.data = ["cut", "lost"]
    run = sender(desk).run()
    assert (run.doubtful, run.sent) == (2, 0) and len(sink.raw) == 1
    first, second = outbox.outbox(desk, ("doubtful",)).letters
    assert sender(desk).run().sent == 0  # by itself it never goes a second time

    outbox.arrived(desk, first.number)
    outbox.send_again(desk, second.number)
    assert sender(desk).run().sent == 1
    assert sink.letters[1]["Message-ID"] == f"<{second.own_id}>"
    assert troubled(desk) == {}


def test_what_a_killed_program_had_in_hand_is_in_doubt(desk, sink, port):
    mailbox(desk, port)
    answered(desk)
    outgoing.begin(desk)
    one = outgoing.ready(desk)[0]
    outgoing.going(desk, outgoing.the_letter(desk, one, "delta-system.example"), 1, b"raw")
    assert sender(desk).run().sent == 1
    assert [one.number for one in outbox.outbox(desk, ("doubtful",)).letters] == [one.number]


def test_only_one_program_sends_at_a_time(desk, sink, port):
    mailbox(desk, port)
    answered(desk)
    with outgoing.turn(desk) as mine:
        assert mine and sender(desk).run().elsewhere
    assert sender(desk).run().sent == 2


def test_a_letter_to_be_sent_later_waits_and_lets_others_pass(desk, sink, port, watch):
    mailbox(desk, port)
    answered(desk)
    outbox.later(desk, outgoing.ready(desk)[1].number, watch() + 3600)
    assert sender(desk).run().sent == 1
    watch.passes(3599)
    assert not sender(desk).due()
    watch.passes(1)
    assert sender(desk).run().sent == 1


def test_a_certificate_of_somebody_else_closes_the_way_and_no_password_leaves(desk, sink):
    for given in ({"names": ("mail.example",)}, {"authority": trustme.CA()}):
        for security in ("starttls", "tls"):
            with server.serving(sink, security=security, **given) as port:
                from deskterm.desk.post import accounts

                if accounts.listing(desk):
                    accounts.change(desk, "assistenza", smtp_port=port, smtp_security=security)
                else:
                    mailbox(desk, port, smtp_security=security)
                    answered(desk)
                run = sender(desk).run(hurry=True)
                assert run.sent == 0 and "assistenza" in run.closed, given
    assert sink.logins == 0 and not any(b"AUTH" in line for line in sink.seen)


SHUT = [
    ({"names": ("mail.example",)}, "starttls", "di un altro nome"),
    ({"names": ("mail.example",)}, "tls", "di un altro nome"),
    ({"authority": trustme.CA()}, "tls", "ca_file"),
]


@pytest.mark.usefixtures("italian")
@pytest.mark.parametrize(("given", "security", "words"), SHUT)
def test_why_a_certificate_does_not_convince_is_said_with_what_helps(desk, sink, given, security, words):
    with server.serving(sink, security=security, **given) as port:
        mailbox(desk, port, smtp_security=security)
        answered(desk)
        told = sender(desk).run(hurry=True).closed["assistenza"]
    assert words in told and ("ca_file" in told) == (words == "ca_file")


@pytest.mark.usefixtures("italian")
def test_a_line_of_another_kind_is_said_to_be_one_with_the_options_that_name_it(desk, sink):
    with server.serving(sink, security="starttls") as port:
        mailbox(desk, port, smtp_security="tls")
        answered(desk)
        told = sender(desk).run(hurry=True).closed["assistenza"]
    assert "non si arriva a una linea cifrata" in told and "--smtp-security" in told


def test_a_wrong_password_leaves_every_letter_waiting_and_is_never_shown(desk, sink, port):
    mailbox(desk, port)
    answered(desk)
    run = sender(desk, "sbagliat4-canarino").run()
    assert "535" in run.closed["assistenza"] and "canarino" not in str(run)
    assert states(desk) == ["waiting", "waiting"]


def test_a_server_that_offers_no_tls_hears_no_password(desk, sink):
    with server.serving(sink, security="plain", login=False) as port:
        mailbox(desk, port)
        answered(desk)
        assert list(sender(desk).run().closed) == ["assistenza"]
    assert not any(b"AUTH" in line or PASSWORD.encode() in line for line in sink.seen)


def test_tls_from_the_first_byte_and_plain_to_this_machine_alone_serve_too(desk, sink):
    with server.serving(sink, security="tls") as port:
        mailbox(desk, port, smtp_security="tls")
        answered(desk)
        assert sender(desk).run().sent == 2
    with server.serving(sink, security="plain", login=False) as port:
        from deskterm.desk.post import accounts

        accounts.change(desk, "assistenza", smtp_port=port, smtp_security="plain")
        answered(desk, 2)
        assert sender(desk).run().sent == 2


def test_a_token_serves_in_the_place_of_a_password(desk, sink, port):
    mailbox(desk, port, login="token")
    answered(desk)
    run = sender(desk, "ya29.vecchio").run()
    assert "401" in run.closed["assistenza"] and "vecchio" not in str(run)
    assert sender(desk, TOKEN).run(hurry=True).sent == 2


def test_letters_from_before_the_desk_could_send_wait_for_a_person(desk, sink, port, watch):
    answered(desk)
    watch.passes(2 * 86_400)
    mailbox(desk, port)
    answered(desk, 2, received="Wed, 4 Mar 2026 08:50:00 +0100")
    assert sender(desk).run().sent == 2
    assert troubled(desk) == {"too_old": 2}
    outbox.not_at_all(desk, outbox.outbox(desk, ("too_old",)).letters[0].number)
    assert troubled(desk) == {"too_old": 1}


def test_a_desk_without_a_mailbox_sends_nothing(desk):
    answered(desk)
    assert not sender(desk).due() and sender(desk).run().sent == 0
    assert states(desk) == ["waiting", "waiting"]


def test_letters_that_wait_in_a_copy_that_is_put_back_are_in_doubt(desk, sink, port, tmp_path):
    """They may have left since the copy was made."""
    from deskterm.desk.upkeep import care

    mailbox(desk, port)
    answered(desk)
    sender(desk).run()
    answered(desk, 2)
    copy = care.backup(desk, tmp_path / "copy.sqlite")
    sender(desk).run()
    folder = desk.folder
    desk.close()
    care.restore(folder, copy)
    again = open_desk(folder, who="luca", clock=desk.clock)
    try:
        assert sender(again).run().sent == 0 and len(sink.raw) == 4
        assert troubled(again) == {"doubtful": 2}
    finally:
        again.close()


@pytest.mark.parametrize("where", ["sender", "recipient"])
def test_a_server_that_takes_no_null_path_gets_our_own_address(desk, sink, port, where):
    """Receipts go without a path of return; many servers send for their own addresses alone."""
    mailbox(desk, port)
    if where == "sender":
        sink.mail["<>"] = "553 5.7.1 not yours"
    else:
        sink.no_null_path = True
    answered(desk)
    assert sender(desk).run().sent == 2
    assert [path for path, _ in sink.envelopes] == [ADDRESS, ADDRESS]


def test_a_password_with_accents_serves(desk, sink, port, monkeypatch):
    monkeypatch.setattr(server, "PASSWORD", "perché-no-è")
    mailbox(desk, port)
    answered(desk)
    assert sender(desk, "perché-no-è").run().sent == 2


def test_a_letter_at_which_the_server_hangs_up_keeps_no_other_waiting(desk, sink, port):
    mailbox(desk, port)
    sink.hangs_up = "anna@rossi.example"
    answered(desk)
    answered(desk, 2, sender="Carla Bianchi <carla@bianchi.example>")
    run = sender(desk).run()
    assert run.closed == {} and run.sent == 2 and run.delayed == 1
    assert {letter["To"] for letter in sink.letters} == {"carla@bianchi.example"}
