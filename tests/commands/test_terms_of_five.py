"""The line commands of what terms ask: gates, callbacks, appointments, customers, files of requests."""

import json

import pytest
from deskterm.desk.terms import files

from tests.commands.conftest import Line
from tests.laid import lay

CALLBACK = "id ticket due_at attempts state".split()
APPOINTMENT = "id ticket kind starts_at ends_at technician paid state".split()
READY = (
    *("--answer", "device_online=sì", "--answer", "consent=yes:Anna:phone", "--answer", "id_password=yes"),
    *("--answer", "backup_confirmed=no:Anna:phone:procedi", "--answer", "backup_unit=yes"),
)


def lacking(facts, fields):
    return [name for name in fields if name not in facts]


def furnish(empty, service, *more):
    if service in files.names():  # a file of the test's own lies where the test lies
        lay(
            empty.desk,
            ("five", service, more),
            lambda place: _furnished(Line(place, empty.home), service, more),
        )
    else:
        _furnished(empty, service, more)
    return empty


def _furnished(empty, service, more):
    empty("init", "--service", service, at="2026-01-02T09:00")
    empty("technician", "add", "zen", at="2026-01-02T09:00")
    empty(
        *("customer", "add", "Ferramenta Dal Prà", "--from", "2026-01-01", "--until", "2027-12-31"),
        *("--contact", "Anna Dal Prà", "--phone", "0445 000123", "--email", "anna@dalpra.example", *more),
        at="2026-01-02T09:01",
    )


@pytest.fixture
def micro(empty):
    """Digital Micro's desk with a customer who has signed up and one ticket."""
    lay(empty.desk, "micro", lambda place: _micro(Line(place, empty.home)))
    return empty


def _micro(empty):
    _furnished(empty, "digital-micro", ())
    empty("customer", "set", "C001", "adhesion=2026-01-10", at="2026-01-10T09:00")
    request = ("--customer", "C001", "--channel", "portal", "--subject", "Errore", "--body", "Non va.")
    empty("ticket", "add", *request, at="2026-03-02T09:30")


@pytest.fixture
def cloud(empty):
    lay(empty.desk, "cloud", lambda place: _cloud(Line(place, empty.home)))
    return empty


def _cloud(empty):
    _furnished(empty, "contabilita-in-cloud", ("--plan", "ADVANCED"))
    request = ("--customer", "C001", "--channel", "chat", "--body", "Non va.", "--contact", "Anna")
    empty("ticket", "add", *request, "--phone", "0445 000123", at="2026-03-02T09:30")


def test_the_terms_questions_are_shown_and_answered(micro):
    asked = micro("call", "questions", "TK000001", "--json", at="2026-03-02T10:00").lines
    assert [one["fact"] for one in asked][:2] == ["device_online", "consent"]
    assert all(one["rule"] and one["clause"] and one["question"] for one in asked)
    assert "M6" in micro("call", "questions", "TK000001", at="2026-03-02T10:00").out
    left = micro("call", "questions", "TK000001", *READY, "--json", at="2026-03-02T10:00")
    assert left.out == ""


def test_a_customer_is_told_by_what_the_terms_ask_and_not_by_a_contract_that_they_do_not(micro):
    micro("customer", "add", "Bar Sport", at="2026-03-02T09:00")
    assert "adesione ✗ mai fatta" in micro("customer", "show", "C002").out
    listed = micro("customer", "list").out
    assert "adesione ✗ mai fatta" in listed and "nessun" not in listed
    micro("customer", "set", "C002", "adhesion=2026-05-15", at="2026-03-02T09:05")
    assert "adesione ✗ solo dal" in micro("customer", "show", "C002", at="2026-03-02T09:10").out


def test_without_a_plan_the_list_says_so_where_the_terms_ask_for_one(cloud):
    cloud("customer", "add", "Bar Sport", at="2026-03-02T09:00")
    listed = cloud("customer", "list").out
    assert "nessun piano" in listed and "contratto" not in listed.split("\n", 1)[1]


