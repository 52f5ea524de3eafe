"""A few kills of what `python -m tests.bench.kills` does hundreds of."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are killed as POSIX has them")
@pytest.mark.parametrize("mode", ["indexing", "writes"])
def test_a_kill_loses_nothing(mode: str) -> None:
    others = [f"--{each}=0" for each in ("indexing", "writes", "real") if each != mode]
    command = [sys.executable, "-m", "tests.bench.kills", f"--{mode}=6", *others, "--every=2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)[mode]
    assert (figures["first failures"], figures["kills"], done.returncode) == ([], 6, 0)
    assert len(figures["stages"]) > 1
