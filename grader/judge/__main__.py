"""`python -m grader.judge`: judge what arrives on standard input, a JSON line each, and answer in JSON lines.

First line: JudgeOptions; then one Submitted a line. Out: {"ready": ...}, {"started": ...}, {"verdict": ...},
{"result": ...}, or {"error": ...} with the exit code that goes with it. Judge's side.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.sandbox.level import open_launcher
from grader.words.errors import GraderError
from grader.words.submission import JudgeOptions, Submitted

NVIDIA_DRIVER = "/dev/nvidiactl"


def main() -> int:
    """Run until standard input ends; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle: it closes our input
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever prints in this process must not end up among the events
    encoder = msgspec.json.Encoder()

    def tell(**event: object) -> None:
        events.write(encoder.encode(event) + b"\n")

    try:
        options = msgspec.json.decode(sys.stdin.buffer.readline(), type=JudgeOptions)
        launcher = None
        if options.device == "cpu" or not Path(NVIDIA_DRIVER).exists():  # else torch must say whether the GPU can be used
            launcher = open_launcher(options.isolation, dict(os.environ))  # it imports torch while this process does
        from grader.judge.session import judge_all

        judge_all(
            options,
            _submissions(),
            started=lambda student, exercise: tell(started=exercise, student=student),
            judged=lambda student, verdict: tell(verdict=verdict, student=student),
            done=lambda result: tell(result=result),
            bounded=True,
            launcher=launcher,
        )
    except GraderError as error:
        tell(error=error.message, code=error.exit_code)
        return error.exit_code
    except BrokenPipeError:  # the parent was killed: nobody waits for this any more
        return 0
    return 0


def _submissions() -> Iterator[Submitted]:
    for line in sys.stdin.buffer:
        yield msgspec.json.decode(line, type=Submitted)


if __name__ == "__main__":
    sys.exit(main())
