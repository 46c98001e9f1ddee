"""Before remote work the terms ask: consent for this session, the device, the backup, the accounts."""

import pytest
from deskterm import locale
from deskterm.desk.billing import filing, reports
from deskterm.desk.calls import contacts, gates, timer
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.steps.billing import frozen_report
from deskterm.desk.steps.tickets import writing
from deskterm.desk.steps.work import gate_answers
from deskterm.desk.tickets import tickets, undo

from tests.clocks import rome
from tests.desk.five import READY, House, no, word, yes
from tests.desk.mails import mail
from tests.desk.rows import rows


@pytest.fixture
def micro(tmp_path, watch):
    """Digital Micro: a customer who has signed up, at ten on a working day."""
    house = House(tmp_path, "digital-micro", watch).knows(adhesion="2026-01-10")
    watch.set("2026-03-02T10:00")
    yield house
    house.desk.close()


CLIENT = {"target": word("client"), "admin_account": yes()}


def asked(desk, code, **more):
    return [question.fact for question in gates.questions(desk, code, **more)]


def kept(desk, code):
    return [(one.fact, one.value, one.who) for one in gates.evidence(desk, code)]


@pytest.mark.rule("M5", "M6", "M7", "M14", "M15")
def test_the_gate_asks_what_the_terms_want_to_know_in_their_order(micro):
    code = micro.request("portal").ticket
    wanted = gates.questions(micro.desk, code)
    assert [question.fact for question in wanted] == [
        *("device_online", "consent", "first_access", "id_password", "backup_confirmed", "backup_unit")
    ]
    assert [question.fact for question in wanted if question.blocks] == [
        *("device_online", "consent", "id_password")
    ]
    assert [question.rule for question in wanted] == ["M5", "M6", "M7", "M7", "M14", "M15"]
    assert all(question.clause and question.words for question in wanted)


def test_a_question_that_is_answered_is_not_asked_again(micro):
    code = micro.request("portal").ticket
    assert asked(micro.desk, code, told=READY) == []


@pytest.mark.rule("M6")
@pytest.mark.parametrize(
    ("fact", "rule"), [("device_online", "M5"), ("consent", "M6"), ("id_password", "M7")]
)
def test_no_remote_work_without_the_right_answer(micro, fact, rule):
    code = micro.request("portal").ticket
    for answers in (
        {name: one for name, one in READY.items() if name != fact},
        {**READY, fact: no("Anna Rossi")},
    ):
        with pytest.raises(Refused) as refused:
            timer.start(micro.desk, code, kind="remote", answers=answers)
        assert (refused.value.code, refused.value.rule) == ("gate_closed", rule)
    assert timer.running(micro.desk) is None
    assert kept(micro.desk, code) == []


@pytest.mark.rule("M6")
def test_consent_is_kept_with_who_when_and_how(micro):
    code = micro.request("portal").ticket
    session = timer.start(micro.desk, code, kind="remote", answers=READY)
    consent = next(one for one in gates.evidence(micro.desk, code) if one.fact == "consent")
    assert (consent.value, consent.who, consent.how) == ("yes", "Anna Rossi", "phone")
    assert (consent.at, consent.by, consent.session_id) == (rome("2026-03-02T10:00"), "luca", session.id)


def test_a_consent_without_a_name_is_none(micro):
    code = micro.request("portal").ticket
    with pytest.raises(Refused) as refused:
        timer.start(micro.desk, code, kind="remote", answers={**READY, "consent": yes("  ")})
    assert refused.value.code == "answer_needs_who"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"password": word("segreta")}, "no_gate_fact"),
        ({"id_password": word("12345 segreta")}, "gate_value"),
        ({"target": word("segreta")}, "gate_value"),
        ({"consent": yes("Anna", how="piccione")}, "gate_way"),
    ],
)
def test_an_answer_that_is_none_is_refused_and_a_password_cannot_be_one(micro, answers, why):
    code = micro.request("portal").ticket
    with pytest.raises(Refused) as refused:
        timer.start(micro.desk, code, kind="remote", answers=answers)
    assert refused.value.code == why
    assert "segreta" not in str(refused.value)