def test_a_remote_session_begins_with_its_answers_and_not_without(micro):
    refused = micro("call", "start", "TK000001", "--kind", "remote", code=1, at="2026-03-02T10:00")
    assert "M5" in refused.err
    session = micro("call", "start", "TK000001", "--kind", "remote", *READY, "--json", at="2026-03-02T10:00")
    assert (session.json["kind"], "M14" in session.err) == ("remote", True)
    told = micro("access", "told", "TK000001", "--json", at="2026-03-02T10:01").lines
    assert {(one["fact"], one["value"], one["who"], one["words"]) for one in told} >= {
        ("consent", "yes", "Anna", ""),
        ("backup_confirmed", "no", "Anna", "procedi"),
    }
    closed = ("--answer", "client_closed_software=yes", "--outcome", "solved", "--reason", "intervention")
    stopped = micro("call", "stop", *closed, "--json", at="2026-03-02T10:30")
    assert (stopped.json["billed_minutes"], stopped.json["net"]) == (30, "15.00")


def test_a_customer_who_does_not_agree_is_noted(micro):
    found = micro("call", "refuse", "TK000001", "--who", "Anna", "--json", at="2026-03-02T10:00").json
    assert (found["do"], found["rule"], found["ticket"]) == ("not_authorised", "M10", "TK000001")


def test_past_remote_work_without_consent_says_the_clause_and_how_it_is_told(micro):
    work = ("call", "log", "TK000001", "--kind", "remote", "--start", "2026-03-02T10:00")
    work += ("--end", "2026-03-02T10:30")
    told = ("--answer", "device_online=yes", "--answer", "id_password=yes")
    refused = micro(*work, *told, code=1, at="2026-03-02T12:00")
    assert "(M6)" in refused.err and "--answer consent=yes:CHI" in refused.err
    assert "consenso" in refused.err  # the clause
    entered = micro(*work, *READY, "--json", at="2026-03-02T12:00")
    assert (entered.json["kind"], entered.json["seconds"], "M14" in entered.err) == ("remote", 1800, True)
    told = micro("access", "told", "TK000001", "--json", at="2026-03-02T12:01").lines
    assert {one["at"] for one in told} == {"2026-03-02T10:00:00+01:00"}


@pytest.mark.parametrize("text", ["consent", "=yes", "consent=", ""])
def test_an_answer_that_cannot_be_read_is_wrong_usage(micro, text):
    micro("call", "start", "TK000001", "--kind", "remote", "--answer", text, code=2)


def test_a_callback_has_the_fields_of_the_contract(cloud):
    (found,) = cloud("callback", "list", "--json", at="2026-03-02T10:00").lines
    assert lacking(found, CALLBACK) == []
    assert (found["ticket"], found["attempts"], found["state"]) == ("TK000001", 0, "open")
    assert found["due_at"] == "2026-03-02T09:30:00+01:00"
    tried = cloud("callback", "attempt", "1", "no_answer", "--json", at="2026-03-02T10:00").json
    assert lacking(tried, CALLBACK) == []
    assert (tried["attempts"], tried["due_at"]) == (1, "2026-03-02T11:00:00+01:00")
    assert "non risponde" in cloud("callback", "show", "1", at="2026-03-02T10:00").out
    assert "no answer" in cloud("callback", "show", "1", at="2026-03-02T10:00", lang="en").out
    assert "0445 000123" in cloud("callback", "list", at="2026-03-02T10:00").out
    cloud("callback", "attempt", "1", "forse", code=1, at="2026-03-02T11:00")
    cloud("callback", "attempt", "9", "busy", code=1, at="2026-03-02T11:00")
    assert (
        cloud("callback", "attempt", "1", "reached", "--json", at="2026-03-02T11:00").json["state"]
        == "reached"
    )
    assert cloud("callback", "list", "--json", at="2026-03-02T11:00").out == ""


def test_a_callback_is_promised_for_an_hour(micro):
    window = ("--from", "15:00", "--to", "17:00")
    made = micro("callback", "add", "TK000001", *window, "--json", at="2026-03-02T10:00").json
    assert made["due_at"] == "2026-03-02T15:00:00+01:00"
    assert made["window"] == {"from": "15:00", "to": "17:00"}
    micro("callback", "add", "TK000001", code=1, at="2026-03-02T10:00")


