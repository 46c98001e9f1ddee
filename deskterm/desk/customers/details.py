"""What is typed about a customer, held to its form: VAT, tax and SDI codes, addresses, telephone numbers.

What fails is refused with what is wrong and where; kept on purpose, it is shown as unverified wherever it is
seen. What stands in a desk from before is never refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from deskterm.desk.errors import Refused
from deskterm.locale import t
from deskterm.models.basics import fiscal
from deskterm.models.basics.fiscal import NUMBERS, Wrong
from deskterm.models.basics.identity import email_fault, phone_fault

PERSONAL = {"email": email_fault, "phone": phone_fault}


def said(one: Wrong) -> str:
    """What is wrong with a number, in a sentence without its end."""
    return t(f"fiscal.{one.code}", **one.values)


def unverified(one: Wrong) -> str:
    """The same with its name: `P. IVA non verificata: …`."""
    return t(f"fiscal.unverified.{one.field}", detail=said(one))


def checked(texts: Mapping[str, str], *, keep: bool) -> dict[str, str]:
    """The texts with their numbers in the form in which they are kept.

    Raises Refused for a wrong one; with `keep`, only for what no number can be.
    """
    for field in NUMBERS:
        one = fiscal.wrong(field, texts.get(field, ""))
        if one is not None and not (keep and one.code != "science"):
            name = t(f"fiscal.name.{field}")
            raise Refused("number_wrong", name=name, value=texts[field], detail=said(one))
    if texts.get("pec") and not keep and (fault := email_fault(texts["pec"])):
        raise Refused("person_wrong", detail=_said_of(*fault))
    return {name: fiscal.tidy(name, text) if name in NUMBERS else text for name, text in texts.items()}


def check_person(person: Mapping[str, Any], *, keep: bool = False) -> None:
    """Refuse an address that is none, and a number that nobody can call. With `keep` nothing is refused."""
    if keep:
        return
    for _, detail in person_faults(person):
        raise Refused("person_wrong", detail=detail)


def person_faults(person: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a person's address and number: the field, and a sentence without its end."""
    for field, fault in PERSONAL.items():
        text = str(person.get(field) or "").strip()
        found = fault(text) if text else None
        if found is not None:
            yield field, _said_of(*found)


def _said_of(code: str, values: Mapping[str, Any]) -> str:
    """What is wrong with an address or a number, in a sentence without its end."""
    cause = {"cause": t(f"fiscal.email.{values['cause']}", **values)} if "cause" in values else {}
    return t(f"fiscal.{code}", **{**values, **cause})


def shared(found: Mapping[tuple[str, str], Sequence[str]]) -> list[str]:
    """What a customer has in common with others, in sentences."""
    return [t(f"fiscal.same.{kind}", key=key, codes=", ".join(codes)) for (kind, key), codes in found.items()]
