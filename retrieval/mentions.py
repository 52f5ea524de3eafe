"""Who mentions what, and whether it is meant: the words of the whole catalogue, inverted once.

The words of all products stand in one long row of numbers, with a mark at every clause's end. A term is found
by the places of its rarest word, so that a lookup costs what its matches cost, not what the catalogue costs.
Each place knows whether the words around it deny it ("leather-free", "without any leather"), cast doubt on
it ("not really recommended for leather") or say that it is an imitation ("vegan leather").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from retrieval.products import Product
from retrieval.wordforms import fold, key

Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Ids = npt.NDArray[np.int32]

BREAK, HYPHEN = 0, 1  # ids of the two marks; words follow
_MARKS = 2
_LONGEST_TERM = 8  # words; a longer one is looked up as it is written

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+|[-‐‑](?=\w)|[.,;:!?()\[\]{}\"|•\n/—–]| -+ ")
_NOT = re.compile(r"n't\b")
_POSSESSIVE = re.compile(r"'s\b")
_UNSPACED = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])")  # no spaces there: a sign a word

_DENIERS = ("no", "not", "non", "without", "never", "cannot", "lack", "lacking", "nor", "neither")
_LONG_DENIERS = ("not", "never", "cannot")
_FILLERS = (
    "any a an the real genuine actual true added natural animal contain containing include including use "
    "using used made make with of from in have has having be been fully entirely completely 100"
).split()
_ONLY = ("only", "just", "merely", "simply", "need", "matter", "to", "your", "iron", "show")
_INSTEAD = (("instead", "of"), ("alternative", "to"), ("rather", "than"), ("look", "like"), ("feel", "like"))
_NOT_SUFFIX = (
    "of from shipping delivery return returns gift sample standing size spirit hand flowing to for trial with"
).split()
_IMITATIONS = (
    "faux vegan fake imitation synthetic artificial mock simulated pu pvc pleather eco ersatz lookalike"
).split()
_IMITATED = (
    "leather suede fur wool silk down shearling sheepskin lambskin cowhide snakeskin crocodile alligator "
    "ivory feather cashmere marble granite pearl diamond gold silver"
).split()
_SEEMING = ("look", "like", "effect", "imitation", "alternative", "substitute", "inspired")
_YES = frozenset({"yes", "true", "y", "1"})
_NO = frozenset({"no", "false", "n", "none", "0", "0%"})
_FREE_OF = re.compile(r"(?i)^\W*(?:free[\s_-]*(?:of|from)|without|excludes?|does[\s_-]*not[\s_-]*contain)\W*$")
# A word may be read as two only where the halves are no mere grammar: "carry-on", but not "no table".
_GRAMMAR = frozenset("a an the no to in on at of or is it be as so we us and for by up my not non i".split())


class Field(IntEnum):
    """Where in a product a word stands."""

    TITLE = 0
    FACET = 1
    ATTRIBUTE = 2
    DESCRIPTION = 3


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one product.

    Attributes:
        words: Word ids with marks, field after field.
        lengths: Words in each field, in the order of `Field`.
    """

    words: Ids
    lengths: tuple[int, int, int, int]


class Lexemes(dict[str, int]):
    """Numbers words as they come: every spelling of one word has one number. Only ever grows."""

    def __init__(self) -> None:
        super().__init__({"-": HYPHEN, "‐": HYPHEN, "‑": HYPHEN})
        self.keys_by_id: list[str] = [".", "-"]
        self._ids: dict[str, int] = {}

    def __missing__(self, raw: str) -> int:
        if not raw[0].isalnum():
            number = BREAK
        else:
            word = key(raw)
            number = self._ids.setdefault(word, len(self.keys_by_id))
            if number == len(self.keys_by_id):
                self.keys_by_id.append(word)
        self[raw] = number
        return number

    def known(self, raw: str) -> int | None:
        """The number of a folded word, or None where no product has it."""
        return self._ids.get(key(raw))

    def numbers(self, words: Iterable[str]) -> Ids:
        """The numbers of those of the words that are known."""
        found = (self._ids.get(key(word)) for word in words)
        return np.array([number for number in found if number is not None], dtype=np.int32)


def tokens_of(text: str) -> list[str]:
    """Folded words and marks of a text, in order."""
    text = fold(text)
    if "'" in text:
        text = _POSSESSIVE.sub("", _NOT.sub(" not", text)).replace("'", "")
    if not text.isascii():
        text = _UNSPACED.sub(r" \1 ", text)
    return _TOKEN.findall(text)


def words_in(text: str) -> list[str]:
    """Folded words of a text, without marks."""
    return [token for token in tokens_of(text) if token[0].isalnum()]


def read_document(product: Product, lexemes: Lexemes) -> Document:
    """The words of a product, numbered."""
    fields = (
        product.title,
        "\n".join((*product.category, product.brand or "")),
        "\n".join(_attribute_texts(product)),
        product.description,
    )
    parts = [[lexemes[token] for token in tokens_of(text)] + [BREAK] for text in fields]
    words = np.array([number for part in parts for number in part], dtype=np.int32)
    return Document(words, (len(parts[0]), len(parts[1]), len(parts[2]), len(parts[3])))


