"""The firm's terms change: from now on requests come under the new ones, a ticket keeps its own (M17)."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.models.terms.service import Service, read_service
from deskterm.storage.house import terms as terms_rows


def adopt(desk: Desk, text: str, file: str) -> Service:
    """Put the terms of a file in force. Other programs at this desk see them when they are started anew.

    Raises TermsError with every fault of the file; Refused for another firm's terms, or those in force.
    """
    service = read_service(text, file)
    old = desk.service
    if service.id != old.id:
        raise Refused("terms_of_another", name=service.id, mine=old.id)
    if service.digest == old.digest:
        raise Refused("terms_in_force", name=file)
    with desk.write() as conn:
        number = terms_rows.put_in_force(conn, service, text, file, desk.now())
        before, after = ({"version": one.provider.version, "digest": one.digest} for one in (old, service))
        desk.record(conn, "terms_adopted", target=file, before=before, after=after)
    desk.service, desk.terms_id = service, number
    return service
