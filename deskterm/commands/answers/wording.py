"""The facts of the contract in words for people: a ticket, its age and due time, its decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from deskterm.commands.answers import file_lines, marks, promised
from deskterm.commands.frame import output
from deskterm.commands.frame.line import Line
from deskterm.desk.steps import promise_words
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.teams import TEAM
from deskterm.locale import figures, has, language, measures, moments, t, tn, works
from deskterm.models.basics.currencies import digits
from deskterm.models.records.promises import ANSWER

Row = Mapping[str, Any]


def customer(row: Row) -> str:
    """The customer's name, behind a sign where a person has to say whose it is; or that nobody knows."""
    return marks.whose(row)


def subject(row: Row) -> str:
    """The subject, with a sign before a blocking one."""
    return f"{'! ' if row['blocking'] else ''}{row['subject'] or t('commands.no_subject')}"


def moment(stamp: str | None) -> str:
    """A timestamp as people write it: day, month, year, hour and minute."""
    return figures.moment(datetime.fromisoformat(stamp)) if stamp else ""


def age(line: Line, stamp: str) -> str:
    """How long ago, in its two largest units."""
    seconds = max(0, line.desk.now() - int(datetime.fromisoformat(stamp).timestamp()))
    days, rest = divmod(seconds // 60, 1440)
    hours, minutes = divmod(rest, 60)
    if days:
        return t("commands.age.days", days=days, hours=hours)
    return (
        t("commands.age.hours", hours=hours, minutes=minutes)
        if hours
        else t("commands.age.minutes", minutes=minutes)
    )


def due(line: Line, row: Row) -> str:
    """When an answer is due, and in words when it is late."""
    if not row["due_at"]:
        return t("commands.due.none")
    when = moment(row["due_at"])
    if is_late(line, row):
        return f"{when} {t('commands.due.late')}"
    if is_halted(row):
        return t("commands.due.halted")
    if not row["soft_due_at"] or row["soft_due_at"] == row["due_at"] or not owed(row):
        return when
    key = "commands.due.past_soft" if is_past_soft(line, row) else "commands.due.soft"
    return t(key, due=when, soft=moment(row["soft_due_at"]))


def owed(row: Row) -> bool:
    """Whether something promised is still to be kept."""
    return not row["answered_at"] or bool(row["due_for"])


def is_past_soft(line: Line, row: Row) -> bool:
    """Whether the term by which an answer would be liked has passed, and the promised one has not (O3)."""
    if not row["soft_due_at"] or not owed(row) or is_halted(row) or is_late(line, row):
        return False
    return int(datetime.fromisoformat(row["soft_due_at"]).timestamp()) < line.desk.now()


def is_late(line: Line, row: Row) -> bool:
    """Whether the answer came, or has not come, after it was due; waiting for the customer is no delay."""
    if len(row["promises"]) > 1:
        return any(one["late_seconds"] for one in row["promises"] if one["open"] or not row["due_for"])
    until = row["answered_at"] or row["asked_at"] or line.stamp(line.desk.now())
    return bool(row["due_at"]) and datetime.fromisoformat(row["due_at"]) < datetime.fromisoformat(str(until))


def is_halted(row: Row) -> bool:
    """Whether the clock stands still until the customer replies (A4)."""
    left = [one["halted"] for one in row["promises"] if one["open"]]
    return bool(row["asked_at"]) and all(left) and (bool(left) or not row["answered_at"])


def due_short(line: Line, row: Row) -> str:
    """When an answer is due, for a column: no year where it is the present one.

    `!` when it is late, `~` and a word when it is past the soft term.
    """
    if not row["due_at"]:
        return "-"
    if is_halted(row) and not is_late(line, row):
        return t("commands.due.halted_short")
    this_year = str(line.stamp(line.desk.now()))[:4]
    when = datetime.fromisoformat(row["due_at"])
    told = figures.dated(when, "moment_short") if row["due_at"][:4] == this_year else moment(row["due_at"])
    if row["promises"] and not owed(row):
        return t("promise.kept_short", of=promise_words.short(row["promises"][-1]["of"]))
    if owed(row) and not is_late(line, row) and not is_past_soft(line, row):
        told = promised.both(row, told)
    if row["due_for"] and (len(row["promises"]) > 1 or row["due_for"] != ANSWER):
        told = t("promise.cell", of=promise_words.short(row["due_for"]), due=told)
    if is_past_soft(line, row):
        return f"{told} ~ {t('commands.due.past_soft_short')}"
    return f"{told} !" if is_late(line, row) else told


def money(text: object) -> str:
    """An amount that programs read (`25.00`) as people write it; "" stays ""."""
    return figures.decimal(int(Decimal(str(text)).scaleb(digits()))) if text else ""


def euro(text: str) -> str:
    """The same with its currency, as a sentence or a sheet says it."""
    return measures.euro(int(Decimal(text).scaleb(digits()))) if text else ""


def amount(units: int | None, unit: str) -> str:
    """An amount of a pack: hours and minutes, euro, or a number of tickets."""
    return "" if units is None else measures.amount(units, unit, euro=measures.euro)


def label(line: Line, sort: str, word: str) -> str:
    """The service's own word for one of its topics, reasons, outcomes or channels."""
    service = line.desk.service
    known = {
        "topic": service.topics,
        "channel": service.channels,
        "reason": service.reasons,
        "outcome": service.outcomes,
        "severity": service.severities,
    }[sort]
    return service.label(known, word, language()) if word else ""  # type: ignore[arg-type]


def ticket(line: Line, row: Row) -> str:
    """A ticket's facts, one a line."""
    person = row["contact"]
    reach = ", ".join(part for part in (person["name"], person["phone"], person["email"]) if part)
    now = line.stamp(line.desk.now()) or ""
    state = promised.state(row, state_of(row), now)
    if row["taken_by"]:
        state = f"{state}, {row['taken_by']}"
    if row["wait_reason"] and not row["unmade"]:
        state = f"{state}: {rest(row['wait_reason'], line)}"
    pairs = [
        ("ticket", row["code"]),
        ("state", state),
        ("subject", subject(row)),
        ("customer", marks.of_ticket(row)),
        ("contact", reach),
        ("channel", label(line, "channel", row["channel"])),
        ("topic", label(line, "topic", row["topic"])),
        ("type", row.get("type", "")),
        ("product", row.get("product", "")),
        ("scope", "" if row["scope"] == "in" else t(f"commands.scope.{row['scope']}")),
        ("severity", label(line, "severity", row["severity"])),
        ("received", moment(row["received_at"])),
        *promised.lines(row, due(line, row)),
        promised.answered(row, moment(row["answered_at"]), now),
        ("until", moment(row["until"])),
    ]
    said = {"ticket": request_word(line)}
    told = output.facts(
        (said.get(name) or (t(f"commands.col.{name}") if name else ""), value) for name, value in pairs
    )
    return told if row["confirmed"] else told + _held_back(line, row["code"])


def _held_back(line: Line, code: str) -> str:
    """Which setting lacks where a known customer's mail has no contract, and how this one is confirmed."""
    from deskterm.desk.upkeep import lacking

    lacks = lacking.of_ticket(line.desk, code)
    if not lacks:
        return ""
    return "\n" + output.wrap(f"{t(f'lacking.{lacks}')} {t('lacking.this_one', code=code)}", "")


def state_of(row: Row) -> str:
    """Where a ticket is: with the vendor, or with a team of the house; or with what it was taken back."""
    if row["unmade"]:
        return t("ticket.state.unmade", code=row["wait_reason"])
    team = row["state"] == "vendor" and row["wait_reason"].startswith(TEAM)
    return t("commands.state.team" if team else f"commands.state.{row['state']}")


def rest(code: str, line: Line) -> str:
    """Why a ticket rests: the desk's own codes in words, what people wrote as it is."""
    if code.startswith(TEAM):
        return line.desk.service.label(line.desk.service.teams, code.removeprefix(TEAM), language())
    return t(f"ticket.wait.{code}") if has(f"ticket.wait.{code}") else code


STANDING = ("taken_back", "superseded")


def request_word(line: Line) -> str:
    """What this desk's service calls a request (I16); a ticket, where it has no word of its own."""
    return line.desk.service.word("request", language()) or t("commands.col.ticket")


def decisions(found: Iterable[Row]) -> str:
    """Decisions, one after the other: rule, what was done, the clause."""
    told = []
    for one in found:
        said = _decided(one) + "".join(
            f" ({t(f'commands.standing.{how}')})" for how in STANDING if one.get(how)
        )
        said += _why_so(one)
        text = f"{said}: {one['clause']}" if one["clause"] else said
        told.append(output.wrap(text, f"  {one['rule']:<4} "))
        told += [output.wrap(one[how], " " * 7) for how in ("how", "first_term") if one.get(how)]
    return "\n".join(told) or f"  {t('commands.no_decisions')}"


def _decided(one: Row) -> str:
    """What a decision did; of several promises that were made together, which it is."""
    said, detail = decided(one["do"]), one["detail"]
    for fact in ("agreement", "tier"):
        if detail.get(fact) not in (None, "") and has(key := f"commands.do.{one['do']}_with_{fact}"):
            return t(key, **{"do": said, fact: detail[fact]})
    several, metric = len(detail.get("metrics") or ()) > 1, detail.get("metric", "answer")
    return t("commands.do.due_of", due=said, of=t(f"promise.of.{metric}")) if several else said


def _why_so(one: Row) -> str:
    """Why somebody skipped the order, in their words (D15), a person looks at it first (D24), it is void."""
    reason = str(one["detail"].get("reason") or "")
    if one["do"] == "review" and has(f"reasons.{reason}"):
        return f" ({t(f'reasons.{reason}')})"
    said = f" ({t('commands.out_of_turn_reason', reason=reason)})"
    return {"out_of_turn": said, "voided": f" ({reason})"}.get(one["do"], "") if reason else ""


def severity(line: Line, row: Row) -> str:
    """The severity of a ticket in the terms' word, or that nobody has judged it yet (I19)."""
    return label(line, "severity", row["severity"]) or t("ticket.unjudged")


def is_unjudged(line: Line, row: Row) -> bool:
    """Whether a ticket that waits on us still waits for its severity, where the order is by severity."""
    return line.desk.service.judges and not row["severity"] and row["state"] in ("queued", "taken")


def decided(do: str) -> str:
    """What a decision did, in words."""
    return t(f"commands.do.{do}") if has(f"commands.do.{do}") else do


def deed(name: str) -> str:
    """A deed of the history in words."""
    key = f"deeds.{name}"
    return t(key) if has(key) else name


def short(text: str, size: int) -> str:
    """A text of at most `size` cells."""
    return output.fit(text, size).rstrip()


def _whence(row: Row) -> str:
    """Who wrote a message; of a letter of ours what it is, to whom, and where it stands."""
    way = t(f"commands.direction.{row['direction']}")
    name, address = row["from"]["name"], row["from"]["address"]
    if row["direction"] == "in" and address:
        asked = t("ticket.reply_to", to=row["reply_to"]) if row["reply_to"] else ""
        return " · ".join(filter(None, (f"{way} {marks.sender(row)}", asked)))
    if row["direction"] != "out" or not has(f"ticket.kind.{row['kind']}"):
        return f"{way} {name or address}"
    parts = [t(f"ticket.kind.{row['kind']}"), name, f"→ {address}" if address else ""]
    return " · ".join(part for part in [*parts, marks.of_letter(row)] if part)


def message(row: Row) -> str:
    """A message of a thread: a line about it, then what it says."""
    head = f"-- {moment(row['received_at'])} {_whence(row)}{marks.of_message(row)}"
    files = map(file_lines.line, row["attachments"])
    cut = row["cut"]["told"].splitlines() if row["cut"] else ()
    return "\n".join([head, *row["body"].splitlines(), *files, *(f"[! {one}]" for one in cut)])


def not_taken(aside: Row) -> str:
    """What came with a request and is no field of it: told as it was said, and that it does not count."""
    said = ", ".join(short(f"{name} = {value}", 60) for name, value in aside.items())
    return t("request.not_taken", fields=said)


def month(text: str) -> str:
    """`2026-03` as people write it: `marzo 2026`."""
    return figures.dated(date.fromisoformat(f"{text}-01"), "month_spelled")


def day(iso: str | None) -> str:
    """A day as people write it."""
    return figures.day(date.fromisoformat(iso)) if iso else ""


def charge(part: Row, mode: str, unit: str = "") -> str:
    """Where a part of a price goes, in words; `unit`: that of the packs, where it is known."""
    to, _, number = part["to"].partition(":")
    much = measures.minutes(part["minutes"])
    if to == "pack" and part["units"] and unit == "minute":
        much = tn("formats.minutes", part["units"])
    elif to == "pack" and part["units"]:
        ticket = mode == "ticket" and unit != "cent"
        much = tn("formats.tickets", part["units"]) if ticket else measures.euro(part["units"])
    elif to != "pack" and mode == "ticket":
        much = tn("formats.tickets", part["units"])
    elif to != "pack" and mode == "unit" and part["units"]:
        much = tn("call.units", part["units"])
    told = {"pack": number, "amount": much, "net": euro(part["net"]), "agreement": part.get("agreement")}
    to = "pack_beside" if told["agreement"] else to
    fixed = to == "invoice" and not part["minutes"] and not part["units"]  # a fixed amount counts neither
    if not part.get("vat"):
        return t("commands.charge.fixed" if fixed else f"commands.charge.{to}", **told)
    told |= {"net": money(part["net"]), "gross": euro(str(Decimal(part["net"]) + Decimal(part["vat"])))}
    return t("commands.charge.fixed_inside" if fixed else "commands.charge.invoice_inside", **told)


def billed(row: Row) -> str:
    """How much a work report charges: minutes, or the ticket that the work used up."""
    a_ticket = not row["billed_minutes"] and any(part["units"] for part in row["settle"])
    return tn("formats.tickets", 1) if a_ticket else measures.minutes(row["billed_minutes"])


def session(row: Row, unit_of: Callable[[str], str], how: Sequence[str] = ()) -> str:
    """A session and what its contact costs; `unit_of`: the unit of a pack by its number.

    `how`: the lines by which the amount came about.
    """
    kind = works.on_line(row["kind"])
    span = f"{row['ticket']}, {kind}, {moment(row['started_at'])}, {moments.clock_text(row['seconds'])}"
    if row["mode"] is None:
        return span
    clause = row["clause"]
    mode = t(f"commands.mode.{row['mode']}")
    told = f"{mode} ({row['rule']})" if row["rule"] else mode
    priced = t("commands.call.priced", contact=moments.clock_text(row["contact_seconds"]), mode=told)
    lines = [output.wrap(clause, "  ")] if clause else []
    units = [unit_of(part["to"].partition(":")[2]) for part in row["settle"]]
    parts = zip(row["settle"], units, strict=True)
    charges = (f"  {charge(part, row['mode'], unit)}" for part, unit in parts)
    return "\n".join([span, priced, *lines, *(f"  {one}" for one in how), *charges])


def contract(line: Line, row: Row) -> str:
    """Whether the contract holds, and until when; where the terms ask for none, what they ask instead."""
    if row["contract"]:
        until = day(row["contract_until"])
        return t("commands.contract.until", day=until) if until else t("commands.contract.open")
    if "contract" not in line.desk.service.asked:
        return _instead(line, row)
    return (
        t("commands.contract.over", day=day(row["contract_until"]))
        if row["contract_until"]
        else t("commands.contract.none")
    )


def _instead(line: Line, row: Row) -> str:
    asked, since = line.desk.service.asked, (row["facts"].get("adhesion") or "")[:10]
    if "plan" in asked:
        return t("profile.plan", plan=row["plan"]) if row["plan"] else t("profile.no_plan")
    if "adhesion" in asked:
        later = since > day_of(line.desk.now(), line.desk.service.tz)
        key = "profile.adhesion_later" if later else "profile.adhesion"
        return t(key, day=day(since)) if since else t("profile.no_adhesion")
    return ""


def left(row: Row) -> str:
    """What is left in a customer's packs, by unit: what holds hours is not added to what holds euro."""
    units = dict.fromkeys(pack["unit"] for pack in row["packs"])
    sums = [(sum(pack["left"] for pack in row["packs"] if pack["unit"] == unit), unit) for unit in units]
    return ", ".join(amount(left, unit) for left, unit in sums)


def pack_state(row: Row) -> str:
    """What is pressing about a pack, in a word."""
    for name in ("to_come", "expired", "stranded", "used_up", "low", "expiring"):
        if row[name]:
            return t(f"commands.pack_state.{name}")
    return ""


def aside(row: Row) -> str:
    """A message that became no ticket, in one line; one that nobody seems to have written says why."""
    sender = row["from"]["name"] or row["from"]["address"] or t(f"reasons.{row['reason'] or 'unreadable'}")
    return (
        f"{row['id']}  {moment(row['received_at'])}  {sender}: {row['subject'] or t('commands.no_subject')}"
    )
