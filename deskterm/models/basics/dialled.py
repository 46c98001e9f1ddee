"""A number as an exchange, a softphone or a browser hands it over: bare, `tel:`, or a `sip:` address."""

from __future__ import annotations

import re
from urllib.parse import unquote

# What exchanges write where the caller withholds the number; the last is what it becomes in a SIP address.
WITHHELD = frozenset(
    "anonymous withheld private restricted unavailable unknown blocked hidden nascosto anonimo "
    "sconosciuto privato riservato numero-privato no-number anonymous.invalid".split()
)
_SCHEME = re.compile(r"(?:tel|sips?|callto):(?://)?", re.IGNORECASE)


def number_of(text: str) -> str:
    """The number, or the name, in what was handed over; "" for one that is withheld.

    `tel:+390461000555;ext=12`, `"Anna" <sip:0461000555@centralino>`, `anonymous`.
    """
    inside = re.search(r"<([^<>]*)>", text)
    bare = (inside[1] if inside else text).strip()
    if scheme := _SCHEME.match(bare):
        address = re.split(r"[;?]", bare[scheme.end() :], maxsplit=1)[0]
        bare = unquote(address.partition("@")[0] or address)
    elif re.fullmatch(r"\+?[\d() ./-]+(@\S+|;\S*)", bare):
        bare = re.split(r"[@;]", bare, maxsplit=1)[0]
    bare = bare.strip()
    return "" if "-".join(bare.casefold().split()) in WITHHELD else bare
