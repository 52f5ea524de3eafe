"""The chat page: listens to the shopper, asks the assistant, and puts its events on screen."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, assert_never

import gradio as gr
from anyio import to_thread

from assistant.events import ProductsShown, TextDelta, ToolCalled, TurnDone, TurnFailed
from assistant.explanation.naming import short_name
from assistant.memory_texts import Turn
from retrieval.requests import Ranked
from ui import cards, panels
from ui.assets import asset
from ui.markup import text
from ui.panels import ShopperChoice
from ui.seam import ShoppingAssistant, turn_events
from ui.turns import MESSAGE_LIMIT, Busy, MessageRejected, Turns, checked, new_session

log = logging.getLogger(__name__)

_FIRST_SCREEN = 6
_TURNS_KEPT = 50
_LONGEST_SESSION = 128
_BROKEN = "Something went wrong on our side. Please say it again, or start a new conversation."

Update = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """What the server remembers of one open page.

    Attributes:
        session: Unguessable; besides here only this browser's own storage holds it.
        shopper: Identifier of a known shopper, ``None`` for a guest.
        talk: The conversation as Gradio's chat shows it.
    """

    session: str
    shopper: str | None = None
    talk: tuple[dict[str, str], ...] = ()

    def said(self, role: str, content: str, names: Collection[str] = ()) -> Visit:
        """The visit with one more message, as text that Gradio's chat shows and never runs.

        Without Markdown the chat still takes HTML, and its sanitizer lets pictures of other hosts through.
        """
        shown = panels.reply(content, names) if role == "assistant" else text(content)
        return replace(self, talk=(*self.talk, {"role": role, "content": shown}))


class Page:
    """Builds the page and holds what all its visits share.

    Args:
        assistant: Answers.
        title: The shop's name.
        examples: Requests offered before the first message.
        shoppers: Known shoppers that may be chosen.
        turns: Shared with the HTTP service.
    """

    def __init__(
        self,
        assistant: ShoppingAssistant,
        *,
        title: str,
        examples: Sequence[str],
        shoppers: Sequence[ShopperChoice],
        turns: Turns,
    ) -> None:
        self._assistant = assistant
        self._title = title
        self._examples = tuple(examples)
        self._shoppers = {choice.id: choice for choice in shoppers}
        self._turns = turns

    def blocks(self) -> gr.Blocks:
        """Lays the page out and connects it."""
        script = asset("page.js")
        with gr.Blocks(title=self._title, fill_width=True, fill_height=True, analytics_enabled=False) as page:
            # Three states, because buttons work while a turn streams: each is written by one side only.
            self._visit, self._shown, self._opinions = gr.State(None), gr.State(None), gr.State({})
            # The session of this browser, so that a page that is loaded again goes on where it was.
            self._kept = gr.BrowserState("", storage_key="shop-assistant", secret="shop-assistant")
            with gr.Column(elem_id="shop"):
                self._masthead = gr.HTML(elem_id="masthead", js_on_load=script, apply_default_css=False)
                with gr.Column(elem_id="talk"):
                    self._welcome = gr.HTML(elem_id="welcome", js_on_load=script, apply_default_css=False)
                    self._chat = gr.Chatbot(
                        elem_id="chat",
                        show_label=False,
                        container=False,
                        buttons=[],
                        render_markdown=False,
                        allow_tags=False,
                        latex_delimiters=[],
                        feedback_options=None,
                        layout="bubble",
                        height="auto",
                        visible=False,
                    )
                    self._steps = gr.HTML(elem_id="steps", apply_default_css=False, js_on_load=script)
                    self._suggestions = gr.HTML(elem_id="suggest", js_on_load=script, apply_default_css=False)
                    self._box = gr.Textbox(
                        elem_id="composer",
                        placeholder="What are you looking for?",
                        show_label=False,
                        label="Your message",
                        container=False,
                        lines=1,
                        max_lines=5,
                        max_length=MESSAGE_LIMIT,
                        submit_btn="Ask",
                        autofocus=True,
                    )
                with gr.Column(elem_id="side"):
                    self._products = gr.HTML(elem_id="products", js_on_load=script, apply_default_css=False)
                    self._profile = gr.HTML(elem_id="profile", js_on_load=script, apply_default_css=False)
            self._connect(page)
        # A full queue tells the shopper to come back; an endless one would only time out.
        page.queue(max_size=128, default_concurrency_limit=32, api_open=False)
        return page

    def _connect(self, page: gr.Blocks) -> None:
        outputs = [
            self._visit, self._kept, self._shown, self._opinions, self._masthead, self._welcome, self._chat,
            self._steps, self._suggestions, self._box, self._products, self._profile,
        ]  # fmt: skip
        quiet: dict[str, Any] = {
            "outputs": outputs,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        page.load(self.open, inputs=[self._kept], **quiet)
        asked: dict[str, Any] = {"inputs": [self._visit, self._opinions], "concurrency_id": "turn", **quiet}
        typed: dict[str, Any] = {**asked, "inputs": [self._visit, self._opinions, self._box]}
        runs: list[Any] = [self._box.submit(self.typed, **typed)]
        # More than once: a click while the assistant writes is answered with a word, and never dropped in silence.
        runs += [
            listener(self.chosen, trigger_mode="multiple", **asked)
            for listener in (self._welcome.say, self._suggestions.say, self._products.say)
        ]
        self._box.stop(self.stopped, inputs=[self._visit], cancels=runs, **quiet)
        pressed: dict[str, Any] = {"inputs": [self._visit, self._shown, self._opinions], **quiet}
        for place in (self._products, self._profile):
            place.act(self.acted, trigger_mode="multiple", **pressed)
        for place in (self._masthead, self._profile):
            place.leave(self.left, inputs=[self._visit], cancels=runs, **quiet)

    def open(self, kept: str | None = None) -> Update:
        """Begins a visit, or goes on with the one whose session the browser kept."""
        session = kept if isinstance(kept, str) and 0 < len(kept) <= _LONGEST_SESSION else None
        told = self._assistant.history(session, _TURNS_KEPT) if session else ()
        return self._fresh(None) if session is None or not told else self._resumed(session, told)

    async def typed(
        self, visit: Visit | None, opinions: Mapping[str, str], message: str
    ) -> AsyncGenerator[Update, None]:
        """Answers what the shopper typed."""
        async with aclosing(self._answer(visit, opinions, message)) as updates:
            async for update in updates:
                yield update

    async def chosen(
        self, visit: Visit | None, opinions: Mapping[str, str], event: gr.EventData
    ) -> AsyncGenerator[Update, None]:
        """Answers an example, a suggested reply or a card's button."""
        async with aclosing(self._answer(visit, opinions, _told(event, "say"))) as updates:
            async for update in updates:
                yield update

    def stopped(self, visit: Visit | None) -> Update:
        """Closes a turn that the shopper stopped."""
        if visit is None:
            return self._fresh(None)
        if visit.talk and visit.talk[-1]["role"] == "user":
            visit = visit.said("assistant", "Stopped. What would you like instead?")
        return {
            self._visit: visit,
            self._chat: list(visit.talk),
            self._steps: "",
            self._box: gr.update(submit_btn="Ask", stop_btn=False),
        }

    def left(self, visit: Visit | None, event: gr.EventData) -> Update:
        """Starts a new conversation, as the same shopper or as the one chosen."""
        chosen = _told(event, "id") if _told(event, "leave") == "shopper" else (visit.shopper if visit else None)
        return self._fresh(self._shoppers.get(chosen or ""))

    def acted(
        self,
        visit: Visit | None,
        shown: ProductsShown | None,
        opinions: Mapping[str, str],
        event: gr.EventData,
    ) -> Update:
        """Does what a button on a card or in the profile asks for."""
        if visit is None:
            return self._fresh(None)
        do, subject = _told(event, "act"), _told(event, "id")
        match do:
            case "like" | "dislike" | "click":
                if shown is None or subject not in {ranked.product.id for ranked in shown.products}:
                    return gr.skip()
                self._assistant.feedback(visit.session, subject, do)
                if do != "click":
                    opinions = {**opinions, subject: do}
            case "forget":
                self._assistant.forget_entry(visit.session, subject)
            case "erase":
                self._assistant.erase(visit.session)
                opinions = {}
            case _:
                return gr.skip()
        return {
            self._opinions: opinions,
            self._products: cards.products_panel(shown, opinions),
            self._profile: self._profile_of(visit),
        }

    def _fresh(self, choice: ShopperChoice | None) -> Update:
        session = new_session()
        self._assistant.start(session, choice.id if choice else None)
        picks = tuple(self._assistant.recommend(session, _FIRST_SCREEN))
        title = f"Picked for {choice.name}" if choice else "To start with"
        shown = ProductsShown(picks, len(picks), title, "cards", (), 0.0) if picks else None
        return self._fresh_parts(Visit(session, shopper=choice.id if choice else None), choice, shown)

    def _fresh_parts(self, visit: Visit, choice: ShopperChoice | None, shown: ProductsShown | None) -> Update:
        return {
            self._visit: visit,
            self._kept: visit.session,
            self._shown: shown,
            self._opinions: {},
            self._masthead: panels.masthead(self._title, choice.name if choice else None),
            self._welcome: gr.update(value=panels.welcome(self._examples), visible=True),
            self._chat: gr.update(value=[], visible=False),
            self._steps: "",
            self._suggestions: "",
            self._box: gr.update(value="", submit_btn="Ask", stop_btn=False),
            self._products: cards.products_panel(shown, {}),
            self._profile: self._profile_of(visit),
        }

    def _resumed(self, session: str, told: Sequence[Turn]) -> Update:
        """The page as it was after these turns; what was shown has no reasons any more, and prices of today."""
        choice = self._shoppers.get(self._assistant.profile(session).shopper or "")
        visit = Visit(session, shopper=choice.id if choice else None)
        known = self._assistant.products_of([shown.product for turn in told for shown in turn.shown])
        picks: tuple[Ranked, ...] = ()
        for turn in told:
            there = [known[shown.product] for shown in turn.shown if shown.product in known]
            picks = tuple(Ranked(product, 0.0, ()) for product in there) or picks
            visit = visit.said("user", turn.user)
            visit = visit.said("assistant", turn.reply, [short_name(product) for product in there])
        shown = ProductsShown(picks, len(picks), "Where we were", "cards", (), 0.0) if picks else None
        return {
            **self._fresh_parts(visit, choice, shown),
            self._welcome: gr.update(visible=False),
            self._chat: gr.update(value=list(visit.talk), visible=True),
        }

    def _profile_of(self, visit: Visit) -> str:
        return panels.profile_panel(self._assistant.profile(visit.session), tuple(self._shoppers.values()))

    async def _answer(
        self, visit: Visit | None, opinions: Mapping[str, str], message: str
    ) -> AsyncGenerator[Update, None]:
        if visit is None:  # the server was restarted under an open page
            yield await to_thread.run_sync(self._fresh, None)
            gr.Info("The shop was restarted, so this is a new conversation. Please say it again.")
            return
        try:
            plain = checked(message)
            with self._turns.one(visit.session):
                async with aclosing(self._turn(visit, opinions, plain)) as updates:
                    async for update in updates:
                        yield update
        except (MessageRejected, Busy) as problem:
            gr.Info(str(problem), duration=6)
            yield gr.skip()

    async def _turn(self, visit: Visit, opinions: Mapping[str, str], message: str) -> AsyncGenerator[Update, None]:
        visit = visit.said("user", message)
        yield {
            self._visit: visit,
            self._chat: gr.update(value=list(visit.talk), visible=True),
            self._welcome: gr.update(visible=False),
            self._steps: panels.working("Reading your request"),
            self._suggestions: "",
            self._box: gr.update(value="", submit_btn=False, stop_btn="Stop"),
        }
        calls: tuple[ToolCalled, ...] = ()
        replies: tuple[str, ...] = ()
        reply = ""
        names: tuple[str, ...] = ()
        try:
            async with turn_events(self._assistant, visit.session, message) as events:
                async for event in events:
                    match event:
                        case ToolCalled():
                            calls = (*calls, event)
                            yield {self._steps: panels.working(panels.step_words(event))}
                        case ProductsShown():
                            names = tuple(short_name(ranked.product) for ranked in event.products)
                            yield {
                                self._shown: event,
                                self._products: cards.products_panel(event, opinions),
                                self._steps: panels.working("Putting it into words"),
                            }
                        case TextDelta():
                            reply += event.text
                            yield self._say(visit, reply, names)
                        case TurnFailed():
                            reply = f"{reply}\n\n{event.message}".strip()
                            yield self._say(visit, reply, names)
                        case TurnDone():
                            calls, replies = event.tool_calls or calls, event.suggestions
                        case _:
                            assert_never(event)
        except Exception:
            # The last wall before the shopper: the log keeps the cause, the page keeps working.
            log.exception("A turn failed")
            reply = f"{reply}\n\n{_BROKEN}".strip()
        yield {
            **self._say(visit, reply or _BROKEN, names),
            self._steps: panels.steps(calls),
            self._suggestions: panels.suggestions(replies),
            self._profile: await to_thread.run_sync(self._profile_of, visit),
            self._box: gr.update(submit_btn="Ask", stop_btn=False),
        }

    def _say(self, visit: Visit, reply: str, names: Collection[str]) -> Update:
        visit = visit.said("assistant", reply, names)
        return {self._visit: visit, self._chat: list(visit.talk)}


def _told(event: gr.EventData, name: str) -> str:
    return str(getattr(event, name, ""))
