"""The assistant: one turn from a shopper's message to cards, reasons and a reply.

    message → reading → wish → agent (tool call → outcome) → cards → sentences, checked → state

Every step returns a value for the next one. The database holds what outlives a turn.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast
from weakref import WeakValueDictionary

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph

from assistant.agent.agent import build_agent
from assistant.agent.conduct import PROGRAM, Limits
from assistant.agent.desk import Desk
from assistant.agent.tools import Context
from assistant.agent.turn import Outcome, Turn
from assistant.events import Event, ProductsShown, TextDelta, ToolCalled, TurnDone, TurnFailed
from assistant.explanation.facts import Facts, facts_of
from assistant.explanation.naming import short_name
from assistant.explanation.narrator import Narrator
from assistant.explanation.sentences import Voice
from assistant.memory import Memory, ProfileView
from assistant.memory_erasure import ErasureError
from assistant.memory_texts import Shown
from assistant.memory_texts import Turn as Told
from assistant.situation import in_situation
from assistant.state import State, from_text, to_text
from assistant.suggestions import suggestions
from assistant.tracing import traced_turn
from assistant.understanding.decision import UtteranceReader, decide
from assistant.understanding.foreign import is_foreign
from assistant.understanding.reading import Intent, Preference, Reading
from assistant.understanding.wish import Wish, key_of, revise
from prompts import render
from retrieval.catalogue import Catalogue
from retrieval.facets import Lexicon
from retrieval.products import Product
from retrieval.profile import Profile, build_profile
from retrieval.requests import Ranked

LOG = logging.getLogger(__name__)

LONGEST_MESSAGE = 4_000
"""Characters of a message that are read; what a shopper types is shorter, what follows is left out."""

_TASTES = ("likes", "dislikes")

_PLAIN = {
    Intent.GREETING: "greeting",
    Intent.THANKS: "thanks",
    Intent.GOODBYE: "goodbye",
    Intent.OTHER: "other",
    Intent.RESET: "reset",
}


class Assistant:
    """A shop's assistant for all its conversations. Turns of one session wait for each other."""

    def __init__(
        self,
        *,
        model: BaseChatModel,
        catalogue: Catalogue,
        memory: Memory,
        desk: Desk,
        limits: Limits,
        example: str,
        reader: UtteranceReader | None = None,
        voice: Voice = Voice.WARM,
        common: frozenset[str] = frozenset(),
    ) -> None:
        """Put the parts together; `assistant.build.build_assistant` makes them.

        Args:
            model: The chat model; an `AbsentChatModel` turns it off.
            catalogue: The truth about products.
            memory: What is remembered of shoppers.
            desk: Carries out tool calls.
            limits: The model's deadlines.
            example: A request this shop can answer, for a shopper who says nothing.
            reader: Reads utterances beside the grammar; without it the grammar reads alone.
            voice: How reasons sound.
            common: Words of the shoppers' language, none of which is a slip of the finger.
        """
        self.catalogue = catalogue
        self.memory = memory
        self._desk = desk
        self._limits = limits
        self._voice = voice
        self._example = example
        self._reader = reader
        self._common = common
        self._lexicon: tuple[int, Lexicon] | None = None
        self._closing: list[Callable[[], None]] = []
        self._current_lexicon()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.employ(model)

    def employ(self, model: BaseChatModel) -> None:
        """Let this chat model propose and phrase from the next turn on; turns under way keep the one they have."""
        agent = build_agent(model, facts_of=self._facts, limits=self._limits, voice=self._voice)
        self._staff = _Staff(agent, str(getattr(model, "label", type(model).__name__)))

    async def rehearse(self) -> None:
        """Play one turn for nobody and store nothing: the first shopper finds grammars, kernels and prompts ready."""
        decision = await asyncio.to_thread(decide, self._example, self._current_lexicon(), self._reader)
        reading, wish = decision.reading, revise(Wish(), decision.reading, ())
        turn = await asyncio.to_thread(self._prepare, "rehearsal", reading, wish, State(), ())
        async for _ in self._stream(turn, _Run(self._staff)):
            pass

    async def respond(self, session: str, message: str) -> AsyncGenerator[Event]:
        """Answer one message.

        Args:
            session: The conversation; it begins with its first message.
            message: What the shopper wrote.

        Yields:
            The turn as it happens; `TurnDone` comes last. Closing the generator stops the work.
        """
        lock = self._locks.setdefault(session, asyncio.Lock())
        async with lock:
            said = message[:LONGEST_MESSAGE].strip()
            async with aclosing(traced_turn(self._turn(session, said), session, said)) as events:
                async for event in events:
                    yield event

    def start(self, session: str, shopper: str | None = None) -> None:
        """Bind a session to a known shopper; without one it is anonymous."""
        self.memory.start(session, shopper)

    def prefer(self, session: str, preference: Preference) -> None:
        """Remember a lasting taste."""
        self.memory.add_preference(session, preference)

    def feedback(self, session: str, product: str, kind: str, value: float | None = None) -> None:
        """Remember what the shopper did with a product; the next answer takes it into account."""
        self.memory.add_feedback(session, product, kind, value)

    def profile(self, session: str) -> ProfileView:
        """What the assistant knows of this shopper, in words."""
        return self.memory.view(session)

    def forget_entry(self, session: str, entry: str) -> None:
        """Remove one entry of the profile."""
        self.memory.forget_entry(session, entry)

    def erase(self, session: str) -> None:
        """Remove everything known of this shopper."""
        self.memory.erase(session)

    def history(self, session: str, limit: int = 20) -> tuple[Told, ...]:
        """The session's last turns, oldest first."""
        return self.memory.history(session, limit)

    def products_of(self, identifiers: Sequence[str]) -> dict[str, Product]:
        """Products as the catalogue has them now; those that are gone are left out."""
        return dict(self.catalogue.get(identifiers))

    def look_at(self, session: str, product: str) -> None:
        """Take note of the product that the shopper has open elsewhere: "this one" means it from now on.

        A product that the catalogue does not know changes nothing. What is on screen keeps its numbers.
        """
        if product not in self.catalogue.get([product]):
            return
        state = from_text(self.memory.state(session))
        if state.focus != product:
            on_screen = state.on_screen if product in state.on_screen else (*state.on_screen, product)
            self.memory.set_state(session, to_text(replace(state, on_screen=on_screen, focus=product)))

    def recommend(self, session: str, limit: int = 4) -> tuple[Ranked, ...]:
        """What to show before the first message.

        The products count as on screen, so that "the second one" means the second of these.
        """
        turn = self._prepare(session, Reading("", Intent.SEARCH), Wish(), State(), ())
        ranked = self._desk.recommend(turn, limit)
        state = from_text(self.memory.state(session))
        if not state.on_screen:
            ids = tuple(r.product.id for r in ranked)
            self.memory.set_state(session, to_text(replace(state, on_screen=ids)))
        return ranked

    def close(self) -> None:
        """Release what was opened for this assistant; nothing is lost, since everything is stored by then."""
        while self._closing:
            self._closing.pop()()

    def on_close(self, release: Callable[[], None]) -> None:
        """Have something released when the assistant closes."""
        self._closing.append(release)

    async def _turn(self, session: str, message: str) -> AsyncGenerator[Event]:
        clock = _Clock()
        before = await asyncio.to_thread(lambda: from_text(self.memory.state(session)))
        known = await asyncio.to_thread(self.catalogue.get, before.on_screen)
        on_screen = tuple(known[i] for i in before.on_screen if i in known)
        decision = await asyncio.to_thread(
            decide, message, self._current_lexicon(), self._reader, on_screen=on_screen, wish=before.wish
        )
        reading = in_situation(decision.reading, before)
        for preference in reading.preferences:
            await asyncio.to_thread(self.memory.add_preference, session, preference)
        plain = await asyncio.to_thread(self._about_memory, session, reading)
        if plain is not None and reading.forget_all:
            before = State()
        plain = plain or self._plain_reply(reading, on_screen)
        if plain is not None:
            async for event in self._say(session, reading, before, plain, clock, decision.trace):
                yield event
            return
        wish = revise(before.wish, reading, on_screen)
        turn = await asyncio.to_thread(self._prepare, session, reading, wish, before, on_screen)
        async for event in self._work(turn, before, clock, decision.trace):
            yield event

    def _about_memory(self, session: str, reading: Reading) -> str | None:
        """Forget what the words say is to be forgotten; the reply where they ask for nothing else."""
        if reading.forget_all:
            try:
                self.memory.erase(session)
            except ErasureError as error:  # the rows are gone; only old copies on disk wait for the next erasure
                LOG.warning("%s", error)
            return render("forgotten", everything=True, subjects=())
        if reading.asks_profile:
            return render("profile", entries=[entry.text for entry in self.memory.view(session).entries])
        gone = {key_of(subject) for subject in reading.retracted}
        entries = self.memory.view(session).entries if gone else ()
        found = [e for e in entries if e.kind in _TASTES and key_of(e.text.partition(" ")[2]) in gone]
        for entry in found:
            self.memory.forget_entry(session, entry.id)
        if gone and (reading.intent is Intent.OTHER or (reading.intent is Intent.SEARCH and not reading.words)):
            subjects = dict.fromkeys(entry.text.partition(" ")[2] for entry in found)
            return render("forgotten", everything=False, subjects=list(subjects))
        return None

    def _plain_reply(self, reading: Reading, on_screen: Sequence[Product]) -> str | None:
        """The reply where nothing is to be looked up; ``None`` where a tool is needed."""
        if not reading.text:
            return render("empty", example=self._example)
        if is_foreign(reading.text) and not self._names_something(reading.text):
            return render("foreign")
        if reading.intent in _PLAIN:
            return render(_PLAIN[reading.intent])
        pointing = reading.intent in {Intent.SHOW, Intent.COMPARE, Intent.SIMILAR}
        count = len(on_screen)
        in_range = all(1 <= r <= count or -count <= r < 0 for r in reading.references)
        if pointing and (not count or not in_range or (reading.intent is Intent.COMPARE and count < 2)):
            return render("unclear_reference", count=count)
        return None

    def _names_something(self, text: str) -> bool:
        """Whether a word in another script is one of this shop's own."""
        lexicon = self._current_lexicon()
        return any(lexicon.knows(word) for word in text.lower().split() if not word.isascii())

    async def _say(
        self, session: str, reading: Reading, before: State, reply: str, clock: _Clock, trace: tuple[str, ...]
    ) -> AsyncIterator[Event]:
        """A turn without tool and model."""
        after = State() if reading.fresh or reading.intent is Intent.RESET else before
        if reading.retracted:
            after = replace(after, wish=revise(after.wish, reading))
        if after.on_screen != before.on_screen:
            yield ProductsShown((), 0, "", "cards", (), clock.seconds())
        first = clock.seconds()
        yield TextDelta(reply)
        await asyncio.to_thread(self._store, session, reading.text, reply, after, ())
        yield TurnDone(
            user=reading.text,
            reply=reply,
            language="en",
            products=(),
            tool_calls=(),
            model_calls=0,
            model="none",
            sentences=0,
            replaced=0,
            suggestions=(),
            seconds_to_products=None,
            seconds_to_first_text=first,
            seconds=clock.seconds(),
            trace=trace,
        )

    async def _work(self, turn: Turn, before: State, clock: _Clock, trace: tuple[str, ...]) -> AsyncIterator[Event]:
        """A turn in which the agent calls a tool and phrases what it found."""
        run = _Run(self._staff)
        outcome: Outcome | None = None
        narrator = Narrator((), ())
        said: list[str] = []
        first_text: float | None = None
        shown_at: float | None = None
        async for item in self._stream(turn, run):
            if isinstance(item, str):
                for line in narrator.feed(item):
                    said.append(line)
                    yield TextDelta("\n" + line)
            elif outcome is None:
                outcome = item
                run.called = ToolCalled(outcome.tool, outcome.arguments, run.proposed)
                yield run.called
                if not outcome.preferences:
                    shown_at = clock.seconds()
                    yield _shown(outcome, shown_at)
                narrator = Narrator(outcome.ranked, self._facts(turn, outcome))
                first_text = clock.seconds()
                said.append(outcome.lead)
                yield TextDelta(outcome.lead)
        if outcome is None:
            yield TurnFailed(render("failed"))
            return
        for line in (*narrator.finish(), *([outcome.question.text] if outcome.question else [])):
            said.append(line)
            yield TextDelta("\n" + line)
        reply = "\n".join(said)
        await asyncio.to_thread(self._finish, turn, before, outcome, reply, run.called)
        yield TurnDone(
            user=turn.message,
            reply=reply,
            language="en",
            products=outcome.ranked,
            tool_calls=(run.called,) if run.called else (),
            model_calls=run.calls,
            model=run.model,
            sentences=narrator.sentences,
            replaced=narrator.replaced,
            suggestions=suggestions(outcome),
            seconds_to_products=shown_at,
            seconds_to_first_text=first_text,
            seconds=clock.seconds(),
            trace=trace,
        )

    async def _stream(self, turn: Turn, run: _Run) -> AsyncGenerator[Outcome | str]:
        """The agent's run: what its tool brought, then the text the model writes about it."""
        config: RunnableConfig = {"callbacks": [run], "recursion_limit": 12}
        stream = run.staff.agent.astream(
            {"messages": [HumanMessage(turn.message)]},
            config,
            context=Context(self._desk, turn),
            stream_mode=["updates", "messages"],
        )
        async with aclosing(cast("AsyncGenerator[tuple[str, Any]]", stream)) as items:
            async for mode, item in items:
                if mode == "messages":
                    chunk, _ = item
                    if isinstance(chunk, AIMessageChunk) and isinstance(chunk.content, str) and chunk.content:
                        yield chunk.content
                    continue
                for message in _messages(item):
                    run.saw(message)
                    if isinstance(message, ToolMessage) and isinstance(message.artifact, Outcome):
                        yield message.artifact

    def _prepare(
        self, session: str, reading: Reading, wish: Wish, before: State, on_screen: tuple[Product, ...]
    ) -> Turn:
        profile = Profile() if wish.recipient else self._profile(session)
        asked = " ".join([wish.words, *wish.include, *wish.kinds]).lower()
        same = reading.more or (wish == before.wish and reading.intent is Intent.SIMILAR)
        return Turn(
            session=session,
            message=reading.text,
            reading=reading,
            wish=wish,
            before=before.wish,
            on_screen=on_screen,
            seen=frozenset(before.seen) if same else frozenset(),
            profile=profile,
            avoid=tuple(subject for subject in profile.dislikes if subject.lower() not in asked),
            asked=before.asked if wish.kinds == before.wish.kinds else (),
        )

    def _profile(self, session: str) -> Profile:
        events = self.memory.events(session)
        if not events:
            return Profile()
        products = self.catalogue.get([e.product for e in events if e.product is not None])
        searcher = self._desk.searcher
        return build_profile(events, searcher.vectors_of, searcher.vector, products, datetime.now(UTC))

    def _facts(self, turn: Turn, outcome: Outcome) -> tuple[Facts, ...]:
        lexicon = self._current_lexicon()
        claims = [word for word in turn.message.split() if lexicon.knows(word.strip(".,;:!?").lower())]
        return tuple(
            facts_of(
                ranked,
                short_name(ranked.product),
                message=turn.message,
                claims=claims,
                price_max=outcome.price_max,
            )
            for ranked in outcome.ranked
        )

    def _finish(self, turn: Turn, before: State, outcome: Outcome, reply: str, call: ToolCalled | None) -> None:
        ids = tuple(r.product.id for r in outcome.ranked)
        for preference in outcome.preferences:
            self.memory.add_preference(turn.session, preference)
        if outcome.undone:
            after = before
        elif outcome.preferences:
            after = replace(before, wish=turn.wish)
        elif outcome.layout == "detail":
            # The list stays what "the third one" refers to.
            after = replace(before, wish=turn.wish, focus=ids[0])
            self.memory.add_feedback(turn.session, ids[0], "view")
        elif outcome.layout == "comparison":
            after = replace(before, wish=turn.wish, on_screen=ids, focus=None)
        else:
            seen = tuple(dict.fromkeys([*turn.seen, *ids]))
            pending = outcome.question
            after = State(
                wish=turn.wish,
                on_screen=ids or before.on_screen,
                seen=seen,
                asked=(*turn.asked, pending.topic) if pending else turn.asked,
                pending=pending,
            )
        self._store(turn.session, turn.message, reply, after, (call,) if call else (), outcome.ranked)

    def _store(
        self,
        session: str,
        user: str,
        reply: str,
        state: State,
        calls: Sequence[ToolCalled],
        ranked: Sequence[Ranked] = (),
    ) -> None:
        shown = [Shown(r.product.id, r.product.price) for r in ranked]
        self.memory.add_turn(session, user, reply, shown=shown, wish=to_text(state), tool_calls=calls)
        self.memory.set_state(session, to_text(state))

    def _current_lexicon(self) -> Lexicon:
        """The lexicon of the catalogue as it is now; built again when the catalogue has changed."""
        revision = self.catalogue.revision
        if self._lexicon is None or self._lexicon[0] != revision:
            self._lexicon = (revision, Lexicon.from_products(self.catalogue.all(), self._common))
        return self._lexicon[1]


