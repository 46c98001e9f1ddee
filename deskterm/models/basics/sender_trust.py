"""How far a sender may be believed (S7): contract and packs go only to one who is who they say.

- verified: one From header, one address, nothing odd, and our own mail server vouches for the domain;
- address: one clean address, but nobody we trust vouches for it;
- doubtful: anything else. Each verdict carries a reason's code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from msgspec import Struct

from deskterm.models.basics.folding import folded

VERIFIED, ADDRESS, DOUBTFUL = "verified", "address", "doubtful"

# Why a sender is doubtful, the gravest first; `judge` gives the first that applies.
REASONS = (
    "no-from",
    "several-from",
    "several-addresses",
    "no-address",
    "group",
    "route",
    "comment",
    "control-characters",
    "odd-address",
    "lookalike-domain",
    "address-in-name",
    "defects",
    "authentication-failed",
)

_ADDRESS = re.compile(r"[\w.+%!&'=-]{1,80}\s?@\s?[\w-]{1,80}(?:\.[\w-]{1,80})+")
_FOLDS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"), ("-", ""))


class Sender(Struct, frozen=True, kw_only=True):
    """What a mail says of its sender; `faults` are codes of REASONS found while reading it."""

    headers: int  # how many From headers
    addresses: tuple[str, ...]
    name: str = ""
    faults: tuple[str, ...] = ()


class Vouch(Struct, frozen=True):
    """One result that our own server wrote: `dmarc`, `dkim` or `spf`, its outcome, the domain it is about."""

    method: str
    result: str
    domain: str


def judge(sender: Sender, vouches: Sequence[Vouch] | None) -> tuple[str, str]:
    """The verdict and its reason; `vouches` is None where no trusted server said anything."""
    if fault := _fault(sender):
        return DOUBTFUL, fault
    domain = sender.addresses[0].rpartition("@")[2]
    if lookalike_script(domain):
        return DOUBTFUL, "lookalike-domain"
    if vouches is None:
        return ADDRESS, "no-trusted-server"
    return _weigh(domain, vouches)


def _fault(sender: Sender) -> str:
    found = set(sender.faults)
    if sender.headers != 1:
        found.add("several-from" if sender.headers else "no-from")
    if len(sender.addresses) != 1:
        found.add("several-addresses" if sender.addresses else "no-address")
    elif other_address(sender.name, sender.addresses[0]):
        found.add("address-in-name")
    return next((reason for reason in REASONS if reason in found), "")


def other_address(name: str, address: str) -> str:
    """An address written in a display name that is not the sender's own; "" if none."""
    for match in _ADDRESS.finditer(unicodedata.normalize("NFKC", name[:1_000])):
        written = match[0].replace(" ", "").lower().strip(".'")
        if written != address:
            return written
    return ""


def _weigh(domain: str, vouches: Sequence[Vouch]) -> tuple[str, str]:
    dmarc = {vouch.result for vouch in vouches if vouch.method == "dmarc"}
    about_another = any(v.method == "dmarc" and v.domain not in ("", domain) for v in vouches)
    if about_another or dmarc - {"pass", "none", "temperror", "bestguesspass"}:
        return DOUBTFUL, "authentication-failed"
    if dmarc == {"pass"}:
        return VERIFIED, "dmarc"
    for method in ("dkim", "spf"):
        if any(v.method == method and v.result == "pass" and aligned(v.domain, domain) for v in vouches):
            return VERIFIED, method
    if any(vouch.result in ("fail", "softfail", "permerror", "policy") for vouch in vouches):
        return DOUBTFUL, "authentication-failed"
    return ADDRESS, "unauthenticated"


def aligned(signer: str, domain: str) -> bool:
    """Whether `signer` answers for `domain`: the same, or a parent of at least two labels."""
    return bool(signer) and (signer == domain or ("." in signer and domain.endswith("." + signer)))


def lookalike_script(domain: str) -> bool:
    """Whether a domain holds letters that only look like the Latin ones we read."""
    if domain.isascii() and "xn--" not in domain:
        return False
    return any(not _western(character) for label in domain.split(".") for character in unicode_label(label))


def unicode_label(label: str) -> str:
    """A domain's label as it would be shown; one that cannot be read comes back as U+FFFD."""
    if not label.startswith("xn--"):
        return label
    import idna

    try:
        return idna.ulabel(label)
    except idna.IDNAError:
        return "\ufffd"


def _western(character: str) -> bool:
    return character.isascii() or "\u00df" <= character <= "\u00ff"


def lookalike(domain: str, known: Iterable[str]) -> str:
    """The known domain that `domain` seems made to be mistaken for; "" if none, or if it is one itself."""
    known = tuple(known)
    if domain in known:
        return ""
    shape = _shape(domain)
    return next((other for other in known if _shape(other) == shape or _one_apart(other, domain)), "")


def _shape(domain: str) -> str:
    """A domain as an eye in a hurry reads it: letters without their marks, signs as what they resemble."""
    domain = folded(".".join(unicode_label(label) for label in domain.split(".")))
    for seen, meant in _FOLDS:
        domain = domain.replace(seen, meant)
    return domain


def _one_apart(one: str, other: str) -> bool:
    """Whether two domains differ by one letter put in, left out, changed or swapped; short ones never do."""
    if min(len(one), len(other)) < 8 or abs(len(one) - len(other)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, tail = one[at:], other[at:]
    swapped = len(rest) == len(tail) and rest[:2] == tail[:2][::-1] and rest[2:] == tail[2:]
    return swapped or rest[1:] == tail[1:] or rest[1:] == tail or rest == tail[1:]
