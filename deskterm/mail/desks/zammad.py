"""Zammad: the answers of its REST API (https://docs.zammad.org, API of version 7), kept as files in a folder.

A file is called as the address that it answers: `users-1.json`, `organizations.json`, `tickets-1.json`,
`ticket_articles/by_ticket/5.json`, `ticket_states.json`, `groups.json`, `ticket_priorities.json`; an
attachment lies at `ticket_attachment/<ticket>/<article>/<attachment>`. Folders above (`api/v1/`) do not
matter, nor whether the answers are expanded (`?expand=true`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from deskterm.mail.desks import askers
from deskterm.mail.desks.texts import Texts, address, bare_id, grouped, instant, line, of_base64, of_path
from deskterm.mail.desks.untaken import Untaken, is_blank
from deskterm.models.basics.text import clean
from deskterm.models.records.exports.other_desk import (
    LeftOut,
    OtherCustomer,
    OtherFile,
    OtherMessage,
    OtherPerson,
    OtherTicket,
)

Thing = Mapping[str, Any]
NOUNS = (
    *("ticket_articles", "ticket_states", "ticket_priorities", "ticket_attachment"),
    *("tickets", "users", "organizations", "groups", "roles"),
)
NAMED = re.compile(rf"({'|'.join(NOUNS)})(?![a-z])")
# What an installation begins with (ticket states, roles, senders and types of articles), for whoever has
# the answers alone that tell numbers.
STATES = {
    **{1: "new", 2: "open", 3: "pending reminder", 4: "closed", 5: "merged"},
    **{6: "removed", 7: "pending close"},
}
OF_TYPE = {
    1: "new",
    2: "open",
    3: "pending reminder",
    4: "pending close",
    5: "closed",
    6: "merged",
    7: "removed",
}
OURS = {
    "new": "queued",
    "open": "queued",
    "pending reminder": "parked",
    "pending close": "answered",
    "closed": "closed",
}
ROLES = {1: "Admin", 2: "Agent", 3: "Customer"}
SENDERS = {1: "Agent", 2: "Customer", 3: "System"}
TYPES = {1: "email", 2: "sms", 3: "chat", 4: "fax", 5: "phone", 10: "note", 11: "web"}
CHANNELS = {"email": "email", "phone": "phone", "web": "portal", "chat": "chat"}
# What Zammad itself says of a ticket; the rest are fields that a firm has added, and the time it counted.
READ = frozenset(
    "id group_id priority_id state_id organization_id number title owner_id customer_id note type"
    " preferences first_response_at first_response_escalation_at first_response_in_min"
    " first_response_diff_in_min close_at close_escalation_at close_in_min close_diff_in_min"
    " update_escalation_at update_in_min update_diff_in_min last_contact_at last_contact_agent_at"
    " last_contact_customer_at last_owner_update_at last_close_at create_article_type_id"
    " create_article_sender_id article_count escalation_at pending_time updated_by_id created_by_id"
    " created_at updated_at article_ids ticket_time_accounting_ids ticket_time_accounting group"
    " priority state owner customer organization create_article_type create_article_sender created_by"
    " updated_by tags checklist_id referencing_checklist_ids mention_ids".split()
)
_PEOPLE = "id active note created_at updated_at created_by_id updated_by_id created_by updated_by preferences"
TAKEN = {  # with what says nothing to people; what a firm has added stands in notes
    **dict.fromkeys(("tickets", "ticket_states", "ticket_priorities", "groups", "roles"), "*"),
    "organizations": "*",
    "ticket_articles": "id ticket_id type type_id sender sender_id internal from to subject body content_type"
    " message_id attachments created_at created_by_id origin_by_id message_id_md5 updated_at"
    " updated_by_id created_by updated_by origin_by preferences in_reply_to references reply_to",
}
OF_USERS = frozenset(
    f"{_PEOPLE} login firstname lastname email phone mobile department street zip city country organization"
    " organization_id organization_ids organizations roles role_ids groups group_ids authorizations"
    " authorization_ids karma_user_ids last_login out_of_office out_of_office_start_at out_of_office_end_at"
    " out_of_office_replacement_id login_failed source image image_source verified password"
    " two_factor_preferences overview_sorting_ids mention_ids".split()
)
OF_FIRMS = frozenset(
    f"{_PEOPLE} name street zip city country members member_ids secondary_members secondary_member_ids shared"
    " domain_assignment".split()
)
NOBODY = 1  # the user «-» to whom what nobody has belongs


class Zammad:
    """A folder of answers. Raises ValueError, naming the file, for one that is no JSON."""

    name = "Zammad"

    def __init__(self, folder: Path, texts: Texts) -> None:
        self.folder, self.texts = folder, texts
        self._files: dict[tuple[str, str, str], Path] = {}
        self._found: dict[str, dict[int, Thing]] = {noun: {} for noun in NOUNS}
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self._take(path)
        self._untaken = Untaken(TAKEN)
        for one in self._found["ticket_articles"].values():
            self._untaken.look("ticket_articles", one)
        for one in self._found["users"].values():
            self._untaken.look("users", {"organization_ids": one.get("organization_ids")})
        self._articles = grouped(self._found["ticket_articles"].values(), lambda one: _of(one, "ticket_id"))

    @property
    def is_empty(self) -> bool:
        """Whether no answer of Zammad's lies there."""
        return not (self._found["tickets"] or self._found["users"])

    def _take(self, path: Path) -> None:
        found = NAMED.search(path.relative_to(self.folder).as_posix())
        if found is None:
            return
        if found[1] == "ticket_attachment":
            words = path.relative_to(self.folder).as_posix().partition("ticket_attachment/")[2].split("/")
            if len(words) == 3:
                self._files[(words[0], words[1], words[2].partition("?")[0])] = path
            return
        try:
            told = msgspec.json.decode(path.read_bytes())
        except msgspec.DecodeError as error:
            raise ValueError(f"{path.name}: {error}") from None
        for one in _things(told, found[1]):
            self._found[found[1]][int(one["id"])] = one

    def customers(self) -> Iterator[OtherCustomer | LeftOut]:
        """Organizations with their people, then the people of none; agents are no customers."""
        people: dict[int, list[Thing]] = {}
        asking = {_of(one, "customer_id") for one in self._found["tickets"].values()}
        thrown = askers.of_spam_alone(self._asked())
        for number, one in self._found["users"].items():
            if number == NOBODY:
                continue
            if "Customer" not in self._roles(one) and number not in asking:
                continue
            if number in thrown:
                yield askers.left_out(f"user:{number}", _name(one), line(one.get("email")))
                continue
            if not one.get("active", True) and number not in asking:
                yield LeftOut(kind="person", key=f"user:{number}", reason="inactive", detail=_name(one))
                continue
            people.setdefault(self._firm(one), []).append(one)
        for number, firm in self._found["organizations"].items():
            yield OtherCustomer(
                key=f"organization:{number}",
                name=line(firm.get("name")) or f"organization:{number}",
                notes=self._notes(firm, people.get(number, ())),
                people=tuple(_person(one) for one in people.get(number, ())),
            )
        for one in people.get(0, ()):
            yield OtherCustomer(
                key=f"user:{one['id']}",
                name=_name(one),
                town=line(one.get("city")),
                notes=self._notes(one, ()),
                people=(_person(one),),
            )

    def _asked(self) -> Iterator[tuple[int, bool]]:
        """Who asked and who wrote in a ticket, each with whether it is deleted there."""
        thrown = {number: self._state(one) == "removed" for number, one in self._found["tickets"].items()}
        for number, one in self._found["tickets"].items():
            yield _of(one, "customer_id"), thrown[number]
        for one in self._found["ticket_articles"].values():
            for who in ("created_by_id", "origin_by_id"):
                yield _of(one, who), thrown.get(_of(one, "ticket_id"), False)

    def _notes(self, one: Thing, people: Sequence[Thing]) -> str:
        """What is noted of a firm or a person, with the street, and of its people under their names."""
        own = (_street(one), self.texts.of_html(str(one.get("note") or ""), key=f"note:{one['id']}", of=""))
        known = OF_USERS if "firstname" in one or "login" in one else OF_FIRMS
        fields = _fields(one, known)
        more = ((person, self._notes(person, ())) for person in people)
        told = (*own, *fields, *(f"{_name(person)}: {note}" for person, note in more if note))
        return "\n".join(part for part in told if part)

    def tickets(self) -> Iterator[OtherTicket | LeftOut]:
        """Tickets in the order of their arrival, each with its thread."""
        for one in sorted(
            self._found["tickets"].values(), key=lambda one: (str(one.get("created_at")), one["id"])
        ):
            yield self._ticket(one)
        for number, articles in self._articles.items():
            if number not in self._found["tickets"]:
                for one in articles:
                    yield LeftOut(
                        kind="message", key=str(one["id"]), reason="no_ticket", detail=f"ticket:{number}"
                    )
        written = {str(number) for number in self._found["ticket_articles"]}
        for where, path in self._files.items():
            if where[1] not in written:
                yield LeftOut(
                    kind="file", key="/".join(where[1:]), reason="no_message", detail=line(path.name)
                )
        yield from self._untaken.left()

    def _ticket(self, one: Thing) -> OtherTicket | LeftOut:
        number, state = line(one.get("number")), self._state(one)
        at = instant(one.get("created_at"))
        if state not in OURS or at is None:
            reason = state if state in ("merged", "removed") else "no_time" if at is None else "state"
            return LeftOut(
                kind="ticket",
                key=str(one["id"]),
                reason=reason,
                detail=line(one.get("title")) or state,
                of=number,
            )
        articles = sorted(self._articles.get(int(one["id"]), ()), key=lambda one: int(one["id"]))
        who = self._found["users"].get(_of(one, "customer_id"))
        firm = self._firm(who) if who else 0
        owner = self._found["users"].get(_of(one, "owner_id"))
        first = self._type(articles[0]) if articles else "email"
        return OtherTicket(
            key=str(one["id"]),
            number=number,
            subject=line(one.get("title")),
            state=OURS[state],
            word=self._word(one, state),
            at=at,
            channel=CHANNELS.get(first, "email"),
            customer=(f"organization:{firm}" if firm else f"user:{who['id']}") if who else "",
            person=_person(who) if who else None,
            ended_at=instant(one.get("close_at"))
            or (instant(one.get("updated_at")) if state == "closed" else None),
            until=instant(one.get("pending_time")),
            owner=_called(owner) if owner and owner["id"] != NOBODY else (),
            said=self._said(one),
            messages=tuple(self._message(article, number) for article in articles),
        )

    def _message(self, one: Thing, number: str) -> OtherMessage:
        sender = str(one.get("sender") or SENDERS.get(_of(one, "sender_id"), "System"))
        direction = "note" if one.get("internal") else "in" if sender == "Customer" else "out"
        kinds = {"note": "note", "in": "mail" if self._type(one) == "email" else "entry", "out": "answer"}
        kind = "acknowledgement" if (direction, sender) == ("out", "System") else kinds[direction]
        told = parseaddr(line(one.get("from")))[0]
        author = self._found["users"].get(_of(one, "origin_by_id") or _of(one, "created_by_id"))
        name = _name(author) if author and (sender == "Agent" or not told) else told
        body = str(one.get("body") or "")
        html = "html" in str(one.get("content_type") or "text/html")
        return OtherMessage(
            key=str(one["id"]),
            at=instant(one.get("created_at")) or 0,
            direction=direction,
            kind=kind,
            name=name or line(one.get("from")),
            address=address(one.get("to" if direction == "out" else "from")),
            subject=line(one.get("subject")),
            body=self.texts.of_html(body, key=str(one["id"]), of=number) if html else clean(body, lines=True),
            message_id=bare_id(one.get("message_id")),
            files=tuple(
                file
                for given in _listed(one, "attachments")
                if isinstance(given, dict)
                for file in self._file(one, given, number)
            ),
        )

    def _file(self, article: Thing, given: Thing, number: str) -> tuple[OtherFile, ...]:
        told = given.get("preferences")
        told = told if isinstance(told, dict) else {}
        kind = told.get("Content-Type") or told.get("Mime-Type") or given.get("mime-type") or ""
        where = tuple(str(word) for word in (article.get("ticket_id"), article["id"], given.get("id")))
        path, data = self._files.get((where[0], where[1], where[2])), given.get("data")
        content = partial(of_path, path) if path else partial(of_base64, str(data)) if data else None
        key = f"{article['id']}/{given.get('id') or line(given.get('filename'))}"
        return self.texts.file(line(given.get("filename")), str(kind), content, key=key, of=number)

    def _state(self, one: Thing) -> str:
        """The kind of a ticket's state: firms give them names of their own."""
        number = _of(one, "state_id")
        known = self._found["ticket_states"].get(number)
        if known is not None:
            return OF_TYPE.get(_of(known, "state_type_id"), "")
        told = str(one.get("state") or "")
        return told if told in STATES.values() else STATES.get(number, "")

    def _word(self, one: Thing, state: str) -> str:
        known = self._found["ticket_states"].get(_of(one, "state_id"), {})
        return line(known.get("name") or one.get("state") or state)

    def _said(self, one: Thing) -> dict[str, str]:
        named = {"group": "groups", "priority": "ticket_priorities"}
        found = {
            what: line(one.get(what) or self._found[noun].get(_of(one, f"{what}_id"), {}).get("name"))
            for what, noun in named.items()
        }
        tags = one.get("tags")
        found["tags"] = line(", ".join(map(str, tags)) if isinstance(tags, list) else tags)
        found["note"] = line(one.get("note"))
        found["fields"] = "; ".join(_fields(one, READ))
        return {what: text for what, text in found.items() if text}

    def _type(self, one: Thing) -> str:
        return str(one.get("type") or TYPES.get(_of(one, "type_id"), "note"))

    def _roles(self, one: Thing) -> set[str]:
        told = one.get("roles")
        if isinstance(told, list) and all(isinstance(name, str) for name in told):
            return set(told)
        known = {number: str(role.get("name")) for number, role in self._found["roles"].items()} or ROLES
        return {known.get(number, "") for number in _listed(one, "role_ids") if isinstance(number, int)}

    def _firm(self, one: Thing) -> int:
        """The organization of a user; 0 of none, or of one that is not in the export."""
        number = _of(one, "organization_id")
        return number if number in self._found["organizations"] else 0


