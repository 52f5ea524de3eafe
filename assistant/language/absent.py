"""No language model: what stands in its place with ``--model none``."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult


class ModelAbsentError(RuntimeError):
    """Somebody asked the model although there is none."""


class AbsentChatModel(BaseChatModel):
    """A chat model that is never asked: the conductor sees that it is absent and lets the program speak."""

    @property
    def _llm_type(self) -> str:
        return "absent"

    def bind_tools(self, tools: Any, *, tool_choice: str | None = None, **kwargs: Any) -> Any:
        """Nothing to bind to."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise ModelAbsentError("There is no language model; start without --model none to load one.")
