"""Care of the desk: is everything in order (doctor), a copy, a copy put back, a desk shared with a group."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from shlex import quote

from deskterm.desk.calls.overdue import overdue
from deskterm.desk.context import Desk, by_itself, open_desk, trouble
from deskterm.desk.customers import cards
from deskterm.desk.errors import Busy, DeskError, DeskTrouble, Refused
from deskterm.desk.steps import customer_language
from deskterm.desk.steps.letters import on_the_way
from deskterm.desk.upkeep import chain, hooks, lacking, mail_states, mail_trust, word_index
from deskterm.locale import t, tn
from deskterm.locale.catalogues import unreadable
from deskterm.models.records.base import Record
from deskterm.storage import database, guards, proofs
from deskterm.storage.faults import Locked, StoreError
from deskterm.storage.file import safekeeping
from deskterm.storage.file.place import COPIES
from deskterm.storage.post import accounts as account_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows

TROUBLE = (DeskError, *database.DatabaseError)  # what a look at a damaged file may raise
MB = 1024 * 1024
ROOM = 8 * MB  # the log and what SQLite sorts, beside the desk and a copy of it
SHORT = 256 * MB
MANY = 100_000  # letters looked at after a copy was put back


class Check(Record, frozen=True, kw_only=True):
    """One thing looked at; `detail` says what was found. `note`: work goes on, but somebody should look."""

    name: str
    ok: bool
    detail: str = ""
    note: bool = False


def backup(desk: Desk, target: Path | None = None) -> Path:
    """Copy the desk, while it is in use, into one checked file; by default into its own `backups` folder.

    A folder that is not there is not made: it may be a disk that is not mounted. Raises DeskTrouble then,
    and when the target stands already or cannot be written.
    """
    path = desk.folder / COPIES if target is None else target
    try:
        folder = safekeeping.copies_folder(desk.folder) if target is None else target
        path = _free_name(folder) if folder.is_dir() else folder
        if not path.parent.is_dir():
            raise DeskTrouble("backup_nowhere", folder=str(path.parent), typed=quote(str(path.parent)))
        safekeeping.copy_to(desk.store.connection(), path)
    except FileExistsError:
        raise DeskTrouble("backup_stands", path=str(path)) from None
    except StoreError as error:
        raise trouble(error) from error
    except OSError as error:
        raise DeskTrouble("backup_failed", path=str(path), detail=error.strerror or str(error)) from error
    return path


def lost_together(desk: Desk, copy: Path) -> bool:
    """Whether a copy lies on the desk's own disk, and would be lost with it."""
    return safekeeping.same_disk(desk.folder, copy)


def _free_name(folder: Path) -> Path:
    """A name in `folder` that says when, and is not taken."""
    stem = time.strftime("desk-%Y%m%dT%H%M%S")
    names = (f"{stem}{f'-{turn}' if turn else ''}.sqlite" for turn in count())
    return next(path for name in names if not (path := folder / name).exists())


def restore(folder: Path, copy: Path) -> Path | None:
    """Put a backup back as the desk in `folder`; what stood there is backed up first, and its copy returned.

    A damaged file is kept under another name. Raises Busy while another process has the desk open,
    DeskTrouble when the backup cannot be used.
    """
    check_copy(copy)
    try:
        kept = _keep(folder) if (folder / database.FILE).exists() else None
        safekeeping.put_back(copy, folder)
    except Locked:
        raise Busy("desk_in_use") from None
    except StoreError as error:
        raise trouble(error) from error
    desk = open_desk(folder)
    try:
        _doubt_letters(desk)
    finally:
        desk.close()
    return kept


def _doubt_letters(desk: Desk) -> None:
    """Letters that wait in a copy may have left since it was made: a person says which go again."""
    with by_itself(), desk.write() as conn:
        proofs.plan_is_ours(conn)
        waiting = outgoing_rows.waiting(conn, MANY) if outgoing_rows.ever_sent(conn) else ()
        for one in waiting:
            message_rows.update(
                conn, one.number, state="pending", outcome="doubtful", reason="letter_doubtful"
            )
            outgoing_rows.note(conn, one.number, went=one.went or "doubtful")
        if waiting:
            desk.record(conn, "letters_doubted", after={"letters": len(waiting)})


def check_copy(copy: Path) -> None:
    """Refuse what is no whole copy of a desk. Raises DeskTrouble that names the file."""
    try:
        safekeeping.usable(copy)
    except Locked:
        raise Busy("desk_in_use") from None
    except StoreError as error:
        if error.code not in ("foreign", "empty", "corrupt"):
            raise trouble(error) from error
        code = "copy_corrupt" if error.code == "corrupt" else "copy_foreign"
        raise DeskTrouble(code, path=str(copy), detail=error.detail) from error


def try_restore(folder: Path, copy: Path) -> bool:
    """Whether a desk stands in `folder` that restoring this backup would keep a copy of; nothing is written.

    Raises DeskTrouble when the backup cannot be used.
    """
    check_copy(copy)
    return (folder / database.FILE).exists()