FROM_THEN_ON = {
    ("--from", "domani alle 10"): ("2026-03-03T10:00:00+01:00", "", ""),
    ("--from", "tomorrow 10:00", "--to", "12:00"): ("2026-03-03T10:00:00+01:00", "10:00", "12:00"),
    ("--from", "mercoledì"): ("2026-03-04T09:00:00+01:00", "", ""),
    ("--from", "+30m"): ("2026-03-02T10:30:00+01:00", "", ""),
    ("--to", "domani alle 12"): ("2026-03-03T09:00:00+01:00", "", "12:00"),
    ("--due", "+1h"): ("2026-03-02T11:00:00+01:00", "", ""),
}


@pytest.mark.parametrize("typed", FROM_THEN_ON, ids=" ".join)
def test_a_callback_is_promised_from_a_moment_on_as_people_say_it(micro, typed):
    made = micro("callback", "add", "TK000001", *typed, "--json", at="2026-03-02T10:00").json
    window = made["window"] or {}
    assert (made["due_at"], window.get("from") or "", window.get("to") or "") == FROM_THEN_ON[typed]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("--from", "domani alle 10", "--to", "mercoledì alle 12"), "non sono ore di uno stesso giorno"),
        (("--from", "dopo pranzo"), "dopo pranzo"),
        (("--from", "domani alle 4"), "04:00"),
    ],
    ids=["two days", "no hour", "two hours"],
)
def test_what_is_no_hour_of_one_day_promises_no_callback(micro, typed, why):
    assert why in micro("callback", "add", "TK000001", *typed, code=1, at="2026-03-02T10:00").err
    assert micro("callback", "list", "--json", at="2026-03-02T10:00").out == ""


def test_an_appointment_is_agreed_moved_and_called_off(micro):
    start = ("--start", "2026-03-05T15:00", "--minutes", "90", "--kind", "onsite")
    made = micro("appointment", "add", "TK000001", *start, "--json", at="2026-03-02T10:00").json
    assert lacking(made, APPOINTMENT) == []
    assert (made["ends_at"], made["rule"]) == ("2026-03-05T16:30:00+01:00", "M12")
    assert "Ferramenta" in micro("appointment", "list", at="2026-03-02T10:00").out
    refused = micro("appointment", "move", "1", "--start", "2026-03-07T10:00", code=1, at="2026-03-02T10:00")
    assert "M12" in refused.err
    micro("appointment", "move", "1", "--start", "2026-03-06T09:00", at="2026-03-02T10:00")
    off = micro("appointment", "cancel", "1", "--why", "ferie", "--json", at="2026-03-02T10:00").json
    assert (off["state"], off["starts_at"]) == ("cancelled", "2026-03-06T09:00:00+01:00")
    first = micro("appointment", "add", "TK000001", "--json", at="2026-03-02T10:00").json
    assert first["starts_at"] == "2026-03-02T10:00:00+01:00"
    assert micro("appointment", "done", "2", "--json", at="2026-03-02T11:00").json["state"] == "done"


def test_facts_of_a_customer_are_written_and_shown(micro):
    refused = micro("customer", "set", "C001", "quick_access=sì", code=1)
    assert "(M8)" in refused.err
    told = ("adhesion=2026-01-10", "quick_access=sì", "deployment=cloud")
    card = micro("customer", "set", "C001", *told, "--json").json
    assert card["facts"] == {"adhesion": "2026-01-10", "deployment": "cloud", "quick_access": "yes"}
    assert "quick_access=yes" in micro("customer", "show", "C001").out
    micro("customer", "set", "C001", "colore=rosso", code=1)
    micro("customer", "set", "C001", "colore", code=2)


def test_a_delivery_says_until_when_it_may_be_objected_to(empty):
    istes = furnish(empty, "istes")
    told = ("customer", "delivered", "C001", "Stampa etichette", "--on", "2026-02-10")
    assert istes(*told, "--json").json["contestable_until"] == "2026-03-12"
    assert "12/03/2026" in istes("customer", "show", "C001").out


