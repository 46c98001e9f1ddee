"""Facts that a file declares, on the line: said, read back, imported, asked about, refused."""

import json
from pathlib import Path

import pytest

from tests.commands.test_terms_of_five import furnish

OFFICINA = Path(__file__).parents[1] / "data" / "firms" / "officina.toml"


@pytest.fixture
def firm(empty):
    return furnish(empty, str(OFFICINA))


def asked(firm, *more, code=0, at="2026-03-02T09:00"):
    told = ("--customer", "C001", "--channel", "mail", "--subject", "Ferma", "--body", "Non va.")
    return firm("ticket", "add", *told, *more, "--json", at=at, code=code)


@pytest.mark.parametrize(
    ("said", "kept", "shown"),
    [
        ("plan_size=80", {"plan_size": "80"}, "Postazioni: 80"),
        ("plan_size=10,5", {"plan_size": "10.5"}, "Postazioni: 10,5"),
        ("sector=Fabbrica", {"sector": "factory"}, "Settore: Fabbrica"),
        ("sector=shop", {"sector": "shop"}, "Settore: Negozio"),
        ("since_day=3/2/2019", {"since_day": "2019-02-03"}, "Cliente dal: 3/2/19"),
        ("sla_level=gold", {"sla_level": "gold"}, "Livello: Oro"),
        ("watched=sì", {"watched": "yes"}, "Da seguire: sì"),
    ],
)
def test_a_fact_is_said_as_people_say_it_and_shown_in_words(firm, said, kept, shown):
    assert firm("customer", "set", "C001", said, "--json").json["facts"] == kept
    assert shown in firm("customer", "show", "C001").out


def test_what_nobody_has_said_is_shown_as_the_terms_assume_it(firm):
    assert "Postazioni: 5 (se nessuno dice altro)" in firm("customer", "show", "C001").out
    assert "Workplaces: 5 (unless told otherwise)" in firm("customer", "show", "C001", lang="en").out


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("plan_size=900", "da 1 a 500"),
        ("plan_size=tanti", "da 1 a 500"),
        ("plan_size=1.000", "1000"),
        ("sector=banca", "Negozio, Fabbrica"),
        ("since_day=31/2/2019", "31/2/2019"),
        ("watched=forse", "sì, no"),
        ("seats=3", "seats"),  # a request's, not a customer's
        ("plan_sise=3", "plan_size"),
    ],
)
def test_what_a_fact_cannot_be_is_refused_with_what_it_takes(firm, said, told):
    assert told in firm("customer", "set", "C001", said, code=None).err
    assert firm("customer", "show", "C001", "--json").json["facts"] == {}


def test_a_fact_of_the_agreement_needs_one_and_ends_with_it(firm):
    firm("customer", "add", "Bar Centrale", at="2026-01-02T09:02")
    assert "contratto" in firm("customer", "set", "C002", "sla_level=gold", code=None).err
    firm("customer", "set", "C001", "sla_level=gold")
    assert asked(firm).json["due_at"].startswith("2026-03-02T11:00")
    firm("agreement", "end", "C001", "--on", "2026-03-05")
    late = asked(firm, at="2026-03-09T09:00").json
    assert late["due_at"].startswith("2026-03-10T10:00")


def test_a_fact_for_the_lead_is_refused_to_a_technician_where_a_lead_is_listed(firm):
    firm("customer", "set", "C001", "watched=yes")
    firm("technician", "add", "capo", "--lead")
    assert "responsabile" in firm("customer", "set", "C001", "watched=no", code=None).err
    firm.who = "capo"
    assert firm("customer", "set", "C001", "watched=no", "--json").json["facts"]["watched"] == "no"


def test_conditions_ask_about_them(firm):
    assert asked(firm).json["tier"] == 3
    firm("customer", "set", "C001", "sector=factory", "plan_size=80")
    assert asked(firm).json["tier"] == 1
    firm("customer", "set", "C001", "plan_size=50")
    assert asked(firm).json["tier"] == 2


def test_a_file_of_customers_brings_them_by_id_and_by_the_words_of_the_terms(firm, tmp_path):
    table = tmp_path / "clienti.csv"
    table.write_text(
        "nome;Postazioni;sector;Customer since\nAlfa srl;80;Fabbrica;3/2/2019\nBeta srl;;negozio;\n",
        encoding="utf-8",
    )
    firm("customer", "import", table)
    rows = {row["name"]: row["facts"] for row in firm("customer", "list", "--json").lines}
    assert rows["Alfa srl"] == {"plan_size": "80", "sector": "factory", "since_day": "2019-02-03"}
    assert rows["Beta srl"] == {"sector": "shop"}
    told = firm("customer", "list", "--csv").out
    assert "facts.plan_size" in told.splitlines()[0] and "2019-02-03" in told
    again = tmp_path / "indietro.csv"
    again.write_text(told, encoding="utf-8")
    assert [row["done"] for row in firm("customer", "import", "--update", again, "--json").lines] == [
        "same"
    ] * 3


