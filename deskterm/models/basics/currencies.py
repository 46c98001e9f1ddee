"""The currency that amounts are in: its ISO 4217 code, its minor units, and which one is in force here.

Amounts are whole minor units (cents, where a currency has cents) wherever they are kept. A desk reckons in
the currency of its terms; a file that is read says its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

EURO = "EUR"
# Of ISO 4217 (2024): the currencies in use, and those whose minor unit is not a hundredth.
CODES = frozenset(
    (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN "
        "BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
        "GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW "
        "KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
        "NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD "
        "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES "
        "VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL "
    ).split()
)
_WHOLE = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_THOUSANDTHS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
_in_force = [EURO]
_read: ContextVar[str] = ContextVar("read", default="")  # over the one in force, while a file is read


def reckon_in(code: str) -> None:
    """From here on amounts are in this currency, that of the terms in force."""
    _in_force[:] = [code]


@contextmanager
def reading(code: str) -> Iterator[None]:
    """Amounts that are read meanwhile are in this currency; of an unknown one in hundredths."""
    before = _read.set(code)
    try:
        yield
    finally:
        _read.reset(before)


def currency() -> str:
    """The currency that amounts are in."""
    return _read.get() or _in_force[0]


def digits(code: str = "") -> int:
    """How many decimals amounts of a currency have (without one: of that in force)."""
    code = code or currency()
    return 0 if code in _WHOLE else 3 if code in _THOUSANDTHS else 2
