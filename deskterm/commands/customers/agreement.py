"""`deskterm agreement`: signed, renewed, corrected, ended; which agreement held when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from deskterm.commands.answers import json, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import Deed, argument, command, group, option
from deskterm.commands.frame.find import field, the_customer
from deskterm.commands.frame.kinds import ANY_DAY, DAY_TO_COME, MONEY, NUMBER, TEXT, Choice, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.customers import agreements
from deskterm.desk.customers.agreements import Signed
from deskterm.desk.customers.plans import unchosen
from deskterm.desk.packs import pack_words
from deskterm.desk.steps.billing import agreement_words, fees
from deskterm.desk.steps.facts import day_of
from deskterm.locale import t
from deskterm.models.records.agreements import Agreement
from deskterm.models.records.customer import Customer

agreement = group("agreement")
CLEARS = {"until": "ends_on", "rate": "rate_cents", "fee": "fee_cents", "fee-base": "fee_base_cents"}


def _terms(deed: Deed) -> Deed:
    """The options that say what an agreement holds."""
    made = [
        argument("customer", type=Text("customer")),
        argument("fields", type=Text("field"), nargs=-1),
        option("--plan", type=TEXT),
        option("--name", type=TEXT),
        option("--from", "starts_on", type=ANY_DAY),
        option("--until", "ends_on", type=DAY_TO_COME),
        option("--rate", "rate_cents", type=MONEY),
        option("--fee", "fee_cents", type=MONEY),
        option("--fee-base", "fee_base_cents", type=MONEY),
    ]
    for one in reversed(made):
        deed = one(deed)
    return deed


@command("agreement.list", agreement, rows=True)
@argument("customer", type=Text("customer"))
def list_(line: Line, *, customer: str) -> None:
    """Every agreement of a customer, the oldest first."""
    one = the_customer(line, customer)
    service, found = line.desk.service, agreements.of_customer(line.desk, one.code)
    rows = (facts_of(line, one, each) for each in found)
    said = {each.id: ", ".join(agreement_words.facts_of(service, each)) for each in found}
    columns = [
        output.Column(t("commands.col.number"), lambda row: row["number"], right=True),
        output.Column(t("commands.col.from"), lambda row: wording.day(row["from"])),
        output.Column(t("commands.col.until"), lambda row: wording.day(row["until"])),
        output.Column(t("commands.col.agreement"), lambda row: row["name"]),
        output.Column(t("commands.col.plan"), lambda row: row["plan"], flexible=True),
        output.Column(t("commands.col.rate"), lambda row: wording.money(row["rate"]), right=True),
        output.Column(t("commands.col.fee_year"), _fee, right=True),
        output.Column(t("commands.col.state"), lambda row: t(f"agreement.state.{row['state']}")),
    ]
    below = "".join(
        f"\n{t('agreement.says', number=number, facts=told)}" for number, told in said.items() if told
    )
    line.answer_each(rows, lambda all_: output.table(all_, columns, output.nothing("agreements")) + below)


def _fee(row: Mapping[str, Any]) -> str:
    """What is paid a year in a list: the agreed fee, else the one that the terms name as usual."""
    if row["fee"] is None and row["usual_fee"] is not None:
        return t("agreement.usual", fee=wording.money(row["usual_fee"]))
    return wording.money(row["fee"])


@command("agreement.sign", agreement)
@_terms
def sign(line: Line, *, customer: str, fields: tuple[str, ...], **given: Any) -> None:
    """Sign an agreement with a customer."""
    one = the_customer(line, customer)
    _show(line, one, agreements.sign(line.desk, one.code, _given(fields, given)), "signed")


@command("agreement.renew", agreement)
@_terms
@option("--number", type=NUMBER)
def renew(line: Line, *, customer: str, fields: tuple[str, ...], number: int | None, **given: Any) -> None:
    """Let the last agreement go on, or the one of a number, as it was or changed."""
    one = the_customer(line, customer)
    done = agreements.renew(line.desk, one.code, _given(fields, given), number=number)
    _show(line, one, done, "renewed")


@command("agreement.correct", agreement)
@_terms
@option("--number", type=NUMBER)
@option("--clear", type=Choice(tuple(CLEARS)), multiple=True)
def correct(
    line: Line,
    *,
    customer: str,
    fields: tuple[str, ...],
    number: int | None,
    clear: tuple[str, ...],
    **given: Any,
) -> None:
    """Put right what was written wrongly."""
    one = the_customer(line, customer)
    cleared = {CLEARS[name]: "" if name == "until" else None for name in clear}
    done = agreements.correct(line.desk, one.code, _given(fields, given) | cleared, number=number)
    _show(line, one, done, "corrected")


@command("agreement.end", agreement)
@argument("customer", type=Text("customer"))
@option("--on", "day", type=ANY_DAY)
@option("--number", type=NUMBER)
@option("--why", type=TEXT, default="")
def end(line: Line, *, customer: str, day: str | None, number: int | None, why: str) -> None:
    """Let the agreement that runs end, or withdraw one that has not begun."""
    one = the_customer(line, customer)
    done = agreements.end(line.desk, one.code, on=day or "", why=why, number=number)
    _show(line, one, done, "withdrawn" if done.withdrawn else "ended")


def _given(fields: tuple[str, ...], given: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in given.items() if value is not None}
    return told | ({"facts": dict(field(text) for text in fields)} if fields else {})


def facts_of(line: Line, customer: Customer, one: Agreement) -> dict[str, Any]:
    """An agreement: whose, when, for how much, what it holds."""
    today = day_of(line.desk.now(), line.desk.service.tz)
    state = "runs" if one.runs_on(today) else "to_come" if one.starts_on > today else "over"
    return {
        "number": one.id,
        "customer": customer.code,
        "customer_name": customer.name,
        "name": one.name,
        "plan": one.plan,
        "from": one.starts_on,
        "until": one.ends_on or None,
        "state": state,
        "rate": json.euro(one.rate_cents),
        "fee": json.euro(one.fee_cents),
        "fee_base": json.euro(one.fee_base_cents),
        "usual_fee": json.euro(fees.usual_fee(line.desk.service, one.fee_base_cents, one.facts)),
        "facts": one.facts,
    }


def _show(line: Line, customer: Customer, done: Signed, deed: str) -> None:
    facts = facts_of(line, customer, done.agreement)
    cut = done.shortened
    facts["shortened"] = facts_of(line, customer, cut) if cut else None
    facts["chosen"] = not unchosen(line.desk.service, done.agreement.name)
    facts["reconsidered"] = list(done.reconsidered)
    facts["packs"] = [structs.asdict(one) for one in done.packs]
    facts["reports"] = list(done.reports)

    def people() -> str:
        told = [t(f"agreement.{deed}", customer=customer.name)]
        if cut:
            told.append(t("agreement.shortened", day=wording.day(cut.ends_on)))
        if known := unchosen(line.desk.service, done.agreement.name):
            told.append(t("agreement.unchosen", name=done.agreement.name, known=", ".join(known)))
        if done.reconsidered:
            told.append(t("agreement.reconsidered", codes=", ".join(done.reconsidered)))
        told += pack_words.of_agreement(line.desk.service, done.packs, done.reports)
        pairs = [("number", facts["number"]), ("agreement", facts["name"]), ("plan", facts["plan"])]
        pairs += [(name, wording.day(facts[name])) for name in ("from", "until")]
        pairs += [
            ("rate", wording.euro(facts["rate"])),
            ("fee", agreement_words.fee_of(line.desk.service, done.agreement)),
            ("fee_base", wording.euro(facts["fee_base"])),
        ]
        pairs += [("facts", said) for said in agreement_words.facts_of(line.desk.service, done.agreement)]
        body = output.facts((t(f"commands.col.{name}"), value) for name, value in pairs)
        return "\n".join([*told, "", body])

    line.answer(facts, people)
