"""The catalogue: the truth about products, in SQL. Every index is a cache of it."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Double,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    delete,
    func,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from retrieval.database import OTHER_LAYOUT, StoreError, place_of
from retrieval.products import Product

BATCH = 1000
"""Products in one transaction."""

_SCHEMA = 1
_PAGE = 500
_CREATION_LOCK = 7_310_458  # any number, the same in every process

_metadata = MetaData()
_products = Table(
    "products",
    _metadata,
    # Grows with every insertion, and keeps the shop's own order.
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", String(255), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("category", JSON, nullable=False),
    Column("brand", Text),
    Column("price", Double),
    Column("currency", String(3)),
    Column("attributes", JSON, nullable=False),
    Column("images", JSON, nullable=False),
    Column("url", Text),
    Column("rating", Double),
    Column("reviews_count", BigInteger),
    Column("stock", BigInteger),
    Column("digest", String(32), nullable=False),
)
_vectors = Table(
    "vectors",
    _metadata,
    Column("product_id", String(255), ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", String(255), primary_key=True),
    Column("text_hash", String(128), nullable=False),
    Column("vector", LargeBinary, nullable=False),
)
_state = Table(
    "catalogue_state",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("schema", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False),
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changes:
    """How many products an update added, changed, and found as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Vectors:
    """Stored embeddings of one encoder, in the catalogue's order.

    Attributes:
        ids: Product of each row.
        hashes: Hash of the text that each row embeds, as the caller stored it.
        matrix: float32, shape ``(len(ids), dimension)``; ``(0, 0)`` where nothing is stored.
    """

    ids: tuple[str, ...]
    hashes: tuple[str, ...]
    matrix: npt.NDArray[np.float32]


