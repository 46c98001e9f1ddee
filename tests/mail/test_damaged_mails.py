"""What programs get wrong in mails: what the customer wrote is read all the same."""

import base64
import binascii
import struct

import pytest
from deskterm.mail.reading.charset import decode
from deskterm.models.basics.sender_trust import DOUBTFUL

from .letters import letter, mail, read

ASKED = "Perché è vuota la stampa?"
QUOTED = "Perch=C3=A9 =C3=A8 vuota la stampa?"
PACKED = base64.encodebytes(ASKED.encode()).decode()
MIXED = "multipart/mixed; boundary=x"


def parts(*bodies: str, boundary: str = "x") -> bytes:
    return "".join(f"--{boundary}\r\n{body}\r\n" for body in bodies).encode() + f"--{boundary}--\r\n".encode()


# How the bytes were made fit for the way

WAYS = [
    ("quoted-printable;", QUOTED),
    ("quoted-printable (MailServer 5)", QUOTED),
    ('"quoted-printable"', QUOTED),
    ("Quoted-Printable ; x=y", QUOTED),
    ("(old) base64", PACKED),
    ("base64;", PACKED),
    ("BASE64 ", PACKED),
]


@pytest.mark.parametrize(("said", "body"), WAYS)
def test_the_transfer_encoding_is_the_one_that_is_named_whatever_stands_around_it(said, body):
    assert mail(f"Content-Transfer-Encoding: {said}", body=body).body == ASKED


def packed(text: str) -> str:
    return base64.encodebytes(text.encode()).decode()


LONG = "La stampa del registro IVA di febbraio esce vuota, anche dopo il riavvio.\n" * 3


@pytest.mark.parametrize("end", ["=", "==", ""])
def test_a_footer_in_plain_letters_under_base64_is_a_footer(end):
    text = LONG + {"=": "ab", "==": "a", "": "abc"}[end]
    assert packed(text).rstrip().endswith(end)
    footer = "_______________\nLista clienti del gruppo\nhttps://lista.example/esci"
    received = mail("Content-Transfer-Encoding: base64", body=packed(text) + footer)
    assert received.body.startswith(text.strip())
    assert received.body.endswith("https://lista.example/esci")
    assert "Lista clienti del gruppo" in received.body


def test_a_second_run_of_base64_is_read_on():
    received = mail("Content-Transfer-Encoding: base64", body=packed(LONG + "a") + packed(LONG + "Fine."))
    assert received.body.endswith("Fine.")
    assert received.body.count("registro IVA") == 6


@pytest.mark.parametrize("torn", ["UGVy Y2jD qSBubw==", "UGVyY2jD!qSBubw==", "UGVyY2jD\r\n\r\nqSBubw=="])
def test_blanks_and_signs_among_base64_are_no_footer(torn):
    assert mail("Content-Transfer-Encoding: base64", body=torn).body == "Perché no"


# Charsets


@pytest.mark.parametrize(
    "charset",
    ["unicode", "utf8mb4", "x-unknown", "iso-8859-1", "utf-16", "iso-2022-jp", "windows-1252", "koi8-r", ""],
)
def test_sound_utf_8_is_read_as_utf_8_whatever_it_is_called(charset):
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    assert mail(kind=kind, body=ASKED.encode()).body == ASKED


@pytest.mark.parametrize("charset", ["utf-16", "unicode", "utf8mb4"])
def test_plain_letters_under_a_wide_name_are_plain_letters(charset):
    assert mail(kind=f"text/plain; charset={charset}", body=b"Non stampa").body == "Non stampa"


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("iso-8859-1", "Perché è così?"),
        ("windows-1252", "costa 5 € l'uno"),
        ("iso-8859-2", "Łódź, dwa błędy"),
        ("koi8-r", "Не печатает"),
        ("utf-16", "Perché è così?"),
        ("shift_jis", "印刷できません"),
        ("gb2312", "打印不出来"),
        ("big5", "無法列印"),
    ],
)
def test_what_is_in_the_charset_that_it_names_is_read_in_it(charset, text):
    assert decode(text.encode(charset), charset) == (text, "")


