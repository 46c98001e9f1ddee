"""Text from outside can steer nothing and hide nothing (S1, S3)."""

import sys
import unicodedata

import pytest
from deskterm.models.basics.text import (
    CUT,
    MARK,
    bare_subject,
    clean,
    find_tags,
    is_clean,
)
from hypothesis import given
from hypothesis import strategies as st

DANGEROUS = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


@pytest.mark.parametrize("lines", [False, True])
def test_no_code_point_of_unicode_comes_through_dangerous(lines):
    left = []
    for start in range(0, sys.maxunicode + 1, 4096):
        block = "".join(f"a{chr(point)}b" for point in range(start, min(start + 4096, sys.maxunicode + 1)))
        shown = clean(block, lines=lines, limit=100_000)
        allowed = "\n\t" if lines else ""
        left += [c for c in shown if unicodedata.category(c) in DANGEROUS and c not in allowed]
    assert left == []


def test_italian_is_left_as_it_was_written():
    said = "Perché l’importo è «1.234,50 €» – così non va… naïve, Müller, ½ ora"
    assert clean(said) == said
    assert clean(f"{said}\n\t{said}", lines=True) == f"{said}\n\t{said}"


def test_an_escape_sequence_becomes_plain_letters():
    assert clean("\x1b]0;titolo\x07 ciao \x9b2J") == f"{MARK}]0;titolo{MARK} ciao {MARK}2J"


def test_a_name_cannot_be_written_backwards():
    assert clean("fattura\u202efdp.exe") == f"fattura{MARK}fdp.exe"


def test_a_folded_subject_is_one_line():
    assert clean("uno\r\n due\tdue") == "uno   due due"


def test_the_line_ends_of_every_system_are_one_in_a_body():
    assert clean("a\r\nb\rc\u2028d\u0085e", lines=True) == "a\nb\nc\nd\ne"


def test_accents_do_not_climb_over_the_lines_above():
    assert len(clean("e" + "\u0301\u0316" * 500)) < 10


def test_a_composed_letter_and_its_parts_are_the_same():
    assert clean("perche\u0301") == "perché"


def test_a_cut_text_says_so():
    assert clean("x" * 2_000) == "x" * 999 + CUT
    assert clean("x" * 1_000) == "x" * 1_000
    assert clean("abcdef", limit=4) == f"abc{CUT}"


def test_a_hangul_filler_is_no_blank_name():
    assert clean("\u3164\u2800") == MARK


HINTS = ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200b\u00ad"]


@pytest.mark.parametrize("hint", HINTS)
@pytest.mark.parametrize(
    "text",
    [
        "La stam{}pa esce vuota",
        "{}Stampa{}",
        "scrivi a mario@cliente.example{}, grazie",
        "scrivi a <{}mario@cliente.example{}>",
        "vedi {}https://cliente.example/a{}",
        "«{}www.cliente.example{}»",
    ],
)
def test_a_break_hint_that_hides_nothing_is_left_out(hint, text):
    assert clean(text.format(hint, hint)) == text.format("", "")


@pytest.mark.parametrize("hint", HINTS)
@pytest.mark.parametrize(
    "text",
    [
        "mario@clien{}te.example",
        "ma{}rio@cliente.example",
        "https://clien{}te.example",
        "www.cli{}ente.example",
    ],
)
def test_within_an_address_it_is_marked(hint, text):
    assert clean(text.format(hint)) == text.format(MARK)


@given(st.text(alphabet=st.characters(), max_size=300), st.booleans())
def test_clean_is_done_once_and_for_all(text, lines):
    shown = clean(text, lines=lines)
    assert is_clean(shown, lines=lines)
    assert shown == unicodedata.normalize("NFC", shown)
    assert len(shown) <= 1_000
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("R: Stampa", "Stampa"),
        ("I: R: RE: FW: Fwd: RIF: Stampa", "Stampa"),
        ("R:I:R:Stampa", "Stampa"),
        ("Re[2]: Stampa", "Stampa"),
        ("Risposta: Stampa", "Stampa"),
        ("R: POSTA CERTIFICATA: Stampa", "Stampa"),
        ("R: [#TK000131-k3x9q2] Stampa", "Stampa"),
        ("[URGENTE] Stampa", "[URGENTE] Stampa"),
        ("RE IVA: chiusura", "RE IVA: chiusura"),
        ("Iva: chiusura", "Iva: chiusura"),
        ("Resi: chiusura", "Resi: chiusura"),
        ("R: I: ", ""),
        ("   ", ""),
        ("(senza oggetto)", ""),
        ("Nessun oggetto", ""),
        (MARK, ""),
    ],
)
def test_what_a_subject_says_without_its_prefixes(subject, bare):
    assert bare_subject(subject) == bare


def test_our_tag_is_found_wherever_a_mail_program_left_it():
    assert find_tags("R: I: [#tk000131-k3x9q2] Stampa") == (("TK000131", "k3x9q2"),)
    assert find_tags("TK000131 [#131] [TK000131-k3x9q2]") == ()
    assert len(find_tags(" ".join(f"[#TK{n:06}-k3x9q2]" for n in range(50)))) == 8
