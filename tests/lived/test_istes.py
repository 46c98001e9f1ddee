"""ISTES's terms as they are lived: a technician's screen, the line, the customers' letters."""

from __future__ import annotations

import pytest
from deskterm.models.basics.ticket_numbers import short

from tests.desk.mails import letter
from tests.lived.conftest import flat


@pytest.fixture
def istes(live):
    return live("istes")


@pytest.mark.rule("I12")
def test_what_is_put_off_is_told_by_the_preview_too(istes):
    code = istes.mail("Nuova stampa").ticket
    asked = ("ticket", "triage", code, "--topic", "customisation", "--preview")
    (deferred,) = [one for one in istes.line(*asked, "--json").json["decisions"] if one["do"] == "defer"]
    assert (deferred["rule"], deferred["detail"]["until"]) == ("I12", "09-01")
    assert "I12" in istes.said(*asked)
    istes.at("2026-09-01T09:00")
    assert "I12" not in istes.said(*asked)


@pytest.mark.rule("I18")
def test_who_sends_a_request_again_hears_that_it_is_in_the_queue_brought_in_by_hand_too(istes, tmp_path):
    first = tmp_path / "uno.eml"
    first.write_bytes(letter(subject="Stampa fatture", message_id="<1@rossi.example>", proven=False))
    again = tmp_path / "due.eml"
    again.write_bytes(
        letter(subject="SOLLECITO: Stampa fatture", message_id="<2@rossi.example>", proven=False)
    )
    code = istes.line("mail", "import", str(first), "--vouch", "--json").lines[0]["ticket"]
    got = istes.line("mail", "import", str(again), "--vouch", "--json").lines[0]
    assert (got["outcome"], got["ticket"], got["rule"]) == ("merged", code, "I18")
    (told,) = istes.letters("in_queue")
    assert "già in coda" in told and code in told and "al posto 1" in told


@pytest.mark.rule("I18")
@pytest.mark.parametrize(
    ("again", "same"),
    [
        ("SOLLECITO: Stampa fatture", True),
        ("R: Sollecito - stampa fatture", True),
        ("2° sollecito: Stampa fatture", True),
        ("Reminder: stampa  FATTURE", True),
        ("Sollecito fatture", False),
        ("SOLLECITO: Stampa ordini", False),
    ],
)
def test_a_reminder_is_about_what_it_reminds_of(istes, again, same):
    code = istes.mail("Stampa fatture", message_id="<1@rossi.example>").ticket
    got = istes.mail(again, "Aspettiamo ancora.", message_id="<2@rossi.example>")
    assert (got.ticket == code, got.outcome == "merged") == (same, same)


@pytest.mark.rule("I16")
async def test_a_request_is_called_a_criticality_on_the_screens_and_on_the_line(istes):
    code = istes.mail("Stampa fatture").ticket
    assert "Criticità" in await istes.shown()
    assert f"Criticità {short(code)}" in await istes.shown("ticket", code)
    assert f"Criticità {short(code)}" in flat(await istes.shown("triage", code))
    assert "Criticità" in await istes.shown("request", "C001")
    assert f"Criticità {code}" in istes.said("ticket", "show", code)
    assert "Criticità" in istes.said("queue") and "Incident" in istes.line("queue", lang="en").out


@pytest.mark.rule("I10")
def test_what_came_from_outside_is_looked_into_first_and_the_triage_says_so(istes):
    code = istes.mail("Servizio fermo").ticket
    told = istes.said("ticket", "triage", code, "--topic", "external-event", "--preview")
    assert "I10" in told and "dopo un'analisi" in told
    istes.line("ticket", "triage", code, "--topic", "external-event")
    assert "dopo un'analisi" in istes.said("ticket", "why", code)


