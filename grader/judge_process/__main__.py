"""`python -m grader.judge_process [--kept DESCRIPTOR PATH DEVICE INODE]`: judge what arrives, and answer, a JSON line each.

First line of standard input: JudgeOptions; then one Submitted a line, or with `--kept` one from each who calls at the socket
of this descriptor, path and identity. Out: {"ready": ...} to callers, {"started": ...}, {"verdict": ...}, {"result": ...}, or
{"error": ...} with the exit code that goes with it. Judge's side.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from pathlib import Path

import msgspec

from grader.judge_process.channels import Calls, Pipes
from grader.sandbox.level import open_launcher
from grader.words.errors import GraderError, NobodyListens
from grader.words.submission import JudgeOptions

NVIDIA_DRIVER = "/dev/nvidiactl"
KEPT = "--kept"


def main(arguments: list[str]) -> int:
    """Run until nothing more can come; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle: it closes our input
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever prints in this process must not end up among the events
    encoder = msgspec.json.Encoder()
    channel: Pipes | Calls = Pipes(events)

    def tell(**event: object) -> None:
        channel.tell(encoder.encode(event) + b"\n")

    try:
        options = msgspec.json.decode(sys.stdin.buffer.readline(), type=JudgeOptions)
        if arguments[:1] == [KEPT]:
            ready = {"seed": options.seed, "process": os.getpid()}
            listener = socket.socket(fileno=int(arguments[1]))
            identity = int(arguments[3]), int(arguments[4])
            channel = Calls(listener, Path(arguments[2]), identity, encoder.encode({"ready": ready}) + b"\n")
        launcher = None
        if options.device == "cpu" or not Path(NVIDIA_DRIVER).exists():  # else torch must say whether the GPU can be used
            launcher = open_launcher(options.isolation, dict(os.environ))  # it imports torch while this process does
        from grader.judge.session import judge_all

        judge_all(
            options,
            channel.submissions(),
            started=lambda student, exercise: tell(started=exercise, student=student),
            judged=lambda student, verdict: tell(verdict=verdict, student=student),
            done=lambda result: tell(result=result),
            bounded=True,
            launcher=launcher,
        )
    except GraderError as error:
        with contextlib.suppress(NobodyListens):
            tell(error=error.message, code=error.exit_code)
        return error.exit_code
    except NobodyListens:  # nobody waits for this any more
        return 0
    finally:
        channel.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
