"""Who is meant: one key for every spelling of a phone number, an address, a VAT number (D1).

Keys are compared for equality and kept in indexes; they are not for reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from deskterm.models.basics.regions import region

HOME = "IT"  # a number without the code of its country is of here, where the terms name no region
TAIL = 8  # digits of the key that survives a switchboard which drops the leading zero
PART = 3  # digits, or letters, by which the middle of a number or a word is looked for
SHORTEST = 6  # fewer digits are an extension or an emergency number, not a customer
LONGEST = 18  # digits of a number with the code of its country, and of an extension behind it
BODY_LOOKED_AT = 20_000

_CANDIDATE = re.compile(r"(?<![\w/@-])(?<!\d[.,])(?:\+|00)?\(?\d[\d() ./\-–]{5,22}\d(?![\w@%€])")
_LABEL = re.compile(
    r"(?:tel|telefono|cell|cellulare|mobile|phone|recapito|numero|interno|diretto|chiam\w*|richiam\w*"
    r"|contatt\w*)\b[^\d\n]{0,24}$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\+?\(?\d(?:[() ./\-–]*\d)+")
_GAP = re.compile(r"[() ./\-–]+")
_DATE = re.compile(r"\d{1,2}([/. -])\d{1,2}\1(?:19|20)\d\d(?!\d)|(?:19|20)\d\d-\d\d-\d\d")
_NO_PHONE = re.compile(
    r"(?:fax|iva|vat|c\.?\s?f\.?|fiscale|iban|abi|cab|fattura|fatt|ordine|ddt|prot\w*|matr\w*|s/n|serial\w*"
    r"|licenza|codice|cod|sdi|rea|cap|rif|ticket|anydesk|teamviewer|id|n[°.]|nr\.?|€|eur|euro)\W{0,4}$",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"^\s*(?:>|-{2,}\s*(?:messaggio|original|forwarded)|(?:il|on)\b.{4,120}\b(?:ha scritto|wrote)\s*:)"
    r"|^(?:da|from)\s*:.*@",
    re.IGNORECASE,
)
_DOTS = re.compile("[.\u3002\uff0e\uff61]")  # all of them part a domain's labels (UTS 46)
_ADDRESS = re.compile(r"[a-z0-9!#$&'*+/=?^_`{|}~.-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)


def phone_key(text: str) -> str:
    """E.164 where the number is valid at home (or carries a valid country code), else its last 8 digits.

    "" where there is no number.
    """
    digits = _digits(text)
    if len(digits) < SHORTEST or len(text) > 100:
        return ""
    return _e164(text) or digits[-TAIL:]


def is_phone(text: str) -> bool:
    """Whether a text holds a number that can be called."""
    return len(text) <= 100 and len(_digits(text)) >= SHORTEST


def phone_fault(text: str) -> tuple[str, dict[str, Any]] | None:
    """What is wrong with a telephone number: a code and its values; None for one that can be called."""
    digits = _digits(text)
    values: dict[str, Any] = {"word": text, "n": len(digits)}
    if not digits:
        return "phone_letters", values
    if len(digits) < SHORTEST:
        return "phone_short", values
    if len(digits) > LONGEST:
        return "phone_long", values
    bare = text.strip()
    kept = _home()[:2] == ("39", "")  # in Italy the zero is a part of the number
    if kept and bare[0] in "23456789" and not _e164(bare) and _e164(f"0{bare}"):
        return "phone_zero", values | {"near": f"0{bare}"}
    return None


def email_fault(text: str) -> tuple[str, dict[str, Any]] | None:
    """What is wrong with a mail address: a code and its values; None for a right one."""
    local, at, domain = text.rpartition("@")
    values: dict[str, Any] = {"word": text}
    if email_key(text) and "." in domain and not local.startswith("-"):
        return None
    blank = next((place for place, one in enumerate(text.strip(), 1) if one.isspace()), 0)
    if blank:
        return "email_form", values | {"cause": "blank", "at": blank}
    if not at or "@" in local:
        return "email_form", values | {"cause": "at"}
    if not local:
        return "email_form", values | {"cause": "local"}
    for place, one in enumerate(local, 1):
        # What begins like an option a program further on would take for one.
        if (place, one) == (1, "-") or not _ADDRESS.fullmatch(f"{one.lower()}@a"):
            return "email_form", values | {"cause": "char", "char": one, "at": place}
    return "email_form", values | {"cause": "domain"}


def phone_keys(text: str) -> tuple[str, ...]:
    """Every key to look up, the surest first: E.164, then the last 8 digits."""
    key = phone_key(text)
    if not key:
        return ()
    tail = key[-TAIL:].lstrip("+")
    return (key,) if key == tail else (key, tail)


def spelled_as(text: str, known: Iterable[str]) -> str:
    """A number as one of the `known` ones that it is spells it; what is none of them stays as it is."""
    keys = set(phone_keys(text))
    return next((one for one in known if keys & set(phone_keys(one))), text) if keys else text


def whole_of(text: str, known: Iterable[str]) -> str:
    """The one of the `known` numbers that ends in what was told; "" where none does, or several."""
    end = _digits(text)
    whole = {one for one in known if end and _digits(one).endswith(end)}
    return whole.pop() if len(whole) == 1 else ""


def readable(text: str) -> str:
    """A number that a machine wrote, `+390445000123`, as people write it: `0445 000123`, `+49 89 123456`.

    What has signs of its own between its digits, or is no valid number, stays as it is.
    """
    if not re.fullmatch(r"\+?\d+", text.strip(), re.ASCII) or not (e164 := _e164(text.strip())):
        return text
    import phonenumbers

    number = phonenumbers.parse(e164)
    formats = phonenumbers.PhoneNumberFormat
    ours = str(number.country_code) == _home()[0]
    return phonenumbers.format_number(number, formats.NATIONAL if ours else formats.INTERNATIONAL)


def numbers(text: str) -> tuple[str, ...]:
    """The telephone numbers in a text, as digits without the code of home or the 00 of a country."""
    return tuple(dict.fromkeys(bare_number(found[0]) for found in _NUMBER.finditer(text)))


def bare_number(text: str) -> str:
    """The digits of a number as it is dialled at home: without +39, 0039, or the sign before another country.

    Where a zero is dialled before a number that has lost the code of its country, it stands there.
    """
    digits, (code, zero) = _digits(text), _home()
    if not text.strip().startswith("+"):
        if digits.startswith("00"):
            digits = digits[2:]
        elif not _is_with_code(digits, code):
            return digits
    if not digits.startswith(code):
        return digits
    bare = digits.removeprefix(code)
    return bare if not zero or bare.startswith(zero) else f"{zero}{bare}"


def kept_as(digits: str) -> tuple[str, ...]:
    """How a number may be kept: as dialled at home, by a switchboard that drops the zero, with the code.

    A number that was kept before the terms named their region has the code of its country, or lost Italy's.
    """
    code, zero = _home()
    with_code = f"{code}{digits.removeprefix(zero) if zero else digits}"
    return tuple(dict.fromkeys((digits, f"0{digits}", with_code, digits.removeprefix("39"))))


def _is_with_code(digits: str, code: str) -> bool:
    """Whether digits without any sign begin with the code of home, as no number of home does."""
    if code == "39":
        return len(digits) in (11, 12) and digits.startswith(code) and digits[2] in "03"
    return digits.startswith(code) and len(digits) >= TAIL + len(code) and _e164(digits) == f"+{digits}"


def _home() -> tuple[str, str]:
    """The code of the country in whose region the terms are, and the zero that is dialled before a number."""
    return _codes_of(region() or HOME)


@cache
def _codes_of(country: str) -> tuple[str, str]:
    if country == HOME:
        return "39", ""
    import phonenumbers

    code = phonenumbers.country_code_for_region(country)
    zero = phonenumbers.ndd_prefix_for_region(country, True)
    return (str(code), "0" if zero == "0" else "") if code else ("39", "")


def parts(word: str) -> tuple[str, ...]:
    """The ends of a word, by whose beginnings anything inside it is found."""
    return tuple(word[at:] for at in range(1, len(word) - PART + 1))


def email_key(text: str) -> str:
    """An address in lower case with its domain in ASCII; "" where `text` is not one plain address."""
    local, _, domain = text.strip().lower().rpartition("@")
    address = f"{local}@{ascii_domain(domain)}"
    return address if _ADDRESS.fullmatch(address) and ".." not in address else ""


def ascii_domain(domain: str) -> str:
    """A domain in lower case, without the final dot, in ASCII (IDNA 2008); "" where it cannot be one."""
    domain = domain.strip().lower().removesuffix(".")
    if domain.isascii():
        return domain
    import idna

    labels = _DOTS.split(domain[:253])
    try:
        return ".".join(
            label if label.isascii() else idna.encode(label, uts46=True).decode("ascii") for label in labels
        )
    except idna.IDNAError:
        return ""


def vat_key(text: str) -> str:
    """A VAT number or tax code: capital letters and digits, without the IT of an Italian one."""
    key = "".join(character for character in text.upper() if character.isascii() and character.isalnum())
    bare = key.removeprefix("IT")
    return bare if len(bare) == 11 and bare.isdigit() else key


def find_phone(body: str) -> str:
    """The direct number that a sender left in a body, as they wrote it (D7, D16); "" if none.

    A number after «tel.», «cell.» and the like wins over a bare one; fax, VAT, tax and bank numbers and
    whatever is quoted from an earlier message do not count.
    """
    bare = ""
    for line in own_lines(body):
        for match in _CANDIDATE.finditer(line):
            before = line[: match.start()]
            if _NO_PHONE.search(before) or _DATE.match(match[0]):
                continue
            number = _first_number(match[0])
            if number and _LABEL.search(before):
                return number
            bare = bare or number
    return bare


def own_lines(body: str) -> list[str]:
    """What a sender wrote themselves: the lines of a body up to what is quoted from an earlier message."""
    lines = []
    for line in body[:BODY_LOOKED_AT].splitlines():
        if _QUOTED.match(line):
            if line.lstrip().startswith(">"):
                continue
            break
        lines.append(line[:2_000])
    return lines


def _first_number(digits: str) -> str:
    """The number at the beginning of a run of digits that may hold two; "" if there is none."""
    opened = digits.rfind("(")
    if opened > digits.rfind(")") and opened > 0:  # a remark begins: opening hours, an extension
        digits = digits[:opened].rstrip()
    ends = [len(digits), *(gap.start() for gap in reversed(list(_GAP.finditer(digits))))]
    return next((_tidy(digits[:end]) for end in ends if _e164(digits[:end])), "")


def _digits(text: str) -> str:
    return "".join(one for one in text if one in "0123456789")


def _tidy(number: str) -> str:
    number = " ".join(number.split())
    return number if number.count("(") == number.count(")") else number.replace("(", "").replace(")", "")


def _e164(text: str) -> str:
    """E.164 of a valid number, "" of anything else."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region() or HOME)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
