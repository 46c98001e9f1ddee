"""The call: the clock above all, what it means for money, the notes, and from there to the work report."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Digits, Static, TextArea

from deskterm.actions import BY_ID, Action, bindings, key_name, keys_of
from deskterm.desk.billing import filing
from deskterm.desk.billing.filing import FilingPreview
from deskterm.desk.calls import contacts
from deskterm.desk.calls.contacts import ContactGroup
from deskterm.desk.steps.tickets.taking_back import REFUSAL
from deskterm.locale import t, works
from deskterm.locale.moments import clock_text
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.call import reading
from deskterm.screens.call import words as call_words
from deskterm.screens.call.draft import Draft
from deskterm.screens.call.ends import Cancelling
from deskterm.screens.call.fields import Fields, Words
from deskterm.screens.call.filing import Filing
from deskterm.screens.call.forgotten import Forgotten
from deskterm.screens.call.gates import Gates
from deskterm.screens.call.password import Password
from deskterm.screens.call.reading import Figures, Sheet
from deskterm.screens.call.terms import Clauses, Copying
from deskterm.screens.call.timing import Timing
from deskterm.screens.shared.pick import Pick
from deskterm.widgets.bars import AT_HAND, IN_SIGHT, TO_READ
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.card_text import CardText
from deskterm.widgets.text.editor import Editor
from deskterm.widgets.text.shown import plain, styled


class CallScreen(DeskScreen):
    """The call that runs, or the contact of `group_id` as it stands: in pause, to be filed, filed."""

    NAME = "call"
    TYPES = True
    CSS_PATH = "call.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("call"),
        Binding("enter", "done", show=False),
    ]

    def __init__(self, group_id: int | None = None) -> None:
        super().__init__()
        self.group_id = group_id
        self.sheet: Sheet | None = None
        self.fields = Fields(self)
        self.filing = Filing(self)
        self.draft = Draft(self, self.filing)
        password = Password(self)
        self.gates = Gates(self, password)
        self.has(Timing(self, self.gates), self.gates, password, self.draft, self.filing)
        self.has(Cancelling(self), Forgotten(self), Clauses(self), Copying(self))

    def body(self) -> ComposeResult:
        """Clock and meaning; card and note; outcome and reason; what it costs."""
        with Horizontal(id="clock-row", classes=IN_SIGHT):
            yield Digits(id="clock")
            yield Static(id="meaning")
        with Horizontal(id="middle"):
            yield CardText(id="card")
            with Vertical(id="words"):
                yield Static(id="note-label")
                yield Editor("", id="note", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        with Vertical(id="picks", classes=AT_HAND):
            yield Pick(t("call.outcome"), id="outcome", wraps=True)
            yield Pick(t("call.reason"), id="reason", wraps=True)
        yield Static(id="cost-title")
        yield Static(id="cost", classes=TO_READ)

    # Reading

    def load(self) -> None:
        """Read the contact anew."""
        price = self.filing.price
        self.ask(reading.read, self.desk, self.group_id, price=price, done=self._show, latest="sheet")

    def _show(self, sheet: Sheet | None) -> None:
        if not self._loaded:
            return  # between two languages
        if sheet is None:
            self.shell.say(t("call.none"))
            self.dismiss(None)
            return
        first, agrees = self.sheet is None, self.sheet is not None and self.sheet.refused > sheet.refused
        self.sheet, self.group_id, self.code = sheet, sheet.group.id, sheet.group.ticket
        self.draft.take(sheet.group)
        if agrees:
            self.fields.withdraw_outcome(REFUSAL)
        self._say_what(sheet)
        self.fields.offer(self.desk, sheet, again=self.filing.promising.again)
        self.filing.promising.look()
        self._costs(self.filing.result if sheet.done and self.filing.result else reading.figures(sheet))
        self.on_tick(self.desk.now())
        if sheet.done:
            self.set_focus(None)
        elif first and sheet.live is None and not sheet.group.paused:
            self.fields.look_at_wanting()
        self.keys_changed()

    def _say_what(self, sheet: Sheet) -> None:
        last = sheet.group.sessions[-1]
        way = t("call.inbound" if last.inbound else "call.outbound")
        kind = works.on_screen(last.kind)
        same = call_words.goes_on(sheet, self.desk.service.tz)
        told = (kind, same) if same else (t("call.way", kind=kind, way=way),)
        in_vain = (call_words.in_vain(self.shell.own_keys),) if sheet.calls_back else ()
        self.headline(" · ".join((short(sheet.group.ticket), *told, *in_vain)))
        self._put("#note-label", styled(t("call.note"), " · ", sheet.ticket.subject))
        now = self.desk.now()
        about = partial(call_words.about, sheet, self.desk.service, now)
        self.query_one("#card", CardText).tell(about)
        self.query_one("#note", Editor).disabled = sheet.done
        self.query_one("#picks").disabled = sheet.done
        ended = "done" if last.counts else last.state
        title = ended if sheet.done else "if_now" if sheet.live else "if_filed"
        key = key_name(keys_of(BY_ID["call.began"], self.shell.own_keys)[0])
        self._put("#cost-title", call_words.cost_title(sheet, title, key, self.desk.service.tz))

    def _costs(self, found: Figures | None) -> None:
        if self.sheet is not None and found is not None:
            self._put("#cost", call_words.costs(found, self._seconds(self.desk.now()), self.desk.service))

    def _put(self, where: str, content: Content) -> None:
        self.query_one(where, Static).update(content)

    # The clock

    def _seconds(self, now: int) -> int:
        sheet = self.sheet
        if sheet is None:
            return 0
        return sheet.live.elapsed(now) if sheet.live else sheet.seconds

    def on_tick(self, now: int) -> None:
        """The clock, what it means, and once a second what it costs."""
        sheet = self.sheet
        if sheet is None:
            return
        fields = self.fields
        told = call_words.to_choose(fields.wanting(), fields.reasons(), by_digit=fields.at_reason())
        digits = self.fields.digits()
        said, tone = call_words.meaning(sheet, now, self.filing.promising.told(), told, digits)
        clock = self.query_one("#clock", Digits)
        clock.update(plain(clock_text(self._seconds(now))))
        clock.set_class(tone == "warn", "-warn")
        clock.set_class(tone == "late", "-late")
        clock.set_class(sheet.live is None, "-still")
        self._put("#meaning", said)
        if sheet.live is not None:
            self.ask(
                filing.preview,
                self.desk,
                sheet.group.id,
                reason=self.query_one("#reason", Pick).value,
                price=self.filing.price,
                done=self._price_now,
                latest="price",
            )

    def _price_now(self, preview: FilingPreview) -> None:
        sheet = self.sheet
        if not self._loaded or sheet is None or sheet.live is None:
            return
        self.fields.want_reason(preview.reason_needed)
        self._costs(reading.figures_ahead(preview))

    # The draft

    def typed(self) -> Words:
        """Note, outcome and reason as they stand on the screen."""
        return self.fields.typed()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _elsewhere(self) -> None:
        """What a digit does depends on where the keyboard is."""
        if self.sheet is not None and self._loaded:
            self.on_tick(self.desk.now())

    @on(TextArea.Changed, "#note")
    @on(Pick.Changed)
    def _typing(self) -> None:
        self.draft.typing()
        self.filing.promising.look()
        if self.sheet is not None and self.sheet.live is None:
            self.on_tick(self.desk.now())

    def save(self) -> None:
        """Keep what is typed, at once."""
        self.draft.save()

    def on_screen_suspend(self) -> None:
        """Something lies over this screen: keep the draft."""
        self.save()

    def leaving(self) -> None:
        """Keep the draft."""
        self.save()

    async def retranslate(self) -> None:
        """Another language; what was typed stays."""
        self.save()
        typed = self.typed()
        await super().retranslate()
        self.fields.put_anew(typed)

    # What can be done now

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A filed contact has no clock any more; it can be voided, and given the price that it waits for."""
        del parameters
        sheet = self.sheet
        if action == "remote" and sheet is not None and not self.gates.turns(sheet):
            return False
        if sheet is None or not sheet.done:
            return True
        if action == "cancel":
            return sheet.group.sessions[-1].state == "filed"
        return action not in ("stop", "remote", "pause") and (sheet.to_price or action != "file")

    def footer(self) -> str:
        """A contact that stands goes on or is filed."""
        stands = self.sheet is not None and self.sheet.live is None
        return "still" if stands else self.NAME

    def label(self, action: Action) -> str:
        """What was paused goes on; from remote work F6 leads elsewhere."""
        if action.id == "call.remote" and self.sheet is not None:
            return self.gates.named(self.sheet) or action.label
        if action.id == "call.cancel" and self.sheet is not None and self.sheet.done:
            return t("call.void_it")
        stands = {"call.pause": "call.resume", "call.stop": "call.outcome"}
        return t(stands[action.id]) if self.footer() == "still" and action.id in stands else action.label

    # After it is filed

    def action_done(self) -> None:
        """Enter: files what stands; leaves what is filed, back to the call that waits in pause."""
        sheet = self.sheet
        if sheet is None or sheet.live is not None:
            return
        if not sheet.done:
            self.filing.action_file()
            return
        self.ask(contacts.paused, self.desk, done=self._go_back)

    def _go_back(self, waiting: tuple[ContactGroup, ...]) -> None:
        shell, here = self.shell, self.app.screen_stack
        below = here[-2] if len(here) > 1 else None
        self.dismiss(None)
        if waiting and not isinstance(below, CallScreen):
            shell.open("call", waiting[0].id)
