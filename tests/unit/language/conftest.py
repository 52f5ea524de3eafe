from __future__ import annotations

import pytest
import torch
from tiny_language_model import tiny_engine

from assistant.language.chat_model import LocalChatModel
from assistant.language.engine import Engine
from retrieval.weights import DEFAULT_LANGUAGE_MODEL


@pytest.fixture(autouse=True, scope="session")
def _one_thread():
    # Short operations on several threads wait for each other where test runs share the machine.
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def engine() -> Engine:
    return tiny_engine()


@pytest.fixture(scope="session")
def real_model() -> LocalChatModel:
    return LocalChatModel.load(DEFAULT_LANGUAGE_MODEL, max_tokens=256, timeout=120)