def _keep(folder: Path) -> Path:
    try:
        desk = open_desk(folder)
    except DeskTrouble as error:
        if error.code not in ("store_corrupt", "store_empty"):
            raise
        return safekeeping.set_aside(folder, time.strftime("damaged-%Y%m%dT%H%M%S.sqlite"))
    try:
        return backup(desk)
    finally:
        desk.close()


def group_id(name: str) -> int:
    """The number of a system group. Raises DeskTrouble when there is none of that name."""
    import grp

    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        raise DeskTrouble("no_group", group=name) from None


def share(desk: Desk, gid: int) -> Path | None:
    """Let the system users of a group work at this desk, made now or long ago.

    Returns the folder on the way to it that is closed to them, if one is. Raises DeskTrouble when the system
    refuses: the files are another user's, or this one is not in the group.
    """
    try:
        safekeeping.share(desk.folder, gid)
        return safekeeping.closed_above(desk.folder, gid)
    except OSError as error:
        detail = error.strerror or str(error)
        owner = safekeeping.owner(desk.folder)
        raise DeskTrouble("not_shared", path=str(desk.folder), detail=detail, owner=owner) from error


def examine(
    folder: Path,
    *,
    who: str = "",
    kept: Sequence[proofs.Head] = (),
    hooks_named: frozenset[str] | None = None,
) -> tuple[Check, ...]:
    """Look at everything that must be in order at the desk in `folder`; never raises for what it finds.

    `kept`: heads of the chain that somebody kept elsewhere. `hooks_named`: those of the settings here.
    """
    version, fixed = database.sqlite_version()
    found = [Check(name="sqlite", ok=True, detail=f"{version}{'' if fixed else ' (WAL-reset)'}")]
    try:
        desk = open_desk(folder, who=who)
    except DeskError as error:
        return (*found, Check(name="open", ok=False, detail=str(error)))
    desk.hooks = hooks_named
    try:
        found += _look(desk)
        found += [
            *(Check(**one._asdict()) for one in chain.looks(desk, kept)),
            *_languages(desk),
            *_letters(desk),
            *_mailboxes(desk),
            *_hooks(desk),
            _disk(desk),
            _keyring(desk),
        ]
    finally:
        desk.close()
    return tuple(found)


def index_words(folder: Path, *, who: str = "") -> None:
    """Read the index of all words anew. Raises DeskError where the desk cannot be used."""
    desk = open_desk(folder, who=who)
    try:
        with by_itself():
            word_index.build(desk)
    finally:
        desk.close()


def _look(desk: Desk) -> Iterator[Check]:
    yield Check(name="open", ok=True, detail=str(desk.folder))
    looks: tuple[tuple[str, Callable[[Desk], tuple[str, ...]]], ...] = (
        ("integrity", _damage),
        ("guards", _guards),
        ("ledger", _ledger),
        ("search", _search),
        ("rights", _rights),
    )
    for name, look in looks:
        try:
            faults = look(desk)
        except TROUBLE as error:
            faults = (str(error),)
        yield Check(name=name, ok=not faults, detail="; ".join(faults))
    yield _senders(desk)


def harmed(folder: Path) -> str:
    """What is wrong in the file itself, for whoever could make no sense of it; "" where it is whole."""
    try:
        desk = open_desk(folder)
    except DeskError as error:
        return str(error)
    try:
        found = [one for one in _look(desk) if one.name in ("integrity", "guards", "ledger") and not one.ok]
        return "; ".join(one.detail for one in found)
    except ValueError as error:  # a record whose words cannot be read any more
        return type(error).__name__
    finally:
        desk.close()


def _senders(desk: Desk) -> Check:
    """Which mail servers are believed; without one no mail has a contract."""
    try:
        servers = ", ".join(sorted(mail_trust.trusted_servers(desk)))
        lacks = lacking.of_desk(desk)[0] or ("" if servers else lacking.SERVER)
    except TROUBLE as error:
        return Check(name="senders", ok=False, detail=str(error))
    told = [servers, t(f"lacking.{lacks}") if lacks else ""]
    return Check(name="senders", ok=True, note=bool(lacks), detail=". ".join(filter(None, told)))


def _languages(desk: Desk) -> Iterator[Check]:
    """What lacks to a language of the terms, of a customer, of a catalogue; nothing where none does."""
    try:
        spoken = dict.fromkeys((*desk.service.languages, *cards.languages(desk)))
    except TROUBLE:
        return  # told where the file is looked at
    found = [told for one in spoken if (told := customer_language.remark(desk.service, one))]
    if found:
        yield Check(name="languages", ok=True, note=True, detail=" ".join(found))
    if broken := unreadable():
        files = ", ".join(f"{path}: {why}" for path, why in broken)
        yield Check(name="catalogues", ok=False, detail=files)


