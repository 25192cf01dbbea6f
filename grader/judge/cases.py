"""Cases of a criterion: fixed ones carry the verdict, drawn ones add strength, the smallest that fails is shown. Judge's side."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

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
            except Exception:
                self.line.transcript.freeze()
                if self.search and drawn is not None:
                    self._show_smallest(check, drawn, SEARCH_DRAWS)
                    self.line.transcript.begin_case()
                    check(case)  # none is smaller: what was asked last is this one again
                raise
        if drawn is not None:
            self._show_smallest(check, drawn, draws)

    def _show_smallest(self, check: Check, drawn: SearchStrategy[Any], draws: int) -> None:
        """Raise as the smallest failing case does; return where none of the draws fails."""
        search = _Search(check, self.line, self.search)
        with contextlib.suppress(NoSuchExample, Unsatisfiable):
            find(drawn, search.fails, settings=settings(SETTINGS, max_examples=draws), random=Random(self.seed))
        if search.ended is not None:
            raise search.ended
        if search.smallest:
            self.line.transcript.begin_case()
            check(search.smallest[0])
            raise search.smallest[1]  # it failed a moment ago: an answer that changes is no right answer


class _Search:
    """What Hypothesis asks: whether a case fails. Past the budget only cases that are known to fail do."""

    def __init__(self, check: Check, line: Line, shrink: bool) -> None:
        self.check = check
        self.line = line
        self.left = SEARCH_CALLS
        self.shrink = shrink
        self.known: dict[bytes, Exception | None] = {}
        self.smallest: tuple[object, Exception] | None = None
        self.ended: WorkerEnded | None = None

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
            return self._failed(error)
        return None

    def _failed(self, error: Exception) -> Exception:
        self.line.transcript.freeze()
        if not self.shrink:
            self.left = 0
        return error
