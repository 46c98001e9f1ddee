"""Whom the desk believes about who writes: our own mail servers, the providers of certified post (S7)."""

from __future__ import annotations

from collections.abc import Mapping

from deskterm.desk.upkeep import mail_trust
from deskterm.locale import t
from deskterm.screens.shared.form import Field, Form, Unreadable

FIELDS = ("servers", "beneath", "providers")


def trusted(now: Mapping[str, frozenset[str]]) -> Form:
    """The names in force in three lines; gives them for `mail_trust.believe`, without those left out."""
    below = now["beneath"]
    stand = (now["trusted_servers"] - below, below, now["pec_providers"])
    fields = [
        Field(name, t(f"app.trust.{name}"), " ".join(sorted(names)), t(f"app.trust.{name}_hint"))
        for name, names in zip(FIELDS, stand, strict=True)
    ]
    return Form(t("app.trust.title"), fields, _read, t("app.trust.text"))


def _read(values: Mapping[str, str]) -> tuple[list[str], ...]:
    """The names of each line, parted by blanks or commas. Raises Unreadable at one that is none."""
    return tuple(_names(name, values[name]) for name in FIELDS)


def _names(field: str, typed: str) -> list[str]:
    words = typed.replace(",", " ").split()
    for word in words:
        if not mail_trust.host(word):
            raise Unreadable(field, t("errors.bad_host", text=word))
    return [mail_trust.host(word) for word in words]