def _letters(desk: Desk) -> Iterator[Check]:
    """Letters for a person or put off for long, mailboxes by which nothing leaves; nothing where none are."""
    try:
        with desk.read() as conn:
            counts = outgoing_rows.troubled_counts(conn)
            late = on_the_way.late(conn, desk.now(), MANY)
            ways = [one for one in account_rows.listing(conn) if one.active and one.smtp_host]
            shut = {one.name: outgoing_rows.trouble(conn, one.number).get("words", "") for one in ways}
    except TROUBLE:
        return  # told where the file is looked at
    told = [f"{t(f'outbox.state.{one}')}: {counts[one]}" for one in outgoing_rows.TROUBLED if counts.get(one)]
    told += [tn("outbox.late", len(late), words=late[0].answer)] if late else []
    told += [f"{name}: {words}" for name, words in shut.items() if words]
    if told:
        yield Check(name="letters", ok=True, note=True, detail=", ".join(told))


def _mailboxes(desk: Desk) -> Iterator[Check]:
    """Whether mail is fetched from the mailboxes; nothing where there are none."""
    try:
        known = [one for one in mail_states.listing(desk) if one.is_used]
        told = [f"{name}: {why}" for name, why in mail_states.wrong(desk)]
    except TROUBLE:
        return  # told where the file is looked at
    if known:
        names = ", ".join(one.account for one in known)
        yield Check(name="mailboxes", ok=True, note=bool(told), detail=" ".join(told) or names)


def _hooks(desk: Desk) -> Iterator[Check]:
    """Whether the hooks take what happens; nothing where there are none, or where others have them."""
    try:
        known = [one.name for one in hooks.listing(desk) if hooks.is_here(desk, one)]
        told = [f"{name}: {why}" for name, why in hooks.wrong(desk)]
    except TROUBLE:
        return  # told where the file is looked at
    if known or told:
        yield Check(name="hooks", ok=True, note=bool(told), detail=" ".join(told) or ", ".join(known))


def _damage(desk: Desk) -> tuple[str, ...]:
    with desk.read() as conn:
        return safekeeping.damage(conn)


def _guards(desk: Desk) -> tuple[str, ...]:
    with desk.read() as conn:
        return guards.missing_guards(conn)


def _ledger(desk: Desk) -> tuple[str, ...]:
    from deskterm.desk.packs import packs

    return tuple(str(fault) for fault in packs.check(desk))


def _search(desk: Desk) -> tuple[str, ...]:
    return tuple(t("lacking.words", where=fault) for fault in word_index.faults(desk))


def _rights(desk: Desk) -> tuple[str, ...]:
    return tuple(f"{path} {path.stat().st_mode & 0o7777:04o}" for path in safekeeping.too_open(desk.folder))


def _disk(desk: Desk) -> Check:
    """Whether there is room: for a copy of the desk, and for some time to come."""
    size, free = safekeeping.size(desk.folder), safekeeping.free(desk.folder)
    figures: dict[str, object] = {"path": desk.folder, "free": free // MB, "size": -(-size // MB)}
    if free < size + ROOM:
        return Check(name="disk", ok=False, detail=t("errors.disk_full", **figures))
    if free < SHORT:
        return Check(name="disk", ok=True, note=True, detail=t("errors.disk_short", **figures))
    return Check(name="disk", ok=True, detail=f"{free // MB} MB")


def _of_mailboxes(desk: Desk) -> str:
    """From where the mailboxes that want a password have it, where no keyring keeps any; "" without one."""
    from deskterm.storage.post import accounts as account_rows

    try:
        with desk.read() as conn:
            found = [one for one in account_rows.listing(conn) if one.login == "password"]
    except TROUBLE:
        return ""
    if not found:
        return ""
    variables = ", ".join(f"DESKTERM_MAIL_SECRET_{one.name.upper().replace('-', '_')}" for one in found)
    names = ", ".join(one.name for one in found)
    return t("errors.keyring_mailboxes", names=names, variables=variables)


def _keyring(desk: Desk) -> Check:
    """Where a password would be kept (S16); without a keyring work goes on, but nothing can be kept."""
    from deskterm.desk import keyrings

    try:
        name = keyrings.named(keyrings.keyring_of())
    except Refused as refused:
        bad = refused.code != "no_keyring" or bool(_left(desk))
        plain = "plaintext" in str(refused.values.get("cause", "")).lower()
        told = " ".join(filter(None, (str(refused), _of_mailboxes(desk))))
        return Check(name="keyring", ok=not (bad or plain), note=True, detail=told)
    left = _left(desk)
    if left:
        return Check(name="keyring", ok=False, detail=t("errors.keyring_keeps", keyring=name, codes=left))
    return Check(name="keyring", ok=True, detail=name)


def _left(desk: Desk) -> str:
    """The tickets whose passwords should be gone; none where the file cannot be read."""
    try:
        return ", ".join(one.ticket for one in overdue(desk))
    except TROUBLE:
        return ""
