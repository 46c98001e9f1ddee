"""The work reports, newest first; Enter shows one as it was frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from deskterm.desk.billing import reports
from deskterm.desk.context import Desk
from deskterm.desk.letters import handed_reports
from deskterm.desk.packs import pack_words
from deskterm.desk.steps.billing import frozen_report, line_words
from deskterm.locale import figures, kept, language, speaking, t, tn, works
from deskterm.locale.figures import money
from deskterm.locale.measures import amount, figure, minutes, priced
from deskterm.locale.moments import clock_text, day, moment, time_of
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records import money as charges
from deskterm.models.records.money import Report, VoidOf
from deskterm.screens.customer.card import joined
from deskterm.screens.month.handing import ReportDeeds
from deskterm.screens.packs import void_dialog
from deskterm.screens.shared.page import Page
from deskterm.widgets.list.columns import ListColumn, Row, row_of
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.shown import shown, styled
from deskterm.widgets.text.signs import warned

STATE_STYLES = {"confirmed": "good", "void": "warn"}


class ReportSource:
    """Reports by pages; a page that follows a known one starts at its last number."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._last: dict[int, str] = {}

    def count(self) -> int:
        """How many; what was known of the pages is forgotten, for a new one may stand on top."""
        self._last = {}
        return reports.count(self.desk)

    def page(self, start: int, size: int) -> Sequence[Row]:
        """Reports from position `start` on."""
        before = self._last.get(start, "")
        if start and not before:
            found = reports.reports(self.desk, limit=start + size)[start:]
        else:
            found = reports.reports(self.desk, before=before, limit=size)
        if len(found) == size:
            self._last[start + size] = found[-1].number
        states = handed_reports.states(self.desk, [report.number for report in found])
        shape = _columns(self.desk.service.tz, states)
        return [row_of(shape, report.number, report) for report in found]


def _columns(tz: str, states: Mapping[str, str] | None = None) -> tuple[ListColumn, ...]:
    """The columns of the list; `states`: where each of its reports stands."""
    return (
        ListColumn(t("reports.col.number"), 10, cell=_number),
        ListColumn(t("reports.col.date"), 15, drop=2, cell=lambda one: moment(one.issued_at, tz)),
        ListColumn(t("reports.col.customer"), flex=True, cell=_whose),
        ListColumn(t("reports.col.ticket"), 8, drop=3, cell=lambda one: (short(one.ticket), "dim")),
        ListColumn(t("reports.col.minutes"), 7, "right", cell=_minutes),
        ListColumn(t("reports.col.net"), 11, "right", drop=1, cell=lambda one: money(one.net_cents)),
        ListColumn(t("reports.col.state"), 10, cell=lambda one: _state((states or {})[one.number])),
        ListColumn(t("reports.col.by"), 8, drop=4, cell=lambda one: (one.by, "dim")),
    )


def _number(report: Report) -> tuple[str, str]:
    return report.number, "dim" if report.void else "accent"


def _whose(report: Report) -> str | tuple[str, str]:
    """The customer; of a report that is void, that first."""
    return (f"{t('voids.mark')} · {report.customer}", "dim") if report.void else report.customer


def _state(state: str) -> tuple[str, str]:
    return t(f"paper.state.{state}"), STATE_STYLES.get(state, "dim")


def _minutes(report: Report) -> str:
    a_ticket = not report.billed_minutes and any(part.units for part in report.settle)
    return amount(1, "ticket") if a_ticket else t("reports.minutes", n=figure(report.time))


