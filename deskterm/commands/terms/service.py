"""`deskterm service`: the shipped services, one in words, a file's faults, what changes, new terms."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from deskterm.commands.answers import terms_diff, terms_page, wording
from deskterm.commands.answers.own_words import named
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.kinds import DAY_TO_COME, TEXT, File, Text
from deskterm.commands.frame.line import Line
from deskterm.commands.terms import affected, calendar
from deskterm.desk.customers import cards
from deskterm.desk.errors import DeskTrouble, NotFound, Refused
from deskterm.desk.steps import customer_language
from deskterm.desk.terms import adoption, files, skeleton
from deskterm.exits import Exit, say
from deskterm.locale import figures, language, languages, speaking, t, tn
from deskterm.models.basics import currencies, regions
from deskterm.models.basics.faults import Fault, TermsError, likely
from deskterm.models.terms.service import Service

service = group("service")
NAME = Text("service")


def load(name: str) -> Service:
    """The service of that name or file. Raises NotFound or DeskTrouble with every fault."""
    try:
        return files.load(name)
    except files.ServiceMissing as error:
        raise NotFound("no_service", name=error.name, near=error.near) from None
    except files.ServiceUnreadable as error:
        raise DeskTrouble("service_unreadable", name=error.name, detail=error.reason) from None
    except TermsError as error:
        raise DeskTrouble("service_faults", name=name, faults=files.explain_all(error)) from None


@command("service.list", service, rows=True)
def list_(line: Line) -> None:
    """The shipped services."""
    rows = ({"service": name, "provider": load(name).name} for name in files.names())
    columns = [
        output.Column(t("commands.col.service"), lambda row: row["service"]),
        output.Column(t("commands.col.provider"), lambda row: row["provider"], flexible=True),
    ]
    line.answer_each(rows, lambda found: output.table(found, columns, t("commands.none")))


@command("service.show", service, keeps_up=False)
@option("--words", is_flag=True)
@option("--toml", "whole", is_flag=True)
@argument("name", type=NAME, required=False)
def show(line: Line, *, name: str | None, words: bool, whole: bool) -> None:
    """A service's terms, or this desk's own: a page, the words that commands take, the file to start from."""
    found = load(name) if name else line.desk.service
    if whole and not line.json:
        output.write(found.text.rstrip("\n"))
        return
    with _as_in(found):
        _page(line, found, words=words, name=name)


def _page(line: Line, found: Service, *, words: bool, name: str | None) -> None:
    if words:
        line.answer(_facts(found), lambda: _words(found))
        return
    told = {} if name else calendar.facts(line)
    line.answer(
        _facts(found) | told,
        lambda: "\n".join([terms_page.text(found), *(calendar.lines(told) if told else ())]),
    )


@command("service.diff", service, reads=True)
@argument("old", type=Text("path"))
@argument("new", type=Text("path"), required=False)
def diff(line: Line, *, old: str, new: str | None) -> None:
    """What two files say differently, rule by rule; with one file, what it would change at this desk."""
    before, after = (load(old), load(new)) if new else (line.desk.service, load(old))
    found = terms_diff.changes(before, after)
    of, touched = (before, affected.Touched()) if new else affected.at_desk(line, after)
    facts = {"same": not found, "changes": terms_diff.facts(found), **affected.facts(touched)}
    line.answer(facts, lambda: "\n".join([*terms_diff.lines(found), *affected.lines(of, after, touched)]))


def _facts(found: Service) -> dict[str, Any]:
    tongue = language()
    return {
        "service": found.id,
        "provider": found.name,
        "tz": found.tz,
        "languages": list(found.languages),
        "queue": list(found.queue),
        "channels": [{"id": one.id, "kind": one.kind, "lane": one.lane} for one in found.channels],
        "topics": [one.id for one in found.topics],
        "reasons": [one.id for one in found.reasons],
        "outcomes": [one.id for one in found.outcomes],
        "packs": [
            {"id": one.id, "unit": one.unit, "months": one.months, "ends": one.ends} for one in found.packs
        ],
        "clauses": {rule: found.clause(rule, tongue) for rule in found.clauses},
        "page": [
            {
                "part": part.id,
                "title": t(f"page.title.{part.id}"),
                "lines": [entry._asdict() for entry in part.entries],
            }
            for part in terms_page.parts(found)
        ],
    }


def _words(found: Service) -> str:
    """The ids that the commands take, each with the service's own word for it."""
    told = []
    for title, known in (
        ("channels", found.channels),
        ("topics", found.topics),
        ("severities", found.severities),
        ("outcomes", found.outcomes),
        ("reasons", found.reasons),
        ("packs", found.packs),
    ):
        if known:
            told.append(f"{t(f'page.words.{title}')}")
            told.append(output.facts((f"  {one.id}", named(one)) for one in known) + "\n")
    return "\n".join(told).rstrip()


