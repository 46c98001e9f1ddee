"""What work has taken, told to its customer once it is filed: the time, what is charged, what is left (D28).

Only where the price of the work says so (`tell`); the numbers are those of the filing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from deskterm.desk.context import Desk
from deskterm.desk.steps import due_words
from deskterm.desk.steps.billing.pricing import Priced
from deskterm.locale import figures, language, measures, t
from deskterm.models.records.money import Charge, Report
from deskterm.models.records.work import Session
from deskterm.models.terms.service import Service

BY_HAND = ("undecided", "quote", "contract")  # what it costs is not known yet


def is_told(service: Service, found: Priced) -> bool:
    """Whether the price by which the work was filed tells its customer."""
    bill = found.bill
    if bill.mode in BY_HAND and not bill.settle:
        return False
    rules = {bill.rule, *(part.rule for part in bill.parts)}
    return any(one.tell for one in service.prices if one.id in rules)


def text(
    desk: Desk, service: Service, stretches: Sequence[Session], found: Priced, report: Report | None
) -> str:
    """The numbers of a contact, in the language in force: one a line."""
    bill, tz = found.bill, service.tz
    worked = measures.minutes(-(-found.whole.seconds // 60))
    lines = [
        t(
            "letters.account.work",
            began=due_words.moment(min(one.started_at for one in stretches), tz),
            ended=due_words.moment(max(one.ended_at or desk.now() for one in stretches), tz),
            worked=worked,
            who=", ".join(dict.fromkeys(one.technician for one in stretches)),
        )
    ]
    lines += [_charge(service, found, part) for part in bill.settle]
    if not bill.billable:
        lines.append(t("letters.account.free", rule=bill.rule))
    lines += _left(service, found)
    if report is not None:
        lines.append(t("letters.account.report", number=report.number))
    return "\n".join(f"- {one}" for one in lines)


def _charge(service: Service, found: Priced, part: Charge) -> str:
    """One part of what is charged: out of which pack, or to the invoice."""
    pack = next((one for one in found.packs if f"pack:{one.id}" == part.to), None)
    if pack is None:
        time = measures.minutes(part.time) if part.minutes else ""
        amount = " · ".join(filter(None, (time, _money(service, part))))
        return t("letters.account.invoice", amount=amount, rule=found.bill.rule)
    taken = measures.amount(part.drawn, pack.unit)
    return t("letters.account.pack", amount=taken, pack=_name(service, pack.kind), rule=found.bill.rule)


def _money(service: Service, part: Charge) -> str:
    """What is invoiced, and that VAT comes on top of it where it stands not inside."""
    if part.vat_cents:
        return measures.priced(part.net_cents, part.vat_cents)
    net = measures.euro(part.net_cents)
    return t("letters.account.plus_vat", amount=net) if service.provider.vat else net


def _left(service: Service, found: Priced) -> list[str]:
    """What was left and is, and until when it can be used: of each pack drawn on, else of the first."""
    if found.before is None or found.after is None:
        return []
    lines = []
    for one in [one for one in found.own if one.before != one.after] or found.own[:1]:
        before, after = (measures.amount(left, one.unit) for left in (one.before, one.after))
        told = {"pack": _name(service, one.kind), "before": before, "after": after}
        if one.ends:
            day = figures.day(date.fromisoformat(one.ends))
            lines.append(t("letters.account.left_until", **told, day=day))
        else:
            lines.append(t("letters.account.left", **told))
    return lines


def _name(service: Service, kind: str) -> str:
    terms = service.pack(kind)
    return terms.said(language()) if terms else kind
