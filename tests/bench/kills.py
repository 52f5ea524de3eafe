"""Kills a store at random moments, and opens it again: nothing acknowledged may be lost, nothing found wrongly.

    python -m tests.bench.kills [--indexing 300] [--writes 300] [--real 6] [--seed N]

A *worker* does one operation after another on a store (imports and indexes, or writes single rows), and says so after
each; SIGKILL ends its process group at a random moment. Then a fresh process opens the store unaided, and has to
find the products and feedback of the operations acknowledged (the one in flight may have come through as well), right
answers before and after it refreshed the index, and no litter. Most rounds use vectors made of hashes, so that each
takes seconds; `--real` rounds kill the command line with the real encoder.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from assistant.memory import Memory
from retrieval.catalogue import Catalogue, Vectors, content_digest
from retrieval.database import open_engine
from retrieval.embedding import Encoder
from retrieval.index import ChromaIndex, ExactIndex, store
from retrieval.index.generations import GENERATION, POINTER, WORKING, read_pointer
from retrieval.indexing import refresh_index, vectors_stamp
from retrieval.products import Product
from retrieval.requests import SearchRequest
from retrieval.search import Searcher

INDEXED, WRITTEN, REAL = 1_200, 240, 200  # above a thousand vectors the library keeps its graph in files of its own
SPAN = {"indexing": 2.5, "writes": 1.0, "real": 14.0}  # seconds within which a kill falls
STARTING = 0.25  # share of the kills that may fall on the start; the others wait until the store is open
STORE_LIVES = {"indexing": 12, "writes": 12, "real": 2}  # kills that one store goes through
_BATCHES = 6
_READY = "ready"
_PATIENCE = 300  # seconds
_SESSIONS = 7
_NOUNS = ("lamp", "kettle", "rug", "scarf", "tent", "globe", "easel", "mug", "drum", "cushion", "ladder", "clock")
_WORDS = ("red", "oak", "woollen", "round", "quiet", "tall", "blue", "folding", "brass", "soft", "plain", "painted")


class HashEncoder:
    """Every word has a fixed random direction; a text is the mean of its words."""

    name = "hash-384"
    dimension = 384

    def encode(self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None) -> np.ndarray:
        rows = [np.mean([_direction(word.strip(".,")) for word in text.lower().split()], axis=0) for text in texts]
        matrix = np.array(rows, np.float32).reshape(len(texts), self.dimension)
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


@lru_cache(maxsize=100_000)
def _direction(word: str) -> np.ndarray:
    seed = int.from_bytes(blake2b(word.encode(), digest_size=8).digest())
    return np.random.default_rng(seed).normal(size=HashEncoder.dimension)


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a worker does and acknowledges; the same for the same seed and place in the sequence."""

    upserts: tuple[Product, ...] = ()
    removed: tuple[str, ...] = ()
    feedback: tuple[str, str, str] | None = None
    refresh: bool = False


def product(number: int, version: int) -> Product:
    """The product with this number as an operation wrote it."""
    chance = Random(f"{number} {version}")
    title = f"{' '.join(chance.sample(_WORDS, 3))} {chance.choice(_NOUNS)} n{number}"
    text = f"Made of {chance.choice(_WORDS)} parts, edition e{version}, for a {chance.choice(_NOUNS)}."
    return Product(id=f"p{number}", title=title, description=text, price=float(chance.randint(1, 200)))


