"""The worker's side: a copy of the course, and judges that stay warm between tasks. Runs in Dask's worker processes. No torch."""

from __future__ import annotations

import contextlib
import queue
from pathlib import Path
from typing import cast

import msgspec
from distributed import Worker, WorkerPlugin, get_worker

from grader.results.cluster.answers import Answer, Batch
from grader.results.cluster.parcel import unpack
from grader.results.judging import JudgeFailed
from grader.results.pool import Pool
from grader.results.units import surroundings
from grader.results.warm import WarmJudge
from grader.words.submission import JudgeOptions

NAME = "torchkata"
SUBDIRECTORY = "torchkata"


class CoursePlugin(WorkerPlugin):
    """Gives a worker the course; refuses one whose grader or libraries are others, for its verdicts might be too."""

    name = NAME

    def __init__(self, parcel: bytes, surroundings: list[str]) -> None:
        self.parcel = parcel
        self.surroundings = surroundings

    def setup(self, worker: Worker) -> None:
        """Unpack the course.

        Raises:
            RuntimeError: this worker's grader, Python or libraries are not the client's.
        """
        if differing := sorted(set(self.surroundings) ^ set(surroundings())):
            raise RuntimeError(f"the worker {worker.address} differs from the client: {', '.join(differing)}")
        self.root = unpack(self.parcel, Path(worker.local_directory) / SUBDIRECTORY)
        self.idle: dict[JudgeOptions, queue.SimpleQueue[WarmJudge]] = {}

    def teardown(self, worker: Worker) -> None:
        """End the judges."""
        for judges in self.idle.values():
            with contextlib.suppress(queue.Empty):
                while True:
                    judges.get_nowait().close()

    def judge(self, batch: Batch) -> Answer:
        """Judge a batch in a judge that is warm already, if one is idle."""
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
    plugin = cast(CoursePlugin, get_worker().plugins[NAME])
    return msgspec.json.encode(plugin.judge(msgspec.json.decode(batch, type=Batch)))