def test_a_bad_value_in_a_file_names_its_line(firm, tmp_path):
    table = tmp_path / "clienti.csv"
    table.write_text("nome;Postazioni\nAlfa srl;80\nBeta srl;900\n", encoding="utf-8")
    told = firm("customer", "import", table, code=None).err
    assert "riga 3" in told and "da 1 a 500" in told


def test_a_ticket_is_told_what_the_terms_want_to_know_and_goes_where_they_say(firm):
    code = asked(firm).json["code"]
    told = firm("ticket", "set", code, "impact=Tutti fermi")
    assert "Impatto: Tutti fermi" in told.out
    triaged = firm("ticket", "triage", code, "--topic", "repair", "--json").json
    assert triaged["lane"] == 1 and "Z3" in [one["rule"] for one in triaged["decisions"]]
    shown = firm("ticket", "show", code, "--json").json
    assert shown["facts"] == {"impact": "high"}
    firm("ticket", "set", code, "impact=low")
    assert firm("ticket", "show", code, "--json").json["lane"] == 2
    assert "Tutti fermi, Uno solo" in firm("ticket", "set", code, "impact=tutti", code=None).err
    assert "impact" in firm("ticket", "set", code, "impatto=high", code=None).err


def test_a_fact_of_the_request_is_put_right_on_its_ticket_with_its_promise(firm):
    code = asked(firm).json["code"]
    assert firm("ticket", "show", code, "--json").json["due_at"].startswith("2026-03-03T10:00")
    put_right = firm("ticket", "set", code, "urgency=oggi", "--json").json
    assert put_right["due_at"].startswith("2026-03-02T13:00")
    assert "2026-03-02T13:00" in firm("ticket", "why", code, "--json").out


def test_where_the_terms_declare_no_fact_of_devices_that_is_said_and_how_one_is(empty):
    empty("init", "--service", "delta-system")
    empty("customer", "add", "Bar Centrale", "--code", "C001")
    for lang in ("it", "en"):
        told = empty("customer", "device", "C001", "PC", "x=1", code=1, lang=lang).err
        assert 'of = "device"' in told and "«»" not in told and "“”" not in told


def test_what_only_the_lead_may_say_and_no_work_is_filed_without_is_remarked(empty, tmp_path):
    file = tmp_path / "terms.toml"
    text = OFFICINA.read_text(encoding="utf-8")
    only = 'id = "km"\nof = "session"\nneeded = true\nby = ["lead"]\n'
    text = text.replace('id = "km"\nof = "session"\n', only).replace(
        "most = 2000\ndefault = 0\n", "most = 2000\n"
    )
    file.write_text(text, encoding="utf-8")
    (told,) = empty("service", "check", file, "--json").json["remarks"]
    assert (
        told.startswith(f"{file}:{text[: text.index(only)].count(chr(10)) + 4}:") and "responsabile" in told
    )
    firm = furnish(empty, str(file))
    firm("technician", "add", "capo", "--lead")
    refused = logged(firm, code=1).err
    assert "«Chilometri»" in refused and "responsabile" in refused
    firm.who = "capo"
    assert logged(firm, "--answer", "km=3").json["net"] == "41.00"


def logged(firm, *told, start="2026-03-02T10:00", end="2026-03-02T10:41", kind="onsite", code=0):
    ticket = asked(firm, at="2026-03-02T09:00").json["code"]
    work = ("--kind", kind, "--start", start, "--end", end, "--outcome", "solved")
    return firm("call", "log", ticket, *work, *told, "--json", at="2026-03-02T12:00", code=code)


def test_a_fact_of_the_session_is_told_with_the_work_and_decides_its_price(firm):
    far = logged(firm, "--answer", "km=35,5").json
    assert (far["units"], far["net"]) == (3, "150.00")
    near = logged(firm, "--answer", "km=3").json
    assert near["net"] == "41.00"
    assert logged(firm).json["net"] == "41.00"  # nobody said: none, as the terms assume
    assert "da 0 a 2000" in logged(firm, "--answer", "km=-3", code=None).err


def test_work_is_not_filed_without_a_fact_that_the_terms_need(firm, tmp_path):
    text = OFFICINA.read_text(encoding="utf-8").replace(
        "most = 2000\ndefault = 0\n", "most = 2000\nneeded = true\n"
    )
    path = tmp_path / "altra.toml"
    path.write_text(text, encoding="utf-8")
    firm("service", "adopt", path, at="2026-03-01T09:00")
    told = logged(firm, code=None).err
    assert "Chilometri" in told and "--answer km=" in told
    assert logged(firm, "--answer", "km=0").json["net"] == "41.00"


