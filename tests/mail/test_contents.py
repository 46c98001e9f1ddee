"""What a mail says and what came with it, whatever program wrote it."""

import base64
import hashlib

import pytest

from .letters import NOW, letter, mail, read

MIXED = "multipart/mixed; boundary=x"
ALTERNATIVE = "multipart/alternative; boundary=x"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def parts(*bodies: str) -> bytes:
    return "".join(f"--x\r\n{body}\r\n" for body in bodies).encode() + b"--x--\r\n"


def html(markup: str) -> str:
    return mail(kind="text/html; charset=utf-8", body=markup).body


def test_a_plain_mail_says_what_it_says():
    received = mail("Message-ID: <1@cliente.example>", subject="=?windows-1252?Q?Perch=E9_non_va=3F?=")
    assert received.subject == "Perché non va?"
    assert received.body == "La stampa esce vuota."
    assert (received.from_name, received.from_address) == ("Anna Rossi", "anna@cliente.example")
    assert (received.message_id, received.kind) == ("1@cliente.example", "mail")
    assert received.digest == hashlib.sha256(received.raw).hexdigest()


def test_a_letter_split_between_two_encoded_words_is_put_together():
    first, second = (base64.b64encode(half).decode() for half in (b"Perch\xc3", b"\xa9 no"))
    assert mail(subject=f"=?utf-8?b?{first}?=\r\n =?utf-8?b?{second}?=").subject == "Perché no"


def test_of_two_versions_the_plain_one_is_read():
    body = parts("Content-Type: text/plain\r\n\r\nciao", "Content-Type: text/html\r\n\r\n<b>ciao!</b>")
    assert mail(kind=ALTERNATIVE, body=body).body == "ciao"


@pytest.mark.parametrize("plain", ["", "   ", "Per leggere questa mail serve un programma che mostri HTML."])
def test_a_plain_version_that_says_nothing_gives_way_to_the_page(plain):
    page = "<p>Il registro IVA di febbraio esce vuoto, potete guardare appena possibile? " + "Grazie. " * 20
    body = parts(f"Content-Type: text/plain\r\n\r\n{plain}", f"Content-Type: text/html\r\n\r\n{page}")
    assert mail(kind=ALTERNATIVE, body=body).body.startswith("Il registro IVA")


def test_a_file_that_came_with_it_is_kept_to_the_byte():
    picture = base64.encodebytes(PNG).decode()
    body = parts(
        "\r\nvedi schermata",
        "Content-Type: image/png; name*=utf-8''sch%C3%A8rmata.png\r\nContent-Disposition: inline\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{picture}",
    )
    received = mail(kind=MIXED, body=body)
    (file,) = received.attachments
    assert received.body == "vedi schermata"
    assert (file.name, file.media_type, file.content, file.inline) == (
        "schèrmata.png",
        "image/png",
        PNG,
        True,
    )
    assert (file.size, file.digest) == (len(PNG), hashlib.sha256(PNG).hexdigest())


def test_a_file_name_in_pieces_is_put_together():
    body = parts('Content-Disposition: attachment; filename*0="conto "; filename*1="economico.pdf"\r\n\r\nx')
    assert mail(kind=MIXED, body=body).attachments[0].name == "conto economico.pdf"


def test_a_file_without_a_name_gets_a_number_and_an_ending():
    assert mail(kind=MIXED, body=parts("Content-Type: image/png\r\n\r\nx")).attachments[0].name == "1.png"


def test_winmail_dat_is_kept():
    body = parts("\r\nciao", "Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx\x9f>\x22")
    assert [file.name for file in mail(kind=MIXED, body=body).attachments] == ["winmail.dat"]


def test_a_forwarded_message_is_quoted_and_kept():
    inner = "From: Luca <luca@altri.example>\r\nSubject: =?utf-8?q?Listino_nuovo?=\r\n\r\nEcco il listino."
    received = mail(kind=MIXED, body=parts("\r\nvedi sotto", f"Content-Type: message/rfc822\r\n\r\n{inner}"))
    assert received.body.split("\n")[0] == "vedi sotto"
    assert "> From: Luca <luca@altri.example>" in received.body
    assert "> Ecco il listino." in received.body
    (file,) = received.attachments
    assert (file.name, file.media_type) == ("Listino nuovo.eml", "message/rfc822")
    assert b"Ecco il listino." in file.content


def test_flowed_lines_become_paragraphs_again():
    body = "Buongiorno, la \r\nstampa esce \r\nvuota.\r\n> prima riga \r\n> seconda\r\n-- \r\nAnna\r\n"
    said = mail(kind="text/plain; format=flowed", body=body).body
    assert said == "Buongiorno, la stampa esce vuota.\n> prima riga seconda\n-- \nAnna"


