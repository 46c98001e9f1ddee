"""osTicket: a dump of its database, as its installer makes it (1.10-1.18).

Its tables are those of setup/inc/streams/core/install-mysql.sql. Read: user, user_email, organization with
their notes and forms (note, form_entry, form_entry_values, form_field), staff, ticket with its status,
thread, thread_entry, thread_entry_email, attachment, file and the bytes of files that osTicket keeps in the
database (file_chunk). Where the values of a form are absent, the view that osTicket builds of them says the
same (ticket__cdata, user__cdata, organization__cdata). Files that a storage plug-in keeps elsewhere are left
out; what of these tables has no place here is told (`untaken`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from deskterm.mail.desks import askers, dump
from deskterm.mail.desks.dump import Row, number, text
from deskterm.mail.desks.texts import FILE_BYTES, Texts, bare_id, grouped, instant, line, of_path
from deskterm.mail.desks.untaken import Untaken
from deskterm.models.basics.text import clean
from deskterm.models.records.exports.other_desk import (
    LeftOut,
    OtherCustomer,
    OtherFile,
    OtherMessage,
    OtherPerson,
    OtherTicket,
)

TABLES = {  # and the column that names a row
    **{"user": "id", "user_email": "id", "organization": "id", "staff": "staff_id", "ticket": "ticket_id"},
    **{"ticket_status": "id", "ticket_priority": "priority_id", "department": "id", "help_topic": "topic_id"},
    **{"thread": "id", "thread_entry": "id", "thread_entry_email": "id", "attachment": "id", "file": "id"},
    **{"form_entry": "id", "form_field": "id", "form_entry_values": "", "file_chunk": "", "note": "id"},
    **{"ticket__cdata": "ticket_id", "user__cdata": "user_id", "organization__cdata": "org_id"},
}
VIEWS = {"ticket__cdata": "T", "user__cdata": "U", "organization__cdata": "O"}  # of what forms say, whose
TAKEN = {  # with what says nothing to people
    **dict.fromkeys(("staff", "ticket_status", "ticket_priority", "department", "help_topic"), "*"),
    **dict.fromkeys(("form_entry", "form_field", "form_entry_values", "file", "file_chunk", *VIEWS), "*"),
    "user": "id org_id default_email_id name status created updated",
    "user_email": "id user_id flags address",
    "organization": "id name manager status created updated",
    "ticket": "ticket_id ticket_pid number user_id user_email_id status_id dept_id topic_id staff_id"
    " email_id lock_id flags sort ip_address source isoverdue isanswered est_duedate reopened"
    " closed lastupdate created updated lastmessage lastresponse sla_id",
    "thread": "id object_id object_type extra lastresponse lastmessage created",
    "thread_entry": "id pid thread_id staff_id user_id type flags poster editor editor_type source title body"
    " format ip_address extra created updated",
    "thread_entry_email": "id thread_entry_id email_id mid headers",
    "attachment": "id object_id type file_id name inline lang",
    "note": "id pid staff_id ext_id body status sort created updated",
}
OWN = ("name", "email", "phone", "address", "notes")  # of people and firms, which have a place on a card
STATES = {"open": "queued", "closed": "closed", "archived": "closed"}
CHANNELS = {"Web": "portal", "Email": "email", "Phone": "phone", "API": "portal"}
HIDDEN, CHILD = 0x4, 0x400  # flags of an entry: it was edited since; it came with a merged ticket
ENTRY, FORM = "H", "E"  # what an attachment hangs on: an entry of a thread, a field of a form


class OsTicket:
    """A dump; the files in it lie aside, with the texts. Raises dump.NoDump and OSError."""

    name = "osTicket"

    def __init__(self, path: Path, texts: Texts, *, zone: str) -> None:
        self.texts, self.zone = texts, zone
        self._tables: dict[str, dict[int, Row]] = {name: {} for name in TABLES}
        self._values: dict[int, list[Row]] = {}
        self._chunks: dict[int, list[int]] = {}
        self._untaken = Untaken(TAKEN)
        self._read(path)
        self._owner = {number(row, "user_id"): row for row in self._tables["user_email"].values()}
        self._said = self._forms()
        mails = self._tables["thread_entry_email"].values()
        self._mails = {number(row, "thread_entry_id"): bare_id(text(row, "mid")) for row in mails}
        self._attached: dict[int, list[Row]] = {}
        for row in self._tables["attachment"].values():
            if text(row, "type") == ENTRY:
                self._attached.setdefault(number(row, "object_id"), []).append(row)
        self._noted = grouped(self._tables["note"].values(), lambda row: text(row, "ext_id"))
        addresses = self._tables["user_email"].values()
        self._addresses = grouped(addresses, lambda row: number(row, "user_id"))

    @property
    def is_empty(self) -> bool:
        """Whether the dump is of no osTicket, or of one before 1.10, whose threads lie elsewhere."""
        tickets, threads = self._tables["ticket"], self._tables["thread"]
        return not (tickets or self._tables["user"]) or bool(tickets and not threads)

    def _read(self, path: Path) -> None:
        named = dump.DumpTables(TABLES)
        for table, row in dump.rows(path, named.has):
            name = named.name(table)
            self._untaken.look(name, row)
            if name == "file_chunk":
                self._put_aside(row)
            elif name == "form_entry_values":
                self._values.setdefault(number(row, "entry_id"), []).append(row)
            else:
                self._tables[name][number(row, TABLES[name])] = row

    def _put_aside(self, row: Row) -> None:
        file, chunk = number(row, "file_id"), number(row, "chunk_id")
        self._chunks.setdefault(file, []).append(chunk)
        self._chunk(file, chunk).write_bytes(row.get("filedata") or b"")

    def _chunk(self, file: int, chunk: int) -> Path:
        return self.texts.aside / f"{file}.{chunk}"

    def _bytes(self, file: int) -> bytes:
        found = bytearray()
        for chunk in sorted(self._chunks.get(file, ())):
            found += of_path(self._chunk(file, chunk))
            if len(found) > FILE_BYTES:
                break
        return bytes(found)

    def _forms(self) -> dict[tuple[str, int], dict[str, str]]:
        """What forms say of tickets (T), users (U) and organizations (O), by the names of their fields."""
        said: dict[tuple[str, int], dict[str, str]] = {}
        for key, entry in sorted(self._tables["form_entry"].items()):
            owner = (text(entry, "object_type"), number(entry, "object_id"))
            for row in self._values.get(key, ()):
                field = self._tables["form_field"].get(number(row, "field_id"), {})
                name = text(field, "name") or line(text(field, "label"))
                if name and text(row, "value"):
                    said.setdefault(owner, {})[name] = _plain(text(row, "value"))
        for table, kind in VIEWS.items():
            for key, row in self._tables[table].items():
                told = said.setdefault((kind, key), {})
                for name in row.keys() - {TABLES[table]}:
                    if text(row, name) and name not in told:
                        told[name] = self._of_view(name, text(row, name))
        return said

    def _of_view(self, name: str, value: str) -> str:
        """What a view says; of a priority its name, which stands there as a number."""
        if name == "priority" and value.isdecimal():
            row = self._tables["ticket_priority"].get(int(value), {})
            return text(row, "priority_desc") or text(row, "priority") or value
        return _plain(value)

    def customers(self) -> Iterator[OtherCustomer | LeftOut]:
        """Organizations with their people, then the people of none."""
        people: dict[int, list[int]] = {}
        thrown = askers.of_spam_alone(self._asked())
        for key, user in self._tables["user"].items():
            if key in thrown:
                person = self._person(key)
                yield askers.left_out(person.key, person.name, person.email)
                continue
            firm = number(user, "org_id")
            people.setdefault(firm if firm in self._tables["organization"] else 0, []).append(key)
        for key, row in self._tables["organization"].items():
            said = self._said.get(("O", key), {})
            own = (
                OtherPerson(key=f"organization:{key}", name=line(text(row, "name")), phones=_numbers(said)),
            )
            yield OtherCustomer(
                key=f"organization:{key}",
                name=line(text(row, "name")) or f"organization:{key}",
                notes=self._notes(("O", key), people.get(key, ())),
                people=(own if own[0].phones else ())
                + tuple(person for one in people.get(key, ()) for person in self._persons(one)),
            )
        for key in people.get(0, ()):
            person = self._person(key)
            notes = self._notes(("U", key), ())
            people_of = tuple(self._persons(key))
            yield OtherCustomer(key=f"user:{key}", name=person.name, notes=notes, people=people_of)

    def _asked(self) -> Iterator[tuple[int, bool]]:
        """Who asked and who wrote in a ticket, each with whether it is deleted there."""
        thrown = {}
        for key, row in self._tables["ticket"].items():
            state = text(self._tables["ticket_status"].get(number(row, "status_id"), {}), "state")
            thrown[key] = state == "deleted"
            yield number(row, "user_id"), thrown[key]
        for key, entries in self._entries().items():
            for row in entries:
                yield number(row, "user_id"), thrown.get(key, False)

    def _notes(self, whose: tuple[str, int], people: Sequence[int]) -> str:
        """The address and the notes of a firm or a person, and those of its people under their names."""
        said, key = self._said.get(whose, {}), ":".join(map(str, whose))
        noted = (text(row, "body") for row in self._noted.get("".join(map(str, whose)), ()))
        told = (said.get("address", ""), said.get("notes", ""), *noted)
        own = (self.texts.of_html(one, key=key, of="") for one in told)
        fields = (f"{name}: {line(value)}" for name, value in sorted(said.items()) if name not in OWN)
        more = ((self._person(one).name, self._notes(("U", one), ())) for one in people)
        return "\n".join(
            part for part in (*own, *fields, *(f"{name}: {note}" for name, note in more if note)) if part
        )

    def _person(self, key: int) -> OtherPerson:
        user = self._tables["user"][key]
        email = self._tables["user_email"].get(number(user, "default_email_id")) or self._owner.get(key, {})
        address = line(text(email, "address"))
        name = line(text(user, "name")) or address or f"user:{key}"
        return OtherPerson(
            key=f"user:{key}", name=name, email=address, phones=_numbers(self._said.get(("U", key), {}))
        )

    def _persons(self, key: int) -> Iterator[OtherPerson]:
        """A user; each further address is somebody to write to as well."""
        first = self._person(key)
        yield first
        addresses = (line(text(row, "address")) for row in self._addresses.get(key, ()))
        for n, address in enumerate((one for one in addresses if one and one != first.email), 2):
            yield OtherPerson(key=f"user:{key}.{n}", name=f"{first.name} ({n})", email=address)

    def tickets(self) -> Iterator[OtherTicket | LeftOut]:
        """Tickets in the order of their arrival, each with its thread."""
        entries = self._entries()
        order = sorted(self._tables["ticket"].items(), key=lambda pair: (text(pair[1], "created"), pair[0]))
        for key, row in order:
            yield self._ticket(key, row, entries.get(key, []))
        for row in self._tables["thread"].values():
            if text(row, "object_type") != "T":
                task = f"task:{text(row, 'object_id')}"
                detail = self._said.get(("A", number(row, "object_id")), {}).get("title", "")
                yield LeftOut(kind="task", key=task, reason="task", detail=line(detail))
        for key in sorted(entries.keys() - self._tables["ticket"].keys()):
            for one in entries[key]:
                yield LeftOut(kind="message", key=text(one, "id"), reason="no_ticket", detail=f"ticket:{key}")
        for row in self._tables["attachment"].values():
            kind, entries_there = text(row, "type"), self._tables["thread_entry"]
            if kind == FORM or (kind == ENTRY and number(row, "object_id") not in entries_there):
                key = number(row, "file_id")
                name = line(text(row, "name") or text(self._tables["file"].get(key, {}), "name"))
                yield LeftOut(kind="file", key=f"file:{key}", reason="no_message", detail=name)
        yield from self._untaken.left()

    def _entries(self) -> dict[int, list[Row]]:
        """The entries of every ticket's thread, the oldest first."""
        owner = {
            key: number(row, "object_id")
            for key, row in self._tables["thread"].items()
            if text(row, "object_type") == "T"
        }
        found: dict[int, list[Row]] = {}
        for _, row in sorted(self._tables["thread_entry"].items()):
            thread = number(row, "thread_id")
            if thread in owner:
                found.setdefault(owner[thread], []).append(row)
        return found

    def _ticket(self, key: int, row: Row, entries: list[Row]) -> OtherTicket | LeftOut:
        said = self._said.get(("T", key), {})
        status = self._tables["ticket_status"].get(number(row, "status_id"), {})
        state, subject = text(status, "state"), line(said.get("subject", ""))
        subject = subject or next((line(text(one, "title")) for one in entries if text(one, "title")), "")
        at, code = instant(text(row, "created"), self.zone), line(text(row, "number"))
        if state not in STATES or at is None:
            reason = "no_time" if at is None else "removed" if state == "deleted" else "state"
            return LeftOut(kind="ticket", key=str(key), reason=reason, detail=subject or state, of=code)
        ours = "answered" if state == "open" and number(row, "isanswered") else STATES[state]
        user = number(row, "user_id")
        firm = number(self._tables["user"].get(user, {}), "org_id")
        whose = f"organization:{firm}" if firm in self._tables["organization"] else f"user:{user}"
        person = self._person(user) if user in self._tables["user"] else None
        return OtherTicket(
            key=str(key),
            number=code or str(key),
            subject=subject,
            state=ours,
            word=line(text(status, "name")) or state,
            at=at,
            channel=CHANNELS.get(text(row, "source"), "email"),
            customer=whose if person else "",
            person=person,
            ended_at=instant(text(row, "closed"), self.zone),
            owner=self._agent(number(row, "staff_id")),
            said=self._of_ticket(row, said),
            messages=tuple(one for entry in entries for one in self._message(entry, code, person)),
        )

    def _agent(self, key: int) -> tuple[str, ...]:
        staff = self._tables["staff"].get(key)
        if staff is None:
            return ()
        name = " ".join(
            part for part in (line(text(staff, "firstname")), line(text(staff, "lastname"))) if part
        )
        found = (name, line(text(staff, "username")), line(text(staff, "email")))
        return tuple(dict.fromkeys(word for word in found if word))

    def _of_ticket(self, row: Row, said: dict[str, str]) -> dict[str, str]:
        named = {
            "group": text(self._tables["department"].get(number(row, "dept_id"), {}), "name"),
            "topic": text(self._tables["help_topic"].get(number(row, "topic_id"), {}), "topic"),
            "priority": said.get("priority", ""),
        }
        own = ("subject", "priority", "message")
        more = "; ".join(f"{name}: {value}" for name, value in said.items() if name not in own)
        return {what: line(word) for what, word in (named | {"fields": more}).items() if word}

    def _message(self, row: Row, code: str, person: OtherPerson | None) -> Iterator[OtherMessage]:
        key, flags, kind = text(row, "id"), number(row, "flags"), text(row, "type")
        if flags & HIDDEN:
            self.texts.left.append(LeftOut(kind="message", key=key, reason="edited", of=code))
            return
        direction = {"M": "in", "R": "out"}.get(kind, "note")
        kinds = {"in": "mail" if text(row, "source") == "Email" else "entry", "out": "answer", "note": "note"}
        html, body = text(row, "format") == "html", text(row, "body")
        agent = self._agent(number(row, "staff_id"))
        yield OtherMessage(
            key=key,
            at=instant(text(row, "created"), self.zone) or 0,
            direction=direction,
            kind=kinds[direction],
            name=agent[0] if agent and direction != "in" else line(text(row, "poster")),
            address=person.email if person and direction != "note" else "",
            subject=line(text(row, "title")),
            body=self.texts.of_html(body, key=key, of=code) if html else clean(body, lines=True),
            message_id=self._mails.get(number(row, "id"), ""),
            files=tuple(
                file for one in self._attached.get(number(row, "id"), ()) for file in self._file(one, code)
            ),
        )

    def _file(self, row: Row, code: str) -> tuple[OtherFile, ...]:
        key = number(row, "file_id")
        file = self._tables["file"].get(key, {})
        content = partial(self._bytes, key) if key in self._chunks else None
        name = text(row, "name") or text(file, "name")
        return self.texts.file(name, text(file, "type"), content, key=f"file:{key}", of=code)


def _plain(value: str) -> str:
    """The value of a field; of a choice, which is kept as JSON, the words that were chosen."""
    if not value.startswith("{"):
        return value
    try:
        found = json.loads(value)
    except ValueError:
        return value
    words = found.values() if isinstance(found, dict) else ()
    return ", ".join(str(one) for one in words) or value


def _numbers(said: dict[str, str]) -> tuple[str, ...]:
    """The telephone number of a form; osTicket writes an extension behind an X."""
    phone, _, extension = line(said.get("phone", "")).partition("X")
    return (f"{phone} x{extension}" if extension else phone,) if phone else ()
