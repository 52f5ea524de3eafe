"""Prices, counts, ratings and availability as shops write them."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

CURRENCIES = frozenset(
    """AED ARS AUD BDT BGN BHD BRL CAD CHF CLP CNY COP CZK DKK DZD EGP EUR GBP HKD HUF IDR ILS INR ISK JOD
    JPY KES KRW KWD KZT LKR MAD MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB
    TND TRY TWD UAH USD UYU VND ZAR""".split()
)
LARGEST_COUNT = 2_000_000_000

# Every currency of ISO 4217 in use, and a few that catalogues still carry.
_ISO_4217 = CURRENCIES | frozenset(
    """AFN ALL AMD ANG AOA AWG AZN BAM BBD BIF BMD BND BOB BSD BTN BWP BYN BZD CDF CRC CUP CVE DJF DOP ERN
    ETB FJD FKP GEL GHS GIP GMD GNF GTQ GYD HNL HRK HTG IQD IRR JMD KGS KHR KMF KPW KYD LAK LBP LRD LSL LYD
    MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MZN NAD NIO NPR PAB PGK PYG RWF SBD SCR SDG SHP SLE SOS SRD SSP
    STN SVC SYP SZL TJS TMT TOP TTD TZS UGX UZS VES VUV WST XAF XCD XCG XOF XPF YER ZMW ZWG""".split()
)
# Units so small that a motorbike costs tens of millions; where no currency is stated, it may be one of them.
_SMALL_UNITS = frozenset(
    "AMD BIF CDF CLP COP CRC GNF HUF IDR IQD IRR JPY KHR KRW KZT LAK LBP MGA MMK MNT NGN PKR PYG RWF SLE SOS SYP "
    "TZS UGX UZS VND XAF XOF YER".split()
)
_LARGEST_PRICE, _LARGEST_IN_SMALL_UNITS = 10_000_000, 10_000_000_000

# Compared without case, accents, spaces and punctuation. After the English words come German, French, Spanish, Italian,
# Dutch, Portuguese and Polish ones.
_IN_STOCK = frozenset(
    """true yes y 1 instock instoreonly onlineonly available availablefororder lowstock limitedavailability limitedstock
    onbackorder backorder backordered preorder presale madetoorder instockandreadytoship
    ja vorratig auflager lagernd verfugbar lieferbar sofortlieferbar sofortverfugbar vorbestellbar nachbestellbar
    oui enstock disponible precommande surcommande
    si enexistencia enexistencias hayexistencias disponibles preventa bajopedido
    disponibile inmagazzino disponibilita preordine
    opvoorraad beschikbaar leverbaar uitvoorraadleverbaar
    sim emestoque disponivel emstock encomenda
    tak dostepny dostepne dostepna wmagazynie""".split()
)
_OUT_OF_STOCK = frozenset(
    """false no n 0 outofstock soldout unavailable notavailable notinstock nostock discontinued temporarilyunavailable
    nein ausverkauft vergriffen nichtvorratig nichtauflager nichtverfugbar nichtlieferbar derzeitnichtverfugbar
    zurzeitnichtverfugbar nichtmehrlieferbar
    non epuise enrupture enrupturedestock rupture rupturedestock horsstock indisponible nondisponible
    agotado agotada sinexistencias sinstock nodisponible fueradestock
    esaurito esaurita nondisponibile
    nee uitverkocht nietopvoorraad nietbeschikbaar nietleverbaar
    nao esgotado esgotada semestoque indisponivel
    nie niedostepny niedostepne niedostepna brak wyprzedane wyprzedany""".split()
)

_MARKS = {
    "$": "USD", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "R$": "BRL", "MX$": "MXN", "NT$": "TWD", "€": "EUR", "£": "GBP",
    "¥": "JPY", "円": "JPY", "CN¥": "CNY", "元": "CNY", "RMB": "CNY", "₹": "INR", "RS": "INR",
    "RS.": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "TL": "TRY", "₫": "VND", "₪": "ILS", "฿": "THB",
    "₴": "UAH", "ZŁ": "PLN", "KČ": "CZK", "FT": "HUF",
}  # fmt: skip
# Marks that several currencies share; a stated currency overrides them.
_SHARED_MARKS = frozenset(("$", "¥", "RS", "RS.", "KR", "KR."))
# Where these are written, a point before three digits groups thousands: "1.299 €".
_POINT_GROUPS = frozenset("ARS BRL CLP COP CZK DKK EUR HUF IDR ISK NOK PLN RON RSD SEK TRY UYU VND".split())
# Whose prices have three decimals.
_MILLS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())

_MACHINE = re.compile(r"[0-9]{1,300}(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,3})?")
_PRICE = re.compile(r"([^\d\s.,+-]{0,4}\.?)\s*([0-9](?:[0-9.,' ]{0,30}[0-9])?)(?:,-|\.-|\.)?\s*([^\d\s.,+-]{0,4}\.?)")
# Thousands in threes, or in India's twos before the last three.
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:\.[0-9]{3})+)|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
# May be a thousand and some, or one and some thousandths.
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")
_SPACED = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]{1,2})?")
_COUNT = re.compile(r"(-?)([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.0{1,9})?")
_OUT_OF_FIVE = re.compile(r"([0-9](?:[.,][0-9]{1,9})?)\s*(?:(?:/|out of)\s*5(?:\.0)?)?(?:\s*stars?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and the currency written beside it.

    Attributes:
        amount: Finite and not negative.
        currency: ISO 4217 code, or ``None`` where none was written.
        certain: False where several currencies share the mark, such as ``$``.
        lone: The point or comma of a number such as ``1.299``, which groups thousands or parts decimals.
        grouped: Whether `lone` was read as grouping.
    """

    amount: float
    currency: str | None = None
    certain: bool = True
    lone: str | None = None
    grouped: bool = False


