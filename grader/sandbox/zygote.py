"""Start the zygote and have it fork workers. Judge's side; Linux."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from typing import Any

import msgspec

from grader.sandbox.bubblewrap import bwrap_command
from grader.sandbox.command import visible_paths, worker_command, worker_environment
from grader.sandbox.process import WorkerProcess
from grader.words.ending import Ending, EndingKind, Limits
from grader.words.errors import InternalError, SandboxUnavailable

MESSAGE_BYTES = 64 * 1024
START_SECONDS = 120.0
ENDING_SECONDS = 10.0
NEARLY = 0.8  # the kernel holds its limit by ticks, which on a crowded machine run ahead of the time that it reports
KEPT_ENDINGS = 64  # nobody asks how a worker ended that was closed
REASONS = {
    "processes": EndingKind.PROCESSES,
    "memory": EndingKind.MEMORY,
    "output": EndingKind.OUTPUT,
    "cpu": EndingKind.CPU_TIME,
}


class ZygoteLauncher:
    """Starts workers by asking one zygote to fork them: `level` is "sandbox" or "process"."""

    def __init__(self, level: str, environment: dict[str, str], gpu: bool = False, bubblewrap: bool = True) -> None:
        self.level = level
        self.endings: dict[int, dict[str, Any]] = {}
        self.next_number = 1
        self.loaded: set[str] = set()
        self.ready = False
        self.spare: WorkerProcess | None = None
        visible = visible_paths()
        wrapper = (bwrap_command(visible, gpu) or []) if level == "sandbox" and bubblewrap else []
        self.outer_walls: tuple[str, ...] = ("bubblewrap",) if wrapper else ()
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        with theirs:
            self.process = subprocess.Popen(
                [*wrapper, *worker_command("zygote", str(theirs.fileno()))],
                env=worker_environment(environment),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=self.log,
                stderr=self.log,
                start_new_session=True,
                cwd="/",
            )
        with contextlib.suppress(OSError):
            self._tell(level=level, visible=visible, gpu=gpu)

    def preload(self, names: frozenset[str]) -> None:
        """Have library modules imported once, before the fork, for the files that name them."""
        if new := sorted(names - self.loaded):
            self._drop_spare()
            with contextlib.suppress(OSError):  # a zygote that is gone is told of where a worker is asked for
                self._tell(preload=new)
            self.loaded |= names

    def start(self, limits: Limits) -> WorkerProcess:
        """Return a new worker; the next one is forked already while this one works.

        Raises:
            SandboxUnavailable: the zygote could not start or has died.
        """
        self._wait_until_ready()
        worker = self._take_spare(limits) or self._fork(limits)
        with contextlib.suppress(SandboxUnavailable):  # of this worker's zygote the next request will tell
            self.spare = self._fork(limits)
        return worker

    def _take_spare(self, limits: Limits) -> WorkerProcess | None:
        spare = self.spare
        if spare is None or spare.hung_up() or not spare.renew(limits):
            self._drop_spare()
            return None
        self.spare = None
        return spare

    def _drop_spare(self) -> None:
        if self.spare is not None:
            self.spare.close()
            self.spare = None

    def _fork(self, limits: Limits) -> WorkerProcess:
        self._drain()
        number = self.next_number
        self.next_number += 1
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        message = json.dumps({"fork": number, "limits": msgspec.to_builtins(limits)}).encode()
        try:
            socket.send_fds(self.control, [message], [theirs.fileno(), write])
        except OSError as error:
            raise self._gone() from error
        finally:
            theirs.close()
            os.close(write)
        return WorkerProcess(ours, read, limits, _ForkedWorker(self, number, limits))

    def close(self) -> None:
        """End the zygote and with it every worker."""
        self._drop_spare()
        self.control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self._kill()
        self.log.close()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ending_of(self, number: int) -> dict[str, Any] | None:
        """Wait for the zygote's word on how a worker ended; None if none came."""
        deadline = time.monotonic() + ENDING_SECONDS
        while number not in self.endings and (message := self._hear(deadline)) is not None:
            self._note(message)
        return self.endings.pop(number, None)

    def _note(self, message: dict[str, Any]) -> None:
        self.endings[message["ended"]] = message
        while len(self.endings) > KEPT_ENDINGS:
            del self.endings[next(iter(self.endings))]

    def _drain(self) -> None:
        """Read what the zygote told meanwhile: it must never wait for room to tell more."""
        with contextlib.suppress(OSError):  # nothing more to read; of a zygote that is gone the next request will tell
            while data := self.control.recv(MESSAGE_BYTES, socket.MSG_DONTWAIT):
                self._note(json.loads(data))

    def kill(self, number: int, reason: str) -> None:
        """Have a worker killed."""
        with contextlib.suppress(OSError):
            self._tell(kill=number, reason=reason)

    def _tell(self, **message: object) -> None:
        self.control.send(json.dumps(message).encode())

    def _hear(self, deadline: float) -> dict[str, Any] | None:
        self.control.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            data = self.control.recv(MESSAGE_BYTES)
        except OSError:
            return None
        finally:
            with contextlib.suppress(OSError):
                self.control.settimeout(None)
        return json.loads(data) if data else None

    def _wait_until_ready(self) -> None:
        if not self.ready and self._hear(time.monotonic() + START_SECONDS) is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(1)
            if self.process.poll() is None:
                raise InternalError(
                    "the process that starts workers was not ready within {seconds} seconds: the machine is very busy. "
                    "Try again later.",
                    seconds=int(START_SECONDS),
                )
            raise self._gone()
        self.ready = True

    def last_words(self) -> str:
        """Return the end of what the zygote wrote before it died."""
        self.log.seek(0)
        said = self.log.read()[-2000:].decode(errors="replace").strip()
        return said or f"the zygote has died, exit status {self.process.poll()}"

    def _gone(self) -> SandboxUnavailable:
        return SandboxUnavailable(
            "the process that starts workers did not start or has died: {detail}. "
            "Run `grader doctor` to see what this machine lacks.",
            detail=self.last_words(),
        )


class _ForkedWorker:
    """Keeper of one forked worker."""

    def __init__(self, launcher: ZygoteLauncher, number: int, limits: Limits) -> None:
        self.launcher = launcher
        self.number = number
        self.limits = limits
        self.waited = 0.0

    def kill(self, reason: str) -> None:
        self.launcher.kill(self.number, reason)

    def wait(self) -> Ending:
        message = self.launcher.ending_of(self.number)
        if message is None:
            return Ending(EndingKind.LOST, detail=self.launcher.last_words())
        self.waited = float(message["waited"])
        if message["reason"] in REASONS:
            return Ending(REASONS[message["reason"]], detail=message["reason"])
        return ending_of_status(message["status"], message["cpu"], self.limits)


def ending_of_status(status: int, cpu_seconds: float, limits: Limits) -> Ending:
    """Return the ending that a wait status and the CPU time used stand for."""
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return Ending(EndingKind.EXITED, code)
    if -code == signal.SIGXCPU or (-code == signal.SIGKILL and cpu_seconds >= NEARLY * limits.cpu_seconds):
        return Ending(EndingKind.CPU_TIME, int(limits.cpu_seconds))
    if -code == signal.SIGXFSZ:
        return Ending(EndingKind.FILE_SIZE, limits.file_bytes)
    return Ending(EndingKind.SIGNAL, -code, signal.Signals(-code).name if -code in set(signal.Signals) else "")