def test_requests_of_a_file_each_have_an_outcome(cloud, tmp_path):
    rows = [
        {"channel": "chat", "customer": "C001", "body": "Aiuto", "phone": "0445 000123", "contact": "Anna"},
        {"channel": "piccione"},
    ]
    path = tmp_path / "chat.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    found = cloud("ticket", "import", path, "--json", code=1).lines
    assert [(one["source"], one["outcome"]) for one in found] == [
        ("chat.jsonl:1", "queued"),
        ("chat.jsonl:2", "unreadable"),
    ]
    assert not lacking(found[0], "source outcome ticket rule reason".split())
    assert "2 richieste" in cloud("ticket", "import", path, code=1).out
    again = cloud.process("ticket", "import", "-", "--json", stdin=json.dumps(rows[0]))
    assert again.json["outcome"] == "duplicate"
    cloud("ticket", "import", tmp_path / "manca.jsonl", code=2)


def test_a_file_is_asked_for_and_received(micro, tmp_path):
    assert "registro" in micro("ticket", "ask-file", "TK000001", "il registro", "--draft").out
    waits = micro("ticket", "ask-file", "TK000001", "il registro", "--json").json
    assert (waits["state"], waits["wait_reason"]) == ("waiting", "file")
    assert "aspetta il cliente: un file" in micro("ticket", "show", "TK000001").out
    path = tmp_path / "registro.pdf"
    path.write_bytes(b"%PDF-1.7")
    assert micro("ticket", "upload", "TK000001", path, "--json").json["state"] == "queued"


def test_two_tickets_become_one(micro):
    request = ("--customer", "C001", "--channel", "portal", "--subject", "Ancora", "--body", "Allora?")
    micro("ticket", "add", *request, at="2026-03-02T09:40")
    assert micro("ticket", "merge", "TK000002", "TK000001", "--json").json["code"] == "TK000001"
    assert micro("ticket", "show", "TK000002", "--json").json["state"] == "closed"
    micro("ticket", "merge", "TK000001", "TK000001", code=1)


def test_access_to_a_server_is_in_the_log_and_no_keyring_means_no_password(empty, tmp_path):
    istes = furnish(empty, "istes")
    mail = (
        "From: Anna <anna@dalpra.example>\r\nTo: assistenza@istes.example\r\nSubject: Server fermo\r\n"
        "Message-ID: <1@dalpra.example>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0100\r\n\r\nEntrate pure.\r\n"
    )
    path = tmp_path / "1.eml"
    path.write_bytes(mail.encode())
    istes("mail", "import", path, "--vouch", at="2026-03-02T09:10")
    server = ("--answer", "target=server", "--answer", "temp_account=yes", "--device", "SRV01")
    istes("call", "start", "TK000001", "--kind", "remote", *server, at="2026-03-02T09:20")
    istes("call", "stop", at="2026-03-02T09:50")
    closed, opened = istes("access", "list", "--json", at="2026-03-02T10:00").lines
    assert (opened["deed"], opened["target"], opened["account"], opened["device"]) == (
        *("opened", "server", "temporary"),
        "SRV01",
    )
    assert closed["at"] == "2026-03-02T09:50:00+01:00"
    assert "SRV01" in istes("access", "list", "--customer", "C001").out
    home = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    said = istes.process("access", "keep", "TK000001", stdin="Canarino-9x7q\n", code=1, env=home)
    assert "keyring.backends.fail" in said.err
    assert "Canarino" not in said.out + said.err
    assert istes.process("access", "show", "TK000001", code=1, env=home).out == ""


