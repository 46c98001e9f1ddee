"""The demo's mails: real enough to read, safe enough to ship, and each with what is expected of it."""

import re
from collections import Counter
from datetime import UTC, datetime
from email.header import decode_header
from email.utils import parsedate_to_datetime

import pytest
from deskterm.models.basics.fiscal import wrong

from tests.demo.reading import DEMO, FILES, arrived, contact_of, customers, expected, mail, raw
from tests.demo.telling import OUTCOMES

FIRST = datetime(2026, 2, 26, 23, tzinfo=UTC)
LAST = datetime(2026, 3, 3, 8, 5, 59, tzinfo=UTC)
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)*)")
LINK = re.compile(r"\bhttps?://([^/\s\"'<>:)]+)|\bwww\.([\w.-]+)")

COMMON = (
    "clear vague two-topics three-topics no-subject prefixes-only pec pec-receipt html-only attachment "
    "automatic bounce forwarded chaser thanks tax customisation update production small-change training "
    "unknown-sender unknown-person hostile forged duplicate long urgent blocking expired-contract "
    "no-contract newsletter foreign empty-body in-copy shouting dialect"
).split()
SEVERAL = {
    "clear": 5,
    "vague": 3,
    "two-topics": 3,
    "tax": 3,
    "hostile": 4,
    "attachment": 4,
    "customisation": 2,
}


def subject(message):
    pieces = decode_header(message.get("Subject", ""))
    return "".join(
        text.decode(charset or "ascii") if isinstance(text, bytes) else text for text, charset in pieces
    )


def texts(message):
    """Every text in the mail and in the mails within it, decoded."""
    for part in message.walk():
        if part.get_content_maintype() in ("text", "application") and part.get_content_subtype() != "pdf":
            yield part.get_payload(decode=True).decode(part.get_content_charset() or "utf-8", "replace")
        yield "\n".join(f"{name}: {value}" for name, value in part.items())


def sender(message):
    """The address a customer would be found by: of the mail inside, where a certified one wraps it."""
    inner = next((part for part in message.walk() if part.get_filename() == "postacert.eml"), None)
    real = inner.get_payload(0) if inner else message
    return ADDRESS.search(real["From"].rpartition("<")[2]).group().lower()


def kinds(entry):
    return (entry["kind"], *entry.get("also", ()))


def test_there_are_mails_enough_for_a_morning():
    assert len(FILES) >= 44
    assert [name[:2] for name in FILES] == [f"{number:02d}" for number in range(1, len(FILES) + 1)]


@pytest.mark.parametrize("name", FILES)
def test_a_mail_is_whole_as_it_came(name):
    message = mail(name)
    assert not message.defects
    assert "by mx.delta-system.example" in message["Received"]
    assert message["Message-ID"]
    assert "assistenza@delta-system.example" in message["Delivered-To"]
    assert FIRST <= arrived(message) <= LAST
    assert abs((parsedate_to_datetime(message["Date"]) - arrived(message)).total_seconds()) < 120
    for part in message.walk():
        assert not part.defects
        if not part.is_multipart():
            part.get_payload(decode=True).decode(part.get_content_charset() or "latin-1")


@pytest.mark.parametrize("name", FILES)
def test_no_address_and_no_link_leads_to_anyone(name):
    unfolded = re.sub(rb"=\r?\n", b"", raw(name)).decode("latin-1")
    for text in (unfolded, *texts(mail(name))):
        hosts = [found.group(1) for found in ADDRESS.finditer(text)]
        hosts += [found.group(1) or found.group(2) for found in LINK.finditer(text)]
        assert [host for host in hosts if not host.endswith(".example")] == []


def test_the_other_files_name_nobody_real_either():
    for path in (*DEMO.glob("*.toml"), DEMO / "README.md"):
        hosts = ADDRESS.findall(path.read_text(encoding="utf-8"))
        assert [host for host in hosts if not host.endswith(".example")] == []


def test_phones_are_marked_as_invented_and_belong_to_one_contact_each():
    phones = [contact["phone"] for customer in customers().values() for contact in customer["contact"]]
    assert all(phone.split()[1].startswith("00") for phone in phones)
    firms = {(phone, code) for code, c in customers().items() for phone in {p["phone"] for p in c["contact"]}}
    assert len(firms) == len({phone.replace(" ", "")[-8:] for phone, _ in firms})


def test_vat_numbers_are_right_and_nobodys():
    for customer in customers().values():
        assert wrong("vat", customer["vat"]) is None
        assert customer["vat"].startswith("77")


def test_every_mail_has_its_expectation_and_its_line_in_the_readme():
    assert sorted(expected()) == FILES
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    for name, entry in expected().items():
        assert entry["outcome"] in OUTCOMES
        row = f"| `{name}` | {entry['kind']} | {entry.get('customer', '-')} | {entry['outcome']} |"
        assert row in readme


