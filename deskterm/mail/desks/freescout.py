"""FreeScout: a dump of its database, as its migrations make it (database/migrations, 1.8), and its files.

Read: customers, emails, users, mailboxes, conversations, threads, attachments; what of them has no place here
is told (`untaken`). What is noted of a customer stands in `notes`, and stood in `background` before 2020-11.
The bytes of attachments lie in FreeScout's folder `storage/app/attachment`, that is named with the dump;
without it they are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import structs

from deskterm.mail.desks import askers, dump
from deskterm.mail.desks.dump import Row, number, text
from deskterm.mail.desks.texts import Texts, bare_id, grouped, instant, line, of_path
from deskterm.mail.desks.untaken import Untaken
from deskterm.models.records.exports.other_desk import (
    LeftOut,
    OtherCustomer,
    OtherFile,
    OtherMessage,
    OtherPerson,
    OtherTicket,
)

TABLES = ("customers", "emails", "users", "mailboxes", "conversations", "threads", "attachments")
TAKEN = {  # with what says nothing to people
    "customers": "id first_name last_name company job_title phones address city state zip country notes"
    " background websites photo_type photo_url channel channel_id created_at updated_at",
    "emails": "id customer_id email type",
    "users": "*",
    "mailboxes": "*",
    # copies are counted where they were written
    "conversations": "id number type status state subject customer_email mailbox_id user_id customer_id"
    " closed_at created_at threads_count folder_id preview imported has_attachments created_by_user_id"
    " source_via created_by_customer_id source_type closed_by_user_id user_updated_at"
    " last_reply_at last_reply_from read_by_user updated_at channel cc bcc",
    "threads": "id conversation_id type state body from to message_id source_type created_by_user_id"
    " created_at user_id status action_type action_data headers has_attachments source_via"
    " customer_id edited_at first created_by_customer_id edited_by_user_id saved_reply_id"
    " send_status send_status_data opened_at updated_at subtype meta imported",
    "attachments": "id thread_id file_dir file_name mime_type user_id type size embedded public token_type",
}
STATES = {1: "queued", 2: "waiting", 3: "closed"}  # active, pending, closed; 4 is spam
WORDS = {1: "active", 2: "pending", 3: "closed", 4: "spam"}
CHANNELS = {1: "email", 2: "phone", 3: "chat"}
PUBLISHED, DELETED = 2, 3  # states of a conversation; 1 is a draft
SPAM = 4
CUSTOMER, MESSAGE, NOTE, LINEITEM, CHAT = 1, 2, 3, 4, 8  # types of threads
EMAIL = 1  # the source of what came by mail
FAX, PAGER = 5, 6  # numbers at which nobody speaks


class FreeScout:
    """A dump, and the folder of its attachments. Raises dump.NoDump and OSError."""

    name = "FreeScout"

    def __init__(self, path: Path, texts: Texts, *, zone: str, files: Path | None) -> None:
        self.texts, self.zone, self.files = texts, zone, files
        self._tables: dict[str, dict[int, Row]] = {name: {} for name in TABLES}
        self._untaken = Untaken(TAKEN)
        named = dump.DumpTables(TABLES)
        for table, row in dump.rows(path, named.has):
            self._tables[named.name(table)][number(row, "id")] = row
            self._untaken.look(named.name(table), row)
        emails = grouped(self._tables["emails"].values(), lambda row: number(row, "customer_id"))
        self._emails = {key: [line(text(row, "email")) for row in told] for key, told in emails.items()}
        self._attached = grouped(self._tables["attachments"].values(), lambda row: number(row, "thread_id"))

    @property
    def is_empty(self) -> bool:
        """Whether the dump is of no FreeScout."""
        return not (self._tables["conversations"] or self._tables["customers"])

    def customers(self) -> Iterator[OtherCustomer | LeftOut]:
        """The people of a company together, as it is written; then who names none."""
        thrown = askers.of_spam_alone(self._asked())
        every = self._tables["customers"]
        for who in sorted(thrown & every.keys()):
            one = next(self._persons(every[who]))
            yield askers.left_out(one.key, one.name, one.email)
        brought = (row for who, row in every.items() if who not in thrown)
        firms = grouped(brought, lambda row: line(text(row, "company")).casefold())
        alone = firms.pop("", [])
        for firm, people in firms.items():
            yield OtherCustomer(
                key=f"company:{firm}",
                name=line(text(people[0], "company")),
                town=line(text(people[0], "city")),
                notes="\n".join(note for row in people if (note := self._note(row, named=True))),
                people=tuple(one for row in people for one in self._persons(row)),
            )
        for row in alone:
            found = tuple(self._persons(row))
            notes = self._note(row)
            key = f"customer:{text(row, 'id')}"
            yield OtherCustomer(
                key=key, name=found[0].name, town=line(text(row, "city")), notes=notes, people=found
            )

    def _asked(self) -> Iterator[tuple[int, bool]]:
        """Who asked and who wrote in a conversation, each with whether that is spam there, or deleted."""
        thrown = {}
        for key, row in self._tables["conversations"].items():
            thrown[key] = number(row, "status") == SPAM or number(row, "state") == DELETED
            yield number(row, "customer_id"), thrown[key]
        for row in self._tables["threads"].values():
            for who in ("customer_id", "created_by_customer_id"):
                yield number(row, who), thrown.get(number(row, "conversation_id"), False)

    def _note(self, row: Row, *, named: bool = False) -> str:
        """Where a person is, and what is noted of them; in a company with their name."""
        noted = (line(text(row, "notes")), line(text(row, "background")))
        found = (_street(row), *dict.fromkeys(noted), *_websites(row))
        told = "; ".join(part for part in found if part)
        return f"{next(self._persons(row)).name}: {told}" if told and named else told

    def _persons(self, row: Row) -> Iterator[OtherPerson]:
        """A customer of there; each further address is somebody to write to as well."""
        key, emails = number(row, "id"), self._emails.get(number(row, "id"), [])
        numbers = [
            line(one.get("value")) for one in _listed(row, "phones") if one.get("type") not in (FAX, PAGER)
        ]
        first = emails[0] if emails else ""
        name = _name(row, first or f"customer:{key}")
        yield OtherPerson(
            key=f"customer:{key}",
            name=name,
            email=first,
            phones=tuple(dict.fromkeys(one for one in numbers if one)),
            role=line(text(row, "job_title")),
        )
        for n, email in enumerate(emails[1:], 2):
            yield OtherPerson(key=f"customer:{key}.{n}", name=f"{name} ({n})", email=email)

    def tickets(self) -> Iterator[OtherTicket | LeftOut]:
        """Conversations in the order of their arrival, each with its threads."""
        said = (row for _, row in sorted(self._tables["threads"].items()))
        threads = grouped(said, lambda row: number(row, "conversation_id"))
        found = self._tables["conversations"]
        for key, row in sorted(found.items(), key=lambda pair: (text(pair[1], "created_at"), pair[0])):
            yield self._ticket(key, row, threads.get(key, []))
        for key in sorted(threads.keys() - found.keys()):
            for one in threads[key]:
                yield LeftOut(
                    kind="message", key=text(one, "id"), reason="no_ticket", detail=f"conversation:{key}"
                )
        for key in sorted(self._attached.keys() - self._tables["threads"].keys()):
            for one in self._attached[key]:
                name, which = line(text(one, "file_name")), f"attachment:{text(one, 'id')}"
                yield LeftOut(kind="file", key=which, reason="no_message", detail=name)
        yield from self._untaken.left()

    def _ticket(self, key: int, row: Row, threads: list[Row]) -> OtherTicket | LeftOut:
        code, subject = text(row, "number") or str(key), line(text(row, "subject"))
        at, status = instant(text(row, "created_at"), self.zone), number(row, "status")
        published = number(row, "state") == PUBLISHED
        if at is None or not published or status not in STATES:
            reason = "no_time" if at is None else "removed" if not published else "spam"
            return LeftOut(kind="ticket", key=str(key), reason=reason, detail=subject, of=code)
        customer = self._tables["customers"].get(number(row, "customer_id"))
        person = next(self._persons(customer)) if customer else None
        if person and (told := line(text(row, "customer_email"))):
            person = structs.replace(person, email=told)
        firm = line(text(customer, "company")).casefold() if customer else ""
        mailbox = self._tables["mailboxes"].get(number(row, "mailbox_id"), {})
        return OtherTicket(
            key=str(key),
            number=code,
            subject=subject,
            state=STATES[status],
            word=WORDS[status],
            at=at,
            channel=CHANNELS.get(number(row, "type"), "email"),
            customer=(f"company:{firm}" if firm else person.key) if person else "",
            person=person,
            ended_at=instant(text(row, "closed_at"), self.zone),
            owner=self._agent(number(row, "user_id")),
            said={"group": line(text(mailbox, "name"))} if mailbox else {},
            messages=tuple(one for thread in threads for one in self._message(thread, code, person)),
        )

    def _agent(self, key: int) -> tuple[str, ...]:
        row = self._tables["users"].get(key)
        if row is None:
            return ()
        found = (_name(row, ""), line(text(row, "email")))
        return tuple(word for word in found if word)

    def _message(self, row: Row, code: str, person: OtherPerson | None) -> Iterator[OtherMessage]:
        kind, key = number(row, "type"), text(row, "id")
        if kind == LINEITEM:
            self._untaken.count("threads.lineitem")  # what was done with it, not what was said
            return
        if number(row, "state") != PUBLISHED:
            self.texts.left.append(LeftOut(kind="message", key=key, reason="draft", of=code))
            return
        mail = number(row, "source_type") == EMAIL
        direction = {CUSTOMER: "in", MESSAGE: "out", CHAT: "in"}.get(kind, "note")
        kinds = {"in": "mail" if mail else "entry", "out": "answer", "note": "note"}
        agent = self._agent(number(row, "created_by_user_id"))
        came = person.name if person else line(text(row, "from"))
        to = next((line(one) for one in _words(row, "to")), person.email if person else "")
        yield OtherMessage(
            key=key,
            at=instant(text(row, "created_at"), self.zone) or 0,
            direction=direction,
            kind=kinds[direction],
            name=came if direction == "in" else agent[0] if agent else "",
            address={"in": line(text(row, "from")), "out": to}.get(direction, ""),
            body=self.texts.of_html(text(row, "body"), key=key, of=code),
            message_id=bare_id(text(row, "message_id")),
            files=tuple(
                file for one in self._attached.get(number(row, "id"), ()) for file in self._file(one, code)
            ),
        )

    def _file(self, row: Row, code: str) -> tuple[OtherFile, ...]:
        name, key = text(row, "file_name"), f"attachment:{text(row, 'id')}"
        path = self._path(text(row, "file_dir"), name)
        content = partial(of_path, path) if path else None
        return self.texts.file(name, text(row, "mime_type"), content, key=key, of=code)

    def _path(self, folder: str, name: str) -> Path | None:
        """Where a file lies, if it lies in the folder of attachments: names come from outside."""
        if self.files is None or not name:
            return None
        base = self.files.resolve()
        path = (base / folder.strip("/") / name).resolve()
        return path if path.is_relative_to(base) and path.is_file() else None


def _name(row: Row, instead: str) -> str:
    parts = (line(text(row, "first_name")), line(text(row, "last_name")))
    return " ".join(part for part in parts if part) or instead


def _street(row: Row) -> str:
    """Where a person is, which a card has no place for."""
    street, town = line(text(row, "address")), line(text(row, "city"))
    county, country = line(text(row, "state")), line(text(row, "country"))
    town = " ".join(part for part in (line(text(row, "zip")), town, f"({county})" if county else "") if part)
    told = ", ".join(part for part in (street, town, country) if part)
    return told if street or line(text(row, "zip")) or county else ""


def _websites(row: Row) -> list[str]:
    told = (line(one.get("value")) for one in _listed(row, "websites"))
    return [one for one in (*told, *map(line, _words(row, "websites"))) if one]


def _listed(row: Row, column: str) -> list[dict[str, Any]]:
    return [one for one in _json(row, column) if isinstance(one, dict)]


def _words(row: Row, column: str) -> list[str]:
    return [one for one in _json(row, column) if isinstance(one, str)]


def _json(row: Row, column: str) -> list[Any]:
    try:
        found = json.loads(text(row, column) or "[]")
    except ValueError:
        return []
    return found if isinstance(found, list) else []
