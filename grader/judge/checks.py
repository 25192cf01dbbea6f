"""What suites check with, beside `same`: errors, untouched inputs, gradients, forbidden operations. Judge's side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import torch

from grader.judge.comparison import same
from grader.judge.describe import describe
from grader.judge.failure import Failure, NotYet, Raised
from grader.judge.forbidden import Forbidden
from grader.judge.proxies import Submission, Target
from grader.sandbox.process import WorkerEnded
from grader.words.ending import Ending, EndingKind
from grader.words.messages import Message, Parameter


def criterion(
    *, title: str, points: float = 1, hint: str = "", rule: str = "", example: str = "", alone: bool = False
) -> pytest.MarkDecorator:
    """Mark a test function as a criterion: `title` is the sentence that the learner reads, `alone` wants a fresh worker.

    The ladder of hints: `hint` gives the idea, `rule` says what is asked for, `example` shows it on the smallest numbers.
    All are English message ids; course.po holds their translations.
    """
    return pytest.mark.criterion(title=title, points=points, hints=(hint, rule, example), alone=alone)


def expect(condition: object, text: str, **parameters: Parameter) -> None:
    """Fail the criterion with this message (an English template) unless the condition holds."""
    if not condition:
        raise Failure(Message(text, parameters))


def raises(call: Callable[[], object], kind: type[Exception] | str, names: tuple[object, ...] | None = None) -> None:
    """Fail unless the learner's code raises `kind` or a subclass; with `names` its text must contain one of them."""
    kind = kind if isinstance(kind, str) else kind.__name__
    try:
        result = call()
    except Raised as raised:
        if raised.is_missing_name:
            raise
        if kind not in raised.type_names:
            wanted = Message("expected: {kind}", {"kind": kind})
            raise Failure(wanted, *raised.said()) from None
        if names is not None and not any(str(name) in raised.text for name in names):
            facts: dict[str, Parameter] = {"kind": kind, "text": raised.text, "value": str(names[0])}
            said = Message("the {kind} should name the bad value {value}; it says: {text}", facts)
            raise Failure(said) from None
        return
    text = "expected: {kind}, but the call returned {got}"
    raise Failure(Message(text, {"kind": kind, "got": describe(result)}))


@contextmanager
def once_right() -> Iterator[None]:
    """Check inside that the result is right, where a criterion about something else counts only together with that.

    Where it is not, the learner reads that the criterion waits for it, and no accusation.
    """
    try:
        yield
    except (Failure, Raised) as error:
        raise _waiting(error) from None


def _waiting(error: Exception) -> Exception:
    """Return what a criterion fails with whose right result is wrong; what explains itself stays as it is."""
    if isinstance(error, NotYet) or not isinstance(error, (Failure, Raised)):
        return error
    if isinstance(error, Raised) and error.explains_itself:
        return error
    reason = error.messages[0] if isinstance(error, Failure) else error.said()[0]
    waits = Message("this is not looked at yet: it counts once the result is right, and here it is not")
    return NotYet(waits, Message("  {reason}", {"reason": reason}))


def keeps_inputs(function: object, *args: object, **kwargs: object) -> object:
    """Call a name of the submission, fail if its arguments (in the worker) are changed afterwards, return the result."""
    if not isinstance(function, Target):
        raise TypeError("keeps_inputs takes a name of the submission")
    answer = function._call(args, kwargs, keep_inputs=True)
    if not isinstance(answer, tuple) or len(answer) != 3:
        raise Failure(Message("the call did not come back as it was sent"))
    result, args_after, kwargs_after = answer
    same(args_after, args, what="an argument after the call", rtol=0, atol=0)
    same(kwargs_after, kwargs, what="an argument after the call", rtol=0, atol=0)
    after, before = (
        [tensor.requires_grad for tensor in _tensors(given)] for given in ((args_after, kwargs_after), (args, kwargs))
    )
    same(after, before, what="whether the arguments require a gradient after the call")
    return result


def _tensors(value: object) -> Iterator[torch.Tensor]:
    """Yield the tensors in a value, in order."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for element in value:
            yield from _tensors(element)
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))


def gradients(function: object, *args: object, cotangent: torch.Tensor, **kwargs: object) -> list[object]:
    """Return the gradient of `(function(...) * cotangent).sum()` for each tensor argument that requires one.

    None where no path leads to the argument. For names of the submission it is computed in the worker.
    """
    if isinstance(function, Target):
        function._note_call(args, kwargs)
        answer = function._ask("gradients", args=args, kwargs=kwargs, cotangent=cotangent)
        return list(answer) if isinstance(answer, tuple) else []
    if not callable(function):
        raise TypeError("gradients takes a function")
    inputs = [value for value in (*args, *kwargs.values()) if isinstance(value, torch.Tensor) and value.requires_grad]
    return list(torch.autograd.grad(function(*args, **kwargs), inputs, cotangent, allow_unused=True))


@contextmanager
def watched(submission: Submission, forbidden: Forbidden) -> Iterator[None]:
    """Watch the calls inside for forbidden operations; fail with operation, file and line where one is reached.

    The checks inside are as in `once_right`.
    """
    line = submission._line
    line.called.clear()
    line.ask("watch", forbidden={"operations": list(forbidden.operations), "functions": list(forbidden.functions)})
    wrong: Exception | None = None
    try:
        yield
    except WorkerEnded:
        raise
    except Exception as error:  # a breach says more than the wrong result that may come of it
        wrong = error
    breaches = line.ask("unwatch", names=sorted({name.partition(".")[0] for name in line.called}))
    if not isinstance(breaches, list):
        raise line.worker.stop(Ending(EndingKind.PROTOCOL, detail="a list of operations that is none"))
    if breaches:
        said = _breaches(breaches)
        raise Failure(Message("a forbidden operation was used: this exercise is about building it yourself"), *said)
    if wrong is not None:
        raise _waiting(wrong)


def _breaches(breaches: list[object]) -> list[Message]:
    """Return one message a line of the learner's: the rest are names for the same thing further in."""
    said: dict[str, Message] = {}
    for breach in breaches:
        message = _breach(breach)
        said.setdefault(str(message.parameters.get("line")), message)
    return list(said.values())[:5]


def _breach(breach: object) -> Message:
    match breach:
        case {"operation": str() as operation, "line": int() as line}:
            return Message("  line {line}: {operation}", {"line": line, "operation": operation[:100]})
    return Message("  at a line that is not known")
