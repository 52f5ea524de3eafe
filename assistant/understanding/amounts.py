"""Amounts that may be prices: numbers with their currency, ranges, and the numbers that measure something else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.understanding.numbers import NUMBER_WORDS, Number, parse_digits, read_number
from assistant.understanding.phrases import Phrases
from assistant.understanding.tokens import Sentence
from retrieval.facets import Lexicon

_PREFIXES = frozenset(
    "$ us$ a$ c$ ca$ au$ nz$ hk$ s$ r$ mx$ € £ ¥ ₹ ₱ ₩ ₽ ₺ ₪ ฿ ₫ ₦ usd eur euro gbp rs inr php chf aed "
    "zar cad aud nzd sgd hkd jpy cny rmb mxn brl sek nok dkk pln czk huf thb idr myr vnd krw ngn".split()
)
_SUFFIXES = _PREFIXES | frozenset(
    "dollar dollars dolar dolars dollers doller buck bucks euros pound pounds quid sterling peso pesos "
    "rupee rupees yen yuan 元 won franc francs krona kronor krone kroner kr zloty zl koruna forint lira "
    "real reais rand dirham dirhams riyal riyals shekel shekels baht dong naira ringgit rupiah ruble "
    "rubles peseta smackers".split()
)
_CENTS = frozenset("cent cents pence".split())

# What is counted or measured by numbers in shops, other than money.
UNITS = frozenset(
    "% percent inch inches in ft foot feet yard yards mm cm cms m km mi mile miles meter meters metre metres "
    "g gram grams gm kg kgs kilo kilos kilogram kilograms mg lb lbs oz ounce ounces ton tons tonne tonnes "
    "ml cl l liter liters litre litres fl gallon gallons gal quart quarts pint pints cup cups tsp tbsp ct "
    "count pcs pc piece pieces pk pack packs packet packets pair pairs set sets gb mb tb kb ghz mhz hz "
    "khz mp megapixel megapixels dpi ppi fps px pixel pixels w watt watts wh kw kwh v volt volts mah ah ohm ohms "
    "amp amps lumen lumens db bit bits core cores rpm mph kph hp psi bar btu cc carat carats kt karat "
    "karats second seconds sec secs minute minutes min mins hour hours hr hrs day days week weeks month "
    "months mo year years yr yrs yo decade decades am pm degree degrees ° star stars people persons person "
    "guests kids children players player adults passengers users men women seater seaters seat seats door "
    "doors drawer drawers tier tiers way ways ply speed speeds stage stages level levels layer layers "
    "panel panels port ports pocket pockets legged leg legs sided burner burners bulb bulbs step steps "
    "row rows thread tog spf denier gauge x times fold shelf shelves cube slice slices servings serving "
    "sheets tablets capsules pills count bags bottles cans boxes rolls tea kinds colors colours sizes "
    "options items products results reviews ratings photos pictures pages copies bedroom bedrooms rooms "
    "night nights calories calorie cal kcal point points grit mil lane lanes string strings key keys note".split()
)
_MEASURED = frozenset(
    "size sizes sz age ages aged model version ver series gen generation number no nr # iphone ipad "
    "galaxy pixel macbook xbox playstation ps windows level grade type page option item step part vol "
    "volume chapter rating ratings rated stars score scored weight weighs weighing weigh width wide "
    "height tall length long depth deep thickness thick capacity diameter measures measuring measure "
    "holds hold spf tog resolution kids toddlers babies waist inseam bust chest eu uk product choice "
    "seats fits sleeps room channel route mark mk style sku code year since usage power frequency angle "
    "pressure load strength brightness count flow serves feeds lasts distance range temperature speed".split()
)  # "range" is money again in "price range"
_COUNTING = frozenset("one two three four five six seven eight nine ten".split())
_TO = frozenset(["-", "to", "through", "till", "until"])
_NOT_PLURAL = frozenset(
    "is as was this us always perhaps plus tops less please thus yes its has does previous unless across "
    "besides thanks max dress christmas glass canvas stainless wireless cordless sleeveless strapless "
    "various bass gas".split()
)
_PEOPLE = frozenset("people children men women feet kids guests".split())


@dataclass(frozen=True, slots=True)
class Amount:
    """One number, or two that make a range, which may be a price.

    Attributes:
        low: The number, or the smaller one.
        high: The larger one of a range, otherwise ``None``.
        start: First token, currency included.
        end: Past the last token, currency included.
        money: Whether a currency is stated.
        counts: Whether a counted plural follows ("4 pockets").
        approximate: Carries its own "ish" or "or so".
        between: Whether "between" or "from" opens the range.
        worded: Whether it is a small bare number in words ("one"), which seldom is a price.
        negative: Whether it is below zero ("-20", "minus 5 dollars"); `start` is then at the minus.
    """

    low: float
    high: float | None
    start: int
    end: int
    money: bool
    counts: bool = False
    approximate: bool = False
    between: bool = False
    worded: bool = False
    negative: bool = False


def read_amounts(sentence: Sentence, lexicon: Lexicon, taken: frozenset[int] = frozenset()) -> tuple[Amount, ...]:
    """All numbers of a sentence that do not measure something else, ranges joined.

    Args:
        sentence: Where to read.
        lexicon: Its brands and kinds keep "iPhone 15" and "3 bowls" from being prices.
        taken: Tokens that another reader has already explained.
    """
    found: list[Amount] = []
    place = 0
    while place < len(sentence):
        amount = None if place in taken else _range(sentence, place, lexicon)
        if amount is None:
            single, measured = (None, None) if place in taken else _single(sentence, place)
            if single is not None and not measured:
                amount = _signed(sentence, _counted(sentence, single, lexicon))
            if amount is None:
                place = single.end if single is not None else place + 1
                continue
        if amount.low >= 0:
            found.append(amount)
        place = amount.end
    return tuple(found)


def is_plural(word: str) -> bool:
    """Whether a word looks like the plural of things that can be counted."""
    return word in _PEOPLE or (len(word) > 3 and word[-1] == "s" and word[-2] not in "su" and word not in _NOT_PLURAL)


def _single(sentence: Sentence, place: int, *, joined: bool = True) -> tuple[Amount | None, bool]:
    """The amount at `place` and whether it measures something else."""
    start = place
    sign = sentence.word(place) in _PREFIXES
    if sign:
        place += 2 if sentence.word(place + 1) == "." else 1
    number = read_number(sentence, place, joined=joined)
    if number is None:
        return None, False
    number = _spaced_groups(sentence, number, sign=sign) or number
    end, money, value = number.end, sign, number.value
    approximate = sentence.word(end) == "ish"
    if approximate:
        end += 1
    if (
        number.worded
        and value < 1000
        and (rest := read_number(sentence, end))
        and rest.worded
        and 10 <= rest.value < 100
    ):
        value, end = value + rest.value / 100, rest.end  # "forty-nine ninety-nine"
    while sentence.word(end) in ("us", "american", "canadian", "australian") and sentence.word(end + 1) in _SUFFIXES:
        end += 1
    pounds = sentence.word(end) in ("pound", "pounds")
    if sentence.word(end) in _SUFFIXES and not (pounds and _weighs(sentence, end)):
        end, money = end + 1, money or not pounds  # pounds weigh, unless a comparator says that they cost
        cents = end + 1 if sentence.word(end) == "and" else end
        tail = read_number(sentence, cents)
        if tail is not None and tail.value < 100 and sentence.word(tail.end) in _CENTS:
            value, end = value + tail.value / 100, tail.end + 1
    elif sentence.word(end) in _CENTS:
        value, end, money = value / 100, end + 1, True
    if sentence.word(end) == "ish":
        end, approximate = end + 1, True
    elif sentence.words[end : end + 2] == ("or", "so"):
        end, approximate = end + 2, True
    bare = number.worded and number.value < 10 and not money
    amount = Amount(value, None, start, end, money, approximate=approximate, worded=bare)
    return amount, not money and _is_measure(sentence, amount)


# Words that a price follows, so that "under 1 000" is one number and "size 9 120" is two.
_BEFORE_PRICE = frozenset("under below over above than most least max maximum min upto between to about around".split())


def _spaced_groups(sentence: Sentence, number: Number, *, sign: bool) -> Number | None:
    """Groups of three digits behind spaces, where a price may stand: "under 1 000", "1 299,99 €"."""
    head, before = sentence.word(number.start), sentence.word(number.start - 1)
    if not head.isdigit() or len(head) > 3 or number.end != number.start + 1 or before in _MEASURED:
        return None
    digits, end = head, number.end
    while digits.isdigit() and _is_group(sentence.word(end)):
        digits, end = digits + sentence.word(end), end + 1
    value = parse_digits(digits.replace(",", "."))
    vouched = sign or sentence.word(end) in _SUFFIXES or before in _BEFORE_PRICE or digits.endswith("000")
    if end == number.end or value is None or not vouched:
        return None
    return Number(value, number.start, end, worded=False)


def _is_group(word: str) -> bool:
    whole, _, cents = word.replace(",", ".").partition(".")
    return len(whole) == 3 and whole.isdigit() and (not cents or (cents.isdigit() and len(cents) < 3))


def _signed(sentence: Sentence, amount: Amount) -> Amount:
    """The amount with the minus before it, if one is there: "-20", "$-5", "minus 5 dollars"."""
    place, tokens = amount.start - 1, sentence.tokens
    dash = sentence.word(place) == "-" and tokens[amount.start].joined
    if not dash and sentence.word(place) not in ("minus", "negative"):
        return amount
    if dash and tokens[place].joined:
        if tokens[place - 1].kind != "sign":
            return amount
        place -= 1
    return replace(amount, start=place, money=amount.money or place < amount.start - 1, negative=True)


def _range(sentence: Sentence, place: int, lexicon: Lexicon) -> Amount | None:
    opened = sentence.word(place - 1) in ("between", "from", "ranging") or (
        sentence.word(place - 1) == "of" and sentence.word(place - 2) == "range"
    )
    links = _TO | {"and", "&"} if opened and sentence.word(place - 1) != "from" else _TO
    for joined in (True, False):
        first, measured = _single(sentence, place, joined=joined)
        if first is None:
            return None
        middle = first.end
        if sentence.word(middle) == "up" and sentence.word(middle + 1) == "to":
            middle += 1
        if sentence.word(middle) not in links:
            continue
        after = middle + 1
        second, second_measured = _single(sentence, after)
        if second is None:
            continue
        low, high = first.low, second.low
        if _scaled(sentence, after) and not _scaled(sentence, place) and low < high / 1000:
            low *= 1000  # "1-2k"
        money = first.money or second.money
        amount = Amount(
            min(low, high), max(low, high), first.start, second.end, money, between=opened,
            worded=first.worded and second.worded,
        )  # fmt: skip
        if not money and (measured or second_measured):
            return Amount(-1, None, amount.start, amount.end, money=False)
        return _counted(sentence, amount, lexicon)
    return None


def _scaled(sentence: Sentence, place: int) -> bool:
    number = read_number(sentence, place + 1 if sentence.word(place) in _PREFIXES else place)
    return number is not None and number.scaled


def _counted(sentence: Sentence, amount: Amount, lexicon: Lexicon) -> Amount:
    following = sentence.word(amount.end)
    counts = not amount.money and (is_plural(following) or following in ("more", "other", "different", "of"))
    if counts and is_plural(following) and not amount.worded and lexicon.kinds([following]):
        counts = amount.low < 10  # "under 50 sneakers" is a price, "at least 3 bowls" is not
    if not counts:
        return amount
    return Amount(
        amount.low, amount.high, amount.start, amount.end, amount.money, counts=True,
        approximate=amount.approximate, between=amount.between, worded=amount.worded,
    )  # fmt: skip


def _is_measure(sentence: Sentence, amount: Amount) -> bool:
    tokens, start, end = sentence.tokens, amount.start, amount.end
    following, before = sentence.word(end), sentence.word(start - 1)
    glued = end < len(tokens) and tokens[end].joined and tokens[end].kind == "word"
    if glued and following not in ("plus", "max", "ish", "or"):
        return True  # "32gb", "3-piece"
    if following in UNITS and not (following in ("in", "min", "bar", "way", "note") and _not_unit(sentence, end)):
        return True
    if following in ("/", "*", "x", "×", ":", "°", '"', "″", "”") and (
        read_number(sentence, end + 1) is not None or following in ("°", '"', "″", "”")
    ):
        return not (following in ('"', "”") and _open_quote(sentence, start))
    if before in ("/", "*", "x", "×", "'") and start >= 2 and tokens[start - 2].kind == "number":
        return True
    if before in ("pro", "air") or (before == "max" and sentence.word(start - 2) in ("pro", "air")):
        return True
    if (
        tokens[start].joined
        and start
        and tokens[start - 1].kind == "word"
        and before not in ("sub", "under", "over", "rs")
    ):
        return before not in ("below", "max", "min", "upto", *_PREFIXES) and before not in NUMBER_WORDS
    if before == "top" or (before in _MEASURED and not _is_price_range(sentence, start)):
        return True
    if before in (":", "=") and sentence.word(start - 2) in _MEASURED:
        return True
    year = 1900 <= amount.low <= 2100 and amount.low == int(amount.low)
    return year and before in ("from", "of", "in", "since", "the") and not amount.worded


def _is_price_range(sentence: Sentence, start: int) -> bool:
    return sentence.word(start - 1) == "range" and sentence.word(start - 2) in (
        "price",
        "budget",
        "money",
        "cost",
    )


def _not_unit(sentence: Sentence, end: int) -> bool:
    """Whether an ambiguous unit is an ordinary word here: "under 40 in black", "50 min" as a minimum."""
    word, following = sentence.word(end), sentence.word(end + 1)
    if word == "in":
        return following != "" and following not in ("x", "by", "wide", "tall", "long", "deep")
    minimum = word == "min" and sentence.word(end - 2) not in ("under", "within", "in", "than")
    return minimum or word in ("bar", "note")


def _open_quote(sentence: Sentence, start: int) -> bool:
    return sum(word in ('"', "“", "”") for word in sentence.words[:start]) % 2 == 1


_HEAVY = frozenset(
    "weigh weighs weighing weight hold holds holding lift lifts support supports capacity carry carries".split()
)


def _weighs(sentence: Sentence, end: int) -> bool:
    near = sentence.words[max(0, end - 8) : end]
    return any(word in _HEAVY for word in near) or sentence.word(end + 1) in (
        "of",
        "weight",
        "capacity",
        "dumbbell",
    )


def currency_signs() -> frozenset[str]:
    """Words and signs that name a currency, for telling them from content words."""
    return _SUFFIXES


_LEAST_RATING = Phrases(
    {
        "(at least|from|above|over|more than|higher than|better than|minimum|min|a minimum of|>|>=|≥|about)": True,
        "(no|not|nothing) [rated] (less than|lower than|under|below|worse than)": True,
        "(under|below|less than|lower than|at most|up to|<|<=)": False,
    }
)
_RATING_BEFORE = Phrases(
    {
        "(rated|rating|ratings|score|scores|scored|review|reviews) [average|score] [is|are|be|of|:|with|at]": True,
    }
)
_RATING_AFTER = Phrases(
    {"(star|stars) [rating|ratings|rated|review|reviews|average]": True, "(rating|ratings|rated)": True}
)
_OR_BETTER = Phrases({"(+|plus)": True, "(or|and) (more|better|higher|up|above|over|upwards)": True})
_OUT_OF = Phrases({"(out of|/) (5|five|10|ten)": True})
_RATING_LEADS = frozenset("with having a an and the average customer user mean overall that have has is are of".split())
_BEST_RATING = 10


def read_ratings(sentence: Sentence, taken: frozenset[int] = frozenset()) -> tuple[bool, frozenset[int]]:
    """Whether well rated products are asked for by a figure, and the tokens that say so.

    "Rated above 4.8" and "at least 4 stars" are such figures; they are never prices.
    """
    words, wanted, tokens = sentence.words, False, set[int]()
    for place in range(len(words)):
        number = None if place in taken or place in tokens else read_number(sentence, place)
        if number is None or number.value > _BEST_RATING:
            continue
        end, named = number.end, False
        for table in (_OR_BETTER, _OUT_OF, _RATING_AFTER, _OUT_OF, _OR_BETTER):
            match = table.at(words, end)
            if match and not (table is _OR_BETTER and read_number(sentence, match.end)):  # "… and over 20 dollars"
                end, named = match.end, named or table is _RATING_AFTER
        least = _LEAST_RATING.ending(words, place)
        start = least.start if least else place
        before = _RATING_BEFORE.ending(words, start)
        if before is None and not named:
            continue
        start = before.start if before else start
        while start and start - 1 not in taken and words[start - 1] in _RATING_LEADS:
            start -= 1
        wanted = wanted or least is None or least.value
        tokens.update(range(start, end))
    return wanted, frozenset(tokens) - taken
