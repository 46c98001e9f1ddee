"""Triage: a request divided by topic, and what the terms say of each part while it is being marked."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from deskterm.actions import Action
from deskterm.desk.errors import DeskError
from deskterm.locale import language, t, tn
from deskterm.models.records.ticket import Ticket
from deskterm.screens.shared import words
from deskterm.screens.ticket import dossier
from deskterm.screens.ticket.in_front import Declared
from deskterm.screens.ticket.letters import Letters
from deskterm.screens.triage import ruling
from deskterm.screens.triage.chips import Chips
from deskterm.screens.triage.cuts import Cutting
from deskterm.screens.triage.marks import Gravity, Marks, Sorting, Topics
from deskterm.screens.triage.message import Parting
from deskterm.screens.triage.ruling import TriageCase, TriageVerdicts
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.shown import shown, styled
from deskterm.widgets.text.signs import warned
from deskterm.widgets.work import refusal


class TriageScreen(DeskScreen):
    """The message with its marks, the terms beside it; F9 files all of it at once."""

    NAME = "triage"
    CSS_PATH = "triage.tcss"
    AUTO_FOCUS = "Parting"

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
        self.request: TriageCase | None = None
        self.cutting = Cutting("")
        self.severity = ""
        self.blocking = False
        self.graved = False  # whether somebody gave the severity by hand here
        self.said: dict[str, str] = {}
        self._touched = False
        self._judged: TriageVerdicts | None = None
        self._topics = Topics(self)
        self.has(Letters(self, written=self.leave), Marks(self), self._topics, Gravity(self))
        self.has(Sorting(self, self._topics), Declared(self))

    def body(self) -> ComposeResult:
        """What it is about; the message and the terms side by side; the hint."""
        yield Static(id="about")
        with Container(id="both"):
            yield Parting()
            with VerticalScroll(id="terms", can_focus=False):
                yield Static(id="verdicts")
        yield Static(id="priority")
        yield Chips(id="topics")
        yield Static(id="hint")

    def on_key(self, event: events.Key) -> None:
        """A digit gives a topic here, and leads nowhere else."""
        if event.key.isdecimal():
            event.stop()
            self._topics.give(int(event.key))

    def named(self) -> tuple[Action, ...]:
        """Digits give topics: no view of the desk is reached by them from here."""
        return tuple(one for one in super().named() if not any(map(str.isdecimal, one.keys)))

    def title_text(self) -> str:
        """The ticket's code."""
        return f"{t('actions.screen.triage')} {words.named(self.desk.service, self.code)}"

    def load(self) -> None:
        """The ticket anew; marks that were made stay."""
        self.ask(ruling.request, self.desk, self.code, done=self._show, failed=self._gone, latest="request")

    def _gone(self, error: DeskError) -> None:
        self.shell.say(refusal(error), how="error")
        if self.request is None:
            self.dismiss(None)

    def _show(self, request: TriageCase) -> None:
        before, self.request = self.request, request
        self.query_one("#about", Static).update(_about(self, request))
        if before is None:
            self.severity, self.blocking = request.ticket.severity, request.ticket.blocking
        if before is None or before.text != request.text:
            self.cutting = Cutting(request.text, request.ticket.topic)
        if self.query_one(Parting).cutting is not self.cutting:
            self.query_one(Parting).show(self.cutting)
        self.changed()

    async def retranslate(self) -> None:
        """Another language; the marks stay."""
        await super().retranslate()
        if self.request is not None:
            self._show(self.request)

    def front(self) -> Ticket | None:
        """The ticket in triage."""
        return self.request.ticket if self.request else None

    def holds_text(self) -> bool:
        """Whether marks, topics or a letter would be lost."""
        return self._touched or super().holds_text()

    def leave(self) -> None:
        """Filed, or the customer has been asked: nothing is left to triage."""
        self._touched = False
        self.dismiss(None)

    # What is said around the message

    def changed(self, *, by_hand: bool = False) -> None:
        """After a change of the marks: names above the parts, title, and the terms are asked anew."""
        self._touched = self._touched or by_hand
        parts = self.cutting.parts
        several = len(parts) > 1
        names = [words.topic(self.desk.service, part.topic) if part.topic else "" for part in parts]
        names = [
            t("triage.verdict.back") if part.back else name for part, name in zip(parts, names, strict=True)
        ]
        self.query_one(Parting).name_parts(tuple(names) if several else ("",))
        self.headline(_headline(self, len(parts)))
        self._say_hint()
        severity = self.severity if self.graved else ""
        how = {"severity": severity, "blocking": self.blocking, "said": dict(self.said)}
        self.ask(
            ruling.judge,
            self.desk,
            self.code,
            parts,
            how,
            done=self._judge,
            latest="judge",
            failed=self._gone,
        )

    def _judge(self, judged: TriageVerdicts) -> None:
        self._judged = judged
        weighed = judged.weighed
        if weighed is not None and weighed.severity and self.said and not self.graved:
            self.severity = weighed.severity
            self.headline(_headline(self, len(self.cutting.parts)))
        by_hand = self.severity if self.graved else ""
        line = self.query_one("#priority", Static)
        line.display = weighed is not None
        line.update(ruling.weighed_words(self.desk.service, weighed, by_hand))
        self._say_verdicts()

    def _say_verdicts(self) -> None:
        ticket, judged, parts = self.front(), self._judged, self.cutting.parts
        if ticket is None or judged is None or len(judged.verdicts) != len(parts):
            return
        told = ruling.panel(self.desk, ticket, parts, judged, self.cutting.here)
        self.query_one("#verdicts", Static).update(told)

    def _say_hint(self) -> None:
        """The line under the message, and which topic the part under the cursor has."""
        part = self.cutting.here
        topic = self.cutting.parts[part].topic
        self.query_one("#topics", Chips).of_part(self.desk.service, part + 1, topic)
        self.query_one("#hint", Static).update(shown(_hint(self)))

    def cursor_moved(self) -> None:
        """The cursor stands elsewhere in the text."""
        self.query_one(Parting).moved()

    @on(Parting.Moved)
    def _moved(self) -> None:
        self._say_hint()
        self._say_verdicts()


