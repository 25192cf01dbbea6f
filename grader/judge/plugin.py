"""The pytest plugin: suites are collected once, then judged for submission after submission. Judge's side."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest
from _pytest.runner import runtestprotocol

from grader.course.catalogue import Course, Exercise
from grader.course.mistakes import Mistake, load_mistakes
from grader.course.stubs import is_untouched, stub_text
from grader.judge.diagnosis import Diagnosis, with_causes
from grader.judge.fixtures import SuiteFixtures
from grader.judge.memo import Memo
from grader.judge.script import script_of
from grader.judge.settle import Outcome, settle
from grader.judge.suite import Suite, criterion_of, load_trusted
from grader.judge.transcript import Transcript
from grader.judge.trial import Trial
from grader.sandbox.level import Launcher
from grader.words.errors import AuthoringError, GraderError, NobodyListens
from grader.words.messages import Message, Parameter, english
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Cause, CriterionResult, Status, SubmissionResult, Verdict

Started = Callable[[str, str], None]
Done = Callable[[SubmissionResult], None]
Judged = Callable[[str, Verdict], None]


class JudgePlugin:
    """Fixtures for suites and the loop over submissions."""

    def __init__(
        self,
        course: Course,
        exercises: tuple[Exercise, ...],
        options: JudgeOptions,
        launcher: Launcher,
        devices: frozenset[str],
    ) -> None:
        self.course = course
        self.options = options
        self.launcher = launcher
        self.devices = devices
        self.exercises = exercises
        self.suites = {exercise.id: Suite() for exercise in exercises}
        self.examples = options.examples or course.released
        self.by_path = {self._suite_path(exercise): exercise for exercise in exercises}
        self.fixtures = SuiteFixtures()
        self.error: BaseException | None = None
        self.failure: GraderError | NobodyListens | None = None
        self.submissions: Iterable[Submitted] = ()
        self.started: Started = lambda student, exercise: None
        self.judged: Judged = lambda student, verdict: None
        self.done: Done = lambda result: None
        self.stubs: dict[str, tuple[str, ...]] = {}
        self.diagnoses: dict[str, Diagnosis] = {}
        self.memo = Memo()

    def pytest_configure(self, config: pytest.Config) -> None:
        """Tell pytest of the mark."""
        config.addinivalue_line("markers", "criterion(points, title, hints, alone): one criterion of a suite")

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """List each criterion about values twice: on the CPU and on CUDA."""
        if "device" in metafunc.fixturenames:
            metafunc.parametrize("device", ["cpu", "cuda"], indirect=True)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A suite that can't be collected is its author's fault, and nobody is judged by it."""
        if report.failed:
            text = "the suite {file} can't be collected: {text}"
            self.failure = AuthoringError(text, file=report.nodeid, text=str(report.longrepr)[-2000:])

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Sort the collected items into suites."""
        try:
            for item in session.items:
                if isinstance(item, pytest.Function):
                    self.suites[self.by_path[item.path].id].criteria.append(criterion_of(item))
        except GraderError as error:
            self.failure = error

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge submission after submission instead of running each item once."""
        if self.failure is None:
            try:
                self._prepare_suites()
                gc.freeze()  # keeps collections from scanning what stays
                for submitted in self.submissions:
                    self.done(self.judge(submitted))
            except (GraderError, NobodyListens) as error:
                self.failure = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Remember what a criterion ended with; pytest's own report is not looked at."""
        if call.excinfo is not None and self.error is None:
            self.error = call.excinfo.value

    def judge(self, submitted: Submitted) -> SubmissionResult:
        """Return the verdicts of one submission."""
        verdicts = []
        for exercise in self.exercises:
            if submitted.only and exercise.id not in submitted.only:
                continue
            self.started(submitted.student, exercise.id)
            verdicts.append(self._guarded_verdict(exercise, submitted))
            self.judged(submitted.student, verdicts[-1])
        return SubmissionResult(submitted.student, tuple(verdicts), submitted.messages)

    def _guarded_verdict(self, exercise: Exercise, submitted: Submitted) -> Verdict:
        """Return the verdict; a fault of ours costs this exercise its verdict, and no other."""
        try:
            return self._verdict(exercise, submitted)
        except GraderError:
            raise
        except Exception as error:
            facts: dict[str, Parameter] = {"type": type(error).__name__, "text": str(error)[:500]}
            message = Message("the grader failed here; this is not your fault ({type}: {text})", facts)
            return self._not_run(exercise, Status.GRADER_ERROR, message)

    def _verdict(self, exercise: Exercise, submitted: Submitted) -> Verdict:
        source, problem = submitted.files.get(exercise.id), submitted.problems.get(exercise.id)
        if problem is not None:
            return self._not_run(exercise, Status.ERROR, problem)
        if source is None:
            return self._not_run(exercise, Status.MISSING, Message("there is no file {file}", {"file": f"{exercise.id}.py"}))
        if is_untouched(source, self.stubs[exercise.id]):
            return self._not_run(exercise, Status.NOT_STARTED, Message("not started: the file is as it was handed out"))
        start = time.perf_counter()
        trial = self._trial(exercise, source)
        outcome = trial.run(self._run_item)
        seconds = time.perf_counter() - start  # the mistakes that are run now are run for all
        explained = not (outcome.grader_error or self.examples)
        causes = self._diagnosis(exercise).causes(outcome.results, trial.transcripts) if explained else ()
        if self.options.scripts:
            outcome.results = [_with_script(result, trial.transcripts) for result in outcome.results]
        for transcript in trial.transcripts.values():  # what is remembered of them outlives this file
            transcript.forget_values()
        return _verdict_of(exercise, trial, outcome, causes, seconds)

    def _suite_path(self, exercise: Exercise) -> Path:
        return self.course.examples(exercise) if self.examples else self.course.suite(exercise)

    def _trial(self, exercise: Exercise, source: str) -> Trial:
        return Trial(
            suite=self.suites[exercise.id],
            launcher=self.launcher,
            limits=exercise.limits,
            source=source,
            exercise=exercise.id,
            devices=self.devices,
            seed=self.options.seed,
            search=self.options.search,
            memo=self.memo,
        )

    def _diagnosis(self, exercise: Exercise) -> Diagnosis:
        if exercise.id not in self.diagnoses:

            def run(mistake: Mistake, names: frozenset[str]) -> dict[str, Transcript]:
                trial = self._trial(exercise, mistake.source)
                trial.search, trial.only = False, names
                trial.run(self._run_item)
                return trial.transcripts

            self.diagnoses[exercise.id] = Diagnosis(load_mistakes(self.course, exercise), run)
        return self.diagnoses[exercise.id]

    def _not_run(self, exercise: Exercise, status: Status, message: Message) -> Verdict:
        results = tuple(criterion.result(None, message) for criterion in self.suites[exercise.id].criteria)
        return Verdict(exercise.id, status, 0.0, _sum(result.max_points for result in results), 0.0, (message,), results)

    def _run_item(self, item: pytest.Function, trial: Trial) -> BaseException | None:
        self.fixtures.trial, self.error = trial, None
        item._initrequest()
        runtestprotocol(item, log=False, nextitem=None)
        return self.error

    def _prepare_suites(self) -> None:
        for exercise in self.exercises:
            suite = self.suites[exercise.id]
            if not suite.criteria:
                raise AuthoringError(
                    "{file} holds no criterion: write a function test_... under @criterion(title=..., points=...)",
                    file=str(self._suite_path(exercise)),
                )
            suite.source = self._suite_path(exercise).read_text(encoding="utf-8")
            if self.course.released:
                self.stubs[exercise.id] = (self.course.released_stub(exercise).read_text(encoding="utf-8"),)
                continue
            suite.reference = load_trusted(self.course.reference(exercise), f"reference_{exercise.name}")
            props = Path(self.course.props(exercise))
            if props.exists():
                suite.props_source = props.read_text(encoding="utf-8")
                suite.props = load_trusted(props, props.stem)
            text = self.course.reference(exercise).read_text(encoding="utf-8")
            self.stubs[exercise.id] = (stub_text(text, english),)


def _with_script(result: CriterionResult, transcripts: dict[str, Transcript]) -> CriterionResult:
    transcript = transcripts.get(result.name)
    return msgspec.structs.replace(result, script=script_of(transcript)) if transcript else result


def _verdict_of(exercise: Exercise, trial: Trial, outcome: Outcome, causes: tuple[Cause, ...], seconds: float) -> Verdict:
    results = tuple(with_causes(outcome.results, causes))
    status = settle(outcome)
    missing = tuple(message for messages in trial.missing.values() for message in messages)
    messages = outcome.grader_error or outcome.import_error or missing
    points, maximum = _sum(result.points for result in results), _sum(result.max_points for result in results)
    seconds = round(seconds, 4)
    return Verdict(exercise.id, status, points, maximum, seconds, messages, results, trial.output, trial.walls, causes)


def _sum(points: Iterable[float]) -> float:
    return round(sum(points), 6)
