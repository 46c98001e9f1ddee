"""The topics of the terms as numbered chips: a digit gives one to the part under the cursor."""

from __future__ import annotations

from textual.content import Content

from deskterm.locale import language, t
from deskterm.models.terms.service import Service
from deskterm.screens.shared.pick import Option, Pick
from deskterm.widgets.text.shown import plain, styled

OTHERS = "*"
MOST = 9  # topics with a digit of their own; 0 opens the list of all


class Chips(Pick, can_focus=False):
    """What is shown of the topics; the screen hears the digits."""

    DEFAULT_CSS = "Chips { padding: 0 1; max-height: 5; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(t("triage.part", n=1), id=id, wraps=True)

    def of_part(self, service: Service, number: int, topic: str) -> None:
        """Show which topic this part has."""
        self._label = t("triage.part", n=number)
        options = tuple((one.id, one.said(language())) for one in service.topics)
        self.offer([*options[:MOST], *_rest(options, topic)], value=topic, needed=number == 1)
        self.refresh(layout=True)

    def _chip(self, number: int, word: str, *, chosen: bool) -> Content:
        digit = str(number % 10)
        if chosen:
            return styled((f"[{digit} {plain(word)}]", "bold"))
        return styled(" ", (digit, "bold $text-accent"), f" {plain(word)} ")


def _rest(options: tuple[Option, ...], topic: str) -> list[Option]:
    """The way to the others; where one of them is the part's, that one."""
    others = options[MOST:]
    if not others:
        return []
    return [next((one for one in others if one[0] == topic), (OTHERS, t("triage.topic.more", n=len(others))))]


def of_digit(service: Service, digit: int) -> str:
    """The topic behind a digit; "" where it has none."""
    return service.topics[digit - 1].id if 0 < digit <= min(MOST, len(service.topics)) else ""
