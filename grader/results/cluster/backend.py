"""The client's side: units of work go to a Dask scheduler as workers get free, results come back as they are done. No torch."""

from __future__ import annotations

import contextlib
import logging
import math
import queue
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError

import msgspec
from distributed import Client, Future, KilledWorker

from grader.course.catalogue import Course
from grader.results.cluster.answers import Answer, Batch
from grader.results.cluster.parcel import digest_of, pack
from grader.results.cluster.worker import CoursePlugin, judge_batch
from grader.results.judging import JudgeFailed
from grader.results.pool import lost, next_batch
from grader.results.units import surroundings
from grader.words.errors import UsageError
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import SubmissionResult

CONNECT_SECONDS = 20
WORKERS_SECONDS = 120
WAIT_SECONDS = 10.0  # without an answer: look whether there is a worker at all
ANYONE = ""  # in place of a worker's address
AHEAD = 3  # tasks for each thread of the cluster that wait there, so that none of them waits for us
LOOK_SECONDS = 1.0  # so soon are workers that come seen
GPU = "GPU"
LOGGERS = ("distributed", "distributed.client", "distributed.gc", "tornado", "asyncio")  # Dask gives some a level of their own

Asked = dict[Future[bytes], tuple[Sequence[Submitted], str]]
"""The batches that are on their way, each with the address of the worker whose turn it was, or ANYONE where none was known."""
Finished = queue.SimpleQueue[Future[bytes]]
Done = Callable[[Submitted, SubmissionResult], None]


