"""The states of a ticket, once for every room; without imports, for a Tab reads them too.

`queued` waits in the queue; `taken` is in a technician's hands; `waiting` waits for the customer (attesa
cliente), `vendor` for the vendor or a team, `parked` until `until`; then `answered` and `closed`.
"""

WAITING_STATES = ("waiting", "vendor", "parked")
OPEN_STATES = ("queued", "taken", *WAITING_STATES)
DONE_STATES = ("answered", "closed")

SOURCE = "source"  # the kind of a message that stands for a source of mail that could not be read