def _about(screen: TriageScreen, request: TriageCase) -> Content:
    """Two lines: what and who; what is missing, or on which terms."""
    head = dossier.head(screen.desk, request.about)
    first, who, terms, *_ = head.split("\n")
    if request.missing:
        lacking = t("triage.missing", fields=ruling.field_words(screen.desk.service, request.missing))
        terms = styled((lacking, "bold"))
    if request.to_say:
        wanting = warned(t("facts.to_say", names=", ".join(request.to_say)))
        terms = styled(wanting, " · ", terms) if terms.plain.strip() else styled(wanting)
    return first + Content(" · ") + who + Content("\n") + terms


def _headline(screen: TriageScreen, parts: int) -> Content:
    told = t("triage.head.one") if parts == 1 else tn("triage.head.parts", parts)
    marks = [told]
    if screen.blocking:
        marks.append(t("ticket.blocking"))
    if screen.severity:
        service = screen.desk.service
        marks.append(service.label(service.severities, screen.severity, language()))
    return shown(" · ".join(marks))


def _hint(screen: TriageScreen) -> str:
    """The line under the message: the hint at the cursor, else how many there are."""
    cutting = screen.cutting
    given = [part.topic or part.back for part in cutting.parts]
    if screen.holds_text() and all(given) and not cutting.open_hints:
        return t("triage.hint.ready")
    if screen.request is not None and not screen.request.text.strip():
        return t("triage.no_text")
    if cutting.cursor[0] in cutting.marks:
        return t("triage.mark.here")
    if cutting.hint:
        return t("triage.hint.here", why=t(f"triage.hint.{cutting.hint}"))
    if cutting.open_hints:
        return tn("triage.hint.more", cutting.open_hints)
    return t("triage.hint.parted") if cutting.marks else t("triage.hint.none")
