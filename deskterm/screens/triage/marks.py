"""What is done with the request in triage: divided, given topics, weighed, filed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Protocol, TypeVar

from deskterm.desk.steps import own_facts
from deskterm.desk.triage import divide_and_triage
from deskterm.desk.triage.divide import Cut
from deskterm.locale import language, t, tn
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.shared import words
from deskterm.screens.shared.numbered import Numbered
from deskterm.screens.triage import chips, ruling
from deskterm.screens.triage.cuts import Cutting
from deskterm.screens.triage.ruling import Sayable, TriageCase
from deskterm.widgets.dialogs.boxes import Choose, Confirm
from deskterm.widgets.part import Host, Part


class InTriage(Host, Protocol):
    """The triage screen."""

    code: str
    cutting: Cutting
    severity: str
    blocking: bool
    graved: bool
    said: dict[str, str]

    @property
    def request(self) -> TriageCase | None:
        """What is in triage, once it has been read."""

    def changed(self, *, by_hand: bool = False) -> None:
        """Say what follows from the marks as they are now."""

    def cursor_moved(self) -> None:
        """The cursor stands elsewhere in the text."""

    def leave(self) -> None:
        """Nothing is left to triage."""


class TriagePart(Part[InTriage]):
    """What is done with the request in triage."""


P = TypeVar("P", bound=TriagePart)


def _when_read(action: Callable[[P], None]) -> Callable[[P], None]:
    """An action on a request that is there: keys wait for it, a click on the last line does not."""

    @wraps(action)
    def act(part: P) -> None:
        if part.screen.request is not None:
            action(part)

    return act


class Marks(TriagePart):
    """Where another topic begins, and which part goes back."""

    @_when_read
    def action_mark(self) -> None:
        """Another topic starts at the cursor; again: it does not."""
        if self.screen.cutting.mark():
            self.screen.changed(by_hand=True)
        else:
            self.shell.say(t("triage.mark.first"))

    @_when_read
    def action_suggested(self) -> None:
        """Divide where the program sees that another topic may start; each mark can be taken away again."""
        if self.screen.cutting.mark_hints():
            self.screen.cutting.to_next_open()
            self.screen.changed(by_hand=True)
            self.screen.cursor_moved()
        else:
            self.shell.say(t("triage.hint.no_more"))

    @_when_read
    def action_next_hint(self) -> None:
        """To where another topic may start."""
        if self.screen.cutting.next_hint():
            self.screen.cursor_moved()
        else:
            self.shell.say(t("triage.hint.no_more"))

    @_when_read
    def action_clear(self) -> None:
        """Take the marks away."""
        if self.screen.cutting.clear():
            self.screen.changed(by_hand=True)
            self.shell.say(t("triage.cleared"))
        else:
            self.shell.say(t("triage.no_marks"))

    @_when_read
    def action_send_back(self) -> None:
        """The part under the cursor returns to the customer."""
        if self.screen.cutting.send_back():
            self.screen.changed(by_hand=True)
        else:
            self.shell.say(t("triage.back.first"))


class Topics(TriagePart):
    """What each part is about."""

    @_when_read
    def action_topic(self) -> None:
        """What the part under the cursor is about."""
        self.ask_topic(self.screen.cutting.here, lambda: None)

    def give(self, digit: int) -> None:
        """The topic behind a digit, to the part under the cursor; then on to the next part without one."""
        cutting = self.screen.cutting
        if self.screen.request is None:
            return
        if digit == 0 and len(self.desk.service.topics) > chips.MOST:
            self.action_topic()
        elif topic := chips.of_digit(self.desk.service, digit):
            cutting.give_topic(topic)
            cutting.to_next_open()
            self.screen.changed(by_hand=True)
            self.screen.cursor_moved()
        else:
            last = min(chips.MOST, len(self.desk.service.topics))
            self.shell.say(t("widgets.dialog.no_such", number=digit, last=last))

    def ask_topic(self, part: int, then: Callable[[], None]) -> None:
        """Of which topic a part is; then go on."""

        def choose(options: list[tuple[str, str, str, str]]) -> None:
            value = self.screen.cutting.parts[part].topic or None
            box = Choose(t("triage.topic.title", n=part + 1), options, value=value)
            self.show(box, lambda topic: given(topic) if topic else None)

        def given(topic: str) -> None:
            self.screen.cutting.give_topic(topic, part)
            self.screen.changed(by_hand=True)
            then()

        self.ask(ruling.topics, self.desk, self.screen.code, done=choose)


class Gravity(TriagePart):
    """How grave it is."""

    @_when_read
    def action_severity(self) -> None:
        """How grave it is, where the terms know severities."""
        known = self.desk.service.severities
        if not known:
            self.shell.say(t("triage.no_severity"))
            return
        options = [(one.id, one.said(language()), one.id) for one in known]
        box = Choose(
            t("triage.severity.title", code=short(self.screen.code)),
            options,
            value=self.screen.severity or None,
        )
        self.show(box, self._grave)

    def _grave(self, severity: str | None) -> None:
        if severity:
            self.screen.severity, self.screen.graved = severity, True
            self.screen.changed(by_hand=True)

    @_when_read
    def action_weigh(self) -> None:
        """Say what the terms' table of priorities wants to know: the one fact, then the other."""
        self._weigh(0)

    def _weigh(self, fact: int) -> None:
        told = dict(self.screen.said)
        self.ask(ruling.choices, self.desk, self.screen.code, told, fact, done=partial(self._of_fact, fact))

    def _of_fact(self, fact: int, found: Sayable | None) -> None:
        if found is None:
            if fact == 0:
                self.shell.say(t("triage.no_table"))
            return
        title = t("triage.weighed.title", code=short(self.screen.code), fact=own_facts.name(found.fact))
        box = Numbered(title, found.options)
        self.show(box, lambda value: self._said(fact, found, value) if value else None)

    def _said(self, fact: int, found: Sayable, value: str) -> None:
        self.screen.said[found.fact.id] = value
        self.screen.changed(by_hand=True)
        self._weigh(fact + 1)

    @_when_read
    def action_blocking(self) -> None:
        """The customer is at a standstill, or not."""
        self.screen.blocking = not self.screen.blocking
        self.shell.say(t("triage.blocking.yes") if self.screen.blocking else t("triage.blocking.no"))
        self.screen.changed(by_hand=True)