@command("service.check", service)
@argument("file", type=Text("path"))
def check(line: Line, *, file: str) -> int:
    """Every fault of a service file, each with its line, its path and the cure."""
    try:
        faults = files.faults(file)
    except files.ServiceMissing as error:
        raise DeskTrouble("no_service_file", name=error.name, near=error.near) from None
    except files.ServiceUnreadable as error:
        raise DeskTrouble("service_unreadable", name=error.name, detail=error.reason) from None
    errors = [_fault(fault) for fault in files.in_order(faults)]

    def people() -> str:
        if not errors:
            return "\n".join([t("commands.service.good", file=file), *remarks])
        told = [f"{files.place(fault, file)}: {files.explain(fault)}" for fault in files.in_order(faults)]
        return "\n".join([*told, tn("commands.service.faults", len(errors), file=file)])

    remarks = [*_remarks(file), *files.notes(load(file), file)] if not errors else []
    line.answer({"ok": not errors, "errors": errors, "remarks": remarks}, people)
    return int(Exit.USAGE if errors else Exit.DONE)


def _remarks(file: str, more: tuple[str, ...] = ()) -> list[str]:
    """What is to be known of good terms: of languages (theirs, and `more`) that lack words somewhere."""
    found = files.load(file)
    return [
        told
        for one in dict.fromkeys((*found.languages, *more))
        if (told := customer_language.remark(found, one))
    ]


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "path": fault.path,
        "line": fault.line or None,
        "column": fault.column or None,
        "of": fault.of,
        "message": files.explain(fault),
    }


@command("service.adopt", service, trial=True)
@option("--anyway", type=Text("reason", blank=False))
@argument("file", type=Text("path"))
def adopt(line: Line, *, file: str, anyway: str | None) -> None:
    """Adopt new terms at this desk, from the day they name; tickets that stand keep those they came under."""
    text = (terms := load(file)).text
    old, touched = affected.at_desk(line, terms)
    found, since = adoption.adopt(line.desk, text, file, anyway=anyway or "")
    coming = since > line.desk.now()  # asked afterwards: in force at once is in force by now
    facts = {
        "service": found.id,
        "version": found.provider.version,
        "from": line.stamp(since),
        "to_come": coming,
        **affected.facts(touched),
    }
    key = "commands.service.to_come" if coming else "commands.service.adopted"
    when = wording.moment(str(line.stamp(since)))
    head = t(key, service=found.name, file=file, when=when)
    line.answer(facts, lambda: "\n".join([head, *affected.lines(old, found, touched)]))
    for told in _remarks(file, cards.languages(line.desk)):
        say(told)


@command("service.withdraw", service, trial=True)
@option("--from", "day", type=DAY_TO_COME)
@option("--why", type=TEXT, required=True)
def withdraw(line: Line, *, day: str | None, why: str) -> None:
    """Withdraw terms before the day from which they would hold; the adoption stays in the history."""
    found = adoption.withdraw(line.desk, why=why, day=day or "")
    when = wording.moment(str(line.stamp(found.since)))
    facts = calendar.withdrawn(line, found)
    line.answer(facts, lambda: t("commands.service.withdrawn", file=found.file, when=when))


