"""`deskterm service`: the shipped services, one in words, a file's errors, new terms for the desk."""

from __future__ import annotations

from typing import Any

from deskterm.commands.answers import terms, terms_page
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.kinds import Text
from deskterm.commands.frame.line import Line
from deskterm.desk.errors import DeskTrouble, NotFound
from deskterm.desk.terms import adoption, files
from deskterm.exits import Exit
from deskterm.locale import language, t, tn
from deskterm.models.basics.faults import TermsError
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


@command("service.show", service)
@option("--words", is_flag=True)
@option("--toml", "whole", is_flag=True)
@argument("name", type=NAME)
def show(line: Line, *, name: str, words: bool, whole: bool) -> None:
    """One service's terms as a page, the words that commands take, or the file to start from."""
    found = load(name)
    if whole and not line.json:
        output.write(found.text.rstrip("\n"))
        return
    line.answer(_facts(found), lambda: _words(found) if words else terms_page.text(found))


def _facts(found: Service) -> dict[str, Any]:
    tongue = language()
    return {
        "service": found.id,
        "provider": found.name,
        "tz": found.tz,
        "queue": list(found.queue),
        "channels": [{"id": one.id, "kind": one.kind, "lane": one.lane} for one in found.channels],
        "topics": [one.id for one in found.topics],
        "reasons": [one.id for one in found.reasons],
        "outcomes": [one.id for one in found.outcomes],
        "packs": [{"id": one.id, "unit": one.unit, "months": one.months} for one in found.packs],
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
            told.append(output.facts((f"  {one.id}", terms.named(one)) for one in known) + "\n")
    return "\n".join(told).rstrip()


@command("service.check", service)
@argument("file", type=Text("path"))
def check(line: Line, *, file: str) -> int:
    """Every fault of a service file, each with its path and the cure."""
    try:
        faults = files.faults(file)
    except files.ServiceMissing as error:
        raise DeskTrouble("no_service_file", name=error.name, near=error.near) from None
    except files.ServiceUnreadable as error:
        raise DeskTrouble("service_unreadable", name=error.name, detail=error.reason) from None
    errors = [{"path": fault.path, "message": files.explain(fault)} for fault in faults]

    def people() -> str:
        if not errors:
            return t("commands.service.good", file=file)
        told = [f"{one['path'] or file}: {one['message']}" for one in errors]
        return "\n".join([*told, tn("commands.service.faults", len(errors), file=file)])

    line.answer({"ok": not errors, "errors": errors}, people)
    return int(Exit.USAGE if errors else Exit.DONE)


@command("service.adopt", service, trial=True)
@argument("file", type=Text("path"))
def adopt(line: Line, *, file: str) -> None:
    """Put new terms in force at this desk; tickets that stand keep those they came under."""
    text = load(file).text
    found = adoption.adopt(line.desk, text, file)
    facts = {"service": found.id, "version": found.provider.version, "from": line.stamp(line.desk.now())}
    line.answer(facts, lambda: t("commands.service.adopted", service=found.name, file=file))
