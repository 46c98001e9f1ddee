"""`deskterm customer`: added, brought in from a file, found by whatever the caller says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from deskterm.commands.answers import json, marks, wording
from deskterm.commands.customers.agreement import facts_of as agreement_of
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.find import field, the_customer
from deskterm.commands.frame.kinds import (
    ANY_DAY,
    DAY_TO_COME,
    LIMIT,
    MONEY,
    PAST_DAY,
    TEXT,
    File,
    Text,
)
from deskterm.commands.frame.line import Line
from deskterm.desk.agenda import projects
from deskterm.desk.customers import (
    agreements,
    alike,
    cards,
    details,
    devices,
    import_file,
    profile,
    sayable,
    search,
    sign_up,
)
from deskterm.desk.customers.cards import Card
from deskterm.desk.packs import pack_words
from deskterm.desk.steps import customer_language
from deskterm.desk.steps.billing import agreement_words, fees
from deskterm.desk.steps.trust import present_address
from deskterm.desk.steps.trust.present_address import Redirected
from deskterm.locale import figures, language, t, tn
from deskterm.locale.filling import ended
from deskterm.models.records.customer import Customer
from deskterm.models.rules.projects import Project

customer = group("customer")
PAGE = 500


@command("customer.add", customer)
@argument("name", type=Text("name"))
@option("--code", type=TEXT, default="")
@option("--address", type=TEXT, default="")
@option("--postcode", type=TEXT, default="")
@option("--town", type=TEXT, default="")
@option("--province", type=TEXT, default="")
@option("--vat", type=TEXT, default="")
@option("--tax-code", type=TEXT, default="")
@option("--sdi", type=TEXT, default="")
@option("--pec", type=TEXT, default="")
@option("--support-code", type=TEXT, default="")
@option("--notes", type=TEXT, default="")
@option("--language", type=Text("language"), default="")
@option("--plan", type=TEXT, default="")
@option("--from", "contract_from", type=ANY_DAY)
@option("--until", "contract_until", type=DAY_TO_COME)
@option("--fee", "fee_cents", type=MONEY)
@option("--fee-base", "fee_base_cents", type=MONEY)
@option("--rate", "rate_cents", type=MONEY)
@option("--contact", type=TEXT, default="")
@option("--email", type=TEXT, default="")
@option("--phone", type=TEXT, default="")
@option("--role", type=TEXT, default="")
@option("--unverified", is_flag=True)
def add(line: Line, *, name: str, contact: str, email: str, phone: str, role: str, **given: Any) -> None:
    """Add a customer."""
    person = {"name": contact or name, "email": email, "phone": phone, "role": role}
    people = [person] if contact or email or phone else []
    told = {key: value for key, value in given.items() if value is not None}
    one = cards.add(line.desk, name=name, contacts=people, **told)
    _show(line, one.code, t("commands.customer.added", code=one.code, name=one.name), new=True)


@command("customer.import", customer, rows=True, trial=True)
@argument("path", type=File())
@option("--update", is_flag=True)
def import_(line: Line, *, path: Any, update: bool) -> None:
    """Add every customer of a file, or none; with --update correct those who are there."""
    rows = (_outcome(line, one) for one in import_file.import_file(line.desk, path, update=update))
    line.answer_each(rows, lambda all_: _imported(all_, dry_run=line.dry_run))


def _outcome(line: Line, one: import_file.Imported) -> dict[str, Any]:
    facts = facts_of(line, cards.card(line.desk, one.customer.code))
    return facts | {"row": one.place, "done": one.done, "left_out": list(one.left), "told": list(one.told)}


def _imported(rows: Sequence[Mapping[str, Any]], *, dry_run: bool) -> str:
    """How many were added and corrected, what to look at, and what of the file other commands enter."""
    done = [row["done"] for row in rows]
    told = [_line_of(row) for row in rows] if dry_run else []
    told.append(tn("commands.customer.imported", done.count("added")))
    if "changed" in done or "same" in done:
        told.append(tn("commands.customer.changed", done.count("changed")))
        told.append(tn("commands.customer.same", done.count("same")))
    told += [ended(f"{_named(row)}: {fault}") for row in rows for fault in row["told"]]
    left = dict.fromkeys(name for row in rows for name in row["left_out"])
    told += [t(f"commands.customer.left.{name}") for name in left]
    return "\n".join(told)


def _named(row: Mapping[str, Any]) -> str:
    return t("commands.customer.row", row=row["row"], code=row["code"], name=row["name"])


def _line_of(row: Mapping[str, Any]) -> str:
    """What would become of one line of the file."""
    return f"{_named(row)}: {t('commands.customer.would.' + row['done'])}"


@command("customer.list", customer, rows=True)
@option("--limit", "-n", type=LIMIT, default=None)
def list_(line: Line, *, limit: int | None) -> None:
    """Every customer, by code."""
    _answer_each(line, _all(line, limit))


def _all(line: Line, limit: int | None) -> Iterable[Customer]:
    after, left = "", limit
    while left is None or left > 0:
        found = cards.listing(line.desk, after=after, limit=PAGE if left is None else min(PAGE, left))
        yield from found
        if not found:
            return
        after = found[-1].code
        left = None if left is None else left - len(found)


@command("customer.show", customer, reads=True)
@argument("code", type=Text("customer"))
def show(line: Line, *, code: str) -> None:
    """A customer's card."""
    _show(line, the_customer(line, code).code)


