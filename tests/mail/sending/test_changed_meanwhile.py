"""Between two letters somebody takes the mailbox away, or changes it: none leaves by what it was."""

import pytest
from deskterm.desk.letters import outbox
from deskterm.desk.post import accounts

from tests.mail.sending.conftest import answered, mailbox, sender

DEEDS = {
    "taken away": lambda desk: accounts.remove(desk, "assistenza"),
    "at rest": lambda desk: accounts.change(desk, "assistenza", active=False),
    "another address": lambda desk: accounts.change(desk, "assistenza", address="altro@delta-system.example"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_no_letter_leaves_by_settings_that_hold_no_more(desk, sink, port, monkeypatch, deed):
    mailbox(desk, port)
    answered(desk)
    postman = sender(desk)
    written = postman._written

    def then(number, words, **more):
        written(number, words, **more)
        DEEDS[deed](desk)

    monkeypatch.setattr(postman, "_written", then)
    run = postman.run()
    assert (run.sent, len(sink.raw)) == (1, 1)
    (waits,) = outbox.outbox(desk, ("waiting",)).letters
    assert waits.kind == "answer" and not waits.tries
    if deed == "another address":
        monkeypatch.setattr(postman, "_written", written)
        postman.run()
        assert len(sink.raw) == 2 and b"altro@delta-system.example" in sink.raw[1], "by what holds now"
