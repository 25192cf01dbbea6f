"""A local Dask cluster as a teacher starts one: a scheduler and workers with one thread each, all processes of their own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from bench.measured import cpu_of

DASK = Path(sys.executable).with_name("dask")
ROOT = Path(__file__).resolve().parents[1]
START_SECONDS, END_SECONDS = 60, 15
IDLE = "20 minutes"  # a cluster whose bench was killed ends by itself


class DaskProcesses:
    """Started on entry, ended on exit; `options` go to each worker, `address` is the scheduler's."""

    def __init__(self, folder: Path, workers: int, *options: str) -> None:
        self.folder = folder
        self.workers = workers
        self.options = options
        self.address = ""
        self.running: list[subprocess.Popen[bytes]] = []

    def _start_all(self) -> None:
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--idle-timeout", IDLE)
        self.address = self._wait_for_address()
        for _ in range(self.workers):
            self._start("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard", "--death-timeout", "60", *self.options)

    def _start(self, *arguments: str) -> None:
        command = [str(DASK), *arguments, "--scheduler-file", str(self.folder / "scheduler.json")]
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING": "False"}
        with (self.folder / "dask.log").open("ab") as log:
            self.running.append(subprocess.Popen(command, cwd=self.folder, env=variables, stdout=log, stderr=log))

    def _wait_for_address(self) -> str:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            time.sleep(0.05)
            with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):  # not there yet, or half written
                return str(json.loads((self.folder / "scheduler.json").read_text(encoding="utf-8"))["address"])
        raise SystemExit(f"no Dask scheduler started: {self.folder / 'dask.log'} says more")

    def cpu(self) -> float:
        """Return the CPU seconds that the cluster has used so far, its judges and their workers included."""
        return cpu_of(process.pid for process in self.running)

    def __enter__(self) -> DaskProcesses:
        with contextlib.ExitStack() as failed:
            failed.callback(self._end)
            self._start_all()
            failed.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def _end(self) -> None:
        for process in self.running[::-1]:  # workers first: one whose scheduler has gone waits for another
            process.terminate()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
