"""Products, search and ranking: everything that needs no language model."""

import os

# Read by OpenMP when torch is first imported, so it has to stand before that. Threads that spin while they wait are
# ruinous as soon as anything else runs: measured on two busy cores, 16 tokens a second instead of 1.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
