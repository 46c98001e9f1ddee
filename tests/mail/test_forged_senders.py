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
    received = mail(found, RECEIVED, sender=written)
    assert (received.trust, received.trust_reason) == ("doubtful", reason)
    assert received.from_address == address
    assert reason in REASONS


def test_two_from_headers_are_one_too_many():
    received = mail(PROVEN, RECEIVED, f"From: {GOOD}", sender="x@evil.example")
    assert (received.trust, received.trust_reason) == ("doubtful", "several-from")


def test_a_mail_from_nobody():
    assert mail(PROVEN, RECEIVED, sender=None).trust_reason == "no-from"


def test_a_proof_that_the_sender_wrote_is_no_proof():
    forged = proof("dmarc=pass", "mx.evil.example")
    assert mail(forged).trust == "address"
    below = mail(proof("spf=fail; dmarc=fail"), RECEIVED, proof("dmarc=pass"))
    assert below.trust_reason == "authentication-failed"


LMTP = f"Received: from {SERVER} by {SERVER} with LMTP id 7; Tue, 3 Mar 2026 08:50:01 +0100"
WITHIN = (
    f"Received: from filtro (localhost [127.0.0.1]) by {SERVER} with ESMTP; Tue, 3 Mar 2026 08:50:01 +0100"
)
BELIEVED = proof("dmarc=pass header.from=cliente.example")

# what stands where · whose word that is
PLACES = {
    "nothing of ours above a result of our name": ((RECEIVED, BELIEVED), "result-beneath"),
    "two hops of our own above it": ((LMTP, RECEIVED, BELIEVED), "result-beneath"),
    "our server says fail under its second name": (
        (RECEIVED, proof("dmarc=fail", "mx2.desk.example"), BELIEVED),
        "no-trusted-server",
    ),
    "our server says nothing under its second name": (
        (proof("none", "mx2.desk.example"), RECEIVED, BELIEVED),
        "result-beneath",
    ),
    "no line by which anybody took it in": ((BELIEVED,), "no-trusted-server"),
    "a greeting that passes for our own machine": (
        (
            f"Received: from [127.0.0.1] (unknown [198.51.100.9]) by {SERVER} with ESMTP",
            BELIEVED,
            RECEIVED,
        ),
        "result-beneath",
    ),
    "a greeting that passes for the way within": (
        (f"Received: from {SERVER} (evil [198.51.100.9]) by {SERVER} with ESMTP", BELIEVED, RECEIVED),
        "result-beneath",
    ),
    "a line of ours that the sender wrote": ((RECEIVED, LMTP, BELIEVED, RECEIVED), "no-trusted-server"),
}


@pytest.mark.parametrize("place", PLACES)
def test_only_what_our_own_server_wrote_on_top_counts(place):
    lines, reason = PLACES[place]
    received = mail(*lines)
    assert (received.trust, received.trust_reason) == ("address", reason)


@pytest.mark.parametrize("way", [(), (LMTP,), (WITHIN,), (LMTP, WITHIN)])
def test_a_result_above_the_line_by_which_the_house_took_it_in_counts_however_far_it_went_within(way):
    assert mail(*way, BELIEVED, RECEIVED).trust == "verified"


def under(*lines: str):
    """Read where our server is known to write beneath its own line, and to take away what came there."""
    return mail(*lines, beneath=True)


def test_a_server_that_writes_beneath_its_own_line_is_believed_there_once_the_desk_is_told():
    assert under(RECEIVED, BELIEVED).trust == "verified"
    assert under(LMTP, RECEIVED, BELIEVED).trust == "verified"
    assert under(BELIEVED, RECEIVED).trust == "verified"
    assert under(BELIEVED).trust == "address"


def test_there_too_its_first_word_counts_and_nothing_further_below():
    assert under(RECEIVED, proof("dmarc=fail"), BELIEVED).trust_reason == "authentication-failed"
    assert under(RECEIVED, proof("dmarc=fail", "mx2.desk.example"), BELIEVED).trust == "address"
    line = "Received: from x.evil.example by relay.altri.example"
    assert under(RECEIVED, line, BELIEVED).trust == "address"
    assert under(RECEIVED, RECEIVED, BELIEVED).trust == "address"


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
    assert mail(proof(results), RECEIVED).trust != "verified"


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
    received = mail(proof(results), RECEIVED)
    assert (received.trust, received.trust_reason) == ("verified", reason)


def test_a_name_in_brackets_or_quotes_is_no_forgery():
    for sender in (f"{GOOD} (Anna Rossi)", f'"Rossi, Anna" <{GOOD}>', f'"{GOOD}" <{GOOD}>', f"<{GOOD}>"):
        assert mail(PROVEN, RECEIVED, sender=sender).trust == "verified", sender


def test_without_a_server_to_trust_an_address_is_only_an_address():
    received = mail(RECEIVED)
    assert (received.trust, received.trust_reason) == ("address", "no-trusted-server")


def test_a_server_s_name_is_compared_without_regard_to_case():
    assert mail(PROVEN.replace(SERVER, SERVER.upper()), RECEIVED).trust == "verified"


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
