"""The card of who rings, over whatever is there: it takes no focus and no key, and goes by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.widgets import Static, TextArea

from deskterm.actions import BY_ID, key_name, keys_of
from deskterm.desk.agenda import caller
from deskterm.desk.intake.by_phone import Ringing, WhoRings
from deskterm.locale import language, t, tn
from deskterm.locale.measures import amount
from deskterm.locale.moments import day
from deskterm.widgets.bars import AT_HAND, IN_SIGHT, TO_READ, CallBar, KeyLine, TitleBar
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.text.shown import plain, shown, styled
from deskterm.widgets.text.signs import code, warned

if TYPE_CHECKING:
    from deskterm.desk.context import Desk
    from deskterm.desk.customers.cards import Card

SECONDS = 45  # for which it stands, where nobody answers
COST_LINES = 2  # a price that does not fit is left out whole: half of one would be read aloud
LOOKS = 0.2  # seconds between two looks at what the card must not lie on
KEYS = ("desk.call", "desk.silence")


class CardWords(Struct, frozen=True, kw_only=True):
    """What the card says, before it knows its width; `name` is who rings, in a word."""

    name: str
    who: Content
    perhaps: Content  # who else it may be, where nobody has the number
    terms: Content
    costs: tuple[str, ...]
    matter: Content
    promised: Content  # what else is promised for today


class RingCard(Static):
    """A few lines: who, on which terms, what it costs, what Enter would start; below, which keys answer."""

    DEFAULT_CSS = """
    RingCard {
        overlay: screen; layer: said; position: absolute; offset: 0 1;
        width: 100%; height: auto; max-height: 8;
        text-wrap: nowrap; text-overflow: ellipsis;
        padding: 0 1; background: $primary-muted; color: $foreground; border-bottom: solid $accent;
        border-subtitle-align: left; border-subtitle-color: $foreground; border-subtitle-style: bold;
    }
    RingCard:ansi { background: ansi_default; color: ansi_default; text-style: reverse; }
    """

    def __init__(self, content: Content) -> None:
        super().__init__(content)
        self._shows, self.going = content, False

    def on_mount(self) -> None:
        """Which keys are the card's; then where there is room for it, from now on."""
        own = cast(Any, self.app).own_keys
        words = (f"{key_name(keys_of(BY_ID[id], own)[0])} {t(f'widgets.ring.{id[5:]}')}" for id in KEYS)
        self.border_subtitle = shown(" · ".join(words))
        self.place()
        self.set_interval(LOOKS, self.place)

    def tell(self, content: Content) -> None:
        """Another call rings."""
        if content != self._shows:
            self._shows = content
            self.update(content)

    def go(self) -> None:
        """Away with it."""
        self.going = True
        self.remove()

    def place(self) -> None:
        """Stay, or go where it lies on nothing that must be seen: as low as there is room."""
        if self.going or not self.is_attached or not self.app._screen_stack:
            return
        screen = self.screen
        height = self._shows.plain.count("\n") + 2
        here = int(self.styles.offset.y.value) if self.styles.has_rule("offset") else -1
        lowest = screen.size.height - height
        must, said, better = list(_in_sight(screen)), list(_to_read(screen)), list(_around(screen))
        for kept in ([*must, *said, *better], [*must, *said], must):
            free = [y for y in range(lowest, -1, -1) if not _lies_on(kept, y, height, screen.size.width)]
            if free:
                if here not in free:
                    self.styles.offset = (0, free[0])
                return


def _lies_on(kept: list[Region], y: int, height: int, width: int) -> bool:
    return any(Region(0, y, width, height).overlaps(one) for one in kept)


def _in_sight(screen: Screen[Any]) -> Iterator[Region]:
    """The row under the cursor, where one types, the running clock, the lines at the foot."""
    desk_screen = cast(Any, screen.app).desk_screen or screen
    for one in {screen, desk_screen}:
        for kept in (*one.query(CallBar), *one.query(KeyLine), *one.query(f".{IN_SIGHT}")):
            yield kept.region
    for rows in screen.query(WindowList):
        yield rows.cursor_region
    held = screen.focused
    if isinstance(held, TextArea):
        yield Region(held.region.x, held.cursor_screen_offset.y, held.region.width, 1)
    elif held is not None and not isinstance(held, WindowList):
        yield held.region


def _to_read(screen: Screen[Any]) -> Iterator[Region]:
    """What a dialog says over its lines, which may be read into the telephone; the sums that are filed."""
    for kept in screen.query(f".dialog--text, .{TO_READ}"):
        yield kept.region