class Sorting(TriagePart):
    """All of it filed at once."""

    def __init__(self, screen: InTriage, topics: Topics) -> None:
        super().__init__(screen)
        self._topics = topics

    @_when_read
    def action_file(self) -> None:
        """File topics and divisions; what is missing is asked first."""
        if (request := self.screen.request) is None:
            return
        if not self.screen.cutting.parts[0].topic:
            self._topics.ask_topic(0, self.action_file)
            return
        children = [one.code for one in request.about.family if one.id != request.ticket.parent_id]
        if children and self.screen.cutting.marks:
            text = t("triage.again.text", codes=", ".join(map(short, children)))
            box = Confirm(t("triage.again.title", code=short(self.screen.code)), text)
            self.show(box, lambda yes: self._file() if yes else None)
        else:
            self._file()

    def _file(self) -> None:
        screen = self.screen
        first, *rest = screen.cutting.parts
        cuts = [
            Cut(offset=part.start, topic="" if part.back else part.topic, back=part.back) for part in rest
        ]
        severity = screen.severity if screen.graved else ""
        how: dict[str, Any] = {"severity": severity, "blocking": screen.blocking, "cuts": cuts}
        how["said"] = dict(screen.said)
        self.do(divide_and_triage.sort, self.desk, screen.code, topic=first.topic, **how, done=self._filed)

    def _filed(self, done: divide_and_triage.Sorted) -> None:
        topic = words.topic(self.desk.service, done.ticket.topic)
        told = [
            t(
                "triage.filed",
                code=short(self.screen.code),
                topic=topic,
                verdict=ruling.verdict_words(self.desk, done.verdict, cost=False),
            )
        ]
        if done.new:
            told.append(t("triage.filed.new", codes=", ".join(short(ticket.code) for ticket in done.new)))
        if done.back:
            told.append(tn("triage.filed.back", done.back))
        self.shell.say(" ".join(told))
        self.screen.leave()
