"""Currencies of ISO 4217 and their minor units: how many decimals an amount has.

A price may be finer than an amount; what is paid, owed or stands in the books is not.
"""

from __future__ import annotations

from typing import Final


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DECIMALS: Final = 2
"""Decimals of every currency that is not among the exceptions."""
EXCEPTIONS: Final = {
    0: _codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    3: _codes("BHD IQD JOD KWD LYD OMR TND"),
    4: _codes("CLF UYW"),
}
"""ISO 4217 table A.1: codes whose minor unit is not two decimals."""
TWO: Final = _codes(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP "
    "CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD "
    "KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
    "NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
    "SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG"
)
"""ISO 4217 table A.1: codes in use whose minor unit is two decimals."""
_KNOWN: Final = dict.fromkeys(TWO, DECIMALS) | {code: n for n, codes in EXCEPTIONS.items() for code in codes}


def decimals_of(code: str) -> int | None:
    """How many decimals an amount in this currency has; None for a code ISO 4217 gives no minor unit."""
    return _KNOWN.get(code)