@pytest.mark.rule("M6", "A11")
def test_consent_is_for_one_session(micro, watch):
    code = micro.request("portal").ticket
    first = timer.start(micro.desk, code, kind="remote", answers=READY)
    timer.stop(micro.desk)
    filing.file(micro.desk, first.group_id, outcome="solved", reason="intervention")
    watch.passes(3600)
    assert "consent" in asked(micro.desk, code)
    with pytest.raises(Refused):
        timer.start(micro.desk, code, kind="remote")


def test_a_short_pause_keeps_the_consent_and_a_long_one_does_not(micro, watch):
    code = micro.request("portal").ticket
    session = timer.start(micro.desk, code, kind="remote", answers=READY)
    timer.pause(micro.desk)
    watch.passes(300)
    assert timer.resume(micro.desk, session.group_id).kind == "remote"
    timer.pause(micro.desk)
    watch.passes(700)
    with pytest.raises(Refused) as refused:
        timer.resume(micro.desk, session.group_id)
    assert refused.value.rule == "M5"
    timer.resume(micro.desk, session.group_id, answers=READY)


@pytest.mark.rule("D18")
def test_the_gate_stands_before_a_switch_on_the_fly_too(micro):
    code = micro.request("portal").ticket
    timer.start(micro.desk, code)
    with pytest.raises(Refused):
        timer.switch(micro.desk)
    assert timer.running(micro.desk).session.kind == "call"
    assert timer.switch(micro.desk, answers=READY).kind == "remote"


@pytest.mark.rule("M7")
def test_the_first_access_is_the_devices_own(micro, watch):
    code = micro.request("portal").ticket
    first = timer.start(micro.desk, code, kind="remote", answers=READY, device="PC cassa")
    timer.stop(micro.desk)
    filing.file(micro.desk, first.group_id, outcome="solved", reason="intervention")
    watch.passes(86_400)
    (device,) = rows(micro.desk, "device")
    assert (device["name"], device["first_access_at"], device["backup_unit"]) == (
        *("PC cassa", rome("2026-03-02T10:00")),
        True,
    )
    assert asked(micro.desk, code, device="pc cassa") == [
        *("device_online", "consent", "id_password", "backup_confirmed")
    ]
    assert "first_access" in asked(micro.desk, code, device="PC ufficio")


@pytest.mark.rule("M8", "A11")
def test_quick_access_waives_id_and_password_after_the_first_time_and_nothing_else(micro, watch):
    micro.knows(adhesion="2026-01-10", quick_access="yes")
    code = micro.request("portal").ticket
    without = {name: one for name, one in READY.items() if name != "id_password"}
    with pytest.raises(Refused) as refused:
        timer.start(micro.desk, code, kind="remote", answers=without, device="PC cassa")
    assert refused.value.rule == "M7"
    timer.start(micro.desk, code, kind="remote", answers=READY, device="PC cassa")
    timer.stop(micro.desk)
    watch.passes(7200)
    assert asked(micro.desk, code, device="PC cassa") == ["device_online", "consent", "backup_confirmed"]
    timer.start(micro.desk, code, kind="remote", answers=without, device="PC cassa")
    timer.stop(micro.desk)
    watch.passes(7200)
    with pytest.raises(Refused) as refused:
        no_consent = {name: one for name, one in without.items() if name != "consent"}
        timer.start(micro.desk, code, kind="remote", answers=no_consent, device="PC cassa")
    assert refused.value.rule == "M6"


