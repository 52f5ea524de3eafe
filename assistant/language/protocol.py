"""What the agent asks of a chat model beyond LangChain's interface; light, so that it can be asked without torch."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class BranchingModel(Protocol):
    """A local model: continues one prompt in several ways, by the keyword `branches` of a call."""

    taught: bool
    """Whether it was trained for this assistant's sentences, so that it needs no worked examples."""

    @property
    def parameters(self) -> int:
        """How many weights it has, whatever they are stored in."""
        ...
