"""Certified post, its receipts, and what no person wrote."""

import base64

import pytest
from deskterm.mail.reading.limits import MAIL_BYTES

from .letters import RECEIVED, SERVER, letter, mail, proof, read

INNER = (
    "From: Anna <anna@pec.cliente.example>\r\nTo: desk@pec.desk.example\r\nSubject: Richiesta\r\n"
    "Message-ID: <dentro@pec.cliente.example>\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "\r\nIl registro è vuoto."
)
POST = proof("dkim=pass header.d=gestore.example; dmarc=pass header.from=gestore.example")
PROVIDERS = frozenset({"gestore.example"})
ENVELOPE = '"Per conto di: anna@pec.cliente.example" <posta-certificata@gestore.example>'


def envelope(*headers: str, inner: str = INNER, sender: str = ENVELOPE, encoded: bool = False, **values):
    """A mail in the envelope of the certified post."""
    wrapped = base64.encodebytes(inner.encode()).decode() if encoded else inner
    how = "Content-Transfer-Encoding: base64\r\n" if encoded else ""
    body = (
        "--x\r\nContent-Type: text/plain\r\n\r\nMessaggio di posta certificata\r\n"
        '--x\r\nContent-Type: message/rfc822; name="postacert.eml"\r\n'
        f'{how}Content-Disposition: inline; filename="postacert.eml"\r\n\r\n{wrapped}\r\n'
        '--x\r\nContent-Type: application/xml; name="daticert.xml"\r\n\r\n<postacert/>\r\n--x--\r\n'
    )
    subject = values.pop("subject", "POSTA CERTIFICATA: Richiesta")
    lines = headers or (POST, RECEIVED, "X-Trasporto: posta-certificata")
    raw = letter(*lines, sender=sender, subject=subject, kind="multipart/mixed; boundary=x", body=body)
    return read(raw, pec_providers=values.pop("providers", PROVIDERS))


@pytest.mark.parametrize("encoded", [False, True])
def test_a_certified_mail_is_the_mail_inside(encoded):
    received = envelope(encoded=encoded)
    assert (received.kind, received.subject, received.body) == ("pec", "Richiesta", "Il registro è vuoto.")
    assert (received.from_name, received.from_address) == ("Anna", "anna@pec.cliente.example")
    assert (received.trust, received.trust_reason) == ("verified", "pec")
    assert received.message_id == "dentro@pec.cliente.example"


@pytest.mark.parametrize(
    ("change", "trust", "reason"),
    [
        ({"providers": frozenset()}, "address", "pec-provider-unknown"),
        ({"sender": ENVELOPE.replace("anna@", "luca@")}, "doubtful", "pec-sender-differs"),
        ({"sender": ENVELOPE.replace("gestore", "evil")}, "doubtful", "authentication-failed"),
        ({"sender": ENVELOPE.replace("posta-certificata", "x")}, "address", "pec-provider-unknown"),
        ({"inner": INNER.replace("From: ", "From: b@c.example\r\nFrom: ")}, "doubtful", "pec-sender-differs"),
    ],
)
def test_an_envelope_proves_only_what_its_provider_can(change, trust, reason):
    received = envelope(**change)
    assert (received.trust, received.trust_reason) == (trust, reason)