@pytest.mark.rule("M14", "A11")
def test_without_a_backup_the_customers_own_go_ahead_is_kept_and_nothing_is_blocked(micro):
    code = micro.request("portal").ticket
    answers = {**READY, "backup_confirmed": no("Anna Rossi", words="procedi")}
    timer.start(micro.desk, code, kind="remote", answers=answers)
    backup = next(one for one in gates.evidence(micro.desk, code) if one.fact == "backup_confirmed")
    assert (backup.value, backup.who, backup.words) == ("no", "Anna Rossi", "procedi")
    warned = next(one for one in tickets.why(micro.desk, code) if one.rule == "M14")
    assert (warned.do, warned.detail["told"]) == ("warn", "no")


@pytest.mark.rule("M15")
def test_a_device_without_a_backup_unit_prints_its_notice_on_the_report(micro, watch):
    code = micro.request("portal").ticket
    answers = {**READY, "backup_unit": no()}
    session = timer.start(micro.desk, code, kind="remote", answers=answers, device="PC cassa")
    watch.passes(1800)
    timer.stop(micro.desk)
    filed = filing.file(micro.desk, session.group_id, outcome="solved", reason="intervention")
    printed = reports.printed(micro.desk, filed.report.number)
    (notice,) = printed["notices"]
    assert (notice["id"], notice["rule"]) == ("no-backup", "M15")
    assert "backup" in notice["it"] and "backup" in notice["en"]
    assert [one["fact"] for one in printed["answers"]] == [*answers]
    assert rows(micro.desk, "device")[0]["backup_unit"] == 0


@pytest.mark.rule("M15")
def test_nothing_is_printed_that_nobody_has_said(micro, watch):
    code = micro.request("portal").ticket
    unasked = {name: one for name, one in READY.items() if name != "backup_unit"}
    session = timer.start(micro.desk, code, kind="remote", answers=unasked)
    watch.passes(1800)
    timer.stop(micro.desk)
    filed = filing.file(micro.desk, session.group_id, outcome="solved", reason="intervention")
    assert reports.printed(micro.desk, filed.report.number)["notices"] == []


@pytest.mark.rule("M9")
def test_the_closing_checklist_is_asked_and_its_answer_kept(micro, watch):
    code = micro.request("portal").ticket
    session = timer.start(micro.desk, code, kind="remote", answers=READY)
    watch.passes(600)
    assert asked(micro.desk, code, point="close") == ["client_closed_software"]
    timer.stop(micro.desk)
    closed = {"client_closed_software": yes("Anna Rossi")}
    filing.file(micro.desk, session.group_id, outcome="solved", reason="intervention", answers=closed)
    assert ("client_closed_software", "yes", "Anna Rossi") in kept(micro.desk, code)
    assert not [one for one in tickets.why(micro.desk, code) if one.rule == "M9"]


@pytest.mark.rule("M9")
def test_a_tool_that_nobody_closed_leaves_a_reminder(micro, watch):
    code = micro.request("portal").ticket
    session = timer.start(micro.desk, code, kind="remote", answers=READY)
    watch.passes(600)
    timer.stop(micro.desk)
    filing.file(micro.desk, session.group_id, outcome="solved", reason="intervention")
    assert [one.do for one in tickets.why(micro.desk, code) if one.rule == "M9"] == ["remind"]


@pytest.mark.rule("M10")
def test_a_session_that_the_customer_refuses_costs_nothing_and_is_noted(micro, watch):
    code = micro.request("portal").ticket
    session = timer.start(micro.desk, code)
    decision = gates.refused(micro.desk, code, who="Anna Rossi", words="non ora")
    assert (decision.do, decision.rule) == ("not_authorised", "M10")
    watch.passes(600)
    timer.stop(micro.desk)
    filed = filing.file(micro.desk, session.group_id, outcome="not-authorised")
    assert (filed.bill.mode, filed.bill.rule, filed.bill.billable) == ("free", "M10", False)
    assert kept(micro.desk, code) == [("consent", "no", "Anna Rossi")]