@command("service.new", service)
@option("--answer", "given", multiple=True, type=Text("answer"))
@option("--answers", type=File())
@argument("file", type=Text("path"))
def new(line: Line, *, file: str, given: tuple[str, ...], answers: Path | None) -> None:
    """Ten questions, and a service file to begin with."""
    path = Path(file).expanduser()
    if path.exists():
        raise Refused("file_stands", path=file)
    if not path.parent.is_dir():
        raise Refused("no_folder_yet", path=file, folder=str(path.parent))
    told = _answers(answers) | dict(_answer(text) for text in given)
    money = skeleton.checked("currency", told.get("currency", currencies.EURO))
    with currencies.reading(money):
        for name, text in told.items():
            skeleton.checked(name, text)
    if sys.stdin.isatty() and not line.json:
        for name in skeleton.questions(told):
            if name not in told:
                told[name] = _ask(name, skeleton.questions(told)[name], money)
    text = skeleton.written(told)
    _begin(path, text)
    found = load(str(path))
    left = skeleton.untranslated(text)
    facts = {"file": file, "service": found.id, "provider": found.name, "untranslated": left}
    said = [t("commands.service.new.done", file=file, service=found.name)]
    if left:
        said.append(tn("commands.service.new.left", left, mark=t("commands.service.new.untranslated")))
    line.answer(facts, lambda: "\n".join(said))


def _begin(path: Path, text: str) -> None:
    """Write a file that was not there."""
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise Refused("file_stands", path=str(path)) from None
    except OSError as error:
        raise DeskTrouble("page_unwritable", path=str(path), detail=error.strerror or str(error)) from None


def _answer(text: str) -> tuple[str, str]:
    name, _, said = text.partition("=")
    return name.strip(), said.strip()


def _answers(path: Path | None) -> dict[str, str]:
    """The answers of a file, one a line; blank lines and remarks (`#`) are none."""
    found: dict[str, str] = {}
    for number, row in enumerate(_rows(path) if path else (), 1):
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        if "=" not in row:
            raise Refused("answers_unreadable", path=str(path), line=number)
        name, said = _answer(row)
        found[name] = said
    return found


def _rows(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Refused("answers_no_text", path=str(path)) from None


def _ask(name: str, usual: str, money: str) -> str:
    """One question, asked again until its answer can be taken; amounts in the currency `money`."""
    while True:
        asked = t(f"commands.question.{name}", currency=figures.unit(money))
        said = str(click.prompt(asked, default=usual, err=True))
        try:
            with currencies.reading(money):
                skeleton.checked(name, said)
        except Refused as error:
            say(str(error))
        else:
            return said


@command("service.page", service, keeps_up=False)
@option("--html", "page", type=Text("file"))
@option("--pdf", "paper", type=Text("file"))
@option("--language", type=Text("language"))
@argument("name", type=NAME, required=False)
def page(line: Line, *, name: str | None, page: str | None, paper: str | None, language: str | None) -> None:
    """The terms as a page that a customer can be sent: one HTML file, one PDF."""
    from deskterm.documents import handout

    if not page and not paper:
        raise Refused("page_needs_file")
    found = load(name) if name else line.desk.service
    with _as_in(found), speaking(_reader(found, language)):
        told = terms_page.handout(found)
    wanted = (("html", page, handout.html), ("pdf", paper, handout.pdf))
    made: dict[str, str] = {}
    for sort, path, content in wanted:
        if path:
            _write(Path(path), content(told))
            made[sort] = path
    facts = {"service": found.id, "language": told.language, **made}
    line.answer(facts, lambda: t("commands.service.page.done", files=", ".join(made.values())))
    if doubt := customer_language.remark(found, told.language):
        say(doubt)
    if paper and handout.runs_backwards(handout.words_of(told)):
        say(t("commands.service.page.backwards"))
    if paper and (lost := handout.letters_lost(told)):
        say(t("commands.service.page.letters", letters=" ".join(lost)))


@contextmanager
def _as_in(found: Service) -> Iterator[None]:
    """Amounts and days meanwhile in the currency and as in the region of these terms."""
    with currencies.reading(found.provider.currency), regions.writing_as_in(found.provider.region):
        yield


def _reader(found: Service, named: str | None) -> str:
    """The language that a page is written in: the one that is named, else that in force. Raises Refused."""
    known = dict.fromkeys((*found.languages, *languages()))
    if named is not None and named not in known:
        raise Refused("no_language", like=likely(named, known), name=named, known=", ".join(known))
    return named or language()


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise DeskTrouble("page_unwritable", path=str(path), detail=error.strerror or str(error)) from None
