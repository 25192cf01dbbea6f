"""The judge: runs suites against submissions across the wall. What a suite imports stands here."""

from grader.judge.checks import criterion, expect, gradients, keeps_inputs, raises, watched
from grader.judge.comparison import same
from grader.judge.failure import Failure, Raised
from grader.judge.forbidden import CONVOLUTION, POOLING, Forbidden
from grader.judge.proxies import Remote, RemoteName, Submission, type_names

__all__ = [
    "CONVOLUTION",
    "POOLING",
    "Failure",
    "Forbidden",
    "Raised",
    "Remote",
    "RemoteName",
    "Submission",
    "criterion",
    "expect",
    "gradients",
    "keeps_inputs",
    "raises",
    "same",
    "type_names",
    "watched",
]
