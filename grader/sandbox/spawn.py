"""Start each worker in an interpreter of its own, where there is no fork. Judge's side; any system."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile

import msgspec

from grader.sandbox.command import worker_command, worker_environment
from grader.sandbox.process import WorkerProcess
from grader.sandbox.zygote import ending_of_status
from grader.words.ending import Ending, EndingKind, Limits


class SpawnLauncher:
    """Starts workers as fresh interpreters: slower by an `import torch` each, level "process" only."""

    level = "process"
    outer_walls: tuple[str, ...] = ()

    def __init__(self, environment: dict[str, str], gpu: bool = False) -> None:
        self.environment = worker_environment(environment)
        self.gpu = gpu
        self.running: list[_SpawnedWorker] = []

    def preload(self, names: frozenset[str]) -> None:
        """Nothing is shared between spawned workers, so nothing can be loaded for them."""

    def start(self, limits: Limits) -> WorkerProcess:
        """Start one worker."""
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        folder = tempfile.TemporaryDirectory(prefix="torchkata-", ignore_cleanup_errors=True)
        with theirs:
            process = subprocess.Popen(
                worker_command("spawned"),
                env={**self.environment, "HOME": folder.name, "TMPDIR": folder.name, "TEMP": folder.name},
                stdin=subprocess.PIPE,
                stdout=write,
                stderr=write,
                cwd=folder.name,
                start_new_session=True,
                pass_fds=() if sys.platform == "win32" else (theirs.fileno(),),
            )
            os.close(write)
            assigned = _share(theirs, process.pid)
            setup = {**assigned, "limits": msgspec.to_builtins(limits), "gpu": self.gpu}
            assert process.stdin is not None
            with process.stdin:
                process.stdin.write(json.dumps(setup).encode() + b"\n")
            keeper = _SpawnedWorker(process, limits, folder)
            self.running = [other for other in self.running if other.process.poll() is None] + [keeper]
            return WorkerProcess(ours, read, limits, keeper)

    def close(self) -> None:
        """End every worker that still runs."""
        for keeper in self.running:
            keeper.kill("stopped")
            keeper.wait()


class _SpawnedWorker:
    """Keeper of one spawned worker."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits, folder: tempfile.TemporaryDirectory[str]) -> None:
        self.process = process
        self.limits = limits
        self.folder = folder
        self.waited = 0.0

    def kill(self, reason: str) -> None:
        if sys.platform == "win32":
            self.process.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def wait(self) -> Ending:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self.process.wait(10)
            self.folder.cleanup()
            return ending_of_status(-code if code < 0 else code << 8, 0.0, self.limits)
        return Ending(EndingKind.LOST, detail="the worker can't be ended")


def _share(connection: socket.socket, pid: int) -> dict[str, str]:
    if sys.platform == "win32":
        return {"share": connection.share(pid).hex()}
    return {"descriptor": str(connection.fileno())}