@pytest.mark.parametrize(
    ("at", "asked_of", "not_of"),
    [("onsite", ("onsite",), ("remote", "training")), ("remote", ("remote",), ("onsite", "call"))],
)
def test_a_fact_of_one_gate_is_needed_only_of_the_work_that_passes_it(firm, tmp_path, at, asked_of, not_of):
    text = OFFICINA.read_text(encoding="utf-8").replace(
        'kind = "number"\nat = "close"\n', f'kind = "number"\nat = "{at}"\n'
    )
    path = tmp_path / "altra.toml"
    path.write_text(
        text.replace("most = 2000\ndefault = 0\n", "most = 2000\nneeded = true\n"), encoding="utf-8"
    )
    firm("service", "adopt", path, "--anyway", "prova", at="2026-03-01T09:00")
    for kind in asked_of:
        assert "Chilometri" in logged(firm, kind=kind, code=None).err
        assert logged(firm, "--answer", "km=12", kind=kind).json["net"]
    for kind in not_of:
        assert logged(firm, kind=kind).json["net"]


def test_what_is_asked_at_the_end_is_told_without_a_clause_that_nobody_wrote(firm):
    code = asked(firm, at="2026-03-02T09:00").json["code"]
    work = ("--kind", "onsite", "--start", "2026-03-02T10:00", "--end", "2026-03-02T10:41")
    told = firm("call", "log", code, *work, at="2026-03-02T12:00")
    told = told.out + told.err
    assert "Chilometri" in told and "km=…" in told and "()" not in told


def test_a_device_is_named_and_its_facts_decide_the_price_of_work_on_it(firm):
    firm("customer", "device", "C001", "PC cassa", "guarded=sì")
    shown = firm("customer", "show", "C001")
    assert "PC cassa: Sorvegliato sì" in shown.out
    on_it = logged(firm, "--device", "pc cassa", kind="remote").json
    assert on_it["net"] == "61.50"
    assert "Z4" in firm("ticket", "why", on_it["ticket"], "--json").out
    assert logged(firm, "--device", "PC ufficio", kind="remote").json["net"] == "41.00"
    told = logged(firm, "--device", "PC magazzino", "--answer", "guarded=yes", kind="remote").json
    assert told["net"] == "61.50"
    devices = firm("customer", "show", "C001", "--json").json["devices"]
    assert {one["name"]: one["facts"] for one in devices}["PC magazzino"] == {"guarded": "yes"}
    assert "guarded" in firm("customer", "device", "C001", "PC cassa", "gardato=sì", code=None).err


def portal(firm, tmp_path, *lines, name="richieste.csv"):
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return firm("ticket", "import", path, "--json", code=None).lines


def test_requests_bring_what_the_terms_declare_for_their_channel_by_id_or_word(firm, tmp_path):
    head = "canale;cliente;oggetto;testo;Postazioni ferme;Urgenza"
    rows = portal(
        firm, tmp_path, head, "portal;C001;Ferma;Non va;12;Oggi", "portal;C001;Lenta;Va;0;quando si può"
    )
    assert [one["outcome"] for one in rows] == ["queued", "queued"]
    assert [one["not_taken"] for one in rows] == [[], []]
    first, second = (firm("ticket", "show", one["ticket"], "--json").json for one in rows)
    assert first["facts"] == {"seats": "12", "urgency": "today"} and first["due_at"].startswith(
        "2026-03-02T13"
    )
    assert second["facts"] == {"seats": "0", "urgency": "whenever"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("seats", "tanti"), ("seats", "900"), ("urgency", "subito"), ("plan_size", "99"), ("impact", "high")],
)
def test_what_a_request_cannot_bring_is_set_aside_with_its_name(firm, tmp_path, field, value):
    told = {"channel": "portal", "customer": "C001", "subject": "Ferma", "body": "Non va", field: value}
    line = json.dumps(told)
    (row,) = portal(firm, tmp_path, line, name="richieste.jsonl")
    assert row["not_taken"] == [field]
    assert row["outcome"] == "clarify"  # the seats are still wanting


def test_what_is_wanting_is_named_in_the_words_of_the_terms(firm):
    told = ("--customer", "C001", "--channel", "portal", "--subject", "Ferma", "--body", "Non va.")
    assert "Postazioni ferme" in firm("ticket", "add", *told).out
    assert "da 0 a 500" in firm("ticket", "add", *told, "--field", "seats=tanti", code=None).err
    assert "plan_size" in firm("ticket", "add", *told, "--field", "plan_size=3", code=None).err
    made = firm("ticket", "add", *told, "--field", "seats=3", "--field", "urgency=Oggi", "--json").json
    assert firm("ticket", "show", made["code"], "--json").json["facts"] == {"seats": "3", "urgency": "today"}


def test_a_line_of_a_mail_says_a_fact_that_its_channel_may_bring(firm, tmp_path):
    mail = tmp_path / "una.eml"
    mail.write_text(
        "From: Anna <anna@dalpra.example>\nTo: a@officina.example\nSubject: Ferma\n"
        "Message-ID: <1@x.example>\nDate: Mon, 02 Mar 2026 08:50:00 +0100\n\n"
        "Non va.\nUrgenza: oggi\nPostazioni ferme: 4\nImpatto: Tutti fermi\n",
        encoding="utf-8",
    )
    (row,) = firm("mail", "import", mail, "--vouch", "--json", code=None).lines
    assert firm("ticket", "show", row["ticket"], "--json").json["facts"] == {"urgency": "today"}