def indexing_operation(seed: int, place: int) -> Operation:
    """A cycle of eight: six batches of an import, a removal, a refresh; every sixth import changes everything."""
    edition, step = divmod(place, _BATCHES + 2)
    chance = Random(f"{seed} {place}")
    if step > _BATCHES:
        return Operation(refresh=True)
    if step == _BATCHES:
        return Operation(removed=tuple(f"p{n}" for n in chance.sample(range(INDEXED), 5)))
    numbers = range(step * INDEXED // _BATCHES, (step + 1) * INDEXED // _BATCHES)
    chosen = numbers if edition % 6 == 0 else chance.sample(numbers, len(numbers) // 40)
    return Operation(upserts=tuple(product(number, place) for number in chosen))


def writes_operation(seed: int, place: int) -> Operation:
    """Single rows, after a first import; a refresh now and then, as a shop does."""
    chance = Random(f"{seed} {place}")
    if place == 0:
        return Operation(upserts=tuple(product(number, 0) for number in range(WRITTEN)))
    if place % 25 == 1:
        return Operation(refresh=True)
    number, what = chance.randrange(WRITTEN), chance.random()
    if what < 0.5:
        return Operation(upserts=(product(number, place),))
    if what < 0.6:
        return Operation(removed=(f"p{number}",))
    kind = chance.choice(("view", "cart", "purchase"))
    return Operation(feedback=(f"s{place % _SESSIONS}", f"p{number}", kind))


OPERATIONS = {"indexing": indexing_operation, "writes": writes_operation}


def work(folder: Path, mode: str, seed: int, place: int, say: Callable[[str], object]) -> None:
    """Does operations from `place` on until it is killed; says ``+`` after each, and what it is about to do."""
    say("open")
    encoder, index = HashEncoder(), ChromaIndex(folder / "index")
    engine = open_engine(f"sqlite:///{folder / 'shop.sqlite3'}")
    catalogue, memory = Catalogue(engine), Memory(engine)
    say("probe")
    _ = index.stamp
    say(_READY)

    def embedded(done: int, of: int) -> None:
        say("index" if done == of else "embed")

    while True:
        operation = OPERATIONS[mode](seed, place)
        if operation.upserts:
            say("import" if len(operation.upserts) > 1 else "write")
            catalogue.upsert(operation.upserts)
        if operation.removed:
            say("write")
            catalogue.remove(operation.removed)
        if operation.feedback:
            say("write")
            memory.add_feedback(*operation.feedback)
        if operation.refresh:
            say("embed")
            refresh_index(catalogue, encoder, index, progress=embedded)
        say("+")
        place += 1


def expected(mode: str, seed: int, places: int) -> tuple[dict[str, str], set[tuple[str, str, str]]]:
    """Digests of the products, and the feedback, after so many operations."""
    latest: dict[str, Product] = {}
    feedback: set[tuple[str, str, str]] = set()
    for place in range(places):
        operation = OPERATIONS[mode](seed, place)
        latest |= {each.id: each for each in operation.upserts}
        for id in operation.removed:
            latest.pop(id, None)
        if operation.feedback:
            feedback.add(operation.feedback)
    return {id: content_digest(each) for id, each in latest.items()}, feedback


def check(folder: Path, mode: str, seed: int, acknowledged: int) -> dict[str, Any]:
    """Opens a store as a restart does, and tells everything that is wrong with it."""
    began = time.perf_counter()
    index = ChromaIndex(folder / "index")  # first, because it is examined beside everything else
    encoder = HashEncoder() if mode in OPERATIONS else _real_encoder()
    engine = open_engine(f"sqlite:///{folder / 'shop.sqlite3'}")
    catalogue, memory = Catalogue(engine), Memory(engine)
    with engine.connect() as connection:
        told = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
        failures = [f"database: {line}" for line in told if line != "ok"]
    if mode in OPERATIONS:
        products = {each.id: content_digest(each) for each in catalogue.all()}
        rows: Any = [row for n in range(_SESSIONS) for row in memory.export(f"s{n}")["feedback"]]  # type: ignore[attr-defined]
        feedback = {(row["session"], row["product"], row["kind"]) for row in rows}
        if (products, feedback) not in [expected(mode, seed, n) for n in (acknowledged, acknowledged + 1)]:
            wanted, given = expected(mode, seed, acknowledged)
            lost = [id for id in wanted if products.get(id) != wanted[id]]
            failures.append(f"acknowledged products differ ({lost[:5]}), or feedback ({[*given - feedback][:5]})")
    elif catalogue.count() not in (acknowledged, REAL):  # one import, in one transaction
        failures.append(f"{catalogue.count()} products of {REAL}")
    trouble, before = index.trouble, index.stamp
    searcher, exact = Searcher(catalogue, encoder, index), ExactIndex()
    reference = Searcher(catalogue, encoder, exact)
    failures += _wrong(searcher, reference, "before the refresh")
    refresh_index(catalogue, encoder, index)
    stored = catalogue.vectors(encoder.name)
    if index.stamp != vectors_stamp(encoder.name, stored) or not index.count() == len(stored.ids) == catalogue.count():
        failures.append(f"{index.count()} vectors in the index, {len(stored.ids)} stored, {catalogue.count()} products")
    exact.replace(stored.ids, stored.hashes, stored.matrix, vectors_stamp(encoder.name, stored))
    failures += _wrong(searcher, reference, "after the refresh") + _far(index, stored)
    left = sorted(path.name for path in (folder / "index").iterdir())
    if sum(name.startswith(GENERATION) for name in left) > 1 or sum(name.startswith(WORKING) for name in left) > 1:
        failures.append(f"litter: {left}")
    found = {"trouble": trouble, "empty": before is None, "rebuilt": index.stamp != before, "failures": failures}
    index.close()
    engine.dispose()
    return found | {"seconds": time.perf_counter() - began}


def _real_encoder() -> Encoder:
    from retrieval.encoder import BertEncoder
    from retrieval.weights import DEFAULT_ENCODER, resolve

    return BertEncoder(resolve(DEFAULT_ENCODER))


def _wrong(searcher: Searcher, reference: Searcher, when: str) -> list[str]:
    """Requests that are not answered as exact search over the database's vectors answers them."""
    wrong: list[str] = []
    for query in ("round brass clock", "a soft blue scarf", "something folding", ""):
        request = SearchRequest(query, limit=5)
        found, wanted = ([each.product.id for each in one.search(request).candidates] for one in (searcher, reference))
        if found != wanted:
            wrong.append(f"{when}: {query!r} found {found} instead of {wanted}")
    return wrong


def _far(index: ChromaIndex, stored: Vectors) -> list[str]:
    """Vectors whose nearest the index misses; it is approximate, so one of ten may differ."""
    missed: list[str] = []
    for row in range(0, len(stored.ids), max(len(stored.ids) // 8, 1)):
        near = stored.matrix @ stored.matrix[row]
        wanted = {stored.ids[n] for n in np.argsort(-near, kind="stable")[:10]}
        found, cosines = index.search(stored.matrix[row], 10)
        if len(wanted & {*found}) < len(wanted) - 1 or abs(cosines[0] - 1) > 1e-3:
            missed.append(f"near {stored.ids[row]}: {found}")
    return missed


def killed(
    folder: Path, mode: str, seed: int, place: int, delay: float, *, started: bool
) -> tuple[int, str, str | None]:
    """Lets a worker run for `delay` seconds, from when its store is open where `started`, and kills it.
    Returns how many operations it acknowledged, its stage, and what went wrong.
    """
    reading, writing = os.pipe()
    if (worker := os.fork()) == 0:
        os.setsid()
        try:
            work(folder, mode, seed, place, lambda what: os.write(writing, f"{what}\n".encode()))
        except BaseException:  # noqa: BLE001 - the parent is told by the exit status, whatever it was
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    heard = b""
    while started and f"{_READY}\n".encode() not in heard and (more := os.read(reading, 4096)):
        heard += more
    time.sleep(delay)
    gone, _ = os.waitpid(worker, os.WNOHANG)
    if not gone:
        _end(worker)
        os.waitpid(worker, 0)
    with os.fdopen(reading, "rb") as pipe:
        said = (heard + pipe.read()).decode("ascii").split()
    stage = "between" if said[-1:] == ["+"] else next(reversed(said), "fork")
    return said.count("+"), _detail(folder / "index", stage), "the worker failed by itself" if gone else None


def killed_command(folder: Path, feed: Path, delay: float) -> tuple[str, str | None]:
    """The same for the command line; returns the stage, and what went wrong."""
    code = "from assistant.cli import main; raise SystemExit(main())"
    command = [sys.executable, "-c", code, "index", str(feed), f"--store={folder}"]
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL) as running:
        try:
            status = running.wait(delay)
        except subprocess.TimeoutExpired:
            _end(running.pid)
            return _detail(folder / "index", "command"), None
    return "finished", f"the command ended with status {status}" if status else None


def _end(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:  # forked a moment ago, and no group of its own yet
        os.kill(group, signal.SIGKILL)


def _detail(folder: Path, stage: str) -> str:
    """The stage, more exactly where the folder shows it."""
    if stage not in ("index", "command"):
        return stage
    if (folder / f"{POINTER}.new").exists():
        return f"{stage}: switching"
    sealed, switched = read_pointer(folder), folder / POINTER
    others = [path for path in folder.glob(f"{GENERATION}*") if sealed is None or path.name != sealed.generation]
    if others:
        newer = sealed is None or any(path.stat().st_mtime_ns > switched.stat().st_mtime_ns for path in others)
        return f"{stage}: sealing" if newer else f"{stage}: sweeping"
    return f"{stage}: making" if len([*folder.glob(f"{WORKING}*")]) > (sealed is not None) else stage


def _checked(folder: Path, mode: str, seed: int, acknowledged: int) -> dict[str, Any]:
    """What `check` tells in a process of its own; what ends that process counts as a failure."""
    reading, writing = os.pipe()
    if (checker := os.fork()) == 0:
        signal.alarm(_PATIENCE)
        try:
            found = check(folder, mode, seed, acknowledged)
        except BaseException as error:  # noqa: BLE001 - whatever it was, the store was not served
            found = {"failures": [f"the store does not open: {error}"]}
        os.write(writing, json.dumps(found).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        told = pipe.read()
    _, status = os.waitpid(checker, 0)
    return json.loads(told) if told else {"failures": [f"opening the store ended with status {status}"]}


def rounds(mode: str, count: int, every: int, seed: int, place: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kills and checks; yields the stage and the findings of each.

    What was in flight is done once more after a kill, whether it had come through or not: that changes nothing.
    """
    chance = Random(f"{mode} {seed}")
    feed = place / "feed.jsonl"
    made = [product(number, 0) for number in range(REAL)]
    rows = [{"id": one.id, "title": one.title, "description": one.description, "price": one.price} for one in made]
    feed.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    lives, done = STORE_LIVES[mode], 0
    for number in range(count):
        folder, own = place / f"store-{number // lives}", seed * 10_000 + number // lives
        if number % lives == 0:
            shutil.rmtree(place / f"store-{number // lives - 1}", ignore_errors=True)
            folder.mkdir()
            done = 0
        delay = chance.uniform(0, SPAN[mode])
        if mode == "real":
            stage, problem = killed_command(folder, feed, delay)
            done = REAL if stage == "finished" else done
        else:
            started = chance.random() > STARTING
            acknowledged, stage, problem = killed(folder, mode, own, done, delay, started=started)
            done += acknowledged
        last = number == count - 1 or (number + 1) % lives == 0
        found = _checked(folder, mode, own, done) if last or number % every == every - 1 else {"failures": []}
        yield stage, found | {"failures": [*found["failures"], *([problem] if problem else [])]}


def run(mode: str, count: int, every: int, seed: int, place: Path) -> dict[str, Any]:
    """The figures of one kind of rounds; progress goes to standard error."""
    began = time.perf_counter()
    stages: Counter[str] = Counter()
    sums = Counter({"trouble": 0, "empty": 0, "rebuilt": 0})
    failures, slowest = list[str](), 0.0
    for number, (stage, found) in enumerate(rounds(mode, count, every, seed, place), 1):
        stages[stage] += 1
        sums.update([what for what in sums if found.get(what)])
        slowest = max(slowest, found.get("seconds", 0.0))
        failures += [f"kill {number}, {stage}: {what}" for what in found["failures"]]
        told = f"{mode}: {number} of {count}, {number / (time.perf_counter() - began):.2f}/s, last: {stage}"
        print(told, *found["failures"], file=sys.stderr, flush=True)
    return {
        "kills": stages.total() - stages["finished"],
        "stages": dict(stages.most_common()),
        "damaged indexes": sums["trouble"],
        "without an index": sums["empty"],
        "rebuilt or updated": sums["rebuilt"],
        "failures": len(failures),
        "first failures": failures[:10],
        "slowest check s": round(slowest, 2),
        "seconds": round(time.perf_counter() - began, 1),
    }


def main() -> None:
    """Print the figures as JSON; exit with 1 where anything failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--indexing", type=int, default=300, help="kills while importing and indexing")
    parser.add_argument("--writes", type=int, default=300, help="kills while single rows are written")
    parser.add_argument("--real", type=int, default=6, help="kills of the command line with the real encoder")
    parser.add_argument("--every", type=int, default=1, help="check after so many kills (default 1)")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    assert store.BATCH  # the library is loaded here, once, and not by every process that opens a store
    figures: dict[str, Any] = {}
    for mode in ("indexing", "writes", "real"):
        if count := getattr(given, mode):
            with tempfile.TemporaryDirectory(prefix="kills-") as place:
                figures[mode] = run(mode, count, given.every, given.seed, Path(place))
    print(json.dumps(figures, indent=1))
    raise SystemExit(any(each["failures"] for each in figures.values()))


if __name__ == "__main__":
    main()
