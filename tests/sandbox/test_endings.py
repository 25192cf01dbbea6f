"""What a wait status stands for, with the CPU time that was used and the limits that stood."""

from __future__ import annotations

import signal

import pytest

from grader.sandbox.zygote import ending_of_status
from grader.words.ending import EndingKind, Limits

LIMITS = Limits(cpu_seconds=20.0)


@pytest.mark.parametrize(
    ("status", "seconds", "kind"),
    [
        (int(signal.SIGXCPU), 20.0, EndingKind.CPU_TIME),
        (int(signal.SIGKILL), 21.0, EndingKind.CPU_TIME),
        (int(signal.SIGKILL), 18.0, EndingKind.CPU_TIME),  # as the kernel's ticks may have it
        (int(signal.SIGKILL), 3.0, EndingKind.SIGNAL),
        (int(signal.SIGXFSZ), 1.0, EndingKind.FILE_SIZE),
        (int(signal.SIGSEGV), 20.0, EndingKind.SIGNAL),
        (3 << 8, 20.0, EndingKind.EXITED),
    ],
)
def test_a_status_is_read(status: int, seconds: float, kind: EndingKind) -> None:
    """A kill near the CPU limit is the limit's."""
    assert ending_of_status(status, seconds, LIMITS).kind is kind
