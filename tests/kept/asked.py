"""What is asked of each kept desk: once by the code that made it, and by today's code ever since."""

YEAR = "year"
DEMOS = {
    "contabilita-in-cloud": ("2026-04-15T09:36", "2026-04"),
    "delta-system": ("2026-03-03T09:12", "2026-02"),
    "digital-micro": ("2026-05-04T10:05", "2026-04"),
    "istes": ("2026-07-14T10:10", "2026-07"),
    "omniagest": ("2026-06-03T10:20", "2026-05"),
}
MONTHS = (*(f"2025-{month:02}" for month in range(3, 13)), "2026-01", "2026-02")
STANDING = (
    "queue",
    "ticket list --view hand",
    "ticket list --view waiting",
    "ticket list --view done",
    "mail pending",
    "pack list",
    "report list",
    "callback list",
    "appointment list",
    "project list",
    "customer list",
    "access list",
    "backlog",
)


def service_of(name: str) -> str:
    """The service under whose terms a desk works."""
    return "delta-system" if name == YEAR else name


def asked(name: str) -> list[tuple[str, str]]:
    """(the desk's time, the command) in their order; what reads comes first, then a few deeds.

    `{service}` stands for the kept service file.
    """
    if name == YEAR:
        at, months = "2026-03-03T09:00", MONTHS
        tickets = range(1, 222, 10)
        packs = range(1, 12)
    else:
        at, month = DEMOS[name]
        months, tickets, packs = (month,), range(1, 18), range(1, 8)
    lines = [(at, command) for command in STANDING]
    lines += [(at, f"ticket why TK{number:06}") for number in tickets]
    lines += [(at, f"pack ledger {number}") for number in packs]
    lines += [(at, f"settle {month}") for month in months]
    lines += [(at, f"agreement list C{number:03}") for number in range(1, 5)]
    lines += [(at, f"rehearse --service {{service}} --from-desk {month}") for month in months[-2:]]
    return lines + _deeds(at[:10])


def _deeds(day: str) -> list[tuple[str, str]]:
    """A stretch of the day's work: whatever the terms make of it, they make the same of it today."""
    request = "--subject Stampa --body Vuota. --contact Anna --phone 0445000123"
    return [
        (f"{day}T10:30", f"ticket add --customer C001 {request}"),
        (f"{day}T10:31", f"ticket add --customer C002 --channel phone {request}"),
        (f"{day}T10:32", f"ticket add --customer C003 --channel portal {request}"),
        (f"{day}T10:33", "next"),
        (f"{day}T10:34", "call start TK000003"),
        (f"{day}T10:51", "call stop"),
        (f"{day}T10:52", "call list"),
        (f"{day}T10:53", "queue"),
        (f"{day}T10:54", "backlog"),
    ]
