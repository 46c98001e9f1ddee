"""The columns of a customers' file, and what people call them: ours, and those of the terms' own facts."""

from __future__ import annotations

from functools import cached_property

from deskterm.desk.errors import Refused
from deskterm.desk.steps import titles
from deskterm.models.terms.customer_facts import KNOWN, Own, of_agreement, of_customer

TEXTS = (
    *("code", "name", "address", "postcode", "town", "province", "vat", "tax_code", "sdi", "pec"),
    *("support_code", "notes", "language"),
)
MORE_PEOPLE = {"mobile": "phone", "pec": "email"}  # a second number, a second address
PERSON = {"contact_name": "name", "email": "email", "phone": "phone", "role": "role"}
MONEY = {"rate": "rate_cents", "fee": "fee_cents", "fee_base": "fee_base_cents"}
TERMS = {"plan": "plan", "contract_from": "starts_on", "contract_until": "ends_on"}
CENTS = tuple(MONEY.values())
PEOPLE = "contacts"
BESIDE = ("pack", "delivery")  # what was sold and delivered has a day of its own: other deeds enter it
# What a list of ours also has: the desk reckons it, nobody enters it.
RECKONED = (
    *(
        "unverified",
        "unverified.vat",
        "unverified.tax_code",
        "unverified.sdi",
        "contract",
        "contract_name",
        "beside",
        "renewed_until",
        "packs",
    ),
    *(
        "left",
        "stranded",
        "facts",
        "usual_fee",
        "activating_until",
        "open_tickets",
        "unsure_tickets",
        "requests_today",
        "fee_rule",
        "fee_clause",
    ),
    *("devices", "projects", "contestable_until", "row", "done", "left_out", "told"),
)
OURS = tuple(dict.fromkeys((*TEXTS, *PERSON, *MORE_PEOPLE, *TERMS, *MONEY, *CENTS, *KNOWN)))


class Columns:
    """What the entries of a file may have at a desk whose terms declare these facts of their `own`."""

    def __init__(self, own: Own) -> None:
        self._own = own
        self.facts = of_customer(own)
        self.agreed = of_agreement(own)
        self.names = (*OURS, *(name for name in self.facts if name not in KNOWN))

    @cached_property
    def titles(self) -> dict[str, str]:
        """What each plain title means; a word of the terms' own never hides one of ours."""
        known = titles.meant(titles.NOT_KEPT)
        known |= titles.meant(titles.CUSTOMERS, (*self.names, PEOPLE, *BESIDE, *RECKONED))
        known |= {titles.plain(f"facts.{name}"): name for name in self.facts}
        called = {
            titles.plain(word): one.id
            for one in self._own.values()
            if one.id in self.facts
            for word in one.every
        }
        return called | known

    def stranger(self, name: str) -> Refused:
        """The refusal of a column that nobody knows, with the one that it may mean."""
        near, known = titles.like(name, self.titles), ", ".join(self.names)
        return Refused("no_column" if near else "column_unlike", name=name, near=near, known=known)
