"""Files as customers and forgers send them, small and real enough for their kind to be told."""

import io
import zipfile

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PROGRAM = b"MZ\x90\0" + bytes(56) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0"
PHOTO = b"\xff\xd8\xff\xe0\0\x10JFIF\0"
PAGE = b"<!DOCTYPE html><html><body><form action='https://evil.example'>password</form></body></html>"
INVOICE = b'<?xml version="1.0" encoding="UTF-8"?><p:FatturaElettronica versione="FPR12"/>'
SHORTCUT = b"L\0\0\0\x01\x14\x02\0" + bytes(60)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100) + "WordDocument".encode("utf-16-le")
OLD_MACROS = OLD_WORD + "Macros\0".encode("utf-16-le")
DISK = bytes(0x8001) + b"CD001"


def archive(*names: str, locked: bool = False) -> bytes:
    """A zip with files of these names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as into:
        for name in names:
            into.writestr(name, b"x" * 10)
    packed = made.getvalue()
    if not locked:
        return packed
    at = packed.find(b"PK\x01\x02")
    return packed[: at + 8] + bytes([packed[at + 8] | 1]) + packed[at + 9 :]


WORD = archive("[Content_Types].xml", "word/document.xml")
WORD_MACROS = archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
SHEET = archive("[Content_Types].xml", "xl/workbook.xml")