def test_of_a_certified_mail_that_is_too_large_the_beginning_of_the_mail_inside_is_read():
    inner = INNER.replace("text/plain; charset=utf-8", "multipart/mixed; boundary=y").replace(
        "Il registro è vuoto.",
        "--y\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIl registro è vuoto.\r\n"
        "--y\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + "QUJDREVGR0hJSktM\r\n"
        * (MAIL_BYTES // 18 + 1),
    )
    received = envelope(inner=inner)
    assert (received.kind, received.kind_reason) == ("unreadable", "too-large")
    assert (received.subject, received.body) == ("Richiesta", "Il registro è vuoto.")
    assert (received.from_address, received.trust) == ("anna@pec.cliente.example", "verified")


def test_an_unproven_envelope_is_only_an_address():
    assert envelope(RECEIVED, "X-Trasporto: posta-certificata").trust == "address"


def test_a_provider_that_answers_for_the_sender_s_own_domain_needs_no_list():
    own = ENVELOPE.replace("gestore.example", "pec.cliente.example")
    headers = (proof("dmarc=pass"), RECEIVED, "X-Trasporto: posta-certificata")
    assert envelope(*headers, sender=own, providers=frozenset()).trust == "verified"


def test_an_anomaly_is_ordinary_mail_in_an_envelope():
    received = envelope(POST, RECEIVED, "X-Trasporto: errore", subject="ANOMALIA MESSAGGIO: Richiesta")
    assert (received.kind, received.kind_reason, received.subject) == ("mail", "anomaly", "Richiesta")
    assert (received.trust, received.trust_reason) == ("address", "pec-anomaly")


def test_a_machine_s_reply_inside_an_envelope_is_a_machine_s_reply():
    assert envelope(inner="Auto-Submitted: auto-replied\r\n" + INNER).kind == "automatic"


@pytest.mark.parametrize(
    ("subject", "header"),
    [
        ("ACCETTAZIONE: Richiesta", "accettazione"),
        ("CONSEGNA: Richiesta", "avvenuta-consegna"),
        ("AVVISO DI MANCATA CONSEGNA: Richiesta", "errore-consegna"),
        ("AVVISO DI NON ACCETTAZIONE: Richiesta", "non-accettazione"),
        ("PRESA IN CARICO: Richiesta", "presa-in-carico"),
    ],
)
def test_receipts_of_the_certified_post_are_told_apart(subject, header):
    post = "posta-certificata@gestore.example"
    assert mail(f"X-Ricevuta: {header}", sender=post, subject=subject).kind_reason == header
    assert mail(sender=post, subject=subject).kind == "receipt"


DATA = (
    "--x\r\nContent-Type: text/plain\r\n\r\nIl messaggio è stato consegnato.\r\n"
    '--x\r\nContent-Type: application/xml; name="daticert.xml"\r\n\r\n<postacert/>\r\n--x--\r\n'
)
RECEIPT = {"subject": "CONSEGNA: Richiesta", "kind": "multipart/mixed; boundary=x", "body": DATA}
POSTED = (POST, RECEIVED, "X-Ricevuta: avvenuta-consegna")


def receipt(*headers: str, providers=PROVIDERS, **values):
    raw = mail(*headers, **(RECEIPT | {"sender": "posta-certificata@gestore.example"} | values)).raw
    return read(raw, pec_providers=providers)


def test_a_receipt_from_a_provider_whom_we_trust_is_surely_one():
    received = receipt(*POSTED)
    assert (received.kind, received.kind_reason, received.perhaps) == ("receipt", "avvenuta-consegna", "")


@pytest.mark.parametrize(
    "change",
    [
        {"providers": frozenset()},
        {"sender": "posta-certificata@altrove.example"},
        {"sender": "anna@gestore.example"},
        {"kind": "text/plain", "body": "consegnato"},
    ],
)
def test_of_a_receipt_that_lacks_its_provider_or_its_data_a_person_may_be_the_writer(change):
    received = receipt(*POSTED, **change)
    assert (received.kind, received.perhaps) == ("receipt", "receipt")


@pytest.mark.parametrize(
    "subject", ["CONSEGNA: Richiesta", "ACCETTAZIONE: x", "Avviso di mancata consegna: x"]
)
def test_the_data_of_a_receipt_that_a_person_passes_on_make_no_receipt(subject):
    received = receipt(RECEIVED, sender="Anna <anna@cliente.example>", subject=subject)
    assert (received.kind, received.attachments[0].name) == ("mail", "daticert.xml")


@pytest.mark.parametrize(
    "subject", ["Consegna: merce mai arrivata", "ACCETTAZIONE: non stampa", "POSTA CERTIFICATA: come si fa?"]
)
def test_a_customer_s_own_words_are_no_receipt(subject):
    received = mail(subject=subject)
    assert (received.kind, received.subject) == ("mail", subject)


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        (["Auto-Submitted: auto-replied"], "auto-submitted"),
        (["Auto-Submitted: auto-generated (backup)"], "auto-submitted"),
        (["X-Autoreply: yes"], "auto-reply"),
        (["Precedence: auto_reply"], "auto-reply"),
        (["Precedence: bulk"], "newsletter"),
        (["List-Unsubscribe: <https://x.example>"], "newsletter"),
        (["Return-Path: <>"], "bounce"),
        (["X-Failed-Recipients: a@b.example"], "bounce"),
    ],
)
def test_what_a_machine_sent_is_automatic(headers, why):
    received = mail(*headers)
    assert (received.kind, received.kind_reason) == ("automatic", why)


@pytest.mark.parametrize(
    "subject", ["Risposta automatica: Stampa", "Automatic reply: x", "Fuori sede: x", "Out of Office"]
)
def test_an_absence_is_known_by_its_subject(subject):
    assert mail(subject=subject).kind == "automatic"


@pytest.mark.parametrize(
    ("headers", "subject"),
    [
        (["Auto-Submitted: no"], "Stampa"),
        (["Return-Path: <anna@cliente.example>"], "Stampa"),
        (["List-Id: <tutti.cliente.example>"], "Stampa"),
        ([], "R: Risposta automatica: come la tolgo?"),
        ([], "La risposta automatica non parte"),
    ],
)
def test_a_person_s_mail_is_not_taken_for_a_machine_s(headers, subject):
    assert mail(*headers, subject=subject).kind == "mail"


def test_a_bounce_and_a_read_receipt_are_reports():
    body = b"--x\r\nContent-Type: text/plain\r\n\r\nnon recapitato\r\n--x--\r\n"
    bounce = mail(kind="multipart/report; report-type=delivery-status; boundary=x", body=body)
    read_it = mail(kind="multipart/report; report-type=disposition-notification; boundary=x", body=body)
    assert (bounce.kind_reason, read_it.kind_reason) == ("bounce", "read-receipt")
    assert mail(sender=f"Mail Delivery System <MAILER-DAEMON@{SERVER}>").kind_reason == "bounce"