CUT = [
    ("Perché la città è così? Però".encode()[:-1], "Perché la città è così? Per\ufffd"),
    ("Perché la città è così".encode()[:-1], "Perché la città è cos\ufffd"),
    ("Città".encode()[:-1], "Citt\ufffd"),
    ("Perché\xff la città è".encode("latin-1", "replace"), "Perchéÿ la città è"),
    ("La citt\xe0".encode("latin-1"), "La città"),
    ("Perch\xe9 \xe8 cos\xec".encode("latin-1"), "Perché è così"),
]


@pytest.mark.parametrize(("data", "text"), CUT)
def test_one_letter_that_was_cut_in_two_does_not_make_the_others_western(data, text):
    assert decode(data)[0] == text
    assert decode(data, "utf-8")[0] == text


def test_a_cut_subject_and_a_cut_file_name_keep_their_letters():
    raw = letter(
        subject="CUT",
        kind=MIXED,
        body=parts(
            "\r\nx",
            'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="CUT"\r\n\r\nx',
        ),
    )
    received = read(raw.replace(b"CUT", "Perché la città".encode()[:-1]))
    assert received.subject == "Perché la citt\ufffd"
    assert received.attachments[0].name.startswith("Perché la citt")


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="iso-8859-2">',
        "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=iso-8859-2'>",
    ],
)
def test_a_page_that_names_its_charset_in_its_own_head_is_read_in_it(meta):
    page = f"<html><head>{meta}</head><body>Łódź</body></html>".encode("iso-8859-2")
    assert mail(kind="text/html", body=page).body == "Łódź"


# Encoded words

WORDS = [
    ("=?utf-8?Q?Perch=C3=A9_non_stampa??=", "Perché non stampa?"),
    ("=?utf-8?Q?Come_mai?_Non_va?= =?utf-8?Q?,_aiuto!?=", "Come mai? Non va, aiuto!"),
    ("=?utf-8?q?Perch\u00e9_no?=", "Perché no"),
    ("=?utf-8?Q?senza_fine", "=?utf-8?Q?senza_fine"),
]


@pytest.mark.parametrize(("written", "read_as"), WORDS)
def test_an_encoded_word_is_read_with_what_should_not_stand_in_it(written, read_as):
    assert mail(subject=written).subject == read_as


@pytest.mark.parametrize("raw", [b"Perch\xe9_non_stampa", "Perché_non_stampa".encode()])
def test_a_raw_letter_in_an_encoded_word_is_that_letter(raw):
    received = read(letter(subject="HERE").replace(b"HERE", b"=?iso-8859-1?Q?" + raw + b"?="))
    assert received.subject == "Perché non stampa"


@pytest.mark.parametrize(
    "sender",
    [
        "=?utf-8?Q?Anna_Rossi_=3Canna=40cliente=2Eexample=3E?=",
        "=?utf-8?B?" + base64.b64encode(b"Anna Rossi <anna@cliente.example>").decode() + "?=",
    ],
)
def test_a_sender_that_was_encoded_as_a_whole_is_read_and_looked_at_by_a_person(sender):
    received = mail(sender=sender)
    assert (received.from_name, received.from_address) == ("Anna Rossi", "anna@cliente.example")
    assert received.trust == DOUBTFUL


# Headers


@pytest.mark.parametrize("stray", ["riga spezzata senza due punti", "<c@d.example>", "=?utf-8?Q?resto?="])
def test_a_line_among_the_headers_that_is_none_does_not_take_the_subject_with_it(stray):
    received = mail("References: <a@b.example>", stray, "Date: Tue, 3 Mar 2026 08:00:00 +0100")
    assert received.subject == "Stampa del registro IVA"
    assert received.body == "La stampa esce vuota."
    assert received.from_address == "anna@cliente.example"
    assert received.trust == DOUBTFUL


