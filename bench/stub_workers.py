"""Loaded by Dask workers (`--preload bench.stub_workers`): what they start as judges judges nothing."""

from __future__ import annotations

import functools

from bench.stub_judge import COMMAND
from grader.results.cluster import worker
from grader.results.pool import Pool


def dask_setup(_: object) -> None:
    """Put the double in the judge's place."""
    worker.__dict__["Pool"] = functools.partial(Pool, command=COMMAND)
