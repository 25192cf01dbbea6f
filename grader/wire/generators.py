"""The random generators of this process. Loaded on both sides of the wall."""

from __future__ import annotations

import random

import numpy as np
import torch


def seed_generators(seed: int) -> None:
    """Seed Python's, NumPy's and PyTorch's own generators: what is drawn from them then depends on `seed` alone."""
    torch.manual_seed(seed % 2**32)
    random.seed(seed % 2**32)
    np.random.seed(seed % 2**32)