@pytest.mark.rule("I3", "I25")
def test_a_customer_whose_installation_nobody_wrote_down_is_asked_about_before_a_bill(istes):
    code = istes.mail("Stampa fatture").ticket
    warned = istes.line("call", "start", code).err
    assert "H1" in warned and "in cloud o installato" in warned
    istes.minutes(5)
    stopped = istes.line("call", "stop", "--outcome", "follow-up", "--reason", "other", "--json").json
    assert (stopped["net"], stopped["rule"]) == ("40.00", "I25")
    for place, net in (("cloud", "0.00"), ("on-premise", "40.00")):
        istes.minutes(60)
        istes.line("customer", "set", "C001", f"deployment={place}")
        assert "H1" not in istes.line("call", "start", code).err
        istes.minutes(5)
        filed = istes.line("call", "stop", "--outcome", "follow-up", "--reason", "other", "--json").json
        assert filed["net"] == net


@pytest.mark.rule("I24")
def test_the_training_of_the_agreement_is_there_again_after_a_year(istes):
    held = [(one["left"], one["expires_at"]) for one in istes.line("pack", "list", "--json").lines]
    assert held == [(240, "2026-12-31")]
    istes.at("2027-01-01T09:00")
    packs = istes.line("pack", "list", "--customer", "C001", "--json").lines
    assert [(one["left"], one["expires_at"]) for one in packs if one["left"]] == [(240, "2027-12-31")]


@pytest.mark.rule("I2")
@pytest.mark.parametrize("day", ["2026-03-07", "2026-03-08", "2026-12-25"])
def test_a_mail_of_a_sunday_or_of_a_holiday_is_due_by_the_hours_that_were_agreed(istes, day):
    istes.at(f"{day}T09:00")
    istes.line("customer", "set", "C001", "target_hours=8")
    code = istes.request("mail").ticket
    due = istes.line("ticket", "show", code, "--json").json["due_at"]
    assert due and due.startswith(f"{day}T17:00")


@pytest.mark.rule("I9", "I22")
@pytest.mark.parametrize(
    ("topic", "rule"), [("third-party", "I9"), ("cumulative-update", "I22"), ("sql-server", "I22")]
)
def test_what_is_not_our_software_or_is_delegated_is_told_to_cost_at_the_triage(istes, topic, rule):
    code = istes.mail("Aiuto").ticket
    told = istes.said("ticket", "triage", code, "--topic", topic, "--preview")
    assert f"{rule} da offrire" in told and "si offre a pagamento" in told


@pytest.mark.rule("I23")
async def test_the_system_administrator_stands_on_the_ticket_and_on_the_card(istes):
    istes.line("customer", "contact", "C001", "Sara Blu", "--role", "system-administrator")
    code = istes.mail("Aiuto").ticket
    seen = await istes.shown("ticket", code)
    assert "Sara Blu" in seen and "amministratore di sistema" in seen.lower()


@pytest.mark.rule("I12")
@pytest.mark.parametrize(
    ("day", "deferred"),
    [("02-28", False), ("03-01", True), ("07-31", True), ("08-31", True), ("09-01", False)],
)
def test_a_customisation_is_put_off_from_march_to_the_end_of_august(istes, day, deferred):
    istes.at(f"2026-{day}T12:00")
    code = istes.request("mail", "Nuova stampa").ticket
    told = istes.said("ticket", "triage", code, "--topic", "customisation", "--preview")
    assert ("I12" in told) is deferred


@pytest.mark.rule("I15")
def test_work_on_what_has_grown_old_is_priced_by_agreement_in_the_cloud_too(istes):
    istes.knows(deployment="cloud", fees="update")
    code = istes.mail("La vecchia stampa").ticket
    istes.line("ticket", "triage", code, "--topic", "obsolete-customisation")
    istes.line("call", "start", code)
    istes.minutes(30)
    filed = istes.line("call", "stop", "--outcome", "follow-up", "--reason", "other", "--json").json
    assert (filed["mode"], filed["rule"]) == ("quote", "I15")


@pytest.mark.rule("I21")
def test_the_page_of_the_terms_says_what_each_fee_gives_a_right_to(istes):
    page = istes.said("service", "show", "istes")
    for right in ("le nuove procedure", "compatibilità", "tecnologie hardware", "gli adeguamenti di legge"):
        assert right in page