def _things(told: Any, noun: str) -> Iterator[Thing]:
    """What an answer holds: a list, one thing, or those that it brings along (`?full=true`, `assets`)."""
    if isinstance(told, list):
        yield from (one for one in told if isinstance(one, dict) and isinstance(one.get("id"), int))
        return
    if not isinstance(told, dict):
        return
    assets = told.get("assets")
    if isinstance(assets, dict):
        model = {"ticket_articles": "TicketArticle", "tickets": "Ticket", "users": "User"}.get(
            noun, "Organization"
        )
        yield from (one for one in (assets.get(model) or {}).values() if isinstance(one.get("id"), int))
    elif isinstance(told.get("id"), int):
        yield told


def _of(one: Thing, name: str) -> int:
    """The number of another thing that a field names; 0 of none."""
    found = one.get(name)
    return found if isinstance(found, int) else 0


def _listed(one: Thing, name: str) -> list[Any]:
    found = one.get(name)
    return found if isinstance(found, list) else []


def _fields(one: Thing, known: frozenset[str]) -> list[str]:
    """The fields that a firm has added, or that have no place here, each with its name."""
    more = {name: line(value) for name, value in one.items() if name not in known and not is_blank(value)}
    return [f"{name}: {text}" for name, text in more.items() if text]


def _street(one: Thing) -> str:
    """Where a person is, which a card has no place for."""
    town = " ".join((line(one.get("zip")), line(one.get("city")))).strip()
    found = (line(one.get("street")), town, line(one.get("country")))
    return ", ".join(part for part in found if part) if found[0] or found[2] or one.get("zip") else ""


def _name(one: Thing) -> str:
    parts = (line(one.get("firstname")), line(one.get("lastname")))
    return (
        " ".join(part for part in parts if part)
        or line(one.get("email") or one.get("login"))
        or f"user:{one['id']}"
    )


def _called(one: Thing) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(word for word in (_name(one), line(one.get("login")), line(one.get("email"))) if word)
    )


def _person(one: Thing) -> OtherPerson:
    numbers = (line(one.get(field)) for field in ("phone", "mobile"))
    return OtherPerson(
        key=f"user:{one['id']}",
        name=_name(one),
        email=line(one.get("email")),
        phones=tuple(dict.fromkeys(number for number in numbers if number)),
        role=line(one.get("department")),
    )
