"""Where who writes asks for the answer (Reply-To): followed where it is the customer's, else shown."""

import pytest
from deskterm.desk.steps.customer_of import PUBLIC_DOMAINS

from tests.desk.mails import SERVER
from tests.desk.mails import letter as mail

PUBLIC, OTHER = sorted(PUBLIC_DOMAINS)[:2]
FORM = {"sender": "Modulo web <modulo@rossi.example>", "message_id": "<7@rossi.example>"}


@pytest.fixture
def line(empty):
    empty("init", "--service", "delta-system", "--mail-server", SERVER)
    empty("technician", "add", "zen")
    for name, code, address in (
        ("Rossi Impianti", "C001", "anna@rossi.example"),
        ("Studio Rossi", "C003", f"studio@{PUBLIC}"),
        ("Bar Centrale", "C002", "bar@centrale.example"),
    ):
        empty("customer", "add", name, "--code", code, "--email", address)
    return empty


@pytest.fixture
def comes(line, tmp_path):
    def in_a_file(reply_to, **told):
        path = tmp_path / "mail.eml"
        path.write_bytes(mail(extra=f"Reply-To: {reply_to}\r\n", **told))
        (row,) = line("mail", "import", path, "--json").lines
        return row["ticket"] or row["message"]

    return in_a_file


def receipt_to(line, code):
    """To whom the request's number was written."""
    thread = line("ticket", "show", code, "--json").json["messages"]
    return [one["from"]["address"] for one in thread if one["direction"] == "out"]


def test_a_colleague_s_address_at_the_sender_s_own_domain_is_followed(line, comes):
    code = comes("ufficio@rossi.example")
    assert receipt_to(line, code) == ["ufficio@rossi.example"]
    assert "risposta a: ufficio@rossi.example" in line("ticket", "show", code).out
    assert "Reply-To" not in line("ticket", "answer", code, "--draft").err


def test_an_address_on_the_customer_s_card_is_followed(line, comes):
    line("customer", "contact", "C003", "Mario", "--email", f"mario@{OTHER}")
    code = comes(f"mario@{OTHER}", sender=f"Studio <studio@{PUBLIC}>", message_id="<8@posta.example>")
    assert receipt_to(line, code) == [f"mario@{OTHER}"]


@pytest.mark.parametrize("other", ["eve@evil.example", "bar@centrale.example"])
def test_any_other_is_shown_and_offered_and_no_letter_goes_there_unasked(line, comes, other):
    code = comes(other)
    assert receipt_to(line, code) == ["anna@rossi.example"]
    shown = line("ticket", "show", code)
    assert f"<anna@rossi.example> · risposta a: {other}" in shown.out
    assert line("ticket", "show", code, "--json").json["messages"][0]["reply_to"] == other
    told = " ".join(line("ticket", "answer", code, "--draft").err.split())
    assert f"chiede la risposta a {other} (Reply-To)" in told
    assert f"deskterm ticket contact {code} --email {other}" in told
    line("ticket", "contact", code, "--email", other)
    assert "Reply-To" not in line("ticket", "answer", code, "Fatto.").err
    assert receipt_to(line, code) == [other, other]  # what has not left goes to the corrected contact too


def test_a_neighbour_at_a_public_domain_is_a_stranger(line, comes):
    code = comes(f"altri@{PUBLIC}", sender=f"Studio <studio@{PUBLIC}>", message_id="<8@posta.example>")
    assert receipt_to(line, code) == [f"studio@{PUBLIC}"]


def test_a_form_that_nobody_knows_shows_where_to_answer_and_is_answered_there_once_recovered(line, comes):
    number = comes("anna@rossi.example", **FORM | {"sender": "Modulo <modulo@sito.example>"})
    assert "risposta a: anna@rossi.example" in line("mail", "show", number).out
    code = line("mail", "recover", number, "--customer", "C001", "--json").json["code"]
    assert receipt_to(line, code) == ["anna@rossi.example"]


def test_an_address_that_begins_like_an_option_is_none(line, comes):
    code = comes("ufficio@rossi.example")
    told = line("ticket", "contact", code, "--email=-oX@c.example", code=1).err
    assert "«-oX@c.example» non è un indirizzo di posta: «-» al posto 1" in told
