"""Who writes a paper and to whom: the firm's letterhead, the customer with address and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskterm.documents.papers.paper import Letterhead
from deskterm.locale import t
from deskterm.models.files import pictures

Frozen = Mapping[str, Any]
TOLD = ("vat", "tax_code", "register", "phone", "email", "pec")


def letterhead(firm: Frozen, logo: bytes) -> Letterhead:
    """Who writes, from what was kept of the firm."""
    told = {name: str(firm.get(name) or "") for name in TOLD}
    numbers = [
        t(f"paper.firm.{name}", value=told[name])
        for name in ("vat", "tax_code")
        if told[name] and not (name == "tax_code" and told[name] == told["vat"])
    ]
    reached = [told["phone"], told["email"], t("paper.firm.pec", value=told["pec"]) if told["pec"] else ""]
    lines = [
        " · ".join(part for part in (str(firm.get("address") or ""), place(firm)) if part),
        " · ".join(numbers),
        t("paper.firm.register", value=told["register"]) if told["register"] else "",
        " · ".join(part for part in reached if part),
    ]
    picture = pictures.read(logo) if logo else None
    return Letterhead(name=str(firm["name"]), lines=tuple(line for line in lines if line), logo=picture)


def place(whose: Frozen) -> str:
    """`36015 Schio (VI)`."""
    province = str(whose.get("province") or "")
    parts = (whose.get("postcode"), whose.get("town"), f"({province})" if province else "")
    return " ".join(str(part) for part in parts if part)


def whose(customer: Frozen) -> tuple[str, ...]:
    """The customer as a paper names them."""
    numbers = [
        t(f"paper.firm.{name}", value=customer[name]) for name in ("vat", "tax_code") if customer.get(name)
    ]
    return (
        str(customer["name"]),
        str(customer.get("address") or ""),
        place(customer),
        *numbers,
        t("paper.customer.code", code=customer["code"]),
    )
