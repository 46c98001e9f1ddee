"""A mailbox has an address that a letter can be from: else every letter fails as if its own were wrong."""

from __future__ import annotations

import re

import pytest
from deskterm.desk.errors import Refused
from deskterm.desk.post import accounts
from deskterm.mail.sending.compose import recipient
from hypothesis import given
from hypothesis import strategies as st

from tests.mail.sending.conftest import mailbox

NONE = ("a..b", ".a", "a.", "a b", "à", "")
NOWHERE = ("-x.example", "x-.example", "x..example", ".example", "x.example.", "")


@pytest.mark.parametrize("address", [f"{one}@x.example" for one in NONE] + [f"a@{one}" for one in NOWHERE])
def test_an_address_from_which_no_letter_can_be_is_refused_when_it_is_told(desk, address):
    with pytest.raises(Refused) as refused:
        mailbox(desk, 25, address=address)
    assert refused.value.code == "mail_account_address"
    assert accounts.listing(desk) == ()


@given(st.from_regex(re.compile(r"[a-z.!+-]{1,5}@[a-z.-]{1,8}", re.ASCII), fullmatch=True))
def test_whatever_is_taken_stands_on_the_wire_as_it_is(address):
    if accounts.ADDRESS.fullmatch(address):
        assert recipient(address) == address
