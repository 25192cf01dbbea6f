"""Random whole numbers that are the same on every machine: PCG64's raw stream and a remainder; runs beside the wall."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


class Draws:
    """A seeded source of whole numbers.

    NumPy promises that a bit generator's raw stream stays as it is, but not what `Generator.integers` makes of it,
    so the numbers are taken from the stream itself. The remainder's bias is far below what a picture shows.
    """

    def __init__(self, seed: int) -> None:
        """Start the stream that belongs to `seed`."""
        self._bits = np.random.PCG64(seed)

    def grid(self, bound: int, *shape: int) -> Integers:
        """Draw an array of the given shape, each number in 0..bound-1."""
        raw = np.asarray(self._bits.random_raw(math.prod(shape)), dtype=np.uint64)
        return (raw % np.uint64(bound)).astype(np.int64).reshape(shape)

    def below(self, bound: int) -> int:
        """Draw one number in 0..bound-1."""
        return int(self.grid(bound, 1)[0])

    def order(self, count: int) -> Integers:
        """Draw a permutation of 0..count-1."""
        return np.argsort(self.grid(2**32, count), kind="stable")