def test_a_text_that_follows_its_headers_without_an_empty_line_stays_a_text():
    raw = letter(body="").rstrip() + b"\r\nLa stampa esce vuota.\r\nGrazie: Anna\r\n\r\nAnna Rossi\r\n"
    assert "La stampa esce vuota." in read(raw).body


@pytest.mark.parametrize(
    ("kind", "boundary"),
    [
        ('multipart/mixed boundary="x"', "x"),
        ("multipart/mixed; charset=utf-8 boundary=x", "x"),
        ('multipart/mixed; type="a;b";\r\n boundary = "x"', "x"),
        ('multipart/mixed;\r\n boundary="----=_Part_\r\n 123"', "----=_Part_123"),
        ('multipart/mixed;\r\n boundary="----=_Part_\r\n 123"', "----=_Part_ 123"),
    ],
)
def test_the_parts_are_told_apart_though_their_boundary_is_written_badly(kind, boundary):
    body = parts("\r\nvedi file", 'Content-Type: application/pdf; name="a.pdf"\r\n\r\nx', boundary=boundary)
    received = mail(kind=kind, body=body)
    assert received.body == "vedi file"
    assert [file.name for file in received.attachments] == ["a.pdf"]


def test_a_report_of_a_server_stays_one_when_its_boundary_is_mended():
    kind = 'multipart/report; report-type="delivery-status" boundary=x'
    assert mail(kind=kind, body=parts("\r\nnon consegnato")).kind_reason == "bounce"


# Pages

ZERO = '<td style="direction:ltr;font-size:0px;padding:20px"><div style="font-size:0px">{}</div></td>'


@pytest.mark.parametrize("size", ["13px", "1rem", "10.5pt", "medium"])
def test_words_with_a_size_of_their_own_within_one_without_are_read(size):
    page = ZERO.format(f'<p style="color:red;font-size:{size}">si blocca alla stampa</p>nascosto')
    assert html(page) == "si blocca alla stampa"


@pytest.mark.parametrize(
    "style", ["font-size:0", "font-size: 0.0em", "color:red; FONT-SIZE:0px", "visibility:hidden"]
)
def test_words_that_nobody_can_see_are_not_read(style):
    inner = '<b style="font-size:120%">anche questo</b>' if "isib" not in style else "<b>anche questo</b>"
    assert html(f'<p>Testo vero <span style="{style}">nascosto {inner}</span></p>') == "Testo vero"


def test_a_size_below_one_is_a_size():
    assert html('<p style="font-size:0.9em">Testo vero</p>') == "Testo vero"


def html(markup: str) -> str:
    return mail(kind="text/html; charset=utf-8", body=markup).body


def test_what_stands_beside_a_stub_is_read_be_it_short():
    body = parts(
        "Content-Type: text/plain\r\n\r\nThis message is in HTML format.",
        "Content-Type: text/html\r\n\r\n<p>Si blocca.</p>",
    )
    assert mail(kind="multipart/alternative; boundary=x", body=body).body == "Si blocca."


def test_of_three_versions_one_is_read():
    body = parts(
        "Content-Type: text/plain\r\n\r\nSi blocca.",
        "Content-Type: text/enriched\r\n\r\n<bold>Si blocca.</bold>",
        "Content-Type: text/html\r\n\r\n<p>Si blocca.</p>",
    )
    assert mail(kind="multipart/alternative; boundary=x", body=body).body == "Si blocca."
    assert mail(kind="text/enriched", body="<bold>Si</bold> blocca, 3 << 4.").body == "Si blocca, 3 < 4."


# Files


@pytest.mark.parametrize("placed", ["inline", 'inline; filename="message.txt"', ""])
def test_a_text_that_has_a_name_is_the_text(placed):
    where = f"Content-Disposition: {placed}\r\n" if placed else ""
    body = parts(
        f'Content-Type: text/plain; name="message.txt"\r\n{where}\r\nLa stampa non parte.',
        'Content-Type: application/pdf; name="a.pdf"\r\n\r\nx',
    )
    received = mail(kind=MIXED, body=body)
    assert received.body == "La stampa non parte."
    assert [file.name for file in received.attachments] == ["a.pdf"]


