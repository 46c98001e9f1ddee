"""Who works at the desk: somebody new, corrected, or gone, in three fields."""

from __future__ import annotations

from collections.abc import Mapping

from deskterm.locale import t
from deskterm.models.basics.text import clean
from deskterm.screens.shared.form import Field, Form, Unreadable

GONE = "gone"  # no role: they are taken off the list
ROLES = ("technician", "lead", GONE)


def new_technician() -> Form:
    """Asks the name at the desk, the full name and the role; gives what `technicians.add` takes.

    The role may be `GONE`: then they are removed.
    """
    fields = (
        Field("name", t("app.technician.name"), hint=t("app.technician.name_hint")),
        Field("full_name", t("app.technician.full_name")),
        Field("role", t("app.technician.role"), _role(ROLES[0]), " · ".join(map(_role, ROLES))),
    )
    return Form(t("app.technician.title"), fields, _read, t("app.technician.text"))


def _role(role: str) -> str:
    return t("app.technician.gone" if role == GONE else f"commands.role.{role}")


def _read(values: Mapping[str, str]) -> dict[str, str]:
    name = clean(values["name"]).strip()
    if not name:
        raise Unreadable("name", t("app.technician.name_needed"))
    typed = values["role"].casefold()
    role = next((one for one in ROLES if typed and _role(one).casefold().startswith(typed)), "")
    if not role:
        raise Unreadable("role", " · ".join(map(_role, ROLES)))
    return {"name": name, "full_name": clean(values["full_name"]).strip(), "role": role}
