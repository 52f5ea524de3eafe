"""The one place that builds objects: from a folder and a few dials to a working assistant."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path

import platformdirs
from langchain_core.language_models import BaseChatModel
from sqlalchemy import Engine

from assistant.agent.conduct import Limits
from assistant.agent.desk import Desk
from assistant.conversation import Assistant
from assistant.explanation.sentences import Voice
from assistant.language.absent import AbsentChatModel
from assistant.memory import Memory
from assistant.understanding.decision import UtteranceReader
from assistant.understanding.reading import Preference
from retrieval.catalogue import Catalogue, Vectors
from retrieval.database import open_engine
from retrieval.demo import demo_products, demo_shoppers, example_requests
from retrieval.embedding import Encoder
from retrieval.feeds.importing import ImportReport, import_feed
from retrieval.index import ChromaIndex, IndexProblem
from retrieval.indexing import IndexReport, embed_changed, follow_vectors, refresh_index
from retrieval.memory import release
from retrieval.ranking import Ranker
from retrieval.requests import SearchRequest
from retrieval.search import Searcher
from retrieval.weights import DEFAULT_ENCODER, DEFAULT_LANGUAGE_MODEL, resolve

DATABASE = "shop.sqlite3"
INDEX = "index"
READER = "reader"
ADAPTER = "adapter"

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Store:
    """A shop's data, open: the database is the truth, the index is a cache of it.

    Attributes:
        folder: Where both live.
        engine: The database.
        catalogue: The products in it.
        encoder: Makes embeddings.
        index: Finds near ones; owned by this process until `close`.
        searcher: Searches over all of them.
    """

    folder: Path
    engine: Engine
    catalogue: Catalogue
    encoder: Encoder
    index: ChromaIndex
    searcher: Searcher
    _worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "index"))

    def refresh(self, progress: Progress | None = None) -> IndexReport:
        """Bring embeddings and index up to date; only what changed is embedded."""
        return refresh_index(self.catalogue, self.encoder, self.index, progress=progress)

    def refresh_soon(self) -> Future[int]:
        """Bring embeddings up to date now and the index while others search: exact search answers until it is whole.

        Returns:
            How many vectors the index dropped, once it is up to date.
        """
        done = embed_changed(self.catalogue, self.encoder)
        return self._worker.submit(self._follow, done.vectors)

    def _follow(self, vectors: Vectors) -> int:
        try:
            return follow_vectors(self.index, self.encoder.name, vectors)
        except IndexProblem as problem:
            # Nobody waits for this thread; search goes on without an index, and the next start tries again.
            _log.warning("search goes on without an index: %s", problem)
            raise

    def close(self) -> None:
        """Release database and index; an index that is being built is finished first."""
        self._worker.shutdown()
        self.index.close()
        self.engine.dispose()


def default_store() -> Path:
    """The folder used where none is named: in the user's data directory."""
    return Path(platformdirs.user_data_dir("shop-assistant"))


def database_url(folder: Path) -> str:
    """The address of a store's database."""
    return f"sqlite:///{folder / DATABASE}"


def open_store(folder: Path, *, progress: bool = True) -> Store:
    """Open or create a store.

    Args:
        folder: Created where it is missing.
        progress: Show the download of weights on standard error.

    Raises:
        WeightsError: The encoder's weights cannot be had.
        StoreError: The database cannot be opened.
        IndexInUse: Another process has this store open.
    """
    weights = resolve(DEFAULT_ENCODER, progress=progress)
    folder.mkdir(parents=True, exist_ok=True)
    index = ChromaIndex(folder / INDEX)
    # Imported here: the index on disk is examined by another process while torch loads.
    from retrieval.encoder import BertEncoder

    engine = open_engine(database_url(folder))
    catalogue = Catalogue(engine)
    encoder = BertEncoder(weights)
    return Store(folder, engine, catalogue, encoder, index, Searcher(catalogue, encoder, index))


def import_catalogue(
    store: Store,
    feed: Path,
    format: str = "auto",
    *,
    replace: bool = False,
    read_progress: Callable[[int], None] | None = None,
    index_progress: Progress | None = None,
) -> tuple[ImportReport, IndexReport]:
    """Import a feed and bring the index up to date.

    Raises:
        FeedError: The feed cannot be read.
    """
    imported = import_feed(store.catalogue, feed, format, replace=replace, progress=read_progress)
    return imported, store.refresh(index_progress)


def load_demo(folder: Path, *, progress: Progress | None = None) -> None:
    """Fill a store with the demo shop, its three shoppers and their histories; safe to repeat."""
    store = open_store(folder)
    try:
        store.catalogue.upsert(demo_products())
        store.refresh(progress)
        _load_shoppers(store)
    finally:
        store.close()