def _attribute_texts(product: Product) -> Iterator[str]:
    """Attribute values as prose: ``waterproof: no`` says "no waterproof"."""
    for name, values in product.attributes.items():
        plain = name.replace("_", " ")
        for value in values:
            said = value.strip().lower()
            if said in _YES:
                yield plain
            elif said in _NO:
                yield f"no {plain}"
            elif _FREE_OF.fullmatch(name):
                yield f"free of {value}"
            else:
                yield value


class Mentions:
    """Every place of every word in the catalogue, and what is meant there.

    Args:
        documents: One a product; their order numbers the rows.
        lexemes: That numbered their words.
    """

    def __init__(self, documents: Sequence[Document], lexemes: Lexemes) -> None:
        self.size = len(documents)
        self._lexemes = lexemes
        self._join(documents)
        self._order = np.argsort(self.stream, kind="stable").astype(np.int32)
        counts = np.bincount(self.stream, minlength=len(lexemes.keys_by_id))
        self._starts = np.concatenate(([0], np.cumsum(counts)))
        self._judge()

    def carried(self, term: str) -> tuple[Mask, Mask]:
        """Which products carry a term.

        Two answers, because both errors must fall on the safe side: a product surely carries a term only
        where it is said without denial, doubt or imitation; it possibly carries it unless that is clearly
        denied. An imitation in prose possibly carries; where an attribute says that it is one, it does not.
        A term that is itself a denial ("leather-free") is carried by every product that denies it, in any
        words.

        Args:
            term: One or more words.

        Returns:
            ``(surely, possibly)``, boolean, one entry a row.
        """
        words = words_in(term)
        surely, possibly, _ = self._meant(words)
        denied_word = _denied_in(words)
        if denied_word:
            _, _, denied = self._meant(denied_word)
            return surely | denied, possibly | denied
        return surely, possibly

    def written_apart(self, word: str) -> Places:
        """Where a word is written as two: "t shirt" for ``tshirt``; the places of the first halves."""
        pairs = [(self._lexemes.known(left), self._lexemes.known(right)) for left, right in self._halves(word)]
        known = [(left, right) for left, right in pairs if left is not None and right is not None]
        found = [self._places(pair) for pair in known if max(pair) < len(self._starts) - 1]
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _meant(self, words: Sequence[str]) -> tuple[Mask, Mask, Mask]:
        """Rows that surely carry the words, possibly carry them, and deny them."""
        surely, possibly = np.zeros(self.size, bool), np.zeros(self.size, bool)
        denied, stated = np.zeros(self.size, bool), np.zeros(self.size, bool)
        denied_by_attribute, imitated_by_attribute = np.zeros(self.size, bool), np.zeros(self.size, bool)
        plain = np.zeros(self.size, bool)
        for form in self._forms(words):
            first = self._places(form)
            last = first + (len(form) - 1)
            rows, attribute = self.row[first], self.field[first] == Field.ATTRIBUTE
            no = self._denied_before[first] | self._denied_after[last]
            unreal = self._unreal_before[first] | self._unreal_after[last]
            doubted = self._doubted[first]
            denied[rows[no]] = True
            stated[rows[attribute & ~no & ~unreal]] = True
            denied_by_attribute[rows[attribute & no]] = True
            imitated_by_attribute[rows[attribute & unreal & ~no]] = True
            surely[rows[~no & ~unreal & ~doubted]] = True
            possibly[rows[~no & unreal & ~attribute]] = True
            plain[rows[~no & ~unreal]] = True
        surely = surely & ~denied_by_attribute & ~imitated_by_attribute | stated
        possibly = (possibly & ~imitated_by_attribute | plain) & ~denied_by_attribute | stated
        return surely, possibly, denied

    def _forms(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """The term as word numbers, also with neighbours joined and words split: t-shirt, t shirt, tshirt."""
        spellings = {tuple(words)} if words else set[tuple[str, ...]]()
        if len(words) > _LONGEST_TERM:
            return self._numbered(spellings)
        for place in range(len(words) - 1):
            for last in {words[place + 1], key(words[place + 1])}:  # book shelves, bookshelf
                spellings.add((*words[:place], words[place] + last, *words[place + 2 :]))
        if len(words) > 2:
            spellings.add(("".join(words),))
        for spelling in tuple(spellings):
            for place, word in enumerate(spelling):
                for left, right in self._halves(word):
                    spellings.add((*spelling[:place], left, right, *spelling[place + 1 :]))
        return self._numbered(spellings)

    def _numbered(self, spellings: Iterable[tuple[str, ...]]) -> list[tuple[int, ...]]:
        """Those spellings of which the catalogue has every word."""
        forms: set[tuple[int, ...]] = set()
        for spelling in spellings:
            numbers = [self._lexemes.known(word) for word in spelling]
            if all(number is not None and number < len(self._starts) - 1 for number in numbers):
                forms.add(tuple(number for number in numbers if number is not None))
        return list(forms)

    def _halves(self, word: str) -> Iterator[tuple[str, str]]:
        if len(word) > 40 or word.isdigit():
            return
        for cut in range(1, len(word)):
            left, right = word[:cut], word[cut:]
            if left in _GRAMMAR or right in _GRAMMAR or len(right) < 2:
                continue
            if self._lexemes.known(left) is not None and self._lexemes.known(right) is not None:
                yield left, right

    def _places(self, form: tuple[int, ...]) -> Places:
        """Where the words stand one after the other, as places of the first."""
        rarest = min(range(len(form)), key=lambda n: self._starts[form[n] + 1] - self._starts[form[n]])
        found = self._order[self._starts[form[rarest]] : self._starts[form[rarest] + 1]].astype(np.int64)
        first = found - rarest
        first = first[(first >= 0) & (first + len(form) <= len(self.stream))]
        for offset, number in enumerate(form):
            if offset != rarest:
                first = first[self.stream[first + offset] == number]
        return first

    def _join(self, documents: Sequence[Document]) -> None:
        """One row of words without hyphens; for each word its product, its field and a hyphen before it."""
        empty = np.zeros(0, np.int32)
        words = np.concatenate([document.words for document in documents]) if documents else empty
        lengths = np.array([document.lengths for document in documents], np.int64).reshape(-1, len(Field))
        field = np.repeat(np.tile(np.arange(len(Field), dtype=np.int8), len(documents)), lengths.ravel())
        row = np.repeat(np.arange(len(documents), dtype=np.int32), lengths.sum(axis=1))
        hyphen = words == HYPHEN
        after_hyphen = np.zeros(len(words), bool)
        after_hyphen[1:] = hyphen[:-1]
        self.stream: Ids = words[~hyphen]
        self.row = row[~hyphen]
        self.field = field[~hyphen]
        self._hyphened: Mask = after_hyphen[~hyphen]

    def _is(self, words: Iterable[str]) -> Mask:
        wanted = np.zeros(len(self._starts) - 1, bool)
        wanted[self._lexemes.numbers(words)] = True
        return wanted[self.stream]

    def _judge(self) -> None:
        """Marks the places that the words around them deny, doubt or call an imitation."""
        word = self.stream >= _MARKS
        filler, free = self._is(_FILLERS), self._is(["free"])
        of_from = self._is(["of", "from"])
        seeds = _after(self._is(_DENIERS)) | _after(_after(free) & of_from)
        denied = seeds & word
        for _ in range(3):
            denied |= _after(denied & filler) & word
        joint = self._is(["or", "nor"])
        for _ in range(3):  # "no leather, fur or suede" ends at its commas; "no leather or suede" does not
            denied |= _after(_after(denied & ~joint) & joint) & word
            denied |= _after(denied & filler) & word
        self._denied_before = denied & ~self._is(_ONLY)

        compound = _before(self._hyphened) & _before(free)
        spaced = _before(free) & ~_before(_before(self._is(_NOT_SUFFIX) | self._hyphened & word))
        self._denied_after = (compound | spaced) & word & ~self._is(_DENIERS)

        doubted = denied | _after(self._is(["unlike"]))
        for first, second in _INSTEAD:
            doubted |= _after(_after(self._is([first])) & self._is([second]))
        doubted |= _after(doubted & filler) & word
        reach = _after(self._is(_LONG_DENIERS)) & word & ~self._is(_ONLY)
        for _ in range(3):
            doubted |= reach
            reach = _after(reach) & word
        self._doubted = doubted

        imitation, imitated = self._is(_IMITATIONS), self._is(_IMITATED)
        near = _after(imitation)
        self._unreal_before = (near | _after(near & word & ~imitated)) & imitated
        self._unreal_after = _before(self._is(_SEEMING)) & imitated


def _after(mask: Mask) -> Mask:
    """The places one after the marked ones."""
    moved = np.zeros_like(mask)
    moved[1:] = mask[:-1]
    return moved


def _before(mask: Mask) -> Mask:
    """The places one before the marked ones."""
    moved = np.zeros_like(mask)
    moved[:-1] = mask[1:]
    return moved


def _denied_in(words: Sequence[str]) -> Sequence[str]:
    """What a term denies: "leather" of "leather-free"; nothing where it denies nothing."""
    if len(words) > 1 and words[0] in ("no", "non", "without", "not"):
        return words[1:]
    if len(words) > 1 and words[-1] == "free":
        return words[:-1]
    if len(words) > 2 and words[0] == "free" and words[1] in ("of", "from"):
        return words[2:]
    return ()


def squashed(text: str) -> str:
    """One form of a name for comparing, whatever its case, plural, hyphens and spaces."""
    words = words_in(text)
    return "".join(key(word) for word in words) if words else fold(text).strip()
