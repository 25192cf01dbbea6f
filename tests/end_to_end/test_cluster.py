"""`grader grade --cluster` on a real Dask scheduler with real workers: as on one machine, whoever is killed and whenever."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.miniature import EXERCISE, HEAD, build, finish, start

DASK = Path(sys.executable).with_name("dask")
STUDENTS = 24
SLOW = "import time\n" + HEAD + "time.sleep(0.25)\n    return x.sum() + {offset}  # {name}\n"
OPTIONS = ("--isolation", "process", "--seed", 5)


class Processes:
    """A scheduler and two workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self._wait_for_address()
        self.workers = [self._start("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard") for _ in range(2)]

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [str(DASK), *arguments, "--scheduler-file", str(self.folder / "scheduler.json")]
        with (self.folder / "dask.log").open("ab") as log:
            self.running.append(subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log))
        return self.running[-1]

    def _wait_for_address(self) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            time.sleep(0.05)
            with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):  # not there yet, or half written
                return str(json.loads((self.folder / "scheduler.json").read_text())["address"])
        self.end()
        pytest.fail((self.folder / "dask.log").read_text())

    def end(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Processes]:
    """A fresh cluster."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    processes = Processes(folder)
    yield processes
    processes.end()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Students whose answers take a moment; every third is wrong."""
    folder = tmp_path_factory.mktemp("class")
    for number in range(STUDENTS):
        path = folder / f"s{number:02}" / f"{EXERCISE}.py"
        path.parent.mkdir(parents=True)
        path.write_text(SLOW.format(offset=int(number % 3 == 0), name=number), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def undisturbed(course: Path, classroom: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The results on this machine alone."""
    out = tmp_path_factory.mktemp("local")
    code, _, err = finish(course, "grade", classroom, "--out", out, *OPTIONS)
    assert code == 0, err
    return read(out)


def read(out: Path) -> dict[str, Any]:
    document = json.loads((out / "results.json").read_text(encoding="utf-8"))
    for submission in document["submissions"]:
        for verdict in submission["exercises"]:
            del verdict["seconds"]
    return document


def judged(out: Path) -> int:
    journal = out / "journal.jsonl"
    return journal.read_bytes().count(b'"type":"judged"') if journal.exists() else 0


def wait_for(out: Path, count: int) -> None:
    deadline = time.monotonic() + 120
    while judged(out) < count and time.monotonic() < deadline:
        time.sleep(0.02)
    assert judged(out) >= count


def test_a_killed_worker_costs_nothing(
    cluster: Processes, course: Path, classroom: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    """Its tasks go to the other; the results are those of one machine, each unit judged once."""
    out = tmp_path / "out"
    run = start(course, "grade", classroom, "--out", out, *OPTIONS, "--cluster", cluster.address)
    wait_for(out, 2)
    cluster.workers[0].kill()
    _, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    assert read(out) == undisturbed and judged(out) == STUDENTS


def test_a_killed_client_and_a_killed_scheduler(
    cluster: Processes, course: Path, classroom: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    """What was done is kept by both; the scheduler's end is said; the same command goes on, here without a cluster."""
    out = tmp_path / "out"
    arguments = ("grade", classroom, "--out", out, *OPTIONS)
    first = start(course, *arguments, "--cluster", cluster.address)
    wait_for(out, 2)
    first.kill()
    first.communicate()
    kept = judged(out)
    second = start(course, *arguments, "--cluster", cluster.address)
    wait_for(out, kept + 1)
    cluster.scheduler.kill()
    _, err = second.communicate(timeout=300)
    assert second.returncode == 2 and "went away" in err and "Traceback" not in err, err
    assert finish(course, *arguments)[0] == 0
    assert read(out) == undisturbed and judged(out) == STUDENTS
