"""`python -m datasets`: makes the small sets where they are missing, downloads CIFAR-10 when asked; beside the wall."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from datasets.making import SMALL, make_small, remove_leftovers, small_is_ready
from datasets.real_cifar import DownloadFailed, download_cifar


def main(arguments: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run the command; gives the exit code: 0, or 2 where the data could not be had."""
    parser = argparse.ArgumentParser(prog="python -m datasets", description="Make the course's small data sets.")
    parser.add_argument("--again", action="store_true", help="make the small sets anew though they are there")
    parser.add_argument("--download", action="store_true", help="also download the real CIFAR-10 (170 MB)")
    options = parser.parse_args(arguments)
    root = root or Path(__file__).resolve().parent.parent
    try:
        _small(root, options.again)
        if options.download:
            print("datasets: looking for the real CIFAR-10 (170 MB where it must be downloaded) ...", flush=True)
            print(f"datasets: the real CIFAR-10 is in {download_cifar(root)}")
    except (OSError, DownloadFailed) as problem:
        print(f"datasets: {problem}", file=sys.stderr)
        return 2
    return 0


def _small(root: Path, again: bool) -> None:
    if small_is_ready(root) and not again:
        return
    print(f"datasets: making the small sets in {SMALL.as_posix()} ...", end=" ", flush=True)
    start = time.monotonic()
    remove_leftovers(root)
    make_small(root)
    print(f"done in {time.monotonic() - start:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
