"""Twelve forged senders, and more: none comes out verified, the real address is the one given (S7)."""

import pytest
from deskterm.mail.reading.addresses import mailboxes
from deskterm.models.basics.identity import ascii_domain
from deskterm.models.basics.sender_trust import REASONS, lookalike

from .letters import PROVEN, RECEIVED, SERVER, mail, proof

EVIL = proof(
    "spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example;"
    " dmarc=pass header.from=evil.example"
)
GOOD = "anna@cliente.example"

# how the From header is written · what our server found · whose mail it is · why it is not believed
FORGERIES = {
    "the customer's address as the name": (
        f"{GOOD} <x@evil.example>",
        EVIL,
        "x@evil.example",
        "address-in-name",
    ),
    "the same, quoted": (f'"{GOOD}" <x@evil.example>', EVIL, "x@evil.example", "address-in-name"),
    "the same, in an encoded word": (
        "=?utf-8?q?anna=40cliente=2Eexample?= <x@evil.example>",
        EVIL,
        "x@evil.example",
        "address-in-name",
    ),
    "the same, in wide letters": (
        "anna＠cliente.example <x@evil.example>",
        EVIL,
        "x@evil.example",
        "address-in-name",
    ),
    "two addresses": (f"{GOOD}, x@evil.example", EVIL, GOOD, "several-addresses"),
    "two pairs of brackets": (f"<{GOOD}> <x@evil.example>", EVIL, GOOD, "several-addresses"),
    "a group": (f"Clienti: {GOOD};", EVIL, GOOD, "group"),
    "a route": (f"<@{GOOD.partition('@')[2]}:x@evil.example>", EVIL, "x@evil.example", "route"),
    "the address as a quoted mailbox": (
        f'"{GOOD}"@evil.example',
        EVIL,
        f'"{GOOD}"@evil.example',
        "odd-address",
    ),
    "a zero byte before the real one": (
        f"{GOOD}\0 <x@evil.example>",
        EVIL,
        "x@evil.example",
        "control-characters",
    ),
    "a Cyrillic letter in the domain": (
        "anna@сliente.example",
        proof("dmarc=pass"),
        "anna@xn--liente-hrf.example",
        "lookalike-domain",
    ),
    "a comment around it": (f"(ciao (x)) {GOOD}", EVIL, GOOD, "comment"),
    "the plain address, refused by its domain": (
        GOOD,
        proof("spf=fail; dkim=none; dmarc=fail"),
        GOOD,
        "authentication-failed",
    ),
    "the plain address, proven for another": (GOOD, EVIL, GOOD, "authentication-failed"),
    "no address at all": ("Anna Rossi", EVIL, "", "no-address"),
}


@pytest.mark.parametrize("how", FORGERIES)
def test_a_forged_sender_is_doubtful_and_named_by_the_real_address(how):
    written, found, address, reason = FORGERIES[how]
    received = mail(RECEIVED, found, sender=written)
    assert (received.trust, received.trust_reason) == ("doubtful", reason)
    assert received.from_address == address
    assert reason in REASONS


def test_two_from_headers_are_one_too_many():
    received = mail(PROVEN, f"From: {GOOD}", sender="x@evil.example")
    assert (received.trust, received.trust_reason) == ("doubtful", "several-from")


def test_a_mail_from_nobody():
    assert mail(PROVEN, sender=None).trust_reason == "no-from"


def test_a_proof_that_the_sender_wrote_is_no_proof():
    forged = proof("dmarc=pass", "mx.evil.example")
    assert mail(forged).trust == "address"
    below = mail(RECEIVED, proof("spf=fail; dmarc=fail"), proof("dmarc=pass"))
    assert below.trust_reason == "authentication-failed"


def test_a_proof_beneath_another_house_s_line_is_no_proof():
    line = "Received: from x.evil.example by relay.altri.example; Tue, 3 Mar 2026 08:49:00 +0100"
    assert mail(RECEIVED, line, proof("dmarc=pass")).trust_reason == "no-trusted-server"


@pytest.mark.parametrize(
    "results",
    [
        "spf=pass smtp.mailfrom=evil.example (; dmarc=pass)",
        'spf=none smtp.mailfrom="x; dmarc=pass"@evil.example',
        "spf=pass smtp.mailfrom=evil.example (aperta; dmarc=pass",
        "dkim=pass header.d=example",
        "dkim=pass header.d=liente.example",
        "spf=pass smtp.mailfrom=cliente.example.evil.example",
        "x-dmarc=pass; dmarcpass",
        "dmarc=pass; dmarc=fail",
    ],
)
def test_a_proof_that_only_looks_like_one(results):
    assert mail(RECEIVED, proof(results)).trust != "verified"


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ("dmarc=pass (p=reject) header.from=cliente.example", "dmarc"),
        ("dkim=pass header.d=cliente.example header.s=s1; spf=softfail", "dkim"),
        ("dkim=fail; dkim=pass header.i=@cliente.example", "dkim"),
        ("spf=pass (sender ip 192.0.2.1) smtp.mailfrom=anna@cliente.example", "spf"),
    ],
)
def test_what_our_own_server_vouches_for_is_verified(results, reason):
    received = mail(RECEIVED, proof(results))
    assert (received.trust, received.trust_reason) == ("verified", reason)


def test_a_name_in_brackets_or_quotes_is_no_forgery():
    for sender in (f"{GOOD} (Anna Rossi)", f'"Rossi, Anna" <{GOOD}>', f'"{GOOD}" <{GOOD}>', f"<{GOOD}>"):
        assert mail(RECEIVED, PROVEN, sender=sender).trust == "verified", sender


def test_without_a_server_to_trust_an_address_is_only_an_address():
    received = mail(RECEIVED)
    assert (received.trust, received.trust_reason) == ("address", "no-trusted-server")


def test_a_server_s_name_is_compared_without_regard_to_case():
    assert mail(RECEIVED, PROVEN.replace(SERVER, SERVER.upper())).trust == "verified"


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("c1iente.example", "cliente.example"),
        ("cliemte.example", "cliente.example"),
        ("cilente.example", "cliente.example"),
        ("cliente-.example", "cliente.example"),
        (ascii_domain("cliénte.example"), "cliente.example"),
        (ascii_domain("clìentè.example"), "cliente.example"),
        (ascii_domain("altßa.example"), ""),
        (ascii_domain("straße.example"), "strasse.example"),
        ("societa.example", "xn--societ-nta.example"),
        ("xn--societ-nta.example", ""),
        ("cliente.example", ""),
        ("tutt-altro.example", ""),
    ],
)
def test_a_domain_that_is_made_to_be_mistaken(domain, meant):
    known = ["cliente.example", "altra.example", "strasse.example", "xn--societ-nta.example"]
    assert lookalike(domain, known) == meant


def test_address_lists_are_read_in_one_pass():
    entries, _ = mailboxes(["(" * 60_000, ",".join(["a@b.example"] * 20_000)])
    assert len(entries) == 200
