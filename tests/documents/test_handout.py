"""The terms as one HTML file and one PDF: all that the page says is in both, and both are well formed."""

import re
import zlib
from html.parser import HTMLParser

import pytest
from deskterm import locale
from deskterm.commands.answers import terms_page
from deskterm.desk.terms.files import load, names
from deskterm.documents import faces, handout, lettering, pdf, pdf_file
from deskterm.documents.faces import Face
from deskterm.documents.handout import Handout, HandoutLine, HandoutPart

EVERY = pytest.mark.parametrize("name", names())
BOTH = pytest.mark.parametrize("lang", locale.LANGUAGES)
HOSTILE = "a) (b \\ <script>x</script> & €“–” é ř " + "w" * 300


def pages_of(data):
    """The words of each page of a PDF, in the order in which they are drawn."""
    letters = letters_of(data)
    return [[*drawn(page, letters)] for page in contents(data)]


def bodies(data):
    """The objects of a PDF by their numbers."""
    return {int(n): body for n, body in re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", data, re.DOTALL)}


def unpacked(body):
    return zlib.decompress(re.search(rb"stream\n(.*?)\nendstream", body, re.DOTALL)[1])


def contents(data):
    """What draws each page."""
    found = bodies(data)
    numbers = (re.search(rb"/Contents (\d+) 0 R", body) for body in found.values())
    return [unpacked(found[int(one[1])]) for one in numbers if one]


def letters_of(data):
    """By font that the file carries, which letter each glyph is, as whoever copies the text is told."""
    found = bodies(data)
    fonts = {name: int(n) for name, n in re.findall(rb"/(F[34]) (\d+) 0 R", b"".join(found.values()))}
    told = {}
    for name, number in fonts.items():
        cmap = unpacked(found[int(re.search(rb"/ToUnicode (\d+) 0 R", found[number])[1])])
        rows = re.findall(rb"<([0-9A-F]{4})> <([0-9a-f]+)>", cmap)
        told[name] = {glyph: bytes.fromhex(to.decode()).decode("utf-16-be") for glyph, to in rows}
    return told


def drawn(page, letters):
    """The lines of a page in their order."""
    for line in re.findall(rb"BT (.*?) ET(?:\n|$)", page, re.DOTALL):
        words = ""
        for font, western, carried in re.findall(
            rb"/(F\d) [\d.]+ Tf(?: [\d.]+ [\d.]+ Td)? (?:\(((?:\\.|[^\\)])*)\)|<([0-9A-F]*)>) Tj", line
        ):
            glyphs = (carried[n : n + 4] for n in range(0, len(carried), 4))
            words += re.sub(rb"\\(.)", rb"\1", western).decode("cp1252")
            words += "".join(letters[font][glyph] for glyph in glyphs)
        yield words


class Reader(HTMLParser):
    """Text and open tags of a page."""

    def __init__(self):
        super().__init__()
        self.words, self.open, self.seen = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def read(data):
    reader = Reader()
    reader.feed(data.decode())
    assert reader.open == []
    return reader


def flat(words):
    return " ".join(" ".join(words).split())


@EVERY
@BOTH
def test_both_say_all_that_the_page_says(name, lang):
    locale.choose(lang)
    service = load(name)
    told = terms_page.handout(service)
    paper = flat(word for page in pages_of(handout.pdf(told)) for word in page[:-2])
    shown = flat(read(handout.html(told)).words)
    for rule in service.clauses:
        clause = flat([service.clause(rule, lang)])
        assert clause in shown
        assert clause.replace(" ", "") in paper.replace(" ", ""), rule
    for part in terms_page.parts(service):
        for entry in part.entries:
            assert flat([entry.figure]) in shown
            assert entry.figure.replace(" ", "") in paper.replace(" ", "")


@BOTH
def test_the_pdf_is_where_its_table_says_and_its_pages_are_numbered(lang):
    locale.choose(lang)
    data = handout.pdf(terms_page.handout(load("istes")))
    start = int(re.search(rb"startxref\n(\d+)\n", data)[1])
    assert data[start:].startswith(b"xref")
    for n, place in enumerate(re.findall(rb"(\d{10}) 00000 n", data), 1):
        assert data[int(place) :].startswith(b"%d 0 obj" % n)
    pages = pages_of(data)
    assert len(pages) >= 2
    assert [page[-1] for page in pages] == [f"{n} / {len(pages)}" for n in range(1, len(pages) + 1)]
    assert f"/Lang ({lang})".encode() in data
    assert data.count(b"/MediaBox [0 0 595 842]") == len(pages)  # A4, in points


def test_no_line_leaves_the_page():
    locale.choose("it")
    for font in (lettering.PLAIN, lettering.BOLD):
        for line in lettering.broken(HOSTILE, font, 100, 3000):
            assert lettering.width(line, font, 100) <= 3000
    data = handout.pdf(terms_page.handout(load("delta-system")))
    for page in contents(data):
        for font, size, x, y, text in re.findall(
            rb"/(F\d) ([\d.]+) Tf ([\d.]+) ([\d.]+) Td \(((?:\\.|[^\\)])*)\)", page
        ):
            words = re.sub(rb"\\(.)", rb"\1", text).decode("cp1252")
            tenths = int(size.replace(b".", b""))
            reach = int(x.replace(b".", b"")) + lettering.width(words, font.decode(), tenths)
            assert reach <= pdf_file.WIDTH - pdf.RIGHT + 10
            assert float(y) > 30


def test_what_is_hostile_is_text_and_nothing_else():
    part = HandoutPart(HOSTILE, (HOSTILE,), (HandoutLine("R1", HOSTILE, HOSTILE),))
    told = Handout("en", HOSTILE, HOSTILE, (part,))
    page = read(handout.html(told))
    assert "script" not in page.seen
    assert "<script>x</script> & €“–”" in flat(page.words)
    words = flat(pages_of(handout.pdf(told))[0])
    assert "a) (b \\ <script>x</script> & €“–” é ř" in words


@pytest.mark.parametrize("lines", range(20, 60))
def test_a_title_stands_on_the_page_of_its_first_line(lines):
    """Wherever on the page a part begins: its title, what is remarked and the first line stay together."""
    before = HandoutPart("Prima", (), tuple(HandoutLine("A1", "Una riga.", "") for _ in range(lines)))
    prices = HandoutPart("Quanto costa", ("Prezzi IVA esclusa.", "Vale la prima riga che calza."), ())
    prices = prices._replace(lines=(HandoutLine("B1", "Sessanta euro l'ora.", "A scatti."),))
    pages = pages_of(handout.pdf(Handout("it", "Condizioni", "Prova", (before, prices))))
    told = (
        "Quanto costa",
        "Prezzi IVA esclusa.",
        "Vale la prima riga che calza.",
        "Sessanta euro l'ora.",
        "A scatti.",
    )
    assert [set(told) <= set(page) for page in pages].count(True) == 1


EUROPE = "Łódź, Győr; příliš žluťoučký kůň; İstanbul; Ναι; Привет, мир; café «sì» – 40,00 €"


def test_letters_of_europe_are_drawn_and_can_be_copied():
    """In Polish, Hungarian, Czech, Turkish, Greek and Russian: the file carries the letters that it needs."""
    told = Handout(
        "pl", "Warunki Łódź", "Čeština", (HandoutPart("ő", ("č",), ((HandoutLine("Ł1", EUROPE, EUROPE)),)),)
    )
    data = handout.pdf(told)
    assert handout.letters_lost(told) == ()
    (page,) = pages_of(data)
    assert page[:5] == ["Warunki Łódź", "Čeština", "ő", "č", "Ł1"]
    assert flat(page).count(EUROPE) == 2
    assert b"/Title <FEFF" in data and len(data) < 40_000
    # A text of western letters carries no font; Helvetica is its reader's.
    plain = handout.pdf(Handout("it", "Perché – «sì» €", "ü", ()))
    assert b"FontFile" not in plain and data.count(b"/FontFile2") == 2


def fonts_of(data):
    """The fonts in which the words of the pages are drawn."""
    return {font for page in contents(data) for font in re.findall(rb"/(F\d) [\d.]+ Tf", page)}


def test_one_letter_of_another_alphabet_puts_the_whole_text_in_one_face():
    lines = tuple(HandoutLine(f"R{n}", "Plain words, 40.00", "and more of them") for n in range(90))
    plain = Handout("en", "Terms", "of a firm", (HandoutPart("Prices", ("remark",), lines),))
    assert fonts_of(handout.pdf(plain)) == {b"F1", b"F2"}
    for one in (
        plain._replace(title="Podmínky ě"),
        plain._replace(note="ř"),
        plain._replace(parts=(HandoutPart("č", (), lines),)),
    ):
        assert fonts_of(handout.pdf(one)) == {b"F3", b"F4"}


def test_what_a_file_carries_of_a_face_is_that_face_with_fewer_letters():
    face = faces.face("DejaVuSansCondensed")
    used = {face.glyph(letter): letter for letter in "Łő"}
    cut = Face("cut", _with_cmap(face, face._cut(used)))
    assert [cut.advance(letter) for letter in "Łő"] == [face.advance(letter) for letter in "Łő"]
    for letter in "Łő":  # its outline, and those of the parts that it is composed of
        glyph = face.glyph(letter)
        assert face._drawing(glyph) and cut._drawing(glyph).startswith(face._drawing(glyph))
        parts = face._with_parts([glyph]) - {0}
        assert all(cut._drawing(part).startswith(face._drawing(part)) for part in parts)
    assert cut._drawing(face.glyph("Ж")) == b""


def _with_cmap(face, data):
    """A cut face with the table of letters again, to be read as a whole one."""
    tables = faces._tables(data) | {"cmap": face._tables["cmap"]}
    return faces._file(tables)


def test_the_signs_that_a_pdf_lacks_have_the_nearest_in_their_place_and_are_known():
    line = HandoutLine("1", "中文", "🙂 x\u030c Ａ")
    told = Handout("it", "Condizioni", "é", (HandoutPart("P", (), (line,)),), note="Non disegnati: U+4E2D.")
    assert handout.letters_lost(told) == ("中", "文", "🙂", "\u030c", "Ａ")
    (page,) = pages_of(handout.pdf(told))
    assert page[3:7] == ["1", "??", "? x A", "Non disegnati: U+4E2D."]
    assert handout.letters_lost(Handout("it", "Perché – «sì» €", "ü", ())) == ()
    assert b"4E2D" not in handout.html(told)
