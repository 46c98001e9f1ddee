"""Six servers that are not what they should be (S11), for the mail that comes and the mail that goes.

Every byte that the server gets is kept: the password is in none, plain or packed; at a good server it is.
"""

import base64
import datetime
import ssl

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from deskterm import settings

from tests.commands.conftest import ask
from tests.mail.servers.scripted import Scripted, serving

CANARY = "Canarino-9w4h"
USER = "studio@delta.example"
PACKED = [
    base64.b64encode(text.encode())
    for text in (CANARY, f"\0{USER}\0{CANARY}", f"user={USER}\x01auth=Bearer {CANARY}\x01\x01")
]
OFFERS = "IMAP4rev1 STARTTLS AUTH=PLAIN AUTH=XOAUTH2 AUTH=LOGIN"
NOW = datetime.datetime.now(datetime.UTC)


def of(authority, name="localhost", **more):
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, **more).configure_cert(found)
    return found


def signed_by_itself(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(subject_name=who, issuer_name=who, public_key=key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(NOW - datetime.timedelta(days=1))
    made = made.not_valid_after(NOW + datetime.timedelta(days=1))
    named = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    made = made.add_extension(named, critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    unlocked = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "self.pem").write_bytes(made.public_bytes(pem) + key.private_bytes(pem, *unlocked))
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(folder / "self.pem")
    return found


def smtp(context, *, stripped=False, slipped=""):
    """A server that sends: it offers what it is told, begins TLS where it can, and takes any password."""

    def talk(server, stream):
        stream.say("220 mx.example ESMTP")
        safe = context is None
        while True:
            line = stream.hear().upper()
            if line.startswith(("EHLO", "HELO")):
                more = [] if stripped or safe else ["STARTTLS"]
                offered = ["mx.example", *more, "AUTH PLAIN LOGIN XOAUTH2"]
                stream.say("\r\n".join([*(f"250-{one}" for one in offered[:-1]), f"250 {offered[-1]}"]))
            elif line == "STARTTLS":
                stream.say(f"220 go ahead{slipped}")
                stream.begin_tls(context)
                safe = True
            elif line.startswith("AUTH"):
                stream.say("235 in")
            elif line == "DATA":
                stream.say("354 go on")
                while stream.hear() != ".":
                    pass
                stream.say("250 taken")
            else:
                stream.say("250 OK" if line != "QUIT" else "221 bye")

    return talk


def imap(context, *, stripped=False, slipped=""):
    """The same for mail that comes; where TLS is there from the start `context` is None."""
    usual = serving({}, capability=OFFERS.replace("STARTTLS ", "") if stripped or context is None else OFFERS)

    def talk(server, stream):
        if context is None or stripped:
            usual(server, stream)
            return
        stream.say(f"* OK [CAPABILITY {OFFERS}] ready")
        while True:
            tag, _, rest = stream.hear().partition(" ")
            if rest.upper() == "STARTTLS":
                stream.say(f"{tag} OK begin{slipped}")
                stream.begin_tls(context)
                serving({}, capability=OFFERS, hello="")(server, stream)
                return
            stream.say(f"* CAPABILITY {OFFERS}\r\n{tag} OK done")

    return talk


TALKS = {"imap": imap, "smtp": smtp}
SLIPPED = {
    "imap": "\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n* PREAUTH in",
    "smtp": "\r\n250-mx.example\r\n250 AUTH PLAIN\r\n235 in",
}


@pytest.fixture
def authority(tmp_path):
    found = trustme.CA()
    found.cert_pem.write_to_path(tmp_path / "ca.pem")
    return found


@pytest.fixture
def greets(tmp_path, authority, request):
    """A server of this protocol with this fault, by the way in which TLS begins there."""

    def make(protocol, how, security):
        talk = TALKS[protocol]
        if how == "no TLS at all":
            return Scripted(talk(None))
        if how == "STARTTLS taken out":
            return Scripted(talk(of(authority), stripped=True))
        if how == "words slipped in before TLS":
            return Scripted(talk(of(authority), slipped=SLIPPED[protocol]))
        context = {
            "good": lambda: of(authority),
            "another name": lambda: of(authority, "altrove.example"),
            "expired": lambda: of(authority, not_after=NOW - datetime.timedelta(days=2)),
            "signed by itself": lambda: signed_by_itself(tmp_path),
        }[how]()
        if security == "tls":
            return Scripted(talk(None), context=context)
        return Scripted(talk(context))

    return make


@pytest.fixture
def tried(line, tmp_path, monkeypatch, authority):
    """Fetch from a server, or send through it, with a password or a token; what was told."""
    file = settings.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'[mail.studio]\nca_file = "{tmp_path / "ca.pem"}"\n', encoding="utf-8")

    def go(server, protocol, security, login):
        told = (f"--{protocol}-host", "localhost", f"--{protocol}-port", server.port)
        more = (f"--{protocol}-security", security, f"--{protocol}-user", USER, "--login", login)
        line("mail", "account", "add", "studio", *told, *more, "--address", USER)
        monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", CANARY)
        if protocol == "smtp":
            code = ask(line, "2026-03-02T09:00", channel="mail")["code"]
            line("ticket", "answer", code, "Si stampa dal menu.")
            return line("mail", "send", code=None)
        return line("mail", "fetch", code=None)

    return go


CASES = [
    ("no TLS at all", "tls"),
    ("no TLS at all", "starttls"),
    ("STARTTLS taken out", "starttls"),
    ("words slipped in before TLS", "starttls"),
    *((how, way) for how in ("another name", "expired", "signed by itself") for way in ("tls", "starttls")),
]


def heard_of(server):
    return [one for one in (CANARY.encode(), *PACKED) if one in bytes(server.heard)]


@pytest.mark.parametrize("login", ["password", "token"])
@pytest.mark.parametrize("protocol", TALKS)
@pytest.mark.parametrize(("how", "security"), CASES)
def test_at_a_bad_greeting_the_password_never_leaves(greets, tried, protocol, how, security, login):  # noqa: PLR0917
    with greets(protocol, how, security) as server:
        told = tried(server, protocol, security, login)
    assert heard_of(server) == [] and b"AUTH" not in bytes(server.heard).replace(b"AUTH=", b"")
    assert told.code in (1, 3) and CANARY not in told.err + told.out
    assert "studio" in told.err + told.out or "localhost" in told.err + told.out


@pytest.mark.parametrize("login", ["password", "token"])
@pytest.mark.parametrize("protocol", TALKS)
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_at_a_good_server_it_is_heard_as_it_would_be_elsewhere(greets, tried, protocol, security, login):
    with greets(protocol, "good", security) as server:
        told = tried(server, protocol, security, login)
    assert heard_of(server), told
