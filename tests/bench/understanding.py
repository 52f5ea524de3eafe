"""How well messages are understood in wordings that nobody trained or tuned on: grammar, joint model, and both.

    python -m tests.bench.understanding --catalogue FEED [--count 1000] [--seed 1] [--wrong 20]

A message counts as right where the tool is, and where the wish it leads to admits exactly the products that the true
one admits, in the same order asked for (search), or the positions are (show, compare, similar), or the tastes are.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.build import load_reader
from assistant.learning.scenery import Scenery
from assistant.learning.utterances import Speaker, Utterance, admitted
from assistant.learning.wordings import Wordings
from assistant.understanding.decision import UtteranceReader, decide
from assistant.understanding.meanings import INTENTS, STATED
from assistant.understanding.reader import read
from assistant.understanding.reading import Intent, Preference, Reading
from assistant.understanding.wish import key_of, revise
from retrieval.encoder import BertEncoder
from retrieval.facets import Lexicon
from retrieval.feeds import read_feed
from retrieval.feeds.rows import Accepted
from retrieval.products import Product
from retrieval.weights import DEFAULT_ENCODER, resolve

HELD_OUT = Path(__file__).parent / "wordings"
_IDLE = frozenset({Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.OTHER})
_POINTING = frozenset({Intent.SHOW, Intent.COMPARE, Intent.SIMILAR})
_SEARCHING = frozenset({Intent.SEARCH, Intent.SIMILAR})

Understand = Callable[[Utterance], Reading]


@dataclass
class Tally:
    """What was right, in all and by meaning."""

    total: Counter[str] = field(default_factory=Counter)
    tool: Counter[str] = field(default_factory=Counter)
    price: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def figures(self) -> dict[str, float]:
        """Shares right, 0 to 1, and milliseconds a message."""
        count = self.total.total()
        shares = {name: getattr(self, name).total() / count for name in ("tool", "price", "whole")}
        return {name: round(share, 4) for name, share in shares.items()} | {"ms": round(1e3 * self.seconds / count, 1)}


def judge(said: Utterance, found: Reading, scenery: Scenery) -> tuple[bool, bool, bool]:
    """Whether the tool, the price limits, and everything that decides what is shown are right."""
    true = said.truth
    tool = found.intent is true.intent or (found.intent in _IDLE and true.intent in _IDLE)
    wanted = revise(said.before, true, said.on_screen)
    got = revise(said.before, found, said.on_screen)
    price = true.intent not in _SEARCHING or (wanted.price_min, wanted.price_max) == (got.price_min, got.price_max)
    whole = tool
    if true.intent in _POINTING:
        whole = whole and set(found.references) == set(true.references)
    if true.intent in _SEARCHING:
        whole = whole and got.sort == wanted.sort and found.more == true.more
        whole = whole and admitted(scenery, got) == admitted(scenery, wanted)
    if true.intent is Intent.REMEMBER:
        whole = whole and _tastes(found) == _tastes(true)
    return tool, price, whole


def _tastes(reading: Reading) -> set[tuple[tuple[str, ...], bool]]:
    return {(key_of(each.subject), each.liked) for each in reading.preferences}


def of_joint_model_alone(reader: UtteranceReader, lexicon: Lexicon, said: Utterance) -> Reading:
    """What the joint model's meaning and tags say without the grammar's reading of the message."""

    seen = reader.read(said.text, on_screen=bool(said.on_screen), wished=not said.before.empty)
    words: dict[str, list[str]] = {}
    for start, end, tag, _ in seen.tags:
        words.setdefault(tag, []).append(said.text[start:end].lower())
    intent = INTENTS.get(seen.meaning, Intent.SEARCH)
    places = [read(f"the {each} one", lexicon, on_screen=said.on_screen).references for each in words.get("place", ())]
    kinds = tuple(kind for each in words.get("thing", ()) for kind in read(each, lexicon).kinds)
    low = next(iter(words.get("low", ())), None)
    high = next(iter(words.get("high", ())), None)
    reading = Reading(
        said.text,
        intent,
        kinds=kinds,
        include=tuple(words.get("wanted", ())),
        exclude=tuple(words.get("refused", ())),
        dropped=tuple(words.get("dropped", ())),
        price_min=read(f"over {low}", lexicon).price_min if low else None,
        price_max=read(f"under {high}", lexicon).price_max if high else None,
        references=tuple(dict.fromkeys(place for found in places for place in found)),
        preferences=tuple(
            Preference(each, seen.meaning != "dislike") for tag in ("wanted", "refused") for each in words.get(tag, ())
        ),
    )
    return replace(reading, **STATED.get(seen.meaning, {}))


def measure(
    products: list[Product], count: int, seed: int, wrong: int
) -> tuple[Mapping[str, Mapping[str, float]], Mapping[str, Tally]]:
    """Figures of grammar, joint model and both on the same messages."""
    encoder = BertEncoder(resolve(DEFAULT_ENCODER))
    scenery = Scenery(products, encoder.words)
    lexicon = scenery.lexicon
    reader = load_reader(encoder)
    if reader is None:
        raise SystemExit("the joint reader was trained on another encoder: shop-assistant train reader")

    def both(said: Utterance) -> Reading:
        return decide(said.text, lexicon, reader, on_screen=said.on_screen, wish=said.before).reading

    ways: dict[str, Understand] = {
        "grammar alone": lambda said: read(said.text, lexicon, on_screen=said.on_screen),
        "joint model alone": lambda said: of_joint_model_alone(reader, lexicon, said),
        "both": both,
    }
    tallies = {name: Tally() for name in ways}
    for said in Speaker(scenery, Wordings.load(HELD_OUT), seed).say(count):
        for name, understand in ways.items():
            began = time.perf_counter()
            found = understand(said)
            tally = tallies[name]
            tally.seconds += time.perf_counter() - began
            tool, price, whole = judge(said, found, scenery)
            tally.total[said.meaning] += 1
            tally.tool[said.meaning] += tool
            tally.price[said.meaning] += price
            tally.whole[said.meaning] += whole
            if name == "both" and not whole and wrong > 0:
                wrong -= 1
                print(f"  {said.meaning}: {said.text!r} read as {found.intent}", file=sys.stderr)
    return {name: tally.figures() for name, tally in tallies.items()}, tallies


def main() -> None:
    """Print a table, and the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--catalogue", type=Path, required=True)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", type=int, default=0, help="print so many misread messages")
    given = parser.parse_args()
    products = [row.product for row in read_feed(given.catalogue) if isinstance(row, Accepted)]
    figures, tallies = measure(products, given.count, given.seed, given.wrong)
    for name, found in figures.items():
        print(f"{name:18s} tool {found['tool']:.3f}  price {found['price']:.3f}  whole {found['whole']:.3f}", end="")
        print(f"  {found['ms']:.1f} ms")
    best = tallies["both"]
    for meaning, total in sorted(best.total.items()):
        tool, whole = best.tool[meaning] / total, best.whole[meaning] / total
        print(f"  {meaning:16s} {total:4d}  tool {tool:.2f}  whole {whole:.2f}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