@pytest.mark.rule("M10")
def test_a_refusal_is_taken_back_in_one_step_and_answer_promise_and_price_follow(micro, watch):
    code = micro.request("portal").ticket
    session = timer.start(micro.desk, code)
    before = tickets.get(micro.desk, code)
    gates.refused(micro.desk, code, who="Anna Rossi")
    filing.note(micro.desk, session.group_id, "dice di no", outcome="not-authorised")
    watch.passes(600)
    timer.stop(micro.desk)
    said = {"outcome": contacts.group(micro.desk, session.group_id).outcome}
    assert filing.preview(micro.desk, session.group_id, **said).bill.rule == "M10"
    undone = undo.undo(micro.desk, undo.offer(micro.desk).event.id)
    assert undone.deed == "access_refused"
    assert kept(micro.desk, code) == [] and not gates.stands_refused(micro.desk, session.group_id)
    assert [one.do for one in tickets.why(micro.desk, code) if one.do == "not_authorised"] == []
    assert contacts.group(micro.desk, session.group_id).outcome == ""
    assert filing.preview(micro.desk, session.group_id).bill.rule == "H3"
    assert tickets.get(micro.desk, code).contacted_at == before.contacted_at
    with pytest.raises(Refused):
        undo.undo(micro.desk, undone.id)


@pytest.mark.rule("M10", "M4")
def test_a_promise_that_a_refusal_kept_is_open_again_once_it_is_taken_back(micro):
    code = micro.request("portal").ticket
    before = tickets.get(micro.desk, code)
    gates.refused(micro.desk, code, who="Anna Rossi")
    assert tickets.get(micro.desk, code).contacted_at is not None
    undo.undo(micro.desk)
    after = tickets.get(micro.desk, code)
    assert (after.contacted_at, after.answered_at) == (before.contacted_at, before.answered_at)
    assert all(one.do != "promise_kept" for one in tickets.why(micro.desk, code))


@pytest.mark.rule("M10")
def test_a_refusal_after_which_the_customer_agreed_stays_as_it_was_told(micro):
    code = micro.request("portal").ticket
    timer.start(micro.desk, code)
    gates.refused(micro.desk, code, who="Anna Rossi")
    timer.switch(micro.desk, answers=READY)
    (refusal,) = (one for one in tickets.history(micro.desk, code) if one.deed == "access_refused")
    with pytest.raises(Refused) as stays:
        undo.undo(micro.desk, refusal.id)
    assert stays.value.code == "changed_since"


@pytest.mark.rule("M10")
def test_a_session_that_the_customer_breaks_off_costs_the_time_until_then(micro, watch):
    code = micro.request("portal").ticket
    session = timer.start(micro.desk, code, kind="remote", answers=READY)
    watch.passes(12 * 60)
    timer.stop(micro.desk)
    assert filing.preview(micro.desk, session.group_id, outcome="not-authorised").bill.net_cents == 0
    filed = filing.file(micro.desk, session.group_id, outcome="interrupted", reason="intervention")
    assert (filed.bill.billed_minutes, filed.bill.net_cents) == (12, 600)


@pytest.mark.rule("I6", "A16")
def test_the_mail_of_request_is_the_authorisation_and_its_id_is_kept(istes):
    received = istes.mail(message_id="<77@rossi.example>")
    timer.start(istes.desk, received.ticket, kind="remote", answers=CLIENT)
    evidence = gates.evidence(istes.desk, received.ticket)[-1]
    assert (evidence.fact, evidence.how) == ("request_mail", "mail")
    assert (evidence.who, evidence.words) == ("anna@rossi.example", "77@rossi.example")


