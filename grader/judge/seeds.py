"""Random streams from the run's seed, one for each criterion. Judge's side."""

from __future__ import annotations

import hashlib


def derive_seed(run_seed: int, *names: str) -> int:
    """Return a 63-bit seed that depends on the run's seed and on what it is for, on nothing else."""
    digest = hashlib.sha256("\0".join([str(run_seed), *names]).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
