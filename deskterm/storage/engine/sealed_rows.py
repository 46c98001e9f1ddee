"""What the chain of seals covers: the tables on which money and promises rest, and what of their rows.

A table keeps its number for good: it stands in the seals. A column that a table got later goes into `later`,
with what it says in the rows that were there before: it is sealed where it says something else.
"""

from __future__ import annotations

from typing import NamedTuple


class SealedTable(NamedTuple):
    """One table under the chain. `when`: which of its rows; `once`: a row is written and never changed."""

    number: int
    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("id",)
    when: str = ""
    once: bool = False
    heavy: bool = False  # megabytes: what stood before is not held beside what stands now
    later: tuple[tuple[str, object], ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """The columns that are sealed, the later ones last."""
        return (*self.columns, *(name for name, _ in self.later))

    def key_of(self, row: str) -> str:
        """The key of a row, as a part of a statement: a text."""
        return " || ':' || ".join(f"CAST({row}.{name} AS TEXT)" for name in self.key)

    def is_in(self, row: str) -> str:
        """The condition under which a row is covered."""
        return f"({self.when.replace('ROW', row)})" if self.when else "1"


def _place(number: int, table: str, columns: str, key: str = "id", **more: object) -> SealedTable:
    return SealedTable(number, table, tuple(columns.split()), tuple(key.split()), **more)  # type: ignore[arg-type]


PLACES = (
    _place(1, "event", "at by deed ticket_id target before after undoes", once=True, later=(("login", ""),)),
    _place(
        2,
        "decision",
        "ticket_id message_id session_id report at point verdict rule terms_id detail",
        once=True,
    ),
    _place(
        3,
        "message",
        "ticket_id customer_id direction kind channel from_name from_address subject body"
        " received_at message_id"
        " digest trust origin_id given written_at automatic unconfirmed",
    ),
    _place(4, "raw", "size content", "message_id", heavy=True),
    _place(5, "attachment", "message_id name media_type size digest within"),
    _place(6, "file", "size content", "digest", heavy=True),
    _place(
        7,
        "ticket",
        "code customer_id terms_id channel received_at soft_due_at due_at severity scope"
        " agreement_id answered_at"
        " contacted_at resolved_at",
    ),
    _place(8, "promise", "rule due_at soft_due_at kept_at ended_at", "ticket_id since metric"),
    _place(
        9,
        "customer",
        "code name town vat tax_code support_code notes sdi language address postcode province pec",
    ),
    _place(10, "customer_fact", "value", "customer_id name"),
    _place(11, "contact", "customer_id name email phone role"),
    _place(
        12,
        "agreement",
        "customer_id plan starts_on ends_on fee_cents rate_cents fee_base_cents facts granted"
        " granted_to name",
    ),
    _place(
        13,
        "sign_up",
        "customer_id ticket_id terms_id since chosen notice accepted_by at by",
        once=True,
    ),
    _place(14, "terms", "service digest source file valid_from"),
    _place(15, "terms_in_force", "terms_id since adopted_at by doubts reason", once=True),
    _place(16, "terms_withdrawn", "at by why", "adoption_id", once=True),
    _place(
        17,
        "contact_group",
        "ticket_id paused reason outcome note filings filed_at seconds billable billed_minutes"
        " units net_cents"
        " mode rule customer_id",
        when="ROW.filings > 0",
    ),
    _place(
        18,
        "session",
        "group_id ticket_id technician kind inbound started_at ended_at state entered caller_name"
        " caller_phone device copy_of",
        when="ROW.state = 'filed'",
        once=True,
    ),
    _place(
        19,
        "charge",
        "group_id part report destination minutes units net_cents at excess vat_cents",
        once=True,
    ),
    _place(
        20,
        "charge_line",
        "ticket_id customer_id what item day seconds cents line",
        "group_id part place",
        once=True,
    ),
    _place(
        21,
        "report",
        "year serial customer_id ticket_id group_id part issued_at by seconds billed_minutes net_cents rule"
        " balance_before balance_after frozen hash",
        "number",
        once=True,
    ),
    _place(
        22,
        "movement",
        "op_id pack_id at kind amount left_over ticket_id report by note day rule other_id prev_hash hash",
        once=True,
    ),
    _place(
        23,
        "pack",
        "customer_id kind unit size credit sold_at starts_on expires_on sold_until net_cents agreement_id",
    ),
    _place(24, "pack_end", "pack_id until why rule at by", once=True),
    _place(25, "pack_resized", "pack_id units starts_on before rule at by", once=True),
    _place(26, "opening", "target said at by", "key", once=True),
    _place(27, "report_opening", "serial said at by", "year", once=True),
    _place(28, "agreed_price", "net_cents agreed_with agreed_on note at by", "group_id part", once=True),
    _place(
        29,
        "cancelled_contact",
        "at by why seconds billable billed_minutes net_cents rule excess",
        "group_id",
        once=True,
    ),
    _place(
        30,
        "credit",
        "month customer_id rule cents state why at by due_at late",
        "ticket_id since metric",
    ),
    _place(
        31,
        "settlement",
        "customer_id period at by minutes units net_cents vat_rate vat_cents gross_cents frozen"
        " prev_hash hash",
        once=True,
    ),
    _place(32, "settlement_line", "settlement_id", "charge_id", once=True),
    _place(33, "settlement_credit", "settlement_id", "ticket_id since metric", once=True),
    _place(
        34,
        "gate_answer",
        "ticket_id session_id point fact value told_by way words at by",
        once=True,
    ),
    _place(
        35,
        "access_log",
        "session_id ticket_id customer_id device target account deed at expires_at by",
        once=True,
    ),
    _place(36, "attempt", "callback_id at by result counted note", once=True),
    _place(37, "project_line", "project_id step deed day who message_id note at by", once=True),
    _place(38, "delivery", "customer_id what delivered_on at by", once=True),
    _place(39, "technician", "full_name role", "name"),
    _place(40, "counter", "value", "name", when="ROW.name = 'ticket'"),
    _place(41, "former_address", "customer_id contact_id email at", once=True),
    _place(42, "voided_contact", "at by why mode billable anew_id", "group_id", once=True),
    _place(43, "voided_movement", "counter_id at by why", "movement_id", once=True),
    _place(44, "settlement_correction", "settlement_id", "charge_id", once=True),
    _place(
        45,
        "firm",
        "at by name address postcode town province vat tax_code register phone email pec iban logo"
        " mails_reports",
        once=True,
    ),
    _place(46, "firm_logo", "digest content", once=True),
    _place(47, "report_step", "report step at by message_id who how", once=True),
    # Who may void, adjust, settle, release and erase, and which mail servers are believed.
    _place(
        48,
        "setting",
        "value",
        "name",
        when="ROW.name LIKE 'may.%' OR ROW.name IN ('trusted_servers', 'servers_beneath', 'pec_providers')",
    ),
)
BY_NUMBER = {one.number: one for one in PLACES}