@pytest.mark.rule("O11")
@pytest.mark.parametrize(
    ("lang", "told"), [("it", "comunica il suo codice di assistenza"), ("en", "tell their support code")]
)
def test_a_wrong_support_code_is_refused_with_its_rule_and_clause(empty, lang, told):
    furnish(empty, "omniagest", "--support-code", "4711")
    empty("customer", "set", "C001", "phone_contract=yes", at="2026-01-10T09:00")
    request = ("--customer", "C001", "--channel", "phone", "--subject", "Errore", "--body", "Non va.")
    empty("ticket", "add", *request, at="2026-03-02T10:30")
    refused = empty(
        *("call", "start", "TK000001", "--answer", "code=0815"), at="2026-03-02T10:31", code=1, lang=lang
    )
    assert "(O11)" in refused.err
    assert told in " ".join(refused.err.split())
    empty("call", "start", "TK000001", "--answer", "code=4711", at="2026-03-02T10:32")


def test_a_customisation_goes_through_its_steps_on_the_line(empty, tmp_path):
    istes, october = furnish(empty, "istes"), "2026-10-05T08:30"
    istes("ticket", "add", "--customer", "C001", "--channel", "whatsapp", "--body", "Etichette.", at=october)
    istes("ticket", "triage", "TK000001", "--topic", "customisation", at="2026-10-05T09:00")
    opened = istes("project", "open", "TK000001", "--json", at="2026-10-05T09:05").json
    assert (opened["state"], opened["step"], opened["rule"]) == ("open", "realisation", "I13")
    assert [one["step"] for one in opened["steps"]] == "realisation test acceptance confirmation".split()
    planned = istes("project", "plan", "TK000001", "realisation", "2026-10-20", "--json", at=october).json
    assert (planned["planned_on"], planned["steps"][0]["planned_on"]) == ("2026-10-20", "2026-10-20")
    refused = istes("project", "done", "TK000001", "realisation", code=1, at="2026-10-20T10:00")
    assert "(I13)" in refused.err and "posta" in refused.err
    istes("ticket", "answer", "TK000001", "Ecco le etichette.", at="2026-10-20T10:05")
    (letter,) = istes("project", "mails", "TK000001", "realisation", "--json").lines
    done = ("project", "done", "TK000001", "realisation", "--who", "marta", "--mail", letter["id"])
    found = istes(*done, "--json", at="2026-10-20T10:10").json
    assert (found["step"], found["steps"][0]["who"], found["steps"][0]["mail"]) == (
        *("test", "marta"),
        letter["id"],
    )
    shown = istes("project", "show", "TK000001", at="2026-10-20T10:10").out
    assert "Realizzazione" in shown and "I13" in shown and "Ricerca e sviluppo" in shown
    assert "TK000001" in istes("project", "list").out
    (listed,) = istes("project", "list", "--customer", "C001", "--json").lines
    assert listed["step"] == "test"
    assert istes("ticket", "show", "TK000001", "--json").json["project"]["step"] == "test"
    assert "aperto, Test (I13)" in istes("ticket", "show", "TK000001").out
    assert istes("customer", "show", "C001", "--json").json["projects"][0]["state"] == "open"
    why = istes("ticket", "why", "TK000001", "--json").json["decisions"]
    assert {(one["do"], one["rule"]) for one in why} >= {("project", "I13"), ("project_step", "I13")}
    assert all(one["clause"] for one in why if one["rule"])
    istes("project", "drop", "TK000001", "--why", "rinuncia", at="2026-10-21T10:00")
    assert istes("project", "list", "--json").out == ""
    istes("project", "show", "TK000009", code=1)


def test_the_usual_fee_is_a_fifth_of_the_licences_with_the_clause(empty):
    delta = furnish(empty, "delta-system", "--fee", "240", "--fee-base", "1234.55")
    card = delta("customer", "show", "C001", "--json").json
    assert (card["fee"], card["fee_base"], card["usual_fee"]) == ("240.00", "1234.55", "246.91")
    assert card["fee_rule"] == "D25" and "quinto" in card["fee_clause"]
    shown = delta("customer", "show", "C001").out
    assert "240,00" in shown and "246,91" in shown and "D25" in shown
    delta("customer", "add", "Senza contratto", "--fee", "240", code=1)


def test_without_the_licences_no_usual_fee_is_named(empty):
    delta = furnish(empty, "delta-system", "--fee", "100")
    assert "100,00 € l'anno\n" in delta("customer", "show", "C001").out