class _Clock:
    """Seconds since the message arrived."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    def seconds(self) -> float:
        return round(time.perf_counter() - self._start, 4)


class _Staff(NamedTuple):
    """Who does the work of a turn: the agent, and the name of its model."""

    agent: CompiledStateGraph[Any, Any, Any, Any]
    name: str


class _Run(AsyncCallbackHandler):
    """Counts what the model did in one turn."""

    def __init__(self, staff: _Staff) -> None:
        self.staff = staff
        self.calls = 0
        self.model = "none"
        self.proposed: dict[str, Any] | None = None
        self.called: ToolCalled | None = None

    async def on_chat_model_start(self, serialized: dict[str, Any], messages: Any, **kwargs: Any) -> None:
        self.calls += 1

    def saw(self, message: BaseMessage) -> None:
        """Take note of a message of the run."""
        if isinstance(message, AIMessage) and message.response_metadata != PROGRAM:
            self.model = self.staff.name
            if message.tool_calls:
                self.proposed = dict(message.tool_calls[0]["args"])


def _messages(update: dict[str, Any]) -> list[BaseMessage]:
    return [m for node in update.values() if node for m in node.get("messages", [])]


def _shown(outcome: Outcome, seconds: float) -> ProductsShown:
    return ProductsShown(
        products=outcome.ranked,
        total=outcome.total,
        title=outcome.title,
        layout=outcome.layout,
        limits=outcome.limits,
        seconds=seconds,
    )
