"""Where commands about rankings take products and interactions from: files, or the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.errors import InputError
from assistant.commands.options import Output, products_in, where

if TYPE_CHECKING:
    from retrieval.products import Product
    from retrieval.recommending.interactions import Choices, Items

ItemsOption = Annotated[
    Path | None, typer.Option("--items", metavar="FILE", help="Products, JSONL. Default: the store's.")
]
TrainOption = Annotated[
    Path | None,
    typer.Option("--train", metavar="FILE", help="Interactions to learn from. Default: the store's own logs."),
]


def catalogue_of(items: Path | None, store: Path | None) -> tuple[Product, ...]:
    """Products of a file, or of the store where none is given.

    Raises:
        InputError: The store holds none.
        InteractionError: A row of the file is wrong.
    """
    from retrieval.recommending.reading import read_items

    if items is not None:
        return read_items(items)
    place = where(store)
    if not products_in(place):
        raise InputError(f"{place} holds no products; name --items FILE, or import a feed: shop-assistant index FEED")
    from assistant.build import database_url
    from retrieval.catalogue import Catalogue
    from retrieval.database import open_engine

    engine = open_engine(database_url(place))
    try:
        return tuple(Catalogue(engine).all())
    finally:
        engine.dispose()


def sequences_of(train: Path | None, store: Path | None, rows: Mapping[str, int]) -> tuple[Choices, ...]:
    """Choices of a file, or of the store's own logs where none is given.

    Raises:
        InputError: There are no logs.
        InteractionError: A row of the file is wrong.
    """
    from retrieval.recommending.reading import read_sequences

    if train is not None:
        return read_sequences(train, rows)
    place = where(store)
    if not products_in(place):
        raise InputError(f"{place} holds no store; name --train FILE with interactions")
    from assistant.build import database_url
    from assistant.learning.behaviour import logged
    from retrieval.database import open_engine

    engine = open_engine(database_url(place))
    try:
        return logged(engine, rows)
    finally:
        engine.dispose()


def vectors_of(products: Sequence[Product], out: Output) -> Items:
    """The products with their text vectors; those known from an earlier run are read back."""
    from retrieval.encoder import BertEncoder
    from retrieval.recommending.vectors import with_vectors
    from retrieval.weights import DEFAULT_ENCODER, cache_folder, resolve

    encoder = BertEncoder(resolve(DEFAULT_ENCODER))
    watch = out.progress("{} of {} products embedded")
    return with_vectors(products, encoder, cache_folder() / "recommending" / "vectors", watch)
