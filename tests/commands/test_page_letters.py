"""`service page` says which letters a PDF lacks; where rounding falls is said where hours differ in worth."""

import json

import pytest
from deskterm.documents.handout import Handout, html
from deskterm.documents.lettering import beyond, drawable

from tests.commands.conftest import ROOT
from tests.documents.test_handout import pages_of

GRIGIO_FILE = ROOT / "tests" / "data" / "broken" / "grigio.toml"
GRIGIO = GRIGIO_FILE.read_text(encoding="utf-8")
NODO = ROOT / "tests" / "data" / "firms" / "nodo-sistemi.toml"


@pytest.mark.parametrize("name", ["Grigio Łódź Győr", "Грижио", "Grigio è «qui»", "Grigio 中文 🙂"])
@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("it", ("Il PDF non disegna questi segni", "I segni che questo foglio non disegna")),
        ("en", ("The PDF does not draw these signs", "Signs that this paper does not draw")),
    ],
)
def test_a_pdf_draws_the_letters_of_europe_and_names_what_it_cannot_draw(line, tmp_path, name, lang, says):
    line_says, paper_says = says
    lost = "中 文 🙂" if "中" in name else ""
    file = tmp_path / "grigio.toml"
    file.write_text(GRIGIO.replace("Grigio Sagl", name), encoding="utf-8")
    pdf, page = tmp_path / "p.pdf", tmp_path / "p.html"
    both = line("service", "page", file, "--pdf", pdf, "--html", page, lang=lang)
    assert (line_says in both.err) is bool(lost)
    assert lost in both.err
    assert name in page.read_text(encoding="utf-8")
    assert line_says not in line("service", "page", file, "--html", page, lang=lang).err
    pages = pages_of(pdf.read_bytes())
    assert pages[0][0] == (name if not lost else "Grigio ?? ?")
    last = " ".join(pages[-1])
    assert (paper_says in last) is bool(lost) and ("U+4E2D, U+6587, U+1F642" in last) is bool(lost)


@pytest.mark.parametrize("name", ["שירות מחשב", "خدمة الحاسوب"])
@pytest.mark.parametrize(
    ("lang", "says"),
    [("it", ("da destra a sinistra", "Questo foglio")), ("en", ("from right to left", "This paper"))],
)
def test_text_from_right_to_left_is_never_set_the_other_way_without_a_word(line, tmp_path, name, lang, says):
    line_says, paper_says = says
    file = tmp_path / "grigio.toml"
    file.write_text(GRIGIO.replace("Grigio Sagl", name), encoding="utf-8")
    pdf, page = tmp_path / "p.pdf", tmp_path / "p.html"
    told = line("service", "page", file, "--pdf", pdf, "--html", page, lang=lang)
    assert line_says in told.err and "--html" in told.err
    assert paper_says in " ".join(pages_of(pdf.read_bytes())[-1])
    assert name in page.read_text(encoding="utf-8") and 'dir="ltr"' in page.read_text(encoding="utf-8")
    assert line_says not in line("service", "page", GRIGIO_FILE, "--pdf", pdf, lang=lang).err


def test_marks_of_direction_have_no_shape_and_a_page_in_arabic_begins_at_the_right():
    assert drawable("\u200f1,404.00") == "1,404.00" and beyond("\u200f1") == ()
    page = html(Handout("ar", "خدمة", "", ()))
    assert b'lang="ar" dir="rtl"' in page and b"unicode-bidi: plaintext" in page


@pytest.mark.parametrize(
    ("lang", "told"), [("it", "l'ultimo minuto di lavoro"), ("en", "the last minute of the work")]
)
def test_the_page_says_where_what_a_minimum_adds_falls(line, lang, told):
    said = " ".join(line("service", "show", NODO, lang=lang).out.split())
    assert told in said
    assert told not in " ".join(line("service", "show", "istes", lang=lang).out.split())


def test_a_minimum_that_begins_in_dear_hours_is_shown_line_by_line(line, tmp_path):
    """Before eight an hour is worth one and a half: ten minutes are 15 dear ones, eleven 10 and 5 usual."""
    events = tmp_path / "e.jsonl"
    events.write_text(
        "".join(
            f'{{"event": "session", "id": "m{n}", "segments": [{{"kind": "remote", '
            f'"start": "2026-03-04T07:50", "end": "2026-03-04T08:{n - 10:02}"}}]}}\n'
            for n in (10, 11)
        ),
        encoding="utf-8",
    )
    told = line("rehearse", events, "--service", NODO, "--json", lang="en").out.splitlines()
    ten, eleven = (json.loads(one)["contacts"][0] for one in told)
    assert (ten["net"], eleven["net"]) == ("27.00", "24.00")
    for contact, dear, counted in ((ten, "15", "22.5"), (eleven, "10", "15")):
        (rounded,) = [one for one in contact["lines"] if one["what"] == "rounded"]
        (times,) = [one for one in contact["lines"] if one["what"] == "times"]
        assert (rounded["count"], times["before"], times["count"]) == ("15", dear, counted)
