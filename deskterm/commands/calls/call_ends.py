"""`deskterm call`: work that was cancelled, and work whose price is agreed with the customer."""

from __future__ import annotations

from typing import Any

from deskterm.commands.answers import json, wording
from deskterm.commands.calls.session_costs import show_filed
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.kinds import MONEY, NUMBER, PAST_DAY, TEXT, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.billing import agreed_prices, cancel
from deskterm.desk.calls import contacts
from deskterm.exits import say
from deskterm.locale import moments, t
from deskterm.models.records.money import ToPrice


@command("call.cancel")
@argument("contact", type=NUMBER, required=False)
@option("--why", type=TEXT, required=True)
def cancel_(line: Line, *, contact: int | None, why: str) -> None:
    """Cancel work that was started by mistake."""
    done = cancel.cancel(line.desk, contact, why=why)
    found = contacts.group(line.desk, done.group_id)
    facts = json.session(line, found.sessions[-1], found.bill)
    facts |= {"why": done.why, "would": json.euro(done.net_cents), "would_minutes": json.minutes(done.time)}
    if done.billable:
        say(t("commands.call.lead_sees"))
    lasted = moments.clock_text(done.seconds)
    line.answer(facts, lambda: t("commands.call.cancelled", code=done.ticket, time=lasted, why=done.why))


@command("call.agree")
@argument("contact", type=NUMBER)
@option("--net", "net_cents", type=MONEY, required=True)
@option("--who", type=Text("name"), required=True)
@option("--day", type=PAST_DAY)
@option("--note", type=TEXT, default="")
def agree(line: Line, *, contact: int, net_cents: int, who: str, day: str | None, note: str) -> None:
    """Set the price of a contact as it was agreed with the customer."""
    show_filed(
        line, agreed_prices.agree(line.desk, contact, net_cents=net_cents, who=who, day=day, note=note)
    )


@command("call.to-price", rows=True)
def to_price(line: Line) -> None:
    """Contacts whose price is still to be agreed."""
    columns = [
        output.Column(t("commands.col.contact_number"), lambda row: row["group"], right=True),
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
        output.Column(t("commands.col.customer"), wording.customer, flexible=True),
        output.Column(t("commands.col.filed"), lambda row: wording.moment(row["filed_at"])),
        output.Column(t("commands.col.duration"), lambda row: moments.clock_text(row["seconds"]), right=True),
        output.Column("", lambda row: t(f"commands.mode.{row['mode']}")),
    ]
    rows = (waiting_facts(line, one) for one in agreed_prices.to_price(line.desk))
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("to_price")))


def waiting_facts(line: Line, one: ToPrice) -> dict[str, Any]:
    """A contact that waits for its price."""
    return {
        "group": one.group_id,
        "ticket": one.ticket,
        "subject": one.subject,
        "customer": line.code_of(one.customer_id),
        "customer_name": one.customer,
        "unsure": one.unsure,
        "filed_at": line.stamp(one.filed_at),
        "seconds": one.seconds,
        "mode": one.mode,
        "rule": one.rule,
        "note": one.note,
        "charged": json.euro(one.charged_cents),
    }
