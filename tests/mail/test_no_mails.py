"""Files that are no mails: unreadable with their reason, never a request without a subject (D8)."""

import pytest
from deskterm.mail.reading.parse import parse

from .letters import NOW, letter, read

FILES = {
    "a PDF": (b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n<< /Type /Catalog >>\n", "mail-is-pdf"),
    "Outlook's own": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "mail-is-msg"),
    "Outlook's archive": (b"!BDN" + bytes(600), "mail-is-pst"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>Subject: x</body></html>", "mail-is-page"),
    "a web page with a note": (b"\n<!-- saved from url -->\n<HTML>\n<p>ciao", "mail-is-page"),
    "a page of XML": (b"\xef\xbb\xbf<?xml version='1.0'?>\n<html xmlns='x'>", "mail-is-page"),
    "UTF-16 with its mark": (
        "From: anna@cliente.example\nSubject: ciao\n\nciao".encode("utf-16"),
        "mail-is-wide",
    ),
    "UTF-16 without": (
        "From: anna@cliente.example\nSubject: ciao\n\nciao".encode("utf-16-le"),
        "mail-is-wide",
    ),
    "the other UTF-16": ("From: anna@cliente.example\nSubject: ciao\n\n".encode("utf-16-be"), "mail-is-wide"),
    "a zip": (b"PK\x03\x04\x14\x00" + bytes(90), "mail-is-archive"),
    "a document": (b"{\\rtf1\\ansi ciao}", "mail-is-document"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "mail-is-binary"),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_unreadable_with_its_reason(name):
    data, reason = FILES[name]
    received = parse(data, now=NOW)
    assert (received.kind, received.kind_reason) == ("unreadable", reason)
    assert received.raw == data


@pytest.mark.parametrize(
    "raw",
    [
        letter(body="%PDF-1.4"),
        letter(body="<html>ciao</html>", kind="text/html"),
        b"\r\n" + letter(),
        b"\xef\xbb\xbf" + letter(),
        letter(body=b"\x00\x01\x02 binario"),
        b"Buongiorno, non stampa piu' nulla.\n",
        b"<strano>\nSubject: ciao\n\nciao",
    ],
)
def test_a_mail_that_only_speaks_of_such_things_is_a_mail(raw):
    assert read(raw).kind == "mail"
