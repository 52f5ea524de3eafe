"""Linear layers in 8 bits for CPUs, built one at a time so that memory stays low."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

import torch
from torch import Tensor, nn

_OPS: Any = torch.ops.quantized  # filled in at run time, so it has no types
_TORCH: Any = torch
_ROWS = 2048  # quantized at a time, which bounds what is held in float32


class Int8Linear(nn.Module):
    """A linear layer with a scale for each output row; activations are quantized as they come.

    Args:
        linear: The layer to replace, of any floating type. It is left as it is.
    """

    def __init__(self, linear: Any) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        quantized: list[Any] = []
        scales: list[Any] = []
        for rows in linear.weight.detach().split(_ROWS):
            wide = rows.float()
            scale = wide.abs().amax(dim=1, keepdim=True).clamp_min(1e-12) / 127
            quantized.append((wide / scale).round().to(torch.int8))
            scales.append(scale.double().flatten())
        zeros = torch.zeros(linear.out_features, dtype=torch.long)
        with warnings.catch_warnings():
            # The type is on its way out, while the kernels behind it are the fastest by measurement on CPUs
            # without AVX-512; the project pins the version of torch that this was measured on.
            warnings.filterwarnings("ignore", "torch.quantize_per_tensor, torch.quantize_per_channel", UserWarning)
            weight = _TORCH._make_per_channel_quantized_tensor(torch.cat(quantized), torch.cat(scales), zeros, 0)
        bias = linear.bias
        self._packed = _OPS.linear_prepack(weight, None if bias is None else bias.detach().float())

    def forward(self, inputs: Tensor) -> Tensor:
        """Map ``(..., in_features)`` float32 to ``(..., out_features)`` float32."""
        # Without VNNI the kernel adds pairs in 16 bits, which only 7-bit activations cannot overflow.
        return _OPS.linear_dynamic(inputs, self._packed, True)


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