class Catalogue:
    """Products and their embeddings in a database; several processes may share it.

    Args:
        engine: From `retrieval.database.open_engine`.

    Raises:
        StoreError: Where the tables were made by another version of the project.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
        self._create()

    def upsert(self, products: Iterable[Product]) -> Changes:
        """Adds new products and updates those whose content differs; the others are not touched.

        Each batch of 1,000 is one transaction. What has been committed stays, even where `products` fails
        half-way. Of several products with one id in a batch, the last counts.

        Args:
            products: Of any number; read lazily.

        Returns:
            What changed, over all batches.
        """
        added = changed = unchanged = 0
        for batch in _batches(products, BATCH):
            latest = {product.id: (product, content_digest(product)) for product in batch}
            with self._writing() as connection:
                stored = self._digests(connection, list(latest))
                rows = [_to_row(*item) for id, item in latest.items() if stored.get(id) != item[1]]
                if rows:
                    self._write(connection, rows)
                    _bump(connection)
            fresh = sum(row["id"] not in stored for row in rows)
            added += fresh
            changed += len(rows) - fresh
            unchanged += len(latest) - len(rows)
        return Changes(added, changed, unchanged)

    def get(self, ids: Sequence[str]) -> dict[str, Product]:
        """Returns those of the products that exist, in the order asked for."""
        found: dict[str, Product] = {}
        with self._engine.connect() as connection:
            for batch in _batches(dict.fromkeys(ids), BATCH):
                query = select(_products).where(_products.c.id.in_(batch))
                found |= {row["id"]: _to_product(row) for row in connection.execute(query).mappings()}
        return {id: found[id] for id in ids if id in found}

    def all(self) -> Iterator[Product]:
        """Yields every product in the order of insertion.

        Reads page by page and holds no transaction in between, so that a slow consumer blocks nobody; a
        product that is changed meanwhile may come in its new form.
        """
        return (_to_product(row) for row in self._pages(_products))

    def ids(self) -> Iterator[str]:
        """Yields the identifier of every product, as `all` yields products."""
        return (row["id"] for row in self._pages(_products.c.position, _products.c.id))

    def count(self) -> int:
        """Returns the number of products."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(_products)).scalar_one()

    def currencies(self) -> dict[str, int]:
        """Returns how many priced products there are in each currency that is stated, the shop's own first.

        The shop's own is the one that most products state. Products that state none are in it, and not counted.
        """
        counted = (_products.c.currency, func.count(_products.c.price))
        order = (func.count().desc(), func.min(_products.c.position))
        query = select(*counted).where(_products.c.currency.is_not(None)).group_by(_products.c.currency)
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query.order_by(*order))}

    def remove(self, ids: Sequence[str]) -> int:
        """Removes products and their embeddings in one transaction; returns how many there were."""
        removed = 0
        with self._writing() as connection:
            for batch in _batches(dict.fromkeys(ids), BATCH):
                connection.execute(delete(_vectors).where(_vectors.c.product_id.in_(batch)))
                removed += connection.execute(delete(_products).where(_products.c.id.in_(batch))).rowcount
            if removed:
                _bump(connection)
        return removed

    @property
    def revision(self) -> int:
        """Grows whenever a product is added, changed or removed; never when nothing changed."""
        with self._engine.connect() as connection:
            return connection.execute(select(_state.c.revision)).scalar_one()

    def vectors(self, encoder: str) -> Vectors:
        """Returns the embeddings stored under an encoder's name.

        Those whose dimension differs from the first one's are left out, and so will be embedded anew.

        Args:
            encoder: As given to `store_vectors`.
        """
        joined = _vectors.join(_products, _vectors.c.product_id == _products.c.id)
        mine = _vectors.c.encoder == encoder
        columns = (_vectors.c.product_id, _vectors.c.text_hash, _vectors.c.vector)
        query = select(*columns).select_from(joined).where(mine).order_by(_products.c.position)
        ids: list[str] = []
        hashes: list[str] = []
        pages: list[npt.NDArray[np.float32]] = []
        size = None
        with self._engine.connect() as connection:
            # Page by page: a blob is far larger as a Python object than in the matrix.
            for page in connection.execution_options(yield_per=_PAGE).execute(query).partitions():
                size = size or len(page[0].vector)
                fitting = [row for row in page if len(row.vector) == size]
                ids += [row.product_id for row in fitting]
                hashes += [row.text_hash for row in fitting]
                block = np.frombuffer(b"".join(row.vector for row in fitting), dtype="<f4")
                pages.append(block.astype(np.float32, copy=False).reshape(len(fitting), size // 4))
        return Vectors(tuple(ids), tuple(hashes), np.concatenate(pages) if pages else np.empty((0, 0), np.float32))

    def store_vectors(
        self, encoder: str, ids: Sequence[str], hashes: Sequence[str], matrix: npt.NDArray[np.float32]
    ) -> None:
        """Stores embeddings, replacing earlier ones of the same products and encoder.

        Products that have left the catalogue meanwhile are skipped. The revision stays as it is.

        Args:
            encoder: Name of what made the embeddings.
            ids: Product of each row.
            hashes: Hash of the text that each row embeds.
            matrix: Floats, shape ``(len(ids), dimension)``.

        Raises:
            ValueError: Where the shapes do not agree, or a value is not finite.
        """
        if matrix.ndim != 2 or not len(ids) == len(hashes) == matrix.shape[0]:
            raise ValueError(f"{len(ids)} ids, {len(hashes)} hashes and a matrix of shape {matrix.shape} do not agree")
        if not np.isfinite(matrix).all():
            raise ValueError("the matrix holds values that are not finite")
        blobs = (np.ascontiguousarray(row, dtype="<f4").tobytes() for row in matrix)
        for batch in _batches(zip(ids, hashes, blobs, strict=True), BATCH):
            with self._writing() as connection:
                known = self._digests(connection, [id for id, _, _ in batch])
                rows = {
                    id: {"product_id": id, "encoder": encoder, "text_hash": hash, "vector": blob}
                    for id, hash, blob in batch
                    if id in known
                }
                if rows:
                    statement = self._dialect.insert(_vectors)
                    new = {name: statement.excluded[name] for name in ("text_hash", "vector")}
                    keys = [_vectors.c.product_id, _vectors.c.encoder]
                    connection.execute(
                        statement.on_conflict_do_update(index_elements=keys, set_=new), list(rows.values())
                    )

    def _create(self) -> None:
        with self._engine.begin() as connection:
            if self._engine.dialect.name == "postgresql":
                # Several workers start at once, and IF NOT EXISTS alone does not keep them apart there.
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CREATION_LOCK})
            self._check_layout(connection)  # before anything is written into somebody else's database
            for table in _metadata.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
            first = self._dialect.insert(_state).values(id=1, schema=_SCHEMA, revision=0)
            connection.execute(first.on_conflict_do_nothing())

    def _check_layout(self, connection: Connection) -> None:
        """Makes sure that the tables which are there are ours and of this version."""
        found = inspect(connection)
        there = {name for name in found.get_table_names() if name in _metadata.tables}
        for table in sorted(there, key=lambda name: name != _state.name):  # the version is told first
            columns = {column["name"] for column in found.get_columns(table)}
            missing = [column.name for column in _metadata.tables[table].columns if column.name not in columns]
            if missing:
                more = f" and {len(missing) - 3} more columns" if len(missing) > 3 else ""
                lacks = f"lacks {', '.join(missing[:3])}{more}"
                raise StoreError(f"{place_of(self._engine)}: the table “{table}” {lacks}; {OTHER_LAYOUT}")
            if table == _state.name:
                schema = connection.execute(select(_state.c.schema)).scalar()
                if schema not in (None, _SCHEMA):
                    raise StoreError(
                        f"{place_of(self._engine)} has layout {schema}, this version reads {_SCHEMA}; {OTHER_LAYOUT}"
                    )

    @contextmanager
    def _writing(self) -> Generator[Connection]:
        """Opens a transaction, one writer after another: SQLite sees to that itself, PostgreSQL by this lock.

        Without it, two imports that meet the same products in different order would block each other.
        """
        with self._engine.begin() as connection:
            connection.execute(select(_state.c.revision).with_for_update())
            yield connection

    def _digests(self, connection: Connection, ids: list[str]) -> dict[str, str]:
        query = select(_products.c.id, _products.c.digest).where(_products.c.id.in_(ids))
        return {row.id: row.digest for row in connection.execute(query)}

    def _write(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        statement = self._dialect.insert(_products)
        new = {name: statement.excluded[name] for name in rows[0] if name != "id"}
        connection.execute(statement.on_conflict_do_update(index_elements=[_products.c.id], set_=new), rows)

    def _pages(self, *columns: Table | Column[Any]) -> Iterator[RowMapping]:
        last = -1
        while True:
            query = select(*columns).where(_products.c.position > last).order_by(_products.c.position).limit(_PAGE)
            with self._engine.connect() as connection:
                page = connection.execute(query).mappings().all()
            if not page:
                return
            yield from page
            last = page[-1]["position"]


def content_digest(product: Product) -> str:
    """Returns 32 hexadecimal digits that differ where two products differ in any field."""
    content = [
        product.id,
        product.title,
        product.description,
        product.category,
        product.brand,
        product.price,
        product.currency,
        sorted(product.attributes.items()),
        product.images,
        product.url,
        product.rating,
        product.reviews_count,
        product.stock,
    ]
    return blake2b(json.dumps(content).encode(), digest_size=16).hexdigest()


def _bump(connection: Connection) -> None:
    connection.execute(update(_state).values(revision=_state.c.revision + 1))


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _to_row(product: Product, digest: str) -> dict[str, Any]:
    return {
        "id": product.id,
        "title": product.title,
        "description": product.description,
        "category": list(product.category),
        "brand": product.brand,
        "price": product.price,
        "currency": product.currency,
        "attributes": {name: list(values) for name, values in product.attributes.items()},
        "images": list(product.images),
        "url": product.url,
        "rating": product.rating,
        "reviews_count": product.reviews_count,
        "stock": product.stock,
        "digest": digest,
    }


def _to_product(row: RowMapping) -> Product:
    return Product(
        id=row["id"],
        title=row["title"],
        description=row["description"],
        category=tuple(row["category"]),
        brand=row["brand"],
        price=row["price"],
        currency=row["currency"],
        attributes=MappingProxyType({name: tuple(values) for name, values in row["attributes"].items()}),
        images=tuple(row["images"]),
        url=row["url"],
        rating=row["rating"],
        reviews_count=row["reviews_count"],
        stock=row["stock"],
    )
