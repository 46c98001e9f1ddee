"""What the call screen says: what the time means, what to tell the customer, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.cells import cell_len
from textual.content import Content

from deskterm.actions import BY_ID, key_name, keys_of
from deskterm.desk.billing.filing import FilingPreview
from deskterm.desk.steps.billing import line_words
from deskterm.locale import language, t, tn, works
from deskterm.locale.figures import money
from deskterm.locale.measures import amount, priced
from deskterm.locale.moments import clock_text, day_of, second_of, time_of
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.money.pack_use import Balance
from deskterm.models.money.price import BY_HAND
from deskterm.models.records.money import Bill, Charge
from deskterm.models.terms.service import Service
from deskterm.screens.call.reading import Figures, Sheet
from deskterm.screens.customer import card, traits
from deskterm.screens.shared import words
from deskterm.widgets.live import Tone
from deskterm.widgets.text.shown import shown, styled
from deskterm.widgets.text.signs import barred, signed, warned

STYLES = {"": "bold", "warn": "bold $warn-ink on $warn-bar", "late": "bold $late-ink on $late-bar"}


def meaning(
    sheet: Sheet, now: int, promise: str = "", wanting: str = "", digits: str = ""
) -> tuple[Content, Tone]:
    """What the clock means for money, how loudly to say it, and the sentence for the customer under it.

    Of a contact that stands: what is to be done, what a key of the `digits` chooses, what has still to be
    chosen (`wanting`), and the `promise` that will be made with it.
    """
    if sheet.live is None:
        return _standing(sheet, promise, wanting, digits), ""
    word, tone = sheet.live.word(now)
    word = word or _without_marks(sheet)
    if sheet.live.to_confirm:
        word = t("widgets.call.to_confirm")
    says = _script(sheet, now)
    return card.joined(
        [line for line in (styled((_loud(word, tone), STYLES[tone])), says) if line.plain]
    ), tone


def _loud(word: str, tone: Tone) -> str:
    """What is said of money, in a box of its colour with its sign."""
    return f" {signed(word, tone)} " if tone and word else word


def _without_marks(sheet: Sheet) -> str:
    """Where no second costs: why not, by which rule; or that nobody has decided yet."""
    bill = sheet.preview.bill if sheet.preview else None
    if bill is None:
        return ""
    if bill.mode == "undecided":
        return t("call.cost.undecided")
    if bill.mode == "ticket" and sheet.preview is not None and bill.billable:
        return _a_ticket(bill, sheet.preview)
    return f"{t(f'call.mode.{bill.mode}')} ({bill.rule})" if bill.rule else t(f"call.mode.{bill.mode}")


def _a_ticket(bill: Bill, found: FilingPreview) -> str:
    """A contact that uses up a ticket: what is left then, or what it costs where none was left."""
    if found.unit == "ticket" and any(part.to.startswith("pack:") for part in bill.settle):
        return f"{tn('call.ticket.uses', found.own[0].after)} ({bill.rule})"
    return f"{t('call.ticket.wanting', net=priced(bill.net_cents, bill.vat_cents))} ({bill.rule})"


def to_choose(field: str, reasons: int, *, by_digit: bool) -> str:
    """That a reason is wanted too, before anybody files without one; "" where none of `reasons` is.

    `by_digit`: whether a digit chooses it now; else only that it is missing is said.
    """
    if not reasons:
        return ""
    if field == "reason" and not by_digit:
        return t("call.reason_lacks")
    return t("call.then_reason_hint" if field == "outcome" else "call.reason_hint", n=reasons)


def _standing(sheet: Sheet, promise: str, wanting: str, digits: str) -> Content:
    """A contact whose clock stands: in pause, to be filed, or done."""
    word = _ended(sheet) if sheet.done else "paused" if sheet.group.paused else "stopped"
    style = "bold $text-success" if word == "done" else "bold"
    doubtful = not sheet.done and any(one.to_confirm and not one.over for one in sheet.group.sessions)
    hint = " · ".join(part for part in (digits, t(f"call.{word}_hint")) if part and not sheet.done)
    head = warned(t("call.to_price")) if word == "to_price" else (t(f"call.{word}"), style)
    made = styled(head, "\n", hint or t(f"call.{word}_hint"), lines=True)
    more = [styled((_loud(t("call.times.title"), "warn"), STYLES["warn"]))] if doubtful else []
    more += [styled((promise, "bold $text-accent"))] if promise else []
    if wanting and not sheet.done:
        more.append(styled(warned(wanting)))
    return card.joined([made, *more])


def _ended(sheet: Sheet) -> str:
    """How a contact ended: done, cancelled, void, or done but for its price."""
    if sheet.to_price:
        return "to_price"
    last = sheet.group.sessions[-1]
    return "done" if last.counts else last.state


def _script(sheet: Sheet, now: int) -> Content:
    """One sentence to say into the telephone, with the rule behind it."""
    script = sheet.script
    if script is None or sheet.live is None:
        return shown("")
    fixed, by = script.fixed
    beside = f"{t('call.say.fixed', fixed=fixed)} ({by})" if fixed else ""
    if not script.timed:
        return shown(beside)
    ahead = bool(script.free) and sheet.live.elapsed(now) <= script.free
    word, rule = ("ahead", _of_time(script.until)) if ahead else ("now", _of_time(script.after))
    word = f"part_{word}" if _stays_free(script.after) else word
    to = t(f"call.to.{script.to}", price=script.price)
    kind = works.on_screen(sheet.live.kind)
    text = t(f"call.say.{word}", free=clock_text(script.free), kind=kind, to=to)
    told = ", ".join(script.hours)
    hours = t("call.say.hours", hours=f"{told[:1].upper()}{told[1:]}") if told else ""
    return shown(" ".join(part for part in (f"{text} ({rule})", hours, beside) if part))


def _of_time(bill: Bill) -> str:
    """The rule of a contact's time, whatever comes beside it."""
    return next((part.rule for part in bill.parts if part.mode != "extra"), bill.rule)


