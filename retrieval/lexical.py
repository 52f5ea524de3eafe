"""BM25 over the words of the catalogue, and how much of a query a product's name covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import Stemmer

from retrieval.mentions import Field, Lexemes, Mentions, words_in
from retrieval.wordforms import key

Scores = npt.NDArray[np.float32]
_Postings = tuple[npt.NDArray[np.int32], Scores, Scores]

_K1, _B = 1.2, 0.75
# A word of the title or of a facet says what a product is; one of the description often what goes with it.
_WEIGHTS = {Field.TITLE: 3.0, Field.FACET: 2.0, Field.ATTRIBUTE: 2.0, Field.DESCRIPTION: 1.0}
_IN_DESCRIPTION_ONLY = 0.35
"""What a word of the query counts towards the coverage where only the description has it."""

_MOST_WORDS = 40  # of a query that are looked at; longer texts are pasted, not asked

# Words of asking, not of what is asked for. "under 40" is read by others; here its words are noise.
_ASKING = frozenset(
    "a about above affordable all also am an and any are around as at be below best between bit budget "
    "but buy by can cheap cheaper cheapest cost costs could currency do dollar dollars each else euro "
    "euros find for from get gift gifts give good got great has have hello help hey hi i if in "
    "inexpensive is it its just kind less like look looking max maximum may maybe me more most my need "
    "nice no not nothing of on one ones only or order other our over please pound pounds present presents "
    "price priced recommend shop shopping should show so some something sort spend suggest than thank "
    "thanks that the their them there these they thing things this those to type under up us usd want we "
    "what which who will with within without would you your".split()
)


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """How well each product answers the words of a query.

    Attributes:
        bm25: One a row; 0 where no word of the query occurs.
        coverage: Share of the query's words that the row has, weighed by their rarity, 0 to 1; a word
            found in the description only counts in part.
        words: How many words of the query mean something in this catalogue or might.
    """

    bm25: Scores
    coverage: Scores
    words: int


class LexicalIndex:
    """Stems of the catalogue's words with their BM25 weights, built in one pass over `Mentions`.

    The weights are computed here and not by a library, because the words are numbered already: a change of
    the catalogue costs no second tokenization, and titles can weigh more without being repeated.
    """

    def __init__(self, mentions: Mentions, lexemes: Lexemes) -> None:
        self._size = mentions.size
        self._mentions = mentions
        self._stemmer: Any = cast(Any, Stemmer).Stemmer("english")
        self._stem_ids: dict[str, int] = {}
        words: list[str] = self._stemmer.stemWords(lexemes.keys_by_id)
        stem_of = np.array([self._stem_ids.setdefault(stem, len(self._stem_ids)) for stem in words], np.int64)
        self._vocabulary = len(self._stem_ids)

        real = mentions.stream > 1
        rows, stems = mentions.row[real].astype(np.int64), stem_of[mentions.stream[real]]
        field = mentions.field[real]
        weight = np.array([_WEIGHTS[each] for each in Field], np.float32)[field]
        cells, place = np.unique(stems * max(self._size, 1) + rows, return_inverse=True)
        counts = np.bincount(place, weights=weight, minlength=len(cells))
        head = np.bincount(place, weights=field != Field.DESCRIPTION, minlength=len(cells)) > 0

        self._rows = (cells % max(self._size, 1)).astype(np.int32)
        found_in = np.bincount(cells // max(self._size, 1), minlength=self._vocabulary)
        self._starts = np.concatenate(([0], np.cumsum(found_in)))
        self._rarity = np.log1p((self._size - found_in + 0.5) / (found_in + 0.5)).astype(np.float32)
        length = np.bincount(rows, weights=weight, minlength=self._size)
        mean = float(length.mean()) if self._size else 1.0
        norm = _K1 * (1 - _B + _B * length / max(mean, 1.0))
        idf = np.repeat(self._rarity, found_in)
        self._weights = (idf * counts * (_K1 + 1) / (counts + norm[self._rows])).astype(np.float32)
        self._cover = np.where(head, 1.0, _IN_DESCRIPTION_ONLY).astype(np.float32)

    def score(self, query: str) -> LexicalScores:
        """Scores every product; words that no product has take from the coverage.

        Args:
            query: Free text in any wording.
        """
        bm25, coverage = np.zeros(self._size, np.float32), np.zeros(self._size, np.float32)
        words = meaningful(query)
        unknown = rarity(0, self._size)
        total = 0.0
        for word, alternatives in zip(words, self._spellings(words), strict=True):
            parts = [slice(self._starts[number], self._starts[number + 1]) for number in alternatives]
            found = [(self._rows[part], self._weights[part], self._cover[part]) for part in parts]
            weight = min([unknown, *(float(self._rarity[number]) for number in alternatives)])
            apart = self._mentions.written_apart(word)
            if len(apart):
                rows, head = self._mentions.row[apart], self._mentions.field[apart] != Field.DESCRIPTION
                weight = min(weight, rarity(len(rows), self._size))
                cover = np.where(head, 1, _IN_DESCRIPTION_ONLY).astype(np.float32)
                found.append((rows, np.full(len(rows), weight, np.float32), cover))
            # Only rows that have the word are touched: of a million products that is a hundredth.
            rows, best, cover = _greatest(found)
            bm25[rows] += best
            coverage[rows] += weight * cover
            total += weight
        return LexicalScores(bm25, coverage / total if total else coverage, len(words))

    def _spellings(self, words: list[str]) -> list[set[int]]:
        """For each word of the query the stems under which the catalogue may have it, joined to a neighbour too."""
        stems: list[str] = self._stemmer.stemWords([key(word) for word in words])
        ways = [{self._stem_ids[stem]} if stem in self._stem_ids else set[int]() for stem in stems]
        for place, (first, second) in enumerate(pairwise(words)):
            joined: str = self._stemmer.stemWord(key(first + second))
            if joined in self._stem_ids:
                ways[place].add(self._stem_ids[joined])
                ways[place + 1].add(self._stem_ids[joined])
        return ways


def _greatest(found: Sequence[_Postings]) -> _Postings:
    """Postings joined, each row once with the greatest weight and cover that it has in any."""
    if not found:
        return np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.float32)
    if len(found) == 1 and not np.any(np.diff(found[0][0]) <= 0):
        return found[0]
    rows, weights, covers = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    return rows[starts], np.maximum.reduceat(weights[order], starts), np.maximum.reduceat(covers[order], starts)


def rarity(rows: int, size: int) -> float:
    """What a word weighs that so many of so many rows have."""
    return float(np.log1p((size - rows + 0.5) / (rows + 0.5)))


def meaningful(query: str) -> list[str]:
    """The words of a query that say what is wanted, each once, in order; numbers only beside a word."""
    words = list(dict.fromkeys(words_in(query)))
    kept = [word for word in words if word not in _ASKING]
    return kept[:_MOST_WORDS] if any(not word.isdigit() for word in kept) else []
