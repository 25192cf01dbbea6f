"""What crosses between the client and a cluster's workers, as JSON: nothing that runs where it is read. No torch, no Dask."""

from __future__ import annotations

import msgspec

from grader.words.messages import Message
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import SubmissionResult


class Batch(msgspec.Struct, frozen=True):
    """Submissions that go to one judge, and how to judge them.

    `course` is the digest of the parcel: the worker puts its own copy of exactly this course in for `root`.
    """

    course: str
    options: JudgeOptions
    submissions: tuple[Submitted, ...]


class Answer(msgspec.Struct, frozen=True):
    """The results of a batch, or why nothing can be judged there and the exit code that goes with it."""

    results: tuple[SubmissionResult, ...] = ()
    failed: Message | None = None
    code: int = 0
