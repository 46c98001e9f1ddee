"""What the packs' lists say: columns, rows, states, and the forms for selling and adjusting."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from deskterm.desk import hearing
from deskterm.desk.context import Desk
from deskterm.desk.hearing import sentence
from deskterm.desk.packs import pack_words
from deskterm.desk.packs.packs import PACE_DAYS, PackLine
from deskterm.desk.steps.packs.movements import said
from deskterm.locale import language, t, tn
from deskterm.locale.figures import signs
from deskterm.locale.measures import amount
from deskterm.locale.moments import day, day_of, moment
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.money import Movement, Pack
from deskterm.models.said import amounts
from deskterm.models.said.words import Unclear
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.service import Service
from deskterm.screens.shared import heard
from deskterm.screens.shared.form import Unreadable
from deskterm.widgets.list.columns import Cell, ListColumn, Row, row_of
from deskterm.widgets.text.bar import bar

BAR = 5
DOUBTFUL = 100  # so many bare hours may have been meant as minutes
WIDE = {"minute": 6, "ticket": 11, "cent": 11}  # cells of an amount in a list


class Sale(Struct, frozen=True):
    """What a sale form was filled in with; `expires_on` None: as the terms say."""

    size: int
    net_cents: int
    expires_on: str | None


class Adjustment(Struct, frozen=True):
    """A signed amount and the reason for it."""

    amount: int
    note: str


def columns(service: Service) -> tuple[ListColumn, ...]:
    """The columns of the packs; the kind only where there is more than one."""
    kind = ListColumn(t("packs.col.kind"), 12, drop=4, cell=lambda line: kind_word(service, line.pack.kind))
    return (
        ListColumn(t("packs.col.customer"), flex=True, cell=lambda line: line.pack.customer),
        *((kind,) if len(service.packs) > 1 else ()),
        ListColumn(t("packs.col.left"), BAR + 1 + _wide(service), whole=True, cell=_left),
        ListColumn(t("packs.col.state"), 14, whole=True, cell=state),
        ListColumn(t("packs.col.ends"), 9, "right", drop=1, cell=_ends),
        ListColumn(
            t("packs.col.expires"),
            9,
            "right",
            drop=2,
            cell=lambda one: (day(one.pack.expires_on) or "—", "dim"),
        ),
        ListColumn(
            t("packs.col.last"),
            13,
            drop=3,
            cell=lambda one: (last(one.last, one.pack.unit, service.tz), "dim"),
        ),
    )


def _wide(service: Service) -> int:
    return max((WIDE[pack.unit] for pack in service.packs), default=WIDE["minute"])


def row(service: Service, line: PackLine) -> Row:
    """A pack as the list shows it."""
    return row_of(columns(service), line.pack.id, line)


def _left(line: PackLine) -> Cell:
    pack, style = line.pack, state(line)[1]
    drawn = f"{bar(pack.left, pack.brought, BAR)} {amount(pack.left, pack.unit):>6}"
    return drawn, style if style in ("warn", "late") else ""


def _ends(line: PackLine) -> Cell:
    """When the pack is used up as it goes now."""
    return (day(line.ends_on) if line.pack.left else "") or "—"


def state(line: PackLine) -> tuple[str, str]:
    """One word for how a pack stands, and its style."""
    if line.aside:
        gone = line.expired and line.pack.left
        return t(f"packs.state.{'to_come' if line.to_come else 'expired'}"), "late" if gone else "dim"
    if line.stranded or line.pack.left < 0:
        return t(f"packs.state.{'stranded' if line.stranded else 'owing'}"), "late"
    if line.pack.left == 0:
        return (t("packs.state.used_up"), "late") if line.used_up else (t("packs.state.spent"), "dim")
    if line.low:
        return t("packs.state.low"), "warn"
    if line.expiring:
        return t("packs.state.expiring"), "warn"
    return t("packs.state.good"), "good"


def last(movement: Movement | None, unit: str, tz: str) -> str:
    """The last movement: `-0h28 27/2`."""
    if movement is None:
        return ""
    return f"{amount(movement.amount, unit, signed=True)} {day_of(movement.at, tz, year=False)}"


def about(service: Service, line: PackLine, now: int) -> str:
    """The pack under the cursor in a sentence: sold when, how large, at what pace it goes."""
    pack = line.pack
    parts = [
        f"{kind_word(service, pack.kind)} {pack.id}",
        t("packs.sold", day=day_of(pack.sold_at, service.tz), size=amount(pack.brought, pack.unit)),
    ]
    if pack.reserved:
        parts.append(tn("queue.reserved", pack.reserved))
    if line.coming:
        parts.append(pack_words.coming(line.coming, pack.unit))
    if line.top_up:
        parts.append(pack_words.proposed(line.top_up))
    parts.append(_pace(line, now))
    return " · ".join(part for part in parts if part)


def _pace(line: PackLine, now: int) -> str:
    """How fast it goes; of a pack that nothing was drawn from, that it is new or has stood still."""
    pack, week = line.pack, Fraction(line.drawn * 7, PACE_DAYS)
    if week:
        key = "packs.pace" if week >= 1 else "packs.pace_below"
        return t(key, amount=amount(max(1, round(week)), pack.unit))
    if now - pack.sold_at >= PACE_DAYS * 86_400:
        return t("packs.no_pace")
    return t("packs.unused") if pack.left == pack.brought else ""


def kind_word(service: Service, kind: str) -> str:
    """The service's word for a kind of pack."""
    return service.label(service.packs, kind, language())  # type: ignore[arg-type]


