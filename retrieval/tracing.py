"""Spans for OpenTelemetry, where whoever runs the program collects them; without a collector they cost nothing.

Names follow the semantic conventions for generative AI (https://github.com/open-telemetry/semantic-conventions-genai)
where they have one; what is only ours begins with ``shop_assistant``. What shoppers and models write is left out unless
`captures_contents` says otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

from opentelemetry import trace
from opentelemetry.trace import Span, Status, StatusCode
from opentelemetry.util.types import AttributeValue

from retrieval.requests import SearchRequest, SearchResult

TRACER = trace.get_tracer("shop_assistant")
"""Reaches whatever provider the process sets, even later; until then its spans are recorded nowhere."""

CONTENTS = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
_CAPTURED = frozenset({"true", "span_only", "span_and_event"})

P = ParamSpec("P")


def captures_contents() -> bool:
    """Whether messages, queries and arguments belong into spans: the environment says so, and nothing else."""
    return os.environ.get(CONTENTS, "").strip().lower() in _CAPTURED


@contextmanager
def span(name: str, attributes: Mapping[str, AttributeValue]) -> Generator[Span]:
    """A step of the work, the current span while it lasts.

    An error marks the span with its type and goes on; its message, which may quote a shopper, stays out.

    Args:
        name: What is done, and to what.
        attributes: What is known before it is done.
    """
    current = TRACER.start_as_current_span(
        name, attributes=dict(attributes), record_exception=False, set_status_on_exception=False
    )
    with current as open_span:
        try:
            yield open_span
        except Exception as error:
            failed(open_span, type(error).__name__)
            raise


def failed(open_span: Span, kind: str) -> None:
    """Marks a span as failed, by the kind of its error."""
    open_span.set_attribute("error.type", kind)
    open_span.set_status(Status(StatusCode.ERROR))


def retrieval(method: Callable[P, SearchResult]) -> Callable[P, SearchResult]:
    """A search as a span of its own, with what was found."""

    @wraps(method)
    def searched(*args: P.args, **kwargs: P.kwargs) -> SearchResult:
        attributes: dict[str, AttributeValue] = {
            "gen_ai.operation.name": "retrieval",
            "gen_ai.data_source.id": "catalogue",
        }
        request = next((each for each in (*args, *kwargs.values()) if isinstance(each, SearchRequest)), None)
        if request is not None:
            attributes["gen_ai.retrieval.top_k"] = request.limit
            if captures_contents():
                attributes["gen_ai.retrieval.query.text"] = request.query
        with span("retrieval catalogue", attributes) as current:
            result = method(*args, **kwargs)
            current.set_attributes(
                {
                    "shop_assistant.retrieval.candidates": len(result.candidates),
                    "shop_assistant.retrieval.total": result.total,
                    "shop_assistant.retrieval.relaxed": len(result.relaxed),
                }
            )
            return result

    return searched