def test_a_named_text_beside_the_letter_is_a_file():
    body = parts("\r\nAllego il log.", 'Content-Type: text/plain; name="log.txt"\r\n\r\nERRORE 12')
    received = mail(kind=MIXED, body=body)
    assert received.body == "Allego il log."
    assert [(file.name, file.content) for file in received.attachments] == [("log.txt", b"ERRORE 12")]


def test_alternatives_with_names_are_one_text():
    body = parts(
        'Content-Type: text/plain; name="a.txt"\r\n\r\nNon parte.',
        'Content-Type: text/html; name="a.html"\r\n\r\n<p>Non parte.</p>',
    )
    received = mail(kind="multipart/alternative; boundary=x", body=body)
    assert (received.body, received.attachments) == ("Non parte.", ())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (r"C:\dir\a.pdf", "a.pdf"),
        (r"C:\\dir\\a.pdf", "a.pdf"),
        (r"D:\Documenti\nuovi\tabella.xls", "tabella.xls"),
        (r"\\server\share\b.pdf", "b.pdf"),
        (r"\\\\server\\share\\b.pdf", "b.pdf"),
        (r"dir\nuova\c.pdf", "c.pdf"),
        (r"Documenti\\d.pdf", "d.pdf"),
        (r"fatt\"ura.pdf", "fatt_ura.pdf"),
    ],
)
def test_a_path_of_windows_is_cut_to_the_file_s_name(sent, kept):
    body = parts("\r\nx", f'Content-Type: application/pdf; name="{sent}"\r\n\r\nx')
    assert mail(kind=MIXED, body=body).attachments[0].name == kept


INNER = b"""From: B <b@cliente.example>
Subject: Interno
X-Odd:   due   blanks
Content-Type: multipart/mixed; boundary=y

--y

Testo interno
--y
Content-Type: application/pdf; name=dentro.pdf

x
--y--
"""


@pytest.mark.parametrize(
    "kind", ["message/rfc822", "message/global", "message/news", "message/partial; number=1"]
)
@pytest.mark.parametrize("packed_up", [False, True])
def test_a_message_within_is_quoted_and_kept_to_the_byte_with_its_files(kind, packed_up):
    way = "base64" if packed_up else "7bit"
    head = (
        f"--x\r\n\r\nVedi sotto.\r\n--x\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {way}\r\n\r\n"
    )
    content = base64.encodebytes(INNER) if packed_up else INNER
    received = mail(kind=MIXED, body=head.encode() + content + b"\r\n--x--\r\n")
    assert received.body.startswith("Vedi sotto.")
    assert "> Subject: Interno" in received.body and "> Testo interno" in received.body
    outer, inner = received.attachments
    assert (outer.name, outer.content) == ("Interno.eml", INNER)
    assert inner.name == "dentro.pdf"


def test_the_messages_of_a_digest_are_messages():
    body = parts("\r\nSubject: Primo\r\n\r\nNon stampa", "\r\nSubject: Secondo\r\n\r\nNon salva")
    received = mail(kind="multipart/digest; boundary=x", body=body)
    assert "> Non stampa" in received.body and "> Non salva" in received.body
    assert [file.name for file in received.attachments] == ["Primo.eml", "Secondo.eml"]


def test_a_mail_that_is_a_piece_of_another_says_what_its_piece_says():
    first = mail(
        kind='message/partial; number=1; total=2; id="x@y"', body="Subject: Dentro\r\n\r\nPrima parte."
    )
    assert "Prima parte." in first.body
    second = mail(kind='message/partial; number=2; total=2; id="x@y"', body="Seconda parte.")
    assert second.body == "Seconda parte."