@command("customer.find", customer, rows=True)
@argument("text", type=TEXT, nargs=-1, required=True)
@option("--limit", "-n", type=LIMIT, default=20)
def find(line: Line, *, text: tuple[str, ...], limit: int) -> int:
    """Customers by phone number, code, VAT number, address or part of a name."""
    words = " ".join(text)
    near = not any(letter.isdigit() for letter in words)  # a code or a number is that one or none
    found = search.find(line.desk, words, limit=limit, near=near)
    _answer_each(line, found, output.nothing("customers_found", search=" ".join(text)))
    return 0 if found else 1


@command("customer.set", customer)
@argument("customer", type=Text("customer"))
@argument("fields", type=Text("field"), nargs=-1)
@option("--unverified", is_flag=True)
def set_(line: Line, *, customer: str, fields: tuple[str, ...], unverified: bool) -> None:
    """Correct what is on a customer's card, or write facts that the terms ask about; or list them."""
    one = the_customer(line, customer)
    if not fields:
        _sayable(line, one.code)
        return
    given = dict(field(text) for text in fields)
    for name in given:
        sayable.check(line.desk.service, name)
    own = {name: given.pop(name) for name in cards.WRITTEN if name in given}
    cards.put_right(line.desk, one.code, own, given, unverified=unverified)
    _show(line, one.code, t("commands.customer.set_done", code=one.code))


def _sayable(line: Line, code: str) -> None:
    """Everything that can be said of a customer: its name, what it takes, what is known now."""
    found = sayable.of(line.desk, code)
    rows = [{"name": one.name, "title": one.title, "takes": one.takes, "value": one.value} for one in found]
    columns = [
        output.Column(t("commands.col.name"), lambda row: row["name"]),
        output.Column(t("commands.col.fact"), lambda row: row["title"]),
        output.Column(t("commands.col.known"), lambda row: row["value"]),
        output.Column(t("commands.col.takes"), lambda row: row["takes"], flexible=True),
    ]
    line.answer({"customer": code, "facts": rows}, lambda: output.table(rows, columns, ""))


@command("customer.contact", customer)
@argument("customer", type=Text("customer"))
@argument("name", type=Text("name"))
@option("--email", type=TEXT, default="")
@option("--phone", type=TEXT, default="")
@option("--role", type=TEXT, default="")
@option("--unverified", is_flag=True)
def contact(line: Line, *, customer: str, name: str, unverified: bool, **told: str) -> None:
    """Add a person to speak to, or correct the one of that name."""
    one = the_customer(line, customer)
    done = cards.set_contact(line.desk, one.code, name=name, unverified=unverified, **told)
    said = (t("commands.customer.set_done", code=one.code), present_address.told(done.redirected))
    _show(line, one.code, "\n".join(filter(None, said)), moved=done.redirected)


@command("customer.device", customer)
@argument("customer", type=Text("customer"))
@argument("name", type=Text("name"))
@argument("fields", type=Text("field"), nargs=-1)
def device(line: Line, *, customer: str, name: str, fields: tuple[str, ...]) -> None:
    """Name a device of a customer, and say what the terms' own facts say of it."""
    one = the_customer(line, customer)
    devices.set_facts(line.desk, one.code, name, dict(field(text) for text in fields))
    _show(line, one.code, t("commands.customer.set_done", code=one.code))


