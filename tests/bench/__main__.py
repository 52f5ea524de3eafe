"""`make bench`: the project and the quickstart baseline, one after the other, and the ratios."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from retrieval.weights import DEFAULT_ENCODER, DEFAULT_LANGUAGE_MODEL, resolve

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
RESULTS = ROOT / "bench-results"
PACKAGES = ROOT / "bench-results" / "packages"
# What the baseline imports and the project does not; installed beside the venv and seen by the baseline alone.
BASELINE_NEEDS = [
    "langchain-chroma",
    "langchain-huggingface",
    "sentence-transformers",
    "scikit-learn",
    "scipy",
    "joblib",
    "threadpoolctl",
    "narwhals",
    "cloudpickle",
]


def main() -> None:
    """Run both and print the comparison."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--turns", type=int, default=20, help="timed turns (default 20)")
    parser.add_argument("--requests", type=int, default=63, help="requests played in all (default 63)")
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--skip-baseline", action="store_true", help="use the baseline figures of the last run")
    options = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"The benchmarks read {SHARED.name}/ beside the checkout, which is not there.")
    RESULTS.mkdir(exist_ok=True)
    catalogue = SHARED / "data" / "catalogues" / "demo_store_2465.jsonl"
    budgets = SHARED / "bench" / "budgets.jsonl"
    common = ["--catalogue", str(catalogue), "--budgets", str(budgets), "--turns", str(options.turns)]
    kept = RESULTS / "baseline.json"
    if options.skip_baseline and kept.exists():
        baseline = json.loads(kept.read_text("utf-8"))
    else:
        _install()
        weights = ["--encoder", str(resolve(DEFAULT_ENCODER)), "--llm", str(resolve(DEFAULT_LANGUAGE_MODEL))]
        script = SHARED / "bench" / "quickstart_baseline.py"
        paths = {"PYTHONPATH": str(PACKAGES), "HF_HUB_OFFLINE": "1"}
        baseline = _run([str(script), *common, *weights], paths)
        kept.write_text(json.dumps(baseline, indent=1), "utf-8")
    ours = _run(
        ["-m", "tests.bench.turns", *common, "--requests", str(options.requests), "--precision", options.precision], {}
    )
    (RESULTS / "turns.json").write_text(json.dumps(ours, indent=1), "utf-8")
    print(json.dumps({"baseline": baseline, "ours": ours}, indent=1))
    print(_table(baseline, ours))


def _install() -> None:
    if not (PACKAGES / "langchain_chroma").exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(PACKAGES)]
        subprocess.run([*command, *BASELINE_NEEDS], check=True)


def _run(arguments: list[str], environment: dict[str, str]) -> dict:
    done = subprocess.run(
        [sys.executable, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def _table(baseline: dict, ours: dict) -> str:
    rows = [
        ("products indexed per second", baseline["items_per_s"], ours["items_per_s"]),
        ("shown over the budget", baseline["budget_violation_rate"], ours["budget_violation_rate"]),
        ("first products on screen, s (baseline: whole turn)", baseline["turn_s_p50"], ours["products_s_p50"]),
        ("first text, s", baseline["ttft_s_p50"], ours["products_s_p50"]),
        ("whole turn, s", baseline["turn_s_p50"], ours["turn_s_p50"]),
        ("peak resident memory, MB", baseline["rss_mb"], ours["rss_mb"]),
    ]
    lines = [f"{'':52} {'baseline':>10} {'ours':>10} {'ours/baseline':>14}"]
    for name, theirs, mine in rows:
        ratio = f"{mine / theirs:14.2f}" if theirs else f"{'-':>14}"
        lines.append(f"{name:52} {theirs:>10} {mine:>10} {ratio}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
