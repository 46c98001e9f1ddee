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
    "0020-rings",
    "0021-soft-terms",
    "0022-own-facts",
    "0023-promises",
    "0024-called-back",
    "0025-in-force",
    "0026-lines",
    "0027-lots",
    "0028-grants",
    "0029-agreements-at-once",
    "0030-credits",
    "0031-credits-settled",
    "0032-terms-withdrawn",
    "0032-unmade",
    "0033-languages",
    "0034-due-while-it-rests",
    "0035-exact-charges",
    "0036-merged",
    "0037-credits-undone",
    "0038-mail-references",
    "0039-mail-accounts",
    "0040-outgoing",
    "0040-mail-marked",
    "0041-numbers-by-hand",
    "0058-hooks",
    "0063-full-text",
    "0071-brought",
    "0072-report-openings",
)
SCHEMA = len(NAMES)  # what a desk of this version carries as its user_version