@command("customer.delivered", customer)
@argument("customer", type=Text("customer"))
@argument("text", type=TEXT)
@option("--on", "day", type=PAST_DAY)
def delivered(line: Line, *, customer: str, text: str, day: str | None) -> None:
    """Note that something was delivered to a customer."""
    one = the_customer(line, customer)
    told = profile.deliver(line.desk, one.code, what=text, on=day or "")
    _show(line, one.code, t("commands.customer.delivered_done", what=text, day=wording.day(told)))


def facts_of(line: Line, card: Card) -> dict[str, Any]:
    """A customer's card: contract, packs, open tickets."""
    facts = json.customer(card.customer)
    facts["unverified"] = {one.field: details.said(one) for one in card.unverified}
    facts["contract"] = card.contract_ok
    facts["contract_name"] = card.customer.agreement or None
    facts["beside"] = [agreement_of(line, card.customer, one) for one in card.beside]
    facts["renewed_until"] = agreements.following(line.desk, card.customer.code)
    facts["packs"] = [
        json.pack(line, one)
        | {"then": pack_words.coming(found, one.unit) if (found := card.then.get(one.id)) else None}
        for one in card.packs
    ]
    facts["left"] = card.left
    facts["stranded"] = [json.pack(line, one) for one in card.stranded]
    facts["facts"] = profile.written(line.desk, card.customer.code)
    facts["devices"] = [
        {"name": one.name, "facts": one.facts} for one in devices.listing(line.desk, card.customer.code)
    ]
    facts["usual_fee"] = json.euro(
        fees.usual_fee(line.desk.service, card.customer.fee_base_cents, card.customer.agreed)
    )
    facts["activating_until"] = line.stamp(sign_up.activating_until(line.desk, facts["facts"]))
    facts["open_tickets"] = [one.code for one in card.open_tickets]
    facts["unsure_tickets"] = [one.code for one in card.open_tickets if one.unsure]
    facts["requests_today"] = card.requests_today
    facts |= _fee_said(line)
    facts["projects"] = [project_of(one) for one in _projects(line, card.customer.code)]
    facts["contestable_until"] = profile.contestable_until(line.desk, card.customer.code) or None
    return facts


def _fee_said(line: Line) -> dict[str, Any]:
    """The rule and the clause of the usual fee, where the terms name one (D25)."""
    terms = line.desk.service.fee
    clause = line.desk.service.clause(terms.rule, language()) if terms else None
    return {"fee_rule": terms.rule if terms else None, "fee_clause": clause}


def _projects(line: Line, code: str) -> Iterable[Project]:
    return projects.listing(line.desk, customer=code, every=True, limit=20)


def _rule(one: Project) -> str:
    return one.obsolete_rule or one.rule if one.state == "obsolete" else one.rule


def project_of(one: Project) -> dict[str, Any]:
    """A project in a line of the card."""
    return {"ticket": one.ticket, "subject": one.subject, "state": one.state, "rule": _rule(one)}


def _answer_each(line: Line, found: Iterable[Customer], none: str = "") -> None:
    rows = (facts_of(line, cards.card(line.desk, one.code)) for one in found)
    columns = [
        output.Column(t("commands.col.code"), lambda row: row["code"]),
        output.Column(t("commands.col.name"), lambda row: row["name"], flexible=True),
        output.Column(t("commands.col.town"), lambda row: wording.short(row["town"], 16)),
        output.Column(t("commands.col.contract"), lambda row: wording.contract(line, row)),
        output.Column(t("commands.col.left"), wording.left, right=True),
        output.Column(t("commands.col.open"), lambda row: len(row["open_tickets"]) or "", right=True),
    ]
    none = none or output.nothing("customers")
    line.answer_each(rows, lambda all_: output.table(all_, columns, none) + _doubts(all_))


def _doubts(rows: Iterable[Mapping[str, Any]]) -> str:
    """The customers of a list whose numbers fail their check, below it."""
    found = [row["code"] for row in rows if row["unverified"]]
    return f"\n{output.wrap(', '.join(found), t('commands.customer.doubts') + ' ')}" if found else ""


