"""The firm's own data for its papers: who it is, where it sits, its numbers, its logo.

A report keeps the data under which it was issued; what is changed holds for the papers that come after.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from deskterm.desk import leads
from deskterm.desk.context import Desk
from deskterm.desk.customers import details
from deskterm.desk.errors import Refused
from deskterm.locale import t
from deskterm.models.basics.text import clean
from deskterm.models.files import pictures
from deskterm.models.records.desk import Firm
from deskterm.storage.house import firm as firm_rows

WRITTEN = tuple(name for name in firm_rows.TEXTS if name != "logo")


def present(desk: Desk) -> Firm:
    """What the papers of today say."""
    with desk.read() as conn:
        return firm_rows.present(conn)


def logo(desk: Desk, digest: str) -> bytes:
    """The file of a logo, also of one that no longer holds; nothing where there is none."""
    with desk.read() as conn:
        return firm_rows.logo(conn, digest)


def change(
    desk: Desk,
    given: Mapping[str, str],
    *,
    picture: bytes | None = None,
    mails_reports: bool | None = None,
) -> bool:
    """Say who the firm is, from now on; what is not given stays. Whether anything differs.

    `picture`: the file of a logo, b"" for none. Raises Refused for a number, an address, an IBAN or a picture
    that is none, and to whoever is no lead where the desk has one.
    """
    texts = details.checked({name: clean(text).strip() for name, text in given.items()}, keep=False)
    details.check_person({name: texts[name] for name in ("email", "phone") if name in texts})
    if texts.get("iban"):
        texts["iban"] = _iban(texts["iban"])
    kept = None if picture is None else _picture(picture)
    with desk.write() as conn:
        leads.check(desk, conn, "firm_is_a_leads")
        was = firm_rows.present(conn)
        new = {name: texts.get(name, getattr(was, name)) for name in WRITTEN}
        new["logo"] = was.logo if kept is None else firm_rows.keep_logo(conn, kept) if kept else ""
        mails = was.mails_reports if mails_reports is None else mails_reports
        told = new | {"mails_reports": mails}
        before = {name: getattr(was, name) for name in told if getattr(was, name) != told[name]}
        if not before:
            return False
        now = firm_rows.append(conn, new, mails_reports=mails, at=desk.now(), by=desk.author)
        after = {name: getattr(now, name) for name in before}
        desk.record(conn, "firm_set", target="firm", before=before, after=after)
        return True


def named(desk: Desk, firm: Firm) -> Firm:
    """The firm with the name that the terms give it, where nobody has said another."""
    return firm if firm.name else structs.replace(firm, name=desk.service.name)


def _iban(text: str) -> str:
    from stdnum import iban
    from stdnum.exceptions import ValidationError

    try:
        return str(iban.validate(text))
    except ValidationError:
        raise Refused("iban_wrong", value=text) from None


def _picture(content: bytes) -> bytes:
    if not content:
        return b""
    try:
        return pictures.for_paper(content)
    except pictures.NoPicture as error:
        raise Refused("no_logo", detail=t(f"firm.logo.{error}")) from None
