"""The worker's side: a copy of the course, and judges that stay warm between tasks. Runs in Dask's worker processes. No torch."""

from __future__ import annotations

import contextlib
import queue
from pathlib import Path
from typing import cast

import msgspec
from distributed import Worker, WorkerPlugin, get_worker

from grader.results.cluster.answers import Answer, Batch
from grader.results.cluster.parcel import digest_of, unpack
from grader.results.judging import JudgeFailed
from grader.results.pool import Pool
from grader.results.units import surroundings
from grader.results.warm import WarmJudge
from grader.words.errors import UsageError
from grader.words.messages import Message, Parameter, english
from grader.words.submission import JudgeOptions

SUBDIRECTORY = "torchkata"


class CoursePlugin(WorkerPlugin):
    """Gives a worker the course; refuses one whose grader or libraries are others, for its verdicts might be too."""

    def __init__(self, parcel: bytes, surroundings: list[str]) -> None:
        self.name = name_of(digest_of(parcel))  # several runs, with several courses, may use one cluster
        self.parcel = parcel
        self.surroundings = surroundings

    def setup(self, worker: Worker) -> None:
        """Unpack the course.

        Raises:
            RuntimeError: this worker's grader, Python or libraries are not the client's.
        """
        self.refusal: Message | None = None
        self.idle: dict[JudgeOptions, queue.SimpleQueue[WarmJudge]] = {}
        if differing := sorted(set(self.surroundings) ^ set(surroundings())):
            facts: dict[str, Parameter] = {"address": worker.address, "names": ", ".join(differing)}
            text = "the worker {address} differs from here: {names}. Install the same versions there and start it again."
            self.refusal = Message(text, facts)
            raise RuntimeError(self.refusal.render(english))  # Dask forgets this of a worker that comes later: `judge` says it
        self.root = unpack(self.parcel, Path(worker.local_directory) / SUBDIRECTORY)

    def teardown(self, worker: Worker) -> None:
        """End the judges."""
        for judges in self.idle.values():
            with contextlib.suppress(queue.Empty):
                while True:
                    judges.get_nowait().close()

    def judge(self, batch: Batch) -> Answer:
        """Judge a batch in a judge that is warm already, if one is idle."""
        if self.refusal is not None:
            return Answer(failed=self.refusal, code=UsageError.exit_code)
        options = msgspec.structs.replace(batch.options, root=str(self.root))
        judges = self.idle.setdefault(options, queue.SimpleQueue())
        try:
            judge = judges.get_nowait()
        except queue.Empty:
            judge = WarmJudge(options, Pool(options, self.root / "judge.log"))
        try:
            results = tuple(judge.result(submitted, submitted.only) for submitted in batch.submissions)
        except JudgeFailed as failed:
            judge.close()
            return Answer(failed=failed.message, code=failed.exit_code)
        except BaseException:  # a task that is cancelled leaves no judge in the middle of a submission behind
            judge.close()
            raise
        judges.put(judge)
        return Answer(results)


def judge_batch(batch: bytes) -> bytes:
    """Judge a batch on the worker that this runs on; both are JSON."""
    asked = msgspec.json.decode(batch, type=Batch)
    worker = get_worker()
    plugin = cast(CoursePlugin | None, worker.plugins.get(name_of(asked.course)))
    if plugin is None:
        text = "the worker {address} has not got this run's course: start it again, then repeat the command"
        missing = Message(text, {"address": worker.address})
        return msgspec.json.encode(Answer(failed=missing, code=UsageError.exit_code))
    return msgspec.json.encode(plugin.judge(asked))


def name_of(course: str) -> str:
    """Return how the plugin is called that has this course."""
    return f"torchkata-{course}"
