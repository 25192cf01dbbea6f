"""What a graded notebook costs: `python -m bench.notebooks`, ours behind the walls beside plain nbgrader, on the same class.

What: seconds from one notebook to the next inside `nbgrader autograde`, as its own log tells. Against: plain nbgrader, which
starts a kernel for each notebook and runs hidden tests in it that compare with PyTorch's pooling, one cell a criterion. How: the
same answers (right ones, mistakes, stubs), both in turn, in one run on one machine; medians with the middle half. Nobody in
this class loops without end: plain nbgrader waits 30 seconds for each cell of those.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.table import markdown, quartiles, times
from grader.course.catalogue import Course, Exercise, find_root, load_course
from grader.results.nbgrader.notebook import source_of
from grader.results.proof import Kind, answers

BIN = Path(sys.executable).parent
HEAD = ("", "measured", "median s", "middle half", "s before the first", "times ours")
WAYS = {"ours": "behind the walls, hidden criteria", "plain": "plain nbgrader, hidden tests in the notebook"}
CHAPTER, NAME = "04_pooling", "max_pool2d"
CALLS = (
    "torch.rand(1, 1, 5, 5), 3", "-torch.rand(2, 3, 5, 7) - 1, 3, 2, padding=1", "torch.rand(2, 2, 7, 9), 2, 1",
    "-torch.rand(1, 2, 5, 7), 2, 2, ceil_mode=True", "torch.rand(2, 2, 9, 11), 3, dilation=2",
    "torch.rand(1, 3, 8, 11), (3, 2), (1, 3)",
    "torch.rand(3, 2, 4, 6), 2", "torch.rand(2, 6, 8, 3).permute(0, 3, 1, 2), 3, 2, 1", "torch.rand(2, 2, 6, 7).double(), 3",
    "torch.rand(1, 1, 6, 6), 6, 1", "torch.rand(2, 3, 5, 7), 3, 2, 1", "torch.rand(1, 2, 6, 7), 2",
)  # fmt: skip


def main() -> None:
    """Print a row for each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--students", type=int, default=20)
    arguments = parser.parse_args()
    course = load_course(find_root(Path.cwd()))
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    starts: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as base:
        folders = {way: _course(Path(base) / way, way, course, arguments.students) for way in seconds}
        for _ in range(arguments.rounds):
            for way, folder in folders.items():
                start, *each = _autograde(folder)
                starts[way].append(start)
                seconds[way] += each
    rows = []
    ours = statistics.median(seconds["ours"])
    for way, found in seconds.items():
        low, middle, high = quartiles(found)
        cells = (f"{middle:.2f}", f"{low:.2f} to {high:.2f}", f"{statistics.median(starts[way]):.1f}", times(middle / ours))
        rows.append((WAYS[way], str(len(found)), *cells))
    print(markdown(f"Notebooks in `nbgrader autograde` ({CHAPTER}/{NAME})", HEAD, rows))


def _autograde(folder: Path) -> list[float]:
    """Return the seconds before the first notebook's end, then from the end of each notebook to that of the next."""
    command = [BIN / "nbgrader", "autograde", CHAPTER, "--force"]
    ends = [time.monotonic()]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=_environment()) as process:
        for line in process.stderr or ():
            if "Setting destination file permissions" in line:
                ends.append(time.monotonic())
    if process.returncode:
        raise SystemExit(f"nbgrader autograde ended with {process.returncode} in {folder}")
    return [later - earlier for earlier, later in zip(ends, ends[1:], strict=False)]


def _course(folder: Path, way: str, course: Course, students: int) -> Path:
    """Make a course with a class in it; the plain one has hidden tests in its notebooks."""
    _run(course.root, "grader", "nbgrader", "init", folder, "--exercise", NAME)
    if way == "plain":
        _make_plain(folder)
    _run(folder, "nbgrader", "generate_assignment", CHAPTER)
    released = (folder / "release" / CHAPTER / f"{NAME}.ipynb").read_text(encoding="utf-8")
    for place, text in enumerate(_texts(course, course.find(NAME), students)):
        notebook = json.loads(released)
        next(cell for cell in notebook["cells"] if "def max_pool2d" in source_of(cell))["source"] = text
        target = folder / "submitted" / f"student{place:02}" / CHAPTER / f"{NAME}.ipynb"
        target.parent.mkdir(parents=True)
        target.write_text(json.dumps(notebook), encoding="utf-8")
    return folder


def _make_plain(folder: Path) -> None:
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'plain'\n", encoding="utf-8")
    path = folder / "source" / CHAPTER / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    tests = [cell for cell in notebook["cells"] if cell["metadata"]["nbgrader"]["grade"]]
    for cell, call in zip(tests, CALLS, strict=True):
        cell["source"] = (
            "### BEGIN HIDDEN TESTS\ndef called(x, *args, **kwargs):\n"
            "    got, expected = max_pool2d(x, *args, **kwargs), torch.nn.functional.max_pool2d(x, *args, **kwargs)\n"
            f"    assert torch.equal(got, expected)\ncalled({call})\n### END HIDDEN TESTS"
        )
    path.write_text(json.dumps(notebook), encoding="utf-8")


def _texts(course: Course, exercise: Exercise, count: int) -> list[str]:
    """Return answers, right ones and wrong ones in turn."""
    known = [one for one in answers(course, exercise) if one.kind is not Kind.REFERENCE]
    right = [one.source for one in known if one.kind is Kind.VARIANT]
    wrong = [one.source for one in known if one.kind is not Kind.VARIANT]
    turns = itertools.chain.from_iterable(zip(itertools.cycle(right), itertools.cycle(wrong), strict=False))
    return list(itertools.islice(turns, count))


def _run(folder: Path, program: str, *arguments: object) -> None:
    command = [str(BIN / program), *map(str, arguments)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=_environment())


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


if __name__ == "__main__":
    main()
