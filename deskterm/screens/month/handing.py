"""A work report on its way to the customer: its paper written to a folder, mailed, confirmed by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from deskterm.desk.billing import reports
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.letters import handed_reports
from deskterm.locale import t
from deskterm.models.records.money import CONFIRMED, ReportStep
from deskterm.screens.shared.form import Field, Form, Unreadable
from deskterm.screens.ticket.files import Saved, default_folder
from deskterm.widgets.dialogs.boxes import Ask, Confirm
from deskterm.widgets.part import Host, Part
from deskterm.widgets.work import OnFailed


class HasReport(Host, Protocol):
    """A screen with a work report in front."""

    def report(self) -> str:
        """The number of the report that is meant; "" where there is none."""


class ReportDeeds(Part[HasReport]):
    """What is done with a report that is issued."""

    def action_print(self) -> None:
        """Write its PDF into a folder."""
        if number := self.screen.report():
            box = Ask(t("paper.screen.where", number=number), value=str(default_folder()))
            self.show(box, lambda typed: self._print(number, typed) if typed else None)

    def _print(self, number: str, typed: str) -> None:
        def saved(answer: Saved) -> None:
            key = "ticket.files.failed" if answer.failed else "ticket.files.saved"
            told = t(key, where=answer.where, why=answer.failed)
            self.shell.say(told, how="error" if answer.failed else "information")

        self.ask(save_paper, self.desk, number, Path(typed).expanduser(), done=saved)

    def action_send(self) -> None:
        """Mail it to its customer, once somebody has said so; again where it has gone already."""
        if number := self.screen.report():
            self.ask(_to_send, self.desk, number, done=partial(self._sure, number))

    def _sure(self, number: str, found: tuple[str, bool]) -> None:
        to, gone = found
        text = t("paper.screen.send_again" if gone else "paper.screen.send_text", to=to)
        box = Confirm(t("paper.screen.send", number=number), text)
        self.show(box, lambda yes: self._send(number, again=gone) if yes else None)

    def _send(self, number: str, *, again: bool) -> None:
        self.do(mail, self.desk, number, again=again, done=partial(self._sent, number))

    def _sent(self, number: str, letter: int) -> None:
        self.shell.say(t("paper.report.sent", number=number, letter=letter))

    def action_confirm(self) -> None:
        """Keep who of the customer's confirmed it, and how."""
        if number := self.screen.report():
            ways = " / ".join(t(f"paper.screen.way.{way}") for way in CONFIRMED)
            fields = (
                Field("who", t("paper.screen.who")),
                Field("how", t("paper.screen.how"), value=t(f"paper.screen.way.{CONFIRMED[0]}"), hint=ways),
            )
            text = t("paper.screen.confirm_text", ways=ways)
            form = Form(t("paper.screen.confirm", number=number), fields, read_confirmation, text)
            self.fill_in(form, partial(self._confirm, number))

    def _confirm(self, number: str, told: tuple[str, str], refused: OnFailed) -> None:
        who, how = told
        done = self._confirmed
        self.do(handed_reports.confirm, self.desk, number, who=who, how=how, done=done, failed=refused)

    def _confirmed(self, done: ReportStep) -> None:
        self.shell.say(t(f"paper.confirmed_by.{done.how}", number=done.report, who=done.who))


def read_confirmation(values: Mapping[str, str]) -> tuple[str, str]:
    """Who confirmed and by which of the ways. Raises Unreadable."""
    if not values["who"]:
        raise Unreadable("who", t("paper.screen.who_missing"))
    said = values["how"].casefold()
    found = [way for way in CONFIRMED if said and t(f"paper.screen.way.{way}").startswith(said)]
    if len(found) != 1:
        ways = " / ".join(t(f"paper.screen.way.{way}") for way in CONFIRMED)
        raise Unreadable("how", t("paper.screen.how_unread", ways=ways))
    return values["who"], found[0]


@at_one_moment
def _to_send(desk: Desk, number: str) -> tuple[str, bool]:
    """Where it would go, and whether it has gone already. Raises Refused where it can go nowhere."""
    gone = any(one.step == "sent" for one in handed_reports.steps(desk, number))
    return handed_reports.address(desk, number), gone


def mail(desk: Desk, number: str, *, again: bool) -> int:
    """Mail a report with its paper; the letter. Raises what the deed does."""
    from deskterm.documents.papers import report_file  # who prints none makes no paper

    return report_file.send(desk, number, again=again)


def save_paper(desk: Desk, number: str, folder: Path) -> Saved:
    """Write a report's PDF into a folder that exists; nothing there is overwritten."""
    from deskterm.documents.papers import paper, report_file
    from deskterm.mail.save import save

    name = t("paper.report.file", number=reports.get(desk, number).number)
    try:
        return Saved(where=str(save(name, paper.pdf(report_file.of(desk, number)), folder)))
    except OSError as error:
        return Saved(where=str(folder), failed=error.strerror or str(error))
