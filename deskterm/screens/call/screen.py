"""The call: the clock above all, what it means for money, the notes, and from there to the work report."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Digits, Static, TextArea

from deskterm.actions import Action, bindings
from deskterm.desk.billing import filing
from deskterm.desk.billing.filing import Preview
from deskterm.desk.calls import contacts, timer
from deskterm.desk.calls.contacts import ContactGroup
from deskterm.desk.context import Desk
from deskterm.desk.errors import Busy, DeskError
from deskterm.locale import language, t
from deskterm.models.records.records import Decision
from deskterm.screens.call import reading
from deskterm.screens.call import words as call_words
from deskterm.screens.call.ends import Ending
from deskterm.screens.call.filing import Words
from deskterm.screens.call.reading import Figures, Sheet
from deskterm.screens.shared.page import Page
from deskterm.screens.shared.pick import Pick, typed_ahead
from deskterm.widgets.dialogs.boxes import Choose
from deskterm.widgets.live import clock_text
from deskterm.widgets.text.editor import Editor
from deskterm.widgets.text.shown import plain, shown, styled
from deskterm.widgets.work import severity, words

SAVE_AFTER = 0.4  # seconds without a key after which a draft is kept
PAUSES = ("customer", "colleague", "line", "other")


class Note(Editor):
    """The note."""

    def on_key(self, event: events.Key) -> None:
        """Keys that came together with a Tab go where the Tab led."""
        typed_ahead(self, event)


class CallScreen(Ending):
    """The call that runs, or the contact of `group_id` as it stands: in pause, to be filed, filed."""

    NAME = "call"
    CSS_PATH = "call.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("call"),
        Binding("enter", "done", show=False),
    ]

    def __init__(self, group_id: int | None = None) -> None:
        super().__init__()
        self.group_id = group_id
        self._saving: Timer | None = None
        self._seen: set[Words] = set()  # every draft that was read or written here
        self._one_at_a_time = Lock()

    def body(self) -> ComposeResult:
        """Clock and meaning; card and note; outcome and reason; what it costs."""
        with Horizontal(id="clock-row"):
            yield Digits(id="clock")
            yield Static(id="meaning")
        with Horizontal(id="middle"):
            yield Static(id="card")
            with Vertical(id="words"):
                yield Static(id="note-label")
                yield Note("", id="note", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        with Vertical(id="picks"):
            yield Pick(t("call.outcome"), id="outcome")
            yield Pick(t("call.reason"), id="reason")
        yield Static(id="cost-title")
        yield Static(id="cost")

    # Reading

    def load(self) -> None:
        """Read the contact anew."""
        self.ask(reading.read, self.desk, self.group_id, done=self._show, latest="sheet")

    def _show(self, sheet: Sheet | None) -> None:
        if not self._loaded:
            return  # between two languages
        if sheet is None:
            self.shell.say(t("call.none"))
            self.dismiss(None)
            return
        self.sheet, self.group_id = sheet, sheet.group.id
        self._take_draft(sheet.group)
        self._say_what(sheet)
        self._offer(sheet)
        self._costs(self._just_filed if sheet.done and self._just_filed else reading.figures(sheet))
        self.on_tick(self.desk.now())
        if sheet.done:
            self.set_focus(None)
        self.keys_changed()

    def _say_what(self, sheet: Sheet) -> None:
        last = sheet.group.sessions[-1]
        way = t("call.inbound" if last.inbound else "call.outbound")
        kind = t(f"widgets.kind.{last.kind}")
        self.headline(f"{sheet.group.ticket} · {t('call.way', kind=kind, way=way)}")
        self._put("#note-label", styled(t("call.note"), " · ", sheet.ticket.subject))
        now = self.desk.now()
        self._put("#card", call_words.about(sheet, self.desk.service, now))
        self.query_one("#note", Note).disabled = sheet.done
        self.query_one("#picks").disabled = sheet.done
        ended = "cancelled" if last.state == "cancelled" else "done"
        title = ended if sheet.done else "if_now" if sheet.live else "if_filed"
        self.query_one("#cost-title", Static).update(shown(f"─ {t(f'call.cost.{title}')} " + "─" * 200))

    def _offer(self, sheet: Sheet) -> None:
        service, tongue = self.desk.service_of(sheet.ticket.terms_id), language()
        stands = sheet.live is None and not sheet.done
        outcome, reason = self.query_one("#outcome", Pick), self.query_one("#reason", Pick)
        outcomes = [(item.id, item.it if tongue == "it" else item.en) for item in service.outcomes]
        reasons = [(item.id, item.it if tongue == "it" else item.en) for item in service.reasons]
        asked = bool(sheet.preview and sheet.preview.reason_needed)
        outcome.offer(outcomes, value=outcome.value, needed=stands and bool(outcomes))
        reason.offer(reasons, value=reason.value, needed=asked)
        outcome.display, reason.display = bool(outcomes), bool(reasons)

    def _costs(self, found: Figures | None) -> None:
        if self.sheet is not None and found is not None:
            self._put("#cost", call_words.costs(found, self._seconds(self.desk.now())))

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
        said, tone = call_words.meaning(sheet, now)
        clock = self.query_one("#clock", Digits)
        clock.update(plain(clock_text(self._seconds(now))))
        clock.set_class(tone == "warn", "-warn")
        clock.set_class(tone == "late", "-late")
        clock.set_class(sheet.live is None, "-still")
        self._put("#meaning", said)
        if sheet.live is not None:
            reason = self.query_one("#reason", Pick).value
            self.ask(
                filing.preview, self.desk, sheet.group.id, reason=reason, done=self._price_now, latest="price"
            )

    def _price_now(self, preview: Preview) -> None:
        sheet = self.sheet
        if not self._loaded or sheet is None or sheet.live is None:
            return
        figures = Figures(
            bill=preview.bill,
            unit=preview.unit,
            before=preview.packs_before,
            after=preview.packs_after,
            report_due=preview.report_due,
        )
        self._costs(figures)

    # The draft

    def typed(self) -> Words:
        """Note, outcome and reason as they stand on the screen."""
        return (
            self.query_one("#note", Note).text,
            self.query_one("#outcome", Pick).value,
            self.query_one("#reason", Pick).value,
        )

    def _take_draft(self, group: ContactGroup) -> None:
        """Show the desk's draft, unless something newer is being typed here."""
        stored = (plain(group.note, lines=True), group.outcome, group.reason)
        if self._kept is not None and (self.typed() != self._kept or stored in self._seen):
            return
        self._kept = stored
        self._seen.add(stored)
        note = self.query_one("#note", Note)
        if note.text != stored[0]:
            note.load_text(stored[0])
            note.move_cursor(note.document.end)
        self.query_one("#outcome", Pick).value = group.outcome
        self.query_one("#reason", Pick).value = group.reason

    @on(TextArea.Changed, "#note")
    @on(Pick.Changed)
    def _typing(self) -> None:
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(SAVE_AFTER, self.save)

    def save(self) -> None:
        """Keep what is typed, at once."""
        if self._saving is not None:
            self._saving.stop()
            self._saving = None
        sheet = self.sheet
        if not self._loaded or sheet is None or sheet.done or self._kept in (None, self.typed()):
            return
        before, self._kept = self._kept, self.typed()
        self._seen.add(self._kept)
        self.do(self._store, self.desk, sheet.group.id, failed=partial(self._not_saved, before))

    def _store(self, desk: Desk, group_id: int) -> None:
        """On another thread, maybe after the screen: whichever save comes last, the newest words stay."""
        with self._one_at_a_time:
            if self._kept is not None:
                note, outcome, reason = self._kept
                filing.note(desk, group_id, note, outcome=outcome, reason=reason)

    def _not_saved(self, before: Words, error: DeskError) -> None:
        """A busy desk is asked again; a contact that a colleague has filed is shown as it is."""
        if isinstance(error, Busy):
            self._kept = before
            self._typing()
        elif not self._busy and self._just_filed is None:
            self.shell.say(words(error), how=severity(error))
            self.load()

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
        self.query_one("#note", Note).load_text(typed[0])
        self.query_one("#outcome", Pick).value, self.query_one("#reason", Pick).value = typed[1:]

    # Deeds

    def action_stop(self) -> None:
        """End the call; it waits to be filed."""
        if self.runs():
            self.save()
            outcome = self.query_one("#outcome", Pick)
            if outcome.display and not outcome.value:
                outcome.focus()
            self.do(timer.stop, self.desk, done=lambda _: self.load())

    def action_pause(self) -> None:
        """Halt the contact, with a reason; on a contact that stands: go on with it."""
        if self.sheet is None or self.sheet.done:
            self.shell.say(t("call.is_done"))
        elif self.sheet.live is None:
            self.go_on()
        else:
            options = [(t(f"call.pause.{name}"), t(f"call.pause.{name}")) for name in PAUSES]
            self.app.push_screen(Choose(t("call.pause.title"), options, t("call.pause.text")), self._pause)

    def _pause(self, why: str | None) -> None:
        if why:
            self.save()
            self.do(timer.pause, self.desk, why, done=lambda _: self.load())

    def action_warnings(self) -> None:
        """What the terms say of this contact."""
        if self.sheet is None:
            return
        last = self.sheet.group.sessions[-1]
        self.ask(
            timer.warnings,
            self.desk,
            self.sheet.group.ticket,
            inbound=last.inbound,
            kind=last.kind,
            done=self._warned,
        )

    def _warned(self, found: tuple[Decision, ...]) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        figures = reading.figures(sheet)
        said = [(decision.do, decision.rule) for decision in found]
        bills = [sheet.script.until, sheet.script.after] if sheet.script else []
        bills += [figures.bill] if figures else []
        said += [(bill.mode, bill.rule) for bill in bills if bill.rule]
        service = self.desk.service_of(sheet.ticket.terms_id)
        self.app.push_screen(Page(t("call.warnings"), call_words.rules(sheet, service, tuple(said))))

    def action_copy(self) -> None:
        """Copy the ticket's code."""
        if self.sheet is not None:
            self.app.copy_to_clipboard(self.sheet.group.ticket)
            self.shell.say(t("call.copied", code=self.sheet.group.ticket))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A filed contact has no clock any more; one that waits for its price can be given it."""
        del parameters
        sheet = self.sheet
        if action == "remote" and sheet is not None and not self.turns(sheet):
            return False
        if sheet is None or not sheet.done:
            return True
        return action not in ("stop", "remote", "pause", "cancel") and (sheet.to_price or action != "file")

    def footer(self) -> str:
        """A contact that stands goes on or is filed."""
        stands = self.sheet is not None and self.sheet.live is None
        return "still" if stands else self.NAME

    def label(self, action: Action) -> str:
        """What was paused goes on."""
        resumes = action.id == "call.pause" and self.footer() == "still"
        return t("call.resume") if resumes else action.label

    def runs(self) -> bool:
        """Whether the clock of this contact runs; else says that it stands."""
        if self.sheet is not None and self.sheet.live is None:
            self.shell.say(t("call.is_done" if self.sheet.done else "call.stands"))
            return False
        return self.sheet is not None

    # After it is filed

    def action_done(self) -> None:
        """Enter: files what stands; leaves what is filed, back to the call that waits in pause."""
        sheet = self.sheet
        if sheet is None or sheet.live is not None:
            return
        if not sheet.done:
            self.action_file()
            return
        self.ask(contacts.paused, self.desk, done=self._go_back)

    def _go_back(self, waiting: tuple[ContactGroup, ...]) -> None:
        shell, here = self.shell, self.app.screen_stack
        below = here[-2] if len(here) > 1 else None
        self.dismiss(None)
        if waiting and not isinstance(below, CallScreen):
            shell.open("call", waiting[0].id)
