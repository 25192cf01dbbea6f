"""How long a learner waits: `python -m bench.watching` saves an exercise again and again and reads the verdict off the terminal.

What: milliseconds from the save to the verdict's line, of `grader watch` in a real terminal; and of a plain `make check` of one
exercise right after another, as a command from its start to its end, on a terminal, where the judge stays, and without. How:
right and wrong answers in turn, no two files alike, in a copy of the course; medians with the 95th percentile.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pexpect
import psutil

from bench.measured import cpu_of, cpu_of_children
from bench.table import markdown
from grader.course.catalogue import Course, Exercise, find_root, load_course
from grader.results.proof import Kind, answers

HEAD = ("", "times", "median ms", "95 % ms", "slowest ms", "CPU ms each")
PARTS = ("exercises", "solutions", "tests/hidden", "tests/mistakes", "tests/examples", "datasets", "Makefile", "pyproject.toml")
ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 120
READY, VERDICT = "q quit", r"\n[^\n]*(passed|failed, |full marks)[^\n]*"
BEFORE_THE_NEXT_SECONDS = 0.5  # a learner does not save twice at once, and neither does the watch begin at once


@dataclass(frozen=True)
class Waits:
    """Milliseconds of each wait, and what one took of the CPU in the mean."""

    wall: list[float]
    cpu: float

    def cells(self) -> tuple[str, ...]:
        """Return them for the table."""
        last = statistics.quantiles(self.wall, n=20)[-1] if len(self.wall) > 1 else self.wall[0]
        most = max(self.wall)
        return (str(len(self.wall)), *(f"{one:.0f}" for one in (statistics.median(self.wall), min(last, most), most, self.cpu)))


def main() -> None:
    """Print a row for each way to ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="30 times in place of 10")
    parser.add_argument("--times", type=int)
    parser.add_argument("exercise", nargs="?", default="output_size")
    arguments = parser.parse_args()
    count = arguments.times or (30 if arguments.long else 10)
    original = load_course(find_root(Path.cwd()))
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        course = copied(original, Path(name))
        exercise = course.find(arguments.exercise)
        texts = _texts(original, exercise)
        found = {"from the save to the verdict, `make watch`": watched(course, exercise, texts, count)}
        found["a plain `make check` right after another"] = checked(course, exercise, texts, count, terminal=True)
        found["the same without a terminal, each with a judge of its own"] = checked(
            course, exercise, texts, count, terminal=False
        )
        for judge in judges(course):
            judge.kill()
    rows = [(name, *waits.cells()) for name, waits in found.items()]
    print(markdown(f"How long a learner waits ({exercise.id})", HEAD, rows))


def copied(course: Course, folder: Path) -> Course:
    """Return a copy of the course that uses this environment."""
    for part in PARTS:
        source, target = course.root / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    return load_course(folder)


def watched(course: Course, exercise: Exercise, texts: Iterator[str], count: int) -> Waits:
    """Wait from each save to its verdict; the first save warms the judge up and is left out."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "COLUMNS": "120", "NO_COLOR": "1"}
    command = ["-m", "grader", "watch", "--seed", "3"]
    terminal = pexpect.spawn(
        sys.executable, command, cwd=course.root, env=variables, timeout=PATIENCE_SECONDS, encoding="utf-8"
    )  # fmt: skip
    terminal.expect(READY)

    def once(text: str) -> None:
        save(course.stub(exercise), text)
        terminal.expect(VERDICT)

    try:
        return _timed(once, texts, count, lambda: cpu_of([terminal.pid]), after=lambda: terminal.expect(READY))
    finally:
        terminal.close(force=True)


def checked(course: Course, exercise: Exercise, texts: Iterator[str], count: int, terminal: bool) -> Waits:
    """Run `make check EX=...`, with a new file each time."""
    command = ["make", "--silent", "--old-file=.venv/ready", "check", f"EX={exercise.name}"]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "CI": ""}

    def once(text: str) -> None:
        save(course.stub(exercise), text)
        if terminal:
            said, status = pexpect.run(
                shlex.join(command), cwd=course.root, env=variables, timeout=PATIENCE_SECONDS, withexitstatus=True
            )
        else:
            done = subprocess.run(command, cwd=course.root, env=variables, capture_output=True, check=False)
            said, status = done.stdout + done.stderr, done.returncode
        if status or exercise.name.encode() not in said:
            raise SystemExit(f"make check: {said[-500:].decode(errors='replace')}")

    return _timed(once, texts, count, lambda: cpu_of_children() + cpu_of(judge.pid for judge in judges(course)))


def judges(course: Course) -> list[psutil.Process]:
    """Return the judges that stay for this course."""
    found = psutil.process_iter(["cmdline", "cwd"])
    return [one for one in found if one.info["cwd"] == str(course.root) and "--kept" in (one.info["cmdline"] or ())]


def save(path: Path, text: str) -> None:
    """Save as careful editors do: a new file under the old name."""
    path.with_suffix(".tmp").write_text(text, encoding="utf-8")
    path.with_suffix(".tmp").replace(path)


def _timed(
    once: Callable[[str], None],
    texts: Iterator[str],
    count: int,
    cpu: Callable[[], float],
    after: Callable[[], object] = lambda: None,
) -> Waits:
    milliseconds = []
    for number in range(1 + count):
        if number == 1:
            before = cpu()
        time.sleep(BEFORE_THE_NEXT_SECONDS)
        start = time.perf_counter()
        once(next(texts))
        milliseconds.append((time.perf_counter() - start) * 1000)
        after()
    return Waits(milliseconds[1:], (cpu() - before) / count * 1000)


def _texts(course: Course, exercise: Exercise) -> Iterator[str]:
    """Yield right and wrong answers in turn, without end."""
    known = answers(course, exercise)
    right = next(answer.source for answer in known if answer.kind is Kind.REFERENCE)
    wrong = next(answer.source for answer in known if answer.kind is Kind.MISTAKE)
    number = 0
    while True:
        number += 1
        yield f"# {number}\n{wrong if number % 2 else right}"


if __name__ == "__main__":
    main()
