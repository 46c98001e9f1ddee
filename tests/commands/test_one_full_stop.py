"""A sentence that ends with a firm's name, or with another sentence, has one full stop."""

import re

import pytest
from deskterm.locale.filling import ended, filled

from tests.commands.ricni import FILE, empty, home, ricni

__all__ = ["empty", "home", "ricni"]

TWICE = re.compile(r"(?<!\.)\.\.(?!\.)|\.[”»]\.")


@pytest.mark.parametrize("lang", ["it", "en"])
def test_a_desk_of_a_firm_with_a_full_stop_in_its_name(empty, lang):
    said = empty("init", "--service", FILE, "--mail-server", "mx.ricni.example", lang=lang)
    assert "Říční Systémy s.r.o.\n" in said.out
    assert not TWICE.search(said.out + said.err)


@pytest.mark.parametrize("lang", ["it", "en"])
def test_customers_and_what_still_lacks_end_their_sentences_once(ricni, lang):
    added = ricni("customer", "add", "Rossi s.r.l.", "--email", "info@rossi.example", lang=lang)
    assert "Rossi s.r.l.\n" in added.out and not TWICE.search(added.out)
    ticket = ricni.asked(customer="C004")
    begun = ricni("call", "start", ticket, "--kind", "remote", lang=lang, code=None)
    assert "consent" in begun.err or "acconsente" in begun.err
    assert not TWICE.search(begun.err)


def test_what_ends_a_blank_ends_the_sentence():
    assert filled("For {name}.", {"name": "Rossi s.r.o."}) == "For Rossi s.r.o."
    assert filled("For {name}. Next.", {"name": "Rossi s.r.o."}) == "For Rossi s.r.o. Next."
    assert filled("For {name}.", {"name": "Rossi"}) == "For Rossi."
    assert filled("Lacks: “{name}”.", {"name": "the {consent} is needed."}) == (
        "Lacks: “the {consent} is needed”."
    )
    assert filled("Called «{name}».", {"name": "Rossi s.r.o."}) == "Called «Rossi s.r.o.»."
    assert filled("Wait {name}...", {"name": "a."}) == "Wait a...."
    assert filled("{name} and {name}.", {"name": "Rossi s.p.a."}) == "Rossi s.p.a. and Rossi s.p.a."
    assert (ended("Rossi s.r.l."), ended("Rossi")) == ("Rossi s.r.l.", "Rossi.")
