"""What a file says it is and what its bytes are: what is not the same is told, what can do harm is asked."""

import random
import time

import pytest
from deskterm.models.files import file_kinds
from deskterm.models.files.file_kinds import danger, differs, found, told

from tests.mail.papers import (
    DISK,
    INVOICE,
    OLD_MACROS,
    OLD_WORD,
    PAGE,
    PDF,
    PHOTO,
    PROGRAM,
    SHEET,
    SHORTCUT,
    WORD,
    WORD_MACROS,
    archive,
)

OCTETS = "application/octet-stream"

# name · media type · bytes · what it says it is · what it is
HONEST = [
    ("fattura.pdf", "application/pdf", PDF, "pdf", "pdf"),
    ("fattura.PDF", OCTETS, PDF, "pdf", "pdf"),
    ("", "application/pdf", b"\n\n" + PDF, "pdf", "pdf"),
    ("foto.jpeg", "image/jpeg", PHOTO, "image", "image"),
    ("IT01234567890_FPR01.xml", "text/xml", INVOICE, "xml", "xml"),
    ("IT01234567890_FPR01.xml.p7m", "application/pkcs7-mime", b"0\x82\x10\0\x06\x09", "signed", ""),
    ("lettera.docx", OCTETS, WORD, "word", "word"),
    ("conti.xlsx", OCTETS, SHEET, "sheet", "sheet"),
    ("lettera.doc", "application/msword", OLD_WORD, "word", "word"),
    ("lettera.doc", "application/msword", b"{\\rtf1 ciao}", "word", "word"),
    ("dati.zip", "application/zip", archive("dati.csv", "nota.pdf"), "archive", "archive"),
    ("righe.csv", "text/csv", b"a;b\n1;2\n", "text", "text"),
    ("log.txt", "text/plain", "perché è così\n".encode("cp1252"), "text", "text"),
    ("note.txt", "text/plain", "\ufeffciao".encode("utf-16"), "text", "text"),
    ("riga", "text/plain", b"ciao", "text", "text"),
    ("vuoto.pdf", "application/pdf", b"", "pdf", ""),
    ("dati.bin", OCTETS, bytes(range(256)), "", ""),
]


@pytest.mark.parametrize(("name", "kind", "content", "says", "is_so"), HONEST)
def test_what_is_what_it_says_is_opened_without_a_word(name, kind, content, says, is_so):
    assert (told(name, kind), found(content)) == (says, is_so)
    assert not differs(says, is_so, empty=not content)
    assert danger(name, kind, is_so, empty=not content) == ""


# name · bytes · why it is asked about
ASKED = [
    ("fattura.pdf.exe", PROGRAM, "pretends"),
    ("fattura.pdf .exe", PROGRAM, "pretends"),
    ("foto.jpg.js", b"var a = 1", "pretends"),
    ("fattura.pdf.html", PAGE, "pretends"),
    ("fattura.pdf", PROGRAM, "is.program"),
    ("fattura.pdf", archive("a.txt"), "differs"),
    ("fattura.pdf", b"non sono un PDF", "differs"),
    ("fattura.pdf", PAGE, "is.page"),
    ("foto.png", PDF, "differs"),
    ("lettera.docx", WORD_MACROS, "is.macros"),
    ("lettera.docm", WORD, "says.macros"),
    ("lettera.doc", OLD_MACROS, "is.macros"),
    ("lettera.doc", PAGE, "is.page"),
    ("dati.zip", archive("cartella/Fattura.EXE"), "holds.program"),
    ("dati.zip", archive("leggimi.txt", "avvia.vbs"), "holds.script"),
    ("dati.zip", archive("conti.xlsm"), "holds.macros"),
    ("dati.zip", archive("segreto.pdf", locked=True), "locked"),
    ("dati.zip", PROGRAM, "is.program"),
    ("modulo.html", PAGE, "is.page"),
    ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "is.drawing"),
    ("collegamento.lnk", SHORTCUT, "is.link"),
    ("sito.url", b"[InternetShortcut]\r\nURL=https://evil.example\r\n", "is.link"),
    ("disco.iso", DISK, "is.disk"),
    ("pulisci.bat", b"@echo off\r\ndel *.*", "says.script"),
    ("pulisci", b"#!/bin/sh\nrm -rf ~\n", "is.script"),
    ("installa.msi", OLD_WORD, "says.program"),
    ("programma", b"\x7fELF\x02\x01\x01" + bytes(60), "is.program"),
    ("nota.txt", PROGRAM, "is.program"),
    ("www.delta-system.com", b"ciao", "says.program"),
]


@pytest.mark.parametrize(("name", "content", "why"), ASKED)
def test_what_can_do_harm_or_is_not_what_it_says_is_asked_about(name, content, why):
    assert danger(name, OCTETS, found(content)) == why


def test_every_kind_has_its_words_and_every_danger_its_harm():
    from deskterm.locale import LANGUAGES, has, speaking

    kinds = {*file_kinds.ENDINGS, *(kind for _, _, kind in file_kinds._SIGNS), "ole", "unknown"}
    for language in LANGUAGES:
        with speaking(language):
            assert all(has(f"files.kind.{kind}") for kind in kinds)
            assert all(has(f"files.harm.{kind}") for kind in file_kinds.DANGEROUS)


def test_any_bytes_are_looked_at_quickly_and_without_a_fault():
    chance = random.Random(7)
    heavy = [
        b"<!-- --> " * 1_000_000,
        b"<?xml ?>" + b"<!-- -->" * 1_000_000,
        b"PK\x03\x04" + b"PK\x01\x02" * 2_000_000,
        b"PK\x03\x04" + bytes(25_000_000),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(25_000_000),
    ]
    for content in heavy:
        began = time.process_time()
        assert found(content) in ("text", "xml", "archive", "ole", "page", "")
        assert time.process_time() - began < 2
    wholes = (PDF, WORD_MACROS, OLD_MACROS, PAGE, SHORTCUT, archive("a.exe"))
    for _ in range(5_000):
        torn = bytearray(chance.choice(wholes))
        for _ in range(chance.randint(1, 8)):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        is_so = found(bytes(torn[: chance.randint(0, len(torn))]))
        danger("a.pdf", OCTETS, is_so)