class ReportsScreen(DeskScreen):
    """The list of work reports."""

    NAME = "reports"
    CSS_PATH = "reports.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._number = ""
        self.has(ReportDeeds(self))

    def report(self) -> str:
        """The report under the cursor."""
        return self._number

    def body(self) -> ComposeResult:
        """The list, and what the one under the cursor was for."""
        yield WindowList(
            ReportSource(self.desk), _columns(self.desk.service.tz), empty=t("reports.none"), id="list"
        )
        yield Static(id="about")

    def load(self) -> None:
        """Read them anew."""
        self.query_one("#list", WindowList).reload()
        self.ask(reports.count, self.desk, done=self._count, latest="count")

    def _count(self, number: int) -> None:
        self.headline(tn("reports.count", number), title=t("reports.title"))

    @on(WindowList.Highlighted, "#list")
    def _about(self, message: WindowList.Highlighted) -> None:
        report = message.row.record if message.row else None
        self._number = report.number if report else ""
        self.query_one("#about", Static).update(shown(self._of(report) if report else ""))

    def _of(self, report: Report) -> str:
        """What the work was; of a report that is void, when, by whom and why it was taken back."""
        return _void(report.void, self.desk.service.tz) if report.void else report.note

    def action_void(self) -> None:
        """Take back the report under the cursor, with what it charged."""
        row = self.query_one("#list", WindowList).row
        if row is None:
            self.shell.say(t("reports.none"))
            return
        void_dialog.ask_why(self, row.record.group_id, lambda _: self.load())

    @on(WindowList.Opened, "#list")
    def _open(self, message: WindowList.Opened) -> None:
        if message.row is not None:
            report = message.row.record
            self.ask(reports.printed, self.desk, report.number, done=partial(self._read, report))

    def _read(self, report: Report, frozen: dict[str, Any]) -> None:
        page = printed(frozen)
        if report.void:
            page = joined([styled(warned(_void(report.void, self.desk.service.tz))), shown(""), page])
        self.app.push_screen(Page(t("reports.page", number=report.number), page))


def _void(void: VoidOf, tz: str) -> str:
    return t("voids.said", when=moment(void.at, tz), who=void.by, why=void.why)


def printed(frozen: dict[str, Any]) -> Content:
    """A report as it stood on the day of issue, in the language in force, then as the customer reads it."""
    theirs = str(frozen["customer"].get("language") or language())
    if theirs == language():
        return _printed(frozen)
    head = t("reports.for_customer", language=figures.tongue(theirs))
    with speaking(theirs):
        read = _printed(frozen)
    return joined([_printed(frozen), shown(""), styled((head, "bold")), read])


def _printed(frozen: dict[str, Any]) -> Content:
    """A report in the language in force."""
    tz, first = frozen["provider"]["tz"], frozen_report.first_language(frozen)
    customer, ticket, bill = frozen["customer"], frozen["ticket"], frozen["bill"]
    lines = [
        styled((customer["name"], "bold"), f" {_beside(customer, 'code', 'town', 'vat')}"),
        shown(_beside(ticket, "code", "subject")),
        shown(t("reports.issued", when=moment(frozen["issued_at"], tz), who=frozen["by"])),
        shown(""),
        *(_stretch(session, tz) for session in frozen["sessions"]),
        *(shown(_counted(part)) for part in _of_time(bill)),
        *_reckoned(frozen),
        *(_agreed(frozen["agreed"]) if frozen.get("agreed") else map(_charge, frozen["settle"])),
    ]
    if frozen["before"] is not None:
        before, after = (amount(frozen[name], frozen["unit"]) for name in ("before", "after"))
        lines.append(shown(t("reports.balance", before=before, after=after)))
    lines += [shown(pack_words.frozen_top_up(one, first)) for one in frozen.get("topped_up", ())]
    if frozen.get("tools"):
        lines.append(shown(t("reports.tool", tool=", ".join(kept(one, first) for one in frozen["tools"]))))
    lines += [
        *map(partial(_told, tz), frozen_report.evidence(frozen)),
        *(_notice(one, first) for one in frozen.get("notices", ())),
    ]
    said = " · ".join(kept(frozen[name], first) for name in ("outcome", "reason") if frozen[name]["id"])
    lines += [shown(""), shown(said), shown(frozen["note"], lines=True)]
    clauses = frozen.get("clauses") or {bill["rule"]: frozen["clause"]}
    lines += [styled((f"{rule}: {kept(clause, first)}", "$text-muted")) for rule, clause in clauses.items()]
    return joined(lines)


