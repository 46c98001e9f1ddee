"""The account's folder of what was sent: copies are put there, and a letter in doubt is looked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deskterm.desk.errors import Refused

if TYPE_CHECKING:
    from deskterm.mail.accounts.opening import OpenMailbox

_OWN = re.compile(r"[a-z0-9.@-]{1,300}")


def has(box: OpenMailbox, folder: str, own_id: str) -> bool:
    """Whether a letter lies in the folder. Raises Refused, or ServerAway, in the words of the mailbox."""
    box.folder.set(folder, readonly=True)
    return _there(box, own_id)


def put(box: OpenMailbox, folder: str, own_id: str, raw: bytes) -> None:
    """Put a copy there, once. Raises Refused where there is no such folder, or the server takes none."""
    from imap_tools.errors import MailboxAppendError, MailboxFolderSelectError

    try:
        box.folder.set(folder)
        if not _there(box, own_id):
            box.append(raw, folder, flag_set=("\\Seen",))
    except MailboxFolderSelectError:
        raise Refused("mail_no_folder", folder=folder) from None
    except MailboxAppendError:
        raise Refused("mail_no_sent_folder", folder=folder) from None


def _there(box: OpenMailbox, own_id: str) -> bool:
    """Our own ids are of letters, digits and points alone: nothing else comes into the command (S10)."""
    return _OWN.fullmatch(own_id) is not None and bool(box.uids(f'HEADER Message-ID "{own_id}"'))