def test_a_page_reads_as_a_person_would_read_it():
    page = """<html><head><title>no</title><style>p{}</style></head><body><script>no()</script>
    <p>Buongiorno,<br>due cose:</p><ul><li>la stampa</li><li>il backup</li></ul>
    <ol><li>primo</li><li>secondo</li></ol>
    <table><tr><th>Conto</th><th>Saldo</th></tr><tr><td>Cassa</td><td>10</td></tr></table>
    <div style="display:none">nascosto</div><p>Sal&ograve; &euro; 5 \u200b&shy;ecco</p>
    <blockquote>scritto prima<blockquote>e prima ancora</blockquote></blockquote></body></html>"""
    assert html(page).split("\n") == [
        "Buongiorno,", "due cose:", "", "- la stampa", "- il backup", "", "1. primo", "2. secondo", "",
        "Conto | Saldo", "Cassa | 10", "", "Salò € 5 ecco", "", "> scritto prima", ">", "> > e prima ancora",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        (
            '<a href="http://evil.example/x">www.banca.example</a>',
            "www.banca.example <http://evil.example/x>",
        ),
        ('<a href="https://cliente.example/">cliente.example</a>', "cliente.example"),
        ('<a href="mailto:a@b.example?subject=x">a@b.example</a>', "a@b.example"),
        ('<a href="mailto:a@b.example">scrivi</a>', "scrivi <a@b.example>"),
        ('<a href="javascript:x()">qui</a>', "qui <javascript:x()>"),
        ('<a name="su">su</a>', "su"),
    ],
)
def test_a_link_shows_where_it_really_leads(link, shown):
    assert html(f"<p>{link}</p>") == shown


def test_nothing_is_fetched_and_a_picture_is_its_description():
    assert html('<img src="http://evil.example/pixel.gif"><img src=x alt="logo">ciao') == "[logo]ciao"


@pytest.mark.parametrize(
    "charset",
    [
        "utf-8", "us-ascii", "iso-8859-1", "windows-1252", "iso-8859-15", "utf-7", "utf-16", "unicode_escape",
        "raw_unicode_escape", "rot13", "hex", "base64", "idna", "punycode", "zlib", "mbcs", "undefined",
        "x-unknown", "utf-8\0", "../../etc/passwd", "iso-2022-jp", "hz-gb-2312", "a" * 5_000, "\u00e0\u00e8",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "text", [b"ciao +ABs-]0;x+AAc- \\x1b]0;x\\x07 1b5d \x1b[2J", b"Perch\xe9", b"\xff\xfe\0"]
)
def test_no_charset_is_a_way_to_an_escape(charset, text):
    received = mail(kind=f'text/plain; charset="{charset}"', body=text)
    subject = mail(subject=f"=?{charset}?q?=1B]0;x=07_ciao?=").subject
    assert received.kind == "mail"
    assert "\x1b" not in received.body + subject and "\0" not in received.body + subject


def test_a_western_mail_that_calls_itself_utf_8_is_readable():
    received = mail(body="Perché? È così.".encode("cp1252"))
    assert received.body == "Perché? È così."
    assert "charset-wrong" in received.defects


def test_a_mail_that_is_cut_short_still_says_how_it_began():
    received = mail(body="x" * 500_000)
    assert received.truncated and len(received.body) == 200_000


def test_the_time_of_arrival_is_our_server_s_not_the_sender_s():
    received = mail(
        "Received: from a by mx.desk.example; Tue, 3 Mar 2026 08:50:00 +0100",
        "Received: from b by a; Mon, 2 Mar 2026 08:00:00 +0100",
        "Date: Sun, 1 Mar 2026 10:00:00 +0100",
    )
    assert (received.received_at, received.date_at) == (1772524200, 1772355600)


@pytest.mark.parametrize(
    "date", ["", "ieri", "Mon, 99 Foo 2026", "Tue, 3 Mar 2099 08:50:00 +0100", "1" * 9_000]
)
def test_an_absurd_date_is_no_date(date):
    received = mail(f"Date: {date}")
    assert (received.received_at, received.date_at) == (NOW, None)


def test_the_thread_and_our_tag_are_found_but_not_in_what_is_quoted():
    received = mail(
        "References: <1@a.example> <2@a.example>\r\n <3@a.example>",
        "In-Reply-To: <2@a.example>",
        subject="R: [#TK000131-k3x9q2] Stampa",
        body="ok [#TK000132-a1b2c3]\r\n> [#TK000133-d4e5f6]\r\n",
    )
    assert received.references == ("1@a.example", "3@a.example", "2@a.example")
    assert received.tags == (("TK000131", "k3x9q2"), ("TK000132", "a1b2c3"))


def test_of_a_thread_that_is_too_long_the_first_and_the_newest_are_kept():
    told = " ".join(f"<{number}@a.example>" for number in range(300))
    found = mail(f"References: {told}").references
    assert (found[0], *found[1::98], len(found)) == ("0@a.example", "201@a.example", "299@a.example", 100)


def test_recipients_come_from_to_and_cc_and_a_reply_goes_where_it_was_asked():
    received = mail("Cc: Luca <LUCA@altri.example>, nessuno", "Reply-To: ufficio@cliente.example")
    assert received.to_addresses == ("assistenza@desk.example", "luca@altri.example")
    assert received.reply_to == "ufficio@cliente.example"


@pytest.mark.parametrize("raw", [b"", b"\n", b"\0\0\0", b"ciao", b":", b"From", b"\xff" * 100, letter()[:40]])
def test_what_is_hardly_a_mail_is_still_taken_in(raw):
    received = read(raw)
    assert received.raw == raw and received.trust != "verified"
