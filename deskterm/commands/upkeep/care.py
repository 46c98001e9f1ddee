"""`deskterm doctor`, `backup`, `restore`, `share`: care of the desk."""

from __future__ import annotations

from pathlib import Path

from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.kinds import File, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.errors import Refused
from deskterm.desk.upkeep import care, chain
from deskterm.desk.upkeep.chain import Head
from deskterm.exits import Exit, say
from deskterm.locale import t


@command("doctor")
@option("--rebuild", is_flag=True)
@option("--seal", is_flag=True)
@option("--against", type=Text("head"))
def doctor(line: Line, *, rebuild: bool, seal: bool, against: str | None) -> int:
    """Look at everything that must be in order, the index of words read anew before, or tell the head."""
    kept = _kept(against) if against else ()
    if seal:
        return _seal(line)
    if rebuild:
        care.index_words(line.set.desk, who=line.set.technician)
    settings = [care.Check(name="settings", ok=False, detail=str(one)) for one in line.set.faults.values()]
    who, named = line.set.technician, line.set.hooks_named
    checks = (*care.examine(line.set.desk, who=who, kept=kept, hooks_named=named), *settings)
    ok = all(one.ok for one in checks)
    rows = [{"name": one.name, "ok": one.ok, "state": _state(one), "detail": one.detail} for one in checks]
    columns = [
        output.Column(t("commands.col.check"), lambda row: t(f"commands.check.{row['name']}")),
        output.Column(t("commands.col.state"), lambda row: t(f"commands.check_{row['state']}")),
        output.Column(t("commands.col.detail"), lambda row: row["detail"], flexible=True),
    ]
    line.answer({"ok": ok, "checks": rows}, lambda: output.table(rows, columns, "") + _told(rows))
    return int(Exit.DONE if ok else Exit.REFUSED)


def _seal(line: Line) -> int:
    """The head of the chain alone, for a letter, a paper or a file elsewhere."""
    head = chain.head(line.desk)
    line.answer({"head": str(head), "deed": head.number, "at": line.stamp(head.at)}, lambda: str(head))
    say(t("chain.keep_it"))
    return int(Exit.DONE)


def _kept(given: str) -> tuple[Head, ...]:
    """The heads that somebody kept: one as it was printed, or all that stand in a file. Raises Refused."""
    heads = chain.heads_in(given)
    if heads:
        return heads
    path = Path(given).expanduser()
    try:
        heads = chain.heads_in(path.read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        raise Refused("no_head", given=given, detail=error.strerror or str(error)) from None
    if not heads:
        raise Refused("no_head_within", path=given)
    return heads


def _state(one: care.Check) -> str:
    return "bad" if not one.ok else "note" if one.note else "ok"


def _told(rows: list[dict[str, object]]) -> str:
    """What is not in order in whole sentences, below the table that cuts them."""
    told = [(t(f"commands.check.{row['name']}"), str(row["detail"])) for row in rows if row["state"] != "ok"]
    return "".join(f"\n\n{output.wrap(detail, f'{name}: ')}" for name, detail in told)


@command("backup", keeps_up=False)
@argument("target", type=Text("path"), required=False)
def backup(line: Line, *, target: str | None) -> None:
    """Copy the desk while it is in use."""
    path = care.backup(line.desk, _named(target) if target else None)
    same = care.lost_together(line.desk, path)
    line.answer({"backup": str(path), "same_disk": same}, lambda: t("commands.backup.done", path=path))
    if same:
        say(t("commands.backup.same_disk"))


def _named(target: str) -> Path:
    """Where a copy is to go; what ends in a slash is a folder, be it there or not."""
    path = Path(target).expanduser()
    return path / "desk.sqlite" if target.endswith("/") and not path.exists() else path


@command("share", keeps_up=False)
@argument("group", type=Text("group"))
def share(line: Line, *, group: str) -> None:
    """Give the desk to a group of system users."""
    gid = care.group_id(group)
    closed = care.share(line.desk, gid)
    facts = {"desk": str(line.desk.folder), "group": group, "closed": str(closed) if closed else None}
    line.answer(facts, lambda: t("commands.share.done", desk=line.desk.folder, group=group))
    say_closed(closed, group)


def say_closed(closed: Path | None, group: str) -> None:
    """Say which folder on the way keeps the desk's group out."""
    if closed:
        say(t("commands.share.closed", folder=closed, group=group))


@command("restore", trial=True)
@argument("copy", type=File())
@option("--group", type=Text("group"))
def restore(line: Line, *, copy: Path, group: str | None) -> None:
    """Put a backup back, for the desk's group."""
    gid = care.group_id(group) if group else None
    if line.dry_run:
        _try(line, copy)
        return
    kept = care.restore(line.set.desk, copy)
    closed = care.share(line.desk, gid) if gid is not None else None
    facts = {
        "desk": str(line.set.desk),
        "restored": str(copy),
        "kept": str(kept) if kept else None,
        "group": group,
    }

    def people() -> str:
        told = t("commands.restore.done", copy=copy, desk=line.set.desk)
        return told + ("\n" + t("commands.restore.kept", path=kept) if kept else "")

    line.answer(facts, people)
    say_closed(closed, group or "")


def _try(line: Line, copy: Path) -> None:
    """What putting that backup back would do."""
    keeps = care.try_restore(line.set.desk, copy)
    facts = {"desk": str(line.set.desk), "restored": None, "keeps": keeps}

    def people() -> str:
        told = t("commands.restore.would", copy=copy, desk=line.set.desk)
        return told + ("\n" + t("commands.restore.would_keep") if keeps else "")

    line.answer(facts, people)
    say(t("commands.tried"))