def test_a_file_that_lies_elsewhere_is_told_and_not_got():
    kind = 'message/external-body; access-type=URL; URL="https://file.cliente.example/dati.zip"'
    received = mail(kind=MIXED, body=parts("\r\nEcco i dati.", f"Content-Type: {kind}\r\n\r\n"))
    assert "Ecco i dati." in received.body and "https://file.cliente.example/dati.zip" in received.body


def test_messages_within_messages_are_opened_down_to_a_depth():
    raw = b"Subject: Fondo\n\nIn fondo"
    for number in range(30):
        raw = f"Subject: Livello {number}\nContent-Type: message/rfc822\n\n".encode() + raw
    received = read(letter(kind="message/rfc822", body=raw))
    assert received.kind == "mail" and "too-deep" in received.defects
    assert len(received.attachments) == 9


def uu(content: bytes) -> str:
    lines = [binascii.b2a_uu(content[at : at + 45]).decode() for at in range(0, len(content), 45)]
    return "begin 644 dati.bin\n" + "".join(lines) + "`\nend\n"


def test_a_file_that_is_uuencoded_in_the_text_is_a_file():
    content = bytes(range(200))
    received = mail(body=f"Ecco il file:\n\n{uu(content)}\nGrazie, Anna\n")
    assert (received.body.split(), received.attachments[0].name) == (
        "Ecco il file: Grazie, Anna".split(),
        "dati.bin",
    )
    assert received.attachments[0].content == content


@pytest.mark.parametrize(
    "text", ["begin 644 del lavoro: alle nove\nend", "begin 644 x\nnon è un file\nend of story"]
)
def test_a_text_that_only_begins_like_one_stays_a_text(text):
    received = mail(body=text)
    assert (received.body, received.attachments) == (text, ())


def attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def winmail(*files: tuple[bytes, bytes], text: bytes = b"") -> bytes:
    """A winmail.dat as Outlook packs it, by the published format (MS-OXTNEF)."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    if text:
        out += attribute(1, 0x800C, 2, text)
    for name, content in files:
        out += attribute(2, 0x9002, 6, bytes(14))
        out += attribute(2, 0x8010, 1, name + b"\0") + attribute(2, 0x800F, 6, content)
    return out


def with_winmail(data: bytes, text: str = "\r\nAllego i dati.") -> bytes:
    head = (
        'Content-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    return parts(text, head + base64.encodebytes(data).decode())


def test_the_files_within_winmail_dat_are_the_files():
    data = winmail((b"dati.txt", b"uno"), ("città.pdf".encode("cp1252"), b"due"))
    received = mail(kind=MIXED, body=with_winmail(data))
    assert received.body == "Allego i dati."
    assert [(file.name, file.content) for file in received.attachments] == [
        ("dati.txt", b"uno"),
        ("città.pdf", b"due"),
    ]


def test_the_text_within_winmail_dat_is_read_where_the_mail_has_none():
    data = winmail(text=b"La stampa non parte.")
    assert mail(kind=MIXED, body=with_winmail(data, "\r\n")).body == "La stampa non parte."


def test_a_winmail_dat_that_cannot_be_opened_is_kept_as_it_is():
    received = mail(kind=MIXED, body=with_winmail(b"nonsense"))
    assert [file.content for file in received.attachments] == [b"nonsense"]
    assert "winmail-unreadable" in received.defects


# What cannot be seen


@pytest.mark.parametrize("hint", ["\u00ad", "\u200b", "\u200d", "\ufeff", "\u2060"])
def test_where_a_line_may_break_is_no_mark_in_a_word(hint):
    received = mail(subject=f"Fat{hint}tura", body=f"Il pro{hint}gramma non parte {hint}da ieri")
    assert (received.subject, received.body) == ("Fattura", "Il programma non parte da ieri")


@pytest.mark.parametrize(
    "text", ["anna@cli\u200bente.example", "https://ban\u00adca.example/x", "www.ban\u200dca.example"]
)
def test_what_hides_in_an_address_is_marked(text):
    assert "\ufffd" in mail(body=f"scrivere a {text} oggi").body
