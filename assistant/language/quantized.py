"""Linear layers in 8 bits for CPUs, built one at a time so that memory stays low."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

import torch
from torch import Tensor, nn

_TORCH: Any = torch
_ROWS = 2048  # quantized at a time, which bounds what is held in float32
_FEW = 16  # rows up to which the 8-bit kernel is the faster way, measured on AVX2


class Int8Linear(nn.Module):
    """A linear layer with 8-bit weights and a scale for each output row; activations stay as they are.

    Quantizing the activations as well would be faster still, but the large values that such models carry in a
    few places blur all others: the likeliest token then changed at more than half of all positions.

    Args:
        linear: The layer to replace, of any floating type. It is left as it is.
    """

    def __init__(self, linear: Any) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        weights: list[Any] = []
        scales: list[Any] = []
        for rows in linear.weight.detach().split(_ROWS):
            wide = rows.float()
            scale = wide.abs().amax(dim=1, keepdim=True).clamp_min(1e-12) / 127
            weights.append((wide / scale).round().to(torch.int8))
            scales.append(scale)
        self._weight: Any = torch.cat(weights)
        self._scale: Any = torch.cat(scales).flatten().bfloat16()
        self._bias: Any = None if linear.bias is None else linear.bias.detach().float()

    def forward(self, inputs: Any) -> Tensor:
        """Map ``(..., in_features)`` float32 to ``(..., out_features)`` float32."""
        rows = inputs.reshape(-1, self.in_features).bfloat16()
        if len(rows) <= _FEW:
            # Few rows: reading the weights is what takes time, and this kernel reads a byte each.
            found = _TORCH._weight_int8pack_mm(rows, self._weight, self._scale)
        else:
            # Many rows: computing is what takes time, and widening the weights once is little beside it. Rounded
            # as the kernel rounds, so that a text reads the same whichever way its parts went.
            found = nn.functional.linear(rows.float(), self._weight.float()) * self._scale.float()
            found = found.bfloat16()
        found = found.float()
        if self._bias is not None:
            found = found + self._bias
        return found.reshape(*inputs.shape[:-1], self.out_features)


@contextmanager
def one_core() -> Generator[None, None, None]:
    """Compute on one core: short operations on a busy machine then wait for no other thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def quantize_linears(model: nn.Module) -> None:
    """Turn a model, in place, into 8-bit linear layers and float32 for everything between them.

    Embeddings keep their type and only their output is widened: they are looked up, not multiplied.
    """
    # Names rather than modules, so that each old layer is given back before the next is built.
    paths = [path for path, module in cast("Any", model).named_modules() if isinstance(module, nn.Linear)]
    with one_core():
        for path in cast("list[str]", paths):
            model.set_submodule(path, Int8Linear(model.get_submodule(path)))
    embeddings = [module for module in model.modules() if isinstance(module, nn.Embedding)]
    for embedding in embeddings:
        embedding.register_forward_hook(_widen)
    # Copied out of the file's mapping, which would otherwise stay in memory as a whole for their sake.
    for embedding in embeddings:
        embedding.weight.data = embedding.weight.data.clone()
    embedded = {id(embedding.weight) for embedding in embeddings}
    for tensor in [*model.parameters(), *model.buffers()]:
        if tensor.is_floating_point() and id(tensor) not in embedded:
            tensor.data = tensor.data.float()


def _widen(module: nn.Module, inputs: tuple[Any, ...], output: Tensor) -> Tensor:
    return output.float()