def read_money(value: object, decimal: str | None = None) -> Money | str:
    """Returns the price that `value` states, or in words why it states none.

    Args:
        value: As a feed writes it.
        decimal: The point or comma that parts decimals, where other prices have proved it.
    """
    if isinstance(value, bool):
        return f"{shown(value)} is not a price"
    if isinstance(value, int | float):
        return _checked(value, shown(value))
    if not isinstance(value, str):
        return f"{shown(value)} is not a price"
    text = _plain(value)
    if _MACHINE.fullmatch(text) and _TWO_WAYS.fullmatch(text) is None:
        return _checked(float(text), shown(value))
    match = _PRICE.fullmatch(text.removeprefix("-").lstrip())
    if match is None:
        return f"{shown(value)} is not a price"
    before, digits, after = match[1].upper(), match[2], match[3].upper()
    mark = after if after in CURRENCIES else before or after  # "$12 CAD": the code says more than the sign
    currency = _code(mark)
    lone = _lone(digits, currency)
    amount = _amount(digits, currency, decimal)
    strange = any(m and _code(m) is None and m not in _SHARED_MARKS for m in (before, after))
    if strange or amount is None:
        return f"{shown(value)} is not a price"
    if text.startswith("-") and amount > 0:
        return f"{shown(value)} is negative"
    grouped = lone is not None and amount >= 1000  # "1.299" is either 1299 or less than 1000
    return Money(amount, currency, certain=mark not in _SHARED_MARKS, lone=lone, grouped=grouped)


def decimal_mark(value: object) -> str | None:
    """Returns the point or comma by which a price proves what parts its decimals, ``None`` where it proves nothing."""
    match = _PRICE.fullmatch(_plain(value).removeprefix("-").lstrip()) if isinstance(value, str) else None
    if match is None or isinstance(read_money(value), str):
        return None
    digits = match[2]
    marks = [character for character in digits if character in ".,"]
    if not marks or _TWO_WAYS.fullmatch(digits):
        return None
    if marks.count(marks[-1]) > 1:  # 1.234.567
        return "," if marks[-1] == "." else "."
    return marks[-1]


def largest_price(currency: str | None) -> int:
    """Returns the highest amount believed to be a price: what lies above is a mistake or a placeholder."""
    return _LARGEST_IN_SMALL_UNITS if currency is None or currency in _SMALL_UNITS else _LARGEST_PRICE


def is_currency(code: str) -> bool:
    """Whether there is, or lately was, a currency with this ISO 4217 code."""
    return code in _ISO_4217


def read_currency(value: object) -> str | None:
    """Returns the ISO 4217 code that `value` names by code or by sign, or ``None``."""
    if not isinstance(value, str):
        return None
    mark = value.strip().upper()
    code = _MARKS.get(mark, mark)
    return code if len(code) == 3 and code.isascii() and code.isalpha() else None


