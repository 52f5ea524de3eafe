"""The agent graph: LangChain's, with limits set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import ModelCallLimitMiddleware, ToolCallLimitMiddleware
from langchain_core.language_models import BaseChatModel
from langgraph.graph.state import CompiledStateGraph

from assistant.agent.conduct import Conductor, FactsOf, Limits
from assistant.agent.tools import TOOLS, Context
from assistant.explanation.sentences import Voice
from assistant.language.absent import AbsentChatModel
from assistant.language.protocol import BranchingModel

WIDE_PARAMETERS = 1_000_000_000
"""From this size on a model may choose among all tools where the words leave room. Measured on the default
weights (135 million parameters, untrained for the task): the right tool in 13 of 100 cases."""


def build_agent(
    model: BaseChatModel, *, facts_of: FactsOf, limits: Limits, voice: Voice = Voice.WARM
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """Compile the agent once; what differs between turns travels in its context.

    Args:
        model: The chat model; an `AbsentChatModel` turns it off.
        facts_of: What may be said about each product of an outcome.
        limits: The model's deadlines.
        voice: How it speaks.
    """
    conductor = Conductor(
        facts_of=facts_of,
        present=not isinstance(model, AbsentChatModel),
        wide=isinstance(model, BranchingModel) and model.parameters >= WIDE_PARAMETERS,
        limits=limits,
        branching=isinstance(model, BranchingModel),
        examples=not (isinstance(model, BranchingModel) and model.taught),
        voice=voice,
    )
    middleware: Sequence[Any] = (
        ModelCallLimitMiddleware(run_limit=2, exit_behavior="end"),
        ToolCallLimitMiddleware(run_limit=1, exit_behavior="end"),
        conductor,
    )
    return create_agent(model, list(TOOLS), middleware=middleware, context_schema=Context)
