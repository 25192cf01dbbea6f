"""What keeps us from finding out about a submission: the tree of exceptions, each with its exit code. No torch."""

from __future__ import annotations

from typing import ClassVar

from grader.words.messages import Message, Parameter, english


class GraderError(Exception):
    """Anything that stops the grader itself; `exit_code` is what the command line ends with."""

    exit_code: ClassVar[int] = 2

    def __init__(self, template: str, /, **parameters: Parameter) -> None:
        self.message = Message(template, parameters)
        super().__init__(self.message.render(english))


class UsageError(GraderError):
    """The command was asked for something that does not exist or does not fit."""


class AuthoringError(GraderError):
    """A course file (suite, reference, course.toml) is wrong: says file, line, what is wrong, what to do."""


class SandboxUnavailable(GraderError):
    """The isolation level that was asked for can't be had on this machine; names `grader doctor`."""


class InternalError(GraderError):
    """A fault of the grader's own: the submission is kept and never marked wrong for it."""


class NobodyListens(Exception):
    """Whoever waited for the verdicts is gone: nothing is left to do, and nothing to say."""
