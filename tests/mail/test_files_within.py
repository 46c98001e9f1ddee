"""In which mail or pack a file lay is known of each: attached, forwarded, winmail.dat, uuencoded text."""

import base64

import pytest

from .letters import letter, mail
from .papers import PDF
from .test_damaged_mails import MIXED, parts, uu, winmail, with_winmail

FILE = 'Content-Type: application/pdf; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n{packed}'


def file(name: str) -> str:
    return FILE.format(name=name, packed=base64.encodebytes(PDF).decode())


def carrying(raw: bytes) -> str:
    return "Content-Type: message/rfc822\r\n\r\n" + raw.decode()


def lay(received) -> dict[str, tuple[str, ...]]:
    return {one.name: one.within for one in received.attachments}


def test_a_file_of_the_mail_itself_lay_in_nothing():
    assert lay(mail(kind=MIXED, body=parts("\r\nEcco.", file("a.pdf")))) == {"a.pdf": ()}


def test_files_of_forwards_within_forwards_name_each_mail_on_the_way_from_the_outside_in():
    fondo = letter(subject="Fattura 12", kind=MIXED, body=parts("\r\nEcco.", file("fattura.pdf")))
    mezzo = letter(
        subject="Fwd: Fattura 12",
        kind="multipart/mixed; boundary=y",
        body=parts("\r\nVedi.", file("nota.pdf"), carrying(fondo), boundary="y"),
    )
    received = mail(
        kind="multipart/mixed; boundary=z", body=parts("\r\nGiro.", carrying(mezzo), boundary="z")
    )
    assert lay(received) == {
        "Fwd_ Fattura 12.eml": (),
        "nota.pdf": ("mail:Fwd: Fattura 12",),
        "Fattura 12.eml": ("mail:Fwd: Fattura 12",),
        "fattura.pdf": ("mail:Fwd: Fattura 12", "mail:Fattura 12"),
    }
    assert next(one for one in received.attachments if one.name == "fattura.pdf").content == PDF


def test_files_out_of_winmail_dat_and_uuencoded_text_say_so_in_a_forward_too():
    packed = letter(
        subject="Da Outlook",
        kind="multipart/mixed; boundary=y",
        body=with_winmail(winmail((b"dati.txt", b"uno"))).replace(b"--x", b"--y"),
    )
    received = mail(
        kind=MIXED,
        body=parts("\r\nEcco.\r\n\r\n" + uu(b"vecchio programma"), carrying(packed)),
    )
    assert lay(received) == {
        "dati.bin": ("text:",),
        "Da Outlook.eml": (),
        "dati.txt": ("mail:Da Outlook", "pack:winmail.dat"),
    }


def test_a_subject_that_would_steer_a_terminal_is_clean_and_short_there_too():
    inner = letter(subject="\x1b[2J\u202e" + "x" * 500, kind=MIXED, body=parts("\r\nEcco.", file("a.pdf")))
    (within,) = lay(
        mail(kind="multipart/mixed; boundary=z", body=parts("\r\n", carrying(inner), boundary="z"))
    )["a.pdf"]
    assert "\x1b" not in within and "\u202e" not in within and len(within) <= 85


KEPT = letter(subject="Fattura 12", kind=MIXED, body=parts("\r\nEcco.", file("fattura.pdf")))
OCTETS = 'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment\r\n'
OCTETS += "Content-Transfer-Encoding: base64\r\n\r\n{packed}"


def attached(content: bytes, name: str = "vecchia.eml", kind: str = "application/octet-stream"):
    part = OCTETS.format(kind=kind, name=name, packed=base64.encodebytes(content).decode())
    return mail(kind="multipart/mixed; boundary=z", body=parts("\r\nGiro.", part, boundary="z"))


@pytest.mark.parametrize(
    "kind", ["application/octet-stream", "text/plain", "application/x-eml", "text/rfc822"]
)
def test_a_mail_that_was_kept_as_a_file_is_opened_whatever_its_program_calls_it(kind):
    received = attached(KEPT, kind=kind)
    assert lay(received) == {"vecchia.eml": (), "fattura.pdf": ("mail:Fattura 12",)}
    assert received.attachments[0].content == KEPT
    assert "> Subject: Fattura 12" in received.body and "> Ecco." in received.body


def test_a_mail_in_winmail_dat_is_opened_too():
    received = mail(kind=MIXED, body=with_winmail(winmail((b"vecchia.eml", KEPT))))
    assert lay(received)["fattura.pdf"] == ("pack:winmail.dat", "mail:Fattura 12")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"Solo parole.\r\n",
        b"Nota: una parola\r\n\r\nx",
        PDF,
        b"From: a@b.example\r\nciao",
    ],
)
def test_a_file_that_is_only_called_like_a_mail_stays_a_file(content):
    assert set(lay(attached(content))) <= {"vecchia.eml"}


def test_kept_mails_within_each_other_are_opened_as_deep_as_those_that_say_what_they_are():
    inner = KEPT
    for n in range(12):
        part = OCTETS.format(
            kind="application/octet-stream", name=f"{n}.eml", packed=base64.encodebytes(inner).decode()
        )
        inner = letter(
            subject=str(n), kind=f"multipart/mixed; boundary=b{n}", body=parts(part, boundary=f"b{n}")
        )
    found = mail(kind="multipart/mixed; boundary=z", body=parts("\r\n", carrying(inner), boundary="z"))
    assert 7 <= len(found.attachments) <= 12 and "too-deep" in found.defects