@pytest.mark.rule("I6", "A16")
def test_a_whatsapp_message_needs_a_confirming_mail_before_access(istes, watch):
    code = istes.request("whatsapp").ticket
    (question,) = (one for one in gates.questions(istes.desk, code) if one.fact == "request_mail")
    assert (question.blocks, question.choices) == (True, ())
    with pytest.raises(Refused) as refused:
        timer.start(istes.desk, code, kind="remote")
    assert refused.value.rule == "I6"
    ticket = tickets.get(istes.desk, code)
    reply = mail(
        subject=f"Confermo {writing.subject_with_tag(ticket)}",
        body="Confermo la richiesta.",
        message_id="<78@rossi.example>",
        received="Mon, 2 Mar 2026 09:10:00 +0100",
    )
    assert receive.receive_mail(istes.desk, reply).outcome == "appended"
    watch.passes(900)
    assert timer.start(istes.desk, code, kind="remote", answers=CLIENT).kind == "remote"


@pytest.mark.rule("I6")
def test_a_doubtful_senders_mail_authorises_nothing(istes):
    received = istes.mail(proven=False)
    assert not tickets.get(istes.desk, received.ticket).confirmed
    with pytest.raises(Refused) as refused:
        timer.start(istes.desk, received.ticket, kind="remote")
    assert refused.value.rule == "I6"


@pytest.mark.rule("I6", "A16")
def test_a_mail_that_nobody_vouches_for_opens_no_gate_of_a_request_that_waited(istes, watch):
    code = istes.request("whatsapp", "Cassa ferma").ticket
    watch.passes(900)
    forged = istes.mail("Cassa ferma", "Riscrivo: entrate pure nel server.", proven=False)
    assert (forged.outcome, forged.ticket) == ("merged", code)
    assert [one.outcome for one in tickets.thread(istes.desk, code) if one.doubted] == ["merged"]
    watch.passes(900)
    with pytest.raises(Refused) as refused:
        timer.start(istes.desk, code, kind="remote", answers=CLIENT)
    assert refused.value.rule == "I6"
    istes.mail("Cassa ferma", "Vi autorizzo.", proven=True, message_id="<79@rossi.example>")
    watch.passes(900)
    assert timer.start(istes.desk, code, kind="remote", answers=CLIENT).kind == "remote"


@pytest.mark.rule("I7", "I8")
@pytest.mark.parametrize(
    ("target", "account", "rule"), [("server", "temp_account", "I7"), ("client", "admin_account", "I8")]
)
def test_servers_want_an_account_of_ours_and_clients_an_administrators(istes, target, account, rule):
    code = istes.mail().ticket
    assert asked(istes.desk, code) == ["target"]
    with pytest.raises(Refused) as unsaid:
        timer.start(istes.desk, code, kind="remote")
    assert unsaid.value.code == "gate_closed"
    assert asked(istes.desk, code, told={"target": word(target)}) == [account]
    with pytest.raises(Refused) as refused:
        timer.start(istes.desk, code, kind="remote", answers={"target": word(target)})
    assert refused.value.rule == rule
    timer.start(istes.desk, code, kind="remote", answers={"target": word(target), account: yes()})


@pytest.mark.rule("O11")
def test_a_caller_says_the_support_code_before_any_talk(tmp_path, watch):
    watch.set("2026-03-02T10:30")
    house = House(tmp_path, "omniagest", watch).knows(phone_contract="yes")
    house.tickets_sold(10)
    code = house.request("portal", fields={"type": "usage"}).ticket
    assert asked(house.desk, code, point="call", kind="call") == ["code"]
    with pytest.raises(Refused) as silent:
        timer.start(house.desk, code)
    assert silent.value.rule == "O11"
    with pytest.raises(Refused) as wrong:
        timer.start(house.desk, code, answers={"code": word("ZZ99")})
    assert (wrong.value.code, wrong.value.rule) == ("wrong_code", "O11")
    timer.start(house.desk, code, answers={"code": word("ab12")})
    assert kept(house.desk, code) == [("code", "yes", "")]
    house.desk.close()


