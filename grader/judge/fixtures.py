"""The fixtures of suites: the submission across the wire, the reference, seeds, cases. Judge's side."""

from __future__ import annotations

from types import ModuleType

import pytest
import torch

from grader.judge.cases import Cases
from grader.judge.example import ExampleRunner
from grader.judge.line import Line
from grader.judge.proxies import Submission
from grader.judge.seeds import derive_seed
from grader.judge.trial import Trial
from grader.words.errors import AuthoringError


class SuiteFixtures:
    """A pytest plugin: what a criterion may ask for, taken from the trial that runs it."""

    def __init__(self) -> None:
        self.trial: Trial | None = None

    @pytest.fixture
    def submission(self) -> Submission:
        """The learner's module, across the wire."""
        return self._module("submission")

    @pytest.fixture
    def props(self) -> Submission:
        """The suite's props, loaded in the worker."""
        return self._module("props")

    @pytest.fixture
    def judge_props(self) -> ModuleType | None:
        """The suite's props, loaded here."""
        return self._current().suite.props

    @pytest.fixture
    def reference(self) -> ModuleType | None:
        """The exercise's reference."""
        return self._current().suite.reference

    @pytest.fixture
    def device(self, request: pytest.FixtureRequest) -> torch.device:
        """The device that this run of the criterion is about."""
        return torch.device(request.param)

    @pytest.fixture
    def seed(self, request: pytest.FixtureRequest) -> int:
        """A seed of this run and criterion."""
        return derive_seed(self._current().seed, self._current().exercise, request.node.name)

    @pytest.fixture
    def cases(self, seed: int) -> Cases:
        """Checks fixed and drawn cases, and shows the smallest that fails."""
        return Cases(self._line("cases"), seed, self._current().searches)

    @pytest.fixture
    def example(self) -> ExampleRunner:
        """Runs one example of the statement."""
        return ExampleRunner(self._line("example"))

    @pytest.fixture
    def rng(self, seed: int) -> torch.Generator:
        """A CPU generator of this run and criterion."""
        return torch.Generator().manual_seed(seed)

    def _module(self, name: str) -> Submission:
        return Submission(self._line(name), name)

    def _line(self, name: str) -> Line:
        line = self._current().line
        if line is None:
            raise AuthoringError("a suite asked for {name} where no worker runs", name=name)
        return line

    def _current(self) -> Trial:
        if self.trial is None:
            raise AuthoringError("a suite's fixture was asked for outside a run")
        return self.trial
