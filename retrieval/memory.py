"""Giving memory back that a long computation has left behind."""

from __future__ import annotations

import ctypes
import gc
import sys


def release() -> None:
    """Hand freed memory back to the system; glibc keeps it otherwise, and a server would for as long as it runs."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
        if trim is not None:
            trim(0)
