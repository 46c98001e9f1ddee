"""How fetching from the mailboxes stands: when it was done last, what is wrong, when it is tried again."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.upkeep import mail_states
from deskterm.locale import t
from deskterm.models.records.mail_accounts import Fetching
from deskterm.screens.shared import words


def told(desk: Desk) -> tuple[str, ...]:
    """A line for each mailbox in use."""
    now, tz = desk.now(), desk.service.tz
    return tuple(_line(one, now, tz) for one in mail_states.listing(desk) if one.is_used)


def _line(one: Fetching, now: int, tz: str) -> str:
    if one.fault:
        why = t(f"errors.{one.fault}", **one.values)
        if one.next_at is None:
            return t("queue.mailbox.wrong", name=one.account, why=why)
        at = words.moment(one.next_at, now, tz)
        return t("queue.mailbox.next", name=one.account, why=why, at=at)
    if one.fetched_at is None:
        return t("queue.mailbox.never", name=one.account)
    return t("queue.mailbox.fetched", name=one.account, at=words.moment(one.fetched_at, now, tz))
