"""A judge that is kept warm for who asks again and again, a learner or a cluster: started once, replaced if it dies. No torch."""

from __future__ import annotations

import msgspec

from grader.results.judging import JudgeDied, JudgeProcess
from grader.results.pool import TRIES, Pool, lost
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import SubmissionResult


class WarmJudge:
    """Judges some exercises of a submission at a time, in a process that stays."""

    def __init__(self, options: JudgeOptions, pool: Pool) -> None:
        self.options = options
        self.pool = pool
        self.judge: JudgeProcess | None = None

    def warm_up(self) -> JudgeProcess:
        """Start the judge, if none runs, so that it gets ready while nothing is asked of it."""
        self.judge = self.judge or JudgeProcess(self.options, self.pool.command, self.pool.log)
        return self.judge

    def result(self, submitted: Submitted, exercises: tuple[str, ...]) -> SubmissionResult:
        """Return the verdicts on these exercises alone.

        Raises:
            JudgeFailed: nothing can be judged here (a broken suite).
        """
        asked = msgspec.structs.replace(submitted, only=exercises)
        for _ in range(TRIES):
            try:
                return self.warm_up().judge(asked)
            except JudgeDied:
                self.close()
        only = {name: submitted.files.get(name) for name in exercises}  # of the others nothing is known, not even a problem
        return lost(msgspec.structs.replace(submitted, files=only, problems={}), {})

    def close(self) -> None:
        """End the judge."""
        if self.judge is not None:
            self.judge.kill()
            self.judge.close()
            self.judge = None
