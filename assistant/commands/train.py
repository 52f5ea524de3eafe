"""``shop-assistant train``: what is learned from wordings, a catalogue or interactions, on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.behaviour import ItemsOption, TrainOption, catalogue_of, sequences_of, vectors_of
from assistant.commands.errors import InputError
from assistant.commands.options import DebugOption, JsonOption, Output, StoreOption, folder, output

if TYPE_CHECKING:
    from assistant.learning.wordings import Wordings
    from retrieval.products import Product

app = typer.Typer(
    help="Train the reader, the language model's adapter or the ranking.", no_args_is_help=True, add_completion=False
)

RANKING = "ranking"
"""Folder of a store that the trained ranking goes to."""

_OUT = "Where the result goes, and a killed run goes on. Default: into the store, which uses it from then on."
_FEWEST_SHOPPERS = 20
_HELD_OUT = 0.1  # share of the wordings that validate and are never learned from

CatalogueOption = Annotated[
    list[Path] | None,
    typer.Option("--catalogue", metavar="FEED", help="Catalogue to talk about; repeatable. Default: the demo shop."),
]
WordingsOption = Annotated[
    Path | None, typer.Option("--wordings", metavar="DIR", help="More wordings, such as a shop's own transcripts.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed trains the same.")]


@app.command("reader")
def reader(
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=_OUT)] = None,
    catalogue: CatalogueOption = None,
    wordings: WordingsOption = None,
    count: Annotated[int, typer.Option("--count", min=200, help="Utterances to learn from.")] = 24000,
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="Passes over them, at most.")] = 4,
    start: Annotated[
        Path | None, typer.Option("--start", metavar="DIR", help="A reader to begin with; a fresh one by default.")
    ] = None,
    seed: SeedOption = 7,
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Train the joint reader: what a message means, and what each of its words is."""
    with output(as_json) as streams:
        products = _products(catalogue, streams)
        bank, held = _bank(wordings).split(_HELD_OUT, seed)
        from assistant.build import READER
        from assistant.learning.joint_training import Epoch, Recipe, StandIns, train
        from assistant.learning.scenery import Scenery
        from assistant.learning.utterances import Speaker
        from assistant.understanding.joint import JointModel
        from retrieval.encoder import BertEncoder
        from retrieval.weights import DEFAULT_ENCODER, resolve

        scenery = Scenery(products)
        try:
            utterances = list(Speaker(scenery, bank, seed, evenly=True).say(count))
            validation = list(Speaker(scenery, held, seed + 1, evenly=True).say(max(200, count // 10)))
        except ValueError as error:
            raise InputError(f"--catalogue: {error}") from error
        encoder = BertEncoder(resolve(DEFAULT_ENCODER))
        if start is not None and JointModel.encoder_of(start) != encoder.name:
            raise InputError(
                f"--start: {start} holds no reader over {DEFAULT_ENCODER}; name a folder of `train reader`"
            )
        begin = None if start is None else JointModel.load(start, encoder.model)

        def told(epoch: Epoch) -> None:
            streams.note(
                f"epoch {epoch.number}: loss {epoch.loss:.3f}, validation {epoch.validation:.3f}, "
                f"meanings right {epoch.meanings:.1%}, words right {epoch.tags:.1%}, {epoch.seconds:.0f} s"
            )

        out = out or folder(store) / READER
        model, best = train(
            encoder.model,
            encoder.tokenizer,
            utterances,
            validation,
            StandIns.of(products),
            Recipe(epochs=epochs, seed=seed) if begin is None else Recipe(begin.depth, epochs, seed=seed),
            told,
            out / "checkpoint.pt",
            begin,
        )
        figures = {"meanings_right": best.meanings, "words_right": best.tags, "utterances": count, "seed": seed}
        model.save(out, {"encoder": encoder.name, **figures})
        streams.say(f"The reader is in {out}: {best.meanings:.1%} of held-out wordings understood")
        streams.document({"out": str(out), **figures})


@app.command("model")
def model(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the adapter goes; a killed run goes on there.")
    ],
    catalogue: CatalogueOption = None,
    wordings: WordingsOption = None,
    base: Annotated[str | None, typer.Option("--model", metavar="NAME", help="The model to adapt.")] = None,
    sentences: Annotated[int, typer.Option("--sentences", min=10, help="Sentences to learn from.")] = 3600,
    calls: Annotated[int, typer.Option("--calls", min=0, help="Tool calls to learn from.")] = 900,
    layers: Annotated[int, typer.Option("--layers", min=1, help="Upper layers adapted.")] = 12,
    minutes: Annotated[float, typer.Option("--minutes", min=0.1, help="It stops after so long, wherever it is.")] = 90,
    seed: SeedOption = 7,
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Train an adapter for the language model: sentences from facts, and which tool a message calls for."""
    with output(as_json) as streams:
        try:
            import peft  # noqa: F401  # pyright: ignore
        except ImportError as error:
            raise InputError("training needs peft: pip install 'shop-assistant[train]'") from error
        products = _products(catalogue, streams)
        bank, held = _bank(wordings).split(_HELD_OUT, seed)
        from transformers import AutoTokenizer

        from assistant.build import ADAPTER
        from assistant.language.templates import ChatFormat
        from assistant.learning.adapter_training import Progress, Recipe, describe, train
        from assistant.learning.lessons import call_lessons, sentence_lessons
        from assistant.learning.scenery import Scenery
        from retrieval.weights import DEFAULT_LANGUAGE_MODEL, resolve

        weights = resolve(base or DEFAULT_LANGUAGE_MODEL)
        chat = ChatFormat(AutoTokenizer.from_pretrained(weights, local_files_only=True))  # pyright: ignore
        out = out or folder(store) / ADAPTER
        scenery = Scenery(products)
        lessons = [
            *sentence_lessons(chat, products, Random(seed), sentences),
            *call_lessons(chat, scenery, bank, Random(seed + 1), calls),
        ]
        validation = [
            *sentence_lessons(chat, products, Random(seed + 2), 60),
            *call_lessons(chat, scenery, held, Random(seed + 3), 40 if calls else 0),
        ]
        shown = streams.progress("{}")

        def told(state: Progress) -> None:
            line = ", ".join(describe(state))
            if streams.err.isatty():
                shown(line)
            elif state.step % 20 == 0 or state.step == state.steps:
                streams.note(line)

        best = train(weights, lessons, validation, Recipe(layers=layers, seconds=60 * minutes, seed=seed), out, told)
        streams.say(f"The adapter is in {out}: validation loss {best:.3f}")
        streams.document({"out": str(out), "base": weights.name, "validation": best, "lessons": len(lessons)})


@app.command("ranking")
def ranking(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the ranking goes. Default: into the store.")
    ] = None,
    items: ItemsOption = None,
    train: TrainOption = None,
    seed: SeedOption = 7,
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Train the personal ranking on interaction files, or on what the shop's own shoppers chose."""
    with output(as_json) as streams:
        catalogue = catalogue_of(items, store)
        sequences = sequences_of(train, store, {product.id: row for row, product in enumerate(catalogue)})
        longer = sum(len(each.rows) > 2 for each in sequences)
        if longer < _FEWEST_SHOPPERS:
            raise InputError(
                f"{train or 'the logs of the store'}: {longer} shoppers chose three products or more, and it takes "
                f"{_FEWEST_SHOPPERS} to learn which signals help; name --train FILE, or come back later"
            )
        place = out or folder(store) / RANKING
        from retrieval.recommending.interactions import Interactions
        from retrieval.recommending.ranker import Run
        from retrieval.recommending.recipes import shipped
        from retrieval.recommending.saving import save

        known = vectors_of(catalogue, streams)
        run = Run(streams.note, streams.progress("{}: {} of {}"), place / "checkpoints")
        interactions = Interactions(sequences)
        fused = shipped(seed).fit(interactions, known, run)
        figures = {"shoppers": len(sequences), "choices": interactions.events, "products": len(known), "seed": seed}
        save(fused, known, place, figures)
        shutil.rmtree(place / "checkpoints", ignore_errors=True)
        streams.say(f"The ranking is in {place}: NDCG@10 {fused.report['ndcg@10']:.4f} on validation")
        for name, weight in fused.weights.items():
            streams.say(f"  {name:20s} {weight:10.4g}")
        weights = dict(fused.weights)
        streams.document({"out": str(place), **figures, "validation": dict(fused.report), "weights": weights})


def _products(catalogues: Sequence[Path] | None, streams: Output) -> list[Product]:
    from retrieval.demo import demo_products
    from retrieval.feeds import read_feed
    from retrieval.feeds.rows import Accepted

    if not catalogues:
        return list(demo_products())
    products: dict[str, Product] = {}
    for catalogue in catalogues:
        for row in read_feed(catalogue):
            if isinstance(row, Accepted):
                products[row.product.id] = row.product
    if not products:
        raise InputError("--catalogue: no row of it can be used; `shop-assistant index` says why")
    streams.note(f"{len(products):,} products to talk about")
    return list(products.values())


def _bank(more: Path | None) -> Wordings:
    from assistant.learning.wordings import WordingError, Wordings

    try:
        packaged = Wordings.packaged()
        return packaged if more is None else packaged.joined(Wordings.load(more))
    except (WordingError, OSError) as error:
        raise InputError(f"--wordings: {error}") from error
