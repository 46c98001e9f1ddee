"""Triage: a request divided by topic, and what the terms say of each part while it is being marked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from deskterm.desk.errors import DeskError
from deskterm.desk.triage import divide_and_triage
from deskterm.desk.triage.divide import Cut
from deskterm.locale import language, t, tn
from deskterm.models.records.records import Ticket
from deskterm.screens.shared import words
from deskterm.screens.ticket import dossier
from deskterm.screens.ticket.letters import LetterDeeds
from deskterm.screens.triage import verdicts
from deskterm.screens.triage.cuts import Cutting
from deskterm.screens.triage.message import Parting
from deskterm.screens.triage.verdicts import Judged, Request
from deskterm.widgets.dialogs.boxes import Choose, Confirm
from deskterm.widgets.text.shown import shown, styled
from deskterm.widgets.work import words as refusal


def _when_read(action: Callable[[TriageScreen], None]) -> Callable[[TriageScreen], None]:
    """An action that waits for the request where its key came first: no key is lost."""

    @wraps(action)
    def act(screen: TriageScreen) -> None:
        if screen.request is None:
            screen._early.append(partial(action, screen))
        else:
            action(screen)

    return act


class TriageScreen(LetterDeeds):
    """The message with its marks, the terms beside it; F9 files all of it at once."""

    NAME = "triage"
    CSS_PATH = "triage.tcss"
    AUTO_FOCUS = "Parting"

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
        self.request: Request | None = None
        self.cutting = Cutting("")
        self.severity = ""
        self.blocking = False
        self._touched = False
        self._judged: Judged | None = None
        self._early: list[Callable[[], None]] = []  # what was pressed before the request was read

    def body(self) -> ComposeResult:
        """What it is about; the message and the terms side by side; the hint."""
        yield Static(id="about")
        with Container(id="both"):
            yield Parting()
            with VerticalScroll(id="terms", can_focus=False):
                yield Static(id="verdicts")
        yield Static(id="hint")

    def title_text(self) -> str:
        """The ticket's code."""
        return f"{t('actions.screen.triage')} {self.code}"

    def load(self) -> None:
        """The ticket anew; marks that were made stay."""
        self.ask(verdicts.request, self.desk, self.code, done=self._show, failed=self._gone, latest="request")

    def _gone(self, error: DeskError) -> None:
        self.shell.say(refusal(error), how="warning")
        if self.request is None:
            self.dismiss(None)

    def _show(self, request: Request) -> None:
        before, self.request = self.request, request
        self.query_one("#about", Static).update(_about(self, request))
        if before is None:
            self.severity, self.blocking = request.ticket.severity, request.ticket.blocking
        if before is None or before.text != request.text:
            self.cutting = Cutting(request.text, request.ticket.topic)
        if self.query_one(Parting).cutting is not self.cutting:
            self.query_one(Parting).show(self.cutting)
        self._changed()
        early, self._early = self._early, []
        for deed in early:
            deed()

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

    def written(self) -> None:
        """The customer has been asked: nothing is left to triage."""
        self._touched = False
        self.dismiss(None)

    # What is said around the message

    def _changed(self, *, by_hand: bool = False) -> None:
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
        given = (parts, self.severity, self.blocking)
        self.ask(
            verdicts.judge, self.desk, self.code, *given, done=self._judge, latest="judge", failed=self._gone
        )

    def _judge(self, judged: Judged) -> None:
        self._judged = judged
        self._say_verdicts()

    def _say_verdicts(self) -> None:
        ticket, judged, parts = self.front(), self._judged, self.cutting.parts
        if ticket is None or judged is None or len(judged.verdicts) != len(parts):
            return
        told = verdicts.panel(self.desk, ticket, parts, judged, self.cutting.here)
        self.query_one("#verdicts", Static).update(told)

    def _say_hint(self) -> None:
        self.query_one("#hint", Static).update(shown(_hint(self)))

    @on(Parting.Moved)
    def _moved(self) -> None:
        self._say_hint()
        self._say_verdicts()

    # Marks

    @_when_read
    def action_mark(self) -> None:
        """Another topic starts at the cursor; again: it does not."""
        if self.cutting.mark():
            self._changed(by_hand=True)
        else:
            self.shell.say(t("triage.mark.first"))

    def action_split(self) -> None:
        """As `mark`."""
        self.action_mark()

    @_when_read
    def action_next_hint(self) -> None:
        """To where another topic may start."""
        if self.cutting.next_hint():
            self.query_one(Parting).moved()
        else:
            self.shell.say(t("triage.hint.no_more"))

    @_when_read
    def action_clear(self) -> None:
        """Take the marks away."""
        if self.cutting.clear():
            self._changed(by_hand=True)
            self.shell.say(t("triage.cleared"))
        else:
            self.shell.say(t("triage.no_marks"))

    @_when_read
    def action_send_back(self) -> None:
        """The part under the cursor returns to the customer."""
        if self.cutting.send_back():
            self._changed(by_hand=True)
        else:
            self.shell.say(t("triage.back.first"))

    # Topic, severity

    @_when_read
    def action_topic(self) -> None:
        """What the part under the cursor is about."""
        self._ask_topic(self.cutting.here, lambda: None)

    def _ask_topic(self, part: int, then: Callable[[], None]) -> None:
        def choose(options: list[tuple[str, str, str]]) -> None:
            value = self.cutting.parts[part].topic or None
            box = Choose(t("triage.topic.title", n=part + 1), options, value=value)
            self.app.push_screen(box, lambda topic: given(topic) if topic else None)

        def given(topic: str) -> None:
            self.cutting.give_topic(topic, part)
            self._changed(by_hand=True)
            then()

        self.ask(verdicts.topics, self.desk, self.code, done=choose)

    @_when_read
    def action_severity(self) -> None:
        """How grave it is, where the terms know severities."""
        known = self.desk.service.severities
        if not known:
            self.shell.say(t("triage.no_severity"))
            return
        options = [(one.id, one.it if language() == "it" else one.en, one.id) for one in known]
        box = Choose(t("triage.severity.title", code=self.code), options, value=self.severity or None)
        self.app.push_screen(box, self._grave)

    def _grave(self, severity: str | None) -> None:
        if severity:
            self.severity = severity
            self._changed(by_hand=True)

    @_when_read
    def action_blocking(self) -> None:
        """The customer is at a standstill, or not."""
        self.blocking = not self.blocking
        self.shell.say(t("triage.blocking.yes") if self.blocking else t("triage.blocking.no"))
        self._changed(by_hand=True)

    # Filing

    @_when_read
    def action_file(self) -> None:
        """File topics and divisions; what is missing is asked first."""
        if self.request is None:
            return
        if not self.cutting.parts[0].topic:
            self._ask_topic(0, self.action_file)
            return
        children = [one.code for one in self.request.about.family if one.id != self.request.ticket.parent_id]
        if children and self.cutting.marks:
            text = t("triage.again.text", codes=", ".join(children))
            box = Confirm(t("triage.again.title", code=self.code), text)
            self.app.push_screen(box, lambda yes: self._file() if yes else None)
        else:
            self._file()

    def _file(self) -> None:
        first, *rest = self.cutting.parts
        cuts = [
            Cut(offset=part.start, topic="" if part.back else part.topic, back=part.back) for part in rest
        ]
        how: dict[str, Any] = {"severity": self.severity, "blocking": self.blocking, "cuts": cuts}
        self.do(divide_and_triage.sort, self.desk, self.code, topic=first.topic, **how, done=self._filed)

    def _filed(self, done: divide_and_triage.Sorted) -> None:
        topic = words.topic(self.desk.service, done.ticket.topic)
        told = [
            t(
                "triage.filed",
                code=self.code,
                topic=topic,
                verdict=verdicts.verdict_words(self.desk, done.verdict, cost=False),
            )
        ]
        if done.new:
            told.append(t("triage.filed.new", codes=", ".join(ticket.code for ticket in done.new)))
        if done.back:
            told.append(tn("triage.filed.back", done.back))
        if not done.new and not done.back:
            told.append(t("triage.filed.undo"))
        self._touched = False
        self.shell.say(" ".join(told))
        self.dismiss(None)


def _about(screen: TriageScreen, request: Request) -> Content:
    """Two lines: what and who; what is missing, or on which terms."""
    head = dossier.head(screen.desk, request.about)
    first, who, terms, *_ = head.split("\n")
    if request.missing:
        lacking = t("triage.missing", fields=verdicts.field_words(request.missing))
        terms = styled((lacking, "bold"))
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
    if screen.request is not None and not screen.request.text.strip():
        return t("triage.no_text")
    if cutting.cursor[0] in cutting.marks:
        return t("triage.mark.here")
    if cutting.hint:
        return t("triage.hint.here", why=t(f"triage.hint.{cutting.hint}"))
    if cutting.open_hints:
        return tn("triage.hint.more", cutting.open_hints)
    return t("triage.hint.none")
