"""`firm`, `report print`, `send`, `confirm`, `list --state`: the papers of a report on the line."""

import sqlite3

import pytest

from tests.commands.test_mail_out import by_the_tests_clock, came, desk, port, sink  # noqa: F401
from tests.documents.test_handout import flat, pages_of
from tests.models.test_pictures import png

WORK = ("--kind", "remote", "--start", "10:00", "--end", "10:10", "--outcome", "solved", "--reason", "setup")


def worked(line, code):
    told = ("--answer", "consent=yes:Anna:phone", "--note", "Ristampato")
    line("call", "log", code, *WORK, *told, at="2026-03-02T11:00")
    return line("report", "list", "--json", at="2026-03-02T11:00").lines[0]["number"]


def letters(line):
    with sqlite3.connect(line.desk / "desk.sqlite") as conn:
        return conn.execute("SELECT count(*) FROM message WHERE kind = 'report'").fetchone()[0]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--vat", "77000010240"), "l'ultima cifra è 0 e dovrebbe essere 7"),
        (("--tax-code", "RCCMNL83S18D969"), "i caratteri sono 15"),
        (("--iban", "IT60X0542811101000000123457"), "non è un IBAN"),
        (("--pec", "riva.pec.example"), "ci vuole una @"),
        ((), "Non c’è nulla da scrivere"),
    ],
)
def test_the_firms_numbers_are_checked_before_they_stand_on_a_paper(line, given, says):
    assert says in line("firm", "set", *given, code=1).err
    assert line("firm", "show", "--json").json["since"] is None


def test_the_firm_is_shown_as_it_was_told_and_its_logo_kept_as_a_copy(line, tmp_path):
    logo = tmp_path / "logo.png"
    logo.write_bytes(png(2, 1, 2, b"\0abcdef"))
    told = line(
        "firm", "set", "--town", "Schio", "--iban", "it60 x054 2811 1010 0000 0123 456", "--logo", logo
    )
    assert "Schio" in told.out
    logo.unlink()
    shown = line("firm", "show", "--json").json
    assert (shown["name"], shown["iban"]) == ("Delta System", "IT60X0542811101000000123456")
    assert shown["logo"] and shown["mails_reports"] is False
    assert line("firm", "set", "--town", "Schio").out.startswith("Era già così.")
    assert line("firm", "set", "--no-logo", "--json").json["logo"] is None
    logo.write_bytes(b"GIF89a")
    assert "non è né un PNG né un JPEG" in line("firm", "set", "--logo", logo, code=1).err


def test_a_report_is_printed_into_a_new_file_and_never_over_another(desk, tmp_path):  # noqa: F811
    number = worked(desk, came(desk, tmp_path))
    paper = tmp_path / "r.pdf"
    desk("report", "print", number, "--pdf", paper)
    first = paper.read_bytes()
    assert first.startswith(b"%PDF") and "Ristampato" in flat(pages_of(first)[0])
    assert "r.pdf" in desk("report", "print", number, "--pdf", paper, code=1).err
    assert paper.read_bytes() == first
    desk("report", "print", number, "--pdf", tmp_path / "again.pdf", lang="en", at="2026-09-01T09:00")
    assert (tmp_path / "again.pdf").read_bytes() == first
    assert f"RAPPORTINO DI INTERVENTO {number}" in desk("report", "print", number, "--text").out
    assert "R2026-0099" in desk("report", "print", "R2026-0099", code=None).err


def test_a_report_is_mailed_once_and_the_reply_to_it_is_its_confirmation(desk, sink, tmp_path):  # noqa: F811
    code = came(desk, tmp_path)
    number = worked(desk, code)
    then = {"at": "2026-03-02T11:30"}
    assert desk("report", "list", "--state", "issued", "--json", **then).lines[0]["number"] == number
    desk("report", "send", number, **then)
    assert "--again" in desk("report", "send", number, code=1, **then).err
    desk("mail", "send", **then)
    (sent,) = [one for one in sink.letters if one.is_multipart()]
    (file,) = sent.iter_attachments()
    assert file.get_filename() == f"rapportino-{number}.pdf"
    assert "Ristampato" in flat(pages_of(file.get_content())[0])
    assert desk("report", "list", "--state", "sent", "--json", **then).lines[0]["number"] == number
    reply = tmp_path / "reply.eml"
    reply.write_bytes(
        b"Authentication-Results: mx.delta.example; dmarc=pass header.from=dalpra.example\r\n"
        b"Received: from out.dalpra.example by mx.delta.example\r\n"
        b"From: Anna <anna@dalpra.example>\r\nMessage-ID: <ok@dalpra.example>\r\nSubject: Re: "
        + sent["Subject"].encode()
        + b"\r\nIn-Reply-To: "
        + sent["Message-ID"].encode()
        + b"\r\n\r\nConfermo.\r\n"
    )
    desk("mail", "import", reply, at="2026-03-02T12:00")
    shown = desk("ticket", "show", code, "--json", at="2026-03-02T12:00").json
    message = next(one["id"] for one in shown["messages"] if "Confermo" in one["body"])
    first = next(one["id"] for one in shown["messages"] if one["direction"] == "in")
    later = {"at": "2026-03-02T12:05"}
    told = ("report", "confirm", number, "--by", "Anna Dal Prà")
    assert "non è una risposta" in desk(*told, "--reply", first, code=1, **later).err
    assert desk(*told, "--reply", message, "--json", **later).json["message"] == message
    assert desk("report", "list", "--state", "confirmed", "--json", **later).lines[0]["number"] == number
    assert "confermato" in desk("report", "show", number, **later).out


