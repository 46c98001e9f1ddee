"""VAT numbers, tax codes and the SDI's codes of recipients: brought into one form, and what is wrong where.

Models have no catalogue: what is wrong is a code and its values; the sentence is `fiscal.CODE`.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

NUMBERS = ("vat", "tax_code", "sdi")
VAT_DIGITS = 11
TAX_LENGTH = 16
SDI_LENGTHS = (7, 6)  # of a firm, of an office of the public administration
NO_SDI, ABROAD_SDI = "0000000", "XXXXXXX"  # what the exchange wants where there is no code; for one abroad
MONTHS = "ABCDEHLMPRST"
LIKE_DIGITS = {"O": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"}
SCIENCE = re.compile(r"[+-]?\d+(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
SHORTEST_ABROAD = 5
_SEPARATORS = re.compile(r"[\s./:_\-–]+")
_PERSON = re.compile(r"[A-Z]{6}[0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]")
_LETTERS_AT = frozenset((0, 1, 2, 3, 4, 5, 8, 11, 15))  # of a person's tax code, from 0
_NO_LETTER = "0123456789LMNPQRSTUV"  # a digit, or the letter that stands for it where two people had one code
UNION = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR GR HR HU IE LT LU LV MT NL PL PT RO SE SI SK XI EU IM".split()
)
COUNTRIES = UNION | frozenset(
    "AD AE AF AG AI AL AM AO AR AU AW AZ BA BB BD BF BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH "
    "CI CL CM CN CO CR CU CV DJ DM DO DZ EC EG ER ET FJ FM FO GA GB GD GE GG GH GI GL GM GN GQ GT GW GY "
    "HK HN HT ID IL IN IQ IR IS JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LY MA "
    "MC MD ME MG MH MK ML MM MN MO MR MU MV MW MX MY MZ NA NC NE NG NI NO NP NR NZ OM PA PE PF PG PH PK "
    "PR PS PW PY QA RS RU RW SA SB SC SD SG SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT "
    "TV TW TZ UA UG US UY UZ VA VC VE VN VU WS XK YE ZA ZM ZW".split()
)


class Wrong(Struct, frozen=True):
    """What is wrong with a number: the code of its sentence and what stands in it; `field` as in NUMBERS."""

    field: str
    code: str
    values: dict[str, Any] = {}


def tidy(field: str, text: str) -> str:
    """A number in the form in which it is kept: capitals without gaps, Italian VAT without its IT.

    A text that is no number of this kind stays as it is.
    """
    packed = _packed(text)
    if wrong(field, text) is not None:
        return text.strip()
    if field != "vat" or packed[:2] not in UNION:
        return _bare(packed) if field == "vat" else packed
    from stdnum.eu import vat

    return vat.compact(packed)


def wrong(field: str, text: str) -> Wrong | None:
    """What is wrong with a VAT number, a tax code or an SDI code; None for a right one and for a blank."""
    if not text.strip():
        return None
    if SCIENCE.fullmatch(text.strip()):
        return Wrong(field, "science", {"word": text.strip()})
    packed = text.strip().upper() if field == "sdi" else _packed(text)  # no SDI code is written with gaps
    code, values = {"vat": _vat, "tax_code": _tax_code, "sdi": _sdi}[field](packed) or ("", {})
    return Wrong(field, code, values) if code else None


def of_customer(customer: Any) -> tuple[Wrong, ...]:
    """What is wrong with the numbers on a card, in the order of NUMBERS."""
    found = (wrong(field, getattr(customer, field, "")) for field in NUMBERS)
    return tuple(one for one in found if one is not None)


def sdi_for(sdi: str, vat: str) -> str:
    """The code to which an invoice is sent: the customer's own, or the one that says there is none."""
    return sdi or (ABROAD_SDI if _abroad(_packed(vat)) else NO_SDI)


Found = tuple[str, dict[str, Any]] | None