def sign_in(text: str) -> str | None:
    """Returns the ISO 4217 code of the first sign in `text` that belongs to one currency alone, such as ``€``."""
    return next(
        (_MARKS[sign] for sign in text if not sign.isalnum() and sign not in _SHARED_MARKS and sign in _MARKS), None
    )


def read_count(value: object) -> int | str:
    """Returns the whole number that `value` states, perhaps negative, or in words why it states none."""
    if isinstance(value, bool):
        return f"{shown(value)} is not a number"
    if isinstance(value, str):
        match = _COUNT.fullmatch(unicodedata.normalize("NFKC", value[:100]).strip())
        if match is None:
            return f"{shown(value)} is not a whole number"
        value = int(match[1] + match[2].replace(",", ""))
    if not isinstance(value, int | float) or value != value or value in (math.inf, -math.inf):
        return f"{shown(value)} is not a number"
    if abs(value) > LARGEST_COUNT:
        return f"{shown(value)} is too large to be true"
    return int(value) if value == int(value) else f"{shown(value)} is not a whole number"


def read_rating(value: object) -> float | str:
    """Returns the rating from 0 to 5 that `value` states, or in words why it states none."""
    number: object = value
    if isinstance(value, str):
        match = _OUT_OF_FIVE.fullmatch(value[:100].strip())
        if match is None:
            return f"{shown(value)} is not a rating from 0 to 5"
        number = float(match[1].replace(",", "."))
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= 5:
        return f"{shown(value)} is not a rating from 0 to 5"
    return float(number)


def read_availability(value: object) -> bool | str:
    """Returns whether `value` says that a product can be bought, or in words why it says neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value == value:
        return value > 0
    plain = _letters(value) if isinstance(value, str) else ""
    if plain in _IN_STOCK:
        return True
    return False if plain in _OUT_OF_STOCK else f"{shown(value)} says nothing about stock"


def shown(value: object) -> str:
    """Returns `value` short enough to quote in a message."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int) and abs(value) > 10**30:
        return "a number of more than 30 digits"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        # Printable and bounded: a message goes to a terminal and to a log.
        text = "".join(c if c.isprintable() else "�" for c in value[:61])
        return f"“{text[:60]}…”" if len(value) > 60 else f"“{text}”"
    return "a list" if isinstance(value, list) else "an object"


def _checked(number: int | float, words: str) -> Money | str:
    try:
        amount = float(number)
    except OverflowError:
        amount = math.inf
    if not math.isfinite(amount):
        return f"{words} is not a finite number"
    return Money(amount + 0.0) if amount >= 0 else f"{words} is negative"


def _code(mark: str) -> str | None:
    return mark if mark in CURRENCIES else _MARKS.get(mark)


def _letters(text: str) -> str:
    """Letters and digits of the last part of, say, "https://schema.org/InStock", without accents."""
    folded = unicodedata.normalize("NFKD", text[:100].casefold().rpartition("/")[2]).replace("ł", "l")
    return "".join(filter(str.isalnum, folded))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:200]).strip().replace("’", "'").replace("−", "-")


def _lone(digits: str, currency: str | None) -> str | None:
    match = _TWO_WAYS.fullmatch(digits)
    return None if match is None or (currency in _MILLS and match[1] == ".") else match[1]


def _amount(digits: str, currency: str | None, decimal: str | None) -> float | None:
    """Returns the amount behind digits grouped in any of the usual ways, ``None`` where they fit none."""
    if " " in digits or "'" in digits:
        if _SPACED.fullmatch(digits) is None:
            return None
        return float(digits.replace(" ", "").replace("'", "").replace(",", "."))
    if "." in digits and "," in digits:
        decimal = "." if digits.rfind(".") > digits.rfind(",") else ","
        whole, _, fraction = digits.rpartition(decimal)
        if decimal in whole or _GROUPED.fullmatch(whole) is None:
            return None
        return float(f"{whole.replace(',', '').replace('.', '')}.{fraction}")
    if decimal is not None and (lone := _lone(digits, currency)) is not None:
        groups = lone != decimal
    else:
        # A lone point before three digits groups thousands only where that is the custom; a comma does anywhere.
        groups = "," in digits or digits.count(".") > 1 or currency in _POINT_GROUPS
    if groups and _GROUPED.fullmatch(digits):
        return float(digits.replace(",", "").replace(".", ""))
    return float(digits.replace(",", ".")) if digits.count(".") + digits.count(",") <= 1 else None