def _load_shoppers(store: Store) -> None:
    now = datetime.now(UTC)
    moment = [now]
    memory = Memory(store.engine, products=store.catalogue.get, clock=lambda: moment[0])
    for shopper in demo_shoppers():
        session = f"demo-history-{shopper.id}"
        memory.start(session, shopper.id)
        for liked, subjects in ((True, shopper.likes), (False, shopper.dislikes)):
            for subject in subjects:
                memory.add_preference(session, Preference(subject, liked=liked))
        for deed in shopper.history:
            moment[0] = now - timedelta(days=deed.days_ago)
            memory.add_feedback(session, deed.product_id, deed.kind)
        moment[0] = now


def load_model(
    name: str | None, precision: str = "auto", *, store: Path | None = None, progress: bool = True
) -> BaseChatModel:
    """The chat model behind a name.

    Args:
        name: A model name or folder; ``None`` for the default, ``"none"`` for no model.
        precision: ``auto``, ``nf4``, ``int8``, ``bf16`` or ``fp32``.
        store: A store's folder, whose own adapter is used where `shop-assistant train model` has left one.
        progress: Show downloads on standard error.
    """
    if name == "none":
        return AbsentChatModel()
    # Imported here: a store without a language model should not wait for transformers' model code.
    from assistant.language.chat_model import LocalChatModel

    adapter = None if store is None else store / ADAPTER
    release()  # before, because the peak is while weights are converted
    model = LocalChatModel.load(name or DEFAULT_LANGUAGE_MODEL, precision, adapter=adapter, progress=progress)
    release()
    return model


def common_words(encoder: Encoder) -> frozenset[str]:
    """Words of the language that an encoder knows; none where it does not tell."""
    from retrieval.encoder import BertEncoder

    return encoder.words if isinstance(encoder, BertEncoder) else frozenset()


def load_reader(encoder: Encoder, store: Path | None = None) -> UtteranceReader | None:
    """The joint reader over this encoder; ``None`` where there is none that was trained on it.

    Args:
        encoder: The store's.
        store: A store's folder, whose own reader is used where `shop-assistant train reader` has left one.
    """
    from assistant.understanding.joint import JointModel, JointReader
    from retrieval.encoder import BertEncoder

    if not isinstance(encoder, BertEncoder):
        return None
    with as_file(files("assistant.understanding") / "weights") as packaged:
        for folder in (packaged,) if store is None else (store / READER, packaged):
            if JointModel.encoder_of(folder) == encoder.name:
                return JointReader(JointModel.load(folder, encoder.model), encoder.tokenizer)
    return None


def assemble(
    store: Store, model: BaseChatModel, limits: Limits | None = None, *, voice: Voice = Voice.WARM
) -> Assistant:
    """An assistant over an open store; closing it leaves the store open.

    Args:
        store: With its index up to date.
        model: What proposes and phrases.
        limits: How long the model may take.
        voice: How reasons sound.
    """
    memory = Memory(store.engine, products=store.catalogue.get)
    currency = _currency(store.catalogue)
    desk = Desk(
        searcher=store.searcher,
        ranker=Ranker(currency=currency),
        chosen=memory.chosen,
        currency=currency,
    )
    return Assistant(
        model=model,
        catalogue=store.catalogue,
        memory=memory,
        desk=desk,
        limits=limits or Limits(),
        example=_example(store.catalogue),
        reader=load_reader(store.encoder, store.folder),
        voice=voice,
        common=common_words(store.encoder),
    )


def build_assistant(
    folder: Path,
    *,
    model: str | None = None,
    precision: str = "auto",
    chat_model: BaseChatModel | None = None,
    deadline: float | None = None,
    voice: Voice = Voice.WARM,
    progress: bool = True,
) -> Assistant:
    """Everything needed to answer shoppers, over one store, which closes with the assistant.

    Args:
        folder: The store; an empty one answers that nothing fits. An index that is missing or damaged is built
            while shoppers are answered already.
        model: As in `load_model`.
        precision: As in `load_model`.
        chat_model: A chat model to use as it is, instead of `model`.
        deadline: Seconds the model may take to choose a tool, and again to phrase; defaults of `Limits` else.
        voice: How reasons sound.
        progress: Show downloads and indexing on standard error.
    """
    store = open_store(folder, progress=progress)
    store.refresh_soon()
    # The first query pays for what every other one finds ready: kernels, the columnar snapshot, BM25.
    store.searcher.search(SearchRequest(query="warm up", limit=1))
    chosen = chat_model or load_model(model, precision, store=folder, progress=progress)
    limits = None if deadline is None else Limits(choose=deadline, phrase=deadline)
    assistant = assemble(store, chosen, limits, voice=voice)
    assistant.on_close(store.close)
    return assistant


def _currency(catalogue: Catalogue) -> str | None:
    """The currency most products are priced in; ``None`` where the feed names none."""
    counts = Counter(p.currency for p in catalogue.all() if p.currency)
    return counts.most_common(1)[0][0] if counts else None


def _example(catalogue: Catalogue) -> str:
    """A request that this shop can answer."""
    first = next(iter(catalogue.all()), None)
    if first is None or (first.id == demo_products()[0].id):
        return example_requests()[0]
    return f"{(first.category[-1] if first.category else first.title).lower()} for my sister"