def test_every_kind_is_there_and_the_common_ones_more_than_once():
    counted = Counter(kind for entry in expected().values() for kind in kinds(entry))
    assert [kind for kind in COMMON if not counted[kind]] == []
    assert {kind: counted[kind] for kind, least in SEVERAL.items() if counted[kind] < least} == {}


def test_a_ticket_belongs_to_the_customer_whose_contact_wrote():
    known = contact_of()
    for name, entry in expected().items():
        if entry["outcome"] in ("queued", "rejected", "appended", "duplicate"):
            assert known.get(sender(mail(name))) == entry["customer"], name
        if entry["outcome"] == "held":
            assert "customer" not in entry
            assert entry["kind"] == "forged" or sender(mail(name)) not in known, name
        assert entry.get("suggested", "C001") in customers()


def test_a_blank_subject_and_only_that_is_rejected():
    bare = re.compile(r"(?i)^(?:\s*(?:R|RE|I|FW|FWD|RIF)\s*:)*\s*$")
    for name, entry in expected().items():
        assert bool(bare.match(subject(mail(name)))) == (entry["outcome"] == "rejected"), name


def test_a_reply_points_to_a_mail_of_the_same_customer():
    for name, entry in expected().items():
        if entry["outcome"] == "appended":
            root = expected()[entry["of"]]
            assert mail(entry["of"])["Message-ID"] in mail(name)["References"].split()
            assert root["customer"] == entry["customer"]
            assert arrived(mail(entry["of"])) < arrived(mail(name))
        elif entry["outcome"] == "queued":
            assert mail(name)["References"] is None, name


def test_a_duplicate_is_the_same_message_arriving_again():
    doubles = [entry for entry in expected().values() if entry["outcome"] == "duplicate"]
    for entry in doubles:
        first, again = mail(entry["of"]), mail(entry["file"])
        assert first["Message-ID"] == again["Message-ID"]
        assert first["Received"] != again["Received"]
    ids = Counter(mail(name)["Message-ID"] for name in FILES)
    assert sum(count - 1 for count in ids.values()) == len(doubles) == 1


def test_nobody_vouches_for_the_forged_and_somebody_for_nearly_all_others():
    for name, entry in expected().items():
        verdict = mail(name).get("Authentication-Results", "")
        if entry["outcome"] in ("queued", "appended") and "unauthenticated" not in kinds(entry):
            assert "dmarc=pass" in verdict or "spf=pass" in verdict, name
    assert "dmarc=fail" in mail("27-falso-malgaretto.eml")["Authentication-Results"]


def test_certified_mail_carries_its_envelope():
    for name, entry in expected().items():
        if entry["kind"] == "pec":
            names = [part.get_filename() for part in mail(name).walk()]
            assert {"postacert.eml", "daticert.xml", "smime.p7s"} <= set(names)
        if entry["kind"] == "pec-receipt":
            assert mail(name)["X-Ricevuta"] in ("accettazione", "avvenuta-consegna")


def test_an_attachment_is_a_real_file_of_its_kind():
    signatures = {"image/png": b"\x89PNG\r\n\x1a\n", "application/pdf": b"%PDF-1."}
    found = Counter()
    for name in FILES:
        for part in mail(name).walk():
            start = signatures.get(part.get_content_type())
            if start:
                assert part.get_payload(decode=True).startswith(start)
                found[part.get_content_type()] += 1
    assert found == {"image/png": 2, "application/pdf": 1}


def test_the_hostile_ones_carry_what_they_threaten_with():
    assert "[@click=app.quit]" in subject(mail("25-ostile-parentesi.eml"))
    assert {"\x1b", "\x07", "\x9b"} <= set(subject(mail("36-ostile-escape.eml")))
    assert "\u202e" in subject(mail("37-ostile-bidi.eml"))
    assert any("..%2F" in text or "../" in text for text in texts(mail("37-ostile-bidi.eml")))


def test_the_habits_of_many_programs_are_there():
    everything = b"".join(raw(name) for name in FILES).lower()
    for habit in (
        b'charset="windows-1252"',
        b'charset="iso-8859-15"',
        b"format=flowed",
        b"quoted-printable",
        b"transfer-encoding: base64",
        b"8bit",
        b"multipart/alternative",
        b"=?utf-8?b?",
        b"=?windows-1252?q?",
        b"inviato da iphone",
    ):
        assert habit in everything
    assert {b"\r\n" in raw(name) for name in FILES} == {True, False}
    assert max(len(line) for name in FILES for line in raw(name).splitlines()) > 1_500