def ledger_columns(service: Service, unit: str = "minute") -> tuple[ListColumn, ...]:
    """The columns of a bank statement of a pack in this unit."""
    tz, wide = service.tz, 11 if any(pack.unit == "cent" for pack in service.packs) else 7
    return (
        ListColumn(t("packs.col.date"), 15, cell=lambda one: _when(one, tz)),
        ListColumn(t("packs.col.what"), flex=True, cell=_what),
        ListColumn(t("packs.col.ticket"), 8, drop=2, cell=lambda one: (short(one.ticket or ""), "dim")),
        ListColumn(t("packs.col.report"), 10, drop=1, cell=lambda one: (one.report, "accent")),
        ListColumn(t("packs.col.amount"), wide, "right", cell=lambda one: (_signed(one.amount, unit), "")),
        ListColumn(t("packs.col.balance"), wide, "right", cell=lambda one: (_plain(one.left, unit), "bold")),
        ListColumn(t("packs.col.by"), 8, drop=3, cell=lambda one: (one.by, "dim")),
    )


def _when(movement: Movement, tz: str) -> str:
    """The moment of a movement; of one that counts from another day, that day."""
    own = local(movement.at, tz).date().isoformat()
    return day(movement.day) if movement.day and movement.day != own else moment(movement.at, tz)


def _what(movement: Movement) -> Cell:
    given = movement.kind == "sold" and movement.day
    what = t("packs.movement.given" if given else f"packs.movement.{movement.kind}")
    if movement.kind == "expired" and movement.amount > 0:
        what = t("packs.movement.found")
    return f"{what}: {said(movement.note)}" if movement.note else what


def _signed(number: int, unit: str) -> str:
    return f"{number:+}" if unit == "ticket" else amount(number, unit, signed=True)


def _plain(number: int, unit: str) -> str:
    return str(number) if unit == "ticket" else amount(number, unit)


def ledger_row(service: Service, movement: Movement, unit: str) -> Row:
    """A movement with the balance after it."""
    return row_of(ledger_columns(service, unit), movement.id, movement)


def read_sale(desk: Desk, terms: PackTerms, values: Mapping[str, str]) -> Sale:
    """A sale form as filled in. Raises Unreadable."""
    size = _size(values["size"], terms.unit)
    with heard.field("price"):
        net = amounts.cents(values["price"] or "0", signs())
    with heard.field("expires"):
        ends = hearing.day(desk, values["expires"], "future") if values["expires"] else None
    return Sale(size, net, ends)


def _size(text: str, unit: str) -> int:
    """A bare number of hours that looks like minutes is asked about: 600 hours are not 10."""
    if unit == "minute" and text.isdigit() and int(text) >= DOUBTFUL:
        raise Unreadable("size", t("packs.wrong.hours_or_minutes", text=text))
    with heard.field("size"):
        size = amounts.units(text, unit, bare=60, signs=signs())
    if size <= 0:
        raise Unreadable("size", sentence(Unclear("none", amounts.SORTS[unit], text)))
    return size


def read_adjustment(pack: Pack, values: Mapping[str, str]) -> Adjustment:
    """An adjustment form as filled in. Raises Unreadable."""
    with heard.field("amount"):
        number = amounts.units(values["amount"], pack.unit, bare=1, signs=signs())
    if not number:
        wrong = Unclear("none", amounts.SORTS[pack.unit], values["amount"])
        raise Unreadable("amount", sentence(wrong))
    if pack.left + number < -pack.credit:
        raise Unreadable("amount", t("packs.wrong.below", left=amount(pack.left, pack.unit)))
    if not values["note"]:
        raise Unreadable("note", t("packs.wrong.note"))
    return Adjustment(number, values["note"])
