"""Watches the events of one turn go by and says what the turn was."""

from __future__ import annotations

import time

from assistant.dialogues.expectations import Observed
from assistant.events import Event, ProductsShown, TextDelta, ToolCalled, TurnDone, TurnFailed
from retrieval.products import Product


class Watch:
    """One turn as its events tell it; the clock starts when the watch is made."""

    def __init__(self, message: str) -> None:
        self._message = message
        self._began = time.perf_counter()
        self._shown: ProductsShown | None = None
        self._calls: list[ToolCalled] = []
        self._text: list[str] = []
        self._first_text: float | None = None
        self._done: TurnDone | None = None
        self._stopped: str | None = None

    def saw(self, event: Event) -> None:
        """Takes note of the next event."""
        match event:
            case ToolCalled():
                self._calls.append(event)
            case ProductsShown():
                self._shown = event
            case TextDelta():
                if self._first_text is None:
                    self._first_text = time.perf_counter() - self._began
                self._text.append(event.text)
            case TurnFailed():
                self._stopped = event.message
            case TurnDone():
                self._done = event

    @property
    def listed(self) -> tuple[Product, ...] | None:
        """The list that positions refer to from now on; ``None`` where the turn left it as it was.

        One product shown in detail does not replace the list it was picked from.
        """
        if self._shown is None or self._shown.layout == "detail":
            return None
        return tuple(one.product for one in self._shown.products)

    def observed(self) -> Observed:
        """The turn so far; a turn without its last event counts as stopped."""
        shown, done, stopped = self._shown, self._done, self._stopped
        if done is None and stopped is None:
            stopped = "the stream of events ended without a last one"
        return Observed(
            user=self._message,
            reply=done.reply if done else "".join(self._text),
            language=done.language if done else "und",
            products=shown.products if shown else (),
            tool_calls=done.tool_calls if done else tuple(self._calls),
            model_calls=done.model_calls if done else 0,
            model=done.model if done else "none",
            stated=(shown.title, *shown.limits) if shown else (),
            total=shown.total if shown else 0,
            seconds_to_products=done.seconds_to_products if done else shown.seconds if shown else None,
            seconds_to_first_text=done.seconds_to_first_text if done else self._first_text,
            seconds=done.seconds if done else time.perf_counter() - self._began,
            stopped=stopped,
            layout=shown.layout if shown else "cards",
        )
