"""A judge that judges nothing: answers at once, or after a time that the environment names, with a verdict of the usual size."""

from __future__ import annotations

import os
import random
import sys
import time

import msgspec

from grader.words.messages import Message
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import CriterionResult, Status, SubmissionResult, Verdict

MEAN_MILLISECONDS = "BENCH_STUB_MILLISECONDS"
CRITERIA = 9
LONG_SHARE = 0.05  # of the units takes ten times as long as the others: the exercises that train
COMMAND = (sys.executable, "-m", "bench.stub_judge")


def verdict_on(exercise: str, text: str | None, seconds: float) -> Verdict:
    """Return a verdict: full marks, or two of nine criteria failed, each with its message and hints."""
    right = text is None or "wrong" not in text
    message = Message("{call} is not what was expected:\n{detail}", {"call": "f(x, 3)", "detail": "1 2 3 4 5\n" * 30})
    hints = tuple(Message(f"A hint of the usual length, step {step}: count the axes before you cut. " * 3) for step in "123")
    criteria = tuple(
        CriterionResult(f"criterion_{n}", Message("What is asked for"), right or n > 1, float(right or n > 1), 1.0,
                        () if right or n > 1 else (message,), hints)
        for n in range(CRITERIA)
    )  # fmt: skip
    points = sum(one.points for one in criteria)
    status = Status.PASSED if right else Status.FAILED
    walls = ("namespaces", "landlock", "seccomp")
    return Verdict(exercise, status, points, float(CRITERIA), seconds, criteria=criteria, walls=walls)


def main() -> None:
    """Answer each submission."""
    msgspec.json.decode(sys.stdin.buffer.readline(), type=JudgeOptions)
    mean = float(os.environ.get(MEAN_MILLISECONDS, "0")) / 1000
    draw = random.Random(os.getpid())
    for line in sys.stdin.buffer:
        submitted = msgspec.json.decode(line, type=Submitted)
        verdicts = []
        for exercise in submitted.only or submitted.files:
            seconds = draw.expovariate(1 / mean) * (10 if draw.random() < LONG_SHARE else 1) if mean else 0.0
            time.sleep(seconds)
            tell({"started": exercise, "student": submitted.student})
            verdicts.append(verdict_on(exercise, submitted.files.get(exercise), seconds))
            tell({"verdict": verdicts[-1], "student": submitted.student})
        tell({"result": SubmissionResult(submitted.student, tuple(verdicts), submitted.messages)})


def tell(event: dict[str, object]) -> None:
    """Say what happened."""
    sys.stdout.buffer.write(msgspec.json.encode(event) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
