"""The firm's terms change: from their day on requests come under them, a ticket keeps its own (M17)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import structs

from deskterm.desk import leads
from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.terms import files
from deskterm.desk.terms.stranded import stranded, told
from deskterm.locale import figures
from deskterm.models.basics.faults import TermsError
from deskterm.models.basics.text import clean
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.desk import InForce
from deskterm.models.terms.service import Service, read_service
from deskterm.storage.house import terms as terms_rows
from deskterm.storage.house.terms import Version


def adopt(desk: Desk, text: str, file: str, *, anyway: str = "") -> tuple[Service, int]:
    """Adopt the terms of a file: in force from their `valid_from`, at once where that is past or not given.

    Adopting is for a lead, where the desk has any. Returns them and since when they hold. `anyway`: why they
    are adopted though they have doubts; it is kept.
    Raises TermsError with every fault of the file; Refused for another firm's terms, another currency (what
    the desk has charged is in its own), those in force, and, without a reason, for doubts and for terms that
    know no more what customers hold.
    """
    with desk.read() as conn:
        leads.check(desk, conn, "terms_by_lead")
    service = read_service(text, file)
    old = desk.service
    if service.id != old.id:
        raise Refused("terms_of_another", name=service.id, mine=old.id)
    if service.provider.currency != old.provider.currency:
        mine, new = old.provider.currency, service.provider.currency
        raise Refused("other_currency", name=file, mine=mine, new=new)
    if service.digest == old.digest:
        raise Refused("terms_in_force", name=file)
    doubts = sound(service, file, anyway=anyway)
    since = max(begins(service), desk.now())
    with desk.as_of(since):
        lost = [one for one in stranded(desk, desk.service, service) if one.is_lost]
    if lost and not anyway.strip():
        raise Refused("terms_strand", name=file, told="\n".join(f"- {told(one)}" for one in lost))
    with desk.write() as conn:
        at, why = desk.now(), anyway.strip() if doubts or lost else ""
        version = Version(service=service, source=text, file=file)
        terms_rows.adopt(conn, version, since=since, at=at, by=desk.who, doubts=doubts, reason=why)
        before, after = (_told(one) for one in (old, service))
        after |= {"since": since} | ({"doubts": doubts, "reason": why} if why else {})
        after |= {"stranded": [one.kept() for one in lost]} if lost else {}
        desk.record(conn, "terms_adopted", target=file, before=before, after=after)
    with desk.read():  # what holds from now on is known to the desk that is open
        return service, since


def _told(service: Service) -> dict[str, object]:
    return {"version": service.provider.version, "digest": service.digest}


def sound(service: Service, file: str, *, anyway: str = "") -> int:
    """How many doubts terms have that are to be worked under. Raises Refused for any without a reason."""
    doubts = files.doubts(service)
    if doubts and not anyway.strip():
        raise Refused("terms_in_doubt", name=file, faults=files.explain_all(TermsError(doubts, file)))
    return len(doubts)


def founded(desk: Desk, doubts: int, reason: str) -> None:
    """Write down why a desk was made under terms that had doubts."""
    with desk.write() as conn:
        after = {"doubts": doubts, "reason": reason.strip()}
        desk.record(conn, "terms_adopted", target=desk.service.id, after=after)


def held_early(service: Service, made_at: int) -> str:
    """The day that terms name, where a desk made with them at that moment holds them before it; else "".

    A desk needs terms from its first day: those that it is made with hold from then on, with all they say.
    """
    day = service.provider.valid_from or ""
    return day if day > local(made_at, service.tz).date().isoformat() else ""


def begins(service: Service) -> int:
    """The first second of the day from which terms are valid, on their wall clock; 0 where they name none."""
    day = service.provider.valid_from
    if day is None:
        return 0
    return int(datetime.combine(date.fromisoformat(day), time(), ZoneInfo(service.tz)).timestamp())


def in_force(desk: Desk) -> InForce:
    """The adoption whose terms hold now."""
    with desk.read() as conn:
        known, now = _standing(terms_rows.adoptions(conn)), desk.now()
        return next((one for one in reversed(known) if one.since <= now), known[0])


def to_come(desk: Desk) -> tuple[InForce, ...]:
    """The adoptions whose day is still to come, the next one first; without those that another replaces."""
    with desk.read() as conn:
        known = [one for one in _standing(terms_rows.adoptions(conn)) if one.since > desk.now()]
        return tuple({one.since: one for one in known}.values())


def withdrawn(desk: Desk) -> tuple[InForce, ...]:
    """The adoptions that were withdrawn before their day, the last one withdrawn first."""
    with desk.read() as conn:
        found = [one for one in terms_rows.adoptions(conn) if one.withdrawn_at is not None]
        return tuple(sorted(found, key=lambda one: one.withdrawn_at or 0, reverse=True))


def withdraw(desk: Desk, *, why: str, day: str = "") -> InForce:
    """Withdraw terms before they hold: those that begin on `day` (ISO), or the only ones that are to come.

    What was adopted stays in the history, with who withdrew it and why. Raises NotFound where none are to
    come (from that day), Refused without a reason, for whoever is no lead where there is any, and where
    several are to come and no day says which.
    """
    why = clean(why).strip()
    if not why:
        raise Refused("withdrawn_without_reason")
    with desk.write() as conn:
        leads.check(desk, conn, "terms_by_lead")
        coming = {local(one.since, desk.service.tz).date().isoformat(): one for one in to_come(desk)}
        days = ", ".join(figures.day(date.fromisoformat(one)) for one in coming)
        if not coming:
            raise NotFound("no_terms_to_come")
        if day and day not in coming:
            raise NotFound("no_terms_from", day=figures.day(date.fromisoformat(day)), days=days)
        if not day and len(coming) > 1:
            raise Refused("several_terms_to_come", days=days)
        found = coming[day] if day else next(iter(coming.values()))
        terms_rows.withdraw(conn, found.since, at=desk.now(), by=desk.who, why=why)
        before = _told(desk.service_of(found.terms_id)) | {"since": found.since}
        desk.record(conn, "terms_withdrawn", target=found.file, before=before, after={"reason": why})
    with desk.read():  # what holds from now on is known to the desk that is open
        return structs.replace(found, withdrawn_at=desk.now(), withdrawn_by=desk.who, withdrawn_why=why)


def _standing(known: Sequence[InForce]) -> list[InForce]:
    return [one for one in known if one.withdrawn_at is None]