@pytest.mark.rule("O11")
def test_without_an_agreement_for_the_telephone_nobody_talks(tmp_path, watch):
    watch.set("2026-03-02T10:30")
    house = House(tmp_path, "omniagest", watch)
    house.tickets_sold(10)
    code = house.request("portal", fields={"type": "usage"}).ticket
    with pytest.raises(Refused) as refused:
        timer.start(house.desk, code, answers={"code": word("AB12")})
    assert refused.value.rule == "O11"
    assert timer.start(house.desk, code, inbound=False).kind == "call"
    house.desk.close()


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_whatever_can_be_answered_can_be_asked_in_both_languages(language):
    before = locale.language()
    locale.choose(language)
    try:
        for fact in gate_answers.ASKED:
            assert locale.has(f"gates.ask.{fact}")
    finally:
        locale.choose(before)


def test_a_service_that_asks_nothing_starts_without_answers(desk):
    code = receive.receive_mail(desk, mail()).ticket
    assert gates.questions(desk, code) == ()
    timer.start(desk, code, inbound=False)
    assert timer.switch(desk).kind == "remote"
    assert contacts.unfiled(desk)


@pytest.mark.rule("M10")
def test_who_had_agreed_did_not_refuse_and_the_work_is_not_given_away(micro, watch):
    code = micro.request("portal").ticket
    session = timer.start(micro.desk, code, kind="remote", answers=READY)
    watch.passes(19 * 60)
    timer.stop(micro.desk)
    with pytest.raises(Refused) as refused:
        filing.file(micro.desk, session.group_id, outcome="not-authorised", reason="intervention")
    assert (refused.value.code, refused.value.rule) == ("close_blocked", "M10")
    filed = filing.file(micro.desk, session.group_id, outcome="interrupted", reason="intervention")
    assert filed.bill.billed_minutes == 19


@pytest.mark.rule("M12")
@pytest.mark.parametrize(("at", "warned"), [("2026-03-01T13:00", ["M12"]), ("2026-03-02T10:00", [])])
def test_remote_work_outside_the_hours_is_warned_of_and_not_refused(micro, watch, at, warned):
    code = micro.request("portal").ticket
    watch.set(at)
    timer.start(micro.desk, code, kind="remote", answers=READY)
    assert [one.rule for one in tickets.why(micro.desk, code) if one.do == "warn"] == warned


@pytest.mark.rule("M15", "M6", "M14")
def test_the_report_says_who_consented_what_was_said_of_the_backup_and_the_disclaimer(micro, watch):
    code = micro.request("portal").ticket
    told = {**READY, "backup_unit": no(), "backup_confirmed": no("Anna Rossi", words="procedete")}
    session = timer.start(micro.desk, code, kind="remote", answers=told)
    watch.passes(600)
    timer.stop(micro.desk)
    filed = filing.file(micro.desk, session.group_id, outcome="solved", reason="intervention")
    frozen = reports.printed(micro.desk, filed.report.number)
    said = {one["fact"]: (one["value"], one["who"], one["words"]) for one in frozen_report.evidence(frozen)}
    assert said["consent"] == ("yes", "Anna Rossi", "")
    assert said["backup_confirmed"] == ("no", "Anna Rossi", "procedete")
    assert [one["rule"] for one in frozen["notices"]] == ["M15"]


@pytest.mark.rule("M15")
def test_a_device_known_to_have_no_backup_unit_is_warned_of_and_not_asked_about_again(micro, watch):
    code = micro.request("portal").ticket
    told = {**READY, "backup_unit": no()}
    first = timer.start(micro.desk, code, kind="remote", answers=told, device="PC cassa")
    timer.stop(micro.desk)
    filing.file(micro.desk, first.group_id, outcome="solved", reason="intervention")
    watch.passes(3600)
    assert "backup_unit" not in asked(micro.desk, code, device="PC cassa")
    again = {name: one for name, one in READY.items() if name != "backup_unit"}
    timer.start(micro.desk, code, kind="remote", answers=again, device="PC cassa")
    assert [one.rule for one in tickets.why(micro.desk, code)].count("M15") == 2
