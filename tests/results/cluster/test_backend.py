"""What a cluster is asked and what it says where it can't judge; the rest is end to end, with real processes."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from grader.course.catalogue import load_course
from grader.results.cluster import backend
from grader.results.cluster.answers import Answer
from grader.results.cluster.backend import Cluster
from grader.results.cluster.worker import CoursePlugin
from grader.results.judging import JudgeFailed
from grader.results.units import surroundings
from grader.words.errors import UsageError
from grader.words.messages import Message
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status

ROOT = Path(__file__).resolve().parents[3]
UNITS = [(Submitted(name, {exercise: "x"}, only=(exercise,)),) for name, exercise in (
    ("a", "04_pooling/max_pool2d"), ("b", "03_convolution/output_size"),
)]  # fmt: skip


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(load_course(ROOT), JudgeOptions(str(ROOT)), "tcp://127.0.0.1:1")


def test_nobody_answers(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said with the address and how to start one."""
    monkeypatch.setattr(backend, "CONNECT_SECONDS", 0.2)
    with pytest.raises(UsageError, match="no Dask scheduler answers at tcp://127.0.0.1:1"):
        cluster.grade_all(UNITS, 1, lambda submitted, result: None)


def test_a_worker_that_differs_is_refused(tmp_path: Path) -> None:
    """Another version of a library may judge otherwise: both are named."""
    worker = SimpleNamespace(address="tcp://w:1", local_directory=str(tmp_path))
    with pytest.raises(RuntimeError, match=r"tcp://w:1 differs.*torch 1\.0"):
        CoursePlugin(b"", [*surroundings(), "torch 1.0"]).setup(worker)


def sent(cluster: Cluster, resources: list[dict[str, float]]) -> list[tuple[str, str, object]]:
    """Return exercise, device and resources of what is sent to a cluster of such workers."""
    found: list[tuple[str, str, object]] = []

    def submit(function: object, task: bytes, **said: object) -> object:
        batch = msgspec.json.decode(task)
        found.append((batch["submissions"][0]["only"][0], batch["options"].get("device", "auto"), said["resources"]))
        return object()

    cluster._looked_at = -math.inf
    workers = {f"w{number}": {"nthreads": 1, "resources": have} for number, have in enumerate(resources)}
    client = SimpleNamespace(submit=submit, scheduler_info=lambda n_workers: {"workers": workers})
    cluster._send(client, iter(UNITS), {}, SimpleNamespace(add=lambda future: None))
    return found


def test_what_needs_a_gpu_goes_to_one(cluster: Cluster) -> None:
    """Where a worker says that it has one; suites without a CUDA side go anywhere."""
    assert sent(cluster, [{"GPU": 1.0}, {}]) == [
        ("04_pooling/max_pool2d", "auto", {"GPU": 1}), ("03_convolution/output_size", "auto", None),
    ]  # fmt: skip
    assert sent(cluster, [{}]) == [("04_pooling/max_pool2d", "auto", None), ("03_convolution/output_size", "auto", None)]


def test_the_scheduler_is_not_asked_for_its_workers_at_each_unit(cluster: Cluster) -> None:
    """A question to it takes longer than many a unit."""
    asked: list[int] = []

    def scheduler_info(n_workers: int) -> object:
        asked.append(n_workers)
        return {"workers": {"w": {"nthreads": 100, "resources": {}}}}

    client = SimpleNamespace(submit=lambda *arguments, **said: object(), scheduler_info=scheduler_info)
    cluster._looked_at = -math.inf
    for _ in range(3):
        cluster._send(client, iter(UNITS), {}, SimpleNamespace(add=lambda future: None))
    cluster._looked_at -= 2 * backend.LOOK_SECONDS
    cluster._send(client, iter(UNITS), {}, SimpleNamespace(add=lambda future: None))
    assert asked == [-1, -1]


def future(result: object = None, error: Exception | None = None) -> SimpleNamespace:
    def outcome(timeout: float) -> object:
        if error is not None:
            raise error
        return result

    return SimpleNamespace(result=outcome)


def test_what_a_worker_says_is_heard(cluster: Cluster) -> None:
    """Nothing can be judged there; three workers died over it; the scheduler went away."""
    no_sandbox = msgspec.json.encode(Answer(failed=Message("no sandbox here"), code=2))
    with pytest.raises(JudgeFailed, match="no sandbox here") as raised:
        cluster._results(future(no_sandbox), UNITS[0])
    assert raised.value.exit_code == 2
    killed = backend.KilledWorker("unit-a", SimpleNamespace(address="tcp://w:1"), 3)
    (lost,) = cluster._results(future(error=killed), UNITS[0])
    assert [verdict.status for verdict in lost.verdicts] == [Status.GRADER_ERROR]
    for error in (backend.CancelledError(), OSError(), TimeoutError()):
        with pytest.raises(UsageError, match="went away"):
            cluster._results(future(error=error), UNITS[0])