def test_where_the_firm_says_so_reports_leave_by_themselves(desk, sink, tmp_path):  # noqa: F811
    """Those of before stay; each that is issued from then on goes with the next round, once."""
    worked(desk, came(desk, tmp_path))
    desk("firm", "set", "--mail-reports", at="2026-03-02T11:30")
    code = came(desk, tmp_path, 2, "Altro registro", at="2026-03-02T11:31")
    told = ("--answer", "consent=yes:Anna:phone", "--note", "Fatto")
    times = (
        "--kind",
        "remote",
        "--start",
        "11:32",
        "--end",
        "11:42",
        "--outcome",
        "solved",
        "--reason",
        "setup",
    )
    desk("call", "log", code, *times, *told, at="2026-03-02T11:45")
    for _ in range(2):
        desk("mail", "send", at="2026-03-02T11:46")
    files = [part.get_filename() for one in sink.letters for part in one.iter_attachments()]
    assert files == ["rapportino-R2026-0002.pdf"] and letters(desk) == 1


def test_work_that_is_not_filed_is_a_report_to_issue(desk, tmp_path):  # noqa: F811
    code = came(desk, tmp_path)
    times = ("--kind", "remote", "--start", "10:00", "--end", "10:10", "--answer", "consent=yes:Anna:phone")
    desk("call", "log", code, *times, at="2026-03-02T11:00")
    (row,) = desk("report", "list", "--state", "to-issue", "--json", at="2026-03-02T11:00").lines
    assert (row["ticket"], row["number"], row["state"]) == (code, None, "to-issue")


def test_a_statement_is_read_tabulated_printed_and_mailed(desk, sink, tmp_path):  # noqa: F811
    """Sold ten hours; ten minutes of work take ten: 9h50 are left, as JSON, CSV and PDF say."""
    desk("pack", "sell", "C001", "--kind", "hours", "--size", "10h")
    worked(desk, came(desk, tmp_path))
    then = {"at": "2026-03-02T11:30"}
    (one,) = desk("statement", "C001", "--json", **then).json["packs"]
    assert (one["opening"], [each["amount"] for each in one["movements"]], one["closing"]) == (
        0,
        [600, -10],
        590,
    )
    assert "Saldo a fine 2/3/26" in desk("statement", "C001", **then).out
    assert ";-10;590" in desk("statement", "C001", "--csv", "-", **then).out
    paper = tmp_path / "s.pdf"
    told = desk("statement", "C001", "--from", "1/2/2026", "--pdf", paper, "--send", **then).out
    assert "s.pdf" in told and "lettera" in told
    assert "9h50" in flat(pages_of(paper.read_bytes())[0])
    desk("mail", "send", **then)
    (file,) = sink.letters[-1].iter_attachments()
    assert file.get_filename() == "estratto-conto-C001.pdf" and file.get_content() == paper.read_bytes()


def test_the_pre_invoice_is_printed_and_told_with_where_it_goes(desk, tmp_path):  # noqa: F811
    desk("customer", "set", "C001", "address=Via Roma 1", "postcode=36010", "pec=dalpra@pec.example")
    worked(desk, came(desk, tmp_path))
    then = {"at": "2026-03-02T11:30"}
    paper = tmp_path / "p.pdf"
    assert str(paper) in desk("settle", "2026-03", "--pdf", paper, **then).out
    assert "Prefattura di marzo 2026" in flat(pages_of(paper.read_bytes())[0])
    assert "p.pdf" in desk("settle", "2026-03", "--pdf", paper, code=1, **then).err
    (row,) = desk("settle", "2026-03", "--json", **then).lines
    (line_,) = row["reports"]
    assert (row["postcode"], line_["worked_on"], line_["technicians"]) == ("36010", "2026-03-02", ["zen"])
    assert (line_["quantity"], line_["price"], line_["hourly"]) == (10, "60.00", True)
