"""Who the customers are: the firm, and the people in it."""

from __future__ import annotations

from deskterm.models.records.base import Record


class Customer(Record, frozen=True, kw_only=True):
    """A customer's card; `contract_until` is the last valid day of the agreement in force."""

    id: int
    code: str
    name: str
    address: str = ""  # street and number
    postcode: str = ""
    town: str = ""
    province: str = ""
    vat: str = ""
    tax_code: str = ""
    sdi: str = ""  # where the exchange system sends invoices
    pec: str = ""  # or to which certified address
    support_code: str = ""
    notes: str = ""
    plan: str = ""
    contract_from: str = ""
    contract_until: str = ""
    rate_cents: int | None = None  # agreed hourly rate, net
    fee_cents: int | None = None  # yearly
    fee_base_cents: int | None = None  # what the fee is a share of: the yearly licences (D25)
    agreed: dict[str, str] = {}  # noqa: RUF012  # facts that this agreement holds, as they are written
    agreement: str = ""  # the name of this agreement, where the customer has several
    language: str = "it"  # in which letters are written
    contacts: tuple[Contact, ...] = ()


class Contact(Record, frozen=True, kw_only=True):
    """A person at a customer."""

    id: int
    customer_id: int
    name: str
    email: str = ""
    phone: str = ""
    role: str = ""


class Device(Record, frozen=True, kw_only=True):
    """A device at a customer; `backup_unit` is None where nobody has asked (M15).

    `facts`: what the terms' own facts say of it, as they are written.
    """

    id: int
    name: str
    first_access_at: int | None
    backup_unit: bool | None
    facts: dict[str, str] = {}  # noqa: RUF012  # msgspec gives each record its own
