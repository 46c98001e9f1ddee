"""The names of the migrations in their order: how many there are is counted here and written nowhere.

Read at every start, so it stands apart from the migrations themselves, which are slow to import. A migration
whose name is not here cannot be written (`migrations.step`), and a name without its migration is refused.
"""

from __future__ import annotations

NAMES = (
    "0001-the-desk",
    "0002-work-and-money",
    "0002-first-desks",
    "0003-terms-of-five",
    "0004-settlement",
    "0005-same-subject",
    "0006-claims",
    "0007-projects",
    "0008-contacts",
    "0009-agreements",
    "0010-known",
    "0011-letters",
    "0012-payers",
    "0013-as-made-today",
    "0014-sdi",
    "0015-who-rings",
    "0016-callers",
    "0017-asleep",
    "0018-invitations",
    "0019-begun",
)
SCHEMA = len(NAMES)  # what a desk of this version carries as its user_version