def _stays_free(bill: Bill) -> bool:
    """Whether only a part of the contact is paid, as the remote work beside a call that is free (M4)."""
    return bill.billable and any(not part.billable for part in bill.parts)


def about(sheet: Sheet, service: Service, now: int, room: int = card.NARROW) -> Content:
    """The card on the left, of `room` cells: whom one speaks to, on which terms, what is left and open."""
    ticket, found = sheet.ticket, sheet.card
    lines: list[Content] = [styled((ticket.customer or t("call.nobody"), "bold"))]
    if found and found.customer.town:
        lines.append(shown(found.customer.town))
    last = sheet.group.sessions[-1]
    rang = (last.caller_name, last.caller_phone) if last.caller_name or last.caller_phone else ()
    who = [text for text in rang or (ticket.contact_name, ticket.contact_phone) if text]
    together = " · ".join(who)  # a number that is read aloud stays in one line
    lines += map(shown, who if cell_len(together) > room else filter(None, [together]))
    lines += _password(sheet, service, now)
    if not ticket.confirmed:
        lines.append(styled(warned(t("call.unconfirmed"))))
    elif found:
        left = card.packs(found, service, brief=True, room=room)
        lines += traits.standing(service, found, sheet.known, now, packs=left)
    if found:
        here = {one.id for one in sheet.group.sessions if not one.over}
        others = [one for one in found.last_sessions if one.id not in here]
        lines += [card.numbers(found), *card.last(service, others), *card.doubts(found)]
        lines += card.notes(found)
    return card.joined(lines)


def _password(sheet: Sheet, service: Service, now: int) -> list[Content]:
    """That a temporary password is kept, whose, and until when (I7)."""
    one = sheet.secret
    if one is None:
        return []
    until = words.moment(one.expires_at, now, service.tz) if one.expires_at else ""
    rule = f" ({service.access.rule})" if service.access else ""
    told = t("call.secret.card_until" if until else "call.secret.card", until=until)
    return [styled(warned(f"{told}{rule}"))]


def costs(found: Figures, seconds: int, service: Service) -> Content:
    """What the time is billed as and by which rule; how it came about, if not by time; where it goes."""
    if found.awaited:
        return styled(f"{clock_text(seconds)} · ", warned(_awaited(found.awaited)))
    lines = [_billed(found, seconds), _settled(found, service)]
    if line_words.tells_more(found.bill.lines):
        said = line_words.said(found.bill.lines, line_words.names(service, found.bill.lines))
        lines.insert(1, styled((" · ".join(said), "$text-muted")))
    return card.joined(lines)


