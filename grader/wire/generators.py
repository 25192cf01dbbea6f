"""The random generators of this process. Loaded on both sides of the wall."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
import torch

DEVICE_FILES = ("nvidia*", "nvhost*", "dxg", "kfd", "dri")  # NVIDIA's, Jetson's, WSL's, AMD's, Intel's
# elsewhere there is the CPU's generator alone, and `torch.manual_seed` formats a stack for each kind of device that might come
OTHER_DEVICES = sys.platform != "linux" or any(any(Path("/dev").glob(name)) for name in DEVICE_FILES)


def seed_generators(seed: int) -> None:
    """Seed Python's, NumPy's and PyTorch's own generators: what is drawn from them then depends on `seed` alone."""
    seed %= 2**32
    if OTHER_DEVICES:
        torch.manual_seed(seed)
    else:
        torch.default_generator.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed)
