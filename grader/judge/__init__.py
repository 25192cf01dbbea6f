"""The judge: runs suites against submissions across the wall. What a suite imports stands here."""

from grader.judge.cases import agreeing, call
from grader.judge.checks import criterion, expect, gradients, keeps_inputs, once_right, raises, watched
from grader.judge.comparison import same
from grader.judge.draws import distinct_tensors, pairs, tensors
from grader.judge.failure import Failure, Raised
from grader.judge.forbidden import CONVOLUTION, POOLING, Forbidden
from grader.judge.proxies import Remote, RemoteName, Submission, type_names
from grader.words.messages import Message

__all__ = [
    "CONVOLUTION",
    "POOLING",
    "Failure",
    "Forbidden",
    "Message",
    "Raised",
    "Remote",
    "RemoteName",
    "Submission",
    "agreeing",
    "call",
    "criterion",
    "distinct_tensors",
    "expect",
    "gradients",
    "keeps_inputs",
    "once_right",
    "pairs",
    "raises",
    "same",
    "tensors",
    "type_names",
    "watched",
]