def _awaited(names: Sequence[str]) -> str:
    """That the price cannot be told until this is said."""
    return t("call.cost.awaited", names=", ".join(names))


def _billed(found: Figures, seconds: int) -> Content:
    bill = found.bill
    rule = f" ({bill.rule})" if bill.rule else ""
    if bill.mode == "undecided":
        return styled(f"{clock_text(seconds)} · ", warned(t("call.cost.undecided")))
    if not bill.billable:
        return styled(f"{clock_text(seconds)} · {t(f'call.mode.{bill.mode}')}{rule}")
    each = [_part(part, part.seconds) for part in bill.parts if part.mode != "extra"] or [
        _part(bill, seconds)
    ]
    parts = [t("call.cost.and").join(each)]
    if found.number:
        parts.append(t("call.cost.number", number=found.number))
    elif found.report_due:
        parts.append(t("call.cost.report"))
    return styled((" · ".join(parts), "bold"))


def cost_title(sheet: Sheet, title: str, key: str, tz: str) -> Content:
    """What stands under it; of a call whose clock began after the ring, with the `key` that puts it right."""
    made = styled(f"─ {t(f'call.cost.{title}')} ")
    if sheet.rang_at is not None:
        told = t("call.forgot.rang", when=second_of(sheet.rang_at, tz), key=key)
        made = made + styled("── ", warned(told), " ")
    return made + Content("─" * 200)


def in_vain(own_keys: dict[str, str]) -> str:
    """The two keys that say that nobody answered the call that is out."""
    keys = (keys_of(BY_ID[one], own_keys)[0] for one in ("desk.callbacks", "callbacks.no_answer"))
    return t("call.in_vain", keys=" ".join(map(key_name, keys)))


def goes_on(sheet: Sheet, tz: str) -> str:
    """Of which contact this one is a part, whose time counts with it (A6): one that was filed before."""
    first = sheet.group.sessions[0]
    if sheet.done or not first.over:
        return ""
    return t("call.goes_on", at=time_of(first.started_at, tz))


def said_filed(code: str, found: Figures, service: Service) -> str:
    """That a contact is filed, for the line above the keys: its report, what it costs, where that goes."""
    bill = found.bill
    parts = [t("call.said.filed", code=short(code))]
    parts += [t("call.cost.number", number=found.number)] if found.number else []
    parts.append(_settled(found, service).plain if bill.billable else t(f"call.mode.{bill.mode}"))
    return " · ".join(parts)


def price_row(rule: str, found: Figures, service: Service) -> str:
    """A price that may be named: what it comes to for this contact, then its clause."""
    bill = found.bill
    net = priced(bill.net_cents, bill.vat_cents)
    if not bill.billable:
        comes_to = t(f"call.mode.{bill.mode}")
    elif bill.mode in BY_HAND:
        comes_to = t("cost.by_hand")
    elif bill.net_cents and all(part.to == "invoice" for part in bill.settle):
        comes_to = f"{_much(bill.mode, bill.units, bill.time)}, {net}"
    else:
        comes_to = _settled(found, service).plain
    return f"{rule} · {comes_to} · {service.clause(rule.partition('/')[0], language())}"


def _part(bill: Bill, seconds: int) -> str:
    """One price of a contact: `25:00 → 2 scatti (I25)`."""
    much = _much(bill.mode, bill.units, bill.time)
    billed = much if bill.billable else t(f"call.mode.{bill.mode}")
    return f"{clock_text(seconds)} → {billed}" + (f" ({bill.rule})" if bill.rule else "")


def _settled(found: Figures, service: Service) -> Content:
    parts = [_charge(part, found, service) for part in found.bill.settle] or [t("call.cost.nothing")]
    return shown(" · ".join([*parts, *_balances(found, service)]))


