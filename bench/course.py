"""What a whole submission costs: `python -m bench.course` judges all references again and again, walls up and without any.

What: wall and CPU seconds of a complete right submission, warm. Against: the floor, the same criteria in the judge's own process,
without worker, wire or walls ("bare"); two exercises can't be judged so and are left out at every level. "nothing known" is a
submission that answers as no other did before: its suites are run in full. How: each level in a process of its own, once with few
and once with more submissions; the difference is what a further submission costs, start and imports aside. CPU counts all
processes. Levels in turn, `--rounds` times.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

from bench.bare import without_workers
from bench.table import markdown, quartiles, times
from grader.course.catalogue import find_root, load_course
from grader.judge.memo import Memo
from grader.judge.session import judge_all
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import SubmissionResult

NOTHING_KNOWN = "sandbox, nothing known"
LEVELS = ("bare", "process", "sandbox", NOTHING_KNOWN)
FEW, MORE = 1, 3
HEAD = ("", "wall s", "middle half", "times the floor", "CPU s", "times the floor")
NEED_A_WORKER = ("numpy_bridge", "fit")  # they look at what crosses the wire, or at what a process leaves behind


def main() -> None:
    """Print medians, the middle half, and the ratio to the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", nargs=2, metavar=("LEVEL", "COUNT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(run(arguments.one[0], int(arguments.one[1]))))
        return
    wall: dict[str, list[float]] = {level: [] for level in LEVELS}
    cpu: dict[str, list[float]] = {level: [] for level in LEVELS}
    for _ in range(arguments.rounds):
        for level in LEVELS:
            few, more = (_in_a_process(level, count) for count in (FEW, MORE))
            wall[level].append((more["wall"] - few["wall"]) / (MORE - FEW))
            cpu[level].append((more["cpu"] - few["cpu"]) / (MORE - FEW))
    rows = []
    floor, floor_cpu = statistics.median(wall["bare"]), statistics.median(cpu["bare"])
    for level in LEVELS:
        low, middle, high = quartiles(wall[level])
        used = statistics.median(cpu[level])
        cells = (f"{middle:.2f}", f"{low:.2f} to {high:.2f}", times(middle / floor), f"{used:.2f}", times(used / floor_cpu))
        rows.append((level, *cells))
    left_out = f"All exercises but {' and '.join(NEED_A_WORKER)}."
    print(markdown("A complete right submission, warm", HEAD, rows, left_out))


def run(level: str, count: int) -> dict[str, float]:
    """Judge `count` complete right submissions in this process; return the wall and CPU seconds of it all."""
    course = load_course(find_root(Path.cwd()))
    chosen = [one for one in course.exercises if one.name not in NEED_A_WORKER]
    files: dict[str, str | None] = {one.id: course.reference(one).read_text(encoding="utf-8") for one in chosen}
    start = time.perf_counter()

    def done(result: SubmissionResult) -> None:
        if result.points != result.max_points:
            lost = [verdict.exercise for verdict in result.verdicts if verdict.points != verdict.max_points]
            raise SystemExit(f"{level}: points were lost in {', '.join(lost)}, so there is nothing to measure")

    isolation = level.partition(",")[0]
    options = JudgeOptions(str(course.root), device="cpu", isolation=isolation, seed=1, exercises=tuple(one.id for one in chosen))
    forgetful = mock.patch("grader.judge.plugin.Memo", lambda: Memo(max_bytes=0))
    changes = {"bare": without_workers(), NOTHING_KNOWN: forgetful}
    with changes.get(level, contextlib.nullcontext()):
        judge_all(options, [Submitted(str(number), files) for number in range(count)], done=done)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {"wall": time.perf_counter() - start, "cpu": sum(one.ru_utime + one.ru_stime for one in usage)}


def _in_a_process(level: str, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.course", "--one", level, str(count)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(answer.stderr)
    found: dict[str, float] = json.loads(answer.stdout)
    return found


if __name__ == "__main__":
    main()
