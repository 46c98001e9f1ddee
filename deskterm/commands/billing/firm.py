"""`deskterm firm`: whose desk it is, as work reports, statements and pre-invoices name it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from deskterm.commands.answers import wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import command, group, option
from deskterm.commands.frame.kinds import TEXT, File
from deskterm.commands.frame.line import Line
from deskterm.desk.errors import Refused
from deskterm.desk.upkeep import firm as firm_deeds
from deskterm.locale import t

firm = group("firm")


@command("firm.show", firm, reads=True)
def show(line: Line) -> None:
    """What stands at the head of the papers."""
    _show(line)


@command("firm.set", firm)
@option("--name", type=TEXT)
@option("--address", type=TEXT)
@option("--postcode", type=TEXT)
@option("--town", type=TEXT)
@option("--province", type=TEXT)
@option("--vat", type=TEXT)
@option("--tax-code", type=TEXT)
@option("--register", type=TEXT)
@option("--phone", type=TEXT)
@option("--email", type=TEXT)
@option("--pec", type=TEXT)
@option("--iban", type=TEXT)
@option("--logo", type=File())
@option("--no-logo", is_flag=True)
@option("--mail-reports/--keep-reports", "mails", default=None)
def set_(line: Line, *, logo: Path | None, no_logo: bool, mails: bool | None, **given: str | None) -> None:
    """Say who the firm is; what is not named stays."""
    texts = {name: text for name, text in given.items() if text is not None}
    if not texts and logo is None and not no_logo and mails is None:
        raise Refused("nothing_to_set")
    picture = b"" if no_logo else _read(logo)
    changed = firm_deeds.change(line.desk, texts, picture=picture, mails_reports=mails)
    _show(line, t("firm.set") if changed else t("firm.same"))


def _read(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("file_unreadable", path=str(path), detail=error.strerror or str(error)) from None


def _show(line: Line, told: str = "") -> None:
    one = firm_deeds.named(line.desk, firm_deeds.present(line.desk))
    facts: dict[str, Any] = {name: getattr(one, name) for name in firm_deeds.WRITTEN}
    facts |= {"logo": one.logo or None, "mails_reports": one.mails_reports}
    facts |= {"since": line.stamp(one.at) if one.id else None, "by": one.by or None}

    def words() -> str:
        pairs = [(t(f"firm.col.{name}"), facts[name]) for name in firm_deeds.WRITTEN]
        pairs += [(t("firm.col.logo"), t("firm.logo.kept") if one.logo else "")]
        pairs += [(t("firm.col.mails"), t(f"firm.mails.{'yes' if one.mails_reports else 'no'}"))]
        pairs += [(t("firm.col.since"), wording.moment(facts["since"]) if one.id else "")]
        body = output.facts(pairs)
        return "\n\n".join(part for part in (told, body) if part)

    line.answer(facts, words)
