"""This grader and its peers on the same work: `python -m bench.peers` grades the same submissions with each, in turn.

What: wall and CPU seconds a submission, and the most memory at once, of whole commands with their start. Against: the floor, the
same checks in one warm process with nothing between them and the answers. How: three questions, ten checks, 12 marks, the same
lines for every tool; submissions that mix right, wrong and missing answers, no two files alike (this grader judges equal files
once, and that is not what is compared); one job each; marks must come out alike, or nothing is printed. Peers have environments
of their own, made once; they import the same torch as this grader. This grader has a row with a file, and so a walled process,
for each question, as in its own course, and one with all of them in one file, as the peers' notebook has them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.measured import Measured
from bench.peers import with_grader, with_nbgrader, with_otter
from bench.peers.questions import Handed, submissions
from bench.table import markdown, mebibytes, spread, times

Marks = dict[str, int]
Tool = Callable[[list[Handed], Path], tuple[Measured, Marks]]
HEAD = ("", "submissions", "wall s each", "CPU s each", "peak MiB", "CPU: times the floor")
FLOOR = "the checks alone, one warm process"
OURS: dict[str, Tool] = {with_grader.NAME: with_grader.grade, with_grader.NAME_OF_ONE: with_grader.grade_one_file}
PEERS: dict[str, Tool] = {with_nbgrader.NAME: with_nbgrader.grade, with_otter.NAME: with_otter.grade}
SMALL, MIDDLE, LARGE = 10, 100, 1000


def main() -> None:
    """Print a row a tool and size of class."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("--long", action="store_true", help="100 for the peers too, 1,000 for this grader; three rounds")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--submissions", type=int, nargs="+", help="this grader's; default: 10 and 100, with --long 1,000")
    parser.add_argument("--of-peers", type=int, nargs="*", help="the peers'; default: 10, with --long 100")
    arguments = parser.parse_args()
    ours = arguments.submissions or ([SMALL, MIDDLE, LARGE] if arguments.long else [SMALL, MIDDLE])
    theirs = arguments.of_peers if arguments.of_peers is not None else ([SMALL, MIDDLE] if arguments.long else [SMALL])
    wanted: list[tuple[str, Tool, int]] = [(FLOOR, floor, size) for size in ours]
    wanted += [(name, tool, size) for name, tool in OURS.items() for size in ours]
    wanted += [(name, tool, size) for name, tool in PEERS.items() for size in theirs]
    print(compared(wanted, arguments.rounds or (3 if arguments.long else 1)))


def compared(wanted: list[tuple[str, Tool, int]], rounds: int) -> str:
    """Return the table; tools take turns, so that what else the machine does falls on all of them."""
    found: dict[tuple[str, int], list[Measured]] = {(name, size): [] for name, _, size in wanted}
    for number in range(rounds):
        marks: dict[int, Marks] = {}
        for name, tool, size in wanted:
            print(f"round {number + 1} of {rounds}: {name}, {size} submissions", file=sys.stderr, flush=True)
            taken, earned = _graded(tool, size)
            found[name, size].append(taken)
            if differing := [student for student in earned if earned != marks.setdefault(size, earned)]:
                raise SystemExit(f"{name} gives other marks than the checks alone, to {differing[:3]} and others")
    return markdown("The same three questions, checks and submissions", HEAD, _rows(found), *_further(found))


def floor(handed: list[Handed], folder: Path) -> tuple[Measured, Marks]:
    """Run the checks alone, in a fresh process that is warm before the clock starts."""
    command = [sys.executable, "-m", "bench.peers.floor", str(len(handed))]
    answer = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return Measured(answer["wall"], answer["cpu"], answer["peak"]), answer["marks"]


def _graded(tool: Tool, size: int) -> tuple[Measured, Marks]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        try:
            return tool(submissions(size), Path(folder))
        except SystemExit:
            sys.stderr.write((Path(folder) / "log").read_text(encoding="utf-8", errors="replace")[-4000:])
            raise


def _rows(found: dict[tuple[str, int], list[Measured]]) -> list[tuple[str, ...]]:
    lowest = min(_cpu(taken, size) for (name, size), taken in found.items() if name == FLOOR)
    rows: list[tuple[str, ...]] = []
    for (name, size), taken in found.items():
        cpu = _cpu(taken, size)
        walls, cpus = ([value / size for value in values] for values in zip(*((one.wall, one.cpu) for one in taken), strict=True))
        peak = mebibytes(max(one.peak_bytes for one in taken))
        rows.append((name, f"{size:,}", spread(walls, 4), spread(cpus, 4), peak, times(cpu / lowest)))
    return rows


def _further(found: dict[tuple[str, int], list[Measured]]) -> list[str]:
    """Return what one more submission costs each tool: the difference between its smallest and its largest class."""
    cpu: dict[str, float] = {}
    wall: dict[str, float] = {}
    for tool in dict.fromkeys(name for name, _ in found):
        sizes = sorted(size for name, size in found if name == tool)
        for cost, total in ((cpu, _cpu), (wall, _wall)):
            totals = [total(found[tool, size], size) * size for size in (sizes[0], sizes[-1])]
            cost[tool] = (totals[1] - totals[0]) / (sizes[-1] - sizes[0]) if len(sizes) > 1 else totals[0] / sizes[0]
    notes = []
    for ours in (name for name in OURS if name in cpu):
        against = [
            f"{peer} takes {times(cpu[peer] / cpu[ours])} the CPU and {times(wall[peer] / wall[ours])} the wall time"
            for peer in PEERS
            if peer in cpu
        ]
        floor_times = times(cpu[ours] / cpu[FLOOR])
        costs = f"{cpu[ours] * 1000:.1f} CPU ms ({floor_times} the floor), {wall[ours] * 1000:.1f} ms of wall time"
        notes.append(f"A further submission, start aside, {ours}: " + "; ".join([costs, *against]) + ".")
    return notes


def _wall(taken: list[Measured], size: int) -> float:
    return statistics.median(one.wall for one in taken) / size


def _cpu(taken: list[Measured], size: int) -> float:
    return statistics.median(one.cpu for one in taken) / size


if __name__ == "__main__":
    main()