def test_where_the_terms_name_no_usual_fee_none_is_suggested(empty):
    istes = furnish(empty, "istes", "--fee", "300", "--fee-base", "1000")
    card = istes("customer", "show", "C001", "--json").json
    assert (card["fee"], card["usual_fee"], card["fee_rule"]) == ("300.00", None, None)


def test_the_report_prints_consent_backup_and_the_disclaimer(micro):
    told = [text.replace("backup_unit=yes", "backup_unit=no") for text in READY]
    work = ("call", "log", "TK000001", "--kind", "remote", "--start", "2026-03-02T10:00")
    filed = ("--end", "2026-03-02T10:30", "--outcome", "solved", "--reason", "intervention")
    number = micro(*work, *filed, *told, "--json", at="2026-03-02T12:00").json["report"]
    shown = micro("report", "show", number, at="2026-03-02T12:00")
    assert "consenso: sì, Anna" in shown.out and "«procedi»" in shown.out and "(M15)" in shown.out
    assert "10:00" in shown.out
    facts = micro("report", "show", number, "--json", lang="en", at="2026-03-02T12:00").json
    assert [one["rule"] for one in facts["notices"]] == ["M15"] and facts["notices"][0]["text"]
    assert {one["fact"] for one in facts["answers"]} >= {"consent", "backup_confirmed"}


def test_without_a_point_every_question_before_a_session_is_asked(empty):
    omnia = furnish(empty, "omniagest", "--support-code", "4711")
    omnia("customer", "set", "C001", "phone_contract=yes", at="2026-03-02T09:00")
    omnia("pack", "sell", "C001", "--kind", "tickets", "--size", "5", at="2026-03-02T09:00")
    request = ("--customer", "C001", "--channel", "portal", "--subject", "Errore", "--body", "Non va.")
    given = ("--contact", "Anna", "--phone", "0445 000123", "--email", "a@b.example")
    omnia("ticket", "add", *request, *given, "--field", "type=information", at="2026-03-02T09:30")
    shown = omnia("ticket", "show", "TK000001", at="2026-03-02T09:31").out
    assert "Richiesta di informazioni" in shown and "Omniagest 4.5" in shown
    asked = omnia("call", "questions", "TK000001", "--json", at="2026-03-02T10:00").lines
    assert [(one["fact"], one["rule"]) for one in asked] == [("code", "O11")]


def test_a_part_that_the_terms_send_back_is_told_so(empty):
    furnish(empty, "omniagest")
    empty("pack", "sell", "C001", "--kind", "tickets", "--size", "3", at="2026-03-02T09:00")
    body = "Come si stampa la fattura? Inoltre vorrei cambiare il logo."
    request = ("--customer", "C001", "--channel", "portal", "--subject", "Stampa", "--body", body)
    empty("ticket", "add", *request, "--field", "type=usage", at="2026-03-02T09:30")
    told = empty("ticket", "split", "TK000001", "--cut", "Inoltre=installation", at="2026-03-02T10:00").out
    assert "1 parte torna al cliente" in told
    assert "ticket: -" not in told


@pytest.mark.rule("T14", "T17")
def test_the_letter_that_points_out_of_scope_is_drafted_on_the_line(cloud):
    assert "nulla" in cloud("ticket", "answer", "TK000001", "--draft", at="2026-03-02T10:00").out
    cloud("ticket", "triage", "TK000001", "--topic", "hardware", at="2026-03-02T10:00")
    drafted = cloud("ticket", "answer", "TK000001", "--draft", at="2026-03-02T10:00")
    assert "TK000001" in drafted.out and "Anna" in drafted.out
    shown = cloud("ticket", "show", "TK000001", "--json", at="2026-03-02T10:01").json
    assert shown["state"] != "answered"
    text = cloud("ticket", "answer", "TK000001", "--draft", "--json", at="2026-03-02T10:00").json["text"]
    cloud("ticket", "answer", "TK000001", text, at="2026-03-02T10:02")
