"""The card of who rings, over whatever is there: it takes no focus and no key, and goes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from deskterm.desk.intake.by_phone import Ringing, WhoRings
from deskterm.locale import t, tn
from deskterm.locale.moments import day, time_of
from deskterm.widgets.text.shown import plain, shown, styled

if TYPE_CHECKING:
    from deskterm.desk.context import Desk

SECONDS = 45  # for which it stands, where nobody answers


class RingCard(Static):
    """Four lines under the title: who, on which terms, what Enter would start, which key answers."""

    DEFAULT_CSS = """
    RingCard {
        overlay: screen; position: absolute; offset: 0 1; width: 100%; height: auto; max-height: 6;
        text-wrap: nowrap; text-overflow: ellipsis;
        padding: 0 1; background: $primary-muted; color: $foreground; border-bottom: solid $accent;
    }
    RingCard:ansi { background: ansi_default; color: ansi_default; text-style: reverse; }
    """

    def __init__(self, told: Content) -> None:
        super().__init__(told)
        self._told, self.going = told, False

    def tell(self, told: Content) -> None:
        """Another call rings."""
        if told is not self._told:
            self._told = told
            self.update(told)

    def go(self) -> None:
        """Away with it."""
        self.going = True
        self.remove()


def tell(desk: Desk, found: WhoRings) -> Content:
    """The card's lines; read on a thread that may wait."""
    lines = [_who(found.ringing, found), *_terms(desk, found), _matter(desk, found)]
    made = Content("")
    for at, line in enumerate(line for line in lines if line):
        made = made + Content("\n") + line if at else line
    return made


def _who(ringing: Ringing, found: WhoRings) -> Content:
    head = f"{t('widgets.ring.keys')} {t('widgets.ring.rings', phone=plain(ringing.phone or ringing.name))}"
    if not found.hits:
        return styled((f"{head} ", "bold"), (t("widgets.ring.nobody", name=plain(ringing.name)), "bold"))
    names = (_named(one.customer.name, one.contact.name if one.contact else "") for one in found.hits[:3])
    return styled((f"{head} ", "bold"), (" / ".join(names), "bold"))


def _named(customer: str, person: str) -> str:
    return f"{plain(customer)} · {plain(person)}" if person else plain(customer)


def _terms(desk: Desk, found: WhoRings) -> list[Content]:
    card = found.card
    if card is None:
        return []
    asked = "contract" in desk.service.asked or card.contract_ok
    until = day(card.customer.contract_until)
    words = [t("widgets.ring.contract" if card.contract_ok else "widgets.ring.no_contract", day=until)]
    parts = words if asked else []
    parts.append(tn("widgets.ring.open", len(card.open_tickets)))
    return [shown(" · ".join(parts)), *([shown(found.cost)] if found.cost else [])]


def _matter(desk: Desk, found: WhoRings) -> Content:
    if not found.matters:
        return Content("")
    first = found.matters[0]
    at = time_of(first.call_at, desk.service.tz) if first.call_at is not None else ""
    why = t(f"widgets.ring.why.{first.why}", at=at, who=plain(first.ticket.taken_by or ""))
    return styled(f"{first.ticket.code} {plain(first.ticket.subject)} ", (f"({why})", "$text-muted"))
