"""A work report's paper of a desk: read, made in its customer's language, written or mailed."""

from __future__ import annotations

from deskterm.desk.billing import reports
from deskterm.desk.context import Desk, by_itself
from deskterm.desk.errors import DeskError, Refused
from deskterm.desk.letters import handed_reports
from deskterm.desk.packs import pack_words
from deskterm.desk.steps.billing import frozen_report
from deskterm.desk.upkeep import firm as firm_deeds
from deskterm.documents.papers import paper, report_paper
from deskterm.documents.papers.paper import FirmPaper
from deskterm.documents.papers.report_paper import Since
from deskterm.locale import moments, speaking, t


def of(desk: Desk, number: str) -> FirmPaper:
    """A report as its customer reads it, with what became of it since. Raises NotFound."""
    frozen = reports.printed(desk, number)
    logo = firm_deeds.logo(desk, (frozen.get("firm") or {}).get("logo", ""))
    with speaking(reports.language_of(desk, frozen)):
        first = frozen_report.first_language(frozen)
        since = Since(
            stamp=t("paper.void") if reports.is_void(desk, number) else "",
            confirmed=_confirmed(desk, number),
            sold=tuple(pack_words.frozen_top_up(one, first) for one in frozen.get("topped_up", ())),
        )
        return report_paper.paper(frozen, logo, since)


def send(desk: Desk, number: str, *, again: bool = False) -> int:
    """Mail a report with its paper; the letter. Raises what `handed_reports.send` does."""
    return handed_reports.send(desk, number, paper.pdf(of(desk, number)), again=again)


def send_due(desk: Desk) -> int:
    """Mail the reports that leave by themselves; how many. What stands in a report's way is its event."""
    sent = 0
    for number in handed_reports.to_leave(desk):
        with by_itself():
            try:
                send(desk, number)
            except Refused as error:
                handed_reports.stay(desk, number, error.code)
            except DeskError:
                return sent
            else:
                sent += 1
    return sent


def _confirmed(desk: Desk, number: str) -> str:
    for one in handed_reports.steps(desk, number):
        if one.step == "confirmed":
            when = moments.moment(one.at, desk.service.tz)
            return t(f"paper.confirmed.{one.how}", who=one.who, when=when)
    return ""
