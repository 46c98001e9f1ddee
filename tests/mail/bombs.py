"""Mails made to hurt a reader (S5): each small to write, some expensive to read."""

import base64

HEAD = b"From: Mario <mario@cliente.example>\r\nTo: assistenza@desk.example\r\nSubject: prova\r\n"


def _nested_multiparts(depth: int) -> bytes:
    raw = HEAD
    for level in range(depth):
        raw += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
    return raw + b"\r\nin fondo\r\n"


def _nested_messages(depth: int) -> bytes:
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: in fondo\r\n\r\nciao\r\n"


def _parts(count: int) -> bytes:
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * count


def _addresses(count: int) -> bytes:
    people = b",\r\n ".join(b'"Nome %d" <n%d@lista.example>' % (n, n) for n in range(count))
    return HEAD + b"Cc: " + people + b"\r\n\r\nciao\r\n"


def _html(markup: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + markup


BOMBS = {
    "a thousand nested multiparts": _nested_multiparts(1_000),
    "a thousand nested messages": _nested_messages(1_000),
    "a hundred thousand parts": _parts(100_000),
    "twenty thousand addresses": _addresses(20_000),
    "ten thousand open brackets": HEAD.replace(b"Mario <", b"(" * 10_000 + b" <") + b"\r\nciao\r\n",
    "semicolons within an open quote": HEAD
    + b"".join(b'Content-Type: multipart/mixed; boundary="' + b";" * 300_000 + b"\r\n" for _ in range(8))
    + b"\r\nciao\r\n",
    "one header of twenty megabytes": HEAD
    + b"X-Lungo: "
    + b"=?utf-8?q?a?= " * 1_500_000
    + b"\r\n\r\nciao\r\n",
    "three hundred thousand headers": HEAD + b"X: y\r\n" * 300_000 + b"\r\nciao\r\n",
    "twelve million empty lines": HEAD + b"\r\n" * 12_000_000,
    "eighteen megabytes of base64": HEAD
    + b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(bytes(range(256)) * 70_000),
    "a hundred thousand nested tags": _html(b"<div><b>" * 100_000 + b"ciao"),
    "half-open comments and tags": _html(b"<!-- <![CDATA[ <a href='" * 40_000),
    "a mountain of accents": HEAD + b"\r\na" + "\u0301\u0316".encode() * 2_000_000,
}