def _packed(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()


def _bare(packed: str) -> str:
    return packed[2:] if packed.startswith("IT") else packed


def _abroad(packed: str) -> bool:
    return packed[:2].isalpha() and any(one.isdigit() for one in packed) and packed[:2] != "IT"


def _like_a_person(packed: str) -> bool:
    """Whether a text begins as the code of a person in Italy does, and not as a number from abroad.

    After the letters of a country come digits, but for a few that stand in the Union and pass their check.
    """
    begins = re.match(r"[A-Z]{4,}\d", packed) is not None
    return begins and not (packed[:2] in UNION and _foreign(packed) is None)


def _vat(packed: str) -> Found:
    if _PERSON.fullmatch(packed) or _like_a_person(packed):
        return ("person", {}) if len(packed) == TAX_LENGTH else ("person_length", {"n": len(packed)})
    return _foreign(packed) if _abroad(packed) else _italian(_bare(packed))


def _italian(digits: str) -> Found:
    """The eleven digits of an Italian firm: number, tax office, check digit."""
    for at, character in enumerate(digits, 1):
        if character not in "0123456789":
            like = LIKE_DIGITS.get(character, "")
            return ("letter_like" if like else "letter"), {"char": character, "at": at, "like": like}
    if len(digits) != VAT_DIGITS:
        whole = digits.zfill(VAT_DIGITS)
        if 8 <= len(digits) < VAT_DIGITS and _italian(whole) is None:
            return "zero_lost", {"n": len(digits), "near": whole}
        return "length", {"n": len(digits), "wanted": VAT_DIGITS}
    return _verdict(digits)


def _verdict(digits: str) -> Found:
    from stdnum import luhn
    from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError
    from stdnum.it import iva

    try:
        iva.validate(digits)
    except InvalidComponent:
        return "office", {"office": digits[7:10]}
    except InvalidChecksum:
        return "check", {"found": digits[-1], "expected": luhn.calc_check_digit(digits[:-1])}
    except ValidationError:
        return "company", {}
    return None


def _foreign(packed: str) -> Found:
    country = packed[:2]
    if country not in COUNTRIES:
        return "country", {"country": country}
    if country not in UNION:  # nobody here checks those: a prefix and enough behind it
        return None if len(packed) - 2 >= SHORTEST_ABROAD else ("abroad_short", {"n": len(packed) - 2})
    from stdnum.eu import vat
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    try:
        vat.validate(packed)
    except InvalidLength:
        return "abroad_length", {"country": country, "n": len(packed) - 2}
    except InvalidChecksum:
        return "abroad_check", {"country": country}
    except ValidationError:
        return "abroad_form", {"country": country}
    return None


def _tax_code(packed: str) -> Found:
    """Sixteen characters of a person, or the eleven digits of a firm."""
    from_abroad = _abroad(packed) and packed[:2] in COUNTRIES and not _like_a_person(packed)
    if from_abroad and len(packed) != TAX_LENGTH:
        return _foreign(packed)
    if _bare(packed).isdigit():
        return _italian(_bare(packed))
    if len(packed) != TAX_LENGTH:
        return "tax_length", {"n": len(packed)}
    for at, character in enumerate(packed):
        if at in _LETTERS_AT and not ("A" <= character <= "Z"):
            return "tax_letter", {"char": character, "at": at + 1}
        if at not in _LETTERS_AT and character not in _NO_LETTER:
            return "tax_digit", {"char": character, "at": at + 1}
    return _person(packed)


def _person(code: str) -> Found:
    from stdnum.exceptions import InvalidChecksum, ValidationError
    from stdnum.it import codicefiscale

    if code[8] not in MONTHS:
        return "month", {"char": code[8], "months": " ".join(MONTHS)}
    try:
        codicefiscale.validate(code)
    except InvalidChecksum:
        return "tax_check", {"found": code[-1], "expected": codicefiscale.calc_check_digit(code[:-1])}
    except ValidationError:
        return "day", {"day": code[9:11]}
    return None


def _sdi(packed: str) -> Found:
    if "@" in packed:
        return "sdi_address", {}
    for at, character in enumerate(packed, 1):
        if not (character.isascii() and character.isalnum()):
            return "sdi_char", {"char": character, "at": at}
    return None if len(packed) in SDI_LENGTHS else ("sdi_length", {"n": len(packed)})