def _open(facts: Mapping[str, Any]) -> str:
    """The open tickets, each behind a sign where a person has to say whose it is."""
    unsure = facts["unsure_tickets"]
    return ", ".join(marks.code({"ticket": one, "unsure": one in unsure}) for one in facts["open_tickets"])


def _written_in(line: Line, tongue: str) -> str:
    """The language of letters to a customer, with what is to be known of letters in it."""
    doubt = customer_language.remark(line.desk.service, tongue)
    return f"{figures.tongue(tongue)}. {doubt}" if doubt else figures.tongue(tongue)


def _show(
    line: Line, code: str, told: str = "", *, new: bool = False, moved: Redirected | None = None
) -> None:
    """The card; of who is new, also what it has in common with others; which letters have `moved`."""
    card = cards.card(line.desk, code)
    facts = facts_of(line, card)
    new = new or moved is not None
    common = details.shared(alike.shared(line.desk, code)) if new else []
    if new:
        facts["told"] = common
    if moved is not None:
        facts["redirected"] = list(moved.letters)

    own = line.desk.service.own_facts
    told_devices = [devices.told(line.desk, one) for one in devices.listing(line.desk, code)]
    told_of = profile.own(line.desk, code)
    held = card.customer.agreed if card.beside else {}
    known = {name: value for name, value in facts["facts"].items() if name not in {*own, *held}}
    wanting = profile.to_say(line.desk, code)
    facts["to_say"] = [one.fact.id for one in wanting]

    def people() -> str:
        pairs = [(name, facts[name]) for name in ("code", "name", "address", "postcode", "town", "province")]
        pairs += [(name, _number(facts, name)) for name in ("vat", "tax_code", "sdi")]
        pairs += [(name, facts[name]) for name in ("pec", "support_code")]
        pairs += [("language", _written_in(line, facts["language"]))]
        pairs += _agreed(line, card, facts)
        pairs += [("renewed", wording.day(facts["renewed_until"]))]
        pairs += [("activating", wording.moment(facts["activating_until"]))]
        pairs += [("left", wording.left(facts))]
        pairs += [("left", pack_words.stranded(line.desk.service, one)) for one in card.stranded]
        pairs += [("open", _open(facts))]
        pairs += [("contact", _person(line, one)) for one in facts["contacts"]]
        pairs += [("facts", f"{name}={value}") for name, value in known.items()]
        pairs += [("facts", f"{name}: {value}") for name, value in told_of]
        pairs += [("to_say", f"{one.words}: {one.command}") for one in wanting]
        pairs += [("device", told) for told in told_devices]
        pairs += [("project", _project(one)) for one in facts["projects"]]
        pairs += [("contestable", wording.day(facts["contestable_until"]))]
        body = output.facts((t(f"commands.col.{name}"), value) for name, value in pairs)
        shared = (ended(f"{one[:1].upper()}{one[1:]}") for one in common)
        above = "\n".join([*([told] if told else ()), *shared])
        return f"{above}\n\n{body}" if above else body

    line.answer(facts, people)


def _number(facts: Mapping[str, Any], name: str) -> str:
    """A number, and what is wrong with it where it fails its check."""
    detail = facts["unverified"].get(name)
    return t("fiscal.kept", value=facts[name], detail=detail) if detail else str(facts[name])


def _agreed(line: Line, card: Card, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was agreed with a customer; of several agreements at once each by its name, whole."""
    service, one = line.desk.service, card.customer
    if card.under is not None and card.beside:
        named = ((agreement_words.name_of(each), each) for each in (card.under, *card.beside))
        return [("agreement", f"{name}: {agreement_words.said(service, each)}") for name, each in named]
    return [
        ("contract", wording.contract(line, facts)),
        ("plan", facts["plan"]),
        ("rate", wording.euro(facts["rate"])),
        ("fee", agreement_words.fee(service, one.fee_cents, one.fee_base_cents, one.agreed)),
        ("fee_base", wording.euro(facts["fee_base"])),
    ]


def _person(line: Line, one: Mapping[str, str]) -> str:
    role = line.desk.service.label(line.desk.service.roles, one["role"], language())
    return ", ".join(part for part in (one["name"], role, one["phone"], one["email"]) if part)


def _project(one: dict[str, str]) -> str:
    state = t(f"commands.project_state.{one['state']}")
    return f"{one['ticket']} {one['subject']}: {state} ({one['rule']})"
