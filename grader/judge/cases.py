"""Cases of a criterion: fixed ones carry the verdict, drawn ones add strength, the smallest that fails is shown. Judge's side."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, NoReturn

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample, Unsatisfiable
from hypothesis.strategies import SearchStrategy

from grader.judge.comparison import same
from grader.judge.line import Line
from grader.judge.proxies import Target, keep_reference
from grader.sandbox.process import WorkerEnded
from grader.wire.encode import encode

DRAWS = 3
SEARCH_DRAWS = 40
SEARCH_CALLS = 150
SETTINGS = settings(database=None, deadline=None, phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck))

Check = Callable[[Any], object]


@dataclass(frozen=True)
class Arguments:
    """Arguments of one call, as a case."""

    args: tuple[object, ...]
    kwargs: dict[str, object]


def call(*args: object, **kwargs: object) -> Arguments:
    """Return a case: the call with these arguments."""
    return Arguments(args, kwargs)


def agreeing(
    submitted: Target,
    reference: Callable[..., object],
    *,
    what: str = "the result",
    rtol: float | None = None,
    atol: float | None = None,
) -> Check:
    """Return the check that a call of the submission gives what the reference gives."""

    def check(case: Arguments) -> None:
        expected = reference(*case.args, **case.kwargs)
        same(submitted(*case.args, **case.kwargs), expected, what=what, rtol=rtol, atol=atol)

    return check


class Cases:
    """Checks case after case; `search` is whether a failure is followed by a search for a smaller one.

    The search is bounded by calls, not by the clock: what is shown depends on the seed alone.
    """

    def __init__(self, line: Line, seed: int, search: bool) -> None:
        self.line = line
        self.seed = seed
        self.search = search

    def check(self, check: Check, *fixed: object, drawn: SearchStrategy[Any] | None = None, draws: int = DRAWS) -> None:
        """Fail the criterion where one of the fixed or drawn cases fails, with the smallest failing case that is found.

        `check` takes a case and raises as criteria do; `drawn` is the strategy that cases are drawn from and shrunk with.
        """
        for case in fixed:
            self.line.transcript.begin_case()
            try:
                check(case)
            except WorkerEnded:
                raise
            except Exception as failure:
                search = _Search(check, self.line, self.search)
                search.failed(failure)
                if self.search and drawn is not None:
                    search.run(drawn, SEARCH_DRAWS, self.seed)
                search.show(case, failure)
        if drawn is not None:
            search = _Search(check, self.line, self.search)
            search.run(drawn, draws, self.seed)
            if search.smallest is not None:
                search.show(*search.smallest)
            if search.ended is not None:
                raise search.ended


class _Search:
    """What Hypothesis asks: whether a case fails. Past the budget only cases that are known to fail do.

    From the first failure on the worker has time of its own for this: looking for a smaller case must cost the learner none,
    and a worker that ends over it takes nothing back from what failed.
    """

    def __init__(self, check: Check, line: Line, shrink: bool) -> None:
        self.check = check
        self.line = line
        self.left = SEARCH_CALLS
        self.shrink = shrink
        self.known: dict[bytes, Exception | None] = {}
        self.smallest: tuple[object, Exception] | None = None
        self.ended: WorkerEnded | None = None

    def run(self, drawn: SearchStrategy[Any], draws: int, seed: int) -> None:
        """Draw cases and, where one fails, shrink it."""
        with contextlib.suppress(NoSuchExample, Unsatisfiable):
            find(drawn, self.fails, settings=settings(SETTINGS, max_examples=draws), random=Random(seed))

    def show(self, case: object, error: Exception) -> NoReturn:
        """Ask the smallest failing case once more, so that it is the last that was asked, and raise what it failed with."""
        if not self.shrink:
            self.line.end_search()
            raise error
        case, error = self.smallest or (case, error)
        self.line.transcript.begin_case()
        try:
            self.check(case)
        except WorkerEnded:
            pass
        except Exception as again:
            raise again from None
        finally:
            self.line.end_search()
        raise error  # it failed a moment ago: an answer that changes is no right answer

    def fails(self, case: object) -> bool:
        """Return whether the case fails."""
        key = bytes(encode(case if not isinstance(case, Arguments) else (case.args, case.kwargs), keep_reference))
        if key not in self.known:
            if self.ended is not None or self.left <= 0:
                return False
            self.known[key] = self._run(case)
        error = self.known[key]
        if error is not None:
            self.smallest = (case, error)
        return error is not None

    def _run(self, case: object) -> Exception | None:
        self.left -= 1
        self.line.transcript.begin_case()
        try:
            self.check(case)
        except WorkerEnded as ended:
            self.ended = ended
        except Exception as error:  # as in any criterion: a Failure, what the learner raised, an answer of no use
            self.failed(error)
            return error
        return None

    def failed(self, error: Exception) -> None:
        """Note the first failure: what follows is no evidence, and costs the learner no time."""
        self.line.transcript.freeze()
        self.line.begin_search()
        if not self.shrink:
            self.left = 0
