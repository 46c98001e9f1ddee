"""A letter is begun, or gone on with: its own draft at once, a colleague's after asking."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from deskterm.desk.tickets import drafts
from deskterm.desk.tickets.drafts import KeptDraft
from deskterm.locale import t
from deskterm.screens.letter import table
from deskterm.screens.letter.box import Letter
from deskterm.screens.letter.table import LetterTable, Order
from deskterm.screens.shared import words
from deskterm.screens.shared.begun import BegunText
from deskterm.widgets.dialogs.boxes import Choose
from deskterm.widgets.list.columns import fit
from deskterm.widgets.part import Host, Part

Written = Callable[[str, BegunText], None]


class Beginning(Part[Host]):
    """Opens letters for a screen."""

    def write(self, order: Order, written: Written) -> None:
        """Open the letter; `written` gets the text that is accepted, and what sends it with its draft."""
        self.ask(table.lay, self.desk, order, done=partial(self._laid, order, written))

    def _laid(self, order: Order, written: Written, found: LetterTable) -> None:
        if found.draft is None and found.others and found.may_take(self.desk.who):
            self._offer(order, written, found, found.others[0])
        else:
            self._open(order, written, found, found.draft)

    def _offer(self, order: Order, written: Written, found: LetterTable, other: KeptDraft) -> None:
        """A colleague's draft on a ticket that is in these hands now."""

        def chosen(taken: bool | None) -> None:
            if taken:
                go_on = lambda draft: self._open(order, written, found, draft)  # noqa: E731
                self.do(drafts.take_over, self.desk, order.kind, order.about, by=other.by, done=go_on)
            elif taken is not None:
                self._open(order, written, found, None)

        options = [(True, t("drafts.take", who=other.by)), (False, t("drafts.anew", who=other.by))]
        self.show(Choose(order.title, options, self.standing(other)), chosen)

    def standing(self, one: KeptDraft) -> str:
        """That a draft stands there: whose, when, how it begins."""
        when = words.moment(one.saved_at, self.desk.now(), self.desk.service.tz)
        return t("drafts.standing", who=one.by, when=when, text=fit(" ".join(one.text.split()), 60).rstrip())

    def _open(self, order: Order, written: Written, found: LetterTable, draft: KeptDraft | None) -> None:
        begun = BegunText(self.screen, order.kind, order.about, begun=order.begun, found=draft)
        others = [one for one in found.others if draft is None or one.begun_at != draft.begun_at]
        now, tz = self.desk.now(), self.desk.service.tz
        begun.read_to = max((one.id for one in found.thread if one.direction == "out"), default=0)
        writing = self.shell.colleagues.writing(order.ticket)
        marks = [words.draft(one, self.desk.who, now, tz) for one in others] + ([writing] if writing else [])
        box = Letter(
            order.title,
            " · ".join(filter(None, (_to(found), _asked(found), order.to, found.doubt))),
            begun=begun,
            thread=found.thread,
            to_put_in=found.texts,
            put_in=order.put_in,
            beside="".join(f" · {mark}" for mark in marks),
        )
        self.show(box, lambda text: written(text, begun) if text is not None else None)


def _to(found: LetterTable) -> str:
    """Where a letter goes; where its address was corrected since, from which to which."""
    was = found.ticket.contact_email if found.ticket else found.thread[0].from_address
    if was and was != found.address:
        return t("ticket.letter.to_corrected", to=found.address, was=was)
    return t("ticket.letter.to", to=found.address or t("ticket.letter.no_address"))


def _asked(found: LetterTable) -> str:
    """Where who wrote asks for the answer, which a person has to mean; the contact's key offers it."""
    return t("ticket.letter.asked_at", to=found.asked_at) if found.asked_at else ""