def _balances(found: Figures, service: Service) -> list[str]:
    """What each pack that is drawn on holds then, else the first; of a report what there was in all."""
    if not found.own:
        if not (found.before or found.after) or found.before is None or found.after is None:
            return []
        return [_moved(t("call.cost.in_all"), found.before, found.after, found.unit)]
    moved = [one for one in found.own if one.before != one.after]
    told = moved or found.own[:1]
    name = _pack if len(moved) == 1 else _of_agreement  # of one, the charge has said whose it is
    return [
        _moved(name(one, found, service), one.before, one.after, one.unit)
        for one in told
        if one.before or one.after
    ]


def _moved(pack: str, before: int, after: int, unit: str) -> str:
    of, moved = "ticket" if unit == "ticket" else "pack", "balance" if before != after else "stays"
    told = {"before": amount(before, unit), "after": amount(after, unit)}
    return t(f"call.cost.{of}.{moved}", pack=pack, **told)


def _much(mode: str, units: int, time: Decimal) -> str:
    """Units of the price, tickets of a pack, or minutes; an agreed price counts none of them."""
    if mode in BY_HAND:
        return t(f"call.mode.{mode}")
    if mode == "ticket":
        return amount(units, "ticket")
    return tn("call.units", units) if units else words.minutes(time)


def _pack(one: Balance, found: Figures, service: Service) -> str:
    """A pack in a word, by its name where that is no pack's (hours of training, I24) or others stand by."""
    usual, name = t("call.cost.a_pack"), words.pack_name(service, one.kind)
    others = any(other.kind != one.kind for other in found.own)
    return name if others or (one.unit == "minute" and usual not in name) else usual


def _of_agreement(one: Balance, found: Figures, service: Service) -> str:
    """The same with the agreement that brought it, where another of the kind was brought by another one."""
    alike = any(other is not one and other.kind == one.kind for other in found.own)
    name = _pack(one, found, service)
    return t("packs.brought_by", what=name, agreement=one.agreement) if alike and one.agreement else name


def _charge(part: Charge, found: Figures, service: Service) -> str:
    much = _much(found.bill.mode, part.units, part.time)
    if part.to.startswith("pack:"):
        own = next((one for one in found.own if part.to in one.places), None)
        unit = own.unit if own else found.unit
        if part.units and (unit == "cent" or found.bill.mode != "ticket"):
            much = words.minutes(Decimal(part.units)) if unit == "minute" else money(part.units)
        usual = t("call.cost.a_pack")
        pack = _pack(own, found, service) if own else usual
        of = "ticket" if unit == "ticket" else "pack"
        named = t(
            f"call.cost.{'pack.drawn_from' if pack != usual else f'{of}.drawn'}", pack=pack, amount=much
        )
        return t("packs.brought_by", what=named, agreement=part.agreement) if part.agreement else named
    net = priced(part.net_cents, part.vat_cents)
    if not part.time and not part.units:
        return t("ticket.do.invoice", net=net)
    return t("call.cost.invoice", amount=much, net=net)


def rules(sheet: Sheet, service: Service, found: tuple[tuple[str, str], ...]) -> Content:
    """What the terms say of this contact: each decision, then the clause behind it."""
    lines: list[Content] = []
    seen = set()
    for do, rule in found:
        if rule in seen:
            continue
        seen.add(rule)
        told = f"{rule} · {t(f'call.do.{do}')}"
        sign = {"block": barred, "warn": warned, "remind": warned}.get(do)
        lines.append(styled(sign(told) if sign else (told, "bold")))
        lines += [shown(service.clause(rule, language())), shown("")]
    if sheet.group.reports:
        lines.append(shown(t("call.reports", numbers=", ".join(sheet.group.reports))))
    return card.joined(lines or [shown(t("call.no_rules"))])


def times(sheet: Sheet, tz: str) -> str:
    """The stretches of a contact for the one who must say that they are right (R21)."""
    lines = []
    for session in sheet.group.sessions:
        if session.ended_at is None:
            continue
        began, ended = second_of(session.started_at, tz), second_of(session.ended_at, tz)
        lasted = clock_text(session.ended_at - session.started_at)
        kind = works.on_screen(session.kind)
        lines.append(f"{kind} {day_of(session.started_at, tz)} {began}-{ended} ({lasted})")
    return "\n".join(lines)