def _around(screen: Screen[Any]) -> Iterator[Region]:
    """What is better seen too: the title, what one chooses from, and a dialog with its keys."""
    for kept in (*screen.query(TitleBar), *screen.query(f".{AT_HAND}")):
        yield kept.region
    if isinstance(screen, ModalScreen):
        for box in [one for one in screen.children if not isinstance(one, RingCard)]:
            yield box.region


def tell(desk: Desk, found: WhoRings) -> CardWords:
    """What the card says; read on a thread that may wait."""
    ringing = found.ringing
    name = found.known[0].customer.name if len(found.known) == 1 else ringing.name
    said = (plain(name), plain(ringing.phone) or t("widgets.ring.withheld"))
    return CardWords(
        name=" ".join(part for part in said if part),
        who=_who(ringing, found),
        perhaps=_perhaps(found),
        terms=_terms(desk, found),
        costs=found.costs,
        matter=_matter(desk, found),
        promised=_promised(desk, found),
    )


def card_text(told: CardWords, width: int, others: Sequence[CardWords] = ()) -> Content:
    """The card, so many cells wide; `others` ring beside it."""
    more = ", ".join(one.name for one in others)
    rings = styled(warned(tn("widgets.ring.others", len(others), who=more))) if others else ""
    made = [
        told.who,
        told.perhaps,
        rings,
        told.terms,
        *fitting(told.costs, width),
        told.matter,
        told.promised,
    ]
    return Content("\n").join(Content(line) if isinstance(line, str) else line for line in made if line)


def fitting(costs: Sequence[str], width: int) -> list[Content]:
    """As many prices as fit in `COST_LINES`, the telephone's first; each whole, its amount with it."""
    found: list[str] = []
    for count in range(1, len(costs) + 1):
        wrapped = wrap(", ".join(costs[:count]), max(20, width))
        if found and len(wrapped) > COST_LINES:
            break
        found = wrapped
    return [shown(line) for line in found]


def _who(ringing: Ringing, found: WhoRings) -> Content:
    """Whose number it is; where it is nobody's, that, and the name at the exchange."""
    head = t("widgets.ring.rings", phone=plain(ringing.phone) or t("widgets.ring.withheld"))
    nobody = (t("widgets.ring.nobody") if ringing.phone else "", plain(ringing.name))
    said = _names(found) if found.known else " · ".join(part for part in nobody if part)
    return styled((f"{head} ", "bold"), (said, "bold"))


def _perhaps(found: WhoRings) -> Content:
    """Who may be meant by the name of the exchange: never a fact."""
    unsure = found.hits and not found.known
    return styled((t("widgets.ring.perhaps", who=_names(found)), "italic")) if unsure else Content("")


def _names(found: WhoRings) -> str:
    return " / ".join(
        _named(one.customer.name, one.contact.name if one.contact else "") for one in found.hits[:3]
    )


def _named(customer: str, person: str) -> str:
    return f"{plain(customer)} · {plain(person)}" if person else plain(customer)


def _terms(desk: Desk, found: WhoRings) -> Content:
    card = found.card
    if card is None:
        return Content("")
    asked = "contract" in desk.service.asked or card.contract_ok
    until = day(card.customer.contract_until)
    key = "contract" if card.contract_ok else "no_contract"
    open_ended = card.contract_ok and not until
    words = [t("call.card.contract_open" if open_ended else f"widgets.ring.{key}", day=until).strip()]
    parts = words if asked else []
    parts.append(tn("widgets.ring.open", len(card.open_tickets)))
    parts += _packs(desk, card)
    talks = t("widgets.ring.why.talking", who=", ".join(found.talking)) if found.talking else ""
    return styled(warned(f"{talks} · " if talks else ""), " · ".join(map(plain, parts)))


def _packs(desk: Desk, card: Card) -> list[str]:
    """What is left in the packs that may be drawn on, kind by kind: `carnet ore 0h15`."""
    told = []
    for kind in desk.service.packs:
        left = sum(one.left for one in card.packs if one.kind == kind.id)
        if left > 0:
            told.append(f"{kind.within(language())} {amount(left, kind.unit)}")
    return told


def _promised(desk: Desk, found: WhoRings) -> Content:
    """Callbacks and appointments of today, beside what Enter starts for them."""
    told = []
    for at, one in enumerate(found.matters):
        said = [each for each in caller.promises(desk, one) if at or each != caller.said(desk, one)]
        told += [f"{code(one.ticket)} {each}" for each in said]
    return shown(" · ".join(map(plain, told)))


def _matter(desk: Desk, found: WhoRings) -> Content:
    if not found.matters:
        return Content("")
    first = found.matters[0]
    why = plain(caller.said(desk, first))
    about = f"{code(first.ticket)} {plain(first.ticket.subject)} "
    return styled(about, (f"({why})", "$text-muted"))
