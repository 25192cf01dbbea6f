"""What scheduling costs: `python -m bench.scheduling` grades a large class whose judges judge nothing.

What: units of work a second and the grader's own memory, in blocks, so that overhead which grows with the class is seen. How: the
real path (planning, pool or cluster, journal, results.json, progress) with the course's own exercises and files on the disk, all
different; only the judges are doubles that answer at once, or with `--milliseconds` after a drawn time.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.dask_processes import DaskProcesses
from bench.stub_judge import COMMAND, MEAN_MILLISECONDS
from bench.table import markdown, mebibytes
from grader.commands.class_run import Judges, Run
from grader.course.catalogue import find_root, load_course
from grader.results.document import RunRecord
from grader.results.pool import Pool
from grader.results.store import Store
from grader.results.submissions import find_submissions
from grader.words.messages import english
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import SubmissionResult

HEAD = ("units done", "units/s", "CPU ms a unit, grader", "memory of the grader, MiB")
SHORT_UNITS, LONG_UNITS, CLUSTER_UNITS = 10_000, 100_000, 10_000
BLOCKS = 10


@dataclass
class Blocks:
    """Stands between the run and its judges, and notes time and memory at the end of each block."""

    judges: Judges
    size: int
    done: int = 0
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def grade_all(
        self, batches: Iterable[Sequence[Submitted]], jobs: int, done: Callable[[Submitted, SubmissionResult], None]
    ) -> None:
        """Let the judges judge."""
        process = psutil.Process()
        self.wall, self.cpu = time.perf_counter(), time.process_time()

        def counted(submitted: Submitted, result: SubmissionResult) -> None:
            done(submitted, result)
            self.done += 1
            if self.done % self.size == 0:
                self._note(process.memory_info().rss)

        self.judges.grade_all(batches, jobs, counted)

    def _note(self, resident: int) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        rate, cost = self.size / (wall - self.wall), (cpu - self.cpu) / self.size * 1000
        self.rows.append((f"{self.done:,}", f"{rate:.0f}", f"{cost:.2f}", mebibytes(resident)))
        self.wall, self.cpu = wall, cpu


def main() -> None:
    """Print a row a block."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--units", type=int, help="default: 10,000, with --long 100,000")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--milliseconds", type=float, default=0.0, help="what a unit takes in the mean; 0: nothing")
    parser.add_argument("--cluster", action="store_true", help="through a local Dask cluster alone; default: both")
    parser.add_argument("--pool", action="store_true", help="through processes alone; default: both")
    parser.add_argument("--profile", action="store_true", help="say where the grader's own time goes")
    arguments = parser.parse_args()
    os.environ[MEAN_MILLISECONDS] = str(arguments.milliseconds)
    units = arguments.units or (LONG_UNITS if arguments.long else SHORT_UNITS)
    if not arguments.cluster:
        print(simulated(units, arguments.jobs, profile=arguments.profile), flush=True)
    if not arguments.pool:
        print(simulated(arguments.units or CLUSTER_UNITS, arguments.jobs, cluster=True, profile=arguments.profile), flush=True)


def simulated(units: int, jobs: int, cluster: bool = False, profile: bool = False) -> str:
    """Return the table of one simulated class."""
    course = load_course(find_root(Path.cwd()))
    with tempfile.TemporaryDirectory() as name, (Path(name) / "log").open("w", encoding="utf-8") as log:
        folder = Path(name)
        write_class(folder / "class", [exercise.id for exercise in course.exercises], units)
        out = folder / "results"
        store = Store(out, RunRecord(course.name, 1, "cpu", "sandbox"), {}, english)
        run = Run(course, store, find_submissions(folder / "class"), english)
        with started(run, out / "judge.log", jobs, folder if cluster else None) as judges:
            blocks = Blocks(judges, max(1, units // BLOCKS))
            profiler = cProfile.Profile()
            start = time.perf_counter()
            with contextlib.redirect_stderr(log), profiler if profile else contextlib.nullcontext():
                run.grade(blocks, jobs)
            seconds = time.perf_counter() - start
        sizes = {path.name: path.stat().st_size for path in out.iterdir()}
        store.close()
    if profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(45)
    kind = f"a local Dask cluster of {jobs} workers" if cluster else f"{jobs} judge processes"
    note = f"{units / seconds:.0f} units a second over all, journal {mebibytes(sizes['journal.jsonl'])} MiB, "
    note += f"results.json {mebibytes(sizes['results.json'])} MiB, last written in {store.write_seconds:.1f} s."
    return markdown(f"{units:,} units of work that cost nothing, {kind}", HEAD, blocks.rows, note)


def write_class(folder: Path, exercises: list[str], units: int) -> None:
    """Write as many files as there are units, in whole submissions and one that is cut short, no two alike."""
    for number in range(units):
        student, place = divmod(number, len(exercises))
        path = folder / f"s{student:06}" / f"{exercises[place]}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {'wrong' if number % 3 == 0 else 'right'} {number}\n" + "x = 1\n" * 100, encoding="utf-8")


@contextlib.contextmanager
def started(run: Run, log: Path, jobs: int, folder: Path | None) -> Iterator[Judges]:
    """Yield who judges: stub processes, or a cluster whose workers start such, its files in the folder."""
    options: JudgeOptions = run.judge_options
    if folder is None:
        yield Pool(options, log, COMMAND)
        return
    with DaskProcesses(folder, jobs, "--preload", "bench.stub_workers") as dask:
        yield run.judges(log, dask.address)


if __name__ == "__main__":
    main()