class Cluster:
    """Judges on a cluster what `Pool` judges on one machine; `grade_all` means the same."""

    def __init__(self, course: Course, options: JudgeOptions, address: str) -> None:
        self.course = course
        self.options = options
        self.address = address
        self.parcel = pack(course)
        self.digest = digest_of(self.parcel)
        self.with_device = {exercise.id for exercise in course.exercises if course.asks_for_device(exercise)}
        self._threads: dict[str, int] = {}
        self._on_their_way: Counter[str] = Counter()
        self._number_of_worker: dict[str, int] = {}  # its threads have a judge each; by the order's rules they are one
        self._with_gpu: set[str] = set()
        self._looked_at = -math.inf

    def grade_all(self, batches: Iterable[Sequence[Submitted]], jobs: int, done: Done) -> None:
        """Judge batches on the cluster's workers, as many as there are whatever `jobs` says; `done` is called in this thread.

        A worker that dies costs its tasks another try elsewhere, three at most (Dask's `allowed-failures`).

        Raises:
            UsageError: the scheduler can't be reached or went away, no worker came, or none may judge here.
            JudgeFailed: a worker can't judge at all (no sandbox, a broken suite).
        """
        with self._client() as client:
            self._prepare(client)
            source = iter(batches)
            finished: Finished = queue.SimpleQueue()
            asked: Asked = {}
            self._on_their_way.clear()
            self._send(client, source, asked, finished)
            while asked:
                future = self._next(client, finished)
                batch, worker = asked.pop(future)
                self._on_their_way[worker] -= 1
                for submitted, result in zip(batch, self._results(future, batch), strict=True):
                    done(submitted, result)
                self._send(client, source, asked, finished)

    @contextlib.contextmanager
    def _client(self) -> Iterator[Client]:
        for name in LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what it would say, we say in the user's language
        try:
            client = Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            text = "no Dask scheduler answers at {address}: {text}. `dask scheduler` starts one and prints its address."
            raise UsageError(text, address=self.address, text=str(error)[:300]) from error
        try:
            yield client
        finally:
            with contextlib.suppress(Exception):  # the scheduler may have gone; what is done is kept all the same
                client.close(timeout=5)

    def _prepare(self, client: Client) -> None:
        """Wait for a worker and give all of them, also those to come, the course."""
        try:
            client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError:
            text = "the scheduler at {address} has no workers. `dask worker {address}` starts one."
            raise UsageError(text, address=self.address) from None
        try:
            client.register_plugin(CoursePlugin(self.parcel, surroundings()))
        except Exception as error:  # whatever the plugin's set-up raised on a worker, or what kept it from being loaded there
            text = "a worker of {address} can't judge: {text}. The same grader and libraries must be installed there as here."
            raise UsageError(text, address=self.address, text=str(error)[:500]) from error

    def _send(self, client: Client, source: Iterator[Sequence[Submitted]], asked: Asked, finished: Finished) -> None:
        """Keep every thread of the cluster in work, and no more: what is still here need not be sent twice."""
        if time.monotonic() - self._looked_at > LOOK_SECONDS:
            self._look(client)
        told: set[str] = set()  # that nothing is left for them
        while (worker := self._idlest(asked, told)) is not None:
            numbers = self._number_of_worker
            number = None if worker == ANYONE else numbers.setdefault(worker, len(numbers))
            batch = next_batch(source, number)
            if batch is None and not asked and told >= self._threads.keys() - {worker}:  # whom it was left for may be gone
                batch = next_batch(source, None)
            if batch is None:
                told.add(worker)
                continue
            future = self._submit(client, batch, worker)
            asked[future] = batch, worker
            self._on_their_way[worker] += 1
            future.add_done_callback(finished.put)

    def _idlest(self, asked: Asked, told: set[str]) -> str | None:
        """Return the worker that has the least to do, ANYONE where none is known; None where all have enough or are told."""
        if not self._threads:
            return None if asked or ANYONE in told else ANYONE
        loads = {
            address: self._on_their_way[address] / threads for address, threads in self._threads.items() if address not in told
        }
        worker = min(loads, key=loads.__getitem__, default=ANYONE)
        return worker if loads.get(worker, AHEAD) < AHEAD else None

    def _submit(self, client: Client, batch: Sequence[Submitted], worker: str) -> Future[bytes]:
        """Send a batch to the worker whose turn it is, for it knows the exercise; another takes it where that one is gone."""
        gpu = bool(self._with_gpu)
        on_gpu = gpu and self.options.device != "cpu" and any(set(one.only) & self.with_device for one in batch)
        anywhere = gpu and not on_gpu and self.options.device == "cuda"
        options = msgspec.structs.replace(self.options, device="auto") if anywhere else self.options
        task = msgspec.json.encode(Batch(self.digest, options, tuple(batch)))
        pinned = worker != ANYONE and (not on_gpu or worker in self._with_gpu)
        return client.submit(
            judge_batch, task, key=f"unit-{batch[0].student}", pure=False,
            resources={GPU: 1} if on_gpu else None, workers=[worker] if pinned else None, allow_other_workers=pinned,
        )  # fmt: skip

    def _next(self, client: Client, finished: Finished) -> Future[bytes]:
        """Wait for what is done next.

        Raises:
            UsageError: there has been no worker for a while.
        """
        alone = 0.0
        while True:
            try:
                return finished.get(timeout=WAIT_SECONDS)
            except queue.Empty:
                alone = 0.0 if client.scheduler_info(n_workers=-1)["workers"] else alone + WAIT_SECONDS
            if alone >= WORKERS_SECONDS:
                text = "the workers of {address} went away. What was graded is kept; the same command goes on from there."
                raise UsageError(text, address=self.address)

    def _look(self, client: Client) -> None:
        """Ask the scheduler who its workers are: a question that takes longer than many a unit."""
        workers = client.scheduler_info(n_workers=-1)["workers"]
        self._threads = {address: max(1, worker["nthreads"]) for address, worker in workers.items()}
        self._with_gpu = {address for address, worker in workers.items() if worker["resources"].get(GPU)}
        self._looked_at = time.monotonic()

    def _results(self, future: Future[bytes], batch: Sequence[Submitted]) -> Sequence[SubmissionResult]:
        try:
            answer = msgspec.json.decode(future.result(timeout=CONNECT_SECONDS), type=Answer)
        except KilledWorker:  # a worker died over it, and those of three further tries
            return [lost(submitted, {}) for submitted in batch]
        except (OSError, TimeoutError, CancelledError) as error:
            raise self._gone() from error
        if answer.failed is not None:
            raise JudgeFailed(answer.failed, answer.code)
        return answer.results

    def _gone(self) -> UsageError:
        text = "the scheduler at {address} went away. What was graded is kept; the same command goes on from there."
        return UsageError(text, address=self.address)
