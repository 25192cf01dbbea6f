"""What more cores and Dask bring: `python -m bench.scaling` grades one class on one core, on more, and on a local cluster.

What: wall seconds of a whole `grader grade` command with judges that begin cold, and how many times faster than on one core that
is; a Dask cluster of as many workers against as many judges here. How: the processes may use so many of the machine's cores and
have as many judges; settings in turn; the course's own exercises and known answers, no two files alike.
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

HEAD = ("", "submissions", "wall s", "CPU s", "faster than one core", "wall against as many judges")
LIGHT = ("reshape_nchw", "output_size", "max_pool2d", "linear", "sequential", "batch_loader")
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
    parser.add_argument("--exercise", action="append", default=[], help="may be given again; default: six light ones")
    arguments = parser.parse_args()
    course = load_course(find_root(Path.cwd()))
    exercises = tuple(course.find(name).id for name in arguments.exercise or LIGHT)
    count = arguments.submissions or (LONG if arguments.long else SHORT)
    settings = [Setting(jobs) for jobs in _powers(available_cores())]
    settings += [Setting(one.jobs, cluster=True) for one in settings if one.jobs > 1] or [Setting(1, cluster=True)]
    found: dict[Setting, list[Measured]] = {setting: [] for setting in settings}
    rounds = arguments.rounds or (3 if arguments.long else 1)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        write_class(course, exercises, Path(name) / "class", count)
        for number in range(rounds):
            for setting in settings:
                print(f"round {number + 1} of {rounds}: {setting.name}", file=sys.stderr, flush=True)
                found[setting].append(graded(course, exercises, Path(name), setting))
    print(markdown(f"More cores and Dask ({', '.join(exercises)})", HEAD, _rows(found, count)))


def graded(course: Course, exercises: tuple[str, ...], folder: Path, setting: Setting) -> Measured:
    """Return what grading the class takes; a cluster is there before, its judges are not."""
    with tempfile.TemporaryDirectory(dir=folder) as name, cores(setting.jobs):
        out = Path(name)
        if not setting.cluster:
            return _command(course, exercises, folder, out, "--jobs", str(setting.jobs))
        with DaskProcesses(out, setting.jobs) as dask:
            before = dask.cpu()
            taken = _command(course, exercises, folder, out, "--cluster", dask.address)
            return Measured(taken.wall, taken.cpu + dask.cpu() - before, taken.peak_bytes)


def _command(course: Course, exercises: tuple[str, ...], folder: Path, out: Path, *options: str) -> Measured:
    command = [sys.executable, "-m", "grader", "grade", str(folder / "class"), "--out", str(out / "results"), "--seed", "1"]
    command += ["--device", "cpu", "--isolation", "sandbox", *options]
    for exercise in exercises:
        command += ["--exercise", exercise]
    return measure(command, course.root, folder / "log")


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


def _rows(found: dict[Setting, list[Measured]], count: int) -> list[tuple[str, ...]]:
    wall = {setting: statistics.median(one.wall for one in taken) for setting, taken in found.items()}
    rows: list[tuple[str, ...]] = []
    for setting, taken in found.items():
        against = f"{(wall[setting] / wall[Setting(setting.jobs)] - 1) * 100:+.0f} %" if setting.cluster else ""
        cells = (spread([one.wall for one in taken], 1), spread([one.cpu for one in taken], 1))
        faster = times(wall[Setting(1)] / wall[setting])
        rows.append((setting.name, f"{count:,}", *cells, faster, against))
    return rows


def _powers(cores: int) -> list[int]:
    """Return 1, 2, 4, ... and the number of cores."""
    return sorted({2**power for power in range(cores.bit_length()) if 2**power <= cores} | {cores})


if __name__ == "__main__":
    main()
