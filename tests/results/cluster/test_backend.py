"""What a cluster is asked and what it says where it can't judge; the rest is end to end, with real processes."""

from __future__ import annotations

import math
import queue
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import msgspec
import pytest

from grader.course.catalogue import load_course
from grader.results.cluster import backend
from grader.results.cluster.answers import Answer, Batch
from grader.results.cluster.backend import Cluster
from grader.results.cluster.worker import CoursePlugin
from grader.results.judging import JudgeFailed
from grader.results.pool import Choice
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
    plugin = CoursePlugin(b"", [*surroundings(), "torch 1.0"])
    with pytest.raises(RuntimeError, match=r"tcp://w:1 differs.*torch 1\.0"):
        plugin.setup(worker)
    answer = plugin.judge(Batch("c", JudgeOptions(str(ROOT)), ()))  # Dask goes on with a worker that came later
    assert answer.code == 2 and answer.failed is not None and "differs" in answer.failed.text


def test_each_run_has_its_own_course(tmp_path: Path) -> None:
    """Two courses on one cluster don't take each other's place."""
    assert CoursePlugin(b"one", []).name != CoursePlugin(b"two", []).name


def sent(cluster: Cluster, resources: list[dict[str, float]]) -> list[tuple[str, str, object]]:
    """Return exercise, device and resources of what is sent to a cluster of such workers."""
    found: list[tuple[str, str, object]] = []

    def submit(function: object, task: bytes, **said: object) -> object:
        batch = msgspec.json.decode(task)
        found.append((batch["submissions"][0]["only"][0], batch["options"].get("device", "auto"), said["resources"]))
        return mock.Mock(spec=["add_done_callback"])

    cluster._looked_at = -math.inf
    cluster._on_their_way.clear()
    workers = {f"w{number}": {"nthreads": 1, "resources": have} for number, have in enumerate(resources)}
    client = SimpleNamespace(submit=submit, scheduler_info=lambda n_workers: {"workers": workers})
    cluster._send(client, iter(UNITS), {}, queue.SimpleQueue())
    return found


class Many(Choice):
    """Endless work, and a note of who asked for it."""

    def __init__(self) -> None:
        self.judges: list[int | None] = []

    def next_for(self, judge: int | None) -> tuple[Submitted]:
        self.judges.append(judge)
        return (Submitted(f"{len(self.judges)}", {"a/b": "x"}, only=("a/b",)),)


def sent_to(
    cluster: Cluster, workers: dict[str, dict[str, object]], work: Many | None = None
) -> tuple[list[int | None], list[tuple[object, object]]]:
    """Return for whom endless work was chosen, and which workers it was sent to."""
    asked: list[tuple[object, object]] = []

    def submit(function: object, task: bytes, **said: object) -> object:
        asked.append((said["workers"], said["allow_other_workers"]))
        return mock.Mock(spec=["add_done_callback"])

    work = work or Many()
    client = SimpleNamespace(submit=submit, scheduler_info=lambda n_workers: {"workers": workers})
    cluster._send(client, work, {}, queue.SimpleQueue())
    return work.judges, asked


def test_each_worker_has_enough_to_do_and_no_more(cluster: Cluster) -> None:
    """Three tasks a thread, chosen for it and sent to it; another may take them where it is gone."""
    workers: dict[str, dict[str, object]] = {"one": {"nthreads": 1, "resources": {}}, "two": {"nthreads": 2, "resources": {}}}
    judges, asked = sent_to(cluster, workers)
    assert sorted(asked) == [(["one"], True)] * 3 + [(["two"], True)] * 6
    assert (judges.count(0), judges.count(1)) == (3, 6)


class LeftForTheSecond(Many):
    """Work that the second judge knows, and nobody else shall learn."""

    def next_for(self, judge: int | None) -> tuple[Submitted] | None:  # type: ignore[override]
        return None if judge != 1 else super().next_for(judge)


def test_who_gets_nothing_keeps_nobody_from_work(cluster: Cluster) -> None:
    """The idlest worker may be one that nothing is left for."""
    workers: dict[str, dict[str, object]] = {"one": {"nthreads": 1, "resources": {}}, "two": {"nthreads": 1, "resources": {}}}
    assert sent_to(cluster, workers, LeftForTheSecond())[1] == [(["two"], True)] * 3


def test_without_workers_one_task_waits_for_the_first(cluster: Cluster) -> None:
    """Nothing is chosen for it."""
    assert sent_to(cluster, {}) == ([None], [(None, False)])


def test_what_needs_a_gpu_goes_to_one(cluster: Cluster) -> None:
    """Where a worker says that it has one; suites without a CUDA side go anywhere."""
    assert sent(cluster, [{"GPU": 1.0}, {}]) == [
        ("04_pooling/max_pool2d", "auto", {"GPU": 1}), ("03_convolution/output_size", "auto", None),
    ]  # fmt: skip
    cluster.options = msgspec.structs.replace(cluster.options, device="cpu")
    assert sent(cluster, [{"GPU": 1.0}]) == [("04_pooling/max_pool2d", "cpu", None), ("03_convolution/output_size", "cpu", None)]
    cluster.options = msgspec.structs.replace(cluster.options, device="cuda")
    assert sent(cluster, [{"GPU": 1.0}])[1] == ("03_convolution/output_size", "auto", None)
    cluster.options = msgspec.structs.replace(cluster.options, device="auto")
    assert sent(cluster, [{}]) == [("04_pooling/max_pool2d", "auto", None), ("03_convolution/output_size", "auto", None)]


def test_workers_that_are_all_gone(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for them for ever."""
    monkeypatch.setattr(backend, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(backend, "WORKERS_SECONDS", 0.05)
    client = SimpleNamespace(scheduler_info=lambda n_workers: {"workers": {}})
    with pytest.raises(UsageError, match="workers of tcp://127.0.0.1:1 went away"):
        cluster._next(client, queue.SimpleQueue())


def test_the_scheduler_is_not_asked_for_its_workers_at_each_unit(cluster: Cluster) -> None:
    """A question to it takes longer than many a unit."""
    asked: list[int] = []

    def scheduler_info(n_workers: int) -> object:
        asked.append(n_workers)
        return {"workers": {"w": {"nthreads": 100, "resources": {}}}}

    future = mock.Mock(spec=["add_done_callback"])
    client = SimpleNamespace(submit=lambda *arguments, **said: future, scheduler_info=scheduler_info)
    cluster._looked_at = -math.inf
    for _ in range(3):
        cluster._send(client, iter(UNITS), {}, queue.SimpleQueue())
    cluster._looked_at -= 2 * backend.LOOK_SECONDS
    cluster._send(client, iter(UNITS), {}, queue.SimpleQueue())
    assert asked == [-1, -1]


def future(result: object = None, error: Exception | None = None) -> SimpleNamespace:
    def outcome(timeout: float) -> object:
        if error is not None:
            raise error
        return result

    return SimpleNamespace(result=outcome)


def test_what_a_worker_says_is_heard(cluster: Cluster) -> None:
    """Nothing can be judged there; the workers died over it; the scheduler went away."""
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
