"""Mail that no person wrote: receipts of the certified post, replies of machines, bounces, newsletters."""

from __future__ import annotations

import re
from email.message import Message

from deskterm.mail.reading.authentication import above_the_way
from deskterm.mail.reading.headers import Headers, children
from deskterm.mail.reading.parameters import media_type, parameters

_RECEIPT_SUBJECT = re.compile(
    r"(?:accettazione|consegna|presa in carico|avviso di (?:non accettazione|mancata consegna)"
    r"|rilevazione virus|problema di sicurezza)\b[^:]{0,60}:",
    re.IGNORECASE,
)
_NUMBER = r"(?:\(?(?:n\.? ?|nr\.? ?|no\.? ?|numero |number |# ?|id ?)?[#\w/.-]{0,20}\d[\w/.-]{0,20}\)?:? )?"
_ITS = r"(?:la |il )?(?:(?:su|tu|vostr)[ao] )?(?:richiesta|segnalazione|ticket|e-?mail|messaggio)"
_YOURS = r"(?:your )?(?:request|ticket|message|e-?mail|enquiry)"
_ENDS = r"(?= ?(?:$|[:(\[#–-]|n[.r]|num|[\w/.-]*\d))"  # no sentence goes on: «… e vorremmo un preventivo»
_HAS_IT = (  # what another desk writes by itself: that it has a request, under which number
    rf"(?:\[[^\]]{{1,40}}\] ?)?(?:abbiamo ricevuto {_ITS}{_ENDS}"
    rf"|ticket {_NUMBER}(?:aperto|creato|ricevuto|registrato)"
    rf"|{_ITS} {_NUMBER}(?:è stat[oa] (?:ricevut|registrat|apert|creat)[oa]"
    r"|(?:è stat[oa] )?pres[oa] in carico)"
    rf"|we(?: have|'ve)? received {_YOURS}{_ENDS}"
    rf"|{_YOURS} {_NUMBER}(?:has been|was) (?:received|registered|opened|created))"
)
_AUTOMATIC_SUBJECT = re.compile(
    r"(?:risposta automatica|automatic reply|auto(?:matica)?[ -]?reply|auto(?:matische)? antwort|autorisposta"
    r"|out of (?:the )?office|fuori (?:sede|ufficio)|assenza dall'ufficio|réponse automatique|abwesenheit"
    r"|non recapitabile|undeliverable|mancato recapito|delivery status notification|mail delivery failed"
    rf"|undelivered mail returned|{_HAS_IT})\b",
    re.IGNORECASE,
)
_MACHINES = re.compile(r"(?:^|[<\s])(?:mailer-daemon|mail-daemon)@", re.IGNORECASE)
_POSTMASTER = re.compile(r"(?:^|[<\s])postmaster@", re.IGNORECASE)
# From whom a mail server's reports come: by the name in the address, and where no address is written
_SERVERS = re.compile(
    r"(?:mailer-?daemon|mail[-.]?daemon|postmaster|double-bounce|bounces?|microsoftexchange[0-9a-f]{32})",
    re.IGNORECASE,
)
_BARE_SERVER = re.compile(r"[^<>@]*<?\s*(?:mailer-?daemon|postmaster)\s*>?\s*", re.IGNORECASE)
_REPLIERS = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-mail-autoreply")


def receipt(headers: Headers, message: Message) -> tuple[str, bool]:
    """Which receipt of the certified post this is (`avvenuta-consegna`…), "" if none; and whether it is one.

    A receipt is a provider's envelope: from posta-certificata@, under the provider's own header, its data
    beside it. Of one that lacks something a person may be the writer: a customer may well write «Consegna:
    merce mai arrivata», and pass on the data that a provider sent them.
    """
    given = headers.get("x-ricevuta").strip().lower()
    given = given if re.fullmatch(r"[a-z-]{1,60}", given) else ""
    named = _RECEIPT_SUBJECT.match(headers.text("subject")) and not headers.has("x-trasporto")
    from_post = "posta-certificata@" in headers.get("from").lower()
    if not given and not (named and from_post):
        return "", False
    whole = given and from_post and part_named(message, "daticert.xml") is not None
    return given or "receipt", bool(whole)


def automatic(headers: Headers) -> tuple[str, str]:
    """Which kind of machine sent this, "" where a person did; and what alone says so, if a person may have.

    A list through which a mail came, its subject's words and the name postmaster@ are no proof: what the
    house's own group hands on, and who asks about a failed delivery, is a request.
    """
    if sure := _surely(headers):
        return sure, ""
    if _POSTMASTER.search(headers.get("from")):
        return "bounce", "postmaster"
    way = _way(headers)
    if _in_bulk(headers):
        return "newsletter", way
    words = "words" if _AUTOMATIC_SUBJECT.match(headers.text("subject")) else ""
    return ("auto-reply" if words else ""), way or words


def _surely(headers: Headers) -> str:
    """The machine that says so itself (RFC 3834); "" where none does."""
    kind = headers.get("content-type")
    if media_type(kind) == "multipart/report":
        return "bounce" if "delivery" in parameters(kind).get("report-type", "delivery") else "read-receipt"
    submitted = headers.get("auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return "auto-submitted"
    if _is_bounce(headers):
        return "bounce"
    if any(headers.has(name) and headers.get(name).strip().lower() != "no" for name in _REPLIERS):
        return "auto-reply"
    return "auto-reply" if _precedence(headers) in ("auto_reply", "auto-reply") else ""


def _is_bounce(headers: Headers) -> bool:
    null_path = headers.has("return-path") and headers.get("return-path").replace(" ", "") == "<>"
    return null_path or headers.has("x-failed-recipients") or bool(_MACHINES.search(headers.get("from")))


def server_s(headers: Headers, address: str) -> str:
    """Whether a mail comes from a mail server's own address: "" | address | bounce.

    `bounce`: it has no path back either, as our own server wrote above the line by which it took the mail
    in. What is written beneath anybody may have written.
    """
    name = address.rpartition("@")[0]
    known = _SERVERS.fullmatch(name) if name else _BARE_SERVER.fullmatch(headers.get("from"))
    if not known:
        return ""
    paths = [value for key, value in above_the_way(headers) if key == "return-path"]
    return "bounce" if paths and paths[0].replace(" ", "") == "<>" else "address"


def _in_bulk(headers: Headers) -> bool:
    return _precedence(headers) in ("bulk", "junk", "list") or headers.has("list-unsubscribe")


def _way(headers: Headers) -> str:
    """Whether a mail came through a list, or was sent to many at once."""
    if headers.has("list-id") or _precedence(headers) == "list":
        return "list"
    return "bulk" if _in_bulk(headers) else ""


def _precedence(headers: Headers) -> str:
    return headers.get("precedence").strip().lower()


def part_named(message: Message, name: str) -> Message | None:
    """The first part that carries this file name, anywhere above the messages within."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        headers = Headers(part)
        given = parameters(headers.get("content-disposition")).get("filename", "")
        given = given or parameters(headers.get("content-type")).get("name", "")
        if given.strip().lower() == name:
            return part
        if not media_type(headers.get("content-type")).startswith("message/"):
            waiting += reversed(children(part))
    return None
