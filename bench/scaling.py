"""What more cores and Dask bring: `python -m bench.scaling` grades one class on one core, on more, and on a local cluster.

What: wall seconds of judging the same class, start aside, and how many times faster than on one core that is; a Dask cluster of
as many workers against as many judges here. How: the processes may use so many of the machine's cores and have as many judges;
whole `grader grade` commands in turn, each once with a small and once with the whole class, the difference being what judging
takes; the course's own exercises and known answers, no two files alike.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.classroom import write_class
from bench.dask_processes import DaskProcesses
from bench.measured import Measured, measure
from bench.table import markdown, spread, times
from grader.course.catalogue import Course, find_root, load_course
from grader.results.pool import available_cores

HEAD = ("", "submissions", "wall s of judging", "CPU s of judging", "faster than one core", "wall against as many judges")
FEW = 4
SHORT, LONG = 24, 200


@dataclass(frozen=True)
class Setting:
    """How many judges, on as many cores, and whether they are a cluster's."""

    jobs: int
    cluster: bool = False

    @property
    def name(self) -> str:
        """What the table says."""
        many = "s" * (self.jobs > 1)
        return f"{self.jobs} core{many}, " + (f"{self.jobs} Dask worker{many}" if self.cluster else f"{self.jobs} judge{many}")


def main() -> None:
    """Print a row a setting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--submissions", type=int, help="default: 24, with --long 200")
    parser.add_argument("--exercise", action="append", default=[], help="may be given again; default: three light ones")
    arguments = parser.parse_args()
    course = load_course(find_root(Path.cwd()))
    exercises = tuple(course.find(name).id for name in arguments.exercise or ("reshape_nchw", "output_size", "max_pool2d"))
    count = arguments.submissions or (LONG if arguments.long else SHORT)
    settings = [Setting(jobs) for jobs in _powers(available_cores())]
    settings += [Setting(one.jobs, cluster=True) for one in settings if one.jobs > 1] or [Setting(1, cluster=True)]
    found: dict[Setting, list[Measured]] = {setting: [] for setting in settings}
    rounds = arguments.rounds or (3 if arguments.long else 1)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        write_class(course, exercises, Path(name) / "few", FEW)
        write_class(course, exercises, Path(name) / "all", FEW + count)
        for number in range(rounds):
            for setting in settings:
                print(f"round {number + 1} of {rounds}: {setting.name}", file=sys.stderr, flush=True)
                found[setting].append(judging(course, exercises, Path(name), setting))
    print(markdown(f"More cores and Dask ({', '.join(exercises)})", HEAD, _rows(found, count)))


def judging(course: Course, exercises: tuple[str, ...], folder: Path, setting: Setting) -> Measured:
    """Return what the class costs beyond its first submissions."""
    with tempfile.TemporaryDirectory(dir=folder) as name, cores(setting.jobs):
        if not setting.cluster:
            return _difference(course, exercises, folder, Path(name), ["--jobs", str(setting.jobs)], None)
        with DaskProcesses(Path(name), setting.jobs) as dask:
            return _difference(course, exercises, folder, Path(name), ["--cluster", dask.address], dask)


@contextlib.contextmanager
def cores(count: int) -> Iterator[None]:
    """Let what is started inside use so many cores, where the system can say so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _difference(
    course: Course, exercises: tuple[str, ...], folder: Path, out: Path, options: list[str], dask: DaskProcesses | None
) -> Measured:
    taken = []
    sizes = ("few", "few", "all") if dask else ("few", "all")  # a cluster's judges are warm from the first on
    for number, size in enumerate(sizes):
        command = [sys.executable, "-m", "grader", "grade", str(folder / size), "--out", str(out / f"{number}"), "--seed", "1"]
        command += ["--device", "cpu", "--isolation", "sandbox", *options]
        for exercise in exercises:
            command += ["--exercise", exercise]
        before = dask.cpu() if dask else 0.0
        one = measure(command, course.root, folder / "log")
        taken.append(Measured(one.wall, one.cpu + (dask.cpu() - before if dask else 0.0), one.peak_bytes))
    few, whole = taken[-2:]
    return Measured(whole.wall - few.wall, whole.cpu - few.cpu, whole.peak_bytes)


def _rows(found: dict[Setting, list[Measured]], count: int) -> list[tuple[str, ...]]:
    wall = {setting: statistics.median(one.wall for one in taken) for setting, taken in found.items()}
    rows: list[tuple[str, ...]] = []
    for setting, taken in found.items():
        meaningful = min(wall.values()) > 0  # a difference of two times: in a short run on a busy machine it is noise
        against = f"{(wall[setting] / wall[Setting(setting.jobs)] - 1) * 100:+.0f} %" if setting.cluster and meaningful else ""
        cells = (spread([one.wall for one in taken], 1), spread([one.cpu for one in taken], 1))
        faster = times(wall[Setting(1)] / wall[setting]) if meaningful else "noise"
        rows.append((setting.name, f"{count:,}", *cells, faster, against))
    return rows


def _powers(cores: int) -> list[int]:
    """Return 1, 2, 4, ... and the number of cores."""
    return sorted({2**power for power in range(cores.bit_length()) if 2**power <= cores} | {cores})


if __name__ == "__main__":
    main()