def _beside(found: Mapping[str, Any], *names: str) -> str:
    """What there is of these, beside each other."""
    return " · ".join(str(found[name]) for name in names if found[name])


def _of_time(bill: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of a bill that time was counted for."""
    return [part for part in bill.get("parts") or (bill,) if part["mode"] != "extra"]


def _reckoned(frozen: dict[str, Any]) -> list[Content]:
    """How the amount came about, line by line; of a report from before that was kept, nothing."""
    if frozen.get("agreed"):
        return []
    lines = line_words.frozen(frozen["bill"].get("lines", ()))
    return [
        shown(f"  {one}")
        for one in line_words.said(lines, frozen.get("names", {}), frozen_report.first_language(frozen))
    ]


def _counted(bill: dict[str, Any]) -> str:
    """What a time was counted as, in the unit of its price: minutes, units, a ticket, or nothing."""
    time, units = clock_text(bill["seconds"]), bill["units"]
    if bill["mode"] == "ticket" or (bill["mode"] == "unit" and units):  # a pack paid minutes, not units
        return tn(f"reports.counted_{bill['mode']}", units, time=time, rule=bill["rule"])
    return minutes(frozen_report.time_of_part(bill), "reports.counted", time=time, rule=bill["rule"])


def _stretch(session: dict[str, Any], tz: str) -> Content:
    began, ended = session["started_at"], session["ended_at"]
    kind = works.on_screen(session["kind"])
    who, when = session["technician"], f"{moment(began, tz)}-{time_of(ended, tz)}"
    return shown(f"{kind} · {when} · {clock_text(ended - began)} · {who}")


def _told(tz: str, one: dict[str, Any]) -> Content:
    """What the customer told, who, how and when: `consenso: sì · Anna Rossi · per telefono · 2/3 10:00`."""
    value, how = t(f"gates.answer.{one['value']}"), t(f"gates.way.{one['how']}")
    words = f"«{one['words']}»" if one["words"] and one["fact"] != "request_mail" else ""
    parts = (value, one["who"], how if one["who"] else "", moment(one["at"], tz), words)
    said = " · ".join(part for part in parts if part)
    fact = t(f"reports.told.{one['fact']}")
    return shown(f"{fact}: {said}")


def _notice(one: dict[str, Any], first: str) -> Content:
    """What the terms want printed (M13, M15)."""
    return styled(warned(f"{kept(one, first)} ({one['rule']})"))


def _agreed(told: dict[str, Any]) -> list[Content]:
    """The price as the customer agreed to it."""
    net = money(told["net_cents"])
    lines = [shown(t("reports.agreed", net=net, who=told["who"], day=day(told["day"])))]
    return [*lines, shown(told["note"], lines=True)] if told["note"] else lines


def _charge(part: dict[str, Any]) -> Content:
    charged = charges.time_of(part["minutes"], part.get("excess", 0))
    much = t("reports.minutes", n=figure(charged)) if charged else amount(part["units"], "ticket")
    if part["to"].startswith("pack:"):
        left = amount(part["left"], part["unit"])
        drawn = much if not part["units"] else amount(part["units"], part["unit"])
        key = "reports.from_pack" if part["expires_on"] else "reports.from_pack_open"
        told = t(key, amount=drawn, left=left, day=day(part["expires_on"]))
        whose = part.get("agreement", "")
        return shown(t("packs.brought_by", what=told, agreement=whose) if whose else told)
    net = priced(part["net_cents"], part.get("vat_cents", 0))
    if not charged and not part["units"]:  # a fixed amount counts neither
        return shown(t("ticket.do.invoice", net=net))
    return shown(t("reports.to_invoice", amount=much, net=net))
