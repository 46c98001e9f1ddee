"""Sixty forged senders come through a real server: what they join says so, and nothing else is believed."""

import pytest

from tests.commands.fetching.conftest import fetched, letter
from tests.desk.mails import SERVER
from tests.mail.forged import SENDERS, WAYS, forged

pytestmark = pytest.mark.xdist_group("dovecot")


def at_this_firm(raw):
    """The same mail, to this firm and as if of its customer."""
    here = {SERVER: "mx.delta.example", "rossi.example": "dalpra.example", "rossl.": "dalpro."}
    for there, own in here.items():
        raw = raw.replace(there.encode(), own.encode())
    return raw


def test_sixty_forged_senders_that_come_by_the_server_are_not_believed(desk, post):
    post.deliver(letter("uno"))
    post.account(desk)
    assert fetched(desk) == ["queued"]
    ticket = desk("ticket", "show", "TK000001", "--json").json
    name = ticket["messages"][-1]["subject"]  # our letter with its number, and the tag of the thread
    tag = name.partition("[#")[2].rstrip("]")
    mails = [
        at_this_firm(forged(who, *way, tag=tag, own="uno@dalpra.example", number=number))
        for number, (who, way) in enumerate((who, way) for who in SENDERS.values() for way in WAYS.values())
    ]
    assert len(mails) == 60
    post.deliver(*mails)
    outcomes = fetched(desk)
    assert len(outcomes) == 60 and set(outcomes) <= {"held", "queued", "appended"}
    thread = desk("ticket", "show", "TK000001", "--json").json["messages"]
    came = [one for one in thread if one["direction"] == "in"][1:]
    assert came and all(one["unconfirmed"] for one in came)
    assert "? Ferramenta" in desk("queue").out
    others = [one for one in desk("ticket", "list", "--json").lines if one["code"] != "TK000001"]
    assert not any(one["confirmed"] for one in others)
