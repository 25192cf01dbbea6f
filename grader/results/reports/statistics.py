"""What a class's results say: scores, exercises, criteria, misconceptions, who has not started. No torch.

Item analysis as in classical test theory: difficulty is the mean share of an exercise's points, discrimination the
correlation between an exercise's points and the points of all others (Pearson's r, item-rest).
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from grader.results.reading import ReadCause, ReadResults, ReadSubmission, ReadVerdict
from grader.words.verdict import Status

BINS = 10
LIMITS = (Status.TIMEOUT, Status.CRASHED, Status.LIMIT)
OPEN = (Status.NOT_STARTED, Status.MISSING)
UNKNOWN = (*OPEN, Status.GRADER_ERROR)
LEAST_DISCRIMINATION = 0.2  # below it, textbooks of test theory say, an item should be looked at
LEAST_STUDENTS = 3  # a correlation of two means nothing


@dataclass(frozen=True)
class CriterionFigures:
    """How one criterion went, among those whose exercise ran."""

    title: str
    passed: int
    asked: int


@dataclass(frozen=True)
class MisconceptionFigures:
    """Who believes it, of how many that have begun the exercise."""

    exercise: str
    slug: str
    message: str
    students: tuple[str, ...]
    begun: int
    belief: str = ""
    rule: str = ""

    @property
    def share(self) -> float:
        """The share of those who have begun the exercise."""
        return self.count / self.begun if self.begun else 0.0

    @property
    def count(self) -> int:
        """The number of students."""
        return len(self.students)


@dataclass(frozen=True)
class ExerciseFigures:
    """How one exercise went; `discrimination` is None where it can't be said."""

    exercise: str
    max_points: float
    students: int
    passed: int
    started: int
    limits: int
    difficulty: float | None
    discrimination: float | None
    criteria: tuple[CriterionFigures, ...]

    @property
    def name(self) -> str:
        """The name without the chapter."""
        return self.exercise.partition("/")[2]

    @property
    def not_started(self) -> int:
        """Those who have not begun."""
        return self.students - self.started

    @property
    def pass_rate(self) -> float | None:
        """The share of all students who passed."""
        return self.passed / self.students if self.students else None

    @property
    def is_doubtful(self) -> bool:
        """Whether good students fail it as often as others: the exercise, or its suite, may be at fault."""
        return self.discrimination is not None and self.discrimination < LEAST_DISCRIMINATION


@dataclass(frozen=True)
class ClassFigures:
    """Everything that the class report shows."""

    students: int
    max_points: float
    mean: float | None
    median: float | None
    histogram: tuple[int, ...]
    exercises: tuple[ExerciseFigures, ...]
    misconceptions: tuple[MisconceptionFigures, ...]
    not_started: tuple[str, ...]
    ended_by_limit: tuple[tuple[str, str, str], ...] = ()
    grader_errors: tuple[tuple[str, str, str], ...] = ()
    submissions: tuple[ReadSubmission, ...] = field(default=(), repr=False)


def class_figures(results: ReadResults) -> ClassFigures:
    """Return the figures of a class."""
    submissions = results.submissions
    shares = [one.points / one.max_points for one in submissions if one.max_points]
    verdicts = [(one.student, verdict) for one in submissions for verdict in one.exercises]
    return ClassFigures(
        students=len(submissions),
        max_points=max((one.max_points for one in submissions), default=0.0),
        mean=statistics.fmean(shares) if shares else None,
        median=statistics.median(shares) if shares else None,
        histogram=_histogram(shares),
        exercises=tuple(_exercise(name, submissions) for name in _names(submissions)),
        misconceptions=_misconceptions(submissions),
        not_started=tuple(one.student for one in submissions if all(verdict.status in OPEN for verdict in one.exercises)),
        ended_by_limit=tuple(
            (student, verdict.exercise, verdict.message) for student, verdict in verdicts if verdict.status in LIMITS
        ),
        grader_errors=tuple(
            (student, verdict.exercise, verdict.message) for student, verdict in verdicts if verdict.status is Status.GRADER_ERROR
        ),
        submissions=submissions,
    )


def _names(submissions: tuple[ReadSubmission, ...]) -> list[str]:
    return list(dict.fromkeys(verdict.exercise for one in submissions for verdict in one.exercises))


def _histogram(shares: list[float]) -> tuple[int, ...]:
    """Count shares in ten bins; full marks belong to the last."""
    counts = Counter(min(int(share * BINS), BINS - 1) for share in shares)
    return tuple(counts[place] for place in range(BINS))


def _exercise(name: str, submissions: tuple[ReadSubmission, ...]) -> ExerciseFigures:
    pairs = [(one, verdict) for one in submissions for verdict in one.exercises if verdict.exercise == name]
    judged = [(one, verdict) for one, verdict in pairs if verdict.status is not Status.GRADER_ERROR]
    verdicts = [verdict for _, verdict in judged]
    shares = [verdict.points / verdict.max_points for verdict in verdicts if verdict.max_points]
    return ExerciseFigures(
        exercise=name,
        max_points=max((verdict.max_points for _, verdict in pairs), default=0.0),
        students=len(pairs),
        passed=sum(verdict.status is Status.PASSED for verdict in verdicts),
        started=sum(verdict.status not in OPEN for _, verdict in pairs),
        limits=sum(verdict.status in LIMITS for verdict in verdicts),
        difficulty=statistics.fmean(shares) if shares else None,
        discrimination=_correlation(
            [verdict.points for verdict in verdicts], [one.points - verdict.points for one, verdict in judged]
        ),
        criteria=_criteria(verdicts),
    )


def _correlation(item: list[float], rest: list[float]) -> float | None:
    if len(item) < LEAST_STUDENTS or len(set(item)) < 2 or len(set(rest)) < 2:
        return None
    return statistics.correlation(item, rest)


def _criteria(verdicts: list[ReadVerdict]) -> tuple[CriterionFigures, ...]:
    found: dict[str, list[bool]] = defaultdict(list)
    titles: dict[str, str] = {}
    for verdict in verdicts:
        for criterion in verdict.criteria:
            if criterion.counts and criterion.max_points:
                titles.setdefault(criterion.name, criterion.title)
                if criterion.passed is not None:
                    found[criterion.name].append(criterion.passed)
    return tuple(CriterionFigures(title, sum(found[name]), len(found[name])) for name, title in titles.items())


def _misconceptions(submissions: tuple[ReadSubmission, ...]) -> tuple[MisconceptionFigures, ...]:
    students: dict[tuple[str, str], list[str]] = defaultdict(list)
    causes: dict[tuple[str, str], ReadCause] = {}
    for one in submissions:
        for verdict in one.exercises:
            for cause in verdict.causes:
                key = (verdict.exercise, cause.misconception)
                students[key].append(one.student)
                causes.setdefault(key, cause)
    begun = Counter(verdict.exercise for one in submissions for verdict in one.exercises if verdict.status not in UNKNOWN)
    found = [
        MisconceptionFigures(*key, causes[key].message, tuple(names), begun[key[0]], causes[key].belief, causes[key].rule)
        for key, names in students.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.exercise, one.slug)))
