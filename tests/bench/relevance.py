"""Relevance of search on labelled queries: dense alone, words alone, their reciprocal-rank fusion, and ours.

    python -m tests.bench.relevance --catalogue FEED --labels FILE [--encoded FOLDER]

Labels are graded 0, 1 or 2 by somebody who read the products and not the code: ``{query: {product id: grade}}``.
nDCG@10 is condensed: what nobody judged is left out (Sakai, SIGIR 2007). Recall@50 counts grades of 1 and 2.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.commands.queries import with_words_read
from assistant.commands.search import answer
from retrieval.catalogue import Catalogue
from retrieval.database import open_engine
from retrieval.encoder import BertEncoder
from retrieval.facets import Lexicon
from retrieval.feeds import read_feed
from retrieval.feeds.rows import Accepted
from retrieval.index import ExactIndex
from retrieval.indexing import refresh_index
from retrieval.requests import SearchRequest
from retrieval.search import Searcher
from retrieval.weights import DEFAULT_ENCODER, resolve

Labels = Mapping[str, Mapping[str, int]]
Rank = Callable[[str], Sequence[str]]
_RRF = 60  # Cormack, Clarke and Buettcher, SIGIR 2009
_DEEP = 50


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], cut: int = 10) -> float:
    """Condensed nDCG with gains 2^grade − 1."""
    judged = [grades[id] for id in ranked if id in grades][:cut]
    best = sorted(grades.values(), reverse=True)[:cut]
    ideal = _gain(best)
    return _gain(judged) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / np.log2(at + 2) for at, grade in enumerate(grades))


def recall(ranked: Sequence[str], grades: Mapping[str, int], cut: int = _DEEP) -> float:
    """Share of the relevant among the first `cut`, of at most `cut`."""
    relevant = {id for id, grade in grades.items() if grade}
    return len(relevant & {*ranked[:cut]}) / max(1, min(len(relevant), cut))


def rankers(catalogue: Catalogue, encoder: BertEncoder, searcher: Searcher) -> dict[str, Rank]:
    """Ways to rank all products for a query."""
    from retrieval.filters import Columnar, read_catalogue
    from retrieval.lexical import LexicalIndex
    from retrieval.mentions import Lexemes

    lexemes = Lexemes()
    columns = Columnar(list(read_catalogue(catalogue.all(), lexemes, {}).values()), lexemes)
    words = LexicalIndex(columns.mentions, lexemes)
    matrix = searcher.vectors_of(columns.ids)
    lexicon = Lexicon.from_products(catalogue.all(), encoder.words)

    def ordered(scores: np.ndarray) -> list[str]:
        return [columns.ids[row] for row in np.argsort(-scores, kind="stable")]

    def dense(query: str) -> list[str]:
        return ordered(matrix @ searcher.vector(query))

    def lexical(query: str) -> list[str]:
        return ordered(words.score(query).bm25)

    def fused(query: str) -> list[str]:
        total: dict[str, float] = {}
        for ranking in (dense(query), lexical(query)):
            for rank, id in enumerate(ranking):
                total[id] = total.get(id, 0.0) + 1 / (_RRF + rank + 1)
        return sorted(total, key=lambda id: -total[id])

    def searched(query: str) -> list[str]:
        found = searcher.search(SearchRequest(query=query, limit=_DEEP))
        return [each.product.id for each in found.candidates]

    def read(query: str) -> list[str]:
        firm = SearchRequest(query=query, limit=_DEEP)
        return [id for id, _ in answer(searcher, with_words_read(firm, lexicon), firm)]

    return {"dense": dense, "words": lexical, "rrf": fused, "ours": searched, "ours, query read": read}


def measure(feed: Path, labels: Labels, wrong: int) -> dict[str, dict[str, float]]:
    """Mean figures of each way."""
    encoder = BertEncoder(resolve(DEFAULT_ENCODER))
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue(open_engine(f"sqlite:///{Path(folder) / 'shop.db'}"))
        catalogue.upsert(row.product for row in read_feed(feed) if isinstance(row, Accepted))
        index = ExactIndex()
        refresh_index(catalogue, encoder, index)
        searcher = Searcher(catalogue, encoder, index)
        figures: dict[str, dict[str, float]] = {}
        for name, rank in rankers(catalogue, encoder, searcher).items():
            each = {query: (rank(query), grades) for query, grades in labels.items()}
            scores = {query: ndcg(*found) for query, found in each.items()}
            figures[name] = {
                "ndcg@10": float(np.mean(list(scores.values()))),
                "recall@50": float(np.mean([recall(*found) for found in each.values()])),
            }
            if name == "ours, query read":
                for query in sorted(scores, key=lambda one: scores[one])[:wrong]:
                    print(f"  {scores[query]:.2f} {query}")
    return figures


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--catalogue", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--wrong", type=int, default=0, help="print so many of the worst queries")
    given = parser.parse_args()
    labels = json.loads(given.labels.read_text("utf-8"))
    for name, figures in measure(given.catalogue, labels, given.wrong).items():
        print(f"{name:18s} " + "  ".join(f"{key} {value:.3f}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
