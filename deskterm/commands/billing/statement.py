"""`deskterm statement`: a customer's packs, opening, movements and closing; on paper, as a table, by mail."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from deskterm.commands.answers import json
from deskterm.commands.billing.report_papers import write
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.find import the_customer
from deskterm.commands.frame.kinds import ANY_DAY, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.packs import statement as statement_deeds
from deskterm.desk.packs.statement import Statement
from deskterm.desk.steps.packs.balance_lines import StatementLine
from deskterm.desk.upkeep import firm as firm_deeds
from deskterm.locale import language, speaking, t


@command("statement", reads=lambda given: not given["send"])
@argument("customer", type=Text("customer"))
@option("--from", "low", type=ANY_DAY)
@option("--to", "high", type=ANY_DAY)
@option("--pdf", "file", type=Text("file"))
@option("--csv", "table", type=Text("file"))
@option("--send", is_flag=True)
@option("--email", type=Text("address"), default=None)
def statement(
    line: Line,
    *,
    customer: str,
    low: str | None,
    high: str | None,
    file: str | None,
    table: str | None,
    send: bool,
    email: str | None,
) -> None:
    """The statement of a customer's packs: opening, movements, closing."""
    from deskterm.documents.papers import heads, paper, statement_paper

    code = the_customer(line, customer).code
    found = statement_deeds.of_customer(line.desk, code, low=low or "", high=high or "")
    firm = firm_deeds.named(line.desk, firm_deeds.present(line.desk))
    with speaking(found.customer.language):
        head = heads.letterhead(structs.asdict(firm), firm_deeds.logo(line.desk, firm.logo))
        whose = heads.whose(structs.asdict(found.customer))
        span = {"low": found.low, "high": found.high}
        called = _called(line)
        told = statement_paper.paper(head, whose, found.packs, called=called, **span)
        rows = statement_paper.table(found.packs, called=called)
    if table == "-":
        output.write_table([rows])
        return
    if table:
        write(table, rows.encode("utf-8-sig"))
    if file:
        write(file, paper.pdf(told))
    facts = _facts(line, found)
    if send:
        facts["letter"] = statement_deeds.send(line.desk, found, paper.pdf(told), to=email or "")
    if file != "-":
        done = [t("paper.written", path=path) for path in (file, table) if path]
        done += [t("paper.statement.sent", letter=facts["letter"])] if send else []
        line.answer(facts, lambda: "\n".join(done) if done else paper.text(told).rstrip("\n"))


def _called(line: Line) -> Any:
    def called(kind: str) -> str:
        terms = line.desk.service.pack(kind)
        return terms.said(language()) if terms else kind

    return called


def _facts(line: Line, found: Statement) -> dict[str, Any]:
    packs = [
        {
            "pack": one.pack.id,
            "kind": one.pack.kind,
            "unit": one.pack.unit,
            "opening": one.opening,
            "movements": [_movement(line, each) for each in one.lines],
            "closing": one.closing,
        }
        for one in found.packs
    ]
    card = found.customer
    facts = {"customer": card.code, "customer_name": card.name, "from": found.low, "to": found.high}
    return facts | {"packs": packs}


def _movement(line: Line, one: StatementLine) -> dict[str, Any]:
    return json.movement(line, one.movement) | {"day": one.day, "left": one.left}
