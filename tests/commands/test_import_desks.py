"""The exports of other desks, brought in: each thing once, in its place, and what does not fit is named."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from deskterm.desk.context import open_desk

from tests.commands.conftest import ROOT, environment

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
FREESCOUT = EXPORTS / "freescout"
ALL = {
    "zammad": ("zammad", EXPORTS / "zammad"),
    "osticket": ("osticket", EXPORTS / "osticket.sql"),
    "freescout": ("freescout", FREESCOUT / "freescout.sql", "--files", FREESCOUT / "attachment"),
}
NOW = "2026-03-02T09:00"
LEFT = "event counter brought".split()  # what grows although nothing came in


@pytest.fixture
def bring(empty):
    """Bring an export in; what became of each thing."""
    empty("init", "--service", "delta-system", at="2026-01-02T09:00")

    def brought(*told, at=NOW):
        return empty("import", *told, "--json", at=at).lines

    return brought


@pytest.fixture
def changed(tmp_path):
    """The export of Zammad, to be changed as time does."""
    shutil.copytree(EXPORTS / "zammad", tmp_path / "zammad")
    return Json(tmp_path / "zammad")


class Json:
    def __init__(self, folder):
        self.folder = folder

    def edit(self, name, change):
        path = self.folder / name
        told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        change(told)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(told), encoding="utf-8")


def rows(desk):
    """Every row of every table that holds what came in."""
    opened = open_desk(desk)
    try:
        with opened.read() as conn:
            names = [
                row[0]
                for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            ]
            return {
                name: [tuple(row) for row in conn.execute(f"SELECT * FROM {name}").fetchall()]
                for name in names
                if name not in LEFT
            }
    finally:
        opened.close()


def named(found, kind, outcome):
    return {
        one["number"] or one["foreign"]: one
        for one in found
        if (one["kind"], one["outcome"]) == (kind, outcome)
    }


def thread(line, code):
    return line("ticket", "show", code, "--json", at=NOW).json["messages"]


@pytest.mark.parametrize("which", ALL)
def test_the_same_export_twice_is_once(bring, empty, which):
    first = bring(*ALL[which])
    stood = rows(empty.desk)
    assert named(first, "customer", "added")
    assert named(first, "ticket", "added")
    again = bring(*ALL[which], at="2026-03-02T18:00")
    assert {one["outcome"] for one in again} == {"same", "left_out"}
    assert rows(empty.desk) == stood


def test_two_desks_one_after_the_other_stand_beside_each_other(bring, empty):
    for told in ALL.values():
        bring(*told)
    stood = rows(empty.desk)
    for told in ALL.values():
        bring(*told)
    assert rows(empty.desk) == stood
    assert len(stood["customer"]) == 5
    assert len(stood["ticket"]) == 9


@pytest.mark.parametrize("which", ALL)
def test_a_trial_tells_the_same_and_leaves_nothing(bring, empty, which):
    tried = bring(*ALL[which], "--dry-run")
    assert rows(empty.desk)["customer"] == []
    assert [one["outcome"] for one in bring(*ALL[which])] == [one["outcome"] for one in tried]


@pytest.mark.parametrize("which", ALL)
def test_nothing_is_sent_called_back_or_billed(bring, empty, which):
    bring(*ALL[which])
    stood = rows(empty.desk)
    silent = "outgoing callback charge movement report settlement promise".split()
    assert [name for name in silent if stood[name]] == []
    assert empty("mail", "outbox", "--json", at=NOW).lines == []
    assert empty("mail", "pending", "--json", at=NOW).lines == []
    assert empty("doctor", "--json", at=NOW).json["ok"]


def test_the_queue_is_in_the_order_of_arrival_there(bring, empty):
    for told in ALL.values():
        bring(*told)
    queue = empty("queue", "--json", at=NOW).lines
    assert [one["subject"] for one in queue] == [
        "Etichette",
        'Il programma non si apre; dice "anno"',
        "Verbale d'assemblea",
        "Bilancino di magazzino",
    ]
    assert [one["received_at"] for one in queue] == sorted(one["received_at"] for one in queue)
    assert len({one["lane"] for one in queue}) == 1  # who rang there goes before nobody


def test_every_thing_that_does_not_fit_is_named_with_its_reason(bring):
    found = [
        (one["kind"], one["number"], one["foreign"], one["reason"])
        for told in ALL.values()
        for one in bring(*told)
        if one["outcome"] == "left_out"
    ]
    assert found == [
        ("person", None, "user:7", "inactive"),
        ("ticket", "22005", "5", "merged"),
        ("file", "22002", "12/32", "no_bytes"),
        ("message", "731053", "46", "edited"),
        ("file", "731052", "file:6", "no_bytes"),
        ("ticket", "731054", "54", "removed"),
        ("task", None, "task:7", "task"),
        ("field", None, "organization.domain", "no_place"),
        ("person", None, "customer:12", "of_spam_alone"),
        ("message", "902", "505", "draft"),
        ("ticket", "903", "103", "spam"),
        ("file", "901", "attachment:72", "no_bytes"),
        ("field", None, "threads.lineitem", "no_place"),
    ]


@pytest.fixture
def dump(tmp_path):
    """A dump of those above with other words in it."""

    def with_words(which, *words):
        text = Path(ALL[which][1]).read_text(encoding="utf-8")
        for was, now in words:
            assert was in text
            text = text.replace(was, now)
        path = tmp_path / "copia.sql"
        path.write_text(text, encoding="utf-8")
        return which, path

    return with_words


RITA = ("NULL, 'Via Roma 1'", "'Paga a fine mese.', 'Via Roma 1'")


@pytest.mark.parametrize("column", ["background", "notes"])
def test_what_freescout_notes_of_a_customer_is_on_the_card_under_both_names_of_its_column(
    bring, empty, dump, column
):
    bring(*dump("freescout", RITA, ("`background`", f"`{column}`")))
    notes = empty("customer", "show", "C001", "--json", at=NOW).json["notes"]
    assert notes == "Rita Cecchin: Via Roma 1, Malo; Paga a fine mese."


def test_a_column_that_nobody_knows_is_told_with_how_often_it_says_something(bring, empty, dump):
    found = bring(*dump("freescout", RITA, ("`background`", "`remarks`")))
    (row,) = [one for one in found if one["foreign"] == "customers.remarks"]
    assert (row["kind"], row["reason"], row["detail"]) == ("field", "no_place", "1 ×")
    told = empty("import", *dump("freescout", RITA, ("`background`", "`remarks`")), at=NOW).out
    assert "Campi, non hanno posto qui" in told and "customers.remarks 1 ×" in told
    assert not [one for one in bring(*ALL["freescout"]) if one["foreign"] == "customers.background"]


def test_zammads_copies_to_others_are_told_and_a_firm_s_own_fields_noted(bring, empty, changed):
    changed.edit("ticket_articles/by_ticket/2.json", lambda told: told[0].update({"cc": "ugo@x.example"}))
    changed.edit("organizations.json", lambda firms: firms[0].update({"piva": "01234567890"}))
    found = bring("zammad", changed.folder)
    assert [one["detail"] for one in found if one["foreign"] == "ticket_articles.cc"] == ["1 ×"]
    assert "piva: 01234567890" in empty("customer", "show", "C001", "--json", at=NOW).json["notes"]


VIEW = """
CREATE TABLE `ost_ticket__cdata` (
  `ticket_id` int(11) NOT NULL,
  `subject` mediumtext,
  `priority` mediumtext
);
INSERT INTO `ost_ticket__cdata` VALUES (51,'Dalla vista','2'),(53,'Aliquota','4');
CREATE TABLE `ost_ticket_priority` (
  `priority_id` int(11) NOT NULL,
  `priority_desc` varchar(60)
);
INSERT INTO `ost_ticket_priority` VALUES (4,'Urgente');
CREATE TABLE `ost_note` (
  `id` int(11) NOT NULL,
  `ext_id` varchar(10),
  `body` text
);
INSERT INTO `ost_note` VALUES (1,'O9','Chiedere di <b>Ugo</b>.'),(2,'U21','Sorda da un orecchio.');
"""
END = "INSERT INTO `ost_user_email` VALUES (31,21,0,'nadia@tessitura.example')"


def test_where_the_values_of_a_form_are_absent_osticket_s_view_of_them_speaks(bring, empty, dump):
    found = bring(*dump("osticket", ("(5,20,'Cambio aliquota',NULL),", ""), (END, f"{VIEW}{END}")))
    tickets = named(found, "ticket", "added")
    shown = [empty("ticket", "show", tickets[n]["code"], "--json", at=NOW).json for n in ("731053", "731051")]
    assert [one["subject"] for one in shown] == ["Aliquota", 'Il programma non si apre; dice "anno"']
    assert "Priorità: Urgente" in shown[0]["messages"][-1]["body"]


def test_osticket_s_notes_further_addresses_and_own_fields_of_a_customer_are_brought(bring, empty, dump):
    field = ("(3,1,13057,'phone'", "(9,4,1,'text','Partita IVA','piva'),(3,1,13057,'phone'")
    value = ("(2,31,'0445 770000',NULL)", "(2,31,'0445 770000',NULL),(2,9,'01234567890',NULL)")
    more = f"{VIEW}{END},(99,21,0,'nadia@casa.example')"
    bring(*dump("osticket", field, value, (END, more)))
    card = empty("customer", "show", "C001", "--json", at=NOW).json
    assert card["notes"].splitlines()[2:] == [
        "Chiedere di Ugo.",
        "piva: 01234567890",
        "Nadia Toldo: Sorda da un orecchio.",
    ]
    assert "nadia@casa.example" in [one["email"] for one in card["contacts"]]


def test_for_people_it_is_counted_by_kind_and_named(bring, empty):
    told = empty("import", *ALL["zammad"], at=NOW).out
    assert "Clienti: 2 aggiunti" in told
    assert "Ticket: 4 aggiunti" in told
    assert "6 messaggi, 1 allegato" in told
    assert "Non entrano 3 cose:" in told
    assert "5 (ticket 22005) R: Stampa registro IVA" in told


def test_a_thread_keeps_its_words_its_times_and_its_people(bring, empty):
    code = named(bring(*ALL["zammad"]), "ticket", "added")["22002"]["code"]
    asked, note, told = thread(empty, code)
    assert (asked["direction"], asked["body"]) == ("in", "Non quadra il magazzino.\nAllego il tabulato.")
    assert asked["received_at"] == "2026-02-27T14:00:00+01:00"
    assert asked["from"] == {"name": "Paola Rigoni", "address": "paola@mulino.example"}
    assert [file["name"] for file in asked["attachments"]] == ["tabulato.csv"]
    assert (note["direction"], note["from"]["name"]) == ("note", "Emma Tessari")
    assert note["body"] == "Sentire Luca per l'inventario."
    assert told["body"].splitlines() == [
        "Portato da Zammad: ticket 22002, là «open».",
        "In carico a: Emma Tessari",
        "Gruppo: Gestionale",
        "Priorità: 3 high",
    ]


def test_what_a_card_or_a_ticket_has_no_place_for_is_noted(bring, empty, changed):
    paola = {"note": "Solo al mattino.", "street": "Via Pasubio 9"}
    changed.edit("users-1.json", lambda users: users[3].update(paola))
    more = {"sede": "Magazzino 2", "tags": ["fisco", "urgente"]}
    changed.edit("tickets-1.json", lambda tickets: tickets[1].update(more))
    found = bring("zammad", changed.folder)
    notes = empty("customer", "show", "C001", "--json", at=NOW).json["notes"]
    assert notes == "Chiudono a mezzogiorno.\nPaola Rigoni: Via Pasubio 9, Schio\nSolo al mattino."
    told = thread(empty, named(found, "ticket", "added")["22002"]["code"])[-1]["body"].splitlines()
    assert told[-2:] == ["Etichette: fisco, urgente", "Campi: sede: Magazzino 2"]
    bring(*ALL["osticket"])
    card = empty("customer", "show", "C003", "--json", at=NOW).json
    assert card["notes"] == "Via dell'Industria 4\nSantorso"


def test_the_bytes_of_a_database_come_back_as_they_were(bring, empty, tmp_path):
    code = named(bring(*ALL["osticket"]), "ticket", "added")["731051"]["code"]
    file = thread(empty, code)[0]["attachments"][0]
    empty("ticket", "attachment", file["id"], "--folder", tmp_path, at=NOW)
    assert (tmp_path / "errore.txt").read_bytes() == b"Errore:l'anno\0"


def test_a_page_is_read_as_a_mail_is_and_its_script_is_gone(bring, empty):
    code = named(bring(*ALL["zammad"]), "ticket", "added")["22001"]["code"]
    assert thread(empty, code)[0]["body"] == "Buongiorno,\nla stampa del registro esce vuota.\nPaola"


@pytest.mark.parametrize(
    ("which", "number", "state"),
    [
        ("zammad", "22001", "closed"),
        ("zammad", "22003", "queued"),
        ("zammad", "22004", "parked"),
        ("osticket", "731051", "queued"),
        ("osticket", "731052", "answered"),
        ("osticket", "731053", "closed"),
        ("freescout", "901", "queued"),
        ("freescout", "902", "waiting"),
    ],
)
def test_a_state_there_is_a_state_here(bring, empty, which, number, state):
    code = named(bring(*ALL[which]), "ticket", "added")[number]["code"]
    assert empty("ticket", "show", code, "--json", at=NOW).json["state"] == state


def test_what_an_agent_of_there_had_in_hand_a_technician_of_here_has(bring, empty):
    empty("technician", "add", "luca", at=NOW)
    empty("technician", "add", "zen", at=NOW)
    found = bring(*ALL["osticket"])
    ticket = named(found, "ticket", "added")["731051"]
    assert empty("ticket", "show", ticket["code"], "--json", at=NOW).json["taken_by"] == "luca"
    told = named(bring(*ALL["zammad"], "--agent", "Emma Tessari=zen"), "ticket", "added")["22002"]
    assert empty("ticket", "show", told["code"], "--json", at=NOW).json["taken_by"] == "zen"


def contract(empty, email):
    empty(
        "customer", "add", "Mulino", "--email", email, "--from", "2026-01-01", "--until", "2027-12-31", at=NOW
    )


def test_a_promise_still_to_come_counts_from_the_arrival_and_one_that_is_over_begins_not(bring, empty):
    contract(empty, "paola@mulino.example")
    contract(empty, "bruna@sartoria.example")
    found = named(bring(*ALL["zammad"]), "ticket", "added")
    shown = {
        number: empty("ticket", "show", one["code"], "--json", at=NOW).json for number, one in found.items()
    }
    # Friday 27 February 14:00 is after noon: it counts as Monday 2 March, 48 working hours (D5)
    assert shown["22002"]["due_at"] == "2026-03-04T08:30:00+01:00"
    assert shown["22003"]["due_at"] is None
    assert [one["code"] for one in found["22003"]["remarks"]] == ["channel", "over"]


def test_what_is_owed_and_over_can_be_promised_anew(bring, empty):
    contract(empty, "bruna@sartoria.example")
    found = named(bring(*ALL["zammad"], "--promise"), "ticket", "added")["22003"]
    assert [one["code"] for one in found["remarks"]] == ["channel", "anew"]
    shown = empty("ticket", "show", found["code"], "--json", at=NOW).json
    assert shown["due_at"] > "2026-03-02T09:00"
    assert shown["received_at"] == "2026-02-20T10:00:00+01:00"


def test_a_later_export_brings_only_what_is_new(bring, empty, changed):
    before = bring("zammad", changed.folder)
    code = named(before, "ticket", "added")["22003"]["code"]
    changed.edit("users-1.json", lambda users: users.append(NEW_USER))
    changed.edit("tickets-1.json", lambda tickets: tickets.append(tickets[2] | {"id": 6, "number": "22006"}))
    changed.edit("ticket_articles/by_ticket/3.json", lambda told: told.append(told[0] | NEW_ARTICLE))
    found = bring("zammad", changed.folder, at="2026-03-03T09:00")
    assert [one["number"] for one in found if one["outcome"] == "added"] == ["22006"]
    news = [(one["kind"], one["code"], one["messages"]) for one in found if one["outcome"] == "changed"]
    assert news == [("customer", "C001", 0), ("ticket", code, 1)]
    bodies = [one["body"] for one in thread(empty, code) if one["direction"] != "note"]
    assert bodies == ["Le etichette escono storte.", "Sempre storte."]
    people = empty("customer", "show", "C001", "--json", at=NOW).json["contacts"]
    assert "Sara Festa" in [one["name"] for one in people]


NEW_USER = {
    "id": 9, "organization_id": 2, "login": "sara", "firstname": "Sara", "lastname": "Festa",
    "email": "sara@mulino.example", "phone": "", "mobile": "", "active": True, "note": "", "role_ids": [3],
}  # fmt: skip
NEW_ARTICLE = {"id": 20, "body": "Sempre storte.", "created_at": "2026-03-02T16:00:00.000Z"}


def closed(tickets):
    tickets[2] |= {"state_id": 4, "close_at": "2026-03-02T17:00:00.000Z"}


def test_what_was_closed_there_since_is_closed_here_where_nobody_has_worked_on_it(bring, empty, changed):
    code = named(bring("zammad", changed.folder), "ticket", "added")["22003"]["code"]
    changed.edit("tickets-1.json", closed)
    found = bring("zammad", changed.folder, at="2026-03-03T09:00")
    assert named(found, "ticket", "changed").keys() == {"22003"}
    assert empty("ticket", "show", code, "--json", at=NOW).json["state"] == "closed"


def test_what_was_taken_up_here_stays_in_hand_and_is_told(bring, empty, changed):
    code = named(bring("zammad", changed.folder), "ticket", "added")["22003"]["code"]
    empty("next", at=NOW)
    changed.edit("tickets-1.json", closed)
    found = named(bring("zammad", changed.folder, at="2026-03-03T09:00"), "ticket", "same")["22003"]
    assert [one["code"] for one in found["remarks"]] == ["state_differs"]
    assert empty("ticket", "show", code, "--json", at=NOW).json["state"] == "taken"


def test_a_card_that_is_here_already_keeps_what_it_says(bring, empty):
    person = ("--contact", "Paola R.", "--email", "paola@mulino.example", "--phone", "0445 990000")
    empty("customer", "add", "Mulino vecchio", *person, at=NOW)
    found = bring(*ALL["zammad"])
    joined = named(found, "customer", "changed")["organization:2"]
    assert joined["code"] == "C001"
    card = empty("customer", "show", "C001", "--json", at=NOW).json
    assert card["name"] == "Mulino vecchio"
    assert [(one["name"], one["phone"]) for one in card["contacts"]] == [
        ("Paola R.", "0445 990000"),
        ("Paola Rigoni (2)", "333 5556010"),
    ]


def test_a_reply_to_a_mail_of_before_finds_its_ticket(bring, empty, tmp_path):
    code = named(bring(*ALL["zammad"]), "ticket", "added")["22001"]["code"]
    empty("mail", "trust", "--server", "mx.delta.example", at=NOW)
    mail = tmp_path / "risposta.eml"
    mail.write_bytes(
        b"Authentication-Results: mx.delta.example; dmarc=pass header.from=mulino.example\r\n"
        b"From: Paola Rigoni <paola@mulino.example>\r\nTo: aiuto@delta.example\r\n"
        b"Subject: R: Stampa registro IVA\r\nDate: Mon, 02 Mar 2026 08:30:00 +0100\r\n"
        b"Message-ID: <a9@mulino.example>\r\nIn-Reply-To: <b1@assistenza.example>\r\n\r\nAncora vuota.\r\n"
    )
    found = empty("mail", "import", mail, "--json", at=NOW).lines[0]
    assert (found["outcome"], found["ticket"]) == ("appended", code)


def test_a_mail_that_was_fetched_already_and_its_ticket_there_are_one(bring, empty, tmp_path):
    mail = tmp_path / "prima.eml"
    mail.write_bytes(
        b"From: Paola Rigoni <paola@mulino.example>\r\nTo: aiuto@delta.example\r\n"
        b"Subject: Bilancino di magazzino\r\nDate: Fri, 27 Feb 2026 14:00:00 +0100\r\n"
        b"Message-ID: <a2@mulino.example>\r\n\r\nNon quadra il magazzino.\r\n"
    )
    empty("customer", "add", "Mulino", "--email", "paola@mulino.example", at="2026-02-27T14:01")
    code = empty("mail", "import", mail, "--vouch", "--json", at="2026-02-27T14:02").lines[0]["ticket"]
    found = named(bring(*ALL["zammad"]), "ticket", "changed")["22002"]
    assert (found["code"], [one["code"] for one in found["remarks"]]) == (code, ["there"])
    assert [one["direction"] for one in thread(empty, code)] == ["in", "out", "note"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (b"CREATE TABLE `ost_user` (\n  `id` int\n);\nINSERT INTO `ost_user` VALUES (1),(2", "non si legge"),
        (b"CREATE TABLE `ost_user` (\n  `id` int\n);\nINSERT INTO `ost_user` VALUES (1,2);", "non si legge"),
        (b"niente", "non si legge"),
        (b"-- MySQL dump\n", "nulla di osTicket"),
        (b"\x1f\x8b\x08\x00torn", "non si legge"),
    ],
)
def test_a_dump_that_is_torn_or_of_something_else_is_refused_whole(bring, empty, tmp_path, words, told):
    path = tmp_path / "copia.sql"
    path.write_bytes(words)
    assert told in empty("import", "osticket", path, code=1).err


def test_a_folder_without_answers_and_one_that_is_no_json_are_refused(bring, empty, tmp_path):
    assert "nulla di Zammad" in empty("import", "zammad", tmp_path, code=1).err
    (tmp_path / "users-1.json").write_text("<html>", encoding="utf-8")
    assert "users-1.json" in empty("import", "zammad", tmp_path, code=1).err


def test_an_import_that_is_killed_again_and_again_goes_on_where_it_was(bring, empty, tmp_path):
    path = tmp_path / "grande.sql"
    path.write_text(many(120), encoding="utf-8")
    told = ("--desk", empty.desk, "--at", NOW, "import", "osticket", path)
    for seconds in (0.6, 0.8, 1.0, 1.2, 1.4):
        started = subprocess.Popen(
            [sys.executable, "-m", "deskterm", *map(str, told)],
            cwd=ROOT,
            env=environment(empty.home),
            stdout=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        started.kill()
        started.wait()
    bring("osticket", path)
    stood = rows(empty.desk)
    assert len(stood["ticket"]) == 123
    assert len(stood["message"]) == 6 + 240 + 123  # with the notes
    assert {one["outcome"] for one in bring("osticket", path)} == {"same", "left_out"}
    assert rows(empty.desk) == stood
    assert empty("doctor", "--json", at=NOW).json["ok"]


def many(count):
    """The dump with so many tickets more, of one customer, each asked and answered."""
    text = (EXPORTS / "osticket.sql").read_text(encoding="utf-8")
    at = "'2026-01-07 09:00:00'"
    tickets, threads, entries = [], [], []
    for n in range(1000, 1000 + count):
        where = f"0,0,0,0,0,'','Email',NULL,0,0,NULL,NULL,NULL,{at},{at},{at},{at}"
        tickets.append(f"({n},NULL,'8{n}',22,32,3,1,1,0,0,{where})")
        threads.append(f"({n},{n},'T',NULL,NULL,NULL,{at})")
        for key, staff, kind in ((n, 0, "M"), (n + count, 3, "R")):
            said = f"'x',NULL,NULL,'Web',NULL,'Parole {n}','text','',NULL,NULL,{at},{at}"
            entries.append(f"({key},0,{n},{staff},22,'{kind}',64,{said})")
    for table, more in (("ost_ticket", tickets), ("ost_thread", threads), ("ost_thread_entry", entries)):
        text = text.replace(
            f"INSERT INTO `{table}` VALUES ", f"INSERT INTO `{table}` VALUES {','.join(more)},", 1
        )
    return text


NO_EXPORT = [
    ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "non contiene istruzioni SQL"),
    (
        "CREATE TABLE ost_ticket (\n  `a` int,\n  `b` int\n);\nINSERT INTO ost_ticket VALUES (1,2,3);\n",
        "una riga di ost_ticket ha 3 valori per 2 colonne",
    ),
    ("CREATE TABLE ost_ticket (`a` int);\nINSERT INTO ost_ticket VALUES (1", "finisce a metà («…INSERT INTO"),
]


@pytest.mark.parametrize(("content", "why"), NO_EXPORT)
@pytest.mark.parametrize("desk_of", ["osticket", "freescout"])
def test_what_is_no_export_is_said_to_be_none_and_why(empty, tmp_path, content, why, desk_of):
    if desk_of == "freescout" and "ost_ticket" in content:
        content, why = content.replace("ost_ticket", "threads"), why.replace("ost_ticket", "threads")
    empty("init", "--service", "delta-system")
    path = tmp_path / "dump.sql"
    path.write_text(content, encoding="utf-8")
    assert why in " ".join(empty("import", desk_of, path, code=None).err.split())
